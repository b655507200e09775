"""Which days and hours does an English text name?

One pass finds the words at which a date can begin; each is then read with what stands around it.
"""

from collections.abc import Callable

from schemas.japan import Day, Where
from services.ingest.enrich.japan.days.anchor import Anchor
from services.ingest.enrich.japan.days.english.clock import half_at, moment, word_at, zone_at
from services.ingest.enrich.japan.days.english.dates import month_at
from services.ingest.enrich.japan.days.english.fiscal import fiscal_at
from services.ingest.enrich.japan.days.english.found import Clock, Copy, Found
from services.ingest.enrich.japan.days.english.joined import add, give_day
from services.ingest.enrich.japan.days.english.near import day_at, near_at, part_at
from services.ingest.enrich.japan.days.english.units import share_at, unit_at, year_at
from services.ingest.enrich.japan.days.english.weekdays import weekday_at
from services.ingest.enrich.japan.days.english.words import KINDS, Kind, hits_in

Reader = Callable[[Copy, int, int], Found | None]
_BY_KIND: dict[Kind, Reader] = {
    "weekday": weekday_at, "month": month_at, "near": near_at, "part": part_at, "unit": unit_at, "day": day_at,
    "year": year_at, "fiscal": fiscal_at, "share": share_at, "half": half_at, "word": word_at, "zone": zone_at,
}  # fmt: skip
_READERS = tuple(_BY_KIND[kind] if kind else None for kind in KINDS)
_NOTHING = (None, None, None, None, None)
_OUTSIDE = "out of the calendar"
_OPEN = 3
"""So many of the last may still change: the next may be joined to the last, and an hour takes its day from the next."""


def english_days(text: str, where: Where, anchor: Anchor, limit: int | None = None, begin: int = 0) -> list[Day]:
    """In the order of the text, none over another.  Any text is read; what is out of the calendar is a problem.

    Nothing before `begin` is read or counts, and with a limit the text is read no further than to one day more, which
    is then the last.
    """
    hits = hits_in(text[begin:])
    if not hits:
        return []
    copy = Copy(text[begin:], anchor, anchor.date)
    entries: list[dict[str, object]] = []
    for index, start, end in hits:
        reader = _READERS[index]
        if reader is None or start < copy.floor:
            continue
        try:
            found = reader(copy, start, end)
        except (OverflowError, ValueError):
            found = Found(start, end, problem=_OUTSIDE)
        if found is None:
            continue
        add(copy, found)
        if copy.then:
            add(copy, copy.then)
            copy.then = None
        if limit is not None and len(copy.found) > _OPEN:
            _settle(copy, where, entries, begin)
            if len(entries) > limit:
                break
    while copy.found and (limit is None or len(entries) <= limit):
        _settle(copy, where, entries, begin)
    return [Day.built(entry) for entry in entries]


def _settle(copy: Copy, where: Where, entries: list[dict[str, object]], begin: int) -> None:
    """The first of those that are open."""
    found = copy.found.popleft()
    try:
        if found.clock and not give_day(found, copy):
            return
        entries.append(_entry(found, copy, where, begin))
    except (OverflowError, ValueError):
        entries.append(_entry(Found(found.start, found.end, problem=_OUTSIDE), copy, where, begin))


def _entry(found: Found, copy: Copy, where: Where, begin: int) -> dict[str, object]:
    """The fields of a Day."""
    anchor, start, end = copy.anchor, found.start, found.end
    counted = found.counted == "anchor"
    value, first, last, precision, part = found.span or _NOTHING
    fields: dict[str, object] = {
        "text": copy.text[start:end], "where": where, "start": begin + start, "end": begin + end,
        "value": value, "first": first, "last": last, "precision": precision, "part": part,
        "basis": anchor.basis if counted else found.counted, "base": anchor.date if counted else found.base,
        "tense": found.tense, "flags": list(found.flags), "candidates": list(found.candidates),
        "problem": found.problem,
    }  # fmt: skip
    if found.clock is not None:
        _set_clock(fields, found, found.clock, anchor)
    return fields


def _set_clock(fields: dict[str, object], found: Found, clock: Clock, anchor: Anchor) -> None:
    if clock.stated:
        fields["zone"], fields["zone_source"] = clock.zone, "stated" if clock.zone else None
    else:
        fields["zone"], fields["zone_source"] = anchor.zone, anchor.zone_source
    time = f"{clock.hour:02}:{clock.minute:02}"
    if not clock.problem:
        fields["time"] = time
    span = found.span
    if span is None:
        return
    told = moment(span.first, clock, anchor.zone)
    if told.at is None:
        fields.update(value=None, first=None, last=None, precision=None, part=None)
        fields.update(problem=told.problem, candidates=list(told.candidates))
        return
    fields["value"], fields["at"], fields["part"] = f"{span.first}T{time}", told.at, None
    fields["precision"] = "minute" if clock.exact else "hour"
    fields["flags"] = [*found.flags, *told.flags]
