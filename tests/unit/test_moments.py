"""Moments and days by which a notice names its story."""

import datetime as dt

import pytest

from services.ingest.life.moments import Moment, minute_of, moments_in
from tests.notices import TOKYO, at
from tests.pace import within

SENT = at(7, 55)  # a Friday


def named(text: str, zone: str = TOKYO) -> list[Moment]:
    return list(moments_in(text, SENT, zone))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("19日配信の記事", 19), ("19日付の「橋」", 19), ("昨日お送りした", 19), ("今朝配信した", 20),
        ("moved Thursday", 19), ("sent on Wednesday, Nov. 18", 18), ("filed yesterday", 19), ("issued Nov. 2", 2),
    ],
)  # fmt: skip
def test_days(text: str, day: int) -> None:
    [moment] = named(text)
    assert moment.is_day
    assert moment.at == at(0, 0, day)
    assert [moment.admits((at(23, 59, on),)) for on in (day - 1, day)] == [False, True]
    assert list(moment.minutes()) == []


@pytest.mark.parametrize(
    "text",
    [
        "19日の地震",
        "20日、発表した",
        "30日配信の",
        "午後9時に配信します",
        "moved Xanday",
        "moved the house",
        "午前25時配信の",
    ],
)
def test_no_day_of_sending(text: str) -> None:
    assert [one for one in named(text) if one.at > at(0, 0, 1)] == []


@pytest.mark.parametrize(
    ("text", "about", "firm"),
    [
        ("午前6時50分配信の", False, True), ("午前6時50分ごろ配信した", True, True), ("午前6時に配信した", True, True),
        ("moved at 6:50 a.m.", False, True), ("moved at about 6:50 a.m.", True, True), ("(0650)", False, False),
    ],
)  # fmt: skip
def test_how_sure_a_moment_is(text: str, about: bool, firm: bool) -> None:
    [moment] = named(text)
    assert (moment.about, moment.firm) == (about, firm)
    assert moment.admits((moment.at + dt.timedelta(minutes=10),)) is about
    middle = minute_of(moment.at)
    assert list(moment.minutes()) == [middle - 2, middle - 1, middle, middle + 1, middle + 2]


@pytest.mark.parametrize("text", ["昨日午前6時50分配信の", "moved yesterday at 6:50 a.m.", "19日午前6時50分に配信した"])
def test_the_day_before(text: str) -> None:
    assert named(text)[0].at == at(6, 50, 19)


def test_a_day_is_that_of_the_zone() -> None:
    [moment] = named("moved today", "America/New_York")
    assert moment.at == dt.datetime(2026, 11, 19, 5, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize("sign", ["1", "19日", "昨日", "moved ", "moved on Monday ", "(0650", "午前6時"])
def test_length_costs_little(sign: str) -> None:
    with within(0.3):
        named(sign * (16_000 // len(sign)))
