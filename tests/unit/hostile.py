"""Copy that means harm, by what it tries; `python -m tests.unit.hostile` reads all of it and says what that took."""

import base64
import io
import resource
import zipfile
from pathlib import Path

from schemas.article import Article
from schemas.reasons import Reason
from services.ingest.pipeline import process
from services.runtime.feeds import NEUTRAL
from tests.conftest import ROOT
from tests.unit.test_pipeline import NOW, RULES

_DEEP = 100_000


def nitf(words: str, doctype: str = "", headline: str = "Bridge Opens") -> bytes:
    """A story of NITF around the words."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{doctype}<nitf><head><docdata><doc-id id-string="x.1"/>'
        f'<date.issue norm="20261119T101500+0900"/></docdata></head><body><body.head><hedline><hl1>{headline}</hl1>'
        f"</hedline></body.head><body.content><p>{words}</p></body.content></body></nitf>"
    ).encode("utf-8", "surrogatepass")


def ninjs(**fields: str) -> bytes:
    """A story of ninjs; a value is JSON without the quotes around it."""
    values = {"uri": "urn:x:1", "headline": "Bridge Opens", "body_text": "It opened.", **fields}
    return ("{" + ",".join(f'"{name}":"{value}"' for name, value in values.items()) + "}").encode()


def _zip_bomb() -> bytes:
    """100 MB of nothing in 100 KB, as an attachment that calls itself text."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("story.txt", b"\0" * 100_000_000)
    return (
        b"From: a@example.com\r\nTo: desk@example.com\r\nSubject: Pictures\r\nMessage-ID: <bomb@example.com>\r\n"
        b"Date: Thu, 19 Nov 2026 10:15:00 +0900\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee the file.\r\n'
        b'--b\r\nContent-Type: application/zip; name="story.zip"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        + base64.encodebytes(packed.getvalue())
        + b"\r\n--b--\r\n"
    )


def _laughs() -> str:
    jokes = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE nitf [<!ENTITY l0 "ha">{jokes}]>'


def _attributes(number: int) -> str:
    return " ".join(f"a{n}='1'" for n in range(number))


_XXE = '<!DOCTYPE nitf [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
_REMOTE = '<!DOCTYPE nitf [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]>'

HOSTILE: dict[str, tuple[bytes, Reason | None]] = {
    "an entity of a file": (nitf("&x;", _XXE), Reason.MALFORMED),
    "a DTD from elsewhere is not fetched": (nitf("It opened.", _REMOTE), None),
    "an entity of a DTD from elsewhere": (nitf("&x;", _REMOTE), Reason.MALFORMED),
    "a billion laughs": (nitf("&l9;", _laughs()), Reason.MALFORMED),
    "an entity as long as the copy, many times": (
        nitf("&a;" * 50_000, f'<!DOCTYPE nitf [<!ENTITY a "{"a" * 50_000}">]>'), Reason.MALFORMED,
    ),
    "an entity that nobody declared": (nitf("&nobody;"), Reason.MALFORMED),
    "XML nested deep": (b"<nitf>" + b"<p>" * _DEEP + b"x" + b"</p>" * _DEEP + b"</nitf>", Reason.MALFORMED),
    "HTML nested deep": (ninjs(body_html="<div>" * _DEEP), Reason.MALFORMED),
    "JSON nested deep": (b'{"uri":"x","headline":' + b"[" * _DEEP + b"]" * _DEEP + b"}", Reason.MALFORMED),
    "an attribute of 900 KB": (nitf(f'<a href="{"h" * 900_000}">x</a>'), None),
    "a hundred thousand attributes": (nitf(f"<a {_attributes(90_000)}>x</a>"), Reason.MALFORMED),
    "a headline of 900 KB": (ninjs(headline="h" * 900_000), None),
    "a hundred thousand elements": (nitf("<br/>" * 100_000 + "x"), None),
    "a bomb in a mail": (_zip_bomb(), None),
    "NUL": (nitf("a\0b"), Reason.MALFORMED),
    "NUL by its number": (nitf("a&#0;b"), Reason.MALFORMED),
    "NUL in JSON": (ninjs(headline="a\\u0000b"), Reason.MALFORMED),
    "half a surrogate pair": (ninjs(headline="a\\ud800b"), Reason.MALFORMED),
    "two encodings": (nitf("café").replace(b"Bridge", "Brücke".encode("cp1252")), Reason.BAD_ENCODING),
    "Shift_JIS that says UTF-8, and lost half a character": (
        nitf("橋が開く。きのう、市が語った").decode().encode("cp932").replace(b"</p>", b"\x82</p>"),
        Reason.BAD_ENCODING,
    ),
    "a headline that turns round": (ninjs(headline="Bridge \\u202esnepO\\u2066"), None),
    "scripts": (
        ninjs(body_html="<p onclick='x()'>It <script>alert(1)</script>opened.</p><a href='javascript:x()'>y</a>"), None,
    ),
    "a script in pieces": (ninjs(body_html="<scr<script>ipt>alert(1)</scr</script>ipt><p>It opened.</p>"), None),
    "a document of data": (ninjs(body_html="<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>"), None),
    "a tag of a press release in small letters": (b"aa# It opened.", Reason.UNSUPPORTED_FORMAT),
    "a dateline that a carriage return parts": (
        "S\r. 20 (Jiji Press)—It opened.".encode(), Reason.UNSUPPORTED_FORMAT,
    ),
    "ZCZC behind another sign": (b"\x0bZCZC SMP\n%A\n#AM ZCZC\n$It opened\nNNNN\n", Reason.UNSUPPORTED_FORMAT),
    "a root of which the name never ends": (b"<nitf" + b"9" * 900_000, Reason.UNSUPPORTED_FORMAT),
    "text of a hundred thousand lines": (b"SAMPLETON (AP) _ x\n" + b"a\n" * 100_000, Reason.MALFORMED),
    "numbers without end": (b'{"uri":"x","headline":"y","body_text":"z","version":1e999999}', Reason.MALFORMED),
    "a version beyond numbers": (ninjs(version="9" * 400), Reason.BAD_VALUE),
}  # fmt: skip


def truncated() -> list[bytes]:
    """Each sample, cut off at each tenth."""
    bodies = [path.read_bytes() for path in sorted((ROOT / "samples").glob("*/*"))]
    return [body[: len(body) * tenth // 10] for body in bodies for tenth in range(1, 10)]


def main() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    open_files = len(list(Path("/proc/self/fd").iterdir()))
    bodies = [*(body for body, _ in HOSTILE.values()), *truncated()]
    taken = sum(isinstance(outcome, Article) for body in bodies for outcome in process(body, NEUTRAL, NOW, RULES))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    left_open = len(list(Path("/proc/self/fd").iterdir())) - open_files
    print(f"{len(bodies)} bodies, {taken} articles, {grown} MB, {left_open} files left open")  # noqa: T201


if __name__ == "__main__":
    main()
