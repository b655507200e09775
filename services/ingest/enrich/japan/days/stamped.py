"""Which whole stamps and dates in figures stand in a text of any language, as 2021/03/05 9:00 JST does?"""

import datetime as dt
import re
from typing import Literal, NamedTuple

from schemas.japan import Day, DayFlag, Where
from services.ingest.enrich.japan.days.anchor import Anchor
from services.ingest.enrich.japan.days.japanese.clock import Clock, read_clock
from services.ingest.enrich.japan.days.span import date_or_none
from services.ingest.enrich.japan.days.stamped_zone import UNKNOWN, Zone, clock_name, moment, zone_of
from services.ingest.reading.eras import from_era
from services.ingest.reading.numerals import half_width
from services.ingest.reading.stamps import MONTHS, of_half_day
from services.ingest.reading.stamps_japanese import Unread
from services.ingest.reading.zones import ZONE

# A sign and a figure that each of our shapes has, with what stands around it there, by the sign: most texts have none,
# and whether there is such a sign is told as fast as memory is read.
_HINTS = tuple(
    (sign, re.compile(rf"[{sign}][0-9]{around}"))
    for sign, around in (
        ("-", r"(?<=[0-9]{4}-[0-9])(?=[0-9]?-)"),
        ("/", r"(?<=[0-9]/[0-9])(?=[0-9]?/)"),
        (":", r"(?:(?<=[0-9,] [0-9]:[0-9])|(?<=[0-9,] [0-9]{2}:[0-9]))"),
        ("T", r"(?<=[0-9]{8}T[0-9])"),
        *((era, r"(?=[0-9]?[./])") for era in "RHSTM"),
        (".", r"(?=[0-9]? ?(?:[(（午正]|[0-9]{1,2}時))"),
    )
)
_SIGNS = tuple((sign, re.compile(f"{sign}[0-9]")) for sign in "/:-T")
"""Without one of these ASCII has no stamp: dates with full stops and of eras need an hour there."""
_BEFORE, _BEHIND = 24, 72
"""Signs of a stamp before its hint, and from there to its end, at most."""
_MONTH_NAMES = "|".join(sorted({name.title() for name in MONTHS}, key=len, reverse=True))
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_M, _D = r"0?[1-9]|1[0-2]", r"0?[1-9]|[12]\d|3[01]"
_STAMP = re.compile(
    r"(?<!\w)(?<!\w[-/.:])(?:"
    r"(?P<y1>\d{4})(?P<sign>[-/.])(?P<m1>\d\d?)(?P=sign)(?P<d1>\d\d?)"
    r"|(?P<y2>\d{4})(?P<m2>\d\d)(?P<d2>\d\d)(?=T\d)"
    rf"|(?P<a>{_D})(?P<sign2>[/.])(?P<b>{_D})(?P=sign2)(?P<y3>\d{{4}})"
    rf"|(?P<d4>{_D}) (?P<n4>{_MONTH_NAMES})\.? (?P<y4>\d{{4}})(?=,? \d)"
    rf"|(?P<era>[RHSTM])(?P<y5>\d{{1,2}})(?P<sign3>[./])(?P<m5>{_M})(?P=sign3)(?P<d5>{_D})"
    rf")(?: ?[(（](?P<weekday>[月火水木金土日]|{'|'.join(_WEEKDAYS)})(?:曜日?|・[祝休]|[a-z]{{3,6}})?\.?[)）])?"
    r"(?:(?P<clock>T|,? |(?<=[)）]))(?:(?P<hour>\d{1,2}):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:[.,]\d{1,9})?)?"
    r"|(?<=\dT)(?P<hour2>\d\d)(?P<minute2>[0-5]\d)(?P<second2>[0-5]\d)?)(?: ?(?P<half>[AaPp])\.?[Mm]\b\.?)?"
    rf"(?P<zone> ?{ZONE}(?!\w))?(?!\w|:\d)"
    r"|(?!\w|[-/.:]\w))",
    re.ASCII,
)
_KANJI_WEEKDAYS = "月火水木金土日"
_WEEKDAY = re.compile(rf"(?<![A-Za-z])({'|'.join(_WEEKDAYS)})[a-z]{{0,6}},? $")
_JOINED = re.compile(r"[ 、]?の?(?P<japan>日本(?:標準)?時間の? ?)?")
"""Between a date and its clock in Japanese."""
_JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")
_YEARS = range(1600, 2200)
"""Of a date without an hour; other figures of that shape are numbers of something."""
_LAST_HOUR = 30
"""Newspapers in Japan count a night on: 25時 is 1:00 of the day after."""


