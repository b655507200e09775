"""Which days and hours does a Japanese text name?"""

import re
from collections.abc import Iterable

from schemas.japan import Day, Where
from services.ingest.enrich.japan.days.anchor import Anchor
from services.ingest.enrich.japan.days.japanese.alone import read_alone
from services.ingest.enrich.japan.days.japanese.dates import read_figures
from services.ingest.enrich.japan.days.japanese.every import is_every, pass_over, take_every
from services.ingest.enrich.japan.days.japanese.figures import DATE, era_begins, figures_begin
from services.ingest.enrich.japan.days.japanese.hours import read_hour, with_part
from services.ingest.enrich.japan.days.japanese.reading import Reading, Told
from services.ingest.enrich.japan.days.japanese.relative import (
    read_day_word,
    read_told_word,
    read_week,
    read_weekday,
    reopened,
)
from services.ingest.enrich.japan.days.japanese.words import Trigger, triggers
from services.ingest.enrich.japan.days.japanese.years import read_abbreviation
from services.ingest.enrich.japan.days.japanese.zones import belongs, name_begins
from services.ingest.reading.numerals import half_width

"""Making a list of days at once costs less than one by one."""
_FIGURES = frozenset("0123456789〇一二三四五六七八九十")
_WEEKDAY = re.compile("の?[月火水木金土日]曜日?")
_COUNTED = frozenset(("figures", "clock"))
_BESIDE = frozenset(("zone", "any zone", "every", "usual", "hidden"))
"""Words that are no day, but tell something of the one that follows."""
_FROM_BASE = frozenset(("day", "week", "weekday"))
_JOINED = len("から")
"""Signs at most between 毎日, or the words of a zone, and a date that belongs to them."""
_OUTSIDE = "out of the calendar"


def japanese_days(text: str, where: Where, anchor: Anchor, limit: int | None = None, begin: int = 0) -> list[Day]:
    """In the order of the text, none overlapping; lists (5、6両日) are one entry a day, intervals one entry.

    Reading stops after `limit` entries: the first ones are those of the whole text, and one more tells that it has
    others.  What stands before `begin` is neither read nor taken up.
    """
    most = len(text) if limit is None else limit + 1
    plain = half_width(text)
    hits = triggers(plain)
    readings = _readings(plain, hits, Told(anchor, anchor.date, anchor.basis), most, begin) if hits else []
    return [Day.built(reading.said(text, where)) for reading in readings[:most]]


def _readings(plain: str, hits: Iterable[Trigger], told: Told, most: int, floor: int) -> list[Reading]:
    found, quotes = list[Reading](), "「" in plain
    for kind, start, end in hits:
        if start < floor:
            continue
        if kind in _BESIDE:
            _take_beside(plain, kind, start, end, floor, told)
            continue
        begin = _begin(plain, kind, start, end, floor) if kind in _COUNTED and plain[start] in _FIGURES else start
        at = start if begin is None else begin
        if at - told.every_end <= _JOINED and is_every(plain, kind, at, told):
            floor = pass_over(plain, kind, at, end, told)
            continue
        if begin is None:
            continue
        if quotes:
            told.enter(plain, begin)
        words = _zone_before(plain, begin, told) if begin - told.zone_end <= _JOINED else None
        told.bracket = _bracket(plain, told.zone_start if words else begin) if words or told.clock else -1
        readings = _read(plain, kind, begin, end, told, words)
        if readings:
            if words:
                readings[0].start = told.zone_start
            found += readings
            floor = readings[-1].end
            if len(found) >= most:
                break
    return found


def _take_beside(plain: str, kind: str, start: int, end: int, floor: int, told: Told) -> None:
    if kind == "zone":
        told.zone_start, told.zone_end = start, end
    elif kind == "any zone":
        begin = name_begins(plain, start, floor)
        if begin is not None:
            told.zone_start, told.zone_end = begin, end
    elif kind != "hidden":
        take_every(kind, end, told)


def _zone_before(plain: str, begin: int, told: Told) -> str | None:
    """The words of the zone that the date goes by."""
    words = plain[told.zone_start : told.zone_end]
    return words if belongs(words, plain[told.zone_end : begin]) else None


def _bracket(plain: str, begin: int) -> int:
    return begin - 1 if begin and plain[begin - 1] in "（(" else -1


def _begin(plain: str, kind: str, start: int, end: int, floor: int) -> int | None:
    if kind == "clock":
        begin = figures_begin(plain, start, "時", floor)
        return None if begin is None else with_part(plain, begin, floor)
    begin = figures_begin(plain, start, plain[end - 1], floor)
    return era_begins(plain, begin, end, floor) if begin is not None and plain[end - 1] == "年" else begin


def _read(plain: str, kind: str, begin: int, end: int, told: Told, zone: str | None) -> list[Reading]:
    """At the ends of the calendar there are days before or after those that it has."""
    try:
        if kind == "figures":
            alone = read_alone(plain, begin, end, told, zone) if plain[end - 1] == "日" else None
            return read_figures(plain, begin, told, zone) if alone is None else alone
        if kind == "same":
            readings = read_figures(plain, begin + 1, told, zone, same=True)
            if readings:
                readings[0].start = begin
            return readings
        if kind == "fy":
            one = read_abbreviation(plain, begin, told)
        else:
            one = _read_words(plain, kind, begin, end, told, zone)
    except (OverflowError, ValueError):
        rest = _WEEKDAY.match(plain, end) if kind == "week" else DATE.match(plain, begin)
        return [Reading(begin, max(end, rest.end() if rest else end), problem=_OUTSIDE)]
    if one and told.doubt and kind in _FROM_BASE:
        reopened(one, kind, told)
    return [one] if one else []


def _read_words(plain: str, kind: str, begin: int, end: int, told: Told, zone: str | None) -> Reading | None:
    match kind:
        case "clock":
            return read_hour(plain, begin, told, zone)
        case "day":
            return read_day_word(plain, begin, begin + 2 if plain.startswith("あす", begin) else end, told, zone)
        case "told":
            return read_told_word(plain, begin, end, told, zone)
        case "week":
            return read_week(plain, begin, told, zone)
        case "weekday":
            return read_weekday(plain, begin, told, zone)
    return Reading(begin, end, problem="of which year is not said")
