"""Entries of which the store knows nothing: neither a version that they brought nor a dead letter."""

import hashlib
from collections.abc import Sequence

import asyncpg

from services.ingest.entry import Entry
from services.ingest.store.letters import retry_of
from services.runtime.postgres import postgres_errors

# A letter that was tried again in vain keeps the id of its first entry.
_FATELESS = """
SELECT entry_id FROM unnest($2::text[], $3::bytea[], $4::bigint[]) AS given (entry_id, sha256, retry_of)
WHERE NOT EXISTS (
  SELECT FROM wire_copy AS w WHERE (w.feed, w.entry_id, w.sha256) = ($1, given.entry_id, given.sha256)
) AND NOT EXISTS (
  SELECT FROM dead_letter AS d WHERE (d.feed, d.entry_id, d.sha256) = ($1, given.entry_id, given.sha256)
) AND NOT EXISTS (
  SELECT FROM dead_letter AS d
  WHERE d.dead_id = given.retry_of AND (d.feed, d.sha256) = ($1, given.sha256) AND d.state <> 'retrying'
)
"""


async def fateless(pool: asyncpg.Pool, feed: str, entries: Sequence[Entry]) -> list[Entry]:
    """Of these, in their order; an entry whose bytes came before under another id is among them.

    Raises Unavailable.
    """
    ids = [entry.entry_id for entry in entries]
    digests = [hashlib.sha256(entry.body).digest() for entry in entries]
    with postgres_errors():
        rows = await pool.fetch(_FATELESS, feed, ids, digests, [retry_of(entry) for entry in entries])
    unknown = {row["entry_id"] for row in rows}
    return [entry for entry in entries if entry.entry_id in unknown]
