"""The days and hours that English copy names."""

import datetime as dt
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.japan import Day, ZoneSource
from services.ingest.enrich.japan.days.anchor import Anchor
from services.ingest.enrich.japan.days.english import english_days

FRIDAY = dt.date(2021, 3, 5)


def days(text: str, base: str = "2021-03-05", zone: str = "Asia/Tokyo", source: ZoneSource = "feed") -> list[Day]:
    anchor = Anchor(dt.date.fromisoformat(base), "published", zone, source)
    return english_days(text, "body", anchor)


def only(text: str, base: str = "2021-03-05", zone: str = "Asia/Tokyo") -> Day:
    (day,) = days(text, base, zone)
    assert text[day.start : day.end] == day.text
    return day


# Friday, 5 March 2021.
VALUES = [
    ("the mayor said Thursday", "Thursday", "2021-03-04"),
    ("the mayor said on Friday", "Friday", "2021-03-05"),
    ("he will speak Thursday", "Thursday", "2021-03-11"),
    ("he will speak Friday", "Friday", "2021-03-05"),
    ("POLICE FREE MAN THURSDAY", "THURSDAY", "2021-03-04"),
    ("Thursday's vote", "Thursday", "2021-03-04"),
    ("he left last Friday", "last Friday", "2021-02-26"),
    ("he left last Saturday", "last Saturday", "2021-02-27"),
    ("he leaves next Monday", "next Monday", "2021-03-08"),
    ("this Sunday", "this Sunday", "2021-03-07"),
    ("this past Tuesday", "this past Tuesday", "2021-03-02"),
    ("this coming Tuesday", "this coming Tuesday", "2021-03-09"),
    ("Friday last week", "Friday last week", "2021-02-26"),
    ("last week's Friday", "last week's Friday", "2021-02-26"),
    ("Monday of next week", "Monday of next week", "2021-03-08"),
    ("will run Saturday to Monday", "Saturday to Monday", "2021-03-06/2021-03-08"),
    ("today", "today", "2021-03-05"),
    ("yesterday", "yesterday", "2021-03-04"),
    ("the day before yesterday", "the day before yesterday", "2021-03-03"),
    ("the day after tomorrow", "the day after tomorrow", "2021-03-07"),
    ("two days ago", "two days ago", "2021-03-03"),
    ("a week ago", "a week ago", "2021-02-26"),
    ("three weeks ago", "three weeks ago", "2021-W06"),
    ("15 months ago", "15 months ago", "2019-12"),
    ("10 years ago", "10 years ago", "2011"),
    ("will open March 15", "March 15", "2021-03-15"),
    ("MARCH 15 SUMMIT", "MARCH 15", "2021-03-15"),
    ("on Mar. 15", "Mar. 15", "2021-03-15"),
    ("on 15 March he will go", "15 March", "2021-03-15"),
    ("on the 15th of March", "15th of March", "2021-03-15"),
    ("March\n15", "March\n15", "2021-03-15"),
    ("March\u00a015", "March\u00a015", "2021-03-15"),
    ("March 15, 1999", "March 15, 1999", "1999-03-15"),
    ("15 March 1999", "15 March 1999", "1999-03-15"),
    ("March 15 last year", "March 15 last year", "2020-03-15"),
    ("March 15-17", "March 15-17", "2021-03-15/2021-03-17"),
    ("15-17 March 2021", "15-17 March 2021", "2021-03-15/2021-03-17"),
    ("March 31-April 2", "March 31-April 2", "2021-03-31/2021-04-02"),
    ("Feb. 26 – March 1, 2014", "Feb. 26 – March 1, 2014", "2014-02-26/2014-03-01"),
    ("Dec. 30-Jan. 2, 2021", "Dec. 30-Jan. 2, 2021", "2020-12-30/2021-01-02"),
    ("they agreed on a March 15 summit", "March 15", "2021-03-15"),
    ("was killed on Dec. 20", "Dec. 20", "2020-12-20"),
    ("Friday, March 5", "Friday, March 5", "2021-03-05"),
    ("Saturday, Feb. 29, 2020", "Saturday, Feb. 29, 2020", "2020-02-29"),
    ("Feb. 29, 2020", "Feb. 29, 2020", "2020-02-29"),
    ("in April 2019", "April 2019", "2019-04"),
    ("holding a call in late January", "late January", "2021-01"),
    ("was built in December", "December", "2020-12"),
    ("will open in December", "December", "2021-12"),
    ("was seen in March", "March", "2021-03"),
    ("last November", "last November", "2020-11"),
    ("this April", "this April", "2021-04"),
    ("in May of last year", "May of last year", "2020-05"),
    ("last month", "last month", "2021-02"),
    ("early next month", "early next month", "2021-04"),
    ("last week", "last week", "2021-W08"),
    ("next week", "next week", "2021-W10"),
    ("last weekend", "last weekend", "2021-02-27/2021-02-28"),
    ("in 2019", "2019", "2019"),
    ("last year", "last year", "2020"),
    ("early 2020", "early 2020", "2020"),
    ("the 1990s", "1990s", "1990-01-01/1999-12-31"),
    ("first quarter of 2021", "first quarter of 2021", "2021-01-01/2021-03-31"),
    ("second half of last year", "second half of last year", "2020-07-01/2020-12-31"),
    ("rose in the July-September quarter", "July-September quarter", "2020-07-01/2020-09-30"),
    ("fiscal 2021", "fiscal 2021", "2021-04-01/2022-03-31"),
    ("FY2021", "FY2021", "2021-04-01/2022-03-31"),
    ("fiscal year 2020-21", "fiscal year 2020-21", "2020-04-01/2021-03-31"),
    ("the current fiscal year", "current fiscal year", "2020-04-01/2021-03-31"),
    ("next business year", "next business year", "2021-04-01/2022-03-31"),
    ("the year ended March 31", "year ended March 31", "2019-04-01/2020-03-31"),
    ("the year ending March 2021", "year ending March 2021", "2020-04-01/2021-03-31"),
]


