"""The store dies, is cut off, locked, full or read-only."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil

from services.runtime.embedded import SUPERUSER
from tests.faults.cases import case
from tests.faults.ground import Ground
from tests.faults.servers import process_of

_AWAY = ("log:store.unavailable", "log:relay.waits", "metric:wire_unavailable_total")
_WAITS = "the line waits, red, and goes on; nothing lost, nothing twice"


@case("PostgreSQL, immediate stop", "under load, twice", _WAITS, quick=True)
def postgres_stopped_at_once(ground: Ground) -> None:
    ground.up()
    ground.feed(500, 120)
    for _ in range(2):
        time.sleep(1)
        ground.fault("immediate stop of PostgreSQL", *_AWAY)
        ground.servers.postgres_dies()
        ground.wait(lambda: not ground.line.is_ready("ingest") and not ground.line.is_ready("publish"), 15, "red")
        ground.servers.postgres_returns()
        ground.wait(lambda: ground.line.is_ready("ingest") and ground.line.is_ready("publish"), 20, "green")


@case(
    "PostgreSQL away for long",
    "25 s, two workers of which one is killed and started again meanwhile",
    "no story counts as poison for it; " + _WAITS,
)
def postgres_away_for_long(ground: Ground) -> None:
    """Longer than the others wait for a silent worker, times the deliveries that an entry gets."""
    ground.up("publish", "ingest", "ingest-2")
    ground.feed(300, 120)
    time.sleep(1)
    ground.fault("PostgreSQL away for 25 s", *_AWAY)
    ground.servers.postgres_dies()
    for _ in range(4):
        time.sleep(6)
        ground.fault("kill -9 of ingest while PostgreSQL is away", "exit:ingest")
        ground.kill("ingest")
        ground.start("ingest")
    ground.servers.postgres_returns()


@case("PostgreSQL, a backend killed", "kill -9 of the one that saves: the server restarts all", _WAITS)
def postgres_backend_killed(ground: Ground) -> None:
    ground.up()
    ground.feed(500, 120)
    for _ in range(3):
        time.sleep(1)
        ground.fault("kill -9 of a backend", *_AWAY)
        for process in process_of(ground.servers.postgres.child).children():
            if "kawaraban" in " ".join(process.cmdline()):
                process.kill()
                break
        ground.wait(lambda: bool(ground.sql("SELECT 1")), 20, "PostgreSQL is back")


@case("PostgreSQL, all sessions ended", "under load, five times", _WAITS)
def postgres_sessions_ended(ground: Ground) -> None:
    ground.up()
    ground.feed(500, 120)
    for _ in range(5):
        time.sleep(0.6)
        ground.fault("pg_terminate_backend of all", *_AWAY)
        ground.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name LIKE 'kawaraban-%' AND pid <> pg_backend_pid()"
        )


def _locked(ground: Ground, table: str, seconds: float) -> None:
    ground.sql(f"DO $$ BEGIN LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE; PERFORM pg_sleep({seconds}); END $$")


def _locks(ground: Ground, table: str) -> None:
    """For longer than a command may take."""
    ground.up()
    ground.feed(300, 120)
    time.sleep(1)
    ground.fault(f"{table} locked for 20 s", *_AWAY)
    locking = threading.Thread(target=_locked, args=(ground, table, 20))
    locking.start()
    locking.join()


@case("PostgreSQL, story_version locked", "20 s, under load", _WAITS)
def postgres_versions_locked(ground: Ground) -> None:
    _locks(ground, "story_version")


@case("PostgreSQL, outbox locked", "20 s, under load", _WAITS)
def postgres_outbox_locked(ground: Ground) -> None:
    _locks(ground, "outbox")


@case("PostgreSQL, disk full", "a file system of 128 MiB fills up under load", _WAITS, disk=128)
def postgres_disk_full(ground: Ground) -> None:
    ground.up()
    ground.feed(600, 120)
    time.sleep(1)
    ground.fault("disk full", *_AWAY)
    ballast = ground.servers.postgres_folder / "ballast"
    _fill(ballast)
    ground.wait(lambda: bool(ground.logged("store.unavailable") or ground.logged("relay.waits")), 60, "it is felt")
    time.sleep(2)
    ballast.unlink()
    if ground.servers.postgres.child.ended() is not None:  # it could not even write its log ahead
        ground.servers.postgres_returns()


def _fill(path: Path) -> None:
    with path.open("wb") as file:
        try:
            while True:
                file.write(bytes(1 << 16))
                file.flush()
        except OSError:
            os.sync()


@case("PostgreSQL, no connection free", "another program holds them all, 3 s after it is felt", _WAITS)
def postgres_connections_taken(ground: Ground) -> None:
    ground.up("publish")
    ground.feed(200, 120)
    ground.fault("all connections taken", *_AWAY, "log:start.waits")
    url = ground.postgres_url
    # Its own processes, since a superuser's last three are kept for superusers only, and ours is one.
    script = (
        "import asyncio, asyncpg, sys\n"
        "async def main():\n"
        "    held = []\n"
        "    try:\n"
        "        while True: held.append(await asyncpg.connect(sys.argv[1]))\n"
        "    except asyncpg.TooManyConnectionsError: print('full', flush=True)\n"
        "    await asyncio.to_thread(sys.stdin.read)\n"
        "asyncio.run(main())\n"
    )
    command = [sys.executable, "-c", script, url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as hog:
        assert hog.stdout is not None
        assert hog.stdin is not None
        assert hog.stdout.readline() == b"full\n"
        ground.start("ingest")
        ground.wait(lambda: bool(ground.logged("start.waits")), 30, "it is felt")
        time.sleep(3)
        hog.stdin.close()
        hog.wait(30)
    ground.ready("ingest")


@case("PostgreSQL, read-only", "as a standby is, 4 s, under load", _WAITS)
def postgres_read_only(ground: Ground) -> None:
    ground.up()
    ground.feed(400, 120)
    time.sleep(1)
    ground.fault("read-only", *_AWAY)
    for state in ("on", "off"):
        ground.sql(f"ALTER ROLE {SUPERUSER} SET default_transaction_read_only = {state}")
        ground.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'kawaraban-%'")
        time.sleep(4 if state == "on" else 0)


@case("PostgreSQL, SIGSTOP", "25 s, under load", _WAITS)
def postgres_stopped(ground: Ground) -> None:
    """It accepts connections in the kernel and answers nothing, as a machine that swaps does."""
    ground.up()
    ground.feed(300, 120)
    time.sleep(1)
    ground.fault("SIGSTOP of PostgreSQL", *_AWAY)
    server = process_of(ground.servers.postgres.child)
    stopped = [server, *server.children()]
    for process in stopped:
        process.send_signal(signal.SIGSTOP)
    time.sleep(25)
    for process in stopped[::-1]:
        try:
            process.send_signal(signal.SIGCONT)
        except psutil.NoSuchProcess:
            continue
