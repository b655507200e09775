"""From bytes to text: which encoding the copy is in, and whether it can be copy at all.

In order: a byte order mark; what an XML declaration says; UTF-8; the encoding of the feed; the one encoding of those
that wires are known to use in which the bytes read as words.  Where none or several do, the copy is refused.
"""

import codecs
import re
from collections.abc import Iterator

from schemas.reasons import Reason, Rejected
from schemas.story import Repair
from services.ingest.draft import Copy
from services.runtime.feeds import Feed

# The longer mark first: UTF-32's begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,100}?\bencoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
_LABELS = {"windows-31j": "cp932", "cswindows31j": "cp932", "x-sjis": "cp932", "x-euc-jp": "euc_jp"}
"""Labels of the IANA registry and of old software that Python does not know."""

_CHARACTER_SETS = re.compile(r"utf-(?:8|16|32)|iso8859|cp\d|koi8|mac|big5|gb|euc|shift|iso2022|johab|hz|tis|ascii")
"""Python's codecs for text; others (unicode_escape, idna) are programs that copy should not run."""

_WEB_NAMES = {
    "shift_jis": "cp932", "iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "euc_kr": "cp949",
    "euc_jp": "euc_jis_2004",
}  # fmt: skip
"""What is so labelled holds signs of the larger set, as the WHATWG Encoding Standard has it; for NEC's row 13 (①, ㈱)
in EUC-JP Python has JIS X 0213 alone, where those signs stand in the same places."""

_UNMARKED = ((b"<\0?\0", "utf-16-le"), (b"\0<\0?", "utf-16-be"))
"""XML in UTF-16 whose byte order mark got lost (XML 1.0, appendix F)."""

# Possessive: lines of blanks would otherwise be divided in every way there is.
_MAIL_HEAD = re.compile(rb"\A\s*+(?:[!-9;-~]{1,60}+:[^\n]*+\n(?:[ \t][^\n]*+\n)*+){2,}+\r?\n")
_MAIL_FIELD = re.compile(rb"^(?:from|date|message-id|mime-version|received|subject|to):", re.MULTILINE | re.IGNORECASE)

_KANA = re.compile("[\u3041-\u3093\u30a1-\u30f6]")
_NOT_JAPANESE = re.compile("[\ue000-\uf8ff\x80-\x9f]")
_WESTERN = re.compile("[^\x00-\x7f]+")
# Runs of a few such signs; no-break spaces, which set tables, may stand between them or alone.
_WESTERN_SIGNS = re.compile(
    "\u00a0*+(?:[\u00a1-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u2013-\u2026\u20ac\u2122\u2030\u2039\u203a]"
    "\u00a0*+){0,3}"
)


def decode(body: bytes, feed: Feed) -> Copy:
    """The body as text, without its byte order mark.

    Raises Rejected: too_large, no_content, malformed (NUL), bad_encoding.
    """
    if len(body) > feed.max_bytes:
        raise Rejected(Reason.TOO_LARGE, f"{len(body)} bytes, feed {feed.name} takes {feed.max_bytes}")
    if not body.strip():
        raise Rejected(Reason.NO_CONTENT, "no body, or nothing but white space in it")
    if _is_mail(body):
        return Copy(body.decode("latin-1"), "rfc822", body=body)
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            why = f"byte order mark of {encoding.upper()} removed"
            repair = Repair(field="body", from_=mark.hex(), to="", why=why)
            return _copy(body, _strictly(body, encoding, len(mark)), encoding, repair)
    for start, encoding in _UNMARKED:
        if body.startswith(start):
            return _copy(body, _strictly(body, encoding), encoding, _read_as("no byte order mark", encoding))
    if found := _DECLARED.match(body[:300]):
        return _declared(body, found[1].decode("ascii"), feed)
    if b"\x1b$" in body:  # seven-bit, so it passes for UTF-8; read as such it would be rubbish
        return _copy(
            body, _strictly(body, "iso2022_jp_ext"), "iso2022_jp_ext", _read_as("no declaration", "iso2022_jp_ext")
        )
    text = _try(body, "utf-8")
    return _copy(body, text, "utf-8") if text is not None else _undeclared(body, feed)


