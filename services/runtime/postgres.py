"""The store: one pool, and which of its errors are the story's fault and which will pass."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from pydantic import SecretStr

from services.runtime.metrics import UNAVAILABLE
from services.runtime.unavailable import Busy, Unavailable

Connection: TypeAlias = "asyncpg.Connection | PoolConnectionProxy"

OUTBOX_CHANNEL = "outbox"

# Classes of SQLSTATE that the values caused: data exception, integrity constraint, program limit exceeded.
_OF_THE_VALUES = ("22", "23", "54")

# The same for whatever is asked: no connection, none free or no room, read-only or a transaction ended, no such tables
# yet, closed to connections, shutting down.  All else others may be spared: a deadlock, a lock not to be had, a page
# that can't be read, memory that a large batch alone asked for.
_OF_THE_SERVER = ("08", "25", "28", "3D", "42", "53000", "53100", "53300", "53400", "55000", "57P")

_LETS_GO_SECONDS = 2.0
"""What a connection gets to cancel a command that took too long, before it is ended."""

_CHECKS_SECONDS = 5
"""How often a backend at work looks whether its client is there, and how long it waits for one in a transaction."""


class Unsaveable(Exception):  # noqa: N818  beside Rejected and Unavailable
    """The store refuses these values, however often they are sent; the message holds no value."""


async def connect_postgres(
    url: SecretStr,
    *,
    size: int = 4,
    name: str = "kawaraban",
    by_index: bool = False,
    patience: float | None = None,
) -> asyncpg.Pool:
    """A pool that opens connections when they are needed.

    `patience` in seconds is for work that others wait for: no command may take longer, and the server ends what is
    left of a worker that has stopped or was cut off, so that its locks hold up nobody.

    `by_index` is for work that only ever looks up single rows: a plan made while the tables were empty would scan them
    whole for ever, and statistics come minutes after the first stories (seen with PostgreSQL 18: 1.3 s for 5 ms).
    Raises Unavailable if the server can't be reached now.
    """
    with postgres_errors():
        return await asyncpg.create_pool(
            url.get_secret_value(),
            # With a floor asyncpg 0.32 tries for itself to restore it, and logs a traceback a try.
            min_size=0,
            init_size=1,
            max_size=size,
            timeout=5,
            command_timeout=patience or 60,
            reset=_leave,
            server_settings={"application_name": name, "timezone": "UTC"}
            | ({"enable_seqscan": "off"} if by_index else {})
            | (_limits(patience) if patience else {}),
        )


def _limits(patience: float) -> dict[str, str]:
    """The statement's own limit is the later one: a client that lives is to be the first to give up."""
    return {
        "statement_timeout": f"{patience + _CHECKS_SECONDS:g}s",
        "idle_in_transaction_session_timeout": f"{_CHECKS_SECONDS}s",
        "client_connection_check_interval": f"{_CHECKS_SECONDS}s",
    }


@asynccontextmanager
async def lent(pool: asyncpg.Pool) -> AsyncIterator[Connection]:
    """A connection of the pool, given back in two seconds at most.

    asyncpg 0.32 cancels a command that timed out over a new connection, and waits for that as long as for a command:
    over a link that is half open neither comes to anything, and the connection is ended.
    Raises OSError if none could be opened.
    """
    try:
        connection = await pool.acquire()
    except TimeoutError as problem:
        raise ConnectionError("no connection in time") from problem
    try:
        yield connection
    finally:
        # After a time-out asyncpg has ended the connection and the pool has its place back.
        with suppress(TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await pool.release(connection, timeout=_LETS_GO_SECONDS)


@asynccontextmanager
async def transaction(connection: Connection) -> AsyncIterator[None]:
    """Commits at the end.  A roll-back that gets no answer isn't waited for: asyncpg's own would take another time-out.

    Raises what is raised inside.
    """
    whole = connection.transaction()
    await whole.start()
    try:
        yield
    except BaseException:
        with suppress(TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            async with asyncio.timeout(_LETS_GO_SECONDS):
                await whole.rollback()
        raise
    await whole.commit()


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
    """Raises Unsaveable for errors that the values caused, Unavailable for the server's, Busy for all else."""
    try:
        yield
    except asyncpg.PostgresError as problem:
        state = problem.sqlstate or ""
        if state.startswith(_OF_THE_VALUES):
            raise Unsaveable(f"{type(problem).__name__} {state}") from problem
        UNAVAILABLE.labels("postgres").inc()
        kind = Unavailable if state.startswith(_OF_THE_SERVER) else Busy
        raise kind(f"postgres: {type(problem).__name__} {state}") from problem
    except UnicodeError as problem:
        raise Unsaveable(type(problem).__name__) from problem
    except TimeoutError as problem:
        UNAVAILABLE.labels("postgres").inc()
        raise Busy("postgres: no answer in time") from problem
    except (OSError, asyncpg.InterfaceError) as problem:
        UNAVAILABLE.labels("postgres").inc()
        raise Unavailable(f"postgres: {type(problem).__name__}") from problem
