"""Who sees the desk's pages, who acts on them, and what nobody can do from another page."""

import httpx
import pytest

from services.desk.app import Desk
from tests.integration.window import TOKEN, browser, csrf, desk, guarded, web

__all__ = ["desk", "guarded", "web"]  # the fixtures

PAGES = ("/", "/stories", "/held", "/dead", "/feeds")
AWAY = "192.0.2.7"


@pytest.mark.parametrize("where", PAGES)
async def test_pages_are_open_on_this_machine(web: httpx.AsyncClient, where: str) -> None:
    answer = await web.get(where)
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("where", [*PAGES, "/live", "/stories/jiji/urn:x", "/dead/1"])
async def test_pages_are_closed_elsewhere(desk: Desk, guarded: Desk, where: str) -> None:
    async with browser(desk, host=AWAY) as web:
        assert (await web.get(where)).status_code == 403
    async with browser(guarded, host=AWAY) as web:
        answer = await web.get(where)
        assert (answer.status_code, answer.headers["location"]) == (303, "/login")


async def test_a_name_that_was_made_to_point_here_opens_nothing(desk: Desk) -> None:
    async with browser(desk, base="http://rebound.example:8080") as web:
        assert (await web.get("/")).status_code == 403


async def test_a_bearer_opens_the_desk_from_elsewhere(guarded: Desk) -> None:
    async with browser(guarded, host=AWAY, base="http://desk.example") as web:
        for given, code in ((f"Bearer {TOKEN}", 200), (f"bearer {TOKEN}", 200), ("Bearer other", 303), (TOKEN, 303)):
            assert (await web.get("/", headers={"authorization": given})).status_code == code
        assert (await web.get("/desk/held", headers={"authorization": f"Bearer {TOKEN}"})).status_code == 200
        assert (await web.get("/desk/held")).status_code == 403


async def test_the_login_form_opens_the_desk(guarded: Desk) -> None:
    async with browser(guarded, host=AWAY, base="http://desk.example") as web:
        page = await web.get("/login")
        wrong = await web.post("/login", data={"csrf": csrf(page.text), "token": "not it"})
        assert (wrong.status_code, "wire_desk" in web.cookies) == (403, False)
        assert "That is not the token." in wrong.text
        right = await web.post("/login", data={"csrf": csrf(page.text), "token": TOKEN})
        assert right.status_code == 303
        kept = right.headers["set-cookie"].lower()
        assert TOKEN not in right.headers["set-cookie"]
        assert all(word in kept for word in ("httponly", "samesite=strict", "path=/"))
        assert (await web.get("/dead")).status_code == 200
        await web.post("/logout", data={"csrf": csrf(page.text)})
        assert (await web.get("/dead")).status_code == 303


@pytest.mark.parametrize("cookie", ["", ".", "9999999999.", "9999999999.00", "x.y", "1.é"])
async def test_a_cookie_of_ones_own_making_opens_nothing(guarded: Desk, cookie: str) -> None:
    async with browser(guarded, host=AWAY) as web:
        header = {b"cookie": f"wire_desk={cookie}".encode()}
        assert (await web.get("/", headers=header)).status_code == 303


async def test_without_a_token_nobody_logs_in(desk: Desk) -> None:
    async with browser(desk, host=AWAY) as web:
        page = await web.get("/login")
        assert "WIRE_DESK_TOKEN" in page.text
        given = {"csrf": web.cookies["wire_csrf"], "token": ""}
        assert (await web.post("/login", data=given)).status_code == 403


# --- acting ---


@pytest.mark.parametrize(
    ("headers", "fields", "code"),
    [
        ({}, {}, 303),
        ({"origin": "http://127.0.0.1:8080"}, {}, 303),
        ({"origin": "http://127.0.0.1:9999"}, {}, 403),
        ({"origin": "null"}, {}, 403),
        ({"sec-fetch-site": "same-site"}, {}, 403),
        ({"sec-fetch-site": "cross-site"}, {}, 403),
        ({}, {"csrf": "other"}, 403),
        ({}, {"csrf": ""}, 403),
        ({"content-type": "text/plain"}, {}, 415),
    ],
)
async def test_only_our_own_forms_act(
    web: httpx.AsyncClient, headers: dict[str, str], fields: dict[str, str], code: int
) -> None:
    await web.get("/dead")
    form = {"csrf": web.cookies["wire_csrf"], "reason": "poison"} | fields
    assert (await web.post("/dead/retry", data=form, headers=headers)).status_code == code


async def test_a_form_without_its_cookie_does_not_act(web: httpx.AsyncClient) -> None:
    assert (await web.post("/dead/retry", data={"csrf": "", "reason": "poison"})).status_code == 403


async def test_a_form_may_not_be_huge_nor_odd(web: httpx.AsyncClient) -> None:
    await web.get("/dead")
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert (await web.post("/dead/retry", content=b"x" * 20_000, headers=kind)).status_code == 413
    for odd in (b"a=%ff", b"\xff", b"&".join(b"a=1" for _ in range(99))):
        assert (await web.post("/dead/retry", content=odd, headers=kind)).status_code == 422


async def test_where_a_token_is_set_acting_wants_it(guarded: Desk) -> None:
    async with browser(guarded) as web:
        await web.get("/dead")
        form = {"csrf": web.cookies["wire_csrf"], "reason": "poison"}
        assert (await web.post("/dead/retry", data=form)).status_code == 403
        bearer = {"authorization": f"Bearer {TOKEN}"}
        assert (await web.post("/dead/retry", data={"reason": "poison"}, headers=bearer)).status_code == 303


# --- languages and light ---


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        ("", "en"),
        ("ja", "ja"),
        ("ja-JP,ja;q=0.9,en;q=0.8", "ja"),
        ("en-GB,en;q=0.9,ja;q=0.8", "en"),
        ("fr, ja;q=0.5", "ja"),
        ("en;q=0.2, ja;q=0.7", "ja"),
        ("xx;q=;;,,", "en"),
    ],
)
async def test_the_language_is_the_browsers(web: httpx.AsyncClient, wishes: str, language: str) -> None:
    assert f'<html lang="{language}"' in (await web.get("/held", headers={"accept-language": wishes})).text


async def test_the_switches_are_remembered(web: httpx.AsyncClient) -> None:
    assert '<html lang="en" data-theme="auto"' in (await web.get("/held", params={"lang": "xx", "theme": "x"})).text
    await web.get("/held", params={"lang": "ja"})
    await web.get("/held", params={"theme": "dark"})
    assert '<html lang="ja" data-theme="dark"' in (await web.get("/held", headers={"accept-language": "en"})).text


async def test_style_and_script_are_served(web: httpx.AsyncClient) -> None:
    page = (await web.get("/")).text
    for name, kind in (("desk.css", "text/css"), ("desk.js", "text/javascript")):
        path = next(part for part in page.split('"') if part.endswith(name))
        answer = await web.get(path)
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, kind)
        assert "immutable" in answer.headers["cache-control"]
    assert (await web.get("/static/x/words.py")).status_code == 404
    assert (await web.get("/static/x/..%2Fwords.py")).status_code == 404
