"""Is a word a Japanese name written in Latin letters?

Letters are those of Hepburn's system (revised: macrons for long vowels; m before b, m and p as passports and older
copy have it).  Syllables alone prove little, for many English words have them too (`made`, `range`): so a family name
is known by its last part or by a list, and a given name by its ending.
"""

import re
from functools import lru_cache

from services.ingest.enrich.japan.people.words import FAMILIES, FAMILY_ENDS, NO_FAMILY, NO_NAME, PLACE_OR_FAMILY

_PLAIN = str.maketrans("āīūēōâîûêôĀĪŪĒŌÂÎÛÊÔ’", "aiueoaiueoAIUEOAIUEO'")

_SYLLABLE = (
    r"(?:[kgnhbpmr]y[auo]|sh[aiueo]|j[aiuo]|ch[aiuo]|tsu|fu|[kgsnbmrhp][aeo]|[kgnbmrhp]i|[kgsnbmrpy]u"
    r"|[ztd][aeo]|zu|y[ao]|wa|[aiueo])h?(?:n'|n(?![aiueoy])|m(?=[bmp]))?"
)
_WORD = re.compile(rf"(?!kk|ss|tt|tch|pp)(?:(?:k(?=k)|s(?=s)|t(?=t|ch)|p(?=p))?{_SYLLABLE})+")

_STRONG_FAMILY = re.compile(".+(?:" + "|".join(FAMILY_ENDS) + ")")
_GIVEN = re.compile(
    r".+(?:ro|ko|hiko|suke|taka|hide|hisa|nobu|mitsu|masa|nori|toshi|yoshi|shi|hito|kazu|haru|teru|yuki|aki|tomo|hiro"
    r"|mi|ka|na|nae|rie|mie|kie|chie|ya|ta|to|ho|yo|ki|ao|uo|io|eo|ma|ri|chi|go|ji|zo|hei|pei|sei|shin|ken|kei|sho|nosuke"
    r"|ichi|nao|maru|satoru|mamoru|wataru|minoru|noboru|shigeru|hikaru|kaoru|susumu|tsutomu|osamu|hajime)"
)
_SHORT_GIVEN = frozenset(
    {
        "ai",
        "ei",
        "yu",
        "jo",
        "ryo",
        "sho",
        "gen",
        "jun",
        "ken",
        "shin",
        "kei",
        "rei",
        "mei",
        "rui",
        "mai",
        "rie",
        "yui",
        "ryu",
        "shu",
    }
)


def plain(word: str) -> str:
    """Without the marks of long vowels, and with a straight apostrophe; of the same length."""
    return word.translate(_PLAIN)


def is_romaji(word: str) -> bool:
    """Two letters or more, syllables of Hepburn's system only; parts joined by hyphens each so."""
    return all(len(part) > 1 and _WORD.fullmatch(part) for part in plain(word).lower().split("-"))


@lru_cache(maxsize=2048)
def is_family_and_given(family: str, given: str) -> bool:
    """Are both words what they are taken for?  Either is known for sure, and the other at least can be one."""
    first, second = _short(family), _short(given)
    if first in NO_FAMILY or second in NO_NAME or not (is_romaji(family) and is_romaji(given)):
        return False
    known = _is_known_family(first)
    if not known and _is_known_family(second):
        return False  # ICHIRO Suzuki has the given name in capitals
    fits = bool(_GIVEN.fullmatch(second))
    if known and first not in PLACE_OR_FAMILY:
        return len(second) > 3 or second in _SHORT_GIVEN or fits
    return fits and len(second) > 3 and len(first) > 3 and (first not in NO_NAME or first in PLACE_OR_FAMILY)


def is_known_family(word: str) -> bool:
    return _is_known_family(_short(word))


def _is_known_family(short: str) -> bool:
    return all(part in FAMILIES or _STRONG_FAMILY.fullmatch(part) for part in short.split("-"))


def _short(word: str) -> str:
    """In lower case, long vowels as if short, however they are written: ŌTANI, OHTANI and OTANI are one."""
    letters = plain(word).lower()
    letters = re.sub(r"(?<=o)h(?![aiueoy])", "", letters)
    return letters.replace("ou", "o").replace("oo", "o").replace("uu", "u")


def in_title_case(word: str) -> str:
    """SUZUKI-ITŌ as Suzuki-Itō, O'NEILL as O'Neill; JUN'ICHI stays one word."""
    parts = [part[:1] + part[1:].lower() for part in word.split("-")]
    return re.sub(r"^([OD]['’])(\w)", lambda name: name[1] + name[2].upper(), "-".join(parts))
