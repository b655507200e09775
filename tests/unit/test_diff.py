"""What people are shown of two versions: fields in order, words and runs of signs, and never more than a second."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from schemas.article import CONTENT
from services.desk.diff import FieldDiff, Run, as_text, compared, diff, visible
from tests.articles import article
from tests.pace import within


def _facts(**changes: Any) -> dict[str, Any]:
    return article().model_dump(mode="json") | changes


def _marked(old: str, new: str) -> str:
    return as_text([FieldDiff("x", compared(old, new))], color=False).plain[3:-1]


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        ("The bridge opens on Friday.", "The bridge opens on Monday.", "The bridge opens on [-Friday-]{+Monday+}."),
        ("It costs 1,200 yen.", "It costs 1,350 yen.", "It costs [-1,200-]{+1,350+} yen."),
        ("The mayor's plan", "The governor's plan", "The [-mayor's-]{+governor's+} plan"),
        ("A quiet town", "A quiet harbour town", "A quiet {+harbour +}town"),
        ("総工費は12億円。", "総工費は13億円。", "総工費は[-12-]{+13+}億円。"),
        ("会見は２０日に開く", "会見は２１日に開く", "会見は[-２０-]{+２１+}日に開く"),
        ("市長選挙の結果", "市議選挙の結果", "[-市長選挙-]{+市議選挙+}の結果"),
        ("新しいバスで行く", "新しいバスケで行く", "新しい[-バス-]{+バスケ+}で行く"),
        ("", "Added", "{+Added+}"),
        ("Gone", "", "[-Gone-]"),
        ("same", "same", "same"),
    ],
)
def test_words_and_runs_are_marked_whole(old: str, new: str, marked: str) -> None:
    assert _marked(old, new) == marked


def test_what_has_hardly_a_word_in_common_is_shown_whole() -> None:
    old, new = "All other words stood here before", "Nothing of that is left in here now"
    assert compared(old, new) == [Run("gone", old), Run("new", new)]


def test_one_particle_between_two_changes_does_not_split_them() -> None:
    assert (
        _marked("港の橋を春に開くと市は発表", "港の橋を来年の秋に開くと市は発表")
        == "港の橋を[-春-]{+来年の秋+}に開くと市は発表"
    )
    assert _marked("会見は5月20日に", "会見は6月21日に") == "会見は[-5月20-]{+6月21+}日に"


def test_a_paragraph_that_goes_leaves_its_neighbours_alone() -> None:
    old = "First one.\n\nSecond one goes away.\n\nThird one."
    assert _marked(old, "First one.\n\nThird one.") == "First one.\n\n[-Second one goes away.¶\n¶\n-]Third one."


def test_what_is_the_same_is_cut_to_its_ends() -> None:
    long = " ".join(f"word{n}" for n in range(200))
    [first, gone, new, last] = compared(f"{long} old {long}", f"{long} fresh {long}")
    assert (gone.text, new.text) == ("old", "fresh")
    assert first.text == "…word195 word196 word197 word198 word199 "
    assert last.text == " word0 word1 word2 word3 word4…"


@pytest.mark.parametrize("serial", range(20))
def test_runs_make_up_both_texts(serial: int) -> None:
    """Short texts are not cut, so that each side can be put together again."""
    chance = random.Random(serial)  # noqa: S311  guards nothing
    signs = "ab 。東京バスの1,\n"
    old, new = ("".join(chance.choices(signs, k=chance.randrange(25))) for _ in range(2))
    runs = compared(old, new)
    assert "".join(run.text for run in runs if run.kind != "new") == old
    assert "".join(run.text for run in runs if run.kind != "gone") == new


def test_fields_come_in_the_order_of_the_contract() -> None:
    old = _facts(version=1, change="new")
    new = _facts(version=2, change="correction", urgency=2, ednote="Corrects day", headline="Bridge to Reopen")
    fields = [one.field for one in diff(old, new)]
    assert fields[:2] == ["version", "change"]
    assert fields[2:] == [name for name in CONTENT if name in {"urgency", "ednote", "headline"}]


def test_the_same_article_has_no_differences() -> None:
    assert diff(_facts(), _facts()) == []


@pytest.mark.parametrize("field", ["urgency", "embargo_until", "status", "language"])
def test_values_are_not_taken_apart(field: str) -> None:
    [found] = diff(_facts(**{field: "2026-11-20T03:00:00Z"}), _facts(**{field: "2026-11-20T04:00:00Z"}))
    assert [run.kind for run in found.runs] == ["gone", "new"]


def test_lists_go_by_entries() -> None:
    [found] = diff(_facts(keywords=["bridge", "harbour"]), _facts(keywords=["harbour", "opening"]))
    assert found == FieldDiff(
        "keywords", [Run("gone", "bridge"), Run("same", "harbour"), Run("new", "opening")], listed=True
    )


def test_a_list_that_stays_is_cut() -> None:
    words = [f"word{n}" for n in range(9)]
    [found] = diff(_facts(keywords=words), _facts(keywords=[*words, "more"]))
    assert found.runs == [Run("same", "…"), Run("new", "more")]


def test_an_entry_of_several_parts_is_one_line() -> None:
    picture: dict[str, Any] = {
        "kind": "picture",
        "caption": "The bridge",
        "credit": None,
        "href": "a.jpg",
        "renditions": [],
    }
    [found] = diff(_facts(media=[]), _facts(media=[picture]))
    assert found.runs == [Run("new", "picture · The bridge · a.jpg")]


def test_evidence_that_moves_is_no_difference() -> None:
    def topic(start: int) -> dict[str, Any]:
        evidence = [{"text": "bridge", "where": "body", "start": start, "end": start + 6}]
        name = {"en": "transport", "ja": None}
        return {"id": "medtop:20000337", "path": [], "name": name, "score": 0.5, "evidence": evidence}

    assert diff(_facts(topics=[topic(4)]), _facts(topics=[topic(9)])) == []


def test_markup_is_told_where_it_alone_differs() -> None:
    old = _facts(body={"text": "One", "html": "<p>One</p>"})
    [found] = diff(old, _facts(body={"text": "One", "html": "<p><b>One</b></p>"}))
    assert found.field == "body.html"
    [found] = diff(old, _facts(body={"text": "Two", "html": "<p>Two</p>"}))
    assert found.field == "body.text"


def test_a_dateline_may_come_and_go() -> None:
    dateline = {"text": "Nago, Okinawa Pref., March 30", "place": "Nago", "date": None}
    [found] = diff(_facts(), _facts(dateline=dateline))
    assert found.runs == [Run("new", "Nago, Okinawa Pref., March 30 · Nago")]


def test_colours_take_the_place_of_marks() -> None:
    shown = as_text([FieldDiff("headline", [Run("gone", "old"), Run("new", "fresh")])], color=True)
    assert shown.plain == "headline: oldfresh\n"
    assert [str(span.style) for span in shown.spans] == ["bold", "red strike", "green"]


def test_markup_of_the_terminal_is_only_text() -> None:
    assert as_text([FieldDiff("x", [Run("new", "[red]stop[/red]")])], color=True).plain == "x: [red]stop[/red]\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb", r"a\x1b[31mb"),
        ("a\u202eb", r"a\u202eb"),
        ("a\rb", r"a\rb"),
        ("二行\n目　です", "二行\n目　です"),
    ],
)
def test_control_signs_are_written_out(text: str, shown: str) -> None:
    assert visible(text) == shown
    assert shown in as_text([FieldDiff("x", [Run("same", text)])], color=True).plain


_MIB = 1 << 20
_HOSTILE: dict[str, Callable[[random.Random], tuple[str, str]]] = {
    "lines without end": lambda _: ("\n" * _MIB, "\n" * (_MIB - 2) + "a\n"),
    "two lines": lambda _: ("a\nb\n" * (_MIB // 4), "b\na\na\n" * (_MIB // 6)),
    "two lines by chance": lambda r: ("\n".join(r.choices("ab", k=_MIB // 2)), "\n".join(r.choices("ab", k=_MIB // 2))),
    "two signs by chance": lambda r: ("".join(r.choices("a ", k=_MIB)), "".join(r.choices("a ", k=_MIB))),
    "punctuation": lambda _: (".," * (_MIB // 2), ",.." * (_MIB // 3)),
    "every other word": lambda _: (
        " ".join(f"x{n} p{n}" for n in range(_MIB // 14)),
        " ".join(f"y{n} p{n}" for n in range(_MIB // 14)),
    ),
    "every other line": lambda _: (
        "\n".join(f"x{n}\np{n}" for n in range(_MIB // 14)),
        "\n".join(f"y{n}\np{n}" for n in range(_MIB // 14)),
    ),
    "the other way round": lambda _: (
        "\n".join(map(str, range(_MIB // 7))),
        "\n".join(map(str, range(_MIB // 7, 0, -1))),
    ),
    "quotes": lambda _: ("a'" * (_MIB // 2), "a-" * (_MIB // 2)),
    "kana and kanji": lambda _: ("ア亜" * (_MIB // 6), "亜アあ" * (_MIB // 9)),
}


@pytest.mark.parametrize("kind", _HOSTILE)
def test_a_mebibyte_takes_under_a_second(kind: str) -> None:
    old, new = _HOSTILE[kind](random.Random(1))  # noqa: S311  guards nothing
    with within(1.0):
        runs = compared(old, new)
    assert any(run.kind == "new" for run in runs)


def test_a_few_words_are_found_in_a_long_text() -> None:
    chance = random.Random(3)  # noqa: S311  guards nothing
    words = ["".join(chance.choices("abcdefgh", k=5)) for _ in range(3000)]
    old = ["".join(f"{word} " for word in chance.choices(words, k=60)) + ".\n\n" for _ in range(2000)]
    new = list(old)
    for at in range(0, 2000, 10):
        new[at] = new[at].replace(" ", " CHANGED ", 1)
    with within(1.0):
        runs = compared("".join(old), "".join(new))
    assert [run.text.strip() for run in runs if run.kind == "new"] == ["CHANGED"] * 200
