"""Eras: every day of them both ways, and days that no era had."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.reading.eras import (
    ERA_LETTERS,
    ERA_NAMES,
    ERA_SQUARES,
    EraDay,
    EraYear,
    era_date,
    from_era,
    read_era,
)
from services.ingest.reading.numerals import number

_WRITTEN = re.compile(r"(..)(元|\d+)年(\d+)月(\d+)日")
_FIRST, _LAST = dt.date(1873, 1, 1), dt.date(2035, 12, 31)


def _back(written: str) -> EraDay:
    found = _WRITTEN.fullmatch(written)
    assert found
    name, year, month, day = found.groups()
    return from_era(name, number(year) or 0, int(month), int(day))


def test_every_day_there_and_back() -> None:
    days = [_FIRST + dt.timedelta(days=step) for step in range((_LAST - _FIRST).days + 1)]
    assert len(days) > 59_000
    wrong = [day for day in days if _back(era_date(day) or "明治元年1月1日") != EraDay(day)]
    assert wrong == []


@pytest.mark.parametrize(
    ("day", "written"),
    [
        ("1873-01-01", "明治6年1月1日"), ("1912-07-29", "明治45年7月29日"), ("1912-07-30", "大正元年7月30日"),
        ("1926-12-24", "大正15年12月24日"), ("1926-12-25", "昭和元年12月25日"), ("1989-01-07", "昭和64年1月7日"),
        ("1989-01-08", "平成元年1月8日"), ("2019-04-30", "平成31年4月30日"), ("2019-05-01", "令和元年5月1日"),
        ("2021-03-06", "令和3年3月6日"), ("1872-12-31", None),
    ],
)  # fmt: skip
def test_the_first_and_last_days(day: str, written: str | None) -> None:
    assert era_date(dt.date.fromisoformat(day)) == written


@pytest.mark.parametrize(
    ("said", "day", "out_of_era"),
    [
        (("令和", 3, 3, 5), "2021-03-05", False), (("R", 3, 3, 5), "2021-03-05", False),
        (("㋿", 6, 2, 29), "2024-02-29", False), (("昭和", 100, 1, 1), "2025-01-01", True),
        (("平成", 31, 5, 1), "2019-05-01", True), (("令和", 1, 4, 30), "2019-04-30", True),
        (("昭和", 64, 1, 8), "1989-01-08", True), (("大正", 15, 12, 25), "1926-12-25", False),
        (("明治", 45, 7, 30), "1912-07-30", False), (("昭和", 1, 12, 24), "1926-12-24", True),
    ],
)  # fmt: skip
def test_a_day_of_an_era(said: tuple[str, int, int, int], day: str, out_of_era: bool) -> None:
    assert from_era(*said) == EraDay(dt.date.fromisoformat(day), out_of_era)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (("令和", 7, 2, 29), "no such day"), (("令和", 3, 13, 1), "no such day"), (("令和", 3, 4, 31), "no such day"),
        (("令和", 3, 0, 1), "no such day"), (("令和", 0, 1, 1), "no such year"), (("令和", 9999, 1, 1), "no such year"),
        (("明治", 5, 12, 2), "before 1873 Japan's calendar was another"),
        (("明治", 1, 2, 30), "before 1873 Japan's calendar was another"),
    ],
)  # fmt: skip
def test_a_day_that_never_was_is_not_another(said: tuple[str, int, int, int], problem: str) -> None:
    assert from_era(*said) == EraDay(None, problem=problem)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (("昭和", 100), EraYear(2025, out_of_era=True)), (("平成", 31), EraYear(2019)), (("明治", 1), EraYear(1868)),
        (("平成", 31, 4), EraYear(2019)), (("平成", 31, 5), EraYear(2019, out_of_era=True)),
        (("令和", 1, 5), EraYear(2019)), (("令和", 1, 4), EraYear(2019, out_of_era=True)),
        (("昭和", 64, 1), EraYear(1989)), (("令和", 3, 13), EraYear(None, problem="no such month")),
        (("明治", 5, 12), EraYear(None, problem="before 1873 Japan's calendar was another")),
        (("大正", -1), EraYear(None, problem="no such year")),
    ],
)  # fmt: skip
def test_a_year_or_month_of_an_era(said: tuple[str, int] | tuple[str, int, int], found: EraYear) -> None:
    assert read_era(*said) == found


def test_three_ways_to_write_an_era_are_one() -> None:
    for name, letter, square in zip(ERA_NAMES, ERA_LETTERS, ERA_SQUARES, strict=True):
        assert read_era(name, 10) == read_era(letter, 10) == read_era(square, 10)


@given(st.sampled_from(ERA_NAMES), st.integers(-(10**12), 10**12), st.integers(-99, 99), st.integers(-99, 99))
def test_any_figures_are_a_day_or_a_problem(name: str, year: int, month: int, day: int) -> None:
    found = from_era(name, year, month, day)
    assert (found.day is None) == (found.problem is not None)
    assert found.day is None or (found.day.month, found.day.day) == (month, day)
