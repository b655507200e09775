"""`wire up` as a newcomer starts it, stops it, and kills it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import orjson
import psutil
import pytest
import redis

from services.runtime.embedded import free_port
from tests.articles import ninjs
from tests.conftest import ROOT
from tests.line import patient

WIRE = [sys.executable, "-m", "services.cli"]


class Up:
    """One `wire up` in a folder of its own, that ends with the test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = {name: value for name, value in os.environ.items() if not name.startswith("WIRE_")}
        self.env |= {"WIRE_VAR_DIR": str(folder), "PYTHONPATH": str(ROOT)}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *words: str) -> "subprocess.Popen[bytes]":
        self.process = subprocess.Popen([*WIRE, "up", *words], env=self.env, cwd=ROOT, start_new_session=True)
        return self.process

    def wire(self, *words: str, stdin: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
        return subprocess.run(
            [*WIRE, *words], env=self.env, cwd=ROOT, input=stdin, capture_output=True, timeout=60, check=False
        )

    def wait_up(self) -> None:
        patient((self.folder / "running.json").exists, 60, "up")

    def left(self) -> list[str]:
        """Processes that hold the folder: servers, services, guards."""
        return [
            " ".join(process.info["cmdline"] or [])
            for process in psutil.process_iter(["cmdline"])
            if any(str(self.folder) in word for word in process.info["cmdline"] or [])
        ]


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Up]:
    tmp_path.chmod(0o755)
    made = Up(tmp_path / "var")
    yield made
    if made.process and made.process.poll() is None:
        made.process.kill()
        made.process.wait()
    patient(lambda: not made.left(), 30, "nothing is left")


@pytest.mark.timeout(180)
def test_the_demo_ends_well_and_leaves_nothing(up: Up) -> None:
    assert up.start("--demo", "--exit-when-done", "--rate", "40").wait(120) == 0
    assert up.left() == []
    assert not (up.folder / "running.json").exists()


@pytest.mark.timeout(180)
def test_push_tail_dead_and_doctor_from_another_shell(up: Up, tmp_path: Path) -> None:
    process = up.start()
    up.wait_up()
    story = tmp_path / "story.json"
    story.write_bytes(ninjs(1))
    assert up.wire("push", "jiji", str(story), "-", stdin=b"no agency's format").stdout.count(b"\n") == 2
    told = up.wire("tail", "--all", "--json", "--count", "1")
    assert orjson.loads(told.stdout)["data"]["story_id"] == "urn:sample:1"
    patient(lambda: b"unsupported_format" in up.wire("dead", "list", "--json").stdout, 20, "the dead letter is listed")
    [row] = [orjson.loads(line) for line in up.wire("dead", "list", "--json").stdout.splitlines()]
    number = str(row["dead_id"])
    assert b"unsupported_format" in up.wire("dead", "list").stdout
    assert up.wire("dead", "show", "--raw", number).stdout == b"no agency's format"
    assert up.wire("dead", "retry", number).returncode == 0
    patient(lambda: b'"attempts": 2' in up.wire("dead", "list", "--json").stdout, 20, "tried again")
    assert up.wire("dead", "drop", number).returncode == 0
    assert up.wire("dead", "drop", number).returncode == 1
    doctor = up.wire("doctor")
    assert (doctor.returncode, b"ILL" in doctor.stdout) == (0, False)
    again = up.wire("up")
    assert again.returncode == 1
    assert b"already up" in again.stderr
    # Ctrl-C reaches the whole group of a terminal, twice from a hasty hand.
    os.killpg(process.pid, signal.SIGINT)
    time.sleep(0.1)
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(40) == 0
    assert up.left() == []
    assert up.wire("push", "nowhere", str(story)).returncode == 2


@pytest.mark.timeout(180)
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_the_next_start_has_all_that_was_accepted(up: Up, how: signal.Signals) -> None:
    process = up.start()
    up.wait_up()
    word = orjson.loads((up.folder / "running.json").read_bytes())
    with redis.Redis.from_url(word["redis_url"]) as client:
        for number in range(300):
            client.xadd("wire:jiji", {"body": ninjs(number)})
    process.send_signal(how)
    process.wait(40)
    if how is signal.SIGTERM:
        assert process.returncode == 0
        assert up.left() == []
    (up.folder / "running.json").unlink(missing_ok=True)
    up.start()
    up.wait_up()
    told = up.wire("tail", "--all", "--json", "--count", "300").stdout.splitlines()
    assert {orjson.loads(line)["subject"] for line in told} == {f"urn:sample:{n}" for n in range(300)}
    word = orjson.loads((up.folder / "running.json").read_bytes())
    with redis.Redis.from_url(word["redis_url"]) as client:
        assert client.xlen("articles:ready") == 300


def test_a_port_that_is_taken_is_told_in_one_line(up: Up) -> None:
    port = free_port()
    up.env |= {"WIRE_HTTP_PORT": str(port), "WIRE_POSTGRES_URL": "postgresql://nobody@127.0.0.1:1/none"}
    listening = subprocess.Popen(
        [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"], stderr=subprocess.DEVNULL
    )
    try:
        patient(lambda: free_port(port) != port, 10, "the port is taken")
        told = up.wire("publish")
    finally:
        listening.kill()
        listening.wait()
    assert told.returncode == 2
    assert b"can't listen on 127.0.0.1" in told.stderr


def test_settings_that_are_wrong_are_named(up: Up) -> None:
    up.env["WIRE_BATCH_MAX"] = "many"
    told = up.wire("doctor")
    assert (told.returncode, b"WIRE_BATCH_MAX" in told.stderr, b"Traceback" in told.stderr) == (2, True, False)
