"""Days of which Japanese copy leaves out the month or the year, and what of the words around settles them."""

import datetime as dt

import pytest

from services.ingest.enrich.japan.days.anchor import Anchor
from services.ingest.enrich.japan.days.japanese import japanese_days


def read(text: str, base: str = "2021-03-05") -> list[tuple[str, str | None]]:
    anchor = Anchor(dt.date.fromisoformat(base), "published", "Asia/Tokyo", "feed")
    return [(day.text, day.value) for day in japanese_days(text, "body", anchor)]


def candidates(text: str) -> list[list[str]]:
    anchor = Anchor(dt.date(2021, 3, 5), "published", "Asia/Tokyo", "feed")
    return [day.candidates for day in japanese_days(text, "body", anchor)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("4月1日付の異動を発表した。", "2021-04-01"),
        ("4月1日の施行を決めた。", "2021-04-01"),
        ("4月1日からの改定を発表した。", "2021-04-01"),
        ("公判の期日は4月15日に指定された。", "2021-04-15"),
        ("会期は6月16日までとなった。", "2021-06-16"),
        ("4月前半の会談開催で合意した。", "2021-04"),
        ("期限は15日に設定された。", "2021-03-15"),
        ("28日の会見で述べた。", "2021-02-28"),
        ("28日から始まった大会。", "2021-02-28"),
    ],
)
def test_what_was_decided_about_a_day_is_not_its_past(text: str, value: str) -> None:
    assert [found for _, found in read(text)] == [value]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("期限を21日まで2週間延長した。", ["2021-02-21", "2021-03-21"]),
        ("宣言の21日までの再延長を決定した。", ["2021-02-21", "2021-03-21"]),
        ("投開票は25日に決まった。", ["2021-02-25", "2021-03-25"]),
        ("期日は19日に決まった。", ["2021-02-19", "2021-03-19"]),
        ("20日投票と発表された。", ["2021-02-20", "2021-03-20"]),
        ("4月に始まった。", ["2020-04", "2021-04"]),
        ("1月に開業する。", ["2021-01", "2022-01"]),
    ],
)
def test_a_tense_that_asks_for_the_day_further_off_leaves_it_open(text: str, days: list[str]) -> None:
    assert candidates(text) == [days]
    assert [found for _, found in read(text)] == [None]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("6日午前2時に解禁", [("6日午前2時", "2021-03-06T02:00")]),
        ("宣言、7日に期限", [("7日", "2021-03-07")]),
        ("6日昼にかけて大雪に警戒", [("6日昼", "2021-03-06")]),
        ("5日夜から6日にかけて大雨", [("5日夜", "2021-03-05"), ("6日", "2021-03-06")]),
        ("会期は11日まで", [("11日", "2021-03-11")]),
        ("あす6日に開く", [("あす", "2021-03-06"), ("6日", "2021-03-06")]),
        ("19日の件。", [("19日", None)]),
    ],
)
def test_without_a_tense_the_next_days_are_meant(text: str, found: list[tuple[str, str | None]]) -> None:
    assert read(text) == found


@pytest.mark.parametrize(
    ("text", "base", "value"),
    [
        ("6日（木）", "2021-05-05", "2021-05-06"),
        ("12月24日（木）", "2021-03-05", "2020-12-24"),
        ("1月5日（水）", "2021-12-28", "2022-01-05"),
        ("26日（金）に開いた", "2021-03-05", "2021-02-26"),
        ("あす1日", "2021-03-31", "2021-04-01"),
        ("31日は大みそか", "2021-12-28", "2021-12-31"),
    ],
)
def test_a_weekday_or_a_word_beside_the_day_decides(text: str, base: str, value: str) -> None:
    assert read(text, base)[-1][1] == value


def test_a_weekday_of_a_year_long_ago_is_a_slip() -> None:
    (day,) = japanese_days(
        "3月12日（木）に開く。", "body", Anchor(dt.date(2021, 3, 5), "published", "Asia/Tokyo", "feed")
    )
    assert (day.value, "weekday_differs" in day.flags) == ("2021-03-12", True)


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("火事は2月3日に起きた。持ち主は4日に戻った。", ["2021-02-04", "2021-03-04"]),
        ("火事は2月3日に起きた。持ち主は5日に戻った。", ["2021-02-05", "2021-03-05"]),
        ("昨年12月に開業した。4日に閉じた。", ["2020-12-04", "2021-03-04"]),
    ],
)
def test_a_month_of_the_sentence_before_may_go_on_to_hold(text: str, last: list[str]) -> None:
    assert candidates(text)[-1] == last


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("火事は2月3日に起きた。町は5日、調べを終えた。", "2021-03-05"),
        ("昨年12月に開業した。町は4日、閉鎖を発表した。", "2021-03-04"),
        ("火事は2月3日に起きた。町が調べた。4日に終えた。", "2021-03-04"),
        ("火事は2月3日に起きた。\n4日に終えた。", "2021-03-04"),
    ],
)
def test_where_the_news_begins_the_month_before_does_not_hold(text: str, value: str) -> None:
    assert read(text)[-1][1] == value


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("10年前の3月11日に起きた。", [("3月11日", "2011-03-11")]),
        ("3年前の3月に開いた。", [("3月", "2018-03")]),
        ("10年前のきょう開いた。", [("きょう", "2011-03-05")]),
        ("10年前の5日に開いた。", []),
        ("毎日午前9時から午後5時まで開く。", []),
        ("平日は午前10時に開館する。", []),
        ("休日は午前10時～午後5時に開く。", []),
        ("土日は午前10時に開館する。", []),
        ("毎年3月5日午後3時に開く。", []),
        ("平日の5日に開く。", [("5日", "2021-03-05")]),
        ("四日市、5日に開く。", [("5日", "2021-03-05")]),
        ("二十一昨日", [("一昨日", "2021-03-03")]),
    ],
)
def test_years_ago_and_every_day(text: str, found: list[tuple[str, str | None]]) -> None:
    assert read(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("知事は3日、「昨日から増えた」と語った。", ["2021-03-03", "2021-03-02"]),
        ("4日の会見で「あすにも決める」と述べた。", ["2021-03-04", "2021-03-05"]),
        (
            "首相は4日夜、「きょう決めた」と述べた。同日、会議を開いた。",
            ["2021-03-04", "2021-03-04", "2021-03-04"],
        ),
        ("10日に開く会合について「あす決める」と語った。", ["2021-03-10", "2021-03-06"]),
        ("2日に開いた会合について「きのう決めた」と語った。", ["2021-03-02", None]),
        ("知事は「きのう決めた」と語った。", ["2021-03-04"]),
        ("4日に「3月11日」を定めた。同日は休む。", ["2021-03-04", "2021-03-11", "2021-03-11"]),
        (
            "知事は3日、「明日の午後3時から5時まで」と語った。",
            ["2021-03-03", "2021-03-04T15:00", "2021-03-04T17:00"],
        ),
    ],
)
def test_days_in_quotations_count_from_when_they_were_spoken(text: str, found: list[str | None]) -> None:
    assert [value for _, value in read(text)] == found


def test_what_stands_before_the_beginning_is_neither_read_nor_taken_up() -> None:
    text = "横浜3月4日午後1時＝町は午後5時に開いた。同日の件。"
    anchor = Anchor(dt.date(2021, 3, 4), "dateline", "Asia/Tokyo", "dateline")
    hour, same = japanese_days(text, "body", anchor, None, text.index("町"))
    assert (hour.text, hour.basis, hour.flags) == ("午後5時", "dateline", ["day_supposed"])
    assert same.problem == "no day named before it"
