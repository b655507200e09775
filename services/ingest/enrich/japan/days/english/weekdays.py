"""Which day is "Thursday", "last Friday", "Monday of next week"?

Wires mean by a plain weekday the one of the seven days before or after, the day itself among them; the tense tells
which, and where nothing tells it is past.
"""

import datetime as dt
import re
from functools import lru_cache

from schemas.japan import Precision
from services.ingest.enrich.japan.days.english.dates import dated, interval
from services.ingest.enrich.japan.days.english.found import UNCLEAR, Copy, Found, tense_of
from services.ingest.enrich.japan.days.english.months import PARTS
from services.ingest.enrich.japan.days.english.tense import Lean
from services.ingest.enrich.japan.days.english.words import GAP, WEEKDAYS, stands_alone
from services.ingest.enrich.japan.days.span import Part, Span, of_day
from services.ingest.reading.stamps import MONTHS

PART_OF_DAY = rf"(?:{GAP}(?:morning|afternoon|evening|night)(?!\w|-(?!-)))"
_PART = re.compile(PART_OF_DAY)
_DATE = re.compile(
    rf",?{GAP}(?:the{GAP})?(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?{GAP}(?:of{GAP})?)?(?P<month>[A-Z][A-Za-z]{{2,8}})\b"
)
_OF_WEEK = re.compile(rf"{GAP}(?:(?:of|in){GAP})?(?P<turn>last|this|next){GAP}week(?!\w|-(?!-))")
_RANGE = re.compile(rf"(?:{GAP}(?:to|through|until){GAP}|[-–])(?P<day>[A-Z][a-z]{{5,8}}|[A-Z]{{6,9}})(?!\w)")
_COUNTED_FROM = re.compile(rf"{GAP}(?:before(?!{GAP}(?:dawn|noon|midnight|sunrise))|following|preceding|week\b)")
_FOLLOWS = re.compile(
    rf"(?:,?{GAP}|[-–])(?:[A-Z\d]|to|the|through|until|of|in|last|this|next|before|following|preceding|week|morning"
    r"|afternoon|evening|night)"
)
_FIGURE = re.compile(rf"{GAP}\d{{1,2}}(?:st|nd|rd|th)?(?:{GAP}?(?:and|to|&|[-–/])|,{GAP}?[A-Z])")
_ANOTHER = "counted from another day"
_NOUN = re.compile(rf"{GAP}[a-z]")
_ANY = frozenset(["every", "each", "any", "some", "one", "most", "another", "many", "per", "no"])
_OTHER = frozenset(["that", "following", "previous", "preceding", "first", "second", "third", "fourth", "final"])
_TURNS = {"last": -1, "this": 0, "next": 1}
_TURN_WORDS = _TURNS.keys() | {"past", "coming"}
_NAME_AFTER = re.compile(r" [A-Z][a-z]+(?: [a-z]| [A-Z]|[,.])")


def weekday_at(copy: Copy, start: int, end: int) -> Found | None:
    """At the name of a weekday."""
    weekday = WEEKDAYS[copy.text[start:end].lower()]
    if not stands_alone(copy.text, start, end):
        return None
    word, at = copy.before(start)
    more = _FOLLOWS.match(copy.text, end) is not None
    if more and (found := _followed(copy, weekday, word, (start, end))):
        return found
    if word in _ANY or (word == "a" and not _is_of_one(copy, at, end)):
        return None
    if weekday == 6 and word != "on" and _is_name(copy, start, end):
        return None
    if word in _OTHER and not (word == "following" and _is_preposition(copy, at, end)):
        return Found(start, end, problem=_ANOTHER)
    return _one(copy, weekday, (word, at), (start, end), more=more)


def _followed(copy: Copy, weekday: int, word: str, place: tuple[int, int]) -> Found | None:
    """By its date, by another weekday, by words that count from it; `word` stands before it."""
    start, end = place
    if found := _with_date(copy, weekday, start, end):
        return found
    if _FIGURE.match(copy.text, end):
        return Found(start, end, problem="a day of a month named after it")
    if word in _ANY:
        return None
    if (said := _RANGE.match(copy.text, end)) and (other := WEEKDAYS.get(said["day"].lower())) is not None:
        return _range(copy, weekday, other, start, said.end())
    return Found(start, end, problem=_ANOTHER) if _COUNTED_FROM.match(copy.text, end) else None


def _is_preposition(copy: Copy, at: int, end: int) -> bool:
    """Following Thursday's announcement; but the following Thursday is another."""
    return copy.text[end : end + 2] in {"'s", "’s"} and copy.before(at)[0] not in {"the", "that"}


def _is_of_one(copy: Copy, article: int, end: int) -> bool:
    """In a Thursday interview, but not on a Thursday."""
    return copy.before(article)[0] != "on" and _NOUN.match(copy.text, end) is not None


def _is_name(copy: Copy, start: int, end: int) -> bool:
    """Sunday Adelaja; a headline that sets every word in capitals is none."""
    headline = copy.text[max(0, start - 30) : start].rpartition("\n")[2].istitle()
    return (
        _NAME_AFTER.match(copy.text, end) is not None and not headline and copy.text[max(0, start - 2) : start] != "d "
    )


def _with_date(copy: Copy, weekday: int, start: int, end: int) -> Found | None:
    said = _DATE.match(copy.text, end)
    if said is None or said["month"].lower() not in MONTHS:
        return None
    floor, copy.floor = copy.floor, end
    found = dated(copy, said.start("month"), said.end("month"), (weekday, start))
    copy.floor = floor
    return found


