"""A wrong story taken down is worse than a question: what a notice of withdrawal does not mean, and who is not told."""

from dataclasses import replace
from typing import Any

import pytest

from services.ingest.life.notice import Told
from tests.notices import BRIDGE, at, meant, told

CLOSE = "東証大引け、反落―海運株に売り"
STOCKS = "Sample Stocks End Lower on Shipping Sell-Off"


def closing(day: int, story_id: str = "jiji-text:close", hour: int = 3, **changes: Any) -> Told:
    fields: dict[str, Any] = {"slugline": "BC-Sample-Stocks"} | changes
    return told(story_id, fields.pop("headline", CLOSE), at(hour, 3, day), **fields)


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        (f"【取り消し】{CLOSE}", ""), ("お断り", f"先に送信した「{CLOSE}」の記事は取り消します。"),
        ("ADVISORY", "Kill the story slugged BC-Sample-Stocks."),
        ("お断り", f"先に送信した{CLOSE}に関する原稿は取り消します。"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(("day", "kills"), [(20, True), (19, False), (15, False)])
def test_the_headline_of_a_day_ago_is_another_days(headline: str, text: str, day: int, kills: bool) -> None:
    found = meant(headline, text, [closing(day)])
    assert (found.story_id is not None) == kills, found.why
    assert kills or [one.story_id for one in found.candidates] == ["jiji-text:close"]


@pytest.mark.parametrize(
    "said",
    ["19日午前3時3分に配信した", "19日配信の", "昨日配信の", "昨日午前3時3分に配信した", "19日午前3時ごろ配信した"],
)
def test_an_older_story_is_told_by_a_day_or_a_moment_that_fits(said: str) -> None:
    found = meant("お断り", f"{said}「{CLOSE}」の記事は取り消します。", [closing(19)])
    assert (found.story_id, found.by[0]) == ("jiji-text:close", "headline"), found.why


def test_an_older_story_is_told_by_its_id() -> None:
    assert meant("お断り", "記事番号yjj2026111400123を削除します。", [closing(14, "jiji:2026111400123")]).by == ["id"]


@pytest.mark.parametrize(
    "said",
    [
        "20日午前3時3分に配信した",
        "20日配信の",
        "本日配信の",
        "午前7時30分に配信した",
        "18日の",
        "18日付の",
        "昨夜10時ごろ配信した",
    ],
)
def test_a_moment_or_day_that_the_only_fit_does_not_meet(said: str) -> None:
    story = closing(19, hour=15)  # of the last 24 hours
    found = meant("お断り", f"{said}記事「{CLOSE}」は取り消します。", [story])
    assert found.story_id is None
    assert "another moment" in found.why
    assert meant("お断り", f"先の記事「{CLOSE}」は取り消します。", [story]).story_id == story.story_id


@pytest.mark.parametrize(
    ("said", "kills"),
    [
        ("moved Friday", True), ("moved on Thursday", False), ("moved Nov. 20", True), ("moved Nov. 19", False),
        ("moved today", True), ("moved yesterday", False), ("moved yesterday at 3:03 a.m.", False),
        ("moved at about 3 a.m.", True), ("moved at 3 a.m.", True), ("moved at about 5 a.m.", False),
        ("(1301)", True), ("and will be sent again at 9 p.m.", True),
    ],
)  # fmt: skip
def test_english_days_and_moments(said: str, kills: bool) -> None:
    found = meant("ADVISORY", f"Kill the story headlined “{STOCKS}” {said}.", [closing(20, headline=STOCKS)])
    assert (found.story_id is not None) == kills, found.why


def test_a_moment_still_to_come_is_no_moment_of_the_story() -> None:
    text = f"「{CLOSE}」の記事は取り消します。午後9時に配信します。"
    assert meant("お断り", text, [closing(20)]).story_id is not None


@pytest.mark.parametrize(
    "text",
    [
        f"「{CLOSE}」と「円相場、反発」の記事は取り消します。",
        f"「円相場、反発」、「{CLOSE}」を削除します。",
        f"「{CLOSE}」を削除します。先に送信した「東証大引け、反落」も削除します。",
        f"Kill the stories headlined “{CLOSE}” and “Sample Currency Rises”.",
    ],
)
def test_two_titles_of_which_one_is_known(text: str) -> None:
    found = meant("お断り", text, [closing(20)])
    assert found.story_id is None
    assert "two are named" in found.why
    assert [one.by[0] for one in found.candidates] == ["headline"]


@pytest.mark.parametrize(
    "text",
    [
        f"「{CLOSE}」の記事は、社長が「全株を売却する」と述べたとの内容が誤りで取り消します。",
        f"「{CLOSE}」の記事を取り消します。「{CLOSE}」は誤報でした。",
        f"「{CLOSE}」の記事は「海運株」が誤りで取り消します。",
        f"「{CLOSE}」を削除します。「円相場、反発」は有効です。",
        f"「{CLOSE}」を削除します。正しくは「東証大引け、反発」です。",
        f"“{CLOSE}” is withdrawn. The correct headline is “Stocks End Higher”.",
    ],
)
def test_what_is_said_or_stands_is_no_second_title(text: str) -> None:
    assert meant("お断り", text, [closing(20)]).story_id == "jiji-text:close"


@pytest.mark.parametrize(
    "text",
    [
        f"「円相場、反発」の記事は取り消します。「{CLOSE}」は有効です。",
        f"「円相場、反発」の記事は取り消します。「{CLOSE}」の記事は引き続き有効です。",
        f"「円相場、反発」の記事は取り消します。正しくは「{CLOSE}」です。",
        f"「円相場、反発」の記事は取り消します。正しくは{CLOSE}です。",
        f"Kill the story on the currency. The correct headline is “{CLOSE}”.",
        f"Kill the story on the currency. The story “{CLOSE}” remains valid. “{CLOSE}” stands correct.",
        f"Kill the story on the currency. It is replaced by the story “{CLOSE}”.",
    ],
)
def test_what_stands_is_not_killed(text: str) -> None:
    found = meant("お断り", text, [closing(20)])
    assert (found.story_id, [clue for one in found.candidates for clue in one.by]) == (None, []), found.why


def test_one_word_of_six_is_another_ship() -> None:
    ship = told("a", "Sample Ferry off Hirado Runs Aground, Crew Safe", at(7, 20))
    said = "Please kill the story on the sample ferry off {} that runs aground, crew safe"
    assert meant("ADVISORY", said.format("Tsushima"), [ship]).story_id is None
    found = meant("ADVISORY", said.format("Hirado"), [ship])
    assert (found.story_id, found.by) == ("a", ["words"])
    assert meant("ADVISORY", said.format("Hirado"), [replace(ship, times=(at(7, 20, 18),))]).story_id is None


def test_several_of_a_slug_within_the_day_are_told_by_another_clue() -> None:
    stories = [closing(20, "b", 5, headline="Stocks Fall"), closing(20, "a", headline="Stocks Open")]
    assert meant("ADVISORY", "Kill the story slugged BC-Sample-Stocks.", stories).story_id is None
    found = meant("ADVISORY", "Kill the story slugged BC-Sample-Stocks, moved at 3:03 a.m.", stories)
    assert (found.story_id, found.by) == ("a", ["slug", "time"])
    older = [stories[0], closing(18, "a")]
    assert meant("ADVISORY", "Kill the story slugged BC-Sample-Stocks.", older).story_id == "b"


def test_a_replayed_notice_is_beside_its_story() -> None:
    """Both came in today with the moments of two days ago; the story's newest moment is that of its arrival."""
    story = told("a", CLOSE, at(9, 0), at(6, 0, 18))
    assert meant("お断り", f"「{CLOSE}」は削除します。", [story], updated_at=at(7, 0, 18)).story_id == "a"


def test_every_headline_that_was_sent_is_tried() -> None:
    story = replace(closing(20), headline="東証大引け、小反発", headlines=("東証大引け、小反発", CLOSE))
    for name in story.headlines:
        assert meant("お断り", f"「{name}」の記事は取り消します。", [story]).by[0] == "headline"
    assert meant("お断り", f"先に送信した{CLOSE}に関する原稿は取り消します。", [story]).by == ["words"]
    both = f"「{CLOSE}」、「東証大引け、小反発」の記事は取り消します。"
    assert meant("お断り", both, [story]).story_id == story.story_id


SECRET = told("s", "極秘の統合計画、二行が合意へ", public=False)


def test_a_story_that_nobody_has_is_stopped_too() -> None:
    found = meant("お断り", f"「{SECRET.headline}」の記事は取り消します。", [SECRET, BRIDGE])
    assert (found.story_id, found.candidates) == ("s", [])
    words = meant("お断り", "先に送信した極秘の統合計画で二行が合意へ向かうとの件は誤りで取り消します。", [SECRET])
    assert (words.story_id, words.by) == ("s", ["words"])
    assert SECRET.headline not in words.why


@pytest.mark.parametrize(
    ("text", "stories"),
    [
        ("先に送信した記事は削除します。", [SECRET, BRIDGE]),
        ("極秘の統合計画の記事は削除します。", [SECRET, BRIDGE]),
        ("午前3時に配信した記事は削除します。", [SECRET, replace(SECRET, story_id="t"), BRIDGE]),
        ("記事2026112000001、2026112000002は削除します。",
         [replace(SECRET, story_id="a:2026112000001"), replace(SECRET, story_id="b:2026112000002")]),
        ("午前3時に配信した「港の橋、春に再開へ―市が発表」は極秘の統合計画が誤りで削除します。", [SECRET, BRIDGE]),
    ],
)  # fmt: skip
def test_nobody_learns_of_a_story_that_waits(text: str, stories: list[Told]) -> None:
    found = meant("お断り", text, stories)
    assert found.story_id is None
    assert SECRET.headline not in found.model_dump_json()
    assert {one.story_id for one in found.candidates} <= {BRIDGE.story_id}


def test_of_a_story_whose_next_version_waits_the_headline_that_was_sent_is_shown() -> None:
    story = replace(BRIDGE, headline=SECRET.headline, headlines=(BRIDGE.headline,))
    for text in ("先に送信した記事は削除します。", "港の橋の極秘の統合計画に二行が合意した件の記事は削除します。"):
        found = meant("お断り", text, [story])
        assert [one.headline for one in found.candidates] == [BRIDGE.headline], text
        assert SECRET.headline not in found.why
