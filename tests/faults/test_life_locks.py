"""The moments at which two meet over one story, each brought about by a lock that the test holds."""

import asyncio
import datetime as dt
import time
from collections.abc import Callable, Coroutine
from itertools import count
from typing import Any

import pytest

from schemas.story import Relation
from services.desk import hand
from services.desk.hand import NotPossible
from services.desk.stories import Stories
from services.ingest.reparse import apply
from services.ingest.store.rows import Item
from services.ingest.store.save import save
from services.runtime.feeds import Feed
from tests.acceptance.stage import copy, text
from tests.faults.life_desk import Desk, desk, newer
from tests.integration.test_save import item

__all__ = ["desk", "newer"]  # fixtures

KEY = ("jiji", "urn:sample:1")
HEADLINE = "早乙女知事が辞意"
_ROW = "SELECT 1 FROM outbox WHERE story_id = $1 FOR UPDATE"
_UNSENT = "SELECT count(*) FROM outbox WHERE stream_ms IS NULL AND cancelled_at IS NULL"
_STORY = "SELECT 1 FROM story WHERE story_id = $1 FOR UPDATE"


def _held(until: dt.datetime) -> bytes:
    return copy(1, "1", embargoed=until.isoformat(), body_text="会見。")


def _ahead(seconds: float) -> dt.datetime:
    return dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds)


async def _release(desk: Desk) -> None:
    stories = Stories(desk.pool)
    await stories.release(await stories.named(*KEY), 1, force=True)


async def _withdraw(desk: Desk) -> None:
    stories = Stories(desk.pool)
    await stories.withdraw(await stories.named(*KEY), "by hand")


async def _apply(desk: Desk) -> None:
    await apply(desk.pool, await desk.remade())


# --- the relay ---

Act = Callable[[Desk], Coroutine[Any, Any, Any]]
ACTS: dict[str, tuple[Act, list[str], list[str]]] = {
    "kill": (lambda desk: desk.take(copy(1, "1k")), ["ready 1.0", "withdrawn 1.0"], []),
    "kill of a higher one": (lambda desk: desk.take(copy(1, "2k")), ["ready 1.0", "withdrawn 2.0"], []),
    "update": (lambda desk: desk.take(copy(1, "2")), ["ready 1.0", "ready 2.0"], ["ready 2.0"]),
    "release": (_release, ["ready 1.0"], ["ready 1.1"]),
    "withdraw": (_withdraw, ["ready 1.0", "withdrawn 1.0"], []),
    "reparse": (_apply, ["ready 1.0", "ready 1.1"], ["ready 1.1"]),
}


async def _reached(moment: dt.datetime) -> None:
    while dt.datetime.now(dt.UTC) <= moment:
        await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("name", "relay_first"), [(n, f) for n in ACTS for f in (True, False) if (n, f) != ("release", True)]
)
async def test_a_held_row_is_due_while_its_story_changes(desk: Desk, name: str, relay_first: bool) -> None:
    """Whoever is first; a release that comes when the row is due is refused at once, and has no turn to wait for."""
    act, after, instead = ACTS[name]
    until = _ahead(0.5)
    await desk.take(_held(until))
    relay = desk.relay()

    async def due() -> None:
        await _reached(until)
        await relay.run()

    async with desk.holds(_ROW, KEY[1]):
        works = [due(), act(desk)]
        tasks = await desk.queue(*(works if relay_first else works[::-1]))
    run, acted = tasks if relay_first else tasks[::-1]
    await acted
    async with asyncio.timeout(5):
        while await desk.pool.fetchval(_UNSENT):
            await asyncio.sleep(0.01)
    relay.stop()
    await asyncio.wait_for(run, 5)
    assert await desk.told() == (after if relay_first else instead)


async def test_what_is_due_can_not_be_released(desk: Desk) -> None:
    until = _ahead(0.3)
    await desk.take(_held(until))
    await _reached(until)
    with pytest.raises(NotPossible, match="on its way already"):
        await _release(desk)


