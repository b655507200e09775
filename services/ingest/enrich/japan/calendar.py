"""Japan's calendar: eras, national holidays, business days and fiscal years."""

import datetime as dt
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from schemas.japan import Names

TOKYO = ZoneInfo("Asia/Tokyo")

# First days of the eras.  Japan took the Gregorian calendar on 1 January 1873 (太政官布告 337 of 1872): before it, the
# days of 明治 are days of another calendar.
_ERAS = (
    (dt.date(2019, 5, 1), "令和"),
    (dt.date(1989, 1, 8), "平成"),
    (dt.date(1926, 12, 25), "昭和"),
    (dt.date(1912, 7, 30), "大正"),
    (dt.date(1873, 1, 1), "明治"),
)
_MEIJI_BEGAN = 1868

WEEKDAYS = tuple(
    Names(ja=ja, en=en)
    for ja, en in zip(
        "月火水木金土日",
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        strict=True,
    )
)


@lru_cache(maxsize=4096)
def era_date(day: dt.date) -> str | None:
    """As newspapers write it: 令和3年3月5日, and 元年 for the first year; None before 1873."""
    for first, name in _ERAS:
        if day >= first:
            year = day.year - (_MEIJI_BEGAN if name == "明治" else first.year) + 1
            return f"{name}{'元' if year == 1 else year}年{day.month}月{day.day}日"
    return None


def _read_holidays() -> dict[dt.date, Names]:
    lines = Path(__file__).with_name("holidays.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {dt.date.fromisoformat(day): Names(ja=ja, en=en) for day, ja, en in rows}


_HOLIDAYS = _read_holidays()
HOLIDAYS_KNOWN = range(min(_HOLIDAYS).year, max(_HOLIDAYS).year + 1)
"""Years for which the table speaks; before and after them no day is called a holiday."""


def holiday_of(day: dt.date) -> Names | None:
    """National holidays since the law of 1948 (国民の祝日に関する法律), those made for one year among them."""
    return _HOLIDAYS.get(day)


def is_business_day(day: dt.date) -> bool:
    """A day on which banks are open: neither weekend, holiday nor 31 December to 3 January (銀行法施行令 5)."""
    year_end = (day.month, day.day) in {(12, 31), (1, 1), (1, 2), (1, 3)}
    return day.weekday() < 5 and not year_end and day not in _HOLIDAYS


def fiscal_year(day: dt.date) -> int:
    """年度, from 1 April to 31 March (財政法 11)."""
    return day.year if day.month >= 4 else day.year - 1
