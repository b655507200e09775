"""The servers that tests run against: named ones, else testcontainers, else the embedded ones.  Never a mock."""

import asyncio
import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest
import redis
from pydantic import SecretStr

from services.ingest.enrich import Rules, read_rules
from services.migrations import migrate
from services.runtime.embedded import EmbeddedPostgres, EmbeddedRedis, free_port
from services.runtime.feeds import Feed
from services.runtime.postgres import connect_postgres
from services.runtime.redis import Client, connect_redis
from tests.line import Line

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


@dataclass(frozen=True)
class Servers:
    """URLs with rights to make databases; `postgres` names the maintenance database."""

    redis: str
    postgres: str
    kind: str

    def database(self, name: str) -> str:
        return self.postgres.rsplit("/", 1)[0] + "/" + name


def _engine_answers() -> bool:
    if shutil.which("docker") is None:
        return False
    return subprocess.run(["docker", "info"], capture_output=True, timeout=20, check=False).returncode == 0


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    named = os.environ.get("WIRE_TEST_REDIS_URL"), os.environ.get("WIRE_TEST_POSTGRES_URL")
    if all(named):
        yield Servers(str(named[0]), str(named[1]), "named")
    elif _engine_answers():
        yield from _containers()
    else:
        yield from _embedded()


def _containers() -> Iterator[Servers]:
    from testcontainers.community.postgres import PostgresContainer
    from testcontainers.community.redis import RedisContainer

    with RedisContainer("valkey/valkey:9") as stream, PostgresContainer("postgres:18", driver=None) as store:
        address = f"{stream.get_container_host_ip()}:{stream.get_exposed_port(6379)}"
        yield Servers(f"redis://{address}/0", store.get_connection_url(), "testcontainers")


def _embedded() -> Iterator[Servers]:
    folder = Path(tempfile.mkdtemp(prefix="wire-test-"))
    folder.chmod(0o755)
    stream = EmbeddedRedis(folder / "redis", free_port())
    store = EmbeddedPostgres(folder / "postgres", free_port(), fsync=False)
    try:
        stream.wait()
        store.wait()
        yield Servers(stream.url, store.url, "embedded")
    finally:
        for server in (stream, store):
            server.child.stop()
            server.child.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


async def _statement(url: str, words: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(words)
    await connection.close()


@pytest.fixture(scope="session")
def template(servers: Servers) -> str:
    """A migrated database that each test's own is a copy of."""
    name = f"wire_template_{uuid.uuid4().hex[:8]}"
    asyncio.run(_statement(servers.postgres, f"CREATE DATABASE {name}"))
    migrate(SecretStr(servers.database(name)))
    return name


@pytest.fixture
def postgres_url(servers: Servers, template: str) -> Iterator[SecretStr]:
    name = f"wire_test_{uuid.uuid4().hex[:8]}"
    asyncio.run(_statement(servers.postgres, f"CREATE DATABASE {name} TEMPLATE {template}"))
    yield SecretStr(servers.database(name))
    asyncio.run(_statement(servers.postgres, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def redis_url(servers: Servers) -> SecretStr:
    """An empty Redis: named servers are flushed, so name one that holds nothing else."""
    with redis.Redis.from_url(servers.redis) as client:
        client.flushall()
    return SecretStr(servers.redis)


@pytest.fixture
async def pool(postgres_url: SecretStr) -> AsyncIterator[asyncpg.Pool]:
    opened = await connect_postgres(postgres_url)
    yield opened
    await opened.close()


@pytest.fixture
async def client(redis_url: SecretStr) -> AsyncIterator[Client]:
    opened = connect_redis(redis_url)
    yield opened
    await opened.aclose()


@pytest.fixture(scope="session")
def rules() -> Rules:
    return read_rules(ROOT / "config")


@pytest.fixture
def feed() -> Feed:
    return Feed(name="jiji", provider="jiji", zone="Asia/Tokyo", language="en")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The real copy that lies beside the project where it is built; absent elsewhere."""
    if not SHARED.is_dir():
        pytest.skip("no ../shared here")
    return SHARED


@pytest.fixture
def line(redis_url: SecretStr, postgres_url: SecretStr, tmp_path: Path) -> Iterator[Line]:
    made = Line(redis_url, postgres_url, tmp_path)
    yield made
    made.stop()
