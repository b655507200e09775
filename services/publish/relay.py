"""From the outbox to the stream, each event exactly once, whoever dies in between.

One relay leads, by an advisory lock of PostgreSQL.  It gives rows their stream ids and stores them before it sends:
after a crash the same events go out under the same ids, and Redis refuses an id that is not above the stream's top.
Numbering happens on the connection that holds the lock, so a leader that lost the lock can't number; and whatever an
old leader still sends carries ids that the new one has sent already.

One clock says when an embargo ends: the relay's own, which also makes the stream ids, so that no event has an id from
before its embargo.  While something is held it is looked at twice a second, since a clock may be set forward.
"""

import asyncio
import contextlib
import datetime as dt
import time
from collections.abc import Callable, Sequence

import asyncpg
import redis.exceptions as errors

from services.publish import sql
from services.publish.event import event_fields
from services.runtime.checkpoint import checkpoint
from services.runtime.logging import log
from services.runtime.metrics import ANNOUNCE_LAG, EVENTS, LEADING
from services.runtime.postgres import OUTBOX_CHANNEL, postgres_errors
from services.runtime.redis import READY_STREAM, Client, redis_errors
from services.runtime.unavailable import Unavailable, attempts

LOCK = 7_201_002
_BATCH = 256
_HEARTBEAT = 5.0
_LOOK = 0.5
_TRIM_EVERY = 1000
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

StreamId = tuple[int, int]
Row = asyncpg.Record


