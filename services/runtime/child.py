"""One process of ours, under a guard: it never outlives us, and we know when it ended."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

_GUARD = Path(__file__).with_name("guard.py")


class Child:
    """Starts at once.  `log` takes what it prints; `stop` is its way to end; `keep` are descriptors it holds."""

    def __init__(  # noqa: PLR0913  each is a fact of the process, named at the call
        self,
        command: Sequence[str],
        *,
        log: Path,
        env: Mapping[str, str] | None = None,
        uid: int | None = None,
        stop: signal.Signals = signal.SIGTERM,
        grace: float = 25.0,
        keep: Sequence[int] = (),
    ) -> None:
        self.name = Path(command[0]).name
        self._log = log
        ours, self._lifeline = os.pipe()
        words = [
            str(ours),
            str(int(stop)),
            str(grace),
            str(log),
            str(-1 if uid is None else uid),
            "--",
            *command,
        ]
        try:
            self._guard = subprocess.Popen(  # noqa: S603  our own interpreter and file
                [sys.executable, "-I", "-S", str(_GUARD), *words],
                env=None if env is None else dict(env),
                pass_fds=[ours, *keep],
                start_new_session=True,
                stdin=subprocess.DEVNULL,
            )
        finally:
            os.close(ours)

    def ended(self) -> int | None:
        """The exit code, None while it runs; 128 + N for signal N."""
        return self._guard.poll()

    @property
    def pid(self) -> int:
        """The guard's, whose only child the process is."""
        return self._guard.pid

    def stop(self) -> None:
        """Asks it to end and returns at once."""
        if self._lifeline >= 0:
            os.close(self._lifeline)
            self._lifeline = -1

    def wait(self, seconds: float) -> int | None:
        """The exit code, None if it still runs after `seconds`."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._guard.wait(seconds)
        return self.ended()

    def last_words(self, lines: int = 12) -> str:
        """The end of its log."""
        with contextlib.suppress(OSError):
            return "\n".join(self._log.read_text(errors="replace").splitlines()[-lines:])
        return ""


def until(ready: Callable[[], bool], child: Child, seconds: float) -> None:
    """Waits for `ready()` to be true.

    Raises RuntimeError with the child's last words if it ends before, or if the time runs out.
    """
    deadline = time.monotonic() + seconds
    while not ready():
        if child.ended() is not None or time.monotonic() > deadline:
            state = "ended" if child.ended() is not None else f"not ready after {seconds:g} s"
            raise RuntimeError(f"{child.name} {state}:\n{child.last_words()}")
        time.sleep(0.02)
