"""How long from XADD to the event, as a subscriber sees it that blocks in XREAD?  At a steady rate, and for a flash."""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from services.runtime.redis import READY_STREAM
from tests.bench.backlog import push_backlog
from tests.bench.contestants import Contestant
from tests.bench.copy import flashes, stories
from tests.bench.crowd import Due, Sender, Subscriber, sender
from tests.bench.ground import Course, settle
from tests.bench.throughput import SEED, Wrong

Milliseconds = list[float]
"""Infinite for a story that did not come out while somebody listened."""

_WARM_UP, _WARM_UP_RATE, _WARM_UP_SECONDS = 30, 20.0, 40.0
_DRAIN_SECONDS = 20.0
_LAGS = 0.05
"""Of the rate: a contestant with a backlog that grows faster does not keep up."""

_FLASH_EVERY = 0.3
_FIRST_FLASH = 10_000_000


@dataclass(frozen=True, slots=True)
class Load:
    """Stories a second, for so many seconds."""

    rate: int
    seconds: float

    @property
    def count(self) -> int:
        return max(1, round(self.rate * self.seconds))


@dataclass(frozen=True, slots=True)
class Taken:
    """`growth`: stories a second by which the backlog grew, so that `took` tells of no steady state; else None."""

    took: Milliseconds
    sent: int
    growth: float | None


def latency(contestant: Contestant, course: Course, loads: Sequence[Load]) -> dict[int, Taken]:
    """By rate, one after the other.

    Raises Wrong if an event came twice, or did not come though the contestant kept up.
    """
    found: dict[int, Taken] = {}
    with course.client() as client, sender(contestant, course.redis_url) as sending:
        contestant.start(course)
        settle(client)
        subscriber = Subscriber(client, contestant)
        first = _warm_up(course, sending, subscriber)
        for load in loads:
            found[load.rate] = _at(load, first, sending, subscriber)
            first += load.count
    return found


def _warm_up(course: Course, sending: Sender, subscriber: Subscriber) -> int:
    """Caches, prepared statements and whatever else the first ones find cold; the first serial number after it."""
    sending.start(list(enumerate(stories(SEED, _WARM_UP))), _WARM_UP_RATE)
    if not subscriber.listen(lambda: len(subscriber.seen) == _WARM_UP, time.monotonic() + _WARM_UP_SECONDS):
        course.check()
        raise Wrong(f"{subscriber.contestant.name}: {len(subscriber.seen)} of the first {_WARM_UP} events")
    sending.due()
    return _WARM_UP


def _at(load: Load, first: int, sending: Sender, subscriber: Subscriber) -> Taken:
    numbered = list(enumerate(stories(SEED, load.count, first), first))
    before = len(subscriber.seen)
    sending.start(numbered, load.rate)
    subscriber.listen(sending.sent, time.monotonic() + load.seconds + _DRAIN_SECONDS)
    due = sending.due()
    whole = subscriber.listen(lambda: len(subscriber.seen) - before == load.count, time.monotonic() + _DRAIN_SECONDS)
    growth = sum(subscriber.seen.get(name, math.inf) > due[-1][1] for name, _ in due) / load.seconds
    lags = growth > max(_LAGS * load.rate, 2 / load.seconds)
    if subscriber.again or not (whole or lags):
        raise Wrong(f"{subscriber.contestant.name} at {load.rate}/s: {len(subscriber.again)} events came twice")
    return Taken(_took(due, subscriber), load.count, growth if lags else None)


def _took(due: Due, subscriber: Subscriber) -> Milliseconds:
    return [(subscriber.seen.get(name, math.inf) - at) * 1000 for name, at in due]


def flash(contestant: Contestant, course: Course, backlog: Path, count: int, patience: float) -> Taken:
    """Of `count` flashes, three a second, sent when the backlog has begun to come out; waits `patience` seconds."""
    with course.client() as client, sender(contestant, course.redis_url) as sending:
        push_backlog(client, backlog)
        settle(client)
        contestant.start(course)
        subscriber = Subscriber(client, contestant)
        if not subscriber.listen(lambda: bool(client.xlen(READY_STREAM)), time.monotonic() + _WARM_UP_SECONDS):
            course.check()
            raise Wrong(f"{contestant.name}: no event")
        numbered = list(enumerate(flashes(SEED, count, _FIRST_FLASH), _FIRST_FLASH))
        sending.start(numbered, 1 / _FLASH_EVERY)
        subscriber.listen(sending.sent, time.monotonic() + count * _FLASH_EVERY + patience)
        due = sending.due()
        subscriber.listen(lambda: all(name in subscriber.seen for name, _ in due), time.monotonic() + patience)
    return Taken(_took(due, subscriber), count, None)


GRID = (0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999)
_QUANTILES = {"p50": 0.5, "p99": 0.99, "p99.9": 0.999, "max": 1.0}


def told(taken: Taken) -> dict[str, Any]:
    """For the record.  A quantile is the next higher sample: of fewer than a thousand, p99.9 is the highest.

    None of them where the contestant did not keep up, for they would tell how long the run was, and none that a story
    would decide which did not come out.
    """
    facts = {"sent": taken.sent, "seen": sum(map(math.isfinite, taken.took)), "growth": taken.growth}
    if taken.growth is not None:
        return facts
    quantiles = zip(_QUANTILES, _quantiles(taken.took, list(_QUANTILES.values())), strict=True)
    return facts | {name: value for name, value in quantiles if math.isfinite(value)}


def curve(took: Milliseconds) -> list[float]:
    """At the quantiles of GRID, as far as there are samples beyond them."""
    found = _quantiles(took, [quantile for quantile in GRID if (1 - quantile) * len(took) >= 1])
    return [value for value in found if math.isfinite(value)]


def _quantiles(took: Milliseconds, at: Sequence[float]) -> list[float]:
    return [round(float(value), 3) for value in np.quantile(took, at, method="higher")]
