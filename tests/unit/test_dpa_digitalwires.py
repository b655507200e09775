"""dpa's digitalwires: article, notes, codes by type, pictures."""

import datetime as dt
from typing import Any

import orjson
import pytest

from schemas.reasons import Reason, Rejected
from schemas.story import Dateline, Hold, Story
from services.ingest.decode import decode
from services.ingest.formats import dpa_digitalwires
from services.ingest.validate import validate
from services.runtime.feeds import NEUTRAL
from tests.articles import NOTED
from tests.pace import within

PICTURE: dict[str, Any] = {
    "type": "image",
    "urn": "urn:newsml:sample:20260101:1-99-2",
    "version": 1,
    "rank": 1,
    "caption": "The new roof.",
    "creditline": "B. Sample/dpa",
    "renditions": [
        {"url": "https://x/s.jpg", "mimetype": "image/jpeg", "width": 800, "height": 533},
        {"url": "https://x/l.jpg", "mimetype": "image/jpeg", "width": 2048, "height": 1365},
    ],
}
ITEM: dict[str, Any] = {
    "format": "digitalwires@0.9.1",
    "type": "composite",
    "entry_id": "e1",
    "urn": "urn:newsml:sample:20260101:1-930-1",
    "updated": "2026-11-19T09:12:01Z",
    "version_created": "2026-11-19T10:11:30+01:00",
    "version": 1,
    "pubstatus": "usable",
    "signal": None,
    "embargoed": None,
    "language": "en",
    "urgency": 4,
    "kicker": "Transport",
    "headline": "Depot  reopens",
    "subhead": "A month early",
    "teaser": "Trams < buses.",
    "byline": "By A. Sample",
    "dateline": "Musterstadt (dpa/lmu) - ",
    "article_html": '<section class="main"><p>The depot reopens.</p><ul><li>Line 4</li><li>Line 9</li></ul></section>',
    "infobox_html": '<section class="infobox"><h2>The depot</h2><p>Built in 1928.</p></section>',
    "linkbox_html": '<ul><li><a href="https://x/?a=1&amp;b=2">Office</a></li></ul>',
    "creditline": "dpa",
    "copyrightnotice": "Copyright 2026\n\t",
    "ednotes": [{"role": "r", "ednote": "Adds roof."}, {"role": None, "ednote": "dpa smp"}],
    "associations": [PICTURE, {"type": "text", "urn": "urn:newsml:sample:20260101:1-930-9", "version": 2}],
    "categories": [
        {"type": "dnltype:pubstatus", "name": "usable", "qcode": "stat:usable"},
        {"type": "dnltype:dpasubject", "name": "Transport", "qcode": "medtop:20000337", "rank": 1},
        {"type": "dnltype:geosubject", "name": "Musterland", "qcode": "dpaarea:99"},
        {"type": "dnltype:person", "name": "Hana Mori", "qcode": None},
        {"type": "dnltype:provider", "name": "dpa", "qcode": "dnlprov:dpa"},
        {"type": "dnltype:urgency", "name": "4", "qcode": "urgency:4"},
    ],
    "keyword_names": ["Tram", None],
    "desk_names": ["vm"],
    "genre_names": ["Report"],
}


def read(item: Any) -> Story:
    copy = decode(orjson.dumps(item), NEUTRAL)
    assert dpa_digitalwires.recognises(copy)
    [draft] = dpa_digitalwires.parse(copy, NEUTRAL)
    if isinstance(draft, Rejected):
        raise draft
    return validate(draft, copy, NEUTRAL)


