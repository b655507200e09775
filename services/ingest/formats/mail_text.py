"""From a mail's bytes to words: character sets of parts, encoded words of headers, paragraphs that flow."""

import base64
import binascii
import quopri
import re

from schemas.reasons import Reason, Rejected
from schemas.story import Repair
from services.ingest.decode import codec_of, decode
from services.ingest.draft import Draft
from services.ingest.formats.mail_parts import Part
from services.ingest.formats.syndication_terms import one_line
from services.runtime.feeds import Feed

_LONGEST = 10_000
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?\s]*(?: [^?\s]*)*)\?=")
_LARGER = {"shift_jis": "cp932", "ascii": "utf-8", "iso8859-1": "cp1252", "gb2312": "gb18030", "euc_kr": "cp949"}
"""Sets whose labels are written on text of larger ones, as in the WHATWG Encoding Standard."""

_SIGNATURE = re.compile(r"^-- ?$(?P<below>(?:\n[^\n]*){0,20})\Z", re.MULTILINE)

_JIS = re.compile(rb"\x1b\$[@B]([^\x1b]*)")
_NOT_JIS = re.compile(rb"\x1b(?:\([BJ]|\$[@B])")


def part_text(part: Part, draft: Draft, feed: Feed) -> str:
    """Raises Rejected: bad_encoding, malformed."""
    content = part.content()
    text = _decoded(content, part.parameter("charset"), draft, feed, "body") if content.strip() else ""
    if (nul := text.find("\0")) >= 0:
        raise Rejected(Reason.MALFORMED, f"NUL at character {nul} of a part")
    return text.removeprefix("\ufeff")


def header_text(raw: str, draft: Draft, feed: Feed) -> str | None:
    """RFC 2047 undone, white space collapsed; `raw` is ISO 8859-1 for bytes that no charset is told of.

    Raises Rejected: bad_encoding, malformed for a header longer than any.
    """
    if len(raw) > _LONGEST:
        raise Rejected(Reason.MALFORMED, f"a header of more than {_LONGEST} characters")
    pieces: list[tuple[str, bytes]] = []
    end = 0
    for word in _WORD.finditer(raw):
        between = raw[end : word.start()]
        if between.strip() or (between and not pieces):
            pieces.append(("", between.encode("latin-1", "replace")))
        charset = word[1].partition("*")[0].lower()
        content = _word(word[2], word[3])
        if not content.isascii() and not word[3].isascii() and _try(content, "utf-8") is not None:
            # RFC 2047 allows ASCII alone there: what somebody wrote or decoded in between says nothing of the label.
            _repaired(draft, charset, "utf-8", "bytes that no encoded word may hold", "headers")
            charset = "utf-8"
        # Words of one set are read together: programs cut them in the middle of a character.
        if pieces and pieces[-1][0] == charset and not between.strip():
            pieces[-1] = (charset, pieces[-1][1] + content)
        else:
            pieces.append((charset, content))
        end = word.end()
    if raw[end:]:
        # RFC 2231's values are text by now, of any script.
        pieces.append(
            ("", raw[end:].encode("latin-1") if _is_latin(raw[end:]) else raw[end:].encode("utf-8", "replace"))
        )
    text = "".join(_decoded(content, charset, draft, feed, "headers") for charset, content in pieces if content)
    return one_line(text)


def flowed(text: str, part: Part) -> str:
    """Paragraphs that a program cut into lines, whole again (RFC 3676)."""
    if part.parameter("format").lower() != "flowed":
        return text
    joint = "" if part.parameter("delsp").lower() == "yes" else " "
    lines: list[list[str]] = []
    flows = False
    for line in text.replace("\r\n", "\n").split("\n"):
        quoted = line.startswith(">")
        plain = line.removeprefix(" ")
        if flows and not quoted and plain != "-- ":
            lines[-1].append(plain)
        else:
            lines.append([plain])
        flows = plain.endswith(" ") and plain != "-- " and not quoted
        if flows:
            lines[-1][-1] = plain[:-1] + joint
    return "\n".join("".join(line) for line in lines)


