"""`wire parse` as programs and people meet it: lines on stdout, words on stderr, an exit code."""

import subprocess
import sys
from pathlib import Path

import orjson

from tests.conftest import ROOT

_WIRE = [sys.executable, "-c", "from services.cli.app import app; app()", "parse"]


def _parse(*words: str, given: bytes = b"") -> tuple[int, list[dict[str, str]], str]:
    done = subprocess.run([*_WIRE, *words], input=given, capture_output=True, timeout=60, check=False, cwd=ROOT)
    return done.returncode, [orjson.loads(line) for line in done.stdout.splitlines()], done.stderr.decode()


def test_one_line_a_story_and_no_fault_if_some_are_refused() -> None:
    code, lines, told = _parse("samples/rss-atom/lantern-festival.xml", "samples/sample/bad-nul.json")
    outcomes = [line["outcome"] for line in lines]
    assert code == 0
    assert outcomes[-1] == "rejected"
    assert outcomes.count("article") == len(outcomes) - 1 >= 2
    assert f"2 files: {len(outcomes) - 1} articles, 1 rejected" in told


def test_a_file_that_is_not_there_costs_the_others_nothing(tmp_path: Path) -> None:
    code, lines, told = _parse(str(tmp_path / "[red]none.xml"), "samples/nitf/toshokan.xml")
    assert (code, [line["outcome"] for line in lines]) == (2, ["article"])
    assert "[red]none.xml" in told


def test_standard_input_is_a_file_too() -> None:
    body = (ROOT / "samples/nitf/toshokan.xml").read_bytes()
    code, [line], told = _parse("-", given=body)
    assert (code, line["outcome"], told) == (0, "article", "")