def test_every_field_of_an_article() -> None:
    found = read(ITEM)
    assert found.model_dump(exclude={"body", "media", *NOTED}) == {
        "provider": "dpa",
        "story_id": "urn:newsml:sample:20260101:1-930-1",
        "version": 1,
        "change": "new",
        "kind": "text",
        "status": "usable",
        "urgency": 4,
        "headline": "Depot reopens",
        "subheadlines": ["A month early", "Transport"],
        "summary": "Trams < buses.",
        "slugline": None,
        "byline": "A. Sample",
        "credit": "dpa",
        "copyright": "Copyright 2026",
        "ednote": "Adds roof.\ndpa smp",
        "section": "vm",
        "dateline": {"text": "Musterstadt (dpa/lmu)", "place": "Musterstadt", "date": None},
        "language": "en",
        "keywords": ["Tram"],
        "genre": "Report",
        "subjects": [
            {"scheme": "medtop", "code": "20000337", "name": "Transport"},
            {"scheme": "dpaarea", "code": "99", "name": "Musterland"},
            {"scheme": "dnltype:person", "code": None, "name": "Hana Mori"},
        ],
        "relations": [
            {"kind": "seeAlso", "id": "urn:newsml:sample:20260101:1-930-9", "version": 2},
            {"kind": "seeAlso", "id": "urn:newsml:sample:20260101:1-99-2", "version": 1},
            {"kind": "seeAlso", "id": "https://x/?a=1&b=2", "version": None},
        ],
        "created_at": None,
        "updated_at": found.updated_at,
        "embargo_until": None,
        "repairs": [{"field": "byline", "from": "By", "to": "", "why": "the word that leads to the names"}],
        "warnings": [],
    }
    assert str(found.updated_at) == "2026-11-19 09:11:30+00:00"
    assert found.body.text.split("\n\n") == [
        "Musterstadt (dpa/lmu) - The depot reopens.",
        "Line 4\nLine 9",
        "The depot",
        "Built in 1928.",
    ]
    [medium] = found.media
    assert (medium.kind, medium.caption, medium.credit) == ("picture", "The new roof.", "B. Sample/dpa")
    assert (medium.href, [one.width for one in medium.renditions]) == ("https://x/l.jpg", [800, 2048])


def test_what_stands_in_where_a_field_is_empty() -> None:
    changes = {
        "teaser": "Depot reopens",  # the headline again
        "creditline": None,
        "dateline": None,
        "usageterms": "For subscribers",
        "rubric_names": ["weblines.test"],
        "associations": [PICTURE | {"creditline": None}],
        "categories": [
            {"type": "dnltype:infosource", "name": "Sample Wire", "qcode": "dpasupplier:sw"},
            {"type": "dnltype:located", "name": "Musterstadt", "qcode": None},
            {"type": "dnltype:desk", "name": "Traffic", "qcode": "dpacat:vm"},
        ],
    }
    found = read(ITEM | changes)
    assert (found.summary, found.credit, found.section) == (None, "Sample Wire", "Traffic")
    assert found.copyright == "Copyright 2026\nFor subscribers"
    assert found.dateline == Dateline(text="Musterstadt", place="Musterstadt")
    assert found.media[0].credit == "Sample Wire"
    assert found.body.text.startswith("The depot reopens.")


def test_a_dateline_with_a_date() -> None:
    found = read(ITEM | {"dateline": "MADRID, 21 Nov. 2026 (Sample Wire) -"})
    assert found.dateline == Dateline(
        text="MADRID, 21 Nov. 2026 (Sample Wire)", place="MADRID", date=dt.date(2026, 11, 21)
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"version": 2**63},
        {"version": {"a": 1}},
        {"urgency": [4]},
        {"categories": {"type": 5, "name": []}},
        {"categories": "medtop:1"},
        {"associations": [[[]], 7, {"type": [], "urn": {}, "renditions": "x"}]},
        {"ednotes": [{"ednote": 7}, None]},
        {"notepad": [1], "ednotes": None},
        {"linkbox_html": ["<a href='javascript:alert(1)'>x</a>"]},
        {"headline": 7, "article_html": None, "teaser": "x" * 500_000},
        {"article_html": "<p>" * 100_000},
        {"article_html": 'class="dateline"' * 40_000},
        {"language": "../../etc"},
        {"headline": "\u202etpircs", "byline": "\u0007"},
    ],
)
def test_hostile_values_end_as_an_article_or_with_a_reason(changes: dict[str, Any]) -> None:
    with within(1):
        reason, shown = None, ""
        try:
            found = read(ITEM | changes)
            shown = found.model_dump_json()
        except Rejected as refused:
            reason = refused.reason
        assert reason in {None, Reason.BAD_VALUE, Reason.MALFORMED, Reason.MISSING_FIELD, Reason.NO_CONTENT}
        assert "javascript" not in shown


