"""`wire japan`: what a moment, a text or a file of wire copy is on Japan's calendar."""

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer
from rich.markup import escape

from services.cli.console import fail, feed_named, tell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemas.japan import Japan
    from schemas.story import Story
    from services.runtime.feeds import Feed


def japan(
    file: Annotated[Path | None, typer.Argument(help="wire copy; - is standard input")] = None,
    at: Annotated[
        str | None,
        typer.Option(help="the story's own moment: 2021-03-05T15:30:00Z, 令和3年3月5日 午後3時, a day; without, now"),
    ] = None,
    text: Annotated[str | None, typer.Option(help="a story in plain words, with or without a dateline")] = None,
    dateline: Annotated[
        str | None, typer.Option(help="a dateline alone: FUCHU, Nago, Okinawa Pref., March 30; 【ワシントン時事】")
    ] = None,
    feed: Annotated[str | None, typer.Option(help="by this feed's zone and deadlines; without, Asia/Tokyo")] = None,
    json: Annotated[bool, typer.Option("--json", help="JSON on a terminal too")] = False,
) -> None:
    """Print the block `japan`: one JSON object a story, and on a terminal a calendar card.

    Exit code 2 for a moment that can't be read, never was or is past the calendar.
    """
    from services.cli.japan_card import print_japan
    from services.runtime.feeds import NEUTRAL

    target = feed_named(feed) if feed else NEUTRAL.model_copy(update={"zone": "Asia/Tokyo"})
    if file is not None and (at or dateline or text is not None):
        fail("a file has its own moment and text: leave out --at, --text and --dateline", code=2)
    found = _of_file(file, target) if file is not None else iter([_of_text(text or "", dateline, at, target)])
    for headline, block in found:
        if json or not sys.stdout.isatty():
            print(block.model_dump_json())
        else:
            print_japan(headline, block)


def _of_text(text: str, dateline: str | None, at: str | None, feed: "Feed") -> tuple[str, "Japan"]:
    from schemas.article import Source
    from services.ingest.enrich.japan import japan_of

    moment = _moment(at, feed.zone) if at else dt.datetime.now(dt.UTC)
    source = Source(
        feed=feed.name,
        format=None,
        encoding=None,
        sha256="0" * 64,
        bytes=0,
        item=0,
        received_at=dt.datetime.now(dt.UTC),
    )
    return "", japan_of(_story(text, dateline, moment), source, feed)


def _story(text: str, dateline: str | None, at: dt.datetime) -> "Story":
    """A story has a headline; this one's is empty, as no part of the text is known to be one."""
    from schemas.story import Body, Dateline, Story
    from services.ingest.reading.language import language_of

    return Story.model_construct(
        provider=None,
        story_id="",
        version=0,
        change="new",
        kind="text",
        status="usable",
        headline="",
        dateline=Dateline(text=dateline) if dateline else None,
        language=language_of(None, text, None),
        body=Body(text=text, html=""),
        updated_at=at,
    )


def _moment(written: str, zone: str) -> dt.datetime:
    """A day alone is its first minute."""
    from schemas.reasons import Rejected
    from services.ingest.enrich.japan.published import is_on_calendars
    from services.ingest.reading.stamps import read_bare_day, read_stamp

    try:
        if bare := read_bare_day(written, "--at"):
            at, notes = _first_minute(bare.day, zone), bare.warnings
        else:
            stamp = read_stamp(written, zone, "--at")
            at, notes = stamp.at, (*(repair.why for repair in stamp.repairs), *stamp.warnings)
    except Rejected as refused:
        fail(refused.detail, code=2)
    for note in notes:
        tell(f"[dim]{escape(note)}[/]")
    if not is_on_calendars(at):
        fail(f"--at: out of range: {written!r}", code=2)
    return at


def _first_minute(day: dt.date, zone: str) -> dt.datetime:
    from services.ingest.reading.zones import first_minute

    try:
        at = first_minute(day, zone)
    except OverflowError:
        fail(f"--at: out of range: '{day}'", code=2)
    if at is None:
        fail(f"--at: the clocks of {zone} skipped it: '{day}'", code=2)
    tell(f"[dim]--at names no hour: read as {at.astimezone(ZoneInfo(zone)):%H:%M} in {zone}[/]")
    return at


def _of_file(file: Path, feed: "Feed") -> "Iterator[tuple[str, Japan]]":
    from schemas.article import Article
    from services.ingest.enrich import read_rules
    from services.ingest.pipeline import process
    from services.runtime.settings import settings

    try:
        body = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as problem:
        fail(f"{file}: {problem.strerror}", code=2)
    for outcome in process(body, feed, dt.datetime.now(dt.UTC), read_rules(settings().config_dir)):
        if isinstance(outcome, Article):
            yield outcome.headline, outcome.japan
        else:
            tell(f"[bold red]rejected:[/] {outcome.reason}: {escape(outcome.detail)}")
