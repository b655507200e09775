"""What a format module hands on: the copy's parts as it found them, not yet checked."""

import datetime as dt
from dataclasses import dataclass, field

from schemas.story import Body, Change, Dateline, Kind, Media, Repair, Status, Subject


@dataclass(frozen=True, slots=True)
class Copy:
    """The body of an entry as text.  `encoding` is the codec's name; `repairs` say what decoding had to mend."""

    text: str
    encoding: str
    repairs: tuple[Repair, ...] = ()


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
    created_at: dt.datetime | None = None
    updated_at: dt.datetime | None = None
    embargo_until: dt.datetime | None = None
    repairs: list[Repair] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
