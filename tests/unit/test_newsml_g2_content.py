"""What stands in the contentSet of a NewsML-G2 item: XHTML, NITF, plain text, and what was escaped into it."""

import pytest

from schemas.story import Dateline
from tests.unit.test_newsml_g2 import WORDS, draft, item


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (WORDS, "It snowed."),
        ("<inlineXML><p>One.</p><p>Two.</p></inlineXML>", "One.\n\nTwo."),
        ("<inlineXML><HTML><BODY><P>One.</P><P>Two.</P></BODY></HTML></inlineXML>", "One.\n\nTwo."),
        (
            '<inlineData contenttype="application/nitf+xml">&lt;nitf&gt;&lt;body&gt;&lt;body.content&gt;&lt;p&gt;One.'
            "&lt;/p&gt;&lt;hl2&gt;Two&lt;/hl2&gt;&lt;/body.content&gt;&lt;/body&gt;&lt;/nitf&gt;</inlineData>",
            "One.\n\nTwo",
        ),
        (
            '<inlineData contenttype="application/xhtml+xml"><![CDATA[<html><body><p>One.</p></body></html>]]>'
            "</inlineData>",
            "One.",
        ),
        ('<inlineData contenttype="application/xhtml+xml"><![CDATA[<p>One.<br>Two.]]></inlineData>', "One.\nTwo."),
        (
            "<inlineXML><p>One\n      line.</p>\n      <table>\n        <tr>\n          <td>a</td>\n"
            "          <td>b</td>\n        </tr>\n      </table></inlineXML>",
            "One line.\n\na\tb",
        ),
        ("<inlineXML><![CDATA[<p>One.</p><p>Two.</p>]]></inlineXML>", "One.\n\nTwo."),
        ('<inlineXML><x:html xmlns:x="urn:x"><x:body><x:p>One.</x:p></x:body></x:html></inlineXML>', "One."),
        ('<inlineData contenttype="text/plain">One.\r\n\r\n\r\nTwo.</inlineData>', "One.\n\nTwo."),
        ('<inlineData contenttype="text/plain"><![CDATA[<p>One\nline.</p>]]></inlineData>', "One line."),
        ('<inlineData contenttype="text/html">One &lt;b&gt;word&lt;/b&gt;</inlineData>', "One word"),
        (
            "<inlineXML><html><body><header><ul><li>x</li></ul><h1>Snow on the pass</h1></header>"
            '<section><p class="teaser">Snow on the pass</p><p>It snowed.</p></section></body></html></inlineXML>',
            "It snowed.",
        ),
        (
            '<inlineXML contenttype="application/xhtml+html"><html><body><p>(Adds depth)\n    By Hana Mori\n'
            "    Jan 30 - Snow\nfell.\n\nPass   1   2\nHill   3   4</p></body></html></inlineXML>",
            "(Adds depth)\n\nBy Hana Mori\n\nJan 30 - Snow fell.\n\nPass   1   2\nHill   3   4",
        ),
        (
            "<inlineXML><nitf><body><body.content><p>One.</p><bq><block><p>Two.</p></block></bq></body.content>"
            "<body.end><tagline>hm</tagline></body.end></body></nitf></inlineXML>",
            "One.\n\nTwo.\n\nhm",
        ),
    ],
)
def test_bodies(content: str, text: str) -> None:
    found = draft(item(content=content))
    assert found.body is not None
    assert found.body.text == text


def test_what_is_no_text_is_told() -> None:
    coded = draft(item(content='<inlineData contenttype="image/png" encoding="encd:base64">AAAA</inlineData>'))
    alien = draft(item(content="<inlineXML><sports-content><a>1</a></sports-content></inlineXML>"))
    assert (coded.body, alien.body, len(coded.warnings), len(alien.warnings)) == (None, None, 1, 1)


def test_nitf_speaks_where_the_metadata_is_silent() -> None:
    nitf = (
        "<inlineXML><nitf><head><title>Title</title></head><body><body.head><hedline><hl1>Snow</hl1><hl2>Much</hl2>"
        "</hedline><byline>By<person>Hana Mori</person></byline><dateline><location>Toyama</location></dateline>"
        "<abstract><p>Short.</p></abstract></body.head><body.content><p>It snowed.</p>"
        '<media media-type="image"><media-reference source="a.jpg" mime-type="image/jpeg" width="10" height="9"/>'
        "<media-caption>Snow</media-caption></media></body.content></body></nitf></inlineXML>"
    )
    found = draft(item(lines="<urgency>5</urgency>", content=nitf))
    assert (found.headline, found.subheadlines, found.byline) == ("Snow", ["Much"], "By Hana Mori")
    assert (found.summary, found.dateline) == ("Short.", Dateline(text="Toyama", place="Toyama"))
    [media] = found.media
    assert (media.kind, media.caption, media.href) == ("picture", "Snow", "a.jpg")
    assert found.body is not None
    assert found.body.text == "It snowed."
