"""Which whole stamps and dates in figures stand in a text of any language, as 2021/03/05 9:00 JST does?"""

import datetime as dt
import re
from typing import NamedTuple

from schemas.japan import Day, DayFlag, Where
from services.ingest.enrich.japan.days.anchor import Anchor
from services.ingest.enrich.japan.days.span import date_or_none
from services.ingest.enrich.japan.days.stamped_zone import UNKNOWN, Zone, clock_name, moment, zone_of
from services.ingest.reading.eras import from_era
from services.ingest.reading.numerals import half_width
from services.ingest.reading.stamps import MONTHS, of_half_day
from services.ingest.reading.stamps_japanese import Unread
from services.ingest.reading.zones import ZONE

# A sign and a figure that each of our shapes has, with what stands around it there: most texts have none, and one
# quick pass tells.
_HINT = re.compile(
    r"[-/:RHSTM][0-9](?:(?<=[0-9]{4}-[0-9])(?=[0-9]?-)|(?<=[0-9]/[0-9])(?=[0-9]?/)|(?<=[0-9]{8}T[0-9])"
    r"|(?<=[0-9,] [0-9]:[0-9])|(?<=[0-9,] [0-9]{2}:[0-9])|(?<=[RHSTM][0-9])(?=[0-9]?[./]))"
)
# One of these is in every hint.  A pattern that begins with one sign is looked for as fast as memory is read.
_SIGNS = tuple(re.compile(f"{sign}[0-9]").search for sign in "-/:T")
_ERA = re.compile(r"[RHSTM][0-9]").search
_BEFORE, _BEHIND = 24, 64
"""Signs of a stamp before its hint, and from there to its end, at most."""
_MONTH_NAMES = "|".join(sorted({name.title() for name in MONTHS}, key=len, reverse=True))
_M, _D = r"0?[1-9]|1[0-2]", r"0?[1-9]|[12]\d|3[01]"
_STAMP = re.compile(
    r"(?<!\w)(?<!\w[-/.:])(?:"
    rf"(?P<y1>\d{{4}})(?P<sign>[-/.])(?P<m1>{_M})(?P=sign)(?P<d1>{_D})"
    r"|(?P<y2>\d{4})(?P<m2>\d\d)(?P<d2>\d\d)(?=T\d)"
    rf"|(?P<a>{_D})(?P<sign2>[/.])(?P<b>{_D})(?P=sign2)(?P<y3>\d{{4}})"
    rf"|(?P<d4>{_D}) (?P<n4>{_MONTH_NAMES})\.? (?P<y4>\d{{4}})(?=,? \d)"
    rf"|(?P<era>[RHSTM])(?P<y5>\d{{1,2}})(?P<sign3>[./])(?P<m5>{_M})(?P=sign3)(?P<d5>{_D})"
    r")(?:(?P<clock>T|,? )(?:(?P<hour>\d{1,2}):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:[.,]\d{1,9})?)?"
    r"|(?<=\dT)(?P<hour2>\d\d)(?P<minute2>[0-5]\d)(?P<second2>[0-5]\d)?)(?: ?(?P<half>[AaPp])\.?[Mm]\b\.?)?"
    rf"(?P<zone> ?{ZONE}(?!\w))?(?!\w|:\d)"
    r"|(?!\w|[-/.:]\w))",
    re.ASCII,
)
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WEEKDAY = re.compile(rf"(?<![A-Za-z])({'|'.join(_WEEKDAYS)})[a-z]{{0,6}},? $")
_JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")
_YEARS = range(1600, 2200)
"""Of a date without an hour; other figures of that shape are numbers of something."""
_LAST_HOUR = 30
"""Newspapers in Japan count a night on: 25時 is 1:00 of the day after."""


class _Clock(NamedTuple):
    hour: int
    minute: int
    second: int | None

    def on(self, day: dt.date) -> dt.datetime:
        whole = dt.timedelta(hours=self.hour, minutes=self.minute, seconds=self.second or 0)
        return dt.datetime.combine(day, dt.time()) + whole


class _Spot(NamedTuple):
    """`text` as in the copy, and where it stands."""

    text: str
    where: Where
    start: int
    end: int


def stamped(text: str, where: Where, anchor: Anchor) -> list[Day]:
    """Absolute stamps, and dates in figures without an hour: 2021-03-05, 2021/3/5, 3/25/2021, in Japanese R3.3.5.

    Unresolved: 03/05/2021, with both days as candidates; days and hours that never were; a zone whose name is that of
    two.  Left out: 2021.3.5 without an hour, which may be a version; figures in paths; dates in words.
    """
    plain = half_width(text)
    if not any(search(plain) for search in _SIGNS) and (plain.isascii() or not _ERA(plain)):
        return []
    days: list[Day] = []
    done = 0
    for hint in _HINT.finditer(plain):
        if hint.start() < done:
            continue
        found = _STAMP.search(plain, max(done, hint.start() - _BEFORE), hint.end() + _BEHIND)
        if found is None:
            continue
        start, done = _start(found), _end(found)
        day = _day(found, plain, _Spot(text[start:done], where, start, done), anchor)
        if day is not None:
            days.append(day)
    return days


def _start(found: re.Match[str]) -> int:
    """Fri, 05 Mar 2021 begins with its weekday."""
    weekday = _weekday(found)
    return weekday.start() if weekday else found.start()


def _weekday(found: re.Match[str]) -> re.Match[str] | None:
    return _WEEKDAY.search(found.string, max(0, found.start() - 12), found.start()) if found["n4"] else None


def _end(found: re.Match[str]) -> int:
    return found.start("zone") if _is_range(found) else found.end()


