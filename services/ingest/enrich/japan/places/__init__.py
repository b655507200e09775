"""Which place does a dateline name?"""

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from schemas.japan import Names, Place, Prefecture
from services.ingest.enrich.japan.places.table import TABLE, Spot, key, loose

_LONGEST = 120
# In these countries names repeat each other's, and the table has no hamlets: a name known from elsewhere may be theirs.
_REPEATING = frozenset({"US", "CA", "GB", "AU"})
_SUFFIX = re.compile(
    r"(?P<name>.+?)[\s-]+"
    r"(?P<kind>shi|city|machi|cho|town|mura|son|village|ku|ward|"
    r"pref(?:ecture|ectural|\.)?|ken|fu|to|metropolis|metropolitan|state|province)\.?",
    re.IGNORECASE,
)
_KINDS = {
    "shi": "市", "city": "市", "machi": "町", "cho": "町", "town": "町", "mura": "村", "son": "村", "village": "村",
    "ku": "区", "ward": "区", "pref": "県", "prefecture": "県", "prefectural": "県", "ken": "県", "fu": "県",
    "to": "県", "metropolis": "県", "metropolitan": "県", "state": "region", "province": "region",
}  # fmt: skip
_OPEN_KINDS = frozenset({"city", "town", "village"})
_COMPASS = re.compile(r"(?:north|south|east|west|central)(?:east|west)?(?:ern)?\s+", re.IGNORECASE)
_BESIDE = re.compile(r"(?P<text>[^(（,]+?)\s*(?:,\s*(?P<after>\S.*)|[(（](?P<inside>[^()（）]+)[)）])\s*")
_DISTRICT = re.compile("[^郡]{1,6}郡(?=.+[町村]$)")


class _Found(NamedTuple):
    """What is sure; `name` is None for what isn't one place."""

    name: Names | None = None
    prefecture: Prefecture | None = None
    country: str | None = None
    zone: str | None = None
    flag: Literal["ambiguous", "unknown"] | None = None
    candidates: tuple[str, ...] = ()


_UNKNOWN = _Found(flag="unknown")


def place_of(text: str, region: str | None = None) -> Place:
    """The place of that name, in the region that the copy says beside it ("Okinawa Pref.", "Ore.", "France").

    A name is given as datelines have it: 札幌 for 札幌市, but 双葉町 and 港区.  What stands alone:

    - the name of a prefectural capital, of a city designated by government order (政令指定都市) and of a prefecture is
      theirs, whoever else bears it: 堺 and SAKAI are the city in Osaka;
    - of the world's, that of AP's cities that need neither state nor country (AP Stylebook, "datelines"), of a national
      capital, and of a city of 300,000 people that is twenty times as large as any other of its name.

    Any other name that two places bear, municipalities or wards, cities or towns, is `ambiguous` unless the region or
    its 市, 町, 村 or 区 leaves one; what all of them share (prefecture, country, zone) is given.  So is an American
    town without its state.  A name that isn't in the tables, or contradicts its region, is `unknown`.  A name that no
    other region claims leaves what the region itself says, prefecture, country and, if it has but one, zone.
    """
    if len(text) > _LONGEST or len(region or "") > _LONGEST:
        return _place(text, _UNKNOWN)
    return _known(text, region)


@lru_cache(maxsize=4096)
def _known(text: str, region: str | None) -> Place:
    return _place(text, _find(text, region))


def _place(text: str, found: _Found) -> Place:
    return Place.model_construct(
        text=text,
        name=found.name,
        prefecture=found.prefecture,
        country=found.country,
        zone=found.zone,
        flags=[found.flag] if found.flag else [],
        candidates=list(found.candidates),
    )


def is_region(text: str) -> bool:
    """Whether `place_of` understands it as a region: a country, a state or province, a prefecture, a large city."""
    return len(text) <= _LONGEST and bool(_areas(text))


def _find(text: str, region: str | None) -> _Found:
    if region and region.strip():
        return _in_region(text, region)
    spots = _named(text)
    if spots:
        return _choose(spots, "+" if key(text) == key(spots[0].en) else "+=")
    whole = _BESIDE.fullmatch(text)
    if whole:
        return _in_region(whole["text"], whole["after"] or whole["inside"])
    return _with_prefix(text)


