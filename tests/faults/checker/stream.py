"""Is each event in the stream once, under its own id, with the bytes that the store and the subscribers have?"""

import hashlib
from collections.abc import Iterator, Sequence
from itertools import pairwise

import orjson

from tests.faults.checker.events import Told, all_told, at, read
from tests.faults.checker.evidence import Evidence, Row, Seen, StreamId
from tests.faults.checker.facts import BODY_LIMIT, event_id
from tests.faults.checker.outbox import is_free


def announced_once_with_stable_bytes(found: Evidence) -> Iterator[str]:
    """All that is free is in the stream just once, as the store says it, and a subscriber saw just that, in order."""
    events = all_told(found)
    yield from _stream(found, events)
    yield from _against_the_outbox(found, events)
    yield from _content(found, events)
    yield from _repeated(found.seen)
    yield from _against_the_stream(found)


def _stream(found: Evidence, events: Sequence[Told]) -> Iterator[str]:
    for entry in found.events:
        if read(entry) is None:
            yield f"entry {at(entry.stream_id)} of the stream is no event of the contract"
    for before, after in pairwise(found.events):
        if after.stream_id <= before.stream_id:
            yield f"stream id {at(after.stream_id)} comes after {at(before.stream_id)}"
    first: dict[str, Told] = {}
    for told in events:
        other = first.setdefault(told.id, told)
        if other is not told:
            how = "the same" if other.sha256 == told.sha256 else "OTHER"
            yield f"{told}: its id {told.id} is at {at(other.stream_id)} too, with {how} bytes"


def _against_the_outbox(found: Evidence, events: Sequence[Told]) -> Iterator[str]:
    there = {entry.stream_id for entry in found.events}
    trimmed = _trimmed(found)
    rows: dict[StreamId, Row] = {}
    for row in found.outbox:
        if row.stream_id is None:
            if is_free(row, found):
                yield f"{row} is free and in no stream"
            continue
        if row.cancelled:
            yield f"{row} is cancelled and has the stream id {at(row.stream_id)}"
        if rows.setdefault(row.stream_id, row) is not row:
            yield f"{row} has the stream id {at(row.stream_id)} of {rows[row.stream_id]}"
        if row.stream_id not in there and row.stream_id not in trimmed:
            yield f"{row} is not in the stream, where it was to be at {at(row.stream_id)}"
    for entry_id in there - rows.keys():
        yield f"entry {at(entry_id)} of the stream has no outbox row"
    for told in events:
        if told.stream_id in rows:
            yield from (f"{told}: {what}" for what in _other_than(told, rows[told.stream_id]))


def _trimmed(found: Evidence) -> set[StreamId]:
    """Those that may be gone: lower than all that is there, and more than the stream has to keep."""
    numbered = sorted(row.stream_id for row in found.outbox if row.stream_id)
    lowest = min((entry.stream_id for entry in found.events), default=None)
    excess = numbered[: max(len(numbered) - found.run.ready_keep, 0)]
    return {one for one in excess if lowest is not None and one < lowest}


def _other_than(told: Told, row: Row) -> Iterator[str]:
    key = row.key
    right = event_id(key.provider, key.story_id, key.version, row.type, row.revision)
    if told.id != right:
        yield f"its id is {told.id} and has to be {right}"
    has = told.type, told.source, told.subject, told.version, told.revision
    if has != (row.type, f"/feeds/{row.feed}", key.story_id, key.version, row.revision):
        yield f"it stands where {row} of feed {row.feed}, {row.type}, has to be"


def _content(found: Evidence, events: Sequence[Told]) -> Iterator[str]:
    """The article as it was saved, to the letter; a long one without its body, which is where `dataref` says."""
    articles = {(version.key, 0): version.article for version in found.versions}
    articles |= {(one.key, one.revision): one.article for one in found.revisions}
    names = {row.stream_id: (row.key, row.revision) for row in found.outbox if row.stream_id}
    for told in events:
        article = articles.get(names[told.stream_id]) if told.stream_id in names else None
        if article is not None and not _is_same(told, article):
            yield f"{told}: it does not say what the store has of it"


def _is_same(told: Told, article: str) -> bool:
    whole, saved = article.encode(), orjson.loads(article)
    if len(whole) <= BODY_LIMIT:
        return told.data == saved and told.dataref is None
    digest = hashlib.sha256(whole).hexdigest()
    return told.data == {**saved, "body": None} and bool(told.dataref) and told.datasha256 == digest


def _repeated(seen: Sequence[Seen]) -> Iterator[str]:
    for before, after in pairwise(seen):
        if after.stream_id <= before.stream_id:
            yield f"the subscriber saw {at(after.stream_id)} after {at(before.stream_id)}"
    first: dict[str, Seen] = {}
    for one in seen:
        other = first.setdefault(one.id, one)
        if other is not one:
            how = "the same" if other.sha256 == one.sha256 else "OTHER"
            where = f"{at(other.stream_id)} and {at(one.stream_id)}"
            yield f"the subscriber saw event {one.id} of {one.subject} twice, with {how} bytes, at {where}"


def _against_the_stream(found: Evidence) -> Iterator[str]:
    seen = {one.stream_id: one for one in found.seen}
    there = {entry.stream_id: hashlib.sha256(entry.event).hexdigest() for entry in found.events}
    trimmed = _trimmed(found)
    for stream_id, sha256 in there.items():
        if stream_id not in seen:
            yield f"the subscriber never saw entry {at(stream_id)}"
        elif seen[stream_id].sha256 != sha256:
            yield f"the subscriber saw OTHER bytes at {at(stream_id)} than the stream has"
    for stream_id, one in seen.items():
        if stream_id not in there and stream_id not in trimmed:
            yield f"the subscriber saw {at(stream_id)}, {one.subject} version {one.version}, which is in no stream"
