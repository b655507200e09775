"""NITF 3.x, field by field, on copy of the project's own writing."""

import datetime as dt

import pytest

from schemas.reasons import Reason, Rejected
from schemas.story import Story
from services.ingest.decode import decode
from services.ingest.draft import Draft
from services.ingest.formats import format_of, nitf
from services.ingest.validate import validate
from services.runtime.feeds import Feed
from tests.conftest import ROOT

SAMPLE = (ROOT / "samples" / "nitf" / "river-ferry.xml").read_bytes()


def read(body: bytes, feed: Feed) -> Story:
    copy = decode(body, feed)
    assert format_of(copy) is nitf
    [draft] = nitf.parse(copy, feed)
    assert isinstance(draft, Draft)
    return validate(draft, copy, feed)


def test_every_field(feed: Feed) -> None:
    story = read(SAMPLE, feed)
    assert (story.story_id, story.version, story.urgency) == ("sample.310417.ferry", 2, 4)
    assert (story.headline, story.subheadlines) == ("River Ferry to Run All Night", ["First boats leave in April"])
    assert (story.slugline, story.section, story.genre) == ("Ferry-Night", "F", "Current")
    assert (story.byline, story.credit, story.copyright) == ("By the Harbour Desk", "Sample Wire", "Sample Wire 2026")
    assert (story.ednote, story.summary) == ("UPDATES with fares", "The ferry will cross all night from April.")
    assert story.dateline is not None
    assert story.dateline.model_dump() == {
        "text": "Sampleton, Nov. 19", "place": "Sampleton", "date": dt.date(2026, 11, 19)
    }  # fmt: skip
    assert [(s.scheme, s.code, s.name) for s in story.subjects] == [
        ("IPTC", "04015000", "Transport"), ("SAMPLE", "FER01", "Ferries"), ("category", "F", None)
    ]  # fmt: skip
    assert story.keywords == ["ferry", "night service"]
    assert story.created_at == story.updated_at == dt.datetime(2026, 11, 19, 1, 15, tzinfo=dt.UTC)
    assert [(r.kind, r.id) for r in story.relations] == [("management-doc-idref", "sample.310417.ferry.plan")]
    assert (story.language, story.embargo_until) == ("en-GB", None)


def test_body_and_media(feed: Feed) -> None:
    story = read(SAMPLE, feed)
    paragraphs = story.body.text.split("\n\n")
    assert paragraphs[1:4] == [
        "Fares stay at 310 yen, and boats leave every 40 minutes.",
        "Fewer cars",
        '"We hope for fewer cars on the bridge."',
    ]
    assert paragraphs[-1] == "Year\tPassengers\n2024\t1,200,000\n2025\t1,350,000"
    assert "<table>" in story.body.html
    assert "<blockquote>" in story.body.html
    assert "dusk" not in story.body.text
    [media] = story.media
    assert (media.kind, media.caption, media.credit) == ("picture", "The ferry at dusk.", "Harbour Desk")
    assert (media.renditions[0].width, media.renditions[0].content_type) == (1200, "image/jpeg")


def test_shift_jis_and_ruby(feed: Feed) -> None:
    story = read((ROOT / "samples" / "nitf" / "toshokan.xml").read_bytes(), feed)
    assert story.updated_at == dt.datetime(2026, 11, 19, 0, 30, tzinfo=dt.UTC)
    assert "館長（かんちょう）は" in story.body.text
    assert "<ruby>館長<rt>かんちょう</rt></ruby>" in story.body.html
    assert [repair.why for repair in story.repairs] == ["no zone, read as Asia/Tokyo"]


@pytest.mark.parametrize(
    ("old", "new", "status", "change"),
    [
        (b'"usable"', b'"canceled"', "canceled", "withdrawal"),
        (b'"usable"', b'"Withheld"', "withheld", "update"),
        (b"<hl1>River", b"<hl1>CORRECTED-River", "usable", "correction"),
        (b"UPDATES with fares", b"MANDATORY KILL: wrong fares", "canceled", "withdrawal"),
    ],
)
def test_status_and_change(feed: Feed, old: bytes, new: bytes, status: str, change: str) -> None:
    story = read(SAMPLE.replace(old, new), feed)
    assert (story.status, story.change) == (status, change)


def test_a_later_release_is_an_embargo(feed: Feed) -> None:
    story = read(SAMPLE.replace(b'release norm="20261119T1015', b'release norm="20261120T0200'), feed)
    assert story.embargo_until == dt.datetime(2026, 11, 19, 17, 0, tzinfo=dt.UTC)
    assert (
        read(
            SAMPLE.replace(b'"usable"', b'"embargoed"').replace(b'<date.release norm="20261119T101500+0900"/>', b""),
            feed,
        ).status
        == "withheld"
    )


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b'"usable"', b'"spiked"', Reason.BAD_VALUE),
        (b'release norm="20261119T101500+0900"', b'release norm="tomorrow"', Reason.BAD_TIME),
        (b'issue norm="20261119T101500+0900"', b'issue norm="20261131T101500+0900"', Reason.BAD_TIME),
        (b'<doc-id id-string="sample.310417.ferry"/>', b"", None),
        (b"</body.content>", b"", Reason.MALFORMED),
        (b"<bq>", b"<block>" * 120, Reason.MALFORMED),
    ],
)
def test_refusals(feed: Feed, old: bytes, new: bytes, reason: Reason | None) -> None:
    body = SAMPLE.replace(old, new)
    if reason is None:
        assert read(body, feed).story_id == "ferry-night"
        return
    with pytest.raises(Rejected) as refused:
        read(body, feed)
    assert refused.value.reason is reason


def test_an_urgency_that_is_none_is_a_warning(feed: Feed) -> None:
    story = read(SAMPLE.replace(b'ed-urg="4"', b'ed-urg="0"'), feed)
    assert (story.urgency, story.warnings) == (None, ["urgency: none from 1 to 9: '0'"])
