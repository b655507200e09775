"""A running line as its users have it, and what they see of a story: in the stream, in the store, at the desk."""

import asyncio
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import asyncpg
import httpx
import orjson

from services.runtime.redis import Client
from tests.articles import ninjs
from tests.line import Line, patient

_WORD = re.compile(r"(?P<number>\d*)(?P<kind>[kw]?)(?P<other>!?)")
_SHORT = {
    "newswire.article.ready.v1": "ready",
    "newswire.article.withdrawn.v1": "withdrawn",
    "newswire.withdrawal.unmatched.v1": "unmatched",
}
_UNSETTLED = """
SELECT count(*) FROM outbox, relay
WHERE cancelled_at IS NULL AND (hold_until IS NULL OR hold_until < now())
  AND (stream_ms IS NULL OR (stream_ms, stream_n) > (relay.sent_ms, relay.sent_n))
"""
_FATES = """
SELECT version, withdraws, fate FROM story_version WHERE (provider, story_id) = ($1, $2)
ORDER BY version, withdraws
"""


def copy(serial: int, word: str, **changes: Any) -> bytes:
    """A version in the notation of docs/life.md, as ninjs."""
    found = _WORD.fullmatch(word)
    assert found, word
    status = {"k": "canceled", "w": "withheld", "": "usable"}[found["kind"]]
    other = {"headline": f"Ferry {serial} Runs Aground"} if found["other"] else {}
    return ninjs(serial, int(found["number"] or 0), **({"pubstatus": status} | other | changes))


def text(headline: str, body: str, place: str = "東京") -> bytes:
    """Japanese JIJI text."""
    return f"{headline}\n\n【{place}時事】{body}\n".encode()


@dataclass
class Stage:
    line: Line
    stream: Client

    def push(self, *bodies: bytes, feed: str = "jiji") -> list[str]:
        """One after the other, each dealt with before the next."""
        ids = []
        for body in bodies:
            ids.append(self.stream.xadd(f"wire:{feed}", {"body": body}).decode())
            self.settle()
        return ids

    def burst(self, *bodies: bytes, feed: str = "jiji") -> None:
        """All at once, as a backlog comes."""
        with self.stream.pipeline(transaction=True) as pipe:
            for body in bodies:
                pipe.xadd(f"wire:{feed}", {"body": body})
            pipe.execute()
        self.settle()

    def settle(self) -> None:
        """Until all is acknowledged and what may go out is out."""
        patient(lambda: not any(self.line.pending(feed) for feed in self.feeds()), 20, "acknowledged")
        patient(lambda: self.fetch(_UNSETTLED)[0][0] == 0, 20, "announced")

    def feeds(self) -> list[str]:
        return [key.decode().removeprefix("wire:") for key in self.stream.keys("wire:*")]

    def events(self, subject: str) -> list[dict[str, Any]]:
        found = [orjson.loads(fields[b"event"]) for _, fields in self.stream.xrange("articles:ready")]
        return [event for event in found if event["subject"] == subject]

    def told(self, subject: str) -> list[str]:
        """Its events in their order: `ready 1`, `withdrawn 2`."""
        return [f"{_SHORT[event['type']]} {event['data']['version']}" for event in self.events(subject)]

    def fates(self, story_id: str, provider: str = "jiji") -> list[str]:
        """As the store has them: `1 announced`, `2k blocked`."""
        rows = self.fetch(_FATES, provider, story_id)
        return [f"{row['version']}{'k' if row['withdraws'] else ''} {row['fate']}" for row in rows]

    def letters(self, entry_id: str) -> list[str]:
        rows = self.fetch("SELECT reason FROM dead_letter WHERE entry_id = $1", entry_id)
        return [row["reason"] for row in rows]

    def fetch(self, words: str, *values: object) -> list[asyncpg.Record]:
        async def ask() -> list[asyncpg.Record]:
            connection = await asyncpg.connect(self.line.postgres_url.get_secret_value())
            try:
                return list(await connection.fetch(words, *values))
            finally:
                await connection.close()

        return asyncio.run(ask())

    def desk(self, path: str) -> tuple[int, Any]:
        answer = httpx.get(f"http://127.0.0.1:{self.line.ports['desk']}{path}", timeout=10)
        return answer.status_code, answer.json()

    def states(self, story_id: str, provider: str = "jiji") -> list[str]:
        """As the desk shows them: `1 announced`, `2 held`."""
        status, found = self.desk(f"/desk/stories/{quote(provider)}/{quote(story_id, safe='')}")
        assert status == 200, found
        rows: Sequence[Mapping[str, Any]] = found["versions"]
        return [f"{row['version']}{'k' if row['withdraws'] else ''} {row['state']}" for row in rows]

    def public(self, story_id: str, version: int, provider: str = "jiji") -> int:
        """The status with which the read API answers anybody."""
        return self.desk(f"/articles/{quote(provider)}/{quote(story_id, safe='')}/versions/{version}")[0]

    def logged(self, event_type: str, **facts: object) -> list[dict[str, object]]:
        lines = [one for one in self.line.log("ingest") if one.get("event_type") == event_type]
        return [one for one in lines if all(one.get(name) == value for name, value in facts.items())]


def wait_until(moment: float) -> None:
    time.sleep(max(moment - time.time(), 0))
