"""Days, months, years and fiscal years that Japanese copy names, read against cases worked out by hand."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.japan import Day
from services.ingest.enrich.japan.days.anchor import Anchor
from services.ingest.enrich.japan.days.japanese import japanese_days
from services.ingest.enrich.japan.days.japanese.tense import tense_after
from services.ingest.enrich.japan.days.japanese.words import BLOCK
from tests.pace import within

FRIDAY = Anchor(dt.date(2021, 3, 5), "published", "Asia/Tokyo", "feed")


def days(text: str, anchor: Anchor = FRIDAY) -> list[Day]:
    return japanese_days(text, "body", anchor)


def on(year: int, month: int, day: int) -> Anchor:
    return Anchor(dt.date(year, month, day), "dateline", "Asia/Tokyo", "feed")


def values(text: str, anchor: Anchor = FRIDAY) -> list[tuple[str, str | None]]:
    return [(day.text, day.value) for day in days(text, anchor)]


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("きのう、港で火事があった。", "きのう", "2021-03-04"),
        ("大臣はきょう会見する。", "きょう", "2021-03-05"),
        ("会合はあすから始まる。", "あす", "2021-03-06"),
        ("一昨日の雨で川が増水した。", "一昨日", "2021-03-03"),
        ("明後日に帰国する。", "明後日", "2021-03-07"),
        ("二〇二一年三月五日に始まった。", "二〇二一年三月五日", "2021-03-05"),
        ("２０２１年３月５日に始まった。", "２０２１年３月５日", "2021-03-05"),
        ("令和三年三月五日に始まった。", "令和三年三月五日", "2021-03-05"),
        ("令和元年5月1日に即位した。", "令和元年5月1日", "2019-05-01"),
        ("先月28日に閉じた。", "先月28日", "2021-02-28"),
        ("来月5日に開く。", "来月5日", "2021-04-05"),
        ("社長は五日、会見した。", "五日", "2021-03-05"),
        ("昨年12月10日に着工した。", "昨年12月10日", "2020-12-10"),
        ("先週金曜日に決めた。", "先週金曜日", "2021-02-26"),
        ("来週月曜に始める。", "来週月曜", "2021-03-08"),
        ("今週の水曜日に届いた。", "今週の水曜日", "2021-03-03"),
        ("水曜日に届いた。", "水曜日", "2021-03-03"),
        ("水曜日に届ける。", "水曜日", "2021-03-10"),
    ],
)
def test_a_day(text: str, words: str, value: str) -> None:
    (day,) = days(text)
    assert (day.text, day.value, day.precision) == (words, value, "day")
    assert day.first == day.last == dt.date.fromisoformat(value)


@pytest.mark.parametrize(
    ("text", "words", "value", "precision"),
    [
        ("来月に決める。", "来月", "2021-04", "month"),
        ("昨年3月に開業した。", "昨年3月", "2020-03", "month"),
        ("今月中旬に届く。", "今月中旬", "2021-03", "part_of_month"),
        ("3月末で退任する。", "3月末", "2021-03", "part_of_month"),
        ("来週にも決める。", "来週", "2021-W10", "week"),
        ("今週末に開く。", "今週末", "2021-03-06/2021-03-07", "day"),
        ("おととし開業した。", "おととし", "2019", "year"),
        ("平成元年に開業した。", "平成元年", "1989", "year"),
        ("今年度の予算。", "今年度", "2020-04-01/2021-03-31", "fiscal_year"),
        ("2021年度の予算。", "2021年度", "2021-04-01/2022-03-31", "fiscal_year"),
        ("令和3年度の予算。", "令和3年度", "2021-04-01/2022-03-31", "fiscal_year"),
        ("2021年3月期の決算。", "2021年3月期", "2020-04-01/2021-03-31", "fiscal_year"),
        ("2020年12月期の決算。", "2020年12月期", "2020-01-01/2020-12-31", "fiscal_year"),
        ("2020年4～6月期の成長率。", "2020年4～6月期", "2020-04-01/2020-06-30", "quarter"),
        ("2021年3月期第3四半期の利益。", "2021年3月期第3四半期", "2020-10-01/2020-12-31", "quarter"),
        ("1980年代に流行した。", "1980年代", "1980-01-01/1989-12-31", "decade"),
        ("昭和50年代に流行した。", "昭和50年代", "1975-01-01/1984-12-31", "decade"),
        ("2019～21年の統計。", "2019～21年", "2019/2021", "year"),
        ("5～7日に開く。", "5～7日", "2021-03-05/2021-03-07", "day"),
        ("5日から7日まで開く。", "5日から7日", "2021-03-05/2021-03-07", "day"),
        ("3月28日―4月3日に開く。", "3月28日―4月3日", "2021-03-28/2021-04-03", "day"),
        ("今夜、雨になる。", "今夜", "2021-03-05", "part_of_day"),
        ("5日未明に出港した。", "5日未明", "2021-03-05", "part_of_day"),
    ],
)
def test_more_or_less_than_a_day(text: str, words: str, value: str, precision: str) -> None:
    assert [(day.text, day.value, day.precision) for day in days(text)] == [(words, value, precision)]


@pytest.mark.parametrize(
    ("text", "flags", "value"),
    [
        ("昭和100年の記念行事。", ["out_of_era"], "2025"),
        ("平成31年5月1日に届け出た。", ["out_of_era"], "2019-05-01"),
        ("２１年に開業した。", ["century_supposed"], "2021"),
        ("98年3月に開業した。", ["century_supposed"], "1998-03"),
        ("2021年度第1四半期の利益。", ["company_defined"], "2021-04-01/2021-06-30"),
        ("10～12月期の成長率。", ["year_supposed"], "2020-10-01/2020-12-31"),
        ("3月15日に開く。", ["year_supposed"], "2021-03-15"),
        ("5日（土）に開く。", ["weekday_differs"], "2021-03-05"),
        ("5日（金・祝）に開く。", [], "2021-03-05"),
        ("今日の社会では難しい。", ["may_be_general"], "2021-03-05"),
        ("1日の利用者が増えた。", ["may_be_general"], "2021-03-01"),
        ("金曜日の件。", ["may_be_general"], "2021-03-05"),
    ],
)
def test_what_was_supposed_is_flagged(text: str, flags: list[str], value: str) -> None:
    (day,) = days(text)
    assert (day.value, day.flags) == (value, flags)


@pytest.mark.parametrize(
    ("text", "problem", "candidates"),
    [
        ("令和7年2月29日に届け出た。", "no such day", []),
        ("2月30日に届け出た。", "no such day", []),
        ("同日夜に閉会した。", "no day named before it", []),
        ("同月に閉会した。", "no month named before it", []),
        ("翌年に閉会した。", "no year named before it", []),
        (
            "3月期の決算。",
            "which year is not said",
            ["2019-04-01/2020-03-31", "2020-04-01/2021-03-31", "2021-04-01/2022-03-31"],
        ),
        ("4～6月期の成長率。", "which year is not said", ["2020-04-01/2020-06-30", "2021-04-01/2021-06-30"]),
        (
            "2021年上半期の統計。",
            "of the calendar year or the fiscal year",
            ["2021-01-01/2021-06-30", "2021-04-01/2021-09-30"],
        ),
        ("13日の本会議で可決した。", "which month is not said", ["2021-02-13", "2021-03-13"]),
        ("25日の件。", "which month is not said", ["2021-02-25", "2021-03-25"]),
        ("10月の件。", "which year is not said", ["2020-10", "2021-10"]),
        ("7日で終わる。", "a date or a number of days", ["2021-03-07"]),
        ("今週日曜に開く。", "weeks may begin on Sunday or Monday", ["2021-02-28", "2021-03-07"]),
        ("金曜日に開く。", "that day itself or a week later", ["2021-03-05", "2021-03-12"]),
        ("50年に達成する。", "which century is not said", ["1950", "2050"]),
    ],
)
def test_what_the_copy_leaves_open_has_no_value(text: str, problem: str, candidates: list[str]) -> None:
    (day,) = days(text)
    assert (day.value, day.first, day.problem, day.candidates) == (None, None, problem, candidates)


@pytest.mark.parametrize(
    ("text", "base", "value"),
    [
        ("28日、市場が開いた。", (2021, 3, 2), "2021-02-28"),
        ("社長は28日、辞任すると発表した。", (2021, 3, 2), "2021-02-28"),
        ("28日から開かれている。", (2021, 3, 2), "2021-02-28"),
        ("13日に総会を開く予定だ。", (2021, 3, 2), "2021-03-13"),
        ("13日の期限を前に、両者が会談した。", (2021, 3, 2), None),
        ("10日にも閣議で決める方針を固めた。", (2021, 3, 2), "2021-03-10"),
        ("10日に、閣議で決める方針だ。", (2021, 3, 2), "2021-03-10"),
        ("4日に開会した。", (2021, 3, 5), "2021-03-04"),
        ("1日に発足する。", (2021, 3, 31), "2021-04-01"),
        ("1日の件。", (2021, 3, 31), None),
        ("31日、店を閉じた。", (2021, 1, 2), "2020-12-31"),
        ("12月20日に閉幕した。", (2021, 1, 5), "2020-12-20"),
        ("1月10日に開幕する。", (2020, 12, 28), "2021-01-10"),
        ("4月に発足する。", (2021, 11, 5), "2022-04"),
        ("4月に発足した。", (2021, 11, 5), "2021-04"),
        ("2月29日に生まれた。", (2024, 3, 5), "2024-02-29"),
    ],
)
def test_month_and_year_by_nearness_and_tense(text: str, base: tuple[int, int, int], value: str | None) -> None:
    (day,) = days(text, on(*base))
    assert day.value == value
    assert (day.basis, day.base) == ("dateline", dt.date(*base))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("4日に開会し、同日夜に閉会した。", [("4日", "2021-03-04"), ("同日夜", "2021-03-04")]),
        ("4日に開会した。翌日は休んだ。", [("4日", "2021-03-04"), ("翌日", "2021-03-05")]),
        ("2019年に開業し、翌年に閉じた。", [("2019年", "2019"), ("翌年", "2020")]),
        ("昨年3月に開業し、同年8月に閉じた。", [("昨年3月", "2020-03"), ("同年8月", "2020-08")]),
        ("4月20日に始まり、同25日に終わる。", [("4月20日", "2021-04-20"), ("同25日", "2021-04-25")]),
        ("2019年度に始め、翌年度に終えた。", [("2019年度",) * 2, ("翌年度",) * 2]),
        ("昨年12月10日に着工し、20日に中止した。", [("昨年12月10日", "2020-12-10"), ("20日", None)]),
        ("4日（日本時間5日）に着いた。", [("4日", "2021-03-04"), ("日本時間5日", "2021-03-05")]),
        ("4、5両日に開いた。", [("4", "2021-03-04"), ("5両日", "2021-03-05")]),
        ("事故の翌日に再開した。", []),
    ],
)
def test_what_is_counted_from_the_text(text: str, found: list[tuple[str, str | None]]) -> None:
    whole = {"2019年度": "2019-04-01/2020-03-31", "翌年度": "2020-04-01/2021-03-31"}
    assert values(text) == [(words, whole.get(words, value)) for words, value in found]


def test_a_day_after_an_open_one_stays_open() -> None:
    first, second = days("25日の件。同日の件。")
    assert first.value is second.value is None
    assert second.problem == "the day named before it is open"


_NO_DATES = (
    "3日間 2日連続 10日ぶり 5日目 1日当たり 1日1回 1日平均 10日余り 数日 30日以内 15日以上 2、3日中 初日 "
    "全日 土日 日本 月面 月額 3カ月 3か月 数か月 一日も早く 十日町 四日市 廿日市 二日酔い 三日月 "
    "三日坊主 五月晴れ 21年間 21年ぶり 今から21年前 懲役21年 懲役1年6月 執行猶予3年 約30年 毎年3月に開く "
    "毎週金曜日に開く 毎月5日に開く 第3金曜日 明日香村 きょうだい 静けさ まあすごい 買いあさっていた "
    "前年比 前日比 前年同期比 3日前に会った 3日続伸 計5日 第5日 1,000年 0日 0～3月期 1300年の歴史 終末"
)


@pytest.mark.parametrize("text", _NO_DATES.split())
def test_what_is_no_date(text: str) -> None:
    assert days(f"町では{text}。") == []


@pytest.mark.parametrize(
    ("text", "tense"),
    [
        ("、港で式を開いた。", "past"),
        ("、港で式を開く。", "future"),
        ("、港で式を開いたとみられる。", "past"),
        ("、来月辞めると述べた。", "past"),
        ("に開く式で話した。", "future"),
        ("に開いた式を、来年も続ける。", "past"),
        ("の会見で来月辞める考えを示した。", None),
        ("の会見で「来月辞める」と述べた。", "past"),
        ("に訪米する」と語った。", "future"),
        ("から開かれている。", "past"),
        ("に予定されていた式。", None),
        ("、式", None),
    ],
)
def test_tense(text: str, tense: str | None) -> None:
    assert tense_after(f"会は5日{text}", 4) == tense


_WORDS = (
    "令和 昭和 2021 21 3 5 １ 三 十 元 年 月 日 時 分 半 度 代 期 第 四半期 上旬 末 両 、 ・ ～ から "
    "（金） の に は 。 「 」 午前 午後 正午 同日 翌日 先月 昨年 同年 前年 来週 金曜日 週末 毎週 きのう "
    "日本時間 現地時間 同 した する 予定 99 0"
)
_PIECES = st.lists(st.sampled_from([*_WORDS.split(), "\n"]), max_size=25).map("".join)


@given(text=_PIECES, base=st.dates())
def test_any_mix_of_the_words_gives_days_in_order(text: str, base: dt.date) -> None:
    end = 0
    for day in days(text, Anchor(base, "published", "America/New_York", "dateline")):
        assert end <= day.start < day.end <= len(text)
        assert day.text == text[day.start : day.end]
        assert day.value is not None or day.problem is not None
        assert day.value is None or not day.candidates
        assert (day.first is None) == (day.last is None)
        assert Day.model_validate(day.model_dump()) == day
        end = day.end


@given(st.text(max_size=200))
def test_any_text_gives_an_answer(text: str) -> None:
    assert all(day.text == text[day.start : day.end] for day in days(text))


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)))
def test_a_whole_date_is_that_date_in_every_writing(day: dt.date) -> None:
    plain = f"{day.year}年{day.month}月{day.day}日"
    wide = plain.translate({ord(str(figure)): chr(0xFF10 + figure) for figure in range(10)})
    for text in (plain, wide):
        (found,) = days(f"町は{text}に開いた。")
        assert (found.text, found.value, found.basis) == (text, day.isoformat(), "stated")


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)))
def test_the_days_of_one_week_are_told_by_their_past_tense(base: dt.date) -> None:
    for ago in range(7):
        day = base - dt.timedelta(days=ago)
        (found,) = days(f"会は{day.day}日、式を開いた。", on(base.year, base.month, base.day))
        assert found.value == day.isoformat()


@given(text=_PIECES, limit=st.integers(0, 4))
def test_a_limit_leaves_out_the_last_days_alone(text: str, limit: int) -> None:
    assert japanese_days(text, "body", FRIDAY, limit) == days(text)[: limit + 1]


@pytest.mark.parametrize("sign", ["５日に開く。", "2021年3月5日午後3時、", "同日"])
def test_a_megabyte_of_dates_costs_milliseconds_where_few_are_asked_for(sign: str) -> None:
    text = sign * (1_000_000 // len(sign))
    with within(0.1):
        found = japanese_days(text, "body", FRIDAY, 40)
    assert len(found) == 41


@pytest.mark.parametrize(
    "words", ["二〇二一年三月五日午後三時に開いた。", "日本時間5、6両日に開く。", "一昨年と先々週末。"]
)
def test_dates_are_found_wherever_they_stand_in_a_long_text(words: str) -> None:
    alone = values(words)
    for before in range(BLOCK - len(words) - 1, BLOCK + 1):
        assert values("港" * before + "。" + words) == alone != []
