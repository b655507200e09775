"""What today's code would make of the bytes that are kept, beside what was made of them when they came."""

import datetime as dt
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import asyncpg
import orjson

from schemas.article import CONTENT, Article
from schemas.event import READY
from services.ingest.enrich import Rules, same_topics, tagged
from services.ingest.entry import Entry
from services.ingest.pipeline import Outcome, Refusal, process
from services.runtime.feeds import Feed
from services.runtime.postgres import OUTBOX_CHANNEL, Connection, postgres_errors

Verdict = Literal["same", "differs", "renamed", "refused", "kept"]

_KEPT = """
SELECT c.entry_id, c.sha256, c.body, c.fields, c.received_at,
       v.provider, v.story_id, v.version, v.withdraws, v.item, v.revision, v.made AS article
FROM wire_copy AS c
JOIN story_made AS v ON (v.feed, v.entry_id, v.copy_sha256) = (c.feed, c.entry_id, c.sha256)
WHERE c.feed = $1 AND c.received_at >= $2
ORDER BY c.received_at, c.entry_id, c.sha256, v.item, v.story_id
"""

_MADE = """
SELECT v.provider, v.story_id, v.version, v.withdraws, v.item, v.revision, v.made AS article
FROM wire_copy AS c
JOIN story_made AS v ON (v.feed, v.entry_id, v.copy_sha256) = (c.feed, c.entry_id, c.sha256)
WHERE c.feed = $1 AND c.received_at >= $2 AND NOT v.withdraws
ORDER BY c.received_at, c.entry_id, c.sha256, v.item, v.story_id
"""

_LOCK = "SELECT 1 FROM story WHERE (provider, story_id) = ($1, $2) FOR UPDATE"

_STATE = """
SELECT s.version = v.version AND coalesce(s.withdrawn_version < s.version, true) AS is_current, v.fate, v.revision
FROM story AS s JOIN story_made AS v USING (provider, story_id)
WHERE (v.provider, v.story_id, v.version, v.withdraws) = ($1, $2, $3, $4)
"""

