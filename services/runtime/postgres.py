"""The store: one pool, and which of its errors are the story's fault and which will pass."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from pydantic import SecretStr

from services.runtime.metrics import UNAVAILABLE
from services.runtime.unavailable import Unavailable

Connection: TypeAlias = "asyncpg.Connection | PoolConnectionProxy"

OUTBOX_CHANNEL = "outbox"

# Classes of SQLSTATE that the values caused: data exception, integrity constraint, program limit exceeded.
_OF_THE_VALUES = ("22", "23", "54")


class Unsaveable(Exception):  # noqa: N818  beside Rejected and Unavailable
    """The store refuses these values, however often they are sent; the message holds no value."""


async def connect_postgres(
    url: SecretStr, *, size: int = 4, name: str = "kawaraban", by_index: bool = False
) -> asyncpg.Pool:
    """A pool that opens connections when they are needed.

    `by_index` is for work that only ever looks up single rows: a plan made while the tables were empty would scan them
    whole for ever, and statistics come minutes after the first stories (seen with PostgreSQL 18: 1.3 s for 5 ms).
    Raises Unavailable if the server can't be reached now.
    """
    with postgres_errors():
        return await asyncpg.create_pool(
            url.get_secret_value(),
            min_size=1,
            max_size=size,
            timeout=5,
            command_timeout=60,
            reset=_leave,
            server_settings={"application_name": name, "timezone": "UTC"}
            | ({"enable_seqscan": "off"} if by_index else {}),
        )


async def close_postgres(pool: asyncpg.Pool) -> None:
    """Gives work in hand five seconds; a server that went away would else be waited for."""
    try:
        async with asyncio.timeout(5):
            await pool.close()
    except TimeoutError:
        pool.terminate()


async def rows_named(pool: asyncpg.Pool, statement: str, *values: object) -> list[asyncpg.Record]:
    """None where a value holds signs that the store can't: a name like that is nobody's.

    Raises Unavailable.
    """
    try:
        with postgres_errors():
            return list(await pool.fetch(statement, *values))
    except Unsaveable:
        return []


async def _leave(_: object) -> None:
    """No session state is ever set on a pooled connection, so giving it back need not cost a round trip."""


@contextmanager
def postgres_errors() -> Iterator[None]:
    """Raises Unsaveable for errors that the values caused, and Unavailable for all else."""
    try:
        yield
    except asyncpg.PostgresError as problem:
        state = problem.sqlstate or ""
        if state.startswith(_OF_THE_VALUES):
            raise Unsaveable(f"{type(problem).__name__} {state}") from problem
        UNAVAILABLE.labels("postgres").inc()
        raise Unavailable(f"postgres: {type(problem).__name__} {state}") from problem
    except UnicodeError as problem:
        raise Unsaveable(type(problem).__name__) from problem
    except (TimeoutError, OSError, asyncpg.InterfaceError) as problem:
        UNAVAILABLE.labels("postgres").inc()
        raise Unavailable(f"postgres: {type(problem).__name__}") from problem
