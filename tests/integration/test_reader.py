"""Whatever FastStream says of a subscriber: one that reads no more is found, told and started again."""

import asyncio
import time
from typing import Any

import pytest
from faststream._internal.endpoint.subscriber.mixins import TasksMixin
from pydantic import SecretStr

from services.ingest.app import Ingest
from services.ingest.reader import Reader
from services.ingest.rulebook import RuleBook
from services.runtime.feeds import Feed
from services.runtime.redis import GROUP, Client
from services.runtime.settings import Settings
from tests.articles import ninjs
from tests.conftest import ROOT


async def _until(true: Any, seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while not await true():
            await asyncio.sleep(0.05)


@pytest.mark.long
async def test_a_subscriber_whose_task_is_gone_reads_again(
    redis_url: SecretStr, postgres_url: SecretStr, client: Client, feed: Feed, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(redis_url=redis_url, postgres_url=postgres_url, semantic=False, consumer="one", drain_seconds=5)
    ingest = Ingest(settings, [feed], RuleBook(ROOT / "config"))

    async def all_done() -> bool:
        [group] = await client.xinfo_groups(feed.stream)
        return bool(group["pending"] == 0 and group["lag"] == 0)

    async def is_red() -> bool:
        return await ingest._ready() == ["feed jiji"]

    async with ingest.asgi().start_lifespan_context():
        await client.xadd(feed.stream, {"body": ninjs(1)})
        await _until(all_done, 10)
        [subscriber] = ingest.broker.subscribers
        assert isinstance(subscriber, TasksMixin)
        [task] = subscriber.tasks
        task.cancel()
        await asyncio.wait([task])
        await client.ping()  # what the task was reading with is closed by now
        await client.xadd(feed.stream, {"body": ninjs(2)})
        assert subscriber.running
        await _until(is_red, 14)
        await _until(all_done, 6)
        assert await ingest._ready() == []
    assert capsys.readouterr().out.count("feed.silent") == 1


async def test_what_is_being_read_at_the_end_is_handed_on_and_nothing_more(
    redis_url: SecretStr, client: Client, feed: Feed
) -> None:
    await client.xgroup_create(feed.stream, GROUP, id="0", mkstream=True)
    reader = Reader(redis_url, [feed])
    reader.open(feed)

    async def read() -> Any:
        return await reader.xreadgroup(
            groupname=GROUP, consumername="one", streams={feed.stream: ">"}, count=10, block=1000
        )

    reading = asyncio.create_task(read())
    await asyncio.sleep(0.1)
    draining = asyncio.create_task(reader.drain())
    await client.xadd(feed.stream, {"body": ninjs(1)})
    begun = time.monotonic()
    await draining
    assert time.monotonic() - begun < 0.5
    [[_, [entry]]] = await reading
    assert entry[1] == {b"body": ninjs(1)}
    await client.xadd(feed.stream, {"body": ninjs(2)})
    late = asyncio.create_task(read())
    done, _ = await asyncio.wait([late], timeout=0.3)
    assert not done
    late.cancel()
    assert (await client.xpending(feed.stream, GROUP))["pending"] == 1
    await reader.aclose()
