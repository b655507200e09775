"""What a worker has brought to its fate it knows, and not for ever."""

from services.ingest.entry import Entry
from services.ingest.settled import Settled
from services.runtime.feeds import Feed

FEED = Feed(name="jiji", provider="jiji")


def _entry(number: int, body: bytes = b"copy") -> Entry:
    return Entry(FEED, f"{number}-0", {b"body": body})


def test_what_was_settled_is_known_once() -> None:
    settled = Settled()
    settled.add([_entry(1), _entry(2)])
    assert settled.forget([_entry(1), _entry(3)]) == [_entry(3)]
    assert settled.forget([_entry(1), _entry(2)]) == [_entry(1)]


def test_the_same_id_with_other_bytes_is_another_entry() -> None:
    settled = Settled()
    settled.add([_entry(1)])
    assert settled.forget([_entry(1, b"other")]) == [_entry(1, b"other")]


def test_the_oldest_are_forgotten_first() -> None:
    settled = Settled()
    settled.add([_entry(n) for n in range(20_010)])
    assert len(settled.forget([_entry(n) for n in range(20_010)])) == 10
