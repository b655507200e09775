"""A leader that was stopped and goes on: another leads meanwhile, and nothing comes twice or out of order."""

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

import asyncpg
import orjson
import psutil
import pytest
from pydantic import SecretStr

from services.publish import lead
from services.publish.ready import Entry, Ready
from services.publish.relay import Relay
from services.runtime.feeds import Feed
from services.runtime.redis import READY_STREAM, Client, StreamId, as_id, connect_redis
from tests.faults.proxy import Proxy
from tests.integration.voice import has, leading, relay_of, send, stream, told, until
from tests.line import Line, patient

_CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE application_name = 'kawaraban-relay' AND datname = current_database()
"""


class _Held(Ready):
    """Stops before or after it has added, until it is let go on; `stops` says when."""

    def __init__(self, client: Client, *, before: bool) -> None:
        super().__init__(client)
        self.before = before
        self.stops = False
        self.stopped, self.goes_on = asyncio.Event(), asyncio.Event()
        self.came: StreamId | None = None

    async def append(self, top: StreamId, entries: Sequence[Entry]) -> StreamId | None:
        if self.before:
            await self._hold()
        self.came = await super().append(top, entries)
        if not self.before:
            await self._hold()
        return self.came

    async def _hold(self) -> None:
        if self.stops:
            self.stops = False
            self.stopped.set()
            await self.goes_on.wait()


async def _in_order_and_once(pool: asyncpg.Pool, client: Client, events: int) -> None:
    after = await stream(client)
    rows = await pool.fetch("SELECT stream_ms, stream_n FROM outbox ORDER BY stream_ms, stream_n")
    assert [as_id(entry_id) for entry_id, _ in after] == [tuple(row) for row in rows]
    ids = Counter(orjson.loads(fields[b"event"])["id"] for _, fields in after)
    assert (len(ids), ids.total()) == (events, events)


@pytest.mark.parametrize("lost", [False, True])
@pytest.mark.parametrize("before", [True, False])
async def test_a_late_append_adds_nothing(
    pool: asyncpg.Pool, client: Client, feed: Feed, postgres_url: SecretStr, *, before: bool, lost: bool
) -> None:
    """Held with numbered rows before XADD, or between it and the mark, while its successor sends the same and more."""
    old = relay_of(postgres_url, client)
    held = old._ready = _Held(client, before=before)
    async with leading(old):
        await told(pool, feed, 0, 5)
        await has(client, 5)
        held.stops = True
        await told(pool, feed, 5, 10)
        await held.stopped.wait()
        await pool.execute(_CUT)
        if lost:
            await client.flushall()
        async with leading(relay_of(postgres_url, client)):
            await told(pool, feed, 10, 15)
            await has(client, 15)
            now = await stream(client)
            held.goes_on.set()
            await until(lambda: _is_done(old))
            assert await stream(client) == now
            assert (held.came is None) == (not before)
    await _in_order_and_once(pool, client, 15)


async def _is_done(relay: Relay) -> bool:
    return not relay.leading


async def test_a_late_append_that_comes_first_is_what_the_successor_would_add(
    pool: asyncpg.Pool, client: Client, feed: Feed, postgres_url: SecretStr
) -> None:
    """Both hold the same numbered rows: whoever adds them, the other finds them."""
    old, new = relay_of(postgres_url, client), relay_of(postgres_url, client)
    first = old._ready = _Held(client, before=True)
    second = new._ready = _Held(client, before=True)
    async with leading(old):
        first.stops = second.stops = True
        await told(pool, feed, 0, 5)
        await first.stopped.wait()
        await pool.execute(_CUT)
        async with leading(new):
            await second.stopped.wait()
            first.goes_on.set()
            await has(client, 5)
            second.goes_on.set()
            await told(pool, feed, 5, 8)
            await has(client, 8)
    await _in_order_and_once(pool, client, 8)


async def test_a_late_append_to_a_stream_that_was_lost_is_no_hole(
    pool: asyncpg.Pool, client: Client, feed: Feed, postgres_url: SecretStr
) -> None:
    """The stream is empty again, as the old leader believes it to be: what it adds is the stream's own beginning."""
    old = relay_of(postgres_url, client)
    held = old._ready = _Held(client, before=True)
    held.stops = True
    async with leading(old):
        await told(pool, feed, 0, 5)
        await held.stopped.wait()
        await pool.execute(_CUT)
        await send_more(pool, client, feed, postgres_url)
        before = await stream(client)
        await client.flushall()
        held.goes_on.set()
        await has(client, 5)
    await send(relay_of(postgres_url, client))
    assert await stream(client) == before
    await _in_order_and_once(pool, client, 8)


async def send_more(pool: asyncpg.Pool, client: Client, feed: Feed, url: SecretStr) -> None:
    await told(pool, feed, 5, 8)
    await send(relay_of(url, client))
    await has(client, 8)


