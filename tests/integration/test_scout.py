"""What of a backlog comes before its turn: flashes, once, and nothing that takes something back."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
from pydantic import SecretStr

from services.ingest.enrich import Rules
from services.ingest.entry import Entry
from services.ingest.line import Line
from services.ingest.reclaim import Reclaim
from services.ingest.scout import Scout
from services.ingest.trim import Trim
from services.runtime.feeds import Feed
from services.runtime.redis import GROUP, READY_STREAM, Client, ensure_group
from services.runtime.server import end_tasks
from tests.articles import ninjs
from tests.line import Line as Services
from tests.line import events, patient

_IDLE = 30.0
FLASH = ninjs(9000, urgency=1, headline="Harbour Bridge Closed After Quake")


@pytest.fixture
def line(pool: asyncpg.Pool, rules: Rules) -> Line:
    return Line(pool, rules)


@pytest.fixture
async def scout(client: Client, line: Line, feed: Feed) -> AsyncIterator[Scout]:
    """At work ahead of a group that has read nothing."""
    await ensure_group(client, feed)
    one = Scout(client, line, "own", _IDLE)
    task = asyncio.create_task(one.watch(feed))
    yield one
    await end_tasks([task])


@pytest.fixture
def services(redis_url: SecretStr, postgres_url: SecretStr, tmp_path: Path) -> Iterator[Services]:
    made = Services(redis_url, postgres_url, tmp_path)
    yield made
    made.stop()


async def _stories(pool: asyncpg.Pool) -> list[str]:
    return [row["story_id"] for row in await pool.fetch("SELECT story_id FROM story_version ORDER BY saved_at")]


async def _until_saved(pool: asyncpg.Pool, count: int) -> None:
    async with asyncio.timeout(10):
        while len(await _stories(pool)) < count:
            await asyncio.sleep(0.01)


async def _until_free(client: Client, feed: Feed) -> None:
    async with asyncio.timeout(10):
        while (await client.xpending(feed.stream, GROUP))["pending"]:
            await asyncio.sleep(0.01)


async def _read_all(client: Client, feed: Feed) -> list[Entry]:
    found = await client.xreadgroup(GROUP, "own", {feed.stream: ">"}, count=10_000)
    return [Entry(feed, entry_id.decode(), fields) for _, entries in found for entry_id, fields in entries]


@pytest.mark.parametrize("when", ["waiting", "new"])
async def test_a_flash_is_saved_before_what_waits_in_front_of_it_and_once(
    client: Client, pool: asyncpg.Pool, line: Line, scout: Scout, feed: Feed, when: str
) -> None:
    for n in range(250):
        await client.xadd(feed.stream, {"body": ninjs(n)})
    if when == "waiting":
        await client.xadd(feed.stream, {"body": FLASH})
        scout.has_read(feed, "0-0", is_behind=True)
    else:
        scout.has_read(feed, "0-0", is_behind=True)
        await asyncio.sleep(0.1)
        await client.xadd(feed.stream, {"body": FLASH})
    await _until_saved(pool, 1)
    assert await _stories(pool) == ["urn:sample:9000"]
    await _until_free(client, feed)
    entries = await _read_all(client, feed)
    assert len(entries) == 251  # the group gets all of them in their turn
    await line.run(entries)
    assert len(await _stories(pool)) == 251
    assert await pool.fetchval("SELECT count(*) FROM outbox WHERE urgent") == 1


async def test_a_kill_waits_for_its_turn_and_is_nobodys_meanwhile(
    client: Client, pool: asyncpg.Pool, scout: Scout, feed: Feed
) -> None:
    await client.xadd(feed.stream, {"body": ninjs(1, version=2, urgency=1, pubstatus="canceled")})
    await client.xadd(feed.stream, {"body": FLASH})
    scout.has_read(feed, "0-0", is_behind=True)
    await _until_saved(pool, 1)
    await _until_free(client, feed)
    assert await _stories(pool) == ["urn:sample:9000"]
    assert len(await _read_all(client, feed)) == 2


async def test_nothing_is_looked_for_while_the_group_keeps_up(
    client: Client, pool: asyncpg.Pool, scout: Scout, feed: Feed
) -> None:
    scout.has_read(feed, "0-0", is_behind=False)
    await client.xadd(feed.stream, {"body": FLASH})
    await asyncio.sleep(0.2)
    assert await _stories(pool) == []


async def test_what_another_worker_has_in_hand_is_left_to_it(
    client: Client, pool: asyncpg.Pool, line: Line, scout: Scout, feed: Feed
) -> None:
    entry_id = await client.xadd(feed.stream, {"body": FLASH})
    await client.xclaim(feed.stream, GROUP, "another", 0, [entry_id], force=True, justid=True)
    later = await client.xadd(feed.stream, {"body": ninjs(9001, urgency=1)})
    scout.has_read(feed, "0-0", is_behind=True)
    await _until_saved(pool, 1)
    assert await _stories(pool) == ["urn:sample:9001"]
    async with asyncio.timeout(5):
        while len(pending := await client.xpending_range(feed.stream, GROUP, "-", "+", 10)) > 1:
            await asyncio.sleep(0.01)
    assert [(one["message_id"], one["consumer"]) for one in pending] == [(entry_id, b"another")]
    assert later != entry_id


async def test_one_that_kills_is_counted_and_parked(
    client: Client, pool: asyncpg.Pool, line: Line, scout: Scout, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pending before it is parsed: a worker that starts again finds it among what it had in hand."""

    async def dies(_: Entry) -> bool:
        await asyncio.get_running_loop().create_future()
        raise AssertionError

    monkeypatch.setattr(line, "hasten", dies)
    entry_id = await client.xadd(feed.stream, {"body": FLASH})
    scout.has_read(feed, "0-0", is_behind=True)
    async with asyncio.timeout(5):
        while not await client.xpending_range(feed.stream, GROUP, "-", "+", 10, consumername="own"):
            await asyncio.sleep(0.01)
    await client.xclaim(feed.stream, GROUP, "own", 0, [entry_id], retrycount=5, justid=True)
    again = Line(pool, line.rules)
    assert await Reclaim(client, again, "own", _IDLE, 5).own(feed) == 1
    assert await pool.fetchval("SELECT reason FROM dead_letter") == "poison"


