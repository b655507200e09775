"""How versions and dead letters get into the store: once each, whatever was saved before, and the bad one found.

A batch is at most two transactions: one statement for the stories that are new, one more for all the others.  Both are
idempotent, and its entries are acknowledged after both.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg

from schemas.event import READY, WITHDRAWN
from schemas.reasons import Reason, Rejected
from schemas.story import Status
from services.ingest import sql
from services.ingest.entry import Entry
from services.ingest.fate import Fate, Incoming, Known, decide
from services.ingest.pipeline import Refusal
from services.runtime.checkpoint import checkpoint
from services.runtime.postgres import OUTBOX_CHANNEL, Connection, Unsaveable, postgres_errors

Key = tuple[str, str]

RETRY_OF = b"retry-of"
"""The field by which the desk names the dead letter that an entry is another try of."""


@dataclass(frozen=True, slots=True)
class Item:
    """One story of an entry on its way into the store: a version or a refusal."""

    entry: Entry
    outcome: Incoming | Refusal


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of an item: its fate, or why it is in the dead letters."""

    item: Item
    fate: Fate | None
    refused: Refusal | None


async def save(pool: asyncpg.Pool, items: Sequence[Item]) -> list[Saved]:
    """Saves all items, in their order, and finds the bad one if the store refuses the batch.

    Raises Unavailable if the store can't serve now; then nothing of the failing part is saved.
    """
    try:
        with postgres_errors():
            return await _batch(pool, items)
    except Unsaveable as problem:
        if len(items) > 1:
            middle = len(items) // 2
            return [*await save(pool, items[:middle]), *await save(pool, items[middle:])]
        return await _park(pool, items[0], f"the store refuses it: {problem}")


async def _park(pool: asyncpg.Pool, item: Item, why: str) -> list[Saved]:
    if isinstance(item.outcome, Refusal):
        raise AssertionError(why)  # a dead letter holds nothing that the store could refuse
    refusal = Refusal(Reason.POISON, why, item.outcome.article.source)
    with postgres_errors():
        return await _batch(pool, [Item(item.entry, refusal)])


async def _batch(pool: asyncpg.Pool, items: Sequence[Item]) -> list[Saved]:
    async with pool.acquire() as connection:
        new = await _save_new(connection, items)
        rest = [item for item in items if id(item) not in new]
        others = {id(saved.item): saved for saved in (await _transaction(connection, rest) if rest else [])}
    return [(new | others)[id(item)] for item in items]


async def _save_new(connection: Connection, items: Sequence[Item]) -> dict[int, Saved]:
    """What can be saved without a look at what was there: stories that come once here and never came before."""
    times = Counter(item.outcome.key for item in items if isinstance(item.outcome, Incoming))
    wanted: list[Saved] = []
    states: list[tuple[object, ...]] = []
    for item in items:
        if isinstance(item.outcome, Incoming) and times[item.outcome.key] == 1 and _retry_of(item.entry) is None:
            fate, state = decide(item.outcome, Known())
            wanted.append(Saved(item, fate, None))
            states.append(_story_row(item.outcome.key, state))
    if not wanted:
        return {}
    columns = *_columns([_version_row(s) for s in wanted]), *_columns(states), *_columns(_copies(wanted))
    rows = await connection.fetch(sql.SAVE_NEW, *columns, OUTBOX_CHANNEL)
    checkpoint("ingest.after_commit")
    claimed = {(row["provider"], row["story_id"]) for row in rows}
    return {id(s.item): s for s in wanted if _version(s).key in claimed}


async def _transaction(connection: Connection, items: Sequence[Item]) -> list[Saved]:
    async with connection.transaction():
        before = await _known(connection, items)
        known = dict(before)
        saved = [_settle(item, known) for item in items]
        changed = [_story_row(key, state) for key, state in known.items() if state != before[key]]
        await _write(connection, [s for s in saved if s.fate not in {None, "duplicate"}], changed)
        await _cancel_replaced(connection, [s for s in saved if s.fate == "announced"], before)
        await _write_dead(connection, [s for s in saved if s.refused])
        await _resolve_retries(connection, saved)
        checkpoint("ingest.in_transaction")
    checkpoint("ingest.after_commit")
    return saved


def _settle(item: Item, known: dict[Key, Known]) -> Saved:
    if isinstance(item.outcome, Refusal):
        return Saved(item, None, item.outcome)
    try:
        fate, known[item.outcome.key] = decide(item.outcome, known[item.outcome.key])
    except Rejected as conflict:
        return Saved(item, None, Refusal(conflict.reason, conflict.detail, item.outcome.article.source))
    return Saved(item, fate, None)


