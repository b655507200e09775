"""Every fault of the matrix on servers of its own, judged by a checker that knows nothing of the line.

FAULT_SEED repeats a run's copy; `make faults CASE=name` runs one case.
"""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.cases import CASES, Case
from tests.faults.ground import Ground
from tests.faults.matrix import __all__ as entered
from tests.faults.servers import blank

__all__ = ["blank", "entered"]

_SEED = int(os.environ.get("FAULT_SEED", str(time.time_ns() % 1_000_000)))
_RECORD = os.environ.get("FAULT_RECORD", "")


@contextmanager
def _disk(folder: Path, mebibytes: int) -> Iterator[Path | None]:
    """A file system of that size, where mounting is allowed."""
    if not mebibytes:
        yield None
        return
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no file system may be mounted here")
    try:
        folder.chmod(0o755)
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False)


@pytest.mark.timeout(240)
@pytest.mark.parametrize(
    "case", [pytest.param(case, marks=[] if case.quick else [pytest.mark.long]) for case in CASES.values()],
    ids=lambda case: case.name,
)  # fmt: skip
def test_fault(case: Case, blank: Path, tmp_path: Path) -> None:
    with (
        _disk(tmp_path / "disk", case.disk) as disk,
        Ground(case.name, _SEED, blank, redis=case.redis, disk=disk, linked=case.linked, keep=case.keep) as ground,
    ):
        case.run(ground)
        recovered = ground.rest()
        wrong = ground.judge()
        _record(case, ground, recovered, wrong)
        again = f"FAULT_SEED={_SEED} make faults CASE={case.name}"
        assert wrong == [], f"{again}\nevidence in {ground.run}\n" + "\n".join(wrong[:20])
        ground.clear()


def _record(case: Case, ground: Ground, recovered: float, wrong: list[str]) -> None:
    """A line of figures for docs/reliability.md."""
    if not _RECORD:
        return
    [saved, dead] = [
        int(ground.sql(f"SELECT count(*) FROM {table}")[0][0]) for table in ("story_version", "dead_letter")
    ]
    found = {
        "case": case.name,
        "seed": ground.seed,
        "held": not wrong,
        "wrong": wrong,
        "accepted": sum(feeder.accepted for feeder in ground.feeders),
        "saved": saved,
        "dead": dead,
        "events": ground.subscriber.count,
        "at_rest_seconds": round(recovered, 1),
    }
    with Path(_RECORD).open("a", encoding="utf-8") as file:
        file.write(json.dumps(found) + "\n")