class Relay:
    """`keep` events stay in the stream; `public_url` is where the read API is reached; `clock` gives nanoseconds."""

    def __init__(
        self, dsn: str, client: Client, public_url: str, keep: int, clock: Callable[[], int] = time.time_ns
    ) -> None:
        self._clock = clock
        self._dsn, self._client, self._public_url, self._keep = dsn, client, public_url, keep
        self._woken = asyncio.Event()
        self._stopping = False
        self._top: StreamId = (0, 0)
        self._untrimmed = 0
        self.leading = False
        self.trouble = ""

    def stop(self) -> None:
        """What is in the outbox now is still sent; then `run` returns."""
        self._stopping = True
        self._woken.set()

    async def run(self) -> None:
        async for count in attempts():
            try:
                await self._try_to_lead()
            except Unavailable as problem:
                self.trouble = str(problem)
                log().warning("relay waits", event_type="relay.waits", attempt=count, why=str(problem))
            except Exception as fault:
                self.trouble = type(fault).__name__
                log().exception("relay failed", event_type="relay.failed", attempt=count)
            finally:
                self._lead(now=False)
            if self._stopping:
                return

    async def _try_to_lead(self) -> None:
        with postgres_errors():
            connection = await asyncpg.connect(
                self._dsn,
                timeout=5,
                command_timeout=60,
                server_settings={"application_name": "kawaraban-relay"},
            )
        try:
            while not self._stopping:
                with postgres_errors():
                    if await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK):
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
        with postgres_errors():
            await connection.add_listener(OUTBOX_CHANNEL, lambda *_: self._woken.set())
        await self._find_top(connection)
        self._lead(now=True)
        with postgres_errors():
            await self._recover(connection)
            while True:
                self._woken.clear()
                rows = await self._number(connection)
                self.trouble = ""
                if rows:
                    await self._send(connection, rows)
                elif self._stopping:
                    return
                else:
                    await self._wait(self._until(await connection.fetchval(sql.NEXT_RELEASE)))

    def _until(self, release: dt.datetime | None) -> float:
        if release is None:
            return _HEARTBEAT
        return min(max((release - self._now()).total_seconds(), 0.0), _LOOK)

    def _now(self) -> dt.datetime:
        """To the millisecond, as stream ids are."""
        return _EPOCH + dt.timedelta(milliseconds=self._clock() // 1_000_000)

    async def _recover(self, connection: asyncpg.Connection) -> None:
        """What is numbered already goes out first: ids have to rise."""
        while rows := await connection.fetch(sql.NUMBERED, _BATCH):
            await self._send(connection, rows)

    def _lead(self, *, now: bool) -> None:
        if now != self.leading:
            log().info("leads" if now else "leads no more", event_type="relay.lead", leading=now)
        self.leading = now
        LEADING.set(int(now))

    async def _wait(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._woken.wait()

    async def _find_top(self, connection: asyncpg.Connection) -> None:
        with postgres_errors():
            row = await connection.fetchrow(sql.HIGHEST)
        stored = (row["stream_ms"], row["stream_n"]) if row else (0, 0)
        self._top = max(stored, await self._stream_top())

    async def _stream_top(self) -> StreamId:
        try:
            with redis_errors():
                found = await self._client.xinfo_stream(READY_STREAM)
        except errors.ResponseError:
            return 0, 0  # no such key: no event was ever sent
        ms, n = found["last-generated-id"].decode().split("-")
        return int(ms), int(n)

    async def _number(self, connection: asyncpg.Connection) -> list[Row]:
        # One look: the clock may pass the end of an embargo between two.
        now = self._clock() // 1_000_000
        ms, n = self._above_top(now)
        rows = await connection.fetch(sql.NUMBER_WAITING, ms, n, _BATCH, _EPOCH + dt.timedelta(milliseconds=now))
        if rows:
            self._top = ms, n + len(rows) - 1
        return sorted(rows, key=lambda row: (row["stream_ms"], row["stream_n"]))

    def _above_top(self, now: int) -> StreamId:
        ms, n = self._top
        # A clock that was set back must not stop us, so the id holds on to the highest time it ever had.
        return (now, 0) if now > ms else (ms, n + 1)

    async def _send(self, connection: asyncpg.Connection, rows: Sequence[Row]) -> None:
        checkpoint("publish.before_send")
        lost = await self._add(rows)
        checkpoint("publish.after_send")
        if lost:
            await self._number_again(connection, lost)
            await self._recover(connection)
            return
        last = rows[-1]
        await connection.execute(sql.SENT, last["stream_ms"], last["stream_n"])
        self._tell(rows)
        await self._trim(len(rows))

    async def _add(self, rows: Sequence[Row]) -> list[Row]:
        """Adds all rows, all or none; yields those that are not in the stream though ids above theirs are."""
        with redis_errors():
            # MULTI: a Redis that is full refuses all of it, so that no later event goes out before an earlier one.
            async with self._client.pipeline(transaction=True) as pipe:
                for row in rows:
                    pipe.xadd(READY_STREAM, event_fields(row, self._public_url), id=_stream_id(row))
                replies = await pipe.execute(raise_on_error=False)
        lost = []
        for row, reply in zip(rows, replies, strict=True):
            if isinstance(reply, errors.OutOfMemoryError):
                raise Unavailable("redis: full")
            if isinstance(reply, Exception) and not await self._is_there(row, reply):
                lost.append(row)
        return lost

    async def _is_there(self, row: Row, reply: Exception) -> bool:
        if "equal or smaller" not in str(reply):  # the one refusal that means the id is taken; there is no code for it
            raise Unavailable(f"redis: {type(reply).__name__}") from reply
        with redis_errors():
            return bool(await self._client.xrange(READY_STREAM, _stream_id(row), _stream_id(row)))

    async def _number_again(self, connection: asyncpg.Connection, lost: Sequence[Row]) -> None:
        """Somebody else has written above our ids, so these events can't go out under them: give them new ones."""
        log().error("stream ids overtaken", event_type="relay.overtaken", events=len(lost))
        self._top = max(self._top, await self._stream_top())
        ms, n = self._above_top(self._clock() // 1_000_000)
        places = range(n, n + len(lost))
        await connection.execute(sql.NUMBER_AGAIN, [row["seq"] for row in lost], [ms] * len(lost), list(places))
        self._top = ms, places[-1]

    def _tell(self, rows: Sequence[Row]) -> None:
        now = self._now()
        for row in rows:
            EVENTS.labels(row["type"]).inc()
            free = max(row["created_at"], row["hold_until"] or row["created_at"])
            ANNOUNCE_LAG.observe(max((now - free).total_seconds(), 0))
        log().debug("sent", event_type="events.sent", events=len(rows), last=_stream_id(rows[-1]))

    async def _trim(self, sent: int) -> None:
        self._untrimmed += sent
        if self._untrimmed >= _TRIM_EVERY:
            self._untrimmed = 0
            with redis_errors():
                await self._client.xtrim(READY_STREAM, maxlen=self._keep, approximate=True)


def _stream_id(row: Row) -> str:
    return f"{row['stream_ms']}-{row['stream_n']}"
