"""The desk as a FastStream subscriber with one message a call: `python -m tests.bench.peers.faststream_desk`."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import uvloop
from faststream import AckPolicy, FastStream
from faststream.redis import RedisBroker, StreamSub
from faststream.redis.annotations import RedisStreamMessage

from services.runtime.redis import GROUP
from services.runtime.settings import settings
from tests.bench.floor import STREAMS
from tests.bench.peers.desk import Desk

# FastStream 0.7.8 tells of every message at INFO.
_LOG = logging.getLogger("bench.faststream")
_LOG.setLevel(logging.WARNING)


async def _undecoded(_message: object) -> None:
    """FastStream 0.7.8 would try the body as JSON first."""


def handler(desk: Desk, stream: str) -> Callable[[RedisStreamMessage], Awaitable[None]]:
    feed = stream.removeprefix("wire:")

    async def on_story(message: RedisStreamMessage) -> None:
        [entry_id] = message.raw_message["message_ids"]
        await desk.work(feed, entry_id.decode(), message.raw_message["data"])
        await message.ack()

    return on_story


async def main() -> None:
    desk = Desk("faststream")
    await desk.open()
    broker = RedisBroker(settings().redis_url.get_secret_value(), logger=_LOG)
    for stream in STREAMS:
        sub = StreamSub(stream, group=GROUP, consumer="faststream", polling_interval=1000)
        broker.subscriber(stream=sub, ack_policy=AckPolicy.MANUAL, decoder=_undecoded)(handler(desk, stream))
    await FastStream(broker, logger=None).run()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
