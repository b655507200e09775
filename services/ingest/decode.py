"""From bytes to text: which encoding the copy is in, and whether it can be copy at all."""

import codecs

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


def decode(body: bytes, feed: Feed) -> Copy:
    """The body as text, without its byte order mark.

    Raises Rejected: too_large, no_content, malformed (NUL), bad_encoding.
    """
    if len(body) > feed.max_bytes:
        raise Rejected(Reason.TOO_LARGE, f"{len(body)} bytes, feed {feed.name} takes {feed.max_bytes}")
    if not body.strip():
        raise Rejected(Reason.NO_CONTENT, "no body, or nothing but white space in it")
    mark, encoding = next(((m, e) for m, e in _MARKS if body.startswith(m)), (b"", "utf-8"))
    try:
        text = body[len(mark) :].decode(encoding)
    except UnicodeDecodeError as problem:
        where = len(mark) + problem.start
        raise Rejected(Reason.BAD_ENCODING, f"no {encoding.upper()}: byte {where} is 0x{body[where]:02x}") from problem
    _without_control(text)
    return Copy(text, encoding, _noted(mark, encoding))


def _without_control(text: str) -> None:
    if (nul := text.find("\0")) >= 0:
        raise Rejected(Reason.MALFORMED, f"NUL at character {nul}")
    # ISO-2022-JP is seven-bit, so it passes for UTF-8; read as such it would be rubbish.
    if "\x1b$" in text or "\x1b(" in text:
        raise Rejected(Reason.BAD_ENCODING, "escape sequences of ISO 2022, not UTF-8")


def _noted(mark: bytes, encoding: str) -> tuple[Repair, ...]:
    if not mark:
        return ()
    return (Repair(field="body", from_=mark.hex(), to="", why=f"byte order mark of {encoding.upper()} removed"),)
