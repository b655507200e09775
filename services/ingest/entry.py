"""An entry of a wire stream, as Redis hands it over."""

import datetime as dt
import re
from dataclasses import dataclass, field

from services.runtime.feeds import Feed
from services.runtime.tracing import Span

_TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")  # W3C Trace Context, 3.2


@dataclass(frozen=True, slots=True)
class Entry:
    """`entry_id` is the stream's; `fields` are all that the producer sent, `body` among them.

    `span` is open while the line works on it, where that is traced.
    """

    feed: Feed
    entry_id: str
    fields: dict[bytes, bytes]
    span: Span | None = field(default=None, compare=False)

    @property
    def body(self) -> bytes:
        return self.fields.get(b"body", b"")

    @property
    def accepted_at(self) -> dt.datetime:
        """When XADD returned, by the clock of the stream's server: the id's first half, in milliseconds."""
        milliseconds = int(self.entry_id.split("-")[0])
        try:
            return dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC)
        except (ValueError, OverflowError, OSError):
            # A producer may set ids of its own, and then they need not be times at all.
            return dt.datetime.fromtimestamp(0, dt.UTC)

    @property
    def received_at(self) -> dt.datetime:
        """What the producer says in `received`, else when the entry was accepted."""
        return self._said_received or self.accepted_at

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the producer said and could not be used."""
        unread = self.fields.get(b"received") and self._said_received is None
        return ("received: no RFC 3339 time with a zone, so the time of acceptance holds",) if unread else ()

    @property
    def _said_received(self) -> dt.datetime | None:
        try:
            moment = dt.datetime.fromisoformat(self.fields.get(b"received", b"").decode("ascii"))
        except ValueError:
            return None
        return moment.astimezone(dt.UTC) if moment.tzinfo else None

    @property
    def traceparent(self) -> str | None:
        """What comes after it goes by: its span, else what the producer said."""
        return (self.span and self.span.traceparent) or self.said_traceparent

    @property
    def said_traceparent(self) -> str | None:
        said = self.fields.get(b"traceparent", b"").decode("ascii", "replace")
        return said if _TRACEPARENT.fullmatch(said) else None

    def other_fields(self) -> dict[str, str]:
        """All fields but the body, for the store: what is no UTF-8 is shown escaped, NUL too."""
        return {_shown(name): _shown(value) for name, value in self.fields.items() if name != b"body"}


def _shown(value: bytes) -> str:
    return value.decode("utf-8", "backslashreplace").replace("\0", "\\x00")
