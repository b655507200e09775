"""Harm that heals itself, for runs in which one follows the other: each act leaves the ground as it found it."""

import random
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from services.runtime.redis import READY_STREAM
from tests.faults.ground import FEEDS, Ground
from tests.faults.proxy import Proxy

_AWAY = (
    "metric:wire_unavailable_total", "log:store.unavailable", "log:relay.waits", "log:reclaim.waits", "log:ack.failed",
    "log:feed.away",
)  # fmt: skip
_LONG = 17.0
"""Seconds: more than any command waits for its answer."""


@dataclass(frozen=True)
class Act:
    """`do` is given the ground, a source of chance and the names of the services that it may harm."""

    name: str
    do: Callable[[Ground, random.Random, list[str]], None]


def _kill(ground: Ground, chance: random.Random, names: list[str]) -> None:
    name = chance.choice(names)
    ground.fault(f"kill -9 of {name}", f"exit:{name}")
    ground.kill(name)
    time.sleep(chance.uniform(0, 1))
    ground.up(name)


def _end(ground: Ground, chance: random.Random, names: list[str]) -> None:
    name = chance.choice(names)
    ground.scrape(name)
    for _ in range(2):
        ground.signal(name, signal.SIGTERM)
        time.sleep(0.02)
    code = ground.ended(name)
    if code != 0:
        ground.unrested.append(f"{name} was told to end and ended with {code}")
    ground.up(name)


def _stop(ground: Ground, chance: random.Random, names: list[str]) -> None:
    name = chance.choice([name for name in names if name.startswith("ingest")])
    ground.signal(name, signal.SIGSTOP)
    time.sleep(chance.uniform(3, 8))
    ground.go_on(name)


def _redis_dies(ground: Ground, chance: random.Random, _: list[str]) -> None:
    ground.fault("kill -9 of Redis", *_AWAY)
    ground.servers.redis_dies()
    time.sleep(chance.uniform(0.2, 2))
    ground.servers.redis_returns()


def _postgres_dies(ground: Ground, chance: random.Random, _: list[str]) -> None:
    ground.fault("immediate stop of PostgreSQL", *_AWAY)
    ground.servers.postgres_dies()
    time.sleep(chance.uniform(0.2, 2))
    ground.servers.postgres_returns()


def _sessions_end(ground: Ground, _chance: random.Random, _: list[str]) -> None:
    ground.fault("all sessions of PostgreSQL ended", *_AWAY)
    ground.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'kawaraban-%'")


def _table_locked(ground: Ground, chance: random.Random, _: list[str]) -> None:
    table = chance.choice(["story_version", "outbox", "story", "wire_copy"])
    seconds = chance.uniform(1, 5)
    words = f"DO $$ BEGIN LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE; PERFORM pg_sleep({seconds}); END $$"
    locking = threading.Thread(target=ground.sql, args=(words,))
    locking.start()
    locking.join()


def _groups_destroyed(ground: Ground, _chance: random.Random, _: list[str]) -> None:
    ground.fault("XGROUP DESTROY", "log:group.lost")
    with ground.client() as client:
        for feed in FEEDS:
            client.xgroup_destroy(f"wire:{feed}", "ingest")
    ground.wait(lambda: all(_group_is_there(ground, feed) for feed in FEEDS), 20, "groups made again")


def _group_is_there(ground: Ground, feed: str) -> bool:
    with ground.client() as client:
        return bool(client.xinfo_groups(f"wire:{feed}"))


def _ready_deleted(ground: Ground, _chance: random.Random, _: list[str]) -> None:
    ground.fault("DEL articles:ready", "log:relay.stream_lost")
    with ground.client() as client:
        client.delete(READY_STREAM)
    time.sleep(1)


def _link(harm: str, act: Callable[[Proxy], None], seconds: float) -> Act:
    def do(ground: Ground, chance: random.Random, names: list[str]) -> None:
        server = chance.choice(["redis", "postgres"])
        kind = chance.choice(["ingest", "publish"])
        # All of a kind: a relay in waiting has nothing under way that could fail.
        links = [ground.links[f"{name}-{server}"] for name in names if name.startswith(kind)]
        ground.fault(f"{harm}: {kind} to {server}", *_AWAY)
        for link in links:
            act(link)
        time.sleep(seconds)
        for link in links:
            link.heal()

    return Act(f"link {harm}", do)


ACTS = (
    Act("kill -9 of a service", _kill),
    _link("cut", lambda link: link.cut(), 3),
    Act("SIGTERM twice to a service", _end),
    Act("kill -9 of Redis", _redis_dies),
    Act("SIGSTOP of a worker", _stop),
    Act("immediate stop of PostgreSQL", _postgres_dies),
    _link("half open", lambda link: link.half_open(), _LONG),
    Act("sessions of PostgreSQL ended", _sessions_end),
    Act("group destroyed", _groups_destroyed),
    _link("stalled", lambda link: link.stall("both"), _LONG),
    Act("table locked", _table_locked),
    Act("articles:ready deleted", _ready_deleted),
    _link("one way", lambda link: link.stall("down"), _LONG),
)
