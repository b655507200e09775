"""Each link of each service: cut, reset, stalled, one-way, half open."""

import time
from collections.abc import Callable

from tests.faults.cases import case
from tests.faults.ground import Ground
from tests.faults.proxy import Proxy

_LINKS = ("ingest-redis", "ingest-postgres", "publish-redis", "publish-postgres")
_QUICK = {("ingest-postgres", "cut")}
_LOUD = (
    "metric:wire_unavailable_total",
    "log:store.unavailable",
    "log:relay.waits",
    "log:reclaim.waits",
    "log:ack.failed",
    "log:feed.away",
)
_SECONDS = 18.0
"""Longer than any command waits for its answer."""


def _reset(link: Proxy) -> None:
    """A connection that waits in its pool is made anew in silence: one of ten meets work."""
    for _ in range(10):
        link.reset()
        time.sleep(0.1)


_HARMS: dict[str, tuple[str, Callable[[Proxy], None], float]] = {
    "cut": ("cut for 4 s, new connections refused", lambda link: link.cut(), 4),
    "reset": ("all connections reset, ten times in a second", _reset, 0),
    "stalled": ("stalled for 18 s, then all of it arrives", lambda link: link.stall("both"), _SECONDS),
    "deaf": ("one way for 18 s: nothing reaches the server", lambda link: link.stall("up"), _SECONDS),
    "dumb": ("one way for 18 s: no answer comes back", lambda link: link.stall("down"), _SECONDS),
    "half-open": ("half open for 18 s: nothing answers, nothing closes", lambda link: link.half_open(), _SECONDS),
}


def _enter(link: str, harm: str) -> None:
    words, act, seconds = _HARMS[harm]

    def run(ground: Ground) -> None:
        ground.up()
        ground.feed(300, 100)
        time.sleep(0.8)
        ground.fault(f"{link} {harm}", *_LOUD)
        act(ground.links[link])
        time.sleep(seconds)
        ground.links[link].heal()

    run.__name__ = f"{link.replace('-', '_')}_{harm.replace('-', '_')}"
    service, server = link.split("-")
    promise = "it waits and goes on by itself; nothing lost, nothing twice"
    case(
        f"link {service} – {server.replace('redis', 'Redis').replace('postgres', 'PostgreSQL')}",
        words,
        promise,
        quick=(link, harm) in _QUICK,
        linked=True,
    )(run)


for _link in _LINKS:
    for _harm in _HARMS:
        _enter(_link, _harm)
