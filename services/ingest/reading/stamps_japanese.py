"""Which day and hour do the Japanese words of a stamp name, as 令和3年3月5日 午後0時半（日本時間）?"""

import datetime as dt
import re
from typing import NamedTuple

from services.ingest.reading.eras import ERA_LETTERS, ERA_NAMES, from_era
from services.ingest.reading.numerals import KANJI_FIGURES, number
from services.ingest.reading.zones import ZONE


class Written(NamedTuple):
    """`local` is the clock's where it was written, in the zone that `zone` names, or in none that the copy tells.

    `repairs` and `warnings` say what was read otherwise than written, and what is odd.
    """

    local: dt.datetime
    zone: str | None = None
    repairs: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class Unread(ValueError):  # noqa: N818  an outcome, not a failure
    """Words of a stamp that name no moment, or more than one; the message says why."""


_N = rf"[\d{KANJI_FIGURES}]{{1,9}}"
_ZONES = {"日本時間": "Asia/Tokyo", "日本標準時": "JST", "協定世界時": "UTC", "世界標準時": "UTC", "世界時": "UTC"}
_WORDS = "|".join(_ZONES)
_DAY = (
    rf"(?:(?:西暦 ?)?(?P<year>{_N})|(?P<era>{'|'.join(ERA_NAMES)}|[{ERA_LETTERS}])\.? ?(?P<of_era>元|{_N}))"
    rf"(?:年 ?(?P<month>{_N})月 ?(?P<day>{_N})日|(?P<sign>[./-])(?P<month2>\d{{1,2}})(?P=sign)(?P<day2>\d{{1,2}}))"
    r"(?: ?\((?P<weekday>[月火水木金土日])(?:曜日?|・[祝休])?\)| ?(?P<weekday2>[月火水木金土日])曜日?)?"
)
_CLOCK = (
    rf"(?:(?P<noon>正午)|(?P<part>午前|午後|(?i:[ap]m))? ?(?P<hour>{_N})(?:時(?: ?(?P<half>半)|"
    rf" ?(?P<minute>{_N})分(?: ?(?P<second>{_N})秒)?)?|:(?P<minute2>\d\d)(?::(?P<second2>\d\d))?))"
)
_STAMP = re.compile(
    rf"(?:(?P<zone>{_WORDS})の? ?)?{_DAY} ?(?:(?P<zone2>{_WORDS})の? ?)?{_CLOCK} ?"
    rf"(?:(?P<zone3>{_WORDS}|{ZONE})|\((?P<zone4>{_WORDS}|{ZONE})\))?",
    re.ASCII,
)
_BARE_DAY = re.compile(_DAY, re.ASCII)
_WESTERN = range(1000, dt.MAXYEAR + 1)
"""21年 is of a century, or of an era, that nobody tells."""
LAST_HOUR = 30
"""Newspapers count a night on: 25時 is 1:00 of the day after, 30時 the end of the night."""


def read_japanese(text: str) -> Written | None:
    """`text` is one stamp after NFKC; None for what has another shape, a day without an hour among it.

    Raises Unread: days and hours that never were, 午前12時 and 午後12時, which are two hours each, two zones.
    """
    found = _STAMP.fullmatch(text)
    if found is None:
        return None
    said = found.groupdict()
    zones = [written for name in ("zone", "zone2", "zone3", "zone4") if (written := said[name])]
    if len(zones) > 1:
        raise Unread("which zone?")
    day, warnings = _day(said)
    local, repairs = on_clock(day, *_clock(said))
    return Written(local, _ZONES.get(zones[0], zones[0]) if zones else None, repairs, warnings)


def read_japanese_day(text: str) -> tuple[dt.date, tuple[str, ...]] | None:
    """A day without an hour, after NFKC, and what is odd about it; None for other shapes.

    Raises Unread: a day that never was.
    """
    found = _BARE_DAY.fullmatch(text)
    return _day(found.groupdict()) if found else None


def _day(said: dict[str, str | None]) -> tuple[dt.date, tuple[str, ...]]:
    month, day = _number(said["month"] or said["month2"]), _number(said["day"] or said["day2"])
    outside = False
    if era := said["era"]:
        found, outside, problem = from_era(era, _number(said["of_era"]), month, day)
        if found is None:
            raise Unread(problem)
    else:
        found = _western(_number(said["year"]), month, day)
    odd = (outside and "the era had ended or had not begun",)
    weekday = said["weekday"] or said["weekday2"]
    differs = weekday is not None and "月火水木金土日".index(weekday) != found.weekday()
    return found, tuple(why for why in (*odd, differs and "the weekday is another day's") if why)


def _western(year: int, month: int, day: int) -> dt.date:
    if year not in _WESTERN:
        raise Unread("a year of four figures is missing")
    try:
        return dt.date(year, month, day)
    except ValueError as problem:
        raise Unread("no such day") from problem


def _clock(said: dict[str, str | None]) -> tuple[int, int, int]:
    if said["noon"]:
        return 12, 0, 0
    hour = _number(said["hour"])
    minute = 30 if said["half"] else _number(said["minute"] or said["minute2"] or "0")
    second = _number(said["second"] or said["second2"] or "0")
    if minute > 59 or second > 59 or (hour, minute, second) > (LAST_HOUR, 0, 0):
        raise Unread("no such hour")
    part = said["part"]
    afternoon = part is not None and (part == "午後" or part[0] in "Pp")
    if part and hour == 12:
        raise Unread(f"{part}12時 may be {'12:00 or 24:00' if afternoon else '0:00 or 12:00'}")
    if part and hour > 12:
        raise Unread("no such hour")
    return hour + 12 * afternoon, minute, second


def on_clock(day: dt.date, hour: int, minute: int, second: int) -> tuple[dt.datetime, tuple[str, ...]]:
    """The moment and its repairs: 25:30 is 1:30 of the next day.  Unread past the calendar."""
    days, hours = divmod(hour, 24)
    try:
        local = dt.datetime.combine(day, dt.time(hours, minute, second)) + dt.timedelta(days=days)
    except OverflowError as problem:
        raise Unread("out of range") from problem
    return local, (f"{hour}:{minute:02} read as {hours}:{minute:02} of the next day",) if days else ()


def _number(figures: str | None) -> int:
    found = number(figures or "")
    if found is None:
        raise Unread(f"{figures}: no number")
    return found
