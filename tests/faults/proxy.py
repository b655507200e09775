"""How does a link between a service and its server break, at a test's word?"""

import asyncio
import socket
import struct
import threading
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Literal, Self

Way = Literal["up", "down"]
"""`up` is towards the server, `down` towards its client."""

_CHUNK = 65_536
_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER on, 0 s: close() sends RST and drops what was not sent."""


@dataclass(eq=False)
class _Connection:
    near: socket.socket
    far: socket.socket | None = None
    task: asyncio.Task[None] | None = None
    abrupt: bool = False
    half_open: bool = False

    def close(self) -> None:
        for end in filter(None, (self.near, self.far)):
            if self.abrupt:
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            end.close()


class Proxy:
    """One link on loopback: connect to `port` instead of to `target_port`.

    It works in a thread of its own, so that a test may be sync or async.  Its methods may be called from any thread and
    return when what they say is in force, on open and on new connections.  Where the server refuses, the client's
    connection is reset.
    """

    def __init__(self, target_port: int) -> None:
        self.target_port = target_port
        self.connections = 0
        """Accepted so far, those included that were reset at once."""
        self.bytes: dict[Way, int] = {"up": 0, "down": 0}
        """Passed on so far."""
        self._state: Literal["whole", "cut", "half open"] = "whole"
        self._delay = 0.0
        self._flows = {"up": asyncio.Event(), "down": asyncio.Event()}
        self._let_flow()
        self._open: set[_Connection] = set()
        self._fault: BaseException | None = None
        self._changing = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._listener.setblocking(False)
        self.port: int = self._listener.getsockname()[1]
        self._loop = asyncio.SelectorEventLoop()
        self._accepting = self._loop.create_task(self._accept())
        self._thread = threading.Thread(target=self._loop.run_forever, name=f"proxy-{self.port}", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def open(self) -> int:
        """Connections that a client has open, or that are half open."""
        return len(self._open)

    def cut(self) -> None:
        """Closes all connections in order (FIN); new ones are reset as soon as they are accepted."""
        self._now(self._cut())

    def reset(self) -> None:
        """RST on both ends of all connections; new ones pass."""
        self._now(self._end(abrupt=True))

    def stall(self, direction: Literal["both"] | Way = "both") -> None:
        """No more bytes that way; connections stay open, new ones open. A way that is stalled already stays so.

        The sender's buffers fill: beyond one chunk in hand the proxy reads nothing more.
        """
        self._now(self._stall(direction))

    def half_open(self) -> None:
        """As if the other machine had vanished: bytes are swallowed both ways, nothing is answered, nothing closed.

        New connections are accepted and lead nowhere. Neither end learns that the other has closed.
        """
        self._now(self._vanish())

    def delay(self, seconds: float) -> None:
        """Each chunk (64 KiB at most) waits so long, each way; what is under way keeps the delay that it began with."""
        self._now(self._slow(seconds))

    def heal(self) -> None:
        """What was stalled flows on; what was half open is reset; new connections pass at full speed."""
        self._now(self._heal())

    def close(self) -> None:
        """Ends link and thread. Raises what went wrong in the proxy itself, if anything did."""
        if self._loop.is_closed():
            return
        asyncio.run_coroutine_threadsafe(self._shut(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
        if self._fault:
            raise self._fault

    def _now(self, change: Coroutine[Any, Any, None]) -> None:
        with self._changing:
            asyncio.run_coroutine_threadsafe(change, self._loop).result(10)
        if self._fault:
            raise self._fault

    async def _cut(self) -> None:
        self._state = "cut"
        await self._end(abrupt=False)

    async def _stall(self, direction: str) -> None:
        for way, flows in self._flows.items():
            if direction in {way, "both"}:
                flows.clear()

    async def _vanish(self) -> None:
        self._state = "half open"
        for connection in tuple(self._open):
            if connection in self._open:
                await self._lose(connection)

    async def _slow(self, seconds: float) -> None:
        self._delay = seconds

    async def _heal(self) -> None:
        self._state, self._delay = "whole", 0.0
        self._let_flow()
        await self._end(abrupt=True, only_half_open=True)

    async def _shut(self) -> None:
        self._accepting.cancel()
        await asyncio.wait({self._accepting})
        self._listener.close()
        await self._end(abrupt=True)

    def _let_flow(self) -> None:
        for flows in self._flows.values():
            flows.set()

    async def _end(self, *, abrupt: bool, only_half_open: bool = False) -> None:
        ending = [one for one in self._open if one.half_open or not only_half_open]
        for connection in ending:
            connection.abrupt = abrupt
            if connection.task:
                connection.task.cancel()
        if ending:
            await asyncio.wait({one.task for one in ending if one.task})

    async def _accept(self) -> None:
        try:
            while True:
                near, _ = await self._loop.sock_accept(self._listener)
                self.connections += 1
                self._take(_Connection(near))
        except Exception as fault:
            self._fault = fault
            raise

    def _take(self, connection: _Connection) -> None:
        if self._state == "cut":
            connection.abrupt = True
            connection.close()
            return
        self._open.add(connection)
        connection.half_open = self._state == "half open"
        self._run(connection, self._swallow(connection) if connection.half_open else self._serve(connection))

    def _run(self, connection: _Connection, work: Coroutine[Any, Any, None]) -> None:
        connection.task = self._loop.create_task(work)
        connection.task.add_done_callback(lambda task: self._ended(connection, task))

    def _ended(self, connection: _Connection, task: asyncio.Task[None]) -> None:
        if not task.cancelled():
            self._fault = self._fault or task.exception()
        if task is connection.task:
            connection.close()
            self._open.discard(connection)

    async def _lose(self, connection: _Connection) -> None:
        task, connection.task = connection.task, None
        if task:
            task.cancel()
            await asyncio.wait({task})
        connection.half_open = True
        self._run(connection, self._swallow(connection))

    async def _serve(self, connection: _Connection) -> None:
        """Until both ends have closed, or one is reset: then the other is reset too."""
        connection.far = socket.socket()
        connection.far.setblocking(False)
        try:
            await self._loop.sock_connect(connection.far, ("127.0.0.1", self.target_port))
            for end in (connection.near, connection.far):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            async with asyncio.TaskGroup() as both:
                both.create_task(self._pump(connection.near, connection.far, "up"))
                both.create_task(self._pump(connection.far, connection.near, "down"))
        except* OSError:
            connection.abrupt = True

    async def _pump(self, source: socket.socket, sink: socket.socket, way: Way) -> None:
        await self._flowing(way)
        while chunk := await self._loop.sock_recv(source, _CHUNK):
            if self._delay:
                await asyncio.sleep(self._delay)
            await self._send(sink, chunk, way)
            await self._flowing(way)
        await self._flowing(way)
        sink.shutdown(socket.SHUT_WR)

    async def _send(self, sink: socket.socket, chunk: bytes, way: Way) -> None:
        """sock_sendall would go on with a chunk that it has begun after the way is stalled."""
        left = memoryview(chunk)
        while left:
            await self._flowing(way)
            try:
                sent = sink.send(left)
            except BlockingIOError:
                await self._writable(sink)
                continue
            self.bytes[way] += sent
            left = left[sent:]

    async def _flowing(self, way: Way) -> None:
        while not self._flows[way].is_set():
            await self._flows[way].wait()

    async def _writable(self, sink: socket.socket) -> None:
        ready = asyncio.Event()
        self._loop.add_writer(sink, ready.set)
        try:
            await ready.wait()
        finally:
            self._loop.remove_writer(sink)

    async def _swallow(self, connection: _Connection) -> None:
        ends = filter(None, (connection.near, connection.far))
        await asyncio.gather(*map(self._drain, ends))
        await asyncio.Event().wait()

    async def _drain(self, end: socket.socket) -> None:
        try:
            while await self._loop.sock_recv(end, _CHUNK):
                pass
        except OSError:
            return  # reset by its own side, or never connected: the other end is not to know
