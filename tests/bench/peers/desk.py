"""What does each peer do with a story?  All that the line does, by the line's own functions, and then the next."""

import datetime as dt

from services.cli.console import feeds
from services.ingest.enrich import Rules, read_rules
from services.ingest.entry import Entry
from services.ingest.line import Line
from services.runtime.logging import configure_logging
from services.runtime.postgres import connect_postgres
from services.runtime.settings import settings


class Desk:
    """Made where the process starts; `open` where its event loop runs."""

    def __init__(self, name: str) -> None:
        configure_logging(name, settings().log_level)
        self.feeds = feeds()
        self._rules: Rules = read_rules(settings().config_dir)
        self._line: Line | None = None

    async def open(self) -> None:
        pool = await connect_postgres(settings().postgres_url, name="bench-peer", by_index=True, patience=15.0)
        self._line = Line(pool, self._rules)

    async def work(self, feed: str, entry_id: str, fields: dict[bytes, bytes]) -> None:
        """Parses, validates, enriches and saves; returns after the commit."""
        assert self._line is not None, "not open"
        await self._line.run([Entry(self.feeds[feed], entry_id, fields)])

    async def work_on(self, serial: int, feed: str, received: str, body: bytes) -> None:
        """For those whose messages are no entries of a wire stream."""
        accepted = int(dt.datetime.fromisoformat(received).timestamp() * 1000)
        await self.work(feed, f"{accepted}-{serial}", {b"body": body, b"received": received.encode()})
