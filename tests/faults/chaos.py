"""A random mix of faults under load, and a verdict: `make chaos SEED=…` repeats the copy and the order of the faults.

The moments of two cores can't be repeated, so a seed that failed may pass the next time: its evidence stays.
"""

import argparse
import collections
import random
import sys
import time
from itertools import islice

from tests.faults.acts import ACTS
from tests.faults.copy_mix import mix
from tests.faults.ground import Ground
from tests.faults.servers import blank_store

SERVICES = ["ingest", "ingest-2", "publish", "publish-2"]


def run(ground: Ground, chance: random.Random, seconds: float, rate: float) -> collections.Counter[str]:
    """Acts at random under load; what was done, and how often."""
    ground.up(*SERVICES)
    entries = int(seconds * rate)
    feeder = ground.push(islice(mix(ground.seed, entries), entries), rate)
    done: collections.Counter[str] = collections.Counter()
    begun = time.monotonic()
    while time.monotonic() - begun < seconds and not feeder.done.is_set():
        time.sleep(chance.uniform(0.2, 4))
        act = chance.choice(ACTS)
        print(f"{time.monotonic() - begun:6.1f} s  {act.name}", flush=True)
        act.do(ground, chance, SERVICES)
        done[act.name] += 1
    return done


def told(ground: Ground, faults: int, recovered: float, wrong: list[str], again: str) -> int:
    """Says how the run ended; the exit code.  The evidence of one that broke a rule stays."""
    accepted = sum(feeder.accepted for feeder in ground.feeders)
    print(f"{faults} faults, {accepted} entries accepted, {ground.subscriber.count} events seen,")
    print(f"all pushed and at rest {recovered:.1f} s after the last fault")
    for breach in wrong:
        print(f"BROKEN  {breach}")
    if wrong:
        print(f"evidence in {ground.run}; again: make {again} SEED={ground.seed}")
        return 1
    print("no rule broken")
    ground.clear()
    return 0


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    words.add_argument("--seconds", type=float, default=300)
    words.add_argument("--rate", type=float, default=40, help="entries a second")
    given = words.parse_args()
    print(f"seed {given.seed}: make chaos SEED={given.seed}", flush=True)
    with blank_store() as blank, Ground("chaos", given.seed, blank, linked=True) as ground:
        done = run(ground, random.Random(given.seed), given.seconds, given.rate)  # noqa: S311  a seed repeats it
        recovered = ground.rest(120)
        return told(ground, sum(done.values()), recovered, ground.judge(), "chaos")


if __name__ == "__main__":
    sys.exit(main())
