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
    [("【訂正】", "correction", "usable"), ("差し替え・", "correction", "usable"), ("【予定稿】", None, "withheld")],
)
def test_desk_words_of_a_headline(feed: Feed, marker: str, change: str | None, status: str) -> None:
    body = "\n【神戸時事】港の橋が春に再開すると、市が20日発表した。\n"
    plain, marked = read("橋、再開へ" + body, feed), read(marker + "橋、再開へ" + body, feed)
    assert (marked.change, marked.status, marked.headline) == (change, status, marker + "橋、再開へ")
    assert marked.story_id == plain.story_id


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