@pytest.mark.parametrize("before", [1, 2, 3])
async def test_no_id_is_of_before_the_embargo_though_the_clock_goes_on_meanwhile(desk: Desk, before: int) -> None:
    """A clock that goes on by a millisecond between any two looks at it, begun so many before the end."""
    until = int(time.time() + 2) * 1000
    embargo = dt.datetime.fromtimestamp(until / 1000, dt.UTC)
    await desk.take(_held(embargo))
    await _reached(embargo)  # by the store's clock
    ticks = count(until - before)
    relay = desk.relay(lambda: next(ticks) * 1_000_000)
    run = asyncio.create_task(relay.run())
    async with asyncio.timeout(10):
        while not await desk.told():
            await asyncio.sleep(0.01)
    relay.stop()
    await run
    [(stream_id, _)] = await desk.client.xrange("articles:ready")
    assert int(stream_id.split(b"-")[0]) >= until


async def test_the_relay_and_a_batch_of_kills_want_the_same_rows(desk: Desk) -> None:
    """A kill that has to be tried again is a second late."""
    await save(desk.pool, [item(desk.feed, n) for n in (3, 2, 1, *range(1000, 4000))])
    await desk.pool.execute("ANALYZE")  # over few rows the plan has the relay's order by chance
    relay = desk.relay()
    kills = [_kill(desk.feed, n, version=2, withdraws="version") for n in (1, 3)]
    async with desk.holds(_ROW, "urn:sample:2"):
        run, saved = await desk.queue(relay.run(), save(desk.pool, kills))
    try:
        assert [one.fate for one in await asyncio.wait_for(saved, 10)] == ["announced", "announced"]
    finally:
        relay.stop()
        await asyncio.wait_for(run, 20)
    for serial in (1, 3):
        assert (await desk.told(f"urn:sample:{serial}"))[-1] == "withdrawn 2.0"


# --- copy that is parsed again, and the desk ---


async def test_a_release_commits_while_copy_is_parsed_again(desk: Desk) -> None:
    await desk.take(copy(1, "1w", body_text="会見。"))
    remade = await desk.remade()
    async with desk.holds(_STORY, KEY[1]) as connection:
        [applied] = await desk.queue(apply(desk.pool, remade))
        await hand.release(connection, KEY, 1, "by hand", force=False, revive=False)
    assert await applied == "passed"
    await desk.send()
    assert await desk.told() == ["ready 1.1"]


async def test_copy_is_parsed_again_twice_at_once(desk: Desk) -> None:
    await desk.take(copy(1, "1", body_text="会見。"))
    await desk.send()
    remade = await desk.remade()
    async with desk.holds(_STORY, KEY[1]):
        tasks = await desk.queue(apply(desk.pool, remade), apply(desk.pool, remade))
    assert [await task for task in tasks] == ["announced", "passed"]
    await desk.send()
    assert await desk.told() == ["ready 1.0", "ready 1.1"]


async def test_what_the_desk_let_go_is_parsed_again_before_it_went_out(desk: Desk) -> None:
    await desk.take(_held(_ahead(60)))
    await _release(desk)
    await _apply(desk)
    await desk.send()
    assert await desk.told() == ["ready 1.2"]


@pytest.mark.parametrize(("comes", "told"), [("1k", "withdrawn 1.0"), ("2", "ready 2.0")])
async def test_a_kill_or_update_commits_while_copy_is_parsed_again(desk: Desk, comes: str, told: str) -> None:
    """Made anew it would come after what is newer."""
    await desk.take(copy(1, "1", body_text="会見。"))
    await desk.send()
    remade = await desk.remade()
    async with desk.holds(_STORY, KEY[1]):
        taken, applied = await desk.queue(desk.take(copy(1, comes)), apply(desk.pool, remade))
    assert (await taken, await applied) == (["announced"], "saved")
    await desk.send()
    assert await desk.told() == ["ready 1.0", told]


async def test_a_kill_commits_while_the_desk_ends_an_embargo(desk: Desk) -> None:
    """The desk meant the embargo; of the kill it knew nothing."""
    await desk.take(_held(_ahead(60)))
    async with desk.holds(_STORY, KEY[1]):
        killed, released = await desk.queue(desk.take(copy(1, "1k")), _release(desk))
    assert await killed == ["quiet"]
    with pytest.raises(NotPossible, match="withdrawn"):
        await released
    await desk.send()
    assert await desk.told() == []


# --- notices ---


def _notice(words: str) -> bytes:
    return text("お知らせ", f"先に送信した「{HEADLINE}」の記事は{words}")


