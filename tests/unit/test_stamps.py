"""Times as wires write them: read right, noted where a zone was supposed, refused where there was no such day."""

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.reasons import Reason, Rejected
from services.ingest.reading.stamps import is_day, read_stamp, rfc3339

_FIRST, _LAST = dt.datetime.fromisoformat("1900-01-01"), dt.datetime.fromisoformat("2100-01-01")
MIDNIGHT = dt.datetime(2021, 3, 5, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2021-03-05T00:00:00Z",
        "2021-03-05T09:00:00+09:00",
        "2021-03-05T09:00:00+0900",
        "2021-03-05T09:00+09",
        "2021-03-05T00:00:00.000Z",
        "20210305T090000+0900",
        "2021-03-05 09:00 JST",
        "2021/03/05 09:00 JST",
        "05 Mar 2021 09:00:00 JST",
        "Fri, 5 March 2021 00:00:00 GMT",
    ],
)
def test_one_moment_in_many_shapes(text: str) -> None:
    stamp = read_stamp(text, "UTC", "updated_at")
    assert stamp.at == MIDNIGHT
    assert stamp.repairs == ()


def test_gmt9_is_nine_hours_ahead_and_noted() -> None:
    stamp = read_stamp("05 Mar 2021 02:03:35 GMT9", "UTC", "created_at")
    assert rfc3339(stamp.at) == "2021-03-04T17:03:35Z"
    assert [repair.why for repair in stamp.repairs] == ["GMT9 read as UTC+09:00"]


def test_without_a_zone_the_feeds_holds_and_is_noted() -> None:
    stamp = read_stamp("2021-03-05 09:00:00", "Asia/Tokyo", "updated_at")
    assert stamp.at == MIDNIGHT
    assert [repair.why for repair in stamp.repairs] == ["no zone, read as Asia/Tokyo"]


def test_an_hour_that_came_twice_is_flagged() -> None:
    stamp = read_stamp("2021-11-07 01:30:00", "America/New_York", "updated_at")
    assert stamp.warnings == ("updated_at: America/New_York had 2021-11-07 01:30:00 twice, the earlier is taken",)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("2021-02-31T10:00:00Z", "UTC"),
        ("2025-02-29T10:00:00Z", "UTC"),
        ("2021-03-05T25:00:00Z", "UTC"),
        ("31 Foo 2021 10:00:00 GMT", "UTC"),
        ("2021-03-05T10:00:00+25:00", "UTC"),
        ("1948-05-02 00:30:00", "Asia/Tokyo"),
        ("yesterday", "UTC"),
        ("0001-01-01T00:00:00+09:00", "UTC"),
        ("", "UTC"),
    ],
)
def test_what_never_was_is_refused(text: str, zone: str) -> None:
    with pytest.raises(Rejected) as refused:
        read_stamp(text, zone, "updated_at")
    assert refused.value.reason is Reason.BAD_TIME


@given(st.datetimes(min_value=_FIRST, max_value=_LAST), st.integers(-720, 840))
def test_every_rfc3339_instant_is_read_as_python_reads_it(local: dt.datetime, minutes: int) -> None:
    text = local.replace(tzinfo=dt.timezone(dt.timedelta(minutes=minutes))).isoformat()
    assert read_stamp(text, "UTC", "x").at == dt.datetime.fromisoformat(text)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(Rejected):
        assert read_stamp(text, "Asia/Tokyo", "x").at.utcoffset() == dt.timedelta(0)


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026-11-20", True), ("20261120", True), ("2026-11", True), ("2026", True), ("2026-02-30", False),
     ("2026-13", False), ("2026-11-20T10:00:00Z", False), ("tomorrow", False)],
)  # fmt: skip
def test_a_day_is_one_of_the_calendar(text: str, day: bool) -> None:
    assert is_day(text) is day
