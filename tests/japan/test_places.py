"""Which place a dateline names: what is one place is one, and what isn't is never guessed."""

import csv
from collections import Counter
from pathlib import Path
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.japan import Place
from scripts.make_places import romaji
from services.ingest.enrich.japan.places import place_of, stands_alone
from services.ingest.enrich.japan.places.region import is_division, is_region
from services.ingest.enrich.japan.places.table import TABLE

TABLES = Path(__file__).parents[2] / "services" / "ingest" / "enrich" / "japan" / "places"
MUNICIPALITIES = [
    row for row in csv.reader((TABLES / "municipalities.tsv").open(encoding="utf-8"), delimiter="\t") if len(row) > 1
]


@pytest.mark.parametrize(
    ("text", "region", "ja", "code"),
    [
        ("TOKYO", None, "東京", "JP-13"),
        ("Tokio", None, "東京", "JP-13"),
        ("SAPPORO", None, "札幌", "JP-01"),
        ("札幌", None, "札幌", "JP-01"),
        ("札幌市", None, "札幌", "JP-01"),
        ("Kyōto", None, "京都", "JP-26"),
        ("Ōsaka", None, "大阪", "JP-27"),
        ("Ohtsu", None, "大津", "JP-25"),
        ("Gumma", None, "群馬", "JP-10"),
        ("SAKAI", None, "堺", "JP-27"),
        ("Kawasaki", None, "川崎", "JP-14"),
        ("Kawasaki", "Fukuoka Pref.", "川崎町", "JP-40"),
        ("山形", None, "山形", "JP-06"),
        ("NAGO", "Okinawa Pref.", "名護", "JP-47"),
        ("Nago", "northern Okinawa Prefecture", "名護", "JP-47"),
        ("Minami-Soma", None, "南相馬", "JP-07"),
        ("Tokai", "Ibaraki Pref.", "東海村", "JP-08"),
        ("FUCHU", "Tokyo", "府中", "JP-13"),
        ("Fuchu, Tokyo", None, "府中", "JP-13"),
        ("東京都府中市", None, "府中", "JP-13"),
        ("福島県伊達市", None, "伊達", "JP-07"),
        ("伊達", "北海道", "伊達", "JP-01"),
        ("広島県安芸郡府中町", None, "府中町", "JP-34"),
        ("郡上市", None, "郡上", "JP-21"),
        ("大阪市北区", None, "北区", "JP-27"),
        ("Minato Ward", "Nagoya", "港区", "JP-23"),
        ("塩釜", None, "塩竈", "JP-04"),
        ("竜ケ崎市", None, "龍ケ崎", "JP-08"),
        ("茅ヶ崎", None, "茅ヶ崎", "JP-14"),
        ("渋谷", None, "渋谷区", "JP-13"),
        ("八丈町", None, "八丈町", "JP-13"),
        ("Okinawa Pref.", None, "沖縄", "JP-47"),
        ("Okinawa", None, "沖縄", "JP-47"),
        ("茨城県", None, "茨城", "JP-08"),
        ("Hokkaido", None, "北海道", "JP-01"),
        ("Hiroshima", "Japan", "広島", "JP-34"),
    ],
)
def test_one_place_in_japan(text: str, region: str | None, ja: str, code: str) -> None:
    place = place_of(text, region)
    assert (place.name and place.name.ja, place.prefecture and place.prefecture.code) == (ja, code)
    assert (place.country, place.zone, place.flags, place.candidates) == ("JP", "Asia/Tokyo", [], [])


FUCHU = ["府中市（東京都）", "府中市（広島県）", "府中町（広島県）"]


