"""What leaves a wire stream: all that the store knows, and nothing that it does not."""

import asyncpg
import pytest

from services.ingest.enrich import Rules
from services.ingest.entry import Entry
from services.ingest.line import Line
from services.ingest.trim import Trim
from services.runtime.feeds import Feed
from services.runtime.redis import GROUP, Client, ensure_group
from tests.articles import ninjs

_NODE = 100
"""Entries that Redis drops or keeps together, when a trim may be approximate."""


@pytest.fixture
def line(pool: asyncpg.Pool, rules: Rules) -> Line:
    return Line(pool, rules)


@pytest.fixture
def trim(client: Client, pool: asyncpg.Pool, line: Line) -> Trim:
    return Trim(client, pool, line, "own")


async def _read(client: Client, feed: Feed, bodies: list[bytes]) -> list[Entry]:
    """Pushed, and read by a worker."""
    await ensure_group(client, feed)
    for body in bodies:
        await client.xadd(feed.stream, {"body": body})
    [(_, found)] = await client.xreadgroup(GROUP, "worker", {feed.stream: ">"}, count=len(bodies))
    return [Entry(feed, entry_id.decode(), fields) for entry_id, fields in found]


async def _versions(pool: asyncpg.Pool) -> int:
    return int(await pool.fetchval("SELECT count(*) FROM story_version"))


async def test_what_a_deleted_consumer_had_is_taken_before_it_goes(
    client: Client, pool: asyncpg.Pool, trim: Trim, feed: Feed
) -> None:
    await _read(client, feed, [ninjs(n) for n in range(3)])
    await client.xgroup_delconsumer(feed.stream, GROUP, "worker")
    await client.xadd(feed.stream, {"body": ninjs(9)})  # what is delivered last always stays
    await client.xreadgroup(GROUP, "another", {feed.stream: ">"})
    await trim.trim(feed)
    assert await _versions(pool) == 3
    assert (await client.xpending(feed.stream, GROUP))["pending"] == 1  # the last alone


async def test_what_strays_and_kills_is_counted_like_any_other(
    client: Client, trim: Trim, line: Line, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that dies of it leaves it pending, so that reclaim counts it and parks it in the end."""
    entries = await _read(client, feed, [ninjs(1), ninjs(2)])
    await client.xgroup_delconsumer(feed.stream, GROUP, "worker")

    class Death(BaseException):
        pass

    async def dies(_: object) -> None:
        raise Death

    monkeypatch.setattr(line, "run", dies)
    with pytest.raises(Death):
        await trim.trim(feed)
    [pending] = await client.xpending_range(feed.stream, GROUP, "-", "+", 10)
    assert (pending["message_id"].decode(), pending["consumer"]) == (entries[0].entry_id, b"own")


async def test_what_is_in_hand_stays_though_nobody_has_it_pending(
    client: Client, pool: asyncpg.Pool, trim: Trim, line: Line, feed: Feed
) -> None:
    entries = await _read(client, feed, [ninjs(n) for n in range(2 * _NODE + 10)])
    await line.run(entries[:_NODE])
    await client.xgroup_delconsumer(feed.stream, GROUP, "worker")
    with line.holding(entries[_NODE:]):
        await trim.trim(feed)
        assert await _versions(pool) == _NODE
        assert len(await client.xrange(feed.stream, min=entries[_NODE].entry_id)) == _NODE + 10
        assert await client.xlen(feed.stream) < len(entries)  # what came before them is dropped
    await trim.trim(feed)
    assert await _versions(pool) == 2 * _NODE + 9  # all but the last, which is not looked at


async def test_a_trim_is_not_left_half_done(client: Client, trim: Trim, line: Line, feed: Feed) -> None:
    """Redis drops ten thousand at a call, unless it is told otherwise."""
    await ensure_group(client, feed)
    body = ninjs(1)
    async with client.pipeline(transaction=False) as pipe:
        for _ in range(12_000):
            pipe.xadd(feed.stream, {"body": body})
        await pipe.execute()
    [(_, found)] = await client.xreadgroup(GROUP, "worker", {feed.stream: ">"}, count=12_000)
    await line.run([Entry(feed, found[0][0].decode(), found[0][1])])
    line.settled.add([Entry(feed, entry_id.decode(), fields) for entry_id, fields in found])
    await client.xack(feed.stream, GROUP, *[entry_id for entry_id, _ in found])
    await trim.trim(feed)
    assert await client.xlen(feed.stream) <= _NODE


async def test_a_stream_that_begins_anew_is_looked_through_anew(
    client: Client, pool: asyncpg.Pool, trim: Trim, feed: Feed
) -> None:
    """Though a producer's own ids pass the old ones at once."""
    await ensure_group(client, feed)
    for serial in range(3):
        await client.xadd(feed.stream, {"body": ninjs(serial)}, id=f"{serial + 1}-0")
    await client.xreadgroup(GROUP, "worker", {feed.stream: ">"})
    await client.xgroup_delconsumer(feed.stream, GROUP, "worker")
    await trim.told(feed)
    await trim.trim(feed)
    assert await _versions(pool) == 2
    await client.delete(feed.stream)
    await ensure_group(client, feed)
    for serial in range(2):
        await client.xadd(feed.stream, {"body": ninjs(10 + serial)}, id=f"{5 * serial + 1}-1")
    await client.xreadgroup(GROUP, "worker", {feed.stream: ">"})
    await client.xgroup_delconsumer(feed.stream, GROUP, "worker")
    await trim.told(feed)
    await trim.trim(feed)
    assert await _versions(pool) == 3
