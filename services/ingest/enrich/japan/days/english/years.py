"""Which year is meant where the copy names a day or a month alone?

AP's stylebook leaves out the year of a day within the story's own year; around New Year wires leave it out as well.
"""

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from services.ingest.enrich.japan.days.english.tense import Lean
from services.ingest.enrich.japan.days.span import Span, date_or_none

_WEEK = 7
_HALF_YEAR = 183
_NEAR = 90
"""Days: the neighbouring year's day is taken without a word for it if it is no further than this."""


class Year(NamedTuple):
    """`year` is None where it can't be told; `others` are then the years that may be meant."""

    year: int | None
    others: tuple[int, ...] = ()


@lru_cache(maxsize=1024)
def year_of(month: int, day: int, base: dt.date, lean: Lean | None, weekday: int | None) -> Year:
    """Of a day that is in the calendar of some year; a weekday beside it decides if it fits one year alone."""
    near = (base.year - 1, base.year, base.year + 1)
    days = {year: date_or_none(year, month, day) for year in near} if weekday is not None else {}
    fits = [year for year, that in days.items() if that and that.weekday() == weekday]
    this = date_or_none(base.year, month, day)
    if len(fits) == 1 or this is None:
        return Year(fits[0] if len(fits) == 1 else base.year)
    ahead = (this - base).days
    if lean == "past" and ahead > _WEEK:
        return _other(base, month, day, base.year - 1)
    if lean == "future" and ahead < -_WEEK:
        return _other(base, month, day, base.year + 1)
    if lean not in {"past", "future"} and abs(ahead) > _HALF_YEAR:
        return _other(base, month, day, base.year - 1 if ahead > 0 else base.year + 1, _NEAR)
    return Year(base.year)


def _other(base: dt.date, month: int, day: int, year: int, reach: int = _HALF_YEAR) -> Year:
    """The tense speaks for the neighbouring year; where that is the further one, the tense may be of another verb."""
    that = date_or_none(year, month, day)
    if that and abs((that - base).days) <= reach:
        return Year(year)
    return Year(None, tuple(sorted((base.year, year))))


def span_in_year(of: Callable[[int], Span], base: dt.date, lean: Lean | None) -> Year:
    """Of a month or a quarter: past is the last that had begun, future the next that has not ended.

    Without a tense that is clear: the last that had begun, if it ended within half a year.
    """
    past = next(year for year in (base.year, base.year - 1) if of(year).first <= base)
    future = next(year for year in (base.year, base.year + 1) if of(year).last >= base)
    if past == future or lean == "past":
        return Year(past)
    if lean == "future":
        return Year(future)
    if (base - of(past).last).days <= _HALF_YEAR:
        return Year(past)
    return Year(None, (past, future))


def spelled(month: int, day: int, years: tuple[int, ...]) -> tuple[str, ...]:
    """The days of those years as candidates; one alone is none."""
    days = tuple(that.isoformat() for year in years if (that := date_or_none(year, month, day)))
    return days if len(days) > 1 else ()
