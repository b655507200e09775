"""What the desk's pages need: stories by their words, and what was done by hand."""

from alembic import op

revision = "0005"
down_revision = "0004"

_STEPS = """
CREATE TABLE story_search (
  provider text NOT NULL,
  story_id text NOT NULL,
  version integer NOT NULL,
  revision integer NOT NULL,
  feed text NOT NULL,
  seen_at timestamptz NOT NULL,
  day date NOT NULL,
  topics json NOT NULL,
  words text[] NOT NULL,
  folded text NOT NULL,
  PRIMARY KEY (provider, story_id)
);
CREATE INDEX story_search_words ON story_search USING gin (words);
CREATE INDEX story_search_seen ON story_search (seen_at DESC, provider, story_id);
CREATE INDEX story_search_feed ON story_search (feed, seen_at DESC);
CREATE INDEX story_search_day ON story_search (day, seen_at DESC);
COMMENT ON TABLE story_search IS 'The newest version of a story by its words; filled by the desk, and can be emptied.';
COMMENT ON COLUMN story_search.words IS 'Words, signs and pairs of signs of CJK, topics: services/desk/search_terms.py';
COMMENT ON COLUMN story_search.day IS 'Japan''s day of the story''s own moment.';

CREATE TABLE desk_act (
  act_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  who text NOT NULL,
  act text NOT NULL,
  target text NOT NULL,
  result text NOT NULL
);
CREATE INDEX desk_act_target ON desk_act (target, act_id);
COMMENT ON TABLE desk_act IS 'What was done by the pages of the desk, for good.'
"""


def upgrade() -> None:
    for statement in _STEPS.split(";\n"):
        op.execute(statement)
