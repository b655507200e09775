"""Which days are "last week", "early next month", "this weekend", "in 2019", "the late 1990s", "first half of 2021"?"""

import datetime as dt
import re
from functools import lru_cache

from schemas.japan import DayFlag, Precision
from services.ingest.enrich.japan.days.english.clock import zone_behind
from services.ingest.enrich.japan.days.english.dates import interval
from services.ingest.enrich.japan.days.english.fiscal import FISCAL, fiscal_at, fiscal_year_at
from services.ingest.enrich.japan.days.english.found import Copy, Found, tense_of
from services.ingest.enrich.japan.days.english.months import PARTS
from services.ingest.enrich.japan.days.english.near import ago
from services.ingest.enrich.japan.days.english.words import GAP, hyphen_ends, stands_alone
from services.ingest.enrich.japan.days.span import (
    Part,
    Span,
    months_on,
    of_month,
    of_months,
    of_part,
    of_week,
    of_year,
)

_TURNS = {"last": -1, "this": 0, "next": 1}
# The last week, her next year: a length of time, or another's.
_OWNED = frozenset(
    ["the", "a", "its", "his", "her", "their", "my", "our", "your", "every", "each", "that", "these", "’s", "very"]
)
_LENGTH = re.compile(rf"{GAP}(?:of|in{GAP}the|on{GAP}the)\b|-(?!-)")
_FOLLOWS = re.compile(rf"s?{GAP}(?:ago|that|end|through|to|until)\b|s?{GAP}end(?:ed|ing|s)\b")
_LAST_OF_WORDS_BEFORE = frozenset("tTsSlL \u00a0\n")
"""Of last, next and this, fiscal, business and financial; most words before a week or a year end with another."""
_FIGURES = re.compile(r"\d(?P<decade>s)?(?![\w%]|[.,:]\d|[-/–]\d)", re.ASCII)
_COUNTED = re.compile(rf"{GAP}(?:people|men|women|children|cases|homes|troops|years|votes|soldiers|jobs|members|of)\b")
_YEAR_LEADS = frozenset(
    ["in", "since", "of", "until", "till", "by", "from", "during", "through", "throughout", "before", "after", "early",
     "late", "mid", "around"]
)  # fmt: skip
_SEASONS = frozenset(["spring", "summer", "autumn", "fall", "winter"])
_ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "1st": 0, "2nd": 1, "3rd": 2, "4th": 3}
_SHARES: dict[int, Precision] = {3: "quarter", 6: "half_year"}
_LAST_OF_ORDINALS = frozenset("tTdDhH \u00a0\n")
_OF_FISCAL = re.compile(
    rf"{GAP}(?:(?:of|in|for){GAP})?(?:(?:the|its|this|last|next|current|previous){GAP}){{0,2}}"
    rf"(?:(?P<fiscal>[Ff]iscal|FY)|(?P<other>business|financial)\b|year(?={GAP}(?:that|end|through|to|until)))"
)
_YEAR_WORD = re.compile(rf"{GAP}year\b")
_OF_YEAR = re.compile(
    rf"{GAP}(?:of{GAP}|in{GAP})?(?:(?P<year>(?:19|20|21)\d\d)(?![\w%]|[.,:]\d|[-/]\d)|(?P<rel>last|this|next){GAP}year(?!\w|-(?!-)))",
    re.ASCII,
)


def unit_at(copy: Copy, start: int, end: int) -> Found | None:
    """At week, weekend, month and year."""
    text = copy.text
    if start and (text[start - 1].isalnum() or text[start - 1] == "_" or hyphen_ends(text, start)):
        return None
    more = _FOLLOWS.match(text, end) is not None
    if not more and text[start - 2 : start - 1] not in _LAST_OF_WORDS_BEFORE:
        return None
    unit = text[start:end]
    if more and unit != "weekend" and (found := ago(copy, start, end)):
        return found
    turn, at = copy.before(start)
    if unit == "year" and (more or turn in FISCAL) and (found := fiscal_year_at(copy, start, end)):
        return found
    if turn not in _TURNS or not stands_alone(text, start, end) or _LENGTH.match(text, end):
        return None
    return _turned(copy, unit, turn, at, end)


def _turned(copy: Copy, unit: str, turn: str, at: int, end: int) -> Found | None:
    """Last, this and next, of the story's day; `at` is where that word begins."""
    word, before = copy.before(at)
    if word in _OWNED or copy.text[max(0, at - 3) : at] in {"'s ", "’s "}:
        return None
    if unit == "weekend":
        return _weekend(copy, at, end, turn)
    part = PARTS.get(word) if word != "mid" else None
    if copy.text[at - 1 : at] == "-" and copy.text[max(copy.floor, at - 4) : at].lower() == "mid-":
        part, before = "mid", at - 4
    flags: tuple[DayFlag, ...] = ("approximate",) if part and unit == "year" else ()
    return Found(before if part else at, end, _span(copy.day, unit, _TURNS[turn], part), flags=flags)


@lru_cache(maxsize=1024)
def _span(day: dt.date, unit: str, turn: int, part: Part | None) -> Span:
    if unit == "week":
        return of_week(day + dt.timedelta(days=7 * turn))._replace(part=part)
    if unit == "month":
        year, month = months_on(day.year, day.month, turn)
        return of_part(year, month, part) if part else of_month(year, month)
    return _year(day.year + turn, part)


