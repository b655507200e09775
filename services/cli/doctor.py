"""`wire doctor`: is all well?"""

import asyncio
import json as jsonlib
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from services.cli.console import feeds

_SIGNS = {True: "[green]well[/]", False: "[bold red]ILL[/] ", None: "    "}


def doctor(json: Annotated[bool, typer.Option("--json", help="one JSON object a line")] = False) -> None:
    """Look at connections, tables, groups, lag and outbox.  Exit code 1 if anything is ill."""
    raise SystemExit(0 if asyncio.run(_doctor(json)) else 1)


async def _doctor(as_json: bool) -> bool:
    from services.desk.doctor import examine
    from services.migrations import newest
    from services.runtime.postgres import connect_postgres
    from services.runtime.redis import connect_redis
    from services.runtime.settings import settings
    from services.runtime.unavailable import Unavailable

    console = Console(highlight=False)
    client = connect_redis(settings().redis_url)
    try:
        pool = await connect_postgres(settings().postgres_url, size=1, name="kawaraban-doctor")
    except Unavailable:
        pool = None
    well = True
    try:
        async for finding in examine(client, pool, list(feeds().values()), newest()):
            well = well and finding.well is not False
            if as_json:
                print(jsonlib.dumps(asdict(finding)))
            else:
                console.print(f"{_SIGNS[finding.well]} {finding.what:<22} {escape(finding.detail)}", soft_wrap=True)
    finally:
        await client.aclose()
        if pool is not None:
            await pool.close()
    return well
