"""`wire dead`: the dead letters."""

import asyncio
import json as jsonlib
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from services.cli.console import fail

if TYPE_CHECKING:
    from services.desk.dead import DeadLetters

app = typer.Typer(help="What could not be taken, with its bytes and the reason.", no_args_is_help=True)

Number = Annotated[int, typer.Argument(help="the number that `wire dead list` shows", show_default=False)]
Numbers = Annotated[list[int] | None, typer.Argument(help="numbers that `wire dead list` shows", show_default=False)]
AllOf = Annotated[str | None, typer.Option("--reason", help="instead of numbers: all open ones of this reason")]
AsJson = Annotated[bool, typer.Option("--json", help="one JSON object a line")]


def _with_letters(work: "Callable[[DeadLetters], Awaitable[None]]") -> None:
    from services.desk.dead import DeadLetters, NoSuchDeadLetter
    from services.runtime.postgres import connect_postgres
    from services.runtime.redis import connect_redis
    from services.runtime.settings import settings

    async def run() -> None:
        pool = await connect_postgres(settings().postgres_url, size=1, name="kawaraban-cli")
        client = connect_redis(settings().redis_url)
        try:
            await work(DeadLetters(pool, client))
        finally:
            await client.aclose()
            await pool.close()

    try:
        asyncio.run(run())
    except NoSuchDeadLetter as problem:
        fail(f"no dead letter {problem}")


def _json(row: dict[str, Any]) -> str:
    return jsonlib.dumps(row, default=str, ensure_ascii=False)


@app.command("list")
def list_(
    json: AsJson = False,
    reason: Annotated[str | None, typer.Option(help="only this reason")] = None,
    feed: Annotated[str | None, typer.Option(help="only this feed")] = None,
    all_: Annotated[bool, typer.Option("--all", help="resolved and dropped ones too")] = False,
    limit: Annotated[int, typer.Option(help="at most so many, the newest first", min=1)] = 100,
) -> None:
    """List the open ones, the newest first."""

    async def work(letters: "DeadLetters") -> None:
        rows = await letters.listed(reason=reason, feed=feed, closed=all_, limit=limit)
        if json:
            for row in rows:
                print(_json(row))
            return
        table = Table(box=None)
        for name in ("no.", "last", "feed", "reason", "detail", "bytes", "tries", "state"):
            table.add_column(name, no_wrap=name != "detail", min_width=30 if name == "detail" else None)
        for row in rows:
            last = f"{row['last_at']:%m-%d %H:%M:%S}Z"
            cells = (
                row["dead_id"],
                last,
                row["feed"],
                row["reason"],
                row["detail"],
                row["bytes"],
                row["attempts"],
            )
            table.add_row(*(escape(str(cell)) for cell in cells), row["state"])
        # Without a terminal there is no width to fit into, and a cut word can't be searched for.
        console = Console() if sys.stdout.isatty() else Console(width=200)
        console.print(table if rows else "no dead letters")

    _with_letters(work)


@app.command()
def show(
    number: Number,
    raw: Annotated[bool, typer.Option("--raw", help="only the original bytes, as they came")] = False,
) -> None:
    """Show one: when, why, its other fields, and its bytes (as text where they are text)."""

    async def work(letters: "DeadLetters") -> None:
        row = await letters.show(number)
        body: bytes = row.pop("body")
        if raw:
            sys.stdout.buffer.write(body)
            return
        row["sha256"] = row["sha256"].hex()
        for name, value in row.items():
            print(f"{name:<10} {value}")
        print(f"\n{_shown(body)}")

    _with_letters(work)


def _shown(body: bytes, most: int = 4000) -> str:
    """The beginning of the copy with all that could drive a terminal made visible."""
    text = body[:most].decode("utf-8", "backslashreplace")
    safe = "".join(c if c.isprintable() or c in "\n\t" else c.encode("unicode_escape").decode() for c in text)
    return safe + (f"\n… {len(body) - most} bytes more: --raw shows them" if len(body) > most else "")


async def _chosen(letters: "DeadLetters", numbers: list[int] | None, reason: str | None) -> list[int]:
    if bool(numbers) == bool(reason):
        fail("name numbers, or --reason", code=2)
    return numbers or await letters.open_of(reason or "")


@app.command()
def retry(numbers: Numbers = None, reason: AllOf = None) -> None:
    """Put them onto their feed's stream again, byte for byte."""

    async def work(letters: "DeadLetters") -> None:
        for number in await _chosen(letters, numbers, reason):
            print(f"{number} is entry {await letters.retry(number)}")

    _with_letters(work)


@app.command()
def drop(numbers: Numbers = None, reason: AllOf = None) -> None:
    """Close them for good; the store keeps their bytes."""

    async def work(letters: "DeadLetters") -> None:
        for number in await _chosen(letters, numbers, reason):
            await letters.drop(number)
            print(f"{number} dropped")

    _with_letters(work)
