"""Which stories are the same text or nearly?  A few hundred bytes a story that tell how much two of them share.

A text is read as windows of neighbouring words, and the sketch keeps what a few fixed hashes find least among them
(MinHash: Broder 1997; in bins: Li, Owen and Zhang 2012), so two sketches agree about as often as the windows do.
All constants are fixed and hashes are of this module alone: the same text has the same sketch on every machine, and
for ever but for signs that a later Unicode adds.  Who changes what a sketch is made of changes `_MARK`.
"""

import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

_MARK: Final = b"\x02"
"""Every signature's first byte: the version."""

SAME: Final = 0.46
"""Chosen on tests/near/tuning, eighty pairs of 100 to 200 words or 200 to 400 signs, and on nothing else: stories sent
twice come out there at 0.47 and above, two of one form at 0.34 and below, all else at 0.24 and below.  It stands as
low as bands allow.
"""

_BANDS, _ROWS = 10, 2
"""Stories that share s of their windows share a band with probability 1 - (1 - s^2)^10: 0.907 at SAME, 0.976 at
SAME + 0.1.
"""
_TEXT_BINS, _FIGURE_BINS = 480, 96
_NONE, _EMPTY = 0xFFFFFFFF, 0xFF
"""What stands for no hash, in a bin and in a signature."""

_HEAD = 1 << 16
"""Signs that are read.  Of a longer text the rest doesn't count: no story is as long, tables and lists are."""
_WORDS = 3
_FEWEST = 12
"""Windows, so fourteen words.  Two alerts of eight words may share six and be of different events."""

_FLASH, _STORY = 32, 80
"""Windows: a flash with another figure is another flash, in a story one may have been put right."""
_OUTWEIGHS = 4
"""As many figures that are shared count as much as one that isn't."""

# Signs that make no word by themselves and part none: "Jan." is "Jan", "co-operate" "cooperate", "31,000" "31000".
_WITHIN_WORDS = frozenset(".,'’‘`´·-‐‑–ʼ\u0640\u2044")
_BLANK, _EXPANDS = 0x20, 0xFFFF
_JAMO = re.compile("[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?")

# Where words are not parted by blanks every sign is a unit, and a window takes so many of them.  Hangul is among them
# for its blanks are set at will.
_SIGNS = {
    5: ((0x3041, 0x3130), (0x31F0, 0x3200), (0x3400, 0xA4D0), (0xAC00, 0xD7B0), (0x1100, 0x1200)),
    12: ((0x0E00, 0x0F00), (0x1000, 0x10A0), (0x1780, 0x1800)),
}
_FIRST_OF_SIGNS = 0x0E00

_Signs = npt.NDArray[np.uint8 | np.uint16]
_Flags = npt.NDArray[np.bool_]
_U32 = npt.NDArray[np.uint32]
_U64 = npt.NDArray[np.uint64]
_Indices = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Sketch:
    """`bands`: 10 signed 64-bit numbers; two stories with an equal one at the same place are candidates.

    `signature`: 577 bytes, a version, then one byte a bin of what `similarity` compares.
    """

    bands: tuple[int, ...]
    signature: bytes


class _Shares(NamedTuple):
    """Of two texts' hashes: how many both have, how many the text with the fewer, how many one of them."""

    common: float
    fewest: float
    either: float


class _Spans(NamedTuple):
    """`begins` and `ends` count letters."""

    begins: _Indices
    ends: _Indices


def sketch_of(headline: str, text: str) -> Sketch | None:
    """None below fourteen words, or 24 signs of Japanese or Chinese: too few to judge by.

    The headline is read only where the text alone has too few, since desks write their own.  Letter case, width and
    accents, voicing marks of kana, punctuation, blanks and line ends don't count.  Lone surrogates and signs outside
    Unicode's basic plane are passed over.  Costs less than 0.1 ms for 6 KB, and 0.1 s at worst.
    """
    read = _hashes(text) or _hashes(f"{headline}\n{text[:_HEAD]}")
    if read is None:
        return None
    windows, figures = read
    bins = np.full(_TEXT_BINS + _FIGURE_BINS, _NONE, np.uint32)
    _keep_least(windows, bins[:_TEXT_BINS])
    _keep_least(figures, bins[_TEXT_BINS:])
    return Sketch(_bands(bins[:_TEXT_BINS]), _MARK + bins.astype(np.uint8).tobytes())


def similarity(one: bytes, other: bytes) -> float:
    """Of two signatures, 0 to 1: the share of their windows that both texts have (Jaccard), less for other figures.

    An estimate with a standard error of 0.02; 1 for the same text, 0 where one is of another version.  A story sent
    again keeps its figures whatever is rewritten, put on top or cut; one form filled in twice keeps most of its words
    and few figures.  So a form in which one or two figures differ and nothing else comes out as the same, a story in
    which three of five were put right does not, and figures in Chinese characters tell nothing.
    """
    if not one[:1] == other[:1] == _MARK or len(one) != len(other):
        return 0.0
    if one == other:
        return 1.0
    a, b = np.frombuffer(one, np.uint8, offset=1), np.frombuffer(other, np.uint8, offset=1)
    filled_a, filled_b = a != _EMPTY, b != _EMPTY
    flags = (a == b) & filled_a, filled_a, filled_b
    text, figures = (_shares(*(flag[part] for flag in flags)) for part in (_TEXT, _FIGURES))
    return text.common / max(text.either, 1.0) * _figures_kept(figures, text.either)


