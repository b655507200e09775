"""An outbox row as the field map of a stream entry: the same bytes whenever it is made."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import asyncpg
import orjson

from schemas.event import BODY_LIMIT, CONTENT_TYPE, event_id


def article_path(provider: str, story_id: str, version: int, revision: int = 0, *, withdraws: bool = False) -> str:
    """Where the read API serves an announced version; what a path gives a meaning is quoted."""
    path = f"/articles/{quote(provider, safe='')}/{quote(story_id, safe='')}/versions/{version}"
    return path + ("/withdrawal" if withdraws else "") + f"?revision={revision}"


def event_fields(row: "Mapping[str, Any] | asyncpg.Record", public_url: str) -> dict[str, bytes]:
    """CloudEvents 1.0, structured mode.  `row` is one of sql.NUMBERED, its article the JSON text as it was saved.

    An article of more than BODY_LIMIT bytes leaves its body behind and says where it is, and its digest.
    """
    provider, story_id, version = row["provider"], row["story_id"], row["version"]
    created: dt.datetime = row["created_at"]
    envelope: dict[str, Any] = {
        "specversion": "1.0",
        "id": str(event_id(provider, story_id, version, row["type"], row["revision"])),
        "source": f"/feeds/{row['feed']}",
        "type": row["type"],
        "subject": story_id,
        "time": created.astimezone(dt.UTC).isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
    }
    if row["traceparent"]:
        envelope["traceparent"] = row["traceparent"]
    article: bytes = row["article"].encode()
    if len(article) > BODY_LIMIT:
        path = article_path(provider, story_id, version, row["revision"], withdraws=row["withdraws"])
        envelope["dataref"] = public_url.rstrip("/") + path
        envelope["datasha256"] = hashlib.sha256(article).hexdigest()
        article = orjson.dumps({**orjson.loads(article), "body": None})
    envelope["data"] = orjson.Fragment(article)
    return {"content-type": CONTENT_TYPE.encode(), "event": orjson.dumps(envelope)}
