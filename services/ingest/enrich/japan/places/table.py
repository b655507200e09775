"""Which places and regions bear a name?

The tables are prefectures.tsv, municipalities.tsv, world.tsv and regions.tsv, each with its source and licence
in its first line.
"""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from sys import intern
from typing import Literal, NamedTuple

from schemas.japan import Prefecture

Mark = Literal["*", "+", "=", "-"]
Kind = Literal["市", "町", "村", "区", "県", "place", "region"]


class Spot(NamedTuple):
    """A place, or a region taken as one.

    `areas` are the codes of the regions that it lies in (JP-13, US-OR, US; a city's name for its wards), `code` its own
    if it is a region, `full` a Japanese place's name with its 市.  `ja` is None where no Japanese name is known.

    `mark`: `*` its name stands alone, whoever else bears it; `+` it does if nobody else bears it; `=` so do its
    Japanese name and its other spellings; `-` it needs a region.
    """

    en: str
    ja: str | None
    kind: Kind
    mark: Mark
    areas: frozenset[str]
    country: str
    zone: str | None
    prefecture: Prefecture | None = None
    code: str | None = None
    full: str | None = None


# Provinces that cities share their names with.
_SHARED_NAMES = frozenset({"CA", "AU", "BR", "CN"})
# Regions of Japan that are no prefectures.  A star each, so that no town has the name alone (東北町), but for 東海: its
# village and its city are in the news as well.
_JAPAN: tuple[tuple[str, str, Mark], ...] = (
    ("東北", "Tohoku", "*"), ("関東", "Kanto", "*"), ("首都圏", "Greater Tokyo", "*"), ("甲信越", "Koshinetsu", "*"),
    ("信越", "Shinetsu", "*"), ("北陸", "Hokuriku", "*"), ("中部", "Chubu", "*"), ("東海", "Tokai", "+"),
    ("近畿", "Kinki", "*"), ("関西", "Kansai", "*"), ("中国", "Chugoku", "*"), ("山陰", "Sanin", "*"),
    ("山陽", "Sanyo", "*"), ("四国", "Shikoku", "*"), ("九州", "Kyushu", "*"),
)  # fmt: skip
_WIDE = re.compile("[぀-ヿ㐀-鿿]")
# Newspapers write 茅ケ崎, 竜ケ崎 and 塩釜 where the municipality writes ヶ, 龍 and 竈.
_JA_SIGNS = str.maketrans("ヶヵ龍條檮曾鰺驒澤濱嶋廣竈", "ケカ竜条梼曽鯵騨沢浜島広釜", "・=＝ -、,．.")
_VU = (("ヴァ", "バ"), ("ヴィ", "ビ"), ("ヴェ", "ベ"), ("ヴォ", "ボ"), ("ヴ", "ブ"))
_LATIN = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe"})
_NO_WORD = re.compile("[^a-z0-9]+")
_LONG = re.compile("o(?:[uo]|h(?![aeiouy]))|uu|m(?=[bmp])|tch|cch")
_SHORT = {"uu": "u", "m": "n", "tch": "cch", "cch": "cch"}


def key(name: str) -> str:
    """The form by which names are found: without case, accents, spaces and points; ヴァ as バ, ヶ as ケ."""
    if name.isascii():
        return _NO_WORD.sub("", name.casefold())
    text = unicodedata.normalize("NFKC", name)
    if _WIDE.search(text):
        text = text.translate(_JA_SIGNS)
        for sign, plain in _VU if "ヴ" in text else ():
            text = text.replace(sign, plain)
        return text
    return _latin(text)


def _latin(name: str) -> str:
    plain = name.casefold().translate(_LATIN)
    return _NO_WORD.sub("", plain if plain.isascii() else unicodedata.normalize("NFKD", plain))


def loose(latin: str) -> str:
    """One form for what Roman spellings of Japanese differ in: Ohtsu and Ootsu, Namba and Nanba, Hatcho and Haccho."""
    return _LONG.sub(lambda match: _SHORT.get(match[0], "o"), latin)


def _rows(table: str) -> Iterator[list[str]]:
    lines = Path(__file__).with_name(table).read_text(encoding="utf-8").splitlines()
    # Countries, zones and provinces come thousands of times: one string each.
    return (list(map(intern, line.split("\t"))) for line in lines if not line.startswith("#"))