@pytest.mark.parametrize(
    ("text", "region", "code", "candidates"),
    [
        ("府中", None, None, FUCHU),
        ("FUCHU", None, None, FUCHU),
        ("Fuchu-shi", None, None, FUCHU[:2]),
        ("FUCHU", "Hiroshima Pref.", "JP-34", FUCHU[1:]),
        ("伊達", None, None, ["伊達市（北海道）", "伊達市（福島県）"]),
        ("KOGA", None, None, ["古河市（茨城県）", "古賀市（福岡県）"]),
        ("東海", None, None, ["東海村（茨城県）", "東海市（愛知県）", "東海地方"]),
        ("港区", None, None, ["港区（東京都）", "港区（愛知県名古屋市）", "港区（大阪府大阪市）"]),
        ("釧路", None, "JP-01", ["釧路市（北海道）", "釧路町（北海道）"]),
    ],
)
def test_several_in_japan(text: str, region: str | None, code: str | None, candidates: list[str]) -> None:
    place = place_of(text, region)
    assert (place.name, place.prefecture and place.prefecture.code) == (None, code)
    assert (place.country, place.zone, place.flags) == ("JP", "Asia/Tokyo", ["ambiguous"])
    assert place.candidates == candidates


@pytest.mark.parametrize(
    ("text", "region", "en", "country", "zone"),
    [
        ("ワシントン", None, "Washington", "US", "America/New_York"),
        ("WASHINGTON", "D.C.", "Washington", "US", "America/New_York"),
        ("New York", "N.Y.", "New York", "US", "America/New_York"),
        ("U.N.", None, "United Nations", "US", "America/New_York"),
        ("SAO PAULO", None, "Sao Paulo", "BR", "America/Sao_Paulo"),
        ("São Paulo", None, "Sao Paulo", "BR", "America/Sao_Paulo"),
        ("キエフ", None, "Kyiv", "UA", "Europe/Kyiv"),
        ("ヴェネツィア", None, "Venice", "IT", "Europe/Rome"),
        ("København", None, "Copenhagen", "DK", "Europe/Copenhagen"),
        ("Hanoi", None, "Hanoi", "VN", "Asia/Ho_Chi_Minh"),
        ("URUMQI", "China", "Urumqi", "CN", "Asia/Shanghai"),
        ("London", "Ont.", "London", "CA", "America/Toronto"),
        ("London", None, "London", "GB", "Europe/London"),
        ("Portland", "Ore.", "Portland", "US", "America/Los_Angeles"),
        ("Portland", "ME", "Portland", "US", "America/New_York"),
        ("米オレゴン州ポートランド", None, "Portland", "US", "America/Los_Angeles"),
        ("ポートランド（米オレゴン州）", None, "Portland", "US", "America/Los_Angeles"),
        ("Cambridge", "England", "Cambridge", "GB", "Europe/London"),
        ("San Jose", "Costa Rica", "San Jose", "CR", "America/Costa_Rica"),
        ("Atlanta", "Georgia", "Atlanta", "US", "America/New_York"),
        ("Tbilisi", "Georgia", "Tbilisi", "GE", "Asia/Tbilisi"),
        ("France", None, "France", "FR", "Europe/Paris"),
        ("Texas", None, "Texas", "US", None),
        ("中国・北京", None, "Beijing", "CN", "Asia/Shanghai"),
        ("ハワイ", None, "Hawaii", "US", "Pacific/Honolulu"),
        ("ダボス（スイス東部）", None, "Davos", "CH", "Europe/Zurich"),
        ("Roma", "Italia", "Rome", "IT", "Europe/Rome"),
        ("Seattle", "Washington", "Seattle", "US", "America/Los_Angeles"),
        ("Suzhou", "Jiangsu", "Suzhou", "CN", "Asia/Shanghai"),
        ("Depok", "Indonesia", "Depok", "ID", "Asia/Jakarta"),
        ("SEVILLA", None, "Seville", "ES", "Europe/Madrid"),
        ("Columbia", "SC", "Columbia", "US", "America/New_York"),
    ],
)
def test_one_place_of_the_world(text: str, region: str | None, en: str, country: str, zone: str | None) -> None:
    place = place_of(text, region)
    assert (place.name and place.name.en, place.country, place.zone, place.flags) == (en, country, zone, [])


