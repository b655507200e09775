"""What a run may look like that kept every promise all the same."""

from dataclasses import replace

from tests.faults.checker.mutations.healthy import digest, healthy
from tests.faults.checker.mutations.ways import Harm, added, both, changed, gone, of, pushed, run_with, set_to

_WELL = healthy()
_FIRST = _WELL.events[0]
_HELD = next(row for row in _WELL.outbox if row.key.story_id == "held")
_SHORT = {"ready_keep": len(_WELL.events) - 1}
_CONFLICT = digest(b"plain 2 otherwise")

ALLOWED: dict[str, Harm] = {
    "the oldest event was trimmed, more than the stream keeps": both(
        gone("events", lambda row: row == _FIRST), run_with(**_SHORT)
    ),
    "what the subscriber never saw was trimmed": both(
        gone("events", lambda row: row == _FIRST), gone("seen", of("plain")), run_with(**_SHORT)
    ),
    "what is held was made anew": both(
        changed("outbox", of("held"), cancelled=True),
        added("revisions", replace(_WELL.revisions[0], key=_HELD.key, revision=1)),
        added("outbox", replace(_HELD, seq=99, revision=1)),
    ),
    "a push whose answer never came was pushed again": added(
        "ledger", pushed(900, b"unsure", stories=next(p for p in _WELL.ledger if p.result == "unknown").stories)
    ),
    "of two texts of one version each was pushed as a story": changed(
        "ledger", lambda row: row.sha256 == _CONFLICT, expect="stories", reason=None
    ),
    "a lost entry was saved before it was lost": set_to(
        losses=[replace(_WELL.losses[0], after=(0, 0))],
    ),
    "a push that was refused has no fate": added("ledger", pushed(900, b"!", result="fail", entry_id=None)),
    "no replay": set_to(replay=None),
    "no files but run.json": set_to(faults=(), exits=(), scrapes=(), deaths=(), logs={}, replay=None),
    "an empty password": run_with(secrets=("",)),
}
