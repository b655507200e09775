"""`wire tail`: events as they come, a line each."""

import asyncio
import datetime as dt
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.text import Text

from schemas.event import UNMATCHED

_TOKYO = ZoneInfo("Asia/Tokyo")
_MARKS = {"new": "", "update": "update ", "correction": "correction ", "withdrawal": "WITHDRAWN "}


def tail(
    json: Annotated[bool, typer.Option("--json", help="the events themselves, one JSON object a line")] = False,
    all_: Annotated[bool, typer.Option("--all", help="from the oldest event kept, not from now on")] = False,
    count: Annotated[int | None, typer.Option(help="end after so many events", min=1)] = None,
) -> None:
    """Print article-ready events as a subscriber sees them."""
    try:
        asyncio.run(_tail(json, "0" if all_ else "$", count))
    except KeyboardInterrupt:
        raise SystemExit(0) from None


async def _tail(as_json: bool, start: str, count: int | None) -> None:
    import orjson

    from services.desk.tail import last_id
    from services.desk.tail import tail as events
    from services.runtime.redis import connect_redis
    from services.runtime.settings import settings

    client = connect_redis(settings().redis_url)
    console = Console(highlight=False)
    try:
        if start == "$":
            start = await last_id(client)
        seen = 0
        async for stream_id, event in events(client, start):
            if as_json:
                print(event.decode(), flush=True)
            else:
                console.print(readable(stream_id, orjson.loads(event)), soft_wrap=True)
            seen += 1
            if seen == count:
                return
    finally:
        await client.aclose()


def readable(stream_id: str, event: dict[str, Any]) -> Text:
    """Time in Tokyo, feed, how long it took from the wire, what changed, headline, topics."""
    article = event["data"]
    milliseconds = int(stream_id.split("-", maxsplit=1)[0])
    sent = dt.datetime.fromtimestamp(milliseconds / 1000, _TOKYO)
    received = dt.datetime.fromisoformat(article["source"]["received_at"])
    lag = max((sent - received).total_seconds() * 1000, 0)
    mark = "UNMATCHED " if event["type"] == UNMATCHED else _MARKS[article["change"]]
    line = Text(f"{sent:%H:%M:%S} ", style="dim")
    line.append(f"{article['source']['feed']:<8} ", style="cyan")
    line.append(f"{lag:5.0f} ms  ", style="dim")
    line.append(mark, style="bold red" if article["change"] == "withdrawal" else "yellow")
    line.append(article["headline"], style="bold")
    language = "ja" if article["language"].startswith("ja") else "en"
    topics = [topic["name"][language] for topic in article["topics"]]
    if topics:
        line.append("  " + " · ".join(topics), style="green")
    for twin in article.get("same_as", ())[:1]:
        line.append(f"  ≈ {twin['similarity']:.0%} {twin['feed']} {twin['story_id']}", style="magenta")
    return line