class _Clock(NamedTuple):
    """`hours` from the day's first midnight; two where the words mean either."""

    hours: tuple[int, ...]
    minute: int
    second: int | None
    precision: Literal["hour", "minute", "second"]
    about: bool = False

    def on(self, day: dt.date) -> list[dt.datetime]:
        begin = dt.datetime.combine(day, dt.time(0, self.minute, self.second or 0))
        return [begin + dt.timedelta(hours=hour) for hour in self.hours]


class _Words(NamedTuple):
    """A clock in Japanese behind a date in figures, and where it ends; `japan`: 日本時間 stands between."""

    end: int
    clock: Clock
    japan: bool


class _Spot(NamedTuple):
    """`text` as in the copy, and where it stands."""

    text: str
    where: Where
    start: int
    end: int


def stamped(text: str, where: Where, anchor: Anchor) -> list[Day]:
    """Absolute stamps, and dates in figures without an hour: 2021-03-05, 2021/3/5, 3/25/2021, in Japanese R3.3.5.

    Unresolved: 03/05/2021, with both days as candidates; days and hours that never were; hours that may be two, as
    午後12時; a zone whose name is that of two.  Left out: 2021.3.5 without an hour, which may be a version; figures in
    paths; dates in words.
    """
    plain = half_width(text)
    if plain.isascii() and not any(sign in plain and figure.search(plain) for sign, figure in _SIGNS):
        return []
    days: list[Day] = []
    done = 0
    for begin, end in _hints(plain):
        if begin < done:
            continue
        at = max(done, begin - _BEFORE)
        # One that is further on may be cut short, and has a hint of its own.
        while (found := _STAMP.search(plain, at, end + _BEHIND)) and found.start() < end:
            words = _words(found, plain)
            start, done = _start(found), words.end if words else _end(found)
            day = _day(found, words, plain, _Spot(text[start:done], where, start, done), anchor)
            if day is not None:
                days.append(day)
            if done > begin:
                break
            at = done  # a date in words before the hint is not what it hints at
    return days


def _hints(plain: str) -> list[tuple[int, int]]:
    """Where each stands, in the order of the text."""
    return sorted(found.span() for sign, hint in _HINTS if sign in plain for found in hint.finditer(plain))


def _words(found: re.Match[str], plain: str) -> _Words | None:
    if found["clock"] is not None or (joined := _JOINED.match(plain, found.end())) is None:
        return None
    clock = read_clock(plain, joined.end(), alone=True, whole=True)
    return _Words(*clock, japan=joined["japan"] is not None) if clock else None


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


def _day(found: re.Match[str], words: _Words | None, plain: str, spot: _Spot, anchor: Anchor) -> Day | None:
    bare = words is None and found["clock"] is None
    if bare and not _is_date(found, plain):
        return None
    try:
        dates, outside = _dates(found)
        flags: list[DayFlag] = ["out_of_era"] if outside else []
        if _weekday_differs(found, dates):
            flags.append("weekday_differs")
        if bare:
            return _whole_day(dates, flags, spot)
        zone = _zone(found, words, plain, spot, anchor)
        return _hour(dates, _spoken(words.clock) if words else _clock(found, zone), zone, flags, spot)
    except Unread as problem:
        return _unresolved(spot, str(problem))
    except OverflowError:
        return _unresolved(spot, "out of range")


