"""Is all well with the line?  Asked of the servers themselves, so that it holds while no service runs."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import asyncpg

from services.desk import losses
from services.desk.finding import Finding
from services.desk.waiting import Store, backlog, in_store
from services.runtime.feeds import Feed
from services.runtime.postgres import postgres_errors
from services.runtime.redis import GROUP, Client, redis_errors
from services.runtime.unavailable import Unavailable

_REVISION = "SELECT version_num FROM alembic_version"

LAG_SECONDS = 60.0
"""A story accepted, or an event unsent, for longer than this is trouble."""

_LATE_SECONDS = 5.0
"""A relay that leads looks twice a second whether an embargo is over."""


async def examine(
    client: Client, pool: asyncpg.Pool | None, feeds: list[Feed], newest: str, keep: int = 100_000
) -> AsyncIterator[Finding]:
    """One finding at a time; `newest` is the revision of the tables that this code expects, `keep` the relay's."""
    redis_there = True
    try:
        with redis_errors():
            info: dict[str, Any] = await client.info("server")
        yield Finding("stream server", well=True, detail=info.get("valkey_version") or info.get("redis_version", "?"))
    except Unavailable as problem:
        redis_there = False
        yield Finding("stream server", well=False, detail=str(problem))
    if redis_there:
        for feed in feeds:
            yield await _feed(client, feed)
    async for finding in _store(pool, newest):
        yield finding
    if redis_there and pool is not None:
        async for finding in _losses(client, pool, feeds, keep):
            yield finding


async def _feed(client: Client, feed: Feed) -> Finding:
    what = f"feed {feed.name}"
    found = await backlog(client, feed)
    if found is None:
        detail = f"no stream {feed.stream}, or no group {GROUP}: ingest makes both when it starts"
        return Finding(what, well=False, detail=detail)
    unread = "?" if found.unread is None else found.unread
    detail = f"{unread} unread, {found.pending} pending, oldest {found.oldest_seconds:.1f} s"
    return Finding(what, found.oldest_seconds < LAG_SECONDS, detail)


async def _losses(client: Client, pool: asyncpg.Pool, feeds: list[Feed], keep: int) -> AsyncIterator[Finding]:
    try:
        yield await losses.ready(client, pool, keep)
        for feed in feeds:
            if (lost := await losses.copy(client, pool, feed)) is not None:
                yield lost
    except Unavailable as problem:
        yield Finding("losses", well=False, detail=f"{problem}: not looked for")


async def _store(pool: asyncpg.Pool | None, newest: str) -> AsyncIterator[Finding]:
    if pool is None:
        yield Finding("store", well=False, detail="PostgreSQL does not answer")
        return
    try:
        with postgres_errors():
            yield Finding("store", well=True, detail=str(await pool.fetchval("SHOW server_version")))
            revision = await pool.fetchval(_REVISION)
            yield Finding("tables", revision == newest, f"revision {revision}, this code expects {newest}")
        store = await in_store(pool)
    except Unavailable as problem:
        yield Finding("tables", well=False, detail=f"{problem}: has `wire migrate` run?")
        return
    for finding in _waiting(store):
        yield finding


def _waiting(store: Store) -> Iterator[Finding]:
    """What waits for the relay, for its embargo, and for the desk."""
    detail = f"{store.unsent} unsent, oldest {store.unsent_seconds:.1f} s"
    yield Finding("outbox", store.unsent_seconds < LAG_SECONDS, detail)
    late = store.overdue_seconds > _LATE_SECONDS
    detail = f"{store.held} held"
    if store.next_release:
        detail += f", the next until {store.next_release:%Y-%m-%d %H:%M:%S}Z"
    detail += f", {store.overdue_seconds:.0f} s overdue: does a relay lead?" if late else ""
    yield Finding("held", not late, detail)
    told = f"{store.withheld} wait for the desk" + (": wire story list --state withheld" if store.withheld else "")
    yield Finding("withheld", well=None, detail=told)
    told = f"{store.unmatched} open" + (": wire story list --state unmatched" if store.unmatched else "")
    yield Finding("unmatched withdrawals", store.unmatched == 0, told)
    dead = sum(store.dead.values())
    yield Finding("dead letters", well=None, detail=f"{dead} open" + (": wire dead list" if dead else ""))