@pytest.mark.parametrize(
    ("text", "country", "some"),
    [
        ("Portland", "US", "Portland, Maine"),
        ("Springfield", "US", "Springfield, Illinois"),
        ("Birmingham", None, "Birmingham, England"),
        ("Georgetown", None, "Georgetown, Guyana"),
        ("Alexandria", None, "Alexandria, Egypt"),
        ("Tripoli", None, "Tripoli, Libya"),
        ("Georgia", None, "Georgia, United States"),
        ("Rafah", None, "Rafah, Palestinian territories"),
        ("Ames", "US", "Ames, Iowa"),
        ("オークランド", None, "Auckland, New Zealand"),
        ("CHITA", None, "知多市（愛知県）"),
        ("ODESSA", None, "Odessa, Texas"),
        ("中国", None, "中国地方"),
    ],
)
def test_several_of_the_world(text: str, country: str | None, some: str) -> None:
    place = place_of(text)
    assert (place.name, place.prefecture, place.country, place.flags) == (None, None, country, ["ambiguous"])
    assert some in place.candidates


@pytest.mark.parametrize(
    ("text", "region", "code", "country", "zone", "flag"),
    [
        ("ABOARD AIR FORCE ONE", None, None, None, None, "unknown"),
        ("", None, None, None, None, "unknown"),
        ("Sapporo", "Okinawa Pref.", "JP-47", "JP", "Asia/Tokyo", "unknown"),
        ("Sapporo", "Texas", None, "US", None, "unknown"),
        ("Lyon", "Kansai", None, "JP", "Asia/Tokyo", "unknown"),
        ("Nara", "Mali", None, "ML", "Africa/Bamako", "unknown"),
        ("Bigcity", "Congo", None, None, None, "unknown"),
        ("Littleham", "Okinawa", "JP-47", "JP", "Asia/Tokyo", "unknown"),
        ("沖縄県小村", None, "JP-47", "JP", "Asia/Tokyo", "unknown"),
        ("Littleham", "Iowa", None, "US", "America/Chicago", "unknown"),
        ("Littleham", "Texas", None, "US", None, "unknown"),
        ("Littleham", "Ukraine", None, "UA", "Europe/Kyiv", "unknown"),
        ("Portland", "Wyo.", None, "US", "America/Denver", "unknown"),
    ],
)
def test_unknown_is_not_guessed(
    text: str, region: str | None, code: str | None, country: str | None, zone: str | None, flag: str
) -> None:
    place = place_of(text, region)
    assert (place.name, place.prefecture and place.prefecture.code) == (None, code)
    assert (place.country, place.zone, place.flags, place.candidates) == (country, zone, [flag], [])


@pytest.mark.parametrize(
    ("text", "ja"),
    [
        ("TOHOKU", "東北"),
        ("東北", "東北"),
        ("関西地方", "関西"),
        ("Kyushu", "九州"),
        ("首都圏", "首都圏"),
        ("Chugoku", "中国"),
    ],
)
def test_a_part_of_japan_is_no_town(text: str, ja: str) -> None:
    place = place_of(text, "Japan" if text.isascii() else None)
    assert (place.name and place.name.ja, place.prefecture, place.country, place.zone) == (ja, None, "JP", "Asia/Tokyo")


@pytest.mark.parametrize(
    ("text", "region", "problem"),
    [
        ("府中", None, "three places of this name"),
        ("伊達", None, "two places of this name"),
        ("Ames", None, "a place of this name that needs its region"),
        ("Littleham", None, "no place of this name in the tables"),
        ("FUCHU", "Osaka Pref.", "the region has none of this name"),
        ("FUCHU", "Nowhere", "no region of this name in the tables"),
        ("札幌", None, None),
    ],
)
def test_what_is_open_says_why(text: str, region: str | None, problem: str | None) -> None:
    assert place_of(text, region).problem == problem