async def test_a_flash_in_hand_lets_nothing_unread_be_trimmed(
    client: Client, pool: asyncpg.Pool, line: Line, feed: Feed
) -> None:
    await ensure_group(client, feed)
    for n in range(300):
        await client.xadd(feed.stream, {"body": ninjs(n)})
    entry_id = await client.xadd(feed.stream, {"body": FLASH})
    await client.xreadgroup(GROUP, "own", {feed.stream: ">"}, count=1)
    await client.xack(feed.stream, GROUP, *(one for one, _ in await client.xrange(feed.stream, count=1)))
    await client.xclaim(feed.stream, GROUP, "own", 0, [entry_id], force=True, justid=True)
    await Trim(client, pool, line, "own").trim(feed)
    assert await client.xlen(feed.stream) == 301
    assert await _stories(pool) == []


async def test_within_a_batch_the_flash_is_saved_first(
    client: Client, pool: asyncpg.Pool, line: Line, feed: Feed
) -> None:
    await ensure_group(client, feed)
    for n in range(40):
        await client.xadd(feed.stream, {"body": ninjs(n)})
    await client.xadd(feed.stream, {"body": FLASH})
    await line.run(await _read_all(client, feed))
    stories = await _stories(pool)
    assert (stories[0], len(stories)) == ("urn:sample:9000", 41)


@pytest.mark.parametrize(("second", "urgent"), [(1, [False, False]), (5, [False, False])])
async def test_a_flash_overtakes_no_version_of_its_own(
    client: Client, pool: asyncpg.Pool, line: Line, feed: Feed, second: int, urgent: list[bool]
) -> None:
    await ensure_group(client, feed)
    await client.xadd(feed.stream, {"body": ninjs(1, urgency=5)})
    await client.xadd(feed.stream, {"body": ninjs(1, version=2, urgency=second)})
    await line.run(await _read_all(client, feed))
    rows = await pool.fetch("SELECT urgent FROM outbox ORDER BY version")
    assert [row["urgent"] for row in rows] == urgent


async def test_behind_a_backlog_it_is_announced_long_before_the_end(services: Services, client: Client) -> None:
    for n in range(3000):
        await client.xadd("wire:jiji", {"body": ninjs(n)})
    services.up()
    with services.client() as other:
        patient(lambda: other.xlen(READY_STREAM) > 0, 20, "begun")
        await client.xadd("wire:jiji", {"body": FLASH})
        patient(lambda: services.pending() == 0, 60, "all acknowledged")
        patient(lambda: other.xlen(READY_STREAM) == 3001, 20, "all announced")
        stories = [event["subject"] for event in events(other)]
    assert stories.index("urn:sample:9000") < 2000
    assert len(set(stories)) == 3001
    told = [one for one in services.log("ingest") if one.get("story_id") == "urn:sample:9000"]
    assert [(one["event_type"], one.get("ahead")) for one in told] == [("story.announced", True)]
