"""ninjs of all major versions; what is not ninjs is not taken for it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from schemas.reasons import Reason, Rejected
from schemas.story import Hold
from services.ingest.decode import decode
from services.ingest.formats import ap_media, dpa_digitalwires, fingerpost, format_of
from services.ingest.formats import ninjs as json_ninjs
from services.ingest.validate import validate
from services.runtime.feeds import Feed
from tests.articles import ninjs
from tests.pace import within
from tests.unit.conftest import Read


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
    [medium] = story.media
    assert medium.model_dump(exclude={"renditions"}) == {
        "kind": "picture",
        "caption": "A bridge",
        "credit": "Pool",
        "href": "https://e/m.jpg",
    }
    assert [(one.name, one.href) for one in medium.renditions] == [
        ("thumb", "https://e/t.jpg"),
        ("main", "https://e/m.jpg"),
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


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"headline": "\u202e", "type": "picture", "renditions": {"main": {"href": "x"}}, "body_text": None},
         Reason.MISSING_FIELD),
        ({"body_text": " "}, Reason.NO_CONTENT),
        ({"urgency": 12}, Reason.BAD_VALUE),
        ({"urgency": True}, Reason.BAD_VALUE),
        ({"version": "second", "versioncreated": None}, Reason.BAD_VALUE),
        ({"version": 2**40, "versioncreated": None}, Reason.BAD_VALUE),
        ({"pubstatus": "perhaps"}, Reason.BAD_VALUE),
        ({"versioncreated": "2026-02-31T00:00:00Z"}, Reason.BAD_TIME),
        ({"versioncreated": 20260101}, Reason.BAD_TIME),
        ({"type": "hologram"}, Reason.UNSUPPORTED_FORMAT),
        ({"uri": None}, Reason.UNSUPPORTED_FORMAT),
        ({"headline": "a\0b"}, Reason.MALFORMED),
    ],
)  # fmt: skip
def test_bad_values_are_refused(read: Read, changes: dict[str, Any], reason: Reason) -> None:
    assert refused(read, ninjs(1, **changes))[0] is reason


@pytest.mark.parametrize("written", ["next week", 20260101, "2026-11-21"])
def test_an_embargo_that_cannot_be_read_holds(read: Read, written: Any) -> None:
    story = read(ninjs(1, embargoed=written))
    assert (story.status, story.embargo_until, story.hold) == (
        "withheld", None, Hold(reason="embargo", text=str(written))
    )  # fmt: skip


@pytest.mark.parametrize(
    ("version", "number", "repaired"),
    [
        ("4", 4, False),
        (4.0, 4, False),
        ("v4", 4, True),
        ("second", 1795143600, True),
        ("1.2", 1795143600, True),
        ("1563984246163", 1795143600, True),
        (2**40, 1795143600, True),
    ],
)
def test_a_version_that_is_no_number_is_told_by_its_time(
    read: Read, version: object, number: int, repaired: bool
) -> None:
    story = read(orjson.dumps(orjson.loads(ninjs(1)) | {"version": version}))
    assert (story.version, [one.field for one in story.repairs]) == (number, ["version"] if repaired else [])


@pytest.mark.parametrize("version", [-1, [1], True, {"a": 1}])
def test_a_version_of_no_sense_is_refused(read: Read, version: object) -> None:
    assert refused(read, orjson.dumps(orjson.loads(ninjs(1)) | {"version": version}))[0] is Reason.BAD_VALUE


def test_a_time_that_is_no_text_is_a_warning_if_there_is_another(read: Read) -> None:
    story = read(ninjs(1, firstcreated={"date": 1}))
    assert (story.created_at, str(story.updated_at)) == (None, "2026-11-20 03:00:00+00:00")
    assert story.warnings == ["created_at: no text"]


def test_a_day_without_an_hour_refuses_nothing(read: Read) -> None:
    story = read(ninjs(1, versioncreated="2026-11-20"))
    assert (story.updated_at, story.warnings) == (None, ["updated_at: a day without an hour: 2026-11-20"])


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ({"uri": "u:1", "headlines": [{"role": "main", "value": "Alone"}]}, Reason.NO_CONTENT),
        ({"uri": "u:1", "standard": {"name": "ninjs", "version": "3.1"}}, Reason.NO_CONTENT),
        ({"uri": "u:1", "type": "text"}, Reason.UNSUPPORTED_FORMAT),
        ({"id": 7, "name": "A contact", "email": "desk@example.com"}, Reason.UNSUPPORTED_FORMAT),
    ],
)
def test_what_is_ninjs_and_what_is_not(read: Read, item: dict[str, Any], reason: Reason) -> None:
    assert refused(read, orjson.dumps(item))[0] is reason


def test_fields_named_for_their_role(read: Read) -> None:
    """The schema of 1.x allows headline_*, body_* and description_* with any ending."""
    item = {"uri": "u:1", "type": "text", "headline_main": "Main one", "headline_short": "Short",
            "body_main": "Words.", "description_caption": "Beside it."}  # fmt: skip
    story = read(orjson.dumps(item))
    assert (story.headline, story.subheadlines) == ("Main one", ["Short"])
    assert (story.summary, story.body.text) == ("Beside it.", "Words.")


def test_lines_that_came_as_html_are_plain(read: Read) -> None:
    lines = [{"role": "main", "value": "Port &amp; <b>city</b>"}, {"role": "html", "value": "<h1>Ships <i>in</i></h1>"}]
    about = "<p>One &lt; two.</p><p>Three.</p>"
    story = read(ninjs(1, headline=None, headlines=lines, description_text=about, ednote="Eds: &quot;new&quot;"))
    assert (story.headline, story.subheadlines) == ("Port & city", ["Ships in"])
    assert (story.summary, story.ednote) == ("One < two.\n\nThree.", 'Eds: "new"')


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


@pytest.mark.parametrize("headline", ["", "\u202e"])
def test_the_first_line_stands_in_for_a_headline(read: Read, headline: str) -> None:
    story = read(ninjs(1, headline=headline, body_text="First line.\n\nSecond."))
    assert story.headline == "First line."
    assert "the copy has none, the first line of its text stands in" in [repair.why for repair in story.repairs]


@pytest.mark.parametrize(
    ("changes", "identity"),
    [
        ({"uri": "http://api.ap.org/media/v/content/ab?qt=1&et=0a1"}, "http://api.ap.org/media/v/content/ab"),
        ({"uri": "https://x/a?id=7&version=3", "version": 3}, "https://x/a?id=7"),
        ({"uri": "https://x/a?seq=3"}, "https://x/a"),
        ({"uri": "https://x/page.php?id=7"}, "https://x/page.php?id=7"),
        ({"altids": {"itemid": "ab", "etag": "ab_1"}}, "ab"),
        ({"altids": [{"role": "itemid", "value": "ab"}]}, "ab"),
        ({"uri": None, "guid": "tag:x:1"}, "tag:x:1"),
    ],
)
def test_identity_holds_for_all_versions(read: Read, changes: dict[str, Any], identity: str) -> None:
    assert read(ninjs(1, **changes)).story_id == identity


@pytest.mark.parametrize("wrap", [lambda items: {"item": items, "total": 2}, lambda items: items])
def test_lists_of_items(feed: Feed, wrap: Callable[[Any], Any]) -> None:
    items = [orjson.loads(ninjs(1)) | {"type": "story"}, orjson.loads(ninjs(2)) | {"urgency": 77}, {}]
    copy = decode(orjson.dumps(wrap(items)), feed)
    found = list(format_of(copy).parse(copy, feed))
    assert [one.reason if isinstance(one, Rejected) else one.story_id for one in found] == [
        "urn:sample:1",
        Reason.BAD_VALUE,
        Reason.UNSUPPORTED_FORMAT,
    ]


@pytest.mark.parametrize(
    "body",
    [b'{"a":' + b"[]," * 300_000, b'{"' + b"\\" * 900_000, b'{"a" ' + b" " * 900_000 + b"x", b'{"altids":{' * 80_000,
     b'{"a":"' + b"<a href=" * 100_000 + b'"}', b'{"a":"b' * 100_000],
)  # fmt: skip
def test_hostile_json_ends_soon(feed: Feed, body: bytes) -> None:
    copy = decode(body, feed)
    with within(1):
        claims = [form.recognises(copy) for form in (ap_media, dpa_digitalwires, fingerpost, json_ninjs)]
        with pytest.raises(Rejected):
            list(json_ninjs.parse(copy, feed))
        assert claims == [False, False, False, True]


def test_real_files(shared: Path, feed: Feed) -> None:
    """Each real file is claimed by its own family alone, ninjs being asked last, and gives at least one story."""
    families = {"ap-media-json": ap_media, "dpa-digitalwires-json": dpa_digitalwires, "fingerpost-json": fingerpost}
    for path in sorted((shared / "corpus").glob("*/*.json")):
        copy = decode(path.read_bytes(), feed)
        claims = [form for form in families.values() if form.recognises(copy)]
        own = families.get(path.parent.name)
        assert claims == ([own] if own else []), path.name
        outcomes = list((own or json_ninjs).parse(copy, feed))
        assert outcomes, path.name
        for draft in outcomes:
            if isinstance(draft, Rejected):
                assert (own, draft.reason) == (ap_media, Reason.NO_CONTENT), path.name
            else:
                validate(draft, copy, feed)
