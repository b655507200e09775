"""Which story a notice of withdrawal means: the one, or none and a reason."""

from dataclasses import replace
from typing import Any

import pytest

from schemas.story import Relation
from services.ingest.life.notice import Told
from tests.notices import ALL, BRIDGE, FERRY, FLASH, MILL, STORY, at, meant, told
from tests.pace import within


@pytest.mark.parametrize(
    ("headline", "text", "story", "clue"),
    [
        ("お断り", "先に送信した「港の橋、春に再開へ―市が発表」の記事は取り消します。", BRIDGE, "headline"),
        ("【お知らせ】", "先に配信した『港の橋、春に再開へ―市が発表』を削除します。", BRIDGE, "headline"),
        ("【お知らせ】", "先に送信した港の橋、春に再開へ―市が発表の記事は誤りでした。", BRIDGE, "headline"),
        ("【お知らせ】", "「港の橋　春に再開へ―市が発表」の記事は誤りでした。削除します。", BRIDGE, "headline"),
        ("【取り消し】港の橋、春に再開へ―市が発表", "", BRIDGE, "headline"),
        ("「港の橋、春に再開へ―市が発表」の記事取り消し", "", BRIDGE, "headline"),
        ("KILL: Ferry Line to End After 90 Years", "", FERRY, "headline"),
        ("EDITORS' NOTE", "Please kill the story headlined “Ferry line to end after 90 years”.", FERRY, "headline"),
        ("EDITORS' NOTE", 'The story "Ferry Line To End After 90 Years" is withdrawn.', FERRY, "headline"),
        ("ADVISORY", "Kill the story headlined Old mill closes after fire, moved at 7:30 a.m.", MILL, "headline"),
        ("KILL: Old Mill Closes After Fire", "", MILL, "headline"),
        ("【お知らせ】", "記事（https://example.com/a?k=2026112000123&g=soc）を削除します。", BRIDGE, "id"),
        ("【お知らせ】", "記事番号yjj2026112000123を削除します。", BRIDGE, "id"),
        ("ADVISORY", "Please withdraw urn:sample:ferry-7.", told("urn:sample:ferry-7", "Ferry to stop"), "id"),
        ("ADVISORY", "Please withdraw wire/2026/mill-88413.", MILL, "id"),
        ("ADVISORY", "Kill mill-88413.", MILL, "id"),
        ("ADVISORY", "Item 51423 is withdrawn.", told("x:51423", "Ferry to stop"), "id"),
        ("ADVISORY", "Kill the story slugged BC-Ferry-Line.", FERRY, "slug"),
        ("ADVISORY", "Slug: Ferry-Line. Kill it.", FERRY, "slug"),
    ],
)
def test_one_strong_clue_is_enough(headline: str, text: str, story: Told, clue: str) -> None:
    found = meant(headline, text)
    if story not in ALL:
        assert found.story_id is None
        found = meant(headline, text, [*ALL, story])
    assert (found.story_id, found.version, found.by[0]) == (story.story_id, story.version, clue)
    assert found.candidates == []


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        ("【お知らせ】", "先に送信した「港の橋、秋に再開へ」の記事は取り消します。"),  # nobody's headline
        ("【お知らせ】", "記事（https://example.com/a?k=20261120001234）を削除します。"),  # a digit more
        ("【お知らせ】", "yjj2026112000999を削除します。"),
        ("ADVISORY", "Please withdraw urn:sample:ferry."),  # too short a word to be nothing else
        ("ADVISORY", "Some 51423 passengers; kill the story."),
        ("ADVISORY", "Kill the story on the mill."),
        ("ADVISORY", "Kill the story slugged Harbor-Line."),
        ("EDITORS' NOTE", "The story was moved at 7:20 a.m. Please kill it."),  # a moment alone
        ("【お知らせ】", "午前7時10分に配信した記事を削除します。"),
        ("取り消し", "記事を取り消します。"),
    ],
)
def test_what_is_no_strong_clue_tells_no_story(headline: str, text: str) -> None:
    found = meant(headline, text, [*ALL, told("x:51423", "Tram Fares Rise"), told("y:51424", "Zoo Gets a Panda")])
    assert (found.story_id, found.version, found.by) == (None, None, [])


def test_the_false_obituary_names_the_person_and_two_stories_are_his() -> None:
    found = meant("【お知らせ】", "先に送信した俳優・海野太郎さん死去の記事は事実関係に誤りがあり削除します。")
    assert found.story_id is None
    assert [one.story_id for one in found.candidates] == [FLASH.story_id, STORY.story_id]
    assert all(one.by == ["words"] for one in found.candidates)
    both = meant("【お知らせ】", "先に送信した「海野太郎さん死去」の記事は削除します。", [FLASH, _again(FLASH, 7)])
    assert "2 stories fit equally well" in both.why


