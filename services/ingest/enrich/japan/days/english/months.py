"""Which month or months does the name of a month mean that has no day beside it?"""

import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache

from schemas.japan import DayFlag
from services.ingest.enrich.japan.days.english.found import UNCLEAR, Copy, Found, tense_of
from services.ingest.enrich.japan.days.english.words import GAP, MONTHS
from services.ingest.enrich.japan.days.english.years import span_in_year
from services.ingest.enrich.japan.days.span import Part, Span, of_months
from services.ingest.enrich.japan.days.span import of_month as span_of_month
from services.ingest.enrich.japan.days.span import of_part as span_of_part

_YEAR = re.compile(
    rf"\.?(?:,?{GAP}(?:of{GAP})?(?P<year>(?:1[5-9]|2[01])\d\d)(?![\w%]|[.,:]\d|-\d)"
    rf"|,?{GAP}(?:of{GAP})?(?P<rel>last|this|next){GAP}year(?![\w-]))",
    re.ASCII,
)
_QUARTER = re.compile(
    rf"\.?(?:[-–]|{GAP}to{GAP})(?P<month2>[A-Z][A-Za-z]{{2,8}})\.?{GAP}(?:quarter|period|term)(?![\w-])"
    rf"(?:{GAP}(?:of{GAP}|in{GAP})?(?:(?P<year>(?:19|20|21)\d\d)(?![\w%]|[.,:]\d|-\d)|(?P<rel>last|this|next){GAP}year\b))?",
    re.ASCII,
)
of_month = lru_cache(maxsize=1024)(span_of_month)
of_part = lru_cache(maxsize=1024)(span_of_part)
_NAME_AFTER = re.compile(rf"{GAP}[A-Z][a-z]")
PARTS: dict[str, Part] = {"early": "early", "mid": "mid", "late": "late"}
_OF_PART: dict[str, Part] = {
    "end": "late", "beginning": "early", "start": "early", "middle": "mid"
}  # fmt: skip
_LEADS = frozenset(["in", "of", "since", "until", "till", "by", "from", "during", "through", "throughout", "before",
                    "after"])  # fmt: skip
_TURNS = {"last": -1, "this": 0, "next": 1}


def year_written(said: re.Match[str], base: dt.date) -> int | None:
    """2021, or last year's; of a match with the groups year and rel."""
    if said["year"]:
        return int(said["year"])
    return base.year + _TURNS[said["rel"]] if said["rel"] else None


def month_with_year(copy: Copy, start: int, end: int) -> Found | None:
    """April 2019, in March last year, late January 2020."""
    said = _YEAR.match(copy.text, end)
    if said is None:
        return None
    year = year_written(said, copy.day)
    part, begins, flags = _part_before(copy, start)
    month = MONTHS[copy.text[start:end].lower()]
    if year is None:
        return None
    span = of_part(year, month, part) if part else of_month(year, month)
    return Found(begins, said.end(), span, counted="anchor" if said["rel"] else "stated", flags=flags)


def _part_before(copy: Copy, start: int) -> tuple[Part | None, int, tuple[DayFlag, ...]]:
    """Early, mid- or late, and where that word begins; the end of a month is late in it, how late is open."""
    if copy.text[max(copy.floor, start - 4) : start].lower() == "mid-":
        return "mid", start - 4, ()
    word, at = copy.before(start)
    if word in PARTS:
        return PARTS[word], at, ()
    if word == "of":
        word, at = copy.before(at)
        if word in _OF_PART:
            return _OF_PART[word], at, ("approximate",)
    return None, start, ()


_OTHER_YEAR = re.compile(
    rf",?{GAP}(?:(?:of|in){GAP})?(?:that|(?:the{GAP})?(?:same|following|previous|preceding)){GAP}year\b"
)


def of_other_year(text: str, end: int) -> bool:
    """In June that year, on March 5 of the following year."""
    return "year" in text[end : end + 30] and _OTHER_YEAR.match(text, end) is not None


def bare_month(copy: Copy, start: int, end: int) -> Found | None:
    """In January, last April, mid-March; a month's name alone is a person's, a verb, or nothing that can be told."""
    month = MONTHS[copy.text[start:end].lower()]
    part, begins, flags = _part_before(copy, start)
    if of_other_year(copy.text, end):
        return Found(begins, end, problem="of a year named before")
    if part:
        return _nearest(copy, begins, end, lambda year: of_part(year, month, part), flags)
    word, at = copy.before(start)
    if copy.text[end : end + 1] == "-" or (word not in _TURNS and word not in _LEADS) or _is_person(copy, end):
        return None
    if word in _TURNS:
        return _turned(copy, at, end, month, _TURNS[word])
    return _nearest(copy, start, end, lambda year: of_month(year, month), ())


def _is_person(copy: Copy, end: int) -> bool:
    if copy.text[end - 3 : end] == "May" and copy.is_of_may:
        return True
    return copy.text[end - 1].islower() and _NAME_AFTER.match(copy.text, end) is not None


def _turned(copy: Copy, start: int, end: int, month: int, turn: int) -> Found:
    """Last January, said in March, is of this year to some and of last year to others."""
    base = copy.day
    found = Found(start, end)
    if turn and (month < base.month if turn < 0 else month > base.month):
        found.problem = "of this year or another?"
        found.candidates = tuple(of_month(base.year + step, month).value for step in sorted((0, turn)))
        return found
    found.span = of_month(base.year + turn, month)
    return found


def _nearest(copy: Copy, start: int, end: int, of: Callable[[int], Span], flags: tuple[DayFlag, ...]) -> Found:
    lean = copy.lean(start, end)
    told = span_in_year(of, copy.day, lean)
    found = Found(start, end, tense=tense_of(lean))
    if told.year is None:
        found.problem = UNCLEAR if lean == "unclear" else "which year?"
        found.candidates = tuple(of(year).value for year in told.others)
        return found
    found.span, found.flags = of(told.year), ("year_supposed", *flags)
    return found


def month_range(copy: Copy, month: int, start: int, end: int) -> Found | None:
    """The January-March quarter, the April to December period of 2020."""
    said = _QUARTER.match(copy.text, end)
    last = MONTHS.get(said["month2"].lower()) if said else None
    if said is None or last is None:
        return None
    count = (last - month) % 12 + 1

    def of(year: int) -> Span:
        return of_months(year, month, count, "quarter" if count == 3 else "half_year" if count == 6 else "month")

    year = year_written(said, copy.day)
    if year is None:
        return _nearest(copy, start, said.end(), of, ())
    return Found(start, said.end(), of(year), counted="anchor" if said["rel"] else "stated")
