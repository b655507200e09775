"""How quick is the line, beside the least that can be done and beside what others would build?  `make bench`.

All in one run, on the same servers, with the same stories; every round runs each contestant once, by turns, so that
what else the machine does meets all of them.  It stops by itself and leaves nothing behind.
"""

import argparse
import json
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.bench.backlog import write_backlog
from tests.bench.contestants import FLOOR, LINE, PEERS, TWO_INGESTS, Contestant
from tests.bench.functions import functions
from tests.bench.ground import Ground
from tests.bench.latency import GRID, Load, Milliseconds, curve, flash, latency, told
from tests.bench.machine import machine, servers
from tests.bench.reading import reading
from tests.bench.throughput import SEED, throughput


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of what, by contestant's name; one without `loads` has no latency; `flashes` come behind `backlog`."""

    rounds: int
    contestants: Sequence[Contestant]
    throughput: Mapping[str, int]
    loads: Mapping[str, Sequence[Load]]
    reading: Mapping[str, int]
    functions: int
    backlog: int
    flashes: int
    flash_patience: float


_LOADS = (Load(10, 4), Load(100, 5))

WHOLE = Plan(
    rounds=5,
    contestants=(FLOOR, LINE, TWO_INGESTS, *PEERS),
    throughput={"floor": 50_000, "line": 4_000, "two ingests": 4_000, "celery": 800, "taskiq": 800, "faststream": 800},
    loads={
        **dict.fromkeys(("floor", "line"), (*_LOADS, Load(1000, 3))),
        **dict.fromkeys((peer.name for peer in PEERS), _LOADS),
    },
    reading={"redis-py": 30_000, "faststream batch": 30_000, "faststream single": 6_000},
    functions=1500,
    backlog=100_000,
    flashes=20,
    flash_patience=30.0,
)
"""A run of a contestant is to take some seconds."""

QUICK = Plan(
    rounds=1,
    contestants=(FLOOR, LINE),
    throughput={"floor": 3_000, "line": 300},
    loads=dict.fromkeys(("floor", "line"), (Load(20, 1),)),
    reading={"redis-py": 1_000},
    functions=60,
    backlog=300,
    flashes=2,
    flash_patience=10.0,
)
"""Does it all work?  Its figures mean nothing."""

FLASHED = (FLOOR, LINE)


class Record:
    """What was found so far."""

    def __init__(self, facts: dict[str, Any]) -> None:
        self._facts = facts
        self._rounds: list[dict[str, dict[str, Any]]] = []
        self._took: dict[str, dict[str, Milliseconds]] = defaultdict(lambda: defaultdict(list))

    def begin_round(self) -> None:
        self._rounds.append(defaultdict(dict))

    def add(self, what: str, name: str, found: dict[str, Any]) -> None:
        self._rounds[-1][what][name] = found
        figures = {key: round(value, 3) if isinstance(value, float) else value for key, value in found.items()}
        print(f"  {what:<12} {name:<18} {json.dumps(figures)}", flush=True)

    def add_took(self, what: str, name: str, took: Milliseconds) -> None:
        self._took[what][name] += took

    def whole(self) -> dict[str, Any]:
        """`curves` are the milliseconds of all rounds together, at the quantiles of `grid`."""
        curves = {what: {name: curve(took) for name, took in by.items()} for what, by in self._took.items()}
        return {**self._facts, "rounds": self._rounds, "grid": GRID, "curves": curves}


def run(plan: Plan, ground: Ground) -> dict[str, Any]:
    """Raises Wrong if a contestant lost or doubled a story."""
    facts = {"machine": machine(), "begun": time.strftime("%Y-%m-%d")}
    ground.wait()
    facts["servers"] = servers(ground)
    print(json.dumps(facts, indent=2), flush=True)
    backlog = ground.folder / "backlog"
    write_backlog(backlog, SEED, plan.backlog)
    record = Record({**facts, "backlog": plan.backlog})
    for number in range(plan.rounds):
        print(f"round {number + 1} of {plan.rounds}", flush=True)
        record.begin_round()
        _throughputs(plan, ground, record)
        _latencies(plan, ground, record)
        _flashes(plan, ground, record, backlog)
    return record.whole()


def _throughputs(plan: Plan, ground: Ground, record: Record) -> None:
    for one in plan.contestants:
        with ground.course() as course:
            record.add("throughput", one.name, throughput(one, course, plan.throughput[one.name]))
    record.add("functions", "functions", functions(plan.functions))
    for way, count in plan.reading.items():
        with ground.course() as course:
            record.add("reading", way, reading(way, course, count))


def _latencies(plan: Plan, ground: Ground, record: Record) -> None:
    for one in (contestant for contestant in plan.contestants if contestant.name in plan.loads):
        with ground.course() as course:
            found = latency(one, course, plan.loads[one.name])
        for rate, taken in found.items():
            record.add(f"latency {rate}/s", one.name, told(taken))
            if taken.growth is None:
                record.add_took(f"latency {rate}/s", one.name, taken.took)


def _flashes(plan: Plan, ground: Ground, record: Record, backlog: Path) -> None:
    for one in FLASHED:
        with ground.course() as course:
            taken = flash(one, course, backlog, plan.flashes, plan.flash_patience)
        record.add("flash", one.name, told(taken))
        record.add_took("flash", one.name, taken.took)


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, help="of all contestants")
    parser.add_argument("--quick", action="store_true", help="one small round of the floor and the line")
    parser.add_argument("--out", type=Path, help="where the record goes, as JSON")
    given = parser.parse_args(words)
    plan = QUICK if given.quick else WHOLE
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    ground = Ground()
    try:
        found = run(replace(plan, rounds=given.rounds or plan.rounds), ground)
    except KeyboardInterrupt:
        return 130
    finally:
        ground.stop()
    if given.out:
        given.out.parent.mkdir(parents=True, exist_ok=True)
        given.out.write_text(json.dumps(found, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
