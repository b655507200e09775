"""`wire`, by a clock that a test sets: WIRE_TEST_CLOCK names a file with the seconds to add."""

import os
import time
from pathlib import Path

from services.cli.app import main

_CLOCK = Path(os.environ["WIRE_TEST_CLOCK"])
_TRUE_TIME, _TRUE_NS = time.time, time.time_ns


def _seconds() -> int:
    return int(_CLOCK.read_text() or "0")


if __name__ == "__main__":
    # Before anything takes hold of them: the relay's clock is one of its defaults.
    time.time = lambda: _TRUE_TIME() + _seconds()
    time.time_ns = lambda: _TRUE_NS() + _seconds() * 1_000_000_000
    main()
