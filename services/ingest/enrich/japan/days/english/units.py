"""Which days are "last week", "early next month", "this weekend", "in 2019", "the late 1990s", "first half of 2021"?"""

import datetime as dt
import re

from services.ingest.enrich.japan.days.english.dates import interval
from services.ingest.enrich.japan.days.english.fiscal import fiscal_year_at
from services.ingest.enrich.japan.days.english.found import Copy, Found, tense_of
from services.ingest.enrich.japan.days.english.months import PARTS
from services.ingest.enrich.japan.days.english.near import ago
from services.ingest.enrich.japan.days.english.words import GAP, stands_alone
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
_LENGTH = re.compile(rf"{GAP}(?:of|in{GAP}the|on{GAP}the)\b|-")
_FIGURES = re.compile(r"\d(?P<decade>s)?(?![\w%]|[.,:]\d|[-/–]\d)", re.ASCII)
_COUNTED = re.compile(rf"{GAP}(?:people|men|women|children|cases|homes|troops|years|votes|soldiers|jobs|members|of)\b")
_YEAR_LEADS = frozenset(
    ["in", "since", "of", "until", "till", "by", "from", "during", "through", "throughout", "before", "after", "early",
     "late", "mid", "around"]
)  # fmt: skip
_SEASONS = frozenset(["spring", "summer", "autumn", "fall", "winter"])
_ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "1st": 0, "2nd": 1, "3rd": 2, "4th": 3}
_OF_YEAR = re.compile(
    rf"{GAP}(?:of{GAP}|in{GAP})?(?:(?P<year>(?:19|20|21)\d\d)(?![\w%]|[.,:]\d|[-/]\d)|(?P<rel>last|this|next){GAP}year(?![\w-]))",
    re.ASCII,
)


def unit_at(copy: Copy, start: int, end: int) -> Found | None:
    """At week, weekend, month and year."""
    if start and (copy.text[start - 1].isalnum() or copy.text[start - 1] in "-_"):
        return None
    unit = copy.text[start:end]
    if unit != "weekend" and (found := ago(copy, start, end)):
        return found
    if unit == "year" and (found := fiscal_year_at(copy, start, end)):
        return found
    return _counted(copy, start, end) if stands_alone(copy.text, start, end) else None


def _counted(copy: Copy, start: int, end: int) -> Found | None:
    """Last, this and next, of the story's day."""
    unit = copy.text[start:end]
    turn, at = copy.before(start)
    if turn not in _TURNS or _LENGTH.match(copy.text, end):
        return None
    word, before = copy.before(at)
    if word in _OWNED or copy.text[max(0, at - 3) : at] in {"'s ", "’s "}:
        return None
    if unit == "weekend":
        return _weekend(copy, at, end, turn)
    part = PARTS.get(word) if word != "mid" else None
    if copy.text[max(copy.floor, at - 4) : at].lower() == "mid-":
        part, before = "mid", at - 4
    return _turned(copy.day, unit, _TURNS[turn], part, (before if part else at, end))


def _turned(day: dt.date, unit: str, turn: int, part: Part | None, place: tuple[int, int]) -> Found:
    if unit == "week":
        week = of_week(day + dt.timedelta(days=7 * turn))
        return Found(*place, week._replace(part=part))
    if unit == "month":
        year, month = months_on(day.year, day.month, turn)
        return Found(*place, of_part(year, month, part) if part else of_month(year, month))
    return _year(day.year + turn, part, place)


def _year(year: int, part: Part | None, place: tuple[int, int]) -> Found:
    """Early, mid- and late in a year: a third of it each, about."""
    if part is None:
        return Found(*place, of_year(year))
    month = {"early": 1, "mid": 5, "late": 9}[part]
    third = of_months(year, month, 4, "part_of_year")
    return Found(*place, third._replace(value=of_year(year).value, part=part), flags=("approximate",))


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
    if said is None or (start and (copy.text[start - 1].isalnum() or copy.text[start - 1] in "$£€¥.,/_#")):
        return None
    number = int(copy.text[start : end + 1])
    word, at = copy.before(start)
    part = PARTS.get(word)
    if copy.text[max(copy.floor, start - 4) : start].lower() == "mid-":
        part, at = "mid", start - 4
    elif start and copy.text[start - 1] == "-":
        return None
    place = (at if part else start, said.end())
    if said["decade"]:
        return _decade(number, part, place)
    if word == "of" and copy.before(at)[0] in _SEASONS:
        word, at = copy.before(at)
    if word in _SEASONS:
        return Found(at, said.end(), counted="stated", problem="which months a season has is not said")
    if (word not in _YEAR_LEADS and part is None and not _ends_range(copy, word, at)) or _counts(
        copy, word, said.end()
    ):
        return None
    found = _year(number, part, place)
    found.counted = "stated"
    return found


def _counts(copy: Copy, word: str, end: int) -> bool:
    """Of 2000 people, around 2000: an amount."""
    return word in {"around", "of", "by", "from"} and _COUNTED.match(copy.text, end) is not None


def _ends_range(copy: Copy, word: str, at: int) -> bool:
    """Between 2010 and 2015, from 2010 to 2015."""
    last = copy.found[-1] if copy.found else None
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
    """The first quarter of 2021, the second half of last year; of fiscal years it is read with those."""
    word, at = copy.before(start)
    said = _OF_YEAR.match(copy.text, end)
    if said is None or word not in _ORDINALS or not stands_alone(copy.text, start, end):
        return None
    count, precision = (3, "quarter") if copy.text[start:end] == "quarter" else (6, "half_year")
    month = 1 + _ORDINALS[word] * count
    if month > 12:
        return None
    year = int(said["year"]) if said["year"] else copy.day.year + _TURNS[said["rel"]]
    span: Span = of_months(year, month, count, "quarter" if precision == "quarter" else "half_year")
    return Found(at, said.end(), span, counted="stated" if said["year"] else "anchor", flags=("company_defined",))
