"""One who pushes copy, and what was answered: a ledger that is on disk before the next entry goes out."""

import hashlib
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

import orjson
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tests.faults.copy_mix import Copy

ANSWER_SECONDS = 5.0
_PAUSE_SECONDS = 0.2

_REFUSALS = (redis.ResponseError, redis.BusyLoadingError)
"""Error replies of the server: of these redis-py 8.1 derives LOADING from ConnectionError."""


def connect(url: str) -> Any:
    """A redis.Redis that sends each command once and waits so long for its answer.

    What redis-py 8.1 does by itself depends on how a client is made: `Redis()` tries ten times more, each of which may
    add copy once more.
    """
    return redis.Redis.from_url(
        url,
        socket_timeout=ANSWER_SECONDS,
        socket_connect_timeout=ANSWER_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )


class Feeder(threading.Thread):
    """Pushes `copies` in their order, `rate` entries a second or as fast as they are answered.

    What was not accepted is pushed again, the same bytes, until it is: the contract with newsrooms.  What goes wrong in
    the thread itself, `join_ok` raises.
    """

    def __init__(self, redis_url: str, run: Path, copies: Iterator[Copy], rate: float | None = None) -> None:
        super().__init__(name="feeder", daemon=True)
        self.ledger = run / "ledger.jsonl"
        self.accepted = self.refused = self.unknown = 0
        self.done = threading.Event()
        """Set at the end, however it came."""
        self.fault: BaseException | None = None
        self._client, self._copies, self._rate = connect(redis_url), copies, rate
        self._stopping = threading.Event()
        self._may_push = threading.Event()
        self._may_push.set()
        self._between = threading.Lock()
        self._n = _lines(self.ledger)

    def run(self) -> None:
        try:
            with self.ledger.open("ab") as ledger, self._client:
                self._push_all(ledger)
        except BaseException as fault:  # it is raised where somebody waits for the thread
            self.fault = fault
        finally:
            self.done.set()

    def stop(self) -> None:
        """No further try; the one under way is still written down."""
        self._stopping.set()
        self._may_push.set()

    def pause(self) -> None:
        """Returns when nothing is under way and the ledger has all."""
        self._may_push.clear()
        with self._between:
            pass

    def resume(self) -> None:
        self._may_push.set()

    def join_ok(self, seconds: float | None = None) -> None:
        """Raises TimeoutError if it is not done in time, and whatever ended it."""
        self.join(seconds)
        if self.fault:
            raise self.fault
        if self.is_alive():
            raise TimeoutError(f"the feeder is not done within {seconds} s: {self.accepted} accepted")

    def _push_all(self, ledger: IO[bytes]) -> None:
        begun = time.monotonic()
        for count, copy in enumerate(self._copies):
            if self._rate:
                self._stopping.wait(max(begun + count / self._rate - time.monotonic(), 0))
            self._push_until_accepted(ledger, copy)
            if self._stopping.is_set():
                return

    def _push_until_accepted(self, ledger: IO[bytes], copy: Copy) -> None:
        while not self._stopping.is_set():
            self._may_push.wait()
            with self._between:
                if self._stopping.is_set() or not self._may_push.is_set():
                    continue  # stopped or paused while it waited
                accepted = self._push(ledger, copy)
            if accepted:
                return
            self._stopping.wait(_PAUSE_SECONDS)

    def _push(self, ledger: IO[bytes], copy: Copy) -> bool:
        body = copy.make()
        entry_id, why, result = None, "", "ok"
        try:
            entry_id = self._client.xadd(f"wire:{copy.feed}", {**copy.fields, "body": body}).decode()
            self.accepted += 1
        except _REFUSALS as refusal:
            result, why = "fail", type(refusal).__name__
            self.refused += 1
        except (redis.ConnectionError, redis.TimeoutError, OSError) as breach:
            result, why = "unknown", type(breach).__name__
            self.unknown += 1
        self._n += 1
        line = _line(copy, body) | {"n": self._n, "at": time.time() * 1000}
        _written(ledger, line | {"result": result, "entry_id": entry_id, "why": why})
        return result == "ok"


def _line(copy: Copy, body: bytes) -> dict[str, Any]:
    return {
        "feed": copy.feed,
        "sha256": hashlib.sha256(body).hexdigest(),
        "expect": copy.expect,
        "stories": [asdict(one) for one in copy.stories],
        "reason": copy.reason,
        "canary": copy.canary,
    }


def _written(ledger: IO[bytes], line: dict[str, Any]) -> None:
    ledger.write(orjson.dumps(line) + b"\n")
    ledger.flush()
    os.fsync(ledger.fileno())


def _lines(path: Path) -> int:
    """A run may have several feeders, one after the other: their lines are numbered on."""
    return path.read_bytes().count(b"\n") if path.exists() else 0
