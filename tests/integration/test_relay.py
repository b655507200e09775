"""The relay on real servers: every event once, in order, whatever happened before."""

import asyncio
import datetime as dt
import hashlib
import time
from collections.abc import Awaitable, Callable

import asyncpg
import httpx
import orjson
import pytest
from pydantic import SecretStr

from schemas.event import ArticleReady, ArticleWithdrawn
from schemas.story import Body
from services.desk.app import Desk
from services.ingest.store.save import save
from services.publish import sql
from services.publish.relay import Relay
from services.runtime.feeds import Feed
from services.runtime.redis import READY_STREAM, Client
from services.runtime.settings import Settings
from tests.integration.test_save import item

PUBLIC = "http://desk.example"


@pytest.fixture
def make_relay(postgres_url: SecretStr, client: Client) -> Callable[[], Relay]:
    return lambda: Relay(postgres_url.get_secret_value(), client, PUBLIC, keep=100_000)


async def _until(check: Callable[[], Awaitable[bool]], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not await check():
            await asyncio.sleep(0.01)


async def _sent(client: Client) -> list[tuple[str, dict[str, object]]]:
    return [(i.decode(), orjson.loads(f[b"event"])) for i, f in await client.xrange(READY_STREAM)]


async def _run_dry(relay: Relay) -> None:
    """A relay that is told to stop sends all that waits, and ends."""
    relay_run = asyncio.create_task(relay.run())
    await asyncio.sleep(0.3)
    relay.stop()
    await asyncio.wait_for(relay_run, 10)


def _ids(sent: list[tuple[str, dict[str, object]]]) -> list[tuple[int, ...]]:
    return [tuple(map(int, stream_id.split("-"))) for stream_id, _ in sent]


async def test_events_are_cloudevents_in_rising_order(
    pool: asyncpg.Pool, client: Client, feed: Feed, make_relay: Callable[[], Relay]
) -> None:
    await save(pool, [item(feed, n) for n in range(300)])
    await _run_dry(make_relay())
    raw = await client.xrange(READY_STREAM)
    assert len(raw) == 300
    assert {fields[b"content-type"] for _, fields in raw} == {b"application/cloudevents+json"}
    read = [ArticleReady.model_validate_json(fields[b"event"]) for _, fields in raw]
    assert [event.subject for event in read] == [f"urn:sample:{n}" for n in range(300)]
    ids = _ids(await _sent(client))
    assert ids == sorted(set(ids))


async def test_what_a_dead_relay_numbered_goes_out_under_its_numbers(
    pool: asyncpg.Pool, client: Client, feed: Feed, make_relay: Callable[[], Relay]
) -> None:
    await save(pool, [item(feed, n) for n in range(3)])
    seqs = [row["seq"] for row in await pool.fetch("SELECT seq FROM outbox ORDER BY seq")]
    await pool.execute(sql.NUMBER_AGAIN, seqs, [1_700_000_000_000] * 3, [0, 1, 2])
    await _run_dry(make_relay())
    assert [i for i, _ in await _sent(client)] == [f"1700000000000-{n}" for n in range(3)]


async def test_what_was_sent_but_not_marked_is_not_sent_again(
    pool: asyncpg.Pool, client: Client, feed: Feed, make_relay: Callable[[], Relay]
) -> None:
    await save(pool, [item(feed, n) for n in range(3)])
    await _run_dry(make_relay())
    before = await client.xrange(READY_STREAM)
    await pool.execute("UPDATE relay SET sent_ms = 0, sent_n = 0")
    await _run_dry(make_relay())
    assert await client.xrange(READY_STREAM) == before


async def test_ids_that_a_stranger_has_overtaken_are_given_anew(
    pool: asyncpg.Pool, client: Client, feed: Feed, make_relay: Callable[[], Relay]
) -> None:
    await save(pool, [item(feed, n) for n in range(3)])
    seqs = [row["seq"] for row in await pool.fetch("SELECT seq FROM outbox ORDER BY seq")]
    await pool.execute(sql.NUMBER_AGAIN, seqs, [1_700_000_000_000] * 3, [0, 1, 2])
    await client.xadd(READY_STREAM, {"event": b"{}"}, id="1800000000000-0")
    await _run_dry(make_relay())
    sent = await _sent(client)
    assert [event.get("subject") for _, event in sent[1:]] == ["urn:sample:0", "urn:sample:1", "urn:sample:2"]
    assert min(_ids(sent[1:])) > (1_800_000_000_000, 0)


async def test_of_two_relays_one_sends_and_the_other_follows(
    pool: asyncpg.Pool, client: Client, feed: Feed, make_relay: Callable[[], Relay]
) -> None:
    first, second = make_relay(), make_relay()
    runs = [asyncio.create_task(first.run())]
    await _until(lambda: _async(first.leading))
    runs.append(asyncio.create_task(second.run()))
    await save(pool, [item(feed, n) for n in range(50)])
    await _until(lambda: _length(client, 50))
    assert (first.leading, second.leading) == (True, False)
    first.stop()
    await _until(lambda: _async(second.leading))
    await save(pool, [item(feed, n) for n in range(50, 100)])
    await _until(lambda: _length(client, 100))
    second.stop()
    await asyncio.gather(*runs)
    assert len({event["id"] for _, event in await _sent(client)}) == 100


async def _async(value: bool) -> bool:
    return value


async def _length(client: Client, wanted: int) -> bool:
    return int(await client.xlen(READY_STREAM)) == wanted


async def test_a_leader_whose_connection_is_cut_leads_again(
    pool: asyncpg.Pool, client: Client, feed: Feed, make_relay: Callable[[], Relay]
) -> None:
    relay = make_relay()
    run = asyncio.create_task(relay.run())
    await _until(lambda: _async(relay.leading))
    await pool.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'kawaraban-relay' AND datname = current_database()"
    )
    await save(pool, [item(feed, n) for n in range(5)])
    await _until(lambda: _length(client, 5))
    relay.stop()
    await run


