"""How are terms and copy compared?  Folded, with the way back to the text as it was sent."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator

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
_ASCII = {n: " " for n in range(128) if not (chr(n).isalnum() or chr(n) == "_")} | {
    n: chr(n + 32) for n in range(65, 91)
}


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
        if origin.isascii():
            self.text = origin.translate(_ASCII)
            return
        # NFKC of a page takes 0.14 ms if one sign of it changes, and 0.001 if none does: the full-width forms of ASCII,
        # which nearly every Japanese page has, are changed first, one for one.
        half = _FULL_WIDTH.sub(_to_half, origin)
        if unicodedata.is_normalized("NFKC", half):
            self.text = _MARKS.sub(" ", half.casefold())
            if len(self.text) == len(origin):  # no sign folds to none, so none has folded to two
                return
        moving = {sign for sign in set(origin) - _STEADY if not _is_steady(sign)}
        if moving:
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
        parts, begins, sources, at = [], [], [], 0
        for piece in _pieces(self.origin, moving):
            start, end, _ = piece
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


def _is_steady(sign: str) -> bool:
    steady = len(fold(sign)) == 1 and not _joins(sign)
    if steady:
        _STEADY.add(sign)
    return steady


def _joins(sign: str) -> bool:
    return unicodedata.category(sign).startswith("M") or bool(_JOINING.match(sign))


def _pieces(text: str, moving: set[str]) -> Iterator[tuple[int, int, bool]]:
    """Start and end of runs of steady signs (True), and of each sign that folds otherwise with what joins it."""
    joining = _one_of(sign for sign in moving if _joins(sign))
    growing = _one_of(sign for sign in moving if not _joins(sign))
    at = 0
    for found in re.finditer(f"(?s:{growing}{joining}*|.?{joining}+)", text):
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
