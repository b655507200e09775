"""Named moments at which a fault test may stop or kill this process; nothing in production."""

import os
import signal
from pathlib import Path

_NAME = os.environ.get("WIRE_CHECKPOINT", "")
_FILE = os.environ.get("WIRE_CHECKPOINT_FILE", "")


def checkpoint(name: str) -> None:
    """Kills this process, as kill -9 would, when WIRE_CHECKPOINT is `name`.

    With WIRE_CHECKPOINT_FILE set it does so once: only the process that can create that file dies.
    """
    if name != _NAME:
        return
    if _FILE:
        try:
            Path(_FILE).touch(exist_ok=False)
        except FileExistsError:
            return
    os.kill(os.getpid(), signal.SIGKILL)
