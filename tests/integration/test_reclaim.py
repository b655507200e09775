"""What nobody acknowledged, on a real stream and store: one fate each, in order, and no live worker robbed."""

import asyncio
import contextlib
import hashlib
import runpy
from collections.abc import AsyncIterator

import asyncpg
import pytest
from pydantic import SecretStr

from schemas.article import Source
from schemas.reasons import Reason
from services.ingest.consumers import Consumers
from services.ingest.enrich import Rules
from services.ingest.entry import Entry
from services.ingest.line import Line
from services.ingest.pipeline import Refusal
from services.ingest.reclaim import Reclaim
from services.ingest.trim import Trim
from services.runtime.feeds import Feed
from services.runtime.redis import GROUP, Client, connect_redis, ensure_group
from tests.articles import ninjs
from tests.conftest import ROOT

_MAX = 3


@pytest.fixture
def line(pool: asyncpg.Pool, rules: Rules) -> Line:
    return Line(pool, rules)


@pytest.fixture
def reclaim(client: Client, line: Line) -> Reclaim:
    return Reclaim(client, line, "reclaimer", 0.0, _MAX)


async def _delivered(client: Client, feed: Feed, *bodies: bytes, to: str = "dead", times: int = 1) -> list[str]:
    """Entries given to a worker so many times and not acknowledged; their ids."""
    await ensure_group(client, feed)
    ids = [(await client.xadd(feed.stream, {"body": body})).decode() for body in bodies]
    await client.xreadgroup(GROUP, to, {feed.stream: ">"})
    await client.xclaim(feed.stream, GROUP, to, 0, ids, retrycount=times, justid=True)
    return ids


async def _pending(client: Client, feed: Feed) -> int:
    return int((await client.xpending(feed.stream, GROUP))["pending"])


async def _fates(pool: asyncpg.Pool) -> tuple[int, list[tuple[str, str]]]:
    """Versions, and letters by reason and state."""
    letters = await pool.fetch("SELECT reason, state FROM dead_letter ORDER BY dead_id")
    return await pool.fetchval("SELECT count(*) FROM story_version"), [tuple(row) for row in letters]


def _entry(feed: Feed, entry_id: str, body: bytes) -> Entry:
    return Entry(feed, entry_id, {b"body": body})


def _poison(entry: Entry) -> Refusal:
    source = Source(
        feed=entry.feed.name, format=None, encoding=None, sha256=hashlib.sha256(entry.body).hexdigest(),
        bytes=len(entry.body), item=0, received_at=entry.received_at,
    )  # fmt: skip
    return Refusal(Reason.POISON, "given to a worker 3 times, acknowledged by none", source)


async def test_what_a_dead_worker_left_passes_one_by_one_in_order(
    client: Client, pool: asyncpg.Pool, line: Line, reclaim: Reclaim, feed: Feed
) -> None:
    ids = await _delivered(client, feed, *(ninjs(n) for n in range(5)))
    assert await reclaim.forgotten(feed) == 5
    rows = await pool.fetch("SELECT entry_id, saved_at FROM story_version ORDER BY saved_at")
    assert [row["entry_id"] for row in rows] == ids
    assert len({row["saved_at"] for row in rows}) == 5  # a transaction each
    assert (await _pending(client, feed), line.in_hand) == (0, set())


async def test_poison_is_parked_with_its_bytes_and_its_neighbours_pass(
    client: Client, pool: asyncpg.Pool, reclaim: Reclaim, feed: Feed
) -> None:
    await _delivered(client, feed, ninjs(1))
    await _delivered(client, feed, ninjs(2), times=_MAX)
    await _delivered(client, feed, ninjs(3), times=_MAX - 1)
    assert await reclaim.forgotten(feed) == 3
    assert await _fates(pool) == (2, [("poison", "open")])
    assert await pool.fetchval("SELECT body FROM dead_letter") == ninjs(2)


async def test_what_is_in_hand_here_is_left(client: Client, line: Line, reclaim: Reclaim, feed: Feed) -> None:
    [entry_id] = await _delivered(client, feed, ninjs(1))
    with line.holding([_entry(feed, entry_id, ninjs(1))]):
        assert await reclaim.forgotten(feed) == 0
    assert await reclaim.forgotten(feed) == 1


async def test_an_entry_that_is_gone_is_told_once_by_one_of_two_workers(
    client: Client, pool: asyncpg.Pool, line: Line, reclaim: Reclaim, feed: Feed, capsys: pytest.CaptureFixture[str]
) -> None:
    [entry_id] = await _delivered(client, feed, ninjs(1))
    await client.xdel(feed.stream, entry_id)
    other = Reclaim(client, line, "another", 0.0, _MAX)
    dealt = await asyncio.gather(reclaim.forgotten(feed), other.forgotten(feed))
    assert sorted(dealt) == [0, 1]
    assert capsys.readouterr().out.count("entry.lost") == 1
    assert (await _pending(client, feed), await _fates(pool)) == (0, (0, []))


