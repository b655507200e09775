"""Does a story go on only forward, end where it is withdrawn, and begin no earlier than it may?"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from tests.faults.checker.events import Told, all_told, at
from tests.faults.checker.evidence import Evidence, Seen, microseconds
from tests.faults.checker.facts import READY, WITHDRAWN

_Lives = dict[str, list[Told | Seen]]


def _lives(found: Evidence) -> Iterator[tuple[str, str, list[Told | Seen]]]:
    """Each story's events, as the stream has them and as the subscriber saw them."""
    for where, events in (("in the stream", all_told(found)), ("as the subscriber saw it", found.seen)):
        lives: _Lives = defaultdict(list)
        for one in events:
            lives[one.subject].append(one)
        for subject, life in lives.items():
            yield where, subject, life


def announced_versions_rise(found: Evidence) -> Iterator[str]:
    """Of each story the versions that may be used come in rising order; a revision is higher than what it mends."""
    for where, subject, life in _lives(found):
        ready = [one for one in life if one.type == READY]
        for before, after in pairwise(ready):
            if (after.version, after.revision) <= (before.version, before.revision):
                steps = f"{before.version}.{before.revision} and then {after.version}.{after.revision}"
                yield f"{subject}, {where}: {steps} at {at(after.stream_id)}"


def nothing_lives_after_a_kill(found: Evidence) -> Iterator[str]:
    """After a withdrawal only a higher version is announced."""
    for where, subject, life in _lives(found):
        killed = -1
        for one in life:
            if one.type == WITHDRAWN:
                killed = max(killed, one.version)
            elif one.type == READY and one.version <= killed:
                yield f"{subject}, {where}: version {one.version} at {at(one.stream_id)}, {killed} was withdrawn"


def nothing_before_its_embargo(found: Evidence) -> Iterator[str]:
    """Nothing has a stream id, or is seen, from before the moment that the producer, the event or the store names."""
    seen = {one.stream_id: one.at for one in found.seen}
    held = {row.stream_id: row.hold_until for row in found.outbox if row.stream_id}
    pushed = {(push.sha256, said.story_id, said.version): said for push in found.ledger for said in push.stories}
    for told in all_told(found):
        if told.type != READY:
            continue  # a kill waits for nothing
        said = pushed.get((_copy(told), told.subject, told.version))
        ends = {"event": told.embargo_until, "store": held.get(told.stream_id)}
        ends["ledger"] = said.embargo_until if said else None
        for whose, end in ends.items():
            if end is not None:
                yield from _early(told, seen.get(told.stream_id), end, whose)


def _copy(told: Told) -> str:
    source = told.data.get("source") or {}
    return str(source.get("sha256", ""))


def _early(told: Told, seen: float | None, end: dt.datetime, whose: str) -> Iterator[str]:
    """`seen` in milliseconds; the clock of the one who sees is read to the microsecond."""
    free = microseconds(end)
    if told.stream_id[0] * 1000 < free:
        yield f"{told}: its stream id is {free - told.stream_id[0] * 1000} µs before the {whose}'s embargo"
    if seen is not None and round(seen * 1000) < free:
        yield f"{told}: seen {free - round(seen * 1000)} µs before the {whose}'s embargo"