@pytest.mark.parametrize(("text", "words", "value"), VALUES)
def test_what_the_words_mean(text: str, words: str, value: str) -> None:
    day = only(text)
    assert (day.text, day.value, day.problem) == (words, value, None)


@pytest.mark.parametrize(
    ("base", "text", "candidates"),
    [
        ("2021-03-06", "last Friday", ["2021-02-26", "2021-03-05"]),
        ("2021-03-03", "next Friday", ["2021-03-05", "2021-03-12"]),
        ("2021-03-03", "next weekend", ["2021-03-06/2021-03-07", "2021-03-13/2021-03-14"]),
        ("2021-03-05", "last January", ["2020-01", "2021-01"]),
        ("2021-03-05", "next April", ["2021-04", "2022-04"]),
        ("2021-03-05", "they met before Monday's vote", ["2021-03-01", "2021-03-08"]),
        ("2021-03-05", "they agreed on a Sept. 20 summit", ["2020-09-20", "2021-09-20"]),
        ("2018-12-10", "the exit of March 29", ["2018-03-29", "2019-03-29"]),
        ("2021-03-05", "midnight Thursday", ["2021-03-04T00:00", "2021-03-05T00:00"]),
        ("2021-03-05", "12 a.m. Thursday", ["2021-03-04T00:00", "2021-03-04T12:00"]),
        ("2021-03-05", "Feb. 29", []),
        ("2021-03-05", "Feb. 30", []),
        ("2021-03-05", "Feb. 29, 2021", []),
        ("2021-03-05", "they agreed on the sale of May 20", ["2020-05-20", "2021-05-20"]),
        ("2021-03-05", "the Sept. 11 attacks", []),
        ("2021-03-05", "the following day", []),
        ("2021-03-05", "in June that year", []),
        ("2021-03-05", "the Friday before", []),
        ("2021-03-05", "spring 2021", []),
        ("2021-03-05", "in the fall of 2021", []),
        ("2021-03-05", "Lawmakers return Monday", ["2021-03-01", "2021-03-08"]),
        ("9999-12-31", "tomorrow", []),
        ("0001-01-01", "three years ago", []),
    ],
)
def test_what_may_be_two_is_left_open(base: str, text: str, candidates: list[str]) -> None:
    day = only(text, base)
    assert (day.value, day.first, day.last, day.candidates) == (None, None, None, candidates)
    assert day.problem


