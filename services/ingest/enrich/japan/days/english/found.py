"""What has one English expression been read as, before it is a day of the contract?"""

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from schemas.japan import DayFlag
from services.ingest.enrich.japan.days.anchor import Anchor
from services.ingest.enrich.japan.days.english.tense import Lean, lean_of
from services.ingest.enrich.japan.days.english.words import word_before
from services.ingest.enrich.japan.days.span import Span

Tense = Literal["past", "future"]


@dataclass(slots=True)
class Clock:
    """Hour and minute of the day; `zone` is IANA's where the copy names one.

    `named` is the copy's abbreviation where it holds for a part of the year alone, and `exact` tells that minutes are
    written.  `candidates` are other hours, after the day.
    """

    hour: int
    minute: int = 0
    exact: bool = False
    zone: str | None = None
    named: str | None = None
    problem: str | None = None
    midnight: bool = False


@dataclass(slots=True)
class Found:
    """`span` is None where it can't be resolved: `problem` then says why.  `counted` is from what, as `basis` tells.

    `after` is the last single day named before it.
    """

    start: int
    end: int
    span: Span | None = None
    counted: Literal["stated", "anchor", "text"] = "anchor"
    tense: Tense | None = None
    flags: tuple[DayFlag, ...] = ()
    candidates: tuple[str, ...] = ()
    problem: str | None = None
    base: dt.date | None = None
    clock: Clock | None = None
    after: "Found | None" = None

    @property
    def is_one_day(self) -> bool:
        span = self.span
        return span is not None and span.precision in {"day", "part_of_day"} and span.first == span.last


_PEOPLE = ("Theresa", "Mrs. May", "Mrs May", "Ms. May", "Prime Minister May", "Ms May")


@dataclass
class Copy:
    """The text as far as it has been read: `floor` is the end of the last expression, `last_day` the last day in it."""

    text: str
    anchor: Anchor
    floor: int = 0
    last_day: Found | None = None
    found: list[Found] = field(default_factory=list)
    asked: tuple[int, int] = (-1, -1)
    answer: tuple[str, int] = ("", 0)

    @cached_property
    def is_of_may(self) -> bool:
        """Whether it speaks of a person of that name."""
        return any(name in self.text for name in _PEOPLE)

    @property
    def day(self) -> dt.date:
        return self.anchor.date

    def before(self, pos: int) -> tuple[str, int]:
        key = pos, self.floor
        if self.asked != key:
            self.asked, self.answer = key, word_before(self.text, pos, self.floor)
        return self.answer

    def lean(self, start: int, end: int) -> Lean | None:
        return lean_of(self.text, start, end)


def tense_of(lean: Lean | None) -> Tense | None:
    return lean if lean != "unclear" else None


UNCLEAR = "before or after the story's day?"
