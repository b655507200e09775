"""NewsML 1.x and NSK's profile of it, field by field, on copy of the project's own writing."""

import datetime as dt
import re
from base64 import b64encode

import pytest

from schemas.reasons import Reason, Rejected
from schemas.story import Dateline, Hold, Story
from services.ingest.decode import decode
from services.ingest.draft import Draft
from services.ingest.formats import format_of, newsml_1
from services.ingest.validate import validate
from services.runtime.feeds import Feed
from tests.conftest import ROOT

FOLDER = ROOT / "samples" / "newsml-1"
NSK = (FOLDER / "nsk-hashi.xml").read_bytes()
CAFE = (FOLDER / "quay-cafe.xml").read_bytes()


def drafts(body: bytes, feed: Feed) -> list[Draft | Rejected]:
    copy = decode(body, feed)
    assert format_of(copy) is newsml_1
    return list(newsml_1.parse(copy, feed))


def read(body: bytes, feed: Feed) -> Story:
    [draft] = drafts(body, feed)
    if isinstance(draft, Rejected):
        raise draft
    return validate(draft, decode(body, feed), feed)


def test_every_field_of_nsk(feed: Feed) -> None:
    story = read(NSK, feed)
    assert (story.story_id, story.version) == ("urn:newsml:mihon.example.jp:20261119:MH310417", 2)
    assert (story.change, story.status, story.urgency) == ("correction", "usable", 3)
    assert (story.headline, story.subheadlines) == ("【訂正】見本大橋、来春に再開", ["補修終え２車線で"])
    assert (story.byline, story.credit, story.slugline) == ("社会部", "見本通信", "見本大橋")
    assert (story.copyright, story.ednote) == ("（Ｃ）見本通信", "通行料を「３１０円」に訂正")
    assert (story.language, story.keywords, story.genre) == ("ja", ["橋"], "Current")
    assert story.dateline is not None
    assert (story.dateline.text, story.dateline.place) == ("見本市、１１月１９日", "見本市")
    assert ("IptcSubjectCodes", "04015000") in [(s.scheme, s.code) for s in story.subjects]
    assert story.created_at == dt.datetime(2026, 11, 19, 5, 10, tzinfo=dt.UTC)
    assert story.updated_at == dt.datetime(2026, 11, 19, 5, 30, tzinfo=dt.UTC)
    assert story.body.text.split("\n\n")[1] == "　通行料は３１０円のまま据え置く。"
    [media] = story.media
    assert (media.kind, media.caption, media.href) == ("picture", "補修の進む見本大橋", "hashi-310417.jpg")
    assert [(r.kind, r.version) for r in story.relations] == [("PreviousRevision", 1), ("AssociatedWith", None)]


def test_a_deletion_is_the_same_story_canceled(feed: Feed) -> None:
    kill = read((FOLDER / "nsk-hashi-kill.xml").read_bytes(), feed)
    assert kill.story_id == read(NSK, feed).story_id
    assert (kill.version, kill.status, kill.change) == (3, "canceled", "withdrawal")


def test_a_deletion_without_a_revision_is_of_the_whole_story(feed: Feed) -> None:
    body = re.sub(rb"<RevisionId[^/]*?/RevisionId>", b"", (FOLDER / "nsk-hashi-kill.xml").read_bytes())
    [kill] = drafts(body, feed)
    assert isinstance(kill, Draft)
    assert (kill.version, kill.withdraws, kill.status) == (0, "story", "canceled")


def test_eight_bit_copy(feed: Feed) -> None:
    story = read(CAFE, feed)
    assert (story.headline, story.keywords) == ("Café on the Quay Turns Fifty", ["café"])
    assert (story.slugline, story.ednote, story.change) == ("Sampleton-cafe", "ADDS quote", "update")
    assert story.summary == "A café on the quay has served coffee to three generations of sailors."
    assert story.dateline == Dateline(
        text="Sampleton, Nov 19, 2025 (Sample) -", place="Sampleton", date=dt.date(2025, 11, 19)
    )
    assert story.embargo_until == dt.datetime(2025, 11, 19, 6, tzinfo=dt.UTC)
    assert story.body.text.split("\n\n")[1] == "Three generations"


def test_several_items_have_each_their_fate(feed: Feed) -> None:
    start, end = CAFE.index(b"<NewsItem "), CAFE.index(b"</NewsML>")
    item = CAFE[start:end]
    broken = item.replace(b'<Status FormalName="Embargoed"', b'<Status FormalName="Odd"')
    found = drafts(CAFE[:end] + broken + item.replace(b"310417", b"310418") + CAFE[end:], feed)
    assert [isinstance(one, Draft) for one in found] == [True, False, True]


def cafe(status: bytes) -> bytes:
    """The copy with another Status (and what stands behind it) than its embargo."""
    start, end = CAFE.index(b"<Status "), CAFE.index(b"</StatusWillChange>") + len(b"</StatusWillChange>")
    return CAFE[:start] + status + CAFE[end:]


