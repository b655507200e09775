"""The relay dies, stops or is told to end; two of them."""

import signal
import time

from tests.faults.cases import case
from tests.faults.ground import Ground

_ONCE = "each event once in the stream, same stream id, same bytes"


def _dies_at(ground: Ground, moment: str) -> None:
    ground.up("ingest")
    ground.start("publish", WIRE_CHECKPOINT=moment, WIRE_CHECKPOINT_AFTER="3")
    ground.ready("publish")
    ground.fault(f"kill -9 of publish at {moment}", "exit:publish")
    ground.feed(200, 120)
    ground.ended("publish")
    ground.up("publish-2")


@case("publish, kill -9", "numbered, before XADD", _ONCE, quick=True)
def publish_killed_before_xadd(ground: Ground) -> None:
    _dies_at(ground, "publish.before_send")


@case("publish, kill -9", "after XADD, not marked as sent", _ONCE, quick=True)
def publish_killed_after_xadd(ground: Ground) -> None:
    _dies_at(ground, "publish.after_send")


@case("two relays", "the one that leads is killed, four times", "the other leads within 2 s; " + _ONCE)
def relays_take_turns(ground: Ground) -> None:
    ground.up("ingest", "publish", "publish-2")
    ground.feed(800, 120)
    for turn in range(4):
        time.sleep(1)
        name = ("publish", "publish-2")[turn % 2]
        ground.fault(f"kill -9 of {name}", f"exit:{name}")
        ground.kill(name)
        ground.up(name)


def _leader_stops_at(ground: Ground, moment: str) -> None:
    """It keeps its lock while it is stopped, so the other has to depose it."""
    ground.up("ingest")
    ground.start("publish", WIRE_CHECKPOINT=moment, WIRE_CHECKPOINT_SIGNAL="STOP", WIRE_CHECKPOINT_AFTER="2")
    ground.ready("publish")
    ground.up("publish-2")
    ground.fault(f"SIGSTOP of the leading relay at {moment}, SIGCONT when another leads", "log:relay.deposed")
    ground.feed(300, 60)
    ground.wait(lambda: bool(ground.logged("relay.deposed")), 60, "the other leads")
    time.sleep(1)
    ground.go_on("publish")


@case("two relays", "SIGSTOP of the one that leads, before XADD", "the other deposes it after 20 s; " + _ONCE)
def leader_stopped_before_xadd(ground: Ground) -> None:
    _leader_stops_at(ground, "publish.before_send")


@case("two relays", "SIGSTOP of the one that leads, after XADD", "the other deposes it after 20 s; " + _ONCE)
def leader_stopped_after_xadd(ground: Ground) -> None:
    _leader_stops_at(ground, "publish.after_send")


@case("publish, SIGTERM twice", "under load", "what is numbered is sent, exit code 0")
def publish_told_to_end_twice(ground: Ground) -> None:
    ground.up()
    ground.feed(500, 200)
    time.sleep(0.7)
    for _ in range(2):
        ground.signal("publish", signal.SIGTERM)
        time.sleep(0.02)
    assert ground.ended("publish") == 0
    ground.up("publish-2")


@case("publish, kill -9", "while stories wait for their embargo", "none before its time, each once")
def publish_killed_under_embargo(ground: Ground) -> None:
    ground.up()
    ground.feed(400, 150)
    for _ in range(3):
        time.sleep(0.8)
        ground.fault("kill -9 of publish", "exit:publish")
        ground.kill("publish")
        ground.up("publish")
