"""Half an hour of mixed load with a fault a minute: is memory flat, and does every rule hold?  `make soak`.

One ingest and one publish live through all of it, so that their memory can be read; those beside them are killed.
"""

import argparse
import csv
import random
import statistics
import sys
import threading
import time
from itertools import islice
from pathlib import Path

import psutil

from tests.faults.acts import ACTS
from tests.faults.chaos import SERVICES, told
from tests.faults.copy_mix import mix
from tests.faults.ground import Ground
from tests.faults.servers import blank_store

_LASTING = ("ingest", "publish")
_MORTAL = ["ingest-2", "publish-2"]
_FLAT = 1.10
"""Times what they held after the first quarter that the lasting ones may hold in the last."""


class Curve(threading.Thread):
    """MiB of resident memory of each service, every five seconds, into rss.csv."""

    def __init__(self, ground: Ground) -> None:
        super().__init__(daemon=True)
        self._ground, self._ended = ground, threading.Event()
        self.samples: list[tuple[float, str, float]] = []

    def run(self) -> None:
        begun = time.monotonic()
        while not self._ended.wait(5):
            for name in SERVICES:
                try:
                    held = psutil.Process(self._ground.line.pid(name)).memory_info().rss / 2**20
                except (psutil.NoSuchProcess, IndexError):
                    continue
                self.samples.append((time.monotonic() - begun, name, held))

    def stop(self) -> None:
        self._ended.set()
        self.join()

    def write(self, path: Path) -> None:
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows((round(at, 1), name, round(held, 1)) for at, name, held in self.samples)

    def median(self, name: str, begin: float, end: float) -> float:
        return statistics.median(held for at, which, held in self.samples if which == name and begin <= at < end)


def _load(ground: Ground, seconds: float, rate: float) -> int:
    """The acts in turn, one a minute; how many."""
    ground.up(*SERVICES)
    entries = int(seconds * rate)
    ground.push(islice(mix(ground.seed, entries), entries), rate)
    chance = random.Random(ground.seed)  # noqa: S311  a seed repeats it
    begun = time.monotonic()
    turns = 0
    while (turns + 1) * 60 < seconds:
        act = ACTS[turns % len(ACTS)]
        turns += 1
        time.sleep(max(begun + turns * 60 - 30 - time.monotonic(), 0))
        print(f"{time.monotonic() - begun:6.0f} s  {act.name}", flush=True)
        act.do(ground, chance, SERVICES if act.name.startswith("link") else _MORTAL)
    return turns


def _grown(curve: Curve, seconds: float) -> list[str]:
    """The curve as a table, a column a tenth of the time; breaches of its flatness."""
    wrong = []
    tenth = seconds / 10
    print(f"\nMiB, medians of {tenth / 60:.1f} minutes")
    for name in _LASTING:
        cells = [curve.median(name, tenth * n, tenth * (n + 1)) for n in range(10)]
        print(f"{name:<8} " + " ".join(f"{cell:6.1f}" for cell in cells))
        early, late = curve.median(name, seconds / 4, seconds / 2), curve.median(name, seconds * 3 / 4, seconds)
        if late > early * _FLAT:
            wrong.append(f"memory_is_flat: {name} grew from {early:.1f} to {late:.1f} MiB")
    return wrong


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    words.add_argument("--minutes", type=float, default=30)
    words.add_argument("--rate", type=float, default=15, help="entries a second")
    given = words.parse_args()
    if given.minutes < 2:
        words.error("under two minutes there is no curve")
    seconds = given.minutes * 60
    print(f"seed {given.seed}: make soak SEED={given.seed}", flush=True)
    with blank_store() as blank, Ground("soak", given.seed, blank, linked=True) as ground:
        curve = Curve(ground)
        curve.start()
        turns = _load(ground, seconds, given.rate)
        recovered = ground.rest(180)
        curve.stop()
        curve.write(ground.run / "rss.csv")
        return told(ground, turns, recovered, [*_grown(curve, seconds), *ground.judge()], "soak")


if __name__ == "__main__":
    sys.exit(main())
