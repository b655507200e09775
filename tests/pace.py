"""How long may a piece of work take, on a machine that is as quick as it happens to be now?"""

import contextlib
import re
import time
from collections.abc import Iterator

_NOMINAL = 0.015
"""CPU seconds of `_reference` on a free core of those that the bounds were written for."""

_WORDS = re.compile(r"(\w+)\s(?=\w*e)")
_TEXT = "The harbour bridge reopens in spring, the city says. " * 100


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fails if the block takes more CPU than `seconds`, times how much slower than usual the machine is beside it.

    Cores that are shared are slow for the reference too, which is timed before and after.
    """
    before = _reference()
    begun = time.process_time()
    yield
    took = time.process_time() - begun
    slower = max(before, _reference()) / _NOMINAL
    assert took < seconds * max(slower, 1.0), f"{took:.2f} s of CPU, on a machine that takes {slower:.1f} times as long"


def _reference() -> float:
    begun = time.process_time()
    for _ in range(30):
        found = [word[1].lower() for word in _WORDS.finditer(_TEXT)]
        "".join(sorted(found)).encode()
    return time.process_time() - begun
