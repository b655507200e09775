"""What the store knows of stories, locked until the transaction ends."""

from collections.abc import Sequence

from services.ingest.life.fate import Digest, Incoming, Known
from services.ingest.store import sql
from services.ingest.store.rows import Key, columns
from services.runtime.postgres import Connection


async def lock_known(connection: Connection, versions: Sequence[Incoming]) -> dict[Key, Known]:
    """Of each story; one that the store has not is claimed, so that no other worker can begin it meanwhile."""
    keys = sorted({version.key for version in versions})
    if not keys:
        return {}
    claimed = await connection.fetch(sql.CLAIM_STORIES, *columns(keys, 2))
    known = {(row["provider"], row["story_id"]): Known() for row in claimed}
    old = [key for key in keys if key not in known]
    if old:
        known |= await _old(connection, old, versions)
    return known


async def _old(connection: Connection, keys: Sequence[Key], versions: Sequence[Incoming]) -> dict[Key, Known]:
    rows = await connection.fetch(sql.LOCK_STORIES, *columns(keys, 2))
    wanted = {(*version.key, version.article.version) for version in versions if version.key in set(keys)}
    digests: dict[Key, list[Digest]] = {key: [] for key in keys}
    for row in await connection.fetch(sql.FIND_DIGESTS, *columns(sorted(wanted), 3)):
        found = Digest(row["version"], row["withdraws"], row["copy_sha256"], row["content_sha256"])
        digests[row["provider"], row["story_id"]].append(found)
    current = {
        (row["provider"], row["story_id"]): (row["current"], row["told"], row["told_version"])
        for row in await connection.fetch(sql.FIND_CURRENT, *columns(keys, 2))
    }
    known = {}
    for row in rows:
        key = row["provider"], row["story_id"]
        state = row["version"], row["updated_at"], row["withdrawn_version"], row["withdrawn_at"]
        known[key] = Known(*state, tuple(digests[key]), *current.get(key, (None, None, None)))
    return known
