"""JIJI copy as plain text, English and Japanese, in the shapes that syndicators make of it."""

import pytest

from services.ingest.draft import Copy, Draft
from services.ingest.formats import jiji_text
from services.ingest.validate import validate
from services.runtime.feeds import Feed, Markers

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


def test_versions_rise_from_the_flash_and_a_kill_has_the_number_of_what_it_names(feed: Feed) -> None:
    body = "\n【神戸時事】港の橋が春に再開すると、市が20日発表した。\n"
    marks = ("【速報】", "", "【訂正】", "【第2報】", "【第3報】", "【削除】", "【第2報】【削除】")
    drafts = [read(mark + "橋、再開へ" + body, feed) for mark in marks]
    assert [draft.version for draft in drafts] == [0, 1, 2, 3, 5, 0, 4]
    assert [draft.withdraws for draft in drafts] == [None] * 5 + ["story", "version"]
    assert len({draft.story_id for draft in drafts}) == 1


DATELINE = "【神戸時事】"
QUOTED = "「橋、再開へ―市が発表」"


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        ("橋の記事について", f"先に送信した{QUOTED}の記事は事実と異なるため、取り消します。"),
        ("【お知らせ】", "先に送信した記事は事実関係に誤りがあり削除します。"),
        ("お断り", f"先に配信した{QUOTED}の記事を取り消します。"),
        ("◎お断り", f"20日午前6時50分配信の{QUOTED}は削除してください。"),
        ("【訂正・削除】", f"{QUOTED}の記事は誤りでした。削除します。"),
        ("編集者各位", f"午前６時５０分に配信した{QUOTED}は、取り消しをお願いいたします。"),
        ("【おわびと訂正】", "先ほど出稿した記事は使わず、削除いたします。"),
        (f"{QUOTED}の記事取り消し", "関係者への取材で誤りと分かりました。"),
        (f"【記事取り消し】{QUOTED}", "関係者への取材で誤りと分かりました。"),
        ("【記事削除】橋、再開へ", "先に送信した記事は誤りでした。全文を削除します。"),
    ],
)
@pytest.mark.parametrize("dateline", [DATELINE, ""])
def test_a_notice_takes_back_a_story_under_another_id(feed: Feed, headline: str, text: str, dateline: str) -> None:
    notice = read(f"{headline}\n{dateline}{text}\n", feed)
    assert (notice.status, notice.change, notice.withdraws) == ("canceled", "withdrawal", "notice")
    assert (notice.version, notice.provider) == (1, "jiji" if dateline else None)
    assert str(notice.story_id).startswith("jiji-notice:")
    assert notice.story_id == read(f"{headline}\n{dateline}{text}\n", feed).story_id


@pytest.mark.parametrize(
    "text",
    [
        "EDITORS' NOTE\nTokyo, Oct. 25 (Jiji Press)--Please kill the story headlined “Bridge to Reopen” moved at 6:50.",
        'Editors: Please kill the story headlined "Bridge to Reopen" moved at 6:50 a.m.',
        "ADVISORY: The story slugged Bridge-Reopen is withdrawn",
        'ADVISORY: "Bridge to Reopen" is withdrawn\n\nIt was wrong.',
        'KILL: "Bridge to Reopen"\n\nTokyo, Oct. 25 (Jiji Press)--It was wrong.',
        "KILL the story on the bridge\n\nTokyo, Oct. 25 (Jiji Press)--It was wrong.",
        "MANDATORY KILL\n\nAttention editors: the flash on the bridge has been withdrawn.",
    ],
)
def test_english_notices(feed: Feed, text: str) -> None:
    notice = read(text, feed)
    assert (notice.status, notice.withdraws, notice.version) == ("canceled", "notice", 1)
    assert notice.headline == text.split("\n", maxsplit=1)[0]


