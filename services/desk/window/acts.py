"""Who did what by the desk's pages, and what came of it?  A row of desk_act and a log line each."""

from typing import Any

import asyncpg

from services.runtime.logging import log
from services.runtime.postgres import postgres_errors, rows_named

_ADD = "INSERT INTO desk_act (who, act, target, result) VALUES ($1, $2, $3, $4)"
_OF = "SELECT at, who, act, target, result FROM desk_act WHERE target = ANY($1::text[]) ORDER BY act_id DESC LIMIT 50"


async def record(pool: asyncpg.Pool, who: str, act: str, target: str, result: str) -> None:
    """`target` is `dead/7` or `dead?reason=malformed`.  Raises Unavailable."""
    log().info("act at the desk", event_type="desk.act", who=who, act=act, target=target, result=result)
    with postgres_errors():
        await pool.execute(_ADD, who, act, target, result)


async def acts_on(pool: asyncpg.Pool, *targets: str) -> list[dict[str, Any]]:
    """The newest first.  Raises Unavailable."""
    return [dict(row) for row in await rows_named(pool, _OF, list(targets))]
