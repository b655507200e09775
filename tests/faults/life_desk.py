"""One store and all who work on it, in one process: what a test needs to let two of them meet."""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
import orjson
import pytest
from pydantic import SecretStr

from services.ingest.enrich import Rules, read_rules
from services.ingest.entry import Entry
from services.ingest.line import Line as Ingest
from services.ingest.reparse import Remade, reparse
from services.publish.relay import Relay
from services.runtime.feeds import Feed
from services.runtime.postgres import connect_postgres
from services.runtime.redis import Client
from tests.conftest import ROOT

_WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@pytest.fixture
def newer(tmp_path: Path) -> Rules:
    """Rules under which copy that says 会見 has one topic more."""
    shutil.copytree(ROOT / "config" / "topics", tmp_path / "topics")
    path = tmp_path / "topics" / "13-science.toml"
    path.write_text(path.read_text(encoding="utf-8") + '"会見" = 1.0\n', "utf-8")
    return read_rules(tmp_path)


class Desk:
    """`take` is ingest's, `send` the relay's, `remade` the rules'; `queue` makes them wait for what `holds` holds."""

    def __init__(self, url: SecretStr, pool: asyncpg.Pool, client: Client, feed: Feed, rules: tuple[Rules, Rules]):
        self.url, self.pool, self.client, self.feed = url.get_secret_value(), pool, client, feed
        self._rules, self._newer = rules
        self._serial = count(1_795_500_000_000)
        self.ingest = Ingest(pool, self._rules)

    async def take(self, *bodies: bytes) -> list[str]:
        """A batch, as a worker of its own takes it; the fates."""
        entries = [Entry(self.feed, f"{next(self._serial)}-0", {b"body": body}) for body in bodies]
        return [one.fate or "refused" for one in await Ingest(self.pool, self._rules).run(entries)]

    async def remade(self) -> Remade:
        """The one version that there is, by newer rules."""
        since = await self.pool.fetchval("SELECT min(received_at) FROM wire_copy")
        [one] = [one async for one in reparse(self.pool, self.feed, since, self._newer)]
        return one

    @asynccontextmanager
    async def holds(self, statement: str, *values: object) -> AsyncIterator[asyncpg.Connection]:
        """A transaction that has locked what the statement says, committed at the end."""
        connection = await asyncpg.connect(self.url)
        try:
            async with connection.transaction():
                await connection.execute(statement, *values)
                yield connection
        finally:
            await connection.close()

    async def queue(self, *works: Coroutine[Any, Any, Any]) -> "list[asyncio.Task[Any]]":
        """Each begun when the one before it waits for a lock; the last waits too."""
        tasks: list[asyncio.Task[Any]] = []
        for work in works:
            tasks.append(asyncio.create_task(work))
            async with asyncio.timeout(5):
                while await self.pool.fetchval(_WAITING) < len(tasks):
                    assert not tasks[-1].done(), tasks[-1]
                    await asyncio.sleep(0.01)
        return tasks

    def relay(self, clock: Callable[[], int] = time.time_ns) -> Relay:
        return Relay(self.url, self.client, "http://desk.example", keep=100_000, clock=clock)

    async def send(self) -> None:
        """All that is free goes out."""
        relay = self.relay()
        run = asyncio.create_task(relay.run())
        async with asyncio.timeout(10):
            while not relay.leading:
                await asyncio.sleep(0.01)
            relay.stop()
            await run

    async def events(self, subject: str) -> list[dict[str, Any]]:
        found = [orjson.loads(fields[b"event"]) for _, fields in await self.client.xrange("articles:ready")]
        return [event for event in found if event["subject"] == subject]

    async def told(self, subject: str = "urn:sample:1") -> list[str]:
        """`ready 1.0`: its events by kind, version and revision."""
        return [
            f"{event['type'].split('.')[2]} {event['data']['version']}.{event['data']['revision']}"
            for event in await self.events(subject)
        ]

    async def story(self) -> str:
        """The id of the one story that there is."""
        [row] = await self.pool.fetch("SELECT story_id FROM story")
        return str(row["story_id"])


@pytest.fixture
async def desk(postgres_url: SecretStr, client: Client, rules: Rules, newer: Rules, feed: Feed) -> AsyncIterator[Desk]:
    # Opened as ingest opens it: in which order a plan takes its rows is a part of what is proved.
    pool = await connect_postgres(postgres_url, by_index=True)
    yield Desk(postgres_url, pool, client, feed, (rules, newer))
    await pool.close()
