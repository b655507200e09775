"""The formats that the line reads.  A new one is a module here and a line in FORMATS."""

from collections.abc import Iterator
from typing import Protocol

from schemas.reasons import Reason, Rejected
from services.ingest.draft import Copy, Draft
from services.ingest.formats import (
    anpa1312,
    ap_media,
    dpa_digitalwires,
    fingerpost,
    iptc7901,
    jiji_page,
    jiji_text,
    jimi,
    mail,
    newsml_1,
    newsml_g2,
    ninjs,
    nitf,
    press_release,
    ritzau,
    solita,
    syndication,
    wordpress,
)
from services.ingest.formats.json_copy import is_json
from services.runtime.feeds import Feed


class Format(Protocol):
    """A module of this folder.

    `recognises` looks at the bytes alone and is quick; it says yes to broken copy of its kind too, so that `parse`
    can tell what is broken.  `parse` yields one draft a story, or the Rejected of that story; it raises Rejected
    where the entry as a whole can't be read.  `FIELDS` says of each field of a Draft that the format fills where it
    comes from: docs/formats.md is made of it.
    """

    NAME: str
    FIELDS: dict[str, str]

    def recognises(self, copy: Copy) -> bool: ...

    def parse(self, copy: Copy, feed: Feed) -> Iterator[Draft | Rejected]: ...


_JSON: tuple[Format, ...] = (fingerpost, dpa_digitalwires, ap_media, ninjs)
_XML: tuple[Format, ...] = (newsml_g2, newsml_1, nitf, wordpress, syndication, ritzau, solita, jimi)
_TEXT: tuple[Format, ...] = (mail, anpa1312, iptc7901, jiji_page, jiji_text, press_release)
FORMATS: tuple[Format, ...] = (*_JSON, *_XML, *_TEXT)
"""By the first sign of the copy, then asked in this order; the first that recognises the copy reads it."""

_BY_SIGN = {"{": _JSON, "<": _XML}
_LINES = 50_000
"""Of text: ten times what the longest table of results has; the text formats take some microseconds for each."""


def format_of(copy: Copy) -> Format:
    """Raises Rejected: unsupported_format where no format recognises the copy, malformed for text of endless lines."""
    start = copy.text[:2000].lstrip()
    # Text may begin with a bracket too: [速報].
    candidates = _JSON if is_json(copy.text) else _BY_SIGN.get(start[:1], _TEXT)
    if candidates is _TEXT and copy.text.count("\n") + copy.text.count("\r") > _LINES:
        raise Rejected(Reason.MALFORMED, f"text of more than {_LINES} lines")
    for candidate in candidates:
        if candidate.recognises(copy):
            return candidate
    raise Rejected(Reason.UNSUPPORTED_FORMAT, f"starts with {start[:24]!r}")
