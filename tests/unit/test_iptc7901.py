"""IPTC 7901 with and without its control signs, on copy of the project's own writing."""

import datetime as dt

import pytest

from schemas.reasons import Rejected
from schemas.story import Hold, Story
from services.ingest.decode import decode
from services.ingest.draft import Draft
from services.ingest.formats import format_of, iptc7901
from services.ingest.validate import validate
from services.runtime.feeds import Feed
from tests.conftest import ROOT

FOLDER = ROOT / "samples" / "iptc7901"
CLOCK = (FOLDER / "clock-tower.txt").read_bytes()


def read(body: bytes, feed: Feed) -> Story:
    copy = decode(body, feed)
    assert format_of(copy) is iptc7901
    [draft] = iptc7901.parse(copy, feed)
    assert isinstance(draft, Draft)
    return validate(draft, copy, feed)


def test_every_field(feed: Feed) -> None:
    story = read(CLOCK, feed)
    assert story.headline == "Clock tower rings again after 310417 hours"
    assert (story.byline, story.credit) == ("the Culture Desk, smp", "smp")
    assert (story.slugline, story.urgency) == ("Sample/culture/clock/310417", 4)
    assert [(s.scheme, s.code) for s in story.subjects] == [("iptc7901.category", "i")]
    assert story.updated_at == dt.datetime(2026, 11, 19, 10, 5, tzinfo=dt.UTC)
    assert story.dateline is not None
    assert (story.dateline.text, story.dateline.place) == ("Sampleton (smp)", "Sampleton")
    paragraphs = story.body.text.split("\n\n")
    assert paragraphs[0].endswith(
        "rang again on Thursday after a team of three had worked on its gears since the spring."
    )
    assert len(paragraphs) == 2
    assert story.ednote == "# Notebook\n\n## Note to editors\n- Adds quote from mayor\n\nsmp xx yy"


def test_a_lead_has_another_number_and_is_the_same_story(feed: Feed) -> None:
    first, lead = read(CLOCK, feed), read((FOLDER / "clock-tower-lead.txt").read_bytes(), feed)
    assert first.story_id == lead.story_id
    assert (first.version, first.change) == (1, "new")
    assert (lead.version, lead.change) == (3, "update")
    assert (lead.headline, lead.subheadlines) == ("Clock tower rings again, bells to follow", ["Culture:"])


def test_a_flash_comes_before_its_story(feed: Feed) -> None:
    flash = read(CLOCK.replace(b"\x02", b"\x02FLASH\r\n"), feed)
    assert (flash.version, flash.change, flash.story_id) == (0, "new", read(CLOCK, feed).story_id)


def test_a_kill_that_names_no_lead_is_of_the_whole_story(feed: Feed) -> None:
    lead, kill = (read((FOLDER / f"clock-tower-{name}.txt").read_bytes(), feed) for name in ("lead", "kill"))
    assert (kill.story_id, kill.status, kill.change) == (lead.story_id, "canceled", "withdrawal")
    assert (kill.version, kill.withdraws) == (0, "story")


def test_an_embargo_is_read_or_holds(feed: Feed) -> None:
    body = (FOLDER / "taiko-kaikin.txt").read_bytes()
    story = read(body, feed)
    assert (story.embargo_until, story.status) == (dt.datetime(2040, 11, 19, 21, 0, tzinfo=dt.UTC), "usable")
    assert (story.ednote, story.hold) == (
        story.hold and story.hold.text,
        Hold(reason="embargo", text=story.ednote, where="words"),
    )
    assert "解禁" not in story.headline
    unread = read(body.replace("解禁：2040-11-20 06:00 JST".encode(), b"Sperrfrist: bis auf weiteres"), feed)
    assert (unread.status, unread.hold) == (
        "withheld",
        Hold(reason="embargo", text="Sperrfrist: bis auf weiteres", where="words"),
    )
    assert read(CLOCK.replace(b"\x02Clock", b"\x02Embargo on bells: clock"), feed).embargo_until is None


def test_a_slug_of_one_word_is_that_of_many_stories(feed: Feed) -> None:
    france = CLOCK.replace(b"Sample/culture/clock/310417/", b"Sampleland/")
    other = france.replace(b"Clock tower rings again after", b"Ferry stops after")
    assert read(france, feed).story_id != read(other, feed).story_id
    assert read(france, feed).story_id == read(france.replace(b"\x02", b"\x021ST LEAD\r\n"), feed).story_id


@pytest.mark.parametrize(
    ("words", "text", "place", "credit"),
    [
        ("PARIS, 9 d\u00e9c 2018 (AFP) - Le pont", "PARIS, 9 d\u00e9c 2018 (AFP)", "PARIS", "AFP"),
        ("Madrid, 12 dic (EFE).- El puente", "Madrid, 12 dic (EFE)", "Madrid", "EFE"),
        ("BRUSSEL 12/12 (BELGA) = De brug", "BRUSSEL 12/12 (BELGA)", "BRUSSEL", "BELGA"),
        ("(ANSA) - ROMA, 12 DIC - Il ponte", "(ANSA) - ROMA, 12 DIC", "ROMA", "ANSA"),
        ("MOSCOW, December 12. /TASS/. The bridge", "MOSCOW, December 12. /TASS/", "MOSCOW", "TASS"),
        ("Paris (ats afp) Le pont", "Paris (ats afp)", "Paris", "ats afp"),
        ("\u3010東京時事\u3011橋が", "\u3010東京時事\u3011", "東京", "時事"),
    ],
)
def test_datelines(feed: Feed, words: str, text: str, place: str, credit: str) -> None:
    story = read(CLOCK.replace(b"Sampleton (smp) - The", words.encode()), feed)
    assert story.dateline is not None
    assert (story.dateline.text, story.dateline.place, story.credit) == (text, place, credit)


