"""Stories: the list and its search, and one story with all that is known of it."""

import asyncio
import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlencode

import asyncpg
from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from services.desk.diff import FieldDiff, diff
from services.desk.search import Search
from services.desk.stories import Found, Listing, NoSuchStory, Stories
from services.desk.window.page import HEADERS
from services.desk.window.rooms import Rooms
from services.desk.window.shown import HEX_MOST, TEXT_MOST, Span, decoded, hexdump, marked, paragraphs, story_path
from services.runtime.postgres import rows_named
from services.runtime.redis import READY_STREAM, redis_errors

PAGE = 50
_PAGES = 2000
_HIGHEST = 2**31 - 1

_REVISIONS = """
SELECT version, withdraws, revision, why, saved_at FROM story_revision
WHERE (provider, story_id) = ($1, $2) ORDER BY saved_at DESC LIMIT 100
"""


class Asked(BaseModel):
    """What the list is asked for; `day` is looked at later, so that a page can say what is wrong with it."""

    q: str = Field(default="", max_length=500)
    feed: str = Field(default="", max_length=63)
    topic: str = Field(default="", max_length=40)
    day: str = Field(default="", max_length=10)
    state: Listing = "all"
    page: int = Field(default=1, ge=1, le=_PAGES)


class Look(BaseModel):
    """Which version of a story is looked at, how, and what it is compared with."""

    version: int | None = Field(default=None, ge=0, le=_HIGHEST)
    w: bool = Field(default=False, description="the withdrawal of that number")
    old: int | None = Field(default=None, alias="from", ge=0, le=_HIGHEST)
    view: Literal["text", "raw", "bytes", "event", "diff"] = "text"


def add(router: APIRouter, rooms: Rooms) -> None:
    @router.get("/stories")
    async def listed(request: Request, asked: Annotated[Asked, Query()]) -> Response:
        day, is_day = _day(asked.day)
        stories, page = Stories(rooms.pool()), asked.page
        if not is_day:
            rows: list[dict[str, Any]] = []
        elif asked.state != "all":
            rows = await stories.listed(asked.state, feed=asked.feed or None, limit=PAGE)
        else:
            search = Search(asked.q, asked.feed or None, asked.topic or None, day)
            rows = await _found(rooms.pool(), stories, search, page)
        return rooms.pages.answer(
            request,
            "stories.html",
            200 if is_day else 422,
            rows=rows[:PAGE],
            asked=asked,
            is_day=is_day,
            feeds=sorted(rooms.feeds),
            page=page,
            older=_page_link(asked, page + 1) if len(rows) > PAGE and page < _PAGES else None,
            newer=_page_link(asked, page - 1) if page > 1 else None,
        )

    @router.get("/stories/{provider}/{story_id:path}")
    async def one(request: Request, provider: str, story_id: str, look: Annotated[Look, Query()]) -> Response:
        stories = Stories(rooms.pool())
        try:
            card = await _Card.of(rooms, stories, await stories.named(provider, story_id), look)
            if look.view == "bytes":
                return await _bytes(stories, card)
            shown = await _VIEWS[look.view](rooms, stories, card, look.old)
        except NoSuchStory as problem:
            return rooms.pages.answer(request, "missing.html", 404, why=str(problem))
        return rooms.pages.answer(request, "story.html", card=card, view=look.view, **shown)


def _day(text: str) -> tuple[dt.date | None, bool]:
    """The day, and whether what was typed is one."""
    if not text:
        return None, True
    try:
        return dt.date.fromisoformat(text), True
    except ValueError:
        return None, False


async def _found(pool: asyncpg.Pool, stories: Stories, search: Search, page: int) -> list[dict[str, Any]]:
    """One more than a page holds, where there are more."""
    picked = await search.picked(pool, PAGE + 1, (page - 1) * PAGE)
    topics = {(row["provider"], row["story_id"]): row["topics"] for row in picked}
    shown = await stories.shown(picked)
    return [{**row, "topics": topics[row["provider"], row["story_id"]]} for row in shown]


def _page_link(asked: Asked, page: int) -> str:
    return "/stories?" + urlencode(asked.model_dump(exclude_defaults=True) | {"page": page})


# --- one story ---


