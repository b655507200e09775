"""feeds.toml: every key, and what breaks it is named with file and place."""

import datetime as dt
from pathlib import Path

import pytest

from services.runtime.feeds import Deadlines, Feed, FeedsBroken, Markers, read_feeds
from tests.conftest import ROOT

WHOLE = """
[harbour-wire]
provider = "harbour"
provider_ids = ["harbour.example", "Harbour News"]
zone = "Europe/London"
embargo_zone = "Asia/Tokyo"
language = "en-GB"
encoding = "cp932"
hold = ["要確認", "legal check"]
max_bytes = 1000
max_items = 2
max_depth = 3
deadlines = {morning = 23:40:00, evening = 12:30:00, saturday_evening = false}

[harbour-wire.markers]
withdrawal = ["配信停止"]
correction = ["再訂正"]
update = ["差し込み"]
advance = ["仮予定"]
flash = ["号外"]
"""


def read(folder: Path, text: str) -> dict[str, Feed]:
    path = folder / "feeds.toml"
    path.write_text(text, encoding="utf-8")
    return read_feeds(path)


def test_every_key(tmp_path: Path) -> None:
    assert read(tmp_path, WHOLE) == {
        "harbour-wire": Feed(
            name="harbour-wire",
            provider="harbour",
            provider_ids=["harbour.example", "Harbour News"],
            zone="Europe/London",
            embargo_zone="Asia/Tokyo",
            language="en-GB",
            encoding="cp932",
            hold=["要確認", "legal check"],
            markers=Markers(
                withdrawal=["配信停止"], correction=["再訂正"], update=["差し込み"], advance=["仮予定"], flash=["号外"]
            ),
            max_bytes=1000,
            max_items=2,
            max_depth=3,
            deadlines=Deadlines(morning=dt.time(23, 40), evening=dt.time(12, 30), saturday_evening=False),
        )
    }


def test_what_holds_where_a_key_is_left_out(tmp_path: Path) -> None:
    feed = read(tmp_path, '[harbour]\nprovider = "harbour"\n')["harbour"]
    assert (feed.zone, feed.embargo_zone, feed.language, feed.encoding) == ("UTC", None, None, None)
    assert (feed.hold, feed.provider_ids, feed.markers) == ([], [], Markers())
    assert (feed.max_bytes, feed.max_items, feed.max_depth) == (1024 * 1024, 500, 64)
    assert feed.deadlines == Deadlines(morning=dt.time(1, 30), evening=dt.time(13, 30))
    assert feed.stream == "wire:harbour"


def test_deadlines_without_an_evening_are_those_of_a_morning_paper(tmp_path: Path) -> None:
    feed = read(tmp_path, '[harbour]\nprovider = "harbour"\ndeadlines = {morning = 00:45:00}\n')["harbour"]
    assert feed.deadlines == Deadlines(morning=dt.time(0, 45), evening=None)


def test_every_key_that_a_feed_may_have_is_told_in_the_file() -> None:
    head = (ROOT / "config" / "feeds.toml").read_text(encoding="utf-8").partition("\n[")[0]
    for key in [*(Feed.model_fields.keys() - {"name"}), *Markers.model_fields, *Deadlines.model_fields]:
        assert key in head


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ('zone = "Mars/Olympus"', "harbour.zone"),
        ('zone = ""', "harbour.zone"),
        ('embargo_zone = "GMT+25"', "harbour.embargo_zone"),
        ('embargo_zone = ""', "harbour.embargo_zone"),
        ('embargo_zone = "../../etc/passwd"', "harbour.embargo_zone"),
        ('hold = [""]', "harbour.hold.0"),
        ('hold = ["要確認", "\u3000"]', "harbour.hold.1"),
        ('hold = "要確認"', "harbour.hold"),
        ('provider_ids = ["harbour", " "]', "harbour.provider_ids.1"),
        ("provider_ids = [7]", "harbour.provider_ids.0"),
        ('markers = {flash = [""]}', "harbour.markers.flash.0"),
        ('markers = {flush = ["号外"]}', "harbour.markers.flush"),
        ('markers = ["号外"]', "harbour.markers"),
        ('language = "English"', "harbour.language"),
        ("max_bytes = 0", "harbour.max_bytes"),
        ('max_items = "many"', "harbour.max_items"),
        ("holds = []", "harbour.holds"),
        ("encoding = 932", "harbour.encoding"),
        ("deadlines = {evening = 13:30:00}", "harbour.deadlines.morning"),
        ('deadlines = {morning = "01:30"}', "harbour.deadlines.morning"),
        ("deadlines = {morning = 01:30:00, noon = 12:00:00}", "harbour.deadlines.noon"),
        ("deadlines = {morning = 01:30:00, evening = 01:30:00}", "harbour.deadlines"),
        ("deadlines = {morning = 01:30:00, saturday_evening = true}", "harbour.deadlines"),
        ("deadlines = {morning = 23:40:00, evening = 23:50:00}", "harbour.deadlines"),
    ],
)
def test_a_broken_value_is_named_with_its_place(tmp_path: Path, line: str, place: str) -> None:
    with pytest.raises(FeedsBroken) as broken:
        read(tmp_path, f'[harbour]\nprovider = "harbour"\n{line}\n')
    assert str(broken.value).startswith(f"{tmp_path / 'feeds.toml'}: {place}: ")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[harbour\n", "line 1"),
        ('harbour = "x"\n', "mapping"),
        ('[Harbour]\nprovider = "harbour"\n', "Harbour.name"),
        ('[harbour]\nzone = "UTC"\n', "harbour: a feed needs a provider"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(FeedsBroken) as broken:
        read(tmp_path, text)
    assert str(tmp_path / "feeds.toml") in str(broken.value)
    assert told in str(broken.value)


def test_a_file_that_is_not_there_and_one_that_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(FeedsBroken, match=r"none\.toml"):
        read_feeds(tmp_path / "none.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(FeedsBroken, match=r"bytes\.toml"):
        read_feeds(tmp_path / "bytes.toml")
