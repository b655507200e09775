"""The dead letters: look, try again, drop."""

import json
from typing import Any

import asyncpg

from services.runtime.postgres import postgres_errors
from services.runtime.redis import Client, redis_errors

_LIST = """
SELECT dead_id, feed, entry_id, item, reason, detail, octet_length(body) AS bytes, attempts, first_at, last_at, state
FROM dead_letter
WHERE ($1 OR state IN ('open', 'retrying')) AND ($2::text IS NULL OR reason = $2) AND ($3::text IS NULL OR feed = $3)
ORDER BY dead_id DESC LIMIT $4
"""
_SHOW = "SELECT * FROM dead_letter WHERE dead_id = $1"
_RETRY = """
UPDATE dead_letter SET state = 'retrying', last_at = now()
WHERE dead_id = $1 AND state IN ('open', 'retrying') RETURNING feed, body, fields
"""
_DROP = """
UPDATE dead_letter SET state = 'dropped', last_at = now()
WHERE dead_id = $1 AND state IN ('open', 'retrying') RETURNING dead_id
"""
_OPEN_OF = "SELECT dead_id FROM dead_letter WHERE state = 'open' AND reason = $1 ORDER BY dead_id"


class NoSuchDeadLetter(Exception):  # noqa: N818  its name is the message
    """No dead letter has that number, or it is closed."""


class DeadLetters:
    """Raises Unavailable from every method if a server is away."""

    def __init__(self, pool: asyncpg.Pool, client: Client) -> None:
        self._pool, self._client = pool, client

    async def listed(
        self, *, reason: str | None = None, feed: str | None = None, closed: bool = False, limit: int = 100
    ) -> list[dict[str, Any]]:
        """The newest first, without their bytes; `closed` adds those that were resolved or dropped."""
        with postgres_errors():
            return [dict(row) for row in await self._pool.fetch(_LIST, closed, reason, feed, limit)]

    async def show(self, dead_id: int) -> dict[str, Any]:
        """One whole, its bytes in `body`."""
        with postgres_errors():
            row = await self._pool.fetchrow(_SHOW, dead_id)
        if row is None:
            raise NoSuchDeadLetter(str(dead_id))
        return dict(row)

    async def open_of(self, reason: str) -> list[int]:
        with postgres_errors():
            return [row["dead_id"] for row in await self._pool.fetch(_OPEN_OF, reason)]

    async def retry(self, dead_id: int) -> str:
        """Puts its bytes onto its feed's stream again and returns the new entry's id.

        Safe to repeat: if this ends between the two servers, the letter stays `retrying` and another try does no harm,
        since a story that got in meanwhile is a duplicate.
        """
        with postgres_errors():
            row = await self._pool.fetchrow(_RETRY, dead_id)
        if row is None:
            raise NoSuchDeadLetter(f"{dead_id} is not open")
        fields: dict[str, str | bytes] = {
            **json.loads(row["fields"]),
            "retry-of": str(dead_id),
            "body": row["body"],
        }
        with redis_errors():
            entry_id = await self._client.xadd(f"wire:{row['feed']}", fields)
        return str(entry_id.decode())

    async def drop(self, dead_id: int) -> None:
        """Closes it for good; its bytes stay in the store."""
        with postgres_errors():
            if await self._pool.fetchval(_DROP, dead_id) is None:
                raise NoSuchDeadLetter(f"{dead_id} is not open")
