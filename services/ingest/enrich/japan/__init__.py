"""The block `japan` of an article: when and where it is, by the calendar and the clocks of Japan.

Pure: the story, its source and its feed decide.
"""

import datetime as dt
from typing import Literal

from schemas.article import Source
from schemas.japan import Japan, Published
from schemas.story import Story
from services.ingest.enrich.japan.calendar import (
    TOKYO,
    WEEKDAYS,
    era_date,
    fiscal_year,
    holiday_of,
    is_business_day,
)

Basis = Literal["updated_at", "created_at", "received_at"]


def japan_of(story: Story, source: Source) -> Japan:
    """By the version's own time, else the story's, else when it came in."""
    times: tuple[tuple[Basis, dt.datetime | None], ...] = (
        ("updated_at", story.updated_at),
        ("created_at", story.created_at),
    )
    basis, at = next(((name, time) for name, time in times if time), ("received_at", source.received_at))
    jst = at.astimezone(TOKYO)
    day = jst.date()
    published = Published(
        basis=basis,
        utc=at,
        jst=jst,
        date=day,
        era=era_date(day),
        weekday=WEEKDAYS[day.weekday()],
        holiday=holiday_of(day),
        business_day=is_business_day(day),
        fiscal_year=fiscal_year(day),
    )
    return Japan(published=published)
