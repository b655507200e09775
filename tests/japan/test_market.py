"""When Tokyo's stock exchange trades."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts import make_market
from services.ingest.enrich.japan.calendar import TOKYO, holiday_of, is_year_end
from services.ingest.enrich.japan.market import MARKET_KNOWN, market_at


def phase(jst: str) -> str | None:
    found = market_at(dt.datetime.fromisoformat(jst).replace(tzinfo=TOKYO))
    return found.phase if found else None


@pytest.mark.parametrize(
    ("day", "phases"),
    [
        ("2024-11-05", {"08:59": "before", "09:00": "morning", "11:30": "lunch", "12:30": "afternoon"}),
        ("2024-11-06", {"15:29": "afternoon", "15:30": "closed"}),
        ("2024-11-01", {"11:29": "morning", "12:29": "lunch", "14:59": "afternoon", "15:00": "closed"}),
        ("2011-11-21", {"11:29": "morning", "11:30": "lunch"}),
        ("2011-11-18", {"10:59": "morning", "11:00": "lunch", "12:30": "afternoon"}),
        ("2006-04-24", {"12:29": "lunch", "12:30": "afternoon"}),
        ("2006-04-21", {"12:59": "lunch", "13:00": "afternoon"}),
        ("2006-01-19", {"12:59": "lunch", "13:00": "afternoon"}),
        ("2006-01-18", {"12:30": "afternoon", "14:39": "afternoon", "14:40": "closed"}),
        ("2005-11-01", {"09:00": "before", "13:29": "before", "13:30": "afternoon", "15:00": "closed"}),
        ("2009-01-05", {"10:59": "morning", "11:00": "closed", "13:00": "closed"}),
        ("2009-01-06", {"11:00": "lunch", "13:00": "afternoon"}),
        ("2008-12-30", {"10:59": "morning", "11:00": "closed"}),
        ("2008-12-29", {"13:00": "afternoon"}),
        ("2009-12-30", {"13:00": "afternoon"}),
        ("2010-01-04", {"13:00": "afternoon"}),
        ("2020-10-01", {"08:00": "closed", "10:00": "closed"}),
        ("2020-10-02", {"08:00": "before", "10:00": "morning"}),
    ],
)
def test_hours(day: str, phases: dict[str, str]) -> None:
    assert {time: phase(f"{day}T{time}") for time in phases} == phases


@pytest.mark.parametrize(
    ("day", "why", "after"),
    [
        ("2021-03-05", None, "2021-03-08"),
        ("2021-03-06", "weekend", "2021-03-08"),
        ("2019-04-29", "holiday", "2019-05-07"),
        ("2019-04-26", None, "2019-05-07"),
        ("2020-12-31", "year_end", "2021-01-04"),
        ("2021-01-01", "year_end", "2021-01-04"),
        ("2021-01-02", "weekend", "2021-01-04"),
        ("2020-10-01", "outage", "2020-10-02"),
        ("2020-09-30", None, "2020-10-02"),
        ("2020-07-23", "holiday", "2020-07-27"),
        ("2026-09-22", "holiday", "2026-09-24"),
        ("2030-12-30", None, None),
    ],
)
def test_days_without_trading_and_the_next_session(day: str, why: str | None, after: str | None) -> None:
    found = market_at(dt.datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=TOKYO))
    assert found
    assert (found.why, found.trading_day) == (why, why is None)
    assert found.next_session == (dt.date.fromisoformat(after) if after else None)


@pytest.mark.parametrize("jst", ["1999-12-31T10:00", "2031-01-01T10:00", "0001-01-01T10:00", "9999-12-31T10:00"])
def test_outside_of_the_table_nothing_is_said(jst: str) -> None:
    assert phase(jst) is None


def test_the_table_of_closures_is_that_of_holidays_and_of_the_years_end() -> None:
    """A second source: no weekday is in one table and not in the other, but for 1 October 2020."""
    lines = make_market.TABLE.read_text(encoding="utf-8").splitlines()
    closed = {dt.date.fromisoformat(day): why for day, why in (line.split("\t") for line in lines[2:])}
    first = dt.date(MARKET_KNOWN[0], 1, 1)
    days = [first + dt.timedelta(days=count) for count in range((dt.date(MARKET_KNOWN[-1], 12, 31) - first).days + 1)]
    weekdays = [day for day in days if day.weekday() < 5]
    assert [day for day in weekdays if is_year_end(day) != (closed.get(day) == "year_end")] == []
    named = [day for day in weekdays if holiday_of(day) and not is_year_end(day)]
    assert [day for day, why in closed.items() if why == "holiday"] == named
    assert [day for day, why in closed.items() if why == "outage"] == [dt.date(2020, 10, 1)]


@pytest.mark.parametrize(
    ("sessions", "day"),
    [(["2021-01-05"], "2021-01-04"), (["2021-01-01"], "2021-01-01")],
)
def test_a_closure_without_a_reason_and_a_session_on_a_holiday_make_no_table(sessions: list[str], day: str) -> None:
    with pytest.raises(ValueError, match=day):
        list(make_market.table(map(dt.date.fromisoformat, sessions), 2021, 2021))


def test_a_table_that_would_go_past_that_of_holidays_is_not_made() -> None:
    first = dt.date(2050, 1, 1)
    days = [first + dt.timedelta(days=count) for count in range(366)]
    sessions = [day for day in days if not holiday_of(day) and not is_year_end(day)]
    assert "2050-05-03\tholiday" in list(make_market.table(sessions, 2050, 2050))
    with pytest.raises(ValueError, match="2051-01-01"):
        list(make_market.table(sessions, 2050, 2051))


@given(st.datetimes(dt.datetime.fromisoformat("2000-01-01"), dt.datetime.fromisoformat("2030-12-01")))
def test_the_next_session_is_a_trading_day_and_none_lies_between(jst: dt.datetime) -> None:
    found = market_at(jst.replace(tzinfo=TOKYO))
    assert found
    assert found.next_session
    assert found.trading_day or found.phase == "closed"
    between = range(1, (found.next_session - jst.date()).days + 1)
    ahead = [market_at((jst + dt.timedelta(days=count)).replace(tzinfo=TOKYO)) for count in between]
    assert [bool(one and one.trading_day) for one in ahead] == [False] * (len(ahead) - 1) + [True]
