"""What do processes use?  CPU seconds and memory, as the kernel counts them."""

from collections.abc import Sequence
from pathlib import Path

import psutil

from services.runtime.child import Child


def cpu_seconds(children: Sequence[Child]) -> float:
    """Of the processes with all below them, also those that have ended and were waited for."""
    seconds = 0.0
    for process in _processes(children):
        try:
            used = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        seconds += used.user + used.system + used.children_user + used.children_system
    return seconds


def peak_memory(children: Sequence[Child]) -> int:
    """Bytes that the largest of the processes ever had resident."""
    return max((_peak(process.pid) for process in _processes(children)), default=0)


def _peak(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except FileNotFoundError:
        return 0
    found = [line.split() for line in lines if line.startswith("VmHWM:")]
    return int(found[0][1]) * 1024 if found else 0


def _processes(children: Sequence[Child]) -> list[psutil.Process]:
    """Without the guards."""
    return [process for child in children for process in psutil.Process(child.pid).children(recursive=True)]
