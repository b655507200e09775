"""Which place does a dateline name?"""

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from schemas.japan import Names, Place, Prefecture
from services.ingest.enrich.japan.places.region import KINDS, areas_of, with_kind
from services.ingest.enrich.japan.places.table import TABLE, Spot, key, loose

_LONGEST = 120
_OPEN_KINDS = frozenset({"city", "town", "village"})
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
    problem: str | None = None
    name_en: str | None = None


_UNKNOWN = _Found(flag="unknown", problem="no place of this name in the tables")
_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def place_of(text: str, region: str | None = None) -> Place:
    """The place of that name, in the region that the copy says beside it ("Okinawa Pref.", "Ore.", "France").

    A name is given as datelines have it: 札幌 for 札幌市, but 双葉町 and 港区.  What stands alone:

    - the name of a prefectural capital, of a city designated by government order (政令指定都市) and of a prefecture is
      theirs, whoever else bears it: 堺 and SAKAI are the city in Osaka;
    - of the world's, that of AP's cities that need neither state nor country (AP Stylebook, "datelines"), of a national
      capital, and of a city of 300,000 people that is twenty times as large as any other of its name.

    Any other name that two places bear, municipalities or wards, cities or towns, is `ambiguous` unless the region or
    its 市, 町, 村 or 区 leaves one; what all of them share (prefecture, country, zone) is given.  So is an American
    town without its state.  A name that isn't in the tables, or contradicts its region, is `unknown`, with what the
    region itself says: prefecture, country and, if it has but one, zone.  東北 and 関西 are regions of Japan, no towns.
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
        name_en=found.name_en,
        prefecture=found.prefecture,
        country=found.country,
        zone=found.zone,
        flags=[found.flag] if found.flag else [],
        candidates=list(found.candidates),
        problem=found.problem,
    )


def stands_alone(text: str) -> bool:
    """Whether it is a city whose name needs no region by the rule of `place_of`; countries and provinces are none."""
    if len(text) > _LONGEST:
        return False
    found = _pick(_named(text), text, "")
    return found is not None and (found.code is None or (found.code == "JP-13" and found.ja == "東京"))


def _find(text: str, region: str | None) -> _Found:
    if region and region.strip():
        return _in_region(text, region)
    spots = _named(text)
    if spots:
        return _choose(spots, text, "+" if key(text) == key(spots[0].en) else "+=")
    whole = _BESIDE.fullmatch(text)
    if whole:
        return _in_region(whole["text"], whole["after"] or whole["inside"])
    return _with_prefix(text)


def _in_region(text: str, region: str) -> _Found:
    areas = areas_of(region)
    spots = _named(text)
    inside = [spot for spot in spots if spot.areas & areas] or [spot for spot in spots if spot.code in areas]
    if inside:
        return _choose(inside, text, "+=-")
    homes = [TABLE.regions[code] for code in areas if code in TABLE.regions]
    if not homes:
        return _Found(flag="unknown", problem="no region of this name in the tables")
    return _shared(homes)._replace(flag="unknown", problem="the region has none of this name")


def _named(text: str) -> list[Spot]:
    one = key(text)
    if not one:
        return []
    found = TABLE.named.get(one)
    if found:
        return found
    parts = with_kind(text.strip())
    if parts:
        return _of_kind(_named(parts[0]), parts[1])
    district = _DISTRICT.match(one)
    if district:
        return TABLE.named.get(one[district.end() :], [])
    return TABLE.spelt.get(loose(one), []) if one.isascii() else []


def _of_kind(spots: list[Spot], word: str) -> list[Spot]:
    kind = KINDS[word]
    return [spot for spot in spots if spot.kind == kind or (word in _OPEN_KINDS and spot.kind == "place")]


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


def _choose(spots: list[Spot], text: str, marks: str) -> _Found:
    """`marks`: those of which a single spot will do."""
    found = _pick(spots, text, marks)
    return _one(found) if found else _several(_standing(spots, text) or spots)


def _pick(spots: list[Spot], text: str, marks: str) -> Spot | None:
    standing = _standing(spots, text)
    if len(standing) == 1:
        return standing[0]
    return spots[0] if len(spots) == 1 and spots[0].mark in marks else None


def _standing(spots: list[Spot], text: str) -> list[Spot]:
    """Not by another spelling of its name where a place has it for its own: Odessa, Texas, beside Odesa."""
    standing = [spot for spot in spots if spot.mark == "*"]
    if len(spots) > 1 and text.isascii():
        own = key(text)
        rival = any(key(spot.en) == own for spot in spots if spot.code is None and spot.mark != "-")
        standing = [spot for spot in standing if spot.code or not rival or key(spot.en) == own]
    if len(standing) > 1:  # Luxembourg, Hiroshima: the city of the region's name
        standing = [spot for spot in standing if spot.code is None] or standing
    return standing


def _one(spot: Spot) -> _Found:
    name = Names(ja=spot.ja, en=spot.en) if spot.ja else None
    return _Found(name, spot.prefecture, spot.country, spot.zone, name_en=spot.en)


def _shared(spots: list[Spot]) -> _Found:
    first = spots[0]
    return _Found(
        None,
        first.prefecture if all(spot.prefecture == first.prefecture for spot in spots) else None,
        first.country if all(spot.country == first.country for spot in spots) else None,
        first.zone if all(spot.zone == first.zone for spot in spots) else None,
    )


def _several(spots: list[Spot]) -> _Found:
    """A single one, too, needs a region: an American town may have namesakes that are not in the tables."""
    count = _COUNTS[len(spots)] if len(spots) < len(_COUNTS) else str(len(spots))
    problem = "a place of this name that needs its region" if len(spots) == 1 else f"{count} places of this name"
    candidates = tuple(dict.fromkeys(map(_label, spots)))
    return _shared(spots)._replace(flag="ambiguous", candidates=candidates, problem=problem)


def _label(spot: Spot) -> str:
    """府中市（東京都）, 港区（愛知県名古屋市）, Portland, Oregon."""
    if spot.prefecture:
        full = spot.full or spot.en
        city, mark, ward = full.partition("市")
        if spot.kind == "区" and mark:
            return f"{ward}（{spot.prefecture.ja}{city}市）"
        return full if spot.kind == "県" else f"{full}（{spot.prefecture.ja}）"
    if spot.code:
        if spot.code == "JP" and spot.areas:
            return f"{spot.ja}地方"
        return spot.en if not spot.areas else f"{spot.en}, {TABLE.regions[spot.country].en}"
    codes = sorted(spot.areas, key=len, reverse=True)
    home = TABLE.regions.get(codes[0])
    return f"{spot.en}, {home.en if home else codes[0]}"
