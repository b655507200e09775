"""Ritzau's RBNews: fields, versions, what annuls, and broken copy."""

from pathlib import Path

import pytest

from schemas.reasons import Reason, Rejected
from schemas.story import Dateline, Hold, Relation, Subject
from services.ingest.decode import decode
from services.ingest.draft import Copy, Draft
from services.ingest.formats import ritzau
from services.ingest.validate import validate
from services.runtime.feeds import NEUTRAL, Feed
from tests.pace import within

SAMPLES = Path(__file__).parents[2] / "samples" / "agency-xml"
COPENHAGEN = Feed(name="ritzau", provider="ritzau", zone="Europe/Copenhagen", language="da")


def drafts(inner: str) -> list[Draft | Rejected]:
    copy = Copy(inner if inner.startswith("<Array") else f"<RBNews><NewsID>n</NewsID>{inner}</RBNews>", "utf-8")
    assert ritzau.recognises(copy)
    return list(ritzau.parse(copy, COPENHAGEN))


def draft(inner: str) -> Draft:
    [one] = drafts(inner)
    assert isinstance(one, Draft), one
    return one


def test_all_fields() -> None:
    copy = decode((SAMPLES / "ritzau-havn.xml").read_bytes(), COPENHAGEN)
    [one] = ritzau.parse(copy, COPENHAGEN)
    assert isinstance(one, Draft)
    story = validate(one, copy, COPENHAGEN)
    assert (story.story_id, story.version, story.change) == ("5b1f7c1e-0000-4000-8000-000000310417", 2, "update")
    assert (story.headline, story.summary) == ("Ny havnebro åbner efter to års arbejde", "Broen er 312 meter lang.")
    assert (story.slugline, story.byline, story.credit) == ("NET/HAVN", "Redaktionen", "/ritzau/")
    assert (story.section, story.genre, story.urgency, story.language) == ("Indland", "Net", 4, "da")
    assert story.ednote == "Et billede følger kl. 12."
    assert story.dateline == Dateline(text="Eksempelby", place="Eksempelby")
    assert story.body.text == "En ny bro over havnen åbnede fredag.\n\nDen har plads til cykler og en sporvogn."
    assert story.subjects == [
        Subject(scheme="IPTC", code="4000000"),
        Subject(scheme="section", code="1", name="Indland"),
    ]
    assert story.relations == [Relation(kind="HistID", id="ABC-1000001")]
    assert str(story.updated_at) == "2026-11-20 09:15:00.250000+00:00"


@pytest.mark.parametrize(
    ("inner", "version", "change", "status"),
    [
        ("<version>1</version><Status>New news</Status>", 1, "new", "usable"),
        ("<version>2</version><Korrektion>true</Korrektion>", 2, "correction", "usable"),
        ("<Annuleret>true</Annuleret><Korrektion>true</Korrektion>", 0, "withdrawal", "canceled"),
        ("<version>4</version><Status>Cancelled</Status>", 4, "withdrawal", "canceled"),
    ],
)
def test_versions_and_kills(inner: str, version: int, change: str, status: str) -> None:
    found = draft(inner)
    # `new` is what `validate` makes of a first version of which nothing else is said.
    assert (found.version, found.change or "new", found.status) == (version, change, status)
    assert found.withdraws == (None if version else "story")


@pytest.mark.parametrize(
    ("inner", "reason"),
    [
        ("<Status>Spiked</Status>", Reason.BAD_VALUE), ("<Annuleret>maybe</Annuleret>", Reason.BAD_VALUE),
        ("<version>x</version>", Reason.BAD_VALUE),
    ],
)  # fmt: skip
def test_refused(inner: str, reason: Reason) -> None:
    [one] = drafts(inner)
    assert isinstance(one, Rejected)
    assert one.reason is reason


def test_an_embargo_that_cannot_be_read_holds() -> None:
    found = draft("<Embargo>snart</Embargo>")
    assert (found.status, found.hold) == ("withheld", Hold(reason="embargo", text="snart"))


def test_embargo_media_and_lists() -> None:
    found = draft(
        "<Embargo>2026-12-01T12:00:00</Embargo><SubjectKeyword><s>havn</s></SubjectKeyword>"
        "<ISIN><s>DK0000000001</s></ISIN>"
        "<MultimedieList><m><Url>https://x.example/b.jpg</Url><Text>En bro</Text></m></MultimedieList>"
        "<replacedID>old</replacedID>"
    )  # fmt: skip
    assert str(found.embargo_until) == "2026-12-01 11:00:00+00:00"
    assert draft("<Embargo>0001-01-01T00:00:00</Embargo>").embargo_until is None
    assert (found.keywords, found.subjects) == (["havn"], [Subject(scheme="ISIN", code="DK0000000001")])
    assert [(one.kind, one.href, one.caption) for one in found.media] == [
        ("picture", "https://x.example/b.jpg", "En bro")
    ]
    assert found.relations == [Relation(kind="replacedID", id="old")]


def test_a_list_and_other_families() -> None:
    several = "<ArrayOfRBNews><RBNews><NewsID>1</NewsID></RBNews><RBNews><version>x</version></RBNews></ArrayOfRBNews>"
    one, two = drafts(several)
    assert isinstance(one, Draft)
    assert isinstance(two, Rejected)
    assert not ritzau.recognises(Copy("<release/>", "utf-8"))


def test_broken_and_hostile() -> None:
    with pytest.raises(Rejected) as found:
        list(ritzau.parse(Copy("<RBNews><NewsID>", "utf-8"), NEUTRAL))
    assert found.value.reason is Reason.MALFORMED
    with within(1):
        [one] = drafts("<content>" + "&lt;b&gt;" * 100_000 + "</content>")
        assert isinstance(one, Rejected)
        [one] = drafts("<MultimedieList>" + "<m>http://x</m>" * 40_000 + "</MultimedieList>")
        assert isinstance(one, Rejected)


def test_what_the_queue_answers() -> None:
    copy = decode((SAMPLES / "ritzau-faerge.xml").read_bytes(), COPENHAGEN)
    assert ritzau.recognises(copy)
    [one] = ritzau.parse(copy, COPENHAGEN)
    assert isinstance(one, Draft)
    story = validate(one, copy, COPENHAGEN)
    assert (story.version, story.change, story.keywords) == (1, "new", ["færge"])
    assert str(story.created_at) == "2025-11-20 07:05:00+00:00"
    assert str(story.embargo_until) == "2025-11-20 11:00:00+00:00"
    assert story.body.text.endswith('"Den klarer alt slags vejr", siger rederiet.')
    assert [(one.from_, one.to) for one in story.repairs if one.field == "body"] == [("&amp;quot;", "&quot;")]
    assert not list(
        ritzau.parse(Copy("<XMLNewsQueuedResponse><error>1</error></XMLNewsQueuedResponse>", "utf-8"), NEUTRAL)
    )


def test_an_annulment_is_of_the_same_story() -> None:
    copy = decode((SAMPLES / "ritzau-havn-annulleret.xml").read_bytes(), COPENHAGEN)
    [one] = ritzau.parse(copy, COPENHAGEN)
    assert isinstance(one, Draft)
    assert (one.story_id, one.version) == ("5b1f7c1e-0000-4000-8000-000000310417", 3)
    assert (one.status, one.change) == ("canceled", "withdrawal")


def test_a_priority_that_is_none_costs_no_story() -> None:
    found = draft("<Priority>12</Priority>")
    assert (found.urgency, found.warnings) == (None, ["urgency: none from 1 to 9: '12'"])
