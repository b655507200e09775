"""The link of a fault run breaks as it is told to, seen from both of its ends."""

import socket
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import redis
from pydantic import SecretStr

from services.runtime.embedded import free_port
from services.runtime.redis import Client, connect_redis
from tests.faults.feeder import connect
from tests.faults.proxy import Proxy
from tests.line import patient

_SHORT = 0.2
"""Seconds for which nothing may come."""


@pytest.fixture
def link(redis_url: SecretStr) -> Iterator[Proxy]:
    port = urlsplit(redis_url.get_secret_value()).port
    assert port
    with Proxy(port) as proxy:
        yield proxy


@pytest.fixture
def direct(redis_url: SecretStr) -> Iterator[Client]:
    with connect(redis_url.get_secret_value()) as client:
        yield client


def _url(link: Proxy) -> str:
    return f"redis://127.0.0.1:{link.port}/0"


def _wire(link: Proxy, says: bytes = b"PING\r\n", answer: bytes = b"+PONG\r\n") -> socket.socket:
    """A connection that has led to the server."""
    wire = socket.create_connection(("127.0.0.1", link.port), timeout=5)
    wire.sendall(says)
    assert wire.recv(100) == answer
    return wire


def _is_silent(wire: socket.socket) -> bool:
    wire.settimeout(_SHORT)
    try:
        wire.recv(100)
    except TimeoutError:
        return True
    finally:
        wire.settimeout(5)
    return False


def _named(direct: Client, name: str) -> bool:
    return any(one["name"] == name for one in direct.client_list())


def test_passes_all_on(link: Proxy, direct: Client) -> None:
    value = bytes(range(256)) * 20_000
    with connect(_url(link)) as client:
        client.set("large", value)
        assert client.get("large") == value == direct.get("large")
        assert (link.connections, link.open) == (1, 1)
    assert min(link.bytes.values()) > len(value)
    patient(lambda: link.open == 0, 5, "closed by its client")


def test_half_closed_connections_still_answer(link: Proxy) -> None:
    with _wire(link) as wire:
        wire.sendall(b"PING\r\n")
        wire.shutdown(socket.SHUT_WR)
        assert wire.recv(100) == b"+PONG\r\n"
        assert wire.recv(100) == b""


def test_cut(link: Proxy, direct: Client) -> None:
    with _wire(link, b"CLIENT SETNAME cut\r\n", b"+OK\r\n") as wire:
        link.cut()
        assert link.open == 0
        assert wire.recv(100) == b""
        patient(lambda: not _named(direct, "cut"), 5, "the server has lost it")
    with pytest.raises(ConnectionResetError), socket.create_connection(("127.0.0.1", link.port), timeout=5) as new:
        new.recv(100)
    assert link.connections == 2
    link.heal()
    _wire(link).close()


def test_reset(link: Proxy, direct: Client) -> None:
    with _wire(link, b"CLIENT SETNAME reset\r\n", b"+OK\r\n") as wire:
        link.reset()
        with pytest.raises(ConnectionResetError):
            wire.recv(100)
        patient(lambda: not _named(direct, "reset"), 5, "the server has lost it")
    _wire(link).close()


@pytest.mark.parametrize(("way", "reaches"), [("both", None), ("up", None), ("down", b"1")])
def test_stall(link: Proxy, direct: Client, way: Any, reaches: bytes | None) -> None:
    with _wire(link) as wire:
        link.stall(way)
        wire.sendall(b"SET stalled 1\r\n")
        with socket.create_connection(("127.0.0.1", link.port), timeout=5) as new:
            new.sendall(b"PING\r\n")
            assert _is_silent(wire)
            assert _is_silent(new)
            assert direct.get("stalled") == reaches
            link.heal()
            assert wire.recv(100) == b"+OK\r\n"
            assert new.recv(100) == b"+PONG\r\n"
        assert direct.get("stalled") == b"1"


def test_a_stalled_way_takes_no_more_than_its_buffers_hold(link: Proxy) -> None:
    with _wire(link) as wire:
        link.stall("up")
        passed = link.bytes["up"]
        wire.settimeout(_SHORT)
        with pytest.raises(TimeoutError):
            wire.sendall(bytes(64 << 20))
        assert link.bytes["up"] == passed


def test_half_open(link: Proxy, direct: Client) -> None:
    with _wire(link, b"CLIENT SETNAME half-open\r\n", b"+OK\r\n") as wire, _wire(link) as other:
        link.half_open()
        with socket.create_connection(("127.0.0.1", link.port), timeout=5) as new:
            for one in (wire, new):
                one.sendall(b"SET swallowed 1\r\n" * 50_000)
                assert _is_silent(one)
            assert link.open == 3
            other.close()
            link.heal()
            for one in (wire, new):
                with pytest.raises(ConnectionResetError):
                    one.recv(100)
    assert link.open == 0
    assert direct.get("swallowed") is None
    _wire(link).close()


def test_the_server_of_a_half_open_connection_is_told_nothing(link: Proxy, direct: Client) -> None:
    with _wire(link, b"CLIENT SETNAME vanished\r\n", b"+OK\r\n"):
        link.half_open()
    assert _named(direct, "vanished")
    link.heal()
    patient(lambda: not _named(direct, "vanished"), 5, "reset")


def test_delay(link: Proxy) -> None:
    with _wire(link) as wire:
        link.delay(0.1)
        begun = time.monotonic()
        wire.sendall(b"PING\r\n")
        assert wire.recv(100) == b"+PONG\r\n"
        assert time.monotonic() - begun >= 0.2
        link.heal()
        begun = time.monotonic()
        wire.sendall(b"PING\r\n")
        assert wire.recv(100) == b"+PONG\r\n"
        assert time.monotonic() - begun < 0.2


def test_one_harm_after_the_other(link: Proxy) -> None:
    with _wire(link) as wire:
        link.stall()
        wire.sendall(b"PING\r\n")
        link.half_open()
        link.cut()
        assert wire.recv(100) == b""
    link.half_open()
    with socket.create_connection(("127.0.0.1", link.port), timeout=5) as new:
        assert _is_silent(new)
        link.reset()
        with pytest.raises(ConnectionResetError):
            new.recv(100)
    link.heal()
    _wire(link).close()


def test_a_server_that_is_away() -> None:
    with (
        Proxy(free_port()) as link,
        pytest.raises(ConnectionResetError),
        socket.create_connection(("127.0.0.1", link.port), timeout=5) as wire,
    ):
        wire.recv(100)


def test_close(link: Proxy) -> None:
    with _wire(link) as wire:
        link.close()
        with pytest.raises(ConnectionResetError):
            wire.recv(100)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", link.port), timeout=5)


async def test_beside_the_loop_of_an_async_test(link: Proxy) -> None:
    client = connect_redis(SecretStr(_url(link)))
    assert await client.ping()
    link.stall("down")
    link.cut()
    with pytest.raises(redis.ConnectionError):
        await client.ping()
    link.heal()
    assert await client.ping()
    await client.aclose()
