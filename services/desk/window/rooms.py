"""What every page of the desk has at hand."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import asyncpg

from services.desk.window.access import Guard
from services.desk.window.live import Live
from services.desk.window.page import Pages
from services.runtime.feeds import Feed
from services.runtime.redis import Client


@dataclass(frozen=True, slots=True)
class Rooms:
    """`pool` is there once the desk is up; `comparing` bounds how many versions are compared at a time."""

    pool: Callable[[], asyncpg.Pool]
    client: Client
    guard: Guard
    pages: Pages
    live: Live
    feeds: dict[str, Feed]
    comparing: asyncio.Semaphore
