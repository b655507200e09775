"""kill -9 at the moments that matter: nothing lost, nothing twice in the stream."""

import asyncio
import contextlib
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import asyncpg
import psutil
import pytest
from pydantic import SecretStr

from services.runtime.child import Child
from services.runtime.embedded import EmbeddedRedis, free_port
from services.runtime.redis import Client
from tests.articles import ninjs
from tests.faults.poisoned import MARK
from tests.line import Line, events, patient


async def _agree(line: Line, pool: asyncpg.Pool, accepted: int) -> None:
    """saved = announced = accepted, and nothing twice."""
    patient(lambda: line.pending() == 0, 60, "all acknowledged")
    patient(lambda: len(events(line.client())) >= accepted, 60, "all announced")
    time.sleep(0.3)  # one too many would come now
    sent = Counter(str(event["id"]) for event in events(line.client()))
    saved = await pool.fetchval("SELECT count(*) FROM story_version")
    assert (saved, sent.total(), len(sent)) == (accepted, accepted, accepted)
    assert await pool.fetchval("SELECT count(*) FROM dead_letter") == 0


@pytest.mark.parametrize("moment", ["ingest.in_transaction", "ingest.after_commit", "ingest.before_ack"])
async def test_ingest_dies(line: Line, client: Client, pool: asyncpg.Pool, moment: str) -> None:
    line.start("publish")
    once = str(line.folder / "died")
    child = line.start("ingest", WIRE_CHECKPOINT=moment, WIRE_CHECKPOINT_FILE=once)
    line.ready("ingest")
    # Two versions of each story, so that both ways of saving are gone through.
    for n in range(200):
        await client.xadd("wire:jiji", {"body": ninjs(n // 2, version=n % 2 + 1)})
    patient(lambda: child.ended() is not None, 10, "the worker dies")
    # Its successor has another name, so it is not told what the dead one had in hand: it has to find out.
    line.start("ingest", "ingest-2", WIRE_CHECKPOINT=moment, WIRE_CHECKPOINT_FILE=once)
    await _agree(line, pool, 200)
    duplicates = [entry for entry in line.log("ingest-2") if entry.get("event_type") == "story.duplicate"]
    # What was saved and not acknowledged came again, and was known.
    assert duplicates or moment == "ingest.in_transaction"


@pytest.mark.parametrize("moment", ["publish.before_send", "publish.after_send"])
async def test_the_relay_dies(line: Line, client: Client, pool: asyncpg.Pool, moment: str) -> None:
    once = str(line.folder / "died")
    line.start("ingest")
    child = line.start("publish", WIRE_CHECKPOINT=moment, WIRE_CHECKPOINT_FILE=once)
    line.ready("publish")
    for n in range(200):
        await client.xadd("wire:jiji", {"body": ninjs(n)})
    patient(lambda: child.ended() is not None, 10, "the relay dies")
    line.start("publish", "publish-2", WIRE_CHECKPOINT=moment, WIRE_CHECKPOINT_FILE=once)
    await _agree(line, pool, 200)


def _ended_or_done(child: Child, line: Line) -> bool:
    return child.ended() is not None or line.pending() == 0


async def test_poison_is_parked_and_its_neighbours_pass(line: Line, client: Client, pool: asyncpg.Pool) -> None:
    """An entry that kills every worker: the rest goes on, and the entry ends in the dead letters with its bytes."""
    line.start("publish")
    bodies = [ninjs(n) for n in range(20)]
    bodies[11] = ninjs(11, headline=MARK.decode())
    await client.xgroup_create("wire:jiji", "ingest", id="0", mkstream=True)
    for body in bodies:
        await client.xadd("wire:jiji", {"body": body})
    for attempt in range(12):
        child = line.start("ingest", module="tests.faults.poisoned", WIRE_ATTEMPTS_MAX="3")
        patient(partial(_ended_or_done, child, line), 20, f"attempt {attempt}")
        if line.pending() == 0:
            break
    assert await pool.fetchval("SELECT count(*) FROM story_version") == 19
    letter = await pool.fetchrow("SELECT reason, body FROM dead_letter")
    assert letter is not None
    assert tuple(letter) == ("poison", bodies[11])


async def test_five_thousand_through_two_kills_of_each(line: Line, client: Client, pool: asyncpg.Pool) -> None:
    line.up()
    chance = random.Random(7)  # noqa: S311  a seed, so that a failure can be run again
    kills = {1000: "ingest", 2000: "publish", 3000: "ingest", 4000: "publish"}
    for n in range(5000):
        await client.xadd("wire:jiji", {"body": ninjs(n)})
        if n in kills:
            time.sleep(chance.uniform(0, 0.05))
            line.kill(kills[n])
            line.start(kills[n])
    await _agree(line, pool, 5000)


@contextlib.asynccontextmanager
async def _store_away(line: Line, pool: asyncpg.Pool) -> AsyncIterator[None]:
    """Every connection to the line's database cut, and none let in until the end."""
    name = await pool.fetchval("SELECT current_database()")
    admin = await asyncpg.connect(line.postgres_url.get_secret_value().rsplit("/", 1)[0] + "/postgres")
    await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    await admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
    try:
        yield
    finally:
        await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        await admin.close()


async def test_a_store_that_goes_and_comes_back(line: Line, client: Client, pool: asyncpg.Pool) -> None:
    """Readiness turns red and back, and nothing is lost."""
    line.up()
    async with _store_away(line, pool):
        for n in range(50):
            await client.xadd("wire:jiji", {"body": ninjs(n)})
        patient(lambda: not line.is_ready("ingest") and not line.is_ready("publish"), 15, "red")
    patient(lambda: line.is_ready("ingest") and line.is_ready("publish"), 15, "green")
    await _agree(line, pool, 50)


async def test_an_outage_makes_no_story_poison(line: Line, client: Client, pool: asyncpg.Pool) -> None:
    """Stories in hand while the store is away grow idle, but no worker was killed by them: none may be parked."""
    line.start("publish")
    for name in ("ingest", "ingest-2", "ingest-3"):
        line.start("ingest", name, WIRE_ATTEMPTS_MAX="2", WIRE_RECLAIM_IDLE="1")
    for name in ("ingest", "ingest-2", "ingest-3"):
        line.ready(name)
    async with _store_away(line, pool):
        for n in range(50):
            await client.xadd("wire:jiji", {"body": ninjs(n)})
        await asyncio.sleep(8)  # eight times as long as a silent worker is waited for
    await _agree(line, pool, 50)


async def test_sigterm_while_the_store_is_away_ends_and_keeps_all(
    line: Line, client: Client, pool: asyncpg.Pool
) -> None:
    """A worker that can't save gives up its batch after the drain, calls no group lost, and its successor has all."""
    line.up()
    async with _store_away(line, pool):
        for n in range(50):
            await client.xadd("wire:jiji", {"body": ninjs(n)})
        patient(lambda: not line.is_ready("ingest"), 15, "red")
        line.children["ingest"].stop()
        assert line.children["ingest"].wait(20) is not None
        assert [entry for entry in line.log("ingest") if entry.get("event_type") == "group.lost"] == []
    line.start("ingest")
    await _agree(line, pool, 50)


def test_a_redis_that_dies_and_comes_back(postgres_url: SecretStr, tmp_path: Path) -> None:
    server = EmbeddedRedis(tmp_path / "redis", free_port())
    line = Line(SecretStr(server.url), postgres_url, tmp_path)
    try:
        server.wait()
        _die_and_come_back(line, server)
    finally:
        line.stop()
        server.child.stop()


def _die_and_come_back(line: Line, server: EmbeddedRedis) -> None:
    line.up()
    with line.client() as client:
        for n in range(50):
            client.xadd("wire:jiji", {"body": ninjs(n)})
        patient(lambda: len(events(client)) == 50, 10, "before")
    [process] = psutil.Process(server.child.pid).children()
    process.kill()
    patient(lambda: not line.is_ready("ingest") and not line.is_ready("publish"), 15, "red")
    server.launch()
    server.wait()
    with line.client() as client:
        for n in range(50, 100):
            client.xadd("wire:jiji", {"body": ninjs(n)})
        patient(lambda: len({e["id"] for e in events(client)}) == 100, 30, "after")
        assert len(events(client)) == 100
