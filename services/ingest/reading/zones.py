"""How far from UTC is the zone that a stamp names, and which instants are an hour of a zone's clock?"""

import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

# Hours from UTC.  The names of RFC 2822, 4.3, Japan's, and those that mean one zone alone.  RFC 2822 has CST for
# Chicago's, China has it too; BST and IST mean two as well and are not here.
_NAMED = {
    "Z": 0, "UTC": 0, "UT": 0, "GMT": 0, "JST": 9, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6,
    "PST": -8, "PDT": -7, "KST": 9, "HKT": 8, "SGT": 8, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "AEST": 10,
    "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
ZONE = (
    rf"(?:(?:GMT|UTC)(?:[+-]\d{{4}}|[+-]?\d{{1,2}}(?::\d{{2}})?)|{'|'.join(_NAMED)}"
    r"|[+-]\d{2}(?::?\d{2})?)"
)
"""A pattern without groups, for ASCII text."""
_OFFSET = re.compile(r"(?P<name>GMT|UTC)?(?P<sign>[+-]?)(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?", re.ASCII)

_ONE_HOUR = dt.timedelta(hours=1)

# The law on summer time (夏時刻法 of 1948, article 2) made the second Saturday of September 25 hours long: by it the
# hour from 23:00 came twice (暦Wiki of the National Astronomical Observatory of Japan, 夏時刻).  tzdata has the hour
# after midnight twice.  Nobody can tell which clock a copy went by.
_TWICE_BY_LAW = frozenset(
    dt.date(year, 9, day) for year, day in ((1948, 11), (1949, 10), (1950, 9), (1951, 8))
)  # fmt: skip


class Offset(NamedTuple):
    """`odd`: GMT9 or GMT+9, as no standard has it."""

    zone: dt.timezone
    odd: bool = False


@lru_cache(maxsize=256)
def read_offset(written: str) -> Offset:
    """Of what ZONE matched.  ValueError, with the words for it: further from UTC than any clock on earth, 14 hours."""
    name = written.upper()
    if name in _NAMED:
        return Offset(dt.timezone(dt.timedelta(hours=_NAMED[name])))
    found = _OFFSET.fullmatch(name)
    hours, minutes = (int(found["hours"]), int(found["minutes"] or 0)) if found else (99, 0)
    if found is None or hours > 14 or minutes > 59:
        msg = f"no such zone: {written}"
        raise ValueError(msg)
    distance = dt.timedelta(hours=hours, minutes=minutes)
    return Offset(
        dt.timezone(-distance if found["sign"] == "-" else distance), found["name"] == "GMT" and not found["minutes"]
    )


@lru_cache(maxsize=1024)
def zone_named(name: str) -> ZoneInfo:
    """ZoneInfo itself keeps the last eight alone and reads the others from disk again; wires have some dozens a day.

    ZoneInfoNotFoundError, a KeyError, for a name that tzdata has not.
    """
    return ZoneInfo(name)


def instants(local: dt.datetime, zone: str) -> tuple[dt.datetime, ...]:
    """In UTC: one; two, the earlier first, where the clocks of the IANA zone went back; none where they skipped it.

    Tokyo's last hour of summer in 1948 to 1951 counts as two by the law and by tzdata, which differ by an hour.
    OverflowError at the ends of the calendar.
    """
    there = zone_named(zone)
    first = local.replace(tzinfo=there, fold=0).astimezone(dt.UTC)
    second = local.replace(tzinfo=there, fold=1).astimezone(dt.UTC)
    if first == second:
        by_law = zone == "Asia/Tokyo" and local.hour == 23 and local.date() in _TWICE_BY_LAW
        return (first, first + _ONE_HOUR) if by_law else (first,)
    return (first, second) if first < second else ()


def first_minute(day: dt.date, zone: str) -> dt.datetime | None:
    """In UTC: when the day begins by the clocks of the IANA zone, which is 1:00 where they skipped the hour before.

    None for a day that they skipped whole.  OverflowError at the ends of the calendar.
    """
    midnight = dt.datetime.combine(day, dt.time())
    minutes = (instants(midnight + dt.timedelta(minutes=count), zone) for count in range(24 * 60))
    return next((found[0] for found in minutes if found), None)


def signed(zone: dt.timezone) -> str:
    """As ISO 8601 has it: +09:00."""
    minutes = int(zone.utcoffset(None).total_seconds() // 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
