"""Who sends while somebody listens?  One process that hands stories over by the clock, and one subscriber.

The load is open: a story is due at its time whether or not those before it have come out, and its latency counts from
then.  Both use the monotonic clock, which is one for all processes of a machine.
"""

import contextlib
import multiprocessing
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from services.runtime.redis import READY_STREAM, Client
from tests.bench.contestants import BY_NAME, Contestant, Numbered, Push

_BLOCK_MS = 100
_STARTS_SECONDS = 0.2


@dataclass(slots=True)
class Subscriber:
    """`seen`: when the event of each story came, by the story's name; `again` are names that came twice."""

    client: Client
    contestant: Contestant
    seen: dict[str, float] = field(default_factory=dict)
    again: list[str] = field(default_factory=list)
    _last: bytes = b"0"

    def listen(self, done: Callable[[], bool], until: float) -> bool:
        """Blocks in XREAD again and again until `done()`; False if it was not by `until`."""
        while not done():
            if time.monotonic() > until:
                return False
            found: Any = self.client.xread({READY_STREAM: self._last}, block=_BLOCK_MS)
            now = time.monotonic()
            for entry_id, fields in found[0][1] if found else ():
                self._last = entry_id
                name = self.contestant.event_name(fields)
                if name in self.seen:
                    self.again.append(name)
                else:
                    self.seen[name] = now
        return True


Due = list[tuple[str, float]]
"""Names of stories and when they were due."""


class Sender:
    """`start` returns at once; when `sent` is true, `due` tells what was sent."""

    def __init__(self, contestant: Contestant, url: str) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_send, args=(contestant.name, url, theirs), daemon=True)
        self._process.start()

    def start(self, stories: Sequence[Numbered], rate: float) -> None:
        self._pipe.send((list(stories), rate))

    def sent(self) -> bool:
        return self._pipe.poll()

    def due(self) -> Due:
        found: Due = self._pipe.recv()
        return found

    def stop(self) -> None:
        self._pipe.close()
        self._process.join(5)
        self._process.kill()


@contextlib.contextmanager
def sender(contestant: Contestant, url: str) -> Iterator[Sender]:
    made = Sender(contestant, url)
    try:
        yield made
    finally:
        made.stop()


def _send(name: str, url: str, pipe: Connection) -> None:
    """Until the other end closes the pipe; an interrupt is the other end's affair."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    push = BY_NAME[name].opened(url)
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            stories, rate = pipe.recv()
            pipe.send(_sent(push, stories, rate))


def _sent(push: Push, stories: Sequence[Numbered], rate: float) -> Due:
    begin = time.monotonic() + _STARTS_SECONDS
    due: Due = []
    while len(due) < len(stories):
        at = begin + len(due) / rate
        time.sleep(max(0.0, at - time.monotonic()))
        # All that are due by now, if the one before took longer than its place.
        late = int((time.monotonic() - begin) * rate) + 1
        names = push(stories[len(due) : late])
        due += [(name, begin + (len(due) + place) / rate) for place, name in enumerate(names)]
    return due
