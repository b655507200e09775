"""A hundred thousand stories are made once a run of the benchmark, and wait in a file."""

import struct
from collections.abc import Iterator
from pathlib import Path

from services.runtime.redis import Client
from tests.bench.copy import Story, stories

_HEAD = struct.Struct(">HI")
_AT_ONCE = 500


def write_backlog(path: Path, seed: int, count: int) -> None:
    with path.open("wb") as file:
        for story in stories(seed, count):
            feed = story.feed.encode()
            file.write(_HEAD.pack(len(feed), len(story.body)) + feed + story.body)


def push_backlog(client: Client, path: Path) -> None:
    pipe = client.pipeline(transaction=False)
    for story in _read(path):
        pipe.execute_command("XADD", f"wire:{story.feed}", "*", "body", story.body)
        if len(pipe) == _AT_ONCE:
            pipe.execute()
    pipe.execute()


def _read(path: Path) -> Iterator[Story]:
    with path.open("rb") as file:
        while head := file.read(_HEAD.size):
            name, size = _HEAD.unpack(head)
            yield Story(file.read(name).decode(), file.read(size))
