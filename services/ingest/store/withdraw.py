"""A notice of withdrawal under an id of its own: the story that it means is withdrawn, or somebody is told to look."""

import datetime as dt
from dataclasses import replace

import asyncpg

from schemas.article import Article, Notice
from schemas.reasons import Rejected
from services.ingest.life.fate import Fate, Incoming, Known, decide
from services.ingest.life.notice import Told, match
from services.ingest.store import sql
from services.ingest.store.known import lock_known
from services.ingest.store.rows import Item, Key, Saved
from services.runtime.postgres import Connection

_LOOKS_BACK = dt.timedelta(days=7)
"""An agency takes back what is news; for what is older somebody has to look."""

_MOST = 20_000


async def settle_kill(
    connection: Connection, saved: Saved, before: dict[Key, Known], known: dict[Key, Known]
) -> list[Saved]:
    """The kill as it is saved, and the withdrawal of another story if it means one that is not withdrawn yet.

    One that finds a usable version under its own id takes that back, and another only if a relation names it.  One
    that finds none and looks like a kill of its own story is that story's, come first.  Adds the other story to
    `before` and `known`, its row being locked from here on.
    """
    article = saved.version.article
    lives = before[saved.version.key].current is not None
    if lives and not article.relations:
        return [saved]
    notice = await _match(connection, saved)
    if lives and "relation" not in notice.by:
        return [saved]
    if notice.story_id is None:
        # One that resembles what it may mean is no kill that came before its story.
        asks = article.withdraws == "notice" or any(candidate.by for candidate in notice.candidates)
        return [_with_notice(saved, notice, "unmatched") if asks else saved]
    key = article.provider or "", notice.story_id
    meant = saved.version.with_changes(provider=key[0], story_id=key[1])
    [(_, state)] = (await lock_known(connection, [meant])).items()
    before[key] = known[key] = state
    # An update may have been saved since the match.
    notice = notice.model_copy(update={"version": state.version})
    # One that takes back its own story too has an event of its own.
    kill = _with_notice(saved, notice, "announced" if lives else "notice")
    if state.is_withdrawn or state.current is None:
        return [kill]
    try:
        fate, withdrawal, known[key] = decide(_withdrawal(saved.version, notice, state), state)
    except Rejected:
        return [_with_notice(saved, _spent(notice), "unmatched")]
    return [kill, Saved(Item(saved.item.entry, withdrawal), fate, None)]


def _spent(notice: Notice) -> Notice:
    """Of a story that the desk brought back after a kill of the same number: the desk has to decide again."""
    why = f"{notice.story_id} was withdrawn under this number before and lives again: withdraw it by hand"
    return notice.model_copy(update={"story_id": None, "version": None, "why": why})


async def _match(connection: Connection, saved: Saved) -> Notice:
    article, entry = saved.version.article, saved.item.entry
    since = entry.accepted_at - _LOOKS_BACK
    rows = await connection.fetch(sql.FIND_TOLD, article.provider, since, article.story_id, _MOST)
    return match(article, [_told(row) for row in rows], zone=entry.feed.zone)


def _told(row: asyncpg.Record) -> Told:
    times = [*row["received"], row["updated_at"]]
    return Told(
        story_id=row["story_id"],
        version=row["version"],
        headline=row["headline"],
        slugline=row["slugline"],
        times=tuple(moment for moment in times if moment is not None),
        withdrawn=row["withdrawn"],
        headlines=tuple(row["headlines"] or ()),
        public=row["headlines"] is not None,
    )


def _with_notice(saved: Saved, notice: Notice, fate: Fate) -> Saved:
    item = replace(saved.item, outcome=saved.version.with_changes(notice=notice))
    return Saved(item, fate, None)


def _withdrawal(notice_copy: Incoming, notice: Notice, state: Known) -> Incoming:
    """The story as subscribers have it, taken back; its source is the notice, since those are the bytes that say so.

    Of a story that nobody has yet it is what waits, and then it is told to nobody.
    """
    said = notice_copy.article
    base = state.told or state.current
    current = base if isinstance(base, Article) else Article.model_validate_json(base or "")
    changes: dict[str, object] = {
        "version": state.version,
        "status": "canceled",
        "change": "withdrawal",
        "withdraws": "notice",
        "change_note": said.change_note,
        "updated_at": said.updated_at,
        "hold": None,
        "notice": notice,
        "changed": ["status"],
        "revision": 0,
        "source": said.source,
    }
    return replace(notice_copy, article=current.model_copy(update=changes))
