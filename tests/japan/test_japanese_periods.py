"""Fiscal years, accounts, parts of a year and eras in Japanese copy, and the ends of the calendar."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.japan import Day
from services.ingest.enrich.japan.days.anchor import Anchor
from services.ingest.enrich.japan.days.japanese import japanese_days


def days(text: str, base: dt.date = dt.date(2021, 3, 5)) -> list[Day]:
    return japanese_days(text, "body", Anchor(base, "published", "Asia/Tokyo", "feed"))


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("来年度4月", "2021-04"),
        ("来年度4月1日", "2021-04-01"),
        ("今年度の12月", "2020-12"),
        ("2021年度の3月", "2022-03"),
        ("2020年度1月", "2021-01"),
        ("令和2年度3月", "2021-03"),
        ("2020年度の3月31日", "2021-03-31"),
        ("2020年度1～3月期", "2021-01-01/2021-03-31"),
        ("2020年9月中間期", "2020-04-01/2020-09-30"),
        ("㋿3年3月5日", "2021-03-05"),
        ("R3年3月5日", "2021-03-05"),
        ("平成の31年4月30日", "2019-04-30"),
    ],
)
def test_a_month_of_a_fiscal_year_or_an_era(words: str, value: str) -> None:
    assert [(day.text, day.value, day.flags) for day in days(f"{words}に決めた。")] == [(words, value, [])]


@pytest.mark.parametrize(
    ("words", "value", "first", "part"),
    [
        ("今年末", "2021", "2021-09-01", "late"),
        ("昨年末", "2020", "2020-09-01", "late"),
        ("来年初め", "2022", "2022-01-01", "early"),
        ("2021年半ば", "2021", "2021-05-01", "mid"),
        ("2021年度末", "2021-04-01/2022-03-31", "2021-12-01", "late"),
    ],
)
def test_a_part_of_a_year(words: str, value: str, first: str, part: str) -> None:
    (day,) = days(f"{words}に決める。")
    assert (day.text, day.value, day.part, str(day.first)) == (words, value, part, first)
    assert (day.precision, day.flags) == ("part_of_year", ["approximate"])


@pytest.mark.parametrize(
    ("text", "value", "flags"),
    [
        ("7～9月期はプラスに戻る見通しだ。", "2021-07-01/2021-09-30", ["year_supposed"]),
        ("10～12月期はプラスだった。", "2020-10-01/2020-12-31", ["year_supposed"]),
        ("FY2021の計画。", "2021-04-01/2022-03-31", ["company_defined"]),
        ("FY21年度の計画。", "2021-04-01/2022-03-31", ["company_defined", "century_supposed"]),
        ("昭和64年度の予算。", "1989-04-01/1990-03-31", ["out_of_era"]),
        ("令和元年度の予算。", "2019-04-01/2020-03-31", []),
        ("2021年9月中間連結決算。", "2021-04-01/2021-09-30", []),
        ("今年初めて開いた。", "2021", []),
    ],
)
def test_terms(text: str, value: str, flags: list[str]) -> None:
    assert [(day.value, day.flags) for day in days(text)] == [(value, flags)]


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("9月中間期の決算。", ["2020-04-01/2020-09-30", "2021-04-01/2021-09-30", "2022-04-01/2022-09-30"]),
        ("10～12月期は予想を上回る。", ["2020-10-01/2020-12-31", "2021-10-01/2021-12-31"]),
    ],
)
def test_terms_of_no_sure_year(text: str, candidates: list[str]) -> None:
    (day,) = days(text)
    assert (day.value, day.problem, day.candidates) == (None, "which year is not said", candidates)


@pytest.mark.parametrize(
    "text", ["0～3月期の決算。", "2021年0-3月期。", "今年0～3月に。", "平成の30年、町は栄えた。", "T5年式。"]
)
def test_what_is_no_period(text: str) -> None:
    assert days(text) == []


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("9999年12月31日の翌日", "2021-03-05"),
        ("9999年12月の翌月", "2021-03-05"),
        ("30年度", "0003-01-01"),
        ("21年3月期", "0004-01-01"),
        ("きのう", "0001-01-01"),
        ("来週金曜日", "9999-12-31"),
        ("来年度", "9999-12-31"),
    ],
)
def test_beyond_the_calendar_there_is_a_problem(text: str, base: str) -> None:
    last = days(text, dt.date.fromisoformat(base))[-1]
    assert (last.value, last.problem) == (None, "out of the calendar")


_PIECES = (
    "令和 昭和 平成の 2021 21 3 5 三 十 元 年 月 日 時 分 半 度 期 初め 末 、 ～ から まで の に 。 「 」 （ ） "
    "午前 午後 〇 同日 翌日 先月 昨年 翌年 来週 金曜日 （木） 毎日 平日 きのう 一昨日 日本時間 現地 カタール時間 "
    "（GMT） JST した する 0 9999 12 31 9:00 FY2021 R3 ㋿3 10年前の 中間期 半ば 来年度 前半 の会見で 第1四半期"
)


@given(
    text=st.lists(st.sampled_from(_PIECES.split()), max_size=14).map("".join),
    base=st.sampled_from([dt.date.min, dt.date(4, 1, 1), dt.date(2021, 3, 5), dt.date.max]),
    begin=st.integers(0, 3),
)
def test_any_words_give_days_in_order_from_any_base(text: str, base: dt.date, begin: int) -> None:
    end, anchor = begin, Anchor(base, "dateline", "America/New_York", "dateline")
    for day in japanese_days(text, "body", anchor, None, begin):
        assert end <= day.start < day.end <= len(text)
        assert (day.value is None) >= bool(day.candidates)
        assert day.value is not None or day.problem is not None
        assert day.at is None or day.zone is not None
        end = day.end
