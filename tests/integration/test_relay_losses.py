"""Redis lost data, the store did not: the same events come again under the same ids, to the byte, and before news."""

import asyncio
from collections.abc import AsyncIterator, Callable, MutableMapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest
import redis
from pydantic import SecretStr
from structlog.testing import capture_logs

from services.publish.gaps import compare
from services.runtime.feeds import Feed
from services.runtime.metrics import EVENTS_LOST
from services.runtime.redis import READY_STREAM, Client, as_id
from tests.integration.voice import Raw, cut, has, holds, leading, relay_of, send, stream, told


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.publish.relay.HEARTBEAT", 0.3)


@asynccontextmanager
async def _subscriber(client: Client) -> AsyncIterator[Raw]:
    """Reads on from its last id, as docs/contract.md says."""
    read: Raw = []

    async def follow() -> None:
        last = b"0"
        while True:
            for _, entries in await client.xread({READY_STREAM: last}, block=100) or []:
                read.extend(entries)
                last = entries[-1][0]

    task = asyncio.create_task(follow())
    try:
        yield read
    finally:
        task.cancel()
        await asyncio.wait([task])


@pytest.mark.parametrize("kept", [0, 3, 9])
async def test_lost_while_the_relay_idles(
    pool: asyncpg.Pool, client: Client, feed: Feed, postgres_url: SecretStr, kept: int
) -> None:
    counted = EVENTS_LOST._value.get()
    async with _subscriber(client) as read, leading(relay_of(postgres_url, client)):
        await told(pool, feed, 0, 10)
        await has(client, 10)
        before = await stream(client)
        with capture_logs() as logs:
            await cut(client, before[:kept])
            await holds(client, before, 3)
            await asyncio.sleep(0.7)  # two heartbeats more: it is told once
        await told(pool, feed, 10, 12)
        await has(client, 12)
    after = await stream(client)
    assert after[:10] == before
    assert read == after
    [lost] = [entry for entry in logs if entry["event"] == "the stream lost events"]
    edge = before[kept - 1][0].decode() if kept else "0-0"
    assert (lost["log_level"], lost["events"], lost["from"], lost["to"]) == (
        "error", 10 - kept, edge, before[-1][0].decode(),
    )  # fmt: skip
    assert EVENTS_LOST._value.get() - counted == 10 - kept


async def test_lost_while_no_relay_ran(pool: asyncpg.Pool, client: Client, feed: Feed, postgres_url: SecretStr) -> None:
    await told(pool, feed, 0, 600)
    await send(relay_of(postgres_url, client))
    before = await stream(client)
    await cut(client, before[:5])
    await told(pool, feed, 600, 610)
    await send(relay_of(postgres_url, client))
    after = await stream(client)
    assert after[:600] == before
    assert len(after) == 610


def _flushing(client: Client, moments: list[str]) -> Callable[[str], None]:
    """A checkpoint at which Redis loses all, once for each of `moments`."""
    address = client.get_connection_kwargs()

    def lose(moment: str) -> None:
        if moments and moment == moments[0]:
            moments.pop(0)
            # The relay's own client can't be waited for at a checkpoint.
            with redis.Redis(host=address["host"], port=address["port"]) as other:
                other.flushall()

    return lose


_BEFORE, _AFTER = "publish.before_send", "publish.after_send"


@pytest.mark.parametrize("moments", [[_BEFORE], [_AFTER], [_BEFORE] * 2, [_AFTER] * 2, [_BEFORE, _AFTER] * 3])
async def test_lost_while_it_sends(
    pool: asyncpg.Pool,
    client: Client,
    feed: Feed,
    postgres_url: SecretStr,
    monkeypatch: pytest.MonkeyPatch,
    moments: list[str],
) -> None:
    left = list(moments)
    async with leading(relay_of(postgres_url, client)):
        await told(pool, feed, 0, 300)
        await has(client, 300)
        before = await stream(client)
        monkeypatch.setattr("services.publish.relay.checkpoint", _flushing(client, left))
        await told(pool, feed, 300, 600)
        await has(client, 600)
    after = await stream(client)
    assert left == []
    assert after[:300] == before
    rows = await pool.fetch("SELECT stream_ms, stream_n FROM outbox ORDER BY stream_ms, stream_n")
    assert [as_id(entry_id) for entry_id, _ in after] == [tuple(row) for row in rows]


