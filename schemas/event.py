"""What the line announces: CloudEvents 1.0 in structured mode, one a field map `event` of the stream."""

import uuid
from typing import Final, Literal

from pydantic import Field

from schemas.article import AnnouncedArticle
from schemas.story import Instant, Part

READY: Final = "newswire.article.ready.v1"
WITHDRAWN: Final = "newswire.article.withdrawn.v1"
UNMATCHED: Final = "newswire.withdrawal.unmatched.v1"
CONTENT_TYPE = "application/cloudevents+json"

BODY_LIMIT = 48 * 1024
"""Bytes of an article's JSON above which its body stays behind at `dataref`."""

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:kawaraban:event")


def event_id(provider: str, story_id: str, version: int, event_type: str, revision: int = 0) -> uuid.UUID:
    """The one id that this announcement has, however often it is made (CloudEvents 1.0, 3.1.1 id)."""
    # The lengths keep ("a", "b:c") and ("a:b", "c") apart.
    name = f"{len(provider)}:{provider}:{len(story_id)}:{story_id}:{version}:{event_type}"
    if revision:
        name += f":{revision}"
    return uuid.uuid5(_NAMESPACE, name)


class _Event(Part):
    specversion: Literal["1.0"] = "1.0"
    id: str
    source: str = Field(description="the feed, as a URI reference: /feeds/jiji")
    subject: str = Field(description="the story id, the same for all versions")
    time: Instant = Field(description="when the version was saved")
    datacontenttype: Literal["application/json"] = "application/json"
    traceparent: str | None = Field(default=None, description="W3C trace context of the wire entry")
    dataref: str | None = Field(
        default=None, description="where the read API serves the whole article, if `data.body` is null"
    )
    datasha256: str | None = Field(default=None, description="SHA-256 of what `dataref` serves, in hex")
    data: AnnouncedArticle


class ArticleReady(_Event):
    """A version of a story that may be used from now on."""

    type: Literal["newswire.article.ready.v1"] = READY


class ArticleWithdrawn(_Event):
    """The agency took the story back: whoever used it has to act."""

    type: Literal["newswire.article.withdrawn.v1"] = WITHDRAWN


class WithdrawalUnmatched(_Event):
    """A notice withdraws a story that it names too poorly to be found: a person has to look.

    `subject` is the id of the notice; `data.notice` says what was tried and what came nearest.
    """

    type: Literal["newswire.withdrawal.unmatched.v1"] = UNMATCHED
