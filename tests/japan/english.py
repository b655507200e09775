"""English days as the tests ask for them."""

import datetime as dt

from schemas.japan import Day, ZoneSource
from services.ingest.enrich.japan.days.anchor import Anchor
from services.ingest.enrich.japan.days.english import english_days

FRIDAY = dt.date(2021, 3, 5)


def days(text: str, base: str = "2021-03-05", zone: str = "Asia/Tokyo", source: ZoneSource = "feed") -> list[Day]:
    anchor = Anchor(dt.date.fromisoformat(base), "published", zone, source)
    return english_days(text, "body", anchor)


def up_to(limit: int, text: str) -> list[Day]:
    return english_days(text, "body", Anchor(FRIDAY, "published", "Asia/Tokyo", "feed"), limit)


def only(text: str, base: str = "2021-03-05", zone: str = "Asia/Tokyo") -> Day:
    (day,) = days(text, base, zone)
    assert text[day.start : day.end] == day.text
    return day
