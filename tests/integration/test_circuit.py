"""One at a time asks a store that is away; what the store says of itself is never taken for the story's fault."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator

import asyncpg
import pytest
from prometheus_client import REGISTRY
from pydantic import SecretStr
from structlog.testing import capture_logs

from services.ingest.enrich import Rules
from services.ingest.entry import Entry
from services.ingest.line import Line
from services.ingest.reclaim import Reclaim
from services.runtime.circuit import Circuit
from services.runtime.feeds import Feed
from services.runtime.health import unreachable
from services.runtime.postgres import Unsaveable, connect_postgres, lent, postgres_errors, transaction
from services.runtime.redis import GROUP, Client, ensure_group
from services.runtime.unavailable import Busy, Unavailable
from tests.articles import ninjs
from tests.conftest import Servers
from tests.faults.proxy import Proxy


def _port(url: str) -> int:
    return int(url.rsplit(":", 1)[1].split("/", maxsplit=1)[0])


def _through(url: SecretStr, proxy: Proxy) -> SecretStr:
    return SecretStr(url.get_secret_value().replace(f":{proxy.target_port}/", f":{proxy.port}/"))


def _is_open() -> float | None:
    return REGISTRY.get_sample_value("wire_circuit_open", {"server": "postgres"})


@contextlib.asynccontextmanager
async def _away(servers: Servers, postgres_url: SecretStr) -> AsyncIterator[None]:
    name = postgres_url.get_secret_value().rsplit("/", 1)[1]
    admin = await asyncpg.connect(servers.postgres)
    await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    # With a time limit it waits for each to be gone; a session that is only told to end may still save.
    await admin.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1", name)
    try:
        yield
    finally:
        await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        await admin.close()


async def test_one_tries_and_all_go_on(pool: asyncpg.Pool) -> None:
    """No clock: the server is back when the test says so, and every try is counted."""
    circuit, back = Circuit("postgres", "store"), asyncio.Event()
    trying = most = tries = 0

    async def work() -> int:
        nonlocal trying, most, tries
        tries += 1
        trying += 1
        was_open = circuit.is_open
        await asyncio.sleep(0)
        trying -= 1
        most = max(most, trying + 1 if was_open else 0)
        if not back.is_set():
            raise Unavailable("away")
        return tries

    waiting = [asyncio.create_task(circuit.through(work)) for _ in range(20)]
    while tries < 24:  # all of them once, then one after the other
        await asyncio.sleep(0.01)
    assert (most, _is_open(), circuit.is_probed) == (1, 1, True)
    back.set()
    assert len(await asyncio.gather(*waiting)) == 20
    assert (_is_open(), circuit.is_open) == (0, False)


async def test_who_tries_may_be_cancelled() -> None:
    circuit, back = Circuit("postgres", "store"), asyncio.Event()

    async def work() -> str:
        if not back.is_set():
            raise Unavailable("away")
        return "done"

    first = asyncio.create_task(circuit.through(work))
    while not circuit.is_probed:
        await asyncio.sleep(0.01)
    second = asyncio.create_task(circuit.through(work))
    await asyncio.sleep(0)
    first.cancel()
    back.set()
    assert await asyncio.wait_for(second, 5) == "done"
    assert not circuit.is_open


async def test_what_is_busy_keeps_nobody_else() -> None:
    circuit, free = Circuit("postgres", "store"), asyncio.Event()

    async def locked() -> str:
        if not free.is_set():
            raise Busy("a lock")
        return "after all"

    async def other() -> str:
        return "at once"

    waits = asyncio.create_task(circuit.through(locked))
    await asyncio.sleep(0)
    assert await asyncio.wait_for(circuit.through(other), 1) == "at once"
    assert not circuit.is_open
    free.set()
    assert await asyncio.wait_for(waits, 5) == "after all"


async def test_one_that_always_fails_lets_the_others_have_their_turn() -> None:
    """Though it is the one that opened the circuit, and each of its tries opens it again."""
    circuit = Circuit("postgres", "store")

    async def fatal() -> str:
        raise Unavailable("its backend is gone again")

    async def good() -> str:
        return "done"

    bad = asyncio.create_task(circuit.through(fatal))
    while not circuit.is_probed:
        await asyncio.sleep(0.01)
    for _ in range(5):
        assert await asyncio.wait_for(circuit.through(good), 6) == "done"
    bad.cancel()


async def test_work_that_is_busy_is_tried_so_often_and_no_more() -> None:
    circuit = Circuit("postgres", "store")
    with capture_logs() as logs, pytest.raises(Busy):
        await circuit.through(_always_busy, tries=3)
    assert [log["event_type"] for log in logs] == ["store.busy"] * 3
    assert not circuit.is_open


async def test_work_that_alone_finds_the_store_away_is_its_own_affair() -> None:
    """While others pass the store serves: three failures of one piece of work, and it is Busy like any other."""
    circuit = Circuit("postgres", "store")

    async def fatal() -> str:
        raise Unavailable("of this table alone")

    async def good() -> str:
        await asyncio.sleep(0)
        return "done"

    async def others() -> None:
        while True:
            await circuit.through(good)
            await asyncio.sleep(0.01)

    passing = asyncio.create_task(others())
    with capture_logs() as logs, pytest.raises(Busy):
        await asyncio.wait_for(circuit.through(fatal, tries=2), 30)
    passing.cancel()
    told = [log["event_type"] for log in logs]
    assert told.count("store.unavailable") <= 3
    assert told.count("store.busy") == 2
    assert not circuit.is_open


async def _always_busy() -> None:
    raise Busy("a lock")


@pytest.mark.long
async def test_few_connections_are_tried_while_the_store_is_away(
    postgres_url: SecretStr, servers: Servers, rules: Rules
) -> None:
    """Eight feeds with a batch in hand: less than thirty a minute, and all of it saved once it is back."""
    with Proxy(_port(servers.postgres)) as proxy:
        pool = await connect_postgres(_through(postgres_url, proxy), by_index=True, patience=15)
        line = Line(pool, rules)
        proxy.cut()
        before = proxy.connections
        batches = [
            [
                Entry(Feed(name=f"feed-{n}", provider=f"p{n}"), f"1700000000000-{i}", {b"body": ninjs(i)})
                for i in range(5)
            ]
            for n in range(8)
        ]
        saving = [asyncio.create_task(line.run(batch)) for batch in batches]
        await asyncio.sleep(15)
        tried = proxy.connections - before
        # A batch's first try of its own, then one at a time with pauses: 0.1 s doubling up to 5 s.
        assert tried < 8 + 12, tried
        assert _is_open() == 1
        proxy.heal()
        saved = await asyncio.wait_for(asyncio.gather(*saving), 15)
        assert [len(part) for part in saved] == [5] * 8
        assert await pool.fetchval("SELECT count(*) FROM story_version") == 40
        await pool.close()


async def test_a_store_that_goes_and_comes(
    postgres_url: SecretStr, servers: Servers, pool: asyncpg.Pool, rules: Rules, feed: Feed
) -> None:
    line = Line(pool, rules)
    async with _away(servers, postgres_url):
        saving = asyncio.create_task(line.run([Entry(feed, "1700000000000-1", {b"body": ninjs(1)})]))
        async with asyncio.timeout(20):
            while not line.circuit.is_probed:
                await asyncio.sleep(0.01)
    await asyncio.wait_for(saving, 15)
    assert not line.circuit.is_open
    assert await pool.fetchval("SELECT count(*) FROM story_version") == 1


@pytest.fixture
async def hurried(postgres_url: SecretStr) -> AsyncIterator[asyncpg.Pool]:
    """No command of it waits for long."""
    opened = await connect_postgres(postgres_url, by_index=True, patience=0.3)
    yield opened
    await opened.close()


@contextlib.asynccontextmanager
async def _row_locked(pool: asyncpg.Pool, story_id: str) -> AsyncIterator[None]:
    """By somebody who forgot to commit."""
    async with pool.acquire() as holder, holder.transaction():
        await holder.execute("SELECT FROM story WHERE story_id = $1 FOR UPDATE", story_id)
        yield


def _versions(feed: Feed, *numbers: tuple[int, int]) -> list[Entry]:
    return [Entry(feed, f"170000000000{version}-{n}", {b"body": ninjs(n, version=version)}) for n, version in numbers]


@pytest.mark.parametrize("held", [0, 3, 7])
async def test_a_story_that_is_held_up_holds_up_no_other(
    pool: asyncpg.Pool, hurried: asyncpg.Pool, rules: Rules, feed: Feed, held: int
) -> None:
    """Wherever it stands in its batch, the others are saved; it is put aside, told once, and saved when it can be."""
    line = Line(hurried, rules)
    await line.run(_versions(feed, (held, 1)))
    entries = _versions(feed, *((n, 2) for n in range(8)))
    with capture_logs() as logs:
        async with _row_locked(pool, f"urn:sample:{held}"):
            saved = await asyncio.wait_for(line.run(entries), 30)
            assert [one.fate for one in saved] == ["announced"] * 7
            assert [entry in line.aside for entry in entries] == [n == held for n in range(8)]
            assert line.is_held_up
            assert await line.run([entries[held]]) == []
        [late] = await line.run([entries[held]])
    assert late.fate == "announced"
    assert not line.is_held_up
    assert [log["event_type"] for log in logs].count("store.held_up") == 1


async def test_no_version_passes_one_that_is_aside(
    pool: asyncpg.Pool, hurried: asyncpg.Pool, rules: Rules, feed: Feed
) -> None:
    line = Line(hurried, rules)
    await line.run(_versions(feed, (1, 1)))
    second, third = _versions(feed, (1, 2), (1, 3))
    async with _row_locked(pool, "urn:sample:1"):
        assert await line.run([second]) == []
    assert await line.run([third]) == []  # the row is free, and its turn has not come
    assert [one.fate for one in await line.run([second])] == ["announced"]
    assert [one.fate for one in await line.run([third])] == ["announced"]
    assert not line.is_held_up


async def test_what_was_saved_before_the_rest_was_held_up_is_told_as_what_it_is(
    pool: asyncpg.Pool, hurried: asyncpg.Pool, rules: Rules, feed: Feed
) -> None:
    line = Line(hurried, rules)
    await line.run(_versions(feed, (1, 1)))
    async with _row_locked(pool, "urn:sample:1"):
        saved = await line.run(_versions(feed, (1, 2), (2, 1), (3, 1)))
    assert [one.fate for one in saved] == ["announced"] * 2  # not duplicates of their own first try


async def test_an_entry_that_another_worker_took_is_aside_no_more(
    client: Client, pool: asyncpg.Pool, hurried: asyncpg.Pool, rules: Rules, feed: Feed
) -> None:
    line = Line(hurried, rules)
    reclaim = Reclaim(client, line, "own", 30.0, 5)
    await ensure_group(client, feed)
    await line.run(_versions(feed, (1, 1)))
    await client.xadd(feed.stream, {"body": ninjs(1, version=2)})
    [(_, [(entry_id, fields)])] = await client.xreadgroup(GROUP, "own", {feed.stream: ">"})
    async with _row_locked(pool, "urn:sample:1"):
        await line.run([Entry(feed, entry_id.decode(), fields)])
    await reclaim.spare(feed, [entry_id.decode()])
    await reclaim.forgotten(feed)
    assert line.is_held_up
    await client.xclaim(feed.stream, GROUP, "another", 0, [entry_id])
    await reclaim.forgotten(feed)
    assert not line.is_held_up


async def test_what_is_aside_is_tried_again_and_never_counts_as_poison(
    client: Client, pool: asyncpg.Pool, hurried: asyncpg.Pool, rules: Rules, feed: Feed
) -> None:
    line = Line(hurried, rules)
    reclaim = Reclaim(client, line, "own", 0.0, attempts_max=2)
    await ensure_group(client, feed)
    await line.run(_versions(feed, (1, 1)))
    await client.xadd(feed.stream, {"body": ninjs(1, version=2)})
    await client.xreadgroup(GROUP, "own", {feed.stream: ">"})
    async with _row_locked(pool, "urn:sample:1"):
        for _ in range(4):
            assert await reclaim.forgotten(feed) == 0
    assert await reclaim.forgotten(feed) == 1
    assert (await client.xpending(feed.stream, GROUP))["pending"] == 0
    assert await pool.fetchval("SELECT count(*) FROM story_version") == 2
    assert await pool.fetchval("SELECT count(*) FROM dead_letter") == 0


async def test_a_locked_table_is_waited_for_and_nothing_is_saved_twice(
    postgres_url: SecretStr, pool: asyncpg.Pool, rules: Rules, feed: Feed
) -> None:
    hurried = await connect_postgres(postgres_url, by_index=True, patience=1)
    line = Line(hurried, rules)
    entries = [Entry(feed, f"1700000000000-{n}", {b"body": ninjs(n)}) for n in range(5)]
    async with pool.acquire() as holder, holder.transaction():
        await holder.execute("LOCK TABLE story_version IN ACCESS EXCLUSIVE MODE")
        saving = asyncio.create_task(line.run(entries))
        await asyncio.sleep(3.5)
        assert not saving.done()
        waiting = (
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        assert await holder.fetchval(waiting) <= 1  # those given up are cancelled on the server too
    saved = await asyncio.wait_for(saving, 15)
    saved += await line.run([entry for entry in entries if entry in line.aside])
    assert [one.fate for one in saved] == ["announced"] * 5
    found = await pool.fetchrow("SELECT (SELECT count(*) FROM story_version), (SELECT count(*) FROM outbox)")
    assert found is not None
    assert tuple(found) == (5, 5)
    await hurried.close()


@pytest.mark.long
@pytest.mark.parametrize("harm", ["half_open", "stall"])
async def test_a_connection_over_a_dead_link_is_let_go_of(
    postgres_url: SecretStr, servers: Servers, client: Client, harm: str
) -> None:
    """A command over it takes its patience and a few seconds, in a transaction too, and the pool is as good as new."""
    with Proxy(_port(servers.postgres)) as proxy:
        pool = await connect_postgres(_through(postgres_url, proxy), patience=1)
        getattr(proxy, harm)()
        begun = time.monotonic()
        with pytest.raises(Unavailable), postgres_errors():
            async with lent(pool) as connection, transaction(connection):
                await connection.execute("SELECT 1")
        assert time.monotonic() - begun < 8
        assert await unreachable(pool, client) == ["postgres"]
        assert time.monotonic() - begun < 16
        proxy.heal()
        async with lent(pool) as connection:
            assert await connection.fetchval("SELECT 1") == 1
        await pool.close()


_OF_THE_SERVER = {
    "08006": "connection failure",
    "25006": "read-only",
    "25P03": "idle in transaction for too long",
    "42P01": "not migrated",
    "53100": "disk full",
    "53300": "too many connections",
    "28000": "no such user now",
    "55000": "closed to connections",
    "57P01": "admin shutdown",
    "57P02": "crash shutdown",
    "57P03": "cannot connect now",
}
_OF_THE_WORK = {
    "40001": "serialization",
    "40P01": "deadlock",
    "53200": "out of memory",
    "55P03": "lock not available",
    "57014": "canceled",
    "58030": "I/O error",
    "P0001": "a trigger's no",
    "XX001": "data corrupted",
}
_OF_THE_VALUES = {"22001": "too long", "22021": "not in the encoding", "23514": "check", "54000": "program limit"}


@pytest.mark.parametrize("state", [*_OF_THE_SERVER, *_OF_THE_WORK, *_OF_THE_VALUES])
async def test_whose_fault_an_error_is(pool: asyncpg.Pool, state: str) -> None:
    """Raised by a real server, so that asyncpg makes of it what it makes of the true one."""
    expected = Unsaveable if state in _OF_THE_VALUES else Busy if state in _OF_THE_WORK else Unavailable
    with pytest.raises(expected) as caught, postgres_errors():
        await pool.execute(f"DO $$ BEGIN RAISE EXCEPTION 'as if' USING ERRCODE = '{state}'; END $$")
    assert caught.type is expected
    assert state in str(caught.value)


async def test_a_read_only_store_is_waited_for(pool: asyncpg.Pool) -> None:
    with pytest.raises(Unavailable, match="25006"), postgres_errors():
        async with lent(pool) as connection, connection.transaction(readonly=True):
            await connection.execute("INSERT INTO story (provider, story_id) VALUES ('a', 'b')")
