"""Which day or month is "March 15", "15th of March", "March 31-April 2", "late January", "April 2019"?"""

import datetime as dt
import re
from dataclasses import dataclass, replace
from functools import lru_cache

from schemas.japan import DayFlag
from services.ingest.enrich.japan.days.english.found import Copy, Found, tense_of
from services.ingest.enrich.japan.days.english.months import (
    LEADS,
    bare_month,
    month_range,
    month_with_year,
    of_other_year,
    year_written,
)
from services.ingest.enrich.japan.days.english.tense import Lean
from services.ingest.enrich.japan.days.english.words import GAP, WEEKDAYS, hyphen_ends, is_dash, stands_alone
from services.ingest.enrich.japan.days.english.years import spelled, year_of
from services.ingest.enrich.japan.days.span import Span, date_or_none, of_day
from services.ingest.reading.stamps import MONTHS

# A figure that is a day, not the start of an hour, a share or an amount.
_FIGURE = r"(?:st|nd|rd|th)?(?![\w%:]|[.,:]\d)"
# The first sign behind the spaces, asked before all else, tells mostly that nothing follows.
YEAR = (
    r"(?:(?=,?[ \u00a0\n]{0,3}[12oltn])"
    rf"(?:(?:,{GAP}?|{GAP}(?:of{GAP})?)(?P<year>(?:1[5-9]|2[01])\d\d)(?![\w%]|[.,:]\d|-\d)"
    rf"|,?{GAP}(?:of{GAP})?(?P<rel>last|this|next){GAP}year(?!\w|-(?!-))))?"
)
_DAY_AFTER = re.compile(
    rf"\.?{GAP}(?P<day>\d{{1,2}}){_FIGURE}"
    r"(?:(?=[ \u00a0\n]{0,3}[-–—tuao])"
    rf"(?:(?:[-–]|{GAP}[-–—]{GAP}(?=[A-Z])|{GAP}(?P<word>to|through|until){GAP})"
    rf"(?:(?P<month2>[A-Z][A-Za-z]{{2,8}})\.?{GAP})?(?P<day2>\d{{1,2}}){_FIGURE}"
    rf"|{GAP}(?:and|or){GAP}(?P<also>\d{{1,2}}){_FIGURE}"
    rf"(?=[.,;:)–—]|-(?!\w)|\s*\Z|\n|{GAP}(?:(?:in|at|on|to|for|with|by|and|when|after|before|as|that|this|last|next)\b"
    rf"|\d{{4}}))"
    rf"))?{YEAR}",
    re.ASCII,
)
_DAY_BEFORE = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?(?:[-–](\d{1,2}))?(?:st|nd|rd|th)?", re.ASCII)
_YEAR = re.compile(YEAR, re.ASCII)
_FOLLOWS = re.compile(
    rf"\.?(?:[-–]|,?{GAP}(?:[12]\d|(?:of|in|to|last|this|that|the|same|next|following|previous|preceding)\b))", re.ASCII
)
"""What may make more of a month than its name does: a year or another month."""
_EVENT = re.compile(rf"{GAP}(?:\d{{4}}{GAP})?(?:terror|attack|hijack|Commission|commission|Memorial|memorial|victims)")
_DISASTER = re.compile(
    rf"{GAP}(?:[a-z]+{GAP}){{0,2}}(?:disasters?|earthquakes?|quakes?|tsunami|attacks?|bombings?|massacre|eruption|crash"
    rf"|accident|meltdowns?|shooting|coup|revolution|uprising)\b"
)
_EVENT_DAYS = {(9, 11): _EVENT, (3, 11): _DISASTER}
"""Days that are the names of what was on them, in whichever year the story is."""
_COUNTED = re.compile(rf"{GAP}(?:people|men|women|children|years|days|percent|million|billion|points|seats|votes)\b")
_ARTICLES = frozenset(["a", "the", "its", "their", "his", "her"])
_NOUN = re.compile(rf"{GAP}(?!(?:in|at|on|to|for|by|and|or|with|when|that|as|after|before|from)\b)[a-z]")
_LEADS_TO_DAY = frozenset(["on", "since", "until", "till", "by", "from", "between", "of", "before", "after", *WEEKDAYS])


