"""The events as a subscriber reads them: a plain XREAD, from now on or from the beginning."""

from collections.abc import AsyncIterator

from services.runtime.redis import READY_STREAM, Client, redis_errors

Event = tuple[str, bytes]


async def tail(client: Client, start: str = "$") -> AsyncIterator[Event]:
    """Stream id and the event's JSON, for ever; `start` is the id after which to read, "0" for all.

    Raises Unavailable if Redis goes away: read on from the last id.
    """
    if start == "$":
        start = await last_id(client)
    while True:
        with redis_errors():
            # Shorter than redis-py 8.1 waits for an answer of any kind, which is five seconds.
            found = await client.xread({READY_STREAM: start}, count=200, block=2000)
        for _, entries in found or ():
            for entry_id, fields in entries:
                start = entry_id.decode()
                if b"event" in fields:  # the relay tells of a stranger's
                    yield start, fields[b"event"]


async def last_id(client: Client) -> str:
    """The newest event's id, "0-0" if there is none.  Unlike "$" it leaves no gap between two reads."""
    with redis_errors():
        newest = await client.xrevrange(READY_STREAM, count=1)
    return str(newest[0][0].decode()) if newest else "0-0"
