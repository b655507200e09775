"""Kept bytes through today's code: what differs is shown, and only when asked for changed and told."""

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import asyncpg
import orjson
import pytest

from schemas.article import Article
from schemas.event import event_id
from services.ingest.enrich import Rules, read_rules
from services.ingest.entry import Entry
from services.ingest.line import Line
from services.ingest.reparse import Remade, apply, reparse
from services.publish.event import event_fields
from services.publish.sql import NUMBER_WAITING
from services.runtime.feeds import Feed
from tests.articles import ninjs
from tests.conftest import ROOT

LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def newer(tmp_path: Path) -> Rules:
    """The same rules with one term more: a bridge is now a matter of science."""
    shutil.copytree(ROOT / "config" / "topics", tmp_path / "topics")
    path = tmp_path / "topics" / "13-science.toml"
    path.write_text(path.read_text(encoding="utf-8") + '"harbour bridge" = 1.0\n', "utf-8")
    return read_rules(tmp_path)


async def _taken(pool: asyncpg.Pool, rules: Rules, feed: Feed, *bodies: bytes) -> None:
    first = await pool.fetchval("SELECT count(*) FROM wire_copy")
    entries = [Entry(feed, f"{1_795_500_000 + n}000-0", {b"body": body}) for n, body in enumerate(bodies, first)]
    await Line(pool, rules).run(entries)


async def _sent(pool: asyncpg.Pool) -> list[dict[str, Any]]:
    """What the relay would send now, marked as sent."""
    rows = await pool.fetch(
        NUMBER_WAITING, await pool.fetchval("SELECT count(*) + 1 FROM outbox"), 0, 100, dt.datetime.now(dt.UTC)
    )
    rows.sort(key=lambda row: row["stream_n"])
    return [orjson.loads(event_fields(row, "http://desk")["event"]) for row in rows]


async def _all(pool: asyncpg.Pool, feed: Feed, rules: Rules, since: dt.datetime = LONG_AGO) -> list[Remade]:
    return [one async for one in reparse(pool, feed, since, rules)]


async def test_with_the_same_code_nothing_differs(pool: asyncpg.Pool, feed: Feed, rules: Rules) -> None:
    kill = ninjs(2, 2, pubstatus="canceled")
    await _taken(pool, rules, feed, ninjs(1), ninjs(2), ninjs(1, 2, headline="Bridge Opens"), kill)
    assert [one.verdict for one in await _all(pool, feed, rules)] == ["same"] * 4


async def test_what_a_new_term_changes_is_shown_and_nothing_is_touched(
    pool: asyncpg.Pool, feed: Feed, rules: Rules, newer: Rules
) -> None:
    await _taken(pool, rules, feed, ninjs(1))
    [remade] = await _all(pool, feed, newer)
    assert (remade.verdict, remade.differs) == ("differs", ("topics",))
    assert await pool.fetchval("SELECT count(*) FROM story_revision") == 0


async def test_applied_it_is_a_revision_and_an_event_of_its_own(
    pool: asyncpg.Pool, feed: Feed, rules: Rules, newer: Rules
) -> None:
    await _taken(pool, rules, feed, ninjs(1))
    [first] = await _sent(pool)
    [remade] = await _all(pool, feed, newer)
    assert await apply(pool, remade) == "announced"
    [second] = await _sent(pool)
    assert second["id"] == str(event_id("jiji", "urn:sample:1", 1, "newswire.article.ready.v1", 1))
    assert second["id"] != first["id"]
    made = Article.model_validate_json(orjson.dumps(second["data"]))
    assert (made.change, made.revision, made.changed, made.version) == ("update", 1, ["topics"], 1)
    assert [one.verdict for one in await _all(pool, feed, newer)] == ["same"]
    assert await apply(pool, remade) == "passed"


