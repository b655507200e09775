"""Which of several days does the copy mean that names less than a whole date?"""

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from services.ingest.enrich.japan.days.japanese.tense import Tense
from services.ingest.enrich.japan.days.span import date_or_none, months_on

Ask = Callable[[], Tense | None]
"""Looks the tense up: most days need none, and it costs more than all else."""

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


def day_of_month(day: int, base: dt.date, ask: Ask) -> Chosen:
    """N日: agencies leave out the month of the story's own and of the days next door to it.

    None and no candidates: near `base` no month has such a day.
    """
    if day == base.day:
        return Chosen(base)
    past, future = _around(day, base)
    if past is None or future is None:
        return Chosen(past or future)
    ago, ahead = (base - past).days, (future - base).days
    own_month = past.month == base.month
    tense = ask() if not own_month or ahead <= _SOON or day < base.day else None
    if tense == "past" and (own_month or ago <= _NEXT_DOOR):
        return Chosen(past, tense=tense)
    if tense == "future" and (not own_month or ahead <= _SOON):
        return Chosen(future, tense=tense)
    if tense is None and own_month and ahead > _SOON:
        return Chosen(past)
    return Chosen(None, (past, future))


def _around(day: int, base: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """The last such day before `base` and the next after it; months that have no such day are passed over."""
    passed = day < base.day
    return _step(day, base, range(0 if passed else -1, -3, -1)), _step(day, base, range(1 if passed else 0, 3))


def _step(day: int, base: dt.date, steps: range) -> dt.date | None:
    for step in steps:
        if found := date_or_none(*months_on(base.year, base.month, step), day):
            return found
    return None


def year_of(first: Callable[[int], dt.date | None], base: dt.date, ask: Ask) -> Chosen:
    """N月 and N月N日 are of the story's own year, unless the tense says another.

    `first` gives the day in a year, None where that has none.  Half a year off without a tense it stays open.
    """
    own = first(base.year)
    if own is None:
        return Chosen(None)
    away = (own - base).days
    if abs(away) <= _SLACK or (own.year, own.month) == (base.year, base.month):
        return Chosen(own)
    other = first(base.year - 1 if away > 0 else base.year + 1)
    tense = ask()
    if tense == ("past" if away > 0 else "future"):
        return Chosen(other, tense=tense)
    if tense is None and abs(away) > _HALF_YEAR:
        return Chosen(None, tuple(sorted(date for date in (own, other) if date)))
    return Chosen(own, tense=tense)


def weekday_near(weekday: int, base: dt.date, ask: Ask) -> Chosen:
    """A weekday alone is the last one or the next, within seven days: past unless the tense says otherwise."""
    tense = ask()
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
