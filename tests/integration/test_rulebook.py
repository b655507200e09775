"""The desk edits term files while the line runs: good ones count from the next story, broken ones change nothing."""

import asyncio
import json
import shutil
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from redis import Redis

from services.ingest.enrich import Rules
from services.ingest.rulebook import RuleBook
from tests.articles import ninjs
from tests.conftest import ROOT
from tests.line import Line, events, patient

SCIENCE = "13-science.toml"
TERM = '"harbour bridge" = 1.0\n'
_PATIENCE = 20.0
"""Seconds: forty thousand terms are put together anew, on a core that others may have."""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "config", tmp_path / "config")
    return tmp_path / "config"


def appended(config: Path, text: str) -> None:
    path = config / "topics" / SCIENCE
    path.write_text(path.read_text(encoding="utf-8") + text, "utf-8")


def known(rules: Rules) -> bool:
    return any(term.phrase == "harbour bridge" for term in rules.lexicon.terms)


async def test_a_saved_file_counts_and_a_broken_one_does_not(config: Path) -> None:
    book = RuleBook(config)
    changes = book.changes()
    assert not known(book.rules)
    appended(config, TERM)
    assert known(await asyncio.wait_for(anext(changes), _PATIENCE))
    appended(config, '"broken = 1\n')
    (config / "topics" / "17-weather.toml").write_text('["medtop:17000000"]\n"harbour weather" = 1.0\n', "utf-8")
    rules = await asyncio.wait_for(anext(changes), _PATIENCE)
    assert known(rules)
    assert any(term.phrase == "harbour weather" for term in rules.lexicon.terms)
    [problem] = book.problems
    lines = (config / "topics" / SCIENCE).read_text(encoding="utf-8").count("\n")
    assert (problem.path.name, problem.line) == (SCIENCE, lines)
    shutil.copy(ROOT / "config" / "topics" / SCIENCE, config / "topics" / SCIENCE)
    assert not known(await asyncio.wait_for(anext(changes), _PATIENCE))
    assert book.problems == ()


async def test_a_file_that_is_taken_away_is_gone(config: Path) -> None:
    book = RuleBook(config)
    before = len(book.rules.lexicon.terms)
    (config / "topics" / SCIENCE).unlink()
    rules = await asyncio.wait_for(anext(book.changes()), _PATIENCE)
    assert len(rules.lexicon.terms) < before


def test_at_a_start_a_broken_file_is_left_out_and_told(config: Path) -> None:
    appended(config, "broken\n")
    book = RuleBook(config)
    assert len(book.rules.lexicon.terms) > 1000
    assert [problem.path.name for problem in book.problems] == [SCIENCE]


def health(line: Line) -> tuple[int, list[str]]:
    url = f"http://127.0.0.1:{line.ports['ingest']}/health/ready"
    with urllib.request.urlopen(url, timeout=5) as answer:
        return answer.status, json.loads(answer.read())["notes"]


def test_on_a_running_line(line: Line, config: Path) -> None:
    line.environment = {"WIRE_CONFIG_DIR": str(config)}
    line.up()
    client: Redis = line.client()

    def topics(number: int) -> list[str]:
        client.xadd("wire:jiji", {"body": ninjs(number)})
        patient(lambda: len(events(client)) == number, 10, f"story {number} announced")
        return [topic["path"][0] for topic in events(client)[-1]["data"]["topics"]]

    assert "medtop:13000000" not in topics(1)
    appended(config, '"broken = 1\n' + TERM)
    patient(lambda: bool(health(line)[1]), 10, "the health page tells")
    status, [note] = health(line)
    assert status == 200
    assert f"{SCIENCE}:" in note
    assert "medtop:13000000" not in topics(2)
    shutil.copy(ROOT / "config" / "topics" / SCIENCE, config / "topics" / SCIENCE)
    appended(config, TERM)
    patient(lambda: health(line) == (200, []), 10, "mended")
    assert "medtop:13000000" in topics(3)
    told = [entry for entry in line.log("ingest") if entry.get("event_type") == "terms.broken"]
    assert [entry["file"] for entry in told] == [SCIENCE]
    assert all(entry["level"] == "error" and entry["line"] for entry in told)
