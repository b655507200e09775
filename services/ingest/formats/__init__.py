"""The formats that the line reads.  A new one is a module here and a line in FORMATS."""

from collections.abc import Iterator
from typing import Protocol

from schemas.reasons import Reason, Rejected
from services.ingest.draft import Copy, Draft
from services.ingest.formats import jiji_page as jiji_page
from services.ingest.formats import jiji_text as jiji_text
from services.ingest.formats import ninjs as ninjs
from services.runtime.feeds import Feed


class Format(Protocol):
    """A module of this folder.

    `recognises` looks at the bytes alone and is quick; it says yes to broken copy of its kind too, so that `parse`
    can tell what is broken.  `parse` yields one draft a story, or the Rejected of that story; it raises Rejected
    where the entry as a whole can't be read.
    """

    NAME: str

    def recognises(self, copy: Copy) -> bool: ...

    def parse(self, copy: Copy, feed: Feed) -> Iterator[Draft | Rejected]: ...


FORMATS: tuple[Format, ...] = (ninjs, jiji_page, jiji_text)
"""Asked in this order; the first that recognises the copy reads it."""


def format_of(copy: Copy) -> Format:
    """Raises Rejected(unsupported_format) where no format recognises the copy."""
    for candidate in FORMATS:
        if candidate.recognises(copy):
            return candidate
    raise Rejected(Reason.UNSUPPORTED_FORMAT, f"starts with {copy.text[:24].strip()!r}")
