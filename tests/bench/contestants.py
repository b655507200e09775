"""Who runs?  How each is started, how stories are handed to it, and what its events call a story."""

import asyncio
import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import redis

from services.runtime.child import Child
from tests.bench.copy import Story
from tests.bench.ground import Course
from tests.bench.peers import TASK

Numbered = tuple[int, Story]
"""With its serial number."""

Push = Callable[[Sequence[Numbered]], list[str]]
"""Hands stories over and returns the names under which their events come; when it returns they are accepted."""

_SERIAL = re.compile(rb'"subject":"[^"]*?([0-9]+)"')


@dataclass(frozen=True, slots=True)
class Contestant:
    """`opened` takes the URL of the stream server; `counts` is SQL for rows saved and different ones, per table."""

    name: str
    start: Callable[[Course], list[Child]]
    opened: Callable[[str], Push]
    event_name: Callable[[dict[bytes, bytes]], str]
    counts: str


_FLOOR_COUNTS = """
SELECT (SELECT count(*) FROM floor_story) AS stories, (SELECT count(DISTINCT id) FROM floor_story) AS different,
       (SELECT count(*) FROM floor_outbox) AS outbox, (SELECT count(DISTINCT story) FROM floor_outbox) AS announced
"""
_LINE_COUNTS = """
SELECT (SELECT count(*) FROM story_version) AS stories,
       (SELECT count(DISTINCT (provider, story_id)) FROM story_version WHERE fate = 'announced') AS different,
       (SELECT count(*) FROM outbox) AS outbox,
       (SELECT count(DISTINCT (provider, story_id)) FROM outbox WHERE stream_ms IS NOT NULL) AS announced
"""


def _as_entries(url: str) -> Callable[[Sequence[Numbered]], list[bytes]]:
    client = redis.Redis.from_url(url)

    def push(stories: Sequence[Numbered]) -> list[bytes]:
        pipe: Any = client.pipeline(transaction=False)  # redis-py 8.1 has no types for a command of one's own
        for _, story in stories:
            pipe.execute_command("XADD", f"wire:{story.feed}", "*", "body", story.body)
        return list(pipe.execute())

    return push


def _to_wire(url: str) -> Push:
    push = _as_entries(url)

    def pushed(stories: Sequence[Numbered]) -> list[str]:
        push(stories)
        return [str(serial) for serial, _ in stories]

    return pushed


def _to_floor(url: str) -> Push:
    push = _as_entries(url)

    def pushed(stories: Sequence[Numbered]) -> list[str]:
        ids = push(stories)
        return [f"wire:{story.feed}/{name.decode()}" for (_, story), name in zip(stories, ids, strict=True)]

    return pushed


def _to_celery(url: str) -> Push:
    from celery import Celery

    app = Celery("bench", broker=url)

    def pushed(stories: Sequence[Numbered]) -> list[str]:
        for serial, story in stories:
            app.send_task(TASK, (serial, story.feed, _now(), story.body), ignore_result=True)
        return [str(serial) for serial, _ in stories]

    return pushed


def _to_taskiq(url: str) -> Push:
    from taskiq.kicker import AsyncKicker
    from taskiq_redis import RedisStreamBroker

    loop = asyncio.new_event_loop()
    kicker: Any = AsyncKicker(TASK, RedisStreamBroker(url), {})

    async def send(stories: Sequence[Numbered]) -> None:
        await asyncio.gather(*(kicker.kiq(serial, story.feed, _now(), story.body) for serial, story in stories))

    def pushed(stories: Sequence[Numbered]) -> list[str]:
        loop.run_until_complete(send(stories))
        return [str(serial) for serial, _ in stories]

    return pushed


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat()


def _serial(fields: dict[bytes, bytes]) -> str:
    """All our stories are named so that their serial number comes last."""
    found = _SERIAL.search(fields[b"event"])
    assert found, "an event of no story of ours"
    return str(int(found[1]))


def _floor(course: Course) -> list[Child]:
    return [course.start("floor", "tests.bench.floor")]


def _line(course: Course) -> list[Child]:
    return [course.line.start("ingest"), course.line.start("publish")]


def _two_ingests(course: Course) -> list[Child]:
    return [course.line.start("ingest", name) for name in ("ingest", "ingest-2")] + [course.line.start("publish")]


def _celery(course: Course) -> list[Child]:
    words = ("celery", "-A", "tests.bench.peers.celery_desk", "worker", "--concurrency", "1", "--loglevel", "WARNING")
    return [course.start("celery", *words), course.line.start("publish")]


def _taskiq(course: Course) -> list[Child]:
    words = ("taskiq", "worker", "tests.bench.peers.taskiq_desk:broker", "--workers", "1", "--log-level", "WARNING")
    return [course.start("taskiq", *words), course.line.start("publish")]


def _faststream(course: Course) -> list[Child]:
    return [course.start("faststream", "tests.bench.peers.faststream_desk"), course.line.start("publish")]


FLOOR = Contestant("floor", _floor, _to_floor, lambda fields: fields[b"id"].decode(), _FLOOR_COUNTS)
LINE = Contestant("line", _line, _to_wire, _serial, _LINE_COUNTS)
TWO_INGESTS = Contestant("two ingests", _two_ingests, _to_wire, _serial, _LINE_COUNTS)
"""The line with a second worker of the same group: throughput alone."""

PEERS = (
    Contestant("celery", _celery, _to_celery, _serial, _LINE_COUNTS),
    Contestant("taskiq", _taskiq, _to_taskiq, _serial, _LINE_COUNTS),
    Contestant("faststream", _faststream, _to_wire, _serial, _LINE_COUNTS),
)
BY_NAME = {one.name: one for one in (FLOOR, LINE, TWO_INGESTS, *PEERS)}