async def test_an_embargo_holds_to_the_second(
    pool: asyncpg.Pool, client: Client, feed: Feed, make_relay: Callable[[], Relay]
) -> None:
    until = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1.5)
    await save(pool, [item(feed, 1, embargo_until=until), item(feed, 2)])
    relay = make_relay()
    run = asyncio.create_task(relay.run())
    await _until(lambda: _length(client, 1))
    await _until(lambda: _length(client, 2))
    late = dt.datetime.now(dt.UTC) - until
    relay.stop()
    await run
    assert dt.timedelta(0) <= late < dt.timedelta(seconds=1)
    assert [event["subject"] for _, event in await _sent(client)] == ["urn:sample:2", "urn:sample:1"]


class _Clock:
    """The machine's, set forward or back by hand."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> int:
        return time.time_ns() + int(self.ahead * 1e9)


async def test_an_embargo_ends_by_the_later_of_two_clocks(
    pool: asyncpg.Pool, client: Client, feed: Feed, postgres_url: SecretStr, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = _Clock()
    relay = Relay(postgres_url.get_secret_value(), client, PUBLIC, keep=100_000, clock=clock)
    run = asyncio.create_task(relay.run())
    await _until(lambda: _async(relay.leading))
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1)
    clock.ahead = -3600.0
    await save(pool, [item(feed, 1, embargo_until=soon), item(feed, 2)])
    await asyncio.sleep(2)
    assert [event["subject"] for _, event in await _sent(client)] == ["urn:sample:2"]
    clock.ahead = 0.0
    set_right = time.monotonic()
    await _until(lambda: _length(client, 2))
    assert time.monotonic() - set_right < 1
    # And forward, over an embargo that the store's clock has not reached.
    later = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=2)
    await save(pool, [item(feed, 3, embargo_until=later)])
    clock.ahead = 3600.0
    await asyncio.sleep(1)
    assert await client.xlen(READY_STREAM) == 2
    await _until(lambda: _length(client, 3))
    assert dt.timedelta(0) <= dt.datetime.now(dt.UTC) - later < dt.timedelta(seconds=1)
    relay.stop()
    await run
    sent = await _sent(client)
    assert _ids(sent) == sorted(set(_ids(sent)))
    assert [said for said in capsys.readouterr().out.splitlines() if "clock.differs" in said], "nobody was told"


async def test_a_withdrawal_goes_first_and_silences_what_it_withdraws(
    pool: asyncpg.Pool, client: Client, feed: Feed, make_relay: Callable[[], Relay]
) -> None:
    kill = item(feed, 99, story_id="urn:sample:7", version=2, status="canceled", change="withdrawal")
    await save(pool, [item(feed, n) for n in range(10)])
    await save(pool, [kill])
    await _run_dry(make_relay())
    raw = await client.xrange(READY_STREAM)
    first = ArticleWithdrawn.model_validate_json(raw[0][1][b"event"])
    assert (first.subject, first.data.version) == ("urn:sample:7", 2)
    assert "urn:sample:7" not in [event["subject"] for _, event in (await _sent(client))[1:]]


async def test_a_large_body_stays_behind_where_the_event_says(
    pool: asyncpg.Pool,
    client: Client,
    feed: Feed,
    make_relay: Callable[[], Relay],
    redis_url: SecretStr,
    postgres_url: SecretStr,
) -> None:
    text = "長い話。" * 5000
    story_id = "urn:sample:a/b?c=%2F#d"
    await save(pool, [item(feed, 1, story_id=story_id, body=Body(text=text, html=f"<p>{text}</p>"))])
    await _run_dry(make_relay())
    [(_, fields)] = await client.xrange(READY_STREAM)
    event = ArticleReady.model_validate_json(fields[b"event"])
    assert event.data.body is None
    assert event.dataref is not None
    assert event.dataref.startswith(PUBLIC)
    desk = Desk(Settings(redis_url=redis_url, postgres_url=postgres_url))
    async with (
        desk.app.router.lifespan_context(desk.app),
        httpx.AsyncClient(transport=httpx.ASGITransport(desk.app), base_url=PUBLIC) as web,
    ):
        answer = await web.get(event.dataref)
        assert hashlib.sha256(answer.content).hexdigest() == event.datasha256
        assert answer.json()["body"]["text"] == text
        other = event.dataref.removesuffix("1?revision=0")
        assert [(await web.get(other + n)).status_code for n in ("2", "0", "99999999999")] == [404, 404, 422]


async def test_the_relay_wakes_at_once(
    pool: asyncpg.Pool, client: Client, feed: Feed, make_relay: Callable[[], Relay]
) -> None:
    relay = make_relay()
    run = asyncio.create_task(relay.run())
    await _until(lambda: _async(relay.leading))
    await asyncio.sleep(0.2)
    begun = time.monotonic()
    await save(pool, [item(feed, 1)])
    await _until(lambda: _length(client, 1))
    assert time.monotonic() - begun < 1.0  # a poll of the heartbeat would take up to five
    relay.stop()
    await run
