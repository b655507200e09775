"""Batches of a feed are saved in the order in which they were read."""

import asyncio

from services.ingest.turn import Turn


async def test_it_comes_when_the_batch_before_is_done_however_that_ends() -> None:
    async def fails() -> None:
        await asyncio.sleep(0.01)
        raise ValueError

    before = asyncio.create_task(fails())
    turn = Turn(before)
    await turn.come()
    assert before.done()
    assert isinstance(before.exception(), ValueError)
    await turn.come()
    assert not turn.parsed.is_set()


async def test_the_first_batch_waits_for_nobody() -> None:
    async with asyncio.timeout(1):
        await Turn().come()
