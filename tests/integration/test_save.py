"""Saving on a real PostgreSQL: once, whole, and the bad one found."""

import asyncio
import datetime as dt
from collections.abc import Sequence

import asyncpg
import pytest
from pydantic import SecretStr

from schemas.reasons import Reason
from services.desk.stories import Stories
from services.ingest.enrich import Rules
from services.ingest.entry import Entry
from services.ingest.life.fate import incoming
from services.ingest.line import Line
from services.ingest.pipeline import Refusal
from services.ingest.store import sql
from services.ingest.store.rows import Item, Saved
from services.ingest.store.save import save
from services.runtime.feeds import Feed
from services.runtime.postgres import connect_postgres
from services.runtime.unavailable import Unavailable
from tests.articles import article, ninjs


def item(feed: Feed, number: int = 1, **changes: object) -> Item:
    """A version in an entry of its own."""
    made = article(**{"story_id": f"urn:sample:{number}", **changes})
    entry = Entry(feed, f"1700000000000-{number}", {b"body": b"copy of " + made.story_id.encode(), b"id": b"x\0\xff"})
    return Item(entry, incoming(made))


def fates(saved: Sequence[Saved]) -> list[str]:
    return [s.fate or str(s.refused and s.refused.reason) for s in saved]


async def counts(pool: asyncpg.Pool) -> tuple[int, int, int, int]:
    row = await pool.fetchrow(
        "SELECT (SELECT count(*) FROM wire_copy), (SELECT count(*) FROM story_version),"
        " (SELECT count(*) FROM outbox), (SELECT count(*) FROM dead_letter)"
    )
    assert row is not None
    return tuple(row)


async def test_a_batch_is_saved_with_bytes_versions_and_outbox(pool: asyncpg.Pool, feed: Feed) -> None:
    saved = await save(pool, [item(feed, n) for n in range(5)])
    assert fates(saved) == ["announced"] * 5
    assert await counts(pool) == (5, 5, 5, 0)
    copy = await pool.fetchrow("SELECT body, fields FROM wire_copy WHERE entry_id = '1700000000000-3'")
    assert copy is not None
    assert copy["body"] == b"copy of urn:sample:3"
    assert copy["fields"] == r'{"id": "x\\x00\\xff"}'


async def test_the_same_entry_again_changes_nothing(pool: asyncpg.Pool, feed: Feed) -> None:
    await save(pool, [item(feed, 1)])
    assert fates(await save(pool, [item(feed, 1)])) == ["duplicate"]
    assert await counts(pool) == (1, 1, 1, 0)


async def test_versions_of_one_batch_keep_their_order(pool: asyncpg.Pool, feed: Feed) -> None:
    batch = [item(feed, n, story_id="urn:sample:s", version=v) for n, v in enumerate((1, 3, 2))]
    assert fates(await save(pool, batch)) == ["announced", "announced", "history"]
    assert await pool.fetchval("SELECT version FROM story") == 3


async def test_a_conflict_is_a_dead_letter_and_its_neighbour_passes(pool: asyncpg.Pool, feed: Feed) -> None:
    await save(pool, [item(feed, 1)])
    other = item(feed, 2, story_id="urn:sample:1", headline="Other words")
    assert fates(await save(pool, [other, item(feed, 3)])) == ["version_conflict", "announced"]
    letter = await pool.fetchrow("SELECT * FROM dead_letter")
    assert letter is not None
    assert (letter["reason"], letter["body"], letter["attempts"]) == ("version_conflict", b"copy of urn:sample:1", 1)


async def test_one_that_the_store_refuses_is_found_and_its_neighbours_pass(pool: asyncpg.Pool, feed: Feed) -> None:
    # The line lets no NUL through; here one is forced into a name to see the store refuse it.
    bad = item(feed, 7, story_id="urn:\0")
    saved = await save(pool, [item(feed, n) for n in range(6)] + [bad] + [item(feed, n) for n in range(8, 12)])
    assert fates(saved) == ["announced"] * 6 + ["poison"] + ["announced"] * 4
    letter = await pool.fetchrow("SELECT * FROM dead_letter")
    assert letter is not None
    assert letter["detail"].startswith("the store refuses it")


async def test_a_refusal_twice_is_one_dead_letter_with_two_attempts(pool: asyncpg.Pool, feed: Feed) -> None:
    bad = item(feed, 1)
    refusal = Item(bad.entry, Refusal(Reason.MALFORMED, "broken", article().source))
    await save(pool, [refusal])
    await save(pool, [refusal])
    assert [tuple(row) for row in await pool.fetch("SELECT attempts, state FROM dead_letter")] == [(2, "open")]


async def test_a_withdrawal_cancels_what_waits(pool: asyncpg.Pool, feed: Feed) -> None:
    kill = item(feed, 2, story_id="urn:sample:1", version=2, status="canceled", change="withdrawal")
    assert fates(await save(pool, [item(feed, 1), kill])) == ["announced", "announced"]
    rows = await pool.fetch("SELECT version, urgent, cancelled_at IS NOT NULL AS off FROM outbox ORDER BY version")
    assert [tuple(row) for row in rows] == [(1, False, True), (2, True, False)]


