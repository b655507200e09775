"""Which language is it?  What the copy declares, else what script or small words show, else what the feed is in."""

import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache

_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)
_KANA = re.compile(r"[\u3041-\u309f\u30a1-\u30ff\uff66-\uff9d]")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")

_SUBTAG_CASE: dict[int, Callable[[str], str]] = {2: str.upper, 4: str.title}  # region, script: RFC 5646, 2.1.1

UNKNOWN = "und"  # ISO 639-2's own word for it

# Words that any few sentences hold: articles, prepositions, forms of to be.  A word of two languages stands in both.
_SMALL_WORDS = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the of and to in is was that for with on he as at by from has have were are its it an be who this not",
        "fr": "le la les l de des d et en du un une est dans que qu qui pour pas sur au par avec sont aux il à ce",
        "de": "der die und den von das mit ist des im für sich dem nicht auf ein eine als auch es bei wurde zu nach",
        "es": "el la los las de del que en y un una por con para se su al es como más fue ha sus este pero lo",
        "it": "il di che la e l per un una del della in non con si da dei le gli al nel alla è sono delle più ha",
        "nl": "de het een van en in is dat op te voor met zijn niet aan er ook door bij naar uit werd wordt hij",
        "pt": "o a de que e do da em um uma para com não os as dos das por no na ao se mais foi pelo são à sua",
        "sv": "och att det som en på är av för med den till inte har de ett om vid var från men ska sig under efter",
        "da": "og at det er en til på som med for af den de har ikke et ved fra blev bliver efter siger sig nu mod ud",
        "nb": "og at det er en til på som med for av den de har ikke et ved fra ble blir etter sier seg nå mot ut",
        "fi": "ja on ei se että oli mukaan myös ovat hän sen joka kun mutta kuin tai vuoden jo ole olisi vielä sekä",
    }.items()
}
_LANGUAGES_OF = {
    word: tuple(name for name, small in _SMALL_WORDS.items() if word in small)
    for word in frozenset().union(*_SMALL_WORDS.values())
}
_WORD, _ASCII_WORD = re.compile(r"[^\W\d_]+"), re.compile("[a-z]+")
_SAMPLE = 2000
_FEWEST, _LEAST_SHARE = 8, 0.15
_OWN, _LEAD = 5, 3
"""Small words found, and their share of all words; of them those that the next language has not, and how many times
those that it has alone.  Below any of these, none is told."""


def language_of(declared: str | None, text: str, default: str | None) -> str:
    """A BCP 47 tag.

    Kana makes it Japanese and Hangul Korean, and enough small words of one language alone make it that; Chinese
    characters and a few Latin words tell none, so there the feed's own holds, if it is written in such a script.
    """
    if declared and (tag := _in_form(declared)):
        return tag
    sample = text[:_SAMPLE]
    if _KANA.search(sample):
        return "ja"
    if _HANGUL.search(sample):
        return "ko"
    shows_han, shows_latin = bool(_HAN.search(sample)), bool(_LATIN.search(sample))
    if shows_latin and not shows_han and (told := _of_small_words(sample)):
        return told
    if default is None:
        return UNKNOWN
    eastern = default.startswith(("ja", "zh", "ko"))
    fits = shows_han if eastern else shows_latin and not shows_han
    return default if fits or not (shows_han or shows_latin) else UNKNOWN


@lru_cache(maxsize=256)
def _in_form(declared: str) -> str | None:
    first, *others = declared.strip().replace("_", "-").split("-")
    tag = "-".join([first.lower(), *(_SUBTAG_CASE.get(len(part), str)(part) for part in others)])
    return tag if _TAG.fullmatch(tag) else None


def _of_small_words(sample: str) -> str | None:
    """Neighbours such as Danish and Norwegian are told apart by the words that they don't share."""
    words = (_ASCII_WORD if sample.isascii() else _WORD).findall(sample.lower())
    found = Counter([word for word in words if word in _LANGUAGES_OF])
    tally = Counter[str]()
    for word, times in found.items():
        for name in _LANGUAGES_OF[word]:
            tally[name] += times
    (name, most), (other, _) = [*tally.most_common(2), ("", 0), ("", 0)][:2]
    if most < _FEWEST or most < _LEAST_SHARE * len(words):
        return None
    shared = sum(times for word, times in found.items() if {name, other} <= set(_LANGUAGES_OF[word]))
    own, others = most - shared, tally[other] - shared
    return name if own >= _OWN and own >= _LEAD * others else None
