"""Is the line as quick when millions of versions are stored?  `make growth`, some fifteen minutes, on loopback.

One PostgreSQL has two stores: an empty one, and one with generated rows.  The same backlog goes through the line on
each, by turns, and once more on the large one while a hundred thousand old sketches are forgotten beside it.
"""

import argparse
import asyncio
import contextlib
import datetime as dt
import json
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import redis
from pydantic import SecretStr

from services.desk.doctor import examine
from services.ingest.store import sql
from services.migrations import newest
from services.runtime.feeds import read_feeds
from services.runtime.redis import READY_STREAM, Client, connect_redis
from tests.bench.copy import stories
from tests.bench.ground import Course, Ground
from tests.bench.grown import FIRST_MS, KEPT, add_old_sketches, load
from tests.bench.machine import machine
from tests.conftest import ROOT
from tests.line import patient

_BACKLOG, _ROUNDS = 2000, 5
_CHUNK = 5000
_OLD, _WITHIN, _SLICE = dt.timedelta(days=10), dt.timedelta(days=3), 5000
"""As services/ingest/store/twins.py forgets."""

_TIMES = 20
_RECORD = ROOT / "docs" / "performance" / "growth.json"

Found = dict[str, list[float]]
"""Stories a second of each round: `empty`, `grown`, `forgetting`; milliseconds: `doctor`, `lag`."""


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--versions", type=int, default=5_000_000)
    asked.add_argument("--rounds", type=int, default=_ROUNDS)
    asked.add_argument("--out", type=Path, default=_RECORD)
    given = asked.parse_args()
    ground = Ground()
    facts: dict[str, Any] = {"machine": machine(), "versions": given.versions}
    try:
        ground.wait()
        found = _measure(ground, given.versions, given.rounds)
    finally:
        ground.stop()
    given.out.write_text(json.dumps(facts | found, indent=1) + "\n")
    print(json.dumps(found, indent=1))
    return 0


def _measure(ground: Ground, versions: int, rounds: int) -> dict[str, object]:
    begun = time.perf_counter()
    grown = ground.database()
    asyncio.run(load(grown, versions))
    print(f"{versions} versions loaded in {time.perf_counter() - begun:.0f} s", flush=True)
    found: Found = defaultdict(list)
    for number in range(rounds):
        first = 2 * number * _BACKLOG
        with ground.course() as course:
            found["empty"].append(_rate(course, first))
        with ground.course(grown) as course:
            _fill_ready(course, versions)
            found["grown"].append(_rate(course, first))
            for what, figures in asyncio.run(_asked(course)).items():
                found[what] += figures
        with ground.course(grown) as course:
            _fill_ready(course, versions)
            asyncio.run(add_old_sketches(grown, _OLD))
            with _forgetting(grown):
                found["forgetting"].append(_rate(course, first + _BACKLOG))
        print(", ".join(f"{what} {figures[-1]:.0f}" for what, figures in found.items()), flush=True)
    return {what: [round(figure, 1) for figure in figures] for what, figures in found.items()}


def _rate(course: Course, first: int) -> float:
    """Stories a second of a backlog, from its first event to its last."""
    with course.client() as client:
        before = int(client.xlen(READY_STREAM))
        pipe = client.pipeline(transaction=False)
        for story in stories(11, _BACKLOG, first):
            pipe.xadd(f"wire:{story.feed}", {"body": story.body})
        pipe.execute()
        course.line.start("publish", WIRE_READY_KEEP="200000")
        course.line.ready("publish")
        course.line.start("ingest")
        patient(lambda: client.xlen(READY_STREAM) > before, 60, "begun")
        begun, done = time.perf_counter(), int(client.xlen(READY_STREAM))
        patient(lambda: client.xlen(READY_STREAM) >= before + _BACKLOG, 300, "all announced")
        return (before + _BACKLOG - done) / (time.perf_counter() - begun)


async def _asked(course: Course) -> Found:
    """Milliseconds of `wire doctor`, from its first question to its last finding, and of the lag of a feed alone."""
    client: Client = connect_redis(SecretStr(course.redis_url))
    pool = await asyncpg.create_pool(course.postgres_url, min_size=1, max_size=1)
    feeds = list(read_feeds(ROOT / "config" / "feeds.toml").values())
    found: Found = {"doctor": [], "lag": []}
    for _ in range(_TIMES):
        begun = time.perf_counter()
        async for finding in examine(client, pool, feeds, newest(), KEPT):
            assert finding.well is not False, f"{finding.what}: {finding.detail}"
        found["doctor"].append((time.perf_counter() - begun) * 1000)
        begun = time.perf_counter()
        for feed in feeds[:2]:
            await client.xinfo_groups(feed.stream)
        found["lag"].append((time.perf_counter() - begun) * 1000)
    await client.aclose()
    await pool.close()
    return found


@contextlib.contextmanager
def _forgetting(url: str) -> Iterator[None]:
    """The job of the line, again and again until the end.  Raises AssertionError if it found nothing to do."""
    ended, forgotten = threading.Event(), list[int]()

    def work() -> None:
        asyncio.run(_forget(url, ended.is_set, forgotten))

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(60)
    assert sum(forgotten) >= _SLICE, "nothing was forgotten"


async def _forget(url: str, is_over: Callable[[], bool], forgotten: list[int]) -> None:
    connection = await asyncpg.connect(url)
    while not is_over():
        forgotten.append(await connection.fetchval(sql.FORGET_SKETCHES, _WITHIN, _SLICE))
        if forgotten[-1] < _SLICE:
            await asyncio.sleep(0.1)
    await connection.close()


def _fill_ready(course: Course, versions: int) -> None:
    """The newest events, as the relay of the grown store left them."""
    with redis.Redis.from_url(course.redis_url) as client:
        for begin in range(versions - KEPT, versions, _CHUNK):
            pipe = client.pipeline(transaction=False)
            for n in range(begin, min(begin + _CHUNK, versions)):
                pipe.xadd(READY_STREAM, {"event": b"{}"}, id=f"{FIRST_MS + n}-0")
            pipe.execute()
        for ms, n in asyncio.run(_highest(course.postgres_url)):
            client.xadd(READY_STREAM, {"event": b"{}"}, id=f"{ms}-{n}")


async def _highest(url: str) -> list[tuple[int, int]]:
    """What earlier rounds announced."""
    connection = await asyncpg.connect(url)
    rows = await connection.fetch(
        "SELECT stream_ms, stream_n FROM outbox WHERE stream_ms > $1 ORDER BY 1, 2", FIRST_MS + 20_000_000_000
    )
    await connection.close()
    return [(row["stream_ms"], row["stream_n"]) for row in rows]


if __name__ == "__main__":
    sys.exit(main())
