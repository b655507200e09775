"""The statements by which the desk looks into a story's life, and mends it by hand."""

STORY = "SELECT * FROM story WHERE (provider, story_id) = ($1, $2)"

FIND_NAMED = """
SELECT * FROM story
WHERE story_id = $1 OR (provider, story_id) = ($2, $3)
ORDER BY provider, story_id LIMIT 6
"""

FIND_BEGINNING = """
SELECT * FROM story
WHERE starts_with(story_id, $1) OR (provider = $2 AND starts_with(story_id, $3))
ORDER BY provider, story_id LIMIT 6
"""

HISTORY = """
SELECT v.version, v.withdraws, v.fate, v.feed, v.entry_id, v.item, v.saved_at, octet_length(c.body) AS bytes,
       v.revision AS revisions, a.*
FROM story_made AS v
LEFT JOIN wire_copy AS c ON (c.feed, c.entry_id, c.sha256) = (v.feed, v.entry_id, v.copy_sha256)
CROSS JOIN LATERAL json_to_record(v.made) AS a (
  change text, change_note text, changed json, headline text, updated_at text, embargo_until text, hold json,
  warnings json, same_as json, notice json
)
WHERE (v.provider, v.story_id) = ($1, $2)
ORDER BY v.version, v.withdraws
"""

ANNOUNCEMENTS = """
SELECT version, withdraws, revision, type, hold_until, cancelled_at, stream_ms, stream_n, hold_until > now() AS ahead
FROM outbox WHERE (provider, story_id) = ($1, $2)
ORDER BY version, withdraws, revision
"""

# Each picks what stands for a story in a list: $1 is a feed or none, $2 how many.
PICK_HELD = """
SELECT provider, story_id, version, withdraws FROM outbox
WHERE hold_until IS NOT NULL AND stream_ms IS NULL AND cancelled_at IS NULL AND ($1::text IS NULL OR feed = $1)
ORDER BY hold_until, seq LIMIT $2
"""

# What was withheld and is overtaken, or was withdrawn, waits for nobody any more.
PICK_WITHHELD = """
SELECT provider, story_id, v.version, v.withdraws
FROM story_version AS v JOIN story AS s USING (provider, story_id)
WHERE v.fate = 'withheld' AND v.version = s.version AND NOT coalesce(s.withdrawn_version >= s.version, false)
  AND ($1::text IS NULL OR v.feed = $1)
ORDER BY v.saved_at DESC LIMIT $2
"""

PICK_BLOCKED = """
SELECT provider, story_id, version, withdraws FROM (
  SELECT DISTINCT ON (provider, story_id) provider, story_id, version, withdraws, saved_at FROM story_version
  WHERE fate = 'blocked' AND ($1::text IS NULL OR feed = $1)
  ORDER BY provider, story_id, version DESC
) AS newest
ORDER BY saved_at DESC LIMIT $2
"""

PICK_UNMATCHED = """
SELECT provider, story_id, version, withdraws FROM story_version
WHERE fate = 'unmatched' AND ($1::text IS NULL OR feed = $1)
ORDER BY saved_at DESC LIMIT $2
"""

PICK_WITHDRAWN = """
SELECT provider, story_id, v.version, v.withdraws
FROM story AS s JOIN story_version AS v USING (provider, story_id)
WHERE s.withdrawn_version >= s.version AND v.version = s.version AND v.withdraws AND v.fate IN ('announced', 'quiet')
  AND ($1::text IS NULL OR v.feed = $1)
ORDER BY v.saved_at DESC LIMIT $2
"""

# Articles have to be read for it, so only those of the stories that were seen last.
PICK_CORRECTED = """
SELECT provider, story_id, v.version, v.withdraws
FROM (SELECT provider, story_id FROM story ORDER BY seen_at DESC NULLS LAST LIMIT 5000) AS s
CROSS JOIN LATERAL (
  SELECT version, withdraws, saved_at FROM story_version AS t
  WHERE (t.provider, t.story_id) = (s.provider, s.story_id) AND NOT t.withdraws
    AND t.article ->> 'change' = 'correction' AND ($1::text IS NULL OR t.feed = $1)
  ORDER BY version DESC LIMIT 1
) AS v
ORDER BY v.saved_at DESC LIMIT $2
"""

PICK_ALL = """
SELECT provider, story_id, v.version, v.withdraws
FROM story AS s
CROSS JOIN LATERAL (
  SELECT version, withdraws, feed FROM story_version AS t
  WHERE (t.provider, t.story_id) = (s.provider, s.story_id) AND t.version <= s.version
  ORDER BY version DESC, (withdraws = coalesce(s.withdrawn_version >= s.version, false)) DESC LIMIT 1
) AS v
WHERE $1::text IS NULL OR v.feed = $1
ORDER BY s.seen_at DESC NULLS LAST LIMIT $2
"""

