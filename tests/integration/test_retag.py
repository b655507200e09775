"""Stored stories tagged by today's term files: first shown, then saved and announced, nothing else changed."""

import asyncio
import shutil
import subprocess
import sys
from pathlib import Path

import asyncpg
import orjson
import pytest
from pydantic import SecretStr

from services.ingest.enrich import Rules, read_rules
from services.ingest.entry import Entry
from services.ingest.line import Line
from services.ingest.reparse import apply, retag
from services.runtime.feeds import Feed
from tests.articles import NOON, ninjs
from tests.conftest import ROOT


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The files of the house, and one term more: a bridge is now a matter of science."""
    shutil.copytree(ROOT / "config", tmp_path / "config")
    path = tmp_path / "config" / "topics" / "13-science.toml"
    path.write_text(path.read_text(encoding="utf-8") + '"harbour bridge" = 1.0\n', "utf-8")
    return tmp_path / "config"


async def _taken(pool: asyncpg.Pool, rules: Rules, feed: Feed, *bodies: bytes) -> None:
    entries = [Entry(feed, f"{1_795_500_000 + n}000-0", {b"body": body}) for n, body in enumerate(bodies)]
    await Line(pool, rules).run(entries)


LONG_AGO = NOON.replace(year=2020)


async def test_only_the_topics_change(pool: asyncpg.Pool, feed: Feed, rules: Rules, config: Path) -> None:
    await _taken(pool, rules, feed, ninjs(1), ninjs(2, pubstatus="canceled"))
    assert [one.verdict async for one in retag(pool, feed, LONG_AGO, rules)] == ["same"]
    [remade] = [one async for one in retag(pool, feed, LONG_AGO, read_rules(config))]
    assert (remade.verdict, remade.differs, remade.after and remade.after.version) == ("differs", ("topics",), 1)
    await apply(pool, remade)
    [row] = await pool.fetch("SELECT why, article FROM story_revision")
    made = orjson.loads(row["article"])
    assert row["why"] == "re-tagged"
    assert {name for name in made if made[name] != remade.before[name]} == {"topics", "revision", "changed"}
    assert [one.verdict async for one in retag(pool, feed, LONG_AGO, read_rules(config))] == ["same"]


def test_the_command_shows_gains_and_losses_and_touches_nothing_unasked(
    postgres_url: SecretStr, rules: Rules, feed: Feed, config: Path
) -> None:
    async def stored() -> None:
        async with asyncpg.create_pool(postgres_url.get_secret_value()) as pool:
            await _taken(pool, rules, feed, ninjs(1), ninjs(2))

    asyncio.run(stored())
    url = {"WIRE_POSTGRES_URL": postgres_url.get_secret_value(), "WIRE_CONFIG_DIR": str(config), "PATH": "/usr/bin"}
    wire = [sys.executable, "-m", "services.cli", "topics", "retag", "--since", "2020-01-01", "--terms-only", "--diff"]

    def run(*more: str) -> tuple[list[str], str]:
        done = subprocess.run([*wire, *more], env=url, capture_output=True, text=True, timeout=60, check=True, cwd=ROOT)
        return done.stdout.splitlines(), done.stderr

    for _ in range(2):
        shown, told = run()
        assert [line.partition(": ")[0] for line in shown[:2]] == [f"jiji/urn:sample:{n} version 1" for n in (1, 2)]
        assert all("+" in line for line in shown[:2])
        assert any(line.startswith("medtop:") and "+2" in line and "-0" in line for line in shown[2:])
        assert "2 with other topics" in told
    _, told = run("--apply")
    assert "2 with other topics" in told
    shown, told = run()
    assert (shown, "0 with other topics" in told) == ([], True)
