"""AP Media's pages, answers and bare items; the summary stands in for a text that is elsewhere."""

from typing import Any

import orjson
import pytest

from schemas.reasons import Reason, Rejected
from schemas.story import Hold, Story
from services.ingest.decode import decode
from services.ingest.formats import ap_media
from services.ingest.validate import validate
from services.runtime.feeds import NEUTRAL
from tests.articles import NOTED

ITEM: dict[str, Any] = {
    "uri": "https://api.example.org/media/v/content/ab12?qt=x&et=1a1",
    "altids": {"itemid": "ab12", "etag": "ab12_1a1"},
    "version": 0,
    "type": "text",
    "urgency": 4,
    "profile": "Spot Development",
    "editorialpriority": "r",
    "language": "en",
    "firstcreated": "2026-11-19T02:00:00Z",
    "versioncreated": "2026-11-19T03:00:00Z",
    "pubstatus": "usable",
    "signals": ["newscontent"],
    "headline": "Ferry terminal  opens",
    "headline_extended": "It has four berths",
    "slugline": "BC-AS--Ferry",
    "description_summary": "A terminal opened.",
    "bylines": [{"by": "By A. SAMPLE"}, {"by": "B. SAMPLE"}],
    "located": "MINATO, Japan",
    "datelinelocation": {"city": "Minato"},
    "copyrightnotice": "Copyright 2026",
    "keywords": ["Ferry"],
    "infosource": [{"name": "Sample Desk", "type": "Member"}],
    "subject": [
        {"rels": ["category"], "code": "i", "name": "International"},
        {"code": "00c1", "name": "Ferries", "scheme": "http://cv.ap.org/id/"},
    ],
    "place": [{"code": "00d2", "name": "Japan", "scheme": "http://cv.ap.org/id/"}],
    "associations": {"1": {"uri": "https://x/99?et=1", "altids": {"itemid": "99"}, "version": 0, "type": "picture"}},
    "renditions": {"nitf": {"href": "https://x/nitf", "mimetype": "text/xml"}},
    "body_nitf": "<block><p>MINATO (AP) — A terminal opened.</p><p>3,000 crossed.</p></block>",
}


def outcomes(whole: Any) -> list[Story | Reason]:
    copy = decode(orjson.dumps(whole), NEUTRAL)
    assert ap_media.recognises(copy)
    found: list[Story | Reason] = []
    for draft in ap_media.parse(copy, NEUTRAL):
        try:
            if isinstance(draft, Rejected):
                raise draft
            found.append(validate(draft, copy, NEUTRAL))
        except Rejected as refused:
            found.append(refused.reason)
    return found


def story(**changes: Any) -> Story:
    [found] = outcomes({"api_version": "2.2", "data": {"item": ITEM | changes}})
    assert isinstance(found, Story)
    return found


def test_every_field_of_a_text() -> None:
    found = story()
    assert found.model_dump(exclude={"body", "subjects", "relations", "created_at", "updated_at", *NOTED}) == {
        "provider": "ap",
        "story_id": "ab12",
        "version": 0,
        "change": "new",
        "kind": "text",
        "status": "usable",
        "urgency": 4,
        "headline": "Ferry terminal opens",
        "subheadlines": ["It has four berths"],
        "summary": "A terminal opened.",
        "slugline": "BC-AS--Ferry",
        "byline": "A. SAMPLE, B. SAMPLE",
        "credit": "Sample Desk",
        "copyright": "Copyright 2026",
        "ednote": None,
        "section": "International",
        "dateline": {"text": "MINATO, Japan", "place": "Minato", "date": None},
        "language": "en",
        "keywords": ["Ferry"],
        "genre": "Spot Development",
        "media": [],
        "embargo_until": None,
        "repairs": [
            {"field": "byline", "from": "By", "to": "", "why": "the word that leads to the names"},
        ],
        "warnings": [],
    }
    assert found.body.text == "MINATO (AP) — A terminal opened.\n\n3,000 crossed."
    assert [(one.scheme, one.code) for one in found.subjects] == [
        ("category", "i"),
        ("http://cv.ap.org/id/", "00c1"),
        ("http://cv.ap.org/id/", "00d2"),
        ("editorialpriority", "r"),
    ]
    assert [(one.kind, one.id, one.version) for one in found.relations] == [("picture", "99", 0)]
    assert str(found.created_at) == "2026-11-19 02:00:00+00:00"
    assert str(found.updated_at) == "2026-11-19 03:00:00+00:00"


