"""What a fault run stands on: servers of its own, the services as processes, one who pushes and one who reads.

All that happens is written into the run's folder, as tests/faults/checker wants it; the ground judges nothing.
"""

import asyncio
import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import asyncpg
import orjson
import psutil
import redis as redis_py
from pydantic import SecretStr

from services.migrations import migrate
from services.runtime.child import Child, until
from tests.faults.checker import gather, verdict
from tests.faults.copy_mix import mix
from tests.faults.feeder import Feeder
from tests.faults.proxy import Proxy
from tests.faults.servers import Servers
from tests.faults.subscriber import Subscriber
from tests.line import Line

FEEDS = ("jiji", "jiji-ja")
ATTEMPTS_MAX = 5
_TABLES = ("wire_copy", "story", "story_version", "outbox", "dead_letter", "relay")
_UNSENT = """
SELECT count(*) FROM outbox, relay
WHERE cancelled_at IS NULL AND (stream_ms IS NULL OR (stream_ms, stream_n) > (relay.sent_ms, relay.sent_n))
"""


def now() -> float:
    """Milliseconds, as the run's files have them."""
    return time.time() * 1000


class Ground:
    """`linked` puts a proxy into each link of the services: `links["ingest-redis"]`, by service and server."""

    def __init__(
        self,
        case: str,
        seed: int,
        blank: Path,
        *,
        redis: Mapping[str, str] | None = None,
        disk: Path | None = None,
        linked: bool = False,
        keep: int = 100_000,
    ) -> None:
        self.seed, self._keep = seed, keep
        self.folder = Path(tempfile.mkdtemp(prefix="wire-fault-"))
        self.run = self.folder / "run"
        (self.run / "metrics").mkdir(parents=True)
        self.servers = Servers(self.folder, blank, redis, disk)
        self.redis_url = self.servers.redis.url
        self.postgres_url = self.servers.postgres.url
        self.line = Line(SecretStr(self.redis_url), SecretStr(self.postgres_url), self.run)
        self.linked, self.links = linked, dict[str, Proxy]()
        self.feeders: list[Feeder] = []
        self.subscriber = Subscriber(self.redis_url, self.run)
        self.subscriber.start()
        self.unrested: list[str] = []
        self._told: set[str] = set()
        secrets = [self.postgres_url.split(":")[2].split("@")[0]]
        self._write(
            "run.json",
            {
                "case": case, "seed": seed, "feeds": FEEDS, "provider": "jiji", "group": "ingest",
                "ready_stream": "articles:ready", "ready_keep": keep, "attempts_max": ATTEMPTS_MAX, "secrets": secrets,
            },
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, at: TracebackType | None
    ) -> None:
        for feeder in self.feeders:
            feeder.stop()
        self.subscriber.stop()
        for name in self.line.children:
            self.go_on(name)
        self.line.stop()
        for proxy in self.links.values():
            proxy.close()
        self.servers.stop()

    # --- the services ---

    def start(self, service: str, name: str | None = None, *, module: str = "services.cli", **changes: str) -> Child:
        name = name or service
        ours = {
            "WIRE_ATTEMPTS_MAX": str(ATTEMPTS_MAX),
            "WIRE_FEEDS": orjson.dumps(FEEDS).decode(),
            "WIRE_READY_KEEP": str(self._keep),
        }
        if self.linked:
            ours["WIRE_REDIS_URL"] = self._through(f"{name}-redis", self.redis_url)
            ours["WIRE_POSTGRES_URL"] = self._through(f"{name}-postgres", self.postgres_url)
        self._told.discard(name)
        return self.line.start(service, name, module=module, **(ours | changes))

    def up(self, *names: str) -> None:
        """`ingest-2` is another ingest; without names, one ingest and one publish."""
        names = names or ("ingest", "publish")
        for name in names:
            self.start(name.split("-", maxsplit=1)[0], name)
        for name in names:
            self.ready(name)

    def ready(self, name: str) -> None:
        until(lambda: self.line.is_ready(name), self.line.children[name], 30)

    def _through(self, link: str, url: str) -> str:
        scheme, rest = url.split("://", 1)
        place, path = rest.rsplit("/", 1)
        credentials, _, address = place.rpartition("@")
        if link not in self.links:
            self.links[link] = Proxy(int(address.split(":")[1]))
        return f"{scheme}://{credentials + '@' if credentials else ''}127.0.0.1:{self.links[link].port}/{path}"

    def kill(self, name: str) -> None:
        self.scrape(name)
        self.line.kill(name)
        self.ended(name)

    def signal(self, name: str, what: signal.Signals) -> None:
        psutil.Process(self.line.pid(name)).send_signal(what)

    def go_on(self, name: str) -> None:
        """What was stopped by SIGSTOP goes on; a guard can't end it before."""
        with contextlib.suppress(psutil.NoSuchProcess, IndexError):
            self.signal(name, signal.SIGCONT)

    def ended(self, name: str, seconds: float = 30, *, expected: bool = True) -> int:
        """Waits for its end and writes it down; the exit code."""
        code = self.line.children[name].wait(seconds)
        assert code is not None, f"{name} does not end within {seconds} s"
        self._told.add(name)
        self._append("exits.jsonl", {"at": now(), "name": name, "code": code, "expected": expected})
        return code

    def scrape(self, name: str) -> None:
        """Its figures into the run; nothing if it is not there."""
        url = f"http://127.0.0.1:{self.line.ports[name]}/metrics"
        try:
            with urllib.request.urlopen(url, timeout=3) as answer:
                (self.run / "metrics" / f"{name}-{int(now())}.prom").write_bytes(answer.read())
        except urllib.error.HTTPError:
            raise  # it is there, and has no figures: our own mistake
        except OSError:
            return

    # --- those outside ---

    def feed(self, stories: int, rate: float | None = None, *, seed: int | None = None) -> Feeder:
        """A mix of copy from the run's seed, pushed beside all else; `rate` in entries a second."""
        return self.push(mix(self.seed if seed is None else seed, stories), rate)

    def push(self, copies: "Any", rate: float | None = None, url: str | None = None) -> Feeder:
        feeder = Feeder(url or self.redis_url, self.run, iter(copies), rate)
        self.feeders.append(feeder)
        feeder.start()
        return feeder

    def client(self) -> "redis_py.Redis":
        return redis_py.Redis.from_url(self.redis_url)

    def sql(self, statement: str, *values: object) -> list[asyncpg.Record]:
        async def ask() -> list[asyncpg.Record]:
            ours = {"default_transaction_read_only": "off"}  # whatever a case does to the role
            connection = await asyncpg.connect(self.postgres_url, timeout=10, server_settings=ours)
            try:
                return list(await connection.fetch(statement, *values))
            finally:
                await connection.close()

        return asyncio.run(ask())

    def tables(self, revision: str) -> None:
        """A store of that revision, emptied first unless it is brought forward to the newest, `head`."""
        if revision == "head":
            migrate(SecretStr(self.postgres_url))
            return
        self.sql("DROP SCHEMA public CASCADE")
        self.sql("CREATE SCHEMA public")
        migrate(SecretStr(self.postgres_url), revision)

    def wait(self, true: Callable[[], bool], seconds: float, what: str) -> None:
        """Raises AssertionError with `what`; an error of a server that is away counts as not yet."""
        deadline = time.monotonic() + seconds
        while True:
            with contextlib.suppress(OSError, redis_py.RedisError, asyncpg.PostgresError):
                if true():
                    return
            assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
            time.sleep(0.05)

    # --- what is written down ---

    def fault(self, name: str, *loud: str) -> None:
        """`loud`: of these signs one has to be there: log:EVENT_TYPE, metric:NAME, exit:SERVICE."""
        self._append("faults.jsonl", {"at": now(), "fault": name, "loud": loud})

    def loss(self, feed: str, after: str, to: str, why: str) -> None:
        """Accepted copy with ids above `after` and up to `to` may be gone: Redis said so, or its setting does."""
        self._append("losses.jsonl", {"feed": feed, "from": after, "to": to, "why": why})

    def death(self, body: bytes) -> None:
        self._append("deaths.jsonl", {"at": now(), "sha256": hashlib.sha256(body).hexdigest()})

    def logged(self, event_type: str) -> list[dict[str, Any]]:
        """Lines of all services."""
        lines = [line for path in self.run.glob("*.log") for line in path.read_bytes().splitlines()]
        return [said for said in map(_read, lines) if said.get("event_type") == event_type]

    def _append(self, name: str, what: Mapping[str, object]) -> None:
        with (self.run / name).open("ab") as file:
            file.write(orjson.dumps(what) + b"\n")

    def _write(self, name: str, what: Mapping[str, object]) -> None:
        (self.run / name).write_bytes(orjson.dumps(what))

    # --- the end ---

    def rest(self, seconds: float = 60) -> float:
        """Until nothing is under way; how many seconds it took.  What does not come to rest the verdict has."""
        begun = time.monotonic()
        for feeder in self.feeders:
            feeder.join(seconds)
            if feeder.is_alive():
                self.unrested.append("the feeder is not done")
                feeder.stop()
                feeder.join(10)
            feeder.join_ok()
        try:
            self.wait(self._is_quiet, max(seconds - (time.monotonic() - begun), 1), "quiet")
        except AssertionError as problem:
            self.unrested.append(str(problem))
        return time.monotonic() - begun

    def _is_quiet(self) -> bool:
        with self.client() as client:
            for feed in FEEDS:
                groups = {group["name"]: group for group in client.xinfo_groups(f"wire:{feed}")}
                group = groups.get(b"ingest")
                if group is None or group["pending"] or group["lag"] != 0:
                    return False
            top = client.xrevrange("articles:ready", count=1)
        seen = not top or self.subscriber.last == top[0][0].decode()
        return seen and not self.sql(_UNSENT)[0][0]

    def judge(self) -> list[str]:
        """What the checker says of the run at rest, after a replay and the services' end."""
        self._replay()
        for name, child in self.line.children.items():
            self.scrape(name)
            if child.ended() is None:
                child.stop()
        for name in self.line.children:
            if name not in self._told:
                self.ended(name, expected=self._in_peace(name))
        found = asyncio.run(gather(self.run, self.redis_url, self.postgres_url))
        return [*self.unrested, *verdict(found)]

    def _in_peace(self, name: str) -> bool:
        return self.line.children[name].wait(30) == 0

    def wire(self, *words: str) -> "subprocess.CompletedProcess[bytes]":
        """A command of `wire`, on the run's servers."""
        urls = {"WIRE_REDIS_URL": self.redis_url, "WIRE_POSTGRES_URL": self.postgres_url}
        ours = {**os.environ, **urls, "WIRE_READY_KEEP": str(self._keep)}
        command = [sys.executable, "-m", "services.cli", *words]
        return subprocess.run(command, env=ours, capture_output=True, timeout=60, check=False)

    def ill(self) -> dict[str, str]:
        """What the doctor finds wrong now: its words by what they are of."""
        found = map(orjson.loads, self.wire("doctor", "--json").stdout.splitlines())
        return {one["what"]: one["detail"] for one in found if one["well"] is False}

    def _replay(self) -> None:
        before = self._digest()
        done = self.wire("replay")
        said = (done.stdout + done.stderr).decode(errors="replace")
        self._write("replay.json", {"exit": done.returncode, "before": before, "after": self._digest(), "said": said})

    def _digest(self) -> str:
        digest = hashlib.sha256()
        with self.client() as client:
            for entry in client.xrange("articles:ready"):
                digest.update(repr(entry).encode())
        for table in _TABLES:
            for row in self.sql(f"SELECT t::text FROM {table} AS t ORDER BY 1"):
                digest.update(row[0].encode())
        return digest.hexdigest()

    def clear(self) -> None:
        """Of a run that went well nothing need stay."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _read(line: bytes) -> dict[str, Any]:
    with contextlib.suppress(ValueError):
        found = orjson.loads(line)
        return found if isinstance(found, dict) else {}
    return {}
