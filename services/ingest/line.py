"""The line itself: entries in, their stories in the store or in the dead letters, one log line a story."""

import asyncio
import contextlib
import datetime as dt
import logging
import time
from collections.abc import Iterator, Sequence

import asyncpg

from schemas.article import Article
from services.ingest.enrich import Rules
from services.ingest.entry import Entry
from services.ingest.flash import is_flash, looks_urgent
from services.ingest.life.fate import Incoming, incoming
from services.ingest.pipeline import Outcome, Refusal, process
from services.ingest.semantics import Semantics
from services.ingest.settled import Settled
from services.ingest.store.park import park
from services.ingest.store.rows import Item, Saved
from services.ingest.store.save import save
from services.ingest.store.twins import Sought, Twins
from services.runtime.circuit import Circuit
from services.runtime.feeds import Feed
from services.runtime.logging import log
from services.runtime.metrics import BATCH, HASTENED, LINE_SECONDS, SAVE_LAG, STORIES
from services.runtime.unavailable import Busy

_TRIES = 4
"""Of a batch that is held up, before it is halved."""

_AT_ONCE = 64
"""Entries that are saved together, while the next ones are parsed."""

_BYTES_AT_ONCE = 8 * 1024 * 1024
"""Of their bodies: so much is held several times over."""

_FEW = 16
"""Entries that are dealt with so soon that a flash among them waits for its turn: so it passes no version before it."""

_FLASH_SECONDS = 0.05
"""What the semantic layer gets to answer for a flash that is brought ahead."""


class Line:
    """What every batch needs: the rules and the store."""

    def __init__(self, pool: asyncpg.Pool, rules: Rules, semantics: Semantics | None = None) -> None:
        self._pool = pool
        self.rules = rules
        self._semantics = semantics
        self.circuit = Circuit("postgres", "store")
        self.twins = Twins(pool)
        self.in_hand: set[tuple[str, str]] = set()
        """Stream and id of what it works on or waits with, however long the store is away."""
        self.saving: set[tuple[str, str]] = set()
        """Of these what is parsed, and killed nobody."""
        self.settled = Settled()
        self.hastened = Settled()

    async def run(self, entries: Sequence[Entry]) -> list[Saved]:
        """Brings the entries through, however long the store is away; when it returns they may be acknowledged."""
        with self.holding(entries):
            left = self.hastened.forget(entries)
            if len(left) > _FEW:
                left = [one for one in left if not (looks_urgent(one.body, one.feed) and await self._at_once(one))]
            return await self._run(left)

    async def hasten(self, entry: Entry) -> bool:
        """Saves it before its turn if it is a flash; when its turn comes, `run` passes over it."""
        with self.holding([entry]):
            done = await self._at_once(entry)
            if done:
                self.hastened.add([entry])
        return done

    async def _at_once(self, entry: Entry) -> bool:
        """If it is a flash.  An entry with a withdrawal in it is left: what is taken back may wait before it."""
        items = await self._items([entry], _FLASH_SECONDS)
        versions = [item.outcome for item in items if isinstance(item.outcome, Incoming)]
        flash = any(is_flash(version.article, entry.feed) for version in versions)
        if not flash or any(version.withdraws for version in versions):
            return False
        saved = await self._save(items)
        self.settled.add([entry])
        HASTENED.labels(entry.feed.name).inc()
        _tell(saved, ahead=True)
        return True

    async def _run(self, entries: Sequence[Entry]) -> list[Saved]:
        begun = time.perf_counter()
        saved: list[Saved] = []
        saving: asyncio.Task[list[Saved]] | None = None
        try:
            for part in _parts(entries):
                items = await self._items(part)
                if saving:
                    saved += await saving
                saving = asyncio.create_task(self._save(items))
            if saving:
                saved += await saving
        finally:
            if saving and not saving.done():
                saving.cancel()
        self.settled.add(entries)
        seconds = time.perf_counter() - begun
        for name in {entry.feed.name for entry in entries}:
            BATCH.labels(name).observe(len(entries))
            LINE_SECONDS.labels(name).observe(seconds)
        _tell(saved)
        return saved

    async def park(self, entry: Entry, refusal: Refusal, *, though_known: bool) -> bool:
        """Puts an entry into the dead letters without looking at it, unless the store knows it; True if it is there."""
        with self.holding([entry]):
            item = Item(entry, refusal)
            parked = await self.circuit.through(lambda: park(self._pool, item, though_known=though_known))
        if parked:
            self.settled.add([entry])
            _tell([Saved(item, None, refusal)])
        return parked

    @contextlib.contextmanager
    def holding(self, entries: Sequence[Entry]) -> Iterator[None]:
        """They are in hand until the end; inside another one it adds what that one has not."""
        taken = {(entry.feed.stream, entry.entry_id) for entry in entries} - self.in_hand
        self.in_hand |= taken
        try:
            yield
        finally:
            self.in_hand -= taken

    def has_in_hand(self, feed: Feed) -> bool:
        return any(stream == feed.stream for stream, _ in self.in_hand)

    async def _items(self, entries: Sequence[Entry], patience: float | None = None) -> list[Item]:
        rules = self.rules  # one set of them for the batch, whatever the desk saves meanwhile
        made: list[tuple[Entry, Outcome]] = []
        for entry in entries:
            outcomes = process(entry.body, entry.feed, entry.received_at, rules, entry.warnings)
            made.extend((entry, outcome) for outcome in outcomes)
            await asyncio.sleep(0)  # parsing holds the loop, and health page, other feeds and answers want their turn
        if self._semantics:
            judged = [(entry.feed, outcome) for entry, outcome in made]
            settled = await self._semantics.settle(judged, rules, patience)
            made = [(entry, outcome) for (entry, _), outcome in zip(made, settled, strict=True)]
        return [Item(entry, incoming(o) if isinstance(o, Article) else o) for entry, o in made]

    async def _save(self, items: Sequence[Item]) -> list[Saved]:
        sought = self.twins.begin(items)
        parsed = {(item.entry.feed.stream, item.entry.entry_id) for item in items} - self.saving
        self.saving |= parsed
        try:
            return await self._bring(sought)
        finally:
            self.saving -= parsed
            self.twins.end(sought)

    async def _bring(self, sought: Sequence[Sought]) -> list[Saved]:
        """Halved while it can't be saved as one: a story that something holds up holds up no other.

        One alone is tried for ever: it may be the store's fault, and no letter is made of that.
        """
        try:
            return await self.circuit.through(
                lambda: self._try_to_save(sought), tries=_TRIES if len(sought) > 1 else None
            )
        except Busy:
            middle = len(sought) // 2
            return [*await self._bring(sought[:middle]), *await self._bring(sought[middle:])]

    async def _try_to_save(self, sought: Sequence[Sought]) -> list[Saved]:
        return await save(self._pool, await self.twins.marked(sought))


