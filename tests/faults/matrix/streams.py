"""The stream server dies, loses data, is full, or somebody's hand is in it."""

import signal
import subprocess
import time
from pathlib import Path

from services.runtime.redis import READY_STREAM
from tests.faults.cases import case
from tests.faults.ground import FEEDS, Ground, now

_AWAY = ("log:relay.waits", "log:reclaim.waits", "log:ack.failed", "metric:wire_unavailable_total")
_REFILLED = "the events are put back under the same ids before anything new goes out"
_TIMESTAMPED = {"appendfsync": "everysec", "aof-timestamp-enabled": "yes"}


def _tops(ground: Ground) -> dict[str, str]:
    """Of each feed's stream the last id that it ever gave."""
    with ground.client() as client:
        names = {feed: f"wire:{feed}" for feed in FEEDS}
        return {
            feed: client.xinfo_stream(name)["last-generated-id"].decode() if client.exists(name) else "0-0"
            for feed, name in names.items()
        }


@case("Redis, kill -9, AOF always", "under load", "nothing lost, nothing twice", quick=True)
def redis_killed(ground: Ground) -> None:
    ground.up()
    ground.feed(600, 150)
    for _ in range(2):
        time.sleep(1)
        ground.fault("kill -9 of Redis", *_AWAY)
        ground.servers.redis_dies()
        ground.wait(lambda: not ground.line.is_ready("ingest") and not ground.line.is_ready("publish"), 15, "red")
        ground.servers.redis_returns()
        ground.wait(lambda: ground.line.is_ready("ingest") and ground.line.is_ready("publish"), 20, "green")


@case(
    "Redis restarted, no AOF",
    "under load",
    "what was accepted and not yet saved is gone (a limit of that setting); " + _REFILLED,
    redis={"appendonly": "no"},
)
def redis_restarted_without_aof(ground: Ground) -> None:
    ground.up()
    feeder = ground.feed(500, 150)
    time.sleep(1.5)
    feeder.pause()
    tops = _tops(ground)
    ground.fault("Redis restarted, no AOF", "log:group.lost", "log:relay.stream_lost")
    ground.servers.redis_dies(signal.SIGTERM)
    for feed, top in tops.items():
        ground.loss(feed, "0-0", top, "Redis without AOF was restarted")
    ground.servers.redis_returns()
    feeder.resume()


def _flush(ground: Ground) -> None:
    with ground.client() as client:
        tops = _tops(ground)
        # All between the two looks is in one transaction: what came after the tops were read is declared too.
        client.flushall()
    for feed in tops:
        ground.loss(feed, "0-0", f"{int(now())}-0", "FLUSHALL")


@case("FLUSHALL", "under load", "what was accepted and not yet saved is gone (a limit); " + _REFILLED, quick=True)
def flushall(ground: Ground) -> None:
    ground.up()
    ground.feed(500, 150)
    time.sleep(1.5)
    ground.fault("FLUSHALL", "log:group.lost", "log:relay.stream_lost")
    _flush(ground)


@case("FLUSHALL", "the line is at rest", _REFILLED)
def flushall_at_rest(ground: Ground) -> None:
    ground.up()
    ground.feed(200)
    ground.rest()
    ground.fault("FLUSHALL at rest", "log:group.lost", "log:relay.stream_lost")
    _flush(ground)
    ground.feed(50, seed=ground.seed + 1)


@case("FLUSHALL", "publish is away", _REFILLED)
def flushall_without_relay(ground: Ground) -> None:
    ground.up()
    ground.feed(200)
    ground.rest()
    ground.line.children["publish"].stop()
    ground.ended("publish")
    ground.fault("FLUSHALL while publish is away", "log:relay.stream_lost")
    _flush(ground)
    ground.wait(lambda: bool(ground.logged("group.lost")), 10, "ingest has noticed")
    ill = ground.ill()
    assert "events lost" in ill["articles:ready"], ill
    assert all("Redis lost data" in ill[f"copy of {feed}"] for feed in FEEDS), ill
    feeder = ground.feed(50, seed=ground.seed + 1)
    feeder.join(30)
    ground.up("publish")


@case("articles:ready deleted", "under load", _REFILLED)
def ready_stream_deleted(ground: Ground) -> None:
    ground.up()
    ground.feed(500, 150)
    time.sleep(1.5)
    ground.fault("DEL articles:ready", "log:relay.stream_lost")
    with ground.client() as client:
        client.delete(READY_STREAM)


@case("group destroyed", "under load", "made again at 0 and loud; what comes again is known", quick=True)
def group_destroyed(ground: Ground) -> None:
    ground.up()
    ground.feed(500, 150)
    time.sleep(1)
    ground.fault("XGROUP DESTROY", "log:group.lost")
    with ground.client() as client:
        for feed in FEEDS:
            client.xgroup_destroy(f"wire:{feed}", "ingest")


