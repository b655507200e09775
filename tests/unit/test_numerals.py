"""Figures of three kinds are one number; figures of other scripts and mixtures are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.reading.numerals import half_width, kanji_number, number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("25", 25), ("０５", 5), ("2５", 25), ("二五", 25), ("二十五", 25), ("十", 10), ("三十", 30), ("廿五", 25),
        ("二〇二一", 2021), ("二○二一", 2021), ("零", 0), ("千九百八十九", 1989), ("百", 100), ("二千二十一", 2021),
        ("元", 1), ("一二三四五六七八九〇一二", 123456789012),
    ],
)  # fmt: skip
def test_a_number_in_any_figures(text: str, value: int) -> None:
    assert number(text) == value


@pytest.mark.parametrize(
    "text",
    ["", "一0", "二五十", "十百", "十〇", "二十五日", "-5", "+5", " 5", "1_0", "٣", "५", "²", "①", "元元", "1" * 13,
     "九" * 5000],
)  # fmt: skip
def test_what_is_no_number_alone(text: str) -> None:
    assert number(text) is None


def _counted(value: int) -> str:
    """As Japanese counts it, the one before 十, 百 and 千 left out."""
    written = ""
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        figure = value // unit % 10
        if figure:
            written += ("" if figure == 1 and sign else "〇一二三四五六七八九"[figure]) + sign
    return written


def test_every_counted_number_below_ten_thousand() -> None:
    assert all(kanji_number(_counted(value)) == value for value in range(1, 10_000))


@given(st.integers(0, 10**12 - 1))
def test_figure_by_figure(value: int) -> None:
    kanji = str(value).translate(str.maketrans("0123456789", "〇一二三四五六七八九"))
    wide = str(value).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert number(kanji) == number(wide) == number(str(value)) == value


@given(st.text())
def test_half_width_keeps_every_offset(text: str) -> None:
    plain = half_width(text)
    assert len(plain) == len(text)
    assert all(
        one == other or other in "０１２３４５６７８９：／．－＋　" for one, other in zip(plain, text, strict=True)
    )


def test_half_width_signs_and_figures() -> None:
    assert half_width("２０２１／０３／０５　９：００＋０９ー二") == "2021/03/05 9:00+09ー二"
