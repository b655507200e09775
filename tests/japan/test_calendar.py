"""Japan's calendar: eras, holidays, business days, fiscal years, and the clock."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from holidays.countries.japan import Japan as Package
from hypothesis import given
from hypothesis import strategies as st

from schemas.japan import Published
from scripts import make_holidays
from services.ingest.enrich.japan.calendar import (
    HOLIDAYS_KNOWN,
    TOKYO,
    fiscal_year,
    holiday_of,
    is_business_day,
    next_business_day,
    previous_business_day,
)
from services.ingest.enrich.japan.published import published_of
from services.ingest.reading.eras import era_date
from services.runtime.feeds import NEUTRAL
from tests.articles import article

_DAYS = st.dates(dt.date(1949, 1, 1), dt.date(2050, 12, 31))
_FIRST, _LAST = dt.date(1948, 7, 20), dt.date(2050, 12, 31)


def published(at: str) -> Published:
    story = article(updated_at=dt.datetime.fromisoformat(at))
    return published_of(story, story.source, NEUTRAL.deadlines)


def test_utc_and_japan_can_be_of_different_days() -> None:
    found = published("2021-03-05T15:30:00+00:00")
    assert found.jst.isoformat() == "2021-03-06T00:30:00+09:00"
    assert (found.date, found.era, found.weekday.ja) == (dt.date(2021, 3, 6), "令和3年3月6日", "土")
    assert (found.fiscal_year, found.business_day, found.basis) == (2020, False, "updated_at")
    assert (found.previous_business_day, found.next_business_day) == (dt.date(2021, 3, 5), dt.date(2021, 3, 8))


def test_what_is_built_is_what_the_contract_says() -> None:
    found = published("2021-03-05T03:30:00+00:00")
    assert found.edition
    assert found.market
    assert Published.model_validate(found.model_dump()) == found
    assert Published.model_validate_json(found.model_dump_json()).utc == found.utc


@pytest.mark.parametrize(
    ("day", "era"),
    [
        ("2019-04-30", "平成31年4月30日"),
        ("2019-05-01", "令和元年5月1日"),
        ("1989-01-07", "昭和64年1月7日"),
        ("1989-01-08", "平成元年1月8日"),
        ("1926-12-25", "昭和元年12月25日"),
        ("1912-07-30", "大正元年7月30日"),
        ("1912-07-29", "明治45年7月29日"),
        ("1873-01-01", "明治6年1月1日"),
        ("1872-12-31", None),
    ],
)
def test_eras(day: str, era: str | None) -> None:
    assert era_date(dt.date.fromisoformat(day)) == era


def test_each_day_has_an_era_date_of_its_own() -> None:
    first, last = dt.date(1873, 1, 1), dt.date(2035, 12, 31)
    days = [first + dt.timedelta(days=count) for count in range((last - first).days + 1)]
    written = [era_date(day) for day in days]
    assert None not in written
    assert len(set(written)) == len(days)
    assert all(str(text).endswith(f"年{day.month}月{day.day}日") for text, day in zip(written, days, strict=True))


@pytest.mark.parametrize(
    ("day", "name"),
    [
        # The law came into force on 20 July 1948.
        ("1948-05-03", None),
        ("1948-09-23", "秋分の日"),
        ("1948-11-03", "文化の日"),
        ("1948-11-23", "勤労感謝の日"),
        # Substitutes for Sundays since the law of 12 April 1973; before it there were none.
        ("1972-01-16", None),
        ("1973-02-12", None),
        ("1973-04-30", "振替休日"),
        ("2008-05-06", "振替休日"),
        ("2020-05-06", "振替休日"),
        # A day between two holidays, since the law of 27 December 1985.
        ("1987-05-04", "振替休日"),
        ("1985-05-04", None),
        ("1986-05-04", None),
        ("1988-05-04", "国民の休日"),
        ("2006-05-04", "国民の休日"),
        ("2009-09-22", "国民の休日"),
        ("2015-09-22", "国民の休日"),
        ("2026-09-22", "国民の休日"),
        ("2027-09-22", None),
        ("2027-03-22", "振替休日"),
        # Made for one year.
        ("1959-04-10", "結婚の儀"),
        ("1989-02-24", "大喪の礼"),
        ("1990-11-12", "即位礼正殿の儀"),
        ("1993-06-09", "結婚の儀"),
        ("2019-04-30", "国民の休日"),
        ("2019-05-01", "天皇の即位の日"),
        ("2019-05-02", "国民の休日"),
        ("2019-10-22", "即位礼正殿の儀が行われる日"),
        # Happy Mondays of 2000 and 2003.
        ("1999-01-15", "成人の日"),
        ("2000-01-10", "成人の日"),
        ("2000-01-15", None),
        ("2000-10-09", "体育の日"),
        ("2002-07-20", "海の日"),
        ("2003-07-21", "海の日"),
        ("2003-07-20", None),
        ("2003-09-15", "敬老の日"),
        ("2004-09-20", "敬老の日"),
        # Birthdays of three emperors.
        ("1988-04-29", "天皇誕生日"),
        ("1988-12-23", None),
        ("1989-04-29", "みどりの日"),
        ("1989-12-23", "天皇誕生日"),
        ("2018-12-24", "振替休日"),
        ("2019-02-23", None),
        ("2019-12-23", None),
        ("2020-02-24", "振替休日"),
        ("2021-02-23", "天皇誕生日"),
        ("2007-04-29", "昭和の日"),
        ("2007-05-04", "みどりの日"),
        # Moved for the Olympic Games of Tokyo, those of 2020 in spite of the delay.
        ("2020-07-20", None),
        ("2020-07-23", "海の日"),
        ("2020-07-24", "スポーツの日"),
        ("2020-10-12", None),
        ("2020-08-10", "山の日"),
        ("2020-08-11", None),
        ("2021-07-19", None),
        ("2021-07-22", "海の日"),
        ("2021-07-23", "スポーツの日"),
        ("2021-08-08", "山の日"),
        ("2021-08-09", "振替休日"),
        ("2021-08-11", None),
        ("2021-10-11", None),
        ("2022-10-10", "スポーツの日"),
        ("2016-08-11", "山の日"),
        ("2015-08-11", None),
    ],
)
def test_holidays_with_those_moved_for_one_year(day: str, name: str | None) -> None:
    found = holiday_of(dt.date.fromisoformat(day))
    assert (found.ja.split(" ")[0] if found else None) == name


def test_the_table_is_what_the_package_says_today() -> None:
    """`python scripts/make_holidays.py` makes it anew."""
    written = make_holidays.TABLE.read_text(encoding="utf-8").splitlines()
    assert written[1:] == make_holidays.table().splitlines()[1:]
    assert range(1948, 2051) == HOLIDAYS_KNOWN


@given(_DAYS)
def test_business_days_are_those_of_the_package(day: dt.date) -> None:
    closed = day.weekday() >= 5 or day in Package(years=day.year, categories=("public", "bank"), expand=False)
    assert is_business_day(day) == (not closed)


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [
        ("2021-03-05", "2021-03-04", "2021-03-08"),
        ("2019-04-30", "2019-04-26", "2019-05-07"),
        ("2020-12-30", "2020-12-29", "2021-01-04"),
        ("2021-01-01", "2020-12-30", "2021-01-04"),
        ("2026-09-22", "2026-09-18", "2026-09-24"),
        ("1948-07-20", None, "1948-07-21"),
        ("1948-07-21", "1948-07-20", "1948-07-22"),
        ("1948-07-19", None, None),
        ("2050-12-30", "2050-12-29", None),
        ("2051-01-05", None, None),
        ("9999-12-31", None, None),
        ("0001-01-01", None, None),
    ],
)
def test_business_days_before_and_after(day: str, before: str | None, after: str | None) -> None:
    asked = dt.date.fromisoformat(day)
    found = previous_business_day(asked), next_business_day(asked)
    assert tuple(one.isoformat() if one else None for one in found) == (before, after)


@given(_DAYS.filter(lambda day: dt.date(1949, 1, 10) < day < dt.date(2050, 12, 20)))
def test_between_a_day_and_its_next_business_day_there_is_none(day: dt.date) -> None:
    after = next_business_day(day)
    assert after
    assert is_business_day(after)
    between = [day + dt.timedelta(days=count) for count in range(1, (after - day).days)]
    assert not any(is_business_day(one) for one in between)
    assert previous_business_day(after) == (day if is_business_day(day) else previous_business_day(day))


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)))
def test_a_fiscal_year_begins_in_april(day: dt.date) -> None:
    year = fiscal_year(day)
    assert dt.date(year, 4, 1) <= day <= dt.date(year + 1, 3, 31)


@pytest.mark.parametrize(
    ("utc", "jst"),
    [
        ("1948-05-01T14:59:59+00:00", "1948-05-01T23:59:59+09:00"),
        ("1948-05-01T15:00:00+00:00", "1948-05-02T01:00:00+10:00"),
        ("1948-09-11T14:59:59+00:00", "1948-09-12T00:59:59+10:00"),
        ("1948-09-11T15:00:00+00:00", "1948-09-12T00:00:00+09:00"),
        ("1949-04-02T15:00:00+00:00", "1949-04-03T01:00:00+10:00"),
        ("1950-05-06T15:00:00+00:00", "1950-05-07T01:00:00+10:00"),
        ("1951-05-05T15:00:00+00:00", "1951-05-06T01:00:00+10:00"),
        ("1951-09-08T14:30:00+00:00", "1951-09-09T00:30:00+10:00"),
        ("1951-09-08T15:30:00+00:00", "1951-09-09T00:30:00+09:00"),
        ("1952-07-01T00:00:00+00:00", "1952-07-01T09:00:00+09:00"),
    ],
)
def test_the_clocks_of_the_summers_of_1948_to_1951(utc: str, jst: str) -> None:
    assert published(utc).jst.isoformat() == jst


def test_the_hour_that_there_were_two_of_began_at_midnight() -> None:
    twice, once = (
        dt.datetime.fromisoformat(text).replace(tzinfo=TOKYO) for text in ("1951-09-09T00:30", "1951-09-08T23:30")
    )
    assert twice.utcoffset() != twice.replace(fold=1).utcoffset()
    assert once.utcoffset() == once.replace(fold=1).utcoffset()


def test_without_times_of_its_own_a_story_is_of_when_it_came() -> None:
    story = article(updated_at=None, created_at=None)
    assert published_of(story, story.source, NEUTRAL.deadlines).basis == "received_at"


@pytest.mark.parametrize(
    "at", ["9999-12-31T23:00", "9999-12-31T12:00", "9999-12-31T10:30", "0001-01-01T00:00", "0001-01-01T23:59"]
)
def test_a_moment_that_not_every_calendar_can_hold_is_passed_over(at: str) -> None:
    story = article(
        updated_at=dt.datetime.fromisoformat(f"{at}+00:00"), created_at=dt.datetime(2021, 3, 5, tzinfo=dt.UTC)
    )
    assert published_of(story, story.source, NEUTRAL.deadlines).basis == "created_at"


@pytest.mark.parametrize("at", ["9999-12-31T00:00", "0001-01-02T00:00"])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Asia/Manila", "America/Juneau"])
def test_the_first_and_the_last_moment_are_on_every_calendar(at: str, zone: str) -> None:
    story = article(updated_at=dt.datetime.fromisoformat(f"{at}+00:00"))
    found = published_of(story, story.source, NEUTRAL.deadlines)
    assert found.basis == "updated_at"
    assert found.utc.astimezone(ZoneInfo(zone)).year in (1, 9999)


@given(st.datetimes(timezones=st.just(dt.UTC)))
def test_every_moment_has_an_answer(at: dt.datetime) -> None:
    story = article(updated_at=at)
    found = published_of(story, story.source, NEUTRAL.deadlines)
    assert found.date == found.jst.date()
    assert (found.previous_business_day is None) or _FIRST <= found.previous_business_day < found.date
    assert (found.next_business_day is None) or found.date < found.next_business_day <= _LAST
