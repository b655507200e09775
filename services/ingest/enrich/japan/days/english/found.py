"""What has one English expression been read as, before it is a day of the contract?"""

import datetime as dt
from collections import deque
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
    """Hour and minute of the day; `exact` tells that minutes are written, `problem` why the hour can't be told.

    Where the copy has a clock (`stated`), `zone` is IANA's, or `unzoned` says why there is none and `offsets` which may
    be meant.  `named` is the copy's abbreviation where it holds for a part of the year alone.  `twin` is the hour
    before it, which is the same moment by another clock.
    """

    hour: int
    minute: int = 0
    exact: bool = False
    zone: str | None = None
    named: str | None = None
    unzoned: str | None = None
    offsets: tuple[str, ...] = ()
    stated: bool = False
    problem: str | None = None
    midnight: bool = False
    twin: "Found | None" = None


@dataclass(slots=True)
class Found:
    """`span` is None where it can't be resolved: `problem` then says why.  `counted` is from what, as `basis` tells.

    `after` is the last single day named before it.  `other` is the day that a weekday names as well as that of `span`,
    where no verb tells.
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
    other: dt.date | None = None


_FAR = 28
"""Longer words need not be known."""
_PEOPLE = ("Theresa", "Mrs. May", "Mrs May", "Ms. May", "Prime Minister May", "Ms May")


@dataclass
class Copy:
    """The text as far as it has been read: `floor` is the end of the last expression, `last_day` the last day in it.

    Days are counted from `day`.  `last` is the last expression as it was read; in `found` an hour and the day beside it
    are one already.  `then` is a second day of the expression that was read last.
    """

    text: str
    anchor: Anchor
    day: dt.date
    floor: int = 0
    last_day: Found | None = None
    last: Found | None = None
    then: Found | None = None
    found: deque[Found] = field(default_factory=deque)

    @cached_property
    def is_of_may(self) -> bool:
        """Whether it speaks of a person of that name."""
        return any(name in self.text for name in _PEOPLE)

    def before(self, pos: int) -> tuple[str, int]:
        """The word that ends before it, in small letters, and where it begins; "" where a sign parts them."""
        text, first = self.text, max(self.floor, pos - _FAR)
        space = text.rfind(" ", first, pos - 1) if pos else -1
        if space >= 0 and text[pos - 1] == " " and (word := text[space + 1 : pos - 1]).isalpha():
            return word.lower(), space + 1
        return word_before(text, first, pos)

    def lean(self, start: int, end: int) -> Lean | None:
        return lean_of(self.text, start, end)


def tense_of(lean: Lean | None) -> Tense | None:
    return lean if lean != "unclear" else None


UNCLEAR = "before or after the story's day?"
