"""The processes of one `wire up`: started in order, started again when they fall, ended with nothing lost."""

import asyncio
import contextlib
import fcntl
import json
import os
import signal
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from pydantic import SecretStr

from services.cli.console import tell
from services.migrations import MigrationFailed, migrate
from services.runtime.child import Child, until
from services.runtime.embedded import EmbeddedPostgres, EmbeddedRedis, free_port
from services.runtime.settings import settings

_DRAIN = 8.0
_PORTS = {"ingest": 8081, "publish": 8082, "desk": 8080}


class AlreadyUp(Exception):  # noqa: N818  its name is the message
    """Another `wire up` holds this folder."""


class House:
    """Lives in one folder, which one house holds at a time.

    The lock is an open file that every guard inherits: it is free only when the last process of the last house, ended
    in peace or not, is gone.  So a start after kill -9 waits for that one to finish, and never runs beside it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._lock: IO[str] | None = None
        self._redis: EmbeddedRedis | None = None
        self._postgres: EmbeddedPostgres | None = None
        self._services: dict[str, Child] = {}
        self._ports: dict[str, int] = {}
        self._closing = False
        self.redis_url = settings().redis_url
        self.postgres_url = settings().postgres_url

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / "log").mkdir(exist_ok=True)
        self._lock = (self._folder / "up.lock").open("a+")
        self._wait_for_lock(30.0)
        self._lock.truncate(0)
        self._lock.write(str(os.getpid()))
        self._lock.flush()
        os.set_inheritable(self._lock.fileno(), False)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()
        if self._lock:
            self._lock.close()

    def open(self) -> None:
        """Raises RuntimeError, with the last words of the process that would not start."""
        began = time.monotonic()
        self._ports = {name: free_port(port) for name, port in _PORTS.items()}
        if "WIRE_REDIS_URL" not in os.environ:
            self._redis = EmbeddedRedis(self._folder / "redis", free_port(6379), keep=self._kept)
            self.redis_url = SecretStr(self._redis.url)
        if "WIRE_POSTGRES_URL" not in os.environ:
            self._postgres = EmbeddedPostgres(self._folder / "postgres", free_port(5433), keep=self._kept)
            self.postgres_url = SecretStr(self._postgres.url)
        # The services wait for their servers by themselves, and take longer to import than those to start.
        self._services = {name: self._start(name) for name in ("ingest", "publish")}
        for name, server in (("Valkey", self._redis), ("PostgreSQL", self._postgres)):
            if server:
                _timed(name, server.wait)
        _timed("tables", self._migrate)
        _timed("services", self._services_ready)
        self._services["desk"] = self._start("desk")
        self._leave_word()
        tell(f"[bold green]up[/] in {time.monotonic() - began:.1f} s, logs in {self._shown(self._folder / 'log')}")
        cli = f"redis-cli -p {self._redis.port}" if self._redis else "redis-cli"
        tell(f"[dim]push:[/] {cli} XADD wire:jiji '*' body \"$(cat FILE)\"  [dim]or[/] wire push jiji FILE")

    def _migrate(self) -> None:
        try:
            migrate(self.postgres_url)
        except MigrationFailed as problem:
            raise RuntimeError(f"tables: {problem}") from problem

    def _services_ready(self) -> None:
        for name, child in self._services.items():
            until(lambda name=name: _answers(self._ports[name]), child, 20)  # type: ignore[misc]

    async def watch(self) -> None:
        """Starts again what falls, and says so, until cancelled."""
        while True:
            await asyncio.sleep(0.5)
            for server in (self._redis, self._postgres):
                if server and server.child.ended() is not None:
                    tell(f"[bold red]{server.child.name} ended[/] ({server.child.ended()}): starting it again")
                    server.launch()
            for name, child in self._services.items():
                if child.ended() is not None:
                    tell(f"[bold red]{name} ended[/] ({child.ended()}): starting it again")
                    self._services[name] = self._start(name)

    def close(self) -> None:
        """Intake first, so that what it has read is saved; then the voice, so that what is saved is announced."""
        if self._closing:
            return
        self._closing = True
        with contextlib.suppress(FileNotFoundError):
            (self._folder / "running.json").unlink()
        for name in ("ingest", "publish", "desk"):
            if name in self._services:
                _end(name, self._services[name])
        for server in (self._redis, self._postgres):
            if server:
                _end(server.child.name, server.child)

    @property
    def _kept(self) -> tuple[int, ...]:
        return (self._lock.fileno(),) if self._lock else ()

    def _start(self, name: str) -> Child:
        environment = {
            **os.environ,
            "WIRE_REDIS_URL": self.redis_url.get_secret_value(),
            "WIRE_POSTGRES_URL": self.postgres_url.get_secret_value(),
            "WIRE_HTTP_PORT": str(self._ports[name]),
            "WIRE_PUBLIC_URL": f"http://127.0.0.1:{self._ports['desk']}",
            # One name for every run: what a killed ingest had in hand is its successor's to finish, at once.
            "WIRE_CONSUMER": os.environ.get("WIRE_CONSUMER", "up"),
            "WIRE_DRAIN_SECONDS": str(_DRAIN),
        }
        command = [sys.executable, "-m", "services.cli", name]
        log = self._folder / "log" / f"{name}.log"
        return Child(command, log=log, env=environment, stop=signal.SIGTERM, grace=_DRAIN + 4, keep=self._kept)

    def _wait_for_lock(self, seconds: float) -> None:
        assert self._lock is not None  # noqa: S101  opened by __enter__
        deadline = time.monotonic() + seconds
        said = False
        while True:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            self._lock.seek(0)
            holder = self._lock.read().strip()
            if holder.isdigit() and _alive(int(holder)):
                raise AlreadyUp(f"already up in {self._shown(self._folder)}, process {holder}")
            if time.monotonic() > deadline:
                raise AlreadyUp(f"processes of an earlier run still hold {self._shown(self._folder)}")
            if not said:
                tell("[dim]an earlier run is still ending: waits[/]")
                said = True
            time.sleep(0.1)

    def _leave_word(self) -> None:
        """For `wire` commands in other shells: see runtime.settings."""
        word = {
            "redis_url": self.redis_url.get_secret_value(),
            "postgres_url": self.postgres_url.get_secret_value(),
        }
        path = self._folder / "running.json"
        path.touch(mode=0o600)
        path.write_text(json.dumps(word))

    @staticmethod
    def _shown(path: Path) -> str:
        return os.path.relpath(path)


def _timed(what: str, work: Callable[[], None]) -> None:
    began = time.monotonic()
    work()
    tell(f"  {what:<12} [dim]{time.monotonic() - began:4.1f} s[/]")


def _end(name: str, child: Child) -> None:
    child.stop()
    if child.wait(_DRAIN + 8) is None:
        tell(f"[bold red]{name} does not end[/]")


def _answers(port: int) -> bool:
    with (
        contextlib.suppress(OSError),
        urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=2),
    ):
        return True
    return False


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
