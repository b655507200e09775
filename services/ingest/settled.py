"""Which entries has this worker brought to their fate lately?  So that nobody has to ask the store for them."""

from collections.abc import Sequence
from itertools import islice

from services.ingest.entry import Entry

_MOST = 20_000

_Key = tuple[str, str, int]


class Settled:
    """Remembers the last 20,000 by stream, id and bytes: a Redis that lost data gives an id twice."""

    def __init__(self) -> None:
        self._known: dict[_Key, None] = {}

    def add(self, entries: Sequence[Entry]) -> None:
        self._known.update(dict.fromkeys(map(_key, entries)))
        for oldest in list(islice(self._known, max(len(self._known) - _MOST, 0))):
            del self._known[oldest]

    def forget(self, entries: Sequence[Entry]) -> list[Entry]:
        """Those that it knows nothing of; the others it knows no more."""
        unknown = [entry for entry in entries if _key(entry) not in self._known]
        for entry in entries:
            self._known.pop(_key(entry), None)
        return unknown


def _key(entry: Entry) -> _Key:
    return entry.feed.stream, entry.entry_id, hash(entry.body)
