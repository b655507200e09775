"""Named moments at which a fault test may stop or kill this process; nothing in production.

WIRE_CHECKPOINT names the moment:

- of a batch: `ingest.read` (entries read, nothing done), `ingest.in_transaction`, `ingest.after_commit`,
  `ingest.after_dead_letter` (committed with a dead letter among it), `ingest.before_ack`;
- of what nobody acknowledged: `reclaim.claimed` (taken over, nothing done), `reclaim.before_ack`;
- of the relay: `publish.before_send`, `publish.after_send`.
"""

import os
import signal
from itertools import count
from pathlib import Path

_NAME = os.environ.get("WIRE_CHECKPOINT", "")
_FILE = os.environ.get("WIRE_CHECKPOINT_FILE", "")
_SIGNAL = signal.Signals[f"SIG{os.environ.get('WIRE_CHECKPOINT_SIGNAL', 'KILL')}"]
_AFTER = int(os.environ.get("WIRE_CHECKPOINT_AFTER", "0"))

_passed = count()


def checkpoint(name: str) -> None:
    """Sends this process a signal when WIRE_CHECKPOINT is `name`: KILL, or what WIRE_CHECKPOINT_SIGNAL says (STOP).

    WIRE_CHECKPOINT_AFTER=N passes the first N times.  With WIRE_CHECKPOINT_FILE set it is done once: only by the
    process that can create that file.  A process that was stopped and goes on stops at no checkpoint again.
    """
    if name != _NAME or next(_passed) != _AFTER:
        return
    if _FILE:
        try:
            Path(_FILE).touch(exist_ok=False)
        except FileExistsError:
            return
    os.kill(os.getpid(), _SIGNAL)
