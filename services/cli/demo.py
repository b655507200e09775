"""The sample wire through the line, and whether each sample met the fate that its set states."""

import asyncio
import hashlib
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import asyncpg
from pydantic import SecretStr

from schemas.event import READY, WITHDRAWN
from services.cli.console import feeds, people
from services.intake.push import push
from services.intake.samples import Sample, read_samples
from services.runtime.postgres import connect_postgres
from services.runtime.redis import connect_redis

_PATIENCE = 60.0

_SAVED = "SELECT copy_sha256, fate FROM story_version WHERE copy_sha256 = ANY($1)"
_DEAD = "SELECT sha256, reason FROM dead_letter WHERE sha256 = ANY($1)"


class DemoFailed(RuntimeError):  # noqa: N818  read as a sentence
    """The sample set itself can't be used."""


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
        begun = time.time_ns() // 1_000_000_000
        for round_ in range(1 if once else 10**9):
            samples = read_samples(self._folder, str(begun + round_))
            await self._push(servers, samples)
            if once:
                return await self._judge(servers, samples)
        return 0

    async def _push(self, servers: Servers, samples: Sequence[Sample]) -> None:
        client, known = connect_redis(servers.redis_url), feeds()
        try:
            for sample in samples:
                if sample.feed not in known:
                    raise DemoFailed(f"{sample.name}: no feed {sample.feed!r} in feeds.toml")
                async for _ in push(client, known[sample.feed], [sample.body], tries=1000):
                    pass
                await asyncio.sleep(1 / self._rate)
        finally:
            await client.aclose()

    async def _judge(self, servers: Servers, samples: Sequence[Sample]) -> int:
        pool = await connect_postgres(servers.postgres_url, size=1, name="kawaraban-demo")
        try:
            deadline = time.monotonic() + _PATIENCE
            while missed := await self._missed(pool, samples):
                if time.monotonic() > deadline:
                    break
                await asyncio.sleep(0.2)
            await asyncio.sleep(0.5)  # an event too many would come now
            missed = await self._missed(pool, samples)
        finally:
            await pool.close()
        for line in missed:
            people.print(f"[bold red]missed:[/] {line}")
        fates = Counter(sample.fate for sample in samples)
        told = ", ".join(f"{count} {fate}" for fate, count in sorted(fates.items()))
        people.print(f"[bold]{len(samples) - len(missed)} of {len(samples)} samples met their fate[/]: {told}")
        return 1 if missed else 0

    async def _missed(self, pool: asyncpg.Pool, samples: Sequence[Sample]) -> list[str]:
        digests = [hashlib.sha256(sample.body).digest() for sample in samples]
        saved: dict[bytes, list[str]] = {}
        for row in await pool.fetch(_SAVED, digests):
            saved.setdefault(row["copy_sha256"], []).append(row["fate"])
        dead = Counter((row["sha256"], row["reason"]) for row in await pool.fetch(_DEAD, digests))
        missed = []
        for sample, digest in zip(samples, digests, strict=True):
            ready, withdrawn = self._events[digest.hex(), READY], self._events[digest.hex(), WITHDRAWN]
            found = (saved.get(digest, []), ready, withdrawn, dead[digest, sample.reason or ""] > 0)
            if found != _EXPECTED[sample.fate]:
                missed.append(
                    f"{sample.name}: {sample.fate} {sample.reason or ''}: saved, ready, withdrawn, dead: {found}"
                )
        return missed


# What store and stream show of a sample, by fate: its versions there, events of both types, a dead letter.
_EXPECTED: dict[str, tuple[list[str], int, int, bool]] = {
    "article": (["announced"], 1, 0, False),
    "withdrawn": (["announced"], 0, 1, False),
    "duplicate": (["announced"], 1, 0, False),
    "held": (["announced"], 0, 0, False),
    "history": (["history"], 0, 0, False),
    "blocked": (["history"], 0, 0, False),
    "withheld": (["withheld"], 0, 0, False),
    "rejected": ([], 0, 0, True),
}
