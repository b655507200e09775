"""Where do all contestants run?  On one Valkey and one PostgreSQL, each run with both of them empty."""

import asyncio
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import redis
from pydantic import SecretStr

from services.migrations import migrate
from services.runtime.child import Child
from services.runtime.embedded import EmbeddedPostgres, EmbeddedRedis, free_port
from services.runtime.redis import GROUP, Client
from services.runtime.settings import PROJECT
from tests.bench.floor import STREAMS, TABLES
from tests.line import Line

_OPTIONS = {"maxmemory": "4gb", "auto-aof-rewrite-percentage": "0"}

_AS_DELIVERED = {"WIRE_RECLAIM_IDLE": "30"}
"""Tests look for what is forgotten every second, which costs the line something."""

_TEMPLATE, _RUN = "bench_template", "bench_run"


@dataclass
class Course:
    """The servers of one run, and the processes of its contestant."""

    redis_url: str
    postgres_url: str
    folder: Path
    servers: Sequence[Child]
    line: Line = field(init=False)

    def __post_init__(self) -> None:
        self.line = Line(SecretStr(self.redis_url), SecretStr(self.postgres_url), self.folder, _AS_DELIVERED)

    def start(self, name: str, *words: str, **environment: str) -> Child:
        """A Python process that is told of the servers by the variables that `wire` reads."""
        ours = {"WIRE_REDIS_URL": self.redis_url, "WIRE_POSTGRES_URL": self.postgres_url, "PYTHONPATH": str(PROJECT)}
        ours["PYTHONPATH"] += os.pathsep + os.environ.get("PYTHONPATH", "")
        child = Child(
            [sys.executable, "-m", *words],
            log=self.folder / f"{name}.log",
            env={**os.environ, **ours, **environment},
            grace=3,
        )
        self.line.children[name] = child
        return child

    @property
    def children(self) -> list[Child]:
        """The contestant's."""
        return list(self.line.children.values())

    def client(self) -> Client:
        return redis.Redis.from_url(self.redis_url, socket_timeout=60)

    def fetch(self, statement: str) -> list[asyncpg.Record]:
        return asyncio.run(_fetch(self.postgres_url, statement))

    def check(self) -> None:
        """Raises RuntimeError with the last words of a process that ended."""
        for name, child in self.line.children.items():
            if (code := child.ended()) is not None:
                raise RuntimeError(f"{name} ended with {code}:\n{child.last_words()}")


class Ground:
    """Both servers, with the settings of `wire up` but for two of Valkey's.

    Room: a backlog of 100,000 stories takes more than 1 GB.  And the append-only file is rewritten between runs, by
    `settle`, and in none: else it would be in some.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="wire-bench-"))
        self.folder.chmod(0o755)
        self.redis = EmbeddedRedis(self.folder / "redis", free_port(), options=_OPTIONS)
        self.postgres = EmbeddedPostgres(self.folder / "postgres", free_port())
        self._runs = self._kept = 0

    def wait(self) -> None:
        self.redis.wait()
        self.postgres.wait()
        self._execute(f"CREATE DATABASE {_TEMPLATE}")
        migrate(SecretStr(self.postgres.url_of(_TEMPLATE)))
        asyncio.run(_execute(self.postgres.url_of(_TEMPLATE), TABLES))

    def database(self) -> str:
        """The URL of one more, empty, that stays."""
        self._kept += 1
        name = f"bench_kept_{self._kept}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
        return self.postgres.url_of(name)

    @contextmanager
    def course(self, kept: str | None = None) -> Iterator[Course]:
        """Empty servers, but for the database `kept`; at the end the contestant's processes have ended."""
        self._runs += 1
        folder = self.folder / f"run-{self._runs}"
        folder.mkdir()
        if kept is None:
            self._execute(
                f"DROP DATABASE IF EXISTS {_RUN} WITH (FORCE)", f"CREATE DATABASE {_RUN} TEMPLATE {_TEMPLATE}"
            )
        with redis.Redis.from_url(self.redis.url) as client:
            client.flushall()
            for stream in STREAMS:
                client.xgroup_create(stream, GROUP, id="0", mkstream=True)
        course = Course(
            self.redis.url, kept or self.postgres.url_of(_RUN), folder, [self.redis.child, self.postgres.child]
        )
        try:
            yield course
        finally:
            course.line.stop()

    def stop(self) -> None:
        for server in (self.redis, self.postgres):
            server.child.stop()
        for server in (self.redis, self.postgres):
            server.child.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _execute(self, *statements: str) -> None:
        for statement in statements:
            asyncio.run(_execute(self.postgres.url, statement))


def settle(client: Client) -> None:
    """The append-only file written anew, as long as what is there."""
    while _is_rewriting(client):
        time.sleep(0.02)
    client.bgrewriteaof()
    while _is_rewriting(client):
        time.sleep(0.02)


def _is_rewriting(client: Client) -> bool:
    found = client.info("persistence")
    return bool(found["aof_rewrite_in_progress"] or found["aof_rewrite_scheduled"])


async def _execute(url: str, statements: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statements)
    finally:
        await connection.close()


async def _fetch(url: str, statement: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(url)
    try:
        return list(await connection.fetch(statement))
    finally:
        await connection.close()
