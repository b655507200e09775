"""What the doctor says after Redis lost data: of events, of copy, and of a store that is older than the stream."""

import datetime as dt
from dataclasses import replace

import asyncpg
import pytest
from pydantic import SecretStr

from scripts.make_secrets import _ROLES
from services.desk.doctor import examine
from services.ingest.store.save import save
from services.migrations import newest
from services.runtime.feeds import Feed
from services.runtime.redis import GROUP, READY_STREAM, Client, connect_redis, ensure_group
from tests.integration.test_save import item
from tests.integration.voice import Raw, cut, relay_of, send, stream, told


async def _said(
    client: Client, pool: asyncpg.Pool, *feeds: Feed, keep: int = 100_000
) -> dict[str, tuple[bool | None, str]]:
    found = examine(client, pool, list(feeds), newest(), keep)
    return {one.what: (one.well, one.detail) async for one in found}


async def _events(client: Client, pool: asyncpg.Pool, keep: int = 100_000) -> tuple[bool | None, str]:
    return (await _said(client, pool, keep=keep))[READY_STREAM]


@pytest.fixture
async def before(pool: asyncpg.Pool, client: Client, feed: Feed, postgres_url: SecretStr) -> Raw:
    await told(pool, feed, 0, 100)
    await send(relay_of(postgres_url, client))
    return await stream(client)


def _time(entry: tuple[bytes, object]) -> str:
    """As the doctor writes an id."""
    ms = int(entry[0].split(b"-")[0])
    return f"{entry[0].decode()} ({dt.datetime.fromtimestamp(ms / 1000, dt.UTC):%Y-%m-%d %H:%M:%S}Z)"


async def test_a_whole_stream_is_well(pool: asyncpg.Pool, client: Client, before: Raw) -> None:
    assert await _events(client, pool) == (True, "100 events kept")


async def test_two_empty_servers_are_well(pool: asyncpg.Pool, client: Client) -> None:
    assert await _events(client, pool) == (True, "0 events kept")


async def test_the_tail_is_lost(pool: asyncpg.Pool, client: Client, before: Raw) -> None:
    await cut(client, before[:60])
    well, detail = await _events(client, pool)
    assert (well, f"40 events lost after {_time(before[59])}" in detail, "wire replay" in detail) == (False, True, True)


async def test_all_is_lost(pool: asyncpg.Pool, client: Client, before: Raw) -> None:
    await cut(client, [])
    assert "100 events lost after its beginning" in (await _events(client, pool))[1]
    assert "30 events lost after its beginning" in (await _events(client, pool, keep=30))[1]


async def test_the_middle_is_lost(pool: asyncpg.Pool, client: Client, before: Raw) -> None:
    await client.xdel(READY_STREAM, before[50][0], before[60][0])
    place = f"98 events kept; 2 lost between {_time(before[0])} and {_time(before[99])}: wire replay"
    assert await _events(client, pool) == (False, place)
    assert await _events(client, pool, keep=100) == (False, place)


async def test_the_beginning_is_lost(pool: asyncpg.Pool, client: Client, before: Raw) -> None:
    """As older code left it: Redis lost all, and what came next was put above the hole."""
    await client.delete(READY_STREAM)
    for entry_id, fields in before[70:]:
        await client.xadd(READY_STREAM, fields, id=entry_id)
    assert f"70 lost before {_time(before[70])}" in (await _events(client, pool))[1]
    assert f"20 lost before {_time(before[70])}" in (await _events(client, pool, keep=50))[1]
    assert await _events(client, pool, keep=30) == (True, "30 events kept")


async def test_what_was_trimmed_is_not_lost(pool: asyncpg.Pool, client: Client, before: Raw) -> None:
    await client.xtrim(READY_STREAM, maxlen=40, approximate=False)
    assert await _events(client, pool, keep=40) == (True, "40 events kept")
    assert await _events(client, pool) == (True, "40 events kept")


async def test_a_store_from_an_older_dump(pool: asyncpg.Pool, client: Client, before: Raw) -> None:
    await pool.execute("DELETE FROM outbox WHERE seq > (SELECT min(seq) + 89 FROM outbox)")
    await pool.execute("UPDATE relay SET (sent_ms, sent_n) = (SELECT max(stream_ms), max(stream_n) FROM outbox)")
    well, detail = await _events(client, pool)
    assert well is False
    assert "10 entries that the store knows nothing of" in detail
    assert f"the stream ends at {_time(before[99])} and the store at {_time(before[89])}" in detail