_REVISE = """
INSERT INTO story_revision (provider, story_id, version, withdraws, revision, why, article)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""

# What has not gone out yet goes out as it is made now.  A row of its own: the relay may hold the old one just now, and
# would send the new revision's id with the old article.
_CANCEL_WAITING = """
UPDATE outbox SET cancelled_at = now()
WHERE (provider, story_id, version, withdraws) = ($1, $2, $3, $4) AND stream_ms IS NULL AND cancelled_at IS NULL
RETURNING hold_until
"""

_WITHHOLD = """
UPDATE story_version SET fate = 'withheld' WHERE (provider, story_id, version, withdraws) = ($1, $2, $3, $4)
"""

_ANNOUNCE = """
INSERT INTO outbox (provider, story_id, version, withdraws, type, feed, urgent, hold_until, revision)
VALUES ($1, $2, $3, $4, $5, $6, $4, $7, $8)
"""

_NOT_COMPARED = {"revision", "changed", "source"}
_NO_NEWS = {"repairs", "warnings", "hold", "change_note", "withdraws"}
"""What subscribers need not hear of when nothing else differs."""


@dataclass(frozen=True, slots=True)
class Remade:
    """A version as it was last made and as it would be now; `differs` names the fields.

    `kept` is what no bytes of its own stand behind: a story withdrawn by another item's notice.
    """

    row: asyncpg.Record
    verdict: Verdict
    differs: tuple[str, ...] = ()
    after: Article | None = None
    why: str = ""
    cause: Literal["re-parsed", "re-tagged"] = "re-parsed"

    @property
    def before(self) -> dict[str, Any]:
        found: dict[str, Any] = orjson.loads(self.row["article"])
        return found


async def reparse(pool: asyncpg.Pool, feed: Feed, since: dt.datetime, rules: Rules) -> AsyncIterator[Remade]:
    """Each version of the feed received since then, in the order in which they came.

    Raises Unavailable.
    """
    with postgres_errors():
        async with pool.acquire() as connection, connection.transaction(readonly=True):
            entry, outcomes = ("", b""), []
            async for row in connection.cursor(_KEPT, feed.name, since, prefetch=50):
                if (row["entry_id"], row["sha256"]) != entry:
                    entry, outcomes = (row["entry_id"], row["sha256"]), _outcomes(feed, row, rules)
                yield _remade(row, outcomes)


async def retag(pool: asyncpg.Pool, feed: Feed, since: dt.datetime, rules: Rules) -> AsyncIterator[Remade]:
    """Each version of the feed received since then, with the topics of today's term files; nothing else changes.

    Raises Unavailable.
    """
    with postgres_errors():
        async with pool.acquire() as connection, connection.transaction(readonly=True):
            async for row in connection.cursor(_MADE, feed.name, since, prefetch=50):
                old = Article.model_validate_json(row["article"])
                topics = tagged(old, feed, rules)
                if same_topics(old.topics, topics):
                    yield Remade(row, "same", cause="re-tagged")
                else:
                    after = old.model_copy(update={"topics": topics})
                    yield Remade(row, "differs", ("topics",), after, cause="re-tagged")


async def apply(pool: asyncpg.Pool, remade: Remade) -> Literal["announced", "saved", "passed"]:
    """Saves a revision of a version that differs; the current one is announced as an update.

    What waits and is withheld by today's rules waits for the desk from now on.  `passed` if it went out already, since
    rules can't call it back, and if somebody else made another revision meanwhile.  Raises Unavailable.
    """
    row, after = remade.row, remade.after
    if after is None or remade.verdict != "differs":
        return "passed"
    name = row["provider"], row["story_id"], row["version"], row["withdraws"]
    with postgres_errors():
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute(_LOCK, *name[:2])
            state = await connection.fetchrow(_STATE, *name)
            if state is None or state["revision"] != row["revision"]:
                return "passed"
            # One that was overtaken, or a kill, goes out as it came: made anew it would come after what is newer.
            current = state["is_current"] and state["fate"] == "announced" and not row["withdraws"]
            waiting = await connection.fetchrow(_CANCEL_WAITING, *name) if current else None
            waits = waiting is not None
            if current and not waits and after.status == "withheld":
                return "passed"
            tells = bool(current and not waits and set(remade.differs) - _NO_NEWS)
            await _save(connection, name, remade, tells=tells)
            if waits and after.status == "withheld":
                await connection.execute(_WITHHOLD, *name)
            elif tells or waits:
                number = row["revision"] + 1
                # What the desk has let go before its embargo is not held again by the same one.
                freed = waiting is not None and waiting["hold_until"] is None and "embargo_until" not in remade.differs
                until = None if freed else after.embargo_until
                await connection.execute(_ANNOUNCE, *name, READY, after.source.feed, until, number)
                await connection.execute("SELECT pg_notify($1, '')", OUTBOX_CHANNEL)
    return "announced" if tells else "saved"


async def _save(connection: Connection, name: tuple[object, ...], remade: Remade, *, tells: bool) -> None:
    assert remade.after is not None  # noqa: S101  by its verdict
    number = remade.row["revision"] + 1
    changes: dict[str, object] = {"revision": number, "changed": [f for f in CONTENT if f in remade.differs]}
    made = remade.after.model_copy(update=changes | ({"change": "update"} if tells else {}))
    await connection.execute(_REVISE, *name, number, remade.cause, made.model_dump_json())


def _outcomes(feed: Feed, row: asyncpg.Record, rules: Rules) -> list[Outcome]:
    fields = {name.encode(): value.encode() for name, value in json.loads(row["fields"]).items()}
    entry = Entry(feed, row["entry_id"], {**fields, b"body": row["body"]})
    return process(entry.body, feed, row["received_at"], rules, entry.warnings)


def _remade(row: asyncpg.Record, outcomes: Sequence[Outcome]) -> Remade:
    before: dict[str, Any] = orjson.loads(row["article"])
    notice = before.get("notice")
    if notice and notice["notice_id"] != row["story_id"]:
        return Remade(row, "kept", why="withdrawn by a notice")
    # An entry that is refused whole has one outcome, whatever it held before.
    found = outcomes[row["item"]] if row["item"] < len(outcomes) else outcomes[-1]
    if isinstance(found, Refusal):
        return Remade(row, "refused", why=f"{found.reason}: {found.detail}")
    old = Article.model_validate_json(row["article"])
    if row["withdraws"] and found.status != "canceled":
        return Remade(row, "kept", why="withdrawn by the desk")
    after = _as_saved(found, old)
    if (after.story_id, after.version, after.status == "canceled") != (
        row["story_id"],
        row["version"],
        row["withdraws"],
    ):
        return Remade(row, "renamed", after=after, why=f"would be {after.story_id} version {after.version}")
    # Through today's model both, so that a field which the contract got since is no difference.
    was, now = orjson.loads(old.model_dump_json()), orjson.loads(after.model_dump_json())
    # A batch of another size moves the last digit of a vector.
    told_apart = _NOT_COMPARED | ({"topics"} if same_topics(old.topics, after.topics) else set())
    differs = tuple(name for name in now if name not in told_apart and now[name] != was[name])
    return Remade(row, "differs" if differs else "same", differs, after)


def _as_saved(found: Article, old: Article) -> Article:
    """With what the store and the desk have added: it is not in the bytes, so no parser can tell it again."""
    changes: dict[str, Any] = {"same_as": old.same_as, "notice": old.notice, "revision": old.revision}
    if found.withdraws == "story":
        changes["version"] = old.version
    if found.change == "new":
        changes["change"] = old.change
    if old.change == "update" and old.revision:
        changes["change"] = old.change
    if old.revision and old.status == "usable" and found.status == "withheld":
        changes |= {"status": "usable", "hold": None, "warnings": old.warnings}  # the desk released it
    elif _held_on(old) and found.embargo_until is None and found.hold is None:
        names = ("embargo_until", "hold", "status", "warnings")
        changes |= {name: getattr(old, name) for name in names}
    return found.model_copy(update=changes)


def _held_on(old: Article) -> bool:
    return old.hold is not None and old.hold.reason == "embargo"
