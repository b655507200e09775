"""Which days and hours does an English text name?

One pass finds the words at which a date can begin; each is then read with what stands around it.
"""

import re
from collections.abc import Callable
from itertools import pairwise

from schemas.japan import Day, Where
from services.ingest.enrich.japan.days.anchor import Anchor
from services.ingest.enrich.japan.days.english.clock import half_at, moment, word_at, zone_at
from services.ingest.enrich.japan.days.english.dates import month_at
from services.ingest.enrich.japan.days.english.fiscal import fiscal_at
from services.ingest.enrich.japan.days.english.found import Copy, Found
from services.ingest.enrich.japan.days.english.near import day_at, near_at, part_at
from services.ingest.enrich.japan.days.english.units import share_at, unit_at, year_at
from services.ingest.enrich.japan.days.english.weekdays import weekday_at
from services.ingest.enrich.japan.days.english.words import GAP, Kind, hits_in
from services.ingest.enrich.japan.days.span import of_day

_READERS: dict[Kind, Callable[[Copy, int, int], Found | None]] = {
    "weekday": weekday_at, "month": month_at, "near": near_at, "part": part_at, "unit": unit_at, "day": day_at,
    "year": year_at, "fiscal": fiscal_at, "share": share_at, "half": half_at, "word": word_at, "zone": zone_at,
}  # fmt: skip
_DAY_THEN_HOUR = re.compile(rf",?{GAP}(?:(?:at|around|about|shortly before|just after){GAP})*")
_HOUR_THEN_DAY = re.compile(rf",?{GAP}(?:on{GAP})?(?:the{GAP})?")
_EACH = re.compile(r"\b(?:every|daily|each|nightly|weekly|weekdays)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?]['\"”’)]?\s+[A-Z“\"]|\n\n")
_NEAR = 60
_REACH = 300
_NOTHING = (None, None, None, None, None)
_DAYS = frozenset(["day", "part_of_day"])


def english_days(text: str, where: Where, anchor: Anchor) -> list[Day]:
    """In the order of the text, none over another.  Any text is read; what is out of the calendar is a problem."""
    hits = hits_in(text)
    if not hits:
        return []
    copy = Copy(text, anchor)
    for kind, start, end in hits:
        if kind is None or start < copy.floor:
            continue
        found = _read(copy, kind, start, end)
        if found is not None:
            copy.found.append(found)
            copy.floor = found.end
            found.after = copy.last_day
            if found.is_one_day:
                copy.last_day = found
    joined = _joined(copy)
    return [day for found in joined if (day := _day(found, copy, where)) is not None]


def _read(copy: Copy, kind: Kind, start: int, end: int) -> Found | None:
    try:
        return _READERS[kind](copy, start, end)
    except (OverflowError, ValueError):
        return Found(start, end, problem="out of the calendar")


def _joined(copy: Copy) -> list[Found]:
    """An hour and the day beside it are one."""
    kept: list[Found] = []
    for found in copy.found:
        last = kept[-1] if kept else None
        if last and _follows(copy.text, last, found):
            kept[-1] = _merged(last, found)
        else:
            kept.append(found)
    _hours_of_one_day(copy.text, kept)
    return kept


def _follows(text: str, one: Found, two: Found) -> bool:
    if (one.clock is None) == (two.clock is None) or (one.clock and one.span):
        return False
    day, between = (two, text[one.end : two.start]) if one.clock else (one, text[one.end : two.start])
    if len(between) > 30 or (day.span and day.span.precision not in _DAYS) or (day.clock and day.span):
        return False
    if day.span is None and day.problem is None:
        return False
    return (_HOUR_THEN_DAY if one.clock else _DAY_THEN_HOUR).fullmatch(between) is not None


def _merged(one: Found, two: Found) -> Found:
    day, hour = (two, one) if one.clock else (one, two)
    return Found(
        one.start, two.end, day.span, day.counted, day.tense, (*day.flags, *hour.flags), day.candidates, day.problem,
        day.base, hour.clock,
    )  # fmt: skip


def _hours_of_one_day(text: str, kept: list[Found]) -> None:
    """From 3 p.m. to 5 p.m. Thursday: both hours are Thursday's."""
    for one, two in pairwise(kept):
        alone = one.clock and two.clock and one.span is None and two.span is not None
        if alone and text[one.end : two.start].strip() in {"to", "and", "until", "-", "–", "through"}:
            one.span, one.counted, one.base, one.tense = two.span, two.counted, two.base, two.tense


def _day(found: Found, copy: Copy, where: Where) -> Day | None:
    if found.clock is not None and found.span is None and found.problem is None and not _of_day_before(found, copy):
        return None
    anchor = copy.anchor
    counted = found.counted == "anchor"
    value, first, last, precision, part = found.span or _NOTHING
    fields: dict[str, object] = {
        "text": copy.text[found.start : found.end], "where": where, "start": found.start, "end": found.end,
        "value": value, "first": first, "last": last, "precision": precision, "part": part,
        "basis": anchor.basis if counted else found.counted, "base": anchor.date if counted else found.base,
        "tense": found.tense, "flags": list(found.flags), "candidates": list(found.candidates),
        "problem": found.problem,
    }  # fmt: skip
    if found.clock is not None:
        _set_clock(fields, found, anchor)
    return Day.model_validate(fields)


def _near(text: str, found: Found) -> str:
    """What stands around it in its own sentence."""
    before = _SENTENCE.split(text[max(0, found.start - _NEAR) : found.start])[-1]
    return before + " " + _SENTENCE.split(text[found.end : found.end + _NEAR])[0]


def _of_day_before(found: Found, copy: Copy) -> bool:
    """An hour alone is of the day named before it in its sentence, else of the story's; not if it is of every day."""
    if _EACH.search(_near(copy.text, found)):
        return False
    last = found.after
    if last and found.start - last.end < _REACH and not _SENTENCE.search(copy.text, last.end, found.start):
        found.span, found.tense, found.counted = last.span, last.tense, "text"
        found.base = last.span.first if last.span else None
        return True
    found.span, found.flags = of_day(copy.day), (*found.flags, "day_supposed")
    return True


def _set_clock(fields: dict[str, object], found: Found, anchor: Anchor) -> None:
    clock, span = found.clock, found.span
    if clock is None:
        return
    zone = clock.zone or anchor.zone
    fields.update(zone=zone, zone_source="stated" if clock.zone else anchor.zone_source)
    if not clock.problem:
        fields["time"] = f"{clock.hour:02}:{clock.minute:02}"
    if span is None:
        return
    told = moment(span.first, clock, zone)
    if told.at is None:
        fields.update(value=None, first=None, last=None, precision=None, part=None)
        fields.update(problem=told.problem, candidates=list(told.candidates))
        return
    fields.update(value=f"{span.first}T{clock.hour:02}:{clock.minute:02}", at=told.at, part=None)
    fields["precision"] = "minute" if clock.exact else "hour"
    fields["flags"] = [*found.flags, *told.flags]
