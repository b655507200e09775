"""What the desk does by hand, on real servers: released, withdrawn, settled, and the order of events kept."""

import asyncio
from collections.abc import Awaitable, Callable

import asyncpg
import orjson
import pytest

from schemas.article import Article
from schemas.event import ArticleReady, ArticleWithdrawn, event_id
from services.desk.hand import NotPossible
from services.desk.stories import Found, Stories
from services.ingest.store.save import save
from services.runtime.feeds import Feed
from tests.articles import NOON
from tests.integration.test_save import fates, item
from tests.integration.test_stories import STORY, Send, ahead, kill, notice, send, states, stories, version, withheld

__all__ = ["send", "stories"]  # fixtures


# --- release ---


async def test_a_withdrawal_that_was_wrong_is_taken_back_by_that_word_alone(
    pool: asyncpg.Pool, feed: Feed, stories: Stories, send: Send
) -> None:
    await save(pool, [version(feed, 1)])
    await send()
    story = await stories.find(STORY)
    await stories.withdraw(story, "wrong story")
    await send()
    with pytest.raises(NotPossible, match="takes --revive"):
        await stories.release(story, 1)
    with pytest.raises(NotPossible, match="withdrawn"):
        await stories.release(story, 1, force=True)
    assert (await stories.release(story, 1, revive=True, why="it was right")).revision == 1
    events = await send()
    assert [(event["data"]["change"], event["data"]["revision"]) for event in events][2:] == [("new", 1)]
    assert fates(await save(pool, [version(feed, 2)])) == ["announced"]


async def test_a_withdrawal_by_hand_says_what_subscribers_have(
    pool: asyncpg.Pool, feed: Feed, stories: Stories, send: Send
) -> None:
    await save(pool, [version(feed, 1, headline="What went out")])
    await send()
    await save(pool, [version(feed, 2, headline="What is secret", embargo_until=ahead(hours=1))])
    await stories.withdraw(await stories.find(STORY), "wrong story")
    events = await send()
    assert (events[-1]["data"]["headline"], events[-1]["data"]["version"]) == ("What went out", 2)
    assert "secret" not in orjson.dumps(events).decode()


async def test_what_was_withheld_goes_out_usable(pool: asyncpg.Pool, feed: Feed, stories: Stories, send: Send) -> None:
    await save(pool, [withheld(feed, 1)])
    assert await send() == []
    told = await stories.release(await stories.find(STORY), why="the\nprize was  announced")
    assert (told.version, told.revision, told.hold_until) == (1, 1, None)
    [event] = await send()
    read = ArticleReady.model_validate(ArticleReady.model_validate_json(orjson.dumps(event)))
    assert read.id == str(event_id("jiji", STORY, 1, read.type, 1))
    assert (read.data.status, read.data.hold, read.data.revision) == ("usable", None, 1)
    assert read.data.warnings[-1] == "released by the desk: the prize was announced"
    assert await states(stories) == {"1": "announced"}


async def test_the_newest_that_waits_is_released(pool: asyncpg.Pool, feed: Feed, stories: Stories, send: Send) -> None:
    await save(pool, [withheld(feed, 1), withheld(feed, 2)])
    assert (await stories.release(await stories.find(STORY))).version == 2
    assert [event["data"]["version"] for event in await send()] == [2]
    with pytest.raises(NotPossible, match="older than version 2"):
        await stories.release(await stories.find(STORY), 1)


async def test_a_release_waits_for_the_embargo_unless_forced(
    pool: asyncpg.Pool, feed: Feed, stories: Stories, send: Send
) -> None:
    until = ahead(hours=1)
    await save(pool, [withheld(feed, 1, embargo_until=until)])
    story = await stories.find(STORY)
    assert (await stories.release(story)).hold_until == until
    assert (await send(), await states(stories)) == ([], {"1": "held"})
    with pytest.raises(NotPossible, match="held until"):
        await stories.release(story)
    assert (await stories.release(story, force=True)).hold_until is None
    assert [event["data"]["revision"] for event in await send()] == [2]


async def test_a_forced_release_is_announced_once(pool: asyncpg.Pool, feed: Feed, stories: Stories, send: Send) -> None:
    await save(pool, [version(feed, 1, embargo_until=ahead(seconds=1))])
    await stories.release(await stories.find(STORY), force=True)
    assert len(await send()) == 1
    await asyncio.sleep(1.2)
    assert len(await send()) == 1


async def test_what_was_released_later_overtakes_what_is_held(
    pool: asyncpg.Pool, feed: Feed, stories: Stories, send: Send
) -> None:
    await save(pool, [withheld(feed, 1, embargo_until=ahead(seconds=1)), withheld(feed, 2)])
    story = await stories.find(STORY)
    await stories.release(story, 1)
    await stories.release(story, 2)
    await asyncio.sleep(1.2)
    assert [event["data"]["version"] for event in await send()] == [2]


