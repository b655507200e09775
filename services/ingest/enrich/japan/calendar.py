"""Which days are holidays in Japan, which business days, and of which fiscal year?"""

import datetime as dt
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from schemas.japan import Names

TOKYO = ZoneInfo("Asia/Tokyo")

WEEKDAYS = tuple(
    Names(ja=ja, en=en)
    for ja, en in zip(
        "月火水木金土日",
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        strict=True,
    )
)


def _read_holidays() -> dict[dt.date, Names]:
    lines = Path(__file__).with_name("holidays.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {dt.date.fromisoformat(day): Names(ja=ja, en=en) for day, ja, en in rows}


_HOLIDAYS = _read_holidays()
HOLIDAYS_KNOWN = range(min(_HOLIDAYS).year, max(_HOLIDAYS).year + 1)
"""Years for which the table speaks; before and after them no day is called a holiday."""

# The law (国民の祝日に関する法律, law 178 of 1948) came into force on 20 July 1948.
_FIRST_KNOWN = dt.date(1948, 7, 20)
_LAST_KNOWN = dt.date(HOLIDAYS_KNOWN[-1], 12, 31)

_ONE_DAY = dt.timedelta(days=1)


def holiday_of(day: dt.date) -> Names | None:
    """National holidays since the law of 1948 (国民の祝日に関する法律), those made for one year among them."""
    return _HOLIDAYS.get(day)


def holidays_known(day: dt.date) -> bool:
    """Whether the table speaks for this day: from 20 July 1948, when the law came into force, to its last year."""
    return _FIRST_KNOWN <= day <= _LAST_KNOWN


def is_year_end(day: dt.date) -> bool:
    """31 December to 3 January."""
    return (day.month, day.day) in {(12, 31), (1, 1), (1, 2), (1, 3)}


def is_business_day(day: dt.date) -> bool:
    """A day on which banks are open: neither weekend, holiday nor 31 December to 3 January (銀行法施行令 5).

    Of days for which the table of holidays doesn't speak (`holidays_known`) weekend and year's end alone decide.
    """
    return day.weekday() < 5 and not is_year_end(day) and day not in _HOLIDAYS


def previous_business_day(day: dt.date) -> dt.date | None:
    """The last one before `day`; None where `day` or the answer is outside of the table of holidays."""
    return _business_day_from(day, -_ONE_DAY)


def next_business_day(day: dt.date) -> dt.date | None:
    """The first one after `day`; None where `day` or the answer is outside of the table of holidays."""
    return _business_day_from(day, _ONE_DAY)


@lru_cache(maxsize=4096)
def _business_day_from(day: dt.date, step: dt.timedelta) -> dt.date | None:
    while holidays_known(day):
        day += step
        if is_business_day(day):
            return day if holidays_known(day) else None
    return None


def fiscal_year(day: dt.date) -> int:
    """年度, from 1 April to 31 March (財政法 11)."""
    return day.year if day.month >= 4 else day.year - 1
