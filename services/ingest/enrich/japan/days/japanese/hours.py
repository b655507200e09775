"""Which moment do a day and the words after it name, and which an hour alone?"""

import datetime as dt
import re
from typing import NamedTuple

from schemas.japan import ZoneSource
from services.ingest.enrich.japan.days.anchor import Anchor
from services.ingest.enrich.japan.days.japanese.clock import PART, Clock, moment, read_clock
from services.ingest.enrich.japan.days.japanese.figures import WEEKDAY
from services.ingest.enrich.japan.days.japanese.reading import Reading, Told, same_sentence
from services.ingest.enrich.japan.days.japanese.words import WEEKDAYS, ZONES
from services.ingest.enrich.japan.days.span import of_day

_JOINING = frozenset(("から", "〜", "～", "―", "–", "—", "-", "、", "・", "と"))
_PARTS = ("午前", "午後", "早朝", "未明", "夕方", "深夜", "朝", "夜", "夕", "昼")
_MAY_FOLLOW = frozenset("（(午正未明早朝昼夕夜深晩の0123456789零一二三四五六七八九十")
"""What a weekday, a part of the day or an hour begins with."""
_OPENING = re.compile("(?:営業|開館|開場|開店|診療|受け付け|受付|窓口)[^。、]{0,6}$")


class Tail(NamedTuple):
    """What follows a day up to `end`."""

    end: int
    weekday: int | None = None
    clock: Clock | None = None
    part: bool = False


def read_tail(plain: str, start: int, half: str | None = None) -> Tail:
    """The weekday in brackets, then an hour or a part of the day; `half` as for read_clock."""
    if plain[start : start + 1] not in _MAY_FOLLOW:
        return Tail(start)
    weekday = WEEKDAY.match(plain, start)
    end, told = (weekday.end(), WEEKDAYS.index(weekday["weekday"])) if weekday else (start, None)
    at = end + 1 if plain.startswith("の", end) else end
    if clock := read_clock(plain, at, half):
        return Tail(clock.end, told, clock)
    if part := PART.match(plain, end):
        return Tail(part.end(), told, None, part=True)
    return Tail(end, told)


def add_tail(reading: Reading, tail: Tail, told: Told, zone: str | None) -> None:
    """`zone`: its words in the copy (日本時間), None where it has none."""
    reading.end = tail.end
    if tail.weekday is not None and reading.day and reading.day.weekday() != tail.weekday:
        reading.flags.append("weekday_differs")
    if tail.clock:
        _add_clock(reading, tail.clock, told, zone)
    elif tail.part:
        reading.precision = "part_of_day"
    elif zone and ZONES[zone]:
        reading.zone, reading.zone_source = ZONES[zone], "stated"


def read_hour(plain: str, start: int, told: Told, zone: str | None) -> Reading | None:
    """An hour without a day is of the day named before it in its sentence, else supposed to be of the base."""
    joined = told.half_end >= 0 and plain[told.half_end : start] in _JOINING
    clock = read_clock(plain, start, told.half if joined else None, alone=True)
    if clock is None or clock.problem:
        return None
    if same_sentence(plain, told.day_end, start):
        reading = Reading(start, clock.end, basis="text", base=told.day, one_day=True)
        if told.day is None:
            reading.problem = "the day named before it is open"
        day = told.day
    else:
        day, anchor = told.anchor.date, told.anchor
        reading = Reading(start, clock.end, basis=anchor.basis, base=day, flags=["day_supposed"], one_day=True)
        if _OPENING.search(plain, max(0, start - 12), start):
            reading.flags.append("may_be_general")
    reading.span = of_day(day) if day else None
    _add_clock(reading, clock, told, zone)
    return reading


def with_part(plain: str, begin: int, floor: int) -> int:
    """Where the words 朝 and 午後 before the figures of an hour begin, if there are any."""
    part = next((part for part in _PARTS if plain.endswith(part, floor, begin)), "")
    return begin - len(part)


def _add_clock(reading: Reading, clock: Clock, told: Told, words: str | None) -> None:
    told.half, told.half_end = clock.half, clock.end
    reading.precision = clock.exact_precision
    if clock.about:
        reading.flags.append("approximate")
    reading.zone, reading.zone_source = zone_of(words, told.anchor)
    if clock.problem:
        reading.span, reading.problem = None, clock.problem
    elif len(clock.options) > 1:
        _leave_open(reading, clock)
    else:
        _place(reading, clock)


def _leave_open(reading: Reading, clock: Clock) -> None:
    hours = [(option.days, dt.time(option.hour, clock.minute, clock.second or 0)) for option in clock.options]
    if reading.day is not None:
        day = reading.day
        moments = [dt.datetime.combine(day, hour) + dt.timedelta(days=days) for days, hour in hours]
        reading.candidates = [local.isoformat(timespec="minutes") for local in moments]
    reading.span = None
    reading.problem = reading.problem or "two hours of the day fit the words"


def _place(reading: Reading, clock: Clock) -> None:
    option = clock.options[0]
    reading.time = f"{option.hour:02}:{clock.minute:02}"
    if reading.day is None:
        return
    found = moment(reading.day, option, clock, reading.zone)
    if found is None:
        reading.span, reading.problem = None, "out of range"
        return
    reading.flags += found.flags
    if found.problem:
        reading.span, reading.problem = None, found.problem
        return
    reading.at = found.at
    reading.value = found.local.isoformat(timespec="minutes" if clock.second is None else "seconds")
    reading.span = of_day(found.local.date())
    if reading.zone is None:
        reading.problem = "which place's clock is not said"


def zone_of(words: str | None, anchor: Anchor) -> tuple[str | None, ZoneSource | None]:
    """現地時間 is the dateline's clock where that is abroad; elsewhere the place is not said."""
    if words is None:
        return anchor.zone, anchor.zone_source
    if zone := ZONES[words]:
        return zone, "stated"
    abroad = anchor.zone_source == "dateline" and anchor.zone != "Asia/Tokyo"
    return (anchor.zone, "dateline") if abroad else (None, None)
