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
    """An IPTC Media Topic.  `path` leads from the top of the tree to `id`; `score` is 0 to 1."""

    id: str = Field(pattern=r"^medtop:\d{8}$")
    path: list[str]
    name: Names
    score: float = Field(ge=0, le=1)
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


class Article(Story):
    topics: list[Topic]
    japan: Japan
    source: Source


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
