"""Hours of Japanese clock words, and the instants that they are."""

import datetime as dt

import pytest

from schemas.japan import Day
from services.ingest.enrich.japan.days.anchor import Anchor
from services.ingest.enrich.japan.days.japanese import japanese_days

TOKYO = Anchor(dt.date(2021, 3, 5), "published", "Asia/Tokyo", "feed")
NEW_YORK = Anchor(dt.date(2021, 3, 4), "dateline", "America/New_York", "dateline")


def one(text: str, anchor: Anchor = TOKYO) -> Day:
    (day,) = japanese_days(text, "body", anchor)
    return day


@pytest.mark.parametrize(
    ("words", "value", "precision"),
    [
        ("5日午後0時半", "2021-03-05T12:30", "minute"),
        ("５日午後０時半", "2021-03-05T12:30", "minute"),
        ("5日午前0時", "2021-03-05T00:00", "hour"),
        ("5日正午", "2021-03-05T12:00", "hour"),
        ("5日午前零時", "2021-03-05T00:00", "hour"),
        ("五日午前十時半", "2021-03-05T10:30", "minute"),
        ("5日午後3時15分", "2021-03-05T15:15", "minute"),
        ("5日（金）午後6：30", "2021-03-05T18:30", "minute"),
        ("5日15時30分", "2021-03-05T15:30", "minute"),
        ("5日09時05分", "2021-03-05T09:05", "minute"),
        ("5日夜9時", "2021-03-05T21:00", "hour"),
        ("けさ8時", "2021-03-05T08:00", "hour"),
        ("きのう午後3時", "2021-03-04T15:00", "hour"),
        ("1995年1月17日午前5時46分52秒", "1995-01-17T05:46:52", "second"),
        ("2021年3月5日 9:00", "2021-03-05T09:00", "minute"),
        ("3月5日（金）15:00", "2021-03-05T15:00", "minute"),
        ("5日15:00", "2021-03-05T15:00", "minute"),
        ("令和3年3月5日9:00", "2021-03-05T09:00", "minute"),
        ("2021年3月5日 9時30分", "2021-03-05T09:30", "minute"),
        ("5日午後〇時半", "2021-03-05T12:30", "minute"),
        ("5日午前〇時", "2021-03-05T00:00", "hour"),
    ],
)
def test_day_and_hour_are_one_entry(words: str, value: str, precision: str) -> None:
    day = one(f"会は{words}に開いた。")
    assert (day.text, day.value, day.precision, day.time) == (words, value, precision, value[11:16])
    assert day.at == dt.datetime.fromisoformat(f"{value}+09:00").astimezone(dt.UTC)
    assert (day.zone, day.zone_source) == ("Asia/Tokyo", "feed")


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("5日25時30分", "2021-03-06T01:30"),
        ("5日24時", "2021-03-06T00:00"),
        ("3月31日26時", "2021-04-01T02:00"),
        ("5日30時", "2021-03-06T06:00"),
        ("5日夜12時", "2021-03-06T00:00"),
    ],
)
def test_hours_of_a_night_that_goes_on(words: str, value: str) -> None:
    day = one(f"{words}から放送する。")
    assert (day.value, "next_day" in day.flags) == (value, True)


@pytest.mark.parametrize(
    ("words", "candidates"),
    [
        ("5日午後12時", ["2021-03-05T12:00", "2021-03-06T00:00"]),
        ("5日午前12時", ["2021-03-05T00:00", "2021-03-05T12:00"]),
        ("5日3時", ["2021-03-05T03:00", "2021-03-05T15:00"]),
        ("5日深夜12時", ["2021-03-05T00:00", "2021-03-06T00:00"]),
        ("5日深夜1時", ["2021-03-05T01:00", "2021-03-06T01:00"]),
    ],
)
def test_two_hours_fit(words: str, candidates: list[str]) -> None:
    day = one(words)
    assert (day.value, day.at, day.candidates) == (None, None, candidates)
    assert day.problem == "two hours of the day fit the words"


@pytest.mark.parametrize("words", ["5日午後15時", "5日30時30分", "5日31時"])
def test_no_such_hour(words: str) -> None:
    assert (one(words).value, one(words).problem) == (None, "no such hour")


@pytest.mark.parametrize("words", ["午前9時ごろ", "午後1時すぎ", "午後3時前", "午前10時前後"])
def test_about_an_hour(words: str) -> None:
    day = one(f"5日{words}")
    assert (day.text, day.flags) == (f"5日{words}", ["approximate"])


def test_an_hour_alone_is_of_the_day_before_it_in_its_sentence() -> None:
    _, hour = japanese_days("4日の会合は、午後3時に始まった。", "body", TOKYO)
    assert (hour.value, hour.basis, hour.base) == ("2021-03-04T15:00", "text", dt.date(2021, 3, 4))


def test_an_hour_in_another_sentence_is_supposed_to_be_of_the_base() -> None:
    _, hour = japanese_days("会合は4日。午後3時に火が出た。", "body", TOKYO)
    assert (hour.value, hour.basis, hour.flags) == ("2021-03-05T15:00", "published", ["day_supposed"])


@pytest.mark.parametrize("text", ["5日午後3時から5時まで開く。", "5日午後3～5時に開く。", "午後3-5時に開く。"])
def test_the_half_of_the_day_goes_on_in_an_interval_of_hours(text: str) -> None:
    found = japanese_days(text, "body", TOKYO)
    assert [day.value for day in found] == ["2021-03-05T15:00", "2021-03-05T17:00"]


@pytest.mark.parametrize(
    ("words", "at", "zone", "source"),
    [
        ("4日午後3時", "2021-03-04T20:00Z", "America/New_York", "dateline"),
        ("現地時間4日午後3時", "2021-03-04T20:00Z", "America/New_York", "dateline"),
        ("日本時間5日午前2時", "2021-03-04T17:00Z", "Asia/Tokyo", "stated"),
        ("米西部時間4日正午", "2021-03-04T20:00Z", "America/Los_Angeles", "stated"),
        ("協定世界時4日0時", "2021-03-04T00:00Z", "UTC", "stated"),
    ],
)
def test_zones(words: str, at: str, zone: str, source: str) -> None:
    day = one(words, NEW_YORK)
    assert (day.text, day.zone, day.zone_source) == (words, zone, source)
    assert day.at == dt.datetime.fromisoformat(at)


def test_local_time_of_no_named_place_has_no_instant() -> None:
    day = one("現地時間5日午後3時")
    assert (day.value, day.at, day.zone) == ("2021-03-05T15:00", None, None)
    assert day.problem == "which place's clock is not said"


def test_an_hour_that_the_clocks_skipped() -> None:
    day = one("1948年5月2日午前0時30分")
    assert (day.value, day.at, day.problem) == (None, None, "the clocks skipped this hour")


def test_an_hour_that_the_clocks_showed_twice() -> None:
    day = one("1951年9月9日午前0時30分")
    assert (day.flags, day.at) == (["hour_twice"], dt.datetime(1951, 9, 8, 14, 30, tzinfo=dt.UTC))


@pytest.mark.parametrize("text", ["5日朝刊", "5日夕刊", "5日夜間"])
def test_what_is_no_part_of_the_day(text: str) -> None:
    assert (one(text).text, one(text).precision) == ("5日", "day")
