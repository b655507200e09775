"""Which places does a dateline name, one or several?"""

import re
from functools import lru_cache

from schemas.japan import Place
from services.ingest.enrich.japan.places import place_of, stands_alone
from services.ingest.enrich.japan.places.region import is_division, is_region

_SEVERAL = re.compile(r"\s*[/／・、&＆]\s*|\s*,?\s+and\s+|及び|と(?=[\u30a0-\u30ff])")
_LAST_COMMA = re.compile(r"\s*,\s*")
_LONGEST_NAME = 5
"""Words."""
_PARTICLES = frozenset({
    "of", "and", "the", "on", "in", "at", "near", "off", "upon", "under", "al", "el", "am", "an", "der", "den", "de",
    "du", "des", "d", "la", "le", "les", "las", "los", "del", "della", "di", "da", "do", "dos", "sur", "aan", "bei",
    "ob", "y", "e",
})  # fmt: skip


@lru_cache(maxsize=1024)
def cities(text: str) -> tuple[Place, ...]:
    """`Nago, Okinawa Pref.` is one, `WASHINGTON/TOKYO`, `Washington, Tokyo` and 北京・ソウル are two; "" is none.

    Behind a comma a country, state or prefecture is the place's region, whether it has such a place or not: NARA, Mali
    is unknown.  ワシントン・ホワイトハウス is Washington, but 千葉・… may be anywhere in that prefecture.
    """
    if not text:
        return ()
    whole = _city(text)
    if "unknown" not in whole.flags:
        return (whole,)
    several = tuple(_city(part) for part in _parts(text))
    if len(several) > 1 and all_known(several):
        return several
    first, dot, _ = text.partition("・")
    if dot and stands_alone(first) and not is_division(first):
        return (place_of(first).model_copy(update={"text": text}),)
    return (whole,)


def _parts(text: str) -> list[str]:
    parts = [part for part in _SEVERAL.split(text) if part]
    if len(parts) > 1:
        return parts
    first, *others = _LAST_COMMA.split(text)
    if any(_is_region_alone(part) for part in others):
        return []
    return [part for part in (first, *others) if part]


def _is_region_alone(text: str) -> bool:
    """Tokyo is a city as well; La. and N.Y. are never Los Angeles and New York behind a comma."""
    short = text.isascii() and (len(text) < 4 or text.endswith("."))
    return is_division(text) and (short or not stands_alone(text))


def _city(text: str) -> Place:
    """The country behind the region adds nothing: Austin, Texas, USA."""
    name, *regions = (part.strip() for part in text.split(","))
    region = next((part for part in regions if is_region(part)), None)
    if regions and (region is None or any(part.startswith("and ") for part in regions)):
        return Place(text=text, flags=["unknown"], problem="no region of this name in the tables")
    return place_of(name, region).model_copy(update={"text": text})


def all_known(places: tuple[Place, ...]) -> bool:
    return all("unknown" not in place.flags for place in places)


@lru_cache(maxsize=1024)
def are_certain(text: str) -> bool:
    """Whether the words alone show a dateline: cities that stand alone by the rule, or are clear by their region."""
    return bool(text) and all(_is_certain(place) for place in cities(text))


def are_clear(text: str) -> bool:
    """Whether each is one place, whatever the words are else: 函館, but neither 府中 nor 津."""
    return len(text) > 1 and not any(place.flags for place in cities(text))


def _is_certain(place: Place) -> bool:
    if place.flags or len(place.text) < 2:
        return False
    return "," in place.text or stands_alone(place.text)


@lru_cache(maxsize=1024)
def may_be_place(text: str) -> bool:
    """Whether a name that the tables don't have may be one: no figures, few words, each begins with a capital."""
    words = re.split(r"[\s/,]+", text.strip())
    if not words[0] or len(words) > _LONGEST_NAME or any(sign.isdigit() for sign in text):
        return False
    return all(not word[:1].islower() or word in _PARTICLES for word in words)
