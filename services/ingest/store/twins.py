"""Which other stories have the same text or nearly: looked for in the store and among what is being saved just now."""

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import asyncpg

from schemas.article import Article, SameAs
from services.ingest.life.fate import Incoming
from services.ingest.life.near import SAME, similarity
from services.ingest.store import sql
from services.ingest.store.rows import Item, Key, copy_band
from services.runtime.logging import log
from services.runtime.postgres import lent, postgres_errors
from services.runtime.unavailable import Unavailable

_WITHIN = dt.timedelta(days=3)
"""A resend comes within hours; what is the same a week later is a table of every week."""

_FORGET_EVERY = 3600.0
_SLICE = 5000
_MOST = 3

_COMPARED = 6
"""Of those found, the ones that share most bands."""

_NEWEST = 4
"""Of a band: where hundreds share one it is a form, and the newest of them tell as much as all."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A version whose text may be met again."""

    key: Key
    version: int
    feed: str
    signature: bytes
    withdrawn: bool = False


@dataclass(slots=True)
class Sought:
    """An item with the bands under which it is found, and what was found under them; `text` if it may be named."""

    item: Item
    bands: tuple[int, ...] = ()
    at_hand: list[tuple[int, _Text]] = field(default_factory=list)
    text: _Text | None = None


class Twins:
    """Several feeds save at the same time, so what one has in hand is looked at beside what the store has."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._in_hand: dict[int, list[_Text]] = {}

    def begin(self, items: Sequence[Item]) -> list[Sought]:
        """From here to `end` the items are in hand; no other task runs in between."""
        return [self._begin(item) for item in items]

    def end(self, sought: Sequence[Sought]) -> None:
        gone = {one.text for one in sought}
        for band in {band for one in sought for band in one.bands}:
            left = [text for text in self._in_hand.pop(band, ()) if text not in gone]
            if left:
                self._in_hand[band] = left

    async def marked(self, sought: Sequence[Sought]) -> list[Item]:
        """The items, those that have twins with `same_as`.

        Raises Unavailable.
        """
        bands = [(place, band) for place, one in enumerate(sought) for band in one.bands]
        found = [list(one.at_hand) for one in sought]
        if bands:
            wanted = map(list, zip(*bands, strict=True))
            with postgres_errors():
                async with lent(self._pool) as connection:
                    rows = await connection.fetch(sql.FIND_NEAR, *wanted, _WITHIN, _NEWEST)
            for row in rows:
                key = row["provider"], row["story_id"]
                text = _Text(key, row["version"], row["feed"], row["signature"], row["withdrawn"])
                for place, band in zip(row["places"], row["bands"], strict=True):
                    found[place].append((band, text))
        return [_marked(one, near) for one, near in zip(sought, found, strict=True)]

    async def forget(self) -> None:
        """Drops what is too old to be a twin, every hour, until cancelled."""
        while True:
            await asyncio.sleep(_FORGET_EVERY)
            try:
                while await self._forget_some() == _SLICE:
                    continue
            except Unavailable as problem:
                log().warning("twins not forgotten", event_type="twins.waits", why=str(problem))

    async def _forget_some(self) -> int:
        with postgres_errors():
            async with lent(self._pool) as connection:
                return int(await connection.fetchval(sql.FORGET_SKETCHES, _WITHIN, _SLICE))

    def _begin(self, item: Item) -> Sought:
        new = item.outcome
        if not isinstance(new, Incoming) or new.withdraws:
            return Sought(item)
        sketch = item.sketch
        one = Sought(item, (copy_band(new), *(sketch.bands if sketch else ())))
        one.at_hand = [(band, text) for band in one.bands for text in self._in_hand.get(band, ())]
        if _may_be_named(new.article):
            signature = sketch.signature if sketch else b""
            one.text = _Text(new.key, new.article.version, item.entry.feed.name, signature)
            for band in one.bands:
                self._in_hand[band] = [*self._in_hand.get(band, ())[1 - _NEWEST :], one.text]
        return one


def _may_be_named(article: Article) -> bool:
    """What is held must not be betrayed by its twin; a later version may be held by what the one before it says."""
    return article.status == "usable" and article.embargo_until is None and article.change == "new"


def _marked(one: Sought, near: Sequence[tuple[int, _Text]]) -> Item:
    new = one.item.outcome
    if not near or not isinstance(new, Incoming):
        return one.item
    signature = one.item.sketch.signature if one.item.sketch else b""
    # The band of the whole copy is the first.
    same_bytes = {text for band, text in near if band == one.bands[0]}
    shared = Counter(text for _, text in near if text.key != new.key)
    best: dict[Key, SameAs] = {}
    # Of a form that comes by the hundred the copy itself must not be lost among those like it.
    for text in sorted(shared, key=lambda text: (text not in same_bytes, -shared[text]))[:_COMPARED]:
        alike = 1.0 if text in same_bytes else _alike(signature, text.signature)
        if alike < SAME or (text.key in best and best[text.key].similarity >= alike):
            continue
        best[text.key] = SameAs(
            provider=text.key[0],
            story_id=text.key[1],
            version=text.version,
            feed=text.feed,
            similarity=round(alike, 2),
            withdrawn=text.withdrawn,
        )
    if not best:
        return one.item
    same_as = sorted(best.values(), key=lambda twin: (-twin.similarity, twin.provider, twin.story_id))[:_MOST]
    return replace(one.item, outcome=new.with_changes(same_as=same_as))


def _alike(one: bytes, other: bytes) -> float:
    return similarity(one, other) if one and other else 0.0
