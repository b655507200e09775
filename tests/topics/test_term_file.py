"""Term files as staff write them: every problem has its line, and a good file has none."""

from pathlib import Path

import pytest

from services.ingest.enrich.topics.lexicon import TermsBroken, read_lexicon
from services.ingest.enrich.topics.term_file import read_term_file, read_term_files
from services.ingest.enrich.topics.vocabulary import vocabulary
from tests.conftest import ROOT

GOOD = """# sport

["medtop:15000000"]
"head coach" = 0.6
"スポーツ" = 0.6

["medtop:20000822"]
"strike" = { weight = 0.6, near = ["pitcher", "ＩＮＮＩＮＧ"], not = ["walkout"] }
"lightning strike" = 0
"WBC" = 1.0
"""


def written(tmp_path: Path, text: str, name: str = "15-sport.toml") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file(tmp_path: Path) -> None:
    file = read_term_file(written(tmp_path, GOOD))
    assert (file.top, file.problems) == ("medtop:15000000", [])
    strike = next(entry for entry in file.entries if entry.phrase == "strike")
    assert (strike.concept, strike.weight, strike.line) == ("medtop:20000822", 0.6, 8)
    assert (strike.near, strike.unless) == (("pitcher", "inning"), ("walkout",))
    assert [entry.capitals for entry in file.entries] == [False, False, False, False, True]


@pytest.mark.parametrize(
    ("changed", "into", "line", "told"),
    [
        ("0.6\n\n", "2.0\n\n", 5, "less than or equal to 1"),
        ('"head coach" = 0.6', '"head coach" = "much"', 4, "'head coach'"),
        ('"head coach" = 0.6', '"head coach" = 0.6 0.7', 4, "at line 4"),
        ('"head coach"', '"head coach', 4, "line 4"),
        ('"head coach" = 0.6', '"head coach" = 0.6\n"Ｈｅａｄ Coach" = 0.3', 5, "stands in this table already"),
        ('"head coach" = 0.6', '"head coach" = 0.6\n"head coach" = 0.3', 5, "at line 5"),
        ('"head coach"', '" "', 4, "at least one sign"),
        ('near = ["pitcher"', 'near = ["strike"', 8, "the phrase itself"),
        ('not = ["walkout"]', 'not = [""]', 8, "empty word"),
        ("not =", "nott =", 8, "nott"),
        ("medtop:20000822", "medtop:99999999", 7, "no Media Topic"),
        ("medtop:20000822", "sport", 7, "no Media Topic"),
        ("medtop:20000822", "medtop:20000574", 7, "belongs to medtop:11000000"),
        ("medtop:20000822", "medtop:20000962", 7, "retired"),
        (GOOD, "# nothing\n", 0, "no table"),
        (GOOD, '"head coach" = 0.6\n', 1, "no Media Topic"),
    ],
)
def test_a_problem_has_its_line(tmp_path: Path, changed: str, into: str, line: int, told: str) -> None:
    assert changed in GOOD
    path = written(tmp_path, GOOD.replace(changed, into, 1))
    [problem, *_] = read_term_file(path).problems
    assert (problem.line, problem.warning) == (line, False)
    assert told in str(problem)
    assert str(problem).startswith(f"{path}:{line}: ")
    with pytest.raises(TermsBroken, match=r"15-sport\.toml"):
        read_lexicon(tmp_path)


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD.replace("0.6", "6").replace("= 0\n", "= -1\n"))
    assert [problem.line for problem in read_term_file(path).problems] == [4, 5, 8, 9]


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00", b'["medtop:15000000"]\n"\x93 = 1\n'])
def test_bytes_that_are_no_text(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(raw)
    assert read_term_file(path).problems


def test_a_byte_order_mark_is_no_problem(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert read_term_file(path).problems == []


def test_one_sign_is_a_warning_and_no_error(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD + '"球" = 0.3\n')
    [problem] = read_term_file(path).problems
    assert (problem.line, problem.warning) == (11, True)
    assert read_lexicon(tmp_path).terms


def test_a_second_file_for_a_topic_is_a_problem_of_that_file(tmp_path: Path) -> None:
    written(tmp_path, GOOD, "a.toml")
    written(tmp_path, GOOD, "b.toml")
    first, second = read_term_files(tmp_path)
    assert first.problems == []
    assert "a.toml is the file for medtop:15000000 already" in str(second.problems[0])


def test_the_files_of_the_house_have_no_problem_and_speak_of_the_second_level_in_both_languages() -> None:
    files = list(read_term_files(ROOT / "config" / "topics"))
    assert [str(problem) for file in files for problem in file.problems] == []
    assert {file.top for file in files} == {top.id for top in vocabulary().tops}
    phrases: dict[str, list[str]] = {}
    for file in files:
        for entry in file.entries:
            concept = vocabulary().get(entry.concept)
            assert concept
            for step in concept.path:
                phrases.setdefault(step, []).append(entry.phrase)
    seconds = [one.id for top in vocabulary().tops for one in vocabulary().below(top.id)]
    thin = [one for one in seconds if min(_by_language(phrases.get(one, []))) < 5]
    assert thin == []


def _by_language(phrases: list[str]) -> tuple[int, int]:
    japanese = sum(not phrase.isascii() for phrase in phrases)
    return japanese, len(phrases) - japanese
