"""What the desk does to a story by hand: it releases what waits, withdraws, and settles notices of withdrawal.

Each function works inside the caller's transaction and locks the stories that it is about.  The bytes of the agency
and the articles as they came stay: what the desk makes of them is a revision beside them.
"""

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from typing import Any, NoReturn

import asyncpg

from schemas.article import Article, Notice
from schemas.event import READY, WITHDRAWN
from services.desk import sql
from services.desk.state import Announcement, state_of
from services.runtime.postgres import OUTBOX_CHANNEL, Connection

Key = tuple[str, str]
"""Provider and story id."""

Name = tuple[str, str, int, bool]
"""Key, version, and whether it withdraws."""

_TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")  # W3C Trace Context, 3.2


class NotPossible(Exception):  # noqa: N818  its sentence is for people
    """The rules of order, or what was announced already, stand against it."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is going to be announced now: quiet if nobody has to be told, `hold_until` if not yet."""

    version: int
    revision: int
    quiet: bool = False
    hold_until: dt.datetime | None = None


# --- release ---


async def release(
    connection: Connection, key: Key, version: int | None, why: str, *, force: bool, revive: bool
) -> Told:
    """Lets a version go out that waits: the newest, if none is named.

    What is withheld goes out at its embargo, and before it with `force`, as what is held does.  What was withdrawn, and
    what was blocked for that, needs `revive`: two words, since one who ends an embargo may not know of a kill that came
    meanwhile.  Raises NotPossible.
    """
    story = await _locked(connection, key)
    if version is None:
        version = await connection.fetchval(sql.NEWEST_THAT_WAITS, *key)
    if version is None:
        raise NotPossible("none of its versions waits for the desk")
    row = await _made_last(connection, (*key, version, False))
    rows = [Announcement.of(one) for one in await connection.fetch(sql.ANNOUNCEMENTS, *key)]
    _check_release(story, row, rows, force=force, revive=revive)
    return await _release(connection, key, row, why, force=force, again=_is_withdrawn(story))


def _check_release(
    story: asyncpg.Record, row: asyncpg.Record, rows: list[Announcement], *, force: bool, revive: bool
) -> None:
    version = row["version"]
    own = [one for one in rows if one.version == version and not one.withdraws]
    state = state_of(row["fate"], withdraws=False, announcements=own)
    if state == "announced" and not _is_withdrawn(story):
        raise NotPossible(f"version {version} was announced already")
    if state == "waiting":
        raise NotPossible(f"version {version} is on its way already")
    above = max((one.version for one in rows if one.cancelled_at is None), default=-1)
    if above > version or state == "late":
        _refuse_older(version, above if above > version else story["version"])
    if not revive and (_is_withdrawn(story) or state == "blocked"):
        raise NotPossible(f"the story was withdrawn, and version {version} would bring it back: that takes --revive")
    if not force:
        _refuse_without_force(own, version, state)


def _refuse_older(version: int, above: int) -> NoReturn:
    raise NotPossible(f"version {version} is older than version {above}, which was announced or is going to be")


def _refuse_without_force(own: list[Announcement], version: int, state: str) -> None:
    if state == "held":
        raise NotPossible(f"version {version} is held until {own[-1].hold_until}: before that it takes --force")
    if state == "replaced":
        raise NotPossible(f"version {version} was replaced before it went out: that takes --force")


def _is_withdrawn(story: asyncpg.Record) -> bool:
    return story["withdrawn_version"] is not None and story["withdrawn_version"] >= (story["version"] or 0)


async def _release(
    connection: Connection, key: Key, row: asyncpg.Record, why: str, *, force: bool, again: bool
) -> Told:
    """`again`: it was withdrawn, so what was announced before may be."""
    version, revision = row["version"], row["revision"] + 1
    article = released(Article.model_validate_json(row["made"]), revision, why)
    until = None if force or not _is_ahead(article.embargo_until) else article.embargo_until
    await connection.execute(sql.CANCEL_HELD, *key, version)
    if not again and await connection.fetchval(sql.IS_SENT, *key, version):
        raise NotPossible(f"version {version} was announced just now")
    await _revise(connection, key, article, "released by the desk")
    await _set_fate(connection, (*key, version, False), "announced")
    names = article.updated_at, article.headline, article.slugline, row["received_at"]
    await connection.execute(sql.RELEASED, *key, version, *names)
    await _announce(connection, key, article, row, until)
    return Told(version, revision, hold_until=until)


def _is_ahead(moment: dt.datetime | None) -> bool:
    return moment is not None and moment > dt.datetime.now(dt.UTC)


def released(article: Article, revision: int, why: str) -> Article:
    """The article as it goes out: usable, held by nothing, and with a warning that says who let it go."""
    said = "released by the desk" + (f": {why}" if why else "")
    changes = {"status": "usable", "hold": None, "revision": revision, "warnings": [*article.warnings, said]}
    return article.model_copy(update=changes)


# --- withdraw ---


async def withdraw(connection: Connection, key: Key, why: str, notice: Key | None = None) -> Told:
    """Takes the story back with all its versions; `notice` names the unmatched notice that asked for it.

    Raises NotPossible.
    """
    story, note = await _locked_both(connection, key, notice)
    if _is_withdrawn(story):
        raise NotPossible("it is withdrawn already, or is a notice of withdrawal itself")
    current = await connection.fetchval(sql.CURRENT_VERSION, *key)
    if current is None:
        raise NotPossible("no version of it was announced or waits, so there is nothing to withdraw")
    await connection.execute(sql.CANCEL_UNSENT, *key)
    told = await connection.fetchval(sql.TOLD_VERSION, *key)
    quiet = told is None
    # The event says again what subscribers have, and nothing of what still waited.
    row = await _made_last(connection, (*key, current if quiet else told, False))
    base = Article.model_validate_json(row["made"]).model_copy(update={"version": story["version"]})
    article = withdrawn(base, why, Article.model_validate_json(note["made"]) if note else None)
    article = await _keep_withdrawal(connection, key, article, note or row, "quiet" if quiet else "announced")
    await connection.execute(sql.WITHDRAWN, *key, article.updated_at)
    if not quiet:
        await _announce(connection, key, article, note or row, None)
    if note is not None and article.notice is not None:
        await _close(connection, note, article.notice, "matched by the desk")
    return Told(article.version, article.revision, quiet=quiet)


