"""Embargoes in words: which are read, to which moment, and what is a story about one."""

import datetime as dt

import pytest

from services.ingest.desk_words.embargo import Embargo, is_embargo, of_headline, read_embargo, unread, without_embargo
from tests.pace import within

WRITTEN = dt.datetime(2026, 11, 24, 3, tzinfo=dt.UTC)
"""Tuesday, noon in Tokyo."""


def read(*lines: str, zone: str = "Asia/Tokyo", written: dt.datetime | None = WRITTEN) -> Embargo | None:
    return read_embargo(lines, written, zone)


@pytest.mark.parametrize(
    "line",
    [
        "解禁済み", "解禁になりました", "この記事は解禁しました。", "【解禁済】", "橋が開通（解禁済み）",
        "EMBARGO LIFTED", "Embargo has been lifted", "This story is no longer embargoed", "embargo levé",
    ],
)  # fmt: skip
def test_lifted(line: str) -> None:
    found = read(line)
    assert found is not None
    assert (found.lifted, found.until) == (True, None)


@pytest.mark.parametrize(
    "line",
    [
        "輸入解禁", "アユ釣り解禁", "解禁日", "武器輸出解禁へ", "アユ、解禁1日午前5時", "アユ釣り解禁6日午前5時",
        "アユ漁が解禁になりました", "政府は輸入を解禁しました。", "県内で1日午前5時、アユ釣りが解禁された。",
        "ボージョレ解禁日、19日午前0時", "解禁日は6月1日", "解禁2年、市場に変化", "解禁5日目", "ネット選挙解禁",
        "新曲の情報解禁", "夕刊から新連載「橋」が始まります", "朝刊用メモ", "夕刊から", "25日付朝刊から新連載",
        "解禁なし", "",
        "The arms embargo on Sampleland was extended by the council on Monday.", "EU extends oil embargo until 2027",
        "(oil embargo until Nov 25)", "The embargo until noon Tuesday was kept by all.", "Embargo on Bells Ends",
        "EMBARGO ON BELLS ENDS", "Embargoed goods seized in port", "Embargoed to Sampleland, the goods lay in port",
        "For release in spring, the film stars nobody known", "FOR IMMEDIATE RELEASE", "No embargo", "Embargo: none",
        "Not embargoed", "Adventure 25 opens", "Holdings of the museum", "Sperrfrist für Fahrschüler verkürzt",
        "Sperrfrist: keine", "US-Sampleland-Embargo", "Sampleland/embargo",
        "This replaces the embargoed version.", "Embargo no longer applies",
        "【きょうの夕刊から】", "解禁3年ぶり",
        "ohne Sperrfrist", "The bridge opens at 0001 GMT Nov 25",
    ],
)  # fmt: skip
def test_prose_is_none(line: str) -> None:
    assert read(line) is None
    assert not is_embargo(line)


@pytest.mark.parametrize(
    "line",
    [
        "解禁は6月1日。アユ釣りの季節を前に、県は漁協と話し合った。", "解禁は6月1日", "6月1日解禁", "情報解禁",
        "EMBARGO", "アユ釣り【解禁】", "解禁は6月1日午前5時。アユ釣りの季節を前に、県は漁協と話し合った。",
        "「解禁は6月1日午前5時」と漁協。アユ釣りの季節を前に、県は話し合った。",
        "解禁待ちの漁師、準備進む", "Hold for Release of Hostages Ends", "UNDER EMBARGO UNTIL 2027: Russian Oil Held",
        "EMBARGOED UNTIL 2027: Russian Oil Held", "HFR Bank Shares Rise", "Not for release before 2030, archive says",
        "解禁は来月1日。アユ釣りの季節を前に、県は漁協と話し合った。",
        "Embargo: How an island lived with it for sixty years",
        "Under embargo, islanders learned to mend what they had",
        "Embargoed until last spring, the island's papers tell of forty years in which nobody was allowed to leave it.",
    ],
)  # fmt: skip
def test_what_may_be_prose_is_told_and_holds_nothing(line: str) -> None:
    found = read(line)
    assert found is not None
    assert (found.sure, found.until) == (False, None)
    assert not is_embargo(line)


