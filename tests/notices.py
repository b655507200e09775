"""Stories of the project's own writing that a notice of withdrawal may mean, and what it is found to mean."""

import datetime as dt
from typing import Any

from schemas.article import Article, Notice
from schemas.story import Body
from services.ingest.life.notice import Told, match
from tests.articles import article

TOKYO = "Asia/Tokyo"


def at(hour: int, minute: int, day: int = 20) -> dt.datetime:
    """A moment in Tokyo."""
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=dt.timezone(dt.timedelta(hours=9)))


def told(story_id: str, headline: str, *times: dt.datetime, **changes: Any) -> Told:
    fields: dict[str, Any] = {"version": 1, "slugline": None, "withdrawn": False}
    return Told(story_id=story_id, headline=headline, times=times or (at(3, 0),), **(fields | changes))


def notice(headline: str, text: str = "", **changes: Any) -> Article:
    fields: dict[str, Any] = {"story_id": "urn:sample:notice", "status": "canceled", "change": "withdrawal"}
    fields |= {"updated_at": at(7, 55), "body": Body(text=text, html="")}
    return article(headline=headline, **(fields | changes))


FLASH = told("jiji-text:f1a5", "【速報】海野太郎さん死去", at(6, 44), version=0)
STORY = told("jiji-text:5707", "海野太郎さん死去、80歳―俳優、港町を描く", at(6, 50))
BRIDGE = told("jiji:2026112000123", "港の橋、春に再開へ―市が発表", at(7, 10), version=3)
FERRY = told("urn:sample:ferry", "Ferry Line to End After 90 Years", at(7, 20), slugline="BC-Ferry-Line")
MILL = told("wire/2026/mill-88413", "CORRECTED-Old Mill Closes After Fire", at(7, 30), slugline="mill")
ALL = [MILL, FERRY, BRIDGE, STORY, FLASH]


def meant(headline: str, text: str = "", stories: list[Told] | None = None, **changes: Any) -> Notice:
    return match(notice(headline, text, **changes), ALL if stories is None else stories, zone=TOKYO)
