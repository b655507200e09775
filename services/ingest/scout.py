"""What of a backlog can't wait for its turn?  Flashes, looked for ahead of where the group reads.

Producers push to one stream a feed and need not know of this: a stream of its own for flashes would have each of them
decide what is one.  While a feed is behind, what it has not read yet is looked over; what looks urgent is made pending,
parsed and saved at once.  When the group comes to it, it is there already.

It is pending while it is worked on, as all that a worker has in hand: if it kills this worker it is counted and parked
as any other, and two workers don't take the same one.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import redis.exceptions as errors

from services.ingest.entry import Entry
from services.ingest.flash import looks_urgent
from services.ingest.line import Line
from services.runtime.checkpoint import checkpoint
from services.runtime.feeds import Feed
from services.runtime.redis import GROUP, Client, as_id, as_text, redis_errors, shape_of
from services.runtime.unavailable import Unavailable

_PAGE = 100
_LOOKS_EVERY = 0.01
"""Seconds; a flash has a tenth of one."""

_WAITS = 1.0
"""Seconds after a failure; the reader tells of it."""

# What the group has not been given yet is pending no more; what it has been given is somebody's, who acknowledges it.
_RELEASE = """
local function later(a, b)
  local am, an = a:match('(%d+)-(%d+)')
  local bm, bn = b:match('(%d+)-(%d+)')
  if am ~= bm then return tonumber(am) > tonumber(bm) end
  return tonumber(an) > tonumber(bn)
end
for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local facts = {}
  for at = 1, #group, 2 do facts[group[at]] = group[at + 1] end
  if facts.name == ARGV[1] and later(ARGV[2], facts['last-delivered-id']) then
    return redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
  end
end
return 0
"""


@dataclass(slots=True)
class _Standing:
    """How far this worker has read a feed, and whether more waits."""

    read: str = "0-0"
    behind: asyncio.Event = field(default_factory=asyncio.Event)


class Scout:
    """`idle` in seconds: what another worker has had pending for less is in its hands."""

    def __init__(self, client: Client, line: Line, consumer: str, idle: float) -> None:
        self._client, self._line, self._consumer, self._idle = client, line, consumer, idle
        self._standings: dict[str, _Standing] = {}

    def has_read(self, feed: Feed, last: str, *, is_behind: bool) -> None:
        """`is_behind` if the read brought all that it may bring at once."""
        standing = self._of(feed)
        standing.read = last
        if is_behind:
            standing.behind.set()
        else:
            standing.behind.clear()

    async def watch(self, feed: Feed) -> None:
        """Until cancelled."""
        standing = self._of(feed)
        while True:
            await standing.behind.wait()
            try:
                await self._look_ahead(feed, standing)
            except (Unavailable, errors.ResponseError):
                await asyncio.sleep(_WAITS)

    def _of(self, feed: Feed) -> _Standing:
        return self._standings.setdefault(feed.name, _Standing())

    async def _look_ahead(self, feed: Feed, standing: _Standing) -> None:
        """What comes new is looked at before what has been waiting."""
        top = (await shape_of(self._client, feed.stream)).top
        new, old, end = as_text(top), standing.read, as_text(top)
        while standing.behind.is_set():
            if page := await self._page(feed, new, "+"):
                new = page[-1].entry_id
            elif page := await self._page(feed, max(old, standing.read, key=_number), end):
                old = page[-1].entry_id
            else:
                await asyncio.sleep(_LOOKS_EVERY)
            for entry in page:
                if looks_urgent(entry.body, feed):
                    await self._hasten(entry)

    async def _page(self, feed: Feed, after: str, end: str) -> list[Entry]:
        if end != "+" and _number(after) >= _number(end):
            return []
        with redis_errors():
            found: list[Any] = await self._client.xrange(feed.stream, f"({after}", end, count=_PAGE)
        return [Entry(feed, entry_id.decode(), fields) for entry_id, fields in found]

    async def _hasten(self, entry: Entry) -> None:
        stream, entry_id = entry.feed.stream, entry.entry_id
        with self._line.holding([entry]), self._line.hurrying():
            with redis_errors():
                claimed = await self._client.xclaim(
                    stream, GROUP, self._consumer, int(self._idle * 1000), [entry_id], force=True, justid=True
                )
            if not claimed:
                return
            checkpoint("scout.claimed")
            hastened = await self._line.hasten(entry)
            with redis_errors():
                if hastened:
                    await self._client.xack(stream, GROUP, entry_id)
                else:
                    await self._client.eval(_RELEASE, 1, stream, GROUP, entry_id)


def _number(entry_id: str) -> tuple[int, int]:
    return as_id(entry_id.encode())
