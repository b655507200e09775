"""Where and on which day was a story written, by its dateline?"""

import datetime as dt
import re
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from schemas.japan import DatelineFlag, Located, Place
from schemas.story import Dateline, Story
from services.ingest.enrich.japan.days.span import date_or_none, months_on
from services.ingest.enrich.japan.head import Head, head_of
from services.ingest.enrich.japan.places import is_region, place_of
from services.ingest.reading.months import month_of
from services.ingest.reading.numerals import half_width

_LONGEST = 300
_FAR = 31
"""Days: no dateline is that far from its story's own moment, so that one of them is not what it seems."""

_OF_DATE = frozenset(["no_date", "year_supposed", "no_such_day", "far_date"])
_AGENCY = re.compile(r"\s*(?:[(（][^()（）]*[)）]|/[A-Za-z ]{2,20}/)[\s.–—_-]*$|[\s–—_-]+$")
_DAY = re.compile(
    r"(?:(?P<y1>\d{4})年)?(?:(?P<m1>\d{1,2})月)?(?P<d1>\d{1,2})日"
    r"|(?<!\w)(?P<m2>[^\W\d_]{3,10})\.? (?P<d2>\d{1,2})(?:,? ?(?P<y2>\d{4}))?(?!\d)"
    r"|(?<!\w)(?P<d3>\d{1,2})\.?(?:er)? (?P<m3>[^\W\d_]{3,10})\.?(?:,? (?P<y3>\d{4}))?(?!\d)"
    r"|(?<!\d)(?P<d4>\d\d?)[/-](?P<m4>\d\d?)[/-](?P<y4>\d{4})(?!\d)"
)
_SEVERAL = re.compile(r"\s*[/／・、&＆]\s*|\s+and\s+|及び|と(?=[\u30a0-\u30ff])")


def located(story: Story, at: dt.datetime, zone: str) -> tuple[Located | None, int]:
    """What the dateline means, and where it ends in the body (0: the body does not begin with it).

    The story's own `dateline` counts, else one at the head of the body: there it has to name an agency that we know
    or a place that we know, since much else is shaped so.  `zone` holds where the place has none.
    """
    head = head_of(story.body.text)
    if story.dateline is not None:
        return _of_field(story.dateline, head, at, zone)
    if head is None:
        return None, 0
    if not (head.by_known_agency or _all_known(_places(head.place))):
        return None, 0
    return _located("body", head.text, head.place, head.day, _day_there(head.place, at, zone)), head.end


def _day_there(place: str, at: dt.datetime, zone: str) -> dt.date:
    return at.astimezone(ZoneInfo(_places(place)[0].zone or zone)).date()


def _of_field(dateline: Dateline, head: Head | None, at: dt.datetime, zone: str) -> tuple[Located, int]:
    """What the field leaves out, the head of the text may say, if it is of the same place."""
    if len(dateline.text) + len(dateline.place or "") > _LONGEST:
        return Located(text=dateline.text, where="dateline", flags=["unknown"], problem="too long for a dateline"), 0
    place, said = _parts(dateline.text, dateline.place)
    end = 0
    if head and _same_place(head.place, place):
        end = head.end
        said = said or head.day
    found = _located("dateline", dateline.text, place, said, _day_there(place, at, zone))
    if dateline.date is not None:
        flags = [flag for flag in found.flags if flag not in _OF_DATE]
        found = found.model_copy(update={"date": dateline.date, "flags": flags, "problem": None})
    return found, end


def _parts(text: str, place: str | None) -> tuple[str, str | None]:
    """Place and day of a dateline as written; the place as the field has it, with what the text says beside it."""
    text = _AGENCY.sub("", text)
    day = _DAY.search(half_width(text))
    if day and not _is_day(day):
        day = None
    rest = (text[: day.start()] if day else text).strip(" ,、\u3000【】＝=")
    whole = rest if place is None or rest.casefold().startswith(place.casefold()) else place
    return whole, day[0] if day else None


def _same_place(one: str, other: str) -> bool:
    return one.partition(",")[0].casefold() == other.partition(",")[0].casefold()


@lru_cache(maxsize=1024)
def _located(where: Literal["dateline", "body"], text: str, place: str, day: str | None, near: dt.date) -> Located:
    """Most stories of a day share a few datelines."""
    places = _places(place)
    first = places[0]
    date, flags, problem = _date(day, near)
    several: list[DatelineFlag] = ["several_places"] if len(places) > 1 else []
    return Located(
        text=text,
        where=where,
        place=first.text,
        name=first.name,
        prefecture=first.prefecture,
        country=first.country,
        zone=first.zone,
        date=date,
        places=list(places),
        flags=[*first.flags, *several, *flags],
        problem=problem,
    )


@lru_cache(maxsize=1024)
def _places(text: str) -> tuple[Place, ...]:
    """`Nago, Okinawa Pref.` is one, `WASHINGTON/TOKYO` and 北京・ソウル are two."""
    whole = _one_place(text)
    if "unknown" not in whole.flags:
        return (whole,)
    parts = [part for part in _SEVERAL.split(text) if part]
    if len(parts) == 1 and "," in text:
        parts = [part.strip() for part in text.split(",") if part.strip()]
    several = tuple(_one_place(part) for part in parts)
    return several if len(several) > 1 and _all_known(several) else (whole,)


def _one_place(text: str) -> Place:
    """The country behind the region adds nothing: Austin, Texas, USA."""
    name, *regions = (part.strip() for part in text.split(","))
    region = next((part for part in regions if is_region(part)), None)
    if regions and region is None:
        return Place(text=text, flags=["unknown"])
    return place_of(name, region).model_copy(update={"text": text})


def _all_known(places: tuple[Place, ...]) -> bool:
    return all("unknown" not in place.flags for place in places)


def _is_day(found: re.Match[str]) -> bool:
    name = found["m2"] or found["m3"]
    return name is None or month_of(name) is not None


def _date(day: str | None, near: dt.date) -> tuple[dt.date | None, list[DatelineFlag], str | None]:
    found = _DAY.search(half_width(day)) if day else None
    if found is None or not _is_day(found):
        return None, ["no_date"], None
    said = found.groupdict()
    year, number = _one(said, "y"), int(_one(said, "d") or 0)
    name = _one(said, "m")
    month = month_of(name) if name else None
    dates = _candidates(int(year) if year else None, month, number, near)
    if not dates:
        return None, ["no_such_day"], f"no such day: {day}"
    date = min(dates, key=lambda one: abs((one - near).days))
    if year:
        return date, [], None
    if abs((date - near).days) > _FAR:
        return None, ["far_date"], f"{day} of which year? The story's own day is {near}"
    return date, ["year_supposed"], None


def _one(said: dict[str, str | None], name: str) -> str | None:
    return next((value for number in "1234" if (value := said.get(f"{name}{number}"))), None)


def _candidates(year: int | None, month: int | None, day: int, near: dt.date) -> list[dt.date]:
    """The days that may be meant: in the year before, of and after `near`, or in the month before, of and after it."""
    if month is None:
        months = [months_on(near.year, near.month, step) for step in (-1, 0, 1)]
    else:
        months = [(year, month)] if year else [(near.year + step, month) for step in (-1, 0, 1)]
    return [date for y, m in months if (date := date_or_none(y, m, day))]
