"""Times as wires write them: read right, noted where a zone was supposed, refused where there was no such day."""

import contextlib
import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.reasons import Reason, Rejected
from services.ingest.reading.stamps import is_day, read_bare_day, read_stamp, rfc3339
from services.ingest.reading.zones import first_minute, instants

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
        "2021/03/05 9:00 JST",
        "20210305T090000+09",
        "2021-03-05T09:00:00+09",
        "2021-03-05 09:00 UTC+9",
        "2021-03-05 09:00 GMT+09:00",
        "March 5, 2021 9:00 a.m. JST",
        "2021/3/5 9:00 AM JST",
        "２０２１－０３－０５Ｔ０９：００：００＋０９：００",
        "２０２１／３／５　９：００　ＪＳＴ",
        "2021年3月5日 9時 JST",
        "2021年3月5日（金）9時00分（日本時間）",
        "日本時間２０２１年３月５日　午前９時",
        "西暦2021年3月5日 日本時間9:00",
        "令和3年3月5日 午前9時 +0900",
        "令和三年三月五日午前九時零分 日本時間",
        "㋿3年3月5日 9:00:00 JST",
        "二〇二一年三月五日 午前0時 協定世界時",
        "R3.3.5 9:00 JST",
        "R3/3/5 9:00 JST",
        "2021.3.5 9:00 JST",
        "2021-03-05 09:00 GMT+0900",
        "Friday, March 5, 2021 9:00 a.m. JST",
        "Fri, 5 Mar 2021 9 a.m. JST",
        "2021年3月5日金曜日午前9時 JST",
        "日本時間の令和3年3月5日 AM9:00",
    ],
)
def test_one_moment_in_many_shapes(text: str) -> None:
    stamp = read_stamp(text, "UTC", "updated_at")
    assert stamp.at == MIDNIGHT
    assert stamp.repairs == ()
    assert stamp.warnings == ()
    assert stamp.zone_source == "stated"


def test_gmt9_is_nine_hours_ahead_and_noted() -> None:
    stamp = read_stamp("05 Mar 2021 02:03:35 GMT9", "UTC", "created_at")
    assert rfc3339(stamp.at) == "2021-03-04T17:03:35Z"
    assert [repair.why for repair in stamp.repairs] == ["GMT9 read as UTC+09:00"]


def test_without_a_zone_the_feeds_holds_and_is_noted() -> None:
    stamp = read_stamp("2021-03-05 09:00:00", "Asia/Tokyo", "updated_at")
    assert stamp.at == MIDNIGHT
    assert [repair.why for repair in stamp.repairs] == ["no zone, read as Asia/Tokyo"]
    assert stamp.zone_source == "feed"


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("2021年3月5日 正午", "2021-03-05T12:00"), ("令和3年3月5日午後0時半", "2021-03-05T12:30"),
        ("2021年3月5日 午前0時", "2021-03-05T00:00"), ("2021年3月5日 午前0時5分30秒", "2021-03-05T00:05:30"),
        ("2021年3月5日　午後11時59分", "2021-03-05T23:59"), ("昭和64年1月7日 午前6時33分", "1989-01-07T06:33"),
        ("令和元年五月一日 零時", "2019-05-01T00:00"), ("令和3年3月5日 午後3:05", "2021-03-05T15:05"),
        ("2021年3月5日 15時半", "2021-03-05T15:30"), ("March 5, 2021 3:00 p.m.", "2021-03-05T15:00"),
        ("2021年3月5日 PM3:15", "2021-03-05T15:15"), ("2021/3/5 午後3時", "2021-03-05T15:00"),
        ("5 Mar 2021 12:30 AM", "2021-03-05T00:30"), ("2021/3/5 12:00 PM", "2021-03-05T12:00"),
    ],
)  # fmt: skip
def test_an_hour_in_words_is_of_the_feeds_clock(text: str, local: str) -> None:
    stamp = read_stamp(text, "Asia/Tokyo", "updated_at")
    assert stamp.at.astimezone(ZoneInfo("Asia/Tokyo")).replace(tzinfo=None) == dt.datetime.fromisoformat(local)
    assert [repair.why for repair in stamp.repairs] == ["no zone, read as Asia/Tokyo"]


