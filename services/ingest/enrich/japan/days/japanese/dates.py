"""Which days do the figures of a Japanese text name?"""

import datetime as dt
import re

from services.ingest.enrich.japan.days.japanese.alone import (
    NO_SUCH_DAY,
    SURE_FIRST,
    TO,
    leave_count,
    settle_alone,
    take_chosen,
    take_day,
)
from services.ingest.enrich.japan.days.japanese.choice import Chosen, by_weekday, year_of, years_around
from services.ingest.enrich.japan.days.japanese.figures import (
    COUNTED_OR_DATED,
    DATE,
    FEW,
    NOT_A_DAY,
    NOT_A_KANJI_DAY,
    ONWARD,
    SURE_KANJI,
    figure,
)
from services.ingest.enrich.japan.days.japanese.hours import Tail, add_tail, read_tail
from services.ingest.enrich.japan.days.japanese.months import read_month
from services.ingest.enrich.japan.days.japanese.reading import Reading, Told, same_sentence
from services.ingest.enrich.japan.days.japanese.words import MONTH_WORDS, TOLD_MONTHS
from services.ingest.enrich.japan.days.japanese.years import YearSaid, read_year, year_said, years_ago
from services.ingest.enrich.japan.days.span import Span, date_or_none, months_on
from services.ingest.reading.eras import from_era

_FIGURE = re.compile("[0-9]+")
_NO_MONTH = "no month named before it"


def read_figures(plain: str, start: int, told: Told, zone: str | None, *, same: bool = False) -> list[Reading]:
    """The dates at `start`: none, one, or each of a list (5、6両日).  `same`: 同5日, of the month named last."""
    found = DATE.match(plain, start)
    if found is None or found.end() == start:
        return []
    year = year_said(found, told)
    if year is None and start and plain[start - 1] in "の前":
        year = years_ago(plain, start, told)
    if found["day"]:
        return _days(plain, found, year, told, zone, same=same)
    if found["month"] or found["month_word"]:
        return read_month(plain, found, year, told)
    return read_year(plain, found, year, told)


def _days(
    plain: str, found: re.Match[str], year: YearSaid | None, told: Told, zone: str | None, *, same: bool
) -> list[Reading]:
    bare = found["month"] is None and found["month_word"] is None
    if bare and (year is not None or _counts(plain, found)):
        return []
    numbers = _numbers(found)
    if not numbers[0][0] or (not bare and plain.startswith("間", found.end())):
        return []
    tail = read_tail(plain, found.end(), whole=year is not None)
    dates = _Dates(plain, found, year, told, zone, same=same)
    if len(numbers) > 1 and found["more"][-1] not in "、・,":
        return [dates.interval(numbers[0][0], None, numbers[1][0], None, tail.end)]
    if len(numbers) == 1 and tail.clock is None and not tail.part and plain[tail.end : tail.end + 1] in TO:
        onward = ONWARD.match(plain, tail.end)
        both = dates.onward(numbers[0][0], onward) if onward else None
        if both:
            return [both]
    last = numbers.pop()
    listed = [dates.one(day, begin, end, Tail(end), Tail(tail.end)) for day, begin, end in numbers]
    return [*listed, dates.one(*last, tail, tail)]


def _counts(plain: str, found: re.Match[str]) -> bool:
    """Whether N日 alone is no day of a month: 3日間, 2、3日で, 十日町, 一日."""
    end, kanji = found.end(), not found["day"].isascii()
    if NOT_A_DAY.match(plain, end) or (found["more"] and FEW.match(plain, end)):
        return True
    return kanji and (found["day"] == "一" or NOT_A_KANJI_DAY.match(plain, end) is not None)


def _numbers(found: re.Match[str]) -> list[tuple[int, int, int]]:
    """Each day with where its words begin and end; the first takes along what stands before it."""
    if not found["more"]:
        return [(figure(found["day"]) or 0, found.start(), found.end())]
    numbers = []
    for sign in _FIGURE.finditer(found["more"]):
        begin = found.start("more") + sign.start()
        numbers.append((int(sign.group()), begin, begin + len(sign.group())))
    numbers.append((figure(found["day"]) or 0, found.start("day"), found.end()))
    day, _, end = numbers[0]
    return [(day, found.start(), end), *numbers[1:]]


