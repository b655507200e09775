"""Copy that harms: poison, versions in no order, a store that is older than the code."""

import random
import time
from functools import partial

from services.runtime.child import Child
from tests.faults.cases import case
from tests.faults.copy_mix import Copy, mix
from tests.faults.ground import ATTEMPTS_MAX, FEEDS, Ground
from tests.faults.poisoned import DYING, RAISING


def _with(ground: Ground, poison: list[Copy], stories: int) -> list[Copy]:
    copies = list(mix(ground.seed, stories))
    for one in poison:
        copies.insert(random.Random(ground.seed).randrange(len(copies)), one)  # noqa: S311  a seed repeats it
    return copies


def _poison(mark: str, serial: int) -> Copy:
    return Copy.poison(FEEDS[0], mark, serial)


@case("poison", "the parser raises", "a dead letter with its bytes and the place of the fault; neighbours pass")
def poison_raising(ground: Ground) -> None:
    ground.start("publish")
    ground.start("ingest", module="tests.faults.poisoned")
    ground.ready("ingest")
    ground.fault("a parser that raises", 'metric:wire_stories_total{reason="poison"}')
    ground.push(_with(ground, [_poison(RAISING, n) for n in range(3)], 120), 120)


@case(
    "poison",
    "the parser takes the process with it",
    f"parked with its bytes after {ATTEMPTS_MAX} deaths at most; its neighbours pass",
    quick=True,
)
def poison_dying(ground: Ground) -> None:
    ground.up("publish")
    poison = _poison(DYING, 1)
    ground.push(_with(ground, [poison], 60)).join(30)
    for _ in range(ATTEMPTS_MAX + 3):
        child = ground.start("ingest", module="tests.faults.poisoned")
        ground.wait(partial(_dead_or_done, ground, child), 30, "dead or done")
        if child.ended() is None:
            return
        ground.fault("a parser that kills its process", "exit:ingest")
        ground.ended("ingest")
        ground.death(poison.make())
    raise AssertionError(f"not parked after {ATTEMPTS_MAX + 3} deaths")


def _dead_or_done(ground: Ground, child: Child) -> bool:
    return child.ended() is not None or _done(ground)


def _done(ground: Ground) -> bool:
    """Not before the groups are there and have read all."""
    with ground.client() as client:
        groups = [group for feed in FEEDS for group in client.xinfo_groups(f"wire:{feed}")]
    return len(groups) == len(FEEDS) and not any(group["pending"] or group["lag"] for group in groups)


@case("versions out of order", "backlog shuffled, each entry twice, two workers", "announced versions rise; each once")
def versions_shuffled(ground: Ground) -> None:
    copies = list(mix(ground.seed, 500)) * 2
    random.Random(ground.seed).shuffle(copies)  # noqa: S311  a seed repeats it
    ground.push(copies).join(60)
    ground.up("publish", "ingest", "ingest-2")


@case("old schema", "tables older than the code, `wire migrate` later", "the line waits, red, and goes on by itself")
def tables_older(ground: Ground) -> None:
    ground.tables("0001")
    ground.start("publish")
    ground.start("ingest")
    ground.feed(100, 120)
    ground.fault("tables of revision 0001", "log:store.unavailable", "log:relay.waits")
    ground.wait(lambda: bool(ground.logged("store.unavailable") or ground.logged("relay.waits")), 20, "it is felt")
    time.sleep(1)
    ground.tables("head")


@case("old schema", "`wire migrate` from 0002 while the new code is under load", "nothing lost, nothing twice")
def upgraded_under_load(ground: Ground) -> None:
    ground.tables("0002")
    for service in ("ingest", "publish"):
        ground.start(service)
    ground.feed(400, 100)
    time.sleep(2)
    ground.tables("head")
