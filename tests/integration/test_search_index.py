"""What is found by its words follows what is saved, whoever saves it and in whatever order."""

import asyncio

import asyncpg

from services.desk.search import Search
from services.desk.search_index import SearchIndex
from services.desk.stories import Stories
from services.ingest.store.save import save
from services.runtime.feeds import Feed
from tests.integration.test_stories import STORY, Send, send, version, withheld

__all__ = ["send"]  # the fixture


async def ids(pool: asyncpg.Pool, words: str) -> list[str]:
    return [row["story_id"] for row in await Search(words).picked(pool, 10)]


async def test_the_newest_version_is_found(pool: asyncpg.Pool, feed: Feed) -> None:
    index = SearchIndex(pool)
    await save(pool, [version(feed, 1, headline="Alpha")])
    assert (await index.catch_up(), await index.catch_up()) == (1, 0)
    await save(pool, [version(feed, 3, headline="Beta")])
    await save(pool, [version(feed, 2, headline="Gamma")])  # late
    assert await index.catch_up() == 1
    assert [await ids(pool, word) for word in ("alpha", "beta", "gamma")] == [[], [STORY], []]


async def test_what_waits_for_the_desk_is_found_by_the_sweep(pool: asyncpg.Pool, feed: Feed) -> None:
    index = SearchIndex(pool)
    await index.catch_up()
    await save(pool, [withheld(feed, 1, headline="Advance copy")])
    assert (await index.catch_up(), await index.sweep(), await index.sweep()) == (0, 1, 0)
    assert await ids(pool, "advance") == [STORY]


async def test_what_was_committed_late_is_found_by_the_sweep(pool: asyncpg.Pool, feed: Feed) -> None:
    """Its number in the outbox is below what was looked at before."""
    index = SearchIndex(pool)
    await index.catch_up()
    await save(pool, [version(feed, 1, headline="Bridge")])
    index._seq = await pool.fetchval("SELECT max(seq) FROM outbox")
    assert await index.catch_up() == 0
    assert await index.sweep() == 1
    assert await ids(pool, "bridge") == [STORY]


async def test_what_the_desk_made_anew_is_found(pool: asyncpg.Pool, feed: Feed, send: Send) -> None:
    index = SearchIndex(pool)
    await save(pool, [withheld(feed, 1, headline="Advance copy")])
    await index.catch_up()
    stories = Stories(pool)
    await stories.release(await stories.find(STORY), force=True, why="it is time")
    await send()
    assert (await index.catch_up(), await index.catch_up()) == (1, 0)
    assert await pool.fetchval("SELECT revision FROM story_search") == 1


async def test_an_emptied_table_is_filled_again(pool: asyncpg.Pool, feed: Feed) -> None:
    await save(pool, [version(feed, 1, n, story_id=f"urn:{n}") for n in range(1, 450)])
    assert await SearchIndex(pool).catch_up() == 449
    await pool.execute("TRUNCATE story_search")
    assert await SearchIndex(pool).catch_up() == 449


async def test_two_desks_do_it_once(pool: asyncpg.Pool, feed: Feed) -> None:
    await save(pool, [version(feed, 1, n, story_id=f"urn:{n}") for n in range(1, 100)])
    await asyncio.gather(*(SearchIndex(pool).catch_up() for _ in range(3)))
    assert await pool.fetchval("SELECT count(*) FROM story_search") == 99
    assert len(await ids(pool, "bridge")) == 10
