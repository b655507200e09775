"""How does what is missing come back into the stream, under the ids that it had?

Above the last id it is appended.  Between entries that are there Redis lets nothing in, so the stream is built anew
beside itself and renamed over the old one, if that has not moved meanwhile.  Who reads by XREAD does not notice.
"""

from collections.abc import Sequence

from services.publish import sql
from services.publish.event import event_fields
from services.publish.gaps import Gaps
from services.publish.numbered import id_of
from services.publish.ready import TOP, Entry, Ready, stream_errors
from services.runtime.postgres import Connection, postgres_errors
from services.runtime.redis import NONE, READY_STREAM, Client, StreamId, as_id, as_text

REFILL = f"{READY_STREAM}:refill"

_LOCK = 7_201_003
_CHUNK = 256
_SWAPS = 100
_LOST_AGAIN = "Redis lost data again meanwhile: once more, please"

# Both look whether the copy ends as its maker left it: one that was lost, or that another replay began anew, would be
# taken for the whole.
_COPY = (
    "#!lua\n"
    + TOP
    + """
if top(KEYS[2]) ~= ARGV[1] then return {'lost', ''} end
local found = redis.call('XRANGE', KEYS[1], '(' .. ARGV[1], ARGV[2], 'COUNT', ARGV[3])
for _, entry in ipairs(found) do redis.call('XADD', KEYS[2], entry[1], unpack(entry[2])) end
return #found > 0 and {'copied', found[#found][1]} or {'done', ''}
"""
)
# Groups go along, since XREADGROUP is nobody's by contract and may be somebody's all the same; pending entries can't.
_SWAP = (
    "#!lua\n"
    + TOP
    + """
local function named(flat)
  local fields = {}
  for i = 1, #flat, 2 do fields[flat[i]] = flat[i + 1] end
  return fields
end
local found = top(KEYS[1])
if found ~= ARGV[1] then return {'moved', found} end
if top(KEYS[2]) ~= ARGV[2] then return {'lost', ''} end
local groups = redis.call('XINFO', 'GROUPS', KEYS[1])
for i, group in ipairs(groups) do
  groups[i] = named(group)
  if groups[i].pending > 0 then return {'pending', groups[i].name} end
end
local added = named(redis.call('XINFO', 'STREAM', KEYS[1]))['entries-added']
redis.call('XSETID', KEYS[2], found, 'ENTRIESADDED', math.max(added, redis.call('XLEN', KEYS[2])))
for _, group in ipairs(groups) do
  redis.call('XGROUP', 'CREATE', KEYS[2], group.name, group['last-delivered-id'])
end
redis.call('RENAME', KEYS[2], KEYS[1])
return {'done', found}
"""
)


class NotPossible(Exception):  # noqa: N818  beside Unavailable; its words are for whoever asked
    """Nothing is wrong with the servers, and still it can't be done now."""


class Refill:
    """Puts back what `compare` found missing; `public_url` has to be the relay's, so that the bytes are the same."""

    def __init__(self, client: Client, connection: Connection, public_url: str) -> None:
        self._client, self._connection, self._public_url = client, connection, public_url
        self._ready, self._beside = Ready(client), Ready(client, REFILL)

    async def put_back(self, gaps: Gaps) -> None:
        """Raises NotPossible, Unavailable; then the stream is as it was, or has a part of its tail more."""
        with postgres_errors():
            if not await self._connection.fetchval("SELECT pg_try_advisory_lock($1)", _LOCK):
                raise NotPossible("another replay is at work")
            try:
                await self._drop_copy()  # of a replay that was killed
                await self._append(gaps.tail)
                if gaps.runs:
                    await self._rebuild(gaps.runs)
            finally:
                await self._connection.fetchval("SELECT pg_advisory_unlock($1)", _LOCK)

    async def _append(self, tail: Sequence[StreamId]) -> None:
        """A relay that leads may be doing the same: what one has added the other passes over."""
        top = await self._ready.top()
        while tail := [stream_id for stream_id in tail if stream_id > top]:
            entries = await self._entries(tail[:_CHUNK])
            found = await self._ready.append(top, entries)
            if found is not None and found < top:
                raise NotPossible(_LOST_AGAIN)
            top = found or entries[-1][0]

    async def _rebuild(self, runs: Sequence[Sequence[StreamId]]) -> None:
        try:
            at = NONE
            for run in runs:
                at = await self._copy(at, f"({as_text(run[0])}")
                at = await self._add(at, run)
            await self._swap(at)
        finally:
            await self._drop_copy()

    async def _drop_copy(self) -> None:
        async with stream_errors():
            await self._client.delete(REFILL)

    async def _copy(self, at: StreamId, end: str) -> StreamId:
        """What the stream has above `at`; the last id that is copied then."""
        while True:
            async with stream_errors():
                verdict, last = await self._client.eval(_COPY, 2, READY_STREAM, REFILL, as_text(at), end, _CHUNK)
            if verdict == b"lost":
                raise NotPossible(_LOST_AGAIN)
            if verdict == b"done":
                return at
            at = as_id(last)

    async def _add(self, at: StreamId, run: Sequence[StreamId]) -> StreamId:
        for begin in range(0, len(run), _CHUNK):
            entries = await self._entries(run[begin : begin + _CHUNK])
            if await self._beside.append(at, entries) is not None:
                raise NotPossible(f"somebody else writes to {REFILL}")
            at = entries[-1][0]
        return at

    async def _swap(self, at: StreamId) -> None:
        for _ in range(_SWAPS):
            top = await self._ready.top()
            if top < at:
                raise NotPossible(_LOST_AGAIN)
            at = await self._copy(at, as_text(top))
            async with stream_errors():
                verdict, detail = await self._client.eval(_SWAP, 2, READY_STREAM, REFILL, as_text(top), as_text(at))
            if verdict == b"done":
                return
            if verdict == b"lost":
                raise NotPossible(_LOST_AGAIN)
            if verdict == b"pending":
                raise NotPossible(f"the group {detail.decode()} of {READY_STREAM} has pending entries")
        raise NotPossible("the stream moves faster than it can be copied")

    async def _entries(self, ids: Sequence[StreamId]) -> list[Entry]:
        ms, n = zip(*ids, strict=True)
        rows = await self._connection.fetch(sql.NUMBERED_AS, ms, n)
        if len(rows) < len(ids):
            raise NotPossible("the store has changed meanwhile: once more, please")
        return [(id_of(row), event_fields(row, self._public_url)) for row in rows]
