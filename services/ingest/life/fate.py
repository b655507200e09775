"""What becomes of a version, given what the store knows of its story.  Pure: the rules of order live here alone.

docs/life.md draws them.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import orjson
from pydantic import TypeAdapter

from schemas.article import CONTENT, Article
from schemas.reasons import Reason, Rejected
from schemas.story import Hold

Fate = Literal["announced", "history", "withheld", "blocked", "quiet", "notice", "unmatched", "duplicate"]

ALL_VERSIONS: Final = 2**31 - 1
"""Withdrawn by a kill that came before its story and numbers nothing."""


@dataclass(frozen=True, slots=True)
class Digest:
    """Of a version that was saved: the SHA-256 of the entry's bytes and of the story's own content."""

    version: int
    withdraws: bool
    copy: bytes
    content: bytes


@dataclass(frozen=True, slots=True)
class Known:
    """A story as the store has it: None for what has not been.

    `digests` are of the version that comes and of all withdrawals.  `current` is the newest usable article that was
    announced or waits, `told` the newest that went out or is on its way, both as JSON text where the store gave them.
    """

    version: int | None = None
    updated_at: dt.datetime | None = None
    withdrawn_version: int | None = None
    withdrawn_at: dt.datetime | None = None
    digests: tuple[Digest, ...] = ()
    current: Article | str | None = None
    told: Article | str | None = None
    told_version: int | None = None

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_version is not None and self.withdrawn_version >= (self.version or 0)


@dataclass(frozen=True, slots=True)
class Incoming:
    """One version, ready to be saved; `written` is its article as JSON, None where that has changed since."""

    article: Article
    written: str | None
    copy_sha256: bytes
    content_sha256: bytes

    @property
    def article_json(self) -> str:
        return self.written or self.article.model_dump_json()

    @property
    def key(self) -> tuple[str, str]:
        return self.article.provider or "", self.article.story_id

    @property
    def withdraws(self) -> bool:
        return self.article.status == "canceled"

    @property
    def digest(self) -> Digest:
        return Digest(self.article.version, self.withdraws, self.copy_sha256, self.content_sha256)

    def with_changes(self, **changes: object) -> "Incoming":
        """The same copy, its article completed by what only the store could tell."""
        return replace(self, article=self.article.model_copy(update=changes), written=None) if changes else self


_ARTICLE = TypeAdapter(Article)
_BEHIND_CONTENT = b',"change_note":'
"""Begins, in an article's JSON, what the entry around the story, this code, or the store gave it.

A quote within a value has a backslash before it, and no part of the content has a field of that name.
"""


def incoming(article: Article) -> Incoming:
    """A page that is sent again with one more story is another entry; the stories it had before are the same."""
    written = _ARTICLE.dump_json(article)
    content = written[: written.index(_BEHIND_CONTENT)] + b"}"
    return Incoming(
        article=article,
        written=written.decode(),
        copy_sha256=bytes.fromhex(article.source.sha256),
        content_sha256=hashlib.sha256(content).digest(),
    )


def decide(new: Incoming, known: Known) -> tuple[Fate, Incoming, Known]:
    """The version's fate, the version completed by what is known, and the story as it is after it.

    Raises Rejected(version_conflict) if the version is there with other content.
    """
    if _is_repeated(new, known):
        return "duplicate", new, known
    new = _numbered(new, known)
    _refuse_conflict(new, known)
    known = replace(known, digests=(*known.digests, new.digest))
    return _withdrawal(new, known) if new.withdraws else _version(new, known)


def _is_repeated(new: Incoming, known: Known) -> bool:
    """A kill that numbers nothing would get another number today, so its bytes are looked for among all kills."""
    unnumbered = new.article.withdraws in {"story", "notice"}
    return any(
        old.withdraws == new.withdraws
        and (unnumbered or old.version == new.article.version)
        and (old.copy == new.copy_sha256 or old.content == new.content_sha256)
        for old in known.digests
    )


def _numbered(new: Incoming, known: Known) -> Incoming:
    """A kill that numbers nothing takes back what its story has reached; so does a notice under its story's own id."""
    if new.article.withdraws == "story" or (new.article.withdraws == "notice" and known.version is not None):
        return new.with_changes(version=known.version or 0)
    return new


