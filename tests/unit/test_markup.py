"""HTML is made harmless and read as a reader would."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.reading.markup import body_of_html, plain_paragraphs, sanitise, text_to_html, without_notice
from tests.pace import within


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One</p><p>Two &amp; three</p>", "One\n\nTwo & three"),
        ("<div>a<br>b</div>", "a\nb"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>", "1\t2\n3\t4"),
        (
            "<table><tr><td></td><td>P</td></tr><tr><td><p>a<br>b</p></td><td></td><td>c</td></tr></table>",
            "\tP\na b\t\tc",
        ),
        ("<p>One</p><p>&nbsp;</p><p></p><p>Two</p>", "One\n\nTwo"),
        ("<p><ruby>忘<rt>わす</rt></ruby>れる</p>", "忘（わす）れる"),
        ("<p><ruby>忘<rp>(</rp><rt>わす</rt><rp>)</rp></ruby>れる</p>", "忘（わす）れる"),
        ("<pre>a  1\nb  2</pre>", "a  1\nb  2"),
        ('<p title="a > b">quoted &lt;b&gt;</p>', "quoted <b>"),
        ("<p>kept</p><script>alert(1)</script><style>p{}</style>", "kept"),
        ("<p>\u3000全角の字下げ</p>", "\u3000全角の字下げ"),
        ("a  b\n c", "a b c"),
        ("", ""),
    ],
)
def test_text_of_html(markup: str, text: str) -> None:
    assert body_of_html(markup).text == text


def test_what_could_harm_is_gone_and_structure_stays() -> None:
    clean = sanitise(
        '<p onclick="x()">a<script>alert(1)</script></p><a href="javascript:x()">b</a>'
        '<a href="https://example.com/">c</a><table><tr><td colspan="2">d</td></tr></table><ruby>字<rt>じ</rt></ruby>'
    )
    assert "script" not in clean
    assert "onclick" not in clean
    assert '<a href="https://example.com/">c</a>' in clean
    assert '<td colspan="2">d</td>' in clean
    assert "<ruby>字<rt>じ</rt></ruby>" in clean


def test_empty_paragraphs_and_indentation_go() -> None:
    assert sanitise("<p>a</p><p></p>\r\n\t\t \n<p>\u3000b\n  c</p><p></p>") == "<p>a</p>\n<p>\u3000b\nc</p>"
    assert sanitise("<pre>1\n  2</pre>") == "<pre>1\n  2</pre>"


@pytest.mark.parametrize(
    ("markup", "left", "notice"),
    [
        ("<div><p>News.</p>\n<p>© 2026 Sample Wire</p></div>", "<div><p>News.</p></div>", "© 2026 Sample Wire"),
        ("<p>News.</p><p>(c) Sample Wire. <b>All rights</b></p>", "<p>News.</p>", "(c) Sample Wire. All rights"),
        ("<p>© 2026 Sample Wire</p>", "<p>© 2026 Sample Wire</p>", None),
        ("<p>News.</p><p>Copyright law changes.</p>", "<p>News.</p><p>Copyright law changes.</p>", None),
        ("<p>News.</p>© Sample", "<p>News.</p>© Sample", None),
    ],
)
def test_a_notice_of_rights_is_parted_from_the_end(markup: str, left: str, notice: str | None) -> None:
    body, found = without_notice(body_of_html(markup))
    assert (body.html, found) == (left, notice)
    assert ("News." in body.text, "Sample" in body.text) == ("News." in left, "Sample" in left)


def test_plain_text_and_back() -> None:
    assert text_to_html("a < b\n\nc\nd") == "<p>a &lt; b</p><p>c<br>d</p>"
    assert plain_paragraphs("a \r\n\r\n\r\n\r\nb\r") == "a\n\nb"


@given(st.text())
def test_text_survives_the_way_through_html(text: str) -> None:
    assert "<script" not in sanitise(text_to_html(text)).lower()
    assert isinstance(body_of_html(text).text, str)


@pytest.mark.parametrize(
    "markup",
    [
        "<" * 300_000,
        "<p>a" * 100_000,
        "&amp;" * 100_000,
        "<p>" * 140_000,
        " " * 500_000,
        "<!--" * 100_000,
        "<p>x\n" + " " * 400_000,
        "</p>" * 90_000,
    ],
)
def test_half_a_megabyte_of_oddities_is_read_quickly(markup: str) -> None:
    with within(1):
        body_of_html(markup)
