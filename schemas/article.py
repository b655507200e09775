"""A story made ready: enriched, and told where it came from."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.japan import Japan, Names
from schemas.reasons import Reason
from schemas.story import Body, Instant, Part, Story


class Evidence(Part):
    """A word that led to a topic; `start` and `end` count characters in the named field of the article."""

    text: str
    where: Literal["headline", "summary", "body", "keywords"]
    start: int
    end: int


class Topic(Part):
    """An IPTC Media Topic.  `path` leads from the top of the tree to `id`.

    `scores` are probabilities, of each step of the path; `score` is that of `id`, the last of them.
    """

    id: str = Field(pattern=r"^medtop:\d{8}$")
    path: list[str]
    name: Names
    score: float = Field(ge=0, le=1)
    scores: list[float] = Field(default=[])
    method: Literal["supplier", "terms", "semantic"]
    evidence: list[Evidence] = Field(default=[])


class Source(Part):
    """The entry that the story was in.  `sha256` and `bytes` are of the whole body; `item` counts from 0 in it."""

    feed: str
    format: str | None
    encoding: str | None
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    bytes: int
    item: int
    received_at: Instant


class SameAs(Part):
    """Another story with the same text or nearly: `similarity` is 1 for the same, and an estimate below."""

    provider: str
    story_id: str
    version: int
    feed: str
    similarity: float = Field(ge=0, le=1)
    withdrawn: bool = Field(default=False, description="that other story was withdrawn")


Clue = Literal["relation", "id", "headline", "slug", "time", "words", "desk"]


class Candidate(Part):
    """A story that a notice of withdrawal may mean; `by` says what speaks for it, the strongest first."""

    story_id: str
    version: int
    headline: str
    by: list[Clue]


class Notice(Part):
    """How a notice of withdrawal and its story were brought together.

    `notice_id` is the story id of the notice itself.  `story_id` is None where the story could not be told, and
    `candidates` are then what came nearest.  `why` is a sentence for people, `text` the notice's own words.
    """

    notice_id: str
    story_id: str | None = None
    version: int | None = None
    by: list[Clue] = Field(default=[])
    why: str
    text: str
    candidates: list[Candidate] = Field(default=[])


class Article(Story):
    """What is announced.

    `changed` names the fields of CONTENT that differ from the version announced before; `revision` counts how
    often it was made anew from the same copy (0: as it came).
    """

    topics: list[Topic]
    japan: Japan
    source: Source
    changed: list[str] = Field(default=[])
    same_as: list[SameAs] = Field(default=[])
    notice: Notice | None = None
    revision: int = Field(default=0, ge=0)


CONTENT: tuple[str, ...] = (
    "kind", "status", "urgency", "headline", "subheadlines", "summary", "slugline", "byline", "credit", "copyright",
    "ednote", "section", "dateline", "language", "keywords", "genre", "body", "media", "subjects", "relations",
    "embargo_until", "topics",
)  # fmt: skip
"""The fields by which two versions of a story are compared: what readers and editors would see."""


class AnnouncedArticle(Article):
    """The article as an event carries it: without its body where the event would grow too large."""

    body: Annotated[Body | None, Field()]  # type: ignore[assignment]


class ArticleOutcome(Part):
    outcome: Literal["article"] = "article"
    article: Article


class RejectedOutcome(Part):
    outcome: Literal["rejected"] = "rejected"
    reason: Reason
    detail: str
    source: Source
