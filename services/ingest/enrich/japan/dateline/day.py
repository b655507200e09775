"""Which day does a dateline name?"""

import datetime as dt
import re
from typing import NamedTuple

from schemas.japan import DatelineFlag
from services.ingest.enrich.japan.days.span import date_or_none, months_on
from services.ingest.reading.eras import from_era
from services.ingest.reading.months import month_of
from services.ingest.reading.numerals import half_width

_AHEAD, _BEHIND = 3, 10
"""Days: advance copy under embargo is dated ahead; a correction, sent days later, keeps the dateline of its story."""

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAYS_JA = "月火水木金土日"
_DAY = re.compile(
    r"(?:(?:(?P<era>令和|平成|昭和)(?P<eray>元|\d{1,3})|(?P<y1>\d{4}))年)?(?:(?P<m1>\d{1,2})月)?(?<!\d)(?P<d1>\d{1,2})日"
    r"(?:[(（](?P<w1>[月火水木金土日])(?:曜日?)?[)）])?"
    r"|(?:\b(?P<w2>(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6})[.,]{0,2} )?"
    r"(?<!\w)(?P<m2>[A-Za-zÀ-ÿ]{3,10})\.? (?P<d2>\d{1,2})(?:st|nd|rd|th)?(?:,? ?(?P<y2>\d{4}))?(?!\d)"
    r"|(?:\b(?P<w3>(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6})[.,]{0,2} )?"
    r"(?<!\w)(?P<d3>\d{1,2})\.?(?:er)? (?P<m3>[A-Za-zÀ-ÿ]{3,10})\.?(?:,? (?P<y3>\d{4}))?(?!\d)"
    r"|(?<!\d)(?P<y4>\d{4})[-/.](?P<m4>\d\d?)[-/.](?P<d4>\d\d?)(?!\d)"
    r"|(?<!\d)(?P<one>\d\d?)[-/.](?P<two>\d\d?)[-/.](?P<y5>\d{4})(?!\d)"
)


class Said(NamedTuple):
    """A day as the copy has it, from `start` to `end`; a part that it doesn't have is None.

    `one` and `two` are day and month in either order, `month` is 0 for no such month, `weekday` 0 for Monday.
    """

    text: str
    start: int
    end: int
    year: int | None
    month: int | None
    day: int
    weekday: int | None = None
    era: str | None = None
    one: int | None = None
    two: int | None = None


class Meant(NamedTuple):
    date: dt.date | None
    flags: tuple[DatelineFlag, ...] = ()
    problem: str | None = None


def said_in(text: str) -> Said | None:
    """The first day that `text` names, in the forms of datelines.  "Section 5" is none."""
    plain = half_width(text)
    found = _DAY.search(plain)
    while found:
        said = _said(text, found)
        if said:
            return said
        found = _DAY.search(plain, found.start() + 1)  # of "Friday 5 March" not "Friday 5"
    return None


def _said(text: str, found: re.Match[str]) -> Said | None:
    groups = found.groupdict()

    def part(name: str) -> str | None:
        return next((value for number in "12345" if (value := groups.get(f"{name}{number}"))), None)

    month, year, weekday, era = part("m"), part("y"), part("w"), groups["era"]
    if month is not None and not month.isdecimal() and month_of(month) is None:
        return None
    if era:
        year = groups["eray"].replace("元", "1")
    one, two = groups["one"], groups["two"]
    return Said(
        text[found.start() : found.end()],
        *found.span(),
        int(year) if year is not None else None,
        (month_of(month) or 0) if month else None,
        int(part("d") or 0),
        _weekday(weekday) if weekday else None,
        era,
        int(one) if one else None,
        int(two) if two else None,
    )


def _weekday(name: str) -> int:
    if name in _WEEKDAYS_JA:
        return _WEEKDAYS_JA.index(name)
    return next(number for number, day in enumerate(_WEEKDAYS) if day.startswith(name[:3]))


def day_meant(said: Said, near: dt.date) -> Meant:
    """`near` is the day of the story's own moment at the dateline's place.

    A day with its year is what it says.  Without one (or without its month) it is the one from ten days before `near`
    to three after it, else open (`far_date`): wires date copy of the same day, corrections later and advance copy
    earlier, but none by weeks.  03/04/2021 is 3 April or 4 March, whichever is so near; both or neither leave it open.
    A weekday that the date hasn't, and 29 February of a common year, are no days (`no_such_day`).
    """
    meant = _meant(said, near)
    if meant.date and said.weekday is not None and meant.date.weekday() != said.weekday:
        return Meant(None, ("no_such_day",), f"{said.text}: {meant.date} is a {_WEEKDAYS[meant.date.weekday()]}")
    return meant


def _meant(said: Said, near: dt.date) -> Meant:
    if said.era:
        return _of_era(said.era, said)
    if said.one is not None and said.two is not None:
        return _of_figures(said, said.one, said.two, near)
    if said.year is not None:
        date = date_or_none(said.year, said.month or 0, said.day)
        return Meant(date) if date else _no_such(said)
    dates = _candidates(said, near)
    date = next((date for date in dates if date and _is_near(date, near)), None)
    if date:
        return Meant(date, ("year_supposed",))
    if not any(dates) or (said.month is not None and dates[0] is None):
        return _no_such(said)
    return Meant(None, ("far_date",), f"{said.text} of which {_open(said)}? The story's own day is {near}")


def _open(said: Said) -> str:
    return "month" if said.month is None else "year"


def _is_near(date: dt.date, near: dt.date) -> bool:
    return -_BEHIND <= (date - near).days <= _AHEAD


def _no_such(said: Said) -> Meant:
    return Meant(None, ("no_such_day",), f"no such day: {said.text}")


def _of_era(era: str, said: Said) -> Meant:
    found = from_era(era, said.year or 0, said.month or 0, said.day)
    if found.day is None:
        return Meant(None, ("no_such_day",), f"{found.problem}: {said.text}")
    return Meant(found.day, problem=f"out of its era: {said.text}" if found.out_of_era else None)


def _of_figures(said: Said, one: int, two: int, near: dt.date) -> Meant:
    year = said.year or 0
    dates = {date for day, month in ((one, two), (two, one)) if (date := date_or_none(year, month, day))}
    if not dates:
        return _no_such(said)
    chosen = dates if len(dates) == 1 else {date for date in dates if _is_near(date, near)}
    return Meant(chosen.pop()) if len(chosen) == 1 else Meant(None, ("no_date",), f"{said.text}: day or month first?")


def _candidates(said: Said, near: dt.date) -> list[dt.date | None]:
    """In the year (for a day alone: the month) nearest to `near`, then in the others around; None: not in that one."""
    if said.month is None:
        months = [months_on(near.year, near.month, step) for step in (0, -1, 1)]
        return [date_or_none(year, month, said.day) for year, month in months]
    years = sorted((near.year + step for step in (0, -1, 1)), key=lambda year: _months_off(year, said.month or 0, near))
    return [date_or_none(year, said.month, said.day) for year in years]


def _months_off(year: int, month: int, near: dt.date) -> int:
    return abs((year - near.year) * 12 + month - near.month)
