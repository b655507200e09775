"""A story's life as the desk sees it: all its versions, what became of each, and what was done by hand."""

import datetime as dt
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from typing import Any, Literal

import asyncpg

from services.desk import hand, sql
from services.desk.diff import visible
from services.desk.hand import NotPossible, Told
from services.desk.state import Announcement, state_of
from services.runtime.postgres import Connection, Unsaveable, postgres_errors, rows_named

Listing = Literal["all", "held", "withheld", "withdrawn", "blocked", "unmatched", "corrected"]

_PICKS: dict[Listing, str] = {
    "all": sql.PICK_ALL,
    "held": sql.PICK_HELD,
    "withheld": sql.PICK_WITHHELD,
    "withdrawn": sql.PICK_WITHDRAWN,
    "blocked": sql.PICK_BLOCKED,
    "unmatched": sql.PICK_UNMATCHED,
    "corrected": sql.PICK_CORRECTED,
}

LEAST = 6
"""Signs of a story id that may stand for it: fewer are a slip sooner than a name."""


class NoSuchStory(Exception):  # noqa: N818  its sentence is for people
    """No story or version goes by that name, or several do."""


@dataclass(frozen=True, slots=True)
class Found:
    """A story's row; `version` is the highest that counts, None where nothing of it is saved yet."""

    provider: str
    story_id: str
    version: int | None
    updated_at: dt.datetime | None
    withdrawn_version: int | None
    withdrawn_at: dt.datetime | None
    headline: str | None
    slugline: str | None
    seen_at: dt.datetime | None

    @property
    def key(self) -> hand.Key:
        return self.provider, self.story_id

    @property
    def name(self) -> str:
        return f"{self.provider}/{self.story_id}"

    def told(self) -> dict[str, Any]:
        return {**asdict(self), "withdrawn": self.is_withdrawn}

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_version is not None and self.withdrawn_version >= (self.version or 0)


