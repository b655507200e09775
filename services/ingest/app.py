"""The ingest service: a batch subscriber a feed on one broker, with what keeps it alive and what it shows."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from typing import Any

import asyncpg
import redis.exceptions as errors
from faststream import AckPolicy
from faststream.asgi import AsgiFastStream
from faststream.redis import StreamSub
from faststream.redis.annotations import RedisBatchStreamMessage
from faststream.redis.message import BatchStreamMessage
from faststream.redis.message import RedisBatchStreamMessage as BatchMessage

from services.ingest.entry import Entry
from services.ingest.figures import expect
from services.ingest.line import Line
from services.ingest.reader import BLOCK_MS, Reader, ReaderBroker
from services.ingest.reclaim import Reclaim
from services.ingest.rulebook import RuleBook
from services.ingest.scout import Scout
from services.ingest.semantics import Semantics
from services.ingest.traces import Traces
from services.ingest.trim import Trim
from services.ingest.turn import Turn
from services.runtime.checkpoint import checkpoint
from services.runtime.feeds import Feed
from services.runtime.health import health_routes, unreachable
from services.runtime.logging import log
from services.runtime.metrics import SILENT
from services.runtime.postgres import close_postgres, connect_postgres
from services.runtime.redis import GROUP, Client, connect_redis, ensure_group, redis_errors
from services.runtime.server import end_tasks
from services.runtime.settings import Settings
from services.runtime.tracing import start_tracing
from services.runtime.unavailable import Unavailable, attempts

# FastStream tells of every message at INFO; the line tells of every story.
_BROKER_LOG = logging.getLogger("kawaraban.broker")
_BROKER_LOG.setLevel(logging.WARNING)


_WAKING_SECONDS = 5.0
"""The semantic layer is up a second after the store in most cases; a start does not wait for it longer than this."""

_QUIET_SECONDS, _SILENT_SECONDS = 12.0, 15.0
"""A subscriber that has nothing in hand reads every second; connection and answer are waited for five seconds each.

After the first the health page is red, after the second the subscriber is started again.
"""

_LETS_GO_SECONDS = 2.0
"""At the end, for what is neither read nor pending any more and was being looked at."""

_PATIENCE_SECONDS = 15.0
"""For one command of the store's: a batch takes a hundredth of that."""


async def _undecoded(_message: BatchMessage) -> None:
    """The line decodes by itself."""


Handler = Callable[[RedisBatchStreamMessage], Awaitable[None]]


