"""Which of several days does the copy mean that names less than a whole date?"""

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from services.ingest.enrich.japan.days.japanese.tense import Tense, tense_after
from services.ingest.enrich.japan.days.span import date_or_none, months_on

_NEXT_DOOR = 14
"""Days: a day of the last month further back would have its month named."""
_SOON = 10
"""Days: a day of the next month further off would have its month named."""
_SLACK = 7
"""Days by which a day may have passed and still be told as to come, or the other way about."""
_HALF_YEAR = 183


class Chosen(NamedTuple):
    """`date` is None where it stays open between `candidates`; `tense` where it decided."""

    date: dt.date | None
    candidates: tuple[dt.date, ...] = ()
    tense: Tense | None = None


# The tense is looked up last: most days need none, and it costs more than all else.
def day_of_month(day: int, base: dt.date, plain: str, asked: int) -> Chosen:
    """N日: agencies leave out the month of the story's own and of the days next door to it.

    The words that tell the tense begin at `asked`.  Without any a day of the next ten is meant, unless such a day of
    the last two weeks may be.  None and no candidates: near `base` no month has such a day.
    """
    if day == base.day:
        return Chosen(base)
    past, future = _around(day, base)
    if past is None or future is None:
        return Chosen(past or future)
    ago, ahead = (base - past).days, (future - base).days
    own_month = past.month == base.month
    tense = tense_after(plain, asked) if not own_month or ahead <= _SOON or day < base.day else None
    date: dt.date | None
    if tense == "past":
        date = past if own_month or ago <= _NEXT_DOOR else None
    elif tense == "future":
        date = future if not own_month or ahead <= _SOON else None
    elif own_month:
        date = past if ahead > _SOON else None
    else:
        date = future if ago > _NEXT_DOOR and ahead <= _SOON else None
    return Chosen(date, (), tense) if date else Chosen(None, (past, future))


@lru_cache(maxsize=1024)
def _around(day: int, base: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """The last such day before `base` and the next after it; months that have no such day are passed over."""
    passed = day < base.day
    return _step(day, base, range(0 if passed else -1, -3, -1)), _step(day, base, range(1 if passed else 0, 3))


def _step(day: int, base: dt.date, steps: range) -> dt.date | None:
    for step in steps:
        if found := date_or_none(*months_on(base.year, base.month, step), day):
            return found
    return None


def year_of(month: int, day: int, base: dt.date, plain: str, asked: int) -> Chosen:
    """N月 and N月N日 are of the story's own year, unless the tense says another that is no further off.

    Half a year off without a tense it stays open.  The words that tell the tense begin at `asked`.
    """
    own, other = _years_around(month, day, base)
    if own is None:
        return Chosen(None)
    away = (own - base).days
    if abs(away) <= _SLACK or (own.year, own.month) == (base.year, base.month):
        return Chosen(own)
    tense = tense_after(plain, asked)
    if tense == ("past" if away > 0 else "future"):
        if other and abs((other - base).days) <= abs(away):
            return Chosen(other, (), tense)
    elif tense or abs(away) <= _HALF_YEAR:
        return Chosen(own, (), tense)
    return Chosen(None, tuple(sorted(date for date in (own, other) if date)), tense)


@lru_cache(maxsize=1024)
def _years_around(month: int, day: int, base: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """The day in the year of `base`, and in the one before or after, whichever is on the other side of `base`."""
    own = date_or_none(base.year, month, day)
    return own, date_or_none(base.year - 1 if own and own > base else base.year + 1, month, day)


def by_weekday(chosen: Chosen, weekday: int, base: dt.date, dates: Iterable[dt.date | None]) -> Chosen:
    """The copy's weekday, 6日（木）, decides where of `dates` one alone, up to half a year off, is on it."""
    if chosen.date and chosen.date.weekday() == weekday:
        return chosen
    fitting = {date for date in dates if date and date.weekday() == weekday and abs((date - base).days) <= _HALF_YEAR}
    return Chosen(fitting.pop()) if len(fitting) == 1 else chosen


def days_around(day: int, base: dt.date) -> tuple[dt.date | None, ...]:
    """N日 of the months before, of and after `base`'s."""
    return tuple(date_or_none(*months_on(base.year, base.month, step), day) for step in (-1, 0, 1))


def years_around(month: int, day: int, base: dt.date) -> tuple[dt.date | None, ...]:
    """N月N日 of the years before, of and after `base`'s."""
    return tuple(date_or_none(base.year + step, month, day) for step in (-1, 0, 1))


def weekday_near(weekday: int, base: dt.date, tense: Tense | None) -> Chosen:
    """A weekday alone is the last one or the next, within seven days: past unless the tense says otherwise."""
    ago = dt.timedelta(days=(base.weekday() - weekday) % 7)
    week = dt.timedelta(days=7)
    if not ago and tense == "future":
        return Chosen(None, (base, base + week), tense)
    return Chosen(base - ago + week if tense == "future" else base - ago, tense=tense)


def century_of(year: int, base: dt.date) -> int | None:
    """Of a year of two figures: up to fifteen years ahead of `base`'s it is of this century, from 60 on of the last.

    None between, where 50年 may be either.
    """
    century = base.year // 100 * 100
    if century + year <= base.year + 15:
        return century + year
    return century - 100 + year if year >= 60 else None
