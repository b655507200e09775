"""When is it?  The shapes in which wires write an instant, and the zone each is in."""

import datetime as dt
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from schemas.reasons import Reason, Rejected
from schemas.story import Repair


@dataclass(frozen=True, slots=True)
class Stamp:
    """An instant in UTC, and what had to be supposed to read it."""

    at: dt.datetime
    repairs: tuple[Repair, ...] = ()
    warnings: tuple[str, ...] = ()


_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), 1
    )
    for name in names.split()
}  # fmt: skip

_CLOCK = r"(?P<hour>\d{2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
# The names of RFC 2822, 4.3, and Japan's; others (BST, IST, CST in China) mean two things.
_NAMED_ZONES = {
    "Z": 0, "UTC": 0, "UT": 0, "GMT": 0, "JST": 9, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6,
    "PST": -8, "PDT": -7,
}  # fmt: skip
_ZONE = (
    rf"\s*(?P<zone>GMT[+-]?\d{{1,2}}|{'|'.join(_NAMED_ZONES)}|[+-]\d{{2}}(?::?\d{{2}})?)?"
    r"(?: \([A-Za-z ]{1,30}\))?"  # RFC 2822 allows a remark
)

# One line a shape: RFC 3339 and ISO 8601 extended; ISO 8601 basic (NewsML 1.x, NSK); day, month name, year (RFC 2822);
# day first with full stops, as nobody writes the month first.
_SHAPES = tuple(
    re.compile(shape, re.ASCII | re.IGNORECASE)
    for shape in (
        rf"(?P<year>\d{{4}})[-/](?P<month>\d{{1,2}})[-/](?P<day>\d{{1,2}})[T ]{_CLOCK}{_ZONE}",
        rf"(?P<year>\d{{4}})(?P<month>\d{{2}})(?P<day>\d{{2}})T?{_CLOCK}{_ZONE}",
        rf"(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.(?P<year>\d{{4}}) {_CLOCK}{_ZONE}",
        rf"(?:[A-Za-z]{{3}}, )?(?P<day>\d{{1,2}}) (?P<name>[A-Za-z]{{3,9}})\.? (?P<year>\d{{4}}) {_CLOCK}{_ZONE}",
    )
)


def read_stamp(text: str, zone: str, field: str) -> Stamp:
    """`zone` is the IANA zone that holds where the stamp names none; `field` is named in repairs.

    Raises Rejected(bad_time) for a shape that is none of ours and for a day or an hour that never was: 31 February is
    not 3 March.
    """
    text = text.strip()
    found = next((match for shape in _SHAPES if (match := shape.fullmatch(text))), None)
    if found is None:
        raise Rejected(Reason.BAD_TIME, f"{field}: no stamp that we can read: {text[:40]!r}")
    try:
        local = _local(found.groupdict())
    except (ValueError, KeyError) as problem:
        raise Rejected(Reason.BAD_TIME, f"{field}: no such day or hour: {text[:40]!r}") from problem
    written = found["zone"]
    if written is None:
        return _in_zone_of_feed(local, zone, field, text)
    return _with_zone(local, written.upper(), field, text)


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


def _local(parts: dict[str, str | None]) -> dt.datetime:
    month = _MONTHS[parts["name"].lower()] if parts.get("name") else int(parts["month"] or 0)  # type: ignore[union-attr]
    fraction = (parts.get("fraction") or "").ljust(6, "0")[:6]
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    day = dt.date(int(parts["year"] or 0), month, int(parts["day"] or 0))
    return dt.datetime.combine(day, dt.time(hour, minute, second, int(fraction or 0)))


def _with_zone(local: dt.datetime, written: str, field: str, text: str) -> Stamp:
    offset, odd = _offset(written, field)
    try:
        at = local.replace(tzinfo=offset).astimezone(dt.UTC)
    except OverflowError as problem:
        raise Rejected(Reason.BAD_TIME, f"{field}: out of range: {text[:40]!r}") from problem
    if not odd:
        return Stamp(at)
    hours = offset.utcoffset(None)
    why = f"{written} read as UTC{_signed(hours)}"
    return Stamp(at, (Repair(field=field, from_=text, to=rfc3339(at), why=why),))


def _offset(written: str, field: str) -> tuple[dt.timezone, bool]:
    """The offset, and whether it is written as no standard has it."""
    if written in _NAMED_ZONES:
        return dt.timezone(dt.timedelta(hours=_NAMED_ZONES[written])), False
    digits = written.removeprefix("GMT").replace(":", "")
    sign = -1 if digits.startswith("-") else 1
    digits = digits.lstrip("+-")
    hours, minutes = int(digits[:2]), int(digits[2:] or 0)
    if hours > 14 or minutes > 59:  # no clock on earth is further from UTC than 14 hours
        raise Rejected(Reason.BAD_TIME, f"{field}: no such zone: {written}")
    return dt.timezone(sign * dt.timedelta(hours=hours, minutes=minutes)), written.startswith("GMT")


def _in_zone_of_feed(local: dt.datetime, zone: str, field: str, text: str) -> Stamp:
    there = ZoneInfo(zone)
    try:
        first, second = (local.replace(tzinfo=there, fold=fold).astimezone(dt.UTC) for fold in (0, 1))
    except OverflowError as problem:
        raise Rejected(Reason.BAD_TIME, f"{field}: out of range: {text[:40]!r}") from problem
    if first.astimezone(there).replace(tzinfo=None) != local:
        raise Rejected(Reason.BAD_TIME, f"{field}: the clocks of {zone} skipped {text[:40]!r}")
    repair = Repair(field=field, from_=text, to=rfc3339(first), why=f"no zone, read as {zone}")
    twice = (f"{field}: {zone} had {text[:40]} twice, the earlier is taken",) if first != second else ()
    return Stamp(first, (repair,), twice)


def _signed(offset: dt.timedelta | None) -> str:
    minutes = int((offset or dt.timedelta()).total_seconds() // 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def rfc3339(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