def _shares(equal: _Flags, filled_a: _Flags, filled_b: _Flags) -> _Shares:
    """Bins are equal as often as hashes are shared, and once in 255 times by chance."""
    both, either = _count(filled_a & filled_b), _count(filled_a | filled_b)
    by_chance = (both - _count(equal)) / (_EMPTY - 1)
    alike = max(0.0, _count(equal) - by_chance)
    hashes = _hashes_filling(either, len(equal))
    fewest = min(_hashes_filling(_count(filled), len(equal)) for filled in (filled_a, filled_b))
    return _Shares(alike / max(either, 1) * hashes, fewest, hashes)


def _hashes_filling(filled: int, bins: int) -> float:
    """How many there are where so many of the bins got one, on the mean."""
    return -bins * math.log1p(-min(filled, bins - 0.5) / bins)


def _figures_kept(figures: _Shares, windows: float) -> float:
    """Figures are told of the story that has fewer, so that a cut one loses nothing."""
    ease = min(1.0, max(0.0, (windows - _FLASH) / (_STORY - _FLASH)))
    shared = figures.common + ease
    others = max(0.0, figures.fewest - shared)
    return shared / (shared + _OUTWEIGHS * others) if others else 1.0


def _count(flags: _Flags) -> int:
    return int(np.count_nonzero(flags))


def _hashes(text: str) -> tuple[_U32, _U32] | None:
    """Of all windows, and of all figures."""
    letters, begins = _letters(text)
    windows = _windows(letters, begins)
    if windows is None:
        return None
    figures = _figures(letters, begins)
    first, end = map(np.concatenate, zip(windows, figures, strict=True))
    sums = np.zeros(len(letters) + 1, np.uint64)
    np.add.accumulate(letters.astype(np.uint64) * _POWERS[: len(letters)], out=sums[1:])
    # A polynomial in an odd base modulo 2^64; the powers from behind bring all windows to the same degree.
    hashes: _U64 = (sums.take(end) - sums.take(first)) * _POWERS_FROM_BEHIND.take(first)
    hashes ^= hashes >> np.uint64(32)
    mixed = ((hashes * _MIXED) >> np.uint64(32)).astype(np.uint32)
    return mixed[: len(windows.begins)], mixed[len(windows.begins) :]


def _bands(bins: _U32) -> tuple[int, ...]:
    """Each of the twenty rows is the least of 24 bins, or the next that has one (Shrivastava and Li 2014)."""
    rows = bins.reshape(_BANDS * _ROWS, -1).min(axis=1)
    while np.count_nonzero(empty := rows == _NONE):
        rows = np.where(empty, np.concatenate((rows[1:], rows[:1])), rows)
    return tuple(rows.astype("<u4").view("<i8").tolist())


def _digits(letters: _Signs) -> _Flags:
    return letters <= 0x39  # nothing that is compared comes before the digits


def _keep_least(hashes: _U32, bins: _U32) -> None:
    """A hash's first half tells its bin; of the least of each the signature keeps the last byte."""
    np.minimum.at(bins, ((hashes >> np.uint32(16)) * np.uint32(len(bins))) >> np.uint32(16), hashes)


def _letters(text: str) -> tuple[_Signs, _Flags]:
    """The letters and digits as they are compared, and which of them, and the end, come after a blank."""
    text = text[:_HEAD]
    folded = _folded_ascii(text) if text.isascii() else _folded(text)
    at = (folded != _BLANK).nonzero()[0]
    begins = np.ones(len(at) + 1, np.bool_)
    np.not_equal(at[1:], at[:-1] + 1, out=begins[1:-1])
    return folded.take(at), begins


def _folded_ascii(text: str) -> _Signs:
    """As `_folded` does, for a fifth of its time."""
    return np.frombuffer(text.encode().translate(_FOLDED_ASCII, _DROPPED_ASCII), np.uint8)


def _folded(text: str) -> _Signs:
    signs = _codes(text)
    folded = _FOLDED.take(signs)
    if np.count_nonzero(expanding := folded == _EXPANDS):
        folded = _FOLDED.take(_codes(_expanded(text, signs[expanding])))
    return folded.compress(folded != 0)


def _codes(text: str) -> _Signs:
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")