SHOWN = """
SELECT w.provider, w.story_id, w.version, w.withdraws, v.fate, v.feed, v.saved_at, s.seen_at,
       coalesce(s.withdrawn_version >= s.version, false) AS withdrawn, a.*,
       o.hold_until, o.cancelled_at, o.stream_ms, o.ahead,
       CASE WHEN o.hold_until IS NOT NULL AND o.stream_ms IS NULL AND o.cancelled_at IS NULL
            THEN greatest(extract(epoch FROM o.hold_until - now()), 0)::float8 END AS seconds_left
FROM unnest($1::text[], $2::text[], $3::int[], $4::boolean[])
  WITH ORDINALITY AS w (provider, story_id, version, withdraws, place)
JOIN story_made AS v USING (provider, story_id, version, withdraws)
JOIN story AS s USING (provider, story_id)
CROSS JOIN LATERAL json_to_record(v.made) AS a (
  change text, change_note text, headline text, updated_at text, hold json, notice json
)
LEFT JOIN LATERAL (
  SELECT hold_until, cancelled_at, stream_ms, hold_until > now() AS ahead FROM outbox AS t
  WHERE (t.provider, t.story_id, t.version, t.withdraws) = (v.provider, v.story_id, v.version, v.withdraws)
  ORDER BY (cancelled_at IS NULL) DESC, revision DESC LIMIT 1
) AS o ON true
ORDER BY w.place
"""

# $5 is a revision; none is the newest, 0 the version as it came.
ARTICLE = """
SELECT coalesce(r.article, v.article) AS article
FROM story_version AS v
LEFT JOIN LATERAL (
  SELECT revision, article FROM story_revision AS s
  WHERE (s.provider, s.story_id, s.version, s.withdraws) = (v.provider, v.story_id, v.version, v.withdraws)
    AND ($5::int IS NULL OR s.revision = $5)
  ORDER BY revision DESC LIMIT 1
) AS r ON true
WHERE (v.provider, v.story_id, v.version, v.withdraws) = ($1, $2, $3, $4)
  AND (coalesce($5, 0) = 0 OR r.revision = $5)
"""

RAW = """
SELECT c.body FROM story_version AS v
JOIN wire_copy AS c ON (c.feed, c.entry_id, c.sha256) = (v.feed, v.entry_id, v.copy_sha256)
WHERE (v.provider, v.story_id, v.version, v.withdraws) = ($1, $2, $3, $4)
"""

# --- by hand ---

# In the order in which ingest locks them.
LOCK_STORIES = """
SELECT story.* FROM story JOIN unnest($1::text[], $2::text[]) AS wanted (provider, story_id) USING (provider, story_id)
ORDER BY provider, story_id
FOR UPDATE OF story
"""

NEWEST_THAT_WAITS = """
SELECT max(version) FROM (
  SELECT version FROM story_version WHERE (provider, story_id) = ($1, $2) AND NOT withdraws AND fate = 'withheld'
  UNION ALL
  SELECT version FROM outbox WHERE (provider, story_id) = ($1, $2) AND NOT withdraws
    AND hold_until > now() AND stream_ms IS NULL AND cancelled_at IS NULL
) AS waiting
"""

# A row of story_version with its newest revision and what of its entry is told on.  A version of before revision 0003
# may have no copy: its entry's id came twice, and the other bytes were kept.
# Where its own bytes were not kept, before revision 0003, what is made of it refers to those that were.
MADE_LAST = """
SELECT v.*, coalesce(c.received_at, v.saved_at) AS received_at, c.fields ->> 'traceparent' AS traceparent,
       coalesce(c.sha256, (
         SELECT sha256 FROM wire_copy AS other WHERE (other.feed, other.entry_id) = (v.feed, v.entry_id) LIMIT 1
       )) AS kept_sha256
FROM story_made AS v
LEFT JOIN wire_copy AS c ON (c.feed, c.entry_id, c.sha256) = (v.feed, v.entry_id, v.copy_sha256)
WHERE (v.provider, v.story_id, v.version, v.withdraws) = ($1, $2, $3, $4)
"""

CURRENT_VERSION = """
SELECT max(version) FROM story_version
WHERE (provider, story_id) = ($1, $2) AND NOT withdraws AND fate IN ('announced', 'withheld')
"""

# What subscribers have of it, or will have in a moment.
TOLD_VERSION = """
SELECT max(version) FROM outbox
WHERE (provider, story_id) = ($1, $2) AND NOT withdraws AND stream_ms IS NOT NULL
"""

UNMATCHED_VERSION = """
SELECT max(version) FROM story_version WHERE (provider, story_id) = ($1, $2) AND withdraws AND fate = 'unmatched'
"""

