"""The feeds at a glance, and a desk that ends although browsers look on."""

import socket
import time

import asyncpg
import httpx
import pytest
from pydantic import SecretStr

from services.desk.app import Desk
from tests.integration.window import desk, web
from tests.line import Line

__all__ = ["desk", "web"]  # the fixtures

_COPY = """
INSERT INTO wire_copy (feed, entry_id, body, sha256, fields, received_at)
VALUES ($1, $2, 'x', sha256($2::text::bytea), '{}', to_timestamp($3::float8 / 1000))
"""


async def test_copy_is_counted_by_the_hour(pool: asyncpg.Pool, web: httpx.AsyncClient) -> None:
    now = time.time_ns() // 1_000_000
    for place, hours in enumerate((0, 0, 0, 5, 30)):
        then = now - hours * 3_600_000
        await pool.execute(_COPY, "jiji", f"{then}-{place}", float(then))
    await pool.execute(_COPY, "jiji", "odd", float(now))
    page = (await web.get("/feeds")).text
    row = page.partition(">jiji</a>")[2].partition("</tr>")[0]
    assert '<td class="number">3</td>' in row
    assert '<td class="number">4</td>' in row
    counts = row.partition('aria-label="')[2].partition('"')[0].split(", ")
    assert (len(counts), counts[-1], counts[-6]) == (24, "3", "1")
    assert ">sample</a>" in page


async def test_a_feed_that_brought_nothing_is_there(desk: Desk, web: httpx.AsyncClient) -> None:
    row = (await web.get("/feeds")).text.partition(">jiji-ja</a>")[2].partition("</tr>")[0]
    assert "<td>–</td>" in row


@pytest.mark.timeout(60)
def test_the_desk_ends_while_browsers_look_on(line: Line, redis_url: SecretStr) -> None:
    line.up("desk")
    with socket.create_connection(("127.0.0.1", line.ports["desk"])) as browser:
        browser.sendall(f"GET /live HTTP/1.1\r\nHost: 127.0.0.1:{line.ports['desk']}\r\n\r\n".encode())
        browser.settimeout(10)
        received = b""
        while b"retry: 2000" not in received:
            received += browser.recv(4096)
        begun = time.monotonic()
        child = line.children["desk"]
        child.stop()
        assert child.wait(15) is not None
        assert time.monotonic() - begun < 5
        assert line.log("desk")[-1]["event_type"] == "desk.down"