async def test_a_blocked_version_is_revived(pool: asyncpg.Pool, feed: Feed, stories: Stories, send: Send) -> None:
    blind = kill(feed, 0, withdraws="story")
    await save(pool, [blind])
    assert fates(await save(pool, [version(feed, 1, updated_at=None)])) == ["blocked"]
    story = await stories.find(STORY)
    with pytest.raises(NotPossible, match="withdrawn"):
        await stories.release(story, 1, force=True)
    await stories.release(story, 1, revive=True)
    sent = await send()
    assert [(event["type"].split(".")[2], event["data"]["version"]) for event in sent] == [
        ("withdrawn", 0),
        ("ready", 1),
    ]
    assert not (await stories.find(STORY)).is_withdrawn
    assert fates(await save(pool, [version(feed, 2)])) == ["announced"]


async def test_subscribers_would_drop_what_is_older_than_the_kill(
    pool: asyncpg.Pool, feed: Feed, stories: Stories
) -> None:
    await save(pool, [kill(feed, 3)])
    await save(pool, [version(feed, 2)])
    with pytest.raises(NotPossible, match="older than version 3"):
        await stories.release(await stories.find(STORY), 2, force=True, revive=True)


async def test_what_is_out_or_on_its_way_is_not_released(
    pool: asyncpg.Pool, feed: Feed, stories: Stories, send: Send
) -> None:
    await save(pool, [version(feed, 2)])
    story = await stories.find(STORY)
    with pytest.raises(NotPossible, match="on its way"):
        await stories.release(story, 2, force=True)
    await send()
    with pytest.raises(NotPossible, match="announced already"):
        await stories.release(story, 2, force=True)
    with pytest.raises(NotPossible, match="none of its versions"):
        await stories.release(story)
    await save(pool, [version(feed, 1)])
    with pytest.raises(NotPossible, match="older than version 2"):
        await stories.release(story, 1, force=True)
    with pytest.raises(NotPossible, match="no version 7"):
        await stories.release(story, 7)


async def test_of_two_releases_at_once_one_goes_out(
    pool: asyncpg.Pool, feed: Feed, stories: Stories, send: Send
) -> None:
    await save(pool, [withheld(feed, 1)])
    story = await stories.find(STORY)
    both = await asyncio.gather(stories.release(story), stories.release(story), return_exceptions=True)
    assert [type(one).__name__ for one in both].count("NotPossible") == 1
    assert len(await send()) == 1


async def test_the_next_version_is_compared_with_what_was_released(
    pool: asyncpg.Pool, feed: Feed, stories: Stories, send: Send
) -> None:
    await save(pool, [withheld(feed, 1)])
    await stories.release(await stories.find(STORY))
    await save(pool, [version(feed, 2)])
    [_, event] = await send()
    assert event["data"]["changed"] == []
    assert event["data"]["change"] == "update"


# --- withdraw ---


async def test_a_withdrawal_by_hand_is_announced_and_holds(
    pool: asyncpg.Pool, feed: Feed, stories: Stories, send: Send
) -> None:
    await save(pool, [version(feed, 1)])
    await send()
    await save(pool, [version(feed, 2)])
    story = await stories.find(STORY)
    assert not (await stories.withdraw(story, "the man is alive")).quiet
    event = (await send())[-1]
    read = ArticleWithdrawn.model_validate_json(orjson.dumps(event))
    assert (read.data.version, read.data.change_note, read.data.notice) == (2, "the man is alive", None)
    assert (read.data.status, read.data.change, read.data.withdraws) == ("canceled", "withdrawal", "story")
    assert await states(stories) == {"1": "announced", "2": "replaced", "2w": "withdrawal"}
    with pytest.raises(NotPossible, match="withdrawn already"):
        await stories.withdraw(story, "again")


@pytest.mark.parametrize(("days", "fate"), [(-1, "blocked"), (1, "announced")])
async def test_what_was_written_after_the_withdrawal_is_not_meant(
    pool: asyncpg.Pool, feed: Feed, stories: Stories, days: int, fate: str
) -> None:
    await save(pool, [version(feed, 1)])
    await stories.withdraw(await stories.find(STORY), "the man is alive")
    assert fates(await save(pool, [version(feed, 2, updated_at=ahead(days=days))])) == [fate]


