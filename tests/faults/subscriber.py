"""What does one see who reads events from the beginning, and goes on from the last whatever happens?"""

import hashlib
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import orjson
import redis

from tests.faults.feeder import connect

_STREAM = "articles:ready"
_BLOCK_MILLISECONDS = 500
_PAUSE_SECONDS = 0.2

_Entries = Sequence[tuple[bytes, Mapping[bytes, bytes]]]


class Subscriber(threading.Thread):
    """Writes each event down as it came, into `subscriber.jsonl` of the run; `stop` raises what ended it before."""

    def __init__(self, redis_url: str, run: Path) -> None:
        super().__init__(name="subscriber", daemon=True)
        self.seen = run / "subscriber.jsonl"
        self.last = "0"
        """Stream id of the last event that is written down."""
        self.count = 0
        self.breaks = 0
        """How often reading failed."""
        self.fault: BaseException | None = None
        self._client = connect(redis_url)
        self._stopping = threading.Event()

    def run(self) -> None:
        try:
            with self.seen.open("ab") as file, self._client:
                while not self._stopping.is_set():
                    self._read(file)
        except BaseException as fault:  # raised by stop
            self.fault = fault

    def stop(self, seconds: float = 10) -> None:
        """Raises TimeoutError if it does not end in time."""
        self._stopping.set()
        self.join(seconds)
        if self.fault:
            raise self.fault
        if self.is_alive():
            raise TimeoutError(f"the subscriber does not end within {seconds} s")

    def _read(self, file: IO[bytes]) -> None:
        try:
            found = self._client.xread({_STREAM: self.last}, block=_BLOCK_MILLISECONDS)
        except (redis.RedisError, OSError):
            self.breaks += 1
            self._stopping.wait(_PAUSE_SECONDS)
            return
        for _, entries in found:
            self._write(file, entries)

    def _write(self, file: IO[bytes], entries: _Entries) -> None:
        at = time.time() * 1000
        for entry_id, fields in entries:
            file.write(orjson.dumps(_line(at, entry_id.decode(), fields[b"event"])) + b"\n")
        file.flush()
        self.last = entries[-1][0].decode()
        self.count += len(entries)


def _line(at: float, stream_id: str, event: bytes) -> dict[str, Any]:
    told = orjson.loads(event)
    data = told.get("data") or {}
    return {
        "at": at,
        "stream_id": stream_id,
        "sha256": hashlib.sha256(event).hexdigest(),
        "id": told["id"],
        "type": told["type"],
        "subject": told["subject"],
        "version": data.get("version"),
        "revision": data.get("revision"),
    }
