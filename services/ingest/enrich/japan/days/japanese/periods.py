"""Which years, quarters and halves do 年度, 期 and their parts name?"""

import datetime as dt
import re
from typing import NamedTuple

from schemas.japan import DayFlag, Precision
from services.ingest.enrich.japan.days.span import Span, months_on, of_fiscal_year, of_months, of_settlement, of_year

TERM = re.compile(r"の?(?:第(?P<quarter>[1-4一二三四])四半期|(?P<half>上半期|下半期))")

_PRECISION: dict[int, Precision] = {3: "quarter", 6: "half_year", 12: "fiscal_year"}
_RECENT = 190
"""Days: an account of months that ended longer ago may as well be that of the year to come."""


class Period(NamedTuple):
    """`span` is None where it stays open between `candidates`, or where `problem` says why."""

    span: Span | None
    candidates: tuple[str, ...] = ()
    flags: tuple[DayFlag, ...] = ()
    problem: str | None = None


def part_of_term(term: re.Match[str], year: int, month: int) -> Span:
    """A quarter or half of the twelve months that begin with `month`."""
    quarter, half = term["quarter"], term["half"]
    if quarter:
        step = ("1234".find(quarter) if quarter.isascii() else "一二三四".find(quarter)) * 3
        return of_months(*months_on(year, month, step), 3, "quarter")
    return of_months(*months_on(year, month, 0 if half == "上半期" else 6), 6, "half_year")


def part_of_fiscal_year(term: re.Match[str], year: int) -> Period:
    """第1四半期 of 2021年度: April to June, though a company's own year may begin elsewhere."""
    return Period(part_of_term(term, year, 4), flags=("company_defined",))


def part_of_year(term: re.Match[str], year: int) -> Period:
    """2021年上半期 and 2021年第1四半期 are of the calendar year to some and of the fiscal year to others."""
    both = (part_of_term(term, year, 1).value, part_of_term(term, year, 4).value)
    return Period(None, both, problem="of the calendar year or the fiscal year")


def part_of_settlement(term: re.Match[str], year: int, month: int) -> Period:
    """The third quarter of 2021年3月期 is October to December 2020."""
    return Period(part_of_term(term, *months_on(year, month, -11)))


def settlement(year: int, month: int) -> Period:
    return Period(of_settlement(year, month))


def months_between(first: int, last: int) -> int:
    """Both counted: 4 to 6 are three; 10 to 3 are six."""
    return (last - first) % 12 + 1


def term_of_months(year: int | None, first: int, last: int, base: dt.date, *, to_come: bool) -> Period:
    """4～6月期: of `year`, else the latest that has begun before `base` unless it ended half a year ago.

    `to_come`, as the words around tell: the next one, unless the last one is nearer.
    """
    count = months_between(first, last)
    precision = _PRECISION.get(count, "part_of_year")
    if year is not None:
        return Period(of_months(year, first, count, precision))
    latest = base.year if dt.date(base.year, first, 1) <= base else base.year - 1
    span = of_months(latest, first, count, precision)
    ago = (base - span.last).days
    if ago > _RECENT or (to_come and ago > 0):
        after = of_months(latest + 1, first, count, precision)
        if to_come and (after.first - base).days <= ago:
            return Period(after, flags=("year_supposed",))
        return Period(None, (span.value, after.value), problem="which year is not said")
    return Period(span, flags=("year_supposed",))


def interim(year: int, month: int) -> Span:
    """2020年9月中間期: the six months that end with September 2020."""
    return of_months(*months_on(year, month, -5), 6, "half_year")


def decade(first: int) -> Span:
    """Ten years as an interval: 1980-01-01/1989-12-31."""
    return of_months(first, 1, 120, "decade")


def years(first: int, last: int, *, fiscal: bool) -> Span:
    """2019～21年 and 2019～21年度, both ends in it."""
    begin, end = (of_fiscal_year(first), of_fiscal_year(last)) if fiscal else (of_year(first), of_year(last))
    value = f"{begin.first}/{end.last}" if fiscal else f"{begin.value}/{end.value}"
    return Span(value, begin.first, end.last, begin.precision)