class _Dates:
    """The days of one expression, whose year and month hold for all of them."""

    def __init__(
        self, plain: str, found: re.Match[str], year: YearSaid | None, told: Told, zone: str | None, *, same: bool
    ) -> None:
        self.plain, self.found, self.year, self.told, self.zone, self.same = plain, found, year, told, zone, same
        self.month = figure(found["month"]) if found["month"] else None
        self.base = told.anchor.date

    def one(self, day: int, begin: int, end: int, tail: Tail, asked: Tail) -> Reading:
        """The words behind `asked` tell the tense."""
        reading = Reading(begin, end, one_day=True)
        self._settle(reading, day, asked)
        bare = self.month is None and self.found["month_word"] is None
        if bare and reading.span and self._may_count(end, asked.end):
            leave_count(reading, reading.span)
        elif bare and day == 1 and not self.same and not SURE_FIRST.match(self.plain, end):
            reading.flags.append("may_be_general")
        self.told.take(reading)
        add_tail(reading, tail, self.told, self.zone)
        return reading

    def _may_count(self, end: int, asked: int) -> bool:
        if COUNTED_OR_DATED.match(self.plain, asked):
            return True
        return not self.found["day"].isascii() and not SURE_KANJI.match(self.plain, end)

    def onward(self, day: int, onward: re.Match[str]) -> Reading | None:
        """5日から7日, 3月28日―4月3日; None where the second is not later."""
        month = figure(onward["month"]) if onward["month"] else None
        last = figure(onward["day"]) or 0
        year = int(onward["year"]) if onward["year"] else None
        reading = self.interval(day, month, last, year, onward.end())
        return reading if reading.span or reading.candidates else None

    def interval(self, day: int, to_month: int | None, to_day: int, to_year: int | None, end: int) -> Reading:
        reading = Reading(self.found.start(), end)
        self._settle(reading, day, Tail(end))
        first = reading.span.first if reading.span else None
        if first is None:
            reading.candidates = reading.candidates and [
                f"{begin}/{last}"
                for begin in map(dt.date.fromisoformat, reading.candidates)
                if (last := _end_of_interval(begin, to_month, to_day, to_year))
            ]
            return reading
        last = _end_of_interval(first, to_month, to_day, to_year)
        reading.span = Span(f"{first}/{last}", first, last, "day") if last else None
        if last is None:
            reading.problem = NO_SUCH_DAY
        self.told.take(Reading(end, end, problem=reading.problem, one_day=True))
        return reading

    def _settle(self, reading: Reading, day: int, asked: Tail) -> None:
        if word := self.found["month_word"]:
            self._of_month_word(reading, word, day)
        elif self.month is not None:
            reading.names_month = True
            if self.year is not None:
                self._whole(reading, self.year, self.month, day)
            else:
                self._without_year(reading, self.month, day, asked)
        elif self.same:
            month = self.told.month
            reading.basis, reading.base = "text", month
            date = date_or_none(month.year, month.month, day) if month else None
            take_day(reading, date, NO_SUCH_DAY if month else _NO_MONTH)
        else:
            settle_alone(self.plain, reading, day, self.told, self.zone or asked.zone, asked)

    def _whole(self, reading: Reading, year: YearSaid, month: int, day: int) -> None:
        reading.names_year = True
        reading.basis, reading.base, reading.flags = year.basis, year.base, list(year.flags)
        if year.year is None:
            reading.problem = year.problem
            reading.candidates = [date.isoformat() for one in year.years if (date := date_or_none(one, month, day))]
        elif self.found["era"] and not self.found["tail"]:
            era = from_era(self.found["era"], figure(self.found["of_era"]) or 0, month, day)
            reading.flags = ["out_of_era"] if era.out_of_era else []
            take_day(reading, era.day, era.problem or NO_SUCH_DAY)
        else:
            take_day(reading, date_or_none(year.year, month, day))

    def _of_month_word(self, reading: Reading, word: str, day: int) -> None:
        reading.names_month = True
        step = MONTH_WORDS.get(word)
        named = self.base if step is not None else self.told.month
        reading.basis = self.told.anchor.basis if step is not None else "text"
        if named is None:
            reading.basis, reading.problem = None, _NO_MONTH
            return
        reading.base = named
        year, month = months_on(named.year, named.month, TOLD_MONTHS[word] if step is None else step)
        take_day(reading, date_or_none(year, month, day))

    def _without_year(self, reading: Reading, month: int, day: int, asked: Tail) -> None:
        told = self.told
        if self.same and told.year:
            reading.basis, reading.base = "text", told.year
            take_day(reading, date_or_none(told.year.year, month, day))
            return
        reading.basis, reading.base = told.anchor.basis, self.base
        chosen = year_of(month, day, self.base, self.plain, asked.end)
        reading.flags.append("year_supposed")
        other = told.year and same_sentence(self.plain, told.year_end, reading.start) and told.year.year
        if chosen.date and other and other != chosen.date.year and (also := date_or_none(other, month, day)):
            chosen = Chosen(None, tuple(sorted((also, chosen.date))))
        if asked.weekday is not None:
            chosen = by_weekday(chosen, asked.weekday, self.base, years_around(month, day, self.base))
        take_chosen(reading, chosen, "which year is not said")


def _end_of_interval(first: dt.date, month: int | None, day: int, year: int | None) -> dt.date | None:
    """The first such day after `first`."""
    if month is None:
        own = date_or_none(first.year, first.month, day)
        return own if own and own > first else _after(first, date_or_none(*months_on(first.year, first.month, 1), day))
    if year:
        return _after(first, date_or_none(year, month, day))
    own = date_or_none(first.year, month, day)
    return own if own and own > first else _after(first, date_or_none(first.year + 1, month, day))


def _after(first: dt.date, last: dt.date | None) -> dt.date | None:
    return last if last and last > first else None
