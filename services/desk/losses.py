"""What has Redis lost?  The store knows what it had: events that were sent, and entries that were saved.

Everything here is counted on indexes and on what Redis knows of a stream without reading it, so it says how many are
missing and where; `wire replay --dry-run` finds out which.  As many entries of a stranger's as there are lost events
look like none lost: only that command is a proof.
"""

import datetime as dt

import asyncpg

from services.desk.finding import Finding
from services.runtime.feeds import Feed
from services.runtime.postgres import postgres_errors
from services.runtime.redis import (
    GROUP,
    NONE,
    READY_STREAM,
    Client,
    Shape,
    StreamId,
    as_id,
    as_text,
    redis_errors,
    shape_of,
)

_SENT = "SELECT sent_ms, sent_n FROM relay"
_HIGHEST = """
SELECT stream_ms, stream_n FROM outbox WHERE stream_ms IS NOT NULL ORDER BY stream_ms DESC, stream_n DESC LIMIT 1
"""
# How many events have ids from ($1, $2) up to ($3, $4), $5 of them at most.
_COUNT = """
SELECT count(*) FROM (
  SELECT FROM outbox
  WHERE stream_ms IS NOT NULL AND (stream_ms, stream_n) >= ($1, $2) AND (stream_ms, stream_n) <= ($3, $4)
  LIMIT $5
) AS span
"""
# As text, ids of one length are in order of their milliseconds, but not within one: 5-9 is above 5-10.  A Redis takes
# fewer in a millisecond than are looked at here.
_NEWEST = """
(SELECT entry_id FROM wire_copy WHERE feed = $1 ORDER BY entry_id DESC LIMIT 500)
UNION ALL (SELECT entry_id FROM dead_letter WHERE feed = $1 ORDER BY entry_id DESC LIMIT 500)
"""
_REPLAY = "wire replay"


async def ready(client: Client, pool: asyncpg.Pool, keep: int) -> Finding:
    """Of the stream of events, which keeps `keep`.  Raises Unavailable."""
    with postgres_errors():
        # In this order: what is marked was sent before, and what is sent has its number before.
        sent = await _id(pool, _SENT)
        shape = await shape_of(client, READY_STREAM)
        highest = await _id(pool, _HIGHEST)
        there = await _between(pool, shape.first, shape.top, shape.length + keep) if shape.first else 0
        tail = await _between(pool, _after(shape.top), sent, keep)
        head = await _below(pool, shape, keep - there - tail)
    problems = []
    if tail:
        problems.append(f"{tail} events lost after {_told(shape.top)}: a relay that leads sends them again; {_REPLAY}")
    if there > shape.length and shape.first:
        problems.append(f"{there - shape.length} lost between {_told(shape.first)} and {_told(shape.top)}: {_REPLAY}")
    if head:
        begin = f"before {_told(shape.first)}" if shape.first else f"up to {_told(shape.top)}"
        problems.append(f"{head} lost {begin}: {_REPLAY}")
    if there < shape.length or shape.top > highest:
        problems.append(_strange(shape, shape.length - there, highest))
    return Finding(READY_STREAM, not problems, "; ".join([f"{shape.length} events kept", *problems]))


def _strange(shape: Shape, entries: int, highest: StreamId) -> str:
    told = f"{max(entries, 0)} entries that the store knows nothing of"
    if shape.top > highest:
        told += f", the stream ends at {_told(shape.top)} and the store at {_told(highest)}"
    return told + ": a store from an older dump, or somebody else wrote there"


async def _below(pool: asyncpg.Pool, shape: Shape, room: int) -> int:
    """Events that were sent before the first that is there, would be kept, and were not trimmed."""
    if room <= 0 or shape.top == NONE:
        return 0
    end = shape.top if shape.first is None else _before(shape.first)
    return await _between(pool, NONE, min(end, shape.deleted) if shape.is_trimmed(end) else end, room)


async def _between(pool: asyncpg.Pool, first: StreamId, last: StreamId, most: int) -> int:
    return int(await pool.fetchval(_COUNT, *first, *last, most)) if first <= last else 0


async def _id(pool: asyncpg.Pool, statement: str) -> StreamId:
    row = await pool.fetchrow(statement)
    return NONE if row is None else (row[0], row[1])


def _after(stream_id: StreamId) -> StreamId:
    return stream_id[0], stream_id[1] + 1


def _before(stream_id: StreamId) -> StreamId:
    """No id that we give has an n as high."""
    ms, n = stream_id
    return (ms, n - 1) if n else (ms - 1, 2**62)


def _told(stream_id: StreamId) -> str:
    if stream_id == NONE:
        return "its beginning"
    try:
        return f"{as_text(stream_id)} ({_time(stream_id):%Y-%m-%d %H:%M:%S}Z)"
    except (ValueError, OverflowError, OSError):
        return as_text(stream_id)  # an id that somebody made up is no time


def _time(stream_id: StreamId) -> dt.datetime:
    return dt.datetime.fromtimestamp(stream_id[0] / 1000, dt.UTC)


async def copy(client: Client, pool: asyncpg.Pool, feed: Feed) -> Finding | None:
    """Of a feed's stream; None if it has all that the store has of it.  Raises Unavailable."""
    with postgres_errors():
        saved = max((as_id(row[0].encode()) for row in await pool.fetch(_NEWEST, feed.name)), default=NONE)
    shape = await shape_of(client, feed.stream)
    if shape.top < saved:
        what, since = f"{feed.stream} ends at {_told(shape.top)}", shape.top
    elif saved != NONE and not await _has_group(client, feed):
        what, since = f"the group {GROUP} of {feed.stream} is gone", saved
    else:
        return None
    begin = f"{_time(since):%Y-%m-%d %H:%M:%S}Z" if since != NONE else "the beginning"
    detail = (
        f"Redis lost data: {what}, and the store has copy up to {_told(saved)}. What was accepted from {begin} to "
        f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M:%S}Z and is not saved has to be pushed again by the producer; the "
        "same bytes again do no harm"
    )
    return Finding(f"copy of {feed.name}", well=False, detail=detail)


async def _has_group(client: Client, feed: Feed) -> bool:
    with redis_errors():
        return any(group["name"] == GROUP.encode() for group in await client.xinfo_groups(feed.stream))
