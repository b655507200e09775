"""Which country, state, prefecture or city do the words beside a place name?"""

import re
from functools import lru_cache

from services.ingest.enrich.japan.places.table import TABLE, key

_LONGEST = 120
_SUFFIX = re.compile(
    r"(?P<name>.+?)[\s-]+"
    r"(?P<kind>shi|city|machi|cho|town|mura|son|village|ku|ward|"
    r"pref(?:ecture|ectural|\.)?|ken|fu|to|metropolis|metropolitan|state|province)\.?",
    re.IGNORECASE,
)
KINDS = {
    "shi": "市", "city": "市", "machi": "町", "cho": "町", "town": "町", "mura": "村", "son": "村", "village": "村",
    "ku": "区", "ward": "区", "pref": "県", "prefecture": "県", "prefectural": "県", "ken": "県", "fu": "県",
    "to": "県", "metropolis": "県", "metropolitan": "県", "state": "region", "province": "region",
}  # fmt: skip
_COMPASS = re.compile(
    r"(?:north|south|east|west|central)(?:east|west)?(?:ern)?\s+|(?:[東西南北]{1,2}|中)部$", re.IGNORECASE
)


def with_kind(text: str) -> tuple[str, str] | None:
    """Name and kind of Okinawa Pref., Nagoya City, Minami-machi; the kind is a key of `KINDS`."""
    parts = _SUFFIX.fullmatch(text)
    return (parts["name"], parts["kind"].lower().rstrip(".")) if parts else None


def is_region(text: str) -> bool:
    """Whether `place_of` understands it as a region: a country, a state or province, a prefecture, a large city."""
    return len(text) <= _LONGEST and bool(areas_of(text))


def is_division(text: str) -> bool:
    """Whether it is a country, a state, a province or a prefecture, by name: Tokyo is, Nagoya and London are not."""
    return len(text) <= _LONGEST and any(code.isascii() for code in areas_of(text))


@lru_cache(maxsize=1024)
def areas_of(region: str) -> frozenset[str]:
    """Codes of the regions of that name: Georgia is two.  Eastern Switzerland and スイス東部 are Switzerland."""
    stripped = region.strip()
    for form in (stripped, _COMPASS.sub("", stripped, count=1), stripped.partition(",")[0]):
        found = TABLE.areas.get(key(form)) or _of_kind(form)
        if found:
            return found
    return TABLE.areas.get(key(stripped).lstrip("米加豪国"), frozenset())


def _of_kind(region: str) -> frozenset[str]:
    """Okinawa Pref., Nagoya City, Washington state."""
    parts = with_kind(region)
    if not parts:
        return frozenset()
    kind = KINDS[parts[1]]
    division = kind in {"県", "region"}
    codes = TABLE.areas.get(key(parts[0]), frozenset())
    return frozenset(code for code in codes if (code[2:3] == "-" if division else code.endswith(kind)))