def codec_of(label: str) -> str | None:
    """Python's name of a character set that copy declares; None if it is none."""
    try:
        name = codecs.lookup(_LABELS.get(label.lower(), label)).name
    except (LookupError, ValueError):
        return None
    return name if _CHARACTER_SETS.match(name) else None


def _is_mail(body: bytes) -> bool:
    head = _MAIL_HEAD.match(body[:65536])
    return head is not None and len({name.lower() for name in _MAIL_FIELD.findall(head[0])}) >= 2


def _declared(body: bytes, label: str, feed: Feed) -> Copy:
    """UTF-8 is tried first whatever is declared: other text does not read as UTF-8 by chance."""
    name = codec_of(label)
    if name is None:
        raise Rejected(Reason.BAD_ENCODING, f"XML declares an encoding that is none: {label!r}")
    if name.startswith(("utf-16", "utf-32")):
        name = "utf-8"  # without a byte order mark; the declaration is read as bytes, so it can't be
    if name != "utf-8" and not name.startswith("iso2022"):
        text = _try(body, "utf-8")
        if text is not None:
            return _copy(body, text, "utf-8", *([] if text.isascii() else [_read_as(label, "utf-8")]))
        web = _WEB_NAMES.get(name, name)
        text = _try(body, name)
        if text is not None and not re.search("[\x80-\x9f]", text):
            return _copy(body, text, name)
        return _copy(body, _strictly(body, web), web, _read_as(label, web))
    text = _try(body, name)
    return _copy(body, text, name) if text is not None else _undeclared(body, feed, label)


def _undeclared(body: bytes, feed: Feed, label: str = "no declaration") -> Copy:
    if feed.encoding:
        text = _strictly(body, feed.encoding)
        return _copy(
            body, text, feed.encoding, _read_as(label, feed.encoding, "no UTF-8, and this is the feed's encoding")
        )
    candidates = list(_plausible(body))
    if len(candidates) == 1:
        name, text = candidates[0]
        return _copy(
            body, text, name, _read_as(label, name, "no UTF-8; of the encodings that wires use, it reads in this alone")
        )
    if candidates:
        names = " or ".join(name for name, _ in candidates)
        raise Rejected(Reason.BAD_ENCODING, f"no UTF-8; it could be {names}: set `encoding` of feed {feed.name}")
    _strictly(body, "utf-8")
    raise AssertionError  # it would have been read


def _plausible(body: bytes) -> Iterator[tuple[str, str]]:
    """Encodings in which the bytes read as words: kana and no private signs, or accents among ASCII letters."""
    for name in ("cp932", "euc_jp"):
        text = _try(body, name)
        if text and _KANA.search(text) and not _NOT_JAPANESE.search(text):
            yield name, text
    text = _try(body, "cp1252")
    runs = _WESTERN.findall(text or "")
    if any(_try(run.encode("cp1252"), "utf-8") for run in runs):
        return  # some of it is UTF-8 after all: two encodings in one copy, and é would be read as Ã©
    if text and sum(map(len, runs)) * 4 < len(text) and all(_WESTERN_SIGNS.fullmatch(run) for run in runs):
        yield "cp1252", text


def _try(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _strictly(body: bytes, encoding: str, start: int = 0) -> str:
    try:
        return body[start:].decode(encoding)
    except UnicodeDecodeError as problem:
        where = start + problem.start
        raise Rejected(Reason.BAD_ENCODING, f"no {encoding.upper()}: byte {where} is 0x{body[where]:02x}") from problem


def _read_as(said: str, encoding: str, why: str = "the bytes show it") -> Repair:
    return Repair(field="encoding", from_=said, to=encoding, why=why)


def _copy(body: bytes, text: str, encoding: str, *repairs: Repair) -> Copy:
    if (nul := text.find("\0")) >= 0:
        raise Rejected(Reason.MALFORMED, f"NUL at character {nul}")
    return Copy(text, encoding, repairs, body)
