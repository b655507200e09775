"""What is put aside, since the store would not take it by itself while it took others?  And what must wait behind it.

An entry that is aside stays pending and is tried again alone, by `reclaim`.  Nothing of its stories passes it, so that
versions keep their order.
"""

from services.ingest.entry import Entry
from services.ingest.life.fate import Incoming
from services.ingest.store.rows import Item, Key

_Name = tuple[str, str]


class Aside:
    """Entries in the order in which they were put aside, with the stories in them."""

    def __init__(self) -> None:
        self._entries: dict[_Name, set[Key]] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, entry: Entry) -> bool:
        return _name(entry) in self._entries

    def put(self, item: Item) -> bool:
        """Whether its entry was not aside before; one that is keeps its place."""
        name = _name(item.entry)
        is_new = name not in self._entries
        self._entries.setdefault(name, set()).update(_keys(item))
        return is_new

    def drop(self, stream: str, entry_id: str) -> None:
        """It is saved, or another worker's now."""
        self._entries.pop((stream, entry_id), None)

    def of(self, stream: str) -> list[str]:
        return [entry_id for name, entry_id in self._entries if name == stream]

    def must_wait(self, item: Item) -> bool:
        """Something of its story was put aside before it."""
        keys = _keys(item)
        for name, waiting in self._entries.items():
            if name == _name(item.entry):
                return False
            if keys & waiting:
                return True
        return False


def _name(entry: Entry) -> _Name:
    return entry.feed.stream, entry.entry_id


def _keys(item: Item) -> set[Key]:
    return {item.outcome.key} if isinstance(item.outcome, Incoming) else set()
