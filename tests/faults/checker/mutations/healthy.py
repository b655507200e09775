"""A run that kept every promise, made in memory: something of each kind, for tests to damage."""

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import Any

import orjson

from tests.faults.checker.evidence import (
    Copy,
    Entry,
    Evidence,
    Exit,
    Fault,
    Group,
    Key,
    Letter,
    Loss,
    Push,
    Replay,
    Retry,
    Revision,
    Row,
    Run,
    Said,
    Scrape,
    Seen,
    StreamId,
    Version,
    stream_id,
)
from tests.faults.checker.facts import BODY_LIMIT, CONTENT_TYPE, READY, UNMATCHED, WITHDRAWN, event_id

BEGAN = 1_796_000_000_000
"""Milliseconds; the n-th push is n seconds later, and what it brings is announced with it."""

HELD_UNTIL = dt.datetime.fromtimestamp(BEGAN / 1000 + 60, dt.UTC)
"""Later than all that happens."""

_RUN = Run("healthy", 7, ("jiji", "jiji-ja"), "jiji", "ingest", "articles:ready", 100_000, 3, ("pass-7-word",))


def moment(n: float) -> dt.datetime:
    """Of the n-th push."""
    return dt.datetime.fromtimestamp(BEGAN / 1000 + n, dt.UTC)


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


@dataclass
class _Line:
    """What a healthy line makes of copy, by hand."""

    ledger: list[Push] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    outbox: list[Row] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    events: list[Entry] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)

    def push(self, body: str, *stories: Said, **changes: Any) -> Push:
        n = len(self.ledger) + 1
        facts: dict[str, Any] = {
            "n": n, "at": BEGAN + n * 1000.0, "feed": "jiji", "result": "ok", "entry_id": f"{BEGAN + n * 1000}-0",
            "sha256": digest(body.encode()), "expect": "stories", "canary": f"qx{digest(body.encode())[:14]}",
        }  # fmt: skip
        self.ledger.append(Push(**(facts | {"stories": stories} | changes)))
        return self.ledger[-1]

    def save(self, push: Push, said: Said, fate: str, *, version: int | None = None, size: int = 10) -> Version:
        """`version` where the withdrawal numbers nothing; `size` of the article's body."""
        number = said.version if version is None else version
        assert number is not None
        key = Key("jiji", said.story_id, number, said.withdraws)
        item = push.stories.index(said)
        article = {
            "provider": "jiji", "story_id": key.story_id, "version": key.version, "revision": 0,
            "status": "canceled" if said.withdraws else "usable", "headline": "Ferry Painted", "body": "x" * size,
            "embargo_until": said.embargo_until.isoformat() if said.embargo_until else None,
            "source": {"sha256": push.sha256, "item": item},
        }  # fmt: skip
        entry_id = push.entry_id or f"{BEGAN + push.n * 1000}-7"
        copy = Copy(push.feed, entry_id, push.sha256, push.sha256)
        if copy not in self.copies:
            self.copies.append(copy)
        place = push.sha256, push.feed, entry_id, item
        self.versions.append(Version(key, fate, *place, orjson.dumps(article).decode()))
        return self.versions[-1]

    def row(self, version: Version, kind: str = READY, **changes: Any) -> Row:
        self.outbox.append(Row(len(self.outbox) + 1, version.key, type=kind, feed=version.feed, **changes))
        return self.outbox[-1]

    def announce(self, version: Version, kind: str = READY, **changes: Any) -> None:
        """Sent with the push before it, and seen a millisecond later."""
        place: StreamId = len(self.ledger) * 1000 + BEGAN, len(self.events)
        row = self.row(version, kind, **({"revision": 0, "stream_id": place} | changes))
        made = {(one.key, one.revision): one.article for one in self.revisions}
        article = made.get((row.key, row.revision), version.article)
        event = event_of(row, article)
        self.events.append(Entry(place, CONTENT_TYPE, event))
        name = event_id("jiji", row.key.story_id, row.key.version, kind, row.revision)
        who = name, kind, row.key.story_id, row.key.version, row.revision
        self.seen.append(Seen(place[0] + 1.0, place, digest(event), *who))

    def revise(self, version: Version, revision: int) -> None:
        article = orjson.dumps({**orjson.loads(version.article), "revision": revision}).decode()
        self.revisions.append(Revision(version.key, revision, article))

    def bury(self, push: Push, reason: str, **changes: Any) -> None:
        facts: dict[str, Any] = {
            "dead_id": len(self.letters) + 1, "feed": push.feed, "entry_id": push.entry_id, "item": 0, "reason": reason,
            "detail": "line 1", "sha256": push.sha256, "true_sha256": push.sha256, "attempts": 1, "state": "open",
        }  # fmt: skip
        self.letters.append(Letter(**(facts | changes)))

    def story(self, name: str, version: int = 1, *, fate: str = "announced", withdraws: bool = False) -> Version:
        """A push of one story that becomes what it mostly does."""
        said = Said(name, version, withdraws)
        saved = self.save(self.push(f"{name} {version} {withdraws}", said), said, fate)
        if fate == "announced":
            self.announce(saved, WITHDRAWN if withdraws else READY)
        return saved


