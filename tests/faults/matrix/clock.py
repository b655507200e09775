"""The clock of the services jumps."""

import time

from tests.faults.cases import case
from tests.faults.ground import Ground

_HOUR = 3600


def _jumps(ground: Ground, seconds: int) -> None:
    """Both services' clocks, while stories wait for embargoes; the servers' own clocks stay."""
    clock = ground.run / "clock"
    clock.write_text("0")
    for service in ("ingest", "publish"):
        ground.start(service, module="tests.faults.clocked", WIRE_TEST_CLOCK=str(clock))
    for service in ("ingest", "publish"):
        ground.ready(service)
    ground.feed(300, 120)
    time.sleep(1)
    ground.fault(f"clock set {seconds:+d} s", "log:clock.differs")
    clock.write_text(str(seconds))
    time.sleep(3)
    clock.write_text("0")


@case("clock of the services", "an hour back, then right again", "ids rise on; no embargo is broken by the true clock")
def clock_set_back(ground: Ground) -> None:
    _jumps(ground, -_HOUR)


@case("clock of the services", "an hour forward, then right again", "no embargo ends before the store's clock says so")
def clock_set_forward(ground: Ground) -> None:
    _jumps(ground, _HOUR)
