"""Which stories are about these words, of this feed, topic and day?"""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg

from services.desk.search_terms import topic_term, wish
from services.runtime.postgres import rows_named

# What is found is found by the index of its words before it is put in order: a plan that walked the newest stories
# until enough of them have a rare word would read them all.
_FOUND = """
WITH found AS MATERIALIZED (
  SELECT provider, story_id, seen_at, topics FROM story_search WHERE {wanted}
)
"""
_NEWEST = """
WITH found AS (SELECT provider, story_id, seen_at, topics FROM story_search)
"""
_PICKED = """
SELECT i.provider, i.story_id, v.version, v.withdraws, i.topics
FROM (SELECT * FROM found ORDER BY seen_at DESC, provider, story_id LIMIT $1 OFFSET $2) AS i
JOIN story AS s USING (provider, story_id)
CROSS JOIN LATERAL (
  SELECT version, withdraws FROM story_version AS t
  WHERE (t.provider, t.story_id) = (s.provider, s.story_id) AND t.version <= s.version
  ORDER BY version DESC, (withdraws = coalesce(s.withdrawn_version >= s.version, false)) DESC LIMIT 1
) AS v
ORDER BY i.seen_at DESC, i.provider, i.story_id
"""


@dataclass(frozen=True, slots=True)
class Search:
    """`topic` is a Media Topic, and those below it are found too; `day` is Japan's, of the story's own moment."""

    words: str = ""
    feed: str | None = None
    topic: str | None = None
    day: dt.date | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.words.strip() or self.feed or self.topic or self.day)

    def _conditions(self) -> tuple[list[str], list[Any]]:
        wanted = wish(self.words)
        terms = [*wanted.terms, *([topic_term(self.topic)] if self.topic else [])]
        given: list[tuple[str, Any]] = [("words @> ${}::text[]", terms)] if terms else []
        given += [("strpos(folded, ${}) > 0", passage) for passage in wanted.passages]
        given += [("feed = ${}", self.feed)] if self.feed else []
        given += [("day = ${}", self.day)] if self.day else []
        return [text.format(number) for number, (text, _) in enumerate(given, 3)], [value for _, value in given]

    async def picked(self, pool: asyncpg.Pool, limit: int, offset: int = 0) -> Sequence[dict[str, Any]]:
        """The newest first: provider, story_id, version, withdraws, and topics as the index keeps them.

        Signs that are no words find nothing.  Raises Unavailable.
        """
        if self.words.strip() and not wish(self.words).terms:
            return []
        conditions, values = self._conditions()
        head = _FOUND.format(wanted=" AND ".join(conditions)) if conditions else _NEWEST
        rows = await rows_named(pool, head + _PICKED, limit, offset, *values)
        return [{**row, "topics": json.loads(row["topics"])} for row in rows]
