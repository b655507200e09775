"""Where does a story's moment fall: Japan's clock and calendar, the papers, the market?"""

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from schemas.article import Source
from schemas.japan import Published
from schemas.story import Story
from services.ingest.enrich.japan.calendar import (
    TOKYO,
    WEEKDAYS,
    fiscal_year,
    holiday_of,
    is_business_day,
    next_business_day,
    previous_business_day,
)
from services.ingest.enrich.japan.edition import edition_of
from services.ingest.enrich.japan.market import market_at
from services.ingest.reading.eras import era_date
from services.runtime.feeds import Deadlines

Basis = Literal["updated_at", "created_at", "received_at"]

_FIRST, _LAST = dt.datetime(1, 1, 2, tzinfo=dt.UTC), dt.datetime(9999, 12, 31, tzinfo=dt.UTC)


def published_of(story: Story, source: Source, deadlines: Deadlines) -> Published:
    """By the version's own time, else the story's, else when it came in; `basis` says which.

    Times that are not on every zone's calendar (`is_on_calendars`) are passed over, as if the copy had none.
    """
    basis, at, jst = next(_moments(story, source))
    said: dict[str, object] = {
        "basis": basis,
        "utc": at,
        "jst": jst,
        "edition": edition_of(jst, deadlines),
        "market": market_at(jst),
    }
    return Published.built(_of_day(jst.date()) | said)


def is_on_calendars(at: dt.datetime) -> bool:
    """Whether it is in the years 1 to 9999 in every zone: not within a day of their ends."""
    return _FIRST <= at <= _LAST


def _moments(story: Story, source: Source) -> Iterator[tuple[Basis, dt.datetime, dt.datetime]]:
    """In UTC, as the contract has them, and in Japan."""
    times: tuple[tuple[Basis, dt.datetime | None], ...] = (
        ("updated_at", story.updated_at),
        ("created_at", story.created_at),
        ("received_at", source.received_at),
    )
    for basis, at in times:
        if at and is_on_calendars(at):
            yield basis, at, at.astimezone(TOKYO)


@lru_cache(maxsize=4096)
def _of_day(day: dt.date) -> dict[str, object]:
    """What is the same for all stories of a day, by its names in Published."""
    return {
        "date": day,
        "era": era_date(day),
        "weekday": WEEKDAYS[day.weekday()],
        "holiday": holiday_of(day),
        "business_day": is_business_day(day),
        "fiscal_year": fiscal_year(day),
        "previous_business_day": previous_business_day(day),
        "next_business_day": next_business_day(day),
    }
