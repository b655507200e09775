"""What an entry says of itself."""

import datetime as dt

import pytest

from services.ingest.entry import Entry
from services.runtime.feeds import Feed

ACCEPTED = dt.datetime(2026, 11, 20, 3, 0, 0, 123_000, tzinfo=dt.UTC)


def entry(feed: Feed, entry_id: str = "1795143600123-0", **fields: bytes) -> Entry:
    return Entry(feed, entry_id, {name.encode(): value for name, value in fields.items()})


def test_it_was_received_when_it_was_accepted_unless_the_producer_knows_better(feed: Feed) -> None:
    assert entry(feed).received_at == ACCEPTED
    assert entry(feed, received=b"2026-11-20T11:59:00+09:00").received_at == dt.datetime(
        2026, 11, 20, 2, 59, tzinfo=dt.UTC
    )


@pytest.mark.parametrize("said", [b"yesterday", b"2026-11-20T11:59:00", b"\xff"])
def test_a_time_that_is_none_is_told_and_not_used(feed: Feed, said: bytes) -> None:
    one = entry(feed, received=said)
    assert one.received_at == ACCEPTED
    assert len(one.warnings) == 1
    assert entry(feed).warnings == ()


def test_ids_of_a_producers_own_need_not_be_times(feed: Feed) -> None:
    assert entry(feed, f"{2**63}-1").accepted_at == dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", True),
        (b"00-xyz", False),
        (b"\xff", False),
        (b"", False),
    ],
)
def test_only_a_trace_context_is_one(feed: Feed, said: bytes, kept: bool) -> None:
    assert entry(feed, traceparent=said).traceparent == (said.decode() if kept else None)


def test_other_fields_are_kept_readable(feed: Feed) -> None:
    assert entry(feed, body=b"x", id=b"k\0\xff").other_fields() == {"id": r"k\x00\xff"}
