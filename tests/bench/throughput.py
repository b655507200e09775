"""How many stories a second?  A backlog that is there before the contestant is, from its first event to its last."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from services.runtime.redis import READY_STREAM, Client
from tests.bench.contestants import Contestant, Numbered, Push
from tests.bench.copy import stories
from tests.bench.ground import Course, settle
from tests.bench.usage import cpu_seconds, peak_memory

SEED = 8

_LOOK = 0.005
_PATIENCE = 120.0
_AT_ONCE = 500

_made: list[Numbered] = []


class Wrong(Exception):  # noqa: N818  read as a sentence where it is printed
    """A contestant lost or doubled a story: its figures would mean nothing."""


@dataclass(frozen=True, slots=True)
class _Moment:
    at: float
    events: int
    cpu: float
    servers: float


def throughput(contestant: Contestant, course: Course, count: int) -> dict[str, float]:
    """Stories a second, CPU seconds a thousand stories of the contestant and of both servers, peak MB of a process.

    Raises Wrong if not each story was saved once and announced once.
    """
    with course.client() as client:
        names = push_all(contestant.opened(course.redis_url), count)
        settle(client)
        contestant.start(course)
        first = _when(client, course, 1)
        last = _when(client, course, count)
        memory = peak_memory(course.children)
        _check(contestant, course, client, names)
    done, seconds = last.events - first.events, last.at - first.at
    if not done:
        raise Wrong(f"{contestant.name}: {count} stories came out at once, too few to tell a rate")
    return {
        "stories": count,
        "stories_per_second": done / seconds,
        "cpu_seconds_per_1000": (last.cpu - first.cpu) / done * 1000,
        "servers_cpu_seconds_per_1000": (last.servers - first.servers) / done * 1000,
        "peak_mb": memory / 1e6,
    }


def push_all(push: Push, count: int) -> list[str]:
    """The first stories, which are made once."""
    if len(_made) < count:
        _made[:] = enumerate(stories(SEED, count))
    names: list[str] = []
    for begin in range(0, count, _AT_ONCE):
        names += push(_made[begin : min(begin + _AT_ONCE, count)])
    return names


def _when(client: Client, course: Course, count: int) -> _Moment:
    """Looks at the length of the stream only: to read the events is a subscriber's work."""
    deadline = time.monotonic() + _PATIENCE
    while (events := client.xlen(READY_STREAM)) < count:
        course.check()
        if time.monotonic() > deadline:
            raise Wrong(f"{events} of {count} events after {_PATIENCE:g} s")
        time.sleep(_LOOK)
    return _Moment(time.perf_counter(), events, cpu_seconds(course.children), cpu_seconds(course.servers))


def _check(contestant: Contestant, course: Course, client: Client, names: list[str]) -> None:
    [found] = course.fetch(contestant.counts)
    if set(found.values()) != {len(names)}:
        raise Wrong(f"{contestant.name}: of {len(names)} stories the store has {dict(found)}")
    announced = Counter(contestant.event_name(fields) for fields in _events(client))
    if announced != Counter(names):
        missing, more = Counter(names) - announced, announced - Counter(names)
        raise Wrong(f"{contestant.name}: {missing.total()} events missing, {more.total()} too many")


def _events(client: Client) -> Iterator[dict[bytes, bytes]]:
    last = "-"
    while page := client.xrange(READY_STREAM, last, count=_AT_ONCE):
        for entry_id, fields in page:
            yield fields
            last = f"({entry_id.decode()}"
