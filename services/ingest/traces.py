"""How is an entry followed on its way?  By a span of its own, and spans of the saving that are linked to it."""

import contextlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from services.ingest.entry import Entry
from services.ingest.store.rows import Item, Saved
from services.runtime.tracing import Facts, Span, Tracer


class Traces:
    """Does nothing without a tracer.

    A span that is not ended is told to nobody.  So an entry that comes to nothing here, since it is put aside or only
    looked at for a flash, has one span all the same: that of the time when it was saved.
    """

    def __init__(self, tracer: Tracer | None = None) -> None:
        self._tracer = tracer

    def begun(self, entry: Entry) -> Entry:
        """With a span from now on: a child of what the producer said, else the first of a new trace."""
        if self._tracer is None:
            return entry
        facts: Facts = {
            "messaging.system": "redis",
            "messaging.destination.name": entry.feed.stream,
            "messaging.message.id": entry.entry_id,
            "messaging.message.body.size": len(entry.body),
        }
        span = self._tracer.begin(f"process {entry.feed.stream}", facts, kind="consumer", parent=entry.said_traceparent)
        return replace(entry, span=span)

    @contextlib.contextmanager
    def saving(self, items: Sequence[Item]) -> Iterator[None]:
        """One span for what is saved together."""
        if self._tracer is None:
            yield
            return
        spans = _spans(items)
        facts: Facts = {"wire.stories": len(items), "wire.entries": len(spans)}
        span = self._tracer.begin("save", facts, links=spans)
        yield
        span.end()

    def end(self, saved: Sequence[Saved]) -> None:
        """Their entries are done with."""
        if self._tracer is None:
            return
        fates: defaultdict[Span, list[Saved]] = defaultdict(list)
        for one in saved:
            if one.item.entry.span:
                fates[one.item.entry.span].append(one)
        for span, some in fates.items():
            outcomes = [one.fate or "rejected" for one in some]
            stories = [one.version.article.story_id for one in some if not one.refused]
            span.end({"wire.outcomes": outcomes, "wire.story_ids": stories})


def _spans(items: Sequence[Item]) -> list[Span]:
    """Each once, in their order."""
    return list(dict.fromkeys(item.entry.span for item in items if item.entry.span))
