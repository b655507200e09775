"""The desk as a Celery task: `celery -A tests.bench.peers.celery_desk worker`, prefork, a Redis list as broker."""

import asyncio
from typing import Any

import uvloop
from celery import Celery
from celery.signals import setup_logging, worker_process_init

from services.runtime.settings import settings
from tests.bench.peers import TASK
from tests.bench.peers.desk import Desk

app: Any = Celery("bench", broker=settings().redis_url.get_secret_value())
app.conf.update(task_ignore_result=True, broker_connection_retry_on_startup=True)

_loop = uvloop.new_event_loop()
_desks: list[Desk] = []


def _leave_logging(**_: object) -> None:
    """Celery 5.7 would set up its own: a connected receiver says that the application has done so."""


def _open(**_: object) -> None:
    desk = Desk("celery")
    asyncio.set_event_loop(_loop)
    _loop.run_until_complete(desk.open())
    _desks.append(desk)


def _save(serial: int, feed: str, received: str, body: bytes) -> None:
    _loop.run_until_complete(_desks[0].work_on(serial, feed, received, body))


setup_logging.connect(_leave_logging)
worker_process_init.connect(_open)
app.task(_save, name=TASK)
