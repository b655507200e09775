"""A story's life: withdrawals beside what they take back, revisions of a version, texts that are the same."""

from alembic import op

revision = "0002"
down_revision = "0001"

_STEPS = """
ALTER TABLE story
  ADD COLUMN withdrawn_at timestamptz,
  ADD COLUMN headline text,
  ADD COLUMN slugline text,
  ADD COLUMN seen_at timestamptz;
COMMENT ON COLUMN story.withdrawn_version IS 'Withdrawn now, if it is not below version.';
COMMENT ON COLUMN story.withdrawn_at IS 'Of a withdrawal that numbers nothing: what was written later is not meant.';
UPDATE story SET headline = v.article ->> 'headline', slugline = v.article ->> 'slugline', seen_at = v.saved_at
FROM story_version AS v
WHERE (v.provider, v.story_id, v.version) = (story.provider, story.story_id, story.version);
CREATE INDEX story_seen ON story (provider, seen_at DESC);

ALTER TABLE story_version
  ADD COLUMN withdraws boolean NOT NULL DEFAULT false,
  ADD COLUMN headline text GENERATED ALWAYS AS (article ->> 'headline') STORED;
UPDATE story_version SET withdraws = true WHERE article ->> 'status' = 'canceled';
ALTER TABLE story_version
  DROP CONSTRAINT story_version_pkey,
  ADD PRIMARY KEY (provider, story_id, version, withdraws),
  DROP CONSTRAINT story_version_fate_check,
  ADD CONSTRAINT story_version_fate_check CHECK (
    fate IN ('announced', 'history', 'withheld', 'blocked', 'quiet', 'notice', 'unmatched')
  );
CREATE INDEX story_version_waits ON story_version (saved_at) WHERE fate IN ('withheld', 'blocked', 'unmatched');

CREATE TABLE story_revision (
  provider text NOT NULL,
  story_id text NOT NULL,
  version integer NOT NULL,
  withdraws boolean NOT NULL,
  revision integer NOT NULL CHECK (revision > 0),
  why text NOT NULL,
  saved_at timestamptz NOT NULL DEFAULT now(),
  article json NOT NULL,
  PRIMARY KEY (provider, story_id, version, withdraws, revision),
  FOREIGN KEY (provider, story_id, version, withdraws) REFERENCES story_version
);
COMMENT ON TABLE story_revision IS 'A version made anew: by the desk, or by newer rules from the same bytes.';

CREATE VIEW story_made AS
SELECT v.*, coalesce(r.revision, 0) AS revision, coalesce(r.article, v.article) AS made
FROM story_version AS v
LEFT JOIN LATERAL (
  SELECT revision, article FROM story_revision AS s
  WHERE (s.provider, s.story_id, s.version, s.withdraws) = (v.provider, v.story_id, v.version, v.withdraws)
  ORDER BY revision DESC LIMIT 1
) AS r ON true;
COMMENT ON VIEW story_made IS 'Each version with the article as it was last made.';

ALTER TABLE outbox
  ADD COLUMN withdraws boolean NOT NULL DEFAULT false,
  ADD COLUMN revision integer NOT NULL DEFAULT 0;
UPDATE outbox SET withdraws = true WHERE type = 'newswire.article.withdrawn.v1';
ALTER TABLE outbox
  DROP CONSTRAINT outbox_provider_story_id_version_key,
  ADD UNIQUE (provider, story_id, version, withdraws, revision);
CREATE INDEX outbox_held ON outbox (hold_until)
  WHERE hold_until IS NOT NULL AND stream_ms IS NULL AND cancelled_at IS NULL;

CREATE TABLE story_sketch (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  provider text NOT NULL,
  story_id text NOT NULL,
  version integer NOT NULL,
  feed text NOT NULL,
  signature bytea NOT NULL,
  saved_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX story_sketch_saved ON story_sketch (saved_at);
CREATE TABLE story_band (
  band bigint NOT NULL,
  seq bigint NOT NULL,
  PRIMARY KEY (band, seq)
);
CREATE INDEX story_band_age ON story_band USING brin (seq);
COMMENT ON TABLE story_band IS 'Stories that share a band may be the same text: see services/ingest/life/near.py'
"""


def upgrade() -> None:
    for statement in _STEPS.split(";\n"):
        op.execute(statement)
