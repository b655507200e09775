"""Which hour do English words name: 3 p.m., noon, 1500 GMT?"""

import datetime as dt
import re
from typing import NamedTuple
from zoneinfo import ZoneInfo

from schemas.japan import DayFlag
from services.ingest.enrich.japan.days.english.found import Clock, Copy, Found
from services.ingest.enrich.japan.days.english.words import GAP, stands_alone
from services.ingest.reading.zones import instants

_BEFORE_HALF = re.compile(r"(?<![\w.,:/$-])(\d{1,2})(?:[:.](\d{2}))?[ \u00a0\n]?\Z", re.ASCII)
_BEFORE_ZONE = re.compile(r"(?<![\w.,:/$-])(\d{1,2}):?(\d{2})(?:[ \u00a0]?h(?:rs|ours)?)?[ \u00a0]?\Z", re.ASCII)
_HALF_ENDS = re.compile(r"\.?m?\.?")
_ZONE_AFTER = re.compile(
    rf"(?:,?{GAP}\(?(?P<zone>[A-Z]{{2,4}})(?![\w+-])\)?"
    rf"|{GAP}(?P<named>Eastern|Pacific|Japan|Tokyo|London|Paris|Seoul|Beijing)(?:{GAP}(?:[Ss]tandard|[Dd]aylight|[Ss]ummer))?"
    rf"(?:{GAP}[Tt]ime)?(?!\w)|{GAP}local{GAP}time(?!\w))"
)
_OFFSET = re.compile(r"[ \u00a0]?[+-]\d|[+-]\d")
# Those that are one zone alone.  A summer name in winter, or the other way round, is a slip that may mean either hour.
_ZONES = {
    "GMT": "UTC", "UTC": "UTC", "JST": "Asia/Tokyo", "KST": "Asia/Seoul", "HKT": "Asia/Hong_Kong",
    "SGT": "Asia/Singapore", "EST": "America/New_York", "EDT": "America/New_York", "ET": "America/New_York",
    "CDT": "America/Chicago", "MST": "America/Denver", "MDT": "America/Denver", "PST": "America/Los_Angeles",
    "PDT": "America/Los_Angeles", "PT": "America/Los_Angeles", "BST": "Europe/London", "CET": "Europe/Berlin",
    "CEST": "Europe/Berlin", "EET": "Europe/Helsinki", "EEST": "Europe/Helsinki", "AEDT": "Australia/Sydney",
}  # fmt: skip
_AS_NAMED = frozenset(["EST", "EDT", "CDT", "MST", "MDT", "PST", "PDT", "BST", "CET", "CEST", "EET", "EEST", "AEDT"])
_TWO_MEANINGS = frozenset(["CST", "IST", "AST"])
_PLACES = {
    "Eastern": "America/New_York", "Pacific": "America/Los_Angeles", "Japan": "Asia/Tokyo", "Tokyo": "Asia/Tokyo",
    "London": "Europe/London", "Paris": "Europe/Paris", "Seoul": "Asia/Seoul", "Beijing": "Asia/Shanghai",
}  # fmt: skip
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
        clock.problem, clock.midnight = f"12 {half}.m. is noon to some and midnight to others", False
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
    if _OFFSET.match(text, end):
        clock.problem = "a zone counted from another"
    else:
        _name_zone(clock, text[zone_start:end])
    return _found(copy, clock, said.start(1), end)


def word_at(copy: Copy, start: int, end: int) -> Found | None:
    """Noon; midnight, which belongs to two days."""
    if not stands_alone(copy.text, start, end) or copy.text[end : end + 1] in {"-", "'", "’"}:
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
    said = _ZONE_AFTER.match(copy.text, end)
    if said and (said["zone"] is None or said["zone"] in _ZONES or said["zone"] in _TWO_MEANINGS):
        closed = "(" not in said[0] or said[0].endswith(")")
        if said["zone"] and closed:
            _name_zone(clock, said["zone"])
            end = said.end()
        elif said["named"]:
            clock.zone, end = _PLACES[said["named"]], said.end()
        elif closed:
            end = said.end()
    return _found(copy, clock, start, end)


def _name_zone(clock: Clock, name: str) -> None:
    if name in _TWO_MEANINGS:
        clock.problem = clock.problem or f"{name} is the name of two zones"
        return
    clock.zone = _ZONES[name]
    clock.named = name if name in _AS_NAMED else None


def _found(copy: Copy, clock: Clock, start: int, end: int) -> Found:
    word = copy.before(start)[0]
    return Found(start, end, flags=("approximate",) if word in _ABOUT else (), clock=clock)


def moment(day: dt.date, clock: Clock, zone: str) -> Moment:
    """Of the clock on that day."""
    local = dt.datetime.combine(day, dt.time(clock.hour, clock.minute))
    if clock.problem:
        return Moment(None, (), clock.problem, _either(day, clock))
    if not dt.date(1, 1, 3) < day < dt.date(9999, 12, 29):
        return Moment(None, (), "out of the calendar")
    found = instants(local, zone)
    if not found:
        return Moment(None, (), "the clocks skipped this hour")
    if clock.named and all(at.astimezone(ZoneInfo(zone)).tzname() != clock.named for at in found):
        return Moment(None, (), f"{clock.named} was not in force that day")
    if clock.named:
        return Moment(next(at for at in found if at.astimezone(ZoneInfo(zone)).tzname() == clock.named))
    return Moment(found[0], ("hour_twice",) if len(found) > 1 else ())


def _either(day: dt.date, clock: Clock) -> tuple[str, ...]:
    """Midnight begins the day or ends it; 12 a.m. and 12 p.m. are noon or midnight."""
    if clock.midnight:
        days = [day, day + dt.timedelta(days=1)]
        return tuple(f"{that}T00:00" for that in days)
    if clock.problem and clock.problem.startswith("12 "):
        return f"{day}T00:00", f"{day}T12:00"
    return (f"{day}T{clock.hour:02}:{clock.minute:02}",)