def test_namesakes_of_one_country_are_told_by_their_provinces() -> None:
    assert place_of("SUZHOU", "China").candidates == ["Suzhou, Jiangsu", "Suzhou, Anhui"]


def test_a_place_without_a_japanese_name_keeps_its_english_one() -> None:
    place = place_of("Newport News", "VA")
    assert (place.name, place.name_en, place.flags) == (None, "Newport News", [])


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        *[(text, True) for text in ("TOKYO", "東京", "札幌", "SAKAI", "ワシントン", "SINGAPORE", "HONG KONG")],
        *[(text, False) for text in ("JORDAN", "Mobile", "SUMMIT", "函館", "Hokkaido", "東北", "", "x" * 1000)],
    ],
)
def test_cities_that_stand_alone(text: str, alone: bool) -> None:
    assert stands_alone(text) is alone


@pytest.mark.parametrize(
    ("text", "region"),
    [
        *[(text, True) for text in ("Okinawa Pref.", "Ore.", "N.Y.", "ON", "Japan", "Nagoya", "オレゴン州", "U.K.")],
        *[(text, False) for text in ("Reuters", "March 5", "", "State", "x" * 1000)],
    ],
)
def test_regions(text: str, region: bool) -> None:
    assert is_region(text) is region


def test_a_division_is_no_city() -> None:
    assert [is_division(text) for text in ("Mali", "Tokyo", "La.", "Okinawa Pref.", "Nagoya", "London")] == [
        True
    ] * 4 + [False] * 2


def test_every_municipality_is_found_by_its_full_name() -> None:
    prefectures = {code: spot.full or "" for code, spot in TABLE.regions.items() if code.startswith("JP-")}
    for code, name, en, city, _ in MUNICIPALITIES:
        prefecture = prefectures[f"JP-{code[:2]}"]
        place = place_of(prefecture + (name if city == "-" else city + name))
        assert place.name is not None, name
        assert (place.flags, place.name.en, place.prefecture and place.prefecture.ja) == ([], en, prefecture)


def test_municipalities_are_as_many_as_the_ministry_counts() -> None:
    kinds = Counter(name[-1] for _, name, _, city, _ in MUNICIPALITIES if city == "-")
    assert kinds == {"市": 792, "町": 743, "村": 183, "区": 23}
    designated = {city for *_, city, _ in MUNICIPALITIES if city != "-"}
    assert len(designated) == 20


def test_zones_are_known_to_iana() -> None:
    zones = {spot.zone for spots in TABLE.named.values() for spot in spots} - {None}
    assert zones <= available_timezones()


@given(
    st.text(max_size=200) | st.sampled_from(sorted(TABLE.named)),
    st.none() | st.text(max_size=150) | st.sampled_from(sorted(TABLE.areas)),
)
def test_any_text_has_a_valid_answer(text: str, region: str | None) -> None:
    place = place_of(text, region)
    assert Place.model_validate(place.model_dump()) == place
    assert place.text == text
    assert not (place.name and place.flags)
    assert bool(place.candidates) <= (place.flags == ["ambiguous"])
    assert place.prefecture is None or place.country == "JP"


def test_a_megabyte_is_no_place() -> None:
    assert place_of("東京" * 500_000, "日本" * 500_000).flags == ["unknown"]


@pytest.mark.parametrize(
    ("kana", "letters"),
    [
        ("トウキョウ", "Tokyo"),
        ("オオサカ", "Osaka"),
        ("ハッチョウ", "Hatcho"),
        ("シュウナン", "Shunan"),
        ("フッサ", "Fussa"),
        ("ジョウエツ", "Joetsu"),
        ("アイヅ", "Aizu"),
    ],
)
def test_romaji(kana: str, letters: str) -> None:
    assert romaji(kana) == letters
