"""What becomes of a version, given what the store knows of its story.  Pure: the rules of order live here alone."""

import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from typing import Literal

from schemas.article import Article
from schemas.reasons import Reason, Rejected

Fate = Literal["announced", "history", "withheld", "duplicate"]


@dataclass(frozen=True, slots=True)
class Known:
    """A story as the store has it: None for what has not been.

    `digests` holds, for versions saved before, the SHA-256 of the entry's bytes and of the story's own content.
    """

    version: int | None = None
    updated_at: dt.datetime | None = None
    withdrawn_version: int | None = None
    digests: tuple[tuple[int, bytes, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class Incoming:
    """One version, ready to be saved."""

    article: Article
    json: str
    copy_sha256: bytes
    content_sha256: bytes

    @property
    def key(self) -> tuple[str, str]:
        return self.article.provider or "", self.article.story_id


_NOT_CONTENT = {"topics", "japan", "source", "repairs", "warnings"}


def incoming(article: Article) -> Incoming:
    """The digest of the content leaves out all that the entry around the story, or this code, gave it.

    A page that is sent again with one more story is another entry; the stories it had before are the same versions.
    """
    content = article.model_dump_json(exclude=_NOT_CONTENT).encode()
    return Incoming(
        article=article,
        json=article.model_dump_json(),
        copy_sha256=bytes.fromhex(article.source.sha256),
        content_sha256=hashlib.sha256(content).digest(),
    )


def decide(new: Incoming, known: Known) -> tuple[Fate, Known]:
    """The version's fate and the story as it is after it.

    Raises Rejected(version_conflict) if the version is there with other content.
    """
    article = new.article
    for version, copy, content in known.digests:
        if version == article.version:
            if copy == new.copy_sha256 or content == new.content_sha256:
                return "duplicate", known
            raise Rejected(Reason.VERSION_CONFLICT, f"version {version} is saved with other content")
    digest = (article.version, new.copy_sha256, new.content_sha256)
    seen = replace(known, digests=(*known.digests, digest))
    if known.version is not None and article.version < known.version:
        return "history", seen
    after = replace(seen, version=article.version, updated_at=article.updated_at)
    if article.status == "withheld":
        return "withheld", after
    if article.status == "canceled":
        after = replace(after, withdrawn_version=article.version)
    return "announced", after