class _Card:
    """A story, its versions, and the one that is looked at."""

    def __init__(self, story: Found, versions: Sequence[dict[str, Any]], chosen: dict[str, Any]) -> None:
        self.story, self.versions, self.chosen = story, versions, chosen
        self.path = story_path(*story.key)
        self.article: dict[str, Any] = {}
        self.by_hand: list[dict[str, Any]] = []

    @classmethod
    async def of(cls, rooms: Rooms, stories: Stories, story: Found, look: Look) -> "_Card":
        """Raises NoSuchStory."""
        versions = await stories.history(story)
        wanted = [one for one in versions if (one["version"], one["withdraws"]) == (look.version, look.w)]
        if look.version is None:
            wanted = [one for one in versions if not one["withdraws"]] or versions
        if not wanted:
            raise NoSuchStory(f"{story.name} has no version {look.version}")
        card = cls(story, versions, wanted[-1])
        card.article = await stories.article(story, card.chosen["version"], withdraws=card.chosen["withdraws"])
        card.by_hand = [dict(row) for row in await rows_named(rooms.pool(), _REVISIONS, *story.key)]
        return card

    @property
    def before(self) -> int | None:
        """The usable version before the one that is looked at."""
        numbers = [one["version"] for one in self.versions if not one["withdraws"]]
        return max((number for number in numbers if number < self.chosen["version"]), default=None)

    def link(self, version: int, *, withdraws: bool = False, view: str = "text") -> str:
        tail = {"version": version, **({"w": 1} if withdraws else {}), **({"view": view} if view != "text" else {})}
        return f"{self.path}?{urlencode(tail)}"

    def view(self, name: str) -> str:
        return self.link(self.chosen["version"], withdraws=self.chosen["withdraws"], view=name)


async def _text(rooms: Rooms, stories: Stories, card: _Card, old: int | None) -> dict[str, Any]:  # noqa: ARG001
    article = card.article
    body = (article.get("body") or {}).get("text") or ""
    return {
        "headline": marked(article["headline"], _spans(article, "headline")),
        "summary": marked(article["summary"], _spans(article, "summary")) if article.get("summary") else None,
        "paragraphs": list(paragraphs(body, _spans(article, "body"))),
    }


def _spans(article: Mapping[str, Any], where: str) -> list[Span]:
    return [
        (one["start"], one["end"], topic["name"]["en"])
        for topic in article.get("topics") or ()
        for one in topic["evidence"]
        if one["where"] == where
    ]


async def _raw(rooms: Rooms, stories: Stories, card: _Card, old: int | None) -> dict[str, Any]:  # noqa: ARG001
    body = await stories.raw(card.story, card.chosen["version"], withdraws=card.chosen["withdraws"])
    return {
        "text": decoded(body, card.article["source"]["encoding"]),
        "dump": list(hexdump(body)),
        "length": len(body),
        "text_most": TEXT_MOST,
        "hex_most": HEX_MOST,
    }


async def _bytes(stories: Stories, card: _Card) -> Response:
    """To be kept and never shown: no browser may take them for a page."""
    body = await stories.raw(card.story, card.chosen["version"], withdraws=card.chosen["withdraws"])
    name = quote(f"{card.story.story_id}.{card.chosen['version']}.bin", safe="")
    headers = {**HEADERS, "content-disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(body, headers=headers, media_type="application/octet-stream")


async def _event(rooms: Rooms, stories: Stories, card: _Card, old: int | None) -> dict[str, Any]:  # noqa: ARG001
    """What the stream still has of it."""
    events = []
    for one in card.chosen["announcements"]:
        if one["stream_id"]:
            with redis_errors():
                found = await rooms.client.xrange(READY_STREAM, one["stream_id"], one["stream_id"], count=1)
            event = found[0][1].get(b"event") if found else None
            events.append((one, _pretty(event) if event is not None else None))
    return {"events": events}


def _pretty(event: bytes) -> str:
    try:
        return json.dumps(json.loads(event), ensure_ascii=False, indent=2)
    except ValueError:
        return event.decode("utf-8", "replace")


async def _diff(rooms: Rooms, stories: Stories, card: _Card, old: int | None) -> dict[str, Any]:
    since = card.before if old is None else old
    fields: list[FieldDiff] = []
    if since is not None:
        earlier = await stories.article(card.story, since)
        async with rooms.comparing:
            fields = await asyncio.to_thread(diff, earlier, card.article)
    return {"since": since, "fields": fields}


_VIEWS = {"text": _text, "raw": _raw, "event": _event, "diff": _diff}
