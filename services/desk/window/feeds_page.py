"""The feeds at a glance: when each last brought copy, and how much came in each hour of the last day."""

import asyncio
import datetime as dt
import time
from dataclasses import dataclass

import asyncpg
from fastapi import APIRouter, Request, Response

from services.desk.window.rooms import Rooms
from services.desk.window.shown import sparkline
from services.runtime.feeds import Feed
from services.runtime.postgres import postgres_errors

HOURS = 24
_HOUR_MS = 3_600_000
_KEPT_SECONDS = 10.0

# By the primary key: an id begins with the milliseconds at which the entry came, thirteen digits until 2286.
_COUNTS = r"""
SELECT split_part(entry_id, '-', 1)::bigint / 3600000 AS hour, count(*) AS entries
FROM wire_copy WHERE feed = $1 AND entry_id >= $2 AND entry_id ~ '^\d{1,15}-\d+$'
GROUP BY hour
"""
_LAST = "SELECT received_at FROM wire_copy WHERE feed = $1 ORDER BY entry_id DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class Pulse:
    """Of a feed; `hours` are counts of entries that brought a story, the hour that runs now last."""

    name: str
    provider: str
    last_at: dt.datetime | None
    hours: tuple[int, ...]

    @property
    def points(self) -> str:
        return sparkline(self.hours)


class Pulses:
    """Counted every ten seconds at most, however many look."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._lock = asyncio.Lock()
        self._counted: tuple[float, list[Pulse]] | None = None

    async def now(self) -> list[Pulse]:
        """Raises Unavailable."""
        async with self._lock:
            if self._counted is None or time.monotonic() - self._counted[0] > _KEPT_SECONDS:
                counted = [await _pulse(self._rooms.pool(), name, feed.provider or "") for name, feed in self._feeds()]
                self._counted = time.monotonic(), counted
            return self._counted[1]

    def _feeds(self) -> list[tuple[str, Feed]]:
        return sorted(self._rooms.feeds.items())


async def _pulse(pool: asyncpg.Pool, name: str, provider: str) -> Pulse:
    this_hour = time.time_ns() // 1_000_000 // _HOUR_MS
    first = this_hour - HOURS + 1
    with postgres_errors():
        rows = await pool.fetch(_COUNTS, name, str(first * _HOUR_MS))
        last = await pool.fetchval(_LAST, name)
    counts = {row["hour"]: row["entries"] for row in rows}
    return Pulse(name, provider, last, tuple(counts.get(hour, 0) for hour in range(first, this_hour + 1)))


def add(router: APIRouter, rooms: Rooms) -> None:
    pulses = Pulses(rooms)

    @router.get("/feeds")
    async def feeds(request: Request) -> Response:
        return rooms.pages.answer(request, "feeds.html", pulses=await pulses.now())
