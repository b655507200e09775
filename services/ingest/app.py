"""The ingest service: a batch subscriber a feed on one broker, with what keeps it alive and what it shows."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable

import asyncpg
from faststream import AckPolicy
from faststream.asgi import AsgiFastStream
from faststream.redis import RedisBroker, StreamSub
from faststream.redis.annotations import RedisBatchStreamMessage
from faststream.redis.message import BatchStreamMessage
from faststream.redis.message import RedisBatchStreamMessage as BatchMessage

from services.ingest.entry import Entry
from services.ingest.line import Line
from services.ingest.reclaim import Reclaim
from services.ingest.rulebook import RuleBook
from services.ingest.semantics import Semantics
from services.runtime.checkpoint import checkpoint
from services.runtime.feeds import Feed
from services.runtime.health import health_routes, unreachable
from services.runtime.logging import log
from services.runtime.metrics import GROUPS_LOST
from services.runtime.postgres import close_postgres, connect_postgres
from services.runtime.redis import GROUP, Client, connect_redis, ensure_group, redis_errors
from services.runtime.settings import Settings
from services.runtime.unavailable import Unavailable, attempts

# FastStream tells of every message at INFO; the line tells of every story.
_BROKER_LOG = logging.getLogger("kawaraban.broker")
_BROKER_LOG.setLevel(logging.WARNING)


_WAKING_SECONDS = 5.0
"""The semantic layer is up a second after the store in most cases; a start does not wait for it longer than this."""


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
        self._draining = False
        self.broker = RedisBroker(
            settings.redis_url.get_secret_value(),
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
                    polling_interval=1000,
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
            on_shutdown=[self._let_groups_go],
            logger=None,
        )

    async def _let_groups_go(self) -> None:
        """A subscriber that drains has stopped too, and must not be started again for that."""
        self._draining = True

    def _handler(self, feed: Feed) -> Handler:
        async def on_batch(message: RedisBatchStreamMessage) -> None:
            assert self._line is not None  # noqa: S101  the broker starts inside the lifespan
            raw = message.raw_message
            entries = [
                Entry(feed, entry_id.decode(), fields)
                for entry_id, fields in zip(raw["message_ids"], raw["data"], strict=True)
            ]
            await self._line.run(entries)
            checkpoint("ingest.before_ack")
            try:
                with redis_errors():
                    await message.ack()
            except Unavailable as problem:
                # All of it is saved; `reclaim` will find it pending, and the store will know it.
                log().warning("not acknowledged", event_type="ack.failed", feed=feed.name, why=str(problem))

        return on_batch

    @contextlib.asynccontextmanager
    async def _lifespan(self) -> AsyncIterator[None]:
        waking = asyncio.create_task(self._semantics.start(_WAKING_SECONDS)) if self._semantics else None
        self._pool = await self._store()
        if waking:
            await waking
        self._line = Line(self._pool, self._book.rules, self._semantics)
        settings = self._settings
        reclaim = Reclaim(self._client, self._line, settings.consumer, settings.reclaim_idle, settings.attempts_max)
        tasks = [asyncio.create_task(reclaim.keep()), asyncio.create_task(self._line.twins.forget())]
        await self._stream_ready(reclaim)
        tasks += [asyncio.create_task(reclaim.watch(self._feeds)), asyncio.create_task(self._keep_groups())]
        tasks += [asyncio.create_task(self._follow_rules(self._line))]
        log().info(
            "ingest up",
            event_type="ingest.up",
            feeds=[f.name for f in self._feeds],
            consumer=settings.consumer,
        )
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            if self._semantics:
                await self._semantics.stop()
            await self._client.aclose()
            await close_postgres(self._pool)
            log().info("ingest down", event_type="ingest.down")

    async def _store(self) -> asyncpg.Pool:
        async for count in attempts():
            try:
                return await connect_postgres(self._settings.postgres_url, name="kawaraban-ingest", by_index=True)
            except Unavailable as problem:
                log().warning("waits for the store", event_type="start.waits", attempt=count, why=str(problem))
        raise AssertionError  # attempts() never ends

    async def _stream_ready(self, reclaim: Reclaim) -> None:
        """The groups there, and what a worker of this name had in hand finished, before anything new is read."""
        async for count in attempts():
            try:
                for feed in self._feeds:
                    with redis_errors():
                        await ensure_group(self._client, feed)
                    await reclaim.own(feed)
            except Unavailable as problem:
                log().warning("waits for the stream", event_type="start.waits", attempt=count, why=str(problem))
            else:
                return

    async def _follow_rules(self, line: Line) -> None:
        async for rules in self._book.changes():
            line.rules = rules

    def _notes(self) -> list[str]:
        return [f"term file: {problem}" for problem in self._book.problems]

    async def _keep_groups(self) -> None:
        """A lost group (FLUSHALL, failover) ends FastStream's subscriber for good: make it again at 0, and be loud."""
        while not self._draining:
            await asyncio.sleep(1.0)
            for feed, subscriber in zip(self._feeds, self.broker.subscribers, strict=True):
                if subscriber.running or self._draining:
                    continue
                try:
                    with redis_errors():
                        await ensure_group(self._client, feed)
                        await subscriber.start()
                except Exception as problem:
                    log().error("group can't be made", event_type="group.failed", feed=feed.name, why=str(problem))
                else:
                    GROUPS_LOST.labels(feed.name).inc()
                    log().error("group lost, made again at 0", event_type="group.lost", feed=feed.name)

    async def _ready(self) -> list[str]:
        stopped = [f.name for f, s in zip(self._feeds, self.broker.subscribers, strict=True) if not s.running]
        return [*(f"feed {name}" for name in stopped), *await unreachable(self._pool, self._client)]
