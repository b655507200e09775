"""Which newspaper can a story of this moment still be in?"""

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from schemas.japan import Edition, Names
from services.ingest.enrich.japan.calendar import holiday_of, holidays_known, is_year_end
from services.runtime.feeds import Deadlines

_MORNING = Names(ja="朝刊", en="morning edition")
_EVENING = Names(ja="夕刊", en="evening edition")
_NOON = dt.time(12)
_ONE_DAY = dt.timedelta(days=1)

# What is said here of days without papers holds since papers came to rest once a month, in 1991 (教育家庭新聞 of 23
# March 2015, 休刊日とその号数).
_FIRST = dt.date(1991, 1, 1)

# 朝日新聞社 on 3 June 2025: its last evening paper of a Saturday is that of 26 July.  毎日新聞 and 産経新聞 too, says a
# reader's blog (munejyuka.com, 27 July 2025).
_SATURDAYS_DIFFER = dt.date(2025, 8, 1)


class _Paper(NamedTuple):
    kind: Literal["morning", "evening"]
    date: dt.date
    deadline: dt.time


def _read_press_holidays() -> frozenset[dt.date]:
    lines = Path(__file__).with_name("press_holidays.tsv").read_text(encoding="utf-8").splitlines()
    return frozenset(dt.date.fromisoformat(line.partition("\t")[0]) for line in lines if not line.startswith("#"))


_PRESS_HOLIDAYS = _read_press_holidays()


def edition_of(jst: dt.datetime, deadlines: Deadlines) -> Edition | None:
    """The first paper whose deadline is not before `jst`, by Tokyo's clock.

    No evening paper comes out on Sundays, national holidays and from 31 December to 3 January, no morning paper on 2
    January (Wikipedia, 夕刊 and 新聞休刊日) and on the days of press_holidays.tsv; these have an evening paper (ASA
    自由が丘, notice of October 2021).

    None where it can't be told: before 1991 and outside of the table of holidays; where an evening paper of 29 or 30
    December would be the one, as papers differ in when their year ends; and one of a Saturday from August 2025 on,
    unless the feed says.  In a year of which press_holidays.tsv knows nothing a morning paper may be named that rests.
    """
    day = jst.date()
    if day < _FIRST or not holidays_known(day):
        return None
    time, evening = jst.time(), deadlines.evening
    past = (time > deadlines.morning) + (evening is not None and time > evening)
    return _first(day, past, deadlines)


def _papers(day: dt.date, deadlines: Deadlines) -> list[_Paper]:
    """Those whose deadlines are on `day`, whether they come out or not, the earliest first."""
    evening = [_Paper("evening", day, deadlines.evening)] if deadlines.evening else []
    if deadlines.morning < _NOON:
        return [_Paper("morning", day, deadlines.morning), *evening]
    return [*evening, _Paper("morning", day + _ONE_DAY, deadlines.morning)]


@lru_cache(maxsize=4096)
def _first(day: dt.date, past: int, deadlines: Deadlines) -> Edition | None:
    """The first paper that comes out, but for the `past` first ones of the day."""
    skipped: list[dt.date] = []
    for paper in _papers_from(day, past, deadlines):
        comes = _morning_comes(paper.date) if paper.kind == "morning" else _evening_comes(paper.date, deadlines)
        if comes is None:
            return None
        if comes:
            name = _MORNING if paper.kind == "morning" else _EVENING
            return Edition(kind=paper.kind, name=name, date=paper.date, deadline=paper.deadline, skipped=skipped)
        if paper.kind == "morning":
            skipped.append(paper.date)
    return None


def _papers_from(day: dt.date, past: int, deadlines: Deadlines) -> Iterator[_Paper]:
    yield from _papers(day, deadlines)[past:]
    while holidays_known(day + _ONE_DAY):
        day += _ONE_DAY
        yield from _papers(day, deadlines)


def _morning_comes(day: dt.date) -> bool:
    return (day.month, day.day) != (1, 2) and day not in _PRESS_HOLIDAYS


def _evening_comes(day: dt.date, deadlines: Deadlines) -> bool | None:
    """None where papers differ."""
    if day.weekday() == 6 or holiday_of(day) or is_year_end(day):
        return False
    if day.weekday() == 5:
        if deadlines.saturday_evening is False:
            return False
        if deadlines.saturday_evening is None and day >= _SATURDAYS_DIFFER:
            return None
    return None if (day.month, day.day) in {(12, 29), (12, 30)} else True
