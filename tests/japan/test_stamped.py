"""Whole stamps and dates in figures, found in text of any language and resolved, or told why not."""

import datetime as dt
import time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.japan import Day
from services.ingest.enrich.japan.days.anchor import Anchor
from services.ingest.enrich.japan.days.stamped import stamped
from services.ingest.reading.stamps import read_stamp

_TOKYO = Anchor(dt.date(2021, 3, 5), "published", "Asia/Tokyo", "feed")
_WASHINGTON = Anchor(dt.date(2021, 3, 4), "dateline", "America/New_York", "dateline")
_NINE = dt.datetime(2021, 3, 5, tzinfo=dt.UTC)


def _one(text: str, anchor: Anchor = _TOKYO) -> Day:
    days = stamped(text, "body", anchor)
    assert len(days) == 1, days
    assert text[days[0].start : days[0].end] == days[0].text
    return days[0]


@pytest.mark.parametrize(
    ("stamp", "zone"),
    [
        ("2021-03-05 09:00 GMT9", "+09:00"), ("2021/03/05 9:00 JST", "Asia/Tokyo"), ("20210305T090000+0900", "+09:00"),
        ("2021-03-05T09:00:00+09", "+09:00"), ("2021-03-05T00:00:00Z", "UTC"), ("2021-03-05 00:00 UTC", "UTC"),
        ("Fri, 05 Mar 2021 00:00:00 GMT", "UTC"), ("5 March 2021, 09:00 KST", "+09:00"),
        ("2021-03-04 19:00:00-05:00", "-05:00"), ("2021.3.5 9:00 JST", "Asia/Tokyo"), ("R3.3.5 9:00 JST", "Asia/Tokyo"),
        ("05.03.2021 01:00 CET", "+01:00"), ("2021/3/5 9:00 a.m. JST", "Asia/Tokyo"), ("3/5/2021 9:00 JST", None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("around", ["{}", "The paper came at {}, they said.", "発表は{}に。", "（{}）"])
def test_a_stamp_with_its_zone(stamp: str, zone: str | None, around: str) -> None:
    day = _one(around.format(stamp), _WASHINGTON)
    assert day.text == stamp
    if zone is None:
        assert (day.problem, day.candidates) == ("month or day first?", ["2021-03-05T09:00", "2021-05-03T09:00"])
        return
    assert (day.at, day.zone, day.zone_source, day.basis, day.base) == (_NINE, zone, "stated", "stated", None)
    assert day.flags == (["zone_repaired"] if "GMT9" in stamp else [])


def test_value_and_time_are_the_clocks_of_the_copy() -> None:
    day = _one("05 Mar 2021 02:03:35 GMT9", _WASHINGTON)
    assert (day.value, day.time, day.precision) == ("2021-03-05T02:03:35", "02:03", "second")
    assert (day.first, day.last) == (dt.date(2021, 3, 5), dt.date(2021, 3, 5))
    assert day.at == dt.datetime(2021, 3, 4, 17, 3, 35, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("anchor", "hour"), [(_TOKYO, 0), (_WASHINGTON, 14)], ids=["feed", "dateline"]
)  # fmt: skip
def test_an_hour_without_a_zone_is_of_the_texts_clock(anchor: Anchor, hour: int) -> None:
    day = _one("The doors open 2021-03-05 09:00 and close later.", anchor)
    assert (day.value, day.precision) == ("2021-03-05T09:00", "minute")
    assert day.at == dt.datetime(2021, 3, 5, hour, tzinfo=dt.UTC)
    assert (day.zone, day.zone_source) == (anchor.zone, anchor.zone_source)


@pytest.mark.parametrize(
    ("text", "at", "zone"),
    [
        ("2021/3/5 9:00（日本時間）に", _NINE, "Asia/Tokyo"), ("日本時間の2021/3/5 9:00に", _NINE, "Asia/Tokyo"),
        ("2021/3/5 9:00 Tokyo time", _NINE, "Asia/Tokyo"), ("2021/3/5 0:00（協定世界時）", _NINE, "UTC"),
        ("2021/3/5 0:00 (GMT)", _NINE, "UTC"), ("２０２１／３／５　０：００　ＧＭＴ", _NINE, "UTC"),
        ("2021/3/5 9:00（現地時間）", None, None), ("2021/3/5 9:00 local time", None, None),
        ("2021/3/5 9:00 Eastern Time", None, None), ("2021-03-05 09:00 QQT", None, None),
        ("2021-03-05 09:00-05:00", None, None), ("2021-03-05 09:00 ET", None, None),
        ("2021-03-05 09:00 PT", None, None), ("2021-03-05 09:00 (ET)", None, None),
        ("2021-03-05 09:00 WIB", None, None), ("2021-03-05 09:00 Eastern", None, None),
        ("2021-03-05 9:00 a.m. ET", None, None), ("2021/3/5 午前9時（現地時間）", None, None),
        ("2021/3/5 午前9時（日本時間）", _NINE, "Asia/Tokyo"), ("2021/3/5 日本時間午前9時", _NINE, "Asia/Tokyo"),
    ],
)  # fmt: skip
def test_words_beside_a_stamp_name_its_zone_or_another(text: str, at: dt.datetime | None, zone: str | None) -> None:
    day = _one(text, _WASHINGTON)
    assert (day.at, day.zone, day.zone_source) == (at, zone, zone and "stated")
    assert day.value is not None


@pytest.mark.parametrize("word", ["AND", "IN", "to", "at"])
def test_plain_words_behind_a_stamp_name_no_zone(word: str) -> None:
    assert _one(f"2021-03-05 09:00 {word} later").at == _NINE


@pytest.mark.parametrize(
    ("stamp", "value", "precision"),
    [
        ("2021/3/1午前9時", "2021-03-01T09:00", "hour"), ("2021/3/1 午後3時", "2021-03-01T15:00", "hour"),
        ("2021-03-01（月）午前9時", "2021-03-01T09:00", "hour"), ("2021/3/5 9時30分", "2021-03-05T09:30", "minute"),
        ("2021/03/01 (Mon) 9:00", "2021-03-01T09:00", "minute"), ("2021/3/5 午前9:30", "2021-03-05T09:30", "minute"),
        ("2021/3/5（金）9:00", "2021-03-05T09:00", "minute"), ("2021/3/5(金・祝)正午", "2021-03-05T12:00", "hour"),
        ("2021/3/5の15時30分", "2021-03-05T15:30", "minute"),
        ("２０２１／３／５　午後０時半", "2021-03-05T12:30", "minute"),
        ("2021.3.5 午前9時", "2021-03-05T09:00", "hour"), ("2021.3.5（金） 9:00", "2021-03-05T09:00", "minute"),
        ("R3.3.5 午前9時5分", "2021-03-05T09:05", "minute"),
    ],
)  # fmt: skip
def test_weekday_and_clock_behind_a_date_are_one_entry_with_it(stamp: str, value: str, precision: str) -> None:
    day = _one(f"会は{stamp}から。")
    assert (day.text, day.value, day.precision, day.flags) == (stamp, value, precision, [])
    assert day.at == dt.datetime.fromisoformat(f"{value}+09:00")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2021-03-05", "2021-03-05"), ("2021/3/5（金）", "2021-03-05"), ("2021-03-05 (Fri)", "2021-03-05"),
        ("2021/3/5", "2021-03-05"), ("２０２１／０３／０５", "2021-03-05"),
        ("3/25/2021", "2021-03-25"), ("25/3/2021", "2021-03-25"), ("5/5/2021", "2021-05-05"),
        ("令和の記録（R3.3.5）", "2021-03-05"), ("申請はS63.12.31まで", "1988-12-31"),
    ],
)  # fmt: skip
def test_a_date_without_an_hour(text: str, value: str) -> None:
    day = _one(text)
    assert (day.value, day.precision, day.at, day.zone, day.time) == (value, "day", None, None, None)
    assert day.first == day.last == dt.date.fromisoformat(value)


@pytest.mark.parametrize(
    ("text", "problem", "candidates"),
    [
        ("03/05/2021", "month or day first?", ["2021-03-05", "2021-05-03"]),
        ("03/05/2021 3:00 p.m.", "month or day first?", ["2021-03-05T15:00", "2021-05-03T15:00"]),
        ("2025-02-29", "no such day", []), ("2025/2/29", "no such day", []), ("31/2/2021", "no such day", []),
        ("2021-13-05 09:00 JST", "no such day", []), ("2021-02-32", "no such day", []),
        ("2021/13/05 9:00", "no such day", []), ("2021-00-05", "no such day", []), ("2021-13-05", "no such day", []),
        ("2021/2/30 午前9時", "no such day", []), ("2021/3/5 午後13時", "no such hour", []),
        ("2021/3/5 午後12時", "two hours of the day fit the words", ["2021-03-05T12:00", "2021-03-06T00:00"]),
        ("3/5/2021 午前9時", "month or day first?", ["2021-03-05T09:00", "2021-05-03T09:00"]),
        ("2025-02-29T10:00:00Z", "no such day", []), ("0000-01-01T00:00:00Z", "no such day", []),
        ("R7.2.29 9:00", "no such day", []), ("2021-03-05T25:00:00Z", "no such hour", []),
        ("2021-03-05 25:30 GMT", "no such hour", []), ("2021/3/5 12:00 AM", "midnight of which day?", []),
        ("9999-12-31T23:59:59-05:00", "out of range", []), ("2021-03-05 09:00 +25:00", "no such zone: +25:00", []),
        ("2021-03-05 09:00 CST", "CST is two zones", ["2021-03-05T09:00-06:00", "2021-03-05T09:00+08:00"]),
        ("1948-05-02 00:30", "the clocks of Asia/Tokyo skipped this hour", []),
    ],
)  # fmt: skip
def test_what_cannot_be_resolved_has_no_value(text: str, problem: str, candidates: list[str]) -> None:
    day = _one(text)
    assert (day.problem, day.candidates) == (problem, candidates)
    assert (day.value, day.at, day.first, day.precision) == (None, None, None, None)


@pytest.mark.parametrize(
    ("text", "value", "utc", "flag"),
    [
        ("1951-09-09 00:30", "1951-09-09T00:30", "1951-09-08T14:30", "hour_twice"),
        ("1951-09-08 23:30", "1951-09-08T23:30", "1951-09-08T13:30", "hour_twice"),
        ("1951-09-08 22:30", "1951-09-08T22:30", "1951-09-08T12:30", None),
        ("2021/3/5 25時", "2021-03-06T01:00", "2021-03-05T16:00", "next_day"),
        ("2021/3/5 午前9時ごろ", "2021-03-05T09:00", "2021-03-05T00:00", "approximate"),
        ("2021/3/5（木）午前9時", "2021-03-05T09:00", "2021-03-05T00:00", "weekday_differs"),
        ("2021-03-05 (Thu) 9:00", "2021-03-05T09:00", "2021-03-05T00:00", "weekday_differs"),
        ("1951-09-08 23:30 JST", "1951-09-08T23:30", "1951-09-08T14:30", None),
        ("2021/3/5 25:30", "2021-03-06T01:30", "2021-03-05T16:30", "next_day"),
        ("2021/3/5 24:00 GMT", "2021-03-06T00:00", "2021-03-06T00:00", "next_day"),
        ("H31.5.1 9:00", "2019-05-01T09:00", "2019-05-01T00:00", "out_of_era"),
        ("Thu, 05 Mar 2021 00:00 GMT", "2021-03-05T00:00", "2021-03-05T00:00", "weekday_differs"),
        ("2021/3/5 9:00-10:00", "2021-03-05T09:00", "2021-03-05T00:00", None),
    ],
)  # fmt: skip
def test_what_is_odd_is_flagged(text: str, value: str, utc: str, flag: str | None) -> None:
    day = _one(text)
    assert (day.value, day.flags) == (value, [flag] if flag else [])
    assert day.at == dt.datetime.fromisoformat(f"{utc}+00:00")


@pytest.mark.parametrize(
    "text",
    [
        "2021.3.5", "5.3.2021", "version 1.2.3", "https://example.jp/2021/03/05/story", "pic-2021-03-05.jpg",
        "2021-03-05T090000Z_1_L4N",
        "0120-11-1234", "2020/21", "2020-21", "1/2", "R3.3.5", "R4.1.2.1", "5 Mar 2021", "令和3年3月5日 午前9時",
        "March 5, 2021", "9:30", "12345-67-89", "9999-13-01", "2021.13.5",
        "2019/20/21", "9999-01-01", "5日午後3時", "S64.1.8です", "",
        "5 March 2021, 10 people", "5 March 2021 200 people", "20210305T9",
    ],
)  # fmt: skip
def test_what_is_no_stamp_or_for_another_reader(text: str) -> None:
    assert stamped(text, "body", _TOKYO) == []


def test_all_of_a_text_in_its_order() -> None:
    text = "発表は2021-03-05 09:00 JST、締め切りは２０２１／３／８。\n再開は 09 Mar 2021 10:00 GMT9。"
    days = stamped(text, "summary", _TOKYO)
    assert [day.value for day in days] == ["2021-03-05T09:00", "2021-03-08", "2021-03-09T10:00"]
    assert [text[day.start : day.end] for day in days] == [day.text for day in days]
    assert {day.where for day in days} == {"summary"}


@pytest.mark.parametrize("gap", range(40, 90, 3))
def test_a_stamp_is_read_to_its_end_however_far_from_other_figures(gap: int) -> None:
    assert _one(f"pic-2021-03-05.jpg{'。' * gap}2021-03-05T09:00:00+09:00").text == "2021-03-05T09:00:00+09:00"


@given(
    st.datetimes(dt.datetime.fromisoformat("1600-01-01"), dt.datetime.fromisoformat("2199-12-31")),
    st.sampled_from(["Z", "+09:00", "-0330", "+14"]),
    st.text(" 、。（）あ", max_size=5),
)
def test_every_iso_stamp_is_read_as_a_field_would_be(local: dt.datetime, zone: str, before: str) -> None:
    stamp = local.replace(microsecond=0).isoformat() + zone
    day = _one(f"{before}{stamp}。")
    assert day.at == read_stamp(stamp, "UTC", "x").at
    assert day.value == local.isoformat(timespec="seconds")


_PIECES = st.sampled_from(
    [
        "2021",
        "-",
        "/",
        "03",
        "５",
        ":",
        " ",
        "T",
        "09:00",
        "Z",
        "+09",
        "GMT9",
        "R3",
        ".",
        "の",
        " Mar ",
        "日本時間",
        "12",
        "0",
    ]
)


@given(st.one_of(st.text(max_size=80), st.lists(_PIECES, max_size=24).map("".join)))
def test_any_text_has_an_answer(text: str) -> None:
    for day in stamped(text, "body", _TOKYO):
        assert text[day.start : day.end] == day.text
        assert (day.value is None) == (day.problem is not None)
        assert day.at is None or day.zone is not None
        assert Day.model_validate(day.model_dump()) == day
        if day.at and day.zone == "Asia/Tokyo" and "hour_twice" not in day.flags:
            assert day.at.astimezone(ZoneInfo("Asia/Tokyo")).strftime("%H:%M") == day.time


@pytest.mark.parametrize("piece", ["1/", "2021-", "9 9:9 ", "R1.", "T1", "日本時間", "2021-03-05 ", "０"])
def test_time_grows_with_the_text_alone(piece: str) -> None:
    def seconds(signs: int) -> float:
        text = piece * (signs // len(piece))
        began = time.perf_counter()
        stamped(text, "body", _TOKYO)
        return time.perf_counter() - began

    small = min(seconds(20_000) for _ in range(3))
    assert seconds(200_000) < 60 * small + 0.05


def test_a_date_in_words_before_one_in_figures_is_left_to_the_words() -> None:
    """A word's day has no year of the figures' kind: it once raised, and copy became poison."""
    days = stamped("Held 5 March 2021 2021-03-06.", "body", _TOKYO)
    assert [day.value for day in days] == ["2021-03-06"]
