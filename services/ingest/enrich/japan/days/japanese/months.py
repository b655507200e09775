"""Which month, part of a month or account of months does a Japanese text name?"""

import datetime as dt
import re

from services.ingest.enrich.japan.days.japanese.choice import Chosen, year_of
from services.ingest.enrich.japan.days.japanese.figures import NOT_A_MONTH, figure
from services.ingest.enrich.japan.days.japanese.periods import (
    TERM,
    Period,
    interim,
    months_between,
    part_of_settlement,
    settlement,
    term_of_months,
)
from services.ingest.enrich.japan.days.japanese.reading import Reading, Told, same_sentence
from services.ingest.enrich.japan.days.japanese.tense import tense_after
from services.ingest.enrich.japan.days.japanese.words import MONTH_WORDS, TOLD_MONTHS
from services.ingest.enrich.japan.days.japanese.years import YearSaid, take_period
from services.ingest.enrich.japan.days.span import Span, months_on, of_month, of_months, of_part

_PART = re.compile("の?(?:(?P<early>上旬|初旬|(?:初め|はじめ)(?!て))|(?P<mid>中旬|半ば|中ごろ)|(?P<late>下旬|末))")
_LOOSE = frozenset(("初め", "はじめ", "半ば", "中ごろ", "末"))
"""Parts of a month whose ends nobody has fixed."""
_AFTER_KANJI = re.compile("[にの、末上中下旬はからまで以初半]")
_HALVES = ("前半", "後半", "の前半", "の後半")
_INTERIM = re.compile("中間(?:期|(?=連結|決算|配当|純|損益))")
_LISTED = re.compile("は|[、と・][0-9一二三四五六七八九十]{1,2}月")
"""After a month that may be that of every year: 5月は東京、9月は大阪."""
_WHICH_YEAR = "which year is not said"


def read_month(plain: str, found: re.Match[str], year: YearSaid | None, told: Told) -> list[Reading]:
    """The month that `found` names, or the months of 4～6月 and 2021年3月期; nothing where 月 ends no date."""
    kanji = found["month"] is not None and not found["month"].isascii()
    if not found["term"] and (
        NOT_A_MONTH.match(plain, found.end()) or (kanji and not _AFTER_KANJI.match(plain, found.end()))
    ):
        return []
    reading = Reading(found.start(), found.end(), basis=told.anchor.basis, base=told.anchor.date)
    if word := found["month_word"]:
        return [_of_word(plain, reading, word, told)]
    month = figure(found["month"]) or 0
    first = figure(found["from_month"]) if found["from_month"] else None
    if not 1 <= month <= 12 or not 1 <= (month if first is None else first) <= 12:
        return []
    if year is not None:
        reading.basis, reading.base, reading.flags = year.basis, year.base, list(year.flags)
        reading.names_year = True
        if year.year is None:
            reading.problem = year.problem
            reading.candidates = [of_month(one, month).value for one in year.years]
            return [reading]
    known = year.year if year else None
    if found["term"]:
        _term(plain, reading, known, first, month)
    elif first is None and plain.startswith("中間", reading.end) and (half := _INTERIM.match(plain, reading.end)):
        _interim(reading, half.end(), known, month)
    else:
        _months(plain, reading, known, first, month, told)
    told.take(reading)
    return [reading]


def _of_word(plain: str, reading: Reading, word: str, told: Told) -> Reading:
    reading.names_month = True
    if word in MONTH_WORDS:
        year, month = months_on(told.anchor.date.year, told.anchor.date.month, MONTH_WORDS[word])
    elif told.month is None:
        reading.basis, reading.base, reading.problem = None, None, "no month named before it"
        return reading
    else:
        reading.basis, reading.base = "text", told.month
        year, month = months_on(told.month.year, told.month.month, TOLD_MONTHS[word])
    reading.span = _whole_or_part(reading, _PART.match(plain, reading.end), year, month)
    told.take(reading)
    return reading


def _whole_or_part(reading: Reading, found: re.Match[str] | None, year: int, month: int) -> Span:
    if found is None:
        return of_month(year, month)
    reading.end = found.end()
    if found["early"] in _LOOSE or found["mid"] in _LOOSE or found["late"] in _LOOSE:
        reading.flags.append("approximate")
    return of_part(year, month, "early" if found["early"] else "mid" if found["mid"] else "late")


def _term(plain: str, reading: Reading, year: int | None, first: int | None, month: int) -> None:
    """3月期 is a year's account, 4～6月期 one of some months."""
    reading.names_year = False
    if first is not None and first != month:
        to_come = year is None and tense_after(plain, reading.end) == "future"
        base = reading.base or dt.date(year or 1, 1, 1)
        take_period(reading, term_of_months(year, first, month, base, to_come=to_come))
        return
    term = TERM.match(plain, reading.end)
    reading.end = term.end() if term else reading.end
    if year is not None:
        take_period(reading, part_of_settlement(term, year, month) if term else settlement(year, month))
        return
    own = reading.base.year if reading.base else 1
    ends = [settlement(year, month).span for year in (own - 1, own, own + 1)] if term is None else []
    take_period(reading, Period(None, tuple(span.value for span in ends if span), problem=_WHICH_YEAR))


def _interim(reading: Reading, end: int, year: int | None, month: int) -> None:
    reading.end, reading.names_year = end, False
    if year is not None:
        reading.span = interim(year, month)
        return
    own = reading.base.year if reading.base else 1
    reading.candidates = [interim(one, month).value for one in (own - 1, own, own + 1)]
    reading.problem = _WHICH_YEAR


def _months(plain: str, reading: Reading, year: int | None, first: int | None, month: int, told: Told) -> None:
    reading.names_month = first is None
    part = _PART.match(plain, reading.end)
    if year is None:
        asked = part.end() if part else reading.end
        if plain.startswith(_HALVES, asked):
            asked = plain.index("半", asked) + 1
        chosen = _year_of(plain, reading, asked, first or month, told)
        reading.flags += ["year_supposed", "may_be_general"] if _LISTED.match(plain, reading.end) else ["year_supposed"]
        reading.tense = chosen.tense
        if chosen.date is None:
            reading.candidates = [_span(date.year, first, month).value for date in chosen.candidates]
            reading.problem = _WHICH_YEAR
            return
        year = chosen.date.year
    reading.span = _span(year, first, month) if first else _whole_or_part(reading, part, year, month)


def _span(year: int, first: int | None, last: int) -> Span:
    if first is None:
        return of_month(year, last)
    whole = of_months(year, first, months_between(first, last), "month")
    return whole._replace(value=f"{str(whole.first)[:7]}/{str(whole.last)[:7]}")


def _year_of(plain: str, reading: Reading, asked: int, month: int, told: Told) -> Chosen:
    """As for days, and a year named earlier in the sentence may go on to hold."""
    chosen = year_of(month, 1, told.anchor.date, plain, asked)
    other = told.year.year if told.year and same_sentence(plain, told.year_end, reading.start) else None
    if chosen.date and other and other != chosen.date.year:
        return Chosen(None, tuple(sorted((dt.date(other, month, 1), chosen.date))))
    return chosen
