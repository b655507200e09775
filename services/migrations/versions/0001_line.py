"""The line's own tables: what was sent, what became of it, what has to be announced."""

from alembic import op

revision = "0001"
down_revision = None

_TABLES = """
CREATE TABLE wire_copy (
  feed text NOT NULL,
  entry_id text NOT NULL,
  body bytea NOT NULL,
  sha256 bytea NOT NULL,
  fields jsonb NOT NULL,
  received_at timestamptz NOT NULL,
  saved_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (feed, entry_id)
);
COMMENT ON TABLE wire_copy IS 'Entries that brought at least one version, byte for byte; fields: all but body.';

CREATE TABLE story (
  provider text NOT NULL,
  story_id text NOT NULL,
  version integer,
  updated_at timestamptz,
  withdrawn_version integer,
  PRIMARY KEY (provider, story_id)
);
COMMENT ON TABLE story IS 'One row a story: its highest version, and the highest that withdrew it.';

CREATE TABLE story_version (
  provider text NOT NULL,
  story_id text NOT NULL,
  version integer NOT NULL,
  fate text NOT NULL CHECK (fate IN ('announced', 'history', 'withheld')),
  copy_sha256 bytea NOT NULL,
  content_sha256 bytea NOT NULL,
  feed text NOT NULL,
  entry_id text NOT NULL,
  item integer NOT NULL,
  saved_at timestamptz NOT NULL DEFAULT now(),
  article json NOT NULL,
  PRIMARY KEY (provider, story_id, version),
  FOREIGN KEY (feed, entry_id) REFERENCES wire_copy
);
COMMENT ON COLUMN story_version.article IS 'json, not jsonb: the bytes of an announcement never change.';

CREATE TABLE outbox (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  provider text NOT NULL,
  story_id text NOT NULL,
  version integer NOT NULL,
  type text NOT NULL,
  feed text NOT NULL,
  urgent boolean NOT NULL,
  hold_until timestamptz,
  traceparent text,
  created_at timestamptz NOT NULL DEFAULT now(),
  cancelled_at timestamptz,
  stream_ms bigint,
  stream_n bigint,
  UNIQUE (provider, story_id, version),
  CHECK ((stream_ms IS NULL) = (stream_n IS NULL))
);
CREATE INDEX outbox_waiting ON outbox (urgent DESC, seq) WHERE stream_ms IS NULL AND cancelled_at IS NULL;
CREATE UNIQUE INDEX outbox_numbered ON outbox (stream_ms, stream_n) WHERE stream_ms IS NOT NULL;
COMMENT ON COLUMN outbox.stream_ms IS 'The stream id that the relay gave it, stored before XADD.';

CREATE TABLE relay (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  sent_ms bigint NOT NULL DEFAULT 0,
  sent_n bigint NOT NULL DEFAULT 0
);
INSERT INTO relay DEFAULT VALUES;
COMMENT ON TABLE relay IS 'All numbered outbox rows up to this stream id are in the stream.';

CREATE TABLE dead_letter (
  dead_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  feed text NOT NULL,
  entry_id text NOT NULL,
  item integer NOT NULL,
  reason text NOT NULL,
  detail text NOT NULL,
  body bytea NOT NULL,
  sha256 bytea NOT NULL,
  fields jsonb NOT NULL,
  attempts integer NOT NULL DEFAULT 1,
  first_at timestamptz NOT NULL DEFAULT now(),
  last_at timestamptz NOT NULL DEFAULT now(),
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'retrying', 'resolved', 'dropped')),
  UNIQUE (feed, entry_id, item)
);
CREATE INDEX dead_letter_open ON dead_letter (reason, dead_id) WHERE state IN ('open', 'retrying')
"""


def upgrade() -> None:
    for statement in _TABLES.split(";\n"):
        op.execute(statement)
