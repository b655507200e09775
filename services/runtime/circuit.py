"""Who asks a server that is away whether it is back?  One at a time; the others wait for what that one finds."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from services.runtime.logging import log
from services.runtime.metrics import CIRCUIT, RECONNECTS
from services.runtime.unavailable import Busy, Unavailable

_T = TypeVar("_T")

_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0
"""Seconds between two tries of a server that is away, whosever they are."""

_LONE = 3
"""Failures of one piece of work while others pass: then the server serves, and it is the work's own."""


class Circuit:
    """Closed while `server` serves: all work goes through.  The first failure opens it, the first success closes it.

    It says both in the log as `<role>.unavailable` and `<role>.back`, and nothing in between.
    """

    def __init__(self, server: str, role: str) -> None:
        self._server, self._role = server, role
        self._opened: float | None = None
        self._turn = asyncio.Lock()
        self._pause = _FIRST_PAUSE
        self._passed = 0.0
        CIRCUIT.labels(server).set(0)

    @property
    def is_open(self) -> bool:
        return self._opened is not None

    @property
    def is_probed(self) -> bool:
        """Open, and somebody is trying."""
        return self.is_open and self._turn.locked()

    async def through(self, work: Callable[[], Awaitable[_T]], tries: int | None = None) -> _T:
        """What `work` returns, however often and long it has to be tried.

        Work that is Busy is tried again by itself and keeps nobody else; after `tries` of them its Busy is raised.
        Raises what is not Unavailable.
        """
        busy = lone = 0
        failed = float("inf")
        while True:
            try:
                return await self._once(work)
            except Unavailable as problem:
                lone += self._passed > failed
                failed = time.monotonic()
                if not isinstance(problem, Busy) and lone < _LONE:
                    self._open(problem)
                    continue
                busy += 1
                log().warning("tried again", event_type=f"{self._role}.busy", attempt=busy, why=str(problem))
                if busy == tries:
                    raise Busy(str(problem)) from problem
                await asyncio.sleep(_spread(min(_FIRST_PAUSE * 2**busy, _LONGEST_PAUSE)))

    async def _once(self, work: Callable[[], Awaitable[_T]]) -> _T:
        """At once while it is closed; else when it is one's turn, which goes round."""
        if self.is_open:
            async with self._turn:
                if self.is_open:
                    await asyncio.sleep(_spread(self._pause))
                    self._pause = min(self._pause * 2, _LONGEST_PAUSE)
                    found = await work()
                    self._passed = time.monotonic()
                    self._close()
                    return found
        found = await work()
        self._passed = time.monotonic()
        return found

    def _open(self, problem: Unavailable) -> None:
        if self._opened is not None:
            return
        self._opened = time.monotonic()
        CIRCUIT.labels(self._server).set(1)
        log().warning("unavailable", event_type=f"{self._role}.unavailable", why=str(problem))

    def _close(self) -> None:
        if self._opened is None:
            return
        self._pause = _FIRST_PAUSE
        seconds, self._opened = round(time.monotonic() - self._opened, 1), None
        CIRCUIT.labels(self._server).set(0)
        RECONNECTS.labels(self._server).inc()
        log().info("back", event_type=f"{self._role}.back", seconds=seconds)


def _spread(seconds: float) -> float:
    return seconds * random.uniform(0.5, 1.0)  # noqa: S311  spreads retries, guards nothing
