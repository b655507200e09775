"""Datelines in all the shapes that wires set them in: place, zone and day, and what is left open."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.japan import Located
from schemas.story import Body, Dateline, Story
from services.ingest.enrich.japan.dateline import located
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
        ("Mito, Ibaraki Pref., Feb. 21 (Jiji Press)–A", "Mito, Ibaraki Pref.", "JP-08", "Asia/Tokyo", "2021-02-21"),
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
        ("【函館】雪", "函館", "JP-01", "Asia/Tokyo", None),
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


def test_a_day_over_a_month_away_is_not_guessed() -> None:
    found = of_text("TOKYO, July 5 (Jiji Press)--A")
    assert found is not None
    assert (found.date, found.flags) == (None, ["far_date"])
    assert found.problem == "July 5 of which year? The story's own day is 2021-03-05"


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
        ("", {"text": "Athens", "place": "Athens", "date": dt.date(2020, 7, 1)}, "Athens", "2020-07-01", False),
    ],
)
def test_the_field_counts_and_the_text_adds_what_it_leaves_out(
    body: str, dateline: dict[str, object], place: str, date: str | None, ends: bool
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
