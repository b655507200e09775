"""Which year, fiscal year or decade does a Japanese text name?"""

import datetime as dt
import re
from typing import NamedTuple

from schemas.japan import DayFlag
from services.ingest.enrich.japan.calendar import fiscal_year
from services.ingest.enrich.japan.days.japanese.choice import century_of
from services.ingest.enrich.japan.days.japanese.figures import NOT_A_YEAR, figure
from services.ingest.enrich.japan.days.japanese.periods import (
    TERM,
    Period,
    decade,
    part_of_fiscal_year,
    part_of_year,
    years,
)
from services.ingest.enrich.japan.days.japanese.reading import Basis, Reading, Told
from services.ingest.enrich.japan.days.japanese.words import TOLD_YEARS, YEAR_WORDS
from services.ingest.enrich.japan.days.span import of_fiscal_year, of_year
from services.ingest.reading.eras import read_era

_YEARS = range(1000, 2200)
"""Figures of more or less count years, or are of no use to a desk."""
_SURE_AFTER = re.compile("春|夏|秋|冬|末|以降|以来|時点|同期|前半|後半|[に、はから]|$")
_SURE_BEFORE = re.compile("[、。はがのにで（「\\n 　]")
_WHICH_CENTURY = "which century is not said"


class YearSaid(NamedTuple):
    """`year` is None where it stays open between `years`, or where `problem` says why."""

    year: int | None
    basis: Basis | None
    base: dt.date | None = None
    flags: tuple[DayFlag, ...] = ()
    problem: str | None = None
    years: tuple[int, ...] = ()


def year_said(found: re.Match[str], told: Told) -> YearSaid | None:
    """None where the date names no year."""
    if word := found["year_word"]:
        return _of_word(word, told)
    if era := found["era"]:
        month = figure(found["month"]) if found["month"] else None
        return _of_era(era, found["of_era"], month, decade=found["tail"] == "代")
    if figures := found["year"]:
        return _of_figures(figures, found["from_year"], told)
    return None


def _of_word(word: str, told: Told) -> YearSaid:
    if word in YEAR_WORDS:
        return YearSaid(told.anchor.date.year + YEAR_WORDS[word], told.anchor.basis, told.anchor.date)
    if told.year is None:
        return YearSaid(None, None, problem="no year named before it")
    return YearSaid(told.year.year + TOLD_YEARS[word], "text", told.year)


def _of_era(name: str, figures: str, month: int | None, *, decade: bool) -> YearSaid:
    found = read_era(name, figure(figures) or 0, month)
    outside: tuple[DayFlag, ...] = ("out_of_era",) if found.out_of_era and not decade else ()
    return YearSaid(found.year, "stated", flags=outside, problem=found.problem)


def _of_figures(figures: str, begins: str | None, told: Told) -> YearSaid:
    year = figure(figures) or 0
    if len(figures) == 4:
        return YearSaid(year, "stated")
    if begins:
        return YearSaid(int(begins) // 100 * 100 + year, "stated")
    base = told.anchor.date
    chosen = century_of(year, base)
    if chosen is None:
        century = base.year // 100 * 100
        both = (century - 100 + year, century + year)
        return YearSaid(None, "stated", problem=_WHICH_CENTURY, years=both)
    return YearSaid(chosen, "stated", flags=("century_supposed",))


def read_year(plain: str, found: re.Match[str], said: YearSaid | None, told: Told) -> list[Reading]:
    """The year, fiscal year, decade or part of it that `found` names; nothing where the figures count years."""
    tail, end = found["tail"] or found["word_tail"], found.end()
    if said is None or (not tail and not _is_year(plain, found)):
        return []
    if said.year is not None and said.basis == "stated" and not found["era"] and said.year not in _YEARS:
        return []
    reading = Reading(found.start(), end, basis=said.basis, base=said.base, flags=list(said.flags))
    reading.names_year = tail is None
    if found["word_tail"]:
        said = _fiscal_word(reading, found["year_word"], told)
    if said.year is None:
        return [_open(reading, said, fiscal=tail == "度")]
    _span_of(plain, reading, found, said.year, tail)
    told.take(reading)
    return [reading]


def _is_year(plain: str, found: re.Match[str]) -> bool:
    """21年 is a year at the head of a phrase or after a whole one; elsewhere, and as 21年間, it counts years."""
    end, figures = found.end(), found["year"]
    if figures is None:
        return not (found["era"] and plain.startswith(("間", "ぶり"), end))
    if NOT_A_YEAR.match(plain, end):
        return False
    if len(figures) == 4 or figures.startswith("0") or found["from_year"]:
        return True
    start = found.start()
    begins = start == 0 or _SURE_BEFORE.match(plain, start - 1) is not None
    return begins and _SURE_AFTER.match(plain, end) is not None


def _fiscal_word(reading: Reading, word: str, told: Told) -> YearSaid:
    """今年度 is the fiscal year of the base; 前年度, 翌年度 and 同年度 go by the last one named, else by it too."""
    base = told.anchor.date
    if word in YEAR_WORDS:
        return YearSaid(fiscal_year(base) + YEAR_WORDS[word], told.anchor.basis, base)
    if told.fiscal is not None:
        reading.basis, reading.base = "text", dt.date(told.fiscal, 4, 1)
        return YearSaid(told.fiscal + TOLD_YEARS[word], "text")
    if word == "前年度":
        reading.basis, reading.base = told.anchor.basis, base
        return YearSaid(fiscal_year(base) - 1, told.anchor.basis)
    return YearSaid(None, None, problem="no fiscal year named before it")


def _open(reading: Reading, said: YearSaid, *, fiscal: bool) -> Reading:
    reading.problem = said.problem
    reading.candidates = [(of_fiscal_year(year) if fiscal else of_year(year)).value for year in said.years]
    return reading


def _span_of(plain: str, reading: Reading, found: re.Match[str], year: int, tail: str | None) -> None:
    if begins := found["from_year"]:
        first = int(begins)
        reading.span = years(first, year, fiscal=tail == "度") if first < year else None
        reading.problem = None if reading.span else "its end is before its beginning"
    elif tail == "代":
        reading.span = decade(year)
    elif term := TERM.match(plain, found.end()):
        reading.end = term.end()
        take_period(reading, part_of_fiscal_year(term, year) if tail else part_of_year(term, year))
    else:
        reading.span = of_fiscal_year(year) if tail else of_year(year)


def take_period(reading: Reading, period: Period) -> None:
    reading.span, reading.problem = period.span, period.problem
    reading.candidates = list(period.candidates)
    reading.flags += [flag for flag in period.flags if flag not in reading.flags]