async def test_two_notices_of_one_story_at_once(desk: Desk) -> None:
    """It is withdrawn once, and neither is left unmatched."""
    await desk.take(text(HEADLINE, "知事が会見した。"))
    story = await desk.story()
    notices = [desk.take(_notice("誤りがあり取り消します。")), desk.take(_notice("事実と異なるため削除します。"))]
    async with desk.holds(_STORY, story):
        tasks = await desk.queue(*notices)
    assert [await task for task in tasks] == [["notice"], ["notice"]]
    await desk.send()
    assert await desk.told(story) == ["withdrawn 1.0"]


@pytest.mark.parametrize(
    ("notice_first", "told"),
    [
        (True, ["ready 1.0", "withdrawn 1.0", "ready 3.0"]),
        (False, ["ready 1.0", "withdrawn 3.0"]),
    ],
)
async def test_a_notice_and_an_update_at_once(desk: Desk, notice_first: bool, told: list[str]) -> None:
    await desk.take(text(HEADLINE, "知事が会見した。"))
    await desk.send()
    story = await desk.story()
    update = text(f"【第２報】{HEADLINE}", "知事が再び会見した。")
    works = [desk.take(_notice("誤りがあり取り消します。")), desk.take(update)]
    async with desk.holds(_STORY, story):
        tasks = await desk.queue(*(works if notice_first else works[::-1]))
    await asyncio.gather(*tasks)
    await desk.send()
    assert await desk.told(story) == told
    kill = next(event["data"] for event in await desk.events(story) if event["data"]["change"] == "withdrawal")
    assert kill["notice"]["version"] == kill["version"]


async def test_a_blind_kill_and_its_first_version_at_once(desk: Desk) -> None:
    """Who has claimed the story first goes first, though its statement waits."""
    kill, story = text(f"【削除】{HEADLINE}", "知事の記事を削除します。"), text(HEADLINE, "知事が会見した。")
    async with desk.holds("LOCK TABLE outbox IN SHARE MODE"):
        tasks = await desk.queue(desk.take(kill), desk.take(story))
    assert [await task for task in tasks] == [["announced"], ["blocked"]]
    await desk.send()
    assert await desk.told(await desk.story()) == ["withdrawn 0.0"]


def _kill(feed: Feed, serial: int, *, names: int | None = None, **changes: Any) -> Item:
    """Of one story; it may name another."""
    relations = [] if names is None else [Relation(kind="replaces", id=f"urn:sample:{names}")]
    canceled: dict[str, Any] = {"status": "canceled", "change": "withdrawal", "relations": relations}
    return item(feed, 90 + serial, story_id=f"urn:sample:{serial}", **(canceled | changes))


async def _two(desk: Desk) -> None:
    await save(desk.pool, [item(desk.feed, n, headline=f"{HEADLINE}{n}") for n in (1, 2)])
    await desk.send()


async def test_two_kills_that_name_each_others_story(desk: Desk) -> None:
    """Each has its own and wants the other's: one gives way and comes again, and both stories are withdrawn."""
    await _two(desk)
    kills = [_kill(desk.feed, n, names=3 - n, withdraws="story") for n in (1, 2)]
    # Both have their own story when they look for what it was, and can't.
    async with desk.holds("LOCK TABLE story_revision IN ACCESS EXCLUSIVE MODE"):
        tasks = await desk.queue(*(desk.ingest._save([kill]) for kill in kills))
    await asyncio.wait_for(asyncio.gather(*tasks), 10)
    await desk.send()
    for serial in (1, 2):
        assert await desk.told(f"urn:sample:{serial}") == ["ready 1.0", "withdrawn 1.0"]


async def test_a_batch_has_the_story_that_a_kill_names_and_wants_the_kills_own(desk: Desk) -> None:
    """Here too one gives way; whichever it is, both stories end withdrawn, as a kill without a number means it."""
    await _two(desk)
    batch = [item(desk.feed, 10 + n, story_id=f"urn:sample:{n}", version=2) for n in (1, 2)]
    async with desk.holds(_STORY, KEY[1]):
        kill = _kill(desk.feed, 2, names=1, withdraws="story")
        tasks = await desk.queue(desk.ingest._save(batch), desk.ingest._save([kill]))
    await asyncio.wait_for(asyncio.gather(*tasks), 10)
    await desk.send()
    for serial in (1, 2):
        told = await desk.told(f"urn:sample:{serial}")
        assert told[0] == "ready 1.0"
        assert told[-1] in {"withdrawn 1.0", "withdrawn 2.0"}
