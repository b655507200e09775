"""`wire replay`: what the stream of events has lost, put back from the store."""

import asyncio
import json as jsonlib
import time
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.console import fail, tell

if TYPE_CHECKING:
    from services.publish.gaps import Gaps
    from services.runtime.redis import StreamId

_SHOWN = 20


def replay(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only tell what is missing")] = False,
    json: Annotated[bool, typer.Option("--json", help="one JSON object, with every missing id")] = False,
) -> None:
    """Compare articles:ready with the store and put back what is missing, under the same ids and to the byte.

    Works while a relay leads and while none does.  WIRE_READY_KEEP and WIRE_PUBLIC_URL have to be the relay's.
    Exit code 1 if it could not be done.
    """
    from services.publish.refill import NotPossible
    from services.runtime.unavailable import Unavailable

    try:
        asyncio.run(_replay(dry_run, json))
    except (NotPossible, Unavailable) as problem:
        fail(str(problem))


async def _replay(dry_run: bool, as_json: bool) -> None:
    from services.publish.gaps import compare
    from services.publish.refill import Refill
    from services.runtime.postgres import close_postgres, connect_postgres
    from services.runtime.redis import connect_redis
    from services.runtime.settings import settings

    begun = time.monotonic()
    client = connect_redis(settings().redis_url)
    try:
        pool = await connect_postgres(settings().postgres_url, size=1, name="kawaraban-replay")
        try:
            async with pool.acquire() as connection:
                gaps = await compare(client, connection, settings().ready_keep)
                if gaps.missing and not dry_run:
                    await Refill(client, connection, settings().public_url).put_back(gaps)
        finally:
            await close_postgres(pool)
    finally:
        await client.aclose()
    (_print_json if as_json else _print)(gaps, dry_run, time.monotonic() - begun)


def _print_json(gaps: "Gaps", dry_run: bool, seconds: float) -> None:
    from services.runtime.redis import as_text

    missing = [as_text(stream_id) for stream_id in gaps.missing]
    told = {
        "held": gaps.held,
        "missing": len(missing),
        "put_back": 0 if dry_run else len(missing),
        "strange": gaps.strange,
        "ids": missing,
        "seconds": round(seconds, 3),
    }
    print(jsonlib.dumps(told))


def _print(gaps: "Gaps", dry_run: bool, seconds: float) -> None:
    if gaps.strange:
        tell(f"{gaps.strange} entries of the stream have ids that the store never gave; they are left alone")
    if not gaps.missing:
        print(f"nothing is missing: {gaps.held} events are there ({seconds:.1f} s)")
        return
    runs = [run for run in (*gaps.runs, gaps.tail) if run]
    for run in runs[:_SHOWN]:
        print(_span(run))
    if len(runs) > _SHOWN:
        print(f"and {len(runs) - _SHOWN} more places: --json has every id")
    done = "missing" if dry_run else "put back"
    print(f"{len(gaps.missing)} {done}, {gaps.held} were there ({seconds:.1f} s)")


def _span(run: "list[StreamId]") -> str:
    from services.runtime.redis import as_text

    first, last = as_text(run[0]), as_text(run[-1])
    return first if len(run) == 1 else f"{first} .. {last} ({len(run)})"
