"""What does an entry of the stream of events say?"""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from tests.faults.checker.evidence import Entry, Evidence, StreamId
from tests.faults.checker.facts import CONTENT_TYPE


@dataclass(frozen=True, slots=True)
class Told:
    """An event: the digest is of its bytes."""

    stream_id: StreamId
    sha256: str
    id: str
    type: str
    source: str
    subject: str
    version: int
    revision: int
    embargo_until: dt.datetime | None
    data: dict[str, Any]
    datasha256: str | None
    dataref: str | None

    def __str__(self) -> str:
        return f"event {at(self.stream_id)}, {self.type} of {self.subject} version {self.version}.{self.revision}"


def at(stream_id: StreamId) -> str:
    return f"{stream_id[0]}-{stream_id[1]}"


def read(entry: Entry) -> Told | None:
    """None for what is no CloudEvent of the contract."""
    try:
        event = orjson.loads(entry.event)
        data = event["data"]
        until = data["embargo_until"]
        told = Told(
            stream_id=entry.stream_id,
            sha256=hashlib.sha256(entry.event).hexdigest(),
            id=event["id"],
            type=event["type"],
            source=event["source"],
            subject=event["subject"],
            version=data["version"],
            revision=data["revision"],
            embargo_until=dt.datetime.fromisoformat(until) if until else None,
            data=data,
            datasha256=event.get("datasha256"),
            dataref=event.get("dataref"),
        )
    except (ValueError, KeyError, TypeError):
        return None
    ours = event.get("specversion") == "1.0" and entry.content_type == CONTENT_TYPE
    return told if ours and isinstance(told.version, int) and isinstance(told.revision, int) else None


def all_told(found: Evidence) -> Sequence[Told]:
    """In the order of the stream, without what is no event."""
    return [told for told in map(read, found.events) if told]
