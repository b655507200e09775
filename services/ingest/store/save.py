"""How versions and dead letters get into the store: once each, whatever was saved before, and the bad one found.

A batch is at most two transactions: one statement for the stories that are new, one more for all the others; a
withdrawal that has to find its story among all that came before it is a batch of its own.  All are idempotent, and the
entries are acknowledged after them.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import asyncpg

from schemas.reasons import Reason, Rejected
from services.ingest.life.fate import Fate, Incoming, Known, decide
from services.ingest.pipeline import Refusal
from services.ingest.store import sql
from services.ingest.store.known import lock_known
from services.ingest.store.letters import resolve_retries, retry_of, unpark, write_dead
from services.ingest.store.rows import (
    Item,
    Key,
    Saved,
    columns,
    copy_columns,
    sketch_columns,
    state_columns,
    state_row,
    version_columns,
)
from services.ingest.store.withdraw import settle_kill
from services.runtime.checkpoint import checkpoint
from services.runtime.postgres import OUTBOX_CHANNEL, Connection, Unsaveable, lent, postgres_errors, transaction

_NAMED: frozenset[Fate] = frozenset(["announced", "withheld"])
"""The fates after which a story goes by its version's headline."""


Kept = dict[int, Saved]
"""What is committed, by the id() of its item."""


async def save(pool: asyncpg.Pool, items: Sequence[Item], kept: Kept | None = None) -> list[Saved]:
    """Saves all items, in their order, and finds the bad one if the store refuses the batch.

    `kept` takes each as it is committed, also when the rest fails: told from a later try it would be a duplicate.
    Raises Unavailable if the store can't serve now; then nothing of the failing part is saved.
    """
    kept = {} if kept is None else kept
    for part in _parts(items):
        await _save(pool, part, kept)
    return [kept[id(item)] for item in items]


