"""`wire doctor`: is all well?"""

import asyncio
import json as jsonlib
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape

from services.cli.console import feeds

if TYPE_CHECKING:
    from services.desk.finding import Finding

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
        for finding in _term_files():
            well = well and finding.well is not False
            _print(finding, console, as_json=as_json)
        async for finding in examine(client, pool, list(feeds().values()), newest(), settings().ready_keep):
            well = well and finding.well is not False
            _print(finding, console, as_json=as_json)
    finally:
        await client.aclose()
        if pool is not None:
            await pool.close()
    return well


def _term_files() -> Iterator["Finding"]:
    """Of this machine's config; a running ingest shows what it goes by on its health page."""
    from services.desk.finding import Finding
    from services.ingest.enrich.topics.term_file import read_term_files
    from services.runtime.settings import settings

    files = list(read_term_files(settings().config_dir / "topics"))
    errors = [problem for file in files for problem in file.problems if not problem.warning]
    for problem in errors:
        yield Finding("term file", well=False, detail=str(problem))
    if not errors:
        yield Finding("term files", well=bool(files), detail=f"{len(files)} in config/topics")


def _print(finding: "Finding", console: Console, *, as_json: bool) -> None:
    if as_json:
        print(jsonlib.dumps(asdict(finding)))
    else:
        console.print(f"{_SIGNS[finding.well]} {finding.what:<22} {escape(finding.detail)}", soft_wrap=True)
