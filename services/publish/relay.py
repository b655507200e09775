"""From the outbox to the stream, each event exactly once, whoever dies in between.

One relay leads (lead.py).  It gives rows their stream ids and stores them before it sends: after a crash the same
events go out under the same ids.  It adds to the stream only above the id that it believes the stream to end with
(ready.py); when that is another, it settles what is there first.  So what Redis lost is noticed before anything comes
above it, and sent again under the ids that it had.

Two clocks say when an embargo ends, the relay's own and the store's, and it ends by the later: one that is wrong is
told of and breaks none.  The relay's also makes the stream ids, so that no event has an id from before its embargo.
While something is held both are looked at twice a second, since a clock may be set forward.
"""

import asyncio
import contextlib
import datetime as dt
import time
from collections.abc import Callable, Sequence

import asyncpg

from services.publish import sql
from services.publish.event import event_fields
from services.publish.lead import HEARTBEAT, connect, holds_lock
from services.publish.numbered import id_found, id_of
from services.publish.ready import Ready
from services.runtime.checkpoint import checkpoint
from services.runtime.logging import log
from services.runtime.metrics import ANNOUNCE_LAG, EVENTS, EVENTS_LOST, LEADING, RECONNECTS
from services.runtime.postgres import OUTBOX_CHANNEL, postgres_errors
from services.runtime.redis import NONE, READY_STREAM, Client, StreamId, as_text
from services.runtime.tracing import Facts, Span, Tracer
from services.runtime.unavailable import Unavailable, attempts

_BATCH = 256
_LOOK = 0.5
_SAME_CLOCK = 5.0
"""Seconds by which two clocks may differ without a word."""

_TRIM_EVERY = 1000
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

Row = asyncpg.Record


