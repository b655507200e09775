"""The statements that read and number the outbox."""

# Numbers what waits and is free, withdrawals first, with ids from ($1, $2) upward; in no order.  An embargo is over
# when the relay's clock ($4) and the store's say so: one that is wrong breaks none.
NUMBER_WAITING = """
WITH waiting AS (
  SELECT seq, urgent, provider, story_id, version, withdraws, revision FROM outbox
  WHERE stream_ms IS NULL AND cancelled_at IS NULL AND (hold_until IS NULL OR hold_until <= least($4, now()))
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

_NUMBERED = """
SELECT o.seq, o.provider, o.story_id, o.version, o.withdraws, o.revision, o.type, o.feed, o.traceparent, o.created_at,
       o.hold_until, o.stream_ms, o.stream_n, coalesce(r.article, v.article) AS article
FROM outbox AS o
JOIN story_version AS v USING (provider, story_id, version, withdraws)
LEFT JOIN story_revision AS r USING (provider, story_id, version, withdraws, revision)
"""
_IN_ORDER = "ORDER BY o.stream_ms, o.stream_n\n"

# The next $3 with ids above ($1, $2).
NUMBERED = (
    _NUMBERED + "WHERE (o.stream_ms, o.stream_n) > ($1, $2) AND o.stream_ms IS NOT NULL " + _IN_ORDER + "LIMIT $3"
)

# Those with the ids ($1, $2), two lists of the same length.
NUMBERED_AS = (
    _NUMBERED
    + "JOIN unnest($1::bigint[], $2::bigint[]) AS wanted (ms, n) ON (o.stream_ms, o.stream_n) = (wanted.ms, wanted.n) "
    + _IN_ORDER
)

# Did we ever give the id ($1, $2)?
IS_NUMBERED = "SELECT EXISTS (SELECT FROM outbox WHERE (stream_ms, stream_n) = ($1, $2))"

# Numbered above the mark ($1, $2), so not known to be sent: what a dead leader left, or this one when Redis went away.
UNMARKED = """
SELECT seq, stream_ms, stream_n FROM outbox
WHERE (stream_ms, stream_n) > ($1, $2) AND stream_ms IS NOT NULL
ORDER BY stream_ms, stream_n
"""

# Above ($1, $2) and up to ($3, $4), in order.
SPAN = """
SELECT stream_ms, stream_n FROM outbox
WHERE stream_ms IS NOT NULL AND (stream_ms, stream_n) > ($1, $2) AND (stream_ms, stream_n) <= ($3, $4)
ORDER BY stream_ms, stream_n
"""
COUNT = """
SELECT count(*) FROM outbox
WHERE stream_ms IS NOT NULL AND (stream_ms, stream_n) > ($1, $2) AND (stream_ms, stream_n) <= ($3, $4)
"""

# Of those, the one below the newest $5; none if there are not so many.
FLOOR = """
SELECT stream_ms, stream_n FROM outbox
WHERE stream_ms IS NOT NULL AND (stream_ms, stream_n) > ($1, $2) AND (stream_ms, stream_n) <= ($3, $4)
ORDER BY stream_ms DESC, stream_n DESC
OFFSET $5 LIMIT 1
"""

MARK = "SELECT sent_ms AS stream_ms, sent_n AS stream_n FROM relay"

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

# The next embargo to end, and what the store's clock says.
NEXT_RELEASE = """
SELECT min(hold_until) AS release, clock_timestamp() AS now FROM outbox
WHERE hold_until IS NOT NULL AND stream_ms IS NULL AND cancelled_at IS NULL
"""
