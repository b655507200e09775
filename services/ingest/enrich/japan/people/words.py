"""Which words tell a name, and which are no part of one?"""

from collections import defaultdict
from pathlib import Path


def _read() -> dict[str, tuple[str, ...]]:
    sets: dict[str, list[str]] = defaultdict(list)
    for line in Path(__file__).with_name("words.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, words = line.split("\t")
            sets[name] += [word.replace("_", " ") for word in words.split()]
    return {name: tuple(words) for name, words in sets.items()}


_SETS = _read()

OFFICES, ROLES = _SETS["offices"], _SETS["roles"]
"""What stands before a name.  Behind a role a word in capitals may be of a company or a field (CEO, director)."""

ENDS_NAME = frozenset(_SETS["ends_name"])
FORBIDS_NAME = frozenset(_SETS["forbids_name"])
"""Where one of these is among the words, they may be no person's: of institutions, countries, trades and titles."""

PARTICLES = frozenset(_SETS["particles"])
SMALL_WORDS = _SETS["small_words"]
"""Title case may leave these in small letters, so they don't show that a line is a sentence."""

ACRONYMS = frozenset(_SETS["acronyms"])
SHORT_FAMILIES = frozenset(_SETS["short_families"])
WORLD_FAMILIES = SHORT_FAMILIES | frozenset(_SETS["world_families"])
WORD_FAMILIES = frozenset(_SETS["word_families"])
"""Family names of China, Korea and Vietnam in capitals: of two letters, all of them, those that are English words."""

RULES_PLACES, PLACES = _SETS["rules_places"], _SETS["places"]
"""Governor of Hokkaido: the place parts the title from the name."""

NO_FAMILY = frozenset(_SETS["no_family"])
PLACE_OR_FAMILY = frozenset(_SETS["place_or_family"])
"""With one of these as family name the given name has to be beyond doubt: FUKUSHIMA Daiichi."""

NO_NAME = frozenset(_SETS["no_name"])
FAMILIES = frozenset(_SETS["family"])
FAMILY_ENDS = _SETS["family_ends"]
"""Japanese family names in Latin letters, with long vowels as if short."""

HONORIFICS_JA, TITLES_JA, CLUB_TITLES_JA = _SETS["honorifics_ja"], _SETS["titles_ja"], _SETS["club_titles_ja"]
"""What stands behind a name.  Those of clubs and companies prove no name in katakana (レアル・マドリード監督)."""

NOT_BEHIND_TITLE_JA, BEFORE_TITLE_JA = _SETS["not_behind_title_ja"], _SETS["before_title_ja"]
BEFORE_CLUB_TITLE_JA, PREFECTURES_JA = _SETS["before_club_title_ja"], _SETS["prefectures_ja"]
"""Between a name and its title; prefectures without 都, 道, 府 and 県, which the title has."""

ROLES_JA = _SETS["roles_ja"]
FAMILIES_JA = frozenset(_SETS["family_ja"])
GIVEN_JA = frozenset(_SETS["given_ja"])
NO_GIVEN_JA = frozenset(_SETS["no_given_ja"])
NO_KATAKANA_NAME = frozenset(_SETS["no_katakana_name"])
PLACE_READINGS = _SETS["place_readings"]

PLACE_FAMILIES_JA = _SETS["place_families_ja"]
"""Before a title of clubs and schools, two characters behind one of these may be a school's."""

SURNAMES_ABROAD, ABROAD_GIVEN = frozenset(_SETS["surnames_abroad"]), frozenset(_SETS["abroad_given"])
GIVEN_AFTER_ONE = frozenset(_SETS["given_after_one"])
SURNAME_READINGS = {
    surname: frozenset(readings.split(","))
    for surname, readings in (entry.split("=") for entry in _SETS["surname_readings"])
}
"""Surnames of China and Korea, and how Japanese copy reads them."""