def _cell(text: str) -> list[str]:
    return [] if text == "-" else text.split(",")


class Table:
    """`named`: keys and their spots; `spelt`: the same for `loose` keys of Japan's; `areas`: regions' keys and codes.

    `regions` has the spot of a code.
    """

    def __init__(self) -> None:
        self.named: dict[str, list[Spot]] = {}
        self.spelt: dict[str, list[Spot]] = {}
        self.areas: dict[str, frozenset[str]] = {}
        self.regions: dict[str, Spot] = {}
        self._prefectures()
        self._municipalities()
        self._regions()
        self._parts_of_japan()
        self._world()

    def _add(self, spot: Spot, names: list[str]) -> None:
        for one in {key(name) for name in names}:
            self.named.setdefault(one, []).append(spot)

    def _region(self, code: str, names: list[str]) -> None:
        for one in {key(name) for name in names}:
            self.areas[one] = self.areas.get(one, frozenset()) | {code}

    def _spell(self, spot: Spot) -> None:
        self.spelt.setdefault(loose(_latin(spot.en)), []).append(spot)

    def _prefectures(self) -> None:
        inside = frozenset({"JP"})
        for code, name, en in _rows("prefectures.tsv"):
            prefecture = Prefecture(code=code, ja=name, en=en)
            ja = name if name == "北海道" else name[:-1]
            spot = Spot(en, ja, "県", "*", inside, "JP", "Asia/Tokyo", prefecture, code, name)
            self.regions[code] = spot
            self._add(spot, [name, ja, en, *(["Tokio"] if en == "Tokyo" else [])])
            self._region(code, [name, ja, en])
            self._spell(spot)

    def _municipalities(self) -> None:
        areas = {code: frozenset({"JP", code}) for code in self.regions}
        kinds: dict[str, Kind] = {"市": "市", "町": "町", "村": "村", "区": "区"}
        for code, name, en, city, mark in _rows("municipalities.tsv"):
            home = self.regions[f"JP-{code[:2]}"]
            inside = areas[f"JP-{code[:2]}"] | ({city} if city != "-" else frozenset())
            short, full = name[:-1], name if city == "-" else city + name
            ja = short if name.endswith("市") else name
            stands: Mark = "*" if mark == "*" else "+"
            spot = Spot(en, ja, kinds[name[-1]], stands, inside, "JP", "Asia/Tokyo", home.prefecture, None, full)
            self._add(spot, [name, short, full, en])
            self._spell(spot)
            if stands == "*":
                self._region(name, [name, short, en])

    def _regions(self) -> None:
        for code, en, zone, ja, others in _rows("regions.tsv"):
            country, _, division = code.partition("-")
            names = [en, *_cell(ja)]
            inside = frozenset({country}) if division else frozenset[str]()
            mark: Mark = "+" if division and country in _SHARED_NAMES else "*"
            first = next(iter(_cell(ja)), None)
            spot = Spot(en, first, "region", mark, inside, country, None if zone == "-" else zone, None, code)
            self.regions[code] = spot
            self._add(spot, names if division else [*names, *_cell(others)])
            # ワシントン alone is never the state, in front of another name either.
            short = [name.removesuffix("州") for name in _cell(ja) if code != "US-WA"]
            letters = division if country not in {"BR", "CN"} else en  # SC is South Carolina
            self._region(code, [*names, *_cell(others), letters or en, *short])

    def _parts_of_japan(self) -> None:
        for ja, en, mark in _JAPAN:
            spot = Spot(en, ja, "region", mark, frozenset({"JP"}), "JP", "Asia/Tokyo", None, "JP")
            self._add(spot, [ja, f"{ja}地方", en])
            if ja != "中国":  # China, wherever it stands beside a place
                self._region("JP", [ja, en])

    def _world(self) -> None:
        shared: dict[tuple[str, str], frozenset[str]] = {}
        marks: dict[str, Mark] = {"*": "*", "+": "+", "=": "=", "-": "-"}
        for en, country, division, zone, ja, others, mark in _rows("world.tsv"):
            inside = shared.setdefault((country, division), frozenset({country, division} - {"-"}))
            names = _cell(ja)
            spot = Spot(en, names[0] if names else None, "place", marks[mark], inside, country, zone)
            self._add(spot, [en, *names, *_cell(others)])


TABLE = Table()
