"""The statements by which the line writes, each over arrays: one round trip whatever the size of the batch."""

_VERSIONS_GIVEN = """SELECT * FROM unnest(
    $1::text[], $2::text[], $3::int[], $4::text[], $5::bytea[], $6::bytea[], $7::text[], $8::text[], $9::int[],
    $10::json[], $11::text[], $12::boolean[], $13::timestamptz[], $14::text[]
  ) WITH ORDINALITY AS t (
    provider, story_id, version, fate, copy_sha256, content_sha256, feed, entry_id, item,
    article, type, urgent, hold_until, traceparent, place
  )"""

_STATES_GIVEN = """unnest($15::text[], $16::text[], $17::int[], $18::timestamptz[], $19::int[])
    AS state (provider, story_id, version, updated_at, withdrawn_version)"""

_INSERT_VERSIONS = """INSERT INTO story_version
    (provider, story_id, version, fate, copy_sha256, content_sha256, feed, entry_id, item, article)
  SELECT provider, story_id, version, fate, copy_sha256, content_sha256, feed, entry_id, item, article FROM new"""

_INSERT_OUTBOX = """INSERT INTO outbox (provider, story_id, version, type, feed, urgent, hold_until, traceparent)
  SELECT provider, story_id, version, type, feed, urgent, hold_until, traceparent
  FROM new WHERE fate = 'announced' ORDER BY place
  RETURNING 1"""

# Stories that nobody has seen before, whole, in one round trip: a flash is mostly one.  What is not claimed is not new,
# and nothing of it is written.
SAVE_NEW = f"""
WITH claimed AS (
  INSERT INTO story (provider, story_id, version, updated_at, withdrawn_version)
  SELECT * FROM {_STATES_GIVEN} ORDER BY provider, story_id
  ON CONFLICT DO NOTHING
  RETURNING provider, story_id
), new AS (
  {_VERSIONS_GIVEN} JOIN claimed USING (provider, story_id)
), copies AS (
  INSERT INTO wire_copy (feed, entry_id, body, sha256, fields, received_at)
  SELECT * FROM unnest($20::text[], $21::text[], $22::bytea[], $23::bytea[], $24::jsonb[], $25::timestamptz[])
    AS copy (feed, entry_id, body, sha256, fields, received_at)
  WHERE (feed, entry_id) IN (SELECT feed, entry_id FROM new)
  ON CONFLICT DO NOTHING
), versions AS (
  {_INSERT_VERSIONS}
), announced AS (
  {_INSERT_OUTBOX}
)
SELECT provider, story_id, (SELECT pg_notify($26, '') FROM announced LIMIT 1) FROM claimed
"""

# In one order for all workers: two that hold stories the other wants would wait for ever.
CLAIM_STORIES = """
INSERT INTO story (provider, story_id)
SELECT * FROM unnest($1::text[], $2::text[]) AS new (provider, story_id) ORDER BY provider, story_id
ON CONFLICT DO NOTHING
RETURNING provider, story_id
"""

LOCK_STORIES = """
SELECT provider, story_id, version, updated_at, withdrawn_version
FROM story JOIN unnest($1::text[], $2::text[]) AS wanted (provider, story_id) USING (provider, story_id)
ORDER BY provider, story_id
FOR UPDATE OF story
"""

FIND_VERSIONS = """
SELECT provider, story_id, version, copy_sha256, content_sha256
FROM story_version
JOIN unnest($1::text[], $2::text[], $3::int[]) AS wanted (provider, story_id, version)
  USING (provider, story_id, version)
"""

KEEP_COPIES = """
INSERT INTO wire_copy (feed, entry_id, body, sha256, fields, received_at)
SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[], $4::bytea[], $5::jsonb[], $6::timestamptz[])
ON CONFLICT DO NOTHING
"""

# Versions, the rows of their stories and the outbox go in one statement: a flash waits for every round trip.
WRITE_VERSIONS = f"""
WITH new AS (
  {_VERSIONS_GIVEN}
), versions AS (
  {_INSERT_VERSIONS}
), stories AS (
  UPDATE story SET version = state.version, updated_at = state.updated_at, withdrawn_version = state.withdrawn_version
  FROM {_STATES_GIVEN}
  WHERE (story.provider, story.story_id) = (state.provider, state.story_id)
), announced AS (
  {_INSERT_OUTBOX}
)
SELECT pg_notify($20, '') FROM announced LIMIT 1
"""

# What waits for its embargo, or is overtaken by its own withdrawal, is not announced any more.
CANCEL_REPLACED = """
UPDATE outbox SET cancelled_at = now()
FROM unnest($1::text[], $2::text[], $3::int[], $4::boolean[]) AS new (provider, story_id, version, withdraws)
WHERE (outbox.provider, outbox.story_id) = (new.provider, new.story_id)
  AND outbox.version < new.version AND stream_ms IS NULL AND cancelled_at IS NULL
  AND (new.withdraws OR hold_until > now())
"""

# The same entry again, or the entry by which the desk tried a dead letter again: one dead letter, one more attempt.
DEAD_AGAIN = """
UPDATE dead_letter
SET reason = $4, detail = $5, attempts = attempts + 1, last_at = now(), state = 'open'
WHERE feed = $1 AND item = $3 AND sha256 = $6 AND state <> 'dropped'
  AND (entry_id = $2 OR (dead_id = $7 AND state = 'retrying'))
RETURNING dead_id
"""

BURY = """
INSERT INTO dead_letter (feed, entry_id, item, reason, detail, sha256, body, fields)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb)
ON CONFLICT DO NOTHING
"""

RESOLVE = """
UPDATE dead_letter SET state = 'resolved', last_at = now()
WHERE dead_id = $1 AND feed = $2 AND item = $3 AND sha256 = $4 AND state = 'retrying'
"""
