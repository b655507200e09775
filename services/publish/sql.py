"""The statements by which the relay reads and numbers the outbox."""

# Numbers what waits and is free at the moment $4, withdrawals first, with ids from ($1, $2) upward; in no order.
NUMBER_WAITING = """
WITH waiting AS (
  SELECT seq, urgent, provider, story_id, version, withdraws, revision FROM outbox
  WHERE stream_ms IS NULL AND cancelled_at IS NULL AND (hold_until IS NULL OR hold_until <= $4)
  ORDER BY urgent DESC, seq
  LIMIT $3
  FOR UPDATE
), numbered AS (
  SELECT *, row_number() OVER (ORDER BY urgent DESC, seq) - 1 AS place FROM waiting
)
UPDATE outbox AS o SET stream_ms = $1, stream_n = $2 + place
FROM numbered
JOIN story_version AS v USING (provider, story_id, version, withdraws)
LEFT JOIN story_revision AS r USING (provider, story_id, version, withdraws, revision)
WHERE o.seq = numbered.seq
RETURNING o.seq, o.provider, o.story_id, o.version, o.withdraws, o.revision, o.type, o.feed, o.traceparent,
          o.created_at, o.hold_until, o.stream_ms, o.stream_n, coalesce(r.article, v.article) AS article
"""

NUMBER_AGAIN = """
UPDATE outbox SET stream_ms = new.ms, stream_n = new.n
FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS new (seq, ms, n)
WHERE outbox.seq = new.seq
"""

# Numbered but not known to be sent: what a dead leader left, or this one when Redis went away.
NUMBERED = """
SELECT o.seq, o.provider, o.story_id, o.version, o.withdraws, o.revision, o.type, o.feed, o.traceparent, o.created_at,
       o.hold_until, o.stream_ms, o.stream_n, coalesce(r.article, v.article) AS article
FROM outbox AS o
JOIN story_version AS v USING (provider, story_id, version, withdraws)
LEFT JOIN story_revision AS r USING (provider, story_id, version, withdraws, revision)
WHERE (o.stream_ms, o.stream_n) > (SELECT sent_ms, sent_n FROM relay) AND o.stream_ms IS NOT NULL
ORDER BY o.stream_ms, o.stream_n
LIMIT $1
"""

HIGHEST = """
SELECT stream_ms, stream_n FROM outbox WHERE stream_ms IS NOT NULL
ORDER BY stream_ms DESC, stream_n DESC LIMIT 1
"""

# Lost in a crash it is found out again, since Redis refuses what is there: so this one need not wait for the disk.
SENT = """
UPDATE relay SET sent_ms = $1, sent_n = $2
FROM (SELECT set_config('synchronous_commit', 'off', true)) AS unhurried
WHERE (sent_ms, sent_n) < ($1, $2)
"""

# The next embargo to end.  The clock that counts is the relay's, so the store only says when.
NEXT_RELEASE = """
SELECT min(hold_until) FROM outbox
WHERE hold_until IS NOT NULL AND stream_ms IS NULL AND cancelled_at IS NULL
"""
