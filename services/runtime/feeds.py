"""Which feeds there are, and what each may send: config/feeds.toml, one table a feed."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    model_validator,
)


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError) as problem:  # ZoneInfoNotFoundError is a KeyError
        msg = f"{name!r} is no IANA time zone"
        raise ValueError(msg) from problem
    return name


Zone = Annotated[str, AfterValidator(_known_zone)]
Words = list[Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]]
"""None of them blank: a blank word would be found in every line."""


MediaTopic = Annotated[str, StringConstraints(pattern=r"^medtop:\d{8}$")]


class Markers(BaseModel):
    """The feed's own desk words, beside those that every desk uses; they count at the head of a headline or a note."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    withdrawal: Words = []
    correction: Words = []
    update: Words = []
    advance: Words = []
    flash: Words = []


_NOON = dt.time(12)


class Deadlines(BaseModel):
    """Until when, by Japan's clock, copy can still be in the feed's paper; the deadline itself is in time.

    A `morning` deadline from noon on is of the evening before.  `evening` is None for a paper without an evening
    edition.  `saturday_evening` says whether one with an evening edition has it on Saturdays too, None: it isn't known.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    morning: dt.time
    evening: dt.time | None = None
    saturday_evening: bool | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        """The evening paper of a day lies between its morning paper and that of the day after."""
        if self.evening and (self.evening > self.morning) != (self.morning < _NOON):
            msg = f"the deadline of the evening paper ({self.evening}) is not between those of two morning papers"
            raise ValueError(msg)
        if self.saturday_evening and self.evening is None:
            msg = "saturday_evening needs the deadline of an evening paper"
            raise ValueError(msg)
        return self


class Feed(BaseModel):
    """`zone` reads times that carry none; `language` is the last resort; `max_bytes` is of one entry's body.

    `embargo_zone` reads embargoes in words, `zone` where it is None.  `hold` are words that hold a story for the desk
    wherever its headline, slug or notes to editors have them.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")
    provider: str | None = None
    zone: Zone = "UTC"
    language: str | None = Field(default=None, pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
    max_bytes: int = Field(default=1024 * 1024, ge=1)
    max_items: int = Field(default=500, ge=1)
    max_depth: int = Field(default=64, ge=1)
    encoding: str | None = Field(default=None, description="of 8-bit copy that declares none")
    embargo_zone: Zone | None = None
    hold: Words = []
    markers: Markers = Markers()
    topic_codes: dict[str, MediaTopic] = Field(default={}, description="Media Topics by the feed's own scheme:code")
    deadlines: Deadlines = Field(
        default=Deadlines(morning=dt.time(1, 30), evening=dt.time(13, 30)),
        description="of the feed's paper; left out, those of the last editions in Tokyo",
    )
    provider_ids: Words = Field(default=[], description="ids of providers in the copy that are this feed's own")

    @property
    def stream(self) -> str:
        return f"wire:{self.name}"


NEUTRAL = Feed(name="none")
"""What holds where no feed is named: zone UTC, no provider."""


class FeedsBroken(Exception):  # noqa: N818  read as a sentence in the one place that prints it
    """feeds.toml can't be used; the message names the file and the place."""


def read_feeds(path: Path) -> dict[str, Feed]:
    """The feeds by name.

    Raises FeedsBroken if the file is missing, is no TOML, or holds what a feed can't.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        named = {name: {"name": name, **table} for name, table in tables.items()}
        feeds = TypeAdapter(dict[str, Feed]).validate_python(named)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, TypeError) as problem:
        msg = f"{path}: {problem}"
        raise FeedsBroken(msg) from problem
    except ValidationError as problem:
        first = problem.errors(include_input=False)[0]
        msg = f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}"
        raise FeedsBroken(msg) from problem
    unowned = [feed.name for feed in feeds.values() if feed.provider is None]
    if unowned:
        msg = f"{path}: {unowned[0]}: a feed needs a provider, it is half of each story's identity"
        raise FeedsBroken(msg)
    return feeds
