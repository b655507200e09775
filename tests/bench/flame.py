"""Where does ingest spend its time?  `make flame`: a backlog goes through the line and py-spy looks at it.

Fifty times a second it stops the process and reads its stack, so what is seen is Python's functions; those of libraries
stand as the library's name.  The picture is docs/performance/flame.svg.
"""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

from services.runtime.redis import READY_STREAM
from tests.bench.contestants import LINE
from tests.bench.ground import Course, Ground, settle
from tests.bench.throughput import push_all
from tests.conftest import ROOT
from tests.line import patient

Frame = tuple[str, str]
"""Name of the function and its file; of a library its name and nothing."""

Stack = tuple[Frame, ...]
"""From the outermost."""

_PICTURE = ROOT / "docs" / "performance" / "flame.svg"
_SECONDS, _RATE, _BACKLOG, _BEGUN = 40, 50, 20_000, 200
_FRAME = re.compile(r"(?P<name>.+) \((?P<file>[^()]*)\)")


def main() -> int:
    from scripts.plot_flame import plot_flame  # of the extra `bench`

    ground = Ground()
    try:
        ground.wait()
        with ground.course() as course:
            stacks = _sampled(course)
    finally:
        ground.stop()
    if sum(stacks.values()) < _SECONDS * _RATE / 2:
        print(f"{sum(stacks.values())} samples are too few", file=sys.stderr)
        return 1
    plot_flame(stacks, _PICTURE)
    return 0


def _sampled(course: Course) -> Counter[Stack]:
    folded = course.folder / "folded"
    with course.client() as client:
        push_all(LINE.opened(course.redis_url), _BACKLOG)
        settle(client)
        LINE.start(course)
        patient(lambda: client.xlen(READY_STREAM) > _BEGUN, 60, "begun")
        pid = str(course.line.pid("ingest"))
        words = ["-r", str(_RATE), "-d", str(_SECONDS), "-f", "raw", "--nolineno", "-o", str(folded), "-p", pid]
        spy = str(Path(sys.executable).with_name("py-spy"))
        subprocess.run([spy, "record", *words], check=True, capture_output=True, timeout=_SECONDS + 60)
    return read(folded.read_text(encoding="utf-8"))


def read(folded: str) -> Counter[Stack]:
    """Samples by stack, from ours that is called first; what holds none of ours is the loop's or another thread's."""
    found: Counter[Stack] = Counter()
    for line in folded.splitlines():
        told, _, samples = line.rpartition(" ")
        stack = _stack(told.split(";"))
        if stack:
            found[stack] += int(samples)
    return found


def _stack(frames: list[str]) -> Stack:
    stack: list[Frame] = []
    for frame in frames:
        parts = _FRAME.fullmatch(frame)
        if parts is None:
            continue
        package, _, rest = parts["file"].partition("/")
        if package in {"services", "schemas"} and not rest.startswith(("cli/", "runtime/server")):
            stack.append((parts["name"].rpartition(".<locals>.")[2], parts["file"]))
        elif stack and stack[-1] != (package, ""):
            stack.append((package, ""))
    return tuple(stack)


if __name__ == "__main__":
    sys.exit(main())
