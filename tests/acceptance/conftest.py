"""One running line for all scenes: each scene has stories of its own."""

import asyncio
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from pydantic import SecretStr

from tests.acceptance.stage import Stage
from tests.conftest import ROOT, Servers, _statement
from tests.line import Line

FEEDS = """
[jiji]
provider = "jiji"
zone = "Asia/Tokyo"
language = "en"

[jiji-ja]
provider = "jiji"
zone = "Asia/Tokyo"
language = "ja"

[kyodo]
provider = "kyodo"
zone = "Asia/Tokyo"
language = "ja"
embargo_zone = "Asia/Tokyo"
hold = ["要確認"]
provider_ids = ["kyodo", "kyodonews.example"]
"""


@pytest.fixture(scope="module")
def stage(servers: Servers, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("acceptance")
    config = folder / "config"
    shutil.copytree(ROOT / "config", config)
    (config / "feeds.toml").write_text(FEEDS, encoding="utf-8")
    name = f"wire_test_{uuid.uuid4().hex[:8]}"
    asyncio.run(_statement(servers.postgres, f"CREATE DATABASE {name} TEMPLATE {template}"))
    with redis.Redis.from_url(servers.redis) as stream:
        stream.flushall()
        line = Line(SecretStr(servers.redis), SecretStr(servers.database(name)), folder, _environment(config))
        try:
            yield Stage(line.up("ingest", "publish", "desk"), stream)
        finally:
            line.stop()
            asyncio.run(_statement(servers.postgres, f"DROP DATABASE {name} WITH (FORCE)"))


def _environment(config: Path) -> dict[str, str]:
    return {"WIRE_CONFIG_DIR": str(config)}
