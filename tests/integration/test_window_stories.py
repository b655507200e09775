"""The list of stories and its search, and one story with all that the desk knows of it."""

from typing import Any

import asyncpg
import httpx
import pytest

from schemas.article import Evidence, Topic
from schemas.japan import Names
from schemas.story import Body
from services.desk.app import Desk
from services.desk.search_index import SearchIndex
from services.desk.stories import Stories
from services.ingest.store.save import save
from services.runtime.feeds import Feed
from tests.integration.test_stories import STORY, Send, ahead, kill, notice, send, version, withheld
from tests.integration.window import desk, headlines, web

__all__ = ["desk", "send", "web"]  # the fixtures

HOSTILE = "<img src=x onerror=alert(1)>\u202e"
PAGE = f"/stories/jiji/{STORY}"


def topic(number: str, *evidence: Evidence, parent: str = "04000000") -> Topic:
    return Topic(
        id=f"medtop:{number}",
        path=[f"medtop:{parent}", f"medtop:{number}"],
        name=Names(en="central bank", ja="中央銀行"),
        score=0.93,
        method="terms",
        evidence=list(evidence),
    )


async def found(pool: asyncpg.Pool, web: httpx.AsyncClient, **asked: str) -> list[str]:
    await SearchIndex(pool).catch_up()
    answer = await web.get("/stories", params=asked)
    assert answer.status_code == 200
    return headlines(answer.text)


@pytest.fixture
async def filled(pool: asyncpg.Pool, feed: Feed) -> None:
    other = Feed(name="other", provider="other", language="ja")
    body = "日銀は２０日、東京都内で金融政策決定会合を開いた。京都東山ではない。"
    stories = [
        version(feed, 1, headline="Bank of Japan Raises Café Prices", topics=[topic("20000379")]),
        version(feed, 1, 2, story_id="urn:2", headline="日銀、利上げを決定", body=Body(text=body, html="<p>x</p>")),
        version(other, 1, 3, provider="other", story_id="urn:3", headline="Japan Bank Holiday"),
    ]
    await save(pool, stories)


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ({"q": "bank"}, {"1", "3"}),
        ({"q": "BANK cafe"}, {"1"}),
        ({"q": '"bank of japan"'}, {"1"}),
        ({"q": '"japan bank"'}, {"3"}),
        ({"q": "日銀"}, {"2"}),
        ({"q": "利上げ"}, {"2"}),
        ({"q": "東京都"}, {"2"}),
        ({"q": "京都東京"}, set()),  # its pairs are all there, it is not
        ({"q": "銀"}, {"2"}),
        ({"q": "20日"}, {"2"}),
        ({"q": "日銀 bank"}, set()),
        ({"topic": "medtop:20000379"}, {"1"}),
        ({"topic": "medtop:04000000"}, {"1"}),
        ({"topic": "medtop:99999999"}, set()),
        ({"feed": "other"}, {"3"}),
        ({"feed": "other", "q": "bank"}, {"3"}),
        ({"feed": "nobody"}, set()),
        ({"day": "2026-11-20"}, {"1", "2", "3"}),
        ({"day": "2026-11-20", "q": "日銀"}, {"2"}),
        ({"day": "2026-11-21"}, set()),
        ({}, {"1", "2", "3"}),
    ],
)
async def test_stories_are_found(
    pool: asyncpg.Pool, web: httpx.AsyncClient, filled: None, asked: dict[str, str], ids: set[str]
) -> None:
    names = {"Bank of Japan Raises Café Prices": "1", "日銀、利上げを決定": "2", "Japan Bank Holiday": "3"}
    assert {names[headline] for headline in await found(pool, web, **asked)} == ids


@pytest.mark.parametrize(
    "words",
    [
        "'; DROP TABLE story; --",
        "%",
        "_",
        "\\",
        "\0",
        "a\0b",
        "{}",
        "$1",
        "*",
        "'' OR ''=''",
        "<script>",
        "&|!():*",
        '"',
        "x" * 500,
    ],
)
async def test_a_hostile_search_is_only_a_search(
    pool: asyncpg.Pool, web: httpx.AsyncClient, filled: None, words: str
) -> None:
    assert await found(pool, web, q=words) == []
    assert await pool.fetchval("SELECT count(*) FROM story") == 3
    assert "<script>" not in (await web.get("/stories", params={"q": words})).text.replace("<script src", "")