@dataclass(slots=True)
class _Written:
    """Days of the month as they are written; `last` is that of an interval, `also` the other of two."""

    month: int
    day: int
    start: int
    end: int
    last: tuple[int, int] | None
    year: int | None
    also: "_Written | None" = None


def month_at(copy: Copy, start: int, end: int) -> Found | None:
    """At the name of a month, short or whole."""
    text = copy.text
    if not stands_alone(text, start, end) and text[start - 4 : start].lower() != "mid-":
        return None
    month = MONTHS[text[start:end].lower()]
    if written := _month_first(copy, month, start, end):
        return _resolved(copy, written, None)
    before = copy.before(start)
    if written := _day_first(copy, month, before, start, end):
        return _resolved(copy, written, None)
    if _FOLLOWS.match(text, end):
        if found := month_range(copy, month, start, end) or month_with_year(copy, month, before, start, end):
            return found
    elif before[0] not in LEADS and not hyphen_ends(text, start):
        return None
    return bare_month(copy, month, before, start, end)


def dated(copy: Copy, start: int, end: int, weekday: tuple[int, int]) -> Found | None:
    """A day of the month whose name is at `start`, after a weekday: which, and where it begins."""
    month = MONTHS[copy.text[start:end].lower()]
    written = _month_first(copy, month, start, end) or _day_first(copy, month, copy.before(start), start, end)
    return _resolved(copy, written, weekday) if written else month_range(copy, month, start, end)


def _month_first(copy: Copy, month: int, start: int, end: int) -> _Written | None:
    said = _DAY_AFTER.match(copy.text, end)
    if said is None or not 1 <= (day := int(said["day"])) <= 31:
        return None
    last = None
    if said["day2"]:
        last = _end_of(said, month)
        if last is None or (said["word"] and _COUNTED.match(copy.text, said.end("day2"))):
            return _Written(month, day, start, said.end("day"), None, None)
    year = year_written(said, copy.day)
    if said["also"] and day < (other := int(said["also"])) <= 31:
        also = _Written(month, other, said.start("also"), said.end(), None, year)
        return _Written(month, day, start, said.end("day"), None, year, also)
    return _Written(month, day, start, said.end("day") if said["also"] else said.end(), last, year)


def _end_of(said: re.Match[str], month: int) -> tuple[int, int] | None:
    if not 1 <= int(said["day2"]) <= 31:
        return None
    if said["month2"]:
        month = MONTHS.get(said["month2"].lower(), 0)
        return (month, int(said["day2"])) if month else None
    return (month, int(said["day2"])) if int(said["day2"]) > int(said["day"]) else None


def _day_first(copy: Copy, month: int, before: tuple[str, int], start: int, end: int) -> _Written | None:
    """15 March, the 15th of March; May and March are verbs as well, before which any number may stand."""
    figures, at = before
    of = figures == "of"
    if of:
        figures, at = copy.before(at)
    if not figures[:1].isdigit():
        return None
    dash = copy.text[at - 1 : at] in {"-", "–"} and at - copy.floor > 1 and copy.text[at - 2].isdigit()
    if dash:
        figures, at = _with_first(copy, figures, at)
    said = _DAY_BEFORE.fullmatch(figures)
    if said is None or (of and figures.isdigit()) or _is_of_more(copy.text, at):
        return None
    year = _YEAR.match(copy.text, end + (copy.text[end : end + 1] == "." and end - start < 5))
    until = year.end() if year and year.end() > end + 1 else end
    if month in {3, 5} and not of and until == end and not _is_day(copy, at, end):
        return None
    day, day2 = int(said[1]), int(said[2]) if said[2] else None
    if not 1 <= day <= 31 or (day2 is not None and not day < day2 <= 31):
        return None
    last = (month, day2) if day2 else None
    return _Written(month, day, at, until, last, year_written(year, copy.day) if year else None)


def _is_of_more(text: str, at: int) -> bool:
    return at > 0 and text[at - 1] in ".,:$£€¥-–/" and not (text[at - 1] == "-" and is_dash(text, at - 1))


