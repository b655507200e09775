"""The line as its users see it: XADD in, event out; what can't be taken, in the dead letters."""

import time

import asyncpg
import orjson
import psutil
import pytest

from services.desk.dead import DeadLetters
from services.runtime.embedded import free_port
from services.runtime.redis import GROUP, READY_STREAM, Client
from tests.articles import ninjs
from tests.faults.proxy import Proxy
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


async def test_sigterm_twice_cuts_nothing_short(line: Line, client: Client, pool: asyncpg.Pool) -> None:
    line.up()
    for n in range(500):
        await client.xadd("wire:jiji", {"body": ninjs(n)})
    patient(lambda: len(events(line.client())) > 50, 10, "under way")
    process = psutil.Process(line.pid("ingest"))
    process.terminate()
    time.sleep(0.05)
    process.terminate()
    assert line.children["ingest"].wait(15) == 0
    assert line.log("ingest")[-1]["event_type"] == "ingest.down"
    with line.client() as plain:
        group = plain.xinfo_groups("wire:jiji")[0]
    saved = await pool.fetchval("SELECT count(*) FROM story_version")
    assert (int(group["pending"]), saved) == (0, 500 - int(group["lag"]))


def test_sigterm_while_it_waits_for_the_store_ends_it_at_once(line: Line) -> None:
    child = line.start("ingest", WIRE_POSTGRES_URL=f"postgresql://nobody:x@127.0.0.1:{free_port()}/none")
    log = line.folder / "ingest.log"
    patient(lambda: log.exists() and "start.waits" in log.read_text(), 20, "it waits")
    child.stop()
    assert child.wait(5) == 0
    assert [entry["level"] for entry in line.log("ingest") if entry["level"] not in {"info", "warning"}] == []
    assert line.log("ingest")[-1]["event_type"] == "start.given_up"


@pytest.mark.parametrize("loss", ["FLUSHALL", "DEL wire:jiji", "XGROUP DESTROY wire:jiji ingest"])
async def test_a_lost_group_is_made_again_and_told(line: Line, client: Client, loss: str) -> None:
    child = line.up().children["ingest"]
    await client.xadd("wire:jiji", {"body": ninjs(1)})
    patient(lambda: len(events(line.client())) == 1, 10, "before")
    await client.execute_command(*loss.split())
    patient(lambda: "jiji" in _feeds_that(line, "group.lost"), 2, "told")
    await client.xadd("wire:jiji", {"body": ninjs(2)})
    patient(lambda: [e["subject"] for e in events(line.client())] == ["urn:sample:1", "urn:sample:2"], 15, "after")
    assert child.ended() is None
    assert _faults(line) == []
    assert await client.xinfo_groups("wire:jiji")


async def test_a_stream_that_is_none_is_told_and_holds_up_no_other(line: Line, client: Client) -> None:
    line.up()
    await client.delete("wire:jiji")
    await client.set("wire:jiji", "somebody's own")
    patient(lambda: "jiji" in _feeds_that(line, "feed.away"), 5, "told")
    assert not line.is_ready("ingest")
    await client.xadd("wire:jiji-ja", {"body": ninjs(1)})
    patient(lambda: len(events(line.client())) == 1, 10, "the other feed's")
    processor = psutil.Process(line.pid("ingest")).cpu_percent(interval=2)
    assert processor < 50
    assert _feeds_that(line, "feed.away") == ["jiji"]
    await client.delete("wire:jiji")
    await client.xadd("wire:jiji", {"body": ninjs(2)})
    patient(lambda: len(events(line.client())) == 2, 10, "and its own again")
    patient(lambda: line.is_ready("ingest"), 5, "green")
    assert _faults(line) == []


async def test_a_half_open_link_is_noticed_and_left(line: Line, client: Client) -> None:
    """Nothing is answered and nothing closed: a minute's silence would be lost copy for a newsroom."""
    port = int(line.redis_url.get_secret_value().rsplit(":", 1)[1].split("/", maxsplit=1)[0])
    with Proxy(port) as proxy:
        line.start("publish")
        line.start("ingest", WIRE_REDIS_URL=f"redis://127.0.0.1:{proxy.port}/0")
        line.ready("ingest")
        await client.xadd("wire:jiji", {"body": ninjs(1)})
        patient(lambda: len(events(line.client())) == 1, 10, "before")
        proxy.half_open()
        patient(lambda: not line.is_ready("ingest"), 10, "red")
        patient(lambda: "jiji" in _feeds_that(line, "feed.away"), 12, "told")
        await client.xadd("wire:jiji", {"body": ninjs(2)})
        proxy.heal()
        patient(lambda: len(events(line.client())) == 2, 15, "after")
        patient(lambda: line.is_ready("ingest"), 10, "green")
        patient(lambda: len(_feeds_that(line, "feed.back")) == len(_feeds_that(line, "feed.away")), 10, "all back")
        # One warning a feed when it begins, one line when it is over, and no traceback.
        assert len(_feeds_that(line, "feed.away")) == len(set(_feeds_that(line, "feed.away")))
        assert _faults(line) == []


def _feeds_that(line: Line, event: str) -> list[str]:
    return [str(entry["feed"]) for entry in line.log("ingest") if entry.get("event_type") == event]


def _faults(line: Line) -> list[dict[str, object]]:
    return [
        entry for entry in line.log("ingest") if "exception" in entry or str(entry["event_type"]).endswith("failed")
    ]


async def test_a_worker_that_comes_back_to_a_locked_story_reads_its_other_feeds(
    line: Line, client: Client, pool: asyncpg.Pool
) -> None:
    """What it had in hand can't be saved: that holds up neither its start nor its health page nor what else comes."""
    line.up()
    await client.xadd("wire:jiji", {"body": ninjs(1)})
    patient(lambda: len(events(line.client())) == 1, 10, "announced")
    async with pool.acquire() as holder, holder.transaction():
        await holder.execute("SELECT FROM story FOR UPDATE")
        await client.xadd("wire:jiji", {"body": ninjs(1, version=2)})
        patient(lambda: line.pending() == 1, 5, "in hand")
        line.kill("ingest")
        line.start("ingest")
        line.ready("ingest")
        await client.xadd("wire:jiji-ja", {"body": ninjs(2, language="ja")})
        patient(lambda: len(events(line.client())) == 2, 10, "the other feed")
        assert line.is_ready("ingest")
    patient(lambda: line.pending() == 0, 60, "saved when it can be")
    patient(lambda: len(events(line.client())) == 3, 10, "announced too")


def ids_pending(line: Line) -> int:
    with line.client() as client:
        return int(client.xpending("wire:jiji", GROUP)["pending"])


async def test_the_next_batch_is_read_while_one_is_saved_and_no_third(
    line: Line, client: Client, pool: asyncpg.Pool
) -> None:
    """The first one's save is held up by a lock: the second is parsed and waits, the third is not read."""
    line.up()
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("LOCK TABLE story IN SHARE ROW EXCLUSIVE MODE")
        for number, pending in ((1, 1), (2, 2), (3, 2)):
            await client.xadd("wire:jiji", {"body": ninjs(1, version=number)})
            patient(lambda pending=pending: ids_pending(line) == pending, 3, f"{pending} in hand")  # type: ignore[misc]
        time.sleep(0.5)
        assert ids_pending(line) == 2
    patient(lambda: line.pending() == 0, 10, "all saved")
    patient(lambda: len(events(line.client())) == 3, 5, "all announced")
    assert [event["data"]["version"] for event in events(line.client())] == [1, 2, 3]