async def _known(connection: Connection, items: Sequence[Item]) -> dict[Key, Known]:
    """The stories of the batch as the store has them, locked until the transaction ends."""
    versions = {(*i.outcome.key, i.outcome.article.version) for i in items if isinstance(i.outcome, Incoming)}
    keys = sorted({(provider, story_id) for provider, story_id, _ in versions})
    if not keys:
        return {}
    claimed = await connection.fetch(sql.CLAIM_STORIES, *_columns(keys))
    known = {(row["provider"], row["story_id"]): Known() for row in claimed}
    old = [key for key in keys if key not in known]
    if old:
        rows = await connection.fetch(sql.LOCK_STORIES, *_columns(old))
        found = await connection.fetch(sql.FIND_VERSIONS, *_columns([v for v in versions if v[:2] in set(old)]))
        digests: dict[Key, list[tuple[int, bytes, bytes]]] = {key: [] for key in old}
        for row in found:
            digests[row["provider"], row["story_id"]].append(tuple(row)[2:])
        for row in rows:
            key = row["provider"], row["story_id"]
            state = row["version"], row["updated_at"], row["withdrawn_version"]
            known[key] = Known(*state, tuple(digests[key]))
    return known


def _columns(rows: Sequence[tuple[object, ...]]) -> list[list[object]]:
    return list(map(list, zip(*rows, strict=True)))


async def _write(connection: Connection, saved: Sequence[Saved], stories: Sequence[tuple[object, ...]]) -> None:
    if saved:
        await connection.execute(sql.KEEP_COPIES, *_columns(_copies(saved)))
        columns = *_columns([_version_row(s) for s in saved]), *_columns(stories or [(None,) * 5])
        await connection.execute(sql.WRITE_VERSIONS, *columns, OUTBOX_CHANNEL)


def _copies(saved: Sequence[Saved]) -> list[tuple[object, ...]]:
    """One row an entry, however many stories it brought."""
    return list({(s.item.entry.feed.name, s.item.entry.entry_id): _copy_of(s) for s in saved}.values())


def _story_row(key: Key, state: Known) -> tuple[object, ...]:
    return *key, state.version, state.updated_at, state.withdrawn_version


def _version_row(saved: Saved) -> tuple[object, ...]:
    new, entry = _version(saved), saved.item.entry
    article = new.article
    return (
        *new.key,
        article.version,
        saved.fate,
        new.copy_sha256,
        new.content_sha256,
        entry.feed.name,
        entry.entry_id,
        article.source.item,
        new.json,
        WITHDRAWN if _withdraws(saved) else READY,
        _withdraws(saved),
        article.embargo_until,
        entry.traceparent,
    )


async def _cancel_replaced(connection: Connection, saved: Sequence[Saved], before: dict[Key, Known]) -> None:
    """Only a story that was there before, or comes twice in the batch, can have an announcement to take back."""
    times = Counter(_version(s).key for s in saved)
    replacing = [
        (*_version(s).key, _version(s).article.version, _withdraws(s))
        for s in saved
        if times[_version(s).key] > 1 or before[_version(s).key].version is not None
    ]
    if replacing:
        await connection.execute(sql.CANCEL_REPLACED, *_columns(replacing))


def _copy_of(saved: Saved) -> tuple[object, ...]:
    entry = saved.item.entry
    return (
        entry.feed.name,
        entry.entry_id,
        entry.body,
        _version(saved).copy_sha256,
        json.dumps(entry.other_fields()),
        entry.received_at,
    )


def _version(saved: Saved) -> Incoming:
    assert isinstance(saved.item.outcome, Incoming)  # noqa: S101  by its fate
    return saved.item.outcome


def _withdraws(saved: Saved) -> bool:
    status: Status = _version(saved).article.status
    return status == "canceled"


async def _write_dead(connection: Connection, saved: Sequence[Saved]) -> None:
    for s in saved:
        assert s.refused is not None  # noqa: S101  by the caller's choice
        entry, source = s.item.entry, s.refused.source
        values = (
            entry.feed.name,
            entry.entry_id,
            source.item,
            str(s.refused.reason),
            s.refused.detail,
            bytes.fromhex(source.sha256),
        )
        if await connection.fetchval(sql.DEAD_AGAIN, *values, _retry_of(entry)) is None:
            await connection.execute(sql.BURY, *values, entry.body, json.dumps(entry.other_fields()))


async def _resolve_retries(connection: Connection, saved: Sequence[Saved]) -> None:
    for s in saved:
        dead_id = _retry_of(s.item.entry)
        if s.refused is None and dead_id is not None:
            item = _version(s).article.source
            await connection.execute(
                sql.RESOLVE, dead_id, s.item.entry.feed.name, item.item, bytes.fromhex(item.sha256)
            )


def _retry_of(entry: Entry) -> int | None:
    said = entry.fields.get(RETRY_OF, b"")
    return int(said) if said.isdigit() and len(said) < 19 else None
