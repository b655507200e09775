"""The process that reads for the line: it helps where it can, and never holds the line up."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator

import psutil
import pytest

from schemas.article import Article
from schemas.story import Body
from services.ingest.enrich import Rules
from services.ingest.semantics import Semantics
from services.runtime.feeds import NEUTRAL
from tests.articles import article, ninjs
from tests.line import Line, events, patient

SECONDS = 1.0
# Said in plain words: no term of the files decides it.
DOUBTFUL = "They came from behind in the second half and held on until the whistle."


def doubtful(number: int = 0) -> Article:
    return article(headline=f"Late show {number}", body=Body(text=DOUBTFUL, html=""))


@pytest.fixture
async def semantics() -> AsyncIterator[Semantics]:
    made = Semantics(SECONDS)
    await made.start(15)
    yield made
    await made.stop()


async def settled(semantics: Semantics, rules: Rules, *articles: Article) -> list[Article]:
    found = await semantics.settle([(NEUTRAL, one) for one in articles], rules)
    return [one for one in found if isinstance(one, Article)]


async def test_what_the_terms_leave_in_doubt_is_read(semantics: Semantics, rules: Rules) -> None:
    [one] = await settled(semantics, rules, doubtful())
    assert [(topic.path[0], topic.method) for topic in one.topics] == [("medtop:15000000", "semantic")]
    [seen, *_] = one.topics[0].evidence
    assert one.body.text[seen.start : seen.end] == seen.text or one.headline[seen.start : seen.end] == seen.text


async def test_many_batches_at_once_are_answered_each_its_own(semantics: Semantics, rules: Rules) -> None:
    batches = [[doubtful(10 * n + k) for k in range(5)] for n in range(4)]
    found = await asyncio.gather(*(settled(semantics, rules, *batch) for batch in batches))
    assert [[one.headline for one in some] for some in found] == [[one.headline for one in some] for some in batches]


async def test_a_process_that_hangs_costs_its_time_and_no_more(semantics: Semantics, rules: Rules) -> None:
    assert semantics._process
    os.kill(semantics._process.pid, signal.SIGSTOP)
    try:
        for _ in range(8):
            begun = time.monotonic()
            [one] = await settled(semantics, rules, doubtful())
            assert one.topics == []
            assert time.monotonic() - begun < SECONDS + 0.5
        assert time.monotonic() - begun < 0.1  # asked no more, once so many answers are open
    finally:
        os.kill(semantics._process.pid, signal.SIGCONT)
    for _ in range(50):
        [one] = await settled(semantics, rules, doubtful())
        if one.topics:
            break
        await asyncio.sleep(0.1)
    assert one.topics


async def test_a_process_that_falls_is_started_again(semantics: Semantics, rules: Rules) -> None:
    assert semantics._process
    first = semantics._process.pid
    os.kill(first, signal.SIGKILL)
    [one] = await settled(semantics, rules, doubtful())
    assert one.topics == []
    for _ in range(100):
        [one] = await settled(semantics, rules, doubtful())
        if one.topics:
            break
        await asyncio.sleep(0.1)
    assert one.topics
    assert semantics._process.pid != first


async def test_nothing_is_left_behind(rules: Rules) -> None:
    made = Semantics(SECONDS)
    await made.start(15)
    assert made._process
    pid = made._process.pid
    await made.stop()
    assert not psutil.pid_exists(pid)
    [one] = await settled(made, rules, doubtful())
    assert one.topics == []


def test_on_a_running_line_and_after_kill_9(line: Line) -> None:
    line.environment = {"WIRE_SEMANTIC": "true"}
    line.up()
    with line.client() as client:
        client.xadd("wire:jiji", {"body": ninjs(1, headline="Late Win", body_text=DOUBTFUL)})
        patient(lambda: len(events(client)) == 1, 10, "announced")
        [event] = events(client)
        assert {topic["method"] for topic in event["data"]["topics"]} == {"semantic"}
    reader = psutil.Process(line.pid("ingest")).children()
    assert len(reader) == 1
    assert reader[0].memory_info().rss + psutil.Process(line.pid("ingest")).memory_info().rss < 400 * 1024 * 1024
    line.kill("ingest")
    patient(lambda: not reader[0].is_running(), 5, "the reader ends with its worker")
