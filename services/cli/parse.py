"""`wire parse`: what the line would make of a file, without any server."""

import datetime as dt
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.progress import track

from services.cli.console import feed_named, people, tell

if TYPE_CHECKING:
    from schemas.article import ArticleOutcome, RejectedOutcome
    from services.ingest.pipeline import Outcome


def parse(
    files: Annotated[list[Path], typer.Argument(help="wire copy, one entry a file; - is standard input")],
    feed: Annotated[str | None, typer.Option(help="read as this feed; without it, zone UTC and no provider")] = None,
) -> None:
    """Print one JSON object a story: the article, or why it was refused.

    Exit code 0 either way; 2 if a file could not be read, after all the others.
    """
    from services.ingest.enrich import read_rules
    from services.ingest.pipeline import process
    from services.runtime.feeds import NEUTRAL
    from services.runtime.settings import settings

    as_feed = feed_named(feed) if feed else NEUTRAL
    rules = read_rules(settings().config_dir, semantic=settings().semantic)
    made: Counter[str] = Counter()
    for file in track(files, "parse", console=people, disable=len(files) < 2 or not people.is_terminal):
        body = _read(file)
        if body is None:
            made["unread"] += 1
            continue
        for outcome in process(body, as_feed, dt.datetime.now(dt.UTC), rules):
            line = _line(outcome)
            made[line.outcome] += 1
            print(line.model_dump_json())
    if len(files) > 1:
        tell(f"{len(files)} files: {made['article']} articles, {made['rejected']} rejected")
    if made["unread"]:
        raise typer.Exit(2)


def _line(outcome: "Outcome") -> "ArticleOutcome | RejectedOutcome":
    from schemas.article import Article, ArticleOutcome, RejectedOutcome

    if isinstance(outcome, Article):
        return ArticleOutcome.model_construct(article=outcome)
    return RejectedOutcome(reason=outcome.reason, detail=outcome.detail, source=outcome.source)


def _read(file: Path) -> bytes | None:
    """None for a file that can't be read, of which people are told: the other files are none the worse for it."""
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as problem:
        tell(f"[bold red]wire:[/] {escape(f'{file}: {problem.strerror}')}")
        return None
