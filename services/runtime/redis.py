"""The stream server: one client, its names, and which of its errors pass by themselves."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import redis.exceptions as errors
from pydantic import SecretStr
from redis.asyncio import Redis

from services.runtime.feeds import Feed
from services.runtime.metrics import UNAVAILABLE
from services.runtime.unavailable import Unavailable

GROUP = "ingest"
READY_STREAM = "articles:ready"


def connect_redis(url: SecretStr) -> "Redis[bytes]":
    return Redis.from_url(
        url.get_secret_value(), socket_connect_timeout=5, socket_keepalive=True, health_check_interval=15
    )


@contextmanager
def redis_errors() -> Iterator[None]:
    """Raises Unavailable for a Redis that is away, loading, full or no longer the master."""
    try:
        yield
    except (errors.ConnectionError, errors.TimeoutError, OSError, asyncio.TimeoutError) as problem:
        UNAVAILABLE.labels("redis").inc()
        raise Unavailable(f"redis: {type(problem).__name__}") from problem
    except (errors.OutOfMemoryError, errors.ReadOnlyError, errors.ClusterDownError) as problem:
        UNAVAILABLE.labels("redis").inc()
        raise Unavailable(f"redis: {problem}") from problem


async def ensure_group(client: "Redis[bytes]", feed: Feed) -> bool:
    """Makes the group of a feed at 0, so that it starts with the backlog; True if it was not there."""
    try:
        await client.xgroup_create(feed.stream, GROUP, id="0", mkstream=True)
    except errors.ResponseError as problem:
        if str(problem).startswith("BUSYGROUP"):
            return False
        raise
    return True