def _weekday_differs(found: re.Match[str], dates: tuple[dt.date, ...]) -> bool:
    before = _weekday(found)
    name = found["weekday"] or (before[1] if before else None)
    if name is None:
        return False
    weekday = _KANJI_WEEKDAYS.index(name) if name in _KANJI_WEEKDAYS else _WEEKDAYS.index(name)
    return all(day.weekday() != weekday for day in dates)


def _zone(found: re.Match[str], words: _Words | None, plain: str, spot: _Spot, anchor: Anchor) -> Zone:
    """Unknown for 2021-03-05 09:00-05:00, which is half RFC 3339 and half a range."""
    if words and words.japan:
        return Zone("Asia/Tokyo")
    if not _is_range(found):
        return zone_of(found["zone"], plain, spot.start, spot.end, anchor)
    return UNKNOWN if found["sign"] == "-" else Zone(anchor.zone, source=anchor.zone_source)


def _is_date(found: re.Match[str], plain: str) -> bool:
    """Whether figures without an hour are one: 2021.3.5 may be a version, R4.1.2 too where no Japanese is around."""
    if found["era"]:
        day, outside, _ = from_era(found["era"], int(found["y5"]), int(found["m5"]), int(found["d5"]))
        around = _JAPANESE.search(plain, max(0, found.start() - 40), found.end() + 40)
        return day is not None and not outside and found["era"] in "RHS" and around is not None
    year = found["y1"] or found["y3"]
    if year is None or "." in (found["sign"], found["sign2"]) or int(year) not in _YEARS:
        return False  # without one it is a date in words, or begins a stamp whose hour can't be read
    seasons = found["sign"] == "/" and int(found["m1"]) > 12 and int(found["d1"]) == int(found["m1"]) + 1
    return not seasons  # 2019/20/21


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
    precision: Literal["minute", "second"] = "minute" if second is None else "second"
    if half := found["half"]:
        return _Clock((of_half_day(hour, minute, afternoon=half in "pP"),), minute, second, precision)
    last = _LAST_HOUR if zone.name == "Asia/Tokyo" and found["clock"] != "T" else 24
    if (hour, minute, second or 0) > (last, 0, 0):
        raise Unread("no such hour")
    return _Clock((hour,), minute, second, precision)


def _spoken(clock: Clock) -> _Clock:
    if clock.problem:
        raise Unread(clock.problem)
    hours = tuple(24 * option.days + option.hour for option in clock.options)
    return _Clock(hours, clock.minute, clock.second, clock.exact_precision, clock.about)


def _hour(dates: tuple[dt.date, ...], clock: _Clock, zone: Zone, flags: list[DayFlag], spot: _Spot) -> Day:
    timespec = "minutes" if clock.second is None else "seconds"
    moments = [local for day in dates for local in clock.on(day)]
    values = [local.isoformat(timespec=timespec) for local in moments]
    if len(values) > 1:
        return _unresolved(
            spot, "month or day first?" if len(dates) > 1 else "two hours of the day fit the words", values
        )
    if zone.several:
        return _unresolved(spot, f"{zone.written} is two zones", [values[0] + offset for offset in zone.several])
    local = moments[0]
    at, twice = moment(local, zone)
    said: tuple[tuple[DayFlag, bool], ...] = (
        ("next_day", clock.hours[0] >= 24), ("hour_twice", twice), ("zone_repaired", zone.repaired),
        ("approximate", clock.about),
    )  # fmt: skip
    flags = [*flags, *(flag for flag, holds in said if holds)]
    return Day(
        **spot._asdict(), value=values[0], first=local.date(), last=local.date(), precision=clock.precision,
        time=values[0][11:16], at=at, zone=clock_name(zone, at), zone_source=zone.source, basis="stated", flags=flags,
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
