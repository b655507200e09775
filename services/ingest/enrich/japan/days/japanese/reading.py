"""What has been read of a date so far, and what has the text named before it?"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from schemas.japan import Day, DayFlag, Precision, Where, ZoneSource
from services.ingest.enrich.japan.days.anchor import Anchor
from services.ingest.enrich.japan.days.japanese.tense import Tense
from services.ingest.enrich.japan.days.span import Span

Basis = Literal["stated", "dateline", "published", "text"]

_BLANK = Day(text="", where="body", start=0, end=0)
_SENTENCE = 300
"""Characters that a sentence is looked for: no word reaches further back."""


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

    def settled(self, text: str, where: Where) -> Day:
        """As the contract has it: what has a problem about its day has neither value nor days."""
        said: dict[str, object] = {
            "text": text[self.start : self.end],
            "where": where,
            "start": self.start,
            "end": self.end,
            "basis": self.basis,
            "base": self.base,
            "tense": self.tense,
            "precision": self.precision,
            "flags": self.flags,
            "candidates": self.candidates,
            "problem": self.problem,
        }
        if span := self.span:
            said |= {"value": self.value or span.value, "first": span.first, "last": span.last, "part": span.part}
            said["precision"] = self.precision or span.precision
        if self.time or self.zone:
            said |= {"time": self.time, "at": self.at, "zone": self.zone, "zone_source": self.zone_source}
        return _BLANK.model_copy(update=said)


@dataclass(slots=True)
class Told:
    """What the text has named up to here; `day`, `month` and `year` are first days, None where none was or it is open.

    `*_end` is where the words ended, below zero before any; `every_end` of 毎週 and its like.
    """

    anchor: Anchor
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

    def take(self, reading: Reading) -> None:
        span, end = reading.span, reading.end
        if reading.one_day:
            self.day, self.day_end = reading.day, end
        if reading.names_month:
            self.month, self.month_end = span.first if span else None, end
        if reading.names_year:
            self.year, self.year_end = span.first if span else None, end
        if span and span.precision == "fiscal_year":
            self.fiscal = span.first.year

    def base_of(self, basis: Basis | None) -> dt.date | None:
        return self.anchor.date if basis in {"dateline", "published"} else None


def same_sentence(plain: str, begin: int, end: int) -> bool:
    """Whether words that ended at `begin` and those at `end` stand in one sentence; False if `begin` is -1."""
    return 0 <= end - begin <= _SENTENCE and begin >= 0 and not any(sign in plain[begin:end] for sign in "。\n")
