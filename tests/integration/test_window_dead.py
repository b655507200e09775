"""Dead letters by reason, each with the place of its error; tried again or dropped, and written down who did it."""

import json

import asyncpg
import httpx
import pytest

from services.desk.app import Desk
from services.runtime.redis import Client
from tests.integration.window import TOKEN, browser, csrf, desk, guarded, web

__all__ = ["desk", "guarded", "web"]  # the fixtures

_BURY = """
INSERT INTO dead_letter (feed, entry_id, item, reason, detail, body, sha256, fields)
VALUES ('jiji', $1, 0, $2, $3, $4, sha256($4), $5) RETURNING dead_id
"""
BROKEN = b"<doc>\n<b>\xff</i>\n<script>alert(1)</script>\x00"


async def bury(
    pool: asyncpg.Pool, entry: int = 1, reason: str = "malformed", detail: str = "broken XML at line 2, column 5: x"
) -> int:
    fields = json.dumps({"id": "<b>"})
    return int(await pool.fetchval(_BURY, f"{entry}-0", reason, detail, BROKEN, fields))


async def acts(pool: asyncpg.Pool) -> list[tuple[str, ...]]:
    rows = await pool.fetch("SELECT who, act, target, result FROM desk_act ORDER BY act_id")
    return [tuple(row) for row in rows]


async def test_letters_are_counted_by_reason(pool: asyncpg.Pool, web: httpx.AsyncClient) -> None:
    assert "No dead letters." in (await web.get("/dead")).text
    for entry in range(3):
        await bury(pool, entry)
    await bury(pool, 9, "no_content", "no text <b>")
    page = (await web.get("/dead")).text
    assert '<span class="figure">3</span> <span>Malformed</span>' in page
    assert "no text &lt;b&gt;" in page
    only = (await web.get("/dead", params={"reason": "no_content"})).text
    assert ("no text" in only, "broken XML" in only) == (True, False)
    assert "<script>alert" not in (await web.get("/dead", params={"reason": "<script>alert(1)</script>"})).text


async def test_a_letter_shows_its_bytes_and_the_place_of_its_error(pool: asyncpg.Pool, web: httpx.AsyncClient) -> None:
    number = await bury(pool)
    page = (await web.get(f"/dead/{number}")).text
    assert '<mark class="error">&lt;b&gt;\ufffd&lt;/i&gt;</mark>' in page
    assert "<script>alert" not in page
    assert '<span class="sign" title="U+0000">␀</span>' in page
    assert "3c 64 6f 63 3e 0a 3c 62" in page
    for odd, code in (("0", 422), (str(number + 1), 404), ("x", 422), (str(2**63), 422)):
        assert (await web.get(f"/dead/{odd}")).status_code == code


async def test_one_is_tried_again(pool: asyncpg.Pool, client: Client, web: httpx.AsyncClient) -> None:
    number = await bury(pool)
    form = {"csrf": csrf((await web.get(f"/dead/{number}")).text)}
    answer = await web.post(f"/dead/{number}/retry", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/dead/{number}")
    [(entry_id, fields)] = await client.xrange("wire:jiji")
    assert (fields[b"body"], fields[b"retry-of"]) == (BROKEN, str(number).encode())
    assert await acts(pool) == [("local", "retry", f"dead/{number}", f"entry {entry_id.decode()}")]
    page = (await web.get(f"/dead/{number}")).text
    assert "On its way again" in page
    assert 'http-equiv="refresh"' in page
    assert f"entry {entry_id.decode()}" in page
    await pool.execute("UPDATE dead_letter SET state = 'resolved'")
    page = (await web.get(f"/dead/{number}")).text
    assert ("Resolved" in page, 'http-equiv="refresh"' in page, f"/dead/{number}/retry" in page) == (True, False, False)


async def test_one_is_dropped_once(pool: asyncpg.Pool, web: httpx.AsyncClient) -> None:
    number = await bury(pool)
    form = {"csrf": csrf((await web.get(f"/dead/{number}")).text)}
    for _ in range(2):
        assert (await web.post(f"/dead/{number}/drop", data=form)).status_code == 303
    first, second = await acts(pool)
    assert first == ("local", "drop", f"dead/{number}", "dropped")
    assert second[3] == f"not possible: {number} is not open"
    assert str(number) not in (await web.get("/dead")).text.partition("<tbody>")[2]
    assert f'href="/dead/{number}"' in (await web.get("/dead", params={"closed": "1"})).text


async def test_all_of_a_reason_are_tried_again(pool: asyncpg.Pool, client: Client, web: httpx.AsyncClient) -> None:
    numbers = [await bury(pool, entry) for entry in range(3)]
    other = await bury(pool, 9, "no_content", "x")
    form = {"csrf": csrf((await web.get("/dead", params={"reason": "malformed"})).text), "reason": "malformed"}
    answer = await web.post("/dead/retry", data=form)
    assert answer.headers["location"] == "/dead?reason=malformed"
    assert await client.xlen("wire:jiji") == 3
    told = f"3 of 3: {numbers[0]} to {numbers[-1]}"
    assert await acts(pool) == [("local", "retry", "dead?reason=malformed", told)]
    assert told in (await web.get(answer.headers["location"])).text
    assert await pool.fetchval("SELECT state FROM dead_letter WHERE dead_id = $1", other) == "open"


@pytest.mark.parametrize("path", ["/dead/1/burn", "/dead/burn", "/dead/x/retry", "/dead/retry"])
async def test_an_act_of_ones_own_making_is_none(pool: asyncpg.Pool, web: httpx.AsyncClient, path: str) -> None:
    await bury(pool)
    await web.get("/dead")
    form = {"csrf": web.cookies["wire_csrf"], "reason": "odd"}
    assert (await web.post(path, data=form)).status_code == 422
    assert await acts(pool) == []


async def test_without_the_guard_nothing_is_done(pool: asyncpg.Pool, client: Client, web: httpx.AsyncClient) -> None:
    number = await bury(pool)
    for form in ({"x": "y"}, {"csrf": "made up"}):
        assert (await web.post(f"/dead/{number}/retry", data=form)).status_code == 403
    assert (await web.get(f"/dead/{number}/retry")).status_code == 405
    assert await client.exists("wire:jiji") == 0
    assert await acts(pool) == []


async def test_the_token_is_written_down_by_its_label(pool: asyncpg.Pool, guarded: Desk) -> None:
    number = await bury(pool)
    async with browser(guarded, host="192.0.2.7") as web:
        header = {"authorization": f"Bearer {TOKEN}", "content-type": "application/x-www-form-urlencoded"}
        assert (await web.post(f"/dead/{number}/drop", headers=header)).status_code == 303
    [(who, *_)] = await acts(pool)
    assert who.startswith("token:")
    assert TOKEN not in who