def test_a_picture_in_japanese() -> None:
    found = story(
        type="picture",
        language="ja",
        headline="灯籠まつり",
        description_summary=None,
        body_nitf=None,
        description_caption="川に流される灯籠=19日",
        description_creditline="見本写真/AP",
        photographer={"name": "見本"},
        bylines=[],
        renditions={
            "thumbnail": {"href": "https://x/t.jpg", "mimetype": "image/jpeg", "width": 125, "height": 83},
            "main": {"href": "https://x/m.jpg", "mimetype": "image/jpeg", "width": 4000, "height": 2667},
            "caption_nitf": {"href": "https://x/c", "mimetype": "text/xml"},
        },
    )
    [medium] = found.media
    assert (found.kind, found.language, found.byline, found.summary) == (
        "picture",
        "ja",
        "見本",
        "川に流される灯籠=19日",
    )
    assert (medium.kind, medium.href, medium.credit) == ("picture", "https://x/m.jpg", "見本写真/AP")
    assert [(one.name, one.width) for one in medium.renditions] == [("thumbnail", 125), ("main", 4000)]


def test_a_page_of_several_and_each_has_its_own_fate() -> None:
    bad, elsewhere = ITEM | {"urgency": 12}, ITEM | {"body_nitf": None, "description_summary": " "}
    page = {
        "api_version": "2.2",
        "data": {"items": [{"meta": {}, "item": one} for one in (ITEM, bad, elsewhere)] + [7]},
    }
    first, *rest = outcomes(page)
    assert isinstance(first, Story)
    assert rest == [Reason.BAD_VALUE, Reason.NO_CONTENT, Reason.MALFORMED]


def test_the_summary_stands_in_for_a_text_that_is_elsewhere() -> None:
    found = story(body_nitf=None)
    assert (found.body.text, found.body.html) == ("A terminal opened.", "<p>A terminal opened.</p>")
    assert found.summary == "A terminal opened."
    assert "the copy has none, description_summary stands in" in [one.why for one in found.repairs]
    assert found.warnings == ["body: the text is not in the copy, it is the file at renditions.nitf"]


def test_a_text_without_text_or_summary_names_the_file() -> None:
    copy = decode(orjson.dumps(ITEM | {"body_nitf": None, "description_summary": None}), NEUTRAL)
    [refused] = ap_media.parse(copy, NEUTRAL)
    assert isinstance(refused, Rejected)
    assert (refused.reason, "renditions.nitf" in refused.detail) == (Reason.NO_CONTENT, True)


def test_a_linked_picture_with_a_file_is_media_and_one_with_an_address_of_the_api_is_not() -> None:
    linked = {
        "1": {"uri": "https://x/99", "altids": {"itemid": "99"}, "type": "picture", "headline": "Ferry", "version": 1},
        "2": {"uri": "https://x/98", "altids": {"itemid": "98"}, "type": "picture", "description_caption": "A ferry.",
              "renditions": {"main": {"href": "https://x/98.jpg", "mimetype": "image/jpeg"}}},
    }  # fmt: skip
    found = story(associations=linked)
    assert [(one.kind, one.id, one.version) for one in found.relations] == [("picture", "99", 1)]
    assert [(one.caption, one.href) for one in found.media] == [("A ferry.", "https://x/98.jpg")]


def test_a_bare_item_and_text_beside_the_item() -> None:
    [bare] = outcomes(ITEM)
    [beside] = outcomes({"data": {"item": ITEM | {"body_nitf": None}}, "nitf": {"body_html": "<p>Beside.</p>"}})
    assert isinstance(bare, Story)
    assert isinstance(beside, Story)
    assert beside.body.text == "Beside."


