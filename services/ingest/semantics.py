"""Second thoughts on topics: stories that the terms leave in doubt, read by a process beside the line.

The line never waits for it longer than `seconds` a batch, and not at all while it starts, is still at work on what
came too late, or has fallen: then the terms' answer stands, and is counted.
"""

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import Sequence

import orjson

from schemas.article import Article
from services.ingest.encoder import NOT_INSTALLED
from services.ingest.enrich import Rules, settled
from services.ingest.enrich.topics.semantic import Odds, Passage, asked, head, passages_of
from services.ingest.enrich.topics.tagging import doubtful
from services.ingest.enrich.topics.tally import texts_of
from services.ingest.pipeline import Outcome
from services.runtime.feeds import Feed
from services.runtime.logging import log
from services.runtime.metrics import DOUBTS

_AT_ONCE = 16
"""Stories in one request: so much is lost at most when the time is over."""

_UNANSWERED = 4
"""Requests that may be open, of several feeds at once; a process that hangs is asked no more than that."""

_ANSWER_BYTES = 16 * 1024 * 1024
_PAUSES = (1.0, 5.0, 30.0)
"""Seconds before a fallen process is started again; the last one for good."""

Judged = tuple[Feed, Outcome]


class Semantics:
    """Keeps the process: starts it, asks it, starts it again when it falls."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._process: asyncio.subprocess.Process | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._up = asyncio.Event()
        self._asked = 0
        self._answers: dict[int, asyncio.Future[list[Odds | None]]] = {}

    async def start(self, patience: float) -> None:
        """Returns when it is up or can't be, at the latest after `patience` seconds."""
        self._keeper = asyncio.create_task(self._keep())
        up = asyncio.create_task(self._up.wait())
        await asyncio.wait([up, self._keeper], timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        up.cancel()

    async def stop(self) -> None:
        if self._keeper:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)

    async def settle(self, judged: Sequence[Judged], rules: Rules, seconds: float | None = None) -> list[Outcome]:
        """The outcomes in their order, those in doubt with what the head says of them in time; `seconds` if shorter."""
        outcomes = [outcome for _, outcome in judged]
        doubts = [n for n, one in enumerate(outcomes) if _doubtful(one)]
        deadline = time.monotonic() + (self._seconds if seconds is None else min(seconds, self._seconds))
        for begin in range(0, len(doubts), _AT_ONCE):
            part = doubts[begin : begin + _AT_ONCE]
            articles = [one for n in part if isinstance(one := outcomes[n], Article)]
            passages = [passages_of(texts_of(one)) for one in articles]
            odds = await self._ask(passages, deadline - time.monotonic())
            if odds is None:
                DOUBTS.labels("unread").inc(len(doubts) - begin)
                break
            for n, article, some, found in zip(part, articles, passages, odds, strict=True):
                if found:
                    outcomes[n] = settled(article, judged[n][0], rules, head().reading(some, found))
            DOUBTS.labels("read").inc(len(part))
        return outcomes

    async def _ask(self, passages: Sequence[Sequence[Passage]], seconds: float) -> list[Odds | None] | None:
        """None if it can't answer in time."""
        process = self._process
        if process is None or process.stdin is None or not self._up.is_set():
            return None
        if seconds <= 0 or len(self._answers) >= _UNANSWERED:
            return None
        self._asked += 1
        answer = self._answers[self._asked] = asyncio.get_running_loop().create_future()
        question = {"n": self._asked, "stories": [asked(some) for some in passages]}
        try:
            process.stdin.write(orjson.dumps(question) + b"\n")
            async with asyncio.timeout(seconds):
                # An answer that comes too late still takes its place off the count of open requests.
                return await asyncio.shield(answer)
        except (TimeoutError, OSError, _Fallen):
            return None

    async def _keep(self) -> None:
        for fall in range(sys.maxsize):
            code = await self._live()
            if code == NOT_INSTALLED:
                log().info("semantic layer not installed", event_type="semantic.absent")
                return
            log().warning("semantic layer fell", event_type="semantic.fell", code=code)
            await asyncio.sleep(_PAUSES[min(fall, len(_PAUSES) - 1)])

    async def _live(self) -> int:
        """Starts the process and hears its answers until it ends; its exit code."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "services.ingest.encoder",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=_ANSWER_BYTES,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )  # fmt: skip
        self._process = process
        try:
            assert process.stdout is not None  # noqa: S101  a pipe, as asked for
            async for line in process.stdout:
                self._heard(orjson.loads(line))
            return await process.wait()
        finally:
            self._up.clear()
            for answer in self._answers.values():
                if not answer.done():
                    answer.set_exception(_Fallen())
                    answer.exception()  # it may be that nobody waits any longer
            self._answers.clear()
            await _ended(process)

    def _heard(self, said: dict[str, list[Odds | None] | int]) -> None:
        if not said["n"]:
            log().info("semantic layer up", event_type="semantic.up")
            self._up.set()
            return
        answer = self._answers.pop(int(str(said["n"])), None)
        if answer and not answer.done():
            answer.set_result(said["odds"])  # type: ignore[arg-type]  # as the encoder writes it


def _doubtful(outcome: Outcome) -> bool:
    return isinstance(outcome, Article) and doubtful(outcome.topics, texts_of(outcome))


class _Fallen(Exception):  # noqa: N818  raised at who waits for an answer
    """The process ended with a question open."""


async def _ended(process: asyncio.subprocess.Process) -> None:
    if process.stdin:
        process.stdin.close()
    if process.returncode is None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(2):
                await process.wait()
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
