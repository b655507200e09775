"""`wire topics` as programs and people meet it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.conftest import ROOT

_WIRE = [sys.executable, "-c", "from services.cli.app import app; app()", "topics"]


def run(*words: str, given: bytes = b"", **environment: str) -> tuple[int, str, str]:
    import os

    done = subprocess.run(
        [*_WIRE, *words],
        input=given,
        capture_output=True,
        timeout=60,
        check=False,
        cwd=ROOT,
        env={**os.environ, **environment},
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_the_files_of_the_house_are_well() -> None:
    code, shown, told = run("check")
    assert (code, shown) == (0, "")
    assert told.startswith("17 files, ")


def test_check_names_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text('["medtop:15000000"]\n"a" = 7\n"b" = 0.6\n', "utf-8")
    code, shown, told = run("check", str(path))
    assert code == 1
    assert shown.startswith(f"{path}:2: 'a': ")
    assert "1 files, 1 phrases, 1 errors, 1 warnings" in told


def tag(*lines: Any, options: tuple[str, ...] = ("--terms-only",)) -> tuple[int, list[dict[str, Any]], str]:
    given = b"\n".join(line if isinstance(line, bytes) else orjson.dumps(line) for line in lines)
    code, shown, told = run("tag", *options, given=given)
    return code, [orjson.loads(line) for line in shown.splitlines()], told


def test_tags_come_in_the_order_of_the_stories() -> None:
    stories = [
        {
            "id": n,
            "language": "ja",
            "headline": "横綱が休場、大相撲九州場所" if n % 2 else "衆院選、与党が過半数",
            "text": "",
        }
        for n in range(300)
    ]
    code, answers, told = tag(*stories)
    assert (code, [answer["id"] for answer in answers]) == (0, list(range(300)))
    tops = [answer["topics"][0]["path"][0] for answer in answers]
    assert tops == ["medtop:11000000", "medtop:15000000"] * 150
    assert told.startswith("300 stories")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b'{"id": 1', "line 2"),
        (b"[]", "an object"),
        ({"id": 7, "headline": 3}, "headline is no text"),
        (b'{"id": "\xff"}', "line 2"),
    ],
)
def test_a_line_that_can_not_be_read_has_its_place(line: Any, told: str) -> None:
    code, answers, _ = tag({"id": 0, "text": "x"}, line, {"id": 2, "headline": None, "text": "", "language": "en"})
    assert code == 1
    assert [answer["topics"] for answer in answers] == [[], [], []]
    assert [("error" in answer) for answer in answers] == [False, True, False]
    assert told in answers[1]["error"]


def test_hostile_text_has_an_answer() -> None:
    texts = ["", "x", "🎌" * 1000, "word " * 200_000, "漢" * 300_000, "\u202e\u0000\u0301", "한국어 and 日本語 עברית"]
    for options in ((), ("--terms-only",)):
        code, answers, _ = tag(*({"id": n, "text": text} for n, text in enumerate(texts)), options=options)
        assert code == 0
        assert [answer["id"] for answer in answers] == list(range(len(texts)))
        assert all(len(answer["topics"]) <= 5 for answer in answers)


def test_the_semantic_layer_answers_in_doubt() -> None:
    story = {"id": 1, "text": "They came from behind in the second half and held on until the whistle."}
    _, [alone], _ = tag(story)
    _, [answer], _ = tag(story, options=())
    assert alone["topics"] == []
    assert [(topic["path"][0], topic["method"]) for topic in answer["topics"]] == [("medtop:15000000", "semantic")]


def test_explain_shows_the_words_with_their_places() -> None:
    code, shown, told = run("explain", "-", given="横綱が休場、大相撲九州場所\n日本相撲協会が発表した。".encode())
    assert code == 0
    assert "headline 0-2" in shown
    assert "横綱" in shown
    assert "no wire format" in told
    code, shown, _ = run("explain", "--json", "samples/nitf/toshokan.xml")
    found = orjson.loads(shown)
    assert code == 0
    for topic in found["topics"]:
        assert topic["evidence"] or topic["method"] == "supplier"


def test_explain_of_what_can_not_be_read() -> None:
    code, _, told = run("explain", "nowhere.xml")
    assert code == 2
    assert "nowhere.xml" in told


def test_broken_files_are_told_and_nothing_is_tagged(tmp_path: Path) -> None:
    (tmp_path / "topics").mkdir()
    (tmp_path / "topics" / "x.toml").write_text('["medtop:15000000"]\n"a" = 7\n', "utf-8")
    code, shown, told = run("tag", given=b'{"id": 1}\n', WIRE_CONFIG_DIR=str(tmp_path))
    assert (code, shown) == (2, "")
    assert "x.toml:2: " in told
