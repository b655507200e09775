"""Which number do these figures write: Western, full-width or kanji?"""

import re

KANJI_FIGURES = "〇○零一二三四五六七八九十百千廿卅"
"""What a kanji number is made of, for patterns; ○ (a circle) is written for 〇."""

_LONGEST = 12
"""Figures: no date has more, and Python refuses to read some thousands of them."""
_DIGIT = {sign: number for number, signs in enumerate(("〇○零", *"一二三四五六七八九")) for sign in signs}
_TENS = {"廿": 2, "卅": 3}
_COUNTED = re.compile(
    r"(?:(?P<thousands>[一二三四五六七八九])?(?P<thousand>千))?"
    r"(?:(?P<hundreds>[一二三四五六七八九])?(?P<hundred>百))?"
    r"(?:(?P<tens>[一二三四五六七八九])?(?P<ten>十)|(?P<twenty>[廿卅]))?"
    r"(?P<ones>[一二三四五六七八九])?"
)
_WIDE = tuple(zip("０１２３４５６７８９：／．－＋　", "0123456789:/.-+ ", strict=True))


def half_width(text: str) -> str:
    """Full-width figures, the signs between them (：／．－＋) and the wide space, each as its one ASCII sign.

    The length stays, so that offsets count in both.  Kanji, letters and other scripts' figures stay as they are.
    """
    if text.isascii():
        return text
    for wide, plain in _WIDE:
        text = text.replace(wide, plain)
    return text


def number(text: str) -> int | None:
    """25, ２５, 二五, 二十五, 二〇二一, 千九百八十九; 元, the first year of an era, is 1.

    None for what is no such number alone: signs, spaces, 一0 of two kinds, 二五十, figures of other scripts, and more
    than 12 figures.
    """
    if text == "元":
        return 1
    if not text or len(text) > _LONGEST:
        return None
    plain = half_width(text)
    if plain.isascii():
        return int(plain) if plain.isdigit() else None
    return kanji_number(text)


def kanji_number(text: str) -> int | None:
    """二〇二一 figure by figure, or 二千二十一 with what it counts; below ten thousand in the latter way."""
    if not text or len(text) > _LONGEST:
        return None
    figures = [_DIGIT.get(sign) for sign in text]
    if None not in figures:
        return int("".join(map(str, figures)))
    found = _COUNTED.fullmatch(text)
    if found is None:
        return None
    said = found.groupdict()
    counted = sum(
        (_DIGIT[said[f"{name}s"]] if said[f"{name}s"] else 1) * unit
        for name, unit in (("thousand", 1000), ("hundred", 100), ("ten", 10))
        if said[name]
    )
    return counted + 10 * _TENS.get(said["twenty"], 0) + _DIGIT.get(said["ones"], 0)