async def test_what_is_no_day_or_page_is_told(web: httpx.AsyncClient) -> None:
    answer = await web.get("/stories", params={"day": "tomorrow"})
    assert (answer.status_code, "A day is written 2026-11-20." in answer.text) == (422, True)
    for odd in ({"page": "0"}, {"page": "x"}, {"state": "odd"}, {"q": "x" * 501}):
        assert (await web.get("/stories", params=odd)).status_code == 422


async def test_lists_have_pages(pool: asyncpg.Pool, feed: Feed, web: httpx.AsyncClient) -> None:
    await save(pool, [version(feed, 1, n, story_id=f"urn:{n:03}", headline=f"Story {n}") for n in range(1, 121)])
    seen = [await found(pool, web, page=str(number)) for number in (1, 2, 3, 4)]
    assert [len(page) for page in seen] == [50, 50, 20, 0]
    assert len({headline for page in seen for headline in page}) == 120
    first, last = [(await web.get("/stories", params={"q": "story", "page": n})).text for n in ("1", "3")]
    assert "/stories?q=story&amp;page=2" in first
    assert ('rel="next"' in last, 'rel="prev"' in last) == (False, True)


async def test_what_was_withdrawn_is_struck_out(
    pool: asyncpg.Pool, feed: Feed, web: httpx.AsyncClient, send: Send
) -> None:
    await save(pool, [version(feed, 1, headline="Tunnel to reopen")])
    await send()
    await save(pool, [kill(feed, 2, headline="Tunnel to reopen")])
    assert await found(pool, web, q="tunnel") == ["Tunnel to reopen"]
    assert 'class="line gone"' in (await web.get("/stories", params={"q": "tunnel"})).text


@pytest.mark.parametrize("state", ["held", "withheld", "unmatched"])
async def test_lists_by_state(pool: asyncpg.Pool, feed: Feed, web: httpx.AsyncClient, state: str) -> None:
    later = ahead(hours=1)
    await save(pool, [version(feed, 1, headline="of held", embargo_until=later)])
    await save(pool, [withheld(feed, 1, entry=3, story_id="urn:3", headline="of withheld"), notice(feed)])
    answer = await web.get("/stories", params={"state": state})
    assert headlines(answer.text) == ["お知らせ" if state == "unmatched" else f"of {state}"]
    held = await web.get("/held")
    assert set(headlines(held.text)) == {"of held", "of withheld", "お知らせ"}
    assert f'data-until="{later.isoformat()}"' in held.text
    assert "00:59:" in held.text


# --- one story ---


async def test_a_story_shows_its_text_with_its_topics_marked(
    pool: asyncpg.Pool, feed: Feed, web: httpx.AsyncClient
) -> None:
    text = "The Bank of Japan met.\n\nThe bank raised its rate."
    evidence = [
        Evidence(text="Bank of Japan", where="body", start=4, end=17),
        Evidence(text="Bank", where="headline", start=0, end=4),
    ]
    body = Body(text=text, html="<p>x</p>")
    await save(pool, [version(feed, 1, headline="Bank Meets", body=body, topics=[topic("20000379", *evidence)])])
    page = (await web.get(PAGE)).text
    assert 'The <mark title="central bank">Bank of Japan</mark> met.' in page
    assert '<mark title="central bank">Bank</mark> Meets' in page
    assert "The bank raised its rate." in page
    assert "令和8年11月20日" in page
    japanese = (await web.get(PAGE, params={"lang": "ja"})).text
    assert "中央銀行" in japanese


async def test_a_hostile_story_is_inert_on_every_page(
    pool: asyncpg.Pool, feed: Feed, web: httpx.AsyncClient, send: Send
) -> None:
    fields: dict[str, Any] = dict.fromkeys(
        ("headline", "summary", "slugline", "byline", "credit", "copyright", "ednote", "genre", "change_note"), HOSTILE
    )
    body = Body(text=HOSTILE, html="<p>x</p>")
    await save(pool, [version(feed, 1, body=body, keywords=[HOSTILE], warnings=[HOSTILE], **fields)])
    await save(pool, [version(feed, 2, headline=HOSTILE + "2")])
    await send()
    await SearchIndex(pool).catch_up()
    views = [f"{PAGE}?version=1&view={view}" for view in ("text", "raw", "event")]
    for where in ("/", "/stories", PAGE, f"{PAGE}?view=diff", *views):
        page = (await web.get(where)).text
        assert "<img" not in page, where
        assert "\u202e" not in page, where
    assert "&lt;img src=x onerror=alert(1)&gt;" in (await web.get(PAGE)).text