def test_of_several_moments_the_latest_holds() -> None:
    found = read("Web解禁25日17時", "紙面解禁26日午前5時")
    assert found is not None
    assert found.until == dt.datetime(2026, 11, 25, 20, tzinfo=dt.UTC)
    assert "several moments" in found.warnings[0]
    same = read("解禁25日午前2時", "EMBARGOED UNTIL 1700 GMT NOV 24")
    assert same is not None
    assert same.warnings == ()


@pytest.mark.parametrize(
    ("lines", "moment"),
    [
        (["EMBARGOED UNTIL 0900 GMT", "WEDNESDAY NOV 25"], "25 09:00"),
        (["Note: STRICTLY EMBARGOED. Not for public release until 12noon", "on Wednesday, Nov 25."], "25 03:00"),
        (
            ["Transmission of material in this news release is embargoed until", "8:30 a.m. (ET) Wednesday, Nov. 25"],
            "25 13:30",
        ),
        (["解禁日時：", "", "11月25日（水）午前5時"], "24 20:00"),
        (["【解禁】", "25日午前2時"], "24 17:00"),
        (["解禁午後5時", "橋が25日に開通すると、市長が会見で発表した。島の暮らしが変わる。"], "24 08:00"),
    ],
)
def test_a_moment_may_go_on_in_the_next_line(lines: list[str], moment: str) -> None:
    found = read(*lines)
    assert found is not None
    assert found.until is not None
    assert found.until.strftime("%d %H:%M") == moment


@pytest.mark.parametrize("other", ["STRICTLY EMBARGOED", "26日付朝刊用", "解禁後使用可"])
def test_words_without_a_moment_give_way_to_one(other: str) -> None:
    found = read(other, "解禁25日午後5時")
    assert found is not None
    assert found.until == dt.datetime(2026, 11, 25, 8, tzinfo=dt.UTC)


def test_one_that_should_be_readable_makes_all_unreadable() -> None:
    found = read("解禁25日午後5時", "EMBARGOED UNTIL midnight Tuesday")
    assert found is not None
    assert (found.until, found.text) == (None, "EMBARGOED UNTIL midnight Tuesday")


def test_lifted_and_a_moment_too() -> None:
    found = read("解禁25日午後5時", "【解禁済み】")
    assert found is not None
    assert found.until is not None
    assert "lifted" in found.warnings[0]
    over = read("26日付朝刊用", "【解禁済み】")
    assert over is not None
    assert over.lifted


def test_how_it_was_read_is_told() -> None:
    named, bare = read("解禁25日午前2時（日本時間）"), read("解禁25日午前2時", zone="Europe/London")
    assert named is not None
    assert bare is not None
    assert (named.how, bare.how) == ("in the copy's words", "in the copy's words, no zone, read as Europe/London")


@pytest.mark.parametrize(
    ("headline", "lines"),
    [
        ("橋が開通【解禁25日午前2時】", ["解禁25日午前2時"]),
        ("Bridge opens (EMBARGOED UNTIL 5 p.m. ET (2200 GMT) Nov 25)", ["EMBARGOED UNTIL 5 p.m. ET (2200 GMT) Nov 25"]),
        ("EMBARGOED UNTIL 0001 GMT NOV 25 - Bridge opens", ["EMBARGOED UNTIL 0001 GMT NOV 25 - Bridge opens"]),
        ("解禁25日午前2時　橋が開通", ["解禁25日午前2時　橋が開通"]),
        ("橋が開通【解禁】25日午前2時", ["【解禁】25日午前2時"]),
        ("【解禁】25日午前2時　橋が開通", ["【解禁】25日午前2時　橋が開通"]),
        ("EMBARGO 5 p.m. EST Tuesday: Bridge", ["EMBARGO 5 p.m. EST Tuesday: Bridge"]),
        ("・" * 300 + "解禁25日午前2時", []),
        ("Embargo ends Monday", []),
        ("EMBARGO 30/11: Bridge opens", ["EMBARGO 30/11: Bridge opens"]),
        ("Embargo hits 30/11 parade: islanders", []),
        ("26日付朝刊用", ["26日付朝刊用"]),
        ("アユ釣り解禁", []),
    ],
)
def test_what_of_a_headline_may_be_a_desks(headline: str, lines: list[str]) -> None:
    assert list(of_headline(headline)) == lines