async def test_what_was_not_announced_last_is_saved_without_an_event(
    pool: asyncpg.Pool, feed: Feed, rules: Rules, newer: Rules
) -> None:
    await _taken(pool, rules, feed, ninjs(1, 1), ninjs(1, 3), ninjs(1, 2))
    await _sent(pool)
    done = {one.row["version"]: await apply(pool, one) for one in await _all(pool, feed, newer)}
    assert done == {1: "saved", 2: "saved", 3: "announced"}
    assert [event["data"]["version"] for event in await _sent(pool)] == [3]


async def test_a_withdrawn_story_is_not_announced_again(
    pool: asyncpg.Pool, feed: Feed, rules: Rules, newer: Rules
) -> None:
    await _taken(pool, rules, feed, ninjs(1, 1), ninjs(1, 2, pubstatus="canceled"))
    await _sent(pool)
    for one in await _all(pool, feed, newer):
        await apply(pool, one)
    assert await _sent(pool) == []


async def test_what_is_held_goes_out_as_it_is_made_now(
    pool: asyncpg.Pool, feed: Feed, rules: Rules, newer: Rules
) -> None:
    await _taken(pool, rules, feed, ninjs(1, embargoed="2099-01-01T00:00:00Z"))
    [remade] = await _all(pool, feed, newer)
    assert await apply(pool, remade) == "saved"
    assert await _sent(pool) == []
    await pool.execute("UPDATE outbox SET hold_until = now()")
    [event] = await _sent(pool)
    assert (event["data"]["revision"], event["data"]["change"]) == (1, "new")


async def test_what_would_be_another_story_or_refused_is_told_and_never_applied(
    pool: asyncpg.Pool, feed: Feed, rules: Rules
) -> None:
    await _taken(pool, rules, feed, ninjs(1), ninjs(2))
    await pool.execute("UPDATE wire_copy SET body = $1 WHERE entry_id = '1795500000000-0'", ninjs(7))
    await pool.execute("UPDATE wire_copy SET body = 'no copy' WHERE entry_id = '1795500001000-0'")
    found = await _all(pool, feed, rules)
    assert [one.verdict for one in found] == ["renamed", "refused"]
    assert "urn:sample:7" in found[0].why
    assert found[1].why.startswith("unsupported_format")
    assert [await apply(pool, one) for one in found] == ["passed", "passed"]


async def test_since_leaves_out_what_came_before(pool: asyncpg.Pool, feed: Feed, rules: Rules) -> None:
    await _taken(pool, rules, feed, ninjs(1), ninjs(2))
    second = await pool.fetchval("SELECT max(received_at) FROM wire_copy")
    assert [one.row["story_id"] for one in await _all(pool, feed, rules, second)] == ["urn:sample:2"]


async def test_what_todays_rules_withhold_is_not_let_go(pool: asyncpg.Pool, feed: Feed, rules: Rules) -> None:
    await _taken(pool, rules, feed, ninjs(1, embargoed="2099-01-01T00:00:00Z"), ninjs(2))
    await _sent(pool)
    strict = feed.model_copy(update={"hold": ["Harbour"]})
    held, sent = await _all(pool, strict, rules)
    assert [one.verdict for one in (held, sent)] == ["differs", "differs"]
    assert [await apply(pool, held), await apply(pool, sent)] == ["saved", "passed"]
    await pool.execute("UPDATE outbox SET hold_until = now() WHERE hold_until IS NOT NULL")
    assert await _sent(pool) == []
    assert await pool.fetchval("SELECT fate FROM story_version WHERE story_id = 'urn:sample:1'") == "withheld"


async def test_what_was_overtaken_keeps_its_place(pool: asyncpg.Pool, feed: Feed, rules: Rules, newer: Rules) -> None:
    """Both wait for the relay: made anew, the first would come after the second."""
    await _taken(pool, rules, feed, ninjs(1, 1), ninjs(1, 2, headline="Ferry Opens"))
    for one in await _all(pool, feed, newer):
        await apply(pool, one)
    assert [event["data"]["version"] for event in await _sent(pool)] == [1, 2]
