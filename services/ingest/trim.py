"""What may leave a wire stream: what every group has acknowledged and the store knows, and nothing else.

MAXLEN would drop unread copy.  And an acknowledgement is not proof enough: a consumer that somebody deletes takes its
pending entries with it, and a group that is set forward by hand passes over unread ones; Redis counts both as done.
So each entry is looked up before it goes, and one without a fate is taken then.
"""

import asyncio
import contextlib
from typing import Any

import asyncpg

from services.ingest.entry import Entry
from services.ingest.line import Line
from services.ingest.store.fateless import fateless
from services.runtime.feeds import Feed
from services.runtime.logging import log
from services.runtime.metrics import LOST, STRAYED
from services.runtime.redis import GROUP, Client, redis_errors

_PAGE = 100


class Trim:
    """Remembers how far it has looked, so that what stays in the stream for a while is looked up once."""

    def __init__(self, client: Client, pool: asyncpg.Pool, line: Line, consumer: str) -> None:
        self._client, self._pool, self._line, self._consumer = client, pool, line, consumer
        self._looked: dict[str, str] = {}
        self._gone: dict[str, int] = {}
        self._added: dict[str, int] = {}
        self._taking = asyncio.Lock()
        self._ended = False

    async def end(self, patience: float) -> None:
        """Takes nothing more, and waits so many seconds for what is being taken: else it would stay pending."""
        self._ended = True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience), self._taking:
                return

    async def trim(self, feed: Feed) -> None:
        """Raises Unavailable, and ResponseError where the stream or its group is gone."""
        with redis_errors():
            groups = await self._client.xinfo_groups(feed.stream)
            needed = [await self._needed_from(feed, group) for group in groups]
        lowest = min(needed, key=_number, default="0-0")
        if lowest == "0-0":
            return
        known = await self._look(feed, lowest)
        with redis_errors():
            # Without a limit of its own Redis leaves off after ten thousand entries.
            await self._client.xtrim(feed.stream, minid=known, approximate=True, limit=0)

    async def _needed_from(self, feed: Feed, group: dict[str, Any]) -> str:
        """The lowest id that the group may still need."""
        summary = await self._client.xpending(feed.stream, group["name"])
        read = group["last-delivered-id"].decode()
        # A flash is pending before the group has come to it.
        return min(summary["min"].decode(), read, key=_number) if summary["pending"] else str(read)

    async def _look(self, feed: Feed, end: str) -> str:
        """The id up to which the store knows all, `end` at most."""
        looked = self._looked.get(feed.name, "0-0")
        if _number(looked) > _number(end):
            looked = "0-0"  # the stream begins anew
        while True:
            with redis_errors():
                page = await self._client.xrange(feed.stream, min=f"({looked}", max=f"({end}", count=_PAGE)
            if not page:
                return end
            entries = [Entry(feed, entry_id.decode(), fields) for entry_id, fields in page]
            others = self._line.settled.forget(entries)
            for entry in await fateless(self._pool, feed.name, others) if others else ():
                if self._ended or (feed.stream, entry.entry_id) in self._line.in_hand:
                    return entry.entry_id  # not saved yet, though nobody counts it as pending
                async with self._taking:
                    await self._take(entry)
                if entry in self._line.aside:
                    return entry.entry_id
            looked = self._looked[feed.name] = entries[-1].entry_id

    async def _take(self, entry: Entry) -> None:
        """Pending again first: if it kills this worker too, it is counted and parked as any other."""
        with redis_errors():
            await self._client.xclaim(
                entry.feed.stream, GROUP, self._consumer, 0, [entry.entry_id], force=True, justid=True
            )
        saved = await self._line.run([entry])
        if entry in self._line.aside:
            return  # pending now, for `reclaim`
        with redis_errors():
            await self._client.xack(entry.feed.stream, GROUP, entry.entry_id)
        if all(one.fate == "duplicate" for one in saved):
            return  # another worker's, whose bytes the store knows under another id
        STRAYED.labels(entry.feed.name).inc()
        log().error("acknowledged by nobody", event_type="entry.strayed", feed=entry.feed.name, entry_id=entry.entry_id)

    async def told(self, feed: Feed) -> None:
        """Tells of entries that were trimmed before the group had read them, while it has not read on.

        `entries-read` is where the group stands among all that were ever added; Valkey 9 and Redis 7 set it right when
        the group reads on, and then nobody knows any more.
        Raises Unavailable, and ResponseError where the stream or its group is gone.
        """
        with redis_errors():
            stream = await self._client.xinfo_stream(feed.stream)
            groups = {group["name"]: group for group in await self._client.xinfo_groups(feed.stream)}
        if stream["entries-added"] < self._added.get(feed.name, 0):  # it was lost and begins anew
            self._looked.pop(feed.name, None)
        self._added[feed.name] = stream["entries-added"]
        group = groups.get(GROUP.encode())
        if group is None or group["entries-read"] is None:
            return
        unread = stream["entries-added"] - stream["length"] - group["entries-read"]
        new = unread - self._gone.get(feed.name, 0)
        self._gone[feed.name] = max(unread, 0)
        if new > 0:
            LOST.labels(feed.name).inc(new)
            last = group["last-delivered-id"].decode()
            log().error("unread entries lost", event_type="entry.lost", feed=feed.name, entries=new, after=last)


def _number(entry_id: str) -> tuple[int, ...]:
    return tuple(map(int, entry_id.split("-")))
