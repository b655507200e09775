"""The days and hours that English copy names."""

import datetime as dt

import pytest

from services.ingest.enrich.japan.days.anchor import Anchor
from services.ingest.enrich.japan.days.english import english_days
from tests.japan.english import FRIDAY, days, only

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
    ("(Jiji Press)--Thursday's quake", "Thursday", "2021-03-04"),
    ("(Jiji Press)--March 11 marks ten years", "March 11", "2021-03-11"),
    ("(Jiji Press)--Today the court ruled", "Today", "2021-03-05"),
    ("(Jiji Press)--Thursday morning the court ruled", "Thursday morning", "2021-03-04"),
    ("(Jiji Press)--Fiscal 2021 begins", "Fiscal 2021", "2021-04-01/2022-03-31"),
    ("(Jiji Press)--15 April is a holiday", "15 April", "2021-04-15"),
    ("closed this week--the last", "this week", "2021-W09"),
    ("it opens in March--the month of", "March", "2021-03"),
    ("The law takes effect Monday", "Monday", "2021-03-08"),
    ("The fair takes place Thursday", "Thursday", "2021-03-11"),
    ("The holiday falls on Thursday", "Thursday", "2021-03-11"),
    ("Oil falls on Thursday", "Thursday", "2021-03-04"),
    ("Voters go to the polls Sunday", "Sunday", "2021-03-07"),
    ("Monday marks 10 years since the quake", "Monday", "2021-03-08"),
    ("Sunday is the last day of the fair", "Sunday", "2021-03-07"),
    ("The fair runs from Saturday", "Saturday", "2021-03-06"),
    ("He hit two home runs from Saturday", "Saturday", "2021-02-27"),
    ("Ahead of Monday's meeting, ministers talked", "Monday", "2021-03-08"),
    ("The vote was postponed to Monday", "Monday", "2021-03-08"),
    ("The emergency was extended to March 21", "March 21", "2021-03-21"),
    ("The vote was put off; it was postponed through March 21", "March 21", "2021-03-21"),
    ("He called an emergency meeting for Saturday", "Saturday", "2021-03-06"),
    ("He was called in for Saturday's attack", "Saturday", "2021-02-27"),
    ("He will attend Monday's meeting", "Monday", "2021-03-08"),
    ("He will say Tuesday that prices rose", "Tuesday", "2021-03-09"),
    ("Following Thursday's announcement, shares fell", "Thursday", "2021-03-04"),
    ("The man is believed to have entered the house on Wednesday night", "Wednesday night", "2021-03-03"),
    ("Ministers planning Japan visit in mid-March", "mid-March", "2021-03"),
    ("Rain seen as likely in late March", "late March", "2021-03"),
    ("the plan in April", "April", "2021-04"),
    ("the first half of fiscal 2020", "first half of fiscal 2020", "2020-04-01/2020-09-30"),
    ("the first quarter of fiscal 2021", "first quarter of fiscal 2021", "2021-04-01/2021-06-30"),
    ("the fourth quarter of FY2020", "fourth quarter of FY2020", "2021-01-01/2021-03-31"),
    ("in the first half of this fiscal year", "first half of this fiscal year", "2020-04-01/2020-09-30"),
    (
        "the second quarter of the business year ending December 2021",
        "second quarter of the business year ending December 2021",
        "2021-04-01/2021-06-30",
    ),
    ("the March 3 attack", "March 3", "2021-03-03"),
    ("on March 9 and 10 people died", "March 9", "2021-03-09"),
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
        ("2021-03-05", "The probe lands Saturday", ["2021-02-27", "2021-03-06"]),
        ("2021-03-05", "She starts a tour Monday", ["2021-03-01", "2021-03-08"]),
        ("2021-03-05", "at 0300 GMT Saturday", ["2021-02-27", "2021-03-06"]),
        ("2021-03-05", "Sunday's vote is seen as a test", ["2021-02-28", "2021-03-07"]),
        ("2021-03-05", "They will discuss Wednesday's missile launch", ["2021-03-03", "2021-03-10"]),
        ("2021-03-05", "They will review the fire on Tuesday that killed five", ["2021-03-02", "2021-03-09"]),
        ("2021-03-05", "It had been moved to Monday", ["2021-03-01", "2021-03-08"]),
        ("2021-03-05", "Following Sunday's vote, parliament will meet", ["2021-02-28", "2021-03-07"]),
        ("2021-03-05", "closed since March", ["2020-03", "2021-03"]),
        ("2021-03-05", "The March 11 disaster", []),
        ("2021-03-05", "the April 16 quake", []),
        ("2021-03-05", "10 a.m. CST on March 5", ["2021-03-05T10:00-06:00", "2021-03-05T10:00+08:00"]),
        ("2021-03-05", "1500 GMT+2 on Thursday", []),
        ("9999-12-31", "midnight", []),
        ("9999-12-31", "tomorrow", []),
        ("0001-01-01", "Dec. 30", []),
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
        "the holiday", "post-March 11 mood", "daily at 3 p.m. (0600 GMT)",
        "12.5 p.m", "at 15:75 GMT", "Sunday Adelaja said", "next to nothing", "25 p.m.", "",
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
    ("text", "words", "values"),
    [
        ("will visit on April 9 and 10", ["April 9", "10"], ["2021-04-09", "2021-04-10"]),
        ("held on March 9 and 10, 2019, in", ["March 9", "10, 2019"], ["2019-03-09", "2019-03-10"]),
        ("It was held March 18 and 19", ["March 18", "19"], [None, None]),
        ("on Feb. 28 and 29", ["Feb. 28", "29"], ["2021-02-28", None]),
    ],
)
def test_two_days_of_a_month(text: str, words: list[str], values: list[str | None]) -> None:
    found = days(text)
    assert ([day.text for day in found], [day.value for day in found]) == (words, values)


def test_what_stands_before_the_beginning_is_not_read() -> None:
    text = "TOKYO, March 4 (Jiji Press)--The mayor spoke at 5 p.m. and left the next day."
    anchor = Anchor(FRIDAY, "dateline", "Asia/Tokyo", "dateline")
    hour, following = english_days(text, "body", anchor, begin=text.index("The"))
    assert (hour.text, text[hour.start : hour.end], hour.basis) == ("5 p.m.", "5 p.m.", "dateline")
    assert (hour.value, hour.flags) == ("2021-03-05T17:00", ["day_supposed"])
    assert following.problem == "counted from a day that is not named"


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