def test_of_flash_and_story_the_one_that_was_sent_at_the_moment_wins() -> None:
    twin = _again(FLASH, 50, story_id="jiji-text:2")
    for moment, story in (("午前6時50分に配信した", twin), ("（0644）", FLASH), ("20日午前6時44分配信の", FLASH)):
        text = f"{moment}「海野太郎さん死去」の記事は事実関係に誤りがあり削除します。"
        found = meant("【お知らせ】", text, [twin, FLASH])
        assert (found.story_id, found.by) == (story.story_id, ["headline", "time", "words"])


def test_the_person_alone_is_enough_where_one_story_is_his() -> None:
    text = "先に送信した俳優・海野太郎さん死去の記事は事実関係に誤りがあり削除します。"
    found = meant("【お知らせ】", text, [BRIDGE, FLASH])
    assert (found.story_id, found.by) == (FLASH.story_id, ["words"])
    assert "海野太郎さん死去" in found.why


def test_the_bare_notice_tells_no_story_and_shows_the_newest() -> None:
    found = meant("【お知らせ】", "先に送信した記事は事実関係に誤りがあり削除します。")
    assert (found.story_id, found.why) == (None, "nothing in the notice leads to a story")
    assert [(one.story_id, one.by) for one in found.candidates] == [(one.story_id, []) for one in ALL[:3]]


def _again(story: Told, minute: int, **changes: Any) -> Told:
    return told(changes.get("story_id", "jiji-text:9"), story.headline, at(6, minute))


@pytest.mark.parametrize(
    ("said", "fits"),
    [
        ("moved at 7:20 a.m.", True), ("moved at 7:22 a.m.", True), ("moved at 7:24 a.m.", False),
        ("sent at 0720", True), ("moved at 7:20 p.m.", False), ("moved at 7:20", False),
        ("moved at 5:20 p.m. EST Thursday", True), ("moved at 2220 GMT Nov. 19", True),
        ("moved at 7:20 a.m. Nov. 20", True), ("moved at 7:20 a.m. Nov. 19", False),
        ("moved at 7:20 a.m. Friday", True), ("moved at 7:20 a.m. Thursday", False),
        ("moved at 7:20 a.m. XST", False), ("moved at 13:20 a.m.", False),
        ("午前7時20分に配信した", True), ("20日午前7時20分配信", True), ("19日午前7時20分配信", False),
        ("７時２０分に送信した", True), ("午後7時20分に配信した", False), ("午前7時半に配信した", False),
        ("(0720)", True), ("(2020)", False), ("at 7:20 a.m. the bridge fell", False), ("午前7時20分の地震", False),
    ],
)  # fmt: skip
def test_moments(said: str, fits: bool) -> None:
    plain = told("a", "Ferry Line to End After 90 Years", at(7, 20), slugline="ferry")
    later = told("b", "Ferry Line to End After 90 Years", at(5, 0), slugline="ferry")
    found = meant("EDITORS' NOTE", f"Kill “Ferry Line to End After 90 Years” {said}.", [later, plain])
    assert (found.story_id == "a") == fits, found.why


def test_moment_and_words_agree() -> None:
    text = "Please kill the story about the end of the ferry line after 90 years, moved at 7:20 a.m."
    rival = told("urn:sample:ferry2", "Ferry Line Lasted 90 Years", at(5, 0))
    found = meant("EDITORS' NOTE", text, [rival, FERRY, MILL])
    assert (found.story_id, found.by) == (FERRY.story_id, ["time", "words"])


def test_words_that_another_story_shares_by_half_are_not_enough() -> None:
    text = "先に送信した、港の橋が春に再開へと市が発表した件の記事は取り消します。"
    alone = meant("お断り", text, [BRIDGE, FERRY])
    assert (alone.story_id, alone.by) == (BRIDGE.story_id, ["words"])
    shared = meant("お断り", text, [BRIDGE, told("z", "港の橋、春に再開か―市が見通し")])
    assert shared.story_id is None
    assert shared.why.startswith("too little to tell a story by")


@pytest.mark.parametrize("headline", ["橋再開", "Mill closes", "海野さん"])
def test_a_headline_of_few_words_is_told_by_no_words(headline: str) -> None:
    found = meant("EDITORS' NOTE", f"先に送信した{headline}に関する内容は誤り {headline}", [told("a", headline)])
    assert found.story_id is None


def test_a_quoted_headline_and_the_moment_of_another_story_contradict() -> None:
    text = "午前6時50分に配信した「海野太郎さん死去」の記事は、俳優が80歳とした点が誤りで削除します。"
    found = meant("【お知らせ】", text)
    assert found.story_id is None
    assert "another by its time" in found.why


def test_two_headlines_in_one_notice_are_two_stories() -> None:
    text = "「港の橋、春に再開へ―市が発表」と「Ferry Line to End After 90 Years」を削除します。"
    found = meant("お断り", text)
    assert found.story_id is None
    assert {one.story_id for one in found.candidates} == {BRIDGE.story_id, FERRY.story_id}


