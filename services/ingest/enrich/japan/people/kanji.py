"""Is a run of kanji the name of a person, and what before it is no part of that?"""

import re

from services.ingest.enrich.japan.people.words import (
    ABROAD_GIVEN,
    FAMILIES_JA,
    GIVEN_AFTER_ONE,
    GIVEN_JA,
    NO_GIVEN_JA,
    PLACE_FAMILIES_JA,
    PLACE_READINGS,
    PREFECTURES_JA,
    ROLES_JA,
    SURNAME_READINGS,
    SURNAMES_ABROAD,
)

_BEFORE_NAME = re.compile(rf"[元前故現]?(?:{'|'.join(sorted(ROLES_JA, key=len, reverse=True))})?")
_NO_GIVEN = NO_GIVEN_JA | frozenset(PREFECTURES_JA)
_SCHOOLS = "大高中小立校"
"""千葉大教授, 千葉高校長."""

_SEPARATED = re.compile("[ \u3000]")


def is_sure(family: str, given: str) -> bool:
    """A family name of the list, and a given name of characters that given names have."""
    if family not in FAMILIES_JA or given in FAMILIES_JA or given in _NO_GIVEN or len(given) > 3:
        return False
    return given[-1] not in _SCHOOLS and GIVEN_JA.issuperset(given)


def whole_name(run: str, *, dotted: bool = False) -> str | None:
    """The name that the run is, or that it has behind a trade (会社員佐藤太郎).

    `dotted`: ・ parts it from its title, as where the given name could be taken for a part of that (中谷元・防衛相).
    """
    if _is_whole(run) or (dotted and run[-1] == "元" and run[:-1] in FAMILIES_JA):
        return run
    cut = _end_of_trade(run)
    return run[cut:] if cut and _is_whole(run[cut:]) else None


def _end_of_trade(run: str) -> int:
    found = _BEFORE_NAME.match(run)
    return found.end() if found else 0


def _is_whole(name: str) -> bool:
    if not 3 <= len(name) <= 6 or name in _NO_GIVEN:
        return False
    if len(name) == 3 and name[0] in FAMILIES_JA and name[:2] not in FAMILIES_JA:
        return is_sure(name[0], name[1:])
    return any(is_sure(name[:cut], name[cut:]) for cut in (1, 2, 3) if cut < len(name))


def in_full(run: str) -> str | None:
    """The name in a run that has its reading in two parts behind it; a family name needs to be in no list then."""
    parts = _SEPARATED.split(run)
    if len(parts) == 1 and (name := whole_name(run)):
        return name
    whole = "".join(parts)
    if not 2 <= len(whole) <= (6 if len(parts) == 2 else 5) or _end_of_trade(run):
        return None
    return run if GIVEN_JA.issuperset(parts[1] if len(parts) == 2 else whole[-1]) else None


def may_be_school(name: str) -> bool:
    """千葉英和監督."""
    return len(name) == 4 and name.startswith(PLACE_FAMILIES_JA)


def is_place_reading(second: str) -> bool:
    """すみよし・たいしゃ, のと・はんとう."""
    return second.endswith(PLACE_READINGS)


def is_continental(name: str, *, titled: bool) -> bool:
    """A name of China or Korea: a surname of one character that begins no Japanese word of this kind, as 習近平.

    `titled`: it stands before an office; then one character behind the commonest surnames is enough (王毅外相).
    """
    given = name[1:]
    if not given or len(given) > 2 or name[0] not in SURNAMES_ABROAD or given in _NO_GIVEN or name in FAMILIES_JA:
        return False
    if len(given) == 1:
        return titled and name[0] in "李王" and given in GIVEN_AFTER_ONE
    return all(letter in GIVEN_JA or letter in ABROAD_GIVEN for letter in given)


def is_continental_reading(run: str, first: str) -> bool:
    """Is `first`, in katakana, how the surname that begins the run is read?  文在寅（ムン・ジェイン）."""
    return 2 <= len(run) <= 4 and any(first in SURNAME_READINGS.get(run[:cut], ()) for cut in (1, 2))
