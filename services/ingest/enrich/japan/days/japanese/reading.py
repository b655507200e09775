"""What has been read of a date so far, and what has the text named before it?"""

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Literal

from schemas.japan import DayFlag, Precision, Where, ZoneSource
from services.ingest.enrich.japan.days.anchor import Anchor
from services.ingest.enrich.japan.days.japanese.tense import Tense
from services.ingest.enrich.japan.days.span import Span

Basis = Literal["stated", "dateline", "published", "text"]

_NO_SPAN = (None,) * 5
_SENTENCE = 300
"""Characters that a sentence is looked for: no word reaches further back."""
_SPOKE = re.compile(
    "[午前後正0-9零時分半夜朝夕昼方深未明ごろ頃すぎ過の]{0,12}、|の[^、。「]{0,15}(?:会見|会議|会合|会談|委員会|委|集会|講演|演説|答弁)で"
)
"""After the day on which somebody spoke: 3日、「…, 4日の会見で「…."""
_TERM = re.compile("[0-9〇一二三四五六七八九十年月日度・～（）曜]{1,20}」")
"""「3月11日」 is a name, not what somebody said."""


@dataclass(slots=True)
class Reading:
    """`span` is None where it stays open; then `problem` says why.

    `month` and `year`: what it names can be taken up by 同月 and 同年.  `value` and `precision` are those of an hour or
    a part of the day, where it names one; else the span's.
    """

    start: int
    end: int
    span: Span | None = None
    basis: Basis | None = None
    base: dt.date | None = None
    tense: Tense | None = None
    flags: list[DayFlag] = field(default_factory=list)
    candidates: list[str] = field(default_factory=list)
    problem: str | None = None
    names_year: bool = False
    names_month: bool = False
    value: str | None = None
    precision: Precision | None = None
    time: str | None = None
    at: dt.datetime | None = None
    zone: str | None = None
    zone_source: ZoneSource | None = None
    one_day: bool = False

    @property
    def day(self) -> dt.date | None:
        return self.span.first if self.span and self.one_day else None

    def said(self, text: str, where: Where) -> dict[str, object]:
        """As the contract has it: what has a problem about its day has neither value nor days."""
        value, first, last, precision, part = self.span or _NO_SPAN
        said: dict[str, object] = {
            "text": text[self.start : self.end],
            "where": where,
            "start": self.start,
            "end": self.end,
            "value": self.value or value,
            "first": first,
            "last": last,
            "precision": self.precision or precision,
            "part": part,
            "basis": self.basis,
            "base": self.base,
            "tense": self.tense,
            "flags": self.flags,
            "candidates": self.candidates,
            "problem": self.problem,
        }
        if self.time or self.zone:
            said |= {"time": self.time, "at": self.at, "zone": self.zone, "zone_source": self.zone_source}
        return said


@dataclass(slots=True)
class Told:
    """What the text has named up to here; `day`, `month` and `year` are first days, None where none was or it is open.

    `*_end` is where the words ended, below zero before any; `every_end` of 毎週 and its like, `hours_alone` of 平日,
    which has hours but no date.  `base` is the day that きのう counts from: inside a quotation the one on which it was
    spoken; `doubt` is another that it may count from.  `quote` is where the quotation began that we are in, and
    `outside` what had been told before it.  `zone_start` and `zone_end` are those of the last words of a zone,
    `bracket` is where a bracket opened right before the date or those words, `clock` the hour read last.
    """

    anchor: Anchor
    base: dt.date
    basis: Basis
    doubt: dt.date | None = None
    day: dt.date | None = None
    month: dt.date | None = None
    year: dt.date | None = None
    fiscal: int | None = None
    day_end: int = -1
    month_end: int = -1
    year_end: int = -1
    half: str | None = None
    half_end: int = -1
    every_end: int = -9
    hours_alone: bool = False
    zone_start: int = 0
    zone_end: int = -9
    bracket: int = -1
    clock: Reading | None = None
    quote: int = -1
    outside: tuple[dt.date | None, int] = (None, -1)

    def take(self, reading: Reading) -> None:
        span, end = reading.span, reading.end
        first = span.first if span else None
        if reading.one_day:
            self.day, self.day_end = first, end
        if reading.names_month:
            self.month, self.month_end = first, end
        if reading.names_year:
            self.year, self.year_end = first, end
        if span and span.precision == "fiscal_year":
            self.fiscal = span.first.year

    def enter(self, plain: str, at: int) -> None:
        """What is told inside a quotation is not taken up outside of it."""
        opened = plain.rfind("「", max(0, at - _SENTENCE), at)
        if opened >= 0 and (plain.find("」", opened, at) >= 0 or _TERM.match(plain, opened + 1)):
            opened = -1
        if opened == self.quote:
            return
        if self.quote >= 0:
            self.day, self.day_end = self.outside
            self.base, self.basis, self.doubt = self.anchor.date, self.anchor.basis, None
        self.quote = opened
        if opened >= 0:
            self.outside = self.day, self.day_end
            self._count_from_speech(plain, opened)

    def _count_from_speech(self, plain: str, opened: int) -> None:
        day = self.day
        if day is None or day >= self.base or not same_sentence(plain, self.day_end, opened):
            return
        if _SPOKE.match(plain, self.day_end, opened):
            self.base, self.basis = day, "text"
        else:
            self.doubt = day


def same_sentence(plain: str, begin: int, end: int) -> bool:
    """Whether words that ended at `begin` and those at `end` stand in one sentence; False if `begin` is -1."""
    return 0 <= end - begin <= _SENTENCE and begin >= 0 and not any(sign in plain[begin:end] for sign in "。\n")


def next_sentence(plain: str, begin: int, end: int) -> bool:
    """Whether the words that ended at `begin` stand in the sentence before that of `end`, in one paragraph."""
    between = plain[begin:end] if 0 <= begin < end <= begin + _SENTENCE else ""
    return between.count("。") == 1 and "\n" not in between
