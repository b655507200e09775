"""`wire reparse`: what today's code would make of the copy that is kept."""

import asyncio
import datetime as dt
import re
from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.console import fail, feed_named, tell

if TYPE_CHECKING:
    from services.ingest.reparse import Remade

_AGO = re.compile(r"(\d{1,5})([dhm])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


def reparse(
    feed: Annotated[str, typer.Option(help="a feed of config/feeds.toml")],
    since: Annotated[str, typer.Option(help="received since then: 7d, 24h, 30m ago, or 2026-11-20T09:00+09:00")],
    diff: Annotated[bool, typer.Option("--diff", help="show each difference, word by word")] = False,
    apply: Annotated[
        bool, typer.Option("--apply", help="save them as new revisions, and announce those that are current")
    ] = False,
) -> None:
    """Parse kept bytes again and show what would change; with --apply, change it.

    Nothing is changed without --apply.  A story that would get another id, another number, or would be refused is only
    told: what was announced under its name stays.
    """
    target, begins = feed_named(feed), moment(since)
    asyncio.run(_reparse(target.name, begins, diff, apply))


def moment(since: str) -> dt.datetime:
    if ago := _AGO.fullmatch(since):
        return dt.datetime.now(dt.UTC) - dt.timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    try:
        moment = dt.datetime.fromisoformat(since)
    except ValueError:
        fail(f"--since {since!r}: 7d, 24h, 30m, or a time such as 2026-11-20T09:00+09:00", code=2)
    # A day or an hour without a zone is the shell's own, as its user means it.
    return moment.astimezone(dt.UTC)


async def _reparse(name: str, since: dt.datetime, show: bool, change: bool) -> None:
    from services.ingest.enrich import read_rules
    from services.ingest.reparse import apply, reparse
    from services.runtime.postgres import connect_postgres
    from services.runtime.settings import settings

    rules = read_rules(settings().config_dir, semantic=settings().semantic)
    pool = await connect_postgres(settings().postgres_url, size=2, name="kawaraban-reparse")
    made: Counter[str] = Counter()
    try:
        async for remade in reparse(pool, feed_named(name), since, rules):
            made[remade.verdict] += 1
            if remade.verdict in {"same", "kept"}:
                continue
            _print(remade, show)
            if change and remade.verdict == "differs":
                made[await apply(pool, remade)] += 1
    finally:
        await pool.close()
    total = sum(made[verdict] for verdict in ("same", "differs", "renamed", "refused", "kept"))
    told = ", ".join(f"{made[verdict]} {verdict}" for verdict in ("same", "differs", "renamed", "refused", "kept"))
    tell(f"{total} versions: {told}")
    if change:
        tell(f"{made['announced']} announced, {made['saved']} saved without an event, {made['passed']} passed over")


def _print(remade: "Remade", show: bool) -> None:
    from services.desk.diff import as_text, diff

    row = remade.row
    name = f"{row['provider']}/{row['story_id']} version {row['version']}"
    print(f"{remade.verdict:<8} {name}: {remade.why or ', '.join(remade.differs)}")
    if show and remade.after is not None:
        print(as_text(diff(remade.before, remade.after.model_dump(mode="json")), color=False))
