"""ninjs of all major versions; what is not ninjs is not taken for it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from schemas.reasons import Reason, Rejected
from schemas.story import Story
from services.ingest.decode import decode
from services.ingest.formats import format_of
from services.ingest.validate import validate
from services.runtime.feeds import Feed
from tests.articles import ninjs

Read = Callable[[bytes], Story]


@pytest.fixture
def read(feed: Feed) -> Read:
    def one(body: bytes) -> Story:
        copy = decode(body, feed)
        [draft] = format_of(copy).parse(copy, feed)
        assert not isinstance(draft, Rejected)
        return validate(draft, copy, feed)

    return one


def refused(read: Read, body: bytes) -> tuple[Reason, str]:
    with pytest.raises(Rejected) as found:
        read(body)
    return found.value.reason, found.value.detail


def test_version_1(read: Read) -> None:
    story = read(
        ninjs(
            7,
            version=3,
            body_text=None,
            body_html="<p>One.</p><p>Two.</p>",
            byline="City desk",
            ednote="Eds: adds quote",
            keywords=["bridge"],
            subject=[{"code": "04005004", "name": "oil", "scheme": "x"}],
            genre=[{"code": "Article", "name": "Article (news)"}],
            located="Osaka",
            firstcreated="2026-11-19T12:00:00+0000",
        )
    )
    assert (story.story_id, story.version, story.change, story.body.text) == (
        "urn:sample:7",
        3,
        "update",
        "One.\n\nTwo.",
    )
    assert story.subjects[0].model_dump() == {"scheme": "x", "code": "04005004", "name": "oil"}
    assert (story.byline, story.genre, story.dateline and story.dateline.text) == (
        "City desk",
        "Article (news)",
        "Osaka",
    )
    assert (str(story.created_at), str(story.updated_at)) == ("2026-11-19 12:00:00+00:00", "2026-11-20 03:00:00+00:00")


def test_version_2_and_3(read: Read) -> None:
    item: dict[str, Any] = {
        "uri": "urn:sample:2",
        "standard": {"name": "ninjs", "version": "2.1"},
        "type": "text",
        "versioncreated": "2026-11-20T12:00:00Z",
        "headlines": [{"role": "short", "value": "Short"}, {"role": "main", "value": "The main headline"}],
        "bodies": [
            {"contenttype": "text/plain", "value": "Plain."},
            {"contenttype": "text/html", "value": "<p>Rich.</p>"},
        ],
        "by": "A desk",
        "associations": [
            {
                "name": "photo",
                "type": "picture",
                "descriptions": [{"role": "caption", "value": "A bridge"}, {"role": "creditline", "value": "Pool"}],
                "renditions": [
                    {"name": "thumb", "href": "https://e/t.jpg"},
                    {"name": "main", "href": "https://e/m.jpg"},
                ],
            }
        ],
    }
    story = read(orjson.dumps(item))
    assert (story.headline, story.subheadlines, story.body.text) == ("The main headline", ["Short"], "Rich.")
    assert [media.model_dump() for media in story.media] == [
        {"kind": "picture", "caption": "A bridge", "credit": "Pool", "href": "https://e/m.jpg"}
    ]


def test_version_3_with_its_own_names(read: Read) -> None:
    item = {
        "uri": "urn:sample:3",
        "type": "text",
        "pubStatus": "canceled",
        "versionCreated": "2026-11-20T12:00:00Z",
        "firstCreated": "2026-11-20T11:00:00Z",
        "embargoedUntil": "2026-11-21T00:00:00Z",
        "edNote": "Do not use",
        "headlines": [{"role": "main", "value": "Gone"}],
        "bodies": [{"role": "main", "contentType": "text/html", "value": "<p>Gone.</p>"}],
    }
    story = read(orjson.dumps(item))
    assert (story.status, story.change, story.ednote, story.body.text) == (
        "canceled",
        "withdrawal",
        "Do not use",
        "Gone.",
    )
    assert [str(at)[:13] for at in (story.created_at, story.updated_at, story.embargo_until)] == [
        "2026-11-20 11",
        "2026-11-20 12",
        "2026-11-21 00",
    ]


def test_a_kill_needs_no_text_and_its_slugline_will_do(read: Read) -> None:
    story = read(ninjs(1, version=2, pubstatus="canceled", headline=None, body_text=None, slugline="bridge"))
    assert (story.status, story.change, story.headline) == ("canceled", "withdrawal", "bridge")
    assert story.warnings == ["headline: the withdrawal has none, its slugline stands in"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"headline": ""}, Reason.MISSING_FIELD),
        ({"headline": "\u202e"}, Reason.MISSING_FIELD),
        ({"body_text": " "}, Reason.NO_CONTENT),
        ({"urgency": 12}, Reason.BAD_VALUE),
        ({"urgency": True}, Reason.BAD_VALUE),
        ({"version": "second"}, Reason.BAD_VALUE),
        ({"version": 2**40}, Reason.BAD_VALUE),
        ({"pubstatus": "perhaps"}, Reason.BAD_VALUE),
        ({"versioncreated": "2026-02-31T00:00:00Z"}, Reason.BAD_TIME),
        ({"versioncreated": 20260101}, Reason.BAD_TIME),
        ({"embargoed": "next week"}, Reason.BAD_TIME),
        ({"type": "event"}, Reason.UNSUPPORTED_FORMAT),
        ({"uri": None}, Reason.UNSUPPORTED_FORMAT),
        ({"headline": "a\0b"}, Reason.MALFORMED),
    ],
)
def test_bad_values_are_refused(read: Read, changes: dict[str, Any], reason: Reason) -> None:
    assert refused(read, ninjs(1, **changes))[0] is reason


def test_json_that_is_broken_deep_or_half_a_sign(read: Read) -> None:
    assert refused(read, b'{"uri": "x", "headline": ')[0] is Reason.MALFORMED
    deep = b'{"uri": "x", "headline": ' + b"[" * 10_000 + b"]" * 10_000 + b"}"
    assert refused(read, deep) == (Reason.MALFORMED, "JSON nested deeper than 64")
    half = ninjs(1).replace(b"Harbour", rb"\ud800")
    assert refused(read, half)[0] in {Reason.BAD_ENCODING, Reason.MALFORMED}


def test_controls_in_a_headline_are_removed_and_named(read: Read) -> None:
    story = read(ninjs(1, headline="Bridge \u202e\u0007reopens\n soon"))
    assert story.headline == "Bridge reopens soon"
    assert ("headline", "U+0007 U+202E") in {(repair.field, repair.from_) for repair in story.repairs}


def test_real_files(shared: Path, feed: Feed) -> None:
    """Every ninjs file gives one story or one refusal; other agencies' JSON is not taken for ninjs."""
    outcomes: dict[str, list[str]] = {}
    for path in sorted((shared / "corpus").glob("*/*.json")):
        try:
            copy = decode(path.read_bytes(), feed)
            [draft] = format_of(copy).parse(copy, feed)
            assert not isinstance(draft, Rejected)
            told = validate(draft, copy, feed).kind
        except Rejected as refusal:
            told = str(refusal.reason)  # type: ignore[assignment]
        outcomes.setdefault(path.parent.name, []).append(told)
    others = [told for folder, several in outcomes.items() if folder != "ninjs" for told in several]
    assert set(others) == {"unsupported_format"}
    assert len(outcomes["ninjs"]) == 24
    assert "poison" not in outcomes["ninjs"]
    assert sum(told in {"text", "picture", "video", "composite"} for told in outcomes["ninjs"]) >= 12
