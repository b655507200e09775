"""The tail shows what was announced, to as many as look, and keeps nobody waiting for one that is slow."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import httpx
import orjson
import pytest

from schemas.article import Topic
from schemas.japan import Names
from services.desk.app import Desk
from services.desk.window import live as tail
from services.desk.window.live import Live
from services.desk.window.page import Pages
from services.ingest.store.save import save
from services.runtime.feeds import Feed
from services.runtime.redis import READY_STREAM, Client
from tests.articles import article
from tests.integration.test_stories import Send, ahead, kill, send, version
from tests.integration.window import desk, headlines, web

__all__ = ["desk", "send", "web"]  # the fixtures

HOSTILE = "<script>alert('x')</script> \u202egnp.exe \x07"


async def announce(client: Client, headline: str, **changes: Any) -> str:
    """As the relay does, without its store."""
    made = article(headline=headline, received_at=dt.datetime.now(dt.UTC), **changes)
    event = {
        "type": "newswire.article.ready.v1",
        "subject": made.story_id,
        "data": orjson.loads(made.model_dump_json()),
    }
    entry_id: bytes = await client.xadd(READY_STREAM, {"event": orjson.dumps(event)})
    return entry_id.decode()


@pytest.fixture
async def live(client: Client) -> AsyncIterator[Live]:
    made = Live(client, Pages().row)
    running = asyncio.create_task(made.run())
    yield made
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


class Browser:
    """Reads the stream of events in the background."""

    def __init__(self, live: Live, *, after: str | None = None, language: str = "en") -> None:
        self.text = ""
        self.is_over = False
        self._task = asyncio.create_task(self._read(live.events(language, after)))

    async def _read(self, events: AsyncIterator[bytes]) -> None:
        async for chunk in events:
            self.text += chunk.decode()
        self.is_over = True

    async def sees(self, *words: str) -> str:
        async with asyncio.timeout(10):
            while not all(word in self.text for word in words):
                await asyncio.sleep(0.01)
        return self.text

    async def leave(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


async def _filled(live: Live, rows: int) -> None:
    async with asyncio.timeout(10):
        while len(live.rows) < rows:
            await asyncio.sleep(0.01)


async def test_what_is_announced_is_seen_by_all(client: Client, live: Live) -> None:
    await announce(client, "before anyone looked")
    await _filled(live, 1)
    english, japanese = Browser(live), Browser(live, language="ja")
    await english.sees("retry:")
    await japanese.sees("retry:")
    number = "medtop:04000000"
    topic = Topic(id=number, path=[number], name=Names(en="economy", ja="経済"), score=0.9, method="terms")
    entry_id = await announce(client, "Bank raises its rate", urgency=2, topics=[topic], language="en")
    text = await english.sees("Bank raises its rate")
    assert f"id: {entry_id}\nevent: story\ndata: " in text
    assert "flash" in text
    assert "economy" in text
    assert "before anyone looked" not in text
    await japanese.sees("Bank raises its rate", "経済", "速報")
    for one in (english, japanese):
        await one.leave()
    assert live.watchers == 0


async def test_one_that_comes_back_gets_what_it_missed(client: Client, live: Live) -> None:
    first = await announce(client, "the first")
    await announce(client, "the second")
    await _filled(live, 2)
    browser = Browser(live, after=first)
    text = await browser.sees("the second")
    assert "the first" not in text
    await browser.leave()


@pytest.mark.parametrize("after", ["x", "1-", "-1", "9" * 60 + "-0", "1-1\r\nevent: x"])
async def test_an_id_of_ones_own_making_is_no_harm(client: Client, live: Live, after: str) -> None:
    await announce(client, "the first")
    await _filled(live, 1)
    browser = Browser(live, after=after)
    await browser.sees("retry:")
    await announce(client, "the second")
    await browser.sees("the second")
    assert not browser.is_over
    await browser.leave()


async def test_copy_can_neither_make_markup_nor_events(client: Client, live: Live) -> None:
    browser = Browser(live)
    await browser.sees("retry:")
    await announce(client, HOSTILE + "\n\nevent: story\ndata: forged", story_id="x\r\ndata: y<b>")
    text = await browser.sees("gnp.exe")
    assert "<script>" not in text
    assert "&lt;script&gt;" in text
    assert '<span class="sign" title="U+202E">RLO</span>' in text
    assert "\u202e" not in text
    assert "\x07" not in text
    lines = [line for line in text.split("\n") if line]
    assert all(line.startswith(("id: ", "event: ", "data: ", "retry: ")) for line in lines)
    assert sum(line.startswith("event: ") for line in lines) == 1
    await browser.leave()


async def test_a_stranger_in_the_stream_is_passed_by(client: Client, live: Live) -> None:
    browser = Browser(live)
    await browser.sees("retry:")
    for odd in (b"", b"{}", b"[1]", b'{"type": "x", "data": null}', b"\xff"):
        await client.xadd(READY_STREAM, {"event": odd})
    await announce(client, "a real one")
    assert (await browser.sees("a real one")).count("event: story") == 1
    await browser.leave()


async def test_a_flood_is_told_and_its_flashes_are_shown(client: Client, live: Live) -> None:
    browser = Browser(live)
    await browser.sees("retry:")
    await announce(client, "wakes the reader")
    await browser.sees("wakes the reader")
    async with client.pipeline(transaction=False) as pipeline:
        await announce(pipeline_client(pipeline), "EARLY FLASH", urgency=1)
        for number in range(150):
            await announce(pipeline_client(pipeline), f"plain {number}!")
        await pipeline.execute()
    text = await browser.sees("plain 149!", "event: skipped", "EARLY FLASH")
    assert "plain 0!" not in text
    assert len(live.rows) == 152
    await browser.leave()


def pipeline_client(pipeline: Any) -> Any:
    """What is queued has no answer yet."""

    class Queued:
        async def xadd(self, *args: Any) -> bytes:
            pipeline.xadd(*args)
            return b"0-0"

    return Queued()


async def test_a_slow_browser_is_cut_off_and_others_are_not(
    client: Client, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tail, "_WAITING", 2)
    monkeypatch.setattr(tail, "_PAUSE_SECONDS", 0)
    slow = live.events("en", None)
    await anext(slow)  # and then it reads no more
    quick = Browser(live)
    await quick.sees("retry:")
    assert live.watchers == 2
    for number in range(6):
        await announce(client, f"story {number}!")
        await quick.sees(f"story {number}!")
    assert live.watchers == 1
    assert [chunk async for chunk in slow] == []
    await quick.leave()


async def test_all_are_let_go_at_the_end(live: Live) -> None:
    browsers = [Browser(live) for _ in range(3)]
    for one in browsers:
        await one.sees("retry:")
    live.end()
    async with asyncio.timeout(5):
        while not all(one.is_over for one in browsers):
            await asyncio.sleep(0.01)
    late = [chunk async for chunk in live.events("en", None)]
    assert len(late) == 1


async def test_the_page_shows_what_was_announced_and_no_embargo(
    pool: asyncpg.Pool, feed: Feed, desk: Desk, web: httpx.AsyncClient, send: Send
) -> None:
    assert "Nothing has been announced yet" in (await web.get("/")).text
    await save(pool, [version(feed, 1, headline="Open to all")])
    await save(pool, [version(feed, 1, 2, story_id="urn:held", headline="Secret", embargo_until=ahead(hours=1))])
    await send()
    await save(pool, [kill(feed, 2, headline="Open to all")])
    await send()
    await _filled(desk.live, 2)
    page = (await web.get("/")).text
    assert headlines(page) == ["Withdrawal Open to all", "Open to all"]
    assert "Secret" not in page
    assert f'/live?after={desk.live.rows[-1].stream_id}"' in page
    assert 'aria-live="polite"' in page