class Relay:
    """`keep` events stay in the stream; `public_url` is where the read API is reached; `clock` gives nanoseconds."""

    def __init__(
        self, dsn: str, client: Client, public_url: str, keep: int, clock: Callable[[], int] = time.time_ns
    ) -> None:
        self._clock = clock
        self._dsn, self._ready, self._public_url, self._keep = dsn, Ready(client), public_url, keep
        self._woken = asyncio.Event()
        self._stopping = False
        self._numbered: StreamId = NONE  # the highest id that was given
        self._sent: StreamId = NONE  # the store's mark
        self._end: StreamId = NONE  # what we left the stream with
        self._looked = 0.0
        self._clock_differs = False
        self._untrimmed = 0
        self._was_away = False
        self.leading = False
        self.trouble = ""
        self.tracer: Tracer | None = None

    def stop(self) -> None:
        """What is in the outbox now is still sent; then `run` returns."""
        self._stopping = True
        self._woken.set()

    async def run(self) -> None:
        async for count in attempts():
            try:
                await self._try_to_lead()
            except Unavailable as problem:
                self.trouble, self._was_away = str(problem), True
                log().warning("relay waits", event_type="relay.waits", attempt=count, why=str(problem))
            except Exception as fault:
                self.trouble = type(fault).__name__
                log().exception("relay failed", event_type="relay.failed", attempt=count)
            finally:
                self._lead(now=False)
            if self._stopping:
                return

    async def _try_to_lead(self) -> None:
        connection = await connect(self._dsn)
        if self._was_away:
            # Whichever server it was: what it leads on goes with either.
            self._was_away = False
            RECONNECTS.labels("postgres").inc()
        try:
            while not self._stopping:
                self._woken.clear()  # it is set by the end of every session, our own too
                if await holds_lock(connection):
                    break
                self.trouble = ""
                await self._wait(1.0)
            else:
                return
            await self._reign(connection)
        finally:
            # A leader that goes in peace frees the lock at once; a cut connection frees it by itself.
            with contextlib.suppress(Exception):
                await connection.close(timeout=2)

    async def _reign(self, connection: asyncpg.Connection) -> None:
        connection.add_termination_listener(lambda _: self._woken.set())
        top = await self._ready.top()
        with postgres_errors():
            await connection.add_listener(OUTBOX_CHANNEL, lambda *_: self._woken.set())
            self._lead(now=True)
            await self._settle(connection, top)
            while True:
                self._woken.clear()
                rows = await self._number(connection)
                self.trouble = ""
                if rows:
                    if (found := await self._send(connection, rows)) is not None:
                        await self._settle(connection, found)
                elif self._stopping:
                    return
                else:
                    await self._look(connection)
                    await self._wait(await self._until_release(connection))

    async def _until_release(self, connection: asyncpg.Connection) -> float:
        """Seconds to wait for news."""
        [row] = await connection.fetch(sql.NEXT_RELEASE)
        ours, theirs = self._now(), row["now"]
        self._compare((ours - theirs).total_seconds())
        if row["release"] is None:
            return HEARTBEAT
        left: dt.timedelta = row["release"] - min(ours, theirs)
        return min(max(left.total_seconds(), 0.0), _LOOK)

    def _compare(self, ahead: float) -> None:
        if abs(ahead) < _SAME_CLOCK:
            self._clock_differs = False
        elif not self._clock_differs:
            self._clock_differs = True
            log().error(
                "embargoes end by the later clock", event_type="clock.differs", seconds_ahead_of_store=round(ahead, 1)
            )

    def _now(self) -> dt.datetime:
        """To the millisecond, as stream ids are."""
        return _EPOCH + dt.timedelta(milliseconds=self._clock() // 1_000_000)

    def _lead(self, *, now: bool) -> None:
        if now != self.leading:
            log().info("leads" if now else "leads no more", event_type="relay.lead", leading=now)
        self.leading = now
        LEADING.set(int(now))

    async def _wait(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._woken.wait()

    async def _look(self, connection: asyncpg.Connection) -> None:
        """Is the stream as we left it?  Once a heartbeat, so that a loss is mended also while there is no news."""
        if time.monotonic() - self._looked < HEARTBEAT:
            return
        top = await self._ready.top()
        self._looked = time.monotonic()
        if top != self._end:
            await self._settle(connection, top)

    async def _settle(self, connection: asyncpg.Connection, top: StreamId) -> None:
        """The stream ends with `top`, whatever it ended with before; afterwards it has all that is numbered."""
        found: StreamId | None = top
        while found is not None:
            top = found
            self._sent = await id_found(connection, sql.MARK) or NONE
            begins = await self._count_lost(connection, top) if top < self._sent else top
            if NONE < top < self._sent and not await connection.fetchval(sql.IS_NUMBERED, *top):
                await self._tell_stranger(top)
            await self._find(connection, top)
            highest = await id_found(connection, sql.HIGHEST) or NONE
            self._numbered, self._end = max(highest, top), top
            found = await self._send_all(connection, begins)

    async def _tell_stranger(self, top: StreamId) -> None:
        """Not `whole`: what was sent last is gone, below an entry that is not ours, where only a replay mends it."""
        whole = self._sent == NONE or bool(await self._ready.there([self._sent]))
        log().error(
            "the stream ends with an id that nobody gave", event_type="relay.stranger", top=as_text(top), whole=whole
        )

    async def _count_lost(self, connection: asyncpg.Connection, top: StreamId) -> StreamId:
        """Tells what is gone, and above which id it is to be sent again: no more than the stream keeps."""
        floor = await id_found(connection, sql.FLOOR, *top, *self._sent, self._keep) or top
        lost = await connection.fetchval(sql.COUNT, *floor, *self._sent)
        span = {"from": as_text(top), "to": as_text(self._sent)}
        log().error("the stream lost events", event_type="relay.stream_lost", events=lost, **span)
        return floor

    async def _find(self, connection: asyncpg.Connection, top: StreamId) -> None:
        """Of what is numbered and not marked as sent, that up to `top` is in the stream; or gets new ids, loudly."""
        unmarked = {id_of(row): row["seq"] for row in await connection.fetch(sql.UNMARKED, *self._sent)}
        if top > self._sent and top not in unmarked:
            await self._tell_stranger(top)
        below = [stream_id for stream_id in unmarked if stream_id <= top]
        if not below:
            return
        there = await self._ready.there(below)
        if len(there) < len(below):
            # With those above `top`, so that they stay in order.
            await self._number_again(connection, top, [seq for at, seq in unmarked.items() if at not in there])
        if there:
            await self._mark(connection, max(there))

    async def _number_again(self, connection: asyncpg.Connection, top: StreamId, seqs: Sequence[int]) -> None:
        log().error("stream ids overtaken", event_type="relay.overtaken", events=len(seqs))
        highest = await id_found(connection, sql.HIGHEST) or NONE
        ms, n = self._above(max(top, highest), self._clock() // 1_000_000)
        await connection.execute(sql.NUMBER_AGAIN, seqs, [ms] * len(seqs), list(range(n, n + len(seqs))))

    async def _send_all(self, connection: asyncpg.Connection, above: StreamId) -> StreamId | None:
        """Like `_send`, for all that is numbered."""
        while rows := await connection.fetch(sql.NUMBERED, *above, _BATCH):
            if (found := await self._send(connection, rows)) is not None:
                return found
            above = self._end
        return None

    async def _number(self, connection: asyncpg.Connection) -> list[Row]:
        # One look: the clock may pass the end of an embargo between two.
        now = self._clock() // 1_000_000
        ms, n = self._above(self._numbered, now)
        rows = await connection.fetch(sql.NUMBER_WAITING, ms, n, _BATCH, _EPOCH + dt.timedelta(milliseconds=now))
        if rows:
            self._numbered = ms, n + len(rows) - 1
        return sorted(rows, key=lambda row: (row["stream_ms"], row["stream_n"]))

    @staticmethod
    def _above(top: StreamId, now: int) -> StreamId:
        ms, n = top
        # A clock that was set back must not stop us, so the id holds on to the highest time it ever had.
        return (now, 0) if now > ms else (ms, n + 1)

    async def _send(self, connection: asyncpg.Connection, rows: Sequence[Row]) -> StreamId | None:
        """None if they are sent.  If the stream does not end as we left it: its last id, and nothing was added."""
        entries = [(id_of(row), event_fields(row, self._public_url)) for row in rows]
        new = [row for row in rows if id_of(row) > self._sent]
        spans = [self._span(row) for row in new] if self.tracer else []
        checkpoint("publish.before_send")
        found = await self._ready.append(self._end, entries)
        checkpoint("publish.after_send")
        if found is not None:
            return found
        self._end, self._looked = entries[-1][0], time.monotonic()
        for span in spans:
            span.end()
        EVENTS_LOST.inc(len(rows) - len(new))
        if new:
            await self._mark(connection, self._end)
            self._tell(new)
        await self._trim(len(rows))
        return None

    def _span(self, row: Row) -> Span:
        """In the trace that its event goes by.  If it can't be sent it is never ended, and the next try has another."""
        assert self.tracer is not None  # noqa: S101  by its caller
        facts: Facts = {
            "messaging.system": "redis",
            "messaging.destination.name": READY_STREAM,
            "messaging.message.id": as_text(id_of(row)),
            "wire.story_id": row["story_id"],
            "wire.version": row["version"],
        }
        return self.tracer.begin(f"send {READY_STREAM}", facts, kind="producer", parent=row["traceparent"])

    async def _mark(self, connection: asyncpg.Connection, sent: StreamId) -> None:
        await connection.execute(sql.SENT, *sent)
        self._sent = max(self._sent, sent)

    def _tell(self, rows: Sequence[Row]) -> None:
        now = self._now()
        for row in rows:
            EVENTS.labels(row["type"]).inc()
            free = max(row["created_at"], row["hold_until"] or row["created_at"])
            ANNOUNCE_LAG.labels(row["feed"]).observe(max((now - free).total_seconds(), 0))
        log().debug("sent", event_type="events.sent", events=len(rows), last=as_text(id_of(rows[-1])))

    async def _trim(self, sent: int) -> None:
        self._untrimmed += sent
        if self._untrimmed >= _TRIM_EVERY:
            self._untrimmed = 0
            await self._ready.trim(self._keep)
