"""What does articles:ready end with, and how does something come after that and after nothing else?

All that is added goes through one script, which compares the stream's last id with the one that its caller believes in.
So nothing is ever added above a hole that a Redis that lost data has left, whoever adds, and however late.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import redis.exceptions as errors

from services.runtime.redis import READY_STREAM, Client, StreamId, as_id, as_text, redis_errors
from services.runtime.unavailable import Unavailable

Entry = tuple[StreamId, dict[str, bytes]]
"""An id and the two fields under it."""

_SECONDS = 10.0

TOP = """
local function top(key)
  if redis.call('EXISTS', key) == 0 then return '0-0' end
  local info = redis.call('XINFO', 'STREAM', key)
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then return info[i + 1] end
  end
end
"""
# Not `no-writes`: a replica would answer, with a stream that ends too early.
_ASK = "#!lua flags=allow-oom\n" + TOP + "return top(KEYS[1])"
# Valkey 9 and Redis 8 refuse a script that writes at its start when they are full, a replica or short of replicas.
_APPEND = (
    "#!lua\n"
    + TOP
    + """
local found = top(KEYS[1])
if found ~= ARGV[1] then return found end
for i = 2, #ARGV, 5 do
  redis.call('XADD', KEYS[1], unpack(ARGV, i, i + 4))
end
return false
"""
)


class Ready:
    """The stream, or one beside it, as those see it that may write to it.  Everything here raises Unavailable."""

    def __init__(self, client: Client, key: str = READY_STREAM) -> None:
        self._client, self._key = client, key

    async def top(self) -> StreamId:
        """The highest id that the stream ever had, NONE if there is no stream."""
        async with stream_errors():
            return as_id(await self._client.eval(_ASK, 1, self._key))

    async def append(self, top: StreamId, entries: Sequence[Entry]) -> StreamId | None:
        """Adds all of them and gives None if the stream's last id is `top`; else adds none and gives the last id."""
        words: list[str | bytes] = [as_text(top)]
        for stream_id, fields in entries:
            words.append(as_text(stream_id))
            for name, value in fields.items():
                words += (name, value)
        async with stream_errors():
            found = await self._client.eval(_APPEND, 1, self._key, *words)
        return None if found is None else as_id(found)

    async def there(self, ids: Sequence[StreamId]) -> set[StreamId]:
        """Those of `ids` that the stream has."""
        async with stream_errors(), self._client.pipeline(transaction=False) as pipe:
            for name in map(as_text, ids):
                pipe.xrange(self._key, name, name)
            return {stream_id for stream_id, found in zip(ids, await pipe.execute(), strict=True) if found}

    async def trim(self, keep: int) -> None:
        async with stream_errors():
            await self._client.xtrim(self._key, maxlen=keep, approximate=True)


@asynccontextmanager
async def stream_errors() -> AsyncIterator[None]:
    """Raises Unavailable for every answer that is none, and after ten seconds: a leader has to show signs of life."""
    try:
        with redis_errors():
            async with asyncio.timeout(_SECONDS):
                yield
    except errors.ResponseError as problem:
        raise Unavailable(f"redis: {problem}") from problem
