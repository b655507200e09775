"""A story as its agency sent it: parsed and valid, not yet enriched."""

import datetime as dt
from functools import cache
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


class Part(BaseModel):
    """A value of the contract: fixed once made, nothing coerced, no field that the contract doesn't name."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, serialize_by_alias=True, validate_by_name=True)

    @classmethod
    def built(cls, values: dict[str, object]) -> Self:
        """Of values, by field names, that are known to be right; defaults for the others.  Nothing is checked.

        A story's block of Japan has a dozen parts.  pydantic (2.12) takes 2 microseconds for a validated one and 6 for
        model_construct, which asks each field for its alias; this takes 0.8.  The lists of defaults are shared: no
        value of the contract is ever changed.
        """
        defaults, names = _known_of(cls)
        made = cls.__new__(cls)
        _set(made, "__dict__", defaults | values)
        _set(made, "__pydantic_fields_set__", names)
        _set(made, "__pydantic_extra__", None)
        _set(made, "__pydantic_private__", None)
        return made


_set = object.__setattr__


@cache
def _known_of(model: type[Part]) -> tuple[dict[str, object], set[str]]:
    """Defaults, in the order of the fields, and the names of all fields."""
    fields = model.model_fields
    return {name: None if one.is_required() else one.get_default() for name, one in fields.items()}, set(fields)


def _in_utc(instant: dt.datetime) -> dt.datetime:
    if instant.tzinfo is None:
        msg = "an instant needs a zone"
        raise ValueError(msg)
    return instant.astimezone(dt.UTC)


Instant = Annotated[dt.datetime, AfterValidator(_in_utc)]
"""A moment with its zone, kept in UTC; RFC 3339 in JSON."""

Change = Literal["new", "update", "correction", "withdrawal"]
Kind = Literal["text", "picture", "video", "audio", "graphic", "composite"]
Status = Literal["usable", "withheld", "canceled"]


class Dateline(Part):
    """Where and when the copy says it was written; `text` as in the copy, `date` only if the copy gives one whole."""

    text: str
    place: str | None = None
    date: dt.date | None = None


class Body(Part):
    """`text`: paragraphs parted by one blank line.  `html`: the same, sanitised."""

    text: str
    html: str


class Rendition(Part):
    """One form of a picture or film; `name` is the supplier's role for it, `width` and `height` count pixels."""

    name: str | None = None
    href: str | None = None
    content_type: str | None = None
    width: int | None = None
    height: int | None = None


class Media(Part):
    """`href` is of the largest or original rendition, as the supplier names it."""

    kind: Kind
    caption: str | None = None
    credit: str | None = None
    href: str | None = None
    renditions: list[Rendition] = []


class Relation(Part):
    """Another item that the copy names; `kind` is the supplier's word (previousVersion, replaces, seeAlso, ...)."""

    kind: str | None = None
    id: str
    version: int | None = None


class Subject(Part):
    """A subject code as the supplier sent it, untouched."""

    scheme: str | None = None
    code: str | None = None
    name: str | None = None


class Repair(Part):
    """Something that the line read otherwise than it was written."""

    field: str
    from_: str = Field(alias="from")
    to: str
    why: str


class Hold(Part):
    """Why a version waits for the desk or its clock; `text` is what the copy says, None where a status alone says it.

    `embargo`: words that name a moment, or a field or words that should and can't be read.  `advance`: 予定稿.
    `words`: the feed's own hold words (feeds.toml).  `status`: the copy's own status.  What a field says ends with the
    field in the next version; what words say ends with words alone.
    """

    reason: Literal["embargo", "advance", "status", "words"]
    text: str | None = None
    where: Literal["field", "words"] = "field"


Withdraws = Literal["version", "story", "notice"]
"""What a withdrawal takes back: all versions up to its own number; whatever its story has reached, where the copy
numbers nothing; or a story under another id, which has to be found from what the notice says."""


class Story(Part):
    """What `validate` yields.  `*_at` are UTC; None where the copy doesn't say.

    `story_id` is the same for all versions of a story and `version` rises; both come from the copy,
    never from chance, so that the same bytes make the same identity for ever.
    """

    provider: str | None
    story_id: str = Field(min_length=1, max_length=512)
    version: int = Field(ge=0, le=2**31 - 1)
    change: Change
    kind: Kind
    status: Status
    urgency: int | None = Field(default=None, ge=1, le=9)
    headline: str = Field(min_length=1)
    subheadlines: list[str] = []
    summary: str | None = None
    slugline: str | None = None
    byline: str | None = None
    credit: str | None = None
    copyright: str | None = None
    ednote: str | None = None
    section: str | None = None
    dateline: Dateline | None = None
    language: str
    keywords: list[str] = []
    genre: str | None = None
    body: Body
    media: list[Media] = []
    subjects: list[Subject] = []
    relations: list[Relation] = []
    created_at: Instant | None = None
    updated_at: Instant | None = None
    embargo_until: Instant | None = None
    change_note: str | None = Field(default=None, description="why it was corrected or withdrawn, in the copy's words")
    withdraws: Withdraws | None = None
    hold: Hold | None = None
    repairs: list[Repair] = []
    warnings: list[str] = []
