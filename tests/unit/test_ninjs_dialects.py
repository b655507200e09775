"""Superdesk, TT, Reuters and others have names and shapes of their own in ninjs."""

import orjson

from tests.articles import ninjs
from tests.unit.conftest import Read


def test_a_chain_of_uris_is_one_story(read: Read) -> None:
    """TT's dialect: a URI and no number for each version."""
    chain = [{"uri": "u:1"}, {"uri": "u:2", "replacing": ["u:1"]}, {"uri": "u:3", "replacing": ["u:2"]}]
    item = {"uri": "u:3", "type": "text", "headline": "H", "body_text": "B", "revisions": chain, "replacing": ["u:2"]}
    story = read(orjson.dumps(item))
    assert (story.story_id, story.version, story.change) == ("u:1", 3, "update")
    assert [(one.kind, one.id) for one in story.relations] == [("replaces", "u:2"), ("sameAs", "u:3")]
    ring = [{"uri": "u:1", "replacing": ["u:2"]}, {"uri": "u:2", "replacing": ["u:1"]}]
    assert read(orjson.dumps(item | {"uri": "u:1", "revisions": ring, "replacing": None})).story_id == "u:1"


def test_superdesk(read: Read) -> None:
    story = read(
        ninjs(
            1,
            uri=None,
            guid="tag:x:1",
            urgency=None,
            priority=6,
            source="Sample",
            authors=[{"name": "A"}, {"name": "B"}],
            extra={"headline_extended": "Longer", "original_published_at": "2026-11-19T00:00:00+0000"},
            associations={"featuremedia": {"type": "picture", "renditions": {"original": {"href": "h", "width": "9"}}}},
        )
    )
    assert (story.urgency, story.credit, story.byline, story.subheadlines) == (6, "Sample", "A, B", ["Longer"])
    assert str(story.created_at) == "2026-11-19 00:00:00+00:00"
    assert [(one.href, one.renditions[0].width) for one in story.media] == [("h", 9)]


def test_an_item_of_superdesks_archive(read: Read) -> None:
    item = {
        "_id": "urn:sample:5", "family_id": "urn:sample:5", "type": "text", "state": "published",
        "operation": "publish",
        "version": 1, "_current_version": 3, "headline": "Pier opens", "abstract": "<p>It has <b>two</b> berths.</p>",
        "body_html": "<p>The pier opened.</p>", "versioncreated": "2026-11-20T03:00:00+0000", "priority": 6,
        "embargo": "2026-11-21T09:00:00+0000", "schedule_settings": {"utc_embargo": "2026-11-21T00:00:00+0000"},
        "dateline": {"text": "MINATO, Nov 20 -", "located": {"city": "Minato"}, "source": "SMP"},
        "anpa_category": [{"qcode": "n", "name": "National"}], "rewrite_of": "urn:sample:4",
        "subject": [{"qcode": "04", "name": "Economy", "scheme": None}], "place": [{"qcode": "JP", "name": "Japan"}],
    }  # fmt: skip
    story = read(orjson.dumps(item))
    assert (story.story_id, story.version, story.change, story.status) == ("urn:sample:5", 3, "update", "usable")
    assert (story.summary, story.section) == ("It has two berths.", "National")
    assert story.dateline is not None
    assert (story.dateline.text, story.dateline.place) == ("MINATO, Nov 20 -", "Minato")
    assert str(story.embargo_until) == "2026-11-21 00:00:00+00:00"
    assert [(one.kind, one.id) for one in story.relations] == [("evolvedFrom", "urn:sample:4")]
    assert {(one.scheme, one.code) for one in story.subjects} == {(None, "04"), ("place", "JP"), ("service", "n")}


def test_reuters_names(read: Read) -> None:
    item = {
        "uri": "tag:sample.example,2026:newsml_A", "type": "text", "headLine": "Pier opens", "byLine": "A. SAMPLE",
        "bodyXhtml": "<html><head><title/></head><body><p>It opened.</p></body></html>",
        "versionCreated": "2026-11-20T03:00:00.000Z", "subject": [{"code": "N2:ENV", "name": None}], "keyword": None,
    }  # fmt: skip
    story = read(orjson.dumps({"data": {"item": item}}))
    assert (story.headline, story.byline, story.body.text) == ("Pier opens", "A. SAMPLE", "It opened.")
    assert [one.code for one in story.subjects] == ["N2:ENV"]


def test_an_association_of_version_3_has_its_own_names(read: Read) -> None:
    linked = [{"name": "more", "type": "text", "uri": "https://a.example/1?version=2",
               "altIds": [{"role": "itemid", "value": "ab"}]}]  # fmt: skip
    assert [(one.kind, one.id) for one in read(ninjs(1, associations=linked)).relations] == [("more", "ab")]
