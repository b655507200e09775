"""A stream server and a store of a run's own, on ports of their own, that may be killed and started again."""

import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from pydantic import SecretStr

from services.migrations import migrate
from services.runtime.child import Child
from services.runtime.embedded import EmbeddedPostgres, EmbeddedRedis, free_port

_GONE_SECONDS = 20


def process_of(child: Child) -> psutil.Process:
    """The server itself; `child` is its guard."""
    [process] = psutil.Process(child.pid).children()
    return process


def end(child: Child, name: signal.Signals) -> None:
    """The signal to the server, and back when it and its guard are gone."""
    process_of(child).send_signal(name)
    assert child.wait(_GONE_SECONDS) is not None, f"{child.name} does not end"


class Servers:
    """`blank` is a migrated data folder that is copied; `redis` are options over those of production.

    `disk` is where the store's data lies, if not in `folder`.
    """

    def __init__(
        self, folder: Path, blank: Path, redis: Mapping[str, str] | None = None, disk: Path | None = None
    ) -> None:
        folder.chmod(0o755)  # the store runs as a user of its own
        self.redis_folder, self.postgres_folder = folder / "redis", disk or folder / "postgres"
        self.postgres_folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["cp", "-a", f"{blank}/.", str(self.postgres_folder)], check=True)
        self.redis = EmbeddedRedis(self.redis_folder, free_port(), options=redis)
        self.postgres = EmbeddedPostgres(self.postgres_folder, free_port())
        self.wait()

    def wait(self) -> None:
        self.redis.wait()
        self.postgres.wait()

    def redis_dies(self, name: signal.Signals = signal.SIGKILL) -> None:
        end(self.redis.child, name)

    def redis_returns(self) -> None:
        self.redis.launch()
        self.redis.wait()

    def postgres_dies(self, name: signal.Signals = signal.SIGQUIT) -> None:
        """SIGQUIT is an "immediate shutdown" (PostgreSQL's manual, 18.5): no checkpoint, clients cut, WAL replayed."""
        end(self.postgres.child, name)

    def postgres_returns(self) -> None:
        self.postgres.launch()
        self.postgres.wait()

    def stop(self) -> None:
        for child in (self.redis.child, self.postgres.child):
            child.stop()
        for child in (self.redis.child, self.postgres.child):
            child.wait(_GONE_SECONDS)


@contextmanager
def blank_store() -> Iterator[Path]:
    """The data folder of a store that was migrated and stopped: copied, it is up in a third of the time."""
    folder = Path(tempfile.mkdtemp(prefix="wire-blank-"))
    folder.chmod(0o755)
    try:
        store = EmbeddedPostgres(folder / "postgres", free_port())
        store.wait()
        migrate(SecretStr(store.url))
        store.child.stop()
        assert store.child.wait(_GONE_SECONDS) is not None
        yield folder / "postgres"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def blank() -> Iterator[Path]:
    with blank_store() as folder:
        yield folder
