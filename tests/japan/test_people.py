"""Persons: names in capitals, behind titles, in Japanese writing; and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.enrich.japan.people import people_of
from services.ingest.enrich.japan.people.romaji import is_romaji


def texts(copy: str) -> list[str]:
    return [person.text for person in people_of(copy, "body")]


@pytest.mark.parametrize(
    ("copy", "text", "family", "given_name", "order", "forms"),
    [
        ("Minister MOTEGI Toshimitsu said", "MOTEGI Toshimitsu", "Motegi", "Toshimitsu", "family_first", 2),
        ("as Toshimitsu MOTEGI put it", "Toshimitsu MOTEGI", "Motegi", "Toshimitsu", "given_first", 2),
        ("ABE Shinzo resigned", "ABE Shinzo", "Abe", "Shinzo", "family_first", 2),
        ("KŌNO Tarō spoke", "KŌNO Tarō", "Kōno", "Tarō", "family_first", 4),
        ("ITO-SUZUKI Hanako won", "ITO-SUZUKI Hanako", "Ito-Suzuki", "Hanako", "family_first", 2),
        ("ŌE Kenzaburō wrote", "ŌE Kenzaburō", "Ōe", "Kenzaburō", "family_first", 4),
        ("OSAKA Naomi won the set", "OSAKA Naomi", "Osaka", "Naomi", "family_first", 2),
        ("MATSUI Jun'ichi said", "MATSUI Jun'ichi", "Matsui", "Jun'ichi", "family_first", 2),
        ("President XI Jinping said", "XI Jinping", "Xi", "Jinping", "family_first", 2),
        ("President MOON Jae-in said", "MOON Jae-in", "Moon", "Jae-in", "family_first", 2),
        ("President Emmanuel MACRON said", "Emmanuel MACRON", "Macron", "Emmanuel", "given_first", 2),
        ("Mr. PHAM Minh Chinh said", "PHAM Minh Chinh", "Pham", "Minh Chinh", "family_first", 2),
        ("Ms. O'NEILL Mary said", "O'NEILL Mary", "O'Neill", "Mary", "family_first", 2),
    ],
)
def test_a_family_name_in_capitals_is_told(
    copy: str, text: str, family: str, given_name: str, order: str, forms: int
) -> None:
    (person,) = people_of(copy, "body")
    assert (person.text, person.family, person.given) == (text, family, given_name)
    assert (person.order, person.shown_by, len(person.forms)) == (order, "capitals", forms)
    assert person.forms[:2] == [f"{family} {given_name}", f"{given_name} {family}"]
    assert copy[person.start : person.end] == text


def test_forms_have_long_vowels_with_and_without_their_marks() -> None:
    (person,) = people_of("KŌNO Tarō spoke", "body")
    assert person.forms == ["Kōno Tarō", "Tarō Kōno", "Kono Taro", "Taro Kono"]


@pytest.mark.parametrize(
    "copy",
    [
        "JIJI Press", "NATO Secretary", "US Secretary of State", "NHK World", "TOKYO Olympics",
        "UN Security Council",
        "COVID Vaccine", "NISSAN Note", "SUMO Association", "A MAN Died", "SUGA YOSHIHIDE RESIGNS", "TOKYO Marine",
        "FUKUSHIMA Daiichi plant", "CHIBA Minato ward", "MITSUI Fudosan rose", "To SUGA it was clear", "XI Jinping met",
        "the ABE Made in Japan", "Vice President HR Operations said", "President NATO Summit said",
        "O\u0304TANI Shohei",
        "KONO Taro\u0304 said", "#SUGA Yoshihide", "KONO Taro@home", "TOKYO Haneda",
        "NIKKEI Asia said", "Tokyo MORI said",
    ],
)  # fmt: skip
def test_other_words_in_capitals_are_no_name(copy: str) -> None:
    assert texts(copy) == []


@pytest.mark.parametrize(
    ("copy", "found"),
    [
        ("Defense Minister Nobuo Kishi spoke", ["Nobuo Kishi"]),
        ("US Secretary of State Antony Blinken arrived", ["Antony Blinken"]),
        ("Chief Cabinet Secretary Yoshimasa Hayashi said", ["Yoshimasa Hayashi"]),
        ("former prime minister Shigeru Ishiba in Seoul", ["Shigeru Ishiba"]),
        ("Gov. Denny Tamaki and Dr. Haruka Ueno agreed", ["Denny Tamaki", "Haruka Ueno"]),
        (
            "Foreign Minister MOTEGI Toshimitsu and Defense Minister Nobuo Kishi met",
            ["MOTEGI Toshimitsu", "Nobuo Kishi"],
        ),
        ("President Joe Biden Thursday signed it", ["Joe Biden"]),
        ("President Donald Trump's plan was", ["Donald Trump"]),
        ("President Ursula von der Leyen said", ["Ursula von der Leyen"]),
        ("President Joe R. Biden said", ["Joe R. Biden"]),
        ("President Ferdinand Marcos Jr. said", ["Ferdinand Marcos Jr."]),
        ("spokesperson Karine Jean-Pierre said", ["Karine Jean-Pierre"]),
        ("Mr Conan O'Brien said", ["Conan O'Brien"]),
        ("Foreign Minister MOTEGI said", []),
        ("Mr. Suga said", []),
        ("President Biden Thursday signed it", []),
        ("President Biden Japan visit begins", []),
        ("King Charles III spoke", []),
        ("President Moon Jae In said", []),
        ("former Prime Minister Theresa May said", []),
        ("President Abraham Lincoln Memorial opened", []),
        ("Premier League Club won", []),
        ("President Joe Biden & Co said", []),
        ("vice-president Joe Biden said", ["Joe Biden"]),
        ("the expresident Joe Biden said", []),
    ],
)
def test_names_behind_a_title(copy: str, found: list[str]) -> None:
    assert texts(copy) == found


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("Nobuo Kishi", ["Nobuo Kishi", "Kishi Nobuo"]),
        ("Joe R. Biden", ["Joe R. Biden", "Biden Joe R.", "Joe Biden", "Biden Joe"]),
        ("Ursula von der Leyen", ["Ursula von der Leyen", "von der Leyen Ursula"]),
        ("Lee Jae Myung", ["Lee Jae Myung", "Jae Myung Lee", "Myung Lee Jae"]),
        ("Ferdinand Marcos Jr.", ["Ferdinand Marcos Jr.", "Marcos Ferdinand Jr."]),
    ],
)
def test_behind_a_title_either_order_finds_the_story(name: str, forms: list[str]) -> None:
    (person,) = people_of(f"President {name} said", "body")
    assert (person.family, person.given, person.order, person.shown_by) == (None, None, "unknown", "title")
    assert person.forms == forms


@pytest.mark.parametrize(
    "headline",
    ["Prime Minister Suga Resigns", "Prime Minister Suga Denounces the Attack", "Foreign Minister Motegi Lauds Pact"],
)
def test_a_headline_in_title_case_shows_no_end_of_a_name(headline: str) -> None:
    assert people_of(headline, "headline") == []


@pytest.mark.parametrize(
    ("copy", "text", "parts", "order", "shown_by", "forms"),
    [
        (
            "菅義偉（すが・よしひで）首相", "菅義偉", (None, None), "family_first", "reading",
            ["菅義偉", "すが・よしひで", "すが よしひで", "すがよしひで"],
        ),
        (
            "山野　花子（やまの・はなこ、31）", "山野　花子", ("山野", "花子"), "family_first", "reading",
            ["山野花子", "山野 花子", "やまの・はなこ", "やまの はなこ", "やまのはなこ"],
        ),
        ("で茂木　敏充外相", "茂木　敏充", ("茂木", "敏充"), "family_first", "separator", ["茂木敏充", "茂木 敏充"]),
        ("茂木 敏充氏が", "茂木 敏充", ("茂木", "敏充"), "family_first", "separator", ["茂木敏充", "茂木 敏充"]),
        ("日銀の植田和男総裁", "植田和男", (None, None), "family_first", "title", ["植田和男"]),
        (
            "アントニー・ブリンケン米国務長官", "アントニー・ブリンケン", (None, None), "unknown", "title",
            ["アントニー・ブリンケン", "ブリンケン・アントニー"],
        ),
        (
            "ドナルド・J・トランプ大統領", "ドナルド・J・トランプ", (None, None), "unknown", "title",
            ["ドナルド・J・トランプ", "トランプ・ドナルド・J"],
        ),
    ],
)  # fmt: skip
def test_names_in_japanese_writing(
    copy: str, text: str, parts: tuple[str | None, str | None], order: str, shown_by: str, forms: list[str]
) -> None:
    (person,) = people_of(copy, "body")
    assert (person.text, (person.family, person.given)) == (text, parts)
    assert (person.order, person.shown_by, person.forms) == (order, shown_by, forms)
    assert copy[person.start : person.end] == text


@pytest.mark.parametrize(
    "copy",
    [
        "岸田首相", "米国務長官", "官房長官", "東京都知事", "副大統領", "前首相", "元首相", "自民党総裁",
        "日銀総裁", "各国首脳",
        "自民 石破首相", "米国　バイデン大統領", "石破　岸田両首相", "千葉大教授",
        "岡山理大教授",
        "東北大教授", "福島大学長",
        "ロシア・ウクライナ大統領", "トランプ・バイデン両氏", "レアル・マドリード監督",
        "御嶽山（おんたけさん）",
        "歌手森進一（もり・しんいち）さん", "ジョー・バイデン", "石川県知事",
        "外務省林外相",
        "菅元首相", "原新監督", "山口組組長",
    ],
)  # fmt: skip
def test_what_is_no_whole_name_in_japanese_writing(copy: str) -> None:
    assert texts(copy) == []


@pytest.mark.parametrize("word", ["Toshimitsu", "KŌNO", "Shin'ichi", "Ohtani", "Hatta", "Matchi", "Namba", "Ryu"])
def test_romaji(word: str) -> None:
    assert is_romaji(word)


@pytest.mark.parametrize("word", ["Tx", "NHK", "Press", "Macron", "Sl", "A", "Ttaka", "Kyi", "Situ-La", ""])
def test_not_romaji(word: str) -> None:
    assert not is_romaji(word)


_PIECES = st.sampled_from(
    ["President ", "Mr. ", "KONO ", "Taro ", "Joe ", "von ", "O'", "-", "Ō", "\u0304", "\n", " ", "茂木　敏充", "外相",
     "アントニー・", "ブリンケン", "米", "氏", "（すが・よしひで）", "菅義偉", "III", "Jr. ", "said ", "😀", "１", "."]
)  # fmt: skip


@given(st.lists(_PIECES | st.text(max_size=3), max_size=40).map("".join))
def test_any_text_is_answered_in_order_and_without_overlap(copy: str) -> None:
    last = 0
    for person in people_of(copy, "summary"):
        assert last <= person.start < person.end <= len(copy)
        assert copy[person.start : person.end] == person.text
        assert type(person).model_validate(person.model_dump()) == person
        assert len(set(person.forms)) == len(person.forms) > 0
        last = person.end


@given(
    st.sampled_from(["ABE", "SATO", "ISHIBA", "TAKAICHI", "MOTEGI", "NAKASONE"]),
    st.sampled_from(["Hanako", "Shinzo", "Kenta", "Yoko"]),
)
def test_either_order_of_a_name_in_capitals_has_the_same_forms(family: str, given_name: str) -> None:
    (first,), (last,) = (
        people_of(f"and {name} said", "body") for name in (f"{family} {given_name}", f"{given_name} {family}")
    )
    assert (first.family, first.given, first.forms) == (last.family, last.given, last.forms)
