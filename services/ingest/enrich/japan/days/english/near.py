"""Which day is today, the day before yesterday, last night, two days ago, the following day?"""

import datetime as dt
import re

from schemas.japan import DayFlag
from services.ingest.enrich.japan.days.english.found import Copy, Found
from services.ingest.enrich.japan.days.english.weekdays import PART_OF_DAY
from services.ingest.enrich.japan.days.english.words import COUNTS, GAP, hyphen_at, hyphen_ends, stands_alone
from services.ingest.enrich.japan.days.span import Span, of_day, of_month, of_week, of_year

_LAST_OF_WORDS_BEFORE = frozenset("sStT \u00a0\n")
"""Of this and last; most words before a morning end with another."""
_STEPS = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
_PART = re.compile(PART_OF_DAY)
_AGO = re.compile(rf"s?{GAP}ago\b")
_EARLIER = re.compile(rf"s?{GAP}(?P<way>earlier|later)\b(?!{GAP}(?:than|this|next|on))")
_ABOUT = frozenset(["about", "around", "almost", "nearly", "over", "than", "roughly", "approximately", "least", "some"])
# The day after the one named; "the previous day" is the one before it.
_FROM_NAMED = {"same": 0, "next": 1, "following": 1, "previous": -1, "preceding": -1}
_OF_NAMED = frozenset(["the", "that", "very", "on"])


def near_at(copy: Copy, start: int, end: int) -> Found | None:
    """Today, yesterday, tomorrow, tonight, with their parts of the day.

    Today without a verb that tells, and today's and tomorrow's before what is no event, may mean nowadays.
    """
    if not stands_alone(copy.text, start, end):
        return None
    word = copy.text[start:end].lower()
    step = _STEPS[word]
    begins = _day_beyond(copy, start, step)
    if begins != start:
        step *= 2
    hours = _PART.match(copy.text, end) if word != "tonight" else None
    day = copy.day + dt.timedelta(days=step)
    part = word == "tonight" or hours is not None
    span = Span(day.isoformat(), day, day, "part_of_day") if part else of_day(day)
    until = hours.end() if hours else end
    flags: tuple[DayFlag, ...] = ()
    if (word == "today" and not part and copy.lean(start, end) is None) or copy.text[until : until + 2] in {"'s", "’s"}:
        flags = ("may_be_general",) if word in {"today", "tomorrow"} else ()
    return Found(begins, until, span, flags=flags)


def _day_beyond(copy: Copy, start: int, step: int) -> int:
    """Where "the day before" yesterday begins, or the day after tomorrow."""
    word, at = copy.before(start)
    if not step or word != ("before" if step < 0 else "after"):
        return start
    word, at = copy.before(at)
    if word != "day":
        return start
    word, the = copy.before(at)
    return the if word == "the" else at


def part_at(copy: Copy, start: int, end: int) -> Found | None:
    """This morning, last night; the morning of another day is read with that day."""
    if copy.text[start - 2 : start - 1] not in _LAST_OF_WORDS_BEFORE:
        return None
    word, at = copy.before(start)
    if not stands_alone(copy.text, start, end) or word not in {"this", "last"}:
        return None
    if word == "last" and (
        copy.text[start:end] != "night" or copy.before(at)[0] in {"the", "a", "his", "her", "their"}
    ):
        return None
    if hyphen_at(copy.text, end):
        return None
    day = copy.day - dt.timedelta(days=word == "last")
    return Found(at, end, Span(day.isoformat(), day, day, "part_of_day"))


def day_at(copy: Copy, start: int, end: int) -> Found | None:
    """Two days ago; the next day and a day earlier, from the day named before in the text."""
    if start and (copy.text[start - 1].isalnum() or copy.text[start - 1] == "_" or hyphen_ends(copy.text, start)):
        return None
    return ago(copy, start, end) or _earlier(copy, start, end) or _next_day(copy, start, end)


def _earlier(copy: Copy, start: int, end: int) -> Found | None:
    said = _EARLIER.match(copy.text, end)
    word, at = copy.before(start)
    count = _count(word)
    if said is None or count is None or copy.before(at)[0] == "than":
        return None
    return _from_named(copy, at, said.end(), count if said["way"] == "later" else -count)


def _next_day(copy: Copy, start: int, end: int) -> Found | None:
    word, at = copy.before(start)
    if word not in _FROM_NAMED or not stands_alone(copy.text, start, end) or hyphen_at(copy.text, end):
        return None
    the, begins = copy.before(at)
    if the not in _OF_NAMED:
        return None
    return _from_named(copy, begins if the in {"the", "that"} else at, end, _FROM_NAMED[word])


def _count(word: str) -> int | None:
    return int(word) if word.isascii() and word.isdecimal() and len(word) < 4 else COUNTS.get(word)


def _from_named(copy: Copy, start: int, end: int, step: int) -> Found:
    named = copy.last_day.span if copy.last_day else None
    if named is None:
        return Found(start, end, counted="text", problem="counted from a day that is not named")
    return Found(start, end, of_day(named.first + dt.timedelta(days=step)), counted="text", base=named.first)


def ago(copy: Copy, start: int, end: int) -> Found | None:
    """Days ago to the day; weeks, months and years to their own precision.

    A week ago is to the day, about; the unit is what stands at `start`.
    """
    said = _AGO.match(copy.text, end)
    if said is None:
        return None
    word, at = copy.before(start)
    count = _count(word)
    if count is None:
        return None
    flags: tuple[DayFlag, ...] = ("approximate",) if copy.before(at)[0] in _ABOUT else ()
    unit = copy.text[start:end]
    if unit == "week" and count == 1:
        return Found(at, said.end(), of_day(copy.day - dt.timedelta(days=7)), flags=("approximate",))
    return Found(at, said.end(), _back(copy.day, unit, count), flags=flags)


def _back(day: dt.date, unit: str, count: int) -> Span | None:
    if unit == "day":
        return of_day(day - dt.timedelta(days=count))
    if unit == "week":
        return of_week(day - dt.timedelta(days=7 * count))
    if unit == "month":
        months = day.year * 12 + day.month - 1 - count
        return of_month(months // 12, months % 12 + 1)
    return of_year(day.year - count)