@pytest.mark.parametrize(
    "text",
    [
        "Theresa May spoke", "it may rain", "they march on", "April Smith said", "a speech by Theresa May in May Hall",
        "Black Friday sales", "the Sunday Times", "Good Friday", "Friday the 13th", "May Day", "Fourth of July",
        "the attacks of 9/11", "every Friday", "on Sundays", "on a Monday", "for two days", "a three-day visit",
        "at least 15 May have died", "the last week of the war", "over the last year", "a five-year plan",
        "2,019 people", "$2019", "in 2019-20", "about 2019 of them", "daily at 3 p.m.", "Maria Mayer", "year-old",
        "the holiday", "12.5 p.m", "at 15:75 GMT", "Sunday Adelaja said", "next to nothing", "25 p.m.", "",
    ],
)  # fmt: skip
def test_no_date(text: str) -> None:
    assert days(text) == []


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("will open March 15", ["year_supposed"]),
        ("on March 15, 2021", []),
        ("Friday, March 5, 2020", ["weekday_differs"]),
        ("fiscal 2021", ["company_defined"]),
        ("FY21", ["century_supposed", "company_defined"]),
        ("this fiscal year", []),
        ("at 3 p.m.", ["day_supposed"]),
        ("around 3 p.m. Thursday", ["approximate"]),
        ("about 10 years ago", ["approximate"]),
        ("the end of January", ["year_supposed", "approximate"]),
        ("today's youth", ["may_be_general"]),
        ("he resigned today", []),
    ],
)
def test_flags(text: str, flags: list[str]) -> None:
    assert only(text).flags == flags


@pytest.mark.parametrize(
    ("text", "precision", "part", "first", "last"),
    [
        ("late January", "part_of_month", "late", "2021-01-21", "2021-01-31"),
        ("mid-February", "part_of_month", "mid", "2021-02-11", "2021-02-20"),
        ("late 2020", "part_of_year", "late", "2020-09-01", "2020-12-31"),
        ("early Thursday", "part_of_day", "early", "2021-03-04", "2021-03-04"),
        ("Thursday morning", "part_of_day", None, "2021-03-04", "2021-03-04"),
        ("last night", "part_of_day", None, "2021-03-04", "2021-03-04"),
        ("the late 1980s", "decade", "late", "1980-01-01", "1989-12-31"),
        ("last week", "week", None, "2021-02-22", "2021-02-28"),
    ],
)
def test_parts(text: str, precision: str, part: str | None, first: str, last: str) -> None:
    day = only(text)
    assert (day.precision, day.part, str(day.first), str(day.last)) == (precision, part, first, last)


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
    ],
)
def test_an_hour_that_is_none_or_two_has_no_instant(text: str, zone: str) -> None:
    day = only(text, zone=zone)
    assert day.problem
    assert (day.at, day.value) == (None, None)


def test_an_hour_without_a_day_is_of_the_one_in_its_sentence() -> None:
    day, hour = days("He will speak Monday, and doors open at 3 p.m. for all.")
    assert (day.value, hour.value, hour.basis, hour.base) == (
        "2021-03-08", "2021-03-08T15:00", "text", dt.date(2021, 3, 8)
    )  # fmt: skip
    assert days("He will speak Monday. Doors open at 3 p.m. for all.")[1].flags == ["day_supposed"]


def test_both_hours_are_of_the_day_that_follows() -> None:
    assert [day.value for day in days("from 3 p.m. to 5 p.m. Thursday")] == ["2021-03-04T15:00", "2021-03-04T17:00"]


def test_a_day_counted_from_another_of_the_text() -> None:
    found = days("He left on March 1. The next day she left. A day earlier it rained.")
    assert [day.value for day in found] == ["2021-03-01", "2021-03-02", "2021-03-01"]
    assert [day.base for day in found] == [FRIDAY, dt.date(2021, 3, 1), dt.date(2021, 3, 2)]
    assert [day.basis for day in found] == ["published", "text", "text"]


