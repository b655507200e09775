"""How is a stream read without end?  A client for FastStream that waits out every failure and tells of it once.

FastStream 0.7.8 logs a traceback a failure, ends its task or repeats it without a pause when the server answers with an
error, and stops for good when the group is gone.  This client hands it entries or nothing, never an error.
"""

import asyncio
import contextlib
import random
import time
from collections.abc import Mapping
from typing import Any

import redis.exceptions as errors
from faststream.redis import RedisBroker
from faststream.redis.configs import RedisConnectionState
from pydantic import SecretStr
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from services.ingest.outage import Outage
from services.runtime.feeds import Feed
from services.runtime.logging import log
from services.runtime.metrics import GROUPS_LOST, RECONNECTS
from services.runtime.redis import Client, ensure_group, redis_errors
from services.runtime.unavailable import Unavailable

BLOCK_MS = 1000
_ANSWER_SECONDS = 5
"""More than a read blocks: a link that is half open shows by this alone."""

_FIRST_WAIT, _LONGEST_WAIT = 0.1, 2.0


def _connect(url: SecretStr) -> Client:
    """Without redis-py's own retries: a read whose answer was lost has delivered, and the next must not hide that."""
    return Redis.from_url(
        url.get_secret_value(),
        socket_timeout=_ANSWER_SECONDS,
        socket_connect_timeout=_ANSWER_SECONDS,
        socket_keepalive=True,
        health_check_interval=15,
        retry=Retry(NoBackoff(), 0),
    )


class Reader:
    """Stands for a redis.asyncio.Redis wherever FastStream's subscribers ask one."""

    def __init__(self, url: SecretStr, feeds: list[Feed]) -> None:
        self._client = _connect(url)
        self._feeds = {feed.stream: feed for feed in feeds}
        self._outages = {feed.stream: Outage("feed", feed.name) for feed in feeds}
        self._waits = dict.fromkeys(self._feeds, _FIRST_WAIT)
        self._tried: dict[str, float] = {}
        self._last: dict[str, str] = {}
        self._reading: set[asyncio.Future[None]] = set()
        self._opened = {feed.stream: asyncio.Event() for feed in feeds}
        self._draining = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    async def ping(self) -> bool:
        """FastStream asks once, before its first read, and can't bear a no."""
        return True

    async def xgroup_create(self, **_: object) -> None:
        """FastStream makes groups at `$`, above what nobody has read yet; ours are made at 0 when they are missed."""

    async def xreadgroup(self, streams: Mapping[str, str], **options: Any) -> Any:
        """New entries of one stream; none where there are none or they can't be had now."""
        [stream] = streams
        if self._draining:
            await asyncio.get_running_loop().create_future()  # until FastStream ends its task
        reading = asyncio.get_running_loop().create_future()
        self._reading.add(reading)
        self._tried[stream] = time.monotonic()
        try:
            return await self._read(stream, streams, options) if await self._is_open(stream) else []
        finally:
            self._tried[stream] = time.monotonic()
            self._reading.discard(reading)
            reading.set_result(None)

    def open(self, feed: Feed) -> None:
        """Until then nothing new of it is read."""
        self._opened[feed.stream].set()

    def is_away(self, feed: Feed) -> bool:
        """Its last read failed."""
        return self._outages[feed.stream].is_on

    def seconds_since_try(self, feed: Feed) -> float:
        """Whatever FastStream thinks that it does."""
        return time.monotonic() - self._tried.setdefault(feed.stream, time.monotonic())

    def forgive(self, feed: Feed) -> None:
        """Counts from now: it had something in hand, or was started again."""
        self._tried[feed.stream] = time.monotonic()

    async def drain(self) -> None:
        """Reads no more, and returns when what is being read just now is in a handler's hands."""
        self._draining = True
        if self._reading:
            await asyncio.wait(self._reading, timeout=_ANSWER_SECONDS)

    async def _is_open(self, stream: str) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(BLOCK_MS / 1000):
                await self._opened[stream].wait()
        return self._opened[stream].is_set()

    async def _read(self, stream: str, streams: Mapping[str, str], options: Mapping[str, Any]) -> Any:
        try:
            with redis_errors():
                found = await self._client.xreadgroup(streams=streams, **options)
        except Unavailable as problem:
            return await self._failed(stream, str(problem))
        except errors.ResponseError as problem:
            return await self._refused(stream, str(problem))
        except errors.RedisError as problem:
            return await self._failed(stream, type(problem).__name__, wants_a_person=True)
        if self._outages[stream].end():
            RECONNECTS.labels("redis").inc()
        self._waits[stream] = _FIRST_WAIT
        for _, entries in found or ():
            self._last[stream] = entries[-1][0].decode()
        return found

    async def _refused(self, stream: str, answer: str) -> list[object]:
        if answer.startswith("UNBLOCKED"):  # by CLIENT UNBLOCK, or since the stream's key went away
            return []
        if not answer.startswith("NOGROUP"):
            return await self._failed(stream, answer, wants_a_person=True)
        feed = self._feeds[stream]
        try:
            with redis_errors():
                made = await ensure_group(self._client, feed)
        except (Unavailable, errors.ResponseError) as problem:
            return await self._failed(stream, str(problem), wants_a_person=True)
        if made:
            GROUPS_LOST.labels(feed.name).inc()
            # If the stream's entries are gone too, what came after this one and was not read is what was lost.
            last = self._last.get(stream)
            log().error("group lost, made again at 0", event_type="group.lost", feed=feed.name, last_read=last)
        return []

    async def _failed(self, stream: str, why: str, *, wants_a_person: bool = False) -> list[object]:
        self._outages[stream].begin(why, wants_a_person=wants_a_person)
        await asyncio.sleep(self._waits[stream] * random.uniform(0.5, 1.0))  # noqa: S311  spreads retries, guards nothing
        self._waits[stream] = min(self._waits[stream] * 2, _LONGEST_WAIT)
        return []


class _Connection(RedisConnectionState):
    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self._reader = reader

    async def connect(self) -> Any:
        client: Client = self._reader
        self._client, self._connected = client, True
        return client


class ReaderBroker(RedisBroker):
    """A broker whose subscribers read by `reader`."""

    def __init__(self, reader: Reader, url: SecretStr, **options: Any) -> None:
        self._reader = reader
        super().__init__(url.get_secret_value(), **options)

    def _make_connection_state(self, connection_options: dict[str, Any], kwargs: dict[str, Any]) -> Any:  # noqa: ARG002
        """FastStream 0.7.8's own place for another connection: its brokers for Sentinel and Cluster use it."""
        return _Connection(self._reader)
