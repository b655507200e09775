"""What waits in the line, and since when?  Asked of the servers themselves, by the doctor and by the desk's figures."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import asyncpg
import redis.exceptions as errors

from services.runtime.feeds import Feed
from services.runtime.postgres import lent, postgres_errors
from services.runtime.redis import GROUP, Client, redis_errors

# An event is free from its creation on, or from the end of its embargo.
_OUTBOX = """
SELECT count(*) FILTER (WHERE free <= now()) AS unsent,
       coalesce(extract(epoch FROM now() - min(free) FILTER (WHERE free <= now())), 0)::float8 AS unsent_seconds,
       count(hold_until) AS held,
       min(hold_until) AS next_release,
       coalesce(extract(epoch FROM now() - min(hold_until)), 0)::float8 AS overdue_seconds
FROM (
  SELECT hold_until, greatest(created_at, hold_until) AS free FROM outbox
  WHERE stream_ms IS NULL AND cancelled_at IS NULL
) AS waiting
"""
# What was withheld and is overtaken, or was withdrawn, waits for nobody any more.
_WITHHELD = """
SELECT count(*) FROM story_version AS v JOIN story AS s USING (provider, story_id)
WHERE v.fate = 'withheld' AND v.version = s.version AND NOT coalesce(s.withdrawn_version >= s.version, false)
"""
_UNMATCHED = "SELECT count(*) FROM story_version WHERE fate = 'unmatched'"
_DEAD = """
SELECT reason, count(*) AS letters FROM dead_letter WHERE state IN ('open', 'retrying') GROUP BY reason ORDER BY reason
"""


@dataclass(frozen=True, slots=True)
class Backlog:
    """Of a feed: entries unread (None: Redis can't tell) and pending, and how long the oldest of either has waited."""

    unread: int | None
    pending: int
    oldest_seconds: float


@dataclass(frozen=True, slots=True)
class Store:
    """What has to be sent, what is held for its embargo (`overdue_seconds` < 0: not yet), what waits for the desk."""

    unsent: int
    unsent_seconds: float
    held: int
    next_release: dt.datetime | None
    overdue_seconds: float
    withheld: int
    unmatched: int
    dead: Mapping[str, int]


async def backlog(client: Client, feed: Feed) -> Backlog | None:
    """None if the feed has no stream or no group.  Raises Unavailable."""
    try:
        with redis_errors():
            groups = {group["name"]: group for group in await client.xinfo_groups(feed.stream)}
            pending: dict[str, Any] = await client.xpending(feed.stream, GROUP)
            group = groups[GROUP.encode()]
            # A flash is pending before the group has come to it, so both are looked at.
            unread = await client.xrange(feed.stream, min=b"(" + group["last-delivered-id"], count=1)
    except (errors.ResponseError, KeyError):
        return None
    waiting = [entry_id for entry_id, _ in unread] + ([pending["min"]] if pending["pending"] else [])
    since = min((int(entry_id.split(b"-")[0]) / 1000 for entry_id in waiting), default=None)
    oldest = 0.0 if since is None else max(dt.datetime.now(dt.UTC).timestamp() - since, 0.0)
    return Backlog(group["lag"], pending["pending"], oldest)


async def in_store(pool: asyncpg.Pool) -> Store:
    """Raises Unavailable, also where the tables are not there yet."""
    with postgres_errors():
        async with lent(pool) as connection:
            [outbox] = await connection.fetch(_OUTBOX)
            return Store(
                **outbox,
                withheld=await connection.fetchval(_WITHHELD),
                unmatched=await connection.fetchval(_UNMATCHED),
                dead={row["reason"]: row["letters"] for row in await connection.fetch(_DEAD)},
            )
