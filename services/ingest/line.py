"""The line itself: entries in, their stories in the store or in the dead letters, one log line a story."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Iterator, Sequence

import asyncpg

from schemas.article import Article
from schemas.reasons import Reason
from services.ingest.aside import Aside
from services.ingest.enrich import Rules
from services.ingest.entry import Entry
from services.ingest.figures import Laps, count
from services.ingest.flash import is_flash, looks_urgent
from services.ingest.life.fate import Incoming, incoming
from services.ingest.life.near import sketch_of
from services.ingest.pipeline import Outcome, Refusal, process
from services.ingest.semantics import Semantics
from services.ingest.settled import Settled
from services.ingest.store.park import park
from services.ingest.store.rows import Item, Saved
from services.ingest.store.save import Kept, save
from services.ingest.store.twins import Sought, Twins
from services.ingest.traces import Traces
from services.ingest.turn import Turn
from services.runtime.circuit import Circuit
from services.runtime.feeds import Feed
from services.runtime.logging import log
from services.runtime.metrics import BATCH, HASTENED, LINE_SECONDS, STEP
from services.runtime.unavailable import Busy

_TRIES = 2
"""Of a batch that is held up, before it is halved; and of one story, before it is put aside."""

_LONG = 30.0
"""Seconds for which something is held up, until the health page is red."""

_AT_ONCE = 64
"""Entries that are saved together, while the next ones are parsed."""

_BYTES_AT_ONCE = 8 * 1024 * 1024
"""Of their bodies: so much is held several times over."""

_FEW = 16
"""Entries that are dealt with so soon that a flash among them waits for its turn: so it passes no version before it."""

_HURRY_SECONDS = 1.0
"""For which parsing waits for a flash at most: the store may be what that waits for."""

_FLASH_SECONDS = 0.05
"""What the semantic layer gets to answer for a flash that is brought ahead."""


class Line:
    """What every batch needs: the rules and the store."""

    def __init__(
        self, pool: asyncpg.Pool, rules: Rules, semantics: Semantics | None = None, traces: Traces | None = None
    ) -> None:
        self._pool = pool
        self.rules = rules
        self._semantics = semantics
        self._traces = traces or Traces()
        self.circuit = Circuit("postgres", "store")
        self.twins = Twins(pool)
        self.in_hand: set[tuple[str, str]] = set()
        """Stream and id of what it works on or waits with, however long the store is away."""
        self.saving: set[tuple[str, str]] = set()
        """Of these what is parsed, and killed nobody."""
        self.aside = Aside()
        self._hurried = 0
        self._calm = asyncio.Event()
        self._held_up: dict[int, float] = {}
        self.settled = Settled()
        self.hastened = Settled()

    @property
    def is_held_up(self) -> bool:
        """Something the store did not take for long, while it took others: somebody has to look."""
        now = time.monotonic()
        return bool(self.aside) or any(now - since > _LONG for since in self._held_up.values())

    async def run(self, entries: Sequence[Entry], turn: Turn | None = None) -> list[Saved]:
        """Brings the entries through, however long the store is away.

        When it returns they may be acknowledged, but for those that are `aside`: these stay pending.
        """
        with self.holding(entries):
            left = self.hastened.forget(entries)
            if len(left) > _FEW:
                left = [one for one in left if not (looks_urgent(one.body, one.feed) and await self._at_once(one))]
            return await self._run(left, turn or Turn())

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
        await self._save(items, ahead=True)
        if entry in self.aside:
            return False
        self.settled.add([entry])
        HASTENED.labels(entry.feed.name).inc()
        return True

    async def _run(self, entries: Sequence[Entry], turn: Turn) -> list[Saved]:
        begun = time.perf_counter()
        saved: list[Saved] = []
        saving: asyncio.Task[list[Saved]] | None = None
        try:
            for part in _parts(entries):
                items = await self._items(part)
                await turn.come()
                if saving:
                    saved += await saving
                saving = asyncio.create_task(self._save(items))
            await turn.come()
            turn.parsed.set()
            if saving:
                saved += await saving
        finally:
            if saving and not saving.done():
                saving.cancel()
                await asyncio.wait([saving])
        self.settled.add([entry for entry in entries if entry not in self.aside])
        seconds = time.perf_counter() - begun
        for name in {entry.feed.name for entry in entries}:
            BATCH.labels(name).observe(len(entries))
            LINE_SECONDS.labels(name).observe(seconds)
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

    @contextlib.contextmanager
    def hurrying(self) -> Iterator[None]:
        """Inside it nothing else is parsed: of a loop that parses, each answer from outside waits for a story's end."""
        self._hurried += 1
        self._calm.clear()
        try:
            yield
        finally:
            self._hurried -= 1
            if not self._hurried:
                self._calm.set()

    def has_in_hand(self, feed: Feed) -> bool:
        return any(stream == feed.stream for stream, _ in self.in_hand)

    async def _items(self, entries: Sequence[Entry], patience: float | None = None) -> list[Item]:
        rules = self.rules  # one set of them for the batch, whatever the desk saves meanwhile
        made: list[tuple[Entry, Outcome]] = []
        for entry in map(self._traces.begun, entries):
            laps = Laps()
            outcomes = process(entry.body, entry.feed, entry.received_at, rules, entry.warnings, laps)
            laps.told()
            made.extend((entry, outcome) for outcome in outcomes)
            await self._give_way(patience)
        if self._semantics:
            judged = [(entry.feed, outcome) for entry, outcome in made]
            with STEP.labels("semantics").time():
                settled = await self._semantics.settle(judged, rules, patience)
            made = [(entry, outcome) for (entry, _), outcome in zip(made, settled, strict=True)]
        items: list[Item] = []
        for entry, outcome in made:
            items.append(_item(entry, outcome))
            await self._give_way(patience)
        return items

    async def _give_way(self, patience: float | None) -> None:
        """Parsing holds the loop, and health page, other feeds and answers want their turn; a flash wants all of it."""
        await asyncio.sleep(0)
        if self._hurried and patience is None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_HURRY_SECONDS):
                    await self._calm.wait()

    async def _save(self, items: Sequence[Item], *, ahead: bool = False) -> list[Saved]:
        """Those that the store has now, each told of; the others are aside."""
        sought = self.twins.begin(items)
        parsed = {(item.entry.feed.stream, item.entry.entry_id) for item in items} - self.saving
        self.saving |= parsed
        done: dict[int, Saved] = {}
        try:
            with STEP.labels("save").time(), self._traces.saving(items):
                await self._bring(dict(enumerate(sought)), done)
        finally:
            self.saving -= parsed
            self.twins.end(sought)
            self._held_up.pop(id(done), None)
        left = {items[place].entry.entry_id for place in range(len(items)) if place not in done}
        for item in items:
            if item.entry.entry_id not in left:
                self.aside.drop(item.entry.feed.stream, item.entry.entry_id)
        saved = [done[place] for place in sorted(done)]
        self._traces.end(saved)
        _tell(saved, ahead=ahead)
        return saved

    async def _bring(self, sought: dict[int, Sought], done: dict[int, Saved], tries: int = _TRIES) -> None:
        """Halved while it can't be saved as one: a story that something holds up holds up none but its own.

        `done` takes what is saved, by its place.
        """
        try:
            await self.circuit.through(lambda: self._try_to_save(sought, done), tries=tries)
        except Busy as problem:
            self._held_up.setdefault(id(done), time.monotonic())
            left = [place for place in sought if place not in done]
            if len(left) == 1:
                self._put_aside(sought[left[0]].item, str(problem))
                return
            middle = len(left) // 2
            for half in (left[:middle], left[middle:]):
                await self._bring({place: sought[place] for place in half}, done, tries=1 if half[1:] else _TRIES)

    async def _try_to_save(self, sought: dict[int, Sought], done: dict[int, Saved]) -> None:
        left = [place for place in sought if place not in done and not self._waits(sought[place].item)]
        items = await self.twins.marked([sought[place] for place in left])
        kept: Kept = {}
        try:
            await save(self._pool, items, kept)
        finally:
            done |= {place: kept[id(item)] for place, item in zip(left, items, strict=True) if id(item) in kept}

    def _waits(self, item: Item) -> bool:
        """Behind an earlier one of its story, which is aside: then it is too."""
        waits = self.aside.must_wait(item)
        if waits:
            self._put_aside(item, "an earlier one of its story is")
        return waits

    def _put_aside(self, item: Item, why: str) -> None:
        if self.aside.put(item):
            feed, entry_id = item.entry.feed.name, item.entry.entry_id
            log().error("put aside", event_type="store.held_up", feed=feed, entry_id=entry_id, why=why)


def _item(entry: Entry, outcome: Outcome) -> Item:
    if not isinstance(outcome, Article):
        return Item(entry, outcome)
    new = incoming(outcome)
    return Item(entry, new, None if new.withdraws else sketch_of(outcome.headline, outcome.body.text))


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
    now = time.time()
    for one in saved:
        lag = count(one, now)
        facts = _facts(one, lag) | ({"ahead": True} if ahead else {})
        log().log(_level(one), "story", **facts)


def _level(one: Saved) -> int:
    """Errors are for people: faults of ours, notices whose story nobody could tell, embargoes that nobody could read.

    A warning tells of what is not announced and might be missed.
    """
    if one.fate == "unmatched" or (one.refused and one.refused.reason is Reason.POISON):
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


def _facts(one: Saved, lag: float) -> dict[str, object]:
    """The canonical line: lengths, digests and names, never the copy."""
    entry = one.item.entry
    facts: dict[str, object] = {
        "event_type": f"story.{one.fate or 'rejected'}",
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
