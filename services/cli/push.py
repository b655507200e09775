"""`wire push`: files onto a feed's stream."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from services.cli.console import fail, feed_named, people


def push(
    feed: Annotated[str, typer.Argument(help="a feed of config/feeds.toml", show_default=False)],
    files: Annotated[list[Path], typer.Argument(help="one entry a file; - is standard input", show_default=False)],
) -> None:
    """Push wire copy, byte for byte; an entry's id is printed once it is accepted."""
    asyncio.run(_push(feed, files))


async def _push(feed: str, files: list[Path]) -> None:
    from services.intake import push as door
    from services.runtime.redis import connect_redis
    from services.runtime.settings import settings

    target = feed_named(feed)
    client = connect_redis(settings().redis_url)
    try:
        with Progress(console=people, disable=not people.is_terminal) as progress:
            task = progress.add_task(f"push to {target.stream}", total=len(files))
            async for accepted in door.push(client, target, _bodies(files)):
                progress.advance(task, len(accepted))
                print(*accepted, sep="\n")
    finally:
        await client.aclose()


def _bodies(files: list[Path]) -> Iterator[bytes]:
    for file in files:
        try:
            yield sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        except OSError as problem:
            fail(f"{file}: {problem.strerror}; what stands before it was pushed", code=2)