def unsigned(text: str, draft: Draft) -> str:
    """Without the signature, whose sign is two dashes and a blank (RFC 3676, 4.3); what is cut off is told."""
    text = text.replace("\r\n", "\n").rstrip("\n")
    last = text.rfind("\n--")
    found = _SIGNATURE.search(text, last + 1) if last > 0 else None
    if found is None:
        return text
    below = " ".join(found["below"].split())
    draft.repairs.append(Repair(field="body", from_=below[:200], to="", why="signature, RFC 3676, 4.3"))
    return text[: found.start()]


def _word(encoding: str, written: str) -> bytes:
    if encoding in "qQ":
        return quopri.decodestring(written.replace("_", " ").encode("latin-1", "replace"), header=True)
    try:
        return base64.b64decode(written + "=" * (-len(written) % 4))
    except (binascii.Error, ValueError) as problem:
        raise Rejected(Reason.MALFORMED, "an encoded word of a header that is no base64") from problem


def _decoded(content: bytes, label: str, draft: Draft, feed: Feed, field: str) -> str:
    """By its label strictly, else by the larger set of that label, else as copy that declares nothing."""
    if label.lower() in {"utf-7", "unicode-1-1-utf-7"}:
        name: str | None = "utf-7"
    else:
        name = codec_of(label) if label else None
    if name is not None:
        for codec in (name, _LARGER.get(name), "iso2022_jp_ext" if name.startswith("iso2022_jp") else None):
            if codec and (text := _try(content, codec)) is not None:
                if codec != name:
                    _repaired(draft, label, codec, "signs of a larger set than is declared", field)
                return text
        if name.startswith("iso2022_jp") and (text := _try(_shift_jis(content), "cp932")) is not None:
            _repaired(draft, label, "cp932", "signs of NEC and IBM that ISO-2022-JP does not have", field)
            return text
    return _undeclared(content, label, draft, feed, field)


def _undeclared(content: bytes, label: str, draft: Draft, feed: Feed, field: str) -> str:
    if not content.strip():
        return content.decode("latin-1")
    copy = decode(content, feed)
    if copy.encoding == "rfc822":  # the words begin like a mail of their own
        text = _try(content, "utf-8")
        if text is None:
            raise Rejected(Reason.BAD_ENCODING, f"{field}: no UTF-8, and no charset is declared")
        return text
    if label and not (copy.text.isascii() and not codec_of(label)):
        _repaired(draft, label, copy.encoding, "its bytes are no such text, or no such set is known", field)
    draft.repairs.extend(repair for repair in copy.repairs if repair not in draft.repairs)
    return copy.text


def _repaired(draft: Draft, label: str, codec: str, why: str, field: str) -> None:
    repair = Repair(field="encoding", from_=label[:40], to=codec, why=f"{field}: {why}")
    if repair not in draft.repairs:
        draft.repairs.append(repair)


def _shift_jis(content: bytes) -> bytes:
    """ISO-2022-JP as Shift_JIS, row and cell by arithmetic: Python's codec knows no row 13 (①, ㈱)."""
    return _NOT_JIS.sub(b"", _JIS.sub(lambda found: _shifted(found[1]), content))


def _shifted(pairs: bytes) -> bytes:
    out = bytearray()
    at = 0
    while at < len(pairs):
        high, low = pairs[at], pairs[at + 1] if at + 1 < len(pairs) else 0
        if not (0x21 <= high <= 0x7E and 0x21 <= low <= 0x7E):
            out.append(high)
            at += 1
            continue
        out.append((high - 0x21) // 2 + (0x81 if high < 0x5F else 0xC1))
        if high % 2:
            out.append(low + (0x1F if low < 0x60 else 0x20))
        else:
            out.append(low + 0x7E)
        at += 2
    return bytes(out)


def _is_latin(text: str) -> bool:
    return all(sign < "\u0100" for sign in text)


def _try(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except (UnicodeDecodeError, LookupError):
        return None
