"""How are terms and copy compared?  Folded, with the way back to the text as it was sent."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

_STEADY: set[str] = set()
"""Signs seen so far that fold to one sign whatever stands beside them; most text is made of a few hundred."""

# Vowels and finals of Korean join the sign before them though they are no marks; so do the half-width marks of kana.
_JOINING = re.compile(r"[\u1160-\u11ff\uff9e\uff9f\uffa0-\uffdc]")


WIDE = re.compile(r"[\u3005-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]")
"""A sign of a script that parts no words by spaces, as far as wires use them."""


def is_wide(text: str) -> bool:
    """Whether it has a sign of such a script; of ASCII that is known without a look."""
    return not text.isascii() and WIDE.search(text) is not None


_MARKS = re.compile(r"[^\w ]")
_MOVING: Final = "\uffff"
"""Stands for signs that the table doesn't fold: no sign folds to it."""

_FULL_WIDTH = re.compile(r"[\u3000\uff01-\uff5e]+")
_HALF = {0x3000: " "} | {sign: chr(sign - 0xFEE0) for sign in range(0xFF01, 0xFF5F)}


def _to_half(found: re.Match[str]) -> str:
    return found[0].translate(_HALF)


def fold(text: str) -> str:
    """NFKC and case folding, and each mark a space, so that quotes, hyphens and line ends part words alike."""
    return _MARKS.sub(" ", unicodedata.normalize("NFKC", text).casefold())


class Folded:
    """`text` folded from `origin`; offsets in it are brought back by `span`."""

    __slots__ = ("_begins", "_sources", "origin", "text")

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self._begins: list[int] | None = None
        self.text = _sign_for_sign(origin)
        if _MOVING not in self.text:
            return
        signs = set(origin)
        if len(self.text) == len(origin):  # all of the basic plane
            signs = {origin[found.start()] for found in re.finditer(_MOVING, self.text)}
        moving = {sign for sign in signs - _STEADY if not _is_steady(sign)}
        if all(map(_joins, moving)) and (text := _normal(origin)):
            self.text = text
        elif moving:
            self._fold_in_pieces(moving)
        else:
            self.text = fold(origin)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in `origin` the signs from `start` to `end` of `text` came from; a sign that folds to several whole."""
        if self._begins is None:
            return start, end
        return self._source(start, last=False), self._source(end - 1, last=True)

    def slice(self, start: int, end: int) -> str:
        first, after = self.span(start, end)
        return self.origin[first:after]

    def _fold_in_pieces(self, moving: set[str]) -> None:
        parts, begins, sources, at, signs = [], [], [], 0, self.text
        for piece in _pieces(self.origin, moving):
            start, end, steady = piece
            folded = signs[start:end] if steady and len(signs) == len(self.origin) else _MOVING
            if _MOVING in folded:
                folded = fold(self.origin[start:end])
            begins.append(at)
            sources.append(piece)
            parts.append(folded)
            at += len(folded)
        self.text, self._begins, self._sources = "".join(parts), begins, sources

    def _source(self, at: int, *, last: bool) -> int:
        piece = bisect_right(self._begins or [], at) - 1
        start, end, steady = self._sources[piece]
        if steady:
            return start + at - (self._begins or [])[piece] + last
        return end if last else start


def _sign_for_sign(text: str) -> str:
    """Folded by the table, for a tenth of what NFKC and case folding cost; _MOVING where that doesn't do."""
    if text.isascii():
        return text.encode().translate(_FOLDED_ASCII).decode()
    signs = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")
    return _FOLDED.take(signs).tobytes().decode("utf-16-le")


def _normal(text: str) -> str | None:
    """Folded, of text that NFKC leaves as it is and case folding no longer."""
    # NFKC of a page takes 0.14 ms if one sign of it changes, and 0.001 if none does: the full-width forms of ASCII,
    # which nearly every Japanese page has, are changed first, one for one.
    half = _FULL_WIDTH.sub(_to_half, text)
    if not unicodedata.is_normalized("NFKC", half):
        return None
    folded = _MARKS.sub(" ", half.casefold())
    return folded if len(folded) == len(text) else None  # no sign folds to none, so none has folded to two


def _is_steady(sign: str) -> bool:
    steady = len(fold(sign)) == 1 and not _joins(sign)
    if steady:
        _STEADY.add(sign)
    return steady


def _joins(sign: str) -> bool:
    return unicodedata.category(sign).startswith("M") or bool(_JOINING.match(sign))


def _pieces(text: str, moving: set[str]) -> Iterator[tuple[int, int, bool]]:
    """Start and end of runs of steady signs (True), and of each sign that folds otherwise with what joins it."""
    joining = {sign for sign in moving if _joins(sign)}
    pattern = growing = _one_of(moving - joining)
    if joining:
        pattern = f"(?s:{growing}{_one_of(joining)}*|.?{_one_of(joining)}+)"
    at = 0
    for found in re.finditer(pattern, text):
        if found.start() > at:
            yield at, found.start(), True
        yield found.start(), found.end(), False
        at = found.end()
    if at < len(text):
        yield at, len(text), True


def _one_of(signs: Iterable[str]) -> str:
    """A class of a regular expression; of no sign, one that matches nothing."""
    listed = "".join(re.escape(sign) for sign in sorted(signs))
    return f"[{listed}]" if listed else r"[^\s\S]"


def _fold_table() -> npt.NDArray[np.uint16]:
    """What each sign of the basic plane folds to whatever stands beside it, _MOVING where that isn't one sign."""
    table = np.full(1 << 16, ord(_MOVING), "<u2")
    for first, end in ((0x3400, 0xA4D0), (0xAC00, 0xD7A4), (0xE000, 0xF900)):  # none of them moves
        folded = fold("".join(map(chr, range(first, end))))
        table[first:end] = np.frombuffer(folded.encode("utf-16-le"), "<u2")
    for code in (*range(0x3400), *range(0xA4D0, 0xAC00), *range(0xD7A4, 0xD800), *range(0xF900, 1 << 16)):
        sign = chr(code)
        folded = fold(sign)
        if len(folded) == 1 and folded <= "\uffff" and not any(map(_joins, sign + unicodedata.normalize("NFKC", sign))):
            table[code] = ord(folded)
    return table


_FOLDED = _fold_table()
_FOLDED_ASCII = bytes(_FOLDED[:0x80].tolist()).ljust(0x100, b"\0")
