"""How a service is served: uvicorn on one address, ended by SIGTERM after its lifespan has drained."""

import asyncio
import logging
import signal
import socket
from collections.abc import Iterable
from types import FrameType
from typing import Any

import uvicorn

from services.runtime.logging import log


def serve(app: Any, host: str, port: int) -> int:
    """Runs until SIGTERM or SIGINT; the exit code, 3 if the application could not start.

    Raises OSError if the address is taken, before anything of the application has started.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listening:
        config = uvicorn.Config(app, lifespan="on", access_log=False, log_config=None, server_header=False)
        server = _Server(config)
        # uvicorn raises the signal again after its drain; the drain was our answer to it.
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: None)
        with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
            runner.run(server.until_ended(listening))
    return 0 if server.started or server.given_up else 3


_MOST_CALLS = 20
"""Half a second apart; what ends by none of them has to be ended with the process."""


async def end_tasks(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """redis-py 8.1 loses a cancellation that comes together with an answer (seen in a run): it is said until heard."""
    left = set(tasks)
    for _ in range(_MOST_CALLS):
        if not left:
            return
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=0.5)
    log().error("tasks do not end", event_type="tasks.left", names=[task.get_name() for task in left])


class _Server(uvicorn.Server):
    """Ends while it still waits to start, too: uvicorn looks at its signals only when the lifespan has started."""

    given_up = False

    async def until_ended(self, listening: socket.socket) -> None:
        self._told_to_end = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        serving = asyncio.create_task(self.serve(sockets=[listening]))
        told = asyncio.create_task(self._told_to_end.wait())
        await asyncio.wait([serving, told], return_when=asyncio.FIRST_COMPLETED)
        if not serving.done() and not self.started:
            self.given_up = True
            log().info("told to end before it was up", event_type="start.given_up")
            # FastStream 0.7.8 would tell our own cancellation as an error, with a traceback.
            logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
            await end_tasks(asyncio.all_tasks() - {asyncio.current_task()})
            return
        told.cancel()
        await serving

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self._loop.call_soon_threadsafe(self._told_to_end.set)
        # uvicorn waits for answers in hand, of which a stream of events never ends by itself.
        if ending := getattr(getattr(self.config.app, "state", None), "ending", None):
            self._loop.call_soon_threadsafe(ending)
