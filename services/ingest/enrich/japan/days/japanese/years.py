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
from services.ingest.enrich.japan.days.span import (
    Part,
    of_fiscal_year,
    of_part_of_fiscal_year,
    of_part_of_year,
    of_year,
)
from services.ingest.reading.eras import ERA_NAMES, read_era

_YEARS = range(1000, 2200)
"""Figures of more or less count years, or are of no use to a desk."""
_SURE_AFTER = re.compile("春|夏|秋|冬|末|以降|以来|時点|同期|前半|後半|[に、はから]|$")
_SURE_BEFORE = re.compile("[、。はがのにで（「\\n 　]")
_AGO = re.compile("(?P<about>約)?(?P<count>[0-9]{1,3}|[一二三四五六七八九十]{1,3})年前の?$")
_PART = re.compile(
    "の?(?:(?P<early>初頭|(?:初め|はじめ)(?!て))|(?P<mid>半ば|中ごろ)|(?P<late>末(?![期っ])|終わり|暮れ))"
)
_FY = re.compile("(?<![A-Za-z])FY(?P<year>[0-9]{4}|[0-9]{2})(?![0-9])(?:年度)?")
_APRIL = 4
_OF_ERA = tuple(name + "の" for name in ERA_NAMES)
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
    """None where the date names no year; of a fiscal year and a month the calendar year that the month is in."""
    if word := found["year_word"]:
        if not found["word_tail"]:
            return _of_word(word, told)
        return _in_month(_fiscal_word(word, told), found)
    if figures := found["year"]:
        said = _of_figures(figures, found["from_year"], told)
    elif era := found["era"]:
        said = _of_era(era, found["of_era"], found["month"], found["tail"])
    else:
        return None
    return _in_month(said, found) if found["tail"] == "度" else said


def _in_month(said: YearSaid, found: re.Match[str]) -> YearSaid:
    """January to March of 2021年度 are those of 2022."""
    month = found["from_month"] or found["month"]
    if month is None or (figure(month) or 0) >= _APRIL:
        return said
    return said._replace(
        year=None if said.year is None else said.year + 1, years=tuple(year + 1 for year in said.years)
    )


def years_ago(plain: str, start: int, told: Told) -> YearSaid | None:
    """The year of 10年前の before the month or day at `start`, None where that isn't before it."""
    found = _AGO.search(plain, max(0, start - 9), start)
    if found is None:
        return None
    base, count = told.anchor.date, figure(found["count"]) or 0
    return YearSaid(base.year - count, told.anchor.basis, base, ("approximate",) if found["about"] else ())


def _of_word(word: str, told: Told) -> YearSaid:
    if word in YEAR_WORDS:
        return YearSaid(told.anchor.date.year + YEAR_WORDS[word], told.anchor.basis, told.anchor.date)
    if told.year is None:
        return YearSaid(None, None, problem="no year named before it")
    return YearSaid(told.year.year + TOLD_YEARS[word], "text", told.year)


def _of_era(name: str, figures: str, month: str | None, tail: str | None) -> YearSaid:
    year = figure(figures) or 0
    found = read_era(name, year, figure(month) if month and not tail else None)
    outside = not _fiscal_in_era(name, year) if tail == "度" else found.out_of_era and tail is None
    return YearSaid(found.year, "stated", flags=("out_of_era",) if outside else (), problem=found.problem)


def _fiscal_in_era(name: str, year: int) -> bool:
    """昭和64年度 began in April 1989, when the era was over; 令和元年度 began a month before it."""
    months = ((year, 4), (year, 12), (year + 1, 3))
    return not all(read_era(name, *month).out_of_era for month in months)


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
    if plain.endswith(_OF_ERA, 0, start):
        return False
    begins = start == 0 or _SURE_BEFORE.match(plain, start - 1) is not None
    return begins and _SURE_AFTER.match(plain, end) is not None


def read_abbreviation(plain: str, start: int, told: Told) -> Reading | None:
    """FY2021, mostly a company's own year; supposed to begin in April."""
    found = _FY.match(plain, start)
    if found is None:
        return None
    said = _of_figures(found["year"], None, told)
    reading = Reading(start, found.end(), basis="stated", flags=["company_defined", *said.flags])
    if said.year is None:
        return _open(reading, said, fiscal=True)
    reading.span = of_fiscal_year(said.year)
    told.take(reading)
    return reading


def _fiscal_word(word: str, told: Told) -> YearSaid:
    """今年度 is the fiscal year of the base; 前年度, 翌年度 and 同年度 go by the last one named, else by it too."""
    base = told.anchor.date
    if word in YEAR_WORDS:
        return YearSaid(fiscal_year(base) + YEAR_WORDS[word], told.anchor.basis, base)
    if told.fiscal is not None:
        return YearSaid(told.fiscal + TOLD_YEARS[word], "text", dt.date(told.fiscal, 4, 1))
    if word == "前年度":
        return YearSaid(fiscal_year(base) - 1, told.anchor.basis, base)
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
    elif third := _PART.match(plain, found.end()):
        reading.end = third.end()
        reading.flags.append("approximate")
        part: Part = "early" if third["early"] else "mid" if third["mid"] else "late"
        reading.span = of_part_of_fiscal_year(year, part) if tail else of_part_of_year(year, part)
    else:
        reading.span = of_fiscal_year(year) if tail else of_year(year)


def take_period(reading: Reading, period: Period) -> None:
    reading.span, reading.problem = period.span, period.problem
    reading.candidates = list(period.candidates)
    reading.flags += [flag for flag in period.flags if flag not in reading.flags]
