"""Something that the line stands on is away and will be back."""

import asyncio
import random
from collections.abc import AsyncIterator


class Unavailable(Exception):  # noqa: N818  the design's own word, beside Rejected
    """Redis or PostgreSQL can't serve now.  Always retried; nothing is acknowledged, so nothing is lost."""


async def attempts(first: float = 0.1, longest: float = 5.0) -> AsyncIterator[int]:
    """Counts 1, 2, 3 …, waiting between them: `first` seconds, doubling up to `longest`, with jitter."""
    count, wait = 1, first
    while True:
        yield count
        await asyncio.sleep(wait * random.uniform(0.5, 1.0))  # noqa: S311  spreads retries, guards nothing
        count, wait = count + 1, min(wait * 2, longest)
