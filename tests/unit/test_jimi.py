"""The Canadian Press's JIMI: pictures and stories, versions, holds and kills."""

from pathlib import Path

import pytest

from schemas.reasons import Reason, Rejected
from schemas.story import Dateline, Hold, Relation, Subject
from services.ingest.decode import decode
from services.ingest.draft import Copy, Draft
from services.ingest.formats import jimi
from services.ingest.validate import validate
from services.runtime.feeds import NEUTRAL

SAMPLES = Path(__file__).parents[2] / "samples" / "agency-xml"


def drafts(inner: str) -> list[Draft | Rejected]:
    copy = Copy(f"<Publish><ContentItem><NewsCompID>9</NewsCompID>{inner}</ContentItem></Publish>", "utf-8")
    assert jimi.recognises(copy)
    return list(jimi.parse(copy, NEUTRAL))


def draft(inner: str) -> Draft:
    [one] = drafts(inner)
    assert isinstance(one, Draft), one
    return one


def test_a_picture() -> None:
    copy = decode((SAMPLES / "jimi-regatta.xml").read_bytes(), NEUTRAL)
    [one] = jimi.parse(copy, NEUTRAL)
    assert isinstance(one, Draft)
    story = validate(one, copy, NEUTRAL)
    assert (story.story_id, story.version, story.kind, story.language) == ("310417", 1, "picture", "en")
    assert (story.headline, story.slugline, story.byline) == (
        "Harbour regatta",
        "Regatta Harbour",
        "Staff Photographer",
    )
    assert (story.credit, story.copyright) == ("EXAMPLE WIRE", "Copyright 2026 Example Wire")
    assert (story.urgency, story.section, story.keywords) == (5, "Pictures", ["regatta", "harbour"])
    assert story.dateline == Dateline(text="Exampleton, Canada", place="Exampleton")
    assert story.subjects == [Subject(scheme="Category", code="S"), Subject(scheme="PscCodes", code="Online")]
    [picture] = story.media
    assert (picture.href, picture.caption) == (
        "EX101-1_2026.jpg",
        "Boats cross the line in the harbour regatta on Friday.",
    )
    assert story.embargo_until is None
    assert str(story.updated_at) == "2026-11-20 18:11:04.410000+00:00"


def test_a_story_in_french() -> None:
    found = draft(
        "<ContentType>Text</ContentType><Language>2</Language><Headline>Neige</Headline><WritethruValue>2</WritethruValue>"
        "<ContentText>&lt;p&gt;Un.&lt;/p&gt;&lt;p&gt;Deux.&lt;/p&gt;</ContentText><EmbargoTime>2026-12-01T00:00:00Z</EmbargoTime>"
    )
    assert (found.language, found.version, found.change, found.kind) == ("fr", 3, "update", "text")
    assert found.body
    assert found.body.text == "Un.\n\nDeux."
    assert str(found.embargo_until) == "2026-12-01 00:00:00+00:00"


@pytest.mark.parametrize(
    ("inner", "status", "change"),
    [
        ("<HoldFlag>true</HoldFlag>", "withheld", None), ("<TrashFlag>true</TrashFlag>", "canceled", "withdrawal"),
        ("<Headline>CORRECTION: Snow</Headline>", "usable", "correction"),
        ("<EditorNote>KILL: do not use</EditorNote>", "canceled", "withdrawal"),
    ],
)  # fmt: skip
def test_holds_and_kills(inner: str, status: str, change: str | None) -> None:
    found = draft(inner)
    assert (found.status, found.change) == (status, change)


@pytest.mark.parametrize(
    ("inner", "reason"),
    [
        ("<Status>7</Status>", Reason.BAD_VALUE), ("<HoldFlag>so-so</HoldFlag>", Reason.BAD_VALUE),
        ("<WritethruValue>x</WritethruValue>", Reason.BAD_VALUE),
        ("<ContentType>Sculpture</ContentType>", Reason.UNSUPPORTED_FORMAT),
    ],
)  # fmt: skip
def test_refused(inner: str, reason: Reason) -> None:
    [one] = drafts(inner)
    assert isinstance(one, Rejected)
    assert one.reason is reason


def test_an_embargo_that_cannot_be_read_holds() -> None:
    [found] = drafts("<EmbargoTime>noon</EmbargoTime>")
    assert isinstance(found, Draft)
    assert (found.status, found.hold) == ("withheld", Hold(reason="embargo", text="noon"))


def test_broken_and_others() -> None:
    assert not jimi.recognises(Copy("<Publish><Book/></Publish>", "utf-8"))
    with pytest.raises(Rejected):
        list(jimi.parse(Copy("<Publish><ContentItem>", "utf-8"), NEUTRAL))


def test_a_corrected_story_and_its_kill() -> None:
    found = []
    for name in ("jimi-ferry.xml", "jimi-ferry-kill.xml"):
        copy = decode((SAMPLES / name).read_bytes(), NEUTRAL)
        [one] = jimi.parse(copy, NEUTRAL)
        assert isinstance(one, Draft)
        found.append(validate(one, copy, NEUTRAL))
    story, kill = found
    assert story.story_id == kill.story_id == "920310417"
    assert (story.version, story.change, kill.version, kill.change) == (2, "correction", 3, "withdrawal")
    assert story.ednote == "Will be updated\nCORRECTION: fixes day of last crossing"
    assert story.subheadlines == ["Ferry cancels winter crossings"]
    assert story.relations == [Relation(kind="PhotoReference", id="EXA310417")]
    assert str(story.embargo_until) == "2025-11-20 14:00:00+00:00"


def test_the_time_of_making_is_utc_whatever_the_zone_of_the_feed() -> None:
    toronto = NEUTRAL.model_copy(update={"zone": "America/Toronto"})
    inner = "<NewsCompID>9</NewsCompID><CreatedDateTime>2025-11-20T13:11:04</CreatedDateTime>"
    copy = Copy(f"<Publish><ContentItem>{inner}</ContentItem></Publish>", "utf-8")
    [one] = jimi.parse(copy, toronto)
    assert isinstance(one, Draft)
    assert str(one.created_at) == "2025-11-20 13:11:04+00:00"


def test_the_gravest_word_of_the_notes_counts() -> None:
    found = draft("<UpdateNote>CORRECTS name</UpdateNote><Note>KILL: wrong person</Note>")
    assert (found.status, found.change) == ("canceled", "withdrawal")


def test_thousands_of_photos_are_no_copy() -> None:
    [one] = drafts("<PhotoReference>" + ",".join(map(str, range(5000))) + "</PhotoReference>")
    assert isinstance(one, Rejected)
    assert one.reason is Reason.MALFORMED
