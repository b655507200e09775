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

PARTICLES = frozenset(
    {"van", "von", "der", "den", "de", "la", "del", "della", "di", "da", "dos", "du", "le", "bin", "bint", "al"}
)
SMALL_WORDS = frozenset(_SETS["small_words"])
"""Title case may leave these in small letters, so they don't show that a line is a sentence."""

ACRONYMS = frozenset(_SETS["acronyms"])
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
ROLES_JA = _SETS["roles_ja"]
FAMILIES_JA = frozenset(_SETS["family_ja"])
GIVEN_JA = frozenset(_SETS["given_ja"])
NO_GIVEN_JA = frozenset(_SETS["no_given_ja"])
NO_KATAKANA_NAME = frozenset(_SETS["no_katakana_name"])
