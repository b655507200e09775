"""The statements by which the line writes, each over arrays: one round trip whatever the size of the batch."""

_VERSIONS_GIVEN = """SELECT * FROM unnest(
    $1::text[], $2::text[], $3::int[], $4::boolean[], $5::text[], $6::bytea[], $7::bytea[], $8::text[], $9::text[],
    $10::int[], $11::json[], $12::text[], $13::timestamptz[], $14::text[], $15::boolean[]
  ) WITH ORDINALITY AS t (
    provider, story_id, version, withdraws, fate, copy_sha256, content_sha256, feed, entry_id,
    item, article, type, hold_until, traceparent, flash, place
  )"""

_STATES_GIVEN = """unnest(
    $16::text[], $17::text[], $18::int[], $19::timestamptz[], $20::int[], $21::timestamptz[], $22::text[], $23::text[],
    $24::timestamptz[]
  ) AS state (
    provider, story_id, version, updated_at, withdrawn_version, withdrawn_at, headline, slugline, seen_at
  )"""

_INSERT_VERSIONS = """INSERT INTO story_version
    (provider, story_id, version, withdraws, fate, copy_sha256, content_sha256, feed, entry_id, item, article)
  SELECT provider, story_id, version, withdraws, fate, copy_sha256, content_sha256, feed, entry_id, item, article
  FROM new"""

# A flash overtakes other stories, and never a version of its own.
_INSERT_OUTBOX = """INSERT INTO outbox
    (provider, story_id, version, withdraws, type, feed, urgent, hold_until, traceparent)
  SELECT provider, story_id, version, withdraws, type, feed, withdraws OR flash AND NOT EXISTS (
      SELECT FROM outbox AS o
      WHERE (o.provider, o.story_id) = (new.provider, new.story_id) AND o.stream_ms IS NULL AND o.cancelled_at IS NULL
    ), hold_until, traceparent
  FROM new WHERE fate IN ('announced', 'unmatched') ORDER BY place
  RETURNING 1"""

# Numbered before they are written: what a sketch and its bands are joined by is the place, else each sketch would be
# compared with every band of the batch.
_INSERT_SKETCHES = """numbers AS MATERIALIZED (
  SELECT array_agg(nextval('story_sketch_seq_seq')) AS seqs FROM generate_series(1, cardinality($1::text[]))
), sketches AS (
  INSERT INTO story_sketch (seq, provider, story_id, version, feed, signature)
  OVERRIDING SYSTEM VALUE
  SELECT (SELECT seqs FROM numbers)[place], new.provider, new.story_id, new.version, new.feed, t.signature
  FROM unnest($25::int[], $26::bytea[]) AS t (place, signature)
  JOIN new USING (place)
  WHERE new.fate IN ('announced', 'withheld') AND NOT new.withdraws
), bands AS (
  INSERT INTO story_band (band, seq)
  SELECT t.band, (SELECT seqs FROM numbers)[place]
  FROM unnest($27::int[], $28::bigint[]) AS t (place, band)
  JOIN new USING (place)
  WHERE new.fate IN ('announced', 'withheld') AND NOT new.withdraws
  ON CONFLICT DO NOTHING
)"""

# A worker may have been slow and not dead: what was parked as poison meanwhile, and is saved after all, is no dead
# letter.
_UNPARK = """unparked AS (
  UPDATE dead_letter AS d SET state = 'resolved', last_at = now()
  FROM new
  WHERE (d.feed, d.entry_id, d.item, d.sha256) = (new.feed, new.entry_id, new.item, new.copy_sha256)
    AND d.reason = 'poison' AND d.state IN ('open', 'retrying')
)"""

# Stories that nobody has seen before, whole, in one round trip: a flash is mostly one.  What is not claimed is not new,
# and nothing of it is written.
SAVE_NEW = f"""
WITH claimed AS (
  INSERT INTO story (
    provider, story_id, version, updated_at, withdrawn_version, withdrawn_at, headline, slugline, seen_at
  )
  SELECT * FROM {_STATES_GIVEN} ORDER BY provider, story_id
  ON CONFLICT DO NOTHING
  RETURNING provider, story_id
), new AS (
  {_VERSIONS_GIVEN} JOIN claimed USING (provider, story_id)
), copies AS (
  INSERT INTO wire_copy (feed, entry_id, body, sha256, fields, received_at)
  SELECT * FROM unnest($29::text[], $30::text[], $31::bytea[], $32::bytea[], $33::jsonb[], $34::timestamptz[])
    AS copy (feed, entry_id, body, sha256, fields, received_at)
  WHERE (feed, entry_id, sha256) IN (SELECT feed, entry_id, copy_sha256 FROM new)
  ON CONFLICT DO NOTHING
), versions AS (
  {_INSERT_VERSIONS}
), announced AS (
  {_INSERT_OUTBOX}
), {_INSERT_SKETCHES}, {_UNPARK}
SELECT provider, story_id, (SELECT pg_notify($35, '') FROM announced LIMIT 1) FROM claimed
"""

