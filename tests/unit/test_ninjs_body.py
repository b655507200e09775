"""The text of a ninjs item, wherever and in whatever form it stands."""

from typing import Any

import orjson
import pytest

from schemas.reasons import Rejected
from tests.articles import ninjs
from tests.pace import within
from tests.unit.conftest import Read


def test_an_event_without_news(read: Read) -> None:
    item = {
        "uri": "urn:e:1",
        "type": "event",
        "title": "Harbour congress",
        "eventDetails": {"dates": {"startDate": "2027-01-10", "endDate": "2027-01-11"}, "organiser": {"name": "Port"}},
        "places": [{"name": "Hall", "contactInfo": [{"address": {"locality": "Osaka", "country": "Japan"}}]}],
    }
    story = read(orjson.dumps(item))
    assert story.body.text == "2027-01-10 - 2027-01-11\n\nHall, Osaka, Japan\n\nPort"
    described = read(orjson.dumps(item | {"descriptions": [{"role": "text", "value": "Ports meet."}]}))
    assert (described.headline, described.body.text) == ("Harbour congress", "Ports meet.")
    assert "the copy has none, its description stands in" in [repair.why for repair in described.repairs]


def test_other_bodies(read: Read) -> None:
    nitf = "<?xml version='1.0'?><nitf><body><body.content><p>One.</p><p>Two.</p></body.content></body></nitf>"
    bodies = [{"role": "nitf", "contentType": "text/vnd.IPTC.NITF", "value": nitf}]
    assert read(ninjs(1, body_text=None, bodies=bodies)).body.text == "One.\n\nTwo."
    plain = [*bodies, {"role": "text", "contentType": "text/plain", "value": "Plain."}]
    assert read(ninjs(1, body_text=None, bodies=plain)).body.text == "Plain."


def test_planned_coverage_without_news(read: Read) -> None:
    coverage = [{"type": "text", "title": "Report from the pier"}, {"title": "Pictures"}, {"type": "video"}]
    item = {"uri": "urn:p:1", "type": "planning", "title": "Harbour day", "plannedCoverage": coverage}
    story = read(orjson.dumps(item))
    assert (story.headline, story.body.text) == ("Harbour day", "text: Report from the pier\n\nPictures")


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"body_html": "<p></p>", "body_text": "Plain."}, "Plain."),
        ({"body_html": "&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;"}, "One.\n\nTwo."),
        ({"body_html": "Words &amp; &lt;tags&gt;"}, "Words & <tags>"),
        ({"body_text": "R&D &amp; more, ?a=1&copy=2"}, "R&D & more, ?a=1&copy=2"),
        ({"body_text": "<p>One.</p><p>Two.</p>"}, "One.\n\nTwo."),
        ({"body_text": "1 < 2 and 3 > 2"}, "1 < 2 and 3 > 2"),
        ({"body_xhtml": "<html><head><title/></head><body><p>One.</p></body></html>"}, "One."),
        ({"body_footer": "<p>Call the desk.</p>", "body_text": "One."}, "One."),
        ({"bodies": [{"role": "main", "value": "<p>One.</p>"}]}, "One."),
        ({"bodies": [{"contentType": "text/html", "value": 7}, "x", None], "body_text": "One."}, "One."),
    ],
)
def test_the_text_that_says_most(read: Read, changes: dict[str, Any], text: str) -> None:
    assert read(ninjs(1, **({"body_text": None} | changes))).body.text == text


def test_what_a_page_has_over_its_text_is_no_text(read: Read) -> None:
    over = '<div class="dat"><span class="vignette">Fotboll</span><span class="source">SMP</span></div>'
    page = f"<html><head><title>x</title></head><body><h1>Port &amp; city</h1>{over}<p>One.</p></body></html>"
    story = read(ninjs(1, headline="Port & city", body_text=None, body_html5=page))
    assert (story.body.text, story.body.html) == ("One.", "<p>One.</p>")
    assert (story.subheadlines, story.credit) == (["Fotboll"], "SMP")
    other = read(ninjs(1, headline="Another", body_text=None, body_html5=page))
    assert other.body.text == "Port & city\n\nFotbollSMP\n\nOne."


@pytest.mark.parametrize(
    "figure",
    [
        '<!-- EMBED START Image {id: "pic"} --> <figure><img src="https://e/p.jpg"><figcaption>Pier</figcaption></figure>',
        '<figure><img src="https://e/p.jpg" data-assoc-ref="pic"><figcaption>Pier</figcaption></figure>',
    ],
)
def test_the_caption_of_a_linked_picture_is_not_in_the_text(read: Read, figure: str) -> None:
    linked = {
        "pic": {"type": "picture", "description_text": "Pier", "renditions": {"main": {"href": "https://e/p.jpg"}}}
    }
    body = f"<p>One.</p>{figure}<p>Two.</p>"
    story = read(ninjs(1, body_text=None, body_html=body, associations=linked))
    assert (story.body.text, [one.caption for one in story.media]) == ("One.\n\nTwo.", ["Pier"])
    assert "<figcaption>Pier</figcaption>" in story.body.html
    alone = read(ninjs(1, body_text=None, body_html=body))
    assert alone.body.text == "One.\n\nPier\n\nTwo."


@pytest.mark.parametrize("odd", [[], {}, [None], 7, {"a": [1]}])
def test_odd_associations_and_bodies_harm_nothing(read: Read, odd: Any) -> None:
    linked = [{"name": "x", "type": odd, "uri": "u:x", "renditions": odd}, odd]
    story = read(ninjs(1, associations=linked, bodies=[{"value": odd}, odd], body_html=odd))
    assert story.body.text
    assert story.media == []


def test_many_empty_bodies_end_soon(read: Read) -> None:
    with within(1), pytest.raises(Rejected):
        read(ninjs(1, body_text=None, bodies=[{"role": "html", "value": "<p></p>"}] * 20_000))