@pytest.mark.long
@pytest.mark.parametrize("moment", ["publish.before_send", "publish.after_send"])
async def test_a_stopped_process_is_deposed(
    line: Line, pool: asyncpg.Pool, client: Client, feed: Feed, moment: str
) -> None:
    """SIGSTOP of a leader with rows in hand: another leads after four heartbeats, and SIGCONT does no harm."""
    line.start("publish", "publish-a", WIRE_CHECKPOINT=moment, WIRE_CHECKPOINT_SIGNAL="STOP", WIRE_CHECKPOINT_AFTER="1")
    line.ready("publish-a")
    await told(pool, feed, 0, 5)
    await has(client, 5)
    line.start("publish", "publish-b")
    line.ready("publish-b")
    await told(pool, feed, 5, 10)
    stopped = psutil.Process(line.pid("publish-a"))
    try:
        patient(lambda: stopped.status() == psutil.STATUS_STOPPED, 5, "it stops")
        await told(pool, feed, 10, 15)
        await has(client, 15, lead.SILENCE + 10)
    finally:
        stopped.send_signal(signal.SIGCONT)
    await told(pool, feed, 15, 20)
    await has(client, 20)
    [deposed] = [entry for entry in line.log("publish-b") if entry.get("event_type") == "relay.deposed"]
    assert deposed["level"] == "error"
    patient(lambda: _leads(line, "publish-a") == [True, False], 10, "the old leader knows")
    await _in_order_and_once(pool, client, 20)


def _leads(line: Line, name: str) -> list[object]:
    return [entry["leading"] for entry in line.log(name) if entry.get("event_type") == "relay.lead"]


async def test_a_leader_that_waits_for_a_table_is_left(
    pool: asyncpg.Pool, client: Client, feed: Feed, postgres_url: SecretStr, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A living one, though nothing comes of it: its statement waits for a lock."""
    monkeypatch.setattr("services.publish.lead.SILENCE", 0.5)
    monkeypatch.setattr("services.publish.relay.HEARTBEAT", 0.1)
    first, second = relay_of(postgres_url, client), relay_of(postgres_url, client)
    async with leading(first):
        run = asyncio.create_task(second.run())
        async with pool.acquire() as other, other.transaction():
            await other.execute("LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE")
            await asyncio.sleep(4)
            assert (first.leading, second.leading) == (True, False)
        await told(pool, feed, 0, 5)
        await has(client, 5)
        assert (first.leading, second.leading) == (True, False)
        second.stop()
        await run
    assert await client.xlen(READY_STREAM) == 5


class _Wire:
    """A connection between the relay and the store that may fall silent without an end."""

    def __init__(self) -> None:
        self.carries = asyncio.Event()
        self.carries.set()
        self.url = SecretStr("")

    @asynccontextmanager
    async def to(self, url: SecretStr) -> AsyncIterator["_Wire"]:
        parts = urlsplit(url.get_secret_value())

        async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with suppress(OSError):
                while some := await reader.read(65536):
                    await self.carries.wait()
                    writer.write(some)
                    await writer.drain()

        async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            # What ends on one side stays open on the other, as a firewall leaves it that has forgotten the connection.
            far_reader, far_writer = await asyncio.open_connection(parts.hostname, parts.port)
            with suppress(asyncio.CancelledError):
                await asyncio.gather(carry(reader, far_writer), carry(far_reader, writer))
            writer.close()
            far_writer.close()

        server = await asyncio.start_server(accept, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        self.url = SecretStr(parts._replace(netloc=f"{parts.username}:{parts.password}@127.0.0.1:{port}").geturl())
        try:
            yield self
        finally:
            server.close()


async def test_a_store_that_falls_silent_is_given_up_and_led_again(
    pool: asyncpg.Pool, client: Client, feed: Feed, postgres_url: SecretStr, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock stays with the session that nobody ends; it is deposed when the store is reached again."""
    monkeypatch.setattr("services.publish.lead.ANSWER", 1.0)
    monkeypatch.setattr("services.publish.lead.SILENCE", 1.5)
    monkeypatch.setattr("services.publish.relay.HEARTBEAT", 0.2)
    async with _Wire().to(postgres_url) as wire, leading(relay_of(wire.url, client)) as relay:
        wire.carries.clear()
        await told(pool, feed, 0, 5)
        begun = asyncio.get_running_loop().time()
        await until(lambda: _is_done(relay))
        # An answer's time, and two seconds for the end of the connection.
        assert asyncio.get_running_loop().time() - begun < 4
        assert "postgres" in relay.trouble
        wire.carries.set()
        await has(client, 5, 20)
    await _in_order_and_once(pool, client, 5)


async def test_one_that_has_led_waits_like_any_other(
    pool: asyncpg.Pool, feed: Feed, redis_url: SecretStr, postgres_url: SecretStr, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It gave up the lead for its Redis; the end of its own session must not go on waking it."""
    asked = 0

    async def counted(connection: asyncpg.Connection) -> bool:
        nonlocal asked
        asked += 1
        return await lead.holds_lock(connection)

    monkeypatch.setattr("services.publish.relay.holds_lock", counted)
    address = urlsplit(redis_url.get_secret_value())
    with Proxy(address.port or 6379) as link:
        client = connect_redis(SecretStr(f"redis://127.0.0.1:{link.port}/0"))
        async with leading(relay_of(postgres_url, client)) as relay, pool.acquire() as other:
            follows = asyncio.create_task(other.execute("SELECT pg_advisory_lock($1)", lead.LOCK))
            link.cut()
            await told(pool, feed, 0, 1)
            await asyncio.wait_for(follows, 15)
            link.heal()
            before = asked
            await asyncio.sleep(3)
            assert 1 <= asked - before <= 8
            await other.execute("SELECT pg_advisory_unlock($1)", lead.LOCK)
            await has(client, 1)
            assert relay.leading
        await client.aclose()
