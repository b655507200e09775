"""The read API over real servers: what was announced and no more, and the desk's own view on this machine only."""

import datetime as dt
import hashlib
from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest
from pydantic import SecretStr

from schemas.event import ArticleReady, ArticleWithdrawn
from schemas.story import Body
from services.desk.app import Desk
from services.desk.doctor import examine
from services.desk.stories import Stories
from services.ingest.store.save import save
from services.migrations import newest
from services.publish.event import article_path
from services.runtime.feeds import Feed
from services.runtime.redis import READY_STREAM, Client
from services.runtime.settings import Settings
from tests.integration.test_stories import STORY, Send, ahead, kill, notice, send, version, withheld

__all__ = ["send"]  # the fixture

HERE = "http://127.0.0.1:8080"
LONG = "長い話。" * 5000
HIDDEN = {"detail": "no such version was announced"}


@pytest.fixture
async def desk(redis_url: SecretStr, postgres_url: SecretStr) -> AsyncIterator[Desk]:
    made = Desk(Settings(redis_url=redis_url, postgres_url=postgres_url))
    async with made.app.router.lifespan_context(made.app):
        yield made


@pytest.fixture
async def web(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(desk.app), base_url=HERE) as opened:
        yield opened


def path(number: int, revision: int | None = None, *, story_id: str = STORY, withdraws: bool = False) -> str:
    """As an event has it; without a revision, what stands for the version now."""
    found = article_path("jiji", story_id, number, revision or 0, withdraws=withdraws)
    return found.removesuffix("?revision=0") if revision is None else found


def versions_of(story_id: str = STORY) -> str:
    return path(0, story_id=story_id).removesuffix("/0")


async def test_the_newest_revision_that_was_announced_is_served(
    pool: asyncpg.Pool, client: Client, feed: Feed, web: httpx.AsyncClient, send: Send
) -> None:
    await save(pool, [withheld(feed, 1, body=Body(text=LONG, html=f"<p>{LONG}</p>"))])
    stories = Stories(pool)
    await stories.release(await stories.find(STORY))
    assert (await web.get(path(1))).json() == HIDDEN
    await send()
    [(_, fields)] = await client.xrange(READY_STREAM)
    event = ArticleReady.model_validate_json(fields[b"event"])
    assert event.dataref == "http://desk.example" + path(1, 1)
    for where in (path(1, 1), path(1)):
        answer = await web.get(where)
        assert hashlib.sha256(answer.content).hexdigest() == event.datasha256
    assert (await web.get(path(1, 0))).json() == HIDDEN


async def test_a_version_may_be_numbered_nought(
    pool: asyncpg.Pool, feed: Feed, web: httpx.AsyncClient, send: Send
) -> None:
    await save(pool, [version(feed, 0)])
    await send()
    assert (await web.get(path(0))).json()["version"] == 0
    assert (await web.get(path(2**31))).status_code == 422


async def test_what_is_not_announced_has_one_answer(
    pool: asyncpg.Pool, feed: Feed, web: httpx.AsyncClient, send: Send
) -> None:
    later = ahead(hours=1)
    await save(pool, [version(feed, 2)])
    await send()
    for one in (
        version(feed, 1),  # late
        version(feed, 3, embargo_until=later),  # replaced
        version(feed, 4, embargo_until=later),
        version(feed, 5, story_id="urn:sample:held", embargo_until=later),
        withheld(feed, 6, story_id="urn:sample:withheld"),
    ):
        await save(pool, [one])
    for where in (
        *(path(number) for number in (1, 3, 4, 9)),
        path(5, story_id="urn:sample:held"),
        path(6, story_id="urn:sample:withheld"),
        path(1, story_id="urn:sample:unknown"),
        path(1, story_id="urn:\0"),
        path(2, withdraws=True),
        versions_of("urn:sample:held"),
        versions_of("urn:sample:unknown"),
        versions_of().removesuffix("versions") + "diff?from=2&to=4",
    ):
        answer = await web.get(where)
        assert (answer.status_code, answer.json()) == (404, HIDDEN), where
    listed = (await web.get(versions_of())).json()["versions"]
    assert [one["version"] for one in listed] == [2]


