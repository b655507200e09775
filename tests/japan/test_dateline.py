"""Datelines in all the shapes that wires set them in: place, zone and day, and what is left open."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.japan import Located
from schemas.story import Body, Dateline, Story
from services.ingest.enrich.japan.dateline import located
from services.ingest.reading.months import month_of
from tests.articles import article
from tests.japan.block import block

NOON = dt.datetime(2021, 3, 5, 3, tzinfo=dt.UTC)


def of_text(text: str) -> Located | None:
    return block(text).dateline


def of_field(body: str = "", **dateline: object) -> tuple[Located, int]:
    made = article(dateline=Dateline.model_validate(dateline), body=Body(text=body, html=""))
    fields = {name: getattr(made, name) for name in Story.model_fields}
    found, end = located(Story.model_construct(**fields), NOON, "Asia/Tokyo")
    assert found is not None
    return found, end


@pytest.mark.parametrize(
    ("text", "place", "prefecture", "zone", "date"),
    [
        ("Tokyo, Feb. 25 (Jiji Press)--A", "Tokyo", "JP-13", "Asia/Tokyo", "2021-02-25"),
        ("Tokyo, Feb. 25 (Jiji Press)—A", "Tokyo", "JP-13", "Asia/Tokyo", "2021-02-25"),
        ("Mito, Ibaraki Pref., Feb. 27 (Jiji Press)–A", "Mito, Ibaraki Pref.", "JP-08", "Asia/Tokyo", "2021-02-27"),
        ("Nago, Okinawa Pref., March 4 (Jiji Press)--A", "Nago, Okinawa Pref.", "JP-47", "Asia/Tokyo", "2021-03-04"),
        ("Taipei, March 3 (Jiji Press)--A", "Taipei", None, "Asia/Taipei", "2021-03-03"),
        ("New Delhi, March 3 (Jiji Press)—A", "New Delhi", None, "Asia/Kolkata", "2021-03-03"),
        ("Wakayama (Jiji Press)—A", "Wakayama", "JP-30", "Asia/Tokyo", None),
        ("CHEYENNE, Wyo. (AP) — A", "CHEYENNE, Wyo.", None, "America/Denver", None),
        ("LISBON, 4 mar 2021 (Lusa) -- A", "LISBON", None, "Europe/Lisbon", "2021-03-04"),
        ("(ANSA) - ROMA, 4 MAR - A", "ROMA", None, "Europe/Rome", "2021-03-04"),
        ("MOSCOW, March 4. /TASS/. A", "MOSCOW", None, "Europe/Moscow", "2021-03-04"),
        ("SEOUL, Mar 4 AFP - A", "SEOUL", None, "Asia/Seoul", "2021-03-04"),
        ("TOKYO: A", "TOKYO", "JP-13", "Asia/Tokyo", None),
        ("CHOSHI, Japan — A", "CHOSHI, Japan", "JP-12", "Asia/Tokyo", None),
        ("【札幌時事】雪", "札幌", "JP-01", "Asia/Tokyo", None),
        ("【ワシントン時事】雪", "ワシントン", None, "America/New_York", None),
        ("【ソウル３日共同】雪", "ソウル", None, "Asia/Seoul", "2021-03-03"),
        ("＝ワシントン＝雪", "ワシントン", None, "America/New_York", None),
        ("（ロンドン＝見本通信）雪", "ロンドン", None, "Europe/London", None),
        ("那覇（見本通信）　雪", "那覇", "JP-47", "Asia/Tokyo", None),
        ("函館（見本通信）　雪", "函館", "JP-01", "Asia/Tokyo", None),
        ("【札幌】雪", "札幌", "JP-01", "Asia/Tokyo", None),
        ("【ワシントン＝見本太郎】雪", "ワシントン", None, "America/New_York", None),
        ("TOKYO, March 5 Kyodo - A", "TOKYO", "JP-13", "Asia/Tokyo", "2021-03-05"),
        ("TOKYO, March 5, Kyodo - A", "TOKYO", "JP-13", "Asia/Tokyo", "2021-03-05"),
        ("TOKYO/March 5 (Reuters) - A", "TOKYO", "JP-13", "Asia/Tokyo", "2021-03-05"),
        ("TOKYO - A", "TOKYO", "JP-13", "Asia/Tokyo", None),
        ("WASHINGTON - A", "WASHINGTON", None, "America/New_York", None),
        ("TOKYO, March 5th (AP) — A", "TOKYO", "JP-13", "Asia/Tokyo", "2021-03-05"),
        ("TOKYO, Fri. March 5 (AP) — A", "TOKYO", "JP-13", "Asia/Tokyo", "2021-03-05"),
        ("TOKYO, Friday, March 5 (AP) — A", "TOKYO", "JP-13", "Asia/Tokyo", "2021-03-05"),
        ("PARIS, Friday, 5 March 2021 (AFP) - A", "PARIS", None, "Europe/Paris", "2021-03-05"),
        ("TOKYO--(SAMPLE WIRE)--A", "TOKYO", "JP-13", "Asia/Tokyo", None),
        ("NEW YORK, 03/04/2021 (AP) — A", "NEW YORK", None, "America/New_York", "2021-03-04"),
        ("[東京　５日　ロイター] 雪", "東京", "JP-13", "Asia/Tokyo", "2021-03-05"),
        ("［ワシントン　４日　ロイター］　雪", "ワシントン", None, "America/New_York", "2021-03-04"),
        ("（ワシントン　４日　時事）雪", "ワシントン", None, "America/New_York", "2021-03-04"),
        ("【ソウル聯合ニュース】雪", "ソウル", None, "Asia/Seoul", None),
        ("東京、３月５日（時事）　雪", "東京", "JP-13", "Asia/Tokyo", "2021-03-05"),
        ("【ハワイ時事】雪", "ハワイ", None, "Pacific/Honolulu", None),
        ("【ダボス（スイス東部）時事】雪", "ダボス（スイス東部）", None, "Europe/Zurich", None),
        ("【ワシントン・ロイター時事】雪", "ワシントン", None, "America/New_York", None),
        ("【ワシントンＡＦＰ＝時事】雪", "ワシントン", None, "America/New_York", None),
        ("【ワシントン・ホワイトハウス時事】雪", "ワシントン・ホワイトハウス", None, "America/New_York", None),
        ("【東北時事】雪", "東北", None, "Asia/Tokyo", None),
        ("By A Writer\nTOKYO: A", "TOKYO", "JP-13", "Asia/Tokyo", None),
        ("JACKSON, Miss. — A", "JACKSON, Miss.", None, "America/Chicago", None),
    ],
)
def test_shapes(text: str, place: str, prefecture: str | None, zone: str, date: str | None) -> None:
    found = of_text(text)
    assert found is not None
    code = found.prefecture.code if found.prefecture else None
    assert (found.place, code, found.zone) == (place, prefecture, zone)
    assert (found.date.isoformat() if found.date else None) == date
    assert ("no_date" in found.flags) == (date is None)


@pytest.mark.parametrize(
    "text",
    [
        "The company (NASDAQ: XMPL) - a maker of nets - grew.",
        "Jan. 30 (Sample Sports) - Results of the day",
        "UPDATE: The vote is over.",
        "By a staff writer of the town",
        "【速報】港が閉鎖",
        "見本町（みほんちょう）の港",
        *[
            "JACKSON: I think",
            "JORDAN: I",
            "MOBILE: the phone",
            "SURPRISE: A",
            "DATE: March 5",
            "SUMMIT: A",
            "HITACHI: A",
        ],
        *["TOYOTA — Car maker", "MORI — the man", "MIYAZAKI: I draw", "NICE: A", "ODESSA — A", "FUCHU: A"],
        *["【光】雪", "【北】雪", "【津】雪", "【緑】雪", "【共和】雪", "【本部】雪", "【東北】雪", "【関西】雪"],
        *[
            "（日本＝１位）",
            "（大阪＝優勝）",
            "【大阪＝優勝】",
            "大阪（優勝）　雪",
            "（ロイター＝共同）雪",
            "（時事）雪",
        ],
        "UPDATE 1-Toyota (Reuters) - A",
        "The minister said on March 5 (Reuters) - A",
        "Section 5 (Reuters) - A",
        "TOKYO (5-2) - A",
        "A first line.\nTOKYO: A",
        "",
    ],
)
def test_what_is_shaped_like_one_and_is_none(text: str) -> None:
    assert of_text(text) is None


def test_names_in_both_languages() -> None:
    found = of_text("WASHINGTON, March 4 (Jiji Press)--A")
    assert found is not None
    assert found.name is not None
    assert (found.name.en, found.name.ja, found.country) == ("Washington", "ワシントン", "US")


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("WASHINGTON/TOKYO, March 4 (AP) — A", ["WASHINGTON", "TOKYO"]),
        ("PARIS and LONDON, March 4 (AP) — A", ["PARIS", "LONDON"]),
        ("【北京・ソウル時事】雪", ["北京", "ソウル"]),
        ("NAGO, Okinawa Pref., and TOKYO, March 4 (AP) — A", ["NAGO, Okinawa Pref.", "TOKYO"]),
        ("Washington, Tokyo, March 4 (AP) — A", ["Washington", "Tokyo"]),
        ("TOKYO/WASHINGTON - A", ["TOKYO", "WASHINGTON"]),
        ("【ワシントン・シアトル時事】雪", ["ワシントン", "シアトル"]),
    ],
)
def test_several_cities_the_first_of_which_counts(text: str, places: list[str]) -> None:
    found = of_text(text)
    assert found is not None
    assert [place.text for place in found.places] == places
    assert found.place == places[0]
    assert "several_places" in found.flags


def test_a_day_that_never_was_is_a_problem() -> None:
    found = of_text("TOKYO, Feb. 30 (Jiji Press)--A")
    assert found is not None
    assert (found.date, found.flags, found.problem) == (None, ["no_such_day"], "no such day: Feb. 30")


def test_a_year_turns_between_the_dateline_and_the_sending() -> None:
    found = block("TOKYO, Dec. 31 (Jiji Press)--A", "2020-12-31T16:00:00+00:00").dateline
    assert found is not None
    assert (found.date, found.flags) == (dt.date(2020, 12, 31), ["year_supposed"])


@pytest.mark.parametrize(
    ("text", "at", "date", "flag"),
    [
        ("TOKYO, July 5 (AP)--A", "2021-03-05", None, "far_date"),
        ("TOKYO, April 4 (AP)--A", "2021-03-05", None, "far_date"),
        ("TOKYO, March 8 (AP)--A", "2021-03-05", "2021-03-08", "year_supposed"),
        ("TOKYO, March 9 (AP)--A", "2021-03-05", None, "far_date"),
        ("TOKYO, Feb. 23 (AP)--A", "2021-03-05", "2021-02-23", "year_supposed"),
        ("TOKYO, Feb. 22 (AP)--A", "2021-03-05", None, "far_date"),
        ("TOKYO, Feb. 22, 2020 (AP)--A", "2021-03-05", "2020-02-22", None),
        ("TOKYO, Feb. 29 (AP)--A", "2021-03-01", None, "no_such_day"),
        ("TOKYO, Feb. 29 (AP)--A", "2020-03-01", "2020-02-29", "year_supposed"),
        ("TOKYO, March 5, 0000 (AP)--A", "2021-03-05", None, "no_such_day"),
        ("TOKYO, Monday, March 5 (AP)--A", "2021-03-05", None, "no_such_day"),
        ("TOKYO, 03/04/2021 (AP)--A", "2021-07-05", None, "no_date"),
        ("TOKYO, 30/04/2021 (AP)--A", "2021-07-05", "2021-04-30", None),
        ("TOKYO, 30/31/2021 (AP)--A", "2021-07-05", None, "no_such_day"),
        ("【ワシントン31日時事】雪", "2021-03-01", None, "far_date"),
        ("【ワシントン18日時事】雪", "2021-03-05", None, "far_date"),
        ("【ワシントン32日時事】雪", "2021-03-05", None, "no_such_day"),
    ],
)
def test_a_day_that_is_not_near_is_not_guessed(text: str, at: str, date: str | None, flag: str | None) -> None:
    found = block(text, f"{at}T06:00:00+00:00").dateline
    assert found is not None
    assert (found.date.isoformat() if found.date else None) == date
    assert found.flags == ([flag] if flag else [])
    assert (found.problem is None) == (date is not None)


def test_a_far_day_says_what_is_open() -> None:
    found = of_text("TOKYO, July 5 (Jiji Press)--A")
    assert found is not None
    assert found.problem == "July 5 of which year? The story's own day is 2021-03-05"


@pytest.mark.parametrize(
    ("text", "country", "code"),
    [
        ("SAPPORO, Okinawa Pref.", "JP", "JP-47"),
        ("FUCHU, Osaka Pref.", "JP", "JP-27"),
        ("PARIS, Japan", "JP", None),
        ("NAGOYA, Texas", "US", None),
        ("NARA, Mali", "ML", None),
        ("LEON, Nicaragua", "NI", None),
        ("BARCELONA, Venezuela", "VE", None),
        ("SANTIAGO, Dominican Republic", "DO", None),
        ("ALGIERS, La.", "US", None),
        ("ROME, Iowa", "US", None),
        ("MADRID, Colombia", "CO", None),
    ],
)
def test_a_region_that_has_no_such_place_is_no_second_place(text: str, country: str, code: str | None) -> None:
    found = of_text(f"{text} (AP) — A")
    assert found is not None
    assert (found.name, found.flags, found.problem) == (
        None,
        ["unknown", "no_date"],
        "the region has none of this name",
    )
    assert (found.country, found.prefecture and found.prefecture.code) == (country, code)


def test_a_quarter_of_a_japanese_prefecture_is_not_its_capital() -> None:
    found = of_text("【千葉・見本台時事】雪")
    assert found is not None
    assert (found.name, found.prefecture and found.prefecture.code, found.flags) == (
        None,
        "JP-12",
        ["unknown", "no_date"],
    )


@pytest.mark.parametrize(
    ("name", "month"),
    [
        *[
            ("Mar", 3),
            ("March", 3),
            ("Febr", 2),
            ("lug", 7),
            ("août", 8),
            ("März", 3),
            ("mrt", 3),
            ("Dez", 12),
            ("Sept", 9),
        ],
        *[("Martin", None), ("Mayor", None), ("Decade", None), ("jui", None), ("ma", None), ("", None), ("13", None)],
    ],
)
def test_months_by_name(name: str, month: int | None) -> None:
    assert month_of(name) == month


def test_a_day_alone_is_a_dateline_without_a_place() -> None:
    found = of_text("March 5 (Reuters) - A")
    assert found is not None
    assert (found.place, found.places, found.zone) == (None, [], None)
    assert (found.date, found.flags) == (dt.date(2021, 3, 5), ["year_supposed"])


def test_places_and_days_that_are_open_each_say_why() -> None:
    found = of_text("FUCHU, Feb. 30 (AP) — A")
    assert found is not None
    assert found.problem == "three places of this name; no such day: Feb. 30"


@pytest.mark.parametrize("at", ["9999-12-31T23:59:00+00:00", "0001-01-01T02:00:00+00:00"])
@pytest.mark.parametrize("text", ["Honolulu, Dec. 31", "Tokyo, 31日", "Kiritimati"])
def test_the_ends_of_the_calendar_raise_nothing(text: str, at: str) -> None:
    made = article(dateline=Dateline(text=text))
    found, _ = located(made, dt.datetime.fromisoformat(at), "Pacific/Auckland")
    assert found is not None
    assert found.text == text


def test_the_day_is_the_nearest_in_the_places_own_zone() -> None:
    """At 03:00 UTC on 1 March it is still February in New York."""
    found = block("【ニューヨーク２８日共同】雪", "2021-03-01T03:00:00+00:00").dateline
    assert found is not None
    assert found.date == dt.date(2021, 2, 28)


@pytest.mark.parametrize(
    ("body", "dateline", "place", "date", "ends"),
    [
        ("", {"text": "YOKOHAMA, March 4", "place": "Yokohama, Japan"}, "Yokohama, Japan", "2021-03-04", False),
        ("", {"text": "BENI, Congo", "place": "Beni"}, "BENI, Congo", None, False),
        ("", {"text": "March 4", "place": "MOSCOW"}, "MOSCOW", "2021-03-04", False),
        ("TOKYO, March 4 (AP) — A", {"text": "Tokyo", "place": "Tokyo"}, "Tokyo", "2021-03-04", True),
        ("OSAKA, March 4 (AP) — A", {"text": "Tokyo", "place": "Tokyo"}, "Tokyo", None, False),
        ("", {"text": "見本市、３月４日", "place": "見本市"}, "見本市", "2021-03-04", False),
        *[
            ("", {"text": text}, "ワシントン", None, False)
            for text in ("【ワシントン時事】", "ワシントン時事", "ワシントン＝時事")
        ],
        *[
            ("", {"text": text}, "ワシントン", "2021-03-04", False)
            for text in ("［ワシントン　４日　ロイター］", "（ワシントン４日時事）")
        ],
        ("", {"text": "札幌＝時事", "place": "札幌＝時事"}, "札幌", None, False),
        ("", {"text": "令和3年3月5日（金） 東京"}, "東京", "2021-03-05", False),
        ("", {"text": "令和2年3月5日 東京"}, "東京", "2020-03-05", False),
        ("", {"text": "2021年3月5日 東京"}, "東京", "2021-03-05", False),
        ("", {"text": "TOKYO, 2021-03-05"}, "TOKYO", "2021-03-05", False),
        ("", {"text": "TOKYO/March 5 (Reuters)"}, "TOKYO", "2021-03-05", False),
        ("", {"text": "March 5"}, None, "2021-03-05", False),
        ("", {"text": "Roma, Italia"}, "Roma, Italia", None, False),
        ("", {"text": "ポートランド（米オレゴン州）"}, "ポートランド（米オレゴン州）", None, False),
        ("", {"text": "Athens", "place": "Athens", "date": dt.date(2020, 7, 1)}, "Athens", "2020-07-01", False),
    ],
)
def test_the_field_counts_and_the_text_adds_what_it_leaves_out(
    body: str, dateline: dict[str, object], place: str | None, date: str | None, ends: bool
) -> None:
    found, end = of_field(body, **dateline)
    assert (found.where, found.place) == ("dateline", place)
    assert (found.date.isoformat() if found.date else None) == date
    assert (end > 0) == ends


def test_a_field_too_long_for_a_dateline_is_no_place() -> None:
    found, _ = of_field(text="x" * 100_000)
    assert (found.place, found.flags) == (None, ["unknown"])


@given(st.text(max_size=300), st.text(min_size=1, max_size=60))
def test_any_text_gives_an_answer(body: str, field: str) -> None:
    assert of_field(body, text=field)[0].text == field
    block(body)
