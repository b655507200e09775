"""What is in a store of millions of versions?  Generated rows in all tables that the line reads and writes.

Each row is of the shape that the line writes; copy and articles are short ones, since what could slow the line are the
indexes and the planner's idea of the tables, and ten million bodies of 5 KB would fill a disk.
"""

import datetime as dt
from collections.abc import Iterator

import asyncpg

KEPT = 100_000
"""Events that articles:ready has, and sketches of the last days."""

FIRST_MS = 1_700_000_000_000
"""Of the stream ids: one event a millisecond."""

_CHUNK = 50_000

# Ids in no order: agencies' are none of ours.
_ID = "format('urn:grown:%s:%s', md5(n::text), n)"
_SHA = "sha256(n::text::bytea)"
_AT = "timestamptz '2025-11-20 12:00:00+00'"
_HEADLINE = "format('Harbour Bridge %s to Reopen in Spring', n)"
_SERIES = "generate_series($1::bigint, $2::bigint) AS n"

_STORIES = f"""
INSERT INTO story (provider, story_id, version, updated_at, headline, seen_at)
SELECT 'jiji', {_ID}, 1, {_AT}, {_HEADLINE}, {_AT} FROM {_SERIES}
"""
_COPIES = f"""
INSERT INTO wire_copy (feed, entry_id, body, sha256, fields, received_at, saved_at)
SELECT 'jiji', format('%s-0', {FIRST_MS} + n), convert_to(repeat({_HEADLINE}, 5), 'UTF8'), {_SHA}, '{{}}', {_AT}, {_AT}
FROM {_SERIES}
"""
_VERSIONS = f"""
INSERT INTO story_version
  (provider, story_id, version, fate, copy_sha256, content_sha256, feed, entry_id, item, saved_at, article)
SELECT 'jiji', {_ID}, 1, 'announced', {_SHA}, {_SHA}, 'jiji', format('%s-0', {FIRST_MS} + n), 0, {_AT},
       json_build_object('provider', 'jiji', 'story_id', {_ID}, 'version', 1, 'headline', {_HEADLINE},
                         'body', json_build_object('text', repeat('The bridge opens again. ', 10)))
FROM {_SERIES}
"""
_OUTBOX = f"""
INSERT INTO outbox (provider, story_id, version, type, feed, urgent, created_at, stream_ms, stream_n)
SELECT 'jiji', {_ID}, 1, 'newswire.article.ready.v1', 'jiji', false, {_AT}, {FIRST_MS} + n, 0 FROM {_SERIES}
"""
_SKETCHES = f"""
WITH new AS (
  INSERT INTO story_sketch (provider, story_id, version, feed, signature, saved_at)
  SELECT 'jiji', {_ID}, 1, 'jiji', decode('02' || repeat('00', 576), 'hex'), now() - $3::interval FROM {_SERIES}
  RETURNING seq
)
INSERT INTO story_band (band, seq) SELECT hashtextextended(format('%s %s', seq, band), 0), seq
FROM new, generate_series(1, 11) AS band
"""


async def load(url: str, versions: int) -> None:
    """All of them announced and long ago, the newest `KEPT` with sketches of today."""
    connection = await asyncpg.connect(url, command_timeout=3600)
    await connection.execute("SET session_replication_role = replica")  # each row's copy is loaded with it
    for statement in (_STORIES, _COPIES, _VERSIONS, _OUTBOX):
        for first, last in _chunks(versions):
            await connection.execute(statement, first, last)
    await _sketches(connection, dt.timedelta())
    await connection.execute("UPDATE relay SET sent_ms = $1, sent_n = 0", FIRST_MS + versions - 1)
    await connection.execute("VACUUM ANALYZE")
    await connection.execute("CHECKPOINT")
    await connection.close()


async def add_old_sketches(url: str, age: dt.timedelta) -> None:
    """`KEPT` more, for the job that forgets them."""
    connection = await asyncpg.connect(url, command_timeout=600)
    await _sketches(connection, age)
    await connection.close()


async def _sketches(connection: asyncpg.Connection, age: dt.timedelta) -> None:
    for first, last in _chunks(KEPT):
        await connection.execute(_SKETCHES, first, last, age)


def _chunks(count: int) -> Iterator[tuple[int, int]]:
    for first in range(0, count, _CHUNK):
        yield first, min(first + _CHUNK, count) - 1
