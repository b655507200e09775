"""Which hour does a clock of Japanese words show, and at which instant?"""

import datetime as dt
import re
from functools import lru_cache
from typing import Literal, NamedTuple

from schemas.japan import DayFlag
from services.ingest.reading.numerals import number
from services.ingest.reading.zones import instants

_N = "[0-9]{1,2}|[一二三四五六七八九十]{1,3}"
_HOUR = re.compile(
    r"(?P<part>午前|午後|未明|明け方|早朝|朝|昼|夕方|夕|夜|深夜)?の?"
    rf"(?:(?P<noon>正午)|(?P<hour>零|〇|{_N})(?:時(?![間代限制短刻給価速評世点期])"
    rf"(?:(?P<half>半)|(?P<minute>{_N})分(?:(?P<second>{_N})秒)?)?|(?P<to>(?=[〜～―–—-](?:(?:{_N})時(?!間)|正午))))"
    r"|(?P<hour2>[0-9]{1,2}):(?P<minute2>[0-9]{2})(?![0-9]))"
    r"(?P<about>ごろ|頃|ころ|前後|すぎ|過ぎ|前)?"
)
PART = re.compile(
    r"の?(?:未明|明け方|早朝|朝|午前中|午前|昼前|昼すぎ|昼過ぎ|昼|午後|夕方|夕|夜遅く|夜|深夜|晩)(?![刊食鮮日間行景勤礼])"
)
"""A part of a day without an hour."""

_LAST_HOUR = 30
"""Newspapers and stations count a night on: 25時 is 1:00 of the day after."""
_HALVES = frozenset(("午前", "午後"))
_MORNING = frozenset(("未明", "明け方", "早朝", "朝"))
_EVENING = {"昼": range(1, 4), "夕": range(3, 9), "夕方": range(3, 9), "夜": range(5, 12), "深夜": range(9, 12)}
"""Hours of the clock's second half that each word can mean."""


class _Words(NamedTuple):
    """The groups of `_HOUR`."""

    part: str | None
    noon: str | None
    hour: str | None
    half: str | None
    minute: str | None
    second: str | None
    to: str | None
    hour2: str | None
    minute2: str | None
    about: str | None


class Option(NamedTuple):
    """`days` after the day that the copy names."""

    days: int
    hour: int


class Clock(NamedTuple):
    """`options` holds one hour, or two where the words mean either, or none with a `problem`.

    `half` is the day's half as the words or an earlier hour told it.
    """

    options: tuple[Option, ...]
    minute: int
    second: int | None
    exact_precision: Literal["hour", "minute", "second"]
    about: bool
    half: str | None
    problem: str | None = None


class Moment(NamedTuple):
    """`value` is the zone's own date and time in ISO 8601.

    `at` in UTC; None where the zone is not known or its clocks skipped that hour.
    """

    date: dt.date
    value: str
    at: dt.datetime | None
    flags: tuple[DayFlag, ...]
    problem: str | None = None


def read_clock(
    plain: str, start: int, half: str | None = None, *, alone: bool = False, whole: bool = False
) -> tuple[int, Clock] | None:
    """Where the hour at `start` ends, and which it is; `half` (午前, 午後) is taken over by 11時 in 午前9時から11時.

    `alone`: no day stands before it, so that kanji without 午前 and 午後 are no hour (一時 is "for a while").  `whole`:
    after a date with its year 9時30分 is of twenty-four hours, as 9:30 is after any day.
    """
    found = _HOUR.match(plain, start)
    if found is None or not _is_clock(found, alone=alone):
        return None
    clock = _clock(found.groups(), half, whole=True) if whole else _clock(found.groups(), half)
    return (found.end(), clock) if clock else None


# The hours that stories name are few and come again and again.
@lru_cache(maxsize=1024)
def _clock(groups: tuple[str | None, ...], half: str | None, *, whole: bool = False) -> Clock | None:
    words = _Words(*groups)
    noon, said = words.noon, words.hour or words.hour2 or ""
    hour = 12 if noon else 0 if said == "零" else number(said)
    minute = 30 if words.half else number(words.minute or words.minute2 or "0")
    second = number(words.second) if words.second else None
    if hour is None or minute is None:
        return None
    part = words.part or (half if hour < 12 and len(said) < 3 and not said.startswith("0") else None)
    full = words.hour2 or (whole and len(words.minute or "") > 1) or said.startswith("0")
    options = (Option(0, 12),) if noon else _options(hour, part, full=bool(full))
    right = minute < 60 and (second or 0) < 60 and bool(options) and (hour < _LAST_HOUR or not minute)
    return Clock(
        options if right else (), minute, second, _exactness(words), bool(words.about), part,
        None if right else "no such hour",
    )  # fmt: skip


def _exactness(words: _Words) -> Literal["hour", "minute", "second"]:
    if words.second:
        return "second"
    return "minute" if words.half or words.minute or words.minute2 else "hour"


def _is_clock(found: re.Match[str], *, alone: bool) -> bool:
    halved = found["part"] in _HALVES
    if found["hour2"] or found["to"] is not None:
        return halved or not (alone or found["to"] is not None)
    return bool(not alone or found["noon"] or halved or found["hour"].isascii())


def _options(hour: int, part: str | None, *, full: bool) -> tuple[Option, ...]:
    """午前12時 is noon by the edict of 1872 (太政官布告 337) and midnight to many; 午後12時 is either too.

    `full`: without 午前 and its like the words are of twenty-four hours.
    """
    if hour > _LAST_HOUR or (part in _HALVES and hour > 12):
        return ()
    if hour > 12 or (part is None and (hour == 0 or full)):
        return (Option(*divmod(hour, 24)),)
    if hour == 12:
        return _twelve(part)
    if part == "午後" or (part in _EVENING and hour in _EVENING[part]):
        return (Option(0, hour + 12),)
    if part is None:
        return Option(0, hour), Option(0, hour + 12)
    return (Option(0, hour), Option(1, hour)) if part in {"夜", "深夜"} else (Option(0, hour),)


def _twelve(part: str | None) -> tuple[Option, ...]:
    if part in {"昼", "夜"}:
        return (Option(0, 12),) if part == "昼" else (Option(1, 0),)
    if part == "深夜":
        return Option(0, 0), Option(1, 0)
    return (Option(0, 0), Option(0, 12)) if part == "午前" or part in _MORNING else (Option(0, 12), Option(1, 0))


@lru_cache(maxsize=1024)
def moment(day: dt.date, option: Option, minute: int, second: int | None, zone: str | None) -> Moment | None:
    """None at the ends of the calendar.

    Where the clocks went back the earlier hour is taken and flagged; an hour that they skipped has a problem.
    """
    try:
        local = dt.datetime.combine(day, dt.time(option.hour, minute, second or 0))
        local += dt.timedelta(days=option.days)
        found = instants(local, zone) if zone else ()
    except OverflowError:
        return None
    flags: tuple[DayFlag, ...] = ("next_day",) if option.days else ()
    if len(found) > 1:
        flags = (*flags, "hour_twice")
    skipped = "the clocks skipped this hour" if zone is not None and not found else None
    value = local.isoformat(timespec="minutes" if second is None else "seconds")
    return Moment(local.date(), value, found[0] if found else None, flags, skipped)