def withdrawn(article: Article, why: str, note: Article | None) -> Article:
    """The story as it was, taken back; under a notice its source is that, since those are the bytes that say so."""
    changes: dict[str, Any] = {
        "status": "canceled",
        "change": "withdrawal",
        "change_note": why,
        "withdraws": "story",
        "updated_at": dt.datetime.now(dt.UTC),
        "hold": None,
        "notice": None,
        "changed": ["status"],
        "revision": 0,
    }
    if note is not None:
        changes |= {"withdraws": "notice", "source": note.source, "updated_at": note.updated_at}
        changes["notice"] = Notice(
            notice_id=note.story_id,
            story_id=article.story_id,
            version=article.version,
            by=["desk"],
            why=f"matched by the desk: {why}",
            text=note.notice.text if note.notice else note.body.text,
        )
    return article.model_copy(update=changes)


async def _keep_withdrawal(
    connection: Connection, key: Key, article: Article, source: asyncpg.Record, fate: str
) -> Article:
    """As a version, or as a revision of a withdrawal that was saved under the number and is spent."""
    act = f"withdrawn by the desk {key} {article.version} {dt.datetime.now(dt.UTC).isoformat()}".encode()
    digests = source["kept_sha256"] or source["copy_sha256"], hashlib.sha256(act).digest()
    place = source["feed"], source["entry_id"], source["item"]
    values = *key, article.version, fate, *digests, *place, article.model_dump_json()
    if await connection.fetchval(sql.ADD_VERSION, *values):
        return article
    spent = await _made_last(connection, (*key, article.version, True))
    article = article.model_copy(update={"revision": spent["revision"] + 1})
    await _revise(connection, key, article, "withdrawn by the desk")
    await _set_fate(connection, (*key, article.version, True), fate)
    return article


# --- notices ---


async def settle(connection: Connection, notice: Key, why: str) -> None:
    """Closes an unmatched notice that means no story here.

    Raises NotPossible if it is none.
    """
    await _locked(connection, notice)
    note = await _unmatched(connection, notice)
    article = Article.model_validate_json(note["made"])
    said = article.notice or Notice(notice_id=notice[1], why="", text=article.body.text)
    closed = said.model_copy(update={"by": ["desk"], "why": f"dismissed by the desk: {why}"})
    await _close(connection, note, closed, "dismissed by the desk")


async def _close(connection: Connection, note: asyncpg.Record, notice: Notice, why: str) -> None:
    key, revision = (note["provider"], note["story_id"]), note["revision"] + 1
    article = Article.model_validate_json(note["made"]).model_copy(update={"notice": notice, "revision": revision})
    await _revise(connection, key, article, why)
    await _set_fate(connection, (*key, note["version"], True), "notice")


async def _unmatched(connection: Connection, notice: Key) -> asyncpg.Record:
    version = await connection.fetchval(sql.UNMATCHED_VERSION, *notice)
    if version is None:
        raise NotPossible(f"{'/'.join(notice)} is no notice of withdrawal that waits for its story")
    return await _made_last(connection, (*notice, version, True))


# --- both ---


async def _locked(connection: Connection, key: Key) -> asyncpg.Record:
    rows = await connection.fetch(sql.LOCK_STORIES, [key[0]], [key[1]])
    if not rows or rows[0]["version"] is None:
        raise NotPossible("nothing of it is saved")
    return rows[0]


async def _locked_both(
    connection: Connection, key: Key, notice: Key | None
) -> tuple[asyncpg.Record, asyncpg.Record | None]:
    if notice is None:
        return await _locked(connection, key), None
    if notice[0] != key[0]:
        raise NotPossible("the notice is of another provider")
    rows = await connection.fetch(sql.LOCK_STORIES, [key[0], notice[0]], [key[1], notice[1]])
    note = await _unmatched(connection, notice)
    return next(row for row in rows if row["story_id"] == key[1]), note


async def _made_last(connection: Connection, name: Name) -> asyncpg.Record:
    row = await connection.fetchrow(sql.MADE_LAST, *name)
    if row is None:
        raise NotPossible(f"there is no version {name[2]} of it")
    return row


async def _set_fate(connection: Connection, name: Name, fate: str) -> None:
    await connection.execute(sql.SET_FATE, *name, fate)


async def _revise(connection: Connection, key: Key, article: Article, why: str) -> None:
    version, withdraws = article.version, article.status == "canceled"
    await connection.execute(
        sql.ADD_REVISION, *key, version, withdraws, article.revision, why, article.model_dump_json()
    )


async def _announce(
    connection: Connection, key: Key, article: Article, source: asyncpg.Record, until: dt.datetime | None
) -> None:
    withdraws = article.status == "canceled"
    trace = source["traceparent"] if _TRACEPARENT.fullmatch(source["traceparent"] or "") else None
    values = article.version, withdraws, article.revision, WITHDRAWN if withdraws else READY, source["feed"]
    await connection.execute(sql.ANNOUNCE, *key, *values, until, trace, OUTBOX_CHANNEL)