# In one order for all workers: two that hold stories the other wants would wait for ever.
CLAIM_STORIES = """
INSERT INTO story (provider, story_id)
SELECT * FROM unnest($1::text[], $2::text[]) AS new (provider, story_id) ORDER BY provider, story_id
ON CONFLICT DO NOTHING
RETURNING provider, story_id
"""

LOCK_STORIES = """
SELECT provider, story_id, version, updated_at, withdrawn_version, withdrawn_at
FROM story JOIN unnest($1::text[], $2::text[]) AS wanted (provider, story_id) USING (provider, story_id)
ORDER BY provider, story_id
FOR UPDATE OF story
"""

# Of each story the version that comes, where it was there before, and all its withdrawals.
FIND_DIGESTS = """
SELECT DISTINCT v.provider, v.story_id, v.version, v.withdraws, v.copy_sha256, v.content_sha256
FROM story_version AS v
JOIN unnest($1::text[], $2::text[], $3::int[]) AS wanted (provider, story_id, version)
  ON (v.provider, v.story_id) = (wanted.provider, wanted.story_id)
 AND (v.version = wanted.version OR v.withdraws)
"""

# The newest usable version that was announced or waits, and the newest that went out or is on its way: each as it was
# last made.
FIND_CURRENT = """
SELECT wanted.provider, wanted.story_id, v.made AS current, t.made AS told, t.version AS told_version
FROM unnest($1::text[], $2::text[]) AS wanted (provider, story_id)
CROSS JOIN LATERAL (
  SELECT made FROM story_made AS s
  WHERE (s.provider, s.story_id) = (wanted.provider, wanted.story_id) AND NOT s.withdraws
    AND s.fate IN ('announced', 'withheld')
  ORDER BY version DESC LIMIT 1
) AS v
LEFT JOIN LATERAL (
  SELECT version, made FROM story_made AS s
  WHERE (s.provider, s.story_id) = (wanted.provider, wanted.story_id) AND NOT s.withdraws AND s.fate = 'announced'
    AND EXISTS (
      SELECT 1 FROM outbox AS o
      WHERE (o.provider, o.story_id, o.version) = (s.provider, s.story_id, s.version) AND NOT o.withdraws
        AND o.cancelled_at IS NULL AND (o.stream_ms IS NOT NULL OR o.hold_until IS NULL OR o.hold_until <= now())
    )
  ORDER BY version DESC LIMIT 1
) AS t ON true
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
  UPDATE story SET
    version = state.version, updated_at = state.updated_at,
    withdrawn_version = state.withdrawn_version, withdrawn_at = state.withdrawn_at,
    headline = coalesce(state.headline, story.headline), slugline = coalesce(state.slugline, story.slugline),
    seen_at = coalesce(state.seen_at, story.seen_at)
  FROM {_STATES_GIVEN}
  WHERE (story.provider, story.story_id) = (state.provider, state.story_id)
), announced AS (
  {_INSERT_OUTBOX}
), {_INSERT_SKETCHES}, {_UNPARK}
SELECT pg_notify($29, '') FROM announced LIMIT 1
"""

# What waits for its embargo, or is overtaken by its own withdrawal, is not announced any more.
CANCEL_REPLACED = """
WITH replaced AS (
  SELECT seq FROM outbox
  JOIN unnest($1::text[], $2::text[], $3::int[], $4::boolean[]) AS new (provider, story_id, version, withdraws)
    ON (outbox.provider, outbox.story_id) = (new.provider, new.story_id)
  WHERE NOT outbox.withdraws
    AND (outbox.version < new.version OR (outbox.version = new.version AND new.withdraws))
    AND stream_ms IS NULL AND cancelled_at IS NULL
    AND (new.withdraws OR hold_until IS NOT NULL)
  ORDER BY urgent DESC, seq
  FOR UPDATE OF outbox
)
UPDATE outbox SET cancelled_at = now() FROM replaced WHERE outbox.seq = replaced.seq
"""

# A withdrawal of what was held and never announced has nobody to tell, and must not betray an embargo.  The rows of
# the story are settled by now: what the relay took before us, it has numbered.
QUIET = """
WITH quiet AS (
  UPDATE outbox AS kill SET cancelled_at = now()
  FROM unnest($1::text[], $2::text[], $3::int[]) AS given (provider, story_id, version)
  WHERE (kill.provider, kill.story_id, kill.version) = (given.provider, given.story_id, given.version)
    AND kill.withdraws AND kill.stream_ms IS NULL
    AND EXISTS (
      SELECT 1 FROM story_version AS held
      WHERE (held.provider, held.story_id) = (kill.provider, kill.story_id)
        AND NOT held.withdraws AND held.fate IN ('announced', 'withheld')
    )
    AND NOT EXISTS (
      SELECT 1 FROM outbox AS other
      WHERE (other.provider, other.story_id) = (kill.provider, kill.story_id)
        AND other.seq <> kill.seq AND (other.stream_ms IS NOT NULL OR other.hold_until IS NULL)
    )
  RETURNING kill.provider, kill.story_id, kill.version
)
UPDATE story_version AS v SET fate = 'quiet' FROM quiet
WHERE (v.provider, v.story_id, v.version) = (quiet.provider, quiet.story_id, quiet.version) AND v.withdraws
RETURNING v.provider, v.story_id, v.version
"""

