"""The pages by their addresses, and what they share: style, script, login."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import FileResponse, RedirectResponse, StreamingResponse

from services.desk.window import dead_pages, feeds_page, held_page, story_pages
from services.desk.window.access import CSRF, SESSION, check_origin, read_form
from services.desk.window.page import HEADERS, HERE, language_of
from services.desk.window.rooms import Rooms

_SHOWN = 60
_WRONG_SECONDS = 1.0
"""What a wrong token costs whoever tries many."""

_KINDS = {"desk.css": "text/css; charset=utf-8", "desk.js": "text/javascript; charset=utf-8"}
_FOR_EVER = {"cache-control": "public, max-age=31536000, immutable", "x-content-type-options": "nosniff"}


def window(rooms: Rooms) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    pages = APIRouter(dependencies=[Depends(rooms.guard.may_see)])
    _live(pages, rooms)
    story_pages.add(pages, rooms)
    dead_pages.add(pages, rooms)
    held_page.add(pages, rooms)
    feeds_page.add(pages, rooms)
    router.include_router(pages)
    _open(router, rooms)
    return router


def _live(router: APIRouter, rooms: Rooms) -> None:
    @router.get("/")
    async def live(request: Request) -> Response:
        rows = list(rooms.live.rows)[-_SHOWN:]
        last = rows[-1].stream_id if rows else "0-0"
        return rooms.pages.answer(request, "live.html", rows=rows[::-1], last=last)

    @router.get("/live")
    async def events(
        request: Request,
        after: Annotated[str | None, Query(max_length=64)] = None,
        last_event_id: Annotated[str | None, Header(max_length=64)] = None,
    ) -> Response:
        # Of the two a browser that comes back sends what it has; the address is the page's.
        stream = rooms.live.events(language_of(request), last_event_id or after)
        headers = {**HEADERS, "x-accel-buffering": "no"}
        return StreamingResponse(stream, headers=headers, media_type="text/event-stream")


def _open(router: APIRouter, rooms: Rooms) -> None:
    """What is no secret, and what takes the token."""

    @router.get("/static/{version}/{name}")
    async def static(name: str) -> Response:
        if name not in _KINDS:
            return Response(status_code=404)
        return FileResponse(HERE / "static" / name, media_type=_KINDS[name], headers=_FOR_EVER)

    @router.get("/login")
    async def form(request: Request) -> Response:
        return rooms.pages.answer(request, "login.html", wrong=False, possible=rooms.guard.has_token)

    @router.post("/login")
    async def login(request: Request) -> Response:
        fields = await read_form(request)
        check_origin(request, fields)
        if not rooms.guard.is_token(fields.get("token", "")):
            await asyncio.sleep(_WRONG_SECONDS)
            return rooms.pages.answer(request, "login.html", 403, wrong=True, possible=rooms.guard.has_token)
        response = RedirectResponse("/", 303, HEADERS)
        rooms.guard.open_session(request, response)
        return response

    @router.post("/logout")
    async def logout(request: Request) -> Response:
        check_origin(request, await read_form(request))
        response = RedirectResponse("/login", 303, HEADERS)
        for name in (SESSION, CSRF):
            response.delete_cookie(name)
        return response
