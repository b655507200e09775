"""A parent for one process that ends it when our own parent is gone, even by kill -9.

Run as a file, with nothing imported but the standard library, so that it is up in a few milliseconds:
`python guard.py LIFELINE SIGNAL GRACE LOG UID -- COMMAND…`.  LIFELINE is the read end of a pipe that the parent
holds open; when it closes, the child gets SIGNAL, and SIGKILL after GRACE seconds.  UID -1 leaves the user alone.
Every descriptor that the parent passed on stays open until the child has ended: a lock among them holds till then.
"""

import contextlib
import os
import select
import signal
import subprocess
import sys


def _ended(child: "subprocess.Popen[bytes]", seconds: float) -> bool:
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(seconds)
    return child.returncode is not None


def _stop(child: "subprocess.Popen[bytes]", first: int, grace: float) -> None:
    with contextlib.suppress(ProcessLookupError):
        child.send_signal(first)
    if not _ended(child, grace):
        child.kill()
        child.wait()


def guard(lifeline: int, first: int, grace: float, log: str, uid: int, command: list[str]) -> int:
    """Runs `command` until it ends or the lifeline does; its exit code, negative for a signal."""
    # The parent alone decides when to end: a Ctrl-C in the terminal reaches the whole group, and is not ours.
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    with open(log, "ab", buffering=0) as output:  # noqa: PTH123  pathlib would double the start-up time
        lent = uid if uid >= 0 else None
        child = subprocess.Popen(  # noqa: S603  the command is the parent's own
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_restore_signals,  # noqa: PLW1509  one thread here, and nobody else's code
            user=lent,
            group=lent,
            extra_groups=None if lent is None else [],
        )
        while not _ended(child, 0.0):
            if _closed(lifeline, 0.2):
                _stop(child, first, grace)
        return child.returncode


def _restore_signals() -> None:
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_DFL)


def _closed(lifeline: int, seconds: float) -> bool:
    ready, _, _ = select.select([lifeline], [], [], seconds)
    return bool(ready) and os.read(lifeline, 1) == b""


def main() -> int:
    lifeline, first, grace, log, uid = sys.argv[1:6]
    if sys.argv[6] != "--":
        sys.stderr.write(f"{__doc__}\n")
        return 2

    code = guard(int(lifeline), int(first), float(grace), log, int(uid), sys.argv[7:])
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main())
