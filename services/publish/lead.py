"""Which relay leads?  The one that holds an advisory lock of PostgreSQL, and gives signs of life.

A leader that was stopped (SIGSTOP, a paused machine) keeps its connection and so its lock.  One that lives asks the
store something on every heartbeat, and gives up the lead when Redis is away; so a relay in waiting ends the session
of one that was silent for four of them.  What the stopped one still has in hand is refused when it goes on, or is what
its successor would add (ready.py).
"""

import asyncpg

from services.runtime.logging import log
from services.runtime.postgres import postgres_errors

LOCK = 7_201_002
HEARTBEAT = 5.0
NAME = "kawaraban-relay"

SILENCE = 4 * HEARTBEAT
ANSWER = 15.0
"""Seconds that the store has for an answer."""

# `Client`: it waits for its client to ask, or to take an answer.  One that waits for a lock of a table is alive.
_DEPOSE = """
SELECT holder.pid, extract(epoch FROM clock_timestamp() - session.state_change)::float8 AS silent,
       pg_terminate_backend(holder.pid) AS ended
FROM pg_locks AS holder JOIN pg_stat_activity AS session USING (pid)
WHERE holder.locktype = 'advisory' AND holder.granted
  AND holder.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND (holder.classid, holder.objid, holder.objsubid) = (0, $1, 1)
  AND session.application_name = $2 AND session.wait_event_type = 'Client'
  AND session.state_change < clock_timestamp() - make_interval(secs => $3)
"""


async def connect(dsn: str) -> asyncpg.Connection:
    """The connection that a relay leads on.  Raises Unavailable."""
    with postgres_errors():
        return await asyncpg.connect(dsn, timeout=5, command_timeout=ANSWER, server_settings={"application_name": NAME})


async def holds_lock(connection: asyncpg.Connection) -> bool:
    """Takes the lock if it is free; if not, ends a holder that has been silent.  Raises Unavailable."""
    with postgres_errors():
        if await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK):
            return True
        for holder in await connection.fetch(_DEPOSE, LOCK, NAME, SILENCE):
            pid, silent = holder["pid"], holder["silent"]
            if holder["ended"]:
                log().error("a silent leader was deposed", event_type="relay.deposed", pid=pid, silent=silent)
    return False
