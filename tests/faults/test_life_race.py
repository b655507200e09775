"""Random lives of stories through two workers and two relays that are killed: the rules of order hold all the same.

The checker reads the stream and the tables and imports nothing of what it checks.  LIFE_SEED repeats a run, and
LIFE_ROUNDS makes more of them.
"""

import datetime as dt
import hashlib
import os
import random
import time
from collections import defaultdict
from typing import Any

import orjson
import pytest
from pydantic import SecretStr

from services.runtime.redis import Client
from tests.acceptance.stage import Stage, copy
from tests.line import Line, patient

STORIES = 40
_LONGEST = 8.0
"""Seconds of an embargo."""

_WORDS = ("0", "1", "2", "3", "4", "1", "2", "2w", "2k", "3k", "4k", "k", "1!", "3!")
_ROUNDS = int(os.environ.get("LIFE_ROUNDS", "1"))
_SEED = int(os.environ.get("LIFE_SEED", str(time.time_ns() % 1_000_000)))

Pushed = dict[str, bytes]
"""Bodies by the id of their entry, over both feeds."""


def _life(chance: random.Random, serial: int) -> list[bytes]:
    bodies = []
    for word in chance.choices(_WORDS, k=chance.randint(3, 8)):
        changes: dict[str, Any] = {}
        if "k" not in word and chance.random() < 0.3:
            until = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=chance.uniform(1, _LONGEST))
            changes["embargoed"] = until.isoformat()
        bodies.append(copy(serial, word, **changes))
    return bodies


def _push(stream: Client, chance: random.Random, bodies: list[bytes], line: Line) -> Pushed:
    pushed: Pushed = {}
    names = chance.sample(["ingest-a", "ingest-b", "publish-a", "publish-b"], 3)
    deaths = dict(zip(chance.sample(range(10, len(bodies)), 3), names, strict=True))
    for number, body in enumerate(bodies):
        feed = chance.choice(["jiji", "jiji-ja"])
        pushed[f"{feed} {stream.xadd(f'wire:{feed}', {'body': body}).decode()}"] = body
        if number in deaths:
            line.kill(deaths[number])
            line.start(deaths[number].split("-")[0], deaths[number])
        elif chance.random() < 0.1:
            time.sleep(chance.uniform(0, 0.2))
    return pushed


@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(_SEED, _SEED + _ROUNDS))
def test_random_lives(seed: int, redis_url: SecretStr, postgres_url: SecretStr, line: Line, client: Client) -> None:
    chance = random.Random(seed)  # noqa: S311  a run that can be repeated
    for service in ("ingest", "publish"):
        for name in ("a", "b"):
            line.start(service, f"{service}-{name}")
            line.ready(f"{service}-{name}")
    bodies = [body for serial in range(STORIES) for body in _life(chance, serial)]
    chance.shuffle(bodies)
    with line.client() as stream:
        stage = Stage(line, stream)
        pushed = _push(stream, chance, bodies, line)
        patient(lambda: not any(line.pending(feed) for feed in stage.feeds()), 60, f"seed {seed}: acknowledged")
        time.sleep(_LONGEST + 0.5)
        stage.settle()
        problems = [*_order(stage), *_embargoes(stage), *_nothing_lost(stage, pushed), *_outbox(stage)]
    assert problems == [], f"seed {seed}"


def _events(stage: Stage) -> list[tuple[int, dict[str, Any]]]:
    found = stage.stream.xrange("articles:ready")
    return [(int(i.decode().split("-")[0]), orjson.loads(fields[b"event"])) for i, fields in found]


def _order(stage: Stage) -> list[str]:
    problems = []
    told: dict[str, list[tuple[str, int]]] = defaultdict(list)
    ids = [event["id"] for _, event in _events(stage)]
    if len(ids) != len(set(ids)):
        problems.append("an event came twice")
    for _, event in _events(stage):
        told[event["subject"]].append((event["type"].split(".")[2], event["data"]["version"]))
    for subject, events in told.items():
        ready, killed = -1, -1
        for kind, version in events:
            if kind == "ready" and (version <= ready or version <= killed):
                problems.append(f"{subject}: {events}")
            ready, killed = (max(ready, version), killed) if kind == "ready" else (ready, version)
    return problems


def _embargoes(stage: Stage) -> list[str]:
    early = []
    for ms, event in _events(stage):
        until = event["data"]["embargo_until"]
        if until and event["data"]["change"] != "withdrawal":
            moment = dt.datetime.fromisoformat(until).timestamp() * 1000
            if ms < moment:
                early.append(f"{event['subject']}: {moment - ms:.0f} ms before its embargo")
    return early


def _nothing_lost(stage: Stage, pushed: Pushed) -> list[str]:
    kept = {(row["feed"], row["entry_id"]) for row in stage.fetch("SELECT feed, entry_id FROM wire_copy")}
    kept |= {(row["feed"], row["entry_id"]) for row in stage.fetch("SELECT feed, entry_id FROM dead_letter")}
    digests = {row["sha256"] for row in stage.fetch("SELECT sha256 FROM wire_copy")}
    return [
        f"lost: {entry}"
        for entry, body in pushed.items()
        if tuple(entry.split(" ", 1)) not in kept and hashlib.sha256(body).digest() not in digests
    ]


def _outbox(stage: Stage) -> list[str]:
    rows = stage.fetch(
        "SELECT v.story_id, v.version, v.fate FROM story_version AS v LEFT JOIN outbox AS o"
        " USING (provider, story_id, version, withdraws)"
        " WHERE (v.fate = 'announced') <> (o.seq IS NOT NULL) AND v.fate NOT IN ('quiet', 'unmatched')"
    )
    late = stage.fetch(
        "SELECT o.story_id, o.version FROM outbox AS o JOIN story AS s USING (provider, story_id)"
        " WHERE NOT o.withdraws AND o.stream_ms IS NULL AND o.cancelled_at IS NULL"
        " AND (s.withdrawn_version >= s.version OR o.hold_until IS NULL OR o.hold_until < now())"
    )
    poison = stage.fetch("SELECT detail FROM dead_letter WHERE reason = 'poison'")
    return [str(tuple(row)) for row in (*rows, *late, *poison)]
