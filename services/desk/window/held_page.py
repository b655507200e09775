"""What waits: for the end of its embargo, or for a person."""

from fastapi import APIRouter, Request, Response

from services.desk.stories import Stories
from services.desk.window.rooms import Rooms

_MOST = 200


def add(router: APIRouter, rooms: Rooms) -> None:
    @router.get("/held")
    async def held(request: Request) -> Response:
        stories = Stories(rooms.pool())
        return rooms.pages.answer(
            request,
            "held.html",
            held=await stories.listed("held", limit=_MOST),
            withheld=await stories.listed("withheld", limit=_MOST),
            unmatched=await stories.listed("unmatched", limit=_MOST),
            most=_MOST,
        )
