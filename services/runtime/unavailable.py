"""Something that the line stands on is away and will be back."""

import asyncio
import random
import time
from collections.abc import AsyncIterator


class Unavailable(Exception):  # noqa: N818  the design's own word, beside Rejected
    """Redis or PostgreSQL can't serve now.  Always retried; nothing is acknowledged, so nothing is lost."""


class Busy(Unavailable):
    """This work can't be done now, others perhaps can: a lock is held, an answer took too long, a page is broken."""


async def attempts(first: float = 0.1, longest: float = 5.0) -> AsyncIterator[int]:
    """Counts 1, 2, 3 …, waiting between them: `first` seconds, doubling up to `longest`, with jitter.

    A try that went well for ten seconds begins the count anew.
    """
    count, wait = 1, first
    while True:
        begun = time.monotonic()
        yield count
        if time.monotonic() - begun > 10:
            count, wait = 0, first
        await asyncio.sleep(wait * random.uniform(0.5, 1.0))  # noqa: S311  spreads retries, guards nothing
        count, wait = count + 1, min(wait * 2, longest)
