"""What a notice says of the story that it means, clue by clue."""

import datetime as dt

import pytest

from schemas.story import Body, Media, Relation
from services.ingest.life.clues import (
    bare,
    clues_in,
    is_compound,
    is_number,
    is_title,
    keys_of,
    slug_of,
    tells,
    words_of,
)
from tests.articles import NOON, article
from tests.pace import within


@pytest.mark.parametrize(
    ("story_id", "keys"),
    [
        ("jiji:2026112000123", ["jiji:2026112000123", "2026112000123"]),
        ("URN:Newsml:mihon.example.jp:20261119:MH310417",
         ["urn:newsml:mihon.example.jp:20261119:mh310417", "mh310417"]),
        ("https://shimbun.example/a/310417/", ["https://shimbun.example/a/310417/", "310417"]),
        ("urn:sample:20261120", ["urn:sample:20261120"]),  # a day is many stories'
        ("urn:sample:ferry", ["urn:sample:ferry"]),
        ("20261120.4702@city.example", ["20261120.4702@city.example"]),
    ],
)  # fmt: skip
def test_keys(story_id: str, keys: list[str]) -> None:
    assert list(keys_of(story_id)) == keys


@pytest.mark.parametrize(
    ("name", "alone"),
    [
        ("2026112000123", True), ("mh310417", True), ("mill-8841", True), ("51423", True), ("a-b-c-1", False),
        ("20261120", False), ("ferry", False), ("bridge-reopens", False), ("4702", False), ("", False),
    ],
)  # fmt: skip
def test_what_can_be_nothing_but_an_id(name: str, alone: bool) -> None:
    assert tells(name) is alone


def test_short_numbers_need_a_word_that_calls_them_ids() -> None:
    assert [is_number(key) for key in ("51423", "2026112000123", "mh310417")] == [True, False, False]
    text = "Item 51423, not 51424 passengers, No. 51425, story 51426人, 番号：51427、記事51428万部"
    assert clues_in(article(body=Body(text=text, html="")), "UTC").numbers == {"51423", "51425", "51427"}


def test_ids_are_whole_and_in_links_too() -> None:
    text = "記事番号yjj2026112000123を削除（https://example.com/a?k=2026112000124&g=soc）。<5.6@desk.example>"
    media = [Media(kind="picture", href="https://example.com/p/MH310417.jpg")]
    ids = clues_in(article(body=Body(text=text, html=""), media=media), "UTC").ids
    assert {"2026112000123", "2026112000124", "5.6@desk.example", "mh310417.jpg"} <= ids
    assert "202611200012" not in ids


def test_relations_by_how_surely_they_name_one() -> None:
    named = [("References", "a:11111"), ("Replaces", "b:22222:3"), ("In-Reply-To", "a:11111"), ("seeAlso", "c:33333")]
    notice = article(relations=[Relation(kind=kind, id=one) for kind, one in named])
    found = clues_in(notice, "UTC").relations
    assert {key: rank for key, (rank, _) in found.items()} == {
        "a:11111": 1, "11111": 1, "b:22222:3": 0, "b:22222": 0, "22222": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("港の橋、春に再開へ―市が発表", "港の橋 春に再開へ　市が発表"), ("ＪＲ東、値上げ　１０円", "JR東、値上げ10円"),
        ("Ferry Line to End", "FERRY LINE TO END!"), ("「橋」再開", "『橋』再開"),
    ],
)  # fmt: skip
def test_headlines_that_are_the_same(one: str, other: str) -> None:
    assert bare(one) == bare(other)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("橋、再開へ", True), ("Ferry line to end", True), ("お知らせ", False), ("お詫びと訂正", False),
        ("記事の取り消しについて", False),
        ("Editors' Note", False), ("Advisory to Editors", False), ("橋再開", False), ("Mill", False),
    ],
)  # fmt: skip
def test_what_may_be_a_title(name: str, title: bool) -> None:
    assert is_title(bare(name)) is title


@pytest.mark.parametrize(
    ("slugline", "slug"),
    [
        ("BC-Ferry-Line", "ferry-line"), ("AM-Ferry-Line,1st Ld-Writethru", "ferry-line"),
        ("KILL Ferry-Line", "ferry-line"),
        ("/Sample/culture/clock/", "sample/culture/clock"), ("Ferry-Line KILL", "ferry-line"),
        ("ＦＥＲＲＹ-Line", "ferry-line"),
        ("Ferry-Line, 2nd Ld", "ferry-line"), (None, ""), ("", ""),
    ],
)  # fmt: skip
def test_slugs(slugline: str | None, slug: str) -> None:
    assert slug_of(slugline) == slug
    assert is_compound(slug) is (slug != "")


@pytest.mark.parametrize("slug", ["ferry", "sport", "経済"])
def test_slugs_of_one_word(slug: str) -> None:
    assert not is_compound(slug)


@pytest.mark.parametrize(
    ("text", "words", "enough"),
    [
        ("港の橋、春に再開へ", {"港の", "の橋", "春に", "に再", "再開", "開へ"}, True),
        ("Ferry line to end after 90 years", {"ferry", "line", "end", "years"}, True),
        ("先に送信した記事を削除します", set(), False),
        ("Please kill the story", set(), False),
        ("橋再開", {"橋再", "再開"}, False),
    ],
)
def test_words(text: str, words: set[str], enough: bool) -> None:
    found = words_of(text)
    assert found[1] is enough
    assert found[0] >= words
    assert bool(found[0]) is bool(words) or text.startswith("先に")


def test_a_moment_is_the_last_one_before_the_notice() -> None:
    notice = article(
        body=Body(text="先に（0650）、午後6時50分に送信した記事", html=""), updated_at=NOON
    )  # noon in Tokyo
    moments = [moment.at for moment in clues_in(notice, "Asia/Tokyo").moments]
    assert sorted(moments) == [
        dt.datetime(2026, 11, 19, 9, 50, tzinfo=dt.UTC),  # the evening before
        dt.datetime(2026, 11, 19, 21, 50, tzinfo=dt.UTC),
    ]


@pytest.mark.parametrize(
    "sign", ["「", "“", "moved at ", "slugged ", "1", "9時", "先に送信した", "a:", "の記事", "お知らせ"]
)
def test_a_megabyte_costs_no_second(sign: str) -> None:
    text = sign * (1_000_000 // len(sign))
    with within(1):
        clues_in(article(headline=text, ednote=text, slugline=text, body=Body(text=text, html="")), "Asia/Tokyo")
