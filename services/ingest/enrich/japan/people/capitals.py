"""Is a word in capitals the family name of a Japanese name?"""

import re

from schemas.japan import Person, Where
from services.ingest.enrich.japan.people.latin import (
    CAPITALS,
    LONGEST,
    NAME,
    NOT_WITHIN,
    ONE_IN_CAPITALS,
    ONE_NAME,
    UPPER,
)
from services.ingest.enrich.japan.people.romaji import is_family_and_given, is_known_family
from services.ingest.enrich.japan.people.told import of_capitals
from services.ingest.enrich.japan.people.words import ACRONYMS, FORBIDS_NAME, SHORT_FAMILIES

_CAPITALS_AND_NAME = re.compile(rf"({CAPITALS})(?: ({NAME}))?")
_MORE_CAPITALS = re.compile(rf" [{UPPER}]{{2}}")
_OPENING = "“\"‘'(「『（["
_APOSTROPHES = frozenset("'’")


def end_of_capitals(text: str, start: int) -> int:
    """Where the run of capitals that `start` is in ends."""
    while text[start : start + 1].isupper():
        start += 1
    return start


def has_neighbour(text: str, start: int, end: int) -> bool:
    """Can the capitals have a name in small letters next to them?  Asked of every word of a text in capitals."""
    if text[end + 2 : end + 3].islower() or (start > 1 and text[start - 1] == " " and text[start - 2].islower()):
        return True
    return text[end : end + 1] in {"-", "'", "’"} or text[start - 1 : start] in _APOSTROPHES


def in_capitals(text: str, where: Where, start: int, earliest: int) -> Person | None:
    """A Japanese name whose family name is in capitals, which begin at `start`; no part of it before `earliest`.

    The rule of the Japanese government's papers since 1 January 2020 (公用文等における日本人の姓名のローマ字表記,
    25 October 2019), and of the United Nations: MOTEGI Toshimitsu or Toshimitsu MOTEGI.
    """
    last = text[start - 1] if start else " "
    if last in _APOSTROPHES and text[start - 2 : start - 1] in {"O", "D"}:
        start, last = start - 2, text[start - 3 : start - 2] or " "
    if last != " " and (last.isalnum() or last in NOT_WITHIN):
        return None
    found = _CAPITALS_AND_NAME.match(text, start, start + 2 * LONGEST)
    if not found or not _can_be_family(found[1]):
        return None
    family, after = found[1], found[2]
    if after and not is_family_and_given(family, after):
        after = None
    before = _word_before(text, start)
    given_start = start - 1 - len(before)
    first = bool(before) and given_start >= earliest and _is_given_before(before, family)
    first = first and not _MORE_CAPITALS.match(text, found.end(1))
    if first == bool(after) or (before.isupper() and ONE_IN_CAPITALS.fullmatch(before) and before not in ACRONYMS):
        return None
    if after:
        return of_capitals(text, where, (start, found.end()), family, after)
    return of_capitals(text, where, (given_start, found.end(1)), family, before)


def _can_be_family(word: str) -> bool:
    return word not in ACRONYMS and (len(word) > 2 or word in SHORT_FAMILIES)


def _is_given_before(word: str, family: str) -> bool:
    return (
        is_family_and_given(family, word)
        and is_known_family(family)
        and word not in FORBIDS_NAME
        and bool(ONE_NAME.fullmatch(word))
    )


def _word_before(text: str, start: int) -> str:
    """The word that one space parts from `start`, without an opening quote or bracket; "" if there is none."""
    if start < 2 or text[start - 1] != " " or text[start - 2].isspace():
        return ""
    words = text[max(0, start - LONGEST) : start - 1].rsplit(None, 1)
    return words[-1].lstrip(_OPENING)
