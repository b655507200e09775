"""What nobody acknowledged: taken over from workers gone silent, parked when it kills them, counted when it is lost."""

import asyncio
import hashlib
from typing import Any

from schemas.article import Source
from schemas.reasons import Reason
from services.ingest.entry import Entry
from services.ingest.line import Line
from services.ingest.pipeline import Refusal
from services.runtime.feeds import Feed
from services.runtime.logging import log
from services.runtime.metrics import LOST, RECLAIMED
from services.runtime.redis import GROUP, Client, redis_errors
from services.runtime.unavailable import Unavailable

_PAGE = 100


class Reclaim:
    """`idle` in seconds: pending longer than that, an entry is held to be forgotten.

    An entry is taken alone, never in a batch: if it kills this worker, its neighbours have passed before or pass
    after.  `attempts_max` deliveries are all it gets.
    """

    def __init__(self, client: Client, line: Line, consumer: str, idle: float, attempts_max: int) -> None:
        self._client, self._line, self._consumer = client, line, consumer
        self._idle, self._attempts_max = idle, attempts_max

    async def own(self, feed: Feed) -> int:
        """Finishes what a worker of this name had in hand when it ended; FastStream 0.7.8 leaves that pending."""
        return await self._sweep(feed, consumer=self._consumer, idle=0.0)

    async def forgotten(self, feed: Feed) -> int:
        """Takes over what other workers left; the number of entries that were dealt with."""
        return await self._sweep(feed, consumer=None, idle=self._idle)

    async def keep(self) -> None:
        """Tells the other workers, until cancelled, that what this one has in hand is not forgotten.

        A store that is away for long must not pass a story from worker to worker until it counts as poison.  The claim
        of an entry that one already has starts its idle time anew, and with JUSTID counts no delivery.
        """
        while True:
            await asyncio.sleep(self._idle / 3)
            held: dict[str, list[str]] = {}
            for stream, entry_id in self._line.in_hand:
                held.setdefault(stream, []).append(entry_id)
            try:
                with redis_errors():
                    for stream, ids in held.items():
                        await self._client.xclaim(stream, GROUP, self._consumer, 0, ids, justid=True)
            except Unavailable as problem:
                log().warning("reclaim waits", event_type="reclaim.waits", why=str(problem))

    async def watch(self, feeds: list[Feed]) -> None:
        """Looks again and again, until cancelled."""
        while True:
            await asyncio.sleep(max(self._idle / 3, 1.0))
            for feed in feeds:
                try:
                    await self.forgotten(feed)
                    await self._trim(feed)
                except Unavailable as problem:
                    log().warning("reclaim waits", event_type="reclaim.waits", feed=feed.name, why=str(problem))
                except Exception:
                    log().exception("reclaim failed", event_type="reclaim.failed", feed=feed.name)

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
                dealt += await self._one(feed, pending, idle)
            if len(page) < _PAGE:
                return dealt
            after = "(" + page[-1]["message_id"].decode()

    async def _one(self, feed: Feed, pending: dict[str, Any], idle: float) -> bool:
        entry_id: bytes = pending["message_id"]
        if (feed.stream, entry_id.decode()) in self._line.in_hand:
            return False
        with redis_errors():
            found = await self._client.xrange(feed.stream, entry_id, entry_id)
            # The claim also counts a delivery, which is how an entry that kills its worker is found out.
            claimed = await self._client.xclaim(
                feed.stream, GROUP, self._consumer, min_idle_time=int(idle * 1000), message_ids=[entry_id]
            )
        if not found:
            await self._lost(feed, entry_id)
            return True
        if not claimed:
            return False  # another worker was quicker
        entry = Entry(feed, entry_id.decode(), found[0][1])
        RECLAIMED.labels(feed.name).inc()
        deliveries = int(pending["times_delivered"])
        if deliveries >= self._attempts_max:
            await self._line.park(entry, _poison(entry, deliveries))
        else:
            await self._line.run([entry])
        with redis_errors():
            await self._client.xack(feed.stream, GROUP, entry_id)
        return True

    async def _lost(self, feed: Feed, entry_id: bytes) -> None:
        """The stream was trimmed or lost data below what was acknowledged: nothing can bring the bytes back."""
        with redis_errors():
            await self._client.xack(feed.stream, GROUP, entry_id)
        LOST.labels(feed.name).inc()
        log().error("entry lost", event_type="entry.lost", feed=feed.name, entry_id=entry_id.decode())

    async def _trim(self, feed: Feed) -> None:
        """Drops what every group of the stream has acknowledged, and nothing else (MAXLEN would drop unread copy)."""
        with redis_errors():
            groups = await self._client.xinfo_groups(feed.stream)
            done = [await self._acknowledged_below(feed, group) for group in groups]
            if done:
                lowest = min(done, key=lambda found: tuple(map(int, found.split("-"))))
                await self._client.xtrim(feed.stream, minid=lowest, approximate=True)

    async def _acknowledged_below(self, feed: Feed, group: dict[str, Any]) -> str:
        """The lowest id that the group may still need."""
        summary = await self._client.xpending(feed.stream, group["name"])
        lowest = summary["min"] if summary["pending"] else group["last-delivered-id"]
        return str(lowest.decode())


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
