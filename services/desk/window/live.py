"""The live tail: one reader of the events, however many browsers look on.

It reads what subscribers read, so nothing is on it before its embargo.  A browser that is too slow to take what comes
is cut off; it comes back by itself with the id of the last row that it has (WHATWG HTML, 9.2 Server-sent events).
"""

import asyncio
import datetime as dt
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import orjson

from schemas.event import UNMATCHED
from services.desk.tail import last_id, tail
from services.desk.window.shown import story_path
from services.runtime.logging import log
from services.runtime.redis import READY_STREAM, Client, StreamId, as_id, redis_errors
from services.runtime.unavailable import Unavailable, attempts

KEPT = 200
"""Rows for browsers that come, or come back."""

_AT_ONCE, _PAUSE_SECONDS = 40, 0.2
"""Rows that are shown of what came in a pause: nobody reads more.  How many others there were is said."""

_WAITING = 100
"""Chunks that a browser may be behind: twenty seconds."""

_BEAT_SECONDS = 15.0
_FLASH = 2
"""IPTC's news urgency runs from 1, the most urgent, to 8; 1 and 2 are alerts."""

_FLASH_WORDS = ("速報", "【速報】", "FLASH", "ALERT", "BULLETIN", "URGENT")


@dataclass(frozen=True, slots=True)
class Row:
    """An event as the tail shows it; `lag` in milliseconds, from the wire to the announcement."""

    stream_id: str
    at: dt.datetime
    lag: float
    feed: str
    urgency: int | None
    is_flash: bool
    change: str
    headline: str
    language: str
    topics: tuple[dict[str, str], ...]
    path: str

    @classmethod
    def of(cls, stream_id: str, raw: bytes) -> "Row":
        event = orjson.loads(raw)
        article: dict[str, Any] = event["data"]
        at = dt.datetime.fromtimestamp(as_id(stream_id.encode())[0] / 1000, dt.UTC)
        received = dt.datetime.fromisoformat(article["source"]["received_at"])
        urgency = article["urgency"]
        return cls(
            stream_id=stream_id,
            at=at,
            lag=max((at - received).total_seconds() * 1000, 0),
            feed=article["source"]["feed"],
            urgency=urgency,
            is_flash=(urgency is not None and urgency <= _FLASH) or article["headline"].startswith(_FLASH_WORDS),
            change="unmatched" if event["type"] == UNMATCHED else article["change"],
            headline=article["headline"],
            language=article["language"],
            topics=tuple(topic["name"] for topic in article["topics"][:3]),
            path=story_path(article["provider"], event["subject"]),
        )


Render = Callable[[Row, str], str]
"""A row as HTML, in a language."""


class Chunk:
    """Rows that go to all browsers together, made once a language; `skipped` were too many to show."""

    def __init__(self, rows: Sequence[Row], skipped: int, render: Render) -> None:
        self._rows, self._skipped, self._render = rows, skipped, render
        self._made: dict[str, bytes] = {}

    def encoded(self, language: str) -> bytes:
        if language not in self._made:
            lines = [f"event: skipped\ndata: {self._skipped}\n\n"] if self._skipped else []
            lines += [_event(row.stream_id, self._render(row, language)) for row in self._rows]
            self._made[language] = "".join(lines).encode("utf-8", "replace")
        return self._made[language]


def _event(stream_id: str, html: str) -> str:
    data = "".join(f"data: {line}\n" for line in html.splitlines() if line.strip())
    return f"id: {stream_id}\nevent: story\n{data}\n"


class Live:
    """Its rows are those of the stream's end when it starts, then all that comes."""

    def __init__(self, client: Client, render: Render) -> None:
        self._client, self._render = client, render
        self.rows: deque[Row] = deque(maxlen=KEPT)
        self._fresh: list[Row] = []
        self._came = asyncio.Event()
        self._listeners: set[asyncio.Queue[Chunk | None]] = set()
        self._is_over = False

    @property
    def watchers(self) -> int:
        return len(self._listeners)

    async def run(self) -> None:
        """Until cancelled; reads on where it was after an outage."""
        handing = asyncio.create_task(self._hand_out())
        try:
            start: str | None = None
            async for count in attempts():
                try:
                    start = start or await self._fill()
                    async for stream_id, raw in tail(self._client, start):
                        start = stream_id
                        self._take(stream_id, raw)
                except Unavailable as problem:
                    log().warning("the tail waits", event_type="desk.tail_waits", attempt=count, why=str(problem))
        finally:
            handing.cancel()

    def end(self) -> None:
        """Lets all browsers go, so that a server which is told to end need not wait for them."""
        self._is_over = True
        for listener in list(self._listeners):
            self._cut(listener)

    async def _fill(self) -> str:
        """The last rows of the stream, and the id after which to read."""
        start = await last_id(self._client)
        with redis_errors():
            newest = await self._client.xrevrange(READY_STREAM, max=start, count=KEPT)
        for entry_id, fields in reversed(newest):
            if row := _row(entry_id.decode(), fields.get(b"event", b"")):
                self.rows.append(row)
        return start

    def _take(self, stream_id: str, raw: bytes) -> None:
        if row := _row(stream_id, raw):
            self._fresh.append(row)
            self._came.set()

    async def _hand_out(self) -> None:
        """The first at once, then in chunks: what it costs does not grow with the speed of the line."""
        while True:
            await self._came.wait()
            self._came.clear()
            fresh, self._fresh = self._fresh, []
            self.rows.extend(fresh)
            shown = _chosen(fresh)
            chunk = Chunk(shown, len(fresh) - len(shown), self._render)
            for listener in list(self._listeners):
                try:
                    listener.put_nowait(chunk)
                except asyncio.QueueFull:
                    self._cut(listener)
            await asyncio.sleep(_PAUSE_SECONDS)

    def _cut(self, listener: "asyncio.Queue[Chunk | None]") -> None:
        self._listeners.discard(listener)
        with suppress(asyncio.QueueEmpty):
            while True:
                listener.get_nowait()
        listener.put_nowait(None)

    async def events(self, language: str, after: str | None) -> AsyncIterator[bytes]:
        """A browser's stream: what it missed since `after`, as far as it is kept, and what comes."""
        listener: asyncio.Queue[Chunk | None] = asyncio.Queue(_WAITING)
        missed = self._missed(after)
        self._listeners.add(listener)
        try:
            yield b"retry: 2000\n\n" + Chunk(missed, 0, self._render).encoded(language)
            while not self._is_over:
                try:
                    async with asyncio.timeout(_BEAT_SECONDS):
                        chunk = await listener.get()
                except TimeoutError:
                    yield b": well\n\n"
                    continue
                if chunk is None:
                    return
                yield chunk.encoded(language)
        finally:
            self._listeners.discard(listener)

    def _missed(self, after: str | None) -> list[Row]:
        since = _as_known(after)
        return [row for row in self.rows if as_id(row.stream_id.encode()) > since] if since else []


def _chosen(fresh: Sequence[Row]) -> list[Row]:
    """The newest, and every flash and withdrawal."""
    first = len(fresh) - _AT_ONCE
    return [row for at, row in enumerate(fresh) if at >= first or row.is_flash or row.change == "withdrawal"]


def _row(stream_id: str, raw: bytes) -> Row | None:
    """None for an entry of a stranger's: the relay tells of those."""
    try:
        return Row.of(stream_id, raw)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _as_known(after: str | None) -> StreamId | None:
    """None if it is no id of a stream: a browser sends what it was told, and others what they like."""
    try:
        return as_id(after.encode()) if after else None
    except ValueError:
        return None