# --- copy ---


async def _saved(pool: asyncpg.Pool, client: Client, feed: Feed, ids: list[str]) -> None:
    await ensure_group(client, feed)
    entries = [item(feed, n) for n in range(len(ids))]
    await save(
        pool, [replace(one, entry=replace(one.entry, entry_id=name)) for one, name in zip(entries, ids, strict=True)]
    )


async def _copy(pool: asyncpg.Pool, client: Client, feed: Feed) -> tuple[bool | None, str] | None:
    return (await _said(client, pool, feed)).get(f"copy of {feed.name}")


# Text order would take 9 for the newest.
_IDS = ["1700000000000-9", "1700000000000-10", "1700000000000-11"]


async def test_a_feed_that_ends_where_the_store_does_is_not_spoken_of(
    pool: asyncpg.Pool, client: Client, feed: Feed
) -> None:
    await _saved(pool, client, feed, _IDS)
    await client.xadd(feed.stream, {"body": b"x"}, id="1700000000000-11")
    assert await _copy(pool, client, feed) is None


async def test_a_feed_that_nobody_used_is_not_spoken_of(pool: asyncpg.Pool, client: Client, feed: Feed) -> None:
    assert await _copy(pool, client, feed) is None


async def test_a_feed_ends_before_what_was_saved(pool: asyncpg.Pool, client: Client, feed: Feed) -> None:
    await _saved(pool, client, feed, _IDS)
    await client.xadd(feed.stream, {"body": b"x"}, id="1700000000000-10")
    said = await _copy(pool, client, feed)
    assert said is not None
    assert said[0] is False
    for words in (
        "wire:jiji ends at 1700000000000-10 (2023-11-14 22:13:20Z)",
        "copy up to 1700000000000-11",
        "from 2023-11-14 22:13:20Z to 20",
        "pushed again by the producer",
    ):
        assert words in said[1]


async def test_a_feed_is_gone(pool: asyncpg.Pool, client: Client, feed: Feed) -> None:
    await _saved(pool, client, feed, _IDS)
    await client.delete(feed.stream)
    said = await _copy(pool, client, feed)
    assert said is not None
    assert "wire:jiji ends at its beginning" in said[1]


async def test_a_group_is_gone(pool: asyncpg.Pool, client: Client, feed: Feed) -> None:
    await _saved(pool, client, feed, _IDS)
    await client.xgroup_destroy(feed.stream, GROUP)
    await client.xadd(feed.stream, {"body": b"x"}, id="1800000000000-0")
    said = await _copy(pool, client, feed)
    assert said is not None
    assert "the group ingest of wire:jiji is gone" in said[1]


async def test_a_dead_letter_counts(pool: asyncpg.Pool, client: Client, feed: Feed) -> None:
    await ensure_group(client, feed)
    await pool.execute(
        "INSERT INTO dead_letter (feed, entry_id, item, reason, detail, body, sha256, fields)"
        " VALUES ($1, '1700000000000-3', 0, 'malformed', '', '', '', '{}')",
        feed.name,
    )
    said = await _copy(pool, client, feed)
    assert said is not None
    assert "copy up to 1700000000000-3" in said[1]


async def test_the_role_of_the_desk_may_ask(
    pool: asyncpg.Pool, client: Client, feed: Feed, redis_url: SecretStr, before: Raw
) -> None:
    secret = "only-for-this-test"
    await client.execute_command("ACL", "SETUSER", "desk", "on", f">{secret}", *_ROLES["desk"].split())
    own = connect_redis(SecretStr(redis_url.get_secret_value().replace("redis://", f"redis://desk:{secret}@", 1)))
    try:
        assert (await _said(own, pool, feed))[READY_STREAM] == (True, "100 events kept")
        await cut(client, [])
        assert "100 events lost" in (await _said(own, pool, feed))[READY_STREAM][1]
    finally:
        await own.aclose()
        await client.execute_command("ACL", "DELUSER", "desk")
