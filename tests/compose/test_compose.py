"""docker-compose.yml as an operator runs it: up, fed by a producer, read by a subscriber, and mended by itself."""

import json
import os
import subprocess
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import orjson
import pytest
import redis

from tests.articles import ninjs

pytestmark = pytest.mark.compose

_SERVICES = ("redis", "postgres", "ingest", "publish", "desk")


def _docker(*words: str) -> str:
    return subprocess.run(["docker", *words], check=True, capture_output=True, text=True).stdout.strip()


def _container(service: str) -> str:
    return _docker("ps", "-aq", "--filter", f"label=com.docker.compose.service={service}")


def _state(service: str) -> dict[str, object]:
    found = json.loads(_docker("inspect", _container(service)))[0]
    return {"restarts": found["RestartCount"], **found["State"]}


def _healthy(service: str) -> bool:
    health = _state(service).get("Health")
    return isinstance(health, dict) and health["Status"] == "healthy"


def _until(check: Callable[[], bool], seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.5)


def _as(role: str) -> "redis.Redis":
    password = (Path(os.environ["WIRE_SECRETS"]) / f"{role}.password").read_text()
    return redis.Redis(port=int(os.environ.get("WIRE_REDIS_PORT", "6379")), username=role, password=password)


def _subjects() -> list[str]:
    with _as("subscriber") as client:
        return [orjson.loads(fields[b"event"])["subject"] for _, fields in client.xrange("articles:ready")]


@pytest.fixture(scope="module", autouse=True)
def _up() -> None:
    for service in _SERVICES:
        _until(partial(_healthy, service), 90, f"{service} is healthy")


def test_stories_become_events_and_no_container_is_root() -> None:
    with _as("producer") as client:
        for number in range(50):
            client.xadd("wire:jiji", {"body": ninjs(number)})
    _until(lambda: len(_subjects()) >= 50, 20, "50 events")
    assert sorted(_subjects()) == sorted(f"urn:sample:{n}" for n in range(50))
    users = {service: _docker("exec", _container(service), "id", "-u") for service in ("ingest", "publish", "desk")}
    assert set(users.values()) == {"10001"}


@pytest.mark.parametrize("service", ["ingest", "publish", "redis", "postgres"])
def test_what_is_killed_comes_back_and_nothing_is_lost(service: str) -> None:
    before, restarts = len(_subjects()), _state(service)["restarts"]
    # The process itself, by its number on this machine: `docker kill` would count as a stop by hand.
    os.kill(int(str(_state(service)["Pid"])), 9)
    _until(lambda: _state(service)["restarts"] != restarts and _healthy(service), 60, f"{service} is back")
    with _as("producer") as client:
        for number in range(20):
            client.xadd("wire:jiji", {"body": ninjs(number, uri=f"urn:sample:{service}:{number}")})
    _until(lambda: len(_subjects()) >= before + 20, 60, "20 events more")
    time.sleep(1)
    assert len(_subjects()) == len(set(_subjects())) == before + 20


def test_each_role_may_do_its_part_only() -> None:
    with _as("subscriber") as subscriber, _as("producer") as producer:
        for forbidden in (
            lambda: subscriber.xadd("articles:ready", {"event": "{}"}),
            lambda: subscriber.xread({"wire:jiji": "0"}),
            lambda: producer.xadd("articles:ready", {"event": "{}"}),
            lambda: producer.xrange("articles:ready"),
            producer.flushall,
        ):
            with pytest.raises(redis.exceptions.NoPermissionError):
                forbidden()


def test_the_doctor_in_the_container_finds_all_well() -> None:
    told = _docker("exec", _container("desk"), "wire", "doctor", "--json")
    findings = [json.loads(line) for line in told.splitlines()]
    assert [finding for finding in findings if finding["well"] is False] == []
    assert {"outbox", "tables", "feed jiji"} <= {finding["what"] for finding in findings}
