"""By which words is a text found?  Japanese has no spaces: its signs are found one by one and in pairs.

All is folded before: NFKC (half-width kana, full-width letters), case, and the accents of Latin letters.
"""

import itertools
import re
import unicodedata
from dataclasses import dataclass

# Kana, kanji, the marks that repeat or lengthen them.  Hangul has spaces.
_CJK = "\u3005-\u3007\u3041-\u3096\u3099-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_CJK += "\U00020000-\U0003ffff"
_RUN = re.compile(rf"[{_CJK}]+|(?:(?![{_CJK}_])\w)+")
_IS_CJK = re.compile(rf"[{_CJK}]")
_ACCENTED = re.compile("[\u00c0-\u024f\u1e00-\u1eff]")

LONGEST = 64
"""Signs of a word that count; longer ones are no words."""

MOST = 20_000
"""Signs of a text that are indexed, and WISHES words of a search that count."""

WISHES = 12


def folded(text: str) -> str:
    return _ACCENTED.sub(_plain, unicodedata.normalize("NFKC", text).casefold())


def _plain(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFD", found[0])[0]


def terms(text: str) -> set[str]:
    """Of a folded text."""
    found: set[str] = set()
    for run in _RUN.findall(text):
        if _IS_CJK.match(run):
            found.update(run)
            found.update(map("".join, itertools.pairwise(run)))
        else:
            found.add(run[:LONGEST])
    return found


@dataclass(frozen=True, slots=True)
class Wish:
    """What a search wants: all of `terms`, and each of `passages` as it stands in the folded text.

    Two signs are a pair, which the index answers alone; of more the pairs may stand apart, so the text is looked at.
    """

    terms: tuple[str, ...]
    passages: tuple[str, ...]


_PARTS = re.compile(r'"([^"]*)"|(\S+)')


def wish(query: str) -> Wish:
    """Of what people type: words that must all be there, in any order; in quotation marks, a passage."""
    wanted: dict[str, None] = {}
    passages: dict[str, None] = {}
    parts = _PARTS.findall(folded(query.replace("“", '"').replace("”", '"'))[:500])
    for quoted, word in parts[:WISHES]:
        part = (quoted or word).strip()
        runs = _RUN.findall(part)
        for run in runs:
            if not _IS_CJK.match(run):
                wanted[run[:LONGEST]] = None
            elif len(run) == 1:
                wanted[run] = None
            else:
                wanted.update(dict.fromkeys(map("".join, itertools.pairwise(run))))
                if len(run) > 2:
                    passages[run] = None
        if quoted and len(runs) > 1:
            passages[part] = None
    return Wish(tuple(wanted), tuple(passages))


def topic_term(topic: str) -> str:
    """No word has a number sign."""
    return f"#{topic}"
