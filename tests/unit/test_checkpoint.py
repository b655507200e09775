"""A checkpoint sends its signal at the moment that was named, once, and nothing else."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

_THREE = """
from services.runtime.checkpoint import checkpoint
for n in range(3):
    checkpoint("other")
    checkpoint("moment")
    print(n, flush=True)
"""


def _run(**environment: str) -> "subprocess.Popen[str]":
    ours = {**os.environ, **{f"WIRE_CHECKPOINT{name}": value for name, value in environment.items()}}
    return subprocess.Popen([sys.executable, "-c", _THREE], env=ours, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize(("after", "passed"), [({}, ""), ({"_AFTER": "2"}, "0\n1\n"), ({"_AFTER": "3"}, "0\n1\n2\n")])
def test_it_kills_after_so_many(after: dict[str, str], passed: str) -> None:
    with _run(**{"": "moment"}, **after) as process:
        out, _ = process.communicate(timeout=20)
    assert out == passed
    assert process.returncode == (0 if after.get("_AFTER") == "3" else -signal.SIGKILL)


def test_it_stops_once_and_goes_on() -> None:
    with _run(**{"": "moment"}, _AFTER="1", _SIGNAL="STOP") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "0\n"
        _, status = os.waitpid(process.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status)
        process.send_signal(signal.SIGCONT)
        assert process.communicate(timeout=20)[0] == "1\n2\n"
    assert process.returncode == 0


def test_of_two_with_one_file_one_dies(tmp_path: Path) -> None:
    codes = []
    for _ in range(2):
        with _run(**{"": "moment"}, _FILE=str(tmp_path / "once")) as process:
            process.communicate(timeout=20)
        codes.append(process.returncode)
    assert codes == [-signal.SIGKILL, 0]
