"""Copy of a family, damaged: what a line fault, a broken sender or an attacker makes of it."""

from pathlib import Path

from hypothesis import strategies as st

from tests.conftest import ROOT

_SPLICES = [
    b"\0", b"\x1b$B", b"\x1a", b"\x85", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", "\u202e".encode(),
    "\u2028".encode(), b"<", b">", b"&", b"&x;", b"&#0;", b"&#55296;", b"]]>", b"<![CDATA[", b"<!--", b"-->", b"<?x?>",
    b'<!DOCTYPE a [<!ENTITY x "y">]>', b"<script>alert(1)</script>",
    b'<a href="javascript:x()">', b"<p><p><div><table>", b'xml:lang="x y"', b'"', b"'", b"{", b"}", b"[", b"]", b",",
    b":", b"null", b"true", b"1e999", b"-1", b"9" * 20,
    b"\\ud800", b"\\u0000", b"\x01", b"\x02", b"\x03", b"\x04", b"\x16", b"\r", b"\n\n", b"\t", b" " * 300, b"9" * 400,
    b"2026-02-30T25:61:61Z", b"00000000T000000Z", b"9999-12-31T23:59:59-14:00", b"0001-01-01T00:00:00+14:00",
    b"1ST LEAD KILL ", "【訂正】".encode(), b"=?utf-8?B?/////w==?=", b"Content-Type: multipart/mixed; boundary=b\r\n",
    b"Content-Transfer-Encoding: base64\r\n", b"charset=klingon",
]  # fmt: skip


_UNITS = [
    b" ", b"\n", b"\t", b"a", b"9", b"<", b">", b"&", b"(", b"[", b"-", b"=", b"'", b'"', b"a ", b"a\n",
    b"\n\n", b"\r\n", b"^", b"`", b"_", b":", b"/", b"\\", b"\\n", b"\x03", b"\x1e", b";", b"\xc2\xa0",
    "\u3000".encode(), "【".encode(), "年".encode(), b"<p>", b"<b>", b"<br/>", b"<!--", b"1ST LEAD ",
    b"KILL ", b"(AP) ", b"a: b\n", b"--b\n", b"ZCZC\n", b"=?utf-8?q?a?= ", b"AB#",
]  # fmt: skip
"""Of which a megabyte at the wrong place has cost some pattern minutes."""


def seeds(family: str) -> list[bytes]:
    """The project's samples of the family; they are found by the name of its folder."""
    found = sorted(path for path in (ROOT / "samples" / family).glob("*") if path.is_file())
    return [path.read_bytes() for path in found]


def more_seeds(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.glob("*")) if path.is_file()]


@st.composite
def mutated(draw: st.DrawFn, bodies: list[bytes]) -> bytes:
    body = draw(st.sampled_from(bodies))
    for _ in range(draw(st.integers(1, 6))):
        body = _once(draw, body, bodies)
    return body[:300_000]


def _once(draw: st.DrawFn, body: bytes, bodies: list[bytes]) -> bytes:
    start = draw(st.integers(0, max(len(body) - 1, 0)))
    end = min(len(body), start + draw(st.integers(0, 200)))
    other = draw(st.sampled_from(bodies))
    cut = draw(st.integers(0, max(len(other) - 1, 0)))
    middle = draw(
        st.one_of(
            st.sampled_from(_SPLICES),
            st.binary(max_size=8),
            st.just(b""),
            st.sampled_from([2, 10, 300]).map(lambda times: body[start:end] * times),
            st.just(other[cut : cut + 2000]),
        )
    )
    # What follows: the rest after the piece that was replaced, the rest with it, or nothing at all.
    rest = draw(st.sampled_from([body[end:], body[start:], body[end:], b""]))
    return body[:start] + middle + rest


@st.composite
def long_runs(draw: st.DrawFn, bodies: list[bytes]) -> bytes:
    """One thing again and again, up to what feeds take, at any place of a body."""
    body = draw(st.sampled_from(bodies))
    at = draw(st.integers(0, len(body)))
    unit = draw(st.sampled_from(_UNITS))
    return body[:at] + unit * (900_000 // len(unit)) + body[at:]