class Ingest:
    """Reads `feeds` until it is stopped."""

    def __init__(self, settings: Settings, feeds: list[Feed], book: RuleBook) -> None:
        self._settings, self._feeds, self._book = settings, feeds, book
        self._semantics = Semantics(settings.semantic_seconds) if settings.semantic else None
        self._client: Client = connect_redis(settings.redis_url)
        self._pool: asyncpg.Pool | None = None
        self._line: Line | None = None
        self._scout: Scout | None = None
        self._reclaim: Reclaim | None = None
        self._draining = False
        self._drained_by = 0.0
        self._batches: dict[str, asyncio.Task[None]] = {}
        """The last one of each feed."""
        self._fallen: set[str] = set()
        self._reader = Reader(settings.redis_url, feeds)
        expect(feeds)
        self.broker = ReaderBroker(
            self._reader,
            settings.redis_url,
            graceful_timeout=settings.drain_seconds,
            logger=_BROKER_LOG,
        )
        for feed in feeds:
            self.broker.subscriber(
                stream=StreamSub(
                    feed.stream,
                    group=GROUP,
                    consumer=settings.consumer,
                    batch=True,
                    max_records=settings.batch_max,
                    polling_interval=BLOCK_MS,
                ),
                # Every other policy of FastStream 0.7.8 loses an entry or leaves it pending for ever when a handler
                # fails; so we acknowledge by hand, after the commit.
                ack_policy=AckPolicy.MANUAL,
                parser=self._unparsed,
                decoder=_undecoded,
            )(self._handler(feed))

    async def _unparsed(self, raw: BatchStreamMessage) -> BatchMessage:
        """FastStream 0.7.8 makes JSON of a batch before the handler sees it, and fails where an entry is no UTF-8."""
        return BatchMessage(raw_message=raw, body=b"", consumer=self._client, group=GROUP)

    def asgi(self) -> AsgiFastStream:
        return AsgiFastStream(
            self.broker,
            asgi_routes=health_routes(self._ready, self._notes),
            lifespan=self._lifespan,
            on_shutdown=[self._read_no_more],
            logger=None,
        )

    async def _read_no_more(self) -> None:
        """Else FastStream would end a read under way, and its entries would be nobody's until reclaimed."""
        self._draining = True
        self._drained_by = time.monotonic() + self._settings.drain_seconds
        await self._reader.drain()

    def _handler(self, feed: Feed) -> Handler:
        async def on_batch(message: RedisBatchStreamMessage) -> None:
            assert self._line is not None and self._scout is not None  # noqa: S101, PT018  the broker starts inside the lifespan
            raw = message.raw_message
            entries = [
                Entry(feed, entry_id.decode(), fields)
                for entry_id, fields in zip(raw["message_ids"], raw["data"], strict=True)
            ]
            checkpoint("ingest.read")
            self._scout.has_read(feed, entries[-1].entry_id, is_behind=len(entries) >= self._settings.batch_max)
            held = contextlib.ExitStack()
            held.enter_context(self._line.holding(entries))
            turn = Turn(self._batches.get(feed.name))
            batch = asyncio.create_task(self._bring(feed, entries, turn, held), name=f"batch {feed.name}")
            self._batches[feed.name] = batch
            await turn.parsed.wait()

        return on_batch

    async def _bring(self, feed: Feed, entries: Sequence[Entry], turn: Turn, held: contextlib.ExitStack) -> None:
        assert self._line is not None  # noqa: S101  as above
        with held:
            try:
                await self._line.run(entries, turn)
                checkpoint("ingest.before_ack")
                await self._acknowledge(feed, entries)
            except Exception:
                # They stay pending, and reclaim takes each alone.
                log().exception("batch failed", event_type="batch.failed", feed=feed.name, entries=len(entries))
            finally:
                turn.parsed.set()

    async def _end_batches(self) -> None:
        """What is being saved has what is left of the time that FastStream gave to what was being parsed."""
        left = [batch for batch in self._batches.values() if not batch.done()]
        if left:
            await asyncio.wait(left, timeout=max(self._drained_by - time.monotonic(), 0.0))
            await end_tasks(left)

    async def _acknowledge(self, feed: Feed, entries: Sequence[Entry]) -> None:
        """What is saved: what can't be acknowledged `reclaim` will find pending, and the store will know it."""
        assert self._line is not None and self._reclaim is not None  # noqa: S101, PT018  as above
        aside = [entry.entry_id for entry in entries if entry in self._line.aside]
        ids = [entry.entry_id for entry in entries if entry not in self._line.aside]
        try:
            if aside:
                await self._reclaim.spare(feed, aside)
            with redis_errors():
                done = await self._client.xack(feed.stream, GROUP, *ids) if ids else 0
        except (Unavailable, errors.ResponseError) as problem:
            log().warning("not acknowledged", event_type="ack.failed", feed=feed.name, why=str(problem))
            return
        if done < len(ids):
            missing = len(ids) - done
            log().warning("pending no more", event_type="ack.missing", feed=feed.name, entries=missing)

    @contextlib.asynccontextmanager
    async def _lifespan(self) -> AsyncIterator[None]:
        waking = asyncio.create_task(self._semantics.start(_WAKING_SECONDS)) if self._semantics else None
        self._pool = await self._store()
        if waking:
            await waking
        tracer = start_tracing("ingest")
        self._line = Line(self._pool, self._book.rules, self._semantics, Traces(tracer))
        settings = self._settings
        self._reclaim = reclaim = Reclaim(
            self._client, self._line, settings.consumer, settings.reclaim_idle, settings.attempts_max
        )
        tasks = [self._task("keep", reclaim.keep()), self._task("twins", self._line.twins.forget())]
        self._scout = Scout(self._client, self._line, settings.consumer, settings.reclaim_idle)
        trim = Trim(self._client, self._pool, self._line, settings.consumer)
        await self._stream_ready(trim)
        tasks += [
            self._task("reading", self._keep_reading(self._line)),
            self._task("rules", self._follow_rules(self._line)),
            *(self._task(f"reclaim {feed.name}", self._tend(feed, reclaim, trim)) for feed in self._feeds),
            *(self._task(f"scout {feed.name}", self._scout.watch(feed)) for feed in self._feeds),
        ]
        log().info(
            "ingest up",
            event_type="ingest.up",
            feeds=[f.name for f in self._feeds],
            consumer=settings.consumer,
        )
        try:
            yield
        finally:
            await self._end_batches()
            await trim.end(_LETS_GO_SECONDS)
            await end_tasks(tasks)
            if self._semantics:
                await self._semantics.stop()
            await self._client.aclose()
            await close_postgres(self._pool)
            if tracer:
                await tracer.close()
            log().info("ingest down", event_type="ingest.down")

    def _task(self, name: str, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name=name)
        task.add_done_callback(self._has_fallen)
        return task

    def _has_fallen(self, task: asyncio.Task[None]) -> None:
        """None of them ends by itself: without one this worker is not sound, and its health page says so."""
        if not task.cancelled() and (fault := task.exception()):
            self._fallen.add(task.get_name())
            log().error("task fallen", event_type="ingest.fell", task=task.get_name(), exc_info=fault)

    async def _store(self) -> asyncpg.Pool:
        async for count in attempts():
            try:
                return await connect_postgres(
                    self._settings.postgres_url, name="kawaraban-ingest", by_index=True, patience=_PATIENCE_SECONDS
                )
            except Unavailable as problem:
                log().warning("waits for the store", event_type="start.waits", attempt=count, why=str(problem))
        raise AssertionError  # attempts() never ends

    async def _stream_ready(self, trim: Trim) -> None:
        """The groups there before anything is read."""
        async for count in attempts():
            try:
                for feed in self._feeds:
                    await self._feed_ready(trim, feed)
            except Unavailable as problem:
                log().warning("waits for the stream", event_type="start.waits", attempt=count, why=str(problem))
            else:
                return

    async def _feed_ready(self, trim: Trim, feed: Feed) -> None:
        try:
            with redis_errors():
                await ensure_group(self._client, feed)
            await trim.told(feed)  # once it has read on, nobody can tell any more
        except errors.ResponseError as problem:
            # One feed's stream that is none holds up no other feed; the reader goes on trying.
            log().error("group can't be made", event_type="group.failed", feed=feed.name, why=str(problem))

    async def _tend(self, feed: Feed, reclaim: Reclaim, trim: Trim) -> None:
        """What a worker of this name had in hand is finished before anything new of the feed is read."""
        async for count in attempts():
            try:
                await reclaim.own(feed)
            except Unavailable as problem:
                log().warning("waits for the stream", event_type="start.waits", attempt=count, why=str(problem))
            except errors.ResponseError:
                break  # no group: the reader tells of it
            else:
                break
        self._reader.open(feed)
        await reclaim.watch(feed, trim.told, trim.trim)

    async def _follow_rules(self, line: Line) -> None:
        async for rules in self._book.changes():
            line.rules = rules

    def _notes(self) -> list[str]:
        return [f"term file: {problem}" for problem in self._book.problems]

    async def _keep_reading(self, line: Line) -> None:
        """Whatever a subscriber says of itself: one that has tried no read for long is started again, loudly."""
        while True:
            await asyncio.sleep(1.0)
            for feed, subscriber in zip(self._feeds, self.broker.subscribers, strict=True):
                if line.has_in_hand(feed):
                    self._reader.forgive(feed)
                if self._reader.seconds_since_try(feed) < _SILENT_SECONDS or self._draining:
                    continue
                SILENT.labels(feed.name).inc()
                log().error("reads no more, started again", event_type="feed.silent", feed=feed.name)
                self._reader.forgive(feed)
                try:
                    await subscriber.stop()
                    await subscriber.start()
                except Exception:
                    log().exception("not started", event_type="feed.failed", feed=feed.name)

    def _is_unread(self, feed: Feed) -> bool:
        return self._reader.is_away(feed) or self._reader.seconds_since_try(feed) > _QUIET_SECONDS

    async def _ready(self) -> list[str]:
        feeds = [f"feed {feed.name}" for feed in self._feeds if self._is_unread(feed)]
        # While one looks whether the store is back, the health page asks that one.
        away = self._line is None or self._line.circuit.is_probed
        stuck = ["a store that takes all: see store.held_up"] if self._line and self._line.is_held_up else []
        return [*feeds, *stuck, *sorted(self._fallen), *await unreachable(None if away else self._pool, self._client)]
