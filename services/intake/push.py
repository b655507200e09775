"""Copy onto a feed's stream by XADD, as any producer does it."""

from collections.abc import AsyncIterator, Iterable, Sequence

from services.runtime.feeds import Feed
from services.runtime.redis import Client, redis_errors
from services.runtime.unavailable import Unavailable, attempts

_AT_ONCE = 100
_BYTES_AT_ONCE = 8 * 1024 * 1024


async def push(client: Client, feed: Feed, bodies: Iterable[bytes], tries: int = 8) -> AsyncIterator[Sequence[str]]:
    """The ids of the entries, a group at a time, as soon as they are accepted.

    Raises Unavailable if Redis is away or full through all `tries`.  What was then under way may have been accepted;
    pushing it again does no harm, since the same bytes are the same story.
    """
    group: list[bytes] = []
    for body in bodies:
        group.append(body)
        if len(group) >= _AT_ONCE or sum(map(len, group)) > _BYTES_AT_ONCE:
            yield await _push_group(client, feed, group, tries)
            group = []
    if group:
        yield await _push_group(client, feed, group, tries)


async def _push_group(client: Client, feed: Feed, group: Sequence[bytes], tries: int) -> list[str]:
    async for count in attempts():
        try:
            with redis_errors():
                async with client.pipeline(transaction=True) as pipe:
                    for body in group:
                        pipe.xadd(feed.stream, {"body": body})
                    return [entry_id.decode() for entry_id in await pipe.execute()]
        except Unavailable:
            if count >= tries:
                raise
    raise AssertionError  # attempts() never ends
