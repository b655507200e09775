"""/metrics, /health/live and /health/ready, the same on every service."""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import asyncpg
from prometheus_client import REGISTRY, CollectorRegistry, make_asgi_app

from services.runtime.postgres import lent, postgres_errors
from services.runtime.redis import Client, redis_errors
from services.runtime.unavailable import Unavailable

ASGIApp = Callable[[Any, Any, Any], Awaitable[None]]
Missing = Callable[[], Awaitable[list[str]]]


def health_routes(
    missing: Missing, notes: Callable[[], list[str]] = list, registry: CollectorRegistry = REGISTRY
) -> list[tuple[str, ASGIApp]]:
    """`missing` names what the service lacks to do its work; it is given two seconds.

    `notes` are sentences about what somebody should mend while the work goes on.  /metrics shows what `registry` has.
    """
    routes = {"/metrics": make_asgi_app(registry), "/health/live": _live, "/health/ready": _ready(missing, notes)}
    return [(path, _Endpoint(app)) for path, app in routes.items()]


class _Endpoint:
    """Starlette takes a plain function for a request handler, an object for an application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self._app(scope, receive, send)


async def unreachable(pool: asyncpg.Pool | None, client: Client) -> list[str]:
    """The servers that don't answer now."""
    missing = []
    try:
        with redis_errors():
            await client.ping()
    except Unavailable:
        missing.append("redis")
    if pool is None or not await _answers(pool):
        missing.append("postgres")
    return missing


async def _answers(pool: asyncpg.Pool) -> bool:
    try:
        with postgres_errors():
            async with lent(pool) as connection:
                return bool(await connection.fetchval("SELECT 1") == 1)
    except Unavailable:
        return False


async def _live(_scope: Any, _receive: Any, send: Any) -> None:
    await _answer(send, 200, {"status": "live"})


def _ready(missing: Missing, notes: Callable[[], list[str]]) -> ASGIApp:
    async def ready(_scope: Any, _receive: Any, send: Any) -> None:
        try:
            async with asyncio.timeout(2):
                lacks = await missing()
        except TimeoutError:
            lacks = ["an answer within 2 s"]
        found = {"status": "waiting" if lacks else "ready", "missing": lacks, "notes": notes()}
        await _answer(send, 503 if lacks else 200, found)

    return ready


async def _answer(send: Any, status: int, what: MutableMapping[str, Any]) -> None:
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(what).encode()})
