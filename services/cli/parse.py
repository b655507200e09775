"""`wire parse`: what the line would make of a file, without any server."""

import datetime as dt
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track

from services.cli.console import fail, feed_named, people


def parse(
    files: Annotated[list[Path], typer.Argument(help="wire copy, one entry a file; - is standard input")],
    feed: Annotated[str | None, typer.Option(help="read as this feed; without it, zone UTC and no provider")] = None,
) -> None:
    """Print one JSON object a story: the article, or why it was refused.  Exit code 0 either way."""
    from schemas.article import Article, ArticleOutcome, RejectedOutcome
    from services.ingest.enrich import read_rules
    from services.ingest.pipeline import process
    from services.runtime.feeds import NEUTRAL
    from services.runtime.settings import settings

    as_feed = feed_named(feed) if feed else NEUTRAL
    rules = read_rules(settings().config_dir)
    for file in track(files, "parse", console=people, disable=len(files) < 2 or not people.is_terminal):
        now = dt.datetime.now(dt.UTC)
        for outcome in process(_read(file), as_feed, now, rules):
            if isinstance(outcome, Article):
                line = ArticleOutcome.model_construct(article=outcome).model_dump_json()
            else:
                line = RejectedOutcome(
                    reason=outcome.reason, detail=outcome.detail, source=outcome.source
                ).model_dump_json()
            print(line)


def _read(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as problem:
        fail(f"{file}: {problem.strerror}", code=2)
