"""A story's life as the desk sees it, on real servers: what it is found by, and how each of its versions stands."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import orjson
import pytest
from pydantic import SecretStr

from schemas.story import Hold
from services.desk.stories import NoSuchStory, Stories
from services.ingest.store.rows import Item
from services.ingest.store.save import save
from services.publish.relay import Relay
from services.runtime.feeds import Feed
from services.runtime.redis import READY_STREAM, Client
from tests.integration.test_save import item

STORY = "urn:sample:1"
Send = Callable[[], Awaitable[list[dict[str, Any]]]]


@pytest.fixture
def stories(pool: asyncpg.Pool) -> Stories:
    return Stories(pool)


@pytest.fixture
def send(postgres_url: SecretStr, client: Client) -> Send:
    """A relay that sends all that is free and ends; the events that are in the stream then."""

    async def sent() -> list[dict[str, Any]]:
        relay = Relay(postgres_url.get_secret_value(), client, "http://desk.example", keep=100_000)
        run = asyncio.create_task(relay.run())
        async with asyncio.timeout(10):
            while not relay.leading:
                await asyncio.sleep(0.01)
        relay.stop()
        await asyncio.wait_for(run, 10)
        return [orjson.loads(fields[b"event"]) for _, fields in await client.xrange(READY_STREAM)]

    return sent


def ahead(**span: float) -> dt.datetime:
    return dt.datetime.now(dt.UTC) + dt.timedelta(**span)


def version(feed: Feed, number: int, entry: int | None = None, **changes: Any) -> Item:
    return item(feed, entry or number, **{"story_id": STORY, "version": number, **changes})


def kill(feed: Feed, number: int, entry: int = 90, **changes: Any) -> Item:
    canceled: dict[str, Any] = {"status": "canceled", "change": "withdrawal", "withdraws": "version"}
    return version(feed, number, entry, **(canceled | changes))


def withheld(feed: Feed, number: int, **changes: Any) -> Item:
    return version(feed, number, status="withheld", hold=Hold(reason="advance", text="予定稿"), **changes)


def notice(feed: Feed, entry: int = 80) -> Item:
    """Of a story that nothing in it tells."""
    changes = {"status": "canceled", "change": "withdrawal", "withdraws": "notice", "headline": "お知らせ"}
    return item(feed, entry, story_id="urn:notice:1", **changes)


async def states(stories: Stories, name: str = STORY) -> dict[str, str]:
    rows = await stories.history(await stories.find(name))
    return {f"{row['version']}{'w' if row['withdraws'] else ''}": row["state"] for row in rows}


# --- look ---


@pytest.mark.parametrize(
    "name", ["urn:sample:1", "jiji/urn:sample:1", "urn:sample", "jiji/urn:sam", "urn:sa"], ids=lambda name: name
)
async def test_a_story_is_found_by_what_names_it(pool: asyncpg.Pool, feed: Feed, stories: Stories, name: str) -> None:
    await save(pool, [item(feed, 1)])
    assert (await stories.find(name)).name == "jiji/urn:sample:1"


async def test_a_whole_id_is_no_beginning_of_another(pool: asyncpg.Pool, feed: Feed, stories: Stories) -> None:
    await save(pool, [item(feed, 1), item(feed, 11)])
    assert (await stories.find("urn:sample:1")).story_id == "urn:sample:1"


@pytest.mark.parametrize("name", ["urn:s", "", "urn:other:1", "ap/urn:sample:1", "urn:sample:1\0", "rn:sample"])
async def test_what_names_no_story_is_told(pool: asyncpg.Pool, feed: Feed, stories: Stories, name: str) -> None:
    await save(pool, [item(feed, 1)])
    with pytest.raises(NoSuchStory, match="no story"):
        await stories.find(name)


async def test_a_beginning_of_many_lists_five(pool: asyncpg.Pool, feed: Feed, stories: Stories) -> None:
    await save(pool, [item(feed, n) for n in range(8)])
    with pytest.raises(NoSuchStory) as told:
        await stories.find("urn:sample")
    assert str(told.value).count("jiji/urn:sample:") == 5
    assert str(told.value).endswith("…")


async def test_one_id_of_two_providers_wants_its_provider(pool: asyncpg.Pool, feed: Feed, stories: Stories) -> None:
    await save(pool, [item(feed, 1), item(feed, 2, story_id=STORY, provider="ap")])
    with pytest.raises(NoSuchStory, match="may be any of: ap/urn:sample:1, jiji/urn:sample:1"):
        await stories.find(STORY)
    assert (await stories.find(f"ap/{STORY}")).provider == "ap"


async def test_each_version_has_its_word(pool: asyncpg.Pool, feed: Feed, stories: Stories, send: Send) -> None:
    until = ahead(hours=1)
    await save(pool, [version(feed, 2)])
    await send()
    for one in (version(feed, 1), version(feed, 3), kill(feed, 4), version(feed, 3, 31)):
        await save(pool, [one])
    assert await states(stories) == {"1": "late", "2": "announced", "3": "replaced", "4w": "waiting"}
    await send()
    assert (await states(stories))["4w"] == "withdrawal"
    await save(pool, [version(feed, 0, 7), version(feed, 5, embargo_until=until)])
    assert {**await states(stories), "4w": ""} == {
        "0": "blocked",
        "1": "late",
        "2": "announced",
        "3": "replaced",
        "4w": "",
        "5": "held",
    }
    await save(pool, [version(feed, 6, embargo_until=until), withheld(feed, 7)])
    found = await states(stories)
    assert [found["5"], found["6"], found["7"]] == ["replaced", "replaced", "withheld"]


async def test_notices_and_quiet_kills_have_theirs(pool: asyncpg.Pool, feed: Feed, stories: Stories) -> None:
    await save(pool, [notice(feed), withheld(feed, 1), kill(feed, 2)])
    assert await states(stories, "urn:notice:1") == {"1w": "unmatched"}
    assert await states(stories) == {"1": "withheld", "2w": "quiet"}


async def test_the_history_tells_what_went_out_and_how(
    pool: asyncpg.Pool, client: Client, feed: Feed, stories: Stories, send: Send
) -> None:
    until = ahead(hours=2)
    await save(pool, [version(feed, 1, warnings=["odd"]), version(feed, 2, change="correction", change_note="The day")])
    [first, _] = await send()
    await save(pool, [version(feed, 3, embargo_until=until)])
    one, two, three = await stories.history(await stories.find(STORY))
    [(stream_id, _), *_] = await client.xrange(READY_STREAM)
    [sent] = one["announcements"]
    assert (sent["event_id"], sent["stream_id"]) == (first["id"], stream_id.decode())
    assert (one["warnings"], one["bytes"], one["feed"], one["revisions"]) == (["odd"], 20, "jiji", 0)
    assert (two["change"], two["change_note"]) == ("correction", "The day")
    assert (three["held_until"], three["announcements"][0]["held_until"]) == (until, until)


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        ("held", ["urn:sample:2", "urn:sample:1"]),
        ("withheld", ["urn:sample:3"]),
        ("withdrawn", ["urn:sample:6", "urn:sample:5"]),
        ("blocked", ["urn:sample:6"]),
        ("unmatched", ["urn:notice:1"]),
        ("corrected", ["urn:sample:7"]),
    ],
)
async def test_a_list_has_what_it_is_asked_for(
    pool: asyncpg.Pool, feed: Feed, stories: Stories, state: Any, wanted: list[str]
) -> None:
    canceled = {"status": "canceled", "change": "withdrawal", "withdraws": "version"}
    batch = [
        item(feed, 1, embargo_until=ahead(hours=3)),
        item(feed, 2, embargo_until=ahead(hours=1)),
        item(feed, 3, status="withheld"),
        item(feed, 4, status="withheld"),
        item(feed, 14, story_id="urn:sample:4", version=2),
        item(feed, 5),
        item(feed, 15, story_id="urn:sample:5", version=2, **canceled),
        item(feed, 16, story_id="urn:sample:6", version=2, **canceled),
        item(feed, 6),
        item(feed, 7, change="correction"),
        notice(feed),
    ]
    for one in batch:
        await save(pool, [one])
    rows = await stories.listed(state)
    assert [row["story_id"] for row in rows] == wanted
    assert len(await stories.listed("all")) == 8
    assert await stories.listed(state, feed="elsewhere") == []
    assert len(await stories.listed(state, limit=1)) == 1


async def test_a_held_story_is_listed_with_the_time_left(pool: asyncpg.Pool, feed: Feed, stories: Stories) -> None:
    await save(pool, [item(feed, 1, embargo_until=ahead(hours=1))])
    [row] = await stories.listed("held")
    assert row["state"] == "held"
    assert 3500 < row["seconds_left"] <= 3600


async def test_bytes_and_articles_are_there_as_they_were(pool: asyncpg.Pool, feed: Feed, stories: Stories) -> None:
    await save(pool, [withheld(feed, 1)])
    story = await stories.find(STORY)
    await stories.release(story)
    assert await stories.raw(story, 1) == b"copy of urn:sample:1"
    assert (await stories.article(story, 1))["revision"] == 1
    assert (await stories.article(story, 1, revision=0))["status"] == "withheld"
    for missing in ({"revision": 2}, {"withdraws": True}):
        with pytest.raises(NoSuchStory, match="has no"):
            await stories.article(story, 1, **missing)
    with pytest.raises(NoSuchStory, match="has no version 9"):
        await stories.raw(story, 9)