def _is_day(copy: Copy, start: int, end: int) -> bool:
    return copy.before(start)[0] in _LEADS_TO_DAY or copy.text[end : end + 1] in {"", ",", ".", ";", ")", "\n"}


def _with_first(copy: Copy, figures: str, at: int) -> tuple[str, int]:
    """15-17: both figures."""
    start = at - 2
    while start > max(copy.floor, at - 4) and copy.text[start - 1].isdigit():
        start -= 1
    return copy.text[start:at] + figures, start


def _two_resolved(copy: Copy, written: _Written, also: _Written, weekday: tuple[int, int] | None) -> Found:
    """The second of two days is read as the first is."""
    written.also = None
    found = _resolved(copy, written, weekday)
    if written.year is None and found.span:
        copy.then = _in_year(replace(found, start=also.start, end=also.end), also, found.span.first.year)
    else:
        copy.then = _resolved(copy, also, None)
    return found


def _resolved(copy: Copy, written: _Written, weekday: tuple[int, int] | None) -> Found:
    if written.also:
        return _two_resolved(copy, written, written.also, weekday)
    if written.year is None and _is_event(copy, written):
        return Found(written.start, written.end, problem="names an event")
    start = weekday[1] if weekday else written.start
    found = Found(start, written.end, counted="stated")
    if written.day > 29 and date_or_none(2000, written.month, written.day) is None:
        found.problem = "no such day"
        return found
    year = written.year
    if year is None and of_other_year(copy.text, written.end):
        found.problem = "of a year named before"
        return found
    if year is None:
        lean = copy.lean(start, written.end)
        if lean == "past" and copy.before(start)[0] in _ARTICLES and _NOUN.match(copy.text, written.end):
            lean = "unclear"  # they agreed on a March 15 summit
        year = _supposed(copy, written, found, lean, weekday)
        if year is None:
            return found
    elif written.last and written.last < (written.month, written.day) and not _is_relative(copy, written):
        year -= 1  # Dec. 30-Jan. 2, 2021: the year is that of the end
    return _in_year(found, written, year, weekday)


def _is_event(copy: Copy, written: _Written) -> bool:
    """The March 11 disaster; a disaster of a day that is still to come was in another year as well."""
    name = _EVENT_DAYS.get((written.month, written.day))
    if name and name.match(copy.text, written.end):
        return True
    if copy.text[max(0, written.start - 4) : written.start].lower() != "the ":
        return False
    ahead = (written.month, written.day) > (copy.day.month, copy.day.day)
    return ahead and _DISASTER.match(copy.text, written.end) is not None


def _is_relative(copy: Copy, written: _Written) -> bool:
    return copy.text[written.end - 4 : written.end] == "year"


def _supposed(
    copy: Copy, written: _Written, found: Found, lean: Lean | None, weekday: tuple[int, int] | None
) -> int | None:
    told = year_of(written.month, written.day, copy.day, lean, weekday[0] if weekday else None)
    found.counted, found.tense = "anchor", tense_of(lean)
    if told.year is None:
        found.problem, found.candidates = "which year?", spelled(written.month, written.day, told.others)
    else:
        found.flags = ("year_supposed",)
    return told.year


def _in_year(found: Found, written: _Written, year: int, weekday: tuple[int, int] | None = None) -> Found:
    found.span = _day(year, written.month, written.day)
    if found.span is None:
        found.problem, found.flags = "no such day", ()
        return found
    first = found.span.first
    if weekday and first.weekday() != weekday[0]:
        differs: tuple[DayFlag, ...] = (*found.flags, "weekday_differs")
        found.flags = differs
    if written.last is None:
        return found
    month, day = written.last
    last = date_or_none(year + ((month, day) < (written.month, written.day)), month, day)
    if last is None:
        found.span, found.problem, found.flags = None, "no such day", ()
        return found
    found.span = interval(first, last)
    return found


@lru_cache(maxsize=1024)
def _day(year: int, month: int, day: int) -> Span | None:
    that = date_or_none(year, month, day)
    return of_day(that) if that else None


def interval(first: dt.date, last: dt.date) -> Span:
    """Days, both in it."""
    return Span(f"{first}/{last}", first, last, "day")
