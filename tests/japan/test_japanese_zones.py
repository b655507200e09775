"""Clocks that Japanese copy names before an hour, behind it or in a bracket after another."""

import datetime as dt

import pytest

from schemas.japan import Day
from services.ingest.enrich.japan.days.anchor import Anchor
from services.ingest.enrich.japan.days.japanese import japanese_days

TOKYO = Anchor(dt.date(2021, 3, 5), "published", "Asia/Tokyo", "feed")
WASHINGTON = Anchor(dt.date(2021, 3, 4), "dateline", "America/New_York", "dateline")
OPEN = "which place's clock is not said"


def read(text: str, anchor: Anchor = TOKYO) -> list[Day]:
    return japanese_days(text, "body", anchor)


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("ニューヨーク時間", "America/New_York"),
        ("ワシントン時間", "America/New_York"),
        ("東部時間", "America/New_York"),
        ("西海岸時間", "America/Los_Angeles"),
        ("ロンドン時間", "Europe/London"),
        ("パリ時間", "Europe/Paris"),
        ("ソウル時間", "Asia/Seoul"),
    ],
)
def test_clocks_of_cities(words: str, zone: str) -> None:
    (day,) = read(f"{words}5日午前9時に始まった。")
    assert (day.text, day.zone, day.zone_source) == (f"{words}5日午前9時", zone, "stated")
    assert day.at is not None


@pytest.mark.parametrize(
    "words",
    ["米国時間5日午前9時", "カタール時間の午前9時", "豪東部時間5日午前9時", "現地5日午前9時", "5日午前9時（米国時間）"],
)
def test_a_clock_that_we_do_not_know_has_no_instant(words: str) -> None:
    (day,) = read(f"{words}に始まった。")
    assert (day.text, day.value, day.zone, day.at, day.problem) == (words, "2021-03-05T09:00", None, None, OPEN)


@pytest.mark.parametrize("words", ["営業時間5日午前9時", "開演時間の5日午前9時"])
def test_what_has_hours_is_no_clock(words: str) -> None:
    (day,) = read(f"{words}から")
    assert (day.text, day.zone, day.problem) == ("5日午前9時", "Asia/Tokyo", None)


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("5日午前9時（GMT）", "2021-03-05T09:00Z"),
        ("5日午前9時（協定世界時）", "2021-03-05T09:00Z"),
        ("5日午前9時GMT", "2021-03-05T09:00Z"),
        ("5日午前9時（米東部時間）", "2021-03-05T14:00Z"),
        ("5日午前9時JST", "2021-03-05T00:00Z"),
        ("午前9時（GMT）", "2021-03-05T09:00Z"),
    ],
)
def test_a_clock_behind_the_hour(words: str, at: str) -> None:
    (day,) = read(f"{words}に始まった。")
    assert (day.text, day.at, day.zone_source) == (words, dt.datetime.fromisoformat(at), "stated")


def test_an_hour_whose_bracket_shows_another_clock_has_no_zone() -> None:
    outer, inner = read("5日午後7時（日本時間6日午前9時）に始まった。")
    assert (outer.value, outer.zone, outer.zone_source, outer.at) == ("2021-03-05T19:00", None, None, None)
    assert outer.problem == OPEN
    assert inner.at == dt.datetime(2021, 3, 6, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("4日午後9時（日本時間午前11時）に", "2021-03-05T11:00"),
        ("4日午後9時（日本時間5日午前11時）に", "2021-03-05T11:00"),
        ("日本時間5日午前11時（現地時間午後9時）に", "2021-03-04T21:00"),
    ],
)
def test_the_hour_in_the_bracket_is_the_same_instant(text: str, value: str) -> None:
    outer, inner = read(text, WASHINGTON)
    assert inner.value == value
    assert outer.at == inner.at == dt.datetime(2021, 3, 5, 2, tzinfo=dt.UTC)


@pytest.mark.parametrize("text", ["5日午後7時（日本時間午前9時）に", "日本時間5日午前9時（現地時間午後7時）に"])
def test_where_no_day_makes_one_instant_the_hour_in_the_bracket_is_open(text: str) -> None:
    _, inner = read(text)
    assert (inner.value, inner.at, inner.problem) == (None, None, "which day is not said")