def _in_region(text: str, region: str) -> _Found:
    areas = _areas(region)
    spots = _named(text)
    inside = [spot for spot in spots if spot.areas & areas] or [spot for spot in spots if spot.code in areas]
    if inside:
        return _choose(inside, "+=-")
    homes = [TABLE.regions[code] for code in areas if code in TABLE.regions]
    elsewhere = any(spot.country != "JP" for spot in spots) and all(home.country in _REPEATING for home in homes)
    if len(homes) != 1 or (spots and not elsewhere):
        return _UNKNOWN
    [home] = homes
    return _Found(None, home.prefecture, home.country, home.zone, "unknown" if home.zone else "ambiguous")


def _named(text: str) -> list[Spot]:
    one = key(text)
    if not one:
        return []
    found = TABLE.named.get(one)
    if found:
        return found
    parts = _SUFFIX.fullmatch(text.strip())
    if parts:
        return _of_kind(_named(parts["name"]), parts["kind"].lower().rstrip("."))
    district = _DISTRICT.match(one)
    if district:
        return TABLE.named.get(one[district.end() :], [])
    return TABLE.spelt.get(loose(one), []) if one.isascii() else []


def _of_kind(spots: list[Spot], word: str) -> list[Spot]:
    kind = _KINDS[word]
    return [spot for spot in spots if spot.kind == kind or (word in _OPEN_KINDS and spot.kind == "place")]


@lru_cache(maxsize=1024)
def _areas(region: str) -> frozenset[str]:
    """Codes of the regions of that name: Georgia is two."""
    stripped = region.strip()
    for form in (stripped, _COMPASS.sub("", stripped, count=1), stripped.partition(",")[0]):
        found = TABLE.areas.get(key(form)) or _areas_of_kind(form)
        if found:
            return found
    return TABLE.areas.get(key(stripped).lstrip("米加豪国"), frozenset())


def _areas_of_kind(region: str) -> frozenset[str]:
    """Okinawa Pref., Nagoya City, Washington state."""
    parts = _SUFFIX.fullmatch(region)
    if not parts:
        return frozenset()
    kind = _KINDS[parts["kind"].lower().rstrip(".")]
    division = kind in {"県", "region"}
    codes = TABLE.areas.get(key(parts["name"]), frozenset())
    return frozenset(code for code in codes if (code[2:3] == "-" if division else code.endswith(kind)))


def _with_prefix(text: str) -> _Found:
    """東京都府中市, 米オレゴン州ポートランド, 東京・永田町."""
    one = key(text)
    if not one or one.isascii():
        return _UNKNOWN
    for end in range(len(one) - 1, 0, -1):
        if one[:end] in TABLE.areas and _named(one[end:]):
            return _in_region(one[end:], one[:end])
    head, dot, rest = text.partition("・")
    if dot and key(head) in TABLE.areas and rest:
        return _in_region(rest, head)
    whole = re.match("(?:.{2,3}?[都道府県]|.{2,12}?州)(?=.)", one)
    return _in_region(one[whole.end() :], whole[0]) if whole else _UNKNOWN


def _choose(spots: list[Spot], marks: str) -> _Found:
    """`marks`: those of which a single spot will do."""
    standing = [spot for spot in spots if spot.mark == "*"]
    if len(standing) > 1:  # Luxembourg, Hiroshima: the city of the region's name
        standing = [spot for spot in standing if spot.code is None] or standing
    if len(standing) == 1:
        return _one(standing[0])
    if len(spots) == 1 and spots[0].mark in marks:
        return _one(spots[0])
    return _several(standing or spots)


def _one(spot: Spot) -> _Found:
    name = Names(ja=spot.ja, en=spot.en) if spot.ja else None
    return _Found(name, spot.prefecture, spot.country, spot.zone)


def _several(spots: list[Spot]) -> _Found:
    first = spots[0]
    return _Found(
        None,
        first.prefecture if all(spot.prefecture == first.prefecture for spot in spots) else None,
        first.country if all(spot.country == first.country for spot in spots) else None,
        first.zone if all(spot.zone == first.zone for spot in spots) else None,
        "ambiguous",
        tuple(dict.fromkeys(map(_label, spots))),
    )


def _label(spot: Spot) -> str:
    """府中市（東京都）, 港区（愛知県名古屋市）, Portland, Oregon."""
    if spot.prefecture:
        full = spot.full or spot.en
        city, mark, ward = full.partition("市")
        if spot.kind == "区" and mark:
            return f"{ward}（{spot.prefecture.ja}{city}市）"
        return full if spot.kind == "県" else f"{full}（{spot.prefecture.ja}）"
    if spot.code:
        return spot.en if not spot.areas else f"{spot.en}, {TABLE.regions[spot.country].en}"
    codes = sorted(spot.areas, key=len, reverse=True)
    home = TABLE.regions.get(codes[0])
    return f"{spot.en}, {home.en if home else codes[0]}"
