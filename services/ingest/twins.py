"""Which other stories have the same text or nearly: looked for in the store and among what is being saved just now."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import asyncpg

from schemas.article import Article, SameAs
from services.ingest import sql
from services.ingest.fate import Incoming
from services.ingest.near import SAME, similarity, sketch_of
from services.ingest.rows import Item, Key, copy_band
from services.runtime.postgres import postgres_errors

_WITHIN = dt.timedelta(days=3)
"""A resend comes within hours; what is the same a week later is a table of every week."""

_MOST = 3


@dataclass(frozen=True, slots=True)
class _Text:
    """A version whose text may be met again."""

    key: Key
    version: int
    feed: str
    signature: bytes
    withdrawn: bool = False


@dataclass(slots=True)
class _Sought:
    """An item with the bands under which it is found, and what was found under them: whole copy or a part."""

    item: Item
    bands: tuple[int, ...] = ()
    at_hand: list[tuple[int, _Text]] = field(default_factory=list)


class Twins:
    """Several feeds save at the same time, so what one has in hand is looked at beside what the store has."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._in_hand: dict[int, list[_Text]] = {}

    def begin(self, items: Sequence[Item]) -> list[_Sought]:
        """From here to `end` the items are in hand; no other task runs in between."""
        return [self._begin(item) for item in items]

    def end(self, sought: Sequence[_Sought]) -> None:
        for one in sought:
            for band in one.bands:
                texts = self._in_hand.get(band, [])
                texts[:] = [text for text in texts if text.key != _key(one.item)]
                if not texts:
                    self._in_hand.pop(band, None)

    async def marked(self, sought: Sequence[_Sought]) -> list[Item]:
        """The items, those that have twins with `same_as`.

        Raises Unavailable.
        """
        bands = [(place, band) for place, one in enumerate(sought) for band in one.bands]
        found = [list(one.at_hand) for one in sought]
        if bands:
            with postgres_errors():
                rows = await self._pool.fetch(sql.FIND_NEAR, *map(list, zip(*bands, strict=True)), _WITHIN)
            for row in rows:
                key = row["provider"], row["story_id"]
                text = _Text(key, row["version"], row["feed"], row["signature"], row["withdrawn"])
                found[row["place"]].append((row["band"], text))
        return [_marked(one, near) for one, near in zip(sought, found, strict=True)]

    def _begin(self, item: Item) -> _Sought:
        new = item.outcome
        if not isinstance(new, Incoming) or new.withdraws:
            return _Sought(item)
        sketch = sketch_of(new.article.headline, new.article.body.text)
        one = _Sought(replace(item, sketch=sketch), (copy_band(new), *(sketch.bands if sketch else ())))
        one.at_hand = [(band, text) for band in one.bands for text in self._in_hand.get(band, ())]
        if _may_be_named(new.article):
            signature = sketch.signature if sketch else b""
            text = _Text(new.key, new.article.version, item.entry.feed.name, signature)
            for band in one.bands:
                self._in_hand.setdefault(band, []).append(text)
        return one


def _key(item: Item) -> Key | None:
    return item.outcome.key if isinstance(item.outcome, Incoming) else None


def _may_be_named(article: Article) -> bool:
    """What is held must not be betrayed by its twin."""
    return article.status == "usable" and article.embargo_until is None


def _marked(one: _Sought, near: Sequence[tuple[int, _Text]]) -> Item:
    new = one.item.outcome
    if not near or not isinstance(new, Incoming):
        return one.item
    whole, signature = one.bands[0], one.item.sketch.signature if one.item.sketch else b""
    best: dict[Key, SameAs] = {}
    for band, text in near:
        alike = 1.0 if band == whole else _alike(signature, text.signature)
        if text.key == new.key or alike < SAME or (text.key in best and best[text.key].similarity >= alike):
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
