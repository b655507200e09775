"""The desk as a taskiq task: `taskiq worker tests.bench.peers.taskiq_desk:broker`, a Redis stream as broker."""

from typing import Any

from taskiq import TaskiqEvents
from taskiq_redis import RedisStreamBroker

from services.runtime.settings import settings
from tests.bench.peers import TASK
from tests.bench.peers.desk import Desk

# "0": a group that begins at "$", the default of taskiq-redis 1.2, skips the backlog.
broker: Any = RedisStreamBroker(settings().redis_url.get_secret_value(), consumer_id="0")

_desks: list[Desk] = []


async def _open(_: object) -> None:
    desk = Desk("taskiq")
    await desk.open()
    _desks.append(desk)


async def _save(serial: int, feed: str, received: str, body: bytes) -> None:
    await _desks[0].work_on(serial, feed, received, body)


broker.add_event_handler(TaskiqEvents.WORKER_STARTUP, _open)
broker.register_task(_save, task_name=TASK)
