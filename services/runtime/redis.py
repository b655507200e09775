"""The stream server: one client, its names, and which of its errors pass by themselves."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

import redis.exceptions as errors
from pydantic import SecretStr
from redis.asyncio import Redis

from services.runtime.feeds import Feed
from services.runtime.metrics import UNAVAILABLE
from services.runtime.unavailable import Unavailable

Client: TypeAlias = Any
"""A redis.asyncio.Redis whose replies are bytes.  redis-py 8.1 types every reply as all that it could ever be."""

GROUP = "ingest"
READY_STREAM = "articles:ready"


def connect_redis(url: SecretStr) -> Client:
    return Redis.from_url(
        url.get_secret_value(), socket_connect_timeout=5, socket_keepalive=True, health_check_interval=15
    )


@contextmanager
def redis_errors() -> Iterator[None]:
    """Raises Unavailable for a Redis that is away, loading, full or no longer the master."""
    try:
        yield
    except (TimeoutError, errors.ConnectionError, errors.TimeoutError, OSError) as problem:
        UNAVAILABLE.labels("redis").inc()
        raise Unavailable(f"redis: {type(problem).__name__}") from problem
    except (errors.OutOfMemoryError, errors.ReadOnlyError, errors.ClusterDownError) as problem:
        UNAVAILABLE.labels("redis").inc()
        raise Unavailable(f"redis: {problem}") from problem


async def ensure_group(client: Client, feed: Feed) -> bool:
    """Makes the group of a feed at 0, so that it starts with the backlog; True if it was not there."""
    try:
        await client.xgroup_create(feed.stream, GROUP, id="0", mkstream=True)
    except errors.ResponseError as problem:
        if str(problem).startswith("BUSYGROUP"):
            return False
        raise
    return True
