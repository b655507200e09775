"""What nobody acknowledged: taken over from workers gone silent, parked when it kills them, counted when it is lost."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from typing import Any

import redis.exceptions as errors

from schemas.article import Source
from schemas.reasons import Reason
from services.ingest.consumers import Consumers
from services.ingest.entry import Entry
from services.ingest.line import Line
from services.ingest.outage import Outage
from services.ingest.pipeline import Refusal
from services.runtime.checkpoint import checkpoint
from services.runtime.feeds import Feed
from services.runtime.logging import log
from services.runtime.metrics import LOST, RECLAIMED
from services.runtime.redis import GROUP, Client, redis_errors
from services.runtime.unavailable import Unavailable

_PAGE = 100

_THE_READERS = ("NOGROUP", "no such key")
"""Answers that the reader sees too, and mends."""

Round = Callable[[Feed], Awaitable[object]]


class Reclaim:
    """`idle` in seconds: pending longer than that, an entry is held to be forgotten.

    An entry is taken alone, never in a batch: if it kills this worker, its neighbours have passed before or pass
    after.  `attempts_max` deliveries are all it gets; twice as many if the store has something of it, since then it
    was not its parsing that killed.
    """

    def __init__(self, client: Client, line: Line, consumer: str, idle: float, attempts_max: int) -> None:
        self._client, self._line, self._consumer = client, line, consumer
        self._idle, self._attempts_max = idle, attempts_max
        self._outages: dict[tuple[str, str], Outage] = {}

    async def own(self, feed: Feed) -> int:
        """Finishes what a worker of this name had in hand when it ended; FastStream 0.7.8 leaves that pending."""
        return await self._sweep(feed, consumer=self._consumer, idle=0.0)

    async def forgotten(self, feed: Feed) -> int:
        """Takes over what other workers left, and tries again what is aside; the number of entries dealt with."""
        for entry_id in self._line.aside.of(feed.stream):
            with redis_errors():
                pending = await self._client.xpending_range(feed.stream, GROUP, min=entry_id, max=entry_id, count=1)
            if not pending or pending[0]["consumer"].decode() != self._consumer:
                self._line.aside.drop(feed.stream, entry_id)  # another worker's now, or dealt with
        return await self._sweep(feed, consumer=None, idle=self._idle)

    async def spare(self, feed: Feed, entry_ids: list[str]) -> None:
        """What is aside: idle from now, and as if delivered once, since the store is what it waits for."""
        await self._hold(feed.stream, entry_ids, is_parsed=True)

    async def keep(self) -> None:
        """Tells the other workers, until cancelled, that what this one has in hand is not forgotten.

        A store that is away for long must not pass a story from worker to worker until it counts as poison.
        """
        while True:
            await asyncio.sleep(self._idle / 3)
            held: dict[tuple[str, bool], list[str]] = {}
            for name in self._line.in_hand:
                held.setdefault((name[0], name in self._line.saving), []).append(name[1])
            for (stream, is_parsed), ids in held.items():
                await self._watched(stream.removeprefix("wire:"), "hold", self._hold(stream, ids, is_parsed=is_parsed))

    async def _hold(self, stream: str, ids: list[str], *, is_parsed: bool) -> None:
        """The claim of an entry that one already has starts its idle time anew, and with JUSTID counts no delivery.

        What waits for the store has been parsed and killed nobody, so the deliveries are counted from one again:
        workers that are started anew while the store is away are not the story's fault.
        """
        first = 1 if is_parsed else None
        with redis_errors():
            await self._client.xclaim(stream, GROUP, self._consumer, 0, ids, retrycount=first, justid=True)

    async def watch(self, feed: Feed, *rounds: Round) -> None:
        """Looks again and again, until cancelled; after what is forgotten come the `rounds`."""
        consumers = Consumers(self._client, self._consumer, max(20 * self._idle, 600))
        while True:
            await asyncio.sleep(max(self._idle / 3, 1.0))
            for look in (self.forgotten, consumers.forget, *rounds):
                await self._watched(feed.name, look.__name__, look(feed))

    async def _watched(self, feed: str, name: str, work: Awaitable[object]) -> None:
        """A group or stream that is gone the reader makes again, and tells of it."""
        outage = self._outages.setdefault((feed, name), Outage("reclaim", feed, begins="waits"))
        try:
            await work
        except Unavailable as problem:
            outage.begin(str(problem))
        except errors.ResponseError as problem:
            outage.begin(str(problem), wants_a_person=not str(problem).startswith(_THE_READERS))
        except Exception:
            log().exception("reclaim failed", event_type="reclaim.failed", feed=feed)
        else:
            outage.end()

    async def _sweep(self, feed: Feed, consumer: str | None, idle: float) -> int:
        dealt, after = 0, "-"
        while True:
            with redis_errors():
                page: list[dict[str, Any]] = await self._client.xpending_range(
                    feed.stream,
                    GROUP,
                    min=after,
                    max="+",
                    count=_PAGE,
                    consumername=consumer,
                    idle=int(idle * 1000),
                )
            for pending in page:
                dealt += await self._one(feed, pending["message_id"], idle)
            if len(page) < _PAGE:
                return dealt
            after = "(" + page[-1]["message_id"].decode()

    async def _one(self, feed: Feed, entry_id: bytes, idle: float) -> bool:
        if (feed.stream, entry_id.decode()) in self._line.in_hand:
            return False
        pending, found, claimed = await self._claim(feed, entry_id, idle)
        if not pending:
            return False  # acknowledged meanwhile
        if not found:
            await self._lost(feed, entry_id)
            return True
        if not claimed:
            return False  # another worker was quicker
        entry = Entry(feed, entry_id.decode(), found[0][1])
        with self._line.holding([entry]):
            checkpoint("reclaim.claimed")
            RECLAIMED.labels(feed.name).inc()
            await self._settle(entry, int(pending[0]["times_delivered"]))
            checkpoint("reclaim.before_ack")
            if entry in self._line.aside:
                await self.spare(feed, [entry.entry_id])
                return False
            with redis_errors():
                await self._client.xack(feed.stream, GROUP, entry_id)
        return True

    async def _claim(self, feed: Feed, entry_id: bytes, idle: float) -> list[list[Any]]:
        """How it was pending, its fields, and whether it is ours now: all at one moment.

        Redis drops an entry from the pending ones when a claim finds it gone from the stream, so that must be seen with
        the claim.  The claim counts a delivery, which is how an entry that kills its worker is found out.
        """
        async with self._client.pipeline(transaction=True) as pipe:
            pipe.xpending_range(feed.stream, GROUP, min=entry_id, max=entry_id, count=1)
            pipe.xrange(feed.stream, entry_id, entry_id)
            pipe.xclaim(feed.stream, GROUP, self._consumer, min_idle_time=int(idle * 1000), message_ids=[entry_id])
            with redis_errors():
                answers: list[list[Any]] = await pipe.execute()
        return answers

    async def _settle(self, entry: Entry, deliveries: int) -> None:
        if deliveries >= self._attempts_max:
            hopeless = deliveries >= 2 * self._attempts_max
            if await self._line.park(entry, _poison(entry, deliveries), though_known=hopeless):
                return
        await self._line.run([entry])

    async def _lost(self, feed: Feed, entry_id: bytes) -> None:
        """The stream was trimmed or lost data below what was acknowledged: nothing can bring the bytes back."""
        with redis_errors():
            await self._client.xack(feed.stream, GROUP, entry_id)
        LOST.labels(feed.name).inc()
        log().error("entry lost", event_type="entry.lost", feed=feed.name, entry_id=entry_id.decode())


def _poison(entry: Entry, deliveries: int) -> Refusal:
    source = Source(
        feed=entry.feed.name,
        format=None,
        encoding=None,
        sha256=hashlib.sha256(entry.body).hexdigest(),
        bytes=len(entry.body),
        item=0,
        received_at=entry.received_at,
    )
    return Refusal(Reason.POISON, f"given to a worker {deliveries} times, acknowledged by none", source)