async def test_what_was_withdrawn_is_gone_and_its_withdrawal_is_there(
    pool: asyncpg.Pool, feed: Feed, web: httpx.AsyncClient, send: Send
) -> None:
    await save(pool, [version(feed, 1)])
    await send()
    await save(pool, [version(feed, 2)])
    await send()
    await save(pool, [kill(feed, 3, change_note="the man is alive")])
    await save(pool, [version(feed, 2, 22, story_id="urn:sample:other")])
    await send()
    gone = {
        "detail": "it was withdrawn: stop using it",
        "withdrawn_version": 3,
        "why": "the man is alive",
    }
    for where in (path(1), path(2), versions_of().removesuffix("versions") + "diff?from=1&to=2"):
        answer = await web.get(where)
        assert (answer.status_code, answer.json()) == (410, gone)
    assert (await web.get(path(3))).json() == HIDDEN
    assert (await web.get(path(3, withdraws=True))).json()["status"] == "canceled"
    await save(pool, [version(feed, 4)])
    await send()
    assert [(await web.get(path(number))).status_code for number in (1, 2, 4)] == [410, 410, 200]


async def test_a_long_withdrawal_is_served_where_its_event_says(
    pool: asyncpg.Pool, client: Client, feed: Feed, web: httpx.AsyncClient, send: Send
) -> None:
    await save(pool, [version(feed, 1, body=Body(text=LONG, html=f"<p>{LONG}</p>"))])
    await send()
    stories = Stories(pool)
    await stories.withdraw(await stories.find(STORY), "wrong")
    await send()
    event = ArticleWithdrawn.model_validate_json((await client.xrange(READY_STREAM))[-1][1][b"event"])
    assert event.dataref is not None
    answer = await web.get(event.dataref.removeprefix("http://desk.example"))
    assert hashlib.sha256(answer.content).hexdigest() == event.datasha256


async def test_a_story_lists_what_was_announced(
    pool: asyncpg.Pool, feed: Feed, web: httpx.AsyncClient, send: Send
) -> None:
    await save(pool, [version(feed, 1), version(feed, 2, change="correction", change_note="The day", headline="Other")])
    await send()
    found = (await web.get(versions_of())).json()
    assert (found["provider"], found["story_id"]) == ("jiji", STORY)
    one, two = found["versions"]
    assert (two["change"], two["changed"], two["change_note"]) == ("correction", ["headline"], "The day")
    assert (two["type"], two["withdrawn"]) == ("newswire.article.ready.v1", False)
    assert abs(dt.datetime.fromisoformat(two["announced_at"]) - dt.datetime.now(dt.UTC)) < dt.timedelta(seconds=30)
    assert one["links"] == {"article": path(1)}
    assert [(await web.get(link)).status_code for link in two["links"].values()] == [200, 200]
    await save(pool, [kill(feed, 3)])
    await send()
    one, _, last = (await web.get(versions_of())).json()["versions"]
    assert (one["withdrawn"], one["links"]) == (True, {})
    assert (last["withdrawn"], last["links"]) == (False, {"article": path(3, withdraws=True)})


async def test_two_versions_are_compared(pool: asyncpg.Pool, feed: Feed, web: httpx.AsyncClient, send: Send) -> None:
    await save(pool, [version(feed, 1), version(feed, 2, headline="Harbour Bridge to Reopen in Autumn")])
    await send()
    where = versions_of().removesuffix("versions") + "diff"
    fields = {one["field"]: one["runs"] for one in (await web.get(where, params={"from": 1, "to": 2})).json()["fields"]}
    assert list(fields) == ["version", "change", "headline"]
    assert {"kind": "gone", "text": "Spring"} in fields["headline"]
    assert (await web.get(where, params={"from": 1})).status_code == 422


@pytest.mark.parametrize(
    "story_id", ["a/b", "a/versions/3", "versions", "x/diff", "/versions/1/withdrawal", "a%2Fb?c#d", "日本/話"]
)
async def test_ids_may_look_like_paths(
    pool: asyncpg.Pool, feed: Feed, web: httpx.AsyncClient, send: Send, story_id: str
) -> None:
    await save(pool, [version(feed, 1, story_id=story_id), version(feed, 2, story_id=story_id)])
    await send()
    assert (await web.get(path(1, story_id=story_id))).json()["story_id"] == story_id
    listed = await web.get(versions_of(story_id))
    assert (listed.status_code, listed.json()["story_id"]) == (200, story_id)
    assert (await web.get(listed.json()["versions"][1]["links"]["diff"])).json()["story_id"] == story_id
    own = await web.get(versions_of(story_id).replace("/articles/", "/desk/stories/").removesuffix("/versions"))
    assert own.json()["story_id"] == story_id


async def test_a_store_that_is_away_is_told(desk: Desk, web: httpx.AsyncClient, pool: asyncpg.Pool) -> None:
    await pool.execute("ALTER TABLE outbox RENAME TO elsewhere")
    for where in (path(1), versions_of(), "/desk/held"):
        answer = await web.get(where)
        assert (answer.status_code, answer.json()) == (503, {"detail": "the store is away, try again"})


