"""The line as its users see it: XADD in, event out; what can't be taken, in the dead letters."""

import time

import asyncpg
import orjson
import psutil

from services.desk.dead import DeadLetters
from services.runtime.redis import GROUP, READY_STREAM, Client
from tests.articles import ninjs
from tests.line import Line, events, patient


async def test_plain_xadd_becomes_an_event(line: Line, client: Client) -> None:
    line.up()
    entry_id = await client.xadd("wire:jiji", {"body": ninjs(1), "producer-note": "kept"})
    patient(lambda: line.pending() == 0, 10, "acknowledged")
    found = await client.xread({READY_STREAM: "0"}, block=5000)
    event = orjson.loads(found[0][1][0][1][b"event"])
    assert event["type"] == "newswire.article.ready.v1"
    assert event["data"]["headline"] == "Harbour Bridge 1 to Reopen in Spring"
    assert event["data"]["japan"]["published"]["era"] == "令和8年11月20日"
    told = [entry for entry in line.log("ingest") if entry.get("event_type") == "story.announced"]
    assert [entry["entry_id"] for entry in told] == [entry_id.decode()]


async def test_what_was_pushed_before_the_start_is_not_skipped(line: Line, client: Client) -> None:
    for n in range(20):
        await client.xadd("wire:jiji", {"body": ninjs(n)})
    line.up()
    patient(lambda: len(events(line.client())) == 20, 10, "backlog read")


async def test_bad_entries_end_in_the_dead_letters_and_the_stream_goes_on(
    line: Line, client: Client, pool: asyncpg.Pool
) -> None:
    line.up()
    before = psutil.Process(line.pid("ingest")).memory_info().rss
    bad = {
        "no_content": b"",
        "too_large": b"x" * (50 * 1024 * 1024),
        "malformed": b'{"uri": "urn:x", "headline": ',
        "bad_encoding": ninjs(1).replace(b"Harbour", b"\x81\x8d\xff"),
        "missing_field": ninjs(1, headline=None, type="picture", body_text=None, renditions={"main": {"href": "x"}}),
        "bad_time": ninjs(2, versioncreated="2026-02-31T12:00:00+09:00"),
        "unsupported_format": b"just some words that no agency sends like this",
    }
    bodies = [*bad.values(), b"[" * 10_000 + b"]" * 10_000, ninjs(3).replace(b"Bridge", b"Bri\0dge")]
    for body in bodies:
        await client.xadd("wire:jiji", {"body": body})
    await client.xadd("wire:jiji", {"text": "no body at all"})
    await client.xadd("wire:jiji", {"body": ninjs(4)})
    patient(lambda: line.pending() == 0, 20, "all dealt with")
    patient(lambda: len(events(line.client())) == 1, 5, "the good one announced")
    rows = await pool.fetch("SELECT reason, body FROM dead_letter ORDER BY dead_id")
    assert [row["body"] for row in rows] == [*bodies, b""]
    reasons = [row["reason"] for row in rows]
    assert reasons[: len(bad)] == list(bad)
    assert reasons[len(bad) + 1 :] == ["malformed", "no_content"]
    assert reasons[len(bad)] in {"malformed", "unsupported_format"}
    grown = psutil.Process(line.pid("ingest")).memory_info().rss - before
    assert grown < 400 * 1024 * 1024


async def test_a_dead_letter_that_was_mended_is_retried_and_resolved(
    line: Line, client: Client, pool: asyncpg.Pool
) -> None:
    line.up()
    await client.xadd("wire:jiji", {"body": ninjs(1)})
    patient(lambda: line.pending() == 0, 10, "saved")
    await client.xadd("wire:jiji", {"body": ninjs(1, headline="Other words"), "id": "k-1"})
    patient(lambda: line.pending() == 0, 10, "refused")
    letters = DeadLetters(pool, client)
    [letter] = await letters.listed()
    await letters.retry(letter["dead_id"])
    patient(lambda: line.pending() == 0, 10, "refused again")
    [again] = await letters.listed()
    assert (again["attempts"], again["state"], again["reason"]) == (2, "open", "version_conflict")
    # The mend: what it conflicts with is gone.
    await pool.execute("DELETE FROM outbox; DELETE FROM story_version; DELETE FROM story")
    await letters.retry(letter["dead_id"])
    patient(lambda: line.pending() == 0, 10, "taken")
    assert await letters.listed() == []
    [closed] = await letters.listed(closed=True)
    assert closed["state"] == "resolved"


async def test_sigterm_drains_and_ends_well(line: Line, client: Client, pool: asyncpg.Pool) -> None:
    line.up()
    for n in range(500):
        await client.xadd("wire:jiji", {"body": ninjs(n)})
    patient(lambda: len(events(line.client())) > 50, 10, "under way")
    line.children["ingest"].stop()
    assert line.children["ingest"].wait(15) == 0
    saved = await pool.fetchval("SELECT count(*) FROM story_version")
    unacknowledged = (await client.xpending("wire:jiji", GROUP))["pending"]
    with line.client() as plain:
        group = plain.xinfo_groups("wire:jiji")[0]
    assert unacknowledged == 0
    assert saved == 500 - int(group["lag"])
    line.children["publish"].stop()
    assert line.children["publish"].wait(15) == 0
    assert len(events(line.client())) == saved


async def test_a_lost_group_is_made_again_and_told(line: Line, client: Client) -> None:
    line.up()
    await client.xadd("wire:jiji", {"body": ninjs(1)})
    patient(lambda: len(events(line.client())) == 1, 10, "before")
    await client.flushall()
    deadline = time.monotonic() + 15
    while not any(entry.get("event_type") == "group.lost" for entry in line.log("ingest")):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    await client.xadd("wire:jiji", {"body": ninjs(2)})
    patient(lambda: [e["subject"] for e in events(line.client())] == ["urn:sample:2"], 15, "after")