def _parts(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    part: list[Entry] = []
    size = 0
    for entry in entries:
        if part and (len(part) == _AT_ONCE or size + len(entry.body) > _BYTES_AT_ONCE):
            yield part
            part, size = [], 0
        part.append(entry)
        size += len(entry.body)
    if part:
        yield part


def _tell(saved: Sequence[Saved], *, ahead: bool = False) -> None:
    now = dt.datetime.now(dt.UTC)
    for one in saved:
        entry = one.item.entry
        outcome, reason = (one.fate or "rejected"), (str(one.refused.reason) if one.refused else "")
        STORIES.labels(entry.feed.name, outcome, reason).inc()
        lag = (now - entry.accepted_at).total_seconds()
        SAVE_LAG.labels(entry.feed.name).observe(max(lag, 0))
        facts = _facts(one, outcome, lag) | ({"ahead": True} if ahead else {})
        log().log(_level(one), "story", **facts)


def _level(one: Saved) -> int:
    """Errors are for people: a notice whose story nobody could tell, words of an embargo that nobody could read.

    A warning tells of what is not announced and might be missed.
    """
    if one.fate == "unmatched":
        return logging.ERROR
    if one.refused or one.fate in {None, "duplicate"}:
        kill = isinstance(one.item.outcome, Incoming) and one.item.outcome.withdraws
        return logging.ERROR if one.refused and kill else logging.INFO
    article = one.version.article
    if one.fate == "withheld" and article.hold and article.hold.reason == "embargo":
        return logging.ERROR
    late_kill = one.fate == "history" and one.version.withdraws
    blind_kill = one.fate == "announced" and article.withdraws == "story" and article.version == 0
    return logging.WARNING if one.fate == "blocked" or late_kill or blind_kill else logging.INFO


def _facts(one: Saved, outcome: str, lag: float) -> dict[str, object]:
    """The canonical line: lengths, digests and names, never the copy."""
    entry = one.item.entry
    facts: dict[str, object] = {
        "event_type": f"story.{outcome}",
        "feed": entry.feed.name,
        "entry_id": entry.entry_id,
        "lag_ms": round(lag * 1000, 1),
    }
    if entry.traceparent:
        facts["traceparent"] = entry.traceparent
    if one.refused:
        source = one.refused.source
        facts |= {"reason": str(one.refused.reason), "detail": one.refused.detail}
    else:
        source = one.version.article.source
        facts |= _of_version(one.version.article)
    return facts | {
        "format": source.format,
        "sha256": source.sha256,
        "bytes": source.bytes,
        "item": source.item,
    }


def _of_version(article: Article) -> dict[str, object]:
    facts: dict[str, object] = {
        "story_id": article.story_id,
        "version": article.version,
        "change": article.change,
        "topics": [topic.id for topic in article.topics],
        "repairs": len(article.repairs),
    }
    if article.same_as:
        facts["same_as"] = [f"{twin.provider}/{twin.story_id}" for twin in article.same_as]
    if article.embargo_until:
        facts["embargo_until"] = article.embargo_until
    if article.hold:
        facts["hold"] = article.hold.reason
    if article.notice:
        facts |= {"withdraws": article.notice.story_id, "by": article.notice.by}
    return facts
