"""Which year and day does a Japanese era name, and which era is a day in?"""

import calendar
import datetime as dt
from functools import lru_cache
from typing import NamedTuple


class _Era(NamedTuple):
    """`first` and `last` are both in it; `zero` is the year before its first."""

    name: str
    first: dt.date
    last: dt.date
    zero: int


# The edicts of 1912 and 1926 gave the day itself to the new era when part of it had been of the old: 30 July 1912 and
# 25 December 1926 have two names, and both are right.  Those of 1989 and 2019 began with the next day (政令 1 of
# 1989, 143 of 2018).
_ERAS = (
    _Era("令和", dt.date(2019, 5, 1), dt.date.max, 2018),
    _Era("平成", dt.date(1989, 1, 8), dt.date(2019, 4, 30), 1988),
    _Era("昭和", dt.date(1926, 12, 25), dt.date(1989, 1, 7), 1925),
    _Era("大正", dt.date(1912, 7, 30), dt.date(1926, 12, 25), 1911),
    _Era("明治", dt.date(1868, 1, 25), dt.date(1912, 7, 30), 1867),
)
_GREGORIAN = dt.date(1873, 1, 1)
"""Japan took this calendar with 明治6年1月1日 (太政官布告 337 of 1872); days before it are of another."""
_OTHER_CALENDAR = "before 1873 Japan's calendar was another"

ERA_NAMES = tuple(era.name for era in _ERAS)
ERA_LETTERS = "RHSTM"
ERA_SQUARES = "㋿㍻㍼㍽㍾"
"""One sign an era, as Unicode has them; NFKC makes names of them."""
_NAMED = {
    written: era
    for era, letter, square in zip(_ERAS, ERA_LETTERS, ERA_SQUARES, strict=True)
    for written in (era.name, letter, square)
}


class EraYear(NamedTuple):
    """`year` of the Gregorian calendar; None with a `problem`.  `out_of_era`: the era had ended or had not begun."""

    year: int | None
    out_of_era: bool = False
    problem: str | None = None


class EraDay(NamedTuple):
    """`day` of the Gregorian calendar; None with a `problem`.  `out_of_era`: the era had ended or had not begun."""

    day: dt.date | None
    out_of_era: bool = False
    problem: str | None = None


def read_era(name: str, year: int, month: int | None = None) -> EraYear:
    """`name` is 令和, its letter R or its square ㋿; `year` 1 is 元年.

    昭和100年 is 2025 and out of its era; so is 平成31年 with the month 6.  Years before 明治6年 are about those of the
    Gregorian calendar, their months are not: with a month they have a problem.  KeyError for other names.
    """
    era = _NAMED[name]
    western = era.zero + year
    if year < 1 or western > dt.MAXYEAR:
        return EraYear(None, problem="no such year")
    if month is None:
        return EraYear(western, not era.first.year <= western <= era.last.year)
    if not 1 <= month <= 12:
        return EraYear(None, problem="no such month")
    if western < _GREGORIAN.year:
        return EraYear(None, problem=_OTHER_CALENDAR)
    first = dt.date(western, month, 1)
    last = dt.date(western, month, calendar.monthrange(western, month)[1])
    return EraYear(western, last < era.first or first > era.last)


def from_era(name: str, year: int, month: int, day: int) -> EraDay:
    """The day, or why there is none: 令和7年2月29日 never was and is not 1 March.

    平成31年5月1日 and 令和元年4月30日 are days, out of their eras.  KeyError for names that read_era doesn't know.
    """
    western, _, problem = read_era(name, year)
    if western is None:
        return EraDay(None, problem=problem)
    if western < _GREGORIAN.year:
        return EraDay(None, problem=_OTHER_CALENDAR)
    try:
        found = dt.date(western, month, day)
    except ValueError:
        return EraDay(None, problem="no such day")
    era = _NAMED[name]
    return EraDay(found, not era.first <= found <= era.last)


@lru_cache(maxsize=4096)
def era_date(day: dt.date) -> str | None:
    """As newspapers write it: 令和3年3月5日, and 元年 for the first year; None before 1873."""
    if day < _GREGORIAN:
        return None
    era = next(era for era in _ERAS if day >= era.first)
    year = day.year - era.zero
    return f"{era.name}{'元' if year == 1 else year}年{day.month}月{day.day}日"