def test_two_weekdays_are_next_to_each_other() -> None:
    text = "They will meet on Tuesday and Wednesday"
    assert [day.value for day in days(text)] == ["2021-03-09", "2021-03-10"]
    assert [day.value for day in days("They met on Friday and Saturday")] == ["2021-03-05", None]


def test_basis_and_base() -> None:
    stated, counted = days("in April 2019 and last week")
    assert (stated.basis, stated.base) == ("stated", None)
    assert (counted.basis, counted.base) == ("published", FRIDAY)
    anchor = Anchor(dt.date(2021, 3, 4), "dateline", "America/New_York", "dateline")
    (day,) = english_days("officials said at 9 p.m. Thursday", "headline", anchor)
    assert (day.basis, day.where, day.zone, day.zone_source) == ("dateline", "headline", "America/New_York", "dateline")
    assert (str(day.first), day.at) == ("2021-03-04", dt.datetime(2021, 3, 5, 2, tzinfo=dt.UTC))


_WORDS = st.sampled_from(
    ["Thursday", "last", "next", "March", "15", "2021", ",", "-", "–", "May", "the", "of", "year", "fiscal", "FY", "21",
     "3", "p.m.", "GMT", "noon", "midnight", "day", "following", "ago", "two", "week", "weekend", "ended", "through",
     "Feb.", "30", "1990s", "early", "mid-", "\n", "\n\n", "’s", "quarter", "January-March", "that", "Sunday", "to",
     "1500", "EST", "Sept.", "11", "attacks", "yesterday", "before", "999", "month", "😀", "木曜", "a", "will", "said"]
)  # fmt: skip


@given(
    st.lists(_WORDS, max_size=14).flatmap(lambda words: st.sampled_from([" ".join(words), "".join(words)])),
    st.dates(),
    st.sampled_from(["Asia/Tokyo", "America/New_York", "Europe/London"]),
)
def test_any_words_on_any_day(text: str, base: dt.date, zone: str) -> None:
    found = english_days(text, "body", Anchor(base, "published", zone, "feed"))
    for day in found:
        assert text[day.start : day.end] == day.text
        assert (day.value is None) == (day.problem is not None)
        assert (day.value is None) == (day.first is None) == (day.last is None) == (day.precision is None)
        assert day.first is None or day.last is None or day.first <= day.last
        assert day.at is None or day.time is not None
    assert all(one.end <= two.start for one, two in pairwise(found))


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    assert all(text[day.start : day.end] == day.text for day in days(text))


@given(st.dates(dt.date(1950, 1, 10), dt.date(2090, 1, 1)), st.sampled_from(["said", "will speak"]))
def test_a_weekday_is_within_a_week(base: dt.date, verb: str) -> None:
    for name in ("Monday", "Wednesday", "Sunday"):
        (day,) = days(f"he {verb} {name}", str(base))
        assert day.first is not None
        assert f"{day.first:%A}" == name
        assert 0 <= (base - day.first).days * (1 if verb == "said" else -1) < 7


@given(st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)))
def test_a_whole_date_is_that_date_whatever_the_story(day: dt.date) -> None:
    text = f"it was on {day:%B} {day.day}, {day.year}, that"
    for base in ("2021-03-05", "1999-12-31"):
        assert [found.value for found in days(text, base)] == [str(day)]


@pytest.mark.parametrize(
    "piece",
    ["1", "March ", "in May ", "Thursday ", "a.m. ", "3 p.m. ", "the last ", "1 2 3 4 ", "\n", "year ", "Sunday A",
     "2019", "\u00a0", "day earlier ", "to be ", "木", "😀 Friday"],
)  # fmt: skip
def test_a_long_text_takes_no_longer_a_sign(piece: str) -> None:
    def seconds(signs: int) -> float:
        text = piece * (signs // len(piece))
        start = time.perf_counter()
        days(text)
        return time.perf_counter() - start

    seconds(1000)
    assert seconds(200_000) < 40 * max(seconds(20_000), 0.002)
