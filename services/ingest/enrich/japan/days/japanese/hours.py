"""Which moment do a day and the words after it name, and which an hour alone?"""

import datetime as dt
import re
from typing import NamedTuple

from services.ingest.enrich.japan.days.japanese.clock import PART, Clock, Option, moment, read_clock
from services.ingest.enrich.japan.days.japanese.figures import WEEKDAY
from services.ingest.enrich.japan.days.japanese.reading import Reading, Told, same_sentence
from services.ingest.enrich.japan.days.japanese.words import WEEKDAYS
from services.ingest.enrich.japan.days.japanese.zones import ZONES, zone_behind, zone_of
from services.ingest.enrich.japan.days.span import of_day

_JOINING = frozenset(("から", "〜", "～", "―", "–", "—", "-", "、", "・", "と"))
_PARTS = ("午前", "午後", "早朝", "未明", "夕方", "深夜", "朝", "夜", "夕", "昼")
_MAY_FOLLOW = frozenset("（( 午正未明早朝昼夕夜深晩の0123456789零〇一二三四五六七八九十")
"""What a weekday, a part of the day or an hour begins with."""
_AFTER_SPACE = frozenset("0123456789午正")
_WHOSE_CLOCK = "which place's clock is not said"
_OPENING = re.compile("(?:営業|開館|開場|開店|診療|受け付け|受付|窓口)[^。、]{0,6}$")


class Tail(NamedTuple):
    """What follows a day up to `end`; `zone` are the words of one behind the hour."""

    end: int
    weekday: int | None = None
    clock: Clock | None = None
    part: bool = False
    zone: str | None = None


def read_tail(plain: str, start: int, half: str | None = None, *, whole: bool = False) -> Tail:
    """The weekday in brackets, then an hour or a part of the day; `half` and `whole` as for read_clock."""
    if plain[start : start + 1] not in _MAY_FOLLOW:
        return Tail(start)
    end, told = start, None
    if weekday := WEEKDAY.match(plain, start):
        end, told = weekday.end(), WEEKDAYS.index(weekday["weekday"])
    sign = plain[end : end + 1]
    at = end + 1 if sign == "の" or (sign == " " and plain[end + 1 : end + 2] in _AFTER_SPACE) else end
    if clock := read_clock(plain, at, half, whole=whole):
        zone = zone_behind(plain, clock[0])
        return Tail(zone[0], told, clock[1], zone=zone[1]) if zone else Tail(clock[0], told, clock[1])
    if part := PART.match(plain, end):
        return Tail(part.end(), told, None, part=True)
    return Tail(end, told)


def add_tail(reading: Reading, tail: Tail, told: Told, zone: str | None) -> None:
    """`zone`: its words in the copy (日本時間), None where it has none."""
    reading.end = tail.end
    if tail.weekday is not None and reading.day and reading.day.weekday() != tail.weekday:
        reading.flags.append("weekday_differs")
    if tail.clock:
        _add_clock(reading, tail.clock, told, zone or tail.zone)
    elif tail.part:
        reading.precision = "part_of_day"
    elif zone and ZONES.get(zone):
        reading.zone, reading.zone_source = ZONES[zone], "stated"


def read_hour(plain: str, start: int, told: Told, zone: str | None) -> Reading | None:
    """An hour without a day is of the day named before it in its sentence, else supposed to be of the base."""
    joined = told.half_end >= 0 and plain[told.half_end : start] in _JOINING
    found = read_clock(plain, start, told.half if joined else None, alone=True)
    if found is None or found[1].problem:
        return None
    end, clock = found
    if behind := zone_behind(plain, end):
        end, zone = behind[0], zone or behind[1]
    outer = _outer(told) if zone else None
    if zone and outer:
        return _in_bracket(Reading(start, end, one_day=True), outer, clock, told, zone)
    if same_sentence(plain, told.day_end, start):
        reading = Reading(start, end, basis="text", base=told.day, one_day=True)
        if told.day is None:
            reading.problem = "the day named before it is open"
        day = told.day
    else:
        day, anchor = told.anchor.date, told.anchor
        reading = Reading(start, end, basis=anchor.basis, base=day, flags=["day_supposed"], one_day=True)
        if _OPENING.search(plain, max(0, start - 12), start):
            reading.flags.append("may_be_general")
    reading.span = of_day(day) if day else None
    _add_clock(reading, clock, told, zone)
    return reading


def _outer(told: Told) -> Reading | None:
    """The hour that the bracket follows in 5日午後7時（日本時間6日午前9時）."""
    return told.clock if told.bracket >= 0 and told.clock and told.clock.end == told.bracket else None


def _in_bracket(reading: Reading, outer: Reading, clock: Clock, told: Told, words: str) -> Reading:
    """午後9時（日本時間午前11時）: of the day that makes both one instant, else open as the hour before it is."""
    zone, _ = zone_of(words, told.anchor)
    reading.basis, reading.base = "text", outer.day
    fit = _same_instant(outer, clock, zone)
    if fit is None:
        _add_clock(reading, clock._replace(options=clock.options[:1]), told, words)
        reading.problem = reading.problem or "which day is not said"
        _doubt(outer)
        return reading
    reading.span = of_day(fit[0])
    _add_clock(reading, clock._replace(options=(fit[1],)), told, words)
    return reading


def _same_instant(outer: Reading, clock: Clock, zone: str | None) -> tuple[dt.date, Option] | None:
    if outer.at is None or outer.day is None or zone is None:
        return None
    for step in (0, 1, -1):
        day = outer.day + dt.timedelta(days=step)
        for option in clock.options:
            found = moment(day, option, clock.minute, clock.second, zone)
            if found and found.at == outer.at:
                return day, option
    return None


def _doubt(outer: Reading) -> None:
    """The hour in the bracket shows that the one before it goes by another clock than the text's own."""
    if outer.zone_source != "stated" and outer.span:
        outer.at = outer.zone = outer.zone_source = None
        outer.problem = _WHOSE_CLOCK


def with_part(plain: str, begin: int, floor: int) -> int:
    """Where the words 朝 and 午後 before the figures of an hour begin, if there are any."""
    part = next((part for part in _PARTS if plain.endswith(part, floor, begin)), "")
    return begin - len(part)


def _add_clock(reading: Reading, clock: Clock, told: Told, words: str | None) -> None:
    told.half, told.half_end = clock.half, reading.end
    outer = _outer(told) if words else None
    told.clock = reading
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
    if outer and reading.at and outer.at != reading.at:
        _doubt(outer)


def _leave_open(reading: Reading, clock: Clock) -> None:
    hours = [(option.days, dt.time(option.hour, clock.minute, clock.second or 0)) for option in clock.options]
    if reading.day is not None:
        day = reading.day
        moments = [dt.datetime.combine(day, hour) + dt.timedelta(days=days) for days, hour in hours]
        reading.candidates = [local.isoformat(timespec="minutes") for local in moments]
    reading.span = None
    reading.problem = reading.problem or "two hours of the day fit the words"


def _place(reading: Reading, clock: Clock) -> None:
    option, day = clock.options[0], reading.day
    reading.time = f"{option.hour:02}:{clock.minute:02}"
    if day is None:
        return
    found = moment(day, option, clock.minute, clock.second, reading.zone)
    if found is None:
        reading.span, reading.problem = None, "out of range"
        return
    reading.flags += found.flags
    if found.problem:
        reading.span, reading.problem = None, found.problem
        return
    reading.at = found.at
    reading.value = found.value
    reading.span = of_day(found.date)
    if reading.zone is None:
        reading.problem = _WHOSE_CLOCK