@case("consumer deleted", "its worker killed with a batch in hand", "no entry leaves the stream without a fate")
def consumer_deleted(ground: Ground) -> None:
    ground.up("publish")
    ground.start("ingest", WIRE_CHECKPOINT="ingest.read", WIRE_CHECKPOINT_AFTER="2")
    ground.ready("ingest")
    ground.fault("kill -9 of ingest, then XGROUP DELCONSUMER", "log:entry.strayed")
    ground.feed(200, 120)
    ground.ended("ingest")
    with ground.client() as client:
        gone = sum(int(client.xgroup_delconsumer(f"wire:{feed}", "ingest", "ingest")) for feed in FEEDS)
    assert gone, "it had nothing in hand"
    ground.up("ingest-2")
    ground.wait(lambda: bool(ground.logged("entry.strayed")), 30, "it is found")


@case("consumer deleted", "its worker lives, under load", "no entry leaves the stream without a fate")
def living_consumer_deleted(ground: Ground) -> None:
    ground.up()
    ground.feed(500, 150)
    ground.fault("XGROUP DELCONSUMER of a worker that lives", "log:ack.missing")
    with ground.client() as client:
        for _ in range(10):
            time.sleep(0.2)
            for feed in FEEDS:
                client.xgroup_delconsumer(f"wire:{feed}", "ingest", "ingest")


def _trimmed(ground: Ground) -> None:
    """XTRIM to nothing: what was pending or unread then is gone, and nobody can bring it back."""
    with ground.client() as client:
        for feed in FEEDS:
            name = f"wire:{feed}"
            top = client.xinfo_stream(name)["last-generated-id"].decode()
            client.xtrim(name, minid=top, approximate=False)
            ground.loss(feed, "0-0", top, "XTRIM by hand")


@case("stream trimmed under pending entries", "its worker killed with a batch in hand", "each lost entry is named")
def trimmed_under_pending(ground: Ground) -> None:
    ground.up("publish")
    ground.start("ingest", WIRE_CHECKPOINT="ingest.read", WIRE_CHECKPOINT_AFTER="2")
    ground.ready("ingest")
    ground.fault("kill -9 of ingest, then XTRIM of all", "log:entry.lost")
    feeder = ground.feed(200, 120)
    ground.ended("ingest")
    feeder.pause()
    _trimmed(ground)
    feeder.resume()
    ground.up("ingest-2")


@case("stream trimmed above unread entries", "ingest is away", "the number of lost entries is told")
def trimmed_unread(ground: Ground) -> None:
    ground.up()
    feeder = ground.feed(200, 150)
    time.sleep(0.7)
    ground.line.children["ingest"].stop()
    ground.ended("ingest")
    time.sleep(0.3)
    feeder.pause()
    ground.fault("XTRIM of unread entries", "log:entry.lost")
    _trimmed(ground)
    ground.up("ingest-2")
    ground.wait(lambda: bool(ground.logged("entry.lost")), 20, "it is found")
    feeder.resume()


@case(
    "maxmemory reached",
    "a backlog fills it, ingest is away",
    "producers are told (OOM) and nothing is dropped; all goes on when there is room",
    redis={"maxmemory": "16mb"},
    keep=512,
)
def memory_full(ground: Ground) -> None:
    """A worker has been there, so the group is; where none ever was, a full Redis lets nobody make it."""
    ground.up()
    ground.line.children["ingest"].stop()
    ground.ended("ingest")
    feeder = ground.feed(3500)
    ground.fault("maxmemory reached", "metric:wire_unavailable_total", "log:relay.waits")
    ground.wait(lambda: feeder.refused > 0, 40, "Redis says OOM")
    ground.up("ingest")


def _cut_aof(folder: Path, server: str) -> None:
    """Cuts off the last second, as `redis-check-aof` does it: the server's own binary, called by that name.

    On the increment itself: given the manifest, Valkey 9.1's takes the empty base for no RDB and cuts nothing.
    """
    tool = folder / "valkey-check-aof"
    tool.symlink_to(server)
    [increment] = (folder / "appendonlydir").glob("*.incr.aof")
    written = increment.read_bytes()
    before_the_last = int(written.rpartition(b"#TS:")[2].split(b"\r")[0]) - 1
    command = [str(tool), "--truncate-to-timestamp", str(before_the_last), str(increment)]
    subprocess.run(command, input=b"y\n", check=True, capture_output=True, timeout=30)
    assert increment.stat().st_size < len(written), "nothing was cut"


@case(
    "AOF cut by a second",
    "appendfsync everysec, power gone under load",
    "up to a second of accepted copy is gone (a limit of that setting), the doctor names the window; " + _REFILLED,
    redis=_TIMESTAMPED,
    quick=True,
)
def aof_cut(ground: Ground) -> None:
    ground.up()
    feeder = ground.feed(700, 150)
    time.sleep(2.5)
    feeder.pause()
    before = _tops(ground)
    ground.fault("AOF cut by a second", "log:relay.stream_lost", "log:relay.waits", "log:reclaim.waits")
    ground.servers.redis_dies()
    _cut_aof(ground.servers.redis_folder, ground.servers.redis.binary)
    ground.servers.redis_returns()
    after = _tops(ground)
    for feed in FEEDS:
        ground.loss(feed, after[feed], before[feed], "the AOF was cut there")
    ill = ground.ill()
    assert any(f"wire:{feed} ends at {after[feed]}" in ill.get(f"copy of {feed}", "") for feed in FEEDS), ill
    feeder.resume()
