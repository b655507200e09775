"""When is it?  The shapes in which wires write an instant, and the zone each is in."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal, NamedTuple

from schemas.reasons import Reason, Rejected
from schemas.story import Repair
from services.ingest.reading.stamps_japanese import (
    LAST_HOUR,
    Unread,
    Written,
    on_clock,
    read_japanese,
    read_japanese_day,
)
from services.ingest.reading.zones import ZONE, Offset, instants, read_offset, signed


@dataclass(frozen=True, slots=True)
class Stamp:
    """An instant in UTC, and what had to be supposed to read it.

    `zone_source`: the zone is in the stamp, or the one that holds where none is.
    """

    at: dt.datetime
    repairs: tuple[Repair, ...] = ()
    warnings: tuple[str, ...] = ()
    zone_source: Literal["stated", "feed"] = "stated"


class BareDay(NamedTuple):
    """A day without an hour, and what is odd about it."""

    day: dt.date
    warnings: tuple[str, ...] = ()


MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), 1
    )
    for name in names.split()
}  # fmt: skip

_CLOCK = (
    r"(?:(?P<hour>\d{2}|\d(?=:)):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"|(?P<hour2>\d{1,2})(?= ?[ap]\.?m))(?: ?(?P<half>[ap])\.?m\b\.?)?"
)
_ZONE = (
    rf"\s*(?P<zone>{ZONE})?"
    r"(?: \([A-Za-z ]{1,30}\))?"  # RFC 2822 allows a remark
)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = r"(?:(?P<weekday>[A-Za-z]{3,9}), )?"

# Day and what stands between it and the hour, one line a shape: RFC 3339 and ISO 8601 extended; ISO 8601 basic
# (NewsML 1.x, NSK); day first with full stops, as nobody writes the month first; day, month name, year (RFC 2822);
# month name first, as Americans write.
_DAYS = (
    (r"(?P<year>\d{4})(?P<sign>[-/])(?P<month>\d{1,2})[-/](?P<day>\d{1,2})", "(?P<between>[T ])"),
    (r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})", "T?"),
    (r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})", " "),
    (rf"{_WEEKDAY}(?P<day>\d{{1,2}}) (?P<name>[A-Za-z]{{3,9}})\.? (?P<year>\d{{4}})", " "),
    (rf"{_WEEKDAY}(?P<name>[A-Za-z]{{3,9}})\.? (?P<day>\d{{1,2}}),? (?P<year>\d{{4}})", ",? "),
)
_FLAGS = re.ASCII | re.IGNORECASE
_SHAPES = tuple(re.compile(f"{day}{between}{_CLOCK}{_ZONE}", _FLAGS) for day, between in _DAYS)
_BARE_DAYS = tuple(re.compile(day, _FLAGS) for day, _ in _DAYS)
_RFC_2822 = _SHAPES[3]
"""Its CST is Chicago's."""
_USUAL = re.compile(
    r"(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?|\d{8}T\d{6})(?:Z|[+-](?:0\d|1[0-4]):?[0-5]\d)", re.ASCII
)
"""Of the shapes above what most wires write; the library reads it in a tenth of the time."""
_NIGHT_ZONES = frozenset(["JST", "Asia/Tokyo"])
_LONGEST = 120
"""Signs of a stamp; what is longer is none."""


def read_stamp(text: str, zone: str, field: str) -> Stamp:
    """`zone` is the IANA zone that holds where the stamp names none; `field` is named in repairs.

    Raises Rejected(bad_time) for a shape that is none of ours and for a day or an hour that never was, or that may be
    two: 31 February is not 3 March, and 午後12時 is noon to some and midnight to others.
    """
    text = text.strip()
    if at := _usual(text):
        return Stamp(at)
    try:
        written = _written(_plain(text), zone) if len(text) <= _LONGEST else None
        if written is not None:
            return _instant(written, zone, field, text)
    except Unread as problem:
        raise Rejected(Reason.BAD_TIME, f"{field}: {problem}: {text[:40]!r}") from problem
    except OverflowError as problem:
        raise Rejected(Reason.BAD_TIME, f"{field}: out of range: {text[:40]!r}") from problem
    raise Rejected(Reason.BAD_TIME, f"{field}: no stamp that we can read: {text[:40]!r}")


def _usual(text: str) -> dt.datetime | None:
    """None for other shapes, and for days and hours that never were."""
    try:
        return dt.datetime.fromisoformat(text).astimezone(dt.UTC) if _USUAL.fullmatch(text) else None
    except (ValueError, OverflowError):
        return None


def read_bare_day(text: str, field: str) -> BareDay | None:
    """A day in the shapes that `read_stamp` takes, without their hour; None for other shapes.

    Raises Rejected(bad_time) for a day that never was.
    """
    text = text.strip()
    plain = _plain(text) if len(text) <= _LONGEST else ""
    try:
        found = next((found for shape in _BARE_DAYS if (found := shape.fullmatch(plain))), None)
        read = _day_and_oddity(found.groupdict()) if found else read_japanese_day(plain)
    except Unread as problem:
        raise Rejected(Reason.BAD_TIME, f"{field}: {problem}: {text[:40]!r}") from problem
    return BareDay(read[0], tuple(f"{field}: {why}: {text[:40]}" for why in read[1])) if read else None


