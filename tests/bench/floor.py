"""What can't be saved: an entry read, its bytes and an outbox row in the store, an event with them in the stream.

The yardstick that the line is measured by.  It parses nothing, enriches nothing, and promises less than the line does:
after a crash it announces twice.  `python -m tests.bench.floor`, told where its servers are as `wire ingest` is.
"""

import asyncio
from typing import Any

import asyncpg
import uvloop
from redis.asyncio import Redis

from services.runtime.redis import GROUP, READY_STREAM, Client
from services.runtime.settings import settings

STREAMS = ("wire:jiji", "wire:jiji-ja")

TABLES = """
CREATE TABLE floor_story (id text NOT NULL, body bytea STORAGE EXTERNAL NOT NULL);
CREATE TABLE floor_outbox (seq bigint GENERATED ALWAYS AS IDENTITY, story text NOT NULL);
"""

_BATCH = 500


Read = list[tuple[bytes, list[tuple[bytes, dict[bytes, bytes]]]]]
"""Of each stream its entries."""


async def main() -> None:
    url = settings().redis_url.get_secret_value()
    reader, writer = Redis.from_url(url), Redis.from_url(url)
    store = await asyncpg.connect(settings().postgres_url.get_secret_value())
    reading = asyncio.create_task(_read(reader))
    announcing = asyncio.create_task(asyncio.sleep(0))
    while True:
        found = await reading
        reading = asyncio.create_task(_read(reader))  # the next ones, while these are saved
        if found:
            await _save(store, found)
            await announcing  # those before
            announcing = asyncio.create_task(_announce(writer, found))


async def _read(reader: Client) -> Read:
    found: Read = await reader.xreadgroup(GROUP, "floor", dict.fromkeys(STREAMS, ">"), count=_BATCH, block=1000)
    return found


async def _save(store: asyncpg.Connection, found: Read) -> None:
    stories = [(_name(stream, entry_id), fields[b"body"]) for stream, some in found for entry_id, fields in some]
    async with store.transaction():
        await store.copy_records_to_table("floor_story", records=stories)
        await store.copy_records_to_table("floor_outbox", records=[(name,) for name, _ in stories], columns=["story"])


async def _announce(writer: Client, found: Read) -> None:
    # Valkey 9 syncs its file as often as it reads from the socket, and for a transaction once.
    pipe: Any = writer.pipeline(transaction=True)
    for stream, some in found:
        for entry_id, fields in some:
            pipe.execute_command("XADD", READY_STREAM, "*", "id", _name(stream, entry_id), "body", fields[b"body"])
        pipe.execute_command("XACK", stream, GROUP, *(entry_id for entry_id, _ in some))
    await pipe.execute()


def _name(stream: bytes, entry_id: bytes) -> str:
    return f"{stream.decode()}/{entry_id.decode()}"


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
