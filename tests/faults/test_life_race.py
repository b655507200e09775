"""Random lives of stories through two workers and two relays that are killed, while the desk mends and copy is parsed
again: the rules of order hold all the same.

LIFE_SEED repeats a run, as far as the moments of two cores can be repeated, and LIFE_ROUNDS makes more of them.
"""

import asyncio
import collections
import os
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import orjson
import pytest

from services.desk.hand import NotPossible
from services.desk.stories import NoSuchStory, Stories
from services.ingest.enrich import Rules
from services.ingest.reparse import apply, reparse
from services.runtime.feeds import Feed
from services.runtime.redis import Client
from services.runtime.unavailable import Unavailable
from tests.faults.life_desk import newer
from tests.faults.life_model import LONGEST, RULES, Copy, Found, Name, Rule, lives, problems
from tests.line import Line, patient

__all__ = ["newer"]  # a fixture

STORIES = 60
_ROUNDS = int(os.environ.get("LIFE_ROUNDS", "1"))
_SEED = int(os.environ.get("LIFE_SEED", str(time.time_ns() % 1_000_000)))
_FEEDS = [Feed(name=name, provider="jiji", zone="Asia/Tokyo", language="ja") for name in ("jiji", "jiji-ja")]
_SERVERS = ("ingest-a", "ingest-b", "publish-a", "publish-b")
_WRONG = {"relay.failed", "reclaim.failed", "relay.overtaken", "entry.lost", "group.lost", "group.failed"}
_UNSETTLED = """
SELECT count(*) FROM outbox, relay
WHERE cancelled_at IS NULL AND (hold_until IS NULL OR hold_until < now())
  AND (stream_ms IS NULL OR (stream_ms, stream_n) > (relay.sent_ms, relay.sent_n))
"""
_NEWEST = """
(SELECT provider, story_id FROM story WHERE version IS NOT NULL ORDER BY seen_at DESC NULLS LAST LIMIT 15)
UNION ALL SELECT provider, story_id FROM outbox WHERE hold_until > now() AND stream_ms IS NULL AND cancelled_at IS NULL
UNION ALL SELECT provider, story_id FROM story_version WHERE fate = 'withheld'
"""


class World:
    """What befalls the stories of one run, and what is to be remembered of it."""

    def __init__(self, line: Line, client: Client, pool: asyncpg.Pool, chance: random.Random) -> None:
        self.line, self.client, self.pool, self.chance = line, client, pool, chance
        self.pushed: dict[tuple[str, str], bytes] = {}
        self.forced: set[Name] = set()
        self.done: collections.Counter[str] = collections.Counter()
        self.faults: list[str] = []

    async def push(self, copies: list[Copy]) -> None:
        for copy in copies:
            feed, body = self.chance.choice(_FEEDS), copy.body()
            entry_id = await self.client.xadd(feed.stream, {"body": body})
            self.pushed[feed.name, entry_id.decode()] = body
            if self.chance.random() < 0.15:
                await asyncio.sleep(self.chance.uniform(0, 0.3))

    async def die(self) -> None:
        """One server of each kind, two or three times."""
        for _ in range(self.chance.randint(2, 3)):
            await asyncio.sleep(self.chance.uniform(0.2, 1.0))
            for name in (self.chance.choice(_SERVERS[:2]), self.chance.choice(_SERVERS[2:])):
                await asyncio.to_thread(self.line.kill, name)
                await asyncio.sleep(self.chance.uniform(0, 0.3))
                self.line.start(name.split("-")[0], name)

    async def mend(self) -> None:
        """By hand, among the stories that were seen last, until cancelled."""
        stories = Stories(self.pool)
        while True:
            await asyncio.sleep(self.chance.uniform(0, 0.15))
            rows = await self.pool.fetch(_NEWEST)
            if not rows:
                continue
            row = self.chance.choice(rows)
            try:
                await self._mend(stories, row["provider"], row["story_id"])
            except (NotPossible, NoSuchStory):
                self.done["not possible"] += 1
            except Unavailable as problem:
                self.done[str(problem)] += 1

    async def _mend(self, stories: Stories, provider: str, story_id: str) -> None:
        story = await stories.named(provider, story_id)
        if self.chance.random() < 0.3:
            await stories.withdraw(story, "by hand")
            self.done["withdrawn"] += 1
            return
        force, revive = self.chance.random() < 0.5, self.chance.random() < 0.3
        version = self.chance.choice([None, None, 1, 2, 3])
        told = await stories.release(story, version, force=force, revive=revive, why="by hand")
        self.done["forced" if force else "released"] += 1
        if force or revive:
            self.forced.add((story_id, told.version, told.revision))

    async def parse_again(self, rules: list[Rules]) -> None:
        """Now with the one rules, now with the other, until cancelled."""
        while True:
            for made in rules[::-1]:
                await asyncio.sleep(self.chance.uniform(0.1, 0.5))
                try:
                    await self._apply(self.chance.choice(_FEEDS), made)
                except Unavailable as problem:
                    self.done[str(problem)] += 1

    async def _apply(self, feed: Feed, rules: Rules) -> None:
        begins = await self.pool.fetchval("SELECT now() - interval '3 seconds'")
        async for remade in reparse(self.pool, feed, begins, rules):
            if remade.verdict == "differs" and self.chance.random() < 0.3:
                try:
                    self.done[f"reparse {await apply(self.pool, remade)}"] += 1
                except Unavailable as problem:
                    self.done[f"reparse {problem}"] += 1
                except Exception as fault:
                    self.faults.append(f"reparse: {fault!r}")

    def is_taken(self) -> bool:
        return not any(self.line.pending(feed.name) for feed in _FEEDS)

    async def quiet(self) -> None:
        """Until nothing that is due is unsent."""
        async with asyncio.timeout(20):
            while await self.pool.fetchval(_UNSETTLED):
                await asyncio.sleep(0.05)


