"""What tests of the relay share: relays that are run, and the stream as Redis has it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import asyncpg
from pydantic import SecretStr

from services.ingest.store.save import save
from services.publish.relay import Relay
from services.runtime.feeds import Feed
from services.runtime.redis import READY_STREAM, Client
from tests.integration.test_save import item

PUBLIC = "http://desk.example"

Raw = list[tuple[bytes, dict[bytes, bytes]]]


async def until(check: Callable[[], Awaitable[bool]], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not await check():
            await asyncio.sleep(0.01)


def relay_of(url: SecretStr, client: Client, keep: int = 100_000) -> Relay:
    return Relay(url.get_secret_value(), client, PUBLIC, keep=keep)


@asynccontextmanager
async def leading(relay: Relay) -> AsyncIterator[Relay]:
    run = asyncio.create_task(relay.run())

    async def leads() -> bool:
        return relay.leading

    try:
        await until(leads)
        yield relay
    finally:
        relay.stop()
        await asyncio.wait_for(run, 20)


async def send(relay: Relay) -> None:
    """All that waits."""
    async with leading(relay):
        pass


async def stream(client: Client) -> Raw:
    return list(await client.xrange(READY_STREAM))


async def holds(client: Client, wanted: Raw, seconds: float = 10) -> None:
    """Until the stream is `wanted`, to the byte."""

    async def same() -> bool:
        return await stream(client) == wanted

    await until(same, seconds)


async def has(client: Client, length: int, seconds: float = 10) -> None:
    async def long() -> bool:
        return int(await client.xlen(READY_STREAM)) == length

    await until(long, seconds)


async def told(pool: asyncpg.Pool, feed: Feed, begin: int, end: int) -> None:
    await save(pool, [item(feed, n) for n in range(begin, end)])


async def cut(client: Client, kept: Raw) -> None:
    """Redis as it is after it lost all of the stream but its first entries."""
    await client.delete(READY_STREAM)
    for entry_id, fields in kept:
        await client.xadd(READY_STREAM, fields, id=entry_id)
