"""What does a worker count?  Its stories, how late they were, and how long each step of an entry took."""

import time
from collections.abc import Iterable
from typing import get_args

from schemas.reasons import Reason
from services.ingest.life.fate import Fate
from services.ingest.store.rows import Saved
from services.runtime import metrics
from services.runtime.feeds import Feed

NO_FORMAT = "none"
"""Of what was refused before anybody knew its format."""

AHEAD_SECONDS = 60.0
"""Many a wire stamps its stories to the minute, which may be rounded up."""

_STEPS = {
    step: metrics.STEP.labels(step)
    for step in (
        "read",  # of an entry: decode and parse
        "validate",
        "enrich",
        "semantics",  # of a part of a batch
        "save",
    )
}


_seen: set[tuple[str, str]] = set()
"""Feeds with their formats."""


def expect(feeds: Iterable[Feed]) -> None:
    """Shows what these feeds may count at 0, so that the first of a kind is an increase.

    Stories of a format are there from its first one on: all feeds with all formats took a tenth of a second a scrape.
    """
    for name in (feed.name for feed in feeds):
        _expect_format(name, NO_FORMAT)
        for counted in (
            metrics.CLOCK_AHEAD,
            metrics.LOST,
            metrics.GROUPS_LOST,
            metrics.STRAYED,
            metrics.SILENT,
            metrics.HASTENED,
            metrics.RECLAIMED,
        ):
            counted.labels(name)
        for timed in (metrics.BATCH, metrics.LINE_SECONDS, metrics.WIRE_LAG, metrics.SAVE_LAG):
            timed.labels(name)


def _expect_format(feed: str, form: str) -> None:
    if (feed, form) in _seen:
        return
    _seen.add((feed, form))
    for reason in Reason:
        metrics.STORIES.labels(feed, form, "rejected", str(reason))
    for fate in get_args(Fate) if form != NO_FORMAT else ():
        metrics.STORIES.labels(feed, form, fate, "")


def count(one: Saved, saved_at: float) -> float:
    """`saved_at` is Unix time; the seconds since the entry was accepted.

    A duplicate was saved before: neither its lag nor its time is told of the feed.
    """
    entry = one.item.entry
    feed = entry.feed.name
    lag = max(saved_at - entry.accepted_at.timestamp(), 0.0)
    if one.refused:
        form = one.refused.source.format or NO_FORMAT
        _expect_format(feed, form)
        metrics.STORIES.labels(feed, form, "rejected", one.refused.reason.value).inc()
        metrics.SAVE_LAG.labels(feed).observe(lag)
        return lag
    article = one.version.article
    form = article.source.format or NO_FORMAT
    _expect_format(feed, form)
    metrics.STORIES.labels(feed, form, one.fate, "").inc()
    if one.fate == "duplicate":
        return lag
    metrics.SAVE_LAG.labels(feed).observe(lag)
    metrics.LAST_STORY.labels(feed).set(saved_at)
    if article.updated_at:
        late = (article.source.received_at - article.updated_at).total_seconds()
        metrics.WIRE_LAG.labels(feed).observe(max(late, 0.0))
        if late < -AHEAD_SECONDS:
            metrics.CLOCK_AHEAD.labels(feed).inc()
    return lag


class Laps:
    """A stopwatch for one entry, begun when it is made: each call ends a lap of the step that is named."""

    __slots__ = ("_at", "_seconds")

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}
        self._at = time.perf_counter()

    def __call__(self, step: str) -> None:
        now = time.perf_counter()
        self._seconds[step] = self._seconds.get(step, 0.0) + now - self._at
        self._at = now

    def told(self) -> None:
        """One observation a step, however many stories the entry has; what could not be read was only read."""
        if not self._seconds:
            self("read")
        for step, seconds in self._seconds.items():
            _STEPS[step].observe(seconds)
