"""Does a worker's memory stay flat over a million stories?  `make memory`, three quarters of an hour or more.

One ingest and one publish, kept behind by a backlog of a batch or two, so that the line is never at rest.  Stories of
`copy`, none twice.  Ends with 1 if memory grew or the store has not each story once; Ctrl-C ends it earlier, with what
there is by then.
"""

import argparse
import json
import signal
import statistics
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from threading import Event

import psutil

from services.runtime.redis import GROUP, READY_STREAM, Client
from tests.bench.contestants import LINE
from tests.bench.copy import Story, stories
from tests.bench.ground import Course, Ground, settle
from tests.bench.throughput import SEED
from tests.conftest import ROOT
from tests.line import patient

FLAT = 1.10
"""Times what they held in the second tenth that a service may hold in the last."""

_SERVICES = ("ingest", "publish")
_AHEAD, _AT_ONCE = 3000, 500
_REWRITE_EVERY = 50_000
_RECORD = ROOT / "docs" / "performance" / "memory.json"

Curve = dict[str, list[float]]
"""MiB resident, of each service, medians of ten equal parts of the run."""


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--stories", type=int, default=1_000_000)
    asked.add_argument("--out", type=Path, default=_RECORD)
    given = asked.parse_args()
    ground = Ground()
    try:
        ground.wait()
        with ground.course() as course:
            found = _run(course, given.stories)
    finally:
        ground.stop()
    given.out.write_text(json.dumps(found, indent=1) + "\n")
    print(json.dumps(found, indent=1))
    return 0 if found["flat"] and found["whole"] else 1


def _run(course: Course, count: int) -> dict[str, object]:
    LINE.start(course)
    for service in _SERVICES:
        course.line.ready(service)
    samples: dict[str, list[float]] = {name: [] for name in _SERVICES}
    begun = time.monotonic()
    pushed, ended = 0, Event()
    signal.signal(signal.SIGINT, lambda *_: ended.set())
    with course.client() as client:
        for pushed in _push(client, stories(SEED, count)):
            course.check()
            for name, held in samples.items():
                held.append(psutil.Process(course.line.pid(name)).memory_info().rss / 2**20)
            if pushed % _REWRITE_EVERY == 0:
                settle(client)
                print(f"{pushed} pushed, {time.monotonic() - begun:.0f} s, {_told(samples)}", flush=True)
            if ended.is_set():
                break
        patient(lambda: client.xinfo_stream(READY_STREAM)["entries-added"] >= pushed, 120, "all announced")
    seconds = time.monotonic() - begun
    [rows] = course.fetch(LINE.counts)
    curves = {name: _tenths(held) for name, held in samples.items()}
    return {
        "stories": pushed,
        "seconds": round(seconds),
        "mib": curves,
        "flat": all(tenths[-1] <= FLAT * tenths[1] for tenths in curves.values()),
        "whole": set(rows.values()) == {pushed},
    }


def _push(client: Client, copy: Iterator[Story]) -> Iterator[int]:
    """How many are in the stream, after each push; waits while enough is unread."""
    done = 0
    while some := list(islice(copy, _AT_ONCE)):
        while _unread(client) > _AHEAD:
            time.sleep(0.05)
        pipe = client.pipeline(transaction=True)
        for story in some:
            pipe.xadd(f"wire:{story.feed}", {"body": story.body})
        pipe.execute()
        done += len(some)
        yield done


def _unread(client: Client) -> int:
    groups = [group for feed in ("jiji", "jiji-ja") for group in client.xinfo_groups(f"wire:{feed}")]
    return sum(group["lag"] or 0 for group in groups if group["name"] == GROUP.encode())


def _tenths(held: list[float]) -> list[float]:
    if len(held) < 10:
        raise SystemExit(f"{len(held)} samples are no curve: it takes {10 * _AT_ONCE} stories")
    parts = [held[len(held) * n // 10 : len(held) * (n + 1) // 10] for n in range(10)]
    return [round(statistics.median(part), 1) for part in parts]


def _told(samples: dict[str, list[float]]) -> str:
    return ", ".join(f"{name} {held[-1]:.1f} MiB" for name, held in samples.items())


if __name__ == "__main__":
    sys.exit(main())
