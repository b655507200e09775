"""Is everything in the stream that it should hold: the newest `keep` events that were marked as sent?

What lies below the first entry may have been trimmed, by a smaller `keep` than today's, and is not missing.  A stream
that still has all that was ever added to it was not trimmed, and one that is empty was not trimmed by us.  Where
somebody took an entry out by XDEL the two can't be told apart: then it is missing, since to put back too much of what
`keep` has room for does no harm.
"""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from itertools import groupby

from services.publish import sql
from services.publish.numbered import id_found, id_of
from services.publish.ready import stream_errors
from services.runtime.postgres import Connection, postgres_errors
from services.runtime.redis import NONE, READY_STREAM, Client, StreamId, as_id, as_text, shape_of

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Gaps:
    """`runs` are missing ids with no entry between them, in order; `tail` are those above the stream's last id.

    `held` counts the events that are there, `strange` the entries whose ids the store never gave.
    """

    held: int
    strange: int
    runs: list[list[StreamId]]
    tail: list[StreamId]

    @property
    def missing(self) -> list[StreamId]:
        return [stream_id for run in self.runs for stream_id in run] + self.tail


async def compare(client: Client, connection: Connection, keep: int) -> Gaps:
    """A relay may go on sending and trimming meanwhile.  Raises Unavailable."""
    with postgres_errors():
        sent = await id_found(connection, sql.MARK) or NONE
        floor = await id_found(connection, sql.FLOOR, *NONE, *sent, keep) or NONE
        before = await shape_of(client, READY_STREAM)
        seen = {stream_id async for stream_id in _ids(client, floor)}
        after = await shape_of(client, READY_STREAM)
        known = [id_of(row) for row in await connection.fetch(sql.SPAN, *floor, *max(sent, after.top))]
    first, goes = (before.first, after.first) if before.first and after.first else (NONE, NONE)
    wanted = [
        stream_id
        for stream_id in known
        if stream_id <= sent and not before.is_trimmed(stream_id) and not first <= stream_id < goes
    ]
    missing = {stream_id for stream_id in wanted if stream_id not in seen}
    inside = {stream_id for stream_id in missing if stream_id <= before.top}
    return Gaps(
        held=len(wanted) - len(missing),
        strange=len(seen.difference(known)),
        runs=_runs(inside, seen),
        tail=sorted(missing - inside),
    )


def _runs(missing: set[StreamId], seen: Iterable[StreamId]) -> list[list[StreamId]]:
    merged = sorted(missing.union(seen)) if missing else []
    return [list(run) for gone, run in groupby(merged, key=missing.__contains__) if gone]


async def _ids(client: Client, above: StreamId) -> AsyncIterator[StreamId]:
    while True:
        async with stream_errors():
            # Redis has no way to ask for ids alone.
            found = await client.xrange(READY_STREAM, min=f"({as_text(above)}", count=_CHUNK)
        for name, _ in found:
            above = as_id(name)
            yield above
        if len(found) < _CHUNK:
            return
