"""What the desk tells of the servers: what waits in them, and nothing that it has not just learned."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from structlog.testing import capture_logs

from schemas.reasons import Reason
from services.desk.app import desk_app
from services.desk.figures import STALE_SECONDS, Figures
from services.ingest.pipeline import Refusal
from services.ingest.store.rows import Item
from services.ingest.store.save import save
from services.runtime.feeds import Feed
from services.runtime.postgres import connect_postgres
from services.runtime.redis import GROUP, Client, connect_redis, ensure_group
from services.runtime.settings import Settings
from tests.articles import article
from tests.integration.test_save import item

OTHER = Feed(name="other", provider="other")
NOWHERE = SecretStr("redis://127.0.0.1:1/0")


@pytest.fixture
async def figures(client: Client, feed: Feed) -> Figures:
    await ensure_group(client, feed)
    return Figures(client, [feed, OTHER])


def shown(figures: Figures, name: str, **labels: str) -> float | None:
    return figures.registry.get_sample_value(name, labels)


def names(figures: Figures) -> set[str]:
    return {family.name for family in figures.collect() if family.samples}


ALWAYS = {"wire_reading_age_seconds", "wire_server_up"}


async def test_a_stream_tells_what_is_unread_and_pending_and_since_when(
    client: Client, feed: Feed, figures: Figures, pool: asyncpg.Pool
) -> None:
    now = int(dt.datetime.now(dt.UTC).timestamp() * 1000)
    for age in (90_000, 60_000, 30_000):
        await client.xadd(feed.stream, {"body": b"copy"}, id=f"{now - age}-0")
    await client.xreadgroup(GROUP, "worker", {feed.stream: ">"}, count=1)
    await figures.read(pool)
    assert shown(figures, "wire_stream_lag_entries", feed="jiji") == 2
    assert shown(figures, "wire_stream_pending_entries", feed="jiji") == 1
    assert shown(figures, "wire_stream_oldest_seconds", feed="jiji") == pytest.approx(90, abs=5)


async def test_a_flash_that_is_pending_early_hides_nothing_older(
    client: Client, feed: Feed, figures: Figures, pool: asyncpg.Pool
) -> None:
    now = int(dt.datetime.now(dt.UTC).timestamp() * 1000)
    for age in (90_000, 1000):
        await client.xadd(feed.stream, {"body": b"copy"}, id=f"{now - age}-0")
    await client.xclaim(feed.stream, GROUP, "worker", 0, [f"{now - 1000}-0"], force=True, justid=True)
    await figures.read(pool)
    assert shown(figures, "wire_stream_oldest_seconds", feed="jiji") == pytest.approx(90, abs=5)


async def test_a_feed_that_is_read_up_waits_for_nothing_and_one_without_a_stream_is_told_of(
    figures: Figures, pool: asyncpg.Pool
) -> None:
    await figures.read(pool)
    assert shown(figures, "wire_stream_oldest_seconds", feed="jiji") == 0
    assert [shown(figures, "wire_stream_ready", feed=name) for name in ("jiji", "other")] == [1, 0]
    assert shown(figures, "wire_stream_lag_entries", feed="other") is None


async def test_the_store_tells_what_is_unsent_held_withheld_unmatched_and_dead(
    feed: Feed, figures: Figures, pool: asyncpg.Pool
) -> None:
    ends = dt.datetime.now(dt.UTC).replace(microsecond=0) + dt.timedelta(hours=1)
    bad = Item(item(feed, 9).entry, Refusal(Reason.MALFORMED, "broken", article().source))
    held = [item(feed, 3, embargo_until=ends), item(feed, 4, embargo_until=ends + dt.timedelta(hours=1))]
    canceled = {"status": "canceled", "change": "withdrawal", "withdraws": "notice", "headline": "お知らせ"}
    notice = item(feed, 6, **canceled)
    await save(pool, [item(feed, 1), item(feed, 2), *held, item(feed, 5, status="withheld"), notice, bad])
    await pool.execute("UPDATE outbox SET created_at = now() - interval '40 s' WHERE story_id = 'urn:sample:1'")
    await figures.read(pool)
    # What nobody could match is told to subscribers too.
    assert shown(figures, "wire_outbox_unsent_events") == 3
    assert shown(figures, "wire_outbox_oldest_seconds") == pytest.approx(40, abs=5)
    assert shown(figures, "wire_embargo_held_stories") == 2
    assert shown(figures, "wire_embargo_next_timestamp_seconds") == ends.timestamp()
    assert shown(figures, "wire_embargo_overdue_seconds") == 0
    assert (shown(figures, "wire_withheld_stories"), shown(figures, "wire_unmatched_withdrawals")) == (1, 1)
    dead = {str(reason): shown(figures, "wire_dead_letters", reason=reason) for reason in Reason}
    assert dead == {**dict.fromkeys(map(str, Reason), 0), "malformed": 1}


async def test_an_event_waits_from_the_end_of_its_embargo_on(feed: Feed, figures: Figures, pool: asyncpg.Pool) -> None:
    await save(pool, [item(feed, 1, embargo_until=dt.datetime.now(dt.UTC) + dt.timedelta(hours=1))])
    await pool.execute("UPDATE outbox SET created_at = now() - interval '1 day', hold_until = now() - interval '20 s'")
    await figures.read(pool)
    assert shown(figures, "wire_outbox_oldest_seconds") == pytest.approx(20, abs=5)
    assert shown(figures, "wire_embargo_overdue_seconds") == pytest.approx(20, abs=5)


async def test_with_nothing_held_there_is_no_next_end(figures: Figures, pool: asyncpg.Pool) -> None:
    await figures.read(pool)
    assert shown(figures, "wire_embargo_held_stories") == 0
    assert shown(figures, "wire_embargo_next_timestamp_seconds") is None


async def test_a_scrape_asks_nobody(figures: Figures, feed: Feed, pool: asyncpg.Pool, client: Client) -> None:
    await figures.read(pool)
    before = names(figures)
    await client.xadd(feed.stream, {"body": b"copy"})
    await save(pool, [item(feed, 1)])
    assert names(figures) == before
    assert shown(figures, "wire_stream_lag_entries", feed="jiji") == 0
    assert shown(figures, "wire_outbox_unsent_events") == 0


async def test_of_a_server_that_is_away_only_the_age_is_shown_and_it_is_told_of_once(
    figures: Figures, feed: Feed, pool: asyncpg.Pool, postgres_url: SecretStr
) -> None:
    await figures.read(pool)
    gone = await connect_postgres(postgres_url)
    await gone.close()
    with capture_logs() as logs:
        for each in (gone, gone, pool):
            if each is pool:
                assert not {name for name in names(figures) if name.startswith(("wire_outbox", "wire_dead"))}
                assert shown(figures, "wire_server_up", server="postgres") == 0
                assert shown(figures, "wire_stream_lag_entries", feed="jiji") == 0
            await figures.read(each)
    assert [(log["event_type"], log["server"]) for log in logs] == [
        ("figures.away", "postgres"),
        ("figures.back", "postgres"),
    ]
    assert shown(figures, "wire_outbox_unsent_events") == 0


async def test_without_both_servers_there_is_nothing_else(feed: Feed, postgres_url: SecretStr) -> None:
    nowhere = connect_redis(NOWHERE)
    gone = await connect_postgres(postgres_url)
    await gone.close()
    figures = Figures(nowhere, [feed])
    await figures.read(gone)
    assert names(figures) == ALWAYS
    assert shown(figures, "wire_server_up", server="redis") == 0
    await nowhere.aclose()


async def test_a_reading_that_has_grown_old_is_shown_no_more(figures: Figures, pool: asyncpg.Pool) -> None:
    """As when its task hangs."""
    await figures.read(pool)
    assert names(figures) > ALWAYS
    for reading in (figures._streams, figures._store):
        reading.at -= STALE_SECONDS + 1
    assert names(figures) == ALWAYS
    age = shown(figures, "wire_reading_age_seconds", server="postgres")
    assert age is not None
    assert age > STALE_SECONDS


@pytest.fixture
async def desks(redis_url: SecretStr, postgres_url: SecretStr, feed: Feed) -> AsyncIterator[list[FastAPI]]:
    settings = Settings(redis_url=redis_url, postgres_url=postgres_url)
    first, second = desk_app(settings, [feed]), desk_app(settings, [feed])
    async with first.router.lifespan_context(first), second.router.lifespan_context(second):
        yield [first, second]


async def _page(desk: FastAPI) -> str:
    transport = httpx.ASGITransport(desk)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as web:
        return (await web.get("/metrics")).raise_for_status().text


async def test_several_desks_tell_the_same_beside_what_they_count(
    client: Client, feed: Feed, pool: asyncpg.Pool, desks: list[FastAPI]
) -> None:
    await save(pool, [item(feed, 1)])
    for desk in desks:
        async with asyncio.timeout(20):
            while "wire_outbox_unsent_events 1.0" not in await _page(desk):
                await asyncio.sleep(0.1)
        assert 'wire_unavailable_total{server="redis"}' in await _page(desk)
