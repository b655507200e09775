"""What does Prometheus learn that only the servers know?  What waits in them, as it was a few seconds ago.

A task reads it every five seconds, however often and by however many it is scraped.  What could not be read is not
shown: a value that stands still would look like one that is well.  Each desk reads for itself and shows the same, so
that of several desks the highest counts.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

import asyncpg
from prometheus_client import REGISTRY, CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from schemas.reasons import Reason
from services.desk.waiting import Backlog, Store, backlog, in_store
from services.runtime.feeds import Feed
from services.runtime.logging import log
from services.runtime.redis import Client
from services.runtime.unavailable import Unavailable

EVERY_SECONDS = 5.0
STALE_SECONDS = 3 * EVERY_SECONDS
"""A reading that is older is shown no more, whatever became of the task."""

_ANSWER_SECONDS = 4.0

_Value = TypeVar("_Value")
Streams = Mapping[str, Backlog | None]
"""By feed; None where it has no stream or no group."""


class _Reading(Generic[_Value]):
    """What `server` last said, None if it did not answer when it was last asked; `at` is of its last answer."""

    def __init__(self, server: str) -> None:
        self.server = server
        self.at = time.monotonic()
        self._value: _Value | None = None
        self._is_away = False

    @property
    def value(self) -> _Value | None:
        return self._value if time.monotonic() - self.at < STALE_SECONDS else None

    async def take(self, ask: Callable[[], Awaitable[_Value]]) -> None:
        """Whatever goes wrong: then there is no value, and it is told of once."""
        begun = time.monotonic()
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                self._value = await ask()
        except (Unavailable, TimeoutError) as problem:
            self._failed()
            if not self._is_away:
                log().warning("no figures", event_type="figures.away", server=self.server, why=str(problem) or "slow")
            self._is_away = True
        except Exception:
            self._failed()
            log().exception("no figures", event_type="figures.failed", server=self.server)
        else:
            self.at = begun
            if self._is_away:
                self._is_away = False
                log().info("figures again", event_type="figures.back", server=self.server)

    def _failed(self) -> None:
        self._value = None


class Figures(Collector):
    """`registry` shows them beside what this process counts itself."""

    def __init__(self, client: Client, feeds: Sequence[Feed]) -> None:
        self._client, self._feeds = client, feeds
        self._streams: _Reading[Streams] = _Reading("redis")
        self._store: _Reading[Store] = _Reading("postgres")
        self.registry = CollectorRegistry()
        self.registry.register(REGISTRY)
        self.registry.register(self)

    async def keep(self, pool: asyncpg.Pool) -> None:
        """Reads until cancelled."""
        while True:
            await self.read(pool)
            await asyncio.sleep(EVERY_SECONDS)

    async def read(self, pool: asyncpg.Pool) -> None:
        await asyncio.gather(self._streams.take(self._ask_streams), self._store.take(lambda: in_store(pool)))

    async def _ask_streams(self) -> Streams:
        return {feed.name: await backlog(self._client, feed) for feed in self._feeds}

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Asks nobody."""
        ages = {reading.server: time.monotonic() - reading.at for reading in (self._streams, self._store)}
        yield _by("wire_reading_age_seconds", "Since the desk last learned what waits", "server", ages)
        there = {reading.server: float(reading.value is not None) for reading in (self._streams, self._store)}
        yield _by("wire_server_up", "1 if the server answered when the desk last asked it", "server", there)
        if (streams := self._streams.value) is not None:
            yield from _of_streams(streams)
        if (store := self._store.value) is not None:
            yield from _of_store(store)


def _of_streams(streams: Streams) -> Iterator[GaugeMetricFamily]:
    there = {feed: float(found is not None) for feed, found in streams.items()}
    yield _by("wire_stream_ready", "1 if the feed has its stream and the group that reads it", "feed", there)
    known = {feed: found for feed, found in streams.items() if found}
    lag = {feed: found.unread for feed, found in known.items() if found.unread is not None}
    yield _by("wire_stream_lag_entries", "Entries that no worker has read", "feed", lag)
    pending = {feed: found.pending for feed, found in known.items()}
    yield _by("wire_stream_pending_entries", "Entries read and not acknowledged", "feed", pending)
    oldest = {feed: found.oldest_seconds for feed, found in known.items()}
    yield _by("wire_stream_oldest_seconds", "Since the oldest unread or pending entry was accepted", "feed", oldest)


def _of_store(store: Store) -> Iterator[GaugeMetricFamily]:
    yield _one("wire_outbox_unsent_events", "Events that may go out and have not", store.unsent)
    yield _one("wire_outbox_oldest_seconds", "Since the oldest of them may go out", max(store.unsent_seconds, 0.0))
    yield _one("wire_embargo_held_stories", "Stories that wait for the end of their embargo", store.held)
    ends = [store.next_release.timestamp()] if store.next_release else []
    yield _some("wire_embargo_next_timestamp_seconds", "When the next embargo ends; none where none is held", ends)
    yield _one("wire_embargo_overdue_seconds", "Since an embargo is over unsent", max(store.overdue_seconds, 0.0))
    yield _one("wire_withheld_stories", "Stories that wait for the desk", store.withheld)
    yield _one("wire_unmatched_withdrawals", "Notices that withdraw a story nobody could tell", store.unmatched)
    dead = {**dict.fromkeys(map(str, Reason), 0), **store.dead}
    yield _by("wire_dead_letters", "Dead letters open or being tried again", "reason", dead)


def _one(name: str, what: str, value: float) -> GaugeMetricFamily:
    return _some(name, what, [value])


def _some(name: str, what: str, values: Iterable[float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, what)
    for value in values:
        family.add_metric([], value)
    return family


def _by(name: str, what: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, what, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family
