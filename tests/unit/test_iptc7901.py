"""IPTC 7901 with and without its control signs, on copy of the project's own writing."""

import datetime as dt

import pytest

from schemas.reasons import Rejected
from schemas.story import Story
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
    assert paragraphs[3] == "## Note to editors\n- Adds quote from mayor"


def test_a_lead_has_another_number_and_is_the_same_story(feed: Feed) -> None:
    first, lead = read(CLOCK, feed), read((FOLDER / "clock-tower-lead.txt").read_bytes(), feed)
    assert first.story_id == lead.story_id
    assert (first.version, first.change) == (1, "new")
    assert (lead.version, lead.change) == (3, "update")
    assert lead.headline == "Clock tower rings again, bells to follow"


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
