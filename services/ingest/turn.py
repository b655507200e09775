"""Whose turn is it to save?  The next batch of a feed is read and parsed while the one before is saved."""

import asyncio


class Turn:
    """Of one batch; `before` is the work on the one that was read before it."""

    def __init__(self, before: asyncio.Task[None] | None = None) -> None:
        self._before = before
        self.parsed = asyncio.Event()
        """The next may be read: this one is parsed and the one before it is done, so no more than two are in hand."""

    async def come(self) -> None:
        """Versions are saved in the order in which they were read; how the batch before ends does not matter."""
        if self._before is not None:
            await asyncio.wait([self._before])
            self._before = None