def event_of(row: Row, article: str) -> bytes:
    key, data = row.key, orjson.loads(article)
    event = {
        "specversion": "1.0", "type": row.type, "source": f"/feeds/{row.feed}", "subject": key.story_id, "data": data,
        "id": event_id(key.provider, key.story_id, key.version, row.type, row.revision),
    }  # fmt: skip
    if len(article.encode()) > BODY_LIMIT:
        event |= {"data": {**data, "body": None}, "dataref": "http://desk/x", "datasha256": digest(article.encode())}
    return orjson.dumps(event)


def _live(line: _Line) -> None:
    """Versions: of one after the other, late, killed, blocked, made anew."""
    line.story("plain", 1)
    line.story("plain", 2)
    line.story("late", 3)
    line.story("late", 1, fate="history")
    line.story("killed", 1)
    line.story("killed", 2, withdraws=True)
    line.story("killed", 3)
    line.story("blocked", 2, withdraws=True)
    line.story("blocked", 1, fate="blocked")
    line.story("advance", 1, fate="withheld")
    revised = line.story("revised", 1)
    line.revise(revised, 1)
    line.announce(revised, revision=1)
    unnumbered = Said("unnumbered", None, withdraws=True)
    line.story("unnumbered", 4)
    line.announce(line.save(line.push("kill", unnumbered), unnumbered, "announced", version=4), WITHDRAWN)


def _wait(line: _Line) -> None:
    """Embargoes: one that ended, one that has not, one that a kill and one that a newer version took away."""
    ended = Said("ended", 1, embargo_until=moment(len(line.ledger) + 1))
    line.announce(line.save(line.push("ended", ended), ended, "announced"), hold_until=ended.embargo_until)
    held = Said("held", 1, embargo_until=HELD_UNTIL)
    line.row(line.save(line.push("held", held), held, "announced"), hold_until=HELD_UNTIL, revision=0)
    for name in ("silenced", "overtaken"):
        said = Said(name, 1, embargo_until=HELD_UNTIL)
        saved = line.save(line.push(f"{name} 1", said), said, "announced")
        line.row(saved, hold_until=HELD_UNTIL, revision=0, cancelled=True)
    line.row(line.story("silenced", 2, fate="quiet", withdraws=True), WITHDRAWN, revision=0, cancelled=True)
    line.story("overtaken", 2)


def _notify(line: _Line) -> None:
    """Notices under ids of their own: one whose story is found, one that somebody has to look at, one settled."""
    line.story("bridge", 1)
    push = line.push("notice", Said("notice", 0, withdraws=True))
    line.save(push, push.stories[0], "notice")
    taken = Version(Key("jiji", "bridge", 1, withdraws=True), "announced", *_place(line.versions[-1]), _taken(push))
    line.versions.append(taken)
    line.announce(taken, WITHDRAWN)
    for name, fate in (("riddle", "unmatched"), ("settled", "notice")):
        said = Said(name, 0, withdraws=True)
        saved = line.save(line.push(name, said), said, fate)
        line.announce(saved, UNMATCHED)
    line.revise(line.versions[-1], 1)


