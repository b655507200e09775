"""The publish service: one relay, and what it shows."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import asyncpg
from starlette.applications import Starlette
from starlette.routing import Route

from services.publish.relay import Relay
from services.runtime.health import health_routes, unreachable
from services.runtime.logging import log
from services.runtime.postgres import close_postgres, connect_postgres
from services.runtime.redis import connect_redis
from services.runtime.settings import Settings
from services.runtime.tracing import start_tracing
from services.runtime.unavailable import Unavailable


def publish_app(settings: Settings) -> Starlette:
    """The relay runs as long as the application does; on the way out it empties the outbox."""
    client = connect_redis(settings.redis_url)
    relay = Relay(settings.postgres_url.get_secret_value(), client, settings.public_url, settings.ready_keep)
    pools: list[asyncpg.Pool] = []

    async def missing() -> list[str]:
        # A relay in waiting is ready: another one leads, and this one follows within a second of its end.
        if not pools:
            with contextlib.suppress(Unavailable):
                pools.append(await connect_postgres(settings.postgres_url, size=1, name="kawaraban-publish-health"))
        trouble = [relay.trouble] if relay.trouble else []
        return [*trouble, *await unreachable(pools[0] if pools else None, client)]

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        relay.tracer = tracer = start_tracing("publish")
        running = asyncio.create_task(relay.run())
        log().info("publish up", event_type="publish.up")
        try:
            yield
        finally:
            relay.stop()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(running, settings.drain_seconds)
            await client.aclose()
            for pool in pools:
                await close_postgres(pool)
            if tracer:
                await tracer.close()
            log().info("publish down", event_type="publish.down")

    return Starlette(routes=[Route(path, route) for path, route in health_routes(missing)], lifespan=lifespan)
