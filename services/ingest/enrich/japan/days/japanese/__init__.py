"""Which days and hours does a Japanese text name?"""

from schemas.japan import Day, Where
from services.ingest.enrich.japan.days.anchor import Anchor
from services.ingest.enrich.japan.days.japanese.dates import read_figures
from services.ingest.enrich.japan.days.japanese.figures import figures_begin
from services.ingest.enrich.japan.days.japanese.hours import read_hour, with_part
from services.ingest.enrich.japan.days.japanese.reading import Reading, Told
from services.ingest.enrich.japan.days.japanese.relative import read_day_word, read_told_word, read_week, read_weekday
from services.ingest.enrich.japan.days.japanese.words import Trigger, triggers
from services.ingest.reading.numerals import half_width

_YEARS = range(3, 9990)
"""Of a base at the ends of the calendar no other day could be counted."""
_FIGURES = frozenset("0123456789〇一二三四五六七八九十")
_PASSED = frozenset(("every", "hidden"))


def japanese_days(text: str, where: Where, anchor: Anchor) -> list[Day]:
    """In the order of the text, none overlapping; lists (5、6両日) are one entry a day, intervals one entry."""
    if anchor.date.year not in _YEARS:
        return []
    plain = half_width(text)
    return [reading.settled(text, where) for reading in _readings(plain, Told(anchor))]


def _readings(plain: str, told: Told) -> list[Reading]:
    floor, zone, found = 0, (0, -2), list[Reading]()
    for kind, start, end in triggers(plain):
        if start < floor:
            continue
        if kind == "zone":
            zone = start, end
        elif kind in _PASSED:
            told.every_end = end
        else:
            begin = _begin(plain, (kind, start, end), floor)
            if begin is None or told.every_end in {begin, begin - 1}:
                continue
            words = plain[zone[0] : zone[1]] if zone[1] in {begin, begin - 1} else None
            readings = _read(plain, (kind, begin, end), told, words)
            if readings:
                readings[0].start = zone[0] if words else readings[0].start
                found += readings
                floor = readings[-1].end
    return found


def _begin(plain: str, trigger: Trigger, floor: int) -> int | None:
    kind, start, end = trigger
    if plain[start] not in _FIGURES:
        return start
    if kind == "clock":
        begin = figures_begin(plain, start, "時", floor)
        return None if begin is None else with_part(plain, begin, floor)
    return figures_begin(plain, start, plain[end - 1], floor)


def _read(plain: str, trigger: Trigger, told: Told, zone: str | None) -> list[Reading]:
    kind, begin, _ = trigger
    if kind == "figures":
        return read_figures(plain, begin, told, zone)
    if kind == "same":
        readings = read_figures(plain, begin + 1, told, zone, same=True)
        if readings:
            readings[0].start = begin
        return readings
    one = _read_words(plain, trigger, told, zone)
    return [one] if one else []


def _read_words(plain: str, trigger: Trigger, told: Told, zone: str | None) -> Reading | None:
    kind, begin, end = trigger
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
