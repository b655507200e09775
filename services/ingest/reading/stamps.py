"""When is it?  The shapes in which wires write an instant, and the zone each is in."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from schemas.reasons import Reason, Rejected
from schemas.story import Repair
from services.ingest.reading.stamps_japanese import Unread, Written, read_japanese
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


MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), 1
    )
    for name in names.split()
}  # fmt: skip

_CLOCK = (
    r"(?P<hour>\d{2}|\d(?=:)):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?: ?(?P<half>[ap])\.?m\b\.?)?"
)
_ZONE = (
    rf"\s*(?P<zone>{ZONE})?"
    r"(?: \([A-Za-z ]{1,30}\))?"  # RFC 2822 allows a remark
)

# One line a shape: RFC 3339 and ISO 8601 extended; ISO 8601 basic (NewsML 1.x, NSK); day, month name, year (RFC 2822);
# day first with full stops, as nobody writes the month first; month name first, as Americans write.
_SHAPES = tuple(
    re.compile(shape, re.ASCII | re.IGNORECASE)
    for shape in (
        rf"(?P<year>\d{{4}})[-/](?P<month>\d{{1,2}})[-/](?P<day>\d{{1,2}})[T ]{_CLOCK}{_ZONE}",
        rf"(?P<year>\d{{4}})(?P<month>\d{{2}})(?P<day>\d{{2}})T?{_CLOCK}{_ZONE}",
        rf"(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.(?P<year>\d{{4}}) {_CLOCK}{_ZONE}",
        rf"(?:[A-Za-z]{{3}}, )?(?P<day>\d{{1,2}}) (?P<name>[A-Za-z]{{3,9}})\.? (?P<year>\d{{4}}) {_CLOCK}{_ZONE}",
        rf"(?P<name>[A-Za-z]{{3,9}})\.? (?P<day>\d{{1,2}}),? (?P<year>\d{{4}}),? {_CLOCK}{_ZONE}",
    )
)
_LONGEST = 120
"""Signs of a stamp; what is longer is none."""


def read_stamp(text: str, zone: str, field: str) -> Stamp:
    """`zone` is the IANA zone that holds where the stamp names none; `field` is named in repairs.

    Raises Rejected(bad_time) for a shape that is none of ours and for a day or an hour that never was, or that may be
    two: 31 February is not 3 March, and 午後12時 is noon to some and midnight to others.
    """
    text = text.strip()
    try:
        written = _written(text) if len(text) <= _LONGEST else None
        if written is not None:
            return _instant(written, zone, field, text)
    except Unread as problem:
        raise Rejected(Reason.BAD_TIME, f"{field}: {problem}: {text[:40]!r}") from problem
    except OverflowError as problem:
        raise Rejected(Reason.BAD_TIME, f"{field}: out of range: {text[:40]!r}") from problem
    except (ValueError, KeyError) as problem:
        raise Rejected(Reason.BAD_TIME, f"{field}: no such day or hour: {text[:40]!r}") from problem
    raise Rejected(Reason.BAD_TIME, f"{field}: no stamp that we can read: {text[:40]!r}")


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


def _written(text: str) -> Written | None:
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text).replace("−", "-").strip()
    for shape in _SHAPES:
        if found := shape.fullmatch(plain):
            return Written(_local(found.groupdict()), found["zone"])
    return read_japanese(plain)


def _local(parts: dict[str, str | None]) -> dt.datetime:
    month = MONTHS[name.lower()] if (name := parts.get("name")) else int(parts["month"] or 0)
    fraction = (parts.get("fraction") or "").ljust(6, "0")[:6]
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    if half := parts["half"]:
        hour = of_half_day(hour, minute, afternoon=half in "pP")
    day = dt.date(int(parts["year"] or 0), month, int(parts["day"] or 0))
    return dt.datetime.combine(day, dt.time(hour, minute, second, int(fraction or 0)))


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
