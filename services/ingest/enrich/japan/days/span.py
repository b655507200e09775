"""Which days do a month, a quarter or a fiscal year span?"""

import calendar
import datetime as dt
from functools import lru_cache
from typing import Literal, NamedTuple

from schemas.japan import Precision

Part = Literal["early", "mid", "late"]


_once = lru_cache(maxsize=1024)
"""A day's stories name few days, again and again."""


class Span(NamedTuple):
    """`value` is ISO 8601 at that precision; `first` and `last` are both in it.

    What makes one raises ValueError or OverflowError where a day of it is before the year 1 or after 9999.
    """

    value: str
    first: dt.date
    last: dt.date
    precision: Precision
    part: Part | None = None


def date_or_none(year: int, month: int, day: int) -> dt.date | None:
    """Never rolled over: 29 February 2025 is None."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def months_on(year: int, month: int, step: int) -> tuple[int, int]:
    """Year and month, `step` months later."""
    count = year * 12 + month - 1 + step
    return count // 12, count % 12 + 1


def _last_day(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


@_once
def of_day(day: dt.date) -> Span:
    return Span(day.isoformat(), day, day, "day")


@_once
def of_week(day: dt.date) -> Span:
    """The ISO week, Monday to Sunday, that `day` is in."""
    first = day - dt.timedelta(days=day.weekday())
    year, week, _ = day.isocalendar()
    return Span(f"{year:04}-W{week:02}", first, first + dt.timedelta(days=6), "week")


@_once
def of_month(year: int, month: int) -> Span:
    return Span(f"{year:04}-{month:02}", dt.date(year, month, 1), _last_day(year, month), "month")


@_once
def of_part(year: int, month: int, part: Part) -> Span:
    """上旬, 中旬 and 下旬: to the 10th, to the 20th, to the end; `value` is the month's."""
    first, last = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}[part]
    whole = of_month(year, month)
    end = whole.last if last == 31 else dt.date(year, month, last)
    return Span(whole.value, dt.date(year, month, first), end, "part_of_month", part)


@_once
def of_months(year: int, month: int, count: int, precision: Precision) -> Span:
    """`count` months from `month` on, as an interval."""
    first = dt.date(year, month, 1)
    last = _last_day(*months_on(year, month, count - 1))
    return Span(f"{first}/{last}", first, last, precision)


@_once
def of_year(year: int) -> Span:
    return Span(f"{year:04}", dt.date(year, 1, 1), dt.date(year, 12, 31), "year")


@_once
def of_part_of_year(year: int, part: Part) -> Span:
    """年初, 半ば and 末 have no ends that anybody has fixed: thirds of the year; `value` is the year's."""
    month = {"early": 1, "mid": 5, "late": 9}[part]
    return of_months(year, month, 4, "part_of_year")._replace(value=of_year(year).value, part=part)


@_once
def of_part_of_fiscal_year(year: int, part: Part) -> Span:
    """Thirds of 年度; `value` is the interval of the whole."""
    first = {"early": (year, 4), "mid": (year, 8), "late": (year, 12)}[part]
    return of_months(*first, 4, "part_of_year")._replace(value=of_fiscal_year(year).value, part=part)


@_once
def of_fiscal_year(year: int) -> Span:
    """年度, April to March (財政法 11), named by the year in which it begins."""
    return of_months(year, 4, 12, "fiscal_year")


@_once
def of_settlement(year: int, month: int) -> Span:
    """決算期: 2021年3月期 is the twelve months that end with March 2021."""
    return of_months(*months_on(year, month, -11), 12, "fiscal_year")