# --- the desk's own view ---


async def test_the_desk_sees_everything(pool: asyncpg.Pool, feed: Feed, web: httpx.AsyncClient) -> None:
    await save(pool, [version(feed, 1, embargo_until=ahead(hours=1)), withheld(feed, 2, story_id="urn:sample:2")])
    await save(pool, [notice(feed)])
    held = (await web.get("/desk/held")).json()["stories"]
    assert [(one["story_id"], one["state"]) for one in held] == [(STORY, "held")]
    assert held[0]["held_until"].endswith("Z")
    assert [one["story_id"] for one in (await web.get("/desk/unmatched")).json()["stories"]] == ["urn:notice:1"]
    withheld_ = (await web.get("/desk/stories", params={"state": "withheld"})).json()["stories"]
    assert [one["story_id"] for one in withheld_] == ["urn:sample:2"]
    story = (await web.get(f"/desk/stories/jiji/{STORY}")).json()
    assert (story["withdrawn"], [one["state"] for one in story["versions"]]) == (False, ["held"])
    assert (await web.get("/desk/stories/jiji/urn:none")).status_code == 404
    assert (await web.get("/desk/stories", params={"state": "odd"})).status_code == 422


@pytest.mark.parametrize(
    ("client_host", "base", "headers", "code"),
    [
        ("127.0.0.1", "http://localhost:8080", {}, 200),
        ("::1", "http://[::1]:8080", {}, 200),
        ("::ffff:127.0.0.1", HERE, {}, 200),
        ("192.0.2.7", HERE, {}, 403),
        ("::ffff:192.0.2.7", HERE, {}, 403),
        ("no address", HERE, {}, 403),
        ("127.0.0.1", HERE, {"x-forwarded-for": "192.0.2.7"}, 403),
        ("127.0.0.1", HERE, {"forwarded": "for=192.0.2.7"}, 403),
        ("127.0.0.1", "http://rebound.example:8080", {}, 403),
    ],
)
@pytest.mark.parametrize("where", ["/desk/held", "/desk/stories/jiji/urn:x"])
async def test_the_desk_is_open_on_this_machine_only(
    desk: Desk, where: str, client_host: str, base: str, headers: dict[str, str], code: int
) -> None:
    transport = httpx.ASGITransport(desk.app, client=(client_host, 1))
    async with httpx.AsyncClient(transport=transport, base_url=base, headers=headers) as web:
        answer = await web.get(where)
    assert answer.status_code == (404 if code == 200 and "stories" in where else code)
    if code == 403:
        assert answer.json() == {"detail": "the desk is open on this machine only"}


async def test_nothing_is_written_over_http(web: httpx.AsyncClient) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert (await web.request(method, f"/desk/stories/jiji/{STORY}")).status_code == 405


# --- doctor ---


async def _findings(pool: asyncpg.Pool, client: Client, feed: Feed) -> dict[str, tuple[bool | None, str]]:
    return {one.what: (one.well, one.detail) async for one in examine(client, pool, [], newest())}


async def test_the_doctor_tells_what_waits(pool: asyncpg.Pool, client: Client, feed: Feed) -> None:
    found = await _findings(pool, client, feed)
    assert (found["held"], found["withheld"]) == ((True, "0 held"), (None, "0 wait for the desk"))
    assert found["unmatched withdrawals"] == (True, "0 open")
    until = dt.datetime(2099, 5, 20, 9, 30, tzinfo=dt.UTC)
    await save(pool, [version(feed, 1, embargo_until=until), withheld(feed, 2, story_id="urn:sample:2")])
    await save(pool, [notice(feed)])
    found = await _findings(pool, client, feed)
    assert found["held"] == (True, "1 held, the next until 2099-05-20 09:30:00Z")
    assert found["withheld"] == (None, "1 wait for the desk: wire story list --state withheld")
    assert found["unmatched withdrawals"] == (False, "1 open: wire story list --state unmatched")


@pytest.mark.parametrize(("seconds", "well"), [(-2, True), (-8, False)])
async def test_a_release_that_is_overdue_is_ill(
    pool: asyncpg.Pool, client: Client, feed: Feed, seconds: int, well: bool
) -> None:
    await save(pool, [version(feed, 1, embargo_until=ahead(seconds=seconds))])
    found = await _findings(pool, client, feed)
    assert found["held"][0] is well
    assert ("overdue" in found["held"][1]) is not well
