"""The services as processes of their own, on a test's own database and stream server."""

import contextlib
import os
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import psutil
import redis
from pydantic import SecretStr

from services.runtime.child import Child, until
from services.runtime.embedded import free_port
from services.runtime.redis import GROUP, READY_STREAM, Client


def patient(ready: Callable[[], bool], seconds: float, what: str) -> None:
    """Raises AssertionError with `what` if it is not true in time."""
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.02)


@dataclass
class Line:
    """Ingest and publish over one Redis and one database; `folder` takes their logs."""

    redis_url: SecretStr
    postgres_url: SecretStr
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    children: dict[str, Child] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=dict)

    def start(
        self, service: str, name: str | None = None, *, module: str = "services.cli", **environment: str
    ) -> Child:
        """`name` tells two of a kind apart; `environment` adds to the line's own; `module` stands in for `wire`."""
        name = name or service
        self.ports[name] = free_port()
        ours = {
            **os.environ,
            "WIRE_REDIS_URL": self.redis_url.get_secret_value(),
            "WIRE_POSTGRES_URL": self.postgres_url.get_secret_value(),
            "WIRE_HTTP_PORT": str(self.ports[name]),
            "WIRE_CONSUMER": name,
            "WIRE_RECLAIM_IDLE": "2",
            "WIRE_DRAIN_SECONDS": "5",
            "WIRE_SEMANTIC": "false",  # a second of every start; tests of it ask for it
        }
        command = [sys.executable, "-m", module, service]
        log = self.folder / f"{name}.log"
        self.children[name] = Child(command, log=log, env={**ours, **self.environment, **environment}, grace=8)
        return self.children[name]

    def up(self, *services: str) -> "Line":
        names = services or ("ingest", "publish")
        for service in names:
            self.start(service)
        for service in names:
            self.ready(service)
        return self

    def ready(self, name: str) -> None:
        marker = f"{name.split('-', maxsplit=1)[0]}.up"
        log = self.folder / f"{name}.log"
        until(lambda: log.exists() and marker in log.read_text(), self.children[name], 20)

    def kill(self, name: str) -> None:
        """kill -9 of the service itself, which its guard reports by ending."""
        for process in self._of(name):
            process.kill()
        patient(lambda: self.children[name].ended() is not None, 5, f"{name} dies")

    def pid(self, name: str) -> int:
        return self._of(name)[0].pid

    def _of(self, name: str) -> list[psutil.Process]:
        return psutil.Process(self.children[name].pid).children()

    def stop(self) -> None:
        for child in self.children.values():
            child.stop()
        for name, child in self.children.items():
            assert child.wait(15) is not None, f"{name} does not end"

    def is_ready(self, name: str) -> bool:
        """What its health page says."""
        with contextlib.suppress(OSError):
            url = f"http://127.0.0.1:{self.ports[name]}/health/ready"
            with urllib.request.urlopen(url, timeout=3) as answer:
                return bool(answer.status == 200)
        return False

    def client(self) -> Client:
        return redis.Redis.from_url(self.redis_url.get_secret_value())

    def log(self, name: str) -> list[dict[str, object]]:
        """Its lines; every one has to be JSON."""
        return [orjson.loads(line) for line in (self.folder / f"{name}.log").read_bytes().splitlines()]

    def pending(self, feed: str = "jiji") -> int:
        """Entries not acknowledged: read and pending, or not read yet."""
        with self.client() as client:
            [group] = [g for g in client.xinfo_groups(f"wire:{feed}") if g["name"] == GROUP.encode()]
            return int(group["pending"]) + int(group["lag"] or 0)


def events(client: Client) -> list[dict[str, Any]]:
    """All events in the stream, oldest first."""
    return [orjson.loads(fields[b"event"]) for _, fields in client.xrange(READY_STREAM)]
