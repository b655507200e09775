"""The hours that English copy names, and by whose clock."""

import datetime as dt

import pytest

from tests.japan.english import days, only


@pytest.mark.parametrize(
    ("text", "zone", "value", "at"),
    [
        ("at 3 p.m. Thursday", "Asia/Tokyo", "2021-03-04T15:00", "2021-03-04T06:00"),
        ("Thursday at 3:30 p.m.", "Asia/Tokyo", "2021-03-04T15:30", "2021-03-04T06:30"),
        ("8 a.m. on March 5", "America/New_York", "2021-03-05T08:00", "2021-03-05T13:00"),
        ("8am on March 5", "America/New_York", "2021-03-05T08:00", "2021-03-05T13:00"),
        ("noon Thursday", "Asia/Tokyo", "2021-03-04T12:00", "2021-03-04T03:00"),
        ("1500 GMT on Thursday", "Asia/Tokyo", "2021-03-04T15:00", "2021-03-04T15:00"),
        ("3 p.m. JST on March 15", "America/New_York", "2021-03-15T15:00", "2021-03-15T06:00"),
        ("10 a.m. EDT on March 20", "Asia/Tokyo", "2021-03-20T10:00", "2021-03-20T14:00"),
        ("12:30 a.m. Thursday", "Asia/Tokyo", "2021-03-04T00:30", "2021-03-03T15:30"),
        ("1:30 a.m. on Nov. 1, 2020", "America/New_York", "2020-11-01T01:30", "2020-11-01T05:30"),
        ("1200 GMT on Thursday", "Asia/Tokyo", "2021-03-04T12:00", "2021-03-04T12:00"),
        ("3 p.m. Moscow time Thursday", "Asia/Tokyo", "2021-03-04T15:00", "2021-03-04T12:00"),
        ("3 p.m. MSK Thursday", "Asia/Tokyo", "2021-03-04T15:00", "2021-03-04T12:00"),
        ("3 p.m. HST Thursday", "Asia/Tokyo", "2021-03-04T15:00", "2021-03-05T01:00"),
        ("3 p.m. Sydney time Thursday", "Asia/Tokyo", "2021-03-04T15:00", "2021-03-04T04:00"),
        ("3 p.m. U.S. Eastern time Thursday", "Asia/Tokyo", "2021-03-04T15:00", "2021-03-04T20:00"),
        ("3 p.m. Central European Time Thursday", "Asia/Tokyo", "2021-03-04T15:00", "2021-03-04T14:00"),
        ("3 p.m., Japan time, on March 15", "America/New_York", "2021-03-15T15:00", "2021-03-15T06:00"),
        ("1 a.m. Friday Japan time", "America/New_York", "2021-03-05T01:00", "2021-03-04T16:00"),
        ("9 a.m. Friday (JST)", "America/New_York", "2021-03-05T09:00", "2021-03-05T00:00"),
    ],
)
def test_hours(text: str, zone: str, value: str, at: str) -> None:
    day = only(text, zone=zone)
    assert (day.text, day.value, day.time) == (text.removeprefix("at "), value, value[-5:])
    assert day.at == dt.datetime.fromisoformat(f"{at}:00+00:00")
    assert ("hour_twice" in day.flags) == (value == "2020-11-01T01:30")


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("2:30 a.m. on March 14, 2021", "America/New_York"),
        ("10 a.m. EDT on March 5", "Asia/Tokyo"),
        ("10 a.m. CST on March 5", "Asia/Tokyo"),
        ("3 p.m. on Feb. 30", "Asia/Tokyo"),
        ("3 p.m. AEST Thursday", "Asia/Tokyo"),
        ("3 p.m. ACST Thursday", "Asia/Tokyo"),
        ("3 p.m. Lagos time Thursday", "Asia/Tokyo"),
        ("3 p.m. Central time Thursday", "Asia/Tokyo"),
        ("3 p.m. Mountain Time Thursday", "Asia/Tokyo"),
        ("3 p.m. local time Thursday", "Asia/Tokyo"),
        ("3 p.m. in London", "Asia/Tokyo"),
    ],
)
def test_an_hour_that_is_none_or_two_has_no_instant(text: str, zone: str) -> None:
    day = only(text, zone=zone)
    assert day.problem
    assert (day.at, day.value) == (None, None)