def test_a_picture_in_japanese_has_no_text() -> None:
    caption = "川に流される灯籠=19日"
    changes = {
        "article_html": None,
        "headline": "灯籠まつり",
        "language": "ja",
        "teaser": None,
        "dateline": None,
        "associations": [PICTURE | {"caption": caption}],
        "descriptions": [
            {"role": "dpadrol:caption-extended", "description": "長い説明"},
            {"role": "drol:caption", "description": caption},
        ],
    }
    found = read(ITEM | changes)
    assert (found.kind, found.language, found.summary, found.body.text) == ("picture", "ja", caption, "")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"version": 2}, ("update", "usable", None)),
        ({"version": 2, "signal": "sig:correction"}, ("correction", "usable", None)),
        ({"version": 2, "pubstatus": "canceled", "article_html": None}, ("withdrawal", "canceled", None)),
        ({"pubstatus": None}, ("new", "usable", None)),
        ({"pubstatus": "stat:withheld"}, ("new", "withheld", None)),
        ({"embargoed": "2026-12-01T06:00:00+01:00"}, ("new", "usable", "2026-12-01 05:00:00+00:00")),
    ],
)
def test_versions_kills_and_embargoes(changes: dict[str, Any], expected: tuple[str, str, str | None]) -> None:
    found = read(ITEM | changes)
    assert found.story_id == ITEM["urn"]
    assert (found.change, found.status, str(found.embargo_until) if found.embargo_until else None) == expected


def test_the_notepad_where_there_are_no_notes() -> None:
    notepad = {"header_html": "<h3>Notepad</h3>", "public_html": "<p>Photo follows</p>", "nonpublic_html": None}
    assert read(ITEM | {"ednotes": [], "notepad": notepad}).ednote == "Photo follows"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"pubstatus": "gone"}, Reason.BAD_VALUE),
        ({"urgency": 0}, Reason.BAD_VALUE),
        ({"urn": None}, Reason.MISSING_FIELD),
        ({"article_html": None, "teaser": None, "associations": []}, Reason.NO_CONTENT),
        ({"article_html": "<div>" * 5000}, Reason.MALFORMED),
        ({"headline": "a\0b"}, Reason.MALFORMED),
    ],
)
def test_bad_values_are_refused(changes: dict[str, Any], reason: Reason) -> None:
    with pytest.raises(Rejected) as refused:
        read(ITEM | changes)
    assert refused.value.reason is reason


def test_an_embargo_that_cannot_be_read_holds() -> None:
    found = read(ITEM | {"embargoed": "soon", "pubstatus": "stat:usable"})
    assert (found.status, found.hold) == ("withheld", Hold(reason="embargo", text="soon"))


def test_a_page_and_broken_copy() -> None:
    copy = decode(orjson.dumps({"entries": [ITEM, ITEM | {"urgency": 99}]}), NEUTRAL)
    assert dpa_digitalwires.recognises(copy)
    assert [isinstance(one, Rejected) for one in dpa_digitalwires.parse(copy, NEUTRAL)] == [False, True]
    broken = decode(orjson.dumps(ITEM)[:-30], NEUTRAL)
    assert dpa_digitalwires.recognises(broken)
    with pytest.raises(Rejected):
        list(dpa_digitalwires.parse(broken, NEUTRAL))


def test_names_alone_will_do_and_other_copy_is_not_claimed() -> None:
    assert read({name: value for name, value in ITEM.items() if name != "format"}).headline == "Depot reopens"
    for body in (b'{"uri": "urn:x", "headline": "digitalwires"}', b"digitalwires", b'{"data": {"item": {}}}'):
        assert not dpa_digitalwires.recognises(decode(body, NEUTRAL))
