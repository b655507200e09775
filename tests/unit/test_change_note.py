"""Why a version was corrected or withdrawn, in the copy's words."""

import pytest

from services.ingest.desk_words.change_note import change_note
from services.runtime.feeds import Markers
from tests.pace import within

STORY = "The harbour bridge will reopen in spring.\n\nIt was closed for two years, officials said."
STORY_JA = "【神戸時事】港の橋が春に再開すると、市が20日発表した。\n\n\u3000２年間閉鎖されていた。"


@pytest.mark.parametrize(
    ("ednote", "note"),
    [
        ("Eds: CORRECTS name in 3rd paragraph", "Eds: CORRECTS name in 3rd paragraph"),
        ("With photos.\nEds: Corrects fares in lead.", "Eds: Corrects fares in lead."),
        ("AP Photo NY101\nResends to correct the date", "Resends to correct the date"),
        ("With photos.\nThe age in the lead was wrong.", "The age in the lead was wrong."),
        ("写真あり\n第２段落の年齢を訂正", "第２段落の年齢を訂正"),
        ("見出しを差し替えました", "見出しを差し替えました"),
    ],
)
def test_the_note_to_editors_comes_first(ednote: str, note: str) -> None:
    assert change_note("correction", "CORRECTED-Bridge", ednote, f"(Corrects spelling)\n\n{STORY}") == note


@pytest.mark.parametrize(
    "line",
    [
        "(Corrects spelling of the mayor's name in paragraph 2)",
        "(This Nov. 20 story has been corrected to say that the bridge is 80 metres long.)",
        "(Refiles to fix dateline)",
        "This story has been corrected to show that fares rise in May.",
        "An earlier version of this story had the wrong date.",
        "Correction: The bridge is 80 metres long.",
        "（訂正）第２段落の「左岸」は「右岸」の誤りでした",
        "訂正：見出しの「８０億円」は「８億円」",
        "【訂正】本文の年齢を直しました",
        "※本文の一部を訂正しました",
        "（一部を修正しました）",
        "先に送信した記事で「左岸」とあったのは「右岸」の誤りでした。",
        "「左岸」とあるのは「右岸」でした。お詫びして訂正します。",
    ],
)
@pytest.mark.parametrize("at_end", [False, True])
def test_a_line_at_either_end_of_the_text(line: str, at_end: bool) -> None:
    text = f"{STORY}\n\n{line}" if at_end else f"{line}\n\n{STORY}"
    assert change_note("correction", "CORRECTED-Bridge", "With photos.", text) == line
    assert change_note("update", "CORRECTED-Bridge", None, text) is None


@pytest.mark.parametrize(
    ("headline", "word"),
    [
        ("【訂正】橋、再開へ", "訂正"), ("◎差し替え：橋、再開へ", "差し替え"), ("（第2報）【訂正】橋", "訂正"),
        ("REFILE-UPDATE 2-Bridge reopens", "REFILE"), ("UPDATE 2-CORRECTED-Bridge reopens", "CORRECTED"),
        ("(Corrected) Bridge reopens", "Corrected"), ("Bridge reopens", None), (None, None),
        ("直し・橋、再開へ", "直し"),
    ],
)  # fmt: skip
def test_at_last_the_desk_word(headline: str | None, word: str | None) -> None:
    assert change_note("correction", headline, None, STORY, Markers(correction=["直し"])) == word


@pytest.mark.parametrize(
    "middle", ["Corrects officers are on strike.", "訂正印は廃止する。", "Correction officers strike."]
)
def test_the_storys_own_words_are_none(middle: str) -> None:
    assert change_note("correction", None, None, f"{middle}\n\n{STORY}") is None
    text = "\n\n".join(["One paragraph."] * 5 + ["(Corrects spelling)"] + ["One paragraph."] * 5)
    assert change_note("correction", None, None, text) is None


@pytest.mark.parametrize(
    ("headline", "ednote", "text", "note"),
    [
        ("KILL", "MANDATORY KILL: the fares are wrong", STORY, "MANDATORY KILL: the fares are wrong"),
        ("橋", "観測の誤りのため取り下げます", "", "観測の誤りのため取り下げます"),
        ("【取り消し】橋", None, "【神戸時事】先に送信した記事は誤りがあり削除します。", None),
        ("KILL", None, "The story on the bridge is withdrawn: it stays closed.", None),
        ("ADVISORY", None, "Editors: Please kill the story on the bridge.", None),
        ("【記事削除】橋、再開へ", None, STORY_JA, "記事削除"),
        ("KILL: Ferry", None, "Two people were killed when a ferry sank.\n\nA report was withdrawn", "KILL"),
        ("Ferry", "With photos.", STORY, None),
    ],
)
def test_withdrawals(headline: str, ednote: str | None, text: str, note: str | None) -> None:
    expected = note if note or headline == "Ferry" else text
    assert change_note("withdrawal", headline, ednote, text) == expected


def test_a_note_is_short() -> None:
    note = change_note("correction", None, "Eds: Corrects " + "name " * 500, None)
    assert note is not None
    assert len(note) == 300
    assert note.endswith("…")


@pytest.mark.parametrize("sign", ["(", "訂正", "※", "「", "kill ", "story ", "\n", "とあるのは", "Eds: "])
def test_a_megabyte_costs_no_second(sign: str) -> None:
    text = sign * (1_000_000 // len(sign))
    with within(1):
        change_note("correction", text, text, text)
        change_note("withdrawal", text, text, text)
