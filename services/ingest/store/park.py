"""How is an entry parked that kills its workers, when one of them may only be slow?  So that it has one fate.

Saving it later closes the letter (services.ingest.store.sql); and what the store knows already is not parked.
"""

import asyncpg

from services.ingest.pipeline import Refusal
from services.ingest.store import sql
from services.ingest.store.letters import write_dead
from services.ingest.store.rows import Item, Saved
from services.runtime.checkpoint import checkpoint
from services.runtime.postgres import lent, postgres_errors, transaction


async def park(pool: asyncpg.Pool, item: Item, *, though_known: bool) -> bool:
    """The entry of a refusal into the dead letters; False if the store has something of it.

    With `though_known` it is parked all the same.  Raises Unavailable.
    """
    assert isinstance(item.outcome, Refusal)  # noqa: S101  by its caller
    entry, refusal = item.entry, item.outcome
    with postgres_errors():
        async with lent(pool) as connection, transaction(connection):
            # Who saves the entry just now is waited for, and who begins after us finds the letter.
            await connection.execute(sql.SAVING_WAITS)
            await connection.execute(sql.NOBODY_SAVES)
            digest = bytes.fromhex(refusal.source.sha256)
            if not though_known and await connection.fetchval(sql.IS_KNOWN, entry.feed.name, entry.entry_id, digest):
                return False
            await write_dead(connection, [Saved(item, None, refusal)])
        checkpoint("ingest.after_dead_letter")
    return True