def _year(year: int, part: Part | None) -> Span:
    """Early, mid- and late in a year: a third of it each, about."""
    if part is None:
        return of_year(year)
    month = {"early": 1, "mid": 5, "late": 9}[part]
    return of_months(year, month, 4, "part_of_year")._replace(value=of_year(year).value, part=part)


def _weekend(copy: Copy, start: int, end: int, turn: str) -> Found:
    """From Monday to Friday next may mean this weekend as well, and what was this weekend is the one before."""
    day = copy.day
    saturday = day + dt.timedelta(days=5 - day.weekday())
    lean = copy.lean(start, end) if turn == "this" else None
    week = dt.timedelta(days=7)
    days: tuple[dt.date, ...] = (saturday + _TURNS[turn] * week,)
    if turn == "this" and lean == "past" and day.weekday() < 5:
        days = (saturday - week, saturday)
    if turn == "next" and day.weekday() < 5:
        days = (saturday, saturday + week)
    spans = [interval(first, first + dt.timedelta(days=1)) for first in days]
    if len(spans) == 1:
        return Found(start, end, spans[0], tense=tense_of(lean))
    candidates = tuple(span.value for span in spans)
    return Found(start, end, tense=tense_of(lean), problem="this weekend or another?", candidates=candidates)


def year_at(copy: Copy, start: int, end: int) -> Found | None:
    """Four figures are a year after a word that says so, and with an s a decade."""
    said = _FIGURES.match(copy.text, end)
    if said is None:
        return zone_behind(copy, end) if start and copy.text[start - 1].isdigit() else None
    if start and (copy.text[start - 1].isalnum() or copy.text[start - 1] in "$£€¥.,/_#"):
        return None
    return _year_of(copy, said, start, end)


def _year_of(copy: Copy, said: re.Match[str], start: int, end: int) -> Found | None:
    number = int(copy.text[start : end + 1])
    word, at = copy.before(start)
    part = PARTS.get(word)
    if hyphen_ends(copy.text, start):
        if copy.text[max(copy.floor, start - 4) : start].lower() != "mid-":
            return None
        part, at = "mid", start - 4
    place = (at if part else start, said.end())
    if said["decade"]:
        return _decade(number, part, place)
    if word == "of" and copy.before(at)[0] in _SEASONS:
        word, at = copy.before(at)
    if word in _SEASONS:
        return Found(at, said.end(), counted="stated", problem="which months a season has is not said")
    if not (word in _YEAR_LEADS or part or _ends_range(copy, word, at)) or _counts(copy, word, said.end()):
        return None
    return Found(*place, _year(number, part), counted="stated", flags=("approximate",) if part else ())


def _counts(copy: Copy, word: str, end: int) -> bool:
    """Of 2000 people, around 2000: an amount."""
    return word in {"around", "of", "by", "from"} and _COUNTED.match(copy.text, end) is not None


def _ends_range(copy: Copy, word: str, at: int) -> bool:
    """Between 2010 and 2015, from 2010 to 2015."""
    last = copy.last
    if word not in {"to", "and"} or last is None or last.span is None or last.span.precision != "year":
        return False
    return copy.text[last.end : at].strip() == ""


def _decade(number: int, part: Part | None, place: tuple[int, int]) -> Found | None:
    if number % 10:
        return None
    if number % 100 == 0:
        return Found(*place, counted="stated", problem="a decade or a century?")
    span = of_months(number, 1, 120, "decade")._replace(part=part)
    return Found(*place, span, counted="stated", flags=("approximate",) if part else ())


def share_at(copy: Copy, start: int, end: int) -> Found | None:
    """The first quarter of 2021, the second half of last year or of fiscal 2020."""
    if copy.text[start - 2 : start - 1] not in _LAST_OF_ORDINALS:
        return None
    word, at = copy.before(start)
    if word not in _ORDINALS or not stands_alone(copy.text, start, end):
        return None
    count = 3 if copy.text[start:end] == "quarter" else 6
    return _share(copy, _ORDINALS[word] * count, count, (at, end))


def _share(copy: Copy, step: int, count: int, place: tuple[int, int]) -> Found | None:
    """So many months, `step` months from the year's beginning on; `place` is that of first quarter."""
    at, end = place
    if step >= 12:
        return None
    if said := _OF_YEAR.match(copy.text, end):
        year = int(said["year"]) if said["year"] else copy.day.year + _TURNS[said["rel"]]
        span = of_months(year, 1 + step, count, _SHARES[count])
        return Found(at, said.end(), span, counted="stated" if said["year"] else "anchor", flags=("company_defined",))
    found = _fiscal_year_of(copy, end)
    if found is None or found.span is None or found.span.first.day != 1:
        return None
    first = found.span.first
    span = of_months(*months_on(first.year, first.month, step), count, _SHARES[count])
    flags = tuple(flag for flag in found.flags if flag != "company_defined")
    return Found(at, found.end, span, counted=found.counted, flags=(*flags, "company_defined"))


def _fiscal_year_of(copy: Copy, end: int) -> Found | None:
    """The one that follows: of fiscal 2020, of this business year, of the year ending March 2021."""
    said = _OF_FISCAL.match(copy.text, end)
    if said is None:
        return None
    if said["fiscal"] and (found := fiscal_at(copy, said.start("fiscal"), said.end("fiscal"))):
        return found
    year = _YEAR_WORD.match(copy.text, said.end()) if said["fiscal"] or said["other"] else said
    return fiscal_year_at(copy, year.end() - 4, year.end()) if year else None
