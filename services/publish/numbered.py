"""Rows of the outbox by the stream ids that they were given."""

from collections.abc import Mapping
from typing import Any

import asyncpg

from services.runtime.postgres import Connection
from services.runtime.redis import StreamId


def id_of(row: "Mapping[str, Any] | asyncpg.Record") -> StreamId:
    return row["stream_ms"], row["stream_n"]


async def id_found(connection: Connection, statement: str, *values: object) -> StreamId | None:
    """The id of the first row, None if there is no row."""
    row = await connection.fetchrow(statement, *values)
    return None if row is None else id_of(row)
