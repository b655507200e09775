"""How is it told that something is away?  Once when it begins and once when it is over, however often it is tried."""

import time

from services.runtime.logging import log


class Outage:
    """Logs `<name>.<begins>` and `<name>.<ends>`; `of` names the feed."""

    def __init__(self, event: str, of: str, *, begins: str = "away", ends: str = "back") -> None:
        self._begins, self._ends, self._of = f"{event}.{begins}", f"{event}.{ends}", of
        self._since: float | None = None

    @property
    def is_on(self) -> bool:
        return self._since is not None

    def begin(self, why: str, *, wants_a_person: bool = False) -> None:
        """`wants_a_person` for what does not pass by itself."""
        if self._since is not None:
            return
        self._since = time.monotonic()
        tell = log().error if wants_a_person else log().warning
        tell("it waits", event_type=self._begins, feed=self._of, why=why)

    def end(self) -> bool:
        """Whether it was on."""
        if self._since is None:
            return False
        seconds, self._since = round(time.monotonic() - self._since, 1), None
        log().info("it goes on", event_type=self._ends, feed=self._of, seconds=seconds)
        return True