def _one(copy: Copy, weekday: int, before: tuple[str, int], place: tuple[int, int], *, more: bool) -> Found:
    """With its part of the day, and last, next or this before it."""
    part: Part | None = None
    turn = ""
    (word, at), (start, end) = before, place
    if word in _TURN_WORDS:
        turn, start = word, at
        word, at = copy.before(start)
        if turn not in _TURNS and word == "this":
            start = at
            word, at = copy.before(start)
    if word in PARTS and word != "mid":
        part, start = PARTS[word], at
    if more and (said := _OF_WEEK.match(copy.text, end)):
        monday = copy.day - dt.timedelta(days=copy.day.weekday())
        return Found(start, said.end(), of_day(monday + dt.timedelta(days=7 * _TURNS[said["turn"]] + weekday)))
    hours = _PART.match(copy.text, end) if more else None
    found = Found(start, hours.end() if hours else end)
    if weeks := _week_named(copy, start):
        found.start, day = weeks[0], weeks[1] + dt.timedelta(days=weekday)
        candidates: tuple[dt.date, ...] = (day,)
    elif turn:
        candidates = _turned(copy.day, weekday, turn)
    else:
        candidates = _plain(copy, found, weekday)
    return _told(found, candidates, part, hours=hours is not None)


def _told(found: Found, days: tuple[dt.date, ...], part: Part | None, *, hours: bool) -> Found:
    if len(days) == 1:
        found.span = _span(days[0], part, "part_of_day" if part or hours else "day")
    else:
        found.problem = found.problem or "in this week or another?"
        found.candidates = tuple(day.isoformat() for day in days)
    return found


@lru_cache(maxsize=1024)
def _span(day: dt.date, part: Part | None, precision: Precision) -> Span:
    return Span(day.isoformat(), day, day, precision, part)


def _week_named(copy: Copy, start: int) -> tuple[int, dt.date] | None:
    """Last week's Friday: the week was read before; its beginning in the text, and its Monday."""
    last = copy.last
    if last is None or last.span is None or last.span.precision != "week":
        return None
    if copy.text[last.end : start] not in {"'s ", "’s "}:
        return None
    copy.found.pop()
    return last.start, last.span.first


@lru_cache(maxsize=1024)
def _turned(base: dt.date, weekday: int, turn: str) -> tuple[dt.date, ...]:
    """Last Friday on a Saturday, next Friday on a Monday: this week's or the other's?  Then both."""
    this = base + dt.timedelta(days=weekday - base.weekday())
    if turn == "this":
        return (this,)
    if turn == "past":
        return (this if this < base else this - dt.timedelta(days=7),)
    if turn == "coming":
        return (this if this > base else this + dt.timedelta(days=7),)
    week = dt.timedelta(days=7 * _TURNS[turn])
    within = this < base if turn == "last" else this > base
    return tuple(sorted((this, this + week))) if within else (this + week,)


def _plain(copy: Copy, found: Found, weekday: int) -> tuple[dt.date, ...]:
    past, future = nearest(copy.day, weekday)
    first = _first_of_two(copy, found.start)
    lean = (copy.last.tense if first and copy.last else None) or copy.lean(found.start, found.end)
    found.tense = tense_of(lean)
    if first:
        return _second(copy.day, found, first, weekday, lean)
    if lean == "unclear" and past != future:
        found.problem = UNCLEAR
        return past, future
    if lean is None and past != future:
        found.other = future
    return (future,) if lean == "future" else (past,)


def _first_of_two(copy: Copy, start: int) -> dt.date | None:
    """On Tuesday and Wednesday: the first of the two."""
    last = copy.last
    if last is None or last.span is None or last.span.precision != "day" or last.counted != "anchor":
        return None
    both = copy.text[last.end : start] in {" and ", " or ", " and on ", " and then "}
    plain = copy.text[last.start : last.end].lower() in WEEKDAYS
    return last.span.first if both and plain else None


def _second(base: dt.date, found: Found, first: dt.date, weekday: int, lean: Lean | None) -> tuple[dt.date, ...]:
    day = first + dt.timedelta(days=(weekday - first.weekday()) % 7)
    if lean != "future" and day > base:
        found.problem = UNCLEAR
        return day - dt.timedelta(days=7), day
    return (day,)


@lru_cache(maxsize=1024)
def nearest(base: dt.date, weekday: int) -> tuple[dt.date, dt.date]:
    """The last on or before the day, and the next on or after it."""
    back = (base.weekday() - weekday) % 7
    past = base - dt.timedelta(days=back)
    return past, past + dt.timedelta(days=7 if back else 0)


def _range(copy: Copy, first: int, last: int, start: int, end: int) -> Found:
    """Friday to Sunday: ahead it begins with the next Friday, behind it ends with the last Sunday."""
    lean: Lean | None = copy.lean(start, end)
    found = Found(start, end, tense=tense_of(lean))
    days = dt.timedelta(days=(last - first) % 7 or 7)
    past = nearest(copy.day, last)[0] - days
    future = nearest(copy.day, first)[1]
    spans = [interval(day, day + days) for day in (past, future)]
    if lean in {"past", "future"}:
        found.span = spans[lean == "future"]
        return found
    found.problem, found.candidates = UNCLEAR, tuple(span.value for span in spans)
    return found