def _place(version: Version) -> tuple[str, str, str, int]:
    return version.sha256, version.feed, version.entry_id, version.item


def _taken(push: Push) -> str:
    article = {
        "provider": "jiji", "story_id": "bridge", "version": 1, "revision": 0, "status": "canceled", "body": "x",
        "embargo_until": None, "source": {"sha256": push.sha256, "item": 0},
    }  # fmt: skip
    return orjson.dumps(article).decode()


def _several(line: _Line) -> None:
    """Two in one entry, a long one, the same bytes again, a push whose answer never came, one that was refused."""
    two = Said("two:1", 1), Said("two:2", 1)
    push = line.push("two", *two, feed="jiji-ja")
    for said in two:
        line.announce(line.save(push, said, "announced"))
    line.push("two", *two, feed="jiji-ja")
    long = Said("long", 1)
    line.announce(line.save(line.push("long", long), long, "announced", size=BODY_LIMIT))
    unsure = Said("unsure", 1)
    line.announce(line.save(line.push("unsure", unsure, result="unknown", entry_id=None), unsure, "announced"))
    line.push("nowhere", Said("nowhere", 1), result="unknown", entry_id=None)
    line.push("full", Said("full", 1), result="fail", entry_id=None)


def _die(line: _Line) -> None:
    line.bury(line.push("{", expect="dead", reason="malformed"), "malformed")
    line.bury(line.push("bang", expect="dead", reason="poison"), "poison", attempts=4)
    conflict = Said("plain", 2)
    line.bury(line.push("plain 2 otherwise", conflict, expect="either", reason="version_conflict"), "version_conflict")
    mended = Said("mended", 1)
    push = line.push("mended", mended, expect="either")
    line.bury(push, "poison", state="resolved", attempts=2)
    line.announce(line.save(push, mended, "announced"))


def healthy() -> Evidence:
    line = _Line()
    for part in (_live, _wait, _notify, _several, _die):
        part(line)
    lost = line.push("lost", Said("lost", 1))
    end = BEGAN + len(line.ledger) * 1000.0
    to = stream_id(str(lost.entry_id))
    return Evidence(
        run=_RUN, gathered_at=moment(len(line.ledger)), sent=line.events[-1].stream_id, ledger=line.ledger,
        seen=line.seen, copies=line.copies, versions=line.versions, revisions=line.revisions, outbox=line.outbox,
        letters=line.letters, events=line.events, losses=[Loss("AOF cut", "jiji", (to[0] - 1, 0), to)],
        faults=[
            Fault(end, "Redis away", ("log:relay.waits",)), Fault(end, "kill -9", ("exit:ingest",)),
            Fault(end, "cut", ("log:none", 'metric:wire_unavailable_total{server="redis"}')),
        ],
        exits=[Exit(end + 1, "ingest", 137, expected=True), Exit(end + 2, "publish", 0, expected=True)],
        scrapes=[Scrape("ingest", end + 1, 'wire_unavailable_total{server="redis"} 2.0\nwire_other_total 0.0\n')],
        logs={"ingest.log": [_said(end, "warning", "relay.waits"), b'{"logger":"asyncio","event":"slow"}']},
        deaths=[digest(b"bang")] * 3, replay=Replay(0, "ab", "ab", "nothing is missing"),
        groups=[Group("jiji", 0, 0), Group("jiji-ja", 0, 0)], retries=[Retry("jiji", digest(b"mended"))],
    )  # fmt: skip


def _said(at: float, level: str, event_type: str) -> bytes:
    moment_said = dt.datetime.fromtimestamp(at / 1000, dt.UTC).isoformat()
    return orjson.dumps({"timestamp": moment_said, "level": level, "event_type": event_type})