def test_identity_holds_for_all_versions() -> None:
    later = story(version=3, uri="https://api.example.org/media/v/content/ab12?qt=y&et=4a1", altids={"itemid": "ab12"})
    assert (later.story_id, later.version, later.change) == ("ab12", 3, "update")
    assert story(altids={}).story_id == "https://api.example.org/media/v/content/ab12"


@pytest.mark.parametrize(
    ("changes", "change", "status"),
    [
        ({"version": 1}, "update", "usable"),
        ({"slugline": "BC-AS--Ferry, 1st Ld-Writethru"}, "update", "usable"),
        ({"version": 2, "ednote": "Eds: CORRECTS: number of berths."}, "correction", "usable"),
        ({"version": 2, "editorialtypes": ["Correction"]}, "correction", "usable"),
        ({"version": 2, "pubstatus": "canceled", "body_nitf": None}, "withdrawal", "canceled"),
        ({"version": 2, "ednote": "Eds: MANDATORY KILL: wrong ferry."}, "withdrawal", "canceled"),
        ({"pubstatus": "withheld"}, "new", "withheld"),
        ({"pubstatus": "embargoed"}, "new", "withheld"),
        ({"editorialtypes": ["HoldForRelease"]}, "new", "withheld"),
        ({"pubstatus": "embargoed", "embargoed": "2026-12-01T00:00:00Z"}, "new", "usable"),
    ],
)
def test_changes_kills_and_embargoes(changes: dict[str, Any], change: str, status: str) -> None:
    found = story(**changes)
    assert (found.change, found.status) == (change, status)
    assert (found.embargo_until is not None) == ("embargoed" in changes)


def test_an_advisory_says_that_it_is_for_editors() -> None:
    assert story(signals=[]).warnings == ["for editors alone: AP's signals do not say newscontent"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"pubstatus": "perhaps"}, Reason.BAD_VALUE),
        ({"version": "two"}, Reason.BAD_VALUE),
        ({"type": "hologram"}, Reason.UNSUPPORTED_FORMAT),
        ({"altids": {}, "uri": None}, Reason.MISSING_FIELD),
        ({"body_nitf": "<p>" + "<div>" * 5000}, Reason.MALFORMED),
    ],
)
def test_bad_values_are_refused(changes: dict[str, Any], reason: Reason) -> None:
    assert outcomes({"api_version": "2.2", "data": {"item": ITEM | changes}}) == [reason]


@pytest.mark.parametrize("written", ["next week", "2026-12-01", 20261201])
def test_an_embargo_that_cannot_be_read_holds(written: Any) -> None:
    [found] = outcomes({"api_version": "2.2", "data": {"item": ITEM | {"embargoed": written}}})
    assert isinstance(found, Story)
    assert (found.status, found.embargo_until, found.hold) == (
        "withheld", None, Hold(reason="embargo", text=str(written))
    )  # fmt: skip


def test_broken_copy_is_recognised_and_refused() -> None:
    copy = decode(orjson.dumps({"api_version": "2.2", "data": {"item": ITEM}})[:-40], NEUTRAL)
    assert ap_media.recognises(copy)
    with pytest.raises(Rejected) as refused:
        list(ap_media.parse(copy, NEUTRAL))
    assert refused.value.reason is Reason.MALFORMED


@pytest.mark.parametrize(
    "body",
    [b'{"uri": "urn:x", "headline": "a", "body_text": "\\"altids\\": {\\"itemid\\": 1"}', b"plain", b"<x/>",
     b'{"$standard": {"name": "ninjs"}, "uri": "u", "headline": "h", "altids": {"itemid": "a"}}',
     b'{"format": "digitalwires@0.9.1", "urn": "x"}', b'{"source-feed": "AP", "usn": "1"}'],
)  # fmt: skip
def test_other_copy_is_not_claimed(body: bytes) -> None:
    assert not ap_media.recognises(decode(body, NEUTRAL))