async def test_no_more_comes_again_than_the_stream_keeps(
    pool: asyncpg.Pool, client: Client, feed: Feed, postgres_url: SecretStr
) -> None:
    await told(pool, feed, 0, 50)
    await send(relay_of(postgres_url, client))
    before = await stream(client)
    await client.flushall()
    with capture_logs() as logs:
        await send(relay_of(postgres_url, client, keep=10))
    assert await stream(client) == before[40:]
    assert [entry["events"] for entry in logs if entry["event"] == "the stream lost events"] == [10]


async def test_a_store_older_than_the_stream_deletes_nothing(
    pool: asyncpg.Pool, client: Client, feed: Feed, postgres_url: SecretStr
) -> None:
    await told(pool, feed, 0, 5)
    await send(relay_of(postgres_url, client))
    before = await stream(client)
    await pool.execute("TRUNCATE outbox; UPDATE relay SET sent_ms = 0, sent_n = 0")
    await told(pool, feed, 5, 8)
    with capture_logs() as logs:
        await send(relay_of(postgres_url, client))
    after = await stream(client)
    assert after[:5] == before
    assert len(after) == 8
    assert _strangers(logs) == [("error", True)]


def _strangers(logs: Sequence[MutableMapping[str, Any]]) -> list[tuple[str, bool]]:
    return [
        (log["log_level"], log["whole"])
        for log in logs
        if log["event"] == "the stream ends with an id that nobody gave"
    ]


async def test_a_stranger_above_what_was_lost_is_told_as_such(
    pool: asyncpg.Pool, client: Client, feed: Feed, postgres_url: SecretStr
) -> None:
    """Below an entry that is there nothing can be appended: news goes on above it, and a replay has to mend it."""
    await told(pool, feed, 0, 5)
    async with leading(relay_of(postgres_url, client)):
        await has(client, 5)
        with capture_logs() as logs:
            async with client.pipeline(transaction=True) as pipe:
                pipe.delete(READY_STREAM)
                pipe.xadd(READY_STREAM, {"event": b"{}"}, id="1999999999999-0")
                await pipe.execute()
            await told(pool, feed, 5, 8)
            await has(client, 4)
    assert _strangers(logs) == [("error", False)]
    async with pool.acquire() as connection:
        gaps = await compare(client, connection, 100_000)
        assert (len(gaps.missing), gaps.strange) == (5, 1)


async def test_a_full_redis_takes_nothing_and_loses_nothing(
    pool: asyncpg.Pool, client: Client, feed: Feed, postgres_url: SecretStr
) -> None:
    before = await client.config_get("maxmemory")
    relay = relay_of(postgres_url, client)
    async with leading(relay):
        await client.config_set("maxmemory", "1mb")
        try:
            await told(pool, feed, 0, 20)
            async with asyncio.timeout(10):
                while "maxmemory" not in relay.trouble:
                    await asyncio.sleep(0.01)
            assert await client.xlen(READY_STREAM) == 0
        finally:
            await client.config_set("maxmemory", before["maxmemory"])
        await has(client, 20)
    assert await pool.fetchval("SELECT count(DISTINCT (stream_ms, stream_n)) FROM outbox") == 20


async def test_a_redis_that_takes_connections_and_says_nothing(postgres_url: SecretStr) -> None:
    from services.runtime.redis import connect_redis

    async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(mute, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    client = connect_redis(SecretStr(f"redis://127.0.0.1:{port}/0"))
    relay = relay_of(postgres_url, client)
    run = asyncio.create_task(relay.run())
    async with asyncio.timeout(12):
        while not relay.trouble:
            await asyncio.sleep(0.05)
    assert relay.trouble == "redis: TimeoutError"
    relay.stop()
    await asyncio.wait_for(run, 15)
    await client.aclose()
    server.close()


async def test_a_stranger_below_what_was_sent_is_told_too(
    pool: asyncpg.Pool, client: Client, feed: Feed, postgres_url: SecretStr
) -> None:
    """What lies above its id comes again; what lies below can't be appended, and a replay has to mend it."""
    await told(pool, feed, 0, 5)
    await send(relay_of(postgres_url, client))
    before = await stream(client)
    await told(pool, feed, 5, 6)
    await send(relay_of(postgres_url, client))
    sent = await stream(client)
    assert sent[5][0] != before[4][0]
    await client.delete(READY_STREAM)
    ms, n = as_id(before[4][0])
    await client.xadd(READY_STREAM, {"event": b"{}"}, id=f"{ms}-{n + 1}")
    with capture_logs() as logs:
        await send(relay_of(postgres_url, client))
    assert _strangers(logs) == [("error", False)]
    assert (await stream(client))[1:] == sent[5:]
    async with pool.acquire() as connection:
        assert len((await compare(client, connection, 100_000)).missing) == 5