async def test_one_that_was_acknowledged_and_trimmed_meanwhile_is_not_lost(
    client: Client, reclaim: Reclaim, feed: Feed, capsys: pytest.CaptureFixture[str]
) -> None:
    [entry_id] = await _delivered(client, feed, ninjs(1))
    await client.xack(feed.stream, GROUP, entry_id)
    await client.xdel(feed.stream, entry_id)
    assert await reclaim._one(feed, entry_id.encode(), 0.0) is False  # as if it was pending when it was listed
    assert "entry.lost" not in capsys.readouterr().out


async def test_of_two_that_want_it_one_has_it(client: Client, pool: asyncpg.Pool, rules: Rules, feed: Feed) -> None:
    await _delivered(client, feed, *(ninjs(n) for n in range(20)))
    await asyncio.sleep(0.3)
    two = [Reclaim(client, Line(pool, rules), name, 0.25, _MAX) for name in ("a", "b")]
    dealt = await asyncio.gather(*(one.forgotten(feed) for one in two))
    assert sum(dealt) == 20
    assert await _fates(pool) == (20, [])


async def test_a_slow_worker_that_saves_what_was_parked_closes_the_letter(
    client: Client, pool: asyncpg.Pool, line: Line, reclaim: Reclaim, feed: Feed
) -> None:
    [entry_id] = await _delivered(client, feed, ninjs(1), to="slow", times=_MAX)
    await reclaim.forgotten(feed)
    assert await _fates(pool) == (0, [("poison", "open")])
    await line.run([_entry(feed, entry_id, ninjs(1))])
    assert await _fates(pool) == (1, [("poison", "resolved")])


async def test_and_so_does_one_whose_story_was_there_or_is_a_later_version(
    client: Client, pool: asyncpg.Pool, line: Line, reclaim: Reclaim, feed: Feed
) -> None:
    await line.run([_entry(feed, "1700000000000-0", ninjs(1)), _entry(feed, "1700000000000-1", ninjs(2))])
    bodies = ninjs(1), ninjs(2, version=2)
    ids = await _delivered(client, feed, *bodies, to="slow", times=_MAX)
    await reclaim.forgotten(feed)
    assert await _fates(pool) == (2, [("poison", "open")] * 2)
    await line.run([_entry(feed, entry_id, body) for entry_id, body in zip(ids, bodies, strict=True)])
    assert await _fates(pool) == (3, [("poison", "resolved")] * 2)


async def test_what_a_slow_worker_saved_is_not_parked(
    client: Client, pool: asyncpg.Pool, line: Line, reclaim: Reclaim, feed: Feed
) -> None:
    """Its death came after the commit, so it is run again, and known; what was refused keeps its reason."""
    bodies = ninjs(1), b"no copy at all that anybody sends"
    ids = await _delivered(client, feed, *bodies, times=_MAX)
    await line.run([_entry(feed, entry_id, body) for entry_id, body in zip(ids, bodies, strict=True)])
    await reclaim.forgotten(feed)
    assert await _fates(pool) == (1, [("unsupported_format", "open")])
    assert await _pending(client, feed) == 0


async def test_one_that_kills_after_it_was_saved_is_parked_in_the_end(
    client: Client, pool: asyncpg.Pool, line: Line, reclaim: Reclaim, feed: Feed
) -> None:
    [entry_id] = await _delivered(client, feed, ninjs(1), times=2 * _MAX)
    await line.run([_entry(feed, entry_id, ninjs(1))])
    await reclaim.forgotten(feed)
    assert await _fates(pool) == (1, [("poison", "open")])


@pytest.mark.parametrize("version", [1, 2])
async def test_saved_and_parked_at_once_it_has_one_fate(
    pool: asyncpg.Pool, line: Line, feed: Feed, version: int
) -> None:
    """Whoever comes first: saved, and the letter is not there or closed."""
    if version == 2:
        await line.run([_entry(feed, f"1600000000000-{n}", ninjs(n)) for n in range(40)])
    for n in range(40):
        entry = _entry(feed, f"1700000000000-{n}", ninjs(n, version=version))
        parking = line.park(entry, _poison(entry), though_known=False)
        both = [parking, line.run([entry])] if n % 2 else [line.run([entry]), parking]
        await asyncio.gather(*both)
    saved, letters = await _fates(pool)
    assert saved == 40 * version
    assert {state for _, state in letters} <= {"resolved"}


async def test_waiting_for_the_store_counts_no_delivery(
    client: Client, pool: asyncpg.Pool, line: Line, feed: Feed
) -> None:
    """Workers that are started anew while it is away are not the story's fault."""
    [entry_id] = await _delivered(client, feed, ninjs(1), to="reclaimer", times=_MAX)
    keeping = asyncio.create_task(Reclaim(client, line, "reclaimer", 0.15, _MAX).keep())

    async with pool.acquire() as holder, holder.transaction():
        await holder.execute("LOCK TABLE story IN ACCESS EXCLUSIVE MODE")
        waiting = asyncio.create_task(line.run([_entry(feed, entry_id, ninjs(1))]))
        async with asyncio.timeout(5):
            while (await client.xpending_range(feed.stream, GROUP, "-", "+", 1))[0]["times_delivered"] != 1:
                await asyncio.sleep(0.02)
    await waiting
    assert line.saving == set()
    keeping.cancel()


