"""What subscribers may read again: versions as they were announced.  What was not announced is not there.

What is held, withheld, replaced and unknown has one answer, by one statement, so that nothing betrays an embargo.
"""

import asyncio
import json
from dataclasses import asdict
from typing import Any
from urllib.parse import quote

import asyncpg

from services.desk import sql
from services.desk.diff import diff
from services.desk.state import announced_at
from services.runtime.postgres import rows_named


class NotAnnounced(Exception):  # noqa: N818  its name is the message
    """No such version was announced."""


class Withdrawn(Exception):  # noqa: N818  its name is the message
    """It was announced and is withdrawn.  `version` is of the withdrawal, `why` in the agency's words or the desk's."""

    def __init__(self, version: int, why: str | None) -> None:
        super().__init__(version)
        self.version, self.why = version, why


class Announced:
    """`comparing` bounds how many versions are compared at a time.

    Raises Unavailable from every method if the store is away.
    """

    def __init__(self, pool: asyncpg.Pool, comparing: asyncio.Semaphore) -> None:
        self._pool, self._comparing = pool, comparing

    async def article(
        self, provider: str, story_id: str, version: int, *, withdraws: bool = False, revision: int | None = None
    ) -> str:
        """The JSON as it was announced: in UTF-8 the bytes that the event's `datasha256` is of.

        Of the newest revision that was announced, or of a certain one.  Raises NotAnnounced, Withdrawn.
        """
        rows = await rows_named(self._pool, sql.ANNOUNCED, provider, story_id, version, withdraws, revision)
        if not rows:
            raise NotAnnounced
        if rows[0]["withdrawn"]:
            kills = await rows_named(self._pool, sql.WITHDRAWAL, provider, story_id)
            raise Withdrawn(kills[0]["version"], kills[0]["why"]) if kills else Withdrawn(version, None)
        return str(rows[0]["article"])

    async def versions(self, provider: str, story_id: str) -> list[dict[str, Any]]:
        """Each announcement, in their order; `withdrawn` ones have no links any more.

        Raises NotAnnounced if there is none.
        """
        rows = await rows_named(self._pool, sql.ALL_ANNOUNCED, provider, story_id)
        if not rows:
            raise NotAnnounced
        path = f"/articles/{quote(provider, safe='')}/{quote(story_id, safe='')}"
        before: int | None = None
        told = []
        for row in rows:
            told.append(_told(row, path, before))
            if not row["withdraws"]:
                before = None if row["withdrawn"] else row["version"]
        return told

    async def diff(self, provider: str, story_id: str, old: int, new: int) -> list[dict[str, Any]]:
        """What differs between two usable versions, as services.desk.diff has it.

        Raises NotAnnounced, Withdrawn.
        """
        one, other = [await self.article(provider, story_id, version) for version in (old, new)]
        async with self._comparing:
            return await asyncio.to_thread(_compared, one, other)


def _compared(old: str, new: str) -> list[dict[str, Any]]:
    return [asdict(one) for one in diff(json.loads(old), json.loads(new))]


def _told(row: asyncpg.Record, path: str, before: int | None) -> dict[str, Any]:
    links = {}
    if not row["withdrawn"]:
        tail = ("/withdrawal" if row["withdraws"] else "") + (f"?revision={row['revision']}" if row["revision"] else "")
        links["article"] = f"{path}/versions/{row['version']}{tail}"
        if before not in {None, row["version"]} and not row["withdraws"]:
            links["diff"] = f"{path}/diff?from={before}&to={row['version']}"
    return {
        "version": row["version"],
        "revision": row["revision"],
        "type": row["type"],
        "change": row["change"],
        "changed": json.loads(row["changed"] or "[]"),
        "change_note": row["change_note"],
        "updated_at": row["updated_at"],
        "announced_at": announced_at(row["stream_ms"]),
        "withdrawn": row["withdrawn"],
        "links": links,
    }
