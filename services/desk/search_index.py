"""How stories come to be found by their words: the desk reads what is new and keeps its words, beside the line.

Nothing waits for it.  What it does is the same however often it is done, so several desks may do it, and the table may
be emptied: the next start fills it.
"""

import asyncio
import datetime as dt
import itertools
import json
import time
from collections.abc import Iterable
from typing import Any

import asyncpg

from services.desk.search_terms import MOST, folded, terms, topic_term
from services.runtime.logging import log
from services.runtime.postgres import Unsaveable, postgres_errors
from services.runtime.unavailable import Unavailable, attempts

_AT_ONCE = 200
_REST_SECONDS = 1.0
_SWEEP_SECONDS = 60.0
"""A number of the outbox may be committed after a higher one, and what waits for the desk has none: they are found so
often.  No transaction of the line takes as long."""

_TOKYO = dt.timezone(dt.timedelta(hours=9))

_ALL = """
SELECT provider, story_id FROM story WHERE (provider, story_id) > ($1, $2) ORDER BY provider, story_id LIMIT $3
"""
_HIGHEST = "SELECT coalesce(max(seq), 0) FROM outbox"
_NUMBERED = "SELECT seq, provider, story_id FROM outbox WHERE seq > $1 ORDER BY seq LIMIT $2"
_LATE = """
SELECT provider, story_id FROM outbox WHERE seq > $1 AND seq <= $2
UNION
SELECT provider, story_id FROM story_version
WHERE fate IN ('withheld', 'blocked', 'unmatched') AND saved_at > now() - make_interval(secs => $3)
"""

# What has the words of another version or revision is stale.
_STALE = """
SELECT s.provider, s.story_id, s.version, s.revision, coalesce(s.seen_at, v.saved_at) AS seen_at, v.feed, v.made
FROM (
  SELECT t.*, coalesce((
    SELECT max(r.revision) FROM story_revision AS r
    WHERE (r.provider, r.story_id, r.version) = (t.provider, t.story_id, t.version) AND NOT r.withdraws
  ), 0) AS revision
  FROM story AS t JOIN unnest($1::text[], $2::text[]) AS wanted (provider, story_id) USING (provider, story_id)
  WHERE t.version IS NOT NULL
) AS s
LEFT JOIN story_search AS i USING (provider, story_id)
CROSS JOIN LATERAL (
  SELECT feed, saved_at, made FROM story_made AS m
  WHERE (m.provider, m.story_id) = (s.provider, s.story_id) AND m.version <= s.version
  ORDER BY m.version DESC, m.withdraws LIMIT 1
) AS v
WHERE (i.version, i.revision) IS DISTINCT FROM (s.version, s.revision)
ORDER BY s.provider, s.story_id
"""
_KEEP = """
INSERT INTO story_search (provider, story_id, version, revision, feed, seen_at, day, topics, words, folded)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (provider, story_id) DO UPDATE SET
  version = excluded.version, revision = excluded.revision, feed = excluded.feed, seen_at = excluded.seen_at,
  day = excluded.day, topics = excluded.topics, words = excluded.words, folded = excluded.folded
WHERE (story_search.version, story_search.revision) <= (excluded.version, excluded.revision)
"""

Key = tuple[str, str]


class SearchIndex:
    """All stories once, then by the outbox."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._seq: int | None = None
        self._swept = (0, 0)
        """The outbox's numbers at the last sweep but one, and at the last."""
        self._swept_at = time.monotonic()

    async def run(self) -> None:
        """Until cancelled."""
        async for count in attempts():
            try:
                while True:
                    await self.catch_up()
                    await asyncio.sleep(_REST_SECONDS)
            except (Unavailable, Unsaveable) as problem:
                log().warning("search waits", event_type="search.waits", attempt=count, why=str(problem))

    async def catch_up(self) -> int:
        """All that is new; how many stories that were.  Raises Unavailable."""
        with postgres_errors():
            if self._seq is None:
                highest = await self._pool.fetchval(_HIGHEST)
                done = await self._everything()
                self._seq, self._swept = highest, (highest, highest)
            else:
                done = 0
            done += await self._numbered(self._seq)
            if time.monotonic() - self._swept_at > _SWEEP_SECONDS:
                done += await self.sweep()
            return done

    async def sweep(self) -> int:
        """What the numbers passed by since the last time.  Raises Unavailable."""
        with postgres_errors():
            seq = self._seq or 0
            rows = await self._pool.fetch(_LATE, self._swept[0], seq, 2 * _SWEEP_SECONDS)
            self._swept, self._swept_at = (self._swept[1], seq), time.monotonic()
            return await self._refresh((row["provider"], row["story_id"]) for row in rows)

    async def _everything(self) -> int:
        done, last = 0, ("", "")
        while rows := await self._pool.fetch(_ALL, *last, 5 * _AT_ONCE):
            last = rows[-1]["provider"], rows[-1]["story_id"]
            done += await self._refresh((row["provider"], row["story_id"]) for row in rows)
        return done

    async def _numbered(self, seq: int) -> int:
        done = 0
        while rows := await self._pool.fetch(_NUMBERED, seq, 5 * _AT_ONCE):
            done += await self._refresh((row["provider"], row["story_id"]) for row in rows)
            self._seq = seq = rows[-1]["seq"]
        return done

    async def _refresh(self, keys: Iterable[Key]) -> int:
        done, wanted = 0, iter(dict.fromkeys(keys))
        while batch := list(itertools.islice(wanted, _AT_ONCE)):
            rows = await self._pool.fetch(_STALE, [key[0] for key in batch], [key[1] for key in batch])
            if rows:
                await self._pool.executemany(_KEEP, await asyncio.to_thread(_kept, rows))
            done += len(rows)
        return done


def _kept(rows: list[asyncpg.Record]) -> list[tuple[Any, ...]]:
    return [_row(row, json.loads(row["made"])) for row in rows]


def _row(row: asyncpg.Record, article: dict[str, Any]) -> tuple[Any, ...]:
    text = folded(_text(article)[:MOST])
    topics = [{"id": topic["id"], **topic["name"]} for topic in article.get("topics") or ()]
    paths = {step for topic in article.get("topics") or () for step in (*topic["path"], topic["id"])}
    words = sorted(terms(text) | {topic_term(one) for one in paths})
    published = (article.get("japan") or {}).get("published") or {}
    day = dt.date.fromisoformat(published["date"]) if published else row["seen_at"].astimezone(_TOKYO).date()
    key = row["provider"], row["story_id"], row["version"], row["revision"], row["feed"], row["seen_at"]
    return (*key, day, json.dumps(topics, ensure_ascii=False), words, text)


def _text(article: dict[str, Any]) -> str:
    """What readers see of it, and by what desks know it; each on a line, so that no passage runs into another."""
    single = [article.get(name) or "" for name in ("headline", "slugline", "summary", "byline")]
    listed = [*(article.get("subheadlines") or ()), *(article.get("keywords") or ())]
    people = [form for one in (article.get("japan") or {}).get("people") or () for form in one["forms"]]
    captions = [one.get("caption") or "" for one in article.get("media") or ()]
    body = (article.get("body") or {}).get("text") or ""
    return "\n".join([*single, *listed, *people, *captions, body])
