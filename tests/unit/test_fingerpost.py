"""Fingerpost's JSON: all strings, lists with an empty one, other agencies' numbers."""

from typing import Any

import orjson
import pytest

from schemas.reasons import Reason, Rejected
from schemas.story import Hold, Story
from services.ingest.decode import decode
from services.ingest.formats import fingerpost
from services.ingest.validate import validate
from services.runtime.feeds import NEUTRAL
from tests.articles import NOTED
from tests.pace import within

ITEM: dict[str, Any] = {
    "uri": "http://PA_API/HSA1.1/2026-11-19T11:00:15.000Z/0",
    "source-feed": "PA_API",
    "usn": "HSA1.1",
    "version": "0",
    "unique-name": "PA_API.HSA1.1.0",
    "status": "",
    "type": "text",
    "format": "GOA-WIRES-NINJS",
    "firstVersion": "2026-11-19T11:00:15.000Z",
    "versionCreated": "2026-11-19T11:00:15.000Z",
    "dateTimeSent": "2026-11-19T11:00:16.000Z",
    "originalUrn": "urn:sample:1",
    "slug": "SAMPLE Library",
    "headline": "Library roof  saved",
    "subhead": "Nine weekends",
    "byline": "By A Sample",
    "priority": "4",
    "subjects": {"code": ["iptccat:HHA", "service:HSA"]},
    "mediaCatCodes": "HHA",
    "destinations": {"code": [""]},
    "keywords": [""],
    "organisation": {"symbols": ["SMP.L"]},
    "language": "en",
    "ednote": "adds quote",
    "copyrightHolder": "PA",
    "copyrightNotice": "Copyright 2026",
    "location": "Sampleton",
    "abstract": "Forty people.",
    "body_text": "<p>Roof relaid.</p><table><tr><td>1</td><td>2</td></tr></table>",
}


def read(**changes: Any) -> Story:
    copy = decode(orjson.dumps(ITEM | changes), NEUTRAL)
    assert fingerpost.recognises(copy)
    [draft] = fingerpost.parse(copy, NEUTRAL)
    assert not isinstance(draft, Rejected)
    return validate(draft, copy, NEUTRAL)


def test_every_field() -> None:
    found = read()
    assert found.model_dump(exclude={"body", "subjects", "created_at", "updated_at", *NOTED}) == {
        "provider": "PA_API",
        "story_id": "PA_API:HSA1.1:2026-11-19",
        "version": 0,
        "change": "update",
        "kind": "text",
        "status": "usable",
        "urgency": 4,
        "headline": "Library roof saved",
        "subheadlines": ["Nine weekends"],
        "summary": "Forty people.",
        "slugline": "SAMPLE Library",
        "byline": "A Sample",
        "credit": "PA",
        "copyright": "Copyright 2026",
        "ednote": "adds quote",
        "section": None,
        "dateline": {"text": "Sampleton", "place": "Sampleton", "date": None},
        "language": "en",
        "keywords": [],
        "genre": None,
        "media": [],
        "relations": [{"kind": "originalUrn", "id": "urn:sample:1", "version": None}],
        "embargo_until": None,
        "repairs": [
            {"field": "byline", "from": "By", "to": "", "why": "the word that leads to the names"},
        ],
        "warnings": [],
    }
    assert (found.body.text, "<table>" in found.body.html) == ("Roof relaid.\n\n1\t2", True)
    assert [(one.scheme, one.code) for one in found.subjects] == [
        ("mediaCatCodes", "HHA"),
        ("iptccat", "iptccat:HHA"),
        ("service", "service:HSA"),
        ("organisation", "SMP.L"),
    ]
    assert str(found.created_at) == str(found.updated_at) == "2026-11-19 11:00:15+00:00"


def test_plain_text_and_strings_for_lists_in_japanese() -> None:
    found = read(
        language="ja", body_text="一段落目。\n\n二段落目&amp;。", keywords="鉄道+雪", subjects={"code": "iptccat:a"}
    )
    assert (found.body.text, found.keywords) == ("一段落目。\n\n二段落目&。", ["鉄道", "雪"])
    assert ("iptccat", "iptccat:a") in [(one.scheme, one.code) for one in found.subjects]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"\n \n <p>One.</p>\n<p>Two\u00a0km \u2013 \ud83d\ude00</p>", "One.\n\nTwo\u00a0km \u2013 \U0001f600"),
        (r"<p>He said \"yes\".</p>", 'He said "yes".'),
        (r"One.\r\n\r\nTwo.", "One.\n\nTwo."),
        (r"<p>half \ud83d</p>", "half \ufffd"),
    ],
)
def test_what_is_escaped_twice_is_read_and_told(body: str, text: str) -> None:
    found = read(body_text=body)
    assert found.body.text == text
    assert "escaped twice, read as what it stands for" in [one.why for one in found.repairs]


