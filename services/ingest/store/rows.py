"""What is written of a version, as columns for services.ingest.store.sql: each list is one array parameter."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.event import READY, UNMATCHED, WITHDRAWN
from services.ingest.entry import Entry
from services.ingest.flash import is_flash
from services.ingest.life.fate import Fate, Incoming, Known
from services.ingest.life.near import Sketch
from services.ingest.pipeline import Refusal

Key = tuple[str, str]
Columns = list[list[object]]


@dataclass(frozen=True, slots=True)
class Item:
    """One story of an entry on its way into the store: a version or a refusal."""

    entry: Entry
    outcome: Incoming | Refusal
    sketch: Sketch | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of an item: its fate, or why it is in the dead letters."""

    item: Item
    fate: Fate | None
    refused: Refusal | None

    @property
    def version(self) -> Incoming:
        assert isinstance(self.item.outcome, Incoming)  # noqa: S101  by its fate
        return self.item.outcome


def columns(rows: Sequence[tuple[object, ...]], width: int) -> Columns:
    """Of any number of rows, none too."""
    return list(map(list, zip(*rows, strict=True))) if rows else [[] for _ in range(width)]


def version_columns(saved: Sequence[Saved]) -> Columns:
    first = {one.version.key: one for one in reversed(saved)}
    return columns([(*_version_row(one), _is_urgent(one, first)) for one in saved], 15)


def _is_urgent(saved: Saved, first: dict[Key, Saved]) -> bool:
    """A flash, but for one that would overtake a version of its own that is saved with it."""
    return first[saved.version.key] is saved and is_flash(saved.version.article, saved.item.entry.feed)


def state_columns(states: Sequence[tuple[object, ...]]) -> Columns:
    return columns(states, 9)


def copy_columns(saved: Sequence[Saved]) -> Columns:
    """One row an entry, however many stories it brought; an id that comes again with other bytes is another entry."""
    rows = {
        (one.item.entry.feed.name, one.item.entry.entry_id, one.version.copy_sha256): _copy_row(one) for one in saved
    }
    return columns(list(rows.values()), 6)


def sketch_columns(saved: Sequence[Saved]) -> Columns:
    """Two for the sketches and two for their bands, each with the place of its version's row, counted from 1.

    Bytes that come twice share a band of their own.
    """
    sketches: list[tuple[object, ...]] = []
    bands: list[tuple[object, ...]] = []
    for place, one in enumerate(saved, start=1):
        if one.version.withdraws:
            continue
        sketch = one.item.sketch
        sketches.append((place, sketch.signature if sketch else b""))
        bands.extend((place, band) for band in {copy_band(one.version), *(sketch.bands if sketch else ())})
    return [*columns(sketches, 2), *columns(bands, 2)]


def copy_band(new: Incoming) -> int:
    """Of the entry's own bytes and the story's place in them."""
    digest = hashlib.sha256(new.copy_sha256 + new.article.source.item.to_bytes(4, "big")).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def state_row(key: Key, state: Known, newest: Saved | None) -> tuple[object, ...]:
    """`newest` is the version that names the story from now on, None if its name stays."""
    names: tuple[object, ...] = (None, None, None)
    if newest is not None:
        article = newest.version.article
        names = article.headline, article.slugline, newest.item.entry.received_at
    return *key, state.version, state.updated_at, state.withdrawn_version, state.withdrawn_at, *names


def _version_row(saved: Saved) -> tuple[object, ...]:
    new, entry = saved.version, saved.item.entry
    article = new.article
    return (
        *new.key,
        article.version,
        new.withdraws,
        saved.fate,
        new.copy_sha256,
        new.content_sha256,
        entry.feed.name,
        entry.entry_id,
        article.source.item,
        new.article_json,
        UNMATCHED if saved.fate == "unmatched" else WITHDRAWN if new.withdraws else READY,
        None if new.withdraws else article.embargo_until,  # a kill waits for nothing
        entry.traceparent,
    )


def _copy_row(saved: Saved) -> tuple[object, ...]:
    entry = saved.item.entry
    fields = json.dumps(entry.other_fields())
    return entry.feed.name, entry.entry_id, entry.body, saved.version.copy_sha256, fields, entry.received_at
