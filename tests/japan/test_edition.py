"""The first newspaper that a story can still be in."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.enrich.japan.calendar import TOKYO, holiday_of
from services.ingest.enrich.japan.edition import _PRESS_HOLIDAYS, edition_of
from services.ingest.enrich.japan.published import published_of
from services.runtime.feeds import NEUTRAL, Deadlines, Feed
from tests.articles import article

TOKYO_PAPERS = NEUTRAL.deadlines
MORNING_ALONE = Deadlines(morning=dt.time(0, 30))
LATE_EVENING = Deadlines(morning=dt.time(23, 40), evening=dt.time(12, 30))
_MOMENTS = st.datetimes(dt.datetime.fromisoformat("1991-01-01"), dt.datetime.fromisoformat("2049-01-01"))


def edition(jst: str, deadlines: Deadlines = TOKYO_PAPERS) -> tuple[str, str, list[str]] | None:
    found = edition_of(dt.datetime.fromisoformat(jst).replace(tzinfo=TOKYO), deadlines)
    if found is None:
        return None
    return found.name.ja, found.date.isoformat(), [day.isoformat() for day in found.skipped]


@pytest.mark.parametrize(
    ("jst", "name", "date"),
    [
        ("2021-03-05T00:00", "朝刊", "2021-03-05"),
        ("2021-03-05T01:30", "朝刊", "2021-03-05"),
        ("2021-03-05T01:30:00.000001", "夕刊", "2021-03-05"),
        ("2021-03-05T13:30", "夕刊", "2021-03-05"),
        ("2021-03-05T13:30:01", "朝刊", "2021-03-06"),
        ("2021-03-06T12:00", "夕刊", "2021-03-06"),  # a Saturday
        ("2021-03-07T12:00", "朝刊", "2021-03-08"),  # a Sunday
        ("2021-02-23T12:00", "朝刊", "2021-02-24"),  # 天皇誕生日
        ("2021-12-31T12:00", "朝刊", "2022-01-01"),
        ("2022-01-03T12:00", "朝刊", "2022-01-04"),
        ("2022-01-04T12:00", "夕刊", "2022-01-04"),
    ],
)
def test_days_with_two_papers_and_with_one(jst: str, name: str, date: str) -> None:
    assert edition(jst) == (name, date, [])


@pytest.mark.parametrize(
    ("jst", "name", "date", "skipped"),
    [
        ("2022-01-01T01:00", "朝刊", "2022-01-01", []),
        ("2022-01-01T12:00", "朝刊", "2022-01-03", ["2022-01-02"]),
        ("2022-01-02T01:00", "朝刊", "2022-01-03", ["2022-01-02"]),
        ("2021-02-14T12:00", "夕刊", "2021-02-15", ["2021-02-15"]),
        ("2021-02-15T01:00", "夕刊", "2021-02-15", ["2021-02-15"]),
        ("2021-02-15T15:00", "朝刊", "2021-02-16", []),
        ("2026-02-09T01:00", "朝刊", "2026-02-09", []),  # the day after an election; the holiday was put off
        ("2026-02-23T12:00", "夕刊", "2026-02-24", ["2026-02-24"]),
    ],
)
def test_mornings_without_a_paper_are_skipped(jst: str, name: str, date: str, skipped: list[str]) -> None:
    assert edition(jst) == (name, date, skipped)


@pytest.mark.parametrize(
    ("jst", "deadlines", "found"),
    [
        ("2021-03-05T00:30", MORNING_ALONE, ("朝刊", "2021-03-05", [])),
        ("2021-03-05T00:31", MORNING_ALONE, ("朝刊", "2021-03-06", [])),
        ("2021-02-14T12:00", MORNING_ALONE, ("朝刊", "2021-02-16", ["2021-02-15"])),
        ("2021-12-29T12:00", MORNING_ALONE, ("朝刊", "2021-12-30", [])),
        ("2021-03-05T00:30", LATE_EVENING, ("夕刊", "2021-03-05", [])),
        ("2021-03-05T12:31", LATE_EVENING, ("朝刊", "2021-03-06", [])),
        ("2021-03-05T23:40", LATE_EVENING, ("朝刊", "2021-03-06", [])),
        ("2021-03-05T23:41", LATE_EVENING, ("夕刊", "2021-03-06", [])),
        ("2021-03-06T23:41", LATE_EVENING, ("朝刊", "2021-03-08", [])),
    ],
)
def test_deadlines_of_a_feed(jst: str, deadlines: Deadlines, found: tuple[str, str, list[str]]) -> None:
    assert edition(jst, deadlines) == found


@pytest.mark.parametrize(
    "jst",
    [
        "2021-12-29T12:00",
        "2021-12-30T12:00",
        "2025-08-02T12:00",
        "1990-12-31T12:00",
        "2051-01-01T12:00",
        "0001-01-01",
        "9999-12-31T23:59",
    ],
)
def test_where_papers_differ_or_the_tables_end_none_is_named(jst: str) -> None:
    assert edition(jst) is None


@pytest.mark.parametrize(
    ("saturday", "found"), [(True, ("夕刊", "2025-08-02", [])), (False, ("朝刊", "2025-08-03", []))]
)
def test_a_feed_can_say_whether_saturdays_have_an_evening_paper(
    *, saturday: bool, found: tuple[str, str, list[str]]
) -> None:
    said = TOKYO_PAPERS.model_copy(update={"saturday_evening": saturday})
    assert edition("2025-08-02T12:00", said) == found


def test_the_deadline_is_told_and_is_the_feeds() -> None:
    story = article(updated_at=dt.datetime(2021, 3, 5, 15, 30, tzinfo=dt.UTC))
    feed = Feed(name="harbour", deadlines=Deadlines(morning=dt.time(0, 45)))
    found = published_of(story, story.source, feed.deadlines).edition
    assert found
    assert (found.kind, found.deadline) == ("morning", dt.time(0, 45))


def test_press_holidays_follow_a_day_without_an_evening_paper() -> None:
    """So that deliverers have a whole day off: each is the day after a Sunday or a holiday."""
    assert len(_PRESS_HOLIDAYS) > 60
    before = [day - dt.timedelta(days=1) for day in _PRESS_HOLIDAYS]
    assert [day for day in before if day.weekday() != 6 and not holiday_of(day)] == []


@given(
    _MOMENTS,
    st.sampled_from([TOKYO_PAPERS, MORNING_ALONE, LATE_EVENING]),
)
def test_a_paper_is_still_open_and_at_most_three_days_off(jst: dt.datetime, deadlines: Deadlines) -> None:
    found = edition_of(jst.replace(tzinfo=TOKYO), deadlines)
    if found is None:
        return
    last = dt.datetime.combine(found.date, found.deadline)
    if found.kind == "morning" and found.deadline >= dt.time(12):
        last -= dt.timedelta(days=1)
    assert jst <= last <= jst + dt.timedelta(days=3)
    assert found.date not in found.skipped or found.kind == "evening"


@given(_MOMENTS, st.timedeltas(dt.timedelta(), dt.timedelta(days=4)))
def test_a_later_story_is_never_in_an_earlier_paper(jst: dt.datetime, later: dt.timedelta) -> None:
    one, other = (edition_of(at.replace(tzinfo=TOKYO), TOKYO_PAPERS) for at in (jst, jst + later))
    if one and other:
        assert (one.date, one.kind == "evening") <= (other.date, other.kind == "evening")