def test_line_ends_and_tabs_that_nobody_escaped_are_mended_and_told() -> None:
    raw = orjson.dumps(ITEM | {"body_text": "<p>One@two.</p>"}).replace(b"@", b"\n\t")
    copy = decode(raw, NEUTRAL)
    [draft] = fingerpost.parse(copy, NEUTRAL)
    assert not isinstance(draft, Rejected)
    found = validate(draft, copy, NEUTRAL)
    assert found.body.text == "One two."
    assert ("line ends or tabs", "signs that JSON forbids within a string, escaped") in [
        (one.from_, one.why) for one in found.repairs
    ]


def test_an_urn_of_nothing_is_no_relation() -> None:
    assert read(originalUrn="0").relations == []


def test_identity_holds_for_all_versions() -> None:
    later = {"version": "2", "versionCreated": "2026-11-20T01:00:00.000Z", "uri": "http://PA_API/HSA1.1/2026-11-20/2"}
    assert read(**later).story_id == read().story_id
    assert read(usn="").story_id == "http://PA_API/HSA1.1"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"version": "1", "versionCreated": "2026-11-19T12:00:00.000Z"}, ("update", "usable")),
        ({"version": "1", "ednote": "CORRECTION: the sum"}, ("correction", "usable")),
        ({"version": "2", "headline": "UPDATE 1-Library roof saved"}, ("update", "usable")),
        ({"status": "canceled", "version": "1", "headline": "", "body_text": ""}, ("withdrawal", "canceled")),
        ({"headline": "KILL: Library roof saved"}, ("withdrawal", "canceled")),
        ({"status": "", "pubStatus": "canceled"}, ("withdrawal", "canceled")),
        ({"status": "withheld", "ednote": ""}, ("new", "withheld")),
        ({"status": "embargoed"}, ("update", "withheld")),
        ({"status": "embargoed", "embargo": "2026-12-01T00:00:00Z"}, ("update", "usable")),
    ],
)
def test_versions_kills_and_embargoes(changes: dict[str, Any], expected: tuple[str, str]) -> None:
    found = read(**changes)
    assert (found.change, found.status) == expected
    assert (found.embargo_until is not None) == ("embargo" in changes)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"status": "perhaps"}, Reason.BAD_VALUE),
        ({"priority": "high"}, Reason.BAD_VALUE),
        ({"version": "v1"}, Reason.BAD_VALUE),
        ({"type": "hologram"}, Reason.UNSUPPORTED_FORMAT),
        ({"usn": "", "uri": "", "originalUrn": "", "unique-name": ""}, Reason.MISSING_FIELD),
        ({"body_text": " "}, Reason.NO_CONTENT),
        ({"body_text": "<p>" + "<div>" * 5000}, Reason.MALFORMED),
    ],
)
def test_bad_values_are_refused(changes: dict[str, Any], reason: Reason) -> None:
    with pytest.raises(Rejected) as refused:
        read(**changes)
    assert refused.value.reason is reason


def test_an_embargo_that_cannot_be_read_holds() -> None:
    found = read(embargo="soon", status="usable")
    assert (found.status, found.hold) == ("withheld", Hold(reason="embargo", text="soon"))


def test_strings_without_end_are_refused_soon() -> None:
    with within(3):
        for tail in (b'\\"' * 400_000, b"\n" * 800_000, b'a\n"b' * 200_000):
            with pytest.raises(Rejected):
                list(fingerpost.parse(decode(b'{"source-feed": "x' + tail, NEUTRAL), NEUTRAL))


def test_broken_copy_is_recognised_and_other_copy_is_not() -> None:
    broken = decode(orjson.dumps(ITEM)[:-9], NEUTRAL)
    assert fingerpost.recognises(broken)
    with pytest.raises(Rejected) as refused:
        list(fingerpost.parse(broken, NEUTRAL))
    assert refused.value.reason is Reason.MALFORMED
    for body in (b'{"uri": "u", "extra": {"source-feed": "x"}, "body_text": "b"}', b"source-feed", b'["source-feed"]'):
        assert not fingerpost.recognises(decode(body, NEUTRAL))