@pytest.mark.parametrize(
    ("text", "utc", "why"),
    [
        ("2021年3月5日 24時 JST", "2021-03-05T15:00:00Z", "24:00 read as 0:00 of the next day"),
        ("令和3年3月5日 25時30分 JST", "2021-03-05T16:30:00Z", "25:30 read as 1:30 of the next day"),
        ("2021年12月31日 30時 日本時間", "2021-12-31T21:00:00Z", "30:00 read as 6:00 of the next day"),
        ("2021-03-05T24:00:00Z", "2021-03-06T00:00:00Z", "24:00 read as 0:00 of the next day"),
        ("2021-12-31 24:00 JST", "2021-12-31T15:00:00Z", "24:00 read as 0:00 of the next day"),
        ("2021/3/5 25:30 JST", "2021-03-05T16:30:00Z", "25:30 read as 1:30 of the next day"),
    ],
)
def test_the_night_goes_on_after_midnight_and_is_noted(text: str, utc: str, why: str) -> None:
    stamp = read_stamp(text, "UTC", "updated_at")
    assert rfc3339(stamp.at) == utc
    assert [(repair.from_, repair.to, repair.why) for repair in stamp.repairs] == [(text, utc, why)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2021年3月5日 午後12時", "午後12時 may be 12:00 or 24:00"),
        ("2021年3月5日 午前12時", "午前12時 may be 0:00 or 12:00"),
        ("2021年3月5日 午後12時30分", "午後12時 may be 12:00 or 24:00"),
        ("2021年3月5日 午後13時", "no such hour"), ("2021年3月5日 30時1分", "no such hour"),
        ("2021年3月5日 9時60分", "no such hour"), ("令和7年2月29日 9時", "no such day"),
        ("明治5年12月3日 9時", "before 1873"), ("21年3月5日 9時", "a year of four figures is missing"),
        ("2021年3月5日", "no stamp that we can read"), ("2021年3月5日 9時 現地時間", "no stamp that we can read"),
        ("日本時間2021年3月5日 9時 UTC", "which zone?"), ("5 Mar 2021 12:00 AM", "midnight of which day?"),
        ("2021/3/5 13:00 PM", "no such hour"), ("2021-03-05T24:00:01Z", "no such hour"),
        ("2021-03-05T24:00:00.5Z", "no such hour"), ("2021-03-05 25:30", "no such hour"),
        ("2021/3/5 25:30 GMT", "no such hour"), ("2021/3/5 30:01", "no such hour"),
        ("2021年3月5日 PM12:00", "PM12時 may be 12:00 or 24:00"), ("9999-12-31T24:00:00Z", "out of range"),
        ("2021-02-30 25:00", "no such day"), ("2021-03-05 9:00 BST", "no stamp that we can read"),
        ("9999年12月31日 25時", "out of range"), ("2021-03-05T09:00:00+25:00", "no such zone: +25:00"),
        ("9" * 1_000_000, "no stamp that we can read"),
    ],
)  # fmt: skip
def test_what_names_no_moment_or_two_is_refused_and_says_why(text: str, words: str) -> None:
    with pytest.raises(Rejected) as refused:
        read_stamp(text, "Asia/Tokyo", "updated_at")
    assert refused.value.reason is Reason.BAD_TIME
    assert words in refused.value.detail


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("昭和100年1月1日 9時 JST", "the era had ended or had not begun"),
        ("平成31年5月1日 0時 JST", "the era had ended or had not begun"),
        ("2021年3月5日（木）9時 JST", "the weekday is another day's"),
        ("2021年3月5日木曜9時 JST", "the weekday is another day's"),
        ("Thu, 05 Mar 2021 00:00:00 GMT", "the weekday is another day's"),
        ("2021-03-05 09:00 CST", "CST may also be China's +08:00"),
        ("2021年3月5日 9時 CST", "CST may also be China's +08:00"),
    ],
)
def test_what_is_odd_about_a_day_is_told(text: str, why: str) -> None:
    assert read_stamp(text, "UTC", "updated_at").warnings == (f"updated_at: {why}: {text}",)


