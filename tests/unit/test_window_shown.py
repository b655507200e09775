"""Whatever an agency sends is shown inert, and where it says."""

import datetime as dt

import pytest

from services.desk.window import shown


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ('" onmouseover="x', "&#34; onmouseover=&#34;x"),
        ("日本 & 世界", "日本 &amp; 世界"),
        ("a\u202eb", 'a<span class="sign" title="U+202E">RLO</span>b'),
        ("a\x1b[2J", 'a<span class="sign" title="U+001B">␛</span>[2J'),
        ("\x7f\x85", '<span class="sign" title="U+007F">␡</span><span class="sign" title="U+0085">0085</span>'),
        ("\ud800", '<span class="sign" title="U+D800">D800</span>'),
        ("👨\u200d👩", "👨\u200d👩"),
    ],
)
def test_signs_are_inert(text: str, html: str) -> None:
    assert shown.inert(text) == f"<bdi>{html}</bdi>"


def test_nothing_is_shown_as_nothing() -> None:
    assert shown.inert(None) == "<bdi></bdi>"


def test_words_are_marked_where_they_stand() -> None:
    html = shown.marked("<b>Bank of Japan</b>", [(3, 7, "banking"), (3, 16, "central bank")])
    assert html == (
        '<bdi>&lt;b&gt;<mark title="banking · central bank">Bank</mark>'
        '<mark title="central bank"> of Japan</mark>&lt;/b&gt;</bdi>'
    )


def test_marks_outside_of_the_text_are_none() -> None:
    assert shown.marked("short", [(90, 99, "x"), (2, 2, "y")]) == "<bdi>short</bdi>"


def test_paragraphs_keep_their_marks() -> None:
    text = "One bridge.\nStill one.\n\n  The bridge again.\n"
    at = text.rindex("bridge")
    assert list(shown.paragraphs(text, [(4, 10, "a"), (at, at + 6, "a")])) == [
        'One <mark title="a">bridge</mark>.\nStill one.',
        'The <mark title="a">bridge</mark> again.',
    ]


def test_a_mark_over_two_paragraphs_is_in_both() -> None:
    assert list(shown.paragraphs("ab\n\ncd", [(1, 5, "x")])) == [
        'a<mark title="x">b</mark>',
        '<mark title="x">c</mark>d',
    ]


def test_bytes_in_hex() -> None:
    first, second = shown.hexdump(bytes(range(0x3A, 0x4B)))
    assert first == ("000000", "3a 3b 3c 3d 3e 3f 40 41  42 43 44 45 46 47 48 49", ":;<=>?@ABCDEFGHI")
    assert second == ("000010", "4a", "J")
    assert len(list(shown.hexdump(bytes(10**6)))) == shown.HEX_MOST // 16


@pytest.mark.parametrize(
    ("encoding", "text"), [("cp932", "日本"), ("no such", "\ufffd\ufffd\ufffd{"), (None, "\ufffd\ufffd\ufffd{")]
)
def test_bytes_as_text(encoding: str | None, text: str) -> None:
    assert shown.decoded("日本".encode("cp932"), encoding) == text


@pytest.mark.parametrize(
    ("detail", "there"),
    [
        ("broken XML at line 2, column 3: mismatch", "<b>"),
        ("no UTF-8: byte 1 is 0xff", "0xff"),
        ("broken XML at line 99, column 1: x", None),
        ("no UTF-8: byte 99999 is 0x00", None),
        ("no headline", None),
    ],
)
def test_the_place_of_an_error(detail: str, there: str | None) -> None:
    body = b"<\xff>\r\n<b>\r\n</a>"
    where = shown.place(detail, body)
    assert (where and shown.around(body, where)[1]) == there


def test_times_are_japans() -> None:
    assert shown.stamp("2026-11-20T16:30:00Z") == (
        '<time datetime="2026-11-21T01:30:00+09:00" title="2026-11-21 01:30:00 JST">2026-11-21 01:30:00</time>'
    )
    assert shown.stamp(None) == "–"


@pytest.mark.parametrize(
    ("milliseconds", "told"),
    [
        (-5, "0 ms"),
        (38.4, "38 ms"),
        (2345, "2.3 s"),
        (59_000, "59 s"),
        (300_000, "5 min"),
        (7.2e6, "2 h"),
        (1e9, "12 d"),
    ],
)
def test_lags(milliseconds: float, told: str) -> None:
    assert shown.lag(milliseconds) == told


def test_time_left() -> None:
    now = dt.datetime.now(dt.UTC)
    assert shown.left(now - dt.timedelta(seconds=5)) == "00:00:00"
    assert shown.left(now + dt.timedelta(days=2, hours=3, seconds=0.9)) == "2 d 03:00:00"


def test_a_sparkline_stays_in_its_box() -> None:
    points = [tuple(map(float, point.split(","))) for point in shown.sparkline([0, 5, 10]).split()]
    assert points == [(0.0, 34.0), (120.0, 18.0), (240.0, 2.0)]
    assert shown.sparkline([0, 0]) == "0.0,34.0 240.0,34.0"