def test_a_party_in_brackets_is_no_agency(feed: Feed) -> None:
    story = read(CLOCK.replace(b"Sampleton (smp) - The", b"The Sample Party (SPD) said that the"), feed)
    assert (story.dateline, story.credit) == (None, None)


def test_a_headline_that_ends_with_the_sign_needs_no_blank_line(feed: Feed) -> None:
    story = read(
        b"\x01smp0417 4 i 9 smp 0417\n\nS/c/\n\x02Bell rings =\n   Sampleton (smp) - It rang.\n\x03191005 GMT Nov 26",
        feed,
    )
    assert (story.headline, story.body.text) == ("Bell rings", "Sampleton (smp) - It rang.")
    flash = read(b"\x01smp0417 1 i 9 smp 0417\n\nS/c/\n\x02Bell rings =\n\n\x03191005 GMT Nov 26", feed)
    assert (flash.headline, flash.urgency) == ("Bell rings", 1)


@pytest.mark.parametrize(
    ("stamp", "month", "hour"),
    [
        ("191005 MESZ Jul 26", 7, 8), ("191005 CET d\u00e9cembre 26", 12, 9), ("191005 GMT juin 2026", 6, 10),
        ("191005 GMT juillet 26", 7, 10), ("191005 GMT ago 26", 8, 10), ("191005 GMT gen. 26", 1, 10),
        ("191005 GMT mrt 26", 3, 10), ("191005GMT M\u00e4r 26", 3, 10), ("191005 EDT sept 26", 9, 14),
    ],
)  # fmt: skip
def test_footers_of_many_languages(feed: Feed, stamp: str, month: int, hour: int) -> None:
    story = read(CLOCK.replace(b"191005 GMT Nov 26", stamp.encode()), feed)
    assert story.updated_at == dt.datetime(2026, month, 19, hour, 5, tzinfo=dt.UTC)


def test_a_remark_in_brackets_over_the_title_is_none_of_it(feed: Feed) -> None:
    story = read(CLOCK.replace(b"\x02", b"\x02(Zusammenfassung 1530 - neu: Stimmen)\r\n"), feed)
    assert story.headline == "Clock tower rings again after 310417 hours"
    assert (story.subheadlines, story.version) == (["(Zusammenfassung 1530 - neu: Stimmen)"], 2)


def test_lines_may_end_with_a_carriage_return_alone(feed: Feed) -> None:
    assert read(CLOCK.replace(b"\r\n", b"\r"), feed).headline == "Clock tower rings again after 310417 hours"


def test_japanese_with_a_stamp_in_the_zone_of_the_feed(feed: Feed) -> None:
    story = read((FOLDER / "tokeito.txt").read_bytes(), feed)
    assert (story.headline, story.version, story.change) == ("時計塔、310417時間ぶりに鐘", 2, "correction")
    assert story.updated_at == dt.datetime(2026, 11, 19, 10, 5, tzinfo=dt.UTC)
    assert [(r.from_, r.why) for r in story.repairs] == [("191905 Nov 26", "no zone, read as Asia/Tokyo")]


def test_without_control_signs(feed: Feed) -> None:
    bare = CLOCK.translate(None, b"\x01\x02\x03\x04\x7f")
    one, other = read(CLOCK, feed), read(bare, feed)
    assert (one.headline, one.story_id, one.updated_at) == (other.headline, other.story_id, other.updated_at)


@pytest.mark.parametrize(
    ("take", "status", "change"),
    [(b"KILL", "canceled", "withdrawal"), (b"ADVANCE", "withheld", "new"), (b"CORRECTED", "usable", "correction")],
)
def test_take_lines(feed: Feed, take: bytes, status: str, change: str) -> None:
    story = read(CLOCK.replace(b"\x02", b"\x02" + take + b"\r\n"), feed)
    assert (story.status, story.change) == (status, change)


def test_a_month_in_german_and_one_that_never_was(feed: Feed) -> None:
    october = read(CLOCK.replace(b"GMT Nov 26", b"GMT Okt 26"), feed)
    assert october.updated_at == dt.datetime(2026, 10, 19, 10, 5, tzinfo=dt.UTC)
    with pytest.raises(Rejected, match="bad_time"):
        read(CLOCK.replace(b"GMT Nov 26", b"GMT Xyz 26"), feed)


@pytest.mark.parametrize("text", ["Plain words about 100 3 things.", "bsf025 is a number", "eca100 3 s"])
def test_other_text_is_not_claimed(feed: Feed, text: str) -> None:
    assert not iptc7901.recognises(decode(text.encode(), feed))
