"""How a story's life is printed for people: all that agencies sent is shown with its control signs written out."""

import datetime as dt
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from services.desk.stories import Found

_COLORS = {
    "announced": "green",
    "waiting": "cyan",
    "held": "yellow",
    "withheld": "yellow",
    "withdrawal": "bold red",
    "blocked": "red",
    "unmatched": "bold red",
}


def console() -> Console:
    """Without a terminal there is no width to fit into, and a cut word can't be searched for."""
    return Console(highlight=False) if sys.stdout.isatty() else Console(highlight=False, width=200)


def print_list(rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        console().print("no stories")
        return
    table = _table("saved", "feed", "story", "version", "state", "change", "headline")
    for row in rows:
        story = f"{row['provider']}/{row['story_id']}"
        version = f"{row['version']}{'w' if row['withdraws'] else ''}"
        state = _state(row)
        cells = _moment(row["saved_at"]), row["feed"], story, version, state, row["change"], row["headline"]
        table.add_row(*map(_cell, cells))
    console().print(table)


def print_card(story: "Found", versions: Sequence[dict[str, Any]]) -> None:
    out = console()
    out.print(Text(safe(story.headline or "(nothing of it is announced)"), style="bold"))
    out.print(_cell(f"{story.name}{'  WITHDRAWN' if story.is_withdrawn else ''}"), soft_wrap=True)
    table = _table("version", "state", "change", "changed", "updated", "saved", "feed", "entry", "bytes", "stream id")
    for row in versions:
        table.add_row(*map(_cell, _cells(row)))
    out.print(table)
    for line in _notes(versions):
        out.print(_cell(line), soft_wrap=True)


def print_article(article: dict[str, Any]) -> None:
    """Its fields that are not empty, and below them the text."""
    body = article.pop("body") or {"text": ""}
    for name, value in (article | {"japan": _japan(article["japan"])}).items():
        if value not in (None, [], ""):
            console().print(
                Text(f"{name:<14} ", style="bold").append(safe(str(value)), style="not bold"), soft_wrap=True
            )
    console().print()
    console().print(_cell(body["text"]), soft_wrap=True)


def _japan(block: dict[str, Any]) -> str:
    """In one line; `wire japan` prints the whole of it.  Articles of earlier versions have less in the block."""
    published = block["published"]
    day = f"{published['era'] or published['date']}（{published['weekday']['ja']}）"
    edition = published.get("edition")
    dateline = block.get("dateline") or {}
    parts = [
        day,
        (published["holiday"] or {}).get("ja"),
        f"{edition['name']['ja']} of {edition['date']}" if edition else None,
        f"from {dateline['place']} ({dateline.get('zone') or 'zone open'})" if dateline.get("place") else None,
        *(f"{one['text']!r} {one['value'] or 'open'}" for one in block.get("days", ())),
        *(one["text"] for one in block.get("people", ())),
    ]
    return "; ".join(part for part in parts if part)


def _table(*names: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in names:
        wraps = name in {"headline", "changed"}
        table.add_column(name, no_wrap=not wraps, min_width=24 if name == "headline" else None, overflow="fold")
    return table


def _cells(row: dict[str, Any]) -> tuple[object, ...]:
    name = f"{row['version']}{'w' if row['withdraws'] else ''}"
    revised = f"{name}.{row['revisions']}" if row["revisions"] else name
    streams = ", ".join(one["stream_id"] for one in row["announcements"] if one["stream_id"])
    entry = f"{row['entry_id']}{'#' + str(row['item']) if row['item'] else ''}"
    times = (row["updated_at"] or "")[:19].replace("T", " "), _moment(row["saved_at"])
    changed = ", ".join(row["changed"] or ())
    size = "lost" if row["bytes"] is None else row["bytes"]
    return revised, _state(row), row["change"], changed, *times, row["feed"], entry, size, streams


def _state(row: dict[str, Any]) -> Text:
    """With the time left, where it is held."""
    text = Text(row["state"], style=_COLORS.get(row["state"], ""))
    if row["held_until"] is not None:
        text.append(f" {left(row['held_until'] - dt.datetime.now(dt.UTC))}, until {_moment(row['held_until'])}")
    return text


def left(span: dt.timedelta) -> str:
    """`2 d 3 h`, `3 h 5 min`, `5 min 10 s`, `10 s`."""
    seconds = max(int(span.total_seconds()), 0)
    days, hours, minutes = seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60
    if days:
        return f"{days} d {hours} h"
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {seconds % 60} s" if minutes else f"{seconds} s"


def _notes(versions: Iterable[dict[str, Any]]) -> Iterable[str]:
    for row in versions:
        name = f"{row['version']}{'w' if row['withdraws'] else ''}"
        if row["change_note"]:
            yield f"{name} change note: {row['change_note']}"
        if row["hold"]:
            yield f"{name} hold: {row['hold']['reason']} {row['hold']['text'] or ''}".rstrip()
        yield from (f"{name} notice: {line}" for line in _notice(row["notice"]))
        for twin in row["same_as"] or ():
            other = f"{twin['provider']}/{twin['story_id']} version {twin['version']}"
            yield f"{name} same as: {other} ({twin['similarity']}{', withdrawn' if twin['withdrawn'] else ''})"
        yield from (f"{name} warning: {one}" for one in row["warnings"] or ())


def _notice(notice: dict[str, Any] | None) -> Iterable[str]:
    if notice is None:
        return
    meant = notice["story_id"] or "no story that could be told"
    yield f"{notice['notice_id']} means {meant}, by {', '.join(notice['by']) or 'nothing'}: {notice['why']}"
    yield f"says {notice['text']!r}"
    for one in notice["candidates"]:
        yield f"may mean {one['story_id']} {one['headline']!r} (by {', '.join(one['by']) or 'nothing'})"


def _moment(moment: dt.datetime) -> str:
    return f"{moment.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S}Z"


def _cell(value: object) -> Text:
    return value if isinstance(value, Text) else Text("" if value is None else safe(str(value)))


def safe(text: str) -> str:
    from services.desk.diff import visible

    return visible(text)