_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:T.*)?", re.ASCII)

_WHOLE_DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{8}", re.ASCII)
_LESS_THAN_A_DAY = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?", re.ASCII)


def read_day(text: str) -> dt.date | None:
    """The day of an ISO 8601 date or stamp as it was where it was written; None if it holds none."""
    found = _DAY.fullmatch(text.strip())
    try:
        return dt.date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def is_day(text: str) -> bool:
    """A day of the calendar, or a month or year, and no hour: ISO 8601's reduced accuracy, as W3C-DTF allows it."""
    bare = text.strip()
    return read_day(bare) is not None if _WHOLE_DAY.fullmatch(bare) else _LESS_THAN_A_DAY.fullmatch(bare) is not None


def _plain(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFKC", text).replace("−", "-").strip()


def _written(plain: str, zone: str) -> Written | None:
    """`zone` holds where the stamp names none, and tells whose night goes on after 24:00."""
    for shape in _SHAPES:
        if found := shape.fullmatch(plain):
            return _western(found, zone)
    japanese = read_japanese(plain)
    return japanese._replace(warnings=(*japanese.warnings, *_two_zones(japanese.zone))) if japanese else None


def _western(found: re.Match[str], zone: str) -> Written:
    said = found.groupdict()
    named = said["zone"]
    day, differs = _day_and_oddity(said)
    night = said.get("sign") == "/" and said["between"] == " " and (named or zone) in _NIGHT_ZONES
    local, repairs = on_clock(day, *_hour(said, last=LAST_HOUR if night else 24))
    fraction = (said["fraction"] or "").ljust(6, "0")[:6]
    odd = () if found.re is _RFC_2822 else _two_zones(named)
    return Written(local.replace(microsecond=int(fraction)), named, repairs, (*differs, *odd))


def _two_zones(named: str | None) -> tuple[str, ...]:
    return ("CST may also be China's +08:00",) if named and named.upper() == "CST" else ()


def _day_and_oddity(said: dict[str, str | None]) -> tuple[dt.date, tuple[str, ...]]:
    try:
        month = MONTHS[name.lower()] if (name := said.get("name")) else int(said["month"] or 0)
        day = dt.date(int(said["year"] or 0), month, int(said["day"] or 0))
    except (ValueError, KeyError) as problem:
        raise Unread("no such day") from problem
    weekday = (said.get("weekday") or "")[:3].lower()
    differs = weekday in _WEEKDAYS and _WEEKDAYS.index(weekday) != day.weekday()
    return day, ("the weekday is another day's",) if differs else ()


def _hour(said: dict[str, str | None], *, last: int) -> tuple[int, int, int]:
    """ISO 8601:2004 has 24:00 for the end of a day; 24:00:00.5 is none."""
    hour, minute, second = int(said["hour"] or said["hour2"] or 0), int(said["minute"] or 0), int(said["second"] or 0)
    if half := said["half"]:
        hour = of_half_day(hour, minute, afternoon=half in "pP")
    if minute > 59 or second > 59 or (hour, minute, second, int(said["fraction"] or 0)) > (last, 0, 0, 0):
        raise Unread("no such hour")
    return hour, minute, second


def of_half_day(hour: int, minute: int, *, afternoon: bool) -> int:
    """The hour of 24 that a clock of a.m. and p.m. shows.  Unread for 12:00 a.m., of this day or the next."""
    if not 1 <= hour <= 12:
        raise Unread("no such hour")
    if hour == 12 and minute == 0 and not afternoon:
        raise Unread("midnight of which day?")
    return hour % 12 + 12 * afternoon


def _instant(written: Written, zone: str, field: str, text: str) -> Stamp:
    whys, warnings = written.repairs, tuple(f"{field}: {why}: {text[:40]}" for why in written.warnings)
    if written.zone is None or "/" in written.zone:
        at, twice = _in_zone(written.local, written.zone or zone)
        if twice:
            warnings += (f"{field}: {written.zone or zone} had {text[:40]} twice, the earlier is taken",)
        if written.zone is None:
            whys += (f"no zone, read as {zone}",)
    else:
        offset, odd = _offset(written.zone)
        at = written.local.replace(tzinfo=offset).astimezone(dt.UTC)
        whys += (f"{written.zone.upper()} read as UTC{signed(offset)}",) if odd else ()
    repairs = tuple(Repair(field=field, from_=text, to=rfc3339(at), why=why) for why in whys)
    return Stamp(at, repairs, warnings, "stated" if written.zone else "feed")


def _offset(written: str) -> Offset:
    try:
        return read_offset(written)
    except ValueError as problem:
        raise Unread(str(problem)) from problem


def _in_zone(local: dt.datetime, zone: str) -> tuple[dt.datetime, bool]:
    """The earlier, and whether there were two."""
    found = instants(local, zone)
    if not found:
        raise Unread(f"the clocks of {zone} skipped it")
    return found[0], len(found) > 1


def rfc3339(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