def test_a_notice_is_not_the_story_that_its_link_names(feed: Feed) -> None:
    text = "【お知らせ】\n【神戸時事】先に送信した記事（k=2026112000123）は誤りにつき削除します。\n"
    assert str(read(text, feed).story_id).startswith("jiji-notice:")


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        ("免許取り消しへ", "県は橋の管理者の免許を取り消します、と20日発表した。"),
        ("お断り", "先に送信した「橋、再開へ」の記事の第２段落を削除します。"),
        ("お断り", "先に送信した「橋、再開へ」の写真を取り消します。"),
        ("お断り", "先に送信した記事中、「２億円」とあるのは削除します。"),
        ("訂正", "先に送信した記事で「左」とあるのは「右」の誤りでした。"),
        ("新聞社がおわび", "見本新聞は「先に配信した記事は誤りがあり削除します」と電子版に載せた。"),
        ("新聞社がおわび", "見本新聞は20日、「本日、先に配信した記事を削除します。」との社告を載せた。"),
        ("新聞社がおわび", "見本新聞は先に配信した記事を削除した。"),
        ("【お知らせ】", "20日は新聞休刊日です。"),
        ("お知らせ機能を追加", "市は防災アプリの記事を削除します。"),
    ],
)
def test_copy_that_takes_back_no_story(feed: Feed, headline: str, text: str) -> None:
    draft = read(f"{headline}\n{DATELINE}{text}\n", feed)
    assert (draft.status, draft.withdraws) == ("usable", None)


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        ("Editors Resign After Story Is Withdrawn", "The paper said the story was withdrawn."),
        ("Tsunami Advisory Is Withdrawn", "The agency withdrew the advisory."),
        ("ADVISORY: Tsunami Warning Is Withdrawn", "Waves were small."),
        ("EDITORS' NOTE", "Please kill the third paragraph of the story."),
        ("EDITORS' NOTE", "A photo will follow."),
        ("Kill the Story, Mayor Says", "He asked the paper to kill the story."),
    ],
)
def test_english_copy_that_takes_back_no_story(feed: Feed, headline: str, text: str) -> None:
    draft = read(f"{headline}\n\nTokyo, Oct. 25 (Jiji Press)--{text}\n", feed)
    assert (draft.status, draft.withdraws) == ("usable", None)
    assert not jiji_text.recognises(Copy(f"{headline}\n\n{text}", "utf-8"))


def test_who_takes_back_a_press_release_is_no_wire() -> None:
    assert not jiji_text.recognises(Copy("報道関係者各位\n\n先にお送りした発表の記事を取り消します。", "utf-8"))


def test_the_feeds_own_words_count() -> None:
    feed = Feed(name="jiji", provider="jiji", markers=Markers(withdrawal=["配信停止"], flash=["至急報"]))
    body = "\n【神戸時事】港の橋が春に再開すると、市が20日発表した。\n"
    killed, flash = read("【配信停止】橋、再開へ" + body, feed), read("至急報　橋、再開へ" + body, feed)
    assert (killed.status, killed.withdraws, flash.version) == ("canceled", "story", 0)
    assert killed.story_id == flash.story_id == read("橋、再開へ" + body, feed).story_id


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


@pytest.mark.parametrize(
    "line", ["解禁待ちの漁師、準備進む", "【きょうの夕刊から】", "26日付朝刊用", "解禁25日午前2時"]
)
def test_the_only_line_above_the_dateline_is_the_headline(feed: Feed, line: str) -> None:
    draft = read(f"{line}\n\n【東京時事】市は橋を20日に再開すると発表した。\n", feed)
    assert (draft.headline, draft.ednote, draft.subheadlines) == (line, None, [])


@pytest.mark.parametrize(
    "headline",
    [
        "Hold for Release of Hostages Ends", "UNDER EMBARGO UNTIL 2027: Russian Oil Held", "HFR Bank Shares Rise",
        "Not for release before 2030, archive says",
    ],
)  # fmt: skip
def test_a_headline_is_no_note(feed: Feed, headline: str) -> None:
    draft = read(f"{headline}\nFerries to Stop\n\nTokyo, Oct. 25 (Jiji Press)--{BODY}\n", feed)
    assert (draft.headline, draft.ednote, draft.subheadlines) == (headline, None, ["Ferries to Stop"])


@pytest.mark.parametrize(
    "head",
    [
        "橋が再開へ【解禁25日午前2時】", "【解禁済み】橋が再開へ", "解禁日時：2026年11月25日午前2時\n橋が再開へ",
        "橋が再開へ\n26日付朝刊用", "橋が再開へ【解禁時刻は別途連絡】",
    ],
)  # fmt: skip
def test_a_story_is_the_same_with_and_without_its_embargo(feed: Feed, head: str) -> None:
    body = "\n\n【東京時事】市は橋を20日に再開すると発表した。\n"
    plain, found = read(f"橋が再開へ{body}", feed), read(f"{head}{body}", feed)
    assert found.story_id == plain.story_id
    assert "橋が再開へ" in (found.headline or "")
    lines = [line for line in head.split("\n") if "橋" not in line]
    assert found.ednote == ("\n".join(lines) or None)
    assert found.subheadlines == []
