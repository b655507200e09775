"""How a version stands, in one word for people, from its fate and from what became of its announcements."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import asyncpg

from schemas.event import event_id

State = Literal[
    "announced",
    "waiting",
    "held",
    "replaced",
    "late",
    "withheld",
    "blocked",
    "withdrawal",
    "quiet",
    "notice",
    "unmatched",
]
"""`waiting`: for the relay, a moment.  `held`: for its embargo.  `replaced`: held, and overtaken before it went out."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """A row of the outbox; `ahead` says that its hold is not over, by the store's clock."""

    version: int
    withdraws: bool
    revision: int
    type: str
    hold_until: dt.datetime | None
    cancelled_at: dt.datetime | None
    stream_ms: int | None
    stream_n: int | None
    ahead: bool | None

    @classmethod
    def of(cls, row: asyncpg.Record) -> "Announcement":
        return cls(**row)

    def told(self, provider: str, story_id: str) -> dict[str, Any]:
        """As an object for programs: what went out and under which ids, or until when it is held."""
        sent = self.stream_ms is not None
        return {
            "revision": self.revision,
            "type": self.type,
            "event_id": str(event_id(provider, story_id, self.version, self.type, self.revision)),
            "stream_id": f"{self.stream_ms}-{self.stream_n}" if sent else None,
            "announced_at": announced_at(self.stream_ms) if self.stream_ms is not None else None,
            "held_until": None if sent else self.hold_until,
            "cancelled_at": self.cancelled_at,
        }


def announced_at(stream_ms: int) -> dt.datetime:
    """The relay's clock when it gave the id, UTC."""
    return dt.datetime.fromtimestamp(stream_ms / 1000, dt.UTC)


_OTHERS: Mapping[str, State] = {
    "history": "late",
    "withheld": "withheld",
    "blocked": "blocked",
    "quiet": "quiet",
    "notice": "notice",
    "unmatched": "unmatched",
}


def state_of(fate: str, *, withdraws: bool, announcements: Sequence[Announcement]) -> State:
    """`announcements` are the version's own, in the order of their revisions."""
    if fate != "announced":
        return _OTHERS[fate]
    alive = [one for one in announcements if one.cancelled_at is None]
    if not alive:
        return "replaced"
    if alive[-1].stream_ms is not None:
        return "withdrawal" if withdraws else "announced"
    return "held" if alive[-1].ahead else "waiting"
