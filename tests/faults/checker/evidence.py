"""What is known of a run: rows of the harness's files, of the store and of the streams.

Instants are Unix milliseconds where they come from the harness and from stream ids, else datetimes.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

StreamId = tuple[int, int]

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def stream_id(words: str) -> StreamId:
    """Of `1796000000000-0`; as text, ids of unlike length don't sort."""
    ms, n = words.split("-")
    return int(ms), int(n)


def microseconds(moment: dt.datetime) -> int:
    """Since 1970, exactly: a float of milliseconds would make an event early that is not."""
    return (moment - _EPOCH) // dt.timedelta(microseconds=1)


# --- what the harness wrote ---


@dataclass(frozen=True, slots=True)
class Run:
    case: str
    seed: int
    feeds: tuple[str, ...]
    provider: str
    group: str
    ready_stream: str
    ready_keep: int
    attempts_max: int
    secrets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A story of a pushed entry.  `version` is None, or 0, for a withdrawal that numbers nothing."""

    story_id: str
    version: int | None
    withdraws: bool = False
    embargo_until: dt.datetime | None = None

    def __str__(self) -> str:
        return f"{self.story_id} version {self.version}{' (withdrawal)' * self.withdraws}"


@dataclass(frozen=True, slots=True)
class Push:
    """A line of the ledger."""

    n: int
    at: float
    feed: str
    result: Literal["ok", "fail", "unknown"]
    entry_id: str | None
    sha256: str
    expect: Literal["stories", "dead", "either"]
    stories: tuple[Said, ...] = ()
    reason: str | None = None
    canary: str = ""

    def __str__(self) -> str:
        return f"entry {self.feed} {self.entry_id or '?'} (ledger line {self.n}, {self.sha256[:12]})"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a subscriber saw: the digest is of the event's bytes.  Of what is no article `version` is -1."""

    at: float
    stream_id: StreamId
    sha256: str
    id: str
    type: str
    subject: str
    version: int
    revision: int


@dataclass(frozen=True, slots=True)
class Fault:
    at: float
    name: str
    loud: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Loss:
    """Accepted entries above `after` and up to `to` may be missing."""

    why: str
    feed: str
    after: StreamId
    to: StreamId


@dataclass(frozen=True, slots=True)
class Exit:
    at: float
    name: str
    code: int
    expected: bool


@dataclass(frozen=True, slots=True)
class Scrape:
    name: str
    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Replay:
    exit: int
    before: str
    after: str
    said: str


# --- what the store has ---


@dataclass(frozen=True, slots=True)
class Copy:
    """Of wire_copy; `true_sha256` is of the bytes that are there.  `retry`: the desk pushed it again."""

    feed: str
    entry_id: str
    sha256: str
    true_sha256: str
    retry: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """A version's name; a withdrawal stands beside the version whose number it has."""

    provider: str
    story_id: str
    version: int
    withdraws: bool

    def __str__(self) -> str:
        return f"{self.story_id} version {self.version}{' (withdrawal)' * self.withdraws}"


@dataclass(frozen=True, slots=True)
class Version:
    key: Key
    fate: str
    sha256: str
    feed: str
    entry_id: str
    item: int
    article: str


@dataclass(frozen=True, slots=True)
class Revision:
    key: Key
    revision: int
    article: str


@dataclass(frozen=True, slots=True)
class Row:
    """Of the outbox."""

    seq: int
    key: Key
    revision: int
    type: str
    feed: str
    hold_until: dt.datetime | None = None
    cancelled: bool = False
    stream_id: StreamId | None = None

    def __str__(self) -> str:
        return f"outbox row {self.seq}, {self.key}.{self.revision}"


@dataclass(frozen=True, slots=True)
class Letter:
    dead_id: int
    feed: str
    entry_id: str
    item: int
    reason: str
    detail: str
    sha256: str
    true_sha256: str
    attempts: int
    state: str

    def __str__(self) -> str:
        return f"dead letter {self.dead_id} of entry {self.feed} {self.entry_id} item {self.item}"


# --- what the streams have ---


@dataclass(frozen=True, slots=True)
class Group:
    """A feed's own; `lag` is None where the server can't tell."""

    feed: str
    pending: int
    lag: int | None


@dataclass(frozen=True, slots=True)
class Pending:
    feed: str
    entry_id: str
    deliveries: int


@dataclass(frozen=True, slots=True)
class Retry:
    """An entry of a wire stream by which the desk tried a dead letter again."""

    feed: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Of the stream of events."""

    stream_id: StreamId
    content_type: bytes
    event: bytes


@dataclass(frozen=True, slots=True)
class Evidence:
    """All of a run at rest.  `logs` are lines by file name, `deaths` digests, `sent` is the relay's mark."""

    run: Run
    gathered_at: dt.datetime
    sent: StreamId = (0, 0)
    ledger: Sequence[Push] = ()
    seen: Sequence[Seen] = ()
    faults: Sequence[Fault] = ()
    losses: Sequence[Loss] = ()
    exits: Sequence[Exit] = ()
    scrapes: Sequence[Scrape] = ()
    deaths: Sequence[str] = ()
    logs: Mapping[str, Sequence[bytes]] = field(default_factory=dict)
    replay: Replay | None = None
    copies: Sequence[Copy] = ()
    versions: Sequence[Version] = ()
    revisions: Sequence[Revision] = ()
    outbox: Sequence[Row] = ()
    letters: Sequence[Letter] = ()
    groups: Sequence[Group] = ()
    pending: Sequence[Pending] = ()
    retries: Sequence[Retry] = ()
    events: Sequence[Entry] = ()