# Stories of the provider that a notice of withdrawal may mean, the newest first; `headlines` are of what went out.
FIND_TOLD = """
SELECT s.story_id, s.version, s.headline, s.slugline, s.updated_at,
       coalesce(s.withdrawn_version >= s.version, false) AS withdrawn, v.received, v.headlines
FROM (
  SELECT * FROM story WHERE provider = $1 AND seen_at > $2 AND headline IS NOT NULL AND story_id <> $3
  ORDER BY seen_at DESC LIMIT $4
) AS s
CROSS JOIN LATERAL (
  SELECT array_agg(w.received_at) AS received,
         array_agg(t.headline ORDER BY t.version DESC) FILTER (WHERE o.seq IS NOT NULL) AS headlines
  FROM story_version AS t
  LEFT JOIN wire_copy AS w ON (w.feed, w.entry_id, w.sha256) = (t.feed, t.entry_id, t.copy_sha256)
  LEFT JOIN outbox AS o
    ON (o.provider, o.story_id, o.version) = (t.provider, t.story_id, t.version) AND NOT o.withdraws
   AND o.cancelled_at IS NULL AND (o.stream_ms IS NOT NULL OR o.hold_until IS NULL OR o.hold_until <= now())
  WHERE (t.provider, t.story_id) = ($1, s.story_id) AND NOT t.withdraws
) AS v
WHERE v.received IS NOT NULL
ORDER BY s.seen_at DESC
"""

# Texts that may be the same: a band shared, of the last days, and not to be kept secret.  One row a text, however many
# of the given bands lead to it; of a band only the newest few.
FIND_NEAR = """
WITH found AS MATERIALIZED (
  SELECT b.seq, array_agg(wanted.place) AS places, array_agg(wanted.band) AS bands
  FROM unnest($1::int[], $2::bigint[]) AS wanted (place, band)
  CROSS JOIN LATERAL (
    SELECT seq FROM story_band AS t WHERE t.band = wanted.band ORDER BY seq DESC LIMIT $4
  ) AS b
  GROUP BY b.seq
)
SELECT found.places, found.bands, s.provider, s.story_id, s.version, s.feed, s.signature,
       (SELECT coalesce(t.withdrawn_version >= t.version, false) FROM story AS t
        WHERE (t.provider, t.story_id) = (s.provider, s.story_id)) AS withdrawn
FROM found JOIN story_sketch AS s USING (seq)
WHERE s.saved_at > now() - $3::interval
  AND (
    SELECT true FROM outbox AS o
    WHERE (o.provider, o.story_id, o.version) = (s.provider, s.story_id, s.version) AND NOT o.withdraws
      AND o.cancelled_at IS NULL AND (o.stream_ms IS NOT NULL OR o.hold_until IS NULL OR o.hold_until <= now())
    LIMIT 1
  )
"""

# The oldest $2, so that it ends in time however many there are; how many they were.
FORGET_SKETCHES = """
WITH chosen AS (
  SELECT seq FROM story_sketch WHERE saved_at < now() - $1::interval ORDER BY saved_at LIMIT $2
), old AS (
  DELETE FROM story_sketch WHERE seq IN (SELECT seq FROM chosen) RETURNING seq
), bands AS (
  DELETE FROM story_band WHERE seq <= (SELECT max(seq) FROM old) AND seq >= (SELECT min(seq) FROM old)
)
SELECT count(*) FROM old
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

# Of entries whose stories the store had already.
UNPARK = """
UPDATE dead_letter AS d SET state = 'resolved', last_at = now()
FROM unnest($1::text[], $2::text[], $3::int[], $4::bytea[]) AS known (feed, entry_id, item, sha256)
WHERE (d.feed, d.entry_id, d.item, d.sha256) = (known.feed, known.entry_id, known.item, known.sha256)
  AND d.reason = 'poison' AND d.state IN ('open', 'retrying')
"""

# Nobody can save while the lock is waited for, so that must not be long; above one second, after which a vacuum yields.
SAVING_WAITS = "SET LOCAL lock_timeout = '2s'"

# Whoever saves updates the letters in the same statement, also where it has nothing but duplicates and refusals; and no
# vacuum or index of theirs takes long.
NOBODY_SAVES = "LOCK TABLE dead_letter IN SHARE ROW EXCLUSIVE MODE"

IS_KNOWN = """
SELECT EXISTS (
  SELECT FROM wire_copy WHERE (feed, entry_id, sha256) = ($1, $2, $3)
) OR EXISTS (
  SELECT FROM dead_letter WHERE (feed, entry_id, sha256) = ($1, $2, $3) AND reason <> 'poison'
)
"""