@pytest.mark.parametrize(
    ("text", "utc", "twice"),
    [
        ("1951-09-09 00:30:00", "1951-09-08T14:30:00Z", True),
        ("1951-09-08 23:30:00", "1951-09-08T13:30:00Z", True),  # 夏時刻法 2 has this hour twice, tzdata the one above
        ("1951-09-08 22:59:59", "1951-09-08T12:59:59Z", False),
        ("1950-09-08 23:30:00", "1950-09-08T13:30:00Z", False),
        ("1951-09-08 23:30:00 JST", "1951-09-08T14:30:00Z", False),
        ("1950-07-01 09:00:00+0900", "1950-07-01T00:00:00Z", False),
        ("1950年7月1日 9時 日本時間", "1950-06-30T23:00:00Z", False),
    ],
)
def test_tokyos_summers_of_1948_to_1951(text: str, utc: str, twice: bool) -> None:
    stamp = read_stamp(text, "Asia/Tokyo", "updated_at")
    assert rfc3339(stamp.at) == utc
    assert [warning.endswith("twice, the earlier is taken") for warning in stamp.warnings] == [True] * twice


@pytest.mark.parametrize("day", ["1948-09-11", "1949-09-10", "1950-09-09", "1951-09-08"])
def test_the_second_saturday_of_september_had_25_hours_by_the_law(day: str) -> None:
    local = dt.datetime.fromisoformat(f"{day}T23:30")
    assert local.weekday() == 5
    at = dt.datetime.fromisoformat(f"{day}T13:30+00:00")
    assert instants(local, "Asia/Tokyo") == (at, at + dt.timedelta(hours=1))
    assert len(instants(local, "Asia/Bangkok")) == 1


def test_cst_of_a_mails_date_is_chicagos() -> None:
    stamp = read_stamp("Fri, 5 Mar 2021 09:00:00 CST", "UTC", "updated_at")
    assert (rfc3339(stamp.at), stamp.warnings) == ("2021-03-05T15:00:00Z", ())


@pytest.mark.parametrize(
    ("text", "day", "warnings"),
    [
        ("2021-03-05", "2021-03-05", []), ("20210305", "2021-03-05", []), ("２０２１／３／５", "2021-03-05", []),
        ("5 March 2021", "2021-03-05", []), ("March 5, 2021", "2021-03-05", []), ("R3.3.5", "2021-03-05", []),
        ("令和3年3月5日", "2021-03-05", []), ("2021年3月5日（木）", "2021-03-05", ["the weekday is another day's"]),
        ("平成31年5月1日", "2019-05-01", ["the era had ended or had not begun"]),
        ("Thursday, March 5, 2021", "2021-03-05", ["the weekday is another day's"]),
        ("2021-03-05 09:00", None, []), ("2021-03", None, []), ("tomorrow", None, []), ("", None, []),
        ("2" * 1_000_000, None, []),
    ],
)  # fmt: skip
def test_a_bare_day_is_told_from_a_stamp_by_its_shape(text: str, day: str | None, warnings: list[str]) -> None:
    found = read_bare_day(text, "--at")
    assert (found and found.day.isoformat()) == day
    assert list(found.warnings if found else []) == [f"--at: {why}: {text}" for why in warnings]


@pytest.mark.parametrize("text", ["2021-02-30", "20211301", "令和7年2月29日", "31 April 2021"])
def test_a_bare_day_that_never_was_is_refused(text: str) -> None:
    with pytest.raises(Rejected, match="no such day"):
        read_bare_day(text, "--at")


@pytest.mark.parametrize(
    ("day", "zone", "utc"),
    [
        ("2021-03-05", "Asia/Tokyo", "2021-03-04T15:00"),
        ("1948-05-02", "Asia/Tokyo", "1948-05-01T15:00"),  # it began at 1:00
        ("2011-12-30", "Pacific/Apia", None),
        ("2011-12-31", "Pacific/Apia", "2011-12-30T10:00"),
    ],
)
def test_the_first_minute_of_a_day(day: str, zone: str, utc: str | None) -> None:
    found = first_minute(dt.date.fromisoformat(day), zone)
    assert found == (dt.datetime.fromisoformat(f"{utc}+00:00") if utc else None)


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


_PIECES = st.sampled_from(
    ["令和", "昭和", "R", "2021", "３", "三", "元", "年", "月", "日", "午前", "午後", "12", "時", "半", "分", "正午",
     " ", ":", "/", "GMT9", "+0900", "日本時間", "（金）", "Mar", "a.m."]
)  # fmt: skip


@given(st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=14).map("".join)))
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