async def test_what_nobody_has_had_is_withdrawn_quietly(
    pool: asyncpg.Pool, feed: Feed, stories: Stories, send: Send
) -> None:
    await save(pool, [version(feed, 1, embargo_until=ahead(hours=1))])
    assert (await stories.withdraw(await stories.find(STORY), "killed by the newsroom")).quiet
    assert await send() == []
    assert await states(stories) == {"1": "replaced", "1w": "quiet"}
    assert await stories.listed("held") == []


async def test_a_notice_is_matched_by_hand(pool: asyncpg.Pool, feed: Feed, stories: Stories, send: Send) -> None:
    await save(pool, [version(feed, 1)])
    await send()
    await save(pool, [notice(feed)])
    story, note = await stories.find(STORY), await stories.find("urn:notice:1")
    await stories.withdraw(story, "the desk rang up", note)
    event = (await send())[-1]
    article = Article.model_validate_json(orjson.dumps(event["data"]))
    assert article.notice is not None
    assert (article.notice.notice_id, article.notice.story_id, article.notice.by) == ("urn:notice:1", STORY, ["desk"])
    assert article.notice.text
    assert (article.updated_at, article.withdraws) == (NOON, "notice")
    assert await states(stories, "urn:notice:1") == {"1w": "notice"}
    assert (await stories.article(note, 1, withdraws=True))["notice"]["story_id"] == STORY
    assert await stories.raw(story, 1, withdraws=True) == b"copy of urn:notice:1"
    with pytest.raises(NotPossible, match="waits for its story"):
        await stories.settle(note, "again")


async def test_only_an_unmatched_notice_of_the_provider_can_be_named(
    pool: asyncpg.Pool, feed: Feed, stories: Stories
) -> None:
    await save(pool, [version(feed, 1), item(feed, 2), item(feed, 3, provider="ap")])
    story = await stories.find(STORY)
    with pytest.raises(NotPossible, match="waits for its story"):
        await stories.withdraw(story, "why", await stories.find("urn:sample:2"))
    with pytest.raises(NotPossible, match="another provider"):
        await stories.withdraw(story, "why", await stories.find("urn:sample:3"))
    assert await states(stories) == {"1": "waiting"}


async def test_a_notice_is_no_story(pool: asyncpg.Pool, feed: Feed, stories: Stories) -> None:
    await save(pool, [notice(feed)])
    with pytest.raises(NotPossible, match="notice of withdrawal itself"):
        await stories.withdraw(await stories.find("urn:notice:1"), "why")


async def test_a_notice_without_a_story_is_dismissed(pool: asyncpg.Pool, feed: Feed, stories: Stories) -> None:
    await save(pool, [notice(feed)])
    note = await stories.find("urn:notice:1")
    await stories.settle(note, "we never had it")
    said = (await stories.article(note, 1, withdraws=True))["notice"]
    assert (said["story_id"], said["by"], said["why"]) == (None, ["desk"], "dismissed by the desk: we never had it")
    assert await stories.listed("unmatched") == []


async def test_a_story_that_was_brought_back_can_be_withdrawn_again(
    pool: asyncpg.Pool, feed: Feed, stories: Stories, send: Send
) -> None:
    """The number has a withdrawal already, spent by now: the second is a revision of it."""
    await save(pool, [withheld(feed, 1)])
    await save(pool, [kill(feed, 1)])
    story = await stories.find(STORY)
    assert await states(stories) == {"1": "withheld", "1w": "quiet"}
    await stories.release(story, 1, revive=True)
    await send()
    told = await stories.withdraw(story, "wrong after all")
    assert (told.version, told.revision) == (1, 1)
    assert [event["type"].split(".")[2] for event in await send()] == ["ready", "withdrawn"]
    assert await states(stories) == {"1": "announced", "1w": "withdrawal"}


async def test_hands_and_wire_agree_on_the_order(pool: asyncpg.Pool, feed: Feed, stories: Stories, send: Send) -> None:
    """Whoever is first: versions rise, and after the withdrawal nothing older goes out."""
    await save(pool, [withheld(feed, 1, updated_at=NOON)])
    story = await stories.find(STORY)

    async def by_hand(work: Callable[[Found], Awaitable[object]]) -> None:
        try:
            await work(story)
        except NotPossible:
            return

    await asyncio.gather(
        save(pool, [version(feed, 2)]),
        by_hand(lambda one: stories.release(one, 1)),
        save(pool, [version(feed, 3)]),
        by_hand(lambda one: stories.withdraw(one, "wrong")),
        save(pool, [version(feed, 4)]),
    )
    sent = [(event["data"]["version"], event["type"].split(".")[2]) for event in await send()]
    assert [number for number, _ in sent] == sorted(number for number, _ in sent)
    if (await stories.find(STORY)).is_withdrawn and sent:
        assert sent[-1][1] == "withdrawn"
