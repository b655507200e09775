"""`wire up`: the whole line on this machine, servers included, for as long as the command runs."""

import asyncio
import signal
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from services.cli.console import fail, feeds, tell
from services.cli.tail import readable

if TYPE_CHECKING:
    from services.cli.demo import Demo
    from services.cli.house import House

_STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def up(
    demo: Annotated[bool, typer.Option("--demo", help="feed the sample wire")] = False,
    exit_when_done: Annotated[
        bool, typer.Option("--exit-when-done", help="feed it once; exit 0 if every sample met its fate")
    ] = False,
    rate: Annotated[float, typer.Option(help="samples a second", min=0.1, max=1000)] = 3.0,
) -> None:
    """Start Valkey, PostgreSQL, ingest, publish and desk; print an article a line; Ctrl-C drains and stops it all.

    Servers named in WIRE_REDIS_URL and WIRE_POSTGRES_URL are used instead of the embedded ones.
    """
    from services.cli.house import AlreadyUp, House
    from services.runtime.settings import settings

    if exit_when_done and not demo:
        fail("--exit-when-done goes with --demo", code=2)
    feeds()  # a broken feeds.toml is told before anything starts
    _stop_early(int(exit_when_done))
    try:
        with House(settings().var_dir) as house:
            house.open()
            raise SystemExit(asyncio.run(_live(house, rate if demo else None, exit_when_done)))
    except (AlreadyUp, RuntimeError) as problem:
        fail(str(problem))


def _stop_early(code: int) -> None:
    """A signal that comes before the loop listens ends the command as a later one does: all is closed, exit `code`."""

    def stop(*_: object) -> None:
        for name in _STOPS:
            signal.signal(name, signal.SIG_IGN)  # a second one would cut the closing short
        sys.exit(code)

    for name in _STOPS:
        signal.signal(name, stop)


async def _live(house: "House", rate: float | None, once: bool) -> int:
    """Until a signal, or until the demo is done; the exit code.  `rate` in samples a second, None for no demo."""
    from services.cli.demo import Demo
    from services.desk.tail import last_id
    from services.runtime.redis import connect_redis
    from services.runtime.settings import PROJECT

    demo = Demo(PROJECT / "samples", rate) if rate else None
    stop = asyncio.Event()
    for name in _STOPS:
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    client = connect_redis(house.redis_url)
    start = await last_id(client)
    tasks = [asyncio.create_task(_print_events(house, start, demo)), asyncio.create_task(house.watch())]
    done = asyncio.create_task(demo.run(house, once=once) if demo else _never())
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([done, stopped, *tasks], return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            if task.done():
                task.result()  # raises what ended it
        return done.result() if done.done() else int(once)
    finally:
        everything: list[asyncio.Task[Any]] = [*tasks, done, stopped]
        for one in everything:
            one.cancel()
        await asyncio.gather(*everything, return_exceptions=True)
        await client.aclose()
        await asyncio.to_thread(house.close)


async def _never() -> int:
    await asyncio.Event().wait()
    return 0


async def _print_events(house: "House", start: str, demo: "Demo | None") -> None:
    """Reads on after an outage where it was, so that each event is printed once."""
    import orjson

    from services.desk.tail import tail as events
    from services.runtime.redis import connect_redis
    from services.runtime.unavailable import Unavailable, attempts

    console = Console(highlight=False)
    async for _ in attempts():
        client = connect_redis(house.redis_url)
        try:
            async for stream_id, raw in events(client, start):
                event = orjson.loads(raw)
                console.print(readable(stream_id, event), soft_wrap=True)
                start = stream_id
                if demo:
                    demo.saw(event)
        except Unavailable as problem:
            tell(f"[dim]{problem}: waits[/]")
        finally:
            await client.aclose()