async def test_what_is_not_parsed_yet_keeps_its_count(client: Client, line: Line, feed: Feed) -> None:
    """It may be what kills its workers; only its idle time begins anew."""
    [entry_id] = await _delivered(client, feed, ninjs(1), to="reclaimer", times=_MAX)
    keeping = asyncio.create_task(Reclaim(client, line, "reclaimer", 0.3, _MAX).keep())
    with line.holding([_entry(feed, entry_id, ninjs(1))]):
        await asyncio.sleep(0.5)
        [pending] = await client.xpending_range(feed.stream, GROUP, "-", "+", 1)
    assert pending["times_delivered"] == _MAX
    assert pending["time_since_delivered"] < 450
    keeping.cancel()


async def test_a_group_that_is_gone_is_told_once_without_a_traceback(
    client: Client, line: Line, feed: Feed, capsys: pytest.CaptureFixture[str]
) -> None:
    watching = asyncio.create_task(Reclaim(client, line, "reclaimer", 0.1, _MAX).watch(feed))
    with line.holding([_entry(feed, "1-1", b"")]):
        keeping = asyncio.create_task(Reclaim(client, line, "reclaimer", 0.1, _MAX).keep())
        await asyncio.sleep(3.5)
        assert not watching.done()
        assert not keeping.done()
    watching.cancel()
    keeping.cancel()
    out = capsys.readouterr().out
    assert out.count("reclaim.waits") == 3  # of three kinds of work
    assert "Traceback" not in out


# --- the names of workers long gone ---


async def _names(client: Client, feed: Feed) -> set[str]:
    return {consumer["name"].decode() for consumer in await client.xinfo_consumers(feed.stream, GROUP)}


async def test_only_names_without_work_are_forgotten_and_never_ones_own(client: Client, feed: Feed) -> None:
    await _delivered(client, feed, ninjs(1), to="holds")
    for name in ("gone", "own"):
        await client.xgroup_createconsumer(feed.stream, GROUP, name)
    await asyncio.sleep(0.1)
    assert await Consumers(client, "own", 60).forget(feed) == []
    assert await Consumers(client, "own", 0.05).forget(feed) == ["gone"]
    assert await _names(client, feed) == {"own", "holds"}
    assert await _pending(client, feed) == 1


async def test_one_that_reads_meanwhile_loses_nothing(client: Client, feed: Feed) -> None:
    """Deleted with something pending, it could not acknowledge that."""
    await ensure_group(client, feed)
    consumers = Consumers(client, "own", -1)
    for n in range(300):
        await client.xadd(feed.stream, {"body": ninjs(n)})

    async def read() -> None:
        [[_, [[entry_id, _]]]] = await client.xreadgroup(GROUP, "sleepy", {feed.stream: ">"}, count=1)
        await asyncio.sleep(0)
        assert await client.xack(feed.stream, GROUP, entry_id) == 1

    forgotten = 0
    for _ in range(300):
        _, gone, more = await asyncio.gather(read(), consumers.forget(feed), consumers.forget(feed))
        forgotten += len(gone) + len(more)
    assert forgotten > 0


async def test_without_the_right_to_it_all_stay_and_it_is_told_once(
    client: Client, feed: Feed, capsys: pytest.CaptureFixture[str]
) -> None:
    await ensure_group(client, feed)
    await client.xgroup_createconsumer(feed.stream, GROUP, "gone")
    async with _as_user(client, "~* +@all -eval") as bare:
        consumers = Consumers(bare, "own", -1)
        assert [await consumers.forget(feed) for _ in range(3)] == [[], [], []]
    assert capsys.readouterr().out.count("consumer.kept") == 1
    assert await _names(client, feed) == {"gone"}


async def test_the_rights_of_the_role_are_enough(client: Client, pool: asyncpg.Pool, rules: Rules, feed: Feed) -> None:
    rights = runpy.run_path(str(ROOT / "scripts" / "make_secrets.py"))["_ROLES"]["ingest"]
    await _delivered(client, feed, ninjs(1), ninjs(2))
    await client.xgroup_createconsumer(feed.stream, GROUP, "gone")
    async with _as_user(client, rights) as ours:
        line = Line(pool, rules)
        reclaim = Reclaim(ours, line, "own", 0.0, _MAX)
        assert await reclaim.forgotten(feed) == 2
        assert set(await Consumers(ours, "own", -1).forget(feed)) >= {"gone"}
        trim = Trim(ours, pool, line, "own")
        await trim.told(feed)
        await trim.trim(feed)
    assert await _fates(pool) == (2, [])


@contextlib.asynccontextmanager
async def _as_user(client: Client, rights: str) -> AsyncIterator[Client]:
    await client.execute_command("ACL", "SETUSER", "another", "reset", "on", ">x", *rights.split())
    facts = client.connection_pool.connection_kwargs
    url = f"redis://another:x@{facts['host']}:{facts['port']}/{facts.get('db', 0)}"
    other = connect_redis(SecretStr(url))
    try:
        yield other
    finally:
        await other.aclose()
        await client.execute_command("ACL", "DELUSER", "another")
