"""The stream server: one client, its names, and which of its errors pass by themselves."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

import redis.exceptions as errors
from pydantic import SecretStr
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from services.runtime.feeds import Feed
from services.runtime.metrics import UNAVAILABLE
from services.runtime.unavailable import Unavailable

Client: TypeAlias = Any
"""A redis.asyncio.Redis whose replies are bytes.  redis-py 8.1 types every reply as all that it could ever be."""

GROUP = "ingest"
READY_STREAM = "articles:ready"

StreamId = tuple[int, int]
NONE: StreamId = (0, 0)
"""The last id of a stream that does not exist."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What XINFO tells of a stream without its entries; `deleted` is the highest id that XDEL took."""

    top: StreamId = NONE
    first: StreamId | None = None
    length: int = 0
    added: int = 0
    deleted: StreamId = NONE

    def is_trimmed(self, stream_id: StreamId) -> bool:
        """Can an entry of that id have been dropped for its age?  XTRIM leaves no mark but the count of all added."""
        return self.first is not None and self.added > self.length and self.deleted < stream_id < self.first


def connect_redis(url: SecretStr) -> Client:
    """A client that waits five seconds for an answer at most, and never sends again by itself.

    redis-py 8.1 has two defaults for each: `from_url` gives its connections five seconds and no retry, `Redis()` ten
    retries, of which each may add copy once more.  So that both are ours they are named.
    """
    return Redis.from_url(
        url.get_secret_value(),
        socket_connect_timeout=5,
        socket_timeout=5,
        socket_keepalive=True,
        health_check_interval=15,
        retry=Retry(NoBackoff(), 0),
    )


@contextmanager
def redis_errors() -> Iterator[None]:
    """Raises Unavailable for a Redis that is away, loading, full or no longer the master."""
    try:
        yield
    except RuntimeError as problem:
        # What uvloop 0.23 says of a connection that was reset while redis-py 8.1 held it for a good one.
        if type(problem) is not RuntimeError:
            raise
        UNAVAILABLE.labels("redis").inc()
        raise Unavailable(f"redis: {problem}") from problem
    except (TimeoutError, errors.ConnectionError, errors.TimeoutError, OSError) as problem:
        UNAVAILABLE.labels("redis").inc()
        raise Unavailable(f"redis: {type(problem).__name__}") from problem
    except (errors.OutOfMemoryError, errors.ReadOnlyError, errors.ClusterDownError) as problem:
        UNAVAILABLE.labels("redis").inc()
        raise Unavailable(f"redis: {problem}") from problem


async def shape_of(client: Client, stream: str) -> Shape:
    """Raises Unavailable, also where this user may not ask or the key is no stream."""
    try:
        with redis_errors():
            found: dict[str, Any] = await client.xinfo_stream(stream)
    except errors.ResponseError as problem:
        if type(problem) is errors.ResponseError and not await _has_entries(client, stream):
            return Shape()  # "no such key", for which there is no code
        raise Unavailable(f"redis: {problem}") from problem
    return Shape(
        top=as_id(found["last-generated-id"]),
        first=as_id(found["first-entry"][0]) if found["first-entry"] else None,
        length=found["length"],
        added=found["entries-added"],
        deleted=as_id(found["max-deleted-entry-id"]),
    )


async def _has_entries(client: Client, stream: str) -> bool:
    try:
        with redis_errors():
            return bool(await client.xlen(stream))
    except errors.ResponseError as problem:  # the key is no stream
        raise Unavailable(f"redis: {problem}") from problem


def as_id(text: bytes) -> StreamId:
    ms, _, n = text.partition(b"-")
    return int(ms), int(n)


def as_text(stream_id: StreamId) -> str:
    return f"{stream_id[0]}-{stream_id[1]}"


async def ensure_group(client: Client, feed: Feed) -> bool:
    """Makes the group of a feed at 0, so that it starts with the backlog; True if it was not there."""
    try:
        await client.xgroup_create(feed.stream, GROUP, id="0", mkstream=True)
    except errors.OutOfMemoryError:
        # Said before it is looked whether the group is there; a worker that can't start could never make room.
        if await client.xlen(feed.stream) and await _has_group(client, feed):
            return False
        raise
    except errors.ResponseError as problem:
        if str(problem).startswith("BUSYGROUP"):
            return False
        raise
    return True


async def _has_group(client: Client, feed: Feed) -> bool:
    return any(group["name"] == GROUP.encode() for group in await client.xinfo_groups(feed.stream))