async def test_two_workers_on_the_same_stories_agree(pool: asyncpg.Pool, feed: Feed) -> None:
    """Each story once, whoever is first, and nobody waits for ever."""
    one = [item(feed, n) for n in range(40)]
    both = await asyncio.wait_for(asyncio.gather(save(pool, one), save(pool, one[::-1])), 20)
    assert sorted(fates(both[0]) + fates(both[1])) == ["announced"] * 40 + ["duplicate"] * 40
    assert await counts(pool) == (40, 40, 40, 0)


async def test_a_store_that_is_away_is_unavailable(postgres_url: SecretStr, feed: Feed) -> None:
    pool = await connect_postgres(postgres_url, size=1)
    await pool.execute("ALTER TABLE story_version RENAME TO elsewhere")
    with pytest.raises(Unavailable):
        await save(pool, [item(feed, 1)])
    await pool.close()


async def test_old_sketches_are_forgotten_with_their_bands(pool: asyncpg.Pool) -> None:
    await pool.execute(
        "INSERT INTO story_sketch (provider, story_id, version, feed, signature, saved_at)"
        " SELECT 'jiji', n::text, 1, 'jiji', '', now() - n * interval '1 day' FROM unnest(ARRAY[5, 4, 1]) AS n"
    )
    await pool.execute("INSERT INTO story_band SELECT seq * 10, seq FROM story_sketch")
    assert [await pool.fetchval(sql.FORGET_SKETCHES, dt.timedelta(days=3), 1) for _ in range(3)] == [1, 1, 0]
    assert [row["story_id"] for row in await pool.fetch("SELECT story_id FROM story_sketch")] == ["1"]
    assert [row["band"] for row in await pool.fetch("SELECT band FROM story_band")] == [30]


def _entry(feed: Feed, entry_id: str, body: bytes) -> Entry:
    return Entry(feed, entry_id, {b"body": body})


async def test_an_entry_id_that_comes_again_with_other_bytes_is_another_entry(
    pool: asyncpg.Pool, feed: Feed, rules: Rules
) -> None:
    """A Redis that lost data gives ids again: each version keeps the bytes that brought it."""
    line = Line(pool, rules)
    bodies = {"urn:sample:1": ninjs(1), "urn:sample:2": ninjs(2)}
    for body in bodies.values():
        await line.run([_entry(feed, "1700000000000-0", body)])
    stories = Stories(pool)
    for story_id, body in bodies.items():
        story = await stories.find(story_id)
        assert await stories.raw(story, 1) == body
        assert [row["bytes"] for row in await stories.history(story)] == [len(body)]
    assert await counts(pool) == (2, 2, 2, 0)


async def test_both_in_one_batch(pool: asyncpg.Pool, feed: Feed, rules: Rules) -> None:
    entries = [_entry(feed, "1700000000000-0", ninjs(n, version=v)) for n in (1, 2) for v in (1, 2)]
    await Line(pool, rules).run(entries)
    kept = await pool.fetch("SELECT body FROM wire_copy")
    assert {row["body"] for row in kept} == {entry.body for entry in entries}


async def test_every_version_refers_to_the_true_bytes_of_its_entry(
    pool: asyncpg.Pool, feed: Feed, rules: Rules
) -> None:
    """A notice's withdrawal of another story too: what says so is the notice."""
    line = Line(pool, rules)
    await line.run([_entry(feed, f"1700000000000-{n}", ninjs(n)) for n in range(3)])
    await line.run([_entry(feed, "1700000000001-0", ninjs(1, version=2, pubstatus="canceled"))])
    await line.run([_entry(feed, "1700000000002-0", ninjs(2, version=2))])
    wrong = await pool.fetchval(
        "SELECT count(*) FROM story_version AS v LEFT JOIN wire_copy AS c"
        " ON (c.feed, c.entry_id, c.sha256) = (v.feed, v.entry_id, v.copy_sha256)"
        " WHERE c.body IS NULL OR sha256(c.body) <> v.copy_sha256"
    )
    assert (wrong, await pool.fetchval("SELECT count(*) FROM story_version")) == (0, 5)


async def test_two_bad_entries_of_one_id_are_two_letters(pool: asyncpg.Pool, feed: Feed, rules: Rules) -> None:
    line = Line(pool, rules)
    bodies = b"one that is no copy", b"another that is no copy"
    for body in (*bodies, *bodies):
        await line.run([_entry(feed, "1700000000000-0", body)])
    letters = await pool.fetch("SELECT body, attempts FROM dead_letter ORDER BY dead_id")
    assert [tuple(row) for row in letters] == [(body, 2) for body in bodies]


async def test_a_letter_is_resolved_by_its_own_bytes_alone(pool: asyncpg.Pool, feed: Feed, rules: Rules) -> None:
    line = Line(pool, rules)
    await line.run([_entry(feed, "1700000000000-0", b"one that is no copy")])
    dead_id = await pool.fetchval("UPDATE dead_letter SET state = 'retrying' RETURNING dead_id")
    retry = Entry(feed, "1700000000000-1", {b"body": ninjs(1), b"retry-of": str(dead_id).encode()})
    await line.run([retry])
    assert await pool.fetchval("SELECT state FROM dead_letter") == "retrying"