def _parts(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Cut so that each that looks for its story stands alone: what came before is saved then, what comes after not."""
    begun = 0
    for at, item in enumerate(items):
        if _seeks(item):
            if at > begun:
                yield items[begun:at]
            yield [item]
            begun = at + 1
    if begun < len(items):
        yield items[begun:]


def _seeks(item: Item) -> bool:
    """A withdrawal that may mean a story under another id than its own."""
    return isinstance(item.outcome, Incoming) and item.outcome.article.withdraws in {"notice", "story"}


async def _save(pool: asyncpg.Pool, items: Sequence[Item], kept: Kept) -> None:
    left = [item for item in items if id(item) not in kept]
    try:
        with postgres_errors():
            await _batch(pool, left, kept)
    except Unsaveable as problem:
        left = [item for item in left if id(item) not in kept]
        if len(left) > 1:
            middle = len(left) // 2
            await _save(pool, left[:middle], kept)
            await _save(pool, left[middle:], kept)
        else:
            await _park(pool, left[0], f"the store refuses it: {problem}", kept)


async def _park(pool: asyncpg.Pool, item: Item, why: str, kept: Kept) -> None:
    if isinstance(item.outcome, Refusal):
        raise AssertionError(why)  # a dead letter holds nothing that the store could refuse
    refusal = Refusal(Reason.POISON, why, item.outcome.article.source)
    letter: Kept = {}
    with postgres_errors():
        await _batch(pool, [Item(item.entry, refusal)], letter)
    [kept[id(item)]] = letter.values()


async def _batch(pool: asyncpg.Pool, items: Sequence[Item], kept: Kept) -> None:
    if not items:
        return
    async with lent(pool) as connection:
        if not _seeks(items[0]):
            kept |= await _save_new(connection, items)
        rest = [item for item in items if id(item) not in kept]
        if rest:
            kept |= {id(item): saved for item, saved in zip(rest, await _transaction(connection, rest), strict=True)}


async def _save_new(connection: Connection, items: Sequence[Item]) -> Kept:
    """What can be saved without a look at what was there: stories that come once here and never came before."""
    times = Counter(item.outcome.key for item in items if isinstance(item.outcome, Incoming))
    wanted: Kept = {}
    states: list[tuple[object, ...]] = []
    for item in items:
        if isinstance(item.outcome, Incoming) and times[item.outcome.key] == 1 and retry_of(item.entry) is None:
            known = {item.outcome.key: Known()}
            wanted[id(item)] = saved = _settle(item, known)
            states.append(state_row(item.outcome.key, known[item.outcome.key], saved))
    if not wanted:
        return {}
    rows = list(wanted.values())
    values = *version_columns(rows), *state_columns(states), *sketch_columns(rows), *copy_columns(rows)
    found = await connection.fetch(sql.SAVE_NEW, *values, OUTBOX_CHANNEL)
    checkpoint("ingest.after_commit")
    claimed = {(row["provider"], row["story_id"]) for row in found}
    return {name: saved for name, saved in wanted.items() if saved.version.key in claimed}


async def _transaction(connection: Connection, items: Sequence[Item]) -> list[Saved]:
    """One Saved an item, in their order."""
    async with transaction(connection):
        before = await lock_known(connection, [i.outcome for i in items if isinstance(i.outcome, Incoming)])
        known = dict(before)
        saved: list[Saved] = []
        kills: list[Saved] = []
        for item in items:
            one = _settle(item, known)
            if _seeks(item) and one.fate == "announced":
                one, *withdrawn = await settle_kill(connection, one, before, known)
                kills += withdrawn
            saved.append(one)
        await _write(connection, [*saved, *kills], before, known)
        saved = await _quieten(connection, saved, kills)
        await write_dead(connection, saved)
        await resolve_retries(connection, saved)
        await unpark(connection, saved)
        checkpoint("ingest.in_transaction")
    checkpoint("ingest.after_commit")
    if any(one.refused for one in saved):
        checkpoint("ingest.after_dead_letter")
    return saved


def _settle(item: Item, known: dict[Key, Known]) -> Saved:
    """What becomes of the item; `known` is then what is known after it."""
    if isinstance(item.outcome, Refusal):
        return Saved(item, None, item.outcome)
    key = item.outcome.key
    try:
        fate, completed, known[key] = decide(item.outcome, known[key])
    except Rejected as conflict:
        return Saved(item, None, Refusal(conflict.reason, conflict.detail, item.outcome.article.source))
    return Saved(replace(item, outcome=completed), fate, None)


async def _write(
    connection: Connection, saved: Sequence[Saved], before: dict[Key, Known], known: dict[Key, Known]
) -> None:
    written = [one for one in saved if one.fate not in {None, "duplicate"}]
    if not written:
        return
    newest = {one.version.key: one for one in written if one.fate in _NAMED and not one.version.withdraws}
    changed = [
        state_row(key, state, newest.get(key) or _first(key, written, before))
        for key, state in known.items()
        if state != before[key]
    ]
    await connection.execute(sql.KEEP_COPIES, *copy_columns(written))
    values = *version_columns(written), *state_columns(changed), *sketch_columns(written)
    await connection.execute(sql.WRITE_VERSIONS, *values, OUTBOX_CHANNEL)
    times = Counter(one.version.key for one in written)
    replacing = [
        (*one.version.key, one.version.article.version, one.version.withdraws)
        for one in written
        if one.fate in _NAMED and (times[one.version.key] > 1 or before[one.version.key].version is not None)
    ]
    if replacing:
        await connection.execute(sql.CANCEL_REPLACED, *columns(replacing, 4))


def _first(key: Key, written: Sequence[Saved], before: dict[Key, Known]) -> Saved | None:
    """A story that begins with its kill goes by the kill's headline."""
    if before[key].version is not None:
        return None
    return next(one for one in written if one.version.key == key)


async def _quieten(connection: Connection, saved: list[Saved], kills: Sequence[Saved]) -> list[Saved]:
    """With the fate of those withdrawals that have nobody to tell."""
    told = [one for one in (*saved, *kills) if one.fate == "announced" and one.version.withdraws]
    if not told:
        return saved
    rows = await connection.fetch(sql.QUIET, *columns([_name(one) for one in told], 3))
    quiet = {tuple(row) for row in rows}
    return [replace(one, fate="quiet") if one in told and _name(one) in quiet else one for one in saved]


def _name(saved: Saved) -> tuple[str, str, int]:
    return *saved.version.key, saved.version.article.version
