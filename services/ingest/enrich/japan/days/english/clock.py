"""Which hour do English words name: 3 p.m., noon, 1500 GMT?"""

import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple

from schemas.japan import DayFlag
from services.ingest.enrich.japan.days.english.clock_zone import Zone, of_short, zone_after
from services.ingest.enrich.japan.days.english.found import Clock, Copy, Found
from services.ingest.enrich.japan.days.english.words import ZONES, hyphen_at, stands_alone
from services.ingest.reading.zones import instants, zone_named

_BEFORE_HALF = re.compile(r"(?<![\w.,:/$])(?<!(?<!-)-)(\d{1,2})(?:[:.](\d{2}))?[ \u00a0\n]?\Z", re.ASCII)
_BEFORE_ZONE = re.compile(
    r"(?<![\w.,:/$])(?<!(?<!-)-)(\d{1,2}):?(\d{2})(?:[ \u00a0]?h(?:rs|ours)?)?[ \u00a0]?\Z", re.ASCII
)
_OFFSET = re.compile(r"[ \u00a0]?[+-]\d{1,2}(?::?\d\d)?", re.ASCII)
_ZONE_BEHIND = re.compile(rf"[ \u00a0]?(?:{'|'.join(ZONES)})(?!\w)")
_ABOUT = frozenset(["around", "about", "approximately", "roughly", "nearly", "almost", "circa"])


class Moment(NamedTuple):
    """`at` is None where the hour is none or two of that day; `problem` then says why, with `candidates`."""

    at: dt.datetime | None
    flags: tuple[DayFlag, ...] = ()
    problem: str | None = None
    candidates: tuple[str, ...] = ()


def half_at(copy: Copy, start: int, end: int) -> Found | None:
    """At a.m., p.m., or the figure before am or pm."""
    text = copy.text
    figure = text[start].isdigit()
    if (figure and end < len(text) and text[end].isalnum()) or (
        not figure and text[end : end + 2].strip(". ").isalpha() and text[end : end + 1] not in ". \n\u00a0,"
    ):
        return None
    at = start + 1 if figure else start
    said = _BEFORE_HALF.search(text, max(copy.floor, at - 8), at)
    if said is None or int(said[1]) > 12 or int(said[2] or 0) > 59 or int(said[1]) == 0:
        return None
    half = "p" if "p" in text[at:end].lower() else "a"
    if text[end : end + 1] == "." and not figure:
        end += 1
    clock = Clock(int(said[1]) % 12 + 12 * (half == "p"), int(said[2] or 0), exact=said[2] is not None)
    if int(said[1]) == 12 and clock.minute == 0:
        clock.problem = f"12 {half}.m. is noon to some and midnight to others"
    return _with_zone(copy, clock, said.start(1), end)


def zone_at(copy: Copy, start: int, end: int) -> Found | None:
    """At the last figure of 1500 GMT, with the zone."""
    text = copy.text
    figures = start + 1
    said = _BEFORE_ZONE.search(text, max(copy.floor, start - 6), figures)
    if said is None or int(said[1]) > 23 or int(said[2]) > 59 or not stands_alone(text, said.start(1), end):
        return None
    zone_start = next(place for place in range(figures, end) if text[place].isalpha())
    clock = Clock(int(said[1]), int(said[2]), exact=True)
    if offset := _OFFSET.match(text, end):
        end = offset.end()
        clock.stated, clock.unzoned = True, "a zone counted from another"
    elif zone := of_short(text[zone_start:end], end):
        _set_zone(clock, zone)
    return _found(copy, clock, said.start(1), end)


def zone_behind(copy: Copy, end: int) -> Found | None:
    """Of 1200 GMT, whose last three figures were taken for the beginning of a year."""
    zone = _ZONE_BEHIND.match(copy.text, end)
    return zone_at(copy, end - 1, zone.end()) if zone else None


def word_at(copy: Copy, start: int, end: int) -> Found | None:
    """Noon; midnight, which belongs to two days."""
    if not stands_alone(copy.text, start, end) or hyphen_at(copy.text, end) or copy.text[end : end + 1] in {"'", "’"}:
        return None
    word, at = copy.before(start)
    if copy.text[start:end].lower() == "noon":
        if word in {"every", "each", "12"}:
            start = at if word == "12" else start
        clock = Clock(12)
    else:
        clock = Clock(0, problem="midnight of which night?", midnight=True)
        start = at if word == "12" else start
    return _with_zone(copy, clock, start, end)


def _with_zone(copy: Copy, clock: Clock, start: int, end: int) -> Found:
    found = _found(copy, clock, start, end)
    name_zone(copy, found)
    return found


def name_zone(copy: Copy, found: Found) -> None:
    """By the words behind the hour, or behind its day."""
    if found.clock and (zone := zone_after(copy.text, found.start, found.end, copy.anchor)):
        found.end = zone.end
        _set_zone(found.clock, zone)


def _set_zone(clock: Clock, zone: Zone) -> None:
    clock.stated = zone.name is not None or zone.problem is not None
    clock.zone, clock.named, clock.unzoned, clock.offsets = zone.name, zone.named, zone.problem, zone.offsets


def _found(copy: Copy, clock: Clock, start: int, end: int) -> Found:
    word = copy.before(start)[0]
    return Found(start, end, flags=("approximate",) if word in _ABOUT else (), clock=clock)


def moment(day: dt.date, clock: Clock, zone: str) -> Moment:
    """Of the clock on that day; `zone` holds where the copy names none."""
    if clock.problem:
        return Moment(None, (), clock.problem, _either(day, clock))
    if clock.unzoned:
        hour = f"{day}T{clock.hour:02}:{clock.minute:02}"
        return Moment(None, (), clock.unzoned, tuple(f"{hour}{offset}" for offset in clock.offsets))
    return _moment(day, dt.time(clock.hour, clock.minute), clock.named, clock.zone or zone)


def at_once(day: dt.date, clock: Clock, other: Clock, zone: str) -> dt.date | None:
    """On which day the other clock shows its hour at the moment of that hour; None if it never does."""
    at = moment(day, clock, zone).at
    if at is None or other.unzoned or other.problem:
        return None
    there = at.astimezone(zone_named(other.zone or zone))
    return there.date() if (there.hour, there.minute) == (other.hour, other.minute) else None


@lru_cache(maxsize=1024)
def _moment(day: dt.date, time: dt.time, named: str | None, zone: str) -> Moment:
    if not dt.date(1, 1, 3) < day < dt.date(9999, 12, 29):
        return Moment(None, (), "out of the calendar")
    found = instants(dt.datetime.combine(day, time), zone)
    if not found:
        return Moment(None, (), "the clocks skipped this hour")
    if named and all(at.astimezone(zone_named(zone)).tzname() != named for at in found):
        return Moment(None, (), f"{named} was not in force that day")
    if named:
        return Moment(next(at for at in found if at.astimezone(zone_named(zone)).tzname() == named))
    return Moment(found[0], ("hour_twice",) if len(found) > 1 else ())


def _either(day: dt.date, clock: Clock) -> tuple[str, ...]:
    """Midnight begins the day or ends it; 12 a.m. and 12 p.m. are noon or midnight."""
    if not clock.midnight:
        return f"{day}T00:00", f"{day}T12:00"
    return (f"{day}T00:00", f"{day + dt.timedelta(days=1)}T00:00") if day < dt.date.max else ()
