"""Japan's calendar: eras, holidays, business days, fiscal years."""

import datetime as dt

import pytest
from holidays.countries.japan import Japan as Package
from hypothesis import given
from hypothesis import strategies as st

from schemas.japan import Published
from scripts import make_holidays
from services.ingest.enrich.japan import japan_of
from services.ingest.enrich.japan.calendar import HOLIDAYS_KNOWN, era_date, fiscal_year, holiday_of, is_business_day
from tests.articles import article

_DAYS = st.dates(dt.date(1949, 1, 1), dt.date(2050, 12, 31))


def published(at: str) -> Published:
    story = article(updated_at=dt.datetime.fromisoformat(at))
    return japan_of(story, story.source).published


def test_utc_and_japan_can_be_of_different_days() -> None:
    found = published("2021-03-05T15:30:00+00:00")
    assert found.jst.isoformat() == "2021-03-06T00:30:00+09:00"
    assert (found.date, found.era, found.weekday.ja) == (dt.date(2021, 3, 6), "令和3年3月6日", "土")
    assert (found.fiscal_year, found.business_day, found.basis) == (2020, False, "updated_at")


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


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2019-04-30", "国民の休日"),
        ("2019-05-01", "天皇の即位の日"),
        ("2020-07-23", "海の日"),
        ("2020-07-24", "スポーツの日"),
        ("2020-10-12", None),
        ("2020-08-10", "山の日"),
        ("2020-08-11", None),
        ("2020-05-06", "振替休日"),
    ],
)
def test_holidays_with_those_moved_for_one_year(day: str, name: str | None) -> None:
    found = holiday_of(dt.date.fromisoformat(day))
    assert (found.ja if found else None) == name


def test_the_table_is_what_the_package_says_today() -> None:
    """`python scripts/make_holidays.py` makes it anew."""
    written = make_holidays.TABLE.read_text(encoding="utf-8").splitlines()
    assert written[1:] == make_holidays.table().splitlines()[1:]
    assert range(1949, 2051) == HOLIDAYS_KNOWN


@given(_DAYS)
def test_business_days_are_those_of_the_package(day: dt.date) -> None:
    closed = day.weekday() >= 5 or day in Package(years=day.year, categories=("public", "bank"), expand=False)
    assert is_business_day(day) == (not closed)


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)))
def test_a_fiscal_year_begins_in_april(day: dt.date) -> None:
    year = fiscal_year(day)
    assert dt.date(year, 4, 1) <= day <= dt.date(year + 1, 3, 31)


def test_without_times_of_its_own_a_story_is_of_when_it_came() -> None:
    story = article(updated_at=None, created_at=None)
    assert japan_of(story, story.source).published.basis == "received_at"
