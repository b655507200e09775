"""The sample wire through the line, and whether each sample met the fate that its set states."""

import asyncio
import contextlib
import hashlib
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import asyncpg
from pydantic import SecretStr

from schemas.event import READY, UNMATCHED, WITHDRAWN
from services.cli.console import feeds, tell
from services.intake.push import push
from services.intake.samples import Sample, SamplesBroken, read_samples
from services.runtime.postgres import connect_postgres
from services.runtime.redis import GROUP, Client, connect_redis

_PATIENCE = 60.0

_SAVED = "SELECT feed, entry_id, fate FROM story_version WHERE entry_id = ANY($1)"
_DEAD = "SELECT feed, entry_id, reason FROM dead_letter WHERE entry_id = ANY($1)"


Pushed = tuple[Sample, str]
"""A sample and the id of the entry that it became."""


class Servers(Protocol):
    redis_url: SecretStr
    postgres_url: SecretStr


class Demo:
    """`rate` in samples a second; each round is new copy, by a token of its own in every sample."""

    def __init__(self, folder: Path, rate: float) -> None:
        self._folder, self._rate = folder, rate
        self._events: Counter[tuple[str, str]] = Counter()

    def saw(self, event: dict[str, Any]) -> None:
        self._events[event["data"]["source"]["sha256"], event["type"]] += 1

    async def run(self, servers: Servers, *, once: bool) -> int:
        """Round after round; or one, and then 0 if every sample met its fate, else 1."""
        # Six digits vary in a sample: for eleven days no two rounds of one second each are the same copy.
        begun = time.time_ns() // 1_000_000_000
        for round_ in range(1 if once else 10**9):
            samples = read_samples(self._folder, begun + round_)
            entries = [entry async for entry in self._push(servers, samples)]
            if once:
                return await self._judge(servers, list(zip(samples, entries, strict=True)))
        return 0

    async def _push(self, servers: Servers, samples: Sequence[Sample]) -> AsyncIterator[str]:
        client, known = connect_redis(servers.redis_url), feeds()
        try:
            for sample in samples:
                if sample.feed not in known:
                    raise SamplesBroken(f"{sample.name}: no feed {sample.feed!r} in feeds.toml")
                if sample.fate in {"withdrawn", "notice"}:
                    # A kill silences what still waits to be announced; here its story shall have gone out before.
                    await self._quiet(samples[: samples.index(sample)])
                async for [entry_id] in push(client, known[sample.feed], [sample.body], tries=1000):
                    yield entry_id
                await asyncio.sleep(1 / self._rate)
        finally:
            await client.aclose()

    async def _quiet(self, before: Sequence[Sample]) -> None:
        """Waits until all that was to be announced is, or for ten seconds."""
        wanted = {(hashlib.sha256(sample.body).hexdigest(), READY) for sample in before if sample.fate == "article"}
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(10):
                while not wanted <= self._events.keys():  # noqa: ASYNC110
                    await asyncio.sleep(0.05)

    async def _judge(self, servers: Servers, pushed: Sequence[Pushed]) -> int:
        pool = await connect_postgres(servers.postgres_url, size=1, name="kawaraban-demo")
        client = connect_redis(servers.redis_url)
        try:
            deadline = time.monotonic() + _PATIENCE
            while await self._missed(pool, client, pushed) and time.monotonic() < deadline:  # noqa: ASYNC110
                await asyncio.sleep(0.2)
            await asyncio.sleep(0.5)  # an event too many would come now
            missed = await self._missed(pool, client, pushed)
        finally:
            await client.aclose()
            await pool.close()
        for line in missed:
            tell(f"[bold red]missed:[/] {line}")
        fates = Counter(sample.fate for sample, _ in pushed)
        told = ", ".join(f"{count} {fate}" for fate, count in sorted(fates.items()))
        met = len(pushed) - len(missed)
        tell(f"[bold]{met} of {len(pushed)} samples met their fate[/]: {told}")
        return 1 if missed else 0

    async def _missed(self, pool: asyncpg.Pool, client: Client, pushed: Sequence[Pushed]) -> list[str]:
        """A line for each sample whose traces are not those of its fate."""
        ids = [entry_id for _, entry_id in pushed]
        saved: dict[tuple[str, str], list[str]] = {}
        for row in await pool.fetch(_SAVED, ids):
            saved.setdefault((row["feed"], row["entry_id"]), []).append(row["fate"])
        dead = {(row["feed"], row["entry_id"]): row["reason"] for row in await pool.fetch(_DEAD, ids)}
        missed = []
        for sample, entry_id in pushed:
            digest, key = hashlib.sha256(sample.body).hexdigest(), (sample.feed, entry_id)
            sent = tuple(self._events[digest, kind] for kind in (READY, WITHDRAWN, UNMATCHED))
            waits = bool(await client.xpending_range(f"wire:{sample.feed}", GROUP, entry_id, entry_id, 1))
            found = (sorted(saved.get(key, [])), sent, dead.get(key), waits)
            fates, *events = _EXPECTED[sample.fate]
            wanted = (fates * sample.stories, tuple(n * sample.stories for n in events), sample.reason, False)
            if found != wanted:
                missed.append(f"{sample.name}: {sample.fate}; saved, events, dead, unacknowledged: {found}")
        return missed


# What store and stream show of each story of a sample by its fate: its versions in the store, events ready, withdrawn,
# unmatched.  The withdrawal that a notice brings is saved with the notice's bytes.
_EXPECTED: dict[str, tuple[list[str], int, int, int]] = {
    "article": (["announced"], 1, 0, 0),
    "withdrawn": (["announced"], 0, 1, 0),
    "notice": (["announced", "notice"], 0, 1, 0),
    "unmatched": (["unmatched"], 0, 0, 1),
    "duplicate": ([], 1, 0, 0),  # the event is of the one that it repeats
    "held": (["announced"], 0, 0, 0),
    "history": (["history"], 0, 0, 0),
    "blocked": (["blocked"], 0, 0, 0),
    "withheld": (["withheld"], 0, 0, 0),
    "rejected": ([], 0, 0, 0),
}
