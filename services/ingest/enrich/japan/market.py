"""Does the Tokyo Stock Exchange trade at this moment?"""

import datetime as dt
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from schemas.japan import Closure, Market

Phase = Literal["before", "morning", "lunch", "afternoon", "closed"]

_ONE_DAY = dt.timedelta(days=1)


class _Hours(NamedTuple):
    """Morning from `opens` to `lunch`, afternoon from `resumes` to `closes`; an empty session has no length."""

    opens: dt.time
    lunch: dt.time
    resumes: dt.time
    closes: dt.time


def _hours(opens: str, lunch: str, resumes: str, closes: str) -> _Hours:
    return _Hours(*(dt.time.fromisoformat(time) for time in (opens, lunch, resumes, closes)))


# Hours of the auction market in cash equities (立会時間) and the day from which they hold, the latest first.
_REGULAR = (
    (dt.date(2024, 11, 5), _hours("09:00", "11:30", "12:30", "15:30")),  # 日本取引所グループ, 取引時間の延伸
    (dt.date(2011, 11, 21), _hours("09:00", "11:30", "12:30", "15:00")),  # 東証, 昼休みの短縮
    (dt.date(2006, 4, 24), _hours("09:00", "11:00", "12:30", "15:00")),  # 東証 on 20 April 2006: as before 19 January
    (dt.date(2006, 1, 19), _hours("09:00", "11:00", "13:00", "15:00")),  # 東証 on 18 January 2006, for want of capacity
    (dt.date.min, _hours("09:00", "11:00", "12:30", "15:00")),
)
# Days that the exchange's computers cut short: 読売新聞 on 1 November 2005, ITmedia on 18 January 2006.
_CUT_SHORT = {
    dt.date(2005, 11, 1): _hours("13:30", "13:30", "13:30", "15:00"),
    dt.date(2006, 1, 18): _hours("09:00", "11:00", "12:30", "14:40"),
}
# 大発会 and 大納会, a year's first and last session, had a morning alone until the whole one of 30 December 2009
# (楽天証券トウシル, 大納会を半日取引から終日に変更).
_HALF = _hours("09:00", "11:00", "11:00", "11:00")
_LAST_HALF = dt.date(2009, 1, 5)


def _read_closures() -> tuple[range, dict[dt.date, Closure]]:
    """The years that the table speaks for, and the weekdays in them without trading."""
    _, years, *lines = Path(__file__).with_name("market.tsv").read_text(encoding="utf-8").splitlines()
    first, last = (int(year) for year in years.removeprefix("# ").split("-"))
    words: dict[str, Closure] = {word: word for word in get_args(Closure)}
    rows = (line.split("\t") for line in lines)
    return range(first, last + 1), {dt.date.fromisoformat(day): words[why] for day, why in rows}


MARKET_KNOWN, _CLOSED = _read_closures()
"""Years for which the table speaks."""


def market_at(jst: dt.datetime) -> Market | None:
    """The auction market in cash equities at `jst`, Tokyo's clock; None outside of MARKET_KNOWN.

    The minute at which a session begins is in it, the one at which it ends is not.  A day without trading is `closed`
    all day.  `next_session` is None where it is past the table.
    """
    day = jst.date()
    return _market(day, _phase(day, jst.time())) if day.year in MARKET_KNOWN else None


def _phase(day: dt.date, time: dt.time) -> Phase:
    hours = _hours_of(day)
    if hours is None or time >= hours.closes:
        return "closed"
    if time >= hours.resumes:
        return "afternoon"
    if time >= hours.lunch:
        return "lunch"
    return "morning" if time >= hours.opens else "before"


@lru_cache(maxsize=4096)
def _hours_of(day: dt.date) -> _Hours | None:
    if _why_closed(day):
        return None
    if day <= _LAST_HALF and _ends_a_year(day):
        return _HALF
    return _CUT_SHORT.get(day) or next(hours for first, hours in _REGULAR if day >= first)


def _ends_a_year(day: dt.date) -> bool:
    """First or last session of a year."""
    step = _ONE_DAY if day.month == 12 else -_ONE_DAY
    other = day + step
    while other.year == day.year and _why_closed(other):
        other += step
    return other.year != day.year


@lru_cache(maxsize=4096)
def _market(day: dt.date, phase: Phase) -> Market:
    why = _why_closed(day)
    return Market(phase=phase, trading_day=why is None, why=why, next_session=_next_session(day))


def _why_closed(day: dt.date) -> Closure | None:
    return "weekend" if day.weekday() >= 5 else _CLOSED.get(day)


def _next_session(day: dt.date) -> dt.date | None:
    after = day + _ONE_DAY
    while after.year in MARKET_KNOWN:
        if not _why_closed(after):
            return after
        after += _ONE_DAY
    return None
