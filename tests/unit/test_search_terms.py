"""Words of both languages are found however they are written."""

import pytest

from services.desk.search_terms import LONGEST, WISHES, Wish, folded, terms, topic_term, wish


@pytest.mark.parametrize(
    ("text", "same"),
    [("ＮＨＫ", "nhk"), ("ﾄﾖﾀ", "トヨタ"), ("Café", "cafe"), ("STRASSE", "straße"), ("が", "か\u3099"), ("①", "1")],
)
def test_writings_are_folded(text: str, same: str) -> None:
    assert folded(text) == folded(same)


def test_voiced_kana_stay_apart() -> None:
    assert folded("バス") != folded("ハス")


def test_japanese_is_found_by_signs_and_pairs() -> None:
    assert terms("東京都で") == {"東", "京", "都", "で", "東京", "京都", "都で"}


def test_scripts_part_words() -> None:
    assert {"ips", "細胞", "2021"} <= terms("ips細胞の2021")
    assert "s細" not in terms("ips細胞")


def test_words_of_latin_are_whole() -> None:
    assert terms("the bank-of_japan's") == {"the", "bank", "of", "japan", "s"}
    assert terms("x" * 500) == {"x" * LONGEST}


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("日銀", Wish(("日銀",), ())),
        ("株", Wish(("株",), ())),
        ("東京都", Wish(("東京", "京都"), ("東京都",))),
        ("Bank Japan", Wish(("bank", "japan"), ())),
        ('"Bank of Japan"', Wish(("bank", "of", "japan"), ("bank of japan",))),
        ("“日銀 総裁”", Wish(("日銀", "総裁"), ("日銀 総裁",))),
        ("日銀　利上げ", Wish(("日銀", "利上", "上げ"), ("利上げ",))),
        ("", Wish((), ())),
        ("'; -- %_ \\ ( | & ! \0", Wish((), ())),
    ],
)
def test_what_a_search_wants(query: str, wanted: Wish) -> None:
    assert wish(query) == wanted


def test_what_is_wanted_is_among_the_terms_of_what_has_it() -> None:
    text = "日銀のBank of Japanは令和6年、利上げを決めた。"
    for query in ("日銀", "決めた", "令和6年", "japan", '"bank of japan"'):
        found = wish(query)
        assert set(found.terms) <= terms(folded(text))
        assert all(passage in folded(text) for passage in found.passages)


def test_a_search_is_bounded() -> None:
    assert len(wish("word " * 1000).terms) == 1
    assert len(wish(" ".join(f"w{n}" for n in range(100))).terms) == WISHES


def test_a_topic_is_no_word() -> None:
    assert terms(topic_term("medtop:20000593")) == {"medtop", "20000593"}
