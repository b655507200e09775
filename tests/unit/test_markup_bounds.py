"""What would cost the sanitiser seconds or hundreds of megabytes is refused at once; what readers write is not."""

import pytest

from schemas.reasons import Reason, Rejected
from services.ingest.reading.markup import body_of_html
from services.ingest.reading.markup_bounds import bounded
from tests.pace import within

_MANY = 60_000
_NAMES = " ".join(f"a{n}" for n in range(_MANY))
_BOLD = "".join(f"<b id=a{n}>" for n in range(90))


@pytest.mark.parametrize(
    ("markup", "told"),
    [
        ("<div>" * _MANY, "nested"),
        ("<div/>" * _MANY, "nested"),  # HTML closes no element so
        ("<rt>x" * _MANY, "nested"),  # a reading outside of ruby
        ("<div a='</div>'>" * _MANY, "nested"),
        ('<div a="<">' * _MANY, "nested"),
        ("<div><!--</div>-->" * _MANY, "nested"),
        ("<div><textarea></div></textarea>" * _MANY, "nested"),
        ("<div><?</div>" * _MANY, "nested"),
        ("<div><svg><![CDATA[></div></svg>]]></svg>" * _MANY, "nested"),
        (f"<a {_NAMES}>", "attributes"),
        (f"<a {_NAMES}", "attributes"),
        (f"<a b='>' {_NAMES}>", "attributes"),
        (f"<a {_NAMES.replace(' ', '/')}>", "attributes"),
        ("&#" * 200_000, "character references"),
        ("\xa0" * 300_000, "Latin-1"),
        ("<br>" * 200_000, "tags"),
        ("<p>" + _BOLD + "<p>x" * 2_000, "never closed"),
        ("<table>" + "x<b>y</b>" * 20_000, "between the cells"),
        ("<table>x</table>" * 20_000, "between the cells"),
    ],
)
def test_what_no_copy_has(markup: str, told: str) -> None:
    with within(1):
        with pytest.raises(Rejected, match=told) as refused:
            body_of_html(markup)
        assert refused.value.reason is Reason.MALFORMED


@pytest.mark.parametrize(
    "markup",
    [
        "<p>One<p>Two" * 1_000,
        "<p><b>never closed<p>x" + "<p>y" * 500,
        "<a name=x>A" * 500,
        "<ul>" + "<li>x" * 5_000 + "</ul>",
        "<table>" + "<tr><td><b>x</b></td><td>y</td></tr>" * 5_000 + "</table>",
        "<p><ruby>字<rt>じ</ruby></p>" * 1_000,
        f'<p title="it\'s">{_NAMES}</p>',
        f'<a href="https://example.com/?{"x=1;" * 20_000}">a</a>',
        "<!-- " * 50_000 + "a",
        "<svg>" * 50_000 + "a",
        '<div ="></div>">' * 50_000,  # the quotes begin no value, so that the end tag is one
        " " * 300_000 + "a",
    ],
)
def test_what_copy_may_have(markup: str) -> None:
    with within(1):
        assert body_of_html(markup).text


@pytest.mark.parametrize(
    ("markup", "left"),
    [
        ("a<!-- <p> -->b", "a b"),
        ("a<!-- never closed <p>b", "a  never closed <p>b"),
        ("a<script>if (a < b) '</p>'</script>b", "a b"),
        ("a<script>cut off in the mid", "a "),
        ("a<!-- <script> -->b<script>'<!--'</script>c", "a b c"),
        ("a<svg><title>x</title></svg>b", "a b"),
        ("a<textarea>never closed", "a never closed"),
        ("a</script>b<?xml version='1.0'?>c<!DOCTYPE html>d", "a b c d"),
        ("<a title='<!--'>x</a><!-- y -->z", "<a title='<!--'>x</a> z"),
        ("<p>nothing of it</p>", "<p>nothing of it</p>"),
    ],
)
def test_what_holds_no_words_goes(markup: str, left: str) -> None:
    assert bounded(markup) == left
