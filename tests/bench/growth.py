"""Is the line as quick when millions of versions are stored?  `make growth`, some fifteen minutes, on loopback.

One PostgreSQL has two stores: an empty one, and one with generated rows loaded by COPY.  The same backlog goes through
the line on each, by turns.
"""

import argparse
import asyncio
import hashlib
import json
import statistics
import sys
import time
from collections.abc import AsyncIterator, Callable

import asyncpg
import redis
from pydantic import SecretStr

from services.desk.doctor import examine
from services.migrations import newest
from services.runtime.feeds import read_feeds
from services.runtime.redis import READY_STREAM, Client, connect_redis
from tests.bench.copy import stories
from tests.bench.ground import Course, Ground
from tests.conftest import ROOT
from tests.line import patient

_KEPT = 100_000
"""Events that articles:ready has, and sketches of the last days."""

_BACKLOG, _ROUNDS = 2000, 5
_FIRST_MS = 1_700_000_000_000
_AT = "2025-11-20 12:00:00+00"
_CHUNK = 5000

Lines = Callable[[int], str]


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--versions", type=int, default=5_000_000)
    asked.add_argument("--rounds", type=int, default=_ROUNDS)
    given = asked.parse_args()
    ground = Ground()
    try:
        ground.wait()
        figures = _measure(ground, given.versions, given.rounds)
    finally:
        ground.stop()
    print(json.dumps(figures, indent=2))
    return 0


