"""The desk's pages as a browser on this machine meets them."""

import re
from collections.abc import AsyncIterator
from html import unescape

import httpx
import pytest
from pydantic import SecretStr

from services.desk.app import Desk
from services.runtime.settings import Settings

HERE = "http://127.0.0.1:8080"
TOKEN = "a long token of the desk"


@pytest.fixture
async def desk(redis_url: SecretStr, postgres_url: SecretStr) -> AsyncIterator[Desk]:
    made = Desk(Settings(redis_url=redis_url, postgres_url=postgres_url))
    async with made.app.router.lifespan_context(made.app):
        yield made


@pytest.fixture
async def web(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(desk) as opened:
        yield opened


@pytest.fixture
async def guarded(redis_url: SecretStr, postgres_url: SecretStr) -> AsyncIterator[Desk]:
    """A desk that has a token."""
    made = Desk(Settings(redis_url=redis_url, postgres_url=postgres_url, desk_token=SecretStr(TOKEN)))
    async with made.app.router.lifespan_context(made.app):
        yield made


def browser(desk: Desk, *, host: str = "127.0.0.1", base: str = HERE) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(desk.app, client=(host, 1)), base_url=base)


def csrf(page: str) -> str:
    """Of the first form of a page."""
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found, "the page has no form"
    return unescape(found[1])


def headlines(page: str) -> list[str]:
    """Of a list, as they are read."""
    return [
        unescape(re.sub(r"<[^>]+>", "", one)).strip() for one in re.findall(r"<h3[^>]*>(.*?)</h3>", page, re.DOTALL)
    ]