def _expanded(text: str, signs: _Signs) -> str:
    several = {chr(code) for code in signs.tolist()}
    for sign in sorted(several & _EXPANSIONS.keys()):
        text = text.replace(sign, _EXPANSIONS[sign])
    if several - _EXPANSIONS.keys():
        text = _JAMO.sub(lambda syllable: unicodedata.normalize("NFC", syllable[0]), text)
    return text[:_HEAD]


def _windows(letters: _Signs, begins: _Flags) -> _Spans | None:
    if len(letters) and letters.max() >= _FIRST_OF_SIGNS:
        return _windows_of_signs(letters, begins)
    bounds = begins.nonzero()[0]
    if len(bounds) < _FEWEST + _WORDS:
        return None
    ends = np.concatenate((bounds[_WORDS:], bounds[[-1] * (_WORDS - 1)]))
    return _Spans(bounds[:-1], ends)


def _windows_of_signs(letters: _Signs, begins: _Flags) -> _Spans | None:
    """A window is three words where it holds words alone, else as long as its widest script asks.

    Blanks within a figure don't count: such copy is broken at so many columns, whatever stands there.
    """
    spans, digits = _SPANS.take(letters), _digits(letters)
    alone = spans != _WORDS
    begins[1:-1] &= ~(digits[1:] & digits[:-1])
    begins[:-1] |= alone
    begins[1:] |= alone
    bounds = begins.nonzero()[0]
    spans = spans.take(bounds[:-1])
    for _ in range(_WORDS - 1):
        np.maximum(spans[:-1], spans[1:], out=spans[:-1])
    total, count = int(spans.sum()), len(spans)
    if (count - total // count + 1) * _WORDS * count < _FEWEST * total:
        return None
    ends = bounds.take(_PLACES[:count] + spans, mode="clip")
    return _Spans(bounds[:-1], ends)


def _figures(letters: _Signs, begins: _Flags) -> _Spans:
    """Digits alone, within words too: "41" of "41-year-old", "5" and "1" of "H5N1"."""
    at = _digits(letters).nonzero()[0]
    parted = np.ones(len(at) + 1, np.bool_)
    np.not_equal(at[1:], at[:-1] + 1, out=parted[1:-1])
    parted[:-1] |= begins.take(at)
    return _Spans(at.compress(parted[:-1]), at.compress(parted[1:]) + 1)


def _fold_table() -> tuple[_Signs, dict[str, str]]:
    """What each sign of the basic plane is compared as (0: not at all), and those that are several letters.

    NFKD and case folding a sign, without what combines: NFKC of a whole text costs 150 ns a sign once one is not in
    form, and time without bound where marks are piled up.
    """
    table, expansions = np.arange(1 << 16, dtype=np.uint16), dict[str, str]()
    table[0xD800:0xF900] = 0
    # Chinese characters and Hangul, which fold to themselves, are left out.
    for code in (*range(0x3400), *range(0xA000, 0xAC00), *range(0xD7A4, 0xD800), *range(0xF900, 1 << 16)):
        sign = chr(code)
        if unicodedata.category(sign) == "Lo" and not unicodedata.decomposition(sign):
            continue
        folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", sign).casefold())
        letters = "".join(_plain(part) for part in folded)
        words = letters.replace(" ", "")
        table[code] = ord(words) if len(words) == 1 else _EXPANDS if words else _BLANK if letters else 0
        if len(words) > 1:
            expansions[sign] = words
    table[0x1100:0x1200] = _EXPANDS
    return table, expansions


def _plain(sign: str) -> str:
    kind = unicodedata.category(sign)
    if sign in _WITHIN_WORDS or unicodedata.combining(sign) or kind in {"Cf", "Me"} or "\ufe00" <= sign <= "\ufe0f":
        return ""
    if kind == "Nd":
        return str(unicodedata.decimal(sign))
    return "" if sign > "\uffff" else sign if kind[0] in "LMN" else " "


def _spans() -> npt.NDArray[np.uint8]:
    table = np.full(1 << 16, _WORDS, np.uint8)
    for span, ranges in _SIGNS.items():
        for first, end in ranges:
            table[first:end] = span
    return table


def _odd_numbers(count: int) -> _U64:
    """From SplitMix64 (Steele, Lea and Flood 2014), started at nought."""
    state = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (state ^ (state >> np.uint64(31))) | np.uint64(1)


_FOLDED, _EXPANSIONS = _fold_table()
_FOLDED_ASCII = bytes(_FOLDED[:0x80].tolist()).ljust(0x100, b"\0")
_DROPPED_ASCII = bytes((_FOLDED[:0x80] == 0).nonzero()[0].tolist())
_SPANS = _spans()
_BASE, _MIXED = _odd_numbers(2)
_POWERS = np.multiply.accumulate(np.concatenate((np.ones(1, np.uint64), np.full(_HEAD, _BASE))))
_POWERS_FROM_BEHIND = np.ascontiguousarray(_POWERS[::-1])
_PLACES = np.arange(_HEAD)
_TEXT, _FIGURES = slice(None, _TEXT_BINS), slice(_TEXT_BINS, None)
