"""An entry is its id and its bytes: a Redis that lost data gives an id twice."""

from alembic import op

revision = "0003"
down_revision = "0002"

# The foreign key holds for what comes from now on.  Old rows are not held against it: where an id came twice, the later
# version's bytes were not kept, and there is nothing that it could refer to.
_STEPS = """
SET LOCAL lock_timeout = '10s';
ALTER TABLE story_version
  DROP CONSTRAINT story_version_feed_entry_id_fkey;
ALTER TABLE wire_copy
  DROP CONSTRAINT wire_copy_pkey,
  ADD PRIMARY KEY (feed, entry_id, sha256);
ALTER TABLE story_version
  ADD CONSTRAINT story_version_copy_fkey
    FOREIGN KEY (feed, entry_id, copy_sha256) REFERENCES wire_copy (feed, entry_id, sha256) NOT VALID;
ALTER TABLE dead_letter
  DROP CONSTRAINT dead_letter_feed_entry_id_item_key,
  ADD UNIQUE (feed, entry_id, item, sha256);
COMMENT ON COLUMN story_version.copy_sha256 IS 'Of the whole entry: with feed and entry_id it names a wire_copy.'
"""


def upgrade() -> None:
    for statement in _STEPS.split(";\n"):
        op.execute(statement)
