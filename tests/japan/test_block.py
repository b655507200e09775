"""The whole block: what a Tokyo desk would be told of a story, on the cases that others get wrong."""

import datetime as dt

import pytest

from schemas.article import Article
from schemas.japan import Japan
from services.ingest.enrich import read_rules
from services.ingest.pipeline import process
from services.runtime.feeds import Feed
from tests.conftest import ROOT
from tests.japan.block import TOKYO_FEED, block, days, means

NEW_YORK = "America/New_York"


def test_a_night_that_is_saturday_in_japan_and_friday_in_utc() -> None:
    found = block("", "2021-03-05T15:30:00+00:00").published
    assert (found.jst.isoformat(), found.era, found.weekday.ja) == ("2021-03-06T00:30:00+09:00", "令和3年3月6日", "土")
    assert (found.fiscal_year, found.business_day, found.next_business_day) == (2020, False, dt.date(2021, 3, 8))
    assert found.edition is not None
    assert (found.edition.name.ja, found.edition.date) == ("朝刊", dt.date(2021, 3, 6))
    assert found.market is not None
    assert (found.market.phase, found.market.why) == ("closed", "weekend")


def test_an_impossible_day_is_a_problem_and_is_never_rolled_over() -> None:
    (day,) = days("令和7年2月29日に開いた。")
    assert (day.value, day.first, day.problem) == (None, None, "no such day")


def test_an_era_that_had_ended_is_flagged() -> None:
    (day,) = days("昭和100年を記念した。")
    assert (day.value, day.flags) == ("2025", ["out_of_era"])


@pytest.mark.parametrize(
    ("text", "time", "problem"),
    [
        ("5日午後0時半に始まった。", "12:30", False),
        ("5日午前0時に始まった。", "00:00", False),
        ("5日正午に始まった。", "12:00", False),
        ("5日午後12時に始まった。", None, True),
        ("4日25時30分に始まった。", "01:30", False),
    ],
)
def test_hours_of_a_japanese_newsroom(text: str, time: str | None, problem: bool) -> None:
    (day,) = days(text)
    assert day.time == time
    assert (day.problem is not None) == problem
    assert bool(day.candidates) == problem


def test_the_small_hours_of_a_long_night_are_of_the_next_day() -> None:
    (day,) = days("4日25時30分に始まった。")
    assert (day.value, day.flags) == ("2021-03-05T01:30", ["next_day"])
    assert day.at == dt.datetime(2021, 3, 4, 16, 30, tzinfo=dt.UTC)


def test_a_weekday_is_one_of_the_datelines_place() -> None:
    found = block("WASHINGTON, March 4 (Jiji Press) -- The envoy spoke on Thursday.", "2021-03-05T02:10:00+00:00")
    assert found.dateline is not None
    assert (found.dateline.place, found.dateline.zone, found.dateline.country) == ("WASHINGTON", NEW_YORK, "US")
    assert found.dateline.date == dt.date(2021, 3, 4)
    assert [(day.text, day.value, day.basis, day.base) for day in found.days] == [
        ("Thursday", "2021-03-04", "dateline", dt.date(2021, 3, 4))
    ]


def test_a_weekday_of_tokyo_is_the_last_one() -> None:
    assert means("TOKYO, March 5 (Jiji Press)-- The minister spoke on Thursday.") == [("Thursday", "2021-03-04")]


def test_japanese_datelines_name_a_zone_and_no_day() -> None:
    found = block("【ワシントン時事】大統領は4日、声明を出した。", "2021-03-05T02:10:00+00:00")
    assert found.dateline is not None
    assert (found.dateline.zone, found.dateline.date, found.dateline.flags) == (NEW_YORK, None, ["no_date"])
    assert [(day.text, day.value, day.basis, day.base) for day in found.days] == [
        ("4日", "2021-03-04", "published", dt.date(2021, 3, 4))
    ]


@pytest.mark.parametrize(
    "written",
    ["2021-03-05 09:00 GMT9", "2021/03/05 9:00 JST", "20210305T090000+0900", "2021-03-05T09:00:00+09"],
)
def test_one_moment_in_many_shapes(written: str) -> None:
    (day,) = days(f"The signal came at {written}, they said.")
    assert day.at == dt.datetime(2021, 3, 5, tzinfo=dt.UTC)
    assert day.zone_source == "stated"
    assert ("zone_repaired" in day.flags) == ("GMT9" in written)


@pytest.mark.parametrize("dateline", ["SAPPORO, March 5 (Jiji Press)--Snow fell.", "【札幌時事】雪が降った。"])
def test_sapporo_is_in_hokkaido(dateline: str) -> None:
    found = block(dateline).dateline
    assert found is not None
    assert found.prefecture is not None
    assert (found.prefecture.code, found.prefecture.ja, found.prefecture.en) == ("JP-01", "北海道", "Hokkaido")


