"""Articles of the project's own writing, made to order."""

import datetime as dt
import hashlib
from typing import Any

import orjson

from schemas.article import Article, Source
from schemas.japan import Japan, Names, Published
from schemas.story import Body, Story

NOTED = {"change_note", "withdraws", "hold"}
"""Fields by which the line notes what it read of a story's life; they have tests of their own."""

NOON = dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC)

_JAPAN = Japan(
    published=Published(
        basis="updated_at",
        utc=NOON,
        jst=NOON.astimezone(dt.timezone(dt.timedelta(hours=9))),
        date=dt.date(2026, 11, 20),
        era="令和8年11月20日",
        weekday=Names(ja="金", en="Friday"),
        holiday=None,
        business_day=True,
        fiscal_year=2026,
    )
)


def article(**changes: Any) -> Article:
    """Fields of Article or of its Source, over a plain usable story."""
    source: dict[str, Any] = {
        "feed": "jiji",
        "format": "ninjs",
        "encoding": "utf-8",
        "sha256": hashlib.sha256(repr(sorted(changes.items())).encode()).hexdigest(),
        "bytes": 100,
        "item": 0,
        "received_at": NOON,
    }
    fields: dict[str, Any] = {
        "provider": "jiji",
        "story_id": "urn:sample:harbour",
        "version": 1,
        "change": "new",
        "kind": "text",
        "status": "usable",
        "headline": "Harbour Bridge to Reopen in Spring",
        "language": "en",
        "body": Body(text="The bridge opens again.", html="<p>The bridge opens again.</p>"),
        "updated_at": NOON,
        "topics": [],
        "japan": _JAPAN,
    }
    source |= {name: changes.pop(name) for name in list(changes) if name in source and name not in Story.model_fields}
    return Article(**(fields | changes), source=Source(**source))


def ninjs(serial: int = 1, version: int = 1, **changes: Any) -> bytes:
    """A story as a producer would push it, in ninjs 1.x."""
    story = {
        "uri": f"urn:sample:{serial}",
        "version": str(version),
        "type": "text",
        "pubstatus": "usable",
        "urgency": 5,
        "language": "en",
        "versioncreated": "2026-11-20T12:00:00+09:00",
        "headline": f"Harbour Bridge {serial} to Reopen in Spring",
        "body_text": f"The city council voted on Friday to reopen bridge {serial}, version {version}.",
    }
    return orjson.dumps({**story, **changes})
