"""Is all well with the line?  Asked of the servers themselves, so that it holds while no service runs."""

import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import redis.exceptions as errors

from services.desk import losses
from services.desk.finding import Finding
from services.runtime.feeds import Feed
from services.runtime.postgres import postgres_errors
from services.runtime.redis import GROUP, Client, redis_errors
from services.runtime.unavailable import Unavailable

_OUTBOX = """
SELECT count(*) FILTER (WHERE hold_until IS NULL OR hold_until <= now()) AS unsent,
       coalesce(extract(epoch FROM now() - min(created_at) FILTER (WHERE hold_until IS NULL OR hold_until <= now())), 0)
         ::float8 AS oldest,
       count(*) FILTER (WHERE hold_until > now()) AS held
FROM outbox WHERE stream_ms IS NULL AND cancelled_at IS NULL
"""
_HELD = """
SELECT count(*) AS held, min(hold_until) AS next,
       coalesce(extract(epoch FROM now() - min(hold_until)), 0)::float8 AS overdue
FROM outbox WHERE hold_until IS NOT NULL AND stream_ms IS NULL AND cancelled_at IS NULL
"""
_WITHHELD = """
SELECT count(*) FROM story_version AS v JOIN story AS s USING (provider, story_id)
WHERE v.fate = 'withheld' AND v.version = s.version AND NOT coalesce(s.withdrawn_version >= s.version, false)
"""
_UNMATCHED = "SELECT count(*) FROM story_version WHERE fate = 'unmatched'"
_DEAD = "SELECT count(*) FROM dead_letter WHERE state IN ('open', 'retrying')"
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
    try:
        with redis_errors():
            groups = {group["name"]: group for group in await client.xinfo_groups(feed.stream)}
            pending = await client.xpending(feed.stream, GROUP)
    except errors.ResponseError:
        return Finding(
            what, well=False, detail=f"no stream {feed.stream}, or no group {GROUP}: ingest makes both when it starts"
        )
    lag, waiting = groups[GROUP.encode()]["lag"], pending["pending"]
    oldest = await _oldest_seconds(client, feed, groups[GROUP.encode()]["last-delivered-id"], pending)
    detail = f"{lag if lag is not None else '?'} unread, {waiting} pending, oldest {oldest:.1f} s"
    return Finding(what, oldest < LAG_SECONDS, detail)


async def _oldest_seconds(client: Client, feed: Feed, delivered: bytes, pending: dict[str, Any]) -> float:
    """Since when the oldest entry waits that is not acknowledged."""
    if pending["pending"]:
        found: list[tuple[bytes, object]] = [(pending["min"], None)]
    else:
        with redis_errors():
            found = await client.xrange(feed.stream, min=b"(" + delivered, count=1)
    if not found:
        return 0.0
    return max(dt.datetime.now(dt.UTC).timestamp() - int(found[0][0].split(b"-")[0]) / 1000, 0.0)


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
            [outbox] = await pool.fetch(_OUTBOX)
            detail = f"{outbox['unsent']} unsent, oldest {outbox['oldest']:.1f} s, {outbox['held']} held"
            yield Finding("outbox", outbox["oldest"] < LAG_SECONDS, detail)
            async for finding in _waiting(pool):
                yield finding
            dead = await pool.fetchval(_DEAD)
            yield Finding("dead letters", well=None, detail=f"{dead} open" + (": wire dead list" if dead else ""))
    except Unavailable as problem:
        yield Finding("tables", well=False, detail=f"{problem}: has `wire migrate` run?")


async def _waiting(pool: asyncpg.Pool) -> AsyncIterator[Finding]:
    """What waits for its embargo, and what for the desk."""
    [held] = await pool.fetch(_HELD)
    late = held["overdue"] > _LATE_SECONDS
    detail = f"{held['held']} held"
    if held["held"]:
        detail += f", the next until {held['next']:%Y-%m-%d %H:%M:%S}Z"
    yield Finding("held", not late, detail + (f", {held['overdue']:.0f} s overdue: does a relay lead?" if late else ""))
    withheld = await pool.fetchval(_WITHHELD)
    told = f"{withheld} wait for the desk" + (": wire story list --state withheld" if withheld else "")
    yield Finding("withheld", well=None, detail=told)
    unmatched = await pool.fetchval(_UNMATCHED)
    told = f"{unmatched} open" + (": wire story list --state unmatched" if unmatched else "")
    yield Finding("unmatched withdrawals", unmatched == 0, told)
