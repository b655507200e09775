"""Which words in Latin letters behind a title are a person's name?"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from schemas.japan import Person, Where
from services.ingest.enrich.japan.people.latin import (
    CAPITALS,
    INITIAL,
    JOINED,
    LONGEST,
    LOWER,
    NAME,
    ONE_IN_CAPITALS,
    UPPER,
)
from services.ingest.enrich.japan.people.romaji import is_family_and_given, is_known_family
from services.ingest.enrich.japan.people.told import is_initial, of_capitals, of_title
from services.ingest.enrich.japan.people.words import (
    ACRONYMS,
    ENDS_NAME,
    FORBIDS_NAME,
    PARTICLES,
    PLACES,
    SHORT_FAMILIES,
    SMALL_WORDS,
    WORD_FAMILIES,
    WORLD_FAMILIES,
)

_WORD = rf"{CAPITALS}|{NAME}|{INITIAL}"
_RUN = re.compile(
    rf"(?:{_WORD})(?: (?:[JS]r\.|{_WORD}|{JOINED}|(?:{'|'.join(sorted(PARTICLES))})(?=\ ))){{1,6}}",
)
_MORE = re.compile(rf"['’]?\ (?:&|[{UPPER}\d]|[{LOWER}]{{1,4}}[-'’][{UPPER}])|[ ]*&")
_PLACE = re.compile(f"(?:{'|'.join(PLACES)}) ")
_NUMERAL = re.compile("[IVX]+")
_VOWEL = re.compile("[AEIOUYĀĪŪĒŌÄÖÜÉÈÁÍÓÚ]")
_SMALL = re.compile(rf"(?<![\w'’.-])(?!(?:{'|'.join(SMALL_WORDS)})(?![{LOWER}]))[{LOWER}]{{3,}}")
_JUNIOR = frozenset({"Jr.", "Sr."})
_AROUND = 200


def behind_place(text: str, start: int) -> int:
    """Where the place that begins at `start` ends, as in Governor of Hokkaido; -1 where none is known there."""
    place = _PLACE.match(text, start)
    return place.end() if place else -1


def behind_title(text: str, where: Where, start: int, *, office: bool, in_sentence: bool) -> Person | None:
    """The name that begins at `start`, right behind a title.

    `office`: behind this title a word in capitals is a family name, Japanese or not (President XI Jinping).
    `in_sentence`: the title was in small letters, so the line is no headline in title case.
    """
    found = _RUN.match(text, start, start + 4 * LONGEST)
    if not found:
        return None
    run = _read(found[0])
    if not run.words or (not run.stopped and _MORE.match(text, found.end())):
        return None
    if run.capitals:
        return _titled_capitals(text, where, start, [*run.words], office=office) if run.capitals == 1 else None
    if not run.is_name:
        return None
    end = start + len(run.name)
    if in_sentence or _is_sentence(text, start, end):
        return of_title(where, start, run.name)
    sure = _plain_words(run.words) == 2 and (run.stopped or _stands_alone(text, where, run.words, end))
    return of_title(where, start, run.name) if sure else None


class _Run(NamedTuple):
    """The words that can be a name (none where one forbids it), and if a day, verb or small word ended them."""

    words: tuple[str, ...]
    stopped: bool = False
    capitals: int = 0
    is_name: bool = False
    name: str = ""


@lru_cache(maxsize=2048)
def _read(run: str) -> _Run:
    words = run.split(" ")
    cut = next((number for number, word in enumerate(words) if word in ENDS_NAME), len(words))
    stopped = cut < len(words)
    words = words[:cut]
    while words and words[-1] in PARTICLES:
        words.pop()
    if len(words) < 2 or _is_forbidden(words):
        return _Run(())
    capitals = sum(word.isupper() and not is_initial(word) for word in words)
    return _Run(tuple(words), stopped, capitals, _are_a_name(words), " ".join(words))


def _is_forbidden(words: list[str]) -> bool:
    """Park Geun-hye and Martin Luther King have words of parks and kings, where only a name has them."""
    if FORBIDS_NAME.isdisjoint(words):
        return False
    if words[0] == "Park" and len(words) == 2 and "-" in words[1]:
        return False
    whole = [word for word in words if word not in _JUNIOR]
    return len(whole) < 3 or whole[-1] != "King" or not FORBIDS_NAME.isdisjoint(whole[:-1])


def _plain_words(words: Iterable[str]) -> int:
    return sum(word not in PARTICLES and not is_initial(word) and word not in _JUNIOR for word in words)


def _are_a_name(words: list[str]) -> bool:
    """Two or three whole words, the last no initial; four of Spain's or Portugal's kind (a particle or an accent)."""
    if is_initial(words[-1]) or words[0] in _JUNIOR:
        return False
    plain = _plain_words(words)
    return 2 <= plain <= 3 or (plain == 4 and not (PARTICLES.isdisjoint(words) and "".join(words).isascii()))


def _titled_capitals(text: str, where: Where, start: int, words: list[str], *, office: bool) -> Person | None:
    first = bool(ONE_IN_CAPITALS.fullmatch(words[0]))
    family, given = (words[0], words[1:]) if first else (words[-1], words[:-1])
    if not ONE_IN_CAPITALS.fullmatch(family) or not PARTICLES.isdisjoint(given):
        return None
    if first and is_family_and_given(family, given[0]):
        return of_capitals(text, where, (start, start + len(family) + 1 + len(given[0])), family, given[0])
    surely_japanese = not first and len(given) == 1 and is_family_and_given(family, given[0])
    if surely_japanese or (office and _is_of_the_world(family, given, first=first)):
        return of_capitals(text, where, (start, start + len(" ".join(words))), family, " ".join(given))
    return None


def _is_of_the_world(family: str, given: list[str], *, first: bool) -> bool:
    """XI Jinping, Emmanuel MACRON; neither VLADIMIR Putin nor SEUSS Books, for any word can stand in capitals.

    In front only a family name of the list is one; behind also a longer word that is no verb (Trump SLAMS).
    """
    fits = len(given) <= 2 and not is_initial(given[-1 if first else 0]) and given[-1] not in _JUNIOR
    if not fits or family in ACRONYMS or (len(family) < 3 and family not in SHORT_FAMILIES):
        return False
    if family in WORLD_FAMILIES:
        return True
    if family in WORD_FAMILIES:
        return "-" in given[0]
    if first or len(family) < 5 or _NUMERAL.fullmatch(family) or any(map(is_known_family, given)):
        return False
    return bool(_VOWEL.search(family)) and not family.endswith(("S", "ED", "ING"))


def _is_sentence(text: str, start: int, end: int) -> bool:
    """Has the line of these words a word in small letters that title case would have given a capital?"""
    stop = text.find("\n", end, end + _AROUND)
    if _SMALL.search(text, end, stop if stop >= 0 else end + _AROUND):
        return True
    earliest = max(0, start - _AROUND)
    return bool(_SMALL.search(text, text.rfind("\n", earliest, start) + 1 or earliest, start))


def _stands_alone(text: str, where: Where, words: tuple[str, ...], end: int) -> bool:
    """Outside headlines, and before a stop, two words are a name even if nothing shows that this is a sentence."""
    if where == "headline" or words[-1].endswith(("s", "ed", "ing")):
        return False
    return end == len(text) or text[end] in "\n,;.)" or text.startswith(" and ", end)
