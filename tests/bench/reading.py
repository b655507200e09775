"""What does reading alone cost?  Entries read and acknowledged, nothing done with them: redis-py beside FastStream.

`python -m tests.bench.reading WAY COUNT` is one reader; the rest of this module runs it.
"""

import asyncio
import json
import logging
import sys
import time
from collections.abc import Awaitable, Callable

import uvloop
from faststream import AckPolicy
from faststream.redis import RedisBroker, StreamSub
from faststream.redis.annotations import RedisBatchStreamMessage, RedisStreamMessage
from faststream.redis.message import BatchStreamMessage
from faststream.redis.message import RedisBatchStreamMessage as BatchMessage
from redis.asyncio import Redis

from services.runtime.redis import GROUP, Client
from services.runtime.settings import settings
from tests.bench.contestants import LINE
from tests.bench.floor import STREAMS
from tests.bench.ground import Course, settle
from tests.bench.throughput import Wrong, push_all

_BATCH = 256
_PATIENCE = 120.0

# FastStream 0.7.8 tells of every message at INFO.
_LOG = logging.getLogger("bench.faststream")
_LOG.setLevel(logging.WARNING)


class _Tally:
    """Seconds of the clock and of the processor from the first entry read to the last one acknowledged."""

    def __init__(self, count: int) -> None:
        self._left = count
        self.done = asyncio.Event()
        self._begun: tuple[float, float] | None = None

    def begin(self) -> None:
        self._begun = self._begun or (time.perf_counter(), time.process_time())

    def add(self, count: int) -> None:
        self._left -= count
        if self._left == 0:
            assert self._begun
            self.seconds, self.cpu = time.perf_counter() - self._begun[0], time.process_time() - self._begun[1]
            self.done.set()


async def _redis_py(client: Client, tally: _Tally) -> None:
    while not tally.done.is_set():
        found = await client.xreadgroup(GROUP, "reader", dict.fromkeys(STREAMS, ">"), count=_BATCH, block=1000)
        for stream, entries in found or ():
            tally.begin()
            await client.xack(stream, GROUP, *(entry_id for entry_id, _ in entries))
            tally.add(len(entries))


async def _undecoded(_message: object) -> None:
    """Neither does the line let FastStream 0.7.8 decode."""


async def _faststream_batch(client: Client, tally: _Tally) -> None:
    async def unparsed(raw: BatchStreamMessage) -> BatchMessage:
        return BatchMessage(raw_message=raw, body=b"", consumer=client, group=GROUP)

    async def on_batch(message: RedisBatchStreamMessage) -> None:
        tally.begin()
        await message.ack()
        tally.add(len(message.raw_message["message_ids"]))

    broker = RedisBroker(settings().redis_url.get_secret_value(), logger=_LOG)
    for name in STREAMS:
        stream = StreamSub(name, group=GROUP, consumer="reader", batch=True, max_records=_BATCH, polling_interval=1000)
        subscriber = broker.subscriber(stream=stream, ack_policy=AckPolicy.MANUAL, parser=unparsed, decoder=_undecoded)
        subscriber(on_batch)
    await _until_done(broker, tally)


async def _faststream_single(_: Client, tally: _Tally) -> None:
    async def on_story(message: RedisStreamMessage) -> None:
        tally.begin()
        await message.ack()
        tally.add(1)

    broker = RedisBroker(settings().redis_url.get_secret_value(), logger=_LOG)
    for name in STREAMS:
        stream = StreamSub(name, group=GROUP, consumer="reader", polling_interval=1000)
        broker.subscriber(stream=stream, ack_policy=AckPolicy.MANUAL, decoder=_undecoded)(on_story)
    await _until_done(broker, tally)


async def _until_done(broker: RedisBroker, tally: _Tally) -> None:
    async with broker:
        await broker.start()
        await tally.done.wait()


WAYS: dict[str, Callable[[Client, _Tally], Awaitable[None]]] = {
    "redis-py": _redis_py,
    "faststream batch": _faststream_batch,
    "faststream single": _faststream_single,
}


def reading(way: str, course: Course, count: int) -> dict[str, float]:
    """Stories a second, and CPU seconds a thousand.

    Raises Wrong if it does not end, or left an entry.
    """
    with course.client() as client:
        push_all(LINE.opened(course.redis_url), count)
        settle(client)
        child = course.start("reader", "tests.bench.reading", way, str(count))
        if child.wait(_PATIENCE) != 0:
            raise Wrong(f"reading by {way}: {child.last_words()}")
        groups = [group for stream in STREAMS for group in client.xinfo_groups(stream)]
        if any(group["pending"] or group["lag"] for group in groups):
            raise Wrong(f"reading by {way} left entries")
    found = json.loads(child.last_words(1))
    return {
        "stories": count,
        "stories_per_second": count / found["seconds"],
        "cpu_seconds_per_1000": found["cpu"] / count * 1000,
    }


async def _main(way: str, count: int) -> None:
    tally = _Tally(count)
    await WAYS[way](Redis.from_url(settings().redis_url.get_secret_value()), tally)
    print(json.dumps({"seconds": tally.seconds, "cpu": tally.cpu}))


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_main(sys.argv[1], int(sys.argv[2])))
