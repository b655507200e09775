"""How quick is the line on this machine?  `make bench`: latency of single stories, then a backlog's throughput.

Its own servers and services on loopback; it stops by itself.
"""

import json
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from pydantic import SecretStr

from services.migrations import migrate
from services.runtime.embedded import EmbeddedPostgres, EmbeddedRedis, free_port
from services.runtime.redis import READY_STREAM, Client
from tests.articles import ninjs
from tests.line import Line, events, patient

SINGLE, BACKLOG = 200, 5000


def main() -> int:
    folder = Path(tempfile.mkdtemp(prefix="wire-bench-"))
    folder.chmod(0o755)
    stream = EmbeddedRedis(folder / "redis", free_port())
    store = EmbeddedPostgres(folder / "postgres", free_port())
    line = None
    try:
        stream.wait()
        store.wait()
        migrate(SecretStr(store.url))
        line = Line(SecretStr(stream.url), SecretStr(store.url), folder).up()
        figures = {"machine": _machine(), "latency_ms": _latency(line), "throughput": _throughput(line)}
        print(json.dumps(figures, indent=2))
    finally:
        if line:
            line.stop()
        for server in (stream, store):
            server.child.stop()
            server.child.wait(20)
    return 0


def _machine() -> dict[str, object]:
    return {"python": platform.python_version(), "processor": platform.machine(), "cores": os.cpu_count()}


def _latency(line: Line) -> dict[str, float]:
    """Milliseconds from before XADD to when a subscriber that blocks in XREAD has the event."""
    took = []
    with line.client() as client:
        for number in range(SINGLE + 20):
            seconds = _one(client, number)
            if number >= 20:  # the first ones warm caches and prepared statements
                took.append(seconds * 1000)
            time.sleep(0.01)
    cuts = statistics.quantiles(took, n=100)
    return {"n": SINGLE, "p50": round(cuts[49], 2), "p99": round(cuts[98], 2), "max": round(max(took), 2)}


def _one(client: Client, number: int) -> float:
    newest = client.xrevrange(READY_STREAM, count=1)
    last = newest[0][0] if newest else "0"
    begun = time.perf_counter()
    client.xadd("wire:jiji", {"body": ninjs(number)})
    while not client.xread({READY_STREAM: last}, block=5000):
        pass
    return time.perf_counter() - begun


def _throughput(line: Line) -> dict[str, float]:
    """Stories a second for a backlog that was there before the services, from their start of work to the last event."""
    line.children["ingest"].stop()
    line.children["ingest"].wait(15)
    with line.client() as client:
        before = len(events(client))
        pipe = client.pipeline(transaction=False)
        for number in range(BACKLOG):
            pipe.xadd("wire:jiji", {"body": ninjs(100_000 + number, body_text=_text(number))})
        pipe.execute()
        line.start("ingest")
        patient(lambda: client.xlen(READY_STREAM) > before, 30, "begun")
        begun, first = time.perf_counter(), client.xlen(READY_STREAM)
        patient(lambda: client.xlen(READY_STREAM) >= before + BACKLOG, 120, "done")
        rate = (before + BACKLOG - first) / (time.perf_counter() - begun)
    return {"n": BACKLOG, "stories_per_second": round(rate)}


_WORDS = [
    "council", "bridge", "harbour", "voted", "ferry", "minister", "budget", "school", "storm", "index", "yen",
    "market", "coach", "match", "doctor", "clinic", "rice", "fishing", "border", "treaty", "engine", "factory",
    "union", "strike", "river", "road", "airport", "museum", "novel", "film", "court", "judge", "police", "fire",
]  # fmt: skip


def _text(number: int) -> str:
    """Two kilobytes that share no more with others than stories do: no desk gets one text five thousand times."""
    chance = random.Random(number)  # noqa: S311  copy, no secret
    return " ".join(f"The {' '.join(chance.choices(_WORDS, k=11))} on Friday." for _ in range(22))


if __name__ == "__main__":
    sys.exit(main())