@asynccontextmanager
async def _beside(*tasks: "asyncio.Task[None]") -> AsyncIterator[None]:
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(one, asyncio.CancelledError) for one in ended), ended


@pytest.mark.timeout(180)
@pytest.mark.parametrize("seed", range(_SEED, _SEED + _ROUNDS))
async def test_random_lives(
    seed: int, line: Line, client: Client, pool: asyncpg.Pool, rules: Rules, newer: Rules
) -> None:
    world = World(line, client, pool, random.Random(seed))  # noqa: S311  a run that can be repeated
    for name in _SERVERS:
        line.start(name.split("-")[0], name)
    for name in _SERVERS:
        await asyncio.to_thread(line.ready, name)
    async with _beside(asyncio.create_task(world.mend()), asyncio.create_task(world.parse_again([rules, newer]))):
        await asyncio.gather(world.push(lives(world.chance, STORIES)), world.die())
        await asyncio.to_thread(patient, world.is_taken, 30, f"LIFE_SEED={seed}: acknowledged")
        await asyncio.sleep(LONGEST)
    await world.quiet()
    found = await Found.of(client, pool, world.pushed, world.forced)
    wrong = [*problems(found), *world.faults, *_logged(line)]
    assert wrong == [], f"LIFE_SEED={seed}, {dict(world.done)}: " + "\n".join(wrong)


def _logged(line: Line) -> list[str]:
    """What no server has to say, killed or not; that somebody else has taken its port is no matter here."""
    return [
        f"{name}: {said[-400:]}"
        for name in _SERVERS
        for said in (line.folder / f"{name}.log").read_text(encoding="utf-8").splitlines()
        if (_is_wrong(orjson.loads(said)) if said.startswith("{") else "can't listen on" not in said)
    ]


def _is_wrong(entry: dict[str, Any]) -> bool:
    return entry.get("event_type") in _WRONG or "exception" in entry or "Deadlock" in str(entry.get("why"))


# --- the checker itself ---

_MADE: dict[str, Any] = {"version": 1, "revision": 0, "change": "new", "embargo_until": None}
_FREE: dict[str, Any] = {
    "story_id": "s", "version": 1, "withdraws": False, "revision": 0, "stream_ms": None, "cancelled_at": None,
    "ahead": None,
}  # fmt: skip


def _event(kind: str = "ready", ms: int = 1_800_000_000_000, **data: Any) -> tuple[int, dict[str, Any]]:
    made = {**_MADE, **data}
    name = f"{kind} {made['version']}.{made['revision']}"
    return ms, {"id": name, "type": f"newswire.article.{kind}.v1", "subject": "s", "data": made}


def _fate(fate: str, version: int = 1, *, withdraws: bool = False) -> dict[str, Any]:
    return {"story_id": "s", "version": version, "withdraws": withdraws, "fate": fate}


_KILLED = {"story_id": "s", "version": 1, "withdrawn_version": 1}
_WRONGS: dict[str, dict[str, Any]] = {
    "each_event_once": {"events": [_event(), _event(change="update")]},
    "ready_rises": {"events": [_event(version=2), _event()]},
    "nothing_revives_but_higher": {"events": [_event("withdrawn"), _event()]},
    "nothing_before_its_embargo": {"events": [_event(embargo_until="2030-01-01T00:00:00Z")]},
    "what_is_withdrawn_is_told_and_silent": {"events": [_event()], "stories": [_KILLED]},
    "what_lives_is_told": {
        "stories": [{**_KILLED, "withdrawn_version": None}], "versions": [_fate("announced")],
        "outbox": [{**_FREE, "stream_ms": 1}],
    },
    "nothing_is_lost": {"pushed": {("jiji", "1-0"): b"copy"}},
    "each_row_is_settled": {"outbox": [_FREE]},
    "fates_are_what_life_allows": {"versions": [_fate("blocked")]},
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_checker_sees(rule: Rule) -> None:
    """What one rule forbids it finds, and by its name."""
    nothing: dict[str, Any] = {
        "events": [], "versions": [], "outbox": [], "stories": [], "copies": [], "letters": [],
    }  # fmt: skip
    assert problems(Found(**nothing)) == []
    found = problems(Found(**(nothing | _WRONGS[rule.__name__])))
    assert any(problem.startswith(f"{rule.__name__}: ") for problem in found), found
