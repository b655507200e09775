"""The read API: announced articles for subscribers, and on this machine the desk's own view of every story."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Annotated, Any

import asyncpg
import orjson
from fastapi import APIRouter, Depends, FastAPI, Path, Query, Request, Response
from starlette.routing import Route

from services.desk.announced import Announced, NotAnnounced, Withdrawn
from services.desk.figures import Figures
from services.desk.search_index import SearchIndex
from services.desk.stories import Listing, NoSuchStory, Stories
from services.desk.window.access import Guard
from services.desk.window.live import Live
from services.desk.window.page import Pages
from services.desk.window.rooms import Rooms
from services.desk.window.routes import window
from services.runtime.feeds import Feed, read_feeds
from services.runtime.health import health_routes, unreachable
from services.runtime.logging import log
from services.runtime.postgres import close_postgres, connect_postgres
from services.runtime.redis import connect_redis
from services.runtime.server import end_tasks
from services.runtime.settings import Settings
from services.runtime.unavailable import Unavailable, attempts

_DIFFS = 2
"""Compared at a time: each may take most of a second of the processor."""

_HIGHEST = 2**31 - 1
Version = Annotated[int, Path(ge=0, le=_HIGHEST)]
Revision = Annotated[int | None, Query(ge=0, le=_HIGHEST)]
Limit = Annotated[int, Query(ge=1, le=1000)]


class Desk:
    """The application, with the pool that it opens when it starts; `feeds` are those whose streams it looks at."""

    def __init__(self, settings: Settings, feeds: Sequence[Feed] | None = None) -> None:
        self._settings = settings
        self._pool: asyncpg.Pool | None = None
        self._comparing = asyncio.Semaphore(_DIFFS)
        self._client = connect_redis(settings.redis_url)
        named = read_feeds(settings.config_dir / "feeds.toml") if feeds is None else {one.name: one for one in feeds}
        self.figures = Figures(self._client, list(named.values()))
        self.app = FastAPI(title="Kawaraban desk", lifespan=self._lifespan, docs_url=None, redoc_url=None)
        self.app.include_router(_articles(lambda: Announced(self._opened(), self._comparing)))
        guard, pages = Guard(settings.desk_token), Pages()
        self.live = Live(self._client, pages.row)
        self.app.include_router(_own_view(lambda: Stories(self._opened()), guard))
        rooms = Rooms(self._opened, self._client, guard, pages, self.live, named, self._comparing)
        self.app.include_router(window(rooms))
        for kind, answer in _ANSWERS.items():
            self.app.add_exception_handler(kind, answer)

    def _opened(self) -> asyncpg.Pool:
        assert self._pool is not None  # noqa: S101  by the lifespan
        return self._pool

    @contextlib.asynccontextmanager
    async def _lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        async for count in attempts():
            try:
                self._pool = await connect_postgres(self._settings.postgres_url, name="kawaraban-desk")
                break
            except Unavailable as problem:
                log().warning("waits for the store", event_type="start.waits", attempt=count, why=str(problem))
        work = (self.figures.keep(self._opened()), self.live.run(), SearchIndex(self._opened()).run())
        tasks = [asyncio.create_task(one) for one in work]
        log().info("desk up", event_type="desk.up")
        try:
            yield
        finally:
            await end_tasks(tasks)
            await self._client.aclose()
            if self._pool is not None:
                await close_postgres(self._pool)
            log().info("desk down", event_type="desk.down")

    async def missing(self) -> list[str]:
        return await unreachable(self._pool, self._client)


def desk_app(settings: Settings, feeds: Sequence[Feed] | None = None) -> FastAPI:
    desk = Desk(settings, feeds)
    for path, route in health_routes(desk.missing, registry=desk.figures.registry):
        desk.app.router.routes.append(Route(path, route))
    desk.app.state.ending = desk.live.end
    return desk.app


def _json(what: object, status: int = 200) -> Response:
    return Response(orjson.dumps(what, option=orjson.OPT_UTC_Z), status, media_type="application/json")


# --- answers that are none ---


async def _away(_: Request, __: Exception) -> Response:
    return _json({"detail": "the store is away, try again"}, 503)


async def _not_announced(_: Request, __: Exception) -> Response:
    return _json({"detail": "no such version was announced"}, 404)


async def _no_story(_: Request, problem: Exception) -> Response:
    return _json({"detail": str(problem)}, 404)


async def _gone(_: Request, problem: Exception) -> Response:
    assert isinstance(problem, Withdrawn)  # noqa: S101  by the table below
    detail = "it was withdrawn: stop using it"
    return _json({"detail": detail, "withdrawn_version": problem.version, "why": problem.why}, 410)


_ANSWERS: dict[type[Exception], Any] = {
    Unavailable: _away,
    NotAnnounced: _not_announced,
    NoSuchStory: _no_story,
    Withdrawn: _gone,
}


# --- for subscribers ---


def _articles(announced: Callable[[], Announced]) -> APIRouter:
    """Their order counts: ids are unquoted before a path is matched, so only its last words tell where an id ends."""
    router = APIRouter(prefix="/articles/{provider}/{story_id:path}")

    @router.get("/versions")
    async def versions(provider: str, story_id: str) -> Response:
        told = await announced().versions(provider, story_id)
        return _json({"provider": provider, "story_id": story_id, "versions": told})

    @router.get("/diff")
    async def diff(
        provider: str,
        story_id: str,
        old: Annotated[int, Query(alias="from", ge=0, le=_HIGHEST)],
        new: Annotated[int, Query(alias="to", ge=0, le=_HIGHEST)],
    ) -> Response:
        fields = await announced().diff(provider, story_id, old, new)
        return _json({"provider": provider, "story_id": story_id, "from": old, "to": new, "fields": fields})

    @router.get("/versions/{version}/withdrawal")
    async def withdrawal(provider: str, story_id: str, version: Version, revision: Revision = None) -> Response:
        article = await announced().article(provider, story_id, version, withdraws=True, revision=revision)
        return Response(article, media_type="application/json")

    @router.get("/versions/{version}")
    async def article(provider: str, story_id: str, version: Version, revision: Revision = None) -> Response:
        found = await announced().article(provider, story_id, version, revision=revision)
        return Response(found, media_type="application/json")

    return router


# --- for the desk ---


def _own_view(stories: Callable[[], Stories], guard: Guard) -> APIRouter:
    router = APIRouter(prefix="/desk", dependencies=[Depends(guard.may_look)])

    @router.get("/stories")
    async def listed(state: Listing = "all", feed: str | None = None, limit: Limit = 100) -> Response:
        return _json({"stories": await stories().listed(state, feed=feed, limit=limit)})

    @router.get("/held")
    async def held(limit: Limit = 100) -> Response:
        return _json({"stories": await stories().listed("held", limit=limit)})

    @router.get("/unmatched")
    async def unmatched(limit: Limit = 100) -> Response:
        return _json({"stories": await stories().listed("unmatched", limit=limit)})

    @router.get("/stories/{provider}/{story_id:path}")
    async def history(provider: str, story_id: str) -> Response:
        story = await stories().named(provider, story_id)
        return _json({**story.told(), "versions": await stories().history(story)})

    return router
