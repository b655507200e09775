"""JIJI copy as plain text, English and Japanese, in the shapes that syndicators make of it."""

import pytest

from services.ingest.draft import Copy, Draft
from services.ingest.formats import jiji_text
from services.ingest.validate import validate
from services.runtime.feeds import Feed

BODY = "The harbour bridge will reopen in spring, the city said Friday.\n\nIt was closed for two years."
TRAILER = "[Copyright The Jiji Press, Ltd.]"


def read(text: str, feed: Feed) -> Draft:
    copy = Copy(text, "utf-8")
    assert jiji_text.recognises(copy)
    [draft] = jiji_text.parse(copy, feed)
    assert isinstance(draft, Draft)
    return draft


@pytest.mark.parametrize(
    ("dateline", "place"),
    [
        ("Tokyo, Oct. 25 (Jiji Press)--", "Tokyo"),
        ("Nago, Okinawa Pref., March 30 (Jiji Press)—", "Nago, Okinawa Pref."),
        ("New Delhi, May 28 (Jiji Press)–", "New Delhi"),
        ("Wakayama (Jiji Press)—", "Wakayama"),
        ("Tokyo, Sept. 3 (Jiji Press) -- ", "Tokyo"),
    ],
)
def test_english_datelines(feed: Feed, dateline: str, place: str) -> None:
    draft = read(f"Bridge to Reopen\n\n{dateline}{BODY}\n\n{TRAILER}\n", feed)
    assert draft.dateline is not None
    assert draft.dateline.place == place
    assert (draft.headline, draft.language, draft.copyright) == ("Bridge to Reopen", "en", TRAILER)
    assert draft.body is not None
    assert draft.body.text == dateline + BODY


def test_japanese(feed: Feed) -> None:
    text = (
        "橋、春に再開へ―市が発表\n\n"
        "【神戸時事】港の橋が春に再開すると、市が20日発表した。\n\u3000２年間閉鎖されていた。\n"
    )
    draft = read(text, feed)
    assert (draft.headline, draft.language) == ("橋、春に再開へ―市が発表", "ja")
    assert draft.dateline is not None
    assert (draft.dateline.text, draft.dateline.place) == ("【神戸時事】", "神戸")
    assert draft.body is not None
    assert draft.body.text.endswith("\n\u3000２年間閉鎖されていた。")


def test_copy_that_begins_with_its_dateline_is_headed_by_its_first_line(feed: Feed) -> None:
    draft = read(f"Tokyo, Oct. 25 (Jiji Press)--{BODY}\n", feed)
    story = validate(draft, Copy("", "utf-8"), feed)
    assert story.headline.startswith("Tokyo, Oct. 25 (Jiji Press)--")
    assert [repair.field for repair in story.repairs] == ["headline"]


@pytest.mark.parametrize(
    ("marker", "change", "status"),
    [
        ("【訂正】", "correction", "usable"), ("差し替え・", "correction", "usable"), ("【予定稿】", None, "withheld"),
        ("【取り消し】", "withdrawal", "canceled"), ("【記事削除】", "withdrawal", "canceled"),
        ("【第2報】", "update", "usable"),
        ("（追加）", "update", "usable"),
    ],
)  # fmt: skip
def test_desk_words_of_a_headline(feed: Feed, marker: str, change: str | None, status: str) -> None:
    body = "\n【神戸時事】港の橋が春に再開すると、市が20日発表した。\n"
    plain, marked = read("橋、再開へ" + body, feed), read(marker + "橋、再開へ" + body, feed)
    assert (marked.change, marked.status, marked.headline) == (change, status, marker + "橋、再開へ")
    assert marked.story_id == plain.story_id


def test_versions_rise_and_a_withdrawal_is_above_all(feed: Feed) -> None:
    body = "\n【神戸時事】港の橋が春に再開すると、市が20日発表した。\n"
    versions = [
        read(mark + "橋、再開へ" + body, feed).version
        for mark in ("", "【訂正】", "【第2報】", "【第3報】", "【削除】")
    ]
    assert versions == [1, 2, 3, 5, 1000]


def test_a_notice_that_a_story_is_deleted_is_a_withdrawal(feed: Feed) -> None:
    notice = read(
        "橋の記事について\n【神戸時事】先に送信した「橋、再開へ」の記事は事実と異なるため、取り消します。\n", feed
    )
    assert (notice.status, notice.change) == ("canceled", "withdrawal")
    assert notice.warnings == [
        "a notice that withdraws a story which it names by no id: look for the one that it means"
    ]
    news = read("免許取り消しへ\n【神戸時事】県は橋の管理者の免許を取り消します、と20日発表した。\n", feed)
    assert (news.status, news.change) == ("usable", None)


def test_lines_between_headline_and_dateline_are_subheadlines(feed: Feed) -> None:
    draft = read(f"Bridge to Reopen\nFerries to Stop\n\nTokyo, Oct. 25 (Jiji Press)--{BODY}\n", feed)
    assert draft.subheadlines == ["Ferries to Stop"]


def test_the_identity_is_what_the_agency_repeats(feed: Feed) -> None:
    def identity(headline: str = "Bridge to Reopen", day: str = "Oct. 25", more: str = "") -> str | None:
        return read(f"{headline}\n\nTokyo, {day} (Jiji Press)--{BODY}{more}\n", feed).story_id

    assert identity() == identity(more="\n\nOne paragraph more.")
    assert len({identity(), identity(day="Oct. 26"), identity(headline="Bridge to Close")}) == 3
    assert identity(more="\n\nhttps://example.com/yjj2019102500730") == "jiji:2019102500730"


def test_the_same_headline_of_another_day_is_another_story(feed: Feed) -> None:
    days = {read(f"東証大引け\n\n【東京時事】{day}日の東京株式市場は続伸した。\n", feed).story_id for day in (5, 6, 7)}
    assert len(days) == 3


def test_other_text_is_not_jijis(feed: Feed) -> None:
    for text in ("Just words.", "A line that quotes (Jiji Press) in passing", "【お知らせ】\n休刊日です"):
        assert not jiji_text.recognises(Copy(text, "utf-8"))
