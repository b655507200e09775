"""The parts of a mail.

Split here and not by the standard library's parser: that walks every line of every part in Python, once for each
multipart around it, and takes minutes for a megabyte that is made to be slow.
"""

import base64
import binascii
import quopri
import re
from dataclasses import dataclass, field
from email.message import Message
from email.utils import collapse_rfc2231_value

from schemas.reasons import Reason, Rejected

_MOST_PARTS = 100
_DEPTH = 10
_HEAD = 256 * 1024
_PARAMETERS = 4000
_END_OF_HEAD = re.compile(rb"\r?\n[ \t]*\r?\n|\r\r")
_FIELD = re.compile(r"([!-9;-~]{1,80})[ \t]*:(.*)", re.DOTALL)
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,80}")


@dataclass(slots=True)
class Part:
    """`alternative` is the number of the multipart/alternative that it is in, 0 for none."""

    headers: dict[str, str]
    """The first of each name, unfolded, in ISO 8859-1 for whatever it is in."""
    body: bytes
    content_type: str
    alternative: int = 0
    nested: bool = False
    """It is in a mail within the mail."""
    inside: "Part | None" = None
    """Of a message/rfc822 its own head."""
    _parameters: Message = field(default_factory=Message)

    def header(self, name: str) -> str:
        return self.headers.get(name, "")

    def parameter(self, name: str) -> str:
        value = self._parameters.get_param(name)
        return collapse_rfc2231_value(value).strip() if value is not None else ""

    @property
    def filename(self) -> str:
        """As Content-Disposition has it, else Content-Type; RFC 2231 is undone, RFC 2047 is not."""
        return " ".join((self._parameters.get_filename() or "").split())[:400]

    @property
    def filename_is_text(self) -> bool:
        """RFC 2231 tells the charset of a name, so it is decoded already."""
        return isinstance(self._parameters.get_param("filename", header="content-disposition"), tuple)

    @property
    def is_attached(self) -> bool:
        return self.header("content-disposition").strip().lower().startswith("attachment")

    @property
    def is_text(self) -> bool:
        """It is to be read: text without the name of a file."""
        return self.content_type in {"text/plain", "text/html"} and not self.is_attached and not self.filename

    def content(self) -> bytes:
        """Raises Rejected(malformed) for base64 that is none."""
        encoding = self.header("content-transfer-encoding").strip().lower()
        if encoding == "quoted-printable":
            return quopri.decodestring(self.body)
        if encoding != "base64":
            return self.body
        written = re.sub(rb"[^A-Za-z0-9+/=]", b"", self.body)
        try:
            return base64.b64decode(written + b"=" * (-len(written) % 4))
        except binascii.Error as problem:
            raise Rejected(Reason.MALFORMED, "a part that is no base64") from problem


def parts_of(body: bytes) -> list[Part]:
    """The mail and all that is in it, in the order of reading, the mail itself first.

    Raises Rejected(malformed) for more parts, or deeper ones, than any mail has.
    """
    found: list[Part] = []
    # A stack, the first part on top: alternatives and nested mails are known by what was around.
    waiting = [(body, "text/plain", 0, False, 0)]
    while waiting:
        raw, default, alternative, nested, depth = waiting.pop()
        if len(found) >= _MOST_PARTS or depth > _DEPTH:
            raise Rejected(Reason.MALFORMED, f"a mail of more than {_MOST_PARTS} parts, or deeper than {_DEPTH}")
        part = _part(raw, default)
        part.alternative, part.nested = alternative, nested
        found.append(part)
        if part.content_type == "message/rfc822":
            part.inside = _part(part.content(), "text/plain")
            waiting.append((part.content(), "text/plain", 0, True, depth + 1))
        elif part.content_type.startswith("multipart/"):
            default = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
            group = len(found) if part.content_type == "multipart/alternative" else alternative
            waiting += [(one, default, group, nested, depth + 1) for one in reversed(_split(part))]
    return found


def _part(raw: bytes, default: str) -> Part:
    end = _END_OF_HEAD.search(raw)
    if raw[:1] in {b"\n", b"\r"}:  # no head at all: all is body
        head, body = b"", raw.lstrip(b"\r\n")
    else:
        head, body = (raw[: end.start()], raw[end.end() :]) if end else (raw, b"")
    if len(head) > _HEAD:
        raise Rejected(Reason.MALFORMED, f"a head of more than {_HEAD} bytes")
    headers = _headers(head.decode("latin-1"))
    parameters = Message()
    for name in ("content-type", "content-disposition"):
        if len(headers.get(name, "")) > _PARAMETERS:
            raise Rejected(Reason.MALFORMED, f"{name} of more than {_PARAMETERS} characters")
        if name in headers:
            parameters[name] = headers[name]
    written = headers.get("content-type", default).partition(";")[0].strip().lower()
    return Part(headers, body, written if _TYPE.fullmatch(written) else "text/plain", _parameters=parameters)


def _headers(head: str) -> dict[str, str]:
    headers: dict[str, str] = {}
    for field_ in re.split(r"\r?\n(?![ \t])", head):
        if found := _FIELD.match(field_):
            headers.setdefault(found[1].lower(), re.sub(r"\r?\n[ \t]", " ", found[2]).strip())
    return headers


def _split(part: Part) -> list[bytes]:
    """What stands between the boundaries (RFC 2046, 5.1.1); a mail that breaks off keeps its last part."""
    boundary = part.parameter("boundary")
    if not boundary or len(boundary) > 200:
        raise Rejected(Reason.MALFORMED, "a multipart without a boundary")
    mark = re.escape(boundary.encode("latin-1", "replace"))
    pieces = re.split(rb"(?:\A|\r?\n)--" + mark + rb"(--)?[ \t]*(?=\r?\n|\Z)", part.body)
    found = []
    # The split gives preamble, end mark or None, part, end mark or None, part, ...
    for closes, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        if closes:
            break
        found.append(re.sub(rb"\A\r?\n", b"", piece))
    if not found:
        raise Rejected(Reason.MALFORMED, "a multipart in which its boundary does not stand")
    return found
