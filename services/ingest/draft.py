"""What a format module hands on: the copy's parts as it found them, not yet checked."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from schemas.reasons import Rejected
from schemas.story import (
    Body,
    Change,
    Dateline,
    Hold,
    Kind,
    Media,
    Relation,
    Repair,
    Status,
    Subject,
    Withdraws,
)
from services.ingest.reading.stamps import is_day, read_stamp

HoldReason = Literal["embargo", "advance", "status", "words"]
TimeField = Literal["created_at", "updated_at", "embargo_until"]

_MOST_TOLD = 200
"""Signs of the copy that stand in `hold`."""


@dataclass(frozen=True, slots=True)
class Copy:
    """The body of an entry as text.  `encoding` is the codec's name; `repairs` say what decoding had to mend.

    A mail has an encoding for each part: its `text` is the bytes as ISO 8859-1, and `body` is what to read.
    """

    text: str
    encoding: str
    repairs: tuple[Repair, ...] = ()
    body: bytes = b""


@dataclass(slots=True)
class Draft:
    """The fields are those of `schemas.story.Story`; None where the copy doesn't say.

    A format sets what the copy gives and invents nothing: `validate` decides what a story can't be without, sets
    provider and language by the feed where the copy is silent, and cleans headlines.
    """

    story_id: str | None = None
    version: int | None = 1
    provider: str | None = None
    change: Change | None = None
    kind: Kind = "text"
    status: Status = "usable"
    urgency: int | None = None
    headline: str | None = None
    subheadlines: list[str] = field(default_factory=list)
    summary: str | None = None
    slugline: str | None = None
    byline: str | None = None
    credit: str | None = None
    copyright: str | None = None
    ednote: str | None = None
    section: str | None = None
    dateline: Dateline | None = None
    language: str | None = None
    keywords: list[str] = field(default_factory=list)
    genre: str | None = None
    body: Body | None = None
    media: list[Media] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    created_at: dt.datetime | None = None
    updated_at: dt.datetime | None = None
    embargo_until: dt.datetime | None = None
    change_note: str | None = None
    withdraws: Withdraws | None = None
    hold: Hold | None = None
    repairs: list[Repair] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    unread_times: list[Rejected] = field(default_factory=list)
    """Stamps that nobody can read: a warning each, and the end of a story that has no other time."""

    def read_time(self, name: TimeField, text: str | None, zone: str) -> None:
        """Sets the field if there is a stamp; what was supposed to read it is noted.

        A day without an hour is no instant, which is told, and no fault of the copy.  An embargo that is none, or that
        can't be read, holds the story for the desk: published, it might have been broken.
        """
        if not text or not text.strip():
            return
        if is_day(text):
            self._unread(name, f"{name}: a day without an hour: {text.strip()[:40]}", text)
            return
        try:
            stamp = read_stamp(text, zone, name)
        except Rejected as unread:
            if name != "embargo_until":
                self.unread_times.append(unread)
            self._unread(name, unread.detail, text)
            return
        setattr(self, name, stamp.at)
        self.repairs.extend(stamp.repairs)
        self.warnings.extend(stamp.warnings)

    def _unread(self, name: TimeField, why: str, text: str) -> None:
        if name == "embargo_until" and self.status != "canceled":
            self.hold_back("embargo", why, text.strip()[:_MOST_TOLD])
        else:
            self.warnings.append(why)

    def withdraw(self, why: str) -> None:
        """A kill by the copy's own words: it must not be published for what its status says, which is told."""
        self.change = "withdrawal"
        if self.status != "canceled":
            self.repairs.append(Repair(field="status", from_=self.status, to="canceled", why=why))
            self.status = "canceled"

    def hold_back(
        self, reason: HoldReason, why: str, text: str | None = None, where: Literal["field", "words"] = "field"
    ) -> None:
        """For the desk to release; a kill goes out all the same.  `text` is what the copy says of it.

        The first reason stays, all are told.
        """
        if self.status == "canceled":
            return
        self.status = "withheld"
        self.hold = self.hold or Hold(reason=reason, text=text, where=where)
        self.warnings.append(f"{why}: held until the desk releases it")
