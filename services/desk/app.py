"""The read API: announced articles, whole, where events point to.  What was not announced is not there."""

import contextlib
from collections.abc import AsyncIterator
from typing import Annotated

import asyncpg
from fastapi import FastAPI, HTTPException, Path, Response
from starlette.routing import Route

from services.runtime.health import health_routes, unreachable
from services.runtime.logging import log
from services.runtime.postgres import close_postgres, connect_postgres, postgres_errors
from services.runtime.redis import connect_redis
from services.runtime.settings import Settings
from services.runtime.unavailable import Unavailable, attempts

# Numbered means given to the stream: a held or withheld version is not to be had here.
_ANNOUNCED = """
SELECT v.article FROM story_version AS v JOIN outbox AS o USING (provider, story_id, version)
WHERE (v.provider, v.story_id, v.version) = ($1, $2, $3) AND o.stream_ms IS NOT NULL
"""


class Desk:
    """The application, with the pool that it opens when it starts."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._pool: asyncpg.Pool | None = None
        self._client = connect_redis(settings.redis_url)
        self.app = FastAPI(title="Kawaraban desk", lifespan=self._lifespan, docs_url=None, redoc_url=None)
        self.app.get("/articles/{provider}/{story_id:path}/versions/{version}")(self.article)

    async def article(
        self, provider: str, story_id: str, version: Annotated[int, Path(ge=1, le=2**31 - 1)]
    ) -> Response:
        """The article as it was announced: the bytes that the event's `datasha256` is the digest of."""
        try:
            with postgres_errors():
                assert self._pool is not None  # noqa: S101  opened by the lifespan
                found = await self._pool.fetchval(_ANNOUNCED, provider, story_id, version)
        except Unavailable as problem:
            raise HTTPException(503, "the store is away, try again") from problem
        if found is None:
            raise HTTPException(404, "no such version was announced")
        return Response(found, media_type="application/json")

    @contextlib.asynccontextmanager
    async def _lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        async for count in attempts():
            try:
                self._pool = await connect_postgres(self._settings.postgres_url, name="kawaraban-desk")
                break
            except Unavailable as problem:
                log().warning("waits for the store", event_type="start.waits", attempt=count, why=str(problem))
        log().info("desk up", event_type="desk.up")
        try:
            yield
        finally:
            await self._client.aclose()
            if self._pool is not None:
                await close_postgres(self._pool)
            log().info("desk down", event_type="desk.down")

    async def missing(self) -> list[str]:
        return await unreachable(self._pool, self._client)


def desk_app(settings: Settings) -> FastAPI:
    desk = Desk(settings)
    for path, route in health_routes(desk.missing):
        desk.app.router.routes.append(Route(path, route))
    return desk.app