def _measure(ground: Ground, versions: int, rounds: int) -> dict[str, object]:
    begun = time.perf_counter()
    grown = ground.database()
    asyncio.run(_load(grown, versions))
    print(f"{versions} versions loaded in {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    empty_rates, grown_rates = list[float](), list[float]()
    for number in range(rounds):
        with ground.course() as course:
            empty_rates.append(_rate(course, first=number * _BACKLOG))
        with ground.course(grown) as course:
            _fill_ready(course, versions)
            grown_rates.append(_rate(course, first=number * _BACKLOG))
            doctor = asyncio.run(_doctor(course))
        print(f"empty {empty_rates[-1]:.0f}, grown {grown_rates[-1]:.0f} stories/s", file=sys.stderr)
    ratios = [big / small for big, small in zip(grown_rates, empty_rates, strict=True)]
    return {
        "versions": versions,
        "empty_stories_per_second": round(statistics.median(empty_rates)),
        "grown_stories_per_second": round(statistics.median(grown_rates)),
        "ratio": round(statistics.median(ratios), 3),
        "ratios": [round(one, 3) for one in ratios],
        "doctor_ms": doctor,
    }


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


async def _doctor(course: Course) -> dict[str, float]:
    """Milliseconds of `wire doctor` from its first question to its last finding, medians of twenty."""
    client: Client = connect_redis(SecretStr(course.redis_url))
    pool = await asyncpg.create_pool(course.postgres_url, min_size=1, max_size=1)
    feeds = list(read_feeds(ROOT / "config" / "feeds.toml").values())
    took, slowest = [], dict[str, float]()
    for _ in range(20):
        begun = last = time.perf_counter()
        async for finding in examine(client, pool, feeds, newest(), _KEPT):
            now = time.perf_counter()
            slowest[finding.what] = max(slowest.get(finding.what, 0.0), (now - last) * 1000)
            last = now
        took.append((time.perf_counter() - begun) * 1000)
    await client.aclose()
    await pool.close()
    worst = max(slowest, key=slowest.__getitem__)
    return {"whole": round(statistics.median(took), 1), "max": round(max(took), 1), worst: round(slowest[worst], 1)}


def _fill_ready(course: Course, versions: int) -> None:
    """The newest events, as the relay of the grown store left them."""
    with redis.Redis.from_url(course.redis_url) as client:
        highest = asyncio.run(_highest(course.postgres_url))
        for begin in range(versions - _KEPT, versions, _CHUNK):
            pipe = client.pipeline(transaction=False)
            for n in range(begin, min(begin + _CHUNK, versions)):
                pipe.xadd(READY_STREAM, {"event": b"{}"}, id=f"{_FIRST_MS + n}-0")
            pipe.execute()
        for ms, n in highest:
            client.xadd(READY_STREAM, {"event": b"{}"}, id=f"{ms}-{n}")


async def _highest(url: str) -> list[tuple[int, int]]:
    """What earlier rounds announced."""
    connection = await asyncpg.connect(url)
    rows = await connection.fetch(
        "SELECT stream_ms, stream_n FROM outbox WHERE stream_ms > $1 ORDER BY 1, 2", _FIRST_MS * 1.02
    )
    await connection.close()
    return [(row["stream_ms"], row["stream_n"]) for row in rows]


# --- the rows ---


async def _load(url: str, versions: int) -> None:
    connection = await asyncpg.connect(url, command_timeout=3600)
    await connection.execute("SET session_replication_role = replica")  # each row's copy is loaded with it
    for table, (columns, line) in _TABLES.items():
        names = columns.split()
        await connection.copy_to_table(table, source=_text(line, versions), columns=names, format="text")
    for table, (columns, line) in _RECENT.items():
        await connection.copy_to_table(table, source=_text(line, _KEPT), columns=columns.split(), format="text")
    await connection.execute("UPDATE relay SET sent_ms = $1, sent_n = 0", _FIRST_MS + versions - 1)
    await connection.execute("VACUUM ANALYZE")
    await connection.execute("CHECKPOINT")
    await connection.close()


async def _text(line: Lines, count: int) -> AsyncIterator[bytes]:
    for begin in range(0, count, _CHUNK):
        yield "".join(map(line, range(begin, min(begin + _CHUNK, count)))).encode()


def _id(n: int) -> str:
    """In no order: agencies' ids are none of ours."""
    return f"urn:grown:{n * 2654435761 % 2**32:08x}:{n}"


def _sha(n: int) -> str:
    return "\\\\x" + hashlib.sha256(n.to_bytes(8, "big")).hexdigest()


def _story(n: int) -> str:
    return f"jiji\t{_id(n)}\t1\t{_AT}\tHarbour Bridge {n} to Reopen in Spring\t{_AT}\n"


def _copy(n: int) -> str:
    return f"jiji\t{_FIRST_MS + n}-0\t\\\\x{_BODY.hex()}\t{_sha(n)}\t{{}}\t{_AT}\t{_AT}\n"


def _version(n: int) -> str:
    article = _ARTICLE.replace("@id@", _id(n)).replace("@n@", str(n))
    return f"jiji\t{_id(n)}\t1\tannounced\t{_sha(n)}\t{_sha(n)}\tjiji\t{_FIRST_MS + n}-0\t0\t{_AT}\t{article}\n"


def _outbox(n: int) -> str:
    return f"jiji\t{_id(n)}\t1\tnewswire.article.ready.v1\tjiji\tf\t{_AT}\t{_FIRST_MS + n}\t0\n"


def _sketch(n: int) -> str:
    return f"jiji\t{_id(n)}\t1\tjiji\t\\\\x02{'00' * 576}\n"


def _bands(n: int) -> str:
    return "".join(f"{(n * 11 + band) * 0x9E3779B97F4A7C15 % 2**63}\t{n + 1}\n" for band in range(11))


_BODY = b'{"uri": "urn:grown", "headline": "Harbour Bridge to Reopen in Spring", "body_text": "' + b"It opens. " * 20
_ARTICLE = json.dumps(
    {"provider": "jiji", "story_id": "@id@", "version": 1, "headline": "Harbour Bridge @n@ to Reopen in Spring",
     "body": {"text": "The bridge opens again. " * 10, "html": "<p>The bridge opens again.</p>"}}
)  # fmt: skip
_TABLES: dict[str, tuple[str, Lines]] = {
    "story": ("provider story_id version updated_at headline seen_at", _story),
    "wire_copy": ("feed entry_id body sha256 fields received_at saved_at", _copy),
    "story_version": (
        "provider story_id version fate copy_sha256 content_sha256 feed entry_id item saved_at article", _version
    ),
    "outbox": ("provider story_id version type feed urgent created_at stream_ms stream_n", _outbox),
}  # fmt: skip
_RECENT: dict[str, tuple[str, Lines]] = {
    "story_sketch": ("provider story_id version feed signature", _sketch),
    "story_band": ("band seq", _bands),
}


if __name__ == "__main__":
    sys.exit(main())