def test_a_relation_names_its_story() -> None:
    for kind, named in [
        ("management-doc-idref", "wire/2026/mill-88413"), ("Supersedes", "wire/2026/mill-88413"),
        ("In-Reply-To", "WIRE/2026/MILL-88413"), ("previousVersion", "urn:other:mill-88413"),
        ("replaces", "wire/2026/mill-88413:2"), ("replaces", "wire/2026/mill-88413_3"),
    ]:  # fmt: skip
        found = meant("KILL", relations=[Relation(kind=kind, id=named)])
        assert (found.story_id, found.by) == (MILL.story_id, ["relation"]), named
        assert f"{kind} {named}" in found.why


@pytest.mark.parametrize(
    ("kind", "named"),
    [("seeAlso", "wire/2026/mill-88413"), ("replaces", "wire/2026/mill-8841"), ("replaces", "urn:sample:20261120")],
)
def test_a_relation_to_another_item_names_none(kind: str, named: str) -> None:
    stories = [*ALL, told("urn:other:20261120", "Zoo Gets a Panda")]
    assert meant("KILL", stories=stories, relations=[Relation(kind=kind, id=named)]).story_id is None


def test_of_a_thread_the_mail_that_is_answered_is_meant() -> None:
    stories = [told(f"{n}@desk.example", "Ferry Line to End After 90 Years") for n in (1, 2)]
    thread = [Relation(kind="References", id=one.story_id) for one in stories]
    found = meant(
        "KILL: Ferry Line to End After 90 Years",
        stories=stories,
        relations=[Relation(kind="In-Reply-To", id="2@desk.example"), *thread],
    )
    assert found.story_id == "2@desk.example"
    assert meant("KILL", stories=stories, relations=thread).story_id is None


def test_a_relation_to_one_story_and_the_headline_of_another_tell_none() -> None:
    found = meant("KILL: Ferry Line to End After 90 Years", relations=[Relation(kind="replaces", id=MILL.story_id)])
    assert found.story_id is None
    assert [one.by for one in found.candidates] == [["relation"], ["headline", "words"]]


def test_a_slug_of_one_word_needs_another_clue() -> None:
    stories = [told("a", "Zoo Gets a Panda", at(7, 30), slugline="zoo"), MILL]
    assert meant("ADVISORY", "Kill it.", stories, slugline="zoo").story_id is None
    found = meant("ADVISORY", "Kill the story moved at 7:30 a.m.", stories, slugline="zoo")
    assert (found.story_id, found.by) == ("a", ["slug", "time"])


@pytest.mark.parametrize(
    "slug", ["BC-Ferry-Line, KILL", "AM-Ferry-Line, 1st Ld-Writethru", "ferry-line", "KILL Ferry-Line"]
)
def test_slugs_without_cycle_and_takes_are_the_same(slug: str) -> None:
    assert meant("ADVISORY", "Kill it.", slugline=slug).by == ["slug"]


def test_a_story_that_is_withdrawn_already_may_be_meant() -> None:
    gone = told("a", "Ferry Line to End After 90 Years", withdrawn=True)
    found = meant("KILL: Ferry Line to End After 90 Years", stories=[gone])
    assert found.story_id == "a"
    assert found.why.endswith("it is withdrawn already")


def test_a_notice_never_means_itself_or_another_notice() -> None:
    own = told("urn:sample:notice", "KILL: Ferry Line to End After 90 Years")
    other = told("n2", "【お知らせ】")
    assert meant("KILL: Ferry Line to End After 90 Years", stories=[own]).story_id is None
    assert meant("【お知らせ】", "記事を削除します。", [other, told("n3", "お断り")]).story_id is None


def test_what_the_desk_is_shown_is_short() -> None:
    long = told("a", "橋" * 300 + "再開")
    found = meant("お断り" * 400, f"「{long.headline[:150]}」" + "を削除します。" * 100_000, [long, FERRY])
    assert len(found.text) <= 1001
    found = meant(f"【取り消し】{long.headline}", stories=[long])
    assert found.by[0] == "headline"
    assert len(found.why) <= 200
    assert found.why.startswith("its headline is quoted in the notice: 「橋")


def test_no_story_known() -> None:
    found = meant("KILL: Ferry Line to End After 90 Years", stories=[])
    assert (found.story_id, found.candidates) == (None, [])
    assert found.why == "no story of this provider is known from the last days"


def test_twenty_thousand_stories_and_a_megabyte_cost_little() -> None:
    text = "海野太郎市長港橋再開閉鎖発表決定会議選挙開票速報県庁大学病院列車停止"
    stories = [told(f"jiji:{2026112000000 + n}", text[n % 30 :] + text[: n % 25] + str(n)) for n in range(20_000)]
    stories = [replace(one, headlines=(one.headline, f"続{one.headline}")) for one in stories]
    with within(1.5):
        meant("お断り", "先に送信した「" * 150_000, stories)
        meant("お断り", "moved at 9:45 a.m. (0945) slugged A-B k=" * 30_000, stories)
