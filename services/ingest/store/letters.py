"""How refusals become dead letters, and how a letter that was tried again is closed."""

import json
from collections.abc import Sequence

from services.ingest.entry import Entry
from services.ingest.store import sql
from services.ingest.store.rows import Saved, columns
from services.runtime.postgres import Connection

RETRY_OF = b"retry-of"
"""The field by which the desk names the dead letter that an entry is another try of."""


def retry_of(entry: Entry) -> int | None:
    said = entry.fields.get(RETRY_OF, b"")
    return int(said) if said.isdigit() and len(said) < 19 else None


async def write_dead(connection: Connection, saved: Sequence[Saved]) -> None:
    for one in saved:
        if one.refused is None:
            continue
        entry, source = one.item.entry, one.refused.source
        values = (
            entry.feed.name,
            entry.entry_id,
            source.item,
            str(one.refused.reason),
            one.refused.detail,
            bytes.fromhex(source.sha256),
        )
        if await connection.fetchval(sql.DEAD_AGAIN, *values, retry_of(entry)) is None:
            await connection.execute(sql.BURY, *values, entry.body, json.dumps(entry.other_fields()))


async def unpark(connection: Connection, saved: Sequence[Saved]) -> None:
    """What was parked while its worker was only slow, and turns out to be in the store."""
    known = [
        (one.item.entry.feed.name, one.item.entry.entry_id, source.item, bytes.fromhex(source.sha256))
        for one in saved
        if one.fate == "duplicate"
        for source in [one.version.article.source]
    ]
    if known:
        await connection.execute(sql.UNPARK, *columns(known, 4))


async def resolve_retries(connection: Connection, saved: Sequence[Saved]) -> None:
    for one in saved:
        dead_id = retry_of(one.item.entry)
        if one.refused is None and dead_id is not None:
            source = one.version.article.source
            digest = bytes.fromhex(source.sha256)
            await connection.execute(sql.RESOLVE, dead_id, one.item.entry.feed.name, source.item, digest)
