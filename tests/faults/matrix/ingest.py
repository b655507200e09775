"""A worker dies, stops or is told to end, at each moment of a batch."""

import signal
import time

from tests.faults.cases import case
from tests.faults.ground import Ground

_ONCE = "nothing lost, nothing twice: what was saved and not acknowledged comes again and is known"
RATE = 120.0


def _dies_at(ground: Ground, moment: str, *, after: int = 3) -> None:
    """Its successor has another name, so it is not told what the dead one had in hand: it has to find out."""
    ground.up("publish")
    ground.start("ingest", WIRE_CHECKPOINT=moment, WIRE_CHECKPOINT_AFTER=str(after))
    ground.ready("ingest")
    ground.fault(f"kill -9 of ingest at {moment}", "exit:ingest")
    ground.feed(200, RATE)
    ground.ended("ingest")
    ground.up("ingest-2")


@case("ingest, kill -9", "entries read, nothing done", _ONCE)
def ingest_killed_having_read(ground: Ground) -> None:
    _dies_at(ground, "ingest.read")


@case("ingest, kill -9", "in the transaction", _ONCE, quick=True)
def ingest_killed_in_transaction(ground: Ground) -> None:
    _dies_at(ground, "ingest.in_transaction", after=1)


@case("ingest, kill -9", "after the commit", _ONCE, quick=True)
def ingest_killed_after_commit(ground: Ground) -> None:
    _dies_at(ground, "ingest.after_commit")


@case("ingest, kill -9", "after a dead letter", "one dead letter, with its bytes", quick=True)
def ingest_killed_after_dead_letter(ground: Ground) -> None:
    _dies_at(ground, "ingest.after_dead_letter", after=0)


@case("ingest, kill -9", "before XACK", _ONCE)
def ingest_killed_before_ack(ground: Ground) -> None:
    _dies_at(ground, "ingest.before_ack")


@case("ingest, kill -9", "six times in a backlog, two workers", _ONCE)
def ingest_killed_in_a_backlog(ground: Ground) -> None:
    ground.feed(3000)
    ground.up("publish", "ingest", "ingest-2")
    for turn in range(6):
        name = ("ingest", "ingest-2")[turn % 2]
        time.sleep(0.4)
        ground.fault(f"kill -9 of {name} in a backlog", f"exit:{name}")
        ground.kill(name)
        ground.start("ingest", name)


def _reclaimer_dies_at(ground: Ground, moment: str) -> None:
    """One dies with a batch in hand, the next while it takes that over, a third finishes."""
    ground.up("publish")
    ground.start("ingest", WIRE_CHECKPOINT="ingest.read", WIRE_CHECKPOINT_AFTER="2")
    ground.ready("ingest")
    ground.fault("kill -9 of ingest with a batch in hand", "exit:ingest")
    ground.feed(100, RATE)
    ground.ended("ingest")
    ground.start("ingest", "ingest-2", WIRE_CHECKPOINT=moment)
    ground.fault(f"kill -9 of the reclaimer at {moment}", "exit:ingest-2")
    ground.ended("ingest-2")
    ground.up("ingest-3")


@case("reclaimer, kill -9", "entry claimed, nothing done", _ONCE)
def reclaimer_killed_having_claimed(ground: Ground) -> None:
    _reclaimer_dies_at(ground, "reclaim.claimed")


@case("reclaimer, kill -9", "entry saved, before XACK", _ONCE)
def reclaimer_killed_before_ack(ground: Ground) -> None:
    _reclaimer_dies_at(ground, "reclaim.before_ack")


def _stops_at(ground: Ground, moment: str, *loud: str, after: int = 3) -> None:
    """Stopped for longer than the others wait for it; then it goes on as if nothing had been."""
    ground.up("publish", "ingest-2")
    ground.start("ingest", WIRE_CHECKPOINT=moment, WIRE_CHECKPOINT_SIGNAL="STOP", WIRE_CHECKPOINT_AFTER=str(after))
    ground.ready("ingest")
    ground.fault(f"SIGSTOP of ingest at {moment}, SIGCONT 8 s later", *loud)
    ground.feed(300, RATE)
    ground.wait(lambda: not ground.line.is_ready("ingest"), 20, "it stops")
    time.sleep(8)  # the others take over after two
    ground.go_on("ingest")


_SEEN = ("metric:wire_reclaimed_entries_total",)


@case("ingest, SIGSTOP beyond the idle limit, then SIGCONT", "entries read, nothing done", _ONCE)
def ingest_stopped_having_read(ground: Ground) -> None:
    _stops_at(ground, "ingest.read", *_SEEN)


@case(
    "ingest, SIGSTOP beyond the idle limit, then SIGCONT",
    "in the transaction",
    "its locks are taken from it after 5 s, so that nobody waits for it",
)
def ingest_stopped_in_transaction(ground: Ground) -> None:
    _stops_at(ground, "ingest.in_transaction", *_SEEN, "log:store.unavailable", after=1)


@case("ingest, SIGSTOP beyond the idle limit, then SIGCONT", "after the commit", _ONCE)
def ingest_stopped_after_commit(ground: Ground) -> None:
    _stops_at(ground, "ingest.after_commit", *_SEEN)


@case("ingest, SIGTERM twice", "under load", "the batch in hand is finished, exit code 0")
def ingest_told_to_end_twice(ground: Ground) -> None:
    ground.up()
    ground.feed(600, 300)
    time.sleep(0.7)
    for _ in range(2):
        ground.signal("ingest", signal.SIGTERM)
        time.sleep(0.02)
    assert ground.ended("ingest") == 0
    ground.up("ingest-2")


@case("ingest, SIGTERM", "the store is away", "it ends within its time, exit code 0; what it had in hand comes again")
def ingest_told_to_end_without_store(ground: Ground) -> None:
    ground.up()
    ground.feed(300, RATE)
    time.sleep(0.7)
    ground.fault("immediate stop of PostgreSQL", "log:store.unavailable")
    ground.servers.postgres_dies()
    ground.wait(lambda: not ground.line.is_ready("ingest"), 15, "red")
    ground.line.children["ingest"].stop()
    assert ground.ended("ingest") == 0
    assert ground.logged("group.lost") == []
    ground.servers.postgres_returns()
    ground.up("ingest-2")