def _is_range(found: re.Match[str]) -> bool:
    """2021/3/5 9:00-10:00 is an hour long, and in no zone of the west."""
    zone = (found["zone"] or "").strip()
    return zone.startswith("-") and (":" in zone or len(zone) == 3) and not (found["clock"] == "T" or found["second"])


def _day(found: re.Match[str], plain: str, spot: _Spot, anchor: Anchor) -> Day | None:
    if found["clock"] is None and not _is_date(found, plain):
        return None
    try:
        dates, outside = _dates(found)
        flags: list[DayFlag] = ["out_of_era"] if outside else []
        if found["clock"] is None:
            return _whole_day(dates, flags, spot)
        if (weekday := _weekday(found)) and _WEEKDAYS.index(weekday[1]) != dates[0].weekday():
            flags.append("weekday_differs")
        zone = _zone(found, plain, spot, anchor)
        return _hour(dates, _clock(found, zone), zone, flags, spot)
    except Unread as problem:
        return _unresolved(spot, str(problem))
    except OverflowError:
        return _unresolved(spot, "out of range")


def _zone(found: re.Match[str], plain: str, spot: _Spot, anchor: Anchor) -> Zone:
    """Unknown for 2021-03-05 09:00-05:00, which is half RFC 3339 and half a range."""
    if not _is_range(found):
        return zone_of(found["zone"], plain, spot.start, spot.end, anchor)
    return UNKNOWN if found["sign"] == "-" else Zone(anchor.zone, source=anchor.zone_source)


def _is_date(found: re.Match[str], plain: str) -> bool:
    """Whether figures without an hour are one: 2021.3.5 may be a version, R4.1.2 too where no Japanese is around."""
    if found["era"]:
        day, outside, _ = from_era(found["era"], int(found["y5"]), int(found["m5"]), int(found["d5"]))
        around = _JAPANESE.search(plain, max(0, found.start() - 40), found.end() + 40)
        return day is not None and not outside and found["era"] in "RHS" and around is not None
    return "." not in (found["sign"], found["sign2"]) and int(found["y1"] or found["y3"]) in _YEARS


def _dates(found: re.Match[str]) -> tuple[tuple[dt.date, ...], bool]:
    """The day, or the two that it may be, and whether its era had another end; Unread if there was none."""
    if found["era"]:
        day, outside, problem = from_era(found["era"], int(found["y5"]), int(found["m5"]), int(found["d5"]))
        if day is None:
            raise Unread(problem)
        return (day,), outside
    if found["a"]:
        figures = _either_first(found)
    else:
        form = next(number for number in "124" if found[f"y{number}"])
        month = MONTHS[found["n4"].lower()] if form == "4" else int(found[f"m{form}"])
        figures = {(int(found[f"y{form}"]), month, int(found[f"d{form}"]))}
    days = tuple(sorted(day for one in figures if (day := date_or_none(*one))))
    if not days:
        raise Unread("no such day")
    return days, False


def _either_first(found: re.Match[str]) -> set[tuple[int, int, int]]:
    """Americans write the month first, others the day; with full stops nobody writes the month first."""
    year, first, second = int(found["y3"]), int(found["a"]), int(found["b"])
    return {(year, second, first)} if found["sign2"] == "." else {(year, first, second), (year, second, first)}


def _clock(found: re.Match[str], zone: Zone) -> _Clock:
    hour, minute = int(found["hour"] or found["hour2"]), int(found["minute"] or found["minute2"])
    written = found["second"] or found["second2"]
    second = int(written) if written else None
    if half := found["half"]:
        return _Clock(of_half_day(hour, minute, afternoon=half in "pP"), minute, second)
    last = _LAST_HOUR if zone.name == "Asia/Tokyo" and found["clock"] != "T" else 24
    if (hour, minute, second or 0) > (last, 0, 0):
        raise Unread("no such hour")
    return _Clock(hour, minute, second)


def _hour(dates: tuple[dt.date, ...], clock: _Clock, zone: Zone, flags: list[DayFlag], spot: _Spot) -> Day:
    timespec = "minutes" if clock.second is None else "seconds"
    values = [clock.on(day).isoformat(timespec=timespec) for day in dates]
    if len(values) > 1:
        return _unresolved(spot, "month or day first?", values)
    if zone.several:
        return _unresolved(spot, f"{zone.written} is two zones", [values[0] + offset for offset in zone.several])
    local = clock.on(dates[0])
    at, twice = moment(local, zone)
    said: tuple[tuple[DayFlag, bool], ...] = (
        ("next_day", clock.hour >= 24), ("hour_twice", twice), ("zone_repaired", zone.repaired)
    )  # fmt: skip
    flags = [*flags, *(flag for flag, holds in said if holds)]
    return Day(
        **spot._asdict(), value=values[0], first=local.date(), last=local.date(),
        precision="minute" if clock.second is None else "second", time=values[0][11:16], at=at,
        zone=clock_name(zone, at), zone_source=zone.source, basis="stated", flags=flags,
    )  # fmt: skip


def _whole_day(dates: tuple[dt.date, ...], flags: list[DayFlag], spot: _Spot) -> Day:
    if len(dates) > 1:
        return _unresolved(spot, "month or day first?", [day.isoformat() for day in dates])
    return Day(
        **spot._asdict(), value=dates[0].isoformat(), first=dates[0], last=dates[0], precision="day", basis="stated",
        flags=flags,
    )  # fmt: skip


def _unresolved(spot: _Spot, problem: str, candidates: list[str] | None = None) -> Day:
    return Day(**spot._asdict(), problem=problem, candidates=candidates or [])