@pytest.mark.parametrize(
    ("headline", "rest"),
    [
        ("橋が開通【解禁25日午前2時】", "橋が開通"), ("【解禁済み】橋が開通（写真あり）", "橋が開通（写真あり）"),
        ("Bridge opens (EMBARGOED UNTIL 0001 GMT NOV 25)", "Bridge opens"), ("アユ釣り【解禁】", "アユ釣り【解禁】"),
    ],
)  # fmt: skip
def test_a_headline_is_the_same_with_and_without_its_embargo(headline: str, rest: str) -> None:
    assert without_embargo(headline) == rest


@pytest.mark.parametrize(
    ("line", "alone"),
    [
        ("EMBARGOED UNTIL 0001 GMT NOV 25", True), ("EMBARGOED UNTIL THE MAYOR SPEAKS", True), ("26日付朝刊用", True),
        ("解禁：25日午前2時", True), ("解禁済み", True), ("橋が開通【解禁25日午前2時】", False),
        ("解禁25日午前2時　橋が開通", False),
        ("EMBARGOED UNTIL 0001 GMT NOV 25 - Bridge opens", False), ("調査結果【解禁時刻は別途連絡】", False),
        ("EMBARGO 5 p.m. EST Tuesday: Bridge", False), ("Embargo: Bridge", False),
    ],
)  # fmt: skip
def test_a_line_that_is_nothing_else(line: str, alone: bool) -> None:
    assert is_embargo(line) is alone


@pytest.mark.parametrize(
    "unit",
    [
        "embargo(", "(embargo ", "解禁6日", "embargo 1", "Embargo. ", "embargo (a(b)", "EMBARGOED UNTIL 0001 GMT ",
        "embargo" + " " * 99, "解禁一", "解禁\ufdfa", "解禁【", "not for release before ",
    ],
)  # fmt: skip
def test_long_lines_take_no_time(unit: str) -> None:
    lines = [unit * (1024 * 1024 // len(unit) // 40)] * 100
    for work in (read, lambda *some: [(is_embargo(line), unread(line, note=True)) for line in some[:10]]):
        with within(0.5):
            work(*lines)


def test_no_more_than_sixty_lines_are_looked_at() -> None:
    """Forty of the note, and those of headline and text."""
    assert read(*["The bridge opens."] * 59, "解禁25日午前2時") is not None
    assert read(*["The bridge opens."] * 60, "解禁25日午前2時") is None


@pytest.mark.parametrize(
    ("line", "note", "head"),
    [
        ("■解禁日 11月26日", True, True),
        ("配布資料の解禁　11月26日", True, False),
        ("EU extends oil embargo until 2027", True, False),
        ("OIL-EMBARGO 3rd ld", True, False),
        ("6月1日解禁", True, None),
        ("HOLD FOR RELEASE UNTIL MAYOR SPEAKS", True, None),
        ("解禁25日午前2時", None, None),
        ("26日付朝刊用", None, None),
        ("アユ釣り解禁", None, None),
        ("FOR IMMEDIATE RELEASE Nov 25", None, None),
        ("解禁なし 25日", None, None),
        ("25日付朝刊の記事の続報", None, None),
        ("The bridge opens Nov 25", None, None),
    ],
)
def test_what_is_not_understood_is_not_passed_over(line: str, note: bool | None, head: bool | None) -> None:
    """Whether it holds in a note and elsewhere; None where there is nothing to tell."""
    found = [unread(line, note=True), unread(line, note=False)]
    assert [one and one.sure for one in found] == [note, head]
    assert all(one.text == line and one.until is None for one in found if one)


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        ("EMBARGO LIFTED AT 10:00 GMT NOV 25", "25 10:00"),
        ("Embargo is lifted Nov. 25 at 10:00 GMT", "25 10:00"),
        ("30日午後11時に解禁されました", "30 14:00"),
        ("30日午後11時解禁となりました", "30 14:00"),
        ("解禁済み（30日）", None),
        ("Embargo lifted today", None),
    ],
)
def test_one_that_is_lifted_at_a_moment_holds_until_then(line: str, moment: str | None) -> None:
    found = read(line)
    assert found is not None
    assert (found.lifted, found.sure) == (False, True)
    assert (found.until and found.until.strftime("%d %H:%M")) == moment


def test_the_moment_of_a_lifting_may_stand_in_the_next_line() -> None:
    found = read("EMBARGO LIFTED", "AT 10:00 GMT NOV 25")
    assert found is not None
    assert found.until == dt.datetime(2026, 11, 25, 10, tzinfo=dt.UTC)