@pytest.mark.parametrize("dateline", ["FUCHU, March 5 (Jiji Press)--Snow fell.", "【府中時事】雪が降った。"])
def test_which_fuchu_is_not_guessed(dateline: str) -> None:
    found = block(dateline).dateline
    assert found is not None
    assert (found.prefecture, found.country, found.zone) == (None, "JP", "Asia/Tokyo")
    assert "ambiguous" in found.flags
    (place,) = found.places
    assert {"東京都", "広島県"} <= {
        prefecture for prefecture in ("東京都", "広島県") if prefecture in str(place.candidates)
    }


@pytest.mark.parametrize(
    ("text", "value", "flags"),
    [
        ("2021年度の予算を決めた。", "2021-04-01/2022-03-31", []),
        ("令和3年度の予算を決めた。", "2021-04-01/2022-03-31", []),
        ("The FY2021 budget was adopted.", "2021-04-01/2022-03-31", ["company_defined"]),
        ("2021年3月期の決算を発表した。", "2020-04-01/2021-03-31", []),
    ],
)
def test_fiscal_years_and_settlement_terms_differ_by_a_year(text: str, value: str, flags: list[str]) -> None:
    (day,) = days(text)
    assert (day.value, day.precision, day.flags) == (value, "fiscal_year", flags)


def test_words_of_the_seed_kind_with_its_offsets() -> None:
    text = (
        "OSAKA: Two ministers are planning to tour the harbor starting on March 15, several sources said Thursday.\n\n"
        "Such a tour was last held in April 2019; a call between the two took place in late January."
    )
    found = block(text, "2021-03-04T17:03:35+00:00")
    assert [(day.text, day.value, day.precision, day.part) for day in found.days] == [
        ("March 15", "2021-03-15", "day", None),
        ("Thursday", "2021-03-04", "day", None),
        ("April 2019", "2019-04", "month", None),
        ("late January", "2021-01", "part_of_month", "late"),
    ]
    assert all(text[day.start : day.end] == day.text for day in found.days)
    assert (found.days[3].first, found.days[3].last) == (dt.date(2021, 1, 21), dt.date(2021, 1, 31))


def test_the_block_keeps_the_contract_through_json() -> None:
    """It is built without validation; what is built has to pass it."""
    text = "【横浜時事】港湾局は5日、来週月曜日の午前9時に新しい岸壁を開くと発表した。田辺　春子知事が話した。"
    found = block(text)
    assert found.days
    assert found.people
    assert Japan.model_validate_json(found.model_dump_json()) == found


def test_a_list_without_end_is_cut_and_told() -> None:
    found = block(
        "The fixtures: " + ", ".join(f"March {day}, {year}" for year in range(2021, 2023) for day in range(1, 31))
    )
    assert (len(found.days), found.more) == (40, True)


def test_the_feeds_zone_holds_without_a_dateline() -> None:
    found = block("Talks were held on Thursday.", "2021-03-04T17:03:35+00:00", TOKYO_FEED)
    (day,) = found.days
    assert (found.dateline, day.base, day.value) == (None, dt.date(2021, 3, 5), "2021-03-04")


def test_an_hour_behind_a_stamp_is_not_of_the_storys_own_day() -> None:
    stamp, hour = days("会合は2021/3/1に開かれ、午後3時に終わった。")
    assert (stamp.value, hour.value, hour.problem) == ("2021-03-01", None, "of which day?")


def test_nothing_is_counted_from_a_day_in_doubt() -> None:
    found = block("TOKYO, July 5 (Jiji Press)--The minister spoke on Thursday of the law of April 1, 2019.")
    assert [(day.value, day.problem) for day in found.days] == [
        (None, "the dateline's day is far from the story's own"),
        ("2019-04-01", None),
    ]


def test_an_embargo_in_words_is_of_japans_clock() -> None:
    copy = "港湾計画を発表\n\n【解禁】6日午前2時\n\n【横浜時事】横浜市は5日、計画を発表した。\n（C）時事通信社\n"
    feed = Feed(name="jiji-ja", provider="jiji", zone="Asia/Tokyo", language="ja")
    received = dt.datetime(2021, 3, 5, 6, tzinfo=dt.UTC)
    (found,) = process(copy.encode(), feed, received, read_rules(ROOT / "config"))
    assert isinstance(found, Article)
    assert found.embargo_until == dt.datetime(2021, 3, 5, 17, tzinfo=dt.UTC)