def _refuse_conflict(new: Incoming, known: Known) -> None:
    for old in known.digests:
        if (old.version, old.withdraws) == (new.article.version, new.withdraws):
            what = "withdrawn already, by a copy" if new.withdraws else "saved"
            raise Rejected(Reason.VERSION_CONFLICT, f"version {old.version} is {what} with other content")


def _withdrawal(new: Incoming, known: Known) -> tuple[Fate, Incoming, Known]:
    article = new.article
    if _is_overtaken(article, known):
        return "history", new, known
    unnumbered = article.withdraws != "version"
    blind = unnumbered and known.version is None
    if known.version is not None and article.version < known.version:
        # What is above it waits for its embargo or the desk, and goes on waiting.
        return "announced", new, replace(known, withdrawn_version=article.version)
    after = replace(
        known,
        version=article.version,
        updated_at=article.updated_at,
        withdrawn_version=ALL_VERSIONS if blind else article.version,
        withdrawn_at=article.updated_at if unnumbered else None,
    )
    return "announced", new, after


def _is_overtaken(article: Article, known: Known) -> bool:
    """By a version that went out after it was sent, or by a kill of a higher one."""
    above = (known.told_version, known.withdrawn_version if known.is_withdrawn else None)
    return any(number is not None and article.version < number for number in above)


def _version(new: Incoming, known: Known) -> tuple[Fate, Incoming, Known]:
    article = new.article
    if known.is_withdrawn:
        if not _is_after_withdrawal(article, known):
            return "blocked", new, known
        # What was withdrawn stays so; the kill is spent for what follows.
        known = replace(known, withdrawn_version=article.version - 1, withdrawn_at=None)
    elif known.version is not None and article.version < known.version:
        return "history", new, known
    new = _completed(new, known)
    after = replace(known, version=article.version, updated_at=article.updated_at, current=new.article)
    if new.article.status == "withheld":
        return "withheld", new, after
    until = new.article.embargo_until
    if until is None or until <= article.source.received_at:
        after = replace(after, told=new.article, told_version=article.version)
    return "announced", new, after


def _is_after_withdrawal(article: Article, known: Known) -> bool:
    """Higher than what was withdrawn; of a kill that numbers nothing, later, where both say when they were written."""
    if known.withdrawn_at is not None and article.updated_at is not None:
        return article.updated_at > known.withdrawn_at and article.version >= (known.version or 0)
    return article.version > (known.withdrawn_version or 0)


def _completed(new: Incoming, known: Known) -> Incoming:
    """Under its embargo where the copy is silent of it, and with what differs from what subscribers have."""
    if known.current is not None:
        new = new.with_changes(**_embargo_that_holds_on(new.article, _facts(known.current)))
    if known.told is None:
        return new
    before, now = _facts(known.told), _facts(new.article_json)
    changes: dict[str, object] = {"changed": [name for name in CONTENT if now.get(name) != before.get(name)]}
    if new.article.change == "new":
        changes["change"] = "update"
    return new.with_changes(**changes)


def _facts(article: Article | str) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(article if isinstance(article, str) else article.model_dump_json())
    return found


def _embargo_that_holds_on(article: Article, before: Mapping[str, Any]) -> dict[str, Any]:
    """An embargo that was only in words ends by words too; one of a field of its own ends where the field is gone."""
    hold = before.get("hold") or {}
    in_words = hold.get("reason") == "embargo" and hold.get("where") == "words"
    if not in_words or article.embargo_until is not None or article.status != "usable":
        return {}
    until, text = before.get("embargo_until"), hold.get("text")
    why = f"embargo: this version says nothing of it, that of the version before holds: {text!r}"
    kept = {"hold": Hold.model_validate(hold), "warnings": [*article.warnings, why]}
    if until is None:
        return {**kept, "status": "withheld"}
    moment = dt.datetime.fromisoformat(until)
    return {**kept, "embargo_until": moment} if moment > article.source.received_at else {}
