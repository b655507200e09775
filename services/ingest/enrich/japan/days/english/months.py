"""Which month or months does the name of a month mean that has no day beside it?"""

import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple

from schemas.japan import DayFlag, Precision
from services.ingest.enrich.japan.days.english.found import UNCLEAR, Copy, Found, tense_of
from services.ingest.enrich.japan.days.english.tense import Lean
from services.ingest.enrich.japan.days.english.words import GAP, hyphen_at
from services.ingest.enrich.japan.days.english.years import Year, span_in_year
from services.ingest.enrich.japan.days.span import Part, Span, of_month, of_months, of_part
from services.ingest.reading.stamps import MONTHS

_YEAR = re.compile(
    rf"\.?(?:,?{GAP}(?:of{GAP})?(?P<year>(?:1[5-9]|2[01])\d\d)(?![\w%]|[.,:]\d|-\d)"
    rf"|,?{GAP}(?:of{GAP})?(?P<rel>last|this|next){GAP}year(?!\w|-(?!-)))",
    re.ASCII,
)
_QUARTER = re.compile(
    rf"\.?(?:[-–]|{GAP}to{GAP})(?P<month2>[A-Z][A-Za-z]{{2,8}})\.?{GAP}(?:quarter|period|term)(?!\w|-(?!-))"
    rf"(?:{GAP}(?:of{GAP}|in{GAP})?(?:(?P<year>(?:19|20|21)\d\d)(?![\w%]|[.,:]\d|-\d)|(?P<rel>last|this|next){GAP}year\b))?",
    re.ASCII,
)
_NAME_AFTER = re.compile(rf"{GAP}[A-Z][a-z]")
PARTS: dict[str, Part] = {"early": "early", "mid": "mid", "late": "late"}
_OF_PART: dict[str, Part] = {
    "end": "late", "beginning": "early", "start": "early", "middle": "mid"
}  # fmt: skip
_PREPOSITIONS = frozenset(
    ["in", "of", "since", "until", "till", "by", "from", "during", "through", "throughout", "before", "after"]
)
_TURNS = {"last": -1, "this": 0, "next": 1}
_PRECISIONS: dict[int, Precision] = {3: "quarter", 6: "half_year"}
LEADS = _PREPOSITIONS | PARTS.keys() | _TURNS.keys()
"""Before a month without a day or a year: no other word tells that it is one."""


class _Months(NamedTuple):
    """A month, a part of it, or so many from it on that are named by the first and the last."""

    month: int
    part: Part | None = None
    length: int | None = None


@lru_cache(maxsize=1024)
def _span(of: _Months, year: int) -> Span:
    if of.length:
        return of_months(year, of.month, of.length, _PRECISIONS.get(of.length, "month"))
    return of_part(year, of.month, of.part) if of.part else of_month(year, of.month)


@lru_cache(maxsize=1024)
def _year(of: _Months, base: dt.date, lean: Lean | None) -> Year:
    if lean is None and not of.length and (soon := _coming(of, base)):
        return Year(soon)
    return span_in_year(lambda year: _span(of, year), base, lean)


def _coming(of: _Months, base: dt.date) -> int | None:
    """The year, where the month is the base's or the next, and what is meant of it is not over."""
    year = base.year + (of.month < base.month)
    away = (year - base.year) * 12 + of.month - base.month
    return year if away in {0, 1} and _span(of, year).last >= base else None


def year_written(said: re.Match[str], base: dt.date) -> int | None:
    """2021, or last year's; of a match with the groups year and rel."""
    if said["year"]:
        return int(said["year"])
    return base.year + _TURNS[said["rel"]] if said["rel"] else None


def month_with_year(copy: Copy, month: int, before: tuple[str, int], start: int, end: int) -> Found | None:
    """April 2019, in March last year, late January 2020."""
    said = _YEAR.match(copy.text, end)
    if said is None:
        return None
    year = year_written(said, copy.day)
    if year is None:
        return None
    part, begins, flags = _part_before(copy, before, start)
    found = Found(begins, said.end(), _span(_Months(month, part), year), flags=flags)
    if said["year"]:
        found.counted = "stated"
    return found


def _part_before(copy: Copy, before: tuple[str, int], start: int) -> tuple[Part | None, int, tuple[DayFlag, ...]]:
    """Early, mid- or late, and where that word begins; the end of a month is late in it, how late is open."""
    if copy.text[start - 1 : start] == "-" and copy.text[max(copy.floor, start - 4) : start].lower() == "mid-":
        return "mid", start - 4, ()
    word, at = before
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


def bare_month(copy: Copy, month: int, before: tuple[str, int], start: int, end: int) -> Found | None:
    """In January, last April, mid-March; a month's name alone is a person's, a verb, or nothing that can be told."""
    word, at = before
    part, begins, flags = _part_before(copy, before, start)
    if of_other_year(copy.text, end):
        return Found(begins, end, problem="of a year named before")
    if part:
        return _nearest(copy, begins, end, _Months(month, part), flags)
    if hyphen_at(copy.text, end) or (word not in _TURNS and word not in _PREPOSITIONS) or _is_person(copy, end):
        return None
    if word in _TURNS:
        return _turned(copy, at, end, month, _TURNS[word])
    if word == "since" and month == copy.day.month:
        found = Found(start, end, problem="since this month, or of which year?", tense="past")
        found.candidates = tuple(_span(_Months(month), copy.day.year + step).value for step in (-1, 0))
        return found
    return _nearest(copy, start, end, _Months(month), ())


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
        found.candidates = tuple(_span(_Months(month), base.year + step).value for step in sorted((0, turn)))
        return found
    found.span = _span(_Months(month), base.year + turn)
    return found


def _nearest(copy: Copy, start: int, end: int, of: _Months, flags: tuple[DayFlag, ...]) -> Found:
    lean = copy.lean(start, end)
    told = _year(of, copy.day, lean)
    found = Found(start, end, tense=tense_of(lean))
    if told.year is None:
        found.problem = UNCLEAR if lean == "unclear" else "which year?"
        found.candidates = tuple(_span(of, year).value for year in told.others)
        return found
    found.span, found.flags = _span(of, told.year), ("year_supposed", *flags)
    return found


def month_range(copy: Copy, month: int, start: int, end: int) -> Found | None:
    """The January-March quarter, the April to December period of 2020."""
    said = _QUARTER.match(copy.text, end)
    last = MONTHS.get(said["month2"].lower()) if said else None
    if said is None or last is None:
        return None
    of = _Months(month, length=(last - month) % 12 + 1)
    year = year_written(said, copy.day)
    if year is None:
        return _nearest(copy, start, said.end(), of, ())
    return Found(start, said.end(), _span(of, year), counted="anchor" if said["rel"] else "stated")