ADD_REVISION = """
INSERT INTO story_revision (provider, story_id, version, withdraws, revision, why, article)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""

SET_FATE = """
UPDATE story_version SET fate = $5 WHERE (provider, story_id, version, withdraws) = ($1, $2, $3, $4)
"""

ADD_VERSION = """
INSERT INTO story_version
  (provider, story_id, version, withdraws, fate, copy_sha256, content_sha256, feed, entry_id, item, article)
VALUES ($1, $2, $3, true, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT DO NOTHING
RETURNING 1
"""

# A row whose revision changes under the relay's eyes would go out with another's article, so a held row is cancelled
# and a new one takes its place.
CANCEL_HELD = """
UPDATE outbox SET cancelled_at = now()
WHERE (provider, story_id) = ($1, $2) AND NOT withdraws AND stream_ms IS NULL AND cancelled_at IS NULL
  AND (version = $3 OR (version < $3 AND hold_until IS NOT NULL))
"""

CANCEL_UNSENT = """
UPDATE outbox SET cancelled_at = now()
WHERE (provider, story_id) = ($1, $2) AND stream_ms IS NULL AND cancelled_at IS NULL
"""

IS_SENT = """
SELECT EXISTS (
  SELECT 1 FROM outbox
  WHERE (provider, story_id) = ($1, $2) AND NOT withdraws AND stream_ms IS NOT NULL
    AND ($3::int IS NULL OR version = $3)
)
"""

ANNOUNCE = """
WITH new AS (
  INSERT INTO outbox
    (provider, story_id, version, withdraws, revision, type, feed, urgent, hold_until, traceparent)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $4, $8, $9)
  RETURNING 1
)
SELECT pg_notify($10, '') FROM new
"""

RELEASED = """
UPDATE story SET
  version = greatest(version, $3),
  updated_at = CASE WHEN $3 >= version THEN $4 ELSE updated_at END,
  headline = CASE WHEN $3 >= version THEN $5 ELSE headline END,
  slugline = CASE WHEN $3 >= version THEN $6 ELSE slugline END,
  seen_at = CASE WHEN $3 >= version THEN $7 ELSE seen_at END,
  withdrawn_version = CASE WHEN withdrawn_version >= $3 THEN $3 - 1 ELSE withdrawn_version END,
  withdrawn_at = CASE WHEN withdrawn_version >= $3 THEN NULL ELSE withdrawn_at END
WHERE (provider, story_id) = ($1, $2)
"""

WITHDRAWN = """
UPDATE story SET withdrawn_version = version, withdrawn_at = $3, updated_at = coalesce($3, updated_at)
WHERE (provider, story_id) = ($1, $2)
"""

# --- what was announced ---

# A version as it was announced, in revision $5 or the newest; numbered means given to the stream.
ANNOUNCED = """
SELECT coalesce(r.article, v.article) AS article,
       NOT o.withdraws AND coalesce(s.withdrawn_version >= o.version, false) AS withdrawn
FROM outbox AS o
JOIN story_version AS v USING (provider, story_id, version, withdraws)
LEFT JOIN story_revision AS r USING (provider, story_id, version, withdraws, revision)
JOIN story AS s USING (provider, story_id)
WHERE (o.provider, o.story_id, o.version, o.withdraws) = ($1, $2, $3, $4) AND o.stream_ms IS NOT NULL
  AND ($5::int IS NULL OR o.revision = $5)
ORDER BY o.revision DESC LIMIT 1
"""

WITHDRAWAL = """
SELECT o.version, coalesce(r.article, v.article) ->> 'change_note' AS why
FROM outbox AS o
JOIN story_version AS v USING (provider, story_id, version, withdraws)
LEFT JOIN story_revision AS r USING (provider, story_id, version, withdraws, revision)
WHERE (o.provider, o.story_id) = ($1, $2) AND o.withdraws AND o.cancelled_at IS NULL
ORDER BY o.version DESC, o.revision DESC LIMIT 1
"""

ALL_ANNOUNCED = """
SELECT o.version, o.withdraws, o.revision, o.type, o.stream_ms, a.*,
       NOT o.withdraws AND coalesce(s.withdrawn_version >= o.version, false) AS withdrawn
FROM outbox AS o
JOIN story_version AS v USING (provider, story_id, version, withdraws)
LEFT JOIN story_revision AS r USING (provider, story_id, version, withdraws, revision)
JOIN story AS s USING (provider, story_id)
CROSS JOIN LATERAL json_to_record(coalesce(r.article, v.article)) AS a (
  change text, changed json, change_note text, updated_at text
)
WHERE (o.provider, o.story_id) = ($1, $2) AND o.stream_ms IS NOT NULL
ORDER BY o.stream_ms, o.stream_n
"""