async def test_versions_are_compared(pool: asyncpg.Pool, feed: Feed, web: httpx.AsyncClient) -> None:
    await save(
        pool, [version(feed, 1), version(feed, 2, headline="Harbour Bridge to Reopen in Autumn"), version(feed, 3)]
    )
    page = (await web.get(f"{PAGE}?version=2&view=diff")).text
    assert "<del><bdi>Spring</bdi></del>" in page
    assert "<ins><bdi>Autumn</bdi></ins>" in page
    assert "There is no earlier version" in (await web.get(f"{PAGE}?version=1&view=diff")).text
    other = (await web.get(f"{PAGE}?version=3&view=diff&from=1")).text
    assert "Autumn" not in other
    assert (await web.get(f"{PAGE}?version=3&view=diff&from=9")).status_code == 404


async def test_bytes_are_shown_and_kept_but_never_a_page(
    pool: asyncpg.Pool, feed: Feed, web: httpx.AsyncClient
) -> None:
    await save(pool, [version(feed, 1)])
    page = (await web.get(f"{PAGE}?view=raw")).text
    assert f"copy of {STORY}" in page
    assert "63 6f 70 79 20 6f 66 20" in page
    kept = await web.get(f"{PAGE}?view=bytes")
    assert kept.content == f"copy of {STORY}".encode()
    assert kept.headers["content-type"] == "application/octet-stream"
    assert kept.headers["content-disposition"].startswith("attachment")
    assert kept.headers["x-content-type-options"] == "nosniff"


async def test_the_event_is_shown_as_it_was_sent(
    pool: asyncpg.Pool, feed: Feed, web: httpx.AsyncClient, send: Send
) -> None:
    await save(pool, [version(feed, 1)])
    assert "This version was not sent." in (await web.get(f"{PAGE}?view=event")).text
    [event] = await send()
    assert event["id"] in (await web.get(f"{PAGE}?view=event")).text


async def test_what_was_done_by_hand_is_told(
    pool: asyncpg.Pool, feed: Feed, web: httpx.AsyncClient, send: Send
) -> None:
    await save(pool, [version(feed, 1)])
    await send()
    stories = Stories(pool)
    await stories.withdraw(await stories.find(STORY), "the man is alive")
    page = (await web.get(PAGE)).text
    assert "This story is withdrawn." in page
    assert "the man is alive" in (await web.get(f"{PAGE}?version=1&w=1")).text


@pytest.mark.parametrize(
    "where", ["/stories/jiji/urn:none", "/stories/none/x", f"{PAGE}?version=9", "/stories/jiji/%00"]
)
async def test_what_is_not_there_is_told(pool: asyncpg.Pool, feed: Feed, web: httpx.AsyncClient, where: str) -> None:
    await save(pool, [version(feed, 1)])
    answer = await web.get(where)
    assert (answer.status_code, "Not found" in answer.text) == (404, True)


@pytest.mark.parametrize("story_id", ["a/b", "a?view=raw", "a%2Fb#c", "日本/話", "'\"<b>"])
async def test_ids_may_look_like_addresses(
    pool: asyncpg.Pool, feed: Feed, web: httpx.AsyncClient, story_id: str
) -> None:
    await save(pool, [version(feed, 1, story_id=story_id)])
    await SearchIndex(pool).catch_up()
    page = (await web.get("/stories")).text
    path = next(part for part in page.split('"') if part.startswith("/stories/jiji/"))
    answer = await web.get(path)
    assert (answer.status_code, headlines(page)) == (200, ["Harbour Bridge to Reopen in Spring"])


async def test_a_store_that_is_away_is_told(desk: Desk, web: httpx.AsyncClient, pool: asyncpg.Pool) -> None:
    await pool.execute("ALTER TABLE story RENAME TO elsewhere")
    answer = await web.get(PAGE)
    assert answer.status_code == 503