class Stories:
    """Raises Unavailable from every method if the store is away."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    # --- look ---

    async def find(self, name: str) -> Found:
        """By `story_id`, `provider/story_id`, or a beginning of either's id that is no other's, of LEAST signs or more.

        Raises NoSuchStory, with up to five names where several fit.
        """
        provider, _, rest = name.partition("/")
        rows = await rows_named(self._pool, sql.FIND_NAMED, name, provider, rest)
        if not rows and len(rest or name) >= LEAST:
            rows = await rows_named(self._pool, sql.FIND_BEGINNING, name, provider, rest or name)
        if not rows:
            raise NoSuchStory(f"no story {visible(name)!r}")
        found = [Found(**row) for row in rows]
        if len(found) > 1:
            listed = ", ".join(visible(one.name) for one in found[:5]) + (", …" if len(found) > 5 else "")
            raise NoSuchStory(f"{visible(name)!r} may be any of: {listed}")
        return found[0]

    async def named(self, provider: str, story_id: str) -> Found:
        """Raises NoSuchStory."""
        rows = await rows_named(self._pool, sql.STORY, provider, story_id)
        if not rows:
            raise NoSuchStory(f"no story {visible(provider)}/{visible(story_id)}")
        return Found(**rows[0])

    async def history(self, story: Found) -> list[dict[str, Any]]:
        """All versions by number, a withdrawal after what it withdraws: what each says, its state and announcements."""
        rows = await rows_named(self._pool, sql.HISTORY, *story.key)
        announcements = [Announcement.of(row) for row in await rows_named(self._pool, sql.ANNOUNCEMENTS, *story.key)]
        return [_version(story, row, announcements) for row in rows]

    async def listed(
        self, state: Listing = "all", *, feed: str | None = None, limit: int = 100
    ) -> list[dict[str, Any]]:
        """The newest first, of held ones what goes out soonest; `corrected` looks at the 5000 stories seen last."""
        return await self.shown(await rows_named(self._pool, _PICKS[state], feed, limit))

    async def shown(self, picked: Sequence[Mapping[str, Any] | asyncpg.Record]) -> list[dict[str, Any]]:
        """As a list shows them, in their order: each by provider, story_id, version, withdraws."""
        columns = [[row[name] for row in picked] for name in ("provider", "story_id", "version", "withdraws")]
        return [_listed(row) for row in await rows_named(self._pool, sql.SHOWN, *columns)]

    async def article(
        self, story: Found, version: int, *, withdraws: bool = False, revision: int | None = None
    ) -> dict[str, Any]:
        """As it was last made, or in a certain revision, of which 0 is as it came.

        Raises NoSuchStory.
        """
        rows = await rows_named(self._pool, sql.ARTICLE, *story.key, version, withdraws, revision)
        if not rows:
            raise NoSuchStory(f"{visible(story.name)} has no {_named(version, withdraws=withdraws, revision=revision)}")
        found: dict[str, Any] = json.loads(rows[0]["article"])
        return found

    async def raw(self, story: Found, version: int, *, withdraws: bool = False) -> bytes:
        """The entry that brought it, byte for byte; there may be other stories in it.

        Raises NoSuchStory.
        """
        rows = await rows_named(self._pool, sql.RAW, *story.key, version, withdraws)
        if not rows:
            raise NoSuchStory(f"{visible(story.name)} has no {_named(version, withdraws=withdraws)}")
        return bytes(rows[0]["body"])

    # --- mend ---

    async def release(
        self, story: Found, version: int | None = None, *, force: bool = False, revive: bool = False, why: str = ""
    ) -> Told:
        """Lets a version go out: see services.desk.hand.release.

        Raises NotPossible.
        """
        async with self._transaction() as connection:
            return await hand.release(connection, story.key, version, _said(why), force=force, revive=revive)

    async def withdraw(self, story: Found, why: str, notice: Found | None = None) -> Told:
        """Takes the story back: see services.desk.hand.withdraw.

        Raises NotPossible.
        """
        async with self._transaction() as connection:
            return await hand.withdraw(connection, story.key, _said(why), notice.key if notice else None)

    async def settle(self, notice: Found, why: str) -> None:
        """Closes a notice of withdrawal that means no story here.

        Raises NotPossible.
        """
        async with self._transaction() as connection:
            await hand.settle(connection, notice.key, _said(why))

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[Connection]:
        try:
            with postgres_errors():
                async with self._pool.acquire() as connection, connection.transaction():
                    yield connection
        except Unsaveable as problem:
            raise NotPossible(f"the store refuses it: {problem}") from problem


def _said(why: str) -> str:
    """On one line, since it stands in warnings and notes."""
    return visible(" ".join(why.split()))


def _named(version: int, *, withdraws: bool, revision: int | None = None) -> str:
    return ("withdrawal" if withdraws else "version") + f" {version}" + (f".{revision}" if revision else "")


def _version(story: Found, row: asyncpg.Record, announcements: list[Announcement]) -> dict[str, Any]:
    own = [one for one in announcements if (one.version, one.withdraws) == (row["version"], row["withdraws"])]
    state = state_of(row["fate"], withdraws=row["withdraws"], announcements=own)
    told = [one.told(*story.key) for one in own]
    return {
        **row,
        **{name: row[name] and json.loads(row[name]) for name in ("changed", "hold", "warnings", "same_as", "notice")},
        "state": state,
        "held_until": own[-1].hold_until if state == "held" else None,
        "announcements": told,
    }


def _listed(row: asyncpg.Record) -> dict[str, Any]:
    listed = {**row, **{name: row[name] and json.loads(row[name]) for name in ("hold", "notice")}}
    newest = Announcement(
        version=row["version"],
        withdraws=row["withdraws"],
        revision=0,
        type="",
        hold_until=row["hold_until"],
        cancelled_at=row["cancelled_at"],
        stream_ms=listed.pop("stream_ms"),
        stream_n=0,
        ahead=listed.pop("ahead"),
    )
    del listed["cancelled_at"]
    until = listed.pop("hold_until")
    listed["held_until"] = until if row["seconds_left"] is not None else None
    listed["state"] = state_of(row["fate"], withdraws=row["withdraws"], announcements=[newest])
    return listed
