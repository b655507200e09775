"""Which hour belongs to which day, and which two hours are one moment by two clocks?"""

import re

from services.ingest.enrich.japan.days.english.clock import at_once, moment, name_zone
from services.ingest.enrich.japan.days.english.found import UNCLEAR, Copy, Found
from services.ingest.enrich.japan.days.english.words import GAP
from services.ingest.enrich.japan.days.span import of_day

_DAY_THEN_HOUR = re.compile(rf",?{GAP}(?:(?:at|around|about|shortly before|just after){GAP})*")
_HOUR_THEN_DAY = re.compile(rf",?{GAP}(?:on{GAP})?(?:the{GAP})?")
_BRACKET_THEN_DAY = re.compile(rf"\),?{GAP}(?:on{GAP})?(?:the{GAP})?")
_TWIN = re.compile(rf"(?:{GAP}|(?<=\)))?\((?:[A-Z]{{2,4}}[;,/] ?)?|,?{GAP}or{GAP}(?:at{GAP})?")
_EACH_WORDS = ("every", "daily", "each", "nightly", "weekly", "weekdays")
_EACH = re.compile(rf"\b(?:{'|'.join(_EACH_WORDS)})\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?]['\"”’)]?\s+[A-Z“\"]|\n\n")
_NEAR = 60
_REACH = 300
_DAYS = frozenset(["day", "part_of_day"])
_TO = frozenset(["to", "and", "until", "-", "–", "through"])
_SOON = 2
"""Days: an hour of a weekday is told beforehand as a rule, so that without a verb the coming day may be meant."""
_APART = "two clocks that do not agree"


def add(copy: Copy, found: Found) -> None:
    """An hour and the day beside it are one."""
    last = copy.found[-1] if copy.found else None
    if last is None or not (last.clock or found.clock):
        copy.found.append(found)
    elif (last.clock is None) != (found.clock is None) and _follows(copy.text, last, found):
        copy.found[-1] = _merged(copy, last, found)
    else:
        _beside_hour(copy.text, last, found)
        copy.found.append(found)
    copy.last, copy.floor = found, copy.found[-1].end
    found.after = copy.last_day
    span = found.span
    if span and span.precision in _DAYS and span.first == span.last:
        copy.last_day = found


def _follows(text: str, one: Found, two: Found) -> bool:
    if one.clock and one.span:
        return False
    day, between = (two, text[one.end : two.start]) if one.clock else (one, text[one.end : two.start])
    if len(between) > 30 or (day.span and day.span.precision not in _DAYS) or (day.clock and day.span):
        return False
    if day.span is None and day.problem is None:
        return False
    return (_HOUR_THEN_DAY if one.clock else _DAY_THEN_HOUR).fullmatch(between) is not None


def _merged(copy: Copy, one: Found, two: Found) -> Found:
    day, hour = (two, one) if one.clock else (one, two)
    found = Found(
        one.start, two.end, day.span, day.counted, day.tense, (*day.flags, *hour.flags), day.candidates, day.problem,
        day.base, hour.clock,
    )  # fmt: skip
    if day.other and (day.other - copy.day).days <= _SOON and day.span:
        found.candidates = (day.span.value, day.other.isoformat())
        found.span, found.problem = None, UNCLEAR
    if hour is one and hour.clock and not hour.clock.stated:
        name_zone(copy, found)
    _beside_hour(copy.text, copy.found[-2] if len(copy.found) > 1 else None, found)
    return found


def _beside_hour(text: str, last: Found | None, found: Found) -> None:
    """8 a.m. Friday (2300 GMT): twins; 3 p.m. (0600 GMT) on Thursday: the day is of the hour before the bracket."""
    if last is None or last.clock is None:
        return
    if found.clock:
        if found.clock.zone != last.clock.zone and _TWIN.fullmatch(text, last.end, found.start):
            found.clock.twin = last
        return
    twin = last.clock.twin if last.span is None and _is_day(found) else None
    if twin and twin.span is None and twin.problem is None and _BRACKET_THEN_DAY.fullmatch(text, last.end, found.start):
        twin.span, twin.counted, twin.base, twin.tense = found.span, found.counted, found.base, found.tense
        twin.problem, twin.candidates, twin.flags = found.problem, found.candidates, (*found.flags, *twin.flags)


def _is_day(found: Found) -> bool:
    return found.problem is not None if found.span is None else found.span.precision in _DAYS


def give_day(found: Found, copy: Copy) -> bool:
    """To the hour, the first in `copy` that is open; False if it is of every day."""
    following = copy.found[0] if copy.found else None
    zone = copy.anchor.zone
    twins = following is not None and following.clock is not None and following.clock.twin is found
    if following and twins and following.span:
        _by_twin(following, found, zone)
    elif following and following.clock:
        _take_from(copy.text, found, following)
    if found.span is None and found.problem is None and not _of_day_before(found, copy):
        return False
    if following and twins:
        _by_twin(found, following, zone)
    return True


def _take_from(text: str, one: Found, two: Found) -> None:
    """From 3 p.m. to 5 p.m. Thursday EST: both hours are Thursday's, by one clock."""
    if not (one.clock and two.clock) or text[one.end : two.start].strip() not in _TO:
        return
    if two.clock.stated and not one.clock.stated:
        one.clock.zone, one.clock.named, one.clock.stated = two.clock.zone, two.clock.named, True
        one.clock.unzoned, one.clock.offsets = two.clock.unzoned, two.clock.offsets
    if one.span is None and two.span and one.problem is None:
        one.span, one.counted, one.base, one.tense = two.span, two.counted, two.base, two.tense


def _by_twin(told: Found, other: Found, zone: str) -> None:
    """The day of the other hour makes both one moment.

    Where that can't be, the copy's hour may be by another clock than the story's, and both are open.
    """
    if told.clock is None or other.clock is None or told.span is None or other.problem:
        return
    if moment(told.span.first, told.clock, zone).at is None:
        other.span, other.problem = None, "beside an hour that can't be told"
        return
    day = at_once(told.span.first, told.clock, other.clock, zone)
    if other.span is None and day:
        other.span, other.counted, other.base, other.tense = of_day(day), "text", told.span.first, told.tense
        other.flags = (*(flag for flag in told.flags if flag == "day_supposed"), *other.flags)
    elif day is None or (other.span and other.span.first != day):
        for hour in (told, other):
            if hour is other or not (hour.clock and hour.clock.stated):
                hour.span, hour.problem, hour.candidates = None, _APART, ()


def _of_day_before(found: Found, copy: Copy) -> bool:
    """An hour alone is of the day named before it in its sentence, else of the story's; not if it is of every day."""
    if _may_be_each(copy.text, found) and _EACH.search(_near(copy.text, found)):
        return False
    last = found.after
    if last and found.start - last.end < _REACH and not _SENTENCE.search(copy.text, last.end, found.start):
        found.span, found.tense, found.counted = last.span, last.tense, "text"
        found.base = last.span.first if last.span else None
        return True
    found.span, found.flags = of_day(copy.day), (*found.flags, "day_supposed")
    return True


def _may_be_each(text: str, found: Found) -> bool:
    """Whether one of those words can stand around it: asked of each hour, and few have one."""
    around = text[max(0, found.start - _NEAR) : found.end + _NEAR].lower()
    return any(word in around for word in _EACH_WORDS) or not around.isascii()


def _near(text: str, found: Found) -> str:
    """What stands around it in its own sentence."""
    before = _SENTENCE.split(text[max(0, found.start - _NEAR) : found.start])[-1]
    return before + " " + _SENTENCE.split(text[found.end : found.end + _NEAR])[0]
