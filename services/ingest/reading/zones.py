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
ZONE = rf"(?:(?:GMT|UTC)[+-]?\d{{1,2}}(?::\d{{2}})?|{'|'.join(_NAMED)}|[+-]\d{{2}}(?::?\d{{2}})?)"
"""A pattern without groups, for ASCII text."""
_OFFSET = re.compile(r"(?P<name>GMT|UTC)?(?P<sign>[+-]?)(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?", re.ASCII)


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


def instants(local: dt.datetime, zone: str) -> tuple[dt.datetime, ...]:
    """In UTC: one; two, the earlier first, where the clocks of the IANA zone went back; none where they skipped it.

    OverflowError at the ends of the calendar.
    """
    there = ZoneInfo(zone)
    first = local.replace(tzinfo=there, fold=0).astimezone(dt.UTC)
    second = local.replace(tzinfo=there, fold=1).astimezone(dt.UTC)
    if first == second:
        return (first,)
    return (first, second) if first < second else ()


def signed(zone: dt.timezone) -> str:
    """As ISO 8601 has it: +09:00."""
    minutes = int(zone.utcoffset(None).total_seconds() // 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