@pytest.mark.parametrize(
    ("text", "at", "zone"),
    [
        ("3 p.m. Central time Thursday", "21:00", "America/Chicago"),
        ("3 p.m. Eastern Thursday", "20:00", "America/New_York"),
        ("3 p.m. local time Thursday", "20:00", "America/New_York"),
        ("3 p.m. Thursday", "20:00", "America/New_York"),
    ],
)
def test_american_zones_are_those_of_an_american_dateline(text: str, at: str, zone: str) -> None:
    (day,) = days(text, zone="America/New_York", source="dateline")
    assert (day.text, day.zone, day.at) == (text, zone, dt.datetime.fromisoformat(f"2021-03-04T{at}:00+00:00"))


def test_a_clock_that_is_not_known_leaves_no_zone() -> None:
    day = only("3 p.m. Lagos time Thursday")
    assert (day.zone, day.zone_source, day.time, day.problem) == (
        None, None, "15:00", "a clock that is not known: Lagos time"
    )  # fmt: skip


TWINS = [
    ("8 a.m. Friday (2300 GMT)", "Asia/Tokyo", ["2021-03-05T08:00", "2021-03-04T23:00"]),
    ("3 p.m. (0600 GMT) on Thursday", "Asia/Tokyo", ["2021-03-04T15:00", "2021-03-04T06:00", "2021-03-04"]),
    ("3:00 pm (JST; 0600 GMT) Thursday", "America/New_York", ["2021-03-04T15:00", "2021-03-04T06:00", "2021-03-04"]),
    ("7 p.m. EST (0000 GMT) Thursday", "Asia/Tokyo", ["2021-03-04T19:00", "2021-03-05T00:00", "2021-03-04"]),
    ("at 8 a.m. (2300 GMT Wednesday)", "Asia/Tokyo", ["2021-03-04T08:00", "2021-03-03T23:00"]),
    ("9 p.m. Thursday, or 11 a.m. Friday in Japan", "America/New_York", ["2021-03-04T21:00", "2021-03-05T11:00"]),
    ("3 p.m. (0600 GMT)", "Asia/Tokyo", ["2021-03-05T15:00", "2021-03-05T06:00"]),
    ("3 p.m. Thursday (0700 GMT)", "Asia/Tokyo", [None, None]),
    ("3 p.m. EST Thursday (0700 GMT)", "Asia/Tokyo", ["2021-03-04T15:00", None]),
    ("9 a.m. Friday Lagos time (0800 GMT)", "Asia/Tokyo", [None, None]),
]


@pytest.mark.parametrize(("text", "zone", "values"), TWINS)
def test_two_clocks_tell_one_moment(text: str, zone: str, values: list[str | None]) -> None:
    found = days(text, zone=zone)
    assert [day.value for day in found] == values
    assert len({day.at for day in found if day.time}) == len({day.value is None for day in found if day.time})


def test_the_second_of_two_hours_names_the_clock_of_both() -> None:
    first, second = days("from 9 a.m. to 5 p.m. EST Thursday")
    assert (first.zone, second.zone) == ("America/New_York", "America/New_York")
    assert (first.value, second.value) == ("2021-03-04T09:00", "2021-03-04T17:00")


def test_an_hour_without_a_day_is_of_the_one_in_its_sentence() -> None:
    day, hour = days("He will speak Monday, and doors open at 3 p.m. for all.")
    assert (day.value, hour.value, hour.basis, hour.base) == (
        "2021-03-08", "2021-03-08T15:00", "text", dt.date(2021, 3, 8)
    )  # fmt: skip
    assert days("He will speak Monday. Doors open at 3 p.m. for all.")[1].flags == ["day_supposed"]


def test_both_hours_are_of_the_day_that_follows() -> None:
    assert [day.value for day in days("from 3 p.m. to 5 p.m. Thursday")] == ["2021-03-04T15:00", "2021-03-04T17:00"]
