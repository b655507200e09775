"""ANPA 1312, on copy of the project's own writing."""

import datetime as dt

import pytest

from schemas.story import Story
from services.ingest.decode import decode
from services.ingest.draft import Draft
from services.ingest.formats import anpa1312, format_of
from services.ingest.validate import validate
from services.runtime.feeds import Feed
from tests.conftest import ROOT

FOLDER = ROOT / "samples" / "anpa1312"
FERRY = (FOLDER / "night-ferry.txt").read_bytes()


def read(body: bytes, feed: Feed) -> Story:
    copy = decode(body, feed)
    assert format_of(copy) is anpa1312
    [draft] = anpa1312.parse(copy, feed)
    assert isinstance(draft, Draft)
    return validate(draft, copy, feed)


def test_every_field(feed: Feed) -> None:
    story = read(FERRY, feed)
    assert (story.headline, story.slugline) == ("Night ferry marks first year", "SMP--Night Ferry 310417")
    assert (story.byline, story.credit, story.ednote) == ("By THE HARBOUR DESK", "Kyodo", "Eds: With fares.")
    assert (story.urgency, story.version, story.change) == (3, 1, "new")
    assert [(s.scheme, s.code) for s in story.subjects] == [("anpa1312.category", "f")]
    assert story.dateline is not None
    assert (story.dateline.text, story.dateline.place) == ("SAMPLETON, Japan (Kyodo)", "SAMPLETON, Japan")


def test_the_footer_is_in_its_own_zone(feed: Feed) -> None:
    """2137 in Tokyo is 12:37 in London, not 12:18."""
    assert read(FERRY, feed).updated_at == dt.datetime(2026, 11, 19, 12, 37, tzinfo=dt.UTC)
    gmt = read(FERRY.replace(b"2137JST", b"2137GMT"), feed)
    assert gmt.updated_at == dt.datetime(2026, 11, 19, 21, 37, tzinfo=dt.UTC)
    none = read(FERRY.replace(b"2137JST", b"2137"), feed)
    assert none.updated_at == dt.datetime(2026, 11, 19, 12, 37, tzinfo=dt.UTC)
    assert [repair.why for repair in none.repairs][-1] == "no zone, read as Asia/Tokyo"


def test_tables_keep_their_columns_and_halves_are_told(feed: Feed) -> None:
    story = read(FERRY, feed)
    assert story.body.text.split("\n\n")[-1] == "Year\tBoats\tPassengers\tFare\n1\t24\t310417\t310\n2\t30\t320000\t12½"
    assert [(r.from_, r.to) for r in story.repairs] == [("{", "½")]


def test_lead_and_kill_are_of_the_same_story(feed: Feed) -> None:
    stories = [read((FOLDER / f"night-ferry{part}.txt").read_bytes(), feed) for part in ("", "-lead", "-kill")]
    assert len({story.story_id for story in stories}) == 1
    assert [story.version for story in stories] == [1, 3, 6]
    assert [story.status for story in stories] == ["usable", "usable", "canceled"]


def test_japanese(feed: Feed) -> None:
    story = read((FOLDER / "tosen.txt").read_bytes(), feed)
    assert (story.headline, story.language) == ("夜間渡船、就航１年", "ja")


def test_an_alert_without_a_headline_is_headed_by_its_text(feed: Feed) -> None:
    alert = (
        FERRY[: FERRY.index(b"^Night ferry")] + b"\t   SAMPLETON (AP) _ Ferry stops.\n\n\x03AP-WF-11-19-26 2350GMT<\n"
    )
    story = read(alert, feed)
    assert (story.headline, story.provider) == ("SAMPLETON (AP) _ Ferry stops.", "jiji")


@pytest.mark.parametrize("text", ["W2870 is a number", "\x16\x16\x01W2870", "f l words 11-13 1049"])
def test_other_text_is_not_claimed(feed: Feed, text: str) -> None:
    assert not anpa1312.recognises(decode(text.encode(), feed))