@pytest.mark.parametrize(
    ("status", "kind", "embargo"),
    [
        (b'<Status FormalName="Withheld"/>', "withheld", None),
        (b'<Status FormalName="Embargoed"/>', "withheld", None),
        (b'<Status FormalName="OPEN"/>', "usable", None),
        (b"<Status>Usable</Status>", "usable", None),
        (
            b'<Status FormalName="Embargoed"/><StatusWillChange><FutureStatus FormalName="Usable"/>'
            b"<DateAndTime>20261120T020000+0900</DateAndTime></StatusWillChange>",
            "usable",
            dt.datetime(2026, 11, 19, 17, tzinfo=dt.UTC),
        ),
    ],
)
def test_embargo(feed: Feed, status: bytes, kind: str, embargo: dt.datetime | None) -> None:
    story = read(cafe(status), feed)
    assert (story.status, story.embargo_until) == (kind, embargo)


@pytest.mark.parametrize(
    ("instruction", "change", "status"),
    [
        (b'<Instruction FormalName="Rectify"/>', "correction", "usable"),
        (b'<Instruction FormalName="Kill"/>', "withdrawal", "canceled"),
        # Of the revisions before, not of this one; its note says ADDS.
        (b'<Instruction FormalName="Delete"><RevisionStatus Revision="1"/></Instruction>', "update", "usable"),
        (b'<Instruction FormalName="Insert"/>', "update", "usable"),
    ],
)
def test_what_an_instruction_says(feed: Feed, instruction: bytes, change: str, status: str) -> None:
    story = read(cafe(b'<Status FormalName="Usable"/>' + instruction), feed)
    assert (story.change, story.status) == (change, status)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"<DataContent>Plain words.\n\nMore words.</DataContent>", "Plain words.\n\nMore words."),
        (b"<DataContent><![CDATA[<p>One &amp; two</p><p>Three</p>]]></DataContent>", "One & two\n\nThree"),
        (b'<DataContent><html xmlns="http://www.w3.org/1999/xhtml"><p>1</p><p>2</p></html></DataContent>', "1\n\n2"),
        (b'<Encoding FormalName="base64"><DataContent>' + b64encode(b"paper") + b"</DataContent></Encoding>", "paper"),
    ],
)  # fmt: skip
def test_wrappings_of_text(feed: Feed, content: bytes, text: str) -> None:
    start, end = CAFE.index(b"<DataContent>"), CAFE.index(b"</DataContent>") + len(b"</DataContent>")
    assert read(CAFE[:start] + content + CAFE[end:], feed).body.text == text


@pytest.mark.parametrize(
    ("old", "new", "story_id"),
    [
        (b"<NewsItemId>TX-SMP-310417</NewsItemId>", b"<guid>0A0B0C</guid>", "0A0B0C"),
        (b"<NewsItemId>TX-SMP-310417</NewsItemId>", b"<NewsItemId>0</NewsItemId>", "d"),
    ],
)
def test_without_an_id_what_stands_in_its_place(feed: Feed, old: bytes, new: bytes, story_id: str) -> None:
    found = read(CAFE.replace(old, new), feed).story_id
    assert found.startswith("urn:newsml:sample.example:20251119T020000Z:")
    assert found == read(CAFE.replace(old, new).replace(b">1</RevisionId>", b">2</RevisionId>"), feed).story_id
    assert found.endswith(story_id) or story_id == "d"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b"<NewsIdentifier>", b"<Other>", Reason.MALFORMED),
        (b'<Status FormalName="Embargoed"', b'<Status FormalName="Spiked"', Reason.BAD_VALUE),
        (b"</NewsML>", b"", Reason.MALFORMED),
    ],
)
def test_refusals(feed: Feed, old: bytes, new: bytes, reason: Reason) -> None:
    with pytest.raises(Rejected) as refused:
        read(CAFE.replace(old, new), feed)
    assert refused.value.reason is reason


def test_a_revision_that_is_no_number_is_a_warning(feed: Feed) -> None:
    story = read(CAFE.replace(b">1</RevisionId>", b">DS1</RevisionId>"), feed)
    assert (story.version, story.warnings) == (1, ["version: RevisionId is no number: 'DS1'"])


def test_an_embargo_that_cannot_be_read_holds(feed: Feed) -> None:
    change = b"<StatusWillChange><FutureStatus FormalName='Usable'/><DateAndTime>soon</DateAndTime></StatusWillChange>"
    story = read(cafe(b'<Status FormalName="Embargoed"/>' + change), feed)
    assert (story.status, story.hold) == ("withheld", Hold(reason="embargo", text="soon"))
    bare = read(cafe(b'<Status FormalName="Embargoed"/>'), feed)
    assert (bare.status, bare.hold) == ("withheld", Hold(reason="embargo"))
