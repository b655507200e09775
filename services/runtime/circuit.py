"""Who asks a server that is away whether it is back?  One at a time; the others wait for what that one finds."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from services.runtime.logging import log
from services.runtime.metrics import CIRCUIT
from services.runtime.unavailable import Busy, Unavailable, attempts

_T = TypeVar("_T")


class Circuit:
    """Closed while `server` serves: all work goes through.  The first failure opens it, the first success closes it.

    It says both in the log as `<role>.unavailable` and `<role>.back`, and nothing in between.
    """

    def __init__(self, server: str, role: str) -> None:
        self._server, self._role = server, role
        self._opened: float | None = None
        self._probing = False
        self._news = asyncio.Event()
        CIRCUIT.labels(server).set(0)

    @property
    def is_open(self) -> bool:
        return self._opened is not None

    @property
    def is_probed(self) -> bool:
        """Open, and somebody is trying."""
        return self._probing

    async def through(self, work: Callable[[], Awaitable[_T]]) -> _T:
        """What `work` returns, however often and long it has to be tried.

        Work that is Busy is tried again by itself and keeps nobody else.  Raises what is not Unavailable.
        """
        async for count in attempts():
            while self._probing:
                await self._news.wait()
            try:
                return await self._probe(work) if self.is_open else await work()
            except Busy as problem:
                log().warning("tried again", event_type=f"{self._role}.busy", attempt=count, why=str(problem))
            except Unavailable as problem:
                self._open(problem)
        raise AssertionError  # attempts() never ends

    async def _probe(self, work: Callable[[], Awaitable[_T]]) -> _T:
        """The one that tries keeps its turn while the server is away; if it has to give up, another one is woken."""
        self._probing = True
        try:
            async for _ in attempts():
                try:
                    found = await work()
                except Busy:
                    raise  # that tells nothing of the server: the next one tries
                except Unavailable:
                    continue
                self._close()
                return found
        finally:
            self._probing = False
            self._news.set()
            self._news = asyncio.Event()
        raise AssertionError  # attempts() never ends

    def _open(self, problem: Unavailable) -> None:
        if self._opened is not None:
            return
        self._opened = time.monotonic()
        CIRCUIT.labels(self._server).set(1)
        log().warning("unavailable", event_type=f"{self._role}.unavailable", why=str(problem))

    def _close(self) -> None:
        if self._opened is None:
            return
        seconds, self._opened = round(time.monotonic() - self._opened, 1), None
        CIRCUIT.labels(self._server).set(0)
        log().info("back", event_type=f"{self._role}.back", seconds=seconds)
