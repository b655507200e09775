"""Which twelve months are "fiscal 2021", "the current business year", "the year ended March 31"?

Japan's run from April to March (財政法 11), and a company's own may be others.
"""

import datetime as dt
import re

from schemas.japan import DayFlag
from services.ingest.enrich.japan.calendar import fiscal_year
from services.ingest.enrich.japan.days.english.found import Copy, Found
from services.ingest.enrich.japan.days.english.words import GAP, hyphen_at, hyphen_ends
from services.ingest.enrich.japan.days.span import Span, date_or_none, of_fiscal_year, of_settlement
from services.ingest.reading.stamps import MONTHS

_NUMBER = re.compile(
    rf"(?:(?:{GAP}years?|{GAP}Year)?{GAP}|(?<=FY)[ \u00a0]?['’]?)"
    r"(?P<year>(?:19|20|21)\d\d|(?<=FY)\d\d|(?<=FY[ '’])\d\d)"
    r"(?:[-–/]\d{2}(?:\d{2})?)?(?!\w|[.,]\d)",
    re.ASCII,
)
_ENDS = re.compile(
    rf"(?:{GAP}that)?{GAP}(?P<way>ended|ending|ends|through|to|until){GAP}(?:(?:in|on){GAP})?"
    rf"(?:(?P<turn>this|last|next){GAP})?(?P<month>[A-Z][A-Za-z]{{2,8}})\b\.?(?:{GAP}(?P<day>\d{{1,2}})(?![\w:%]))?"
    rf"(?:,?{GAP}(?P<year>(?:19|20|21)\d\d)(?![\w%]|[.,]\d))?",
    re.ASCII,
)
FISCAL = frozenset(["fiscal", "business", "financial"])
_TURNS = {"last": -1, "previous": -1, "this": 0, "current": 0, "next": 1}


def fiscal_at(copy: Copy, start: int, end: int) -> Found | None:
    """Fiscal 2021, FY2021, fiscal year 2020-21: named by the year in which it begins."""
    if start and (copy.text[start - 1].isalnum() or hyphen_ends(copy.text, start)):
        return None
    if copy.text[start:end].endswith("year"):  # business year: as its last word
        return unnumbered(copy, start, end) or _ended(copy, start, end)
    said = _NUMBER.match(copy.text, end)
    if said is None:
        return None
    flags: tuple[DayFlag, ...] = ("company_defined",)
    year = int(said["year"])
    if year < 100:
        year, flags = 2000 + year, ("century_supposed", "company_defined")
    return Found(start, said.end(), of_fiscal_year(year), counted="stated", flags=flags)


def fiscal_year_at(copy: Copy, start: int, end: int) -> Found | None:
    """At the word year: the current fiscal year, the year ended March 31."""
    word, at = copy.before(start)
    if word in FISCAL:
        return unnumbered(copy, at, end) or _ended(copy, at, end)
    return _ended(copy, start, end)


def unnumbered(copy: Copy, start: int, end: int) -> Found | None:
    """This, the current, the next fiscal year; `start` is that of fiscal.  How it ends may follow, and tells more."""
    word, at = copy.before(start)
    if word not in _TURNS or hyphen_at(copy.text, end) or _ENDS.match(copy.text, end):
        return None
    return Found(at, end, of_fiscal_year(fiscal_year(copy.day) + _TURNS[word]))


def _ended(copy: Copy, start: int, end: int) -> Found | None:
    said = _ENDS.match(copy.text, end)
    month = MONTHS.get(said["month"].lower()) if said else None
    if said is None or month is None:
        return None
    start = _with_turn(copy, start)
    if said["year"]:
        return _of_end(Found(start, said.end(), counted="stated"), int(said["year"]), month, said["day"])
    year, candidates = _year_of_end(copy.day, said, month)
    found = Found(start, said.end())
    if year is None:
        found.problem = "of this year or another?"
        found.candidates = tuple(span.value for y in candidates if (span := _months_to(y, month, said["day"])))
        return found
    found.flags = () if said["turn"] else ("year_supposed",)
    return _of_end(found, year, month, said["day"])


def _with_turn(copy: Copy, start: int) -> int:
    word, at = copy.before(start)
    return at if word in _TURNS else start


def _year_of_end(base: dt.date, said: re.Match[str], month: int) -> tuple[int | None, tuple[int, ...]]:
    """Ended: the last such day; ending and through: the next."""
    day = int(said["day"] or 28)
    if turn := said["turn"]:
        unsure = turn != "this" and (month < base.month if turn == "last" else month > base.month)
        year = base.year + _TURNS[turn]
        return (None, tuple(sorted((base.year, year)))) if unsure else (year, ())
    this = date_or_none(base.year, month, day)
    if this is None:
        return base.year, ()
    if said["way"] == "ended":
        return base.year - (this > base), ()
    return base.year + (this < base), ()


def _of_end(found: Found, year: int, month: int, day: str | None) -> Found:
    found.span = _months_to(year, month, day)
    if found.span is None:
        found.problem, found.flags = "no such day", ()
    return found


def _months_to(year: int, month: int, day: str | None) -> Span | None:
    """The twelve months to the end of that month, or to that day of it."""
    whole = of_settlement(year, month)
    if day is None:
        return whole
    last = date_or_none(year, month, int(day))
    if last is None or last == whole.last:
        return whole if last else None
    before = date_or_none(year - 1, month, int(day))
    first = (before or dt.date(year - 1, month, int(day) - 1)) + dt.timedelta(days=1)
    return Span(f"{first}/{last}", first, last, "fiscal_year")
