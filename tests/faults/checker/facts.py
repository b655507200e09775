"""What the contract says, written down once more: docs/contract.md, not the code, is where it comes from."""

import uuid
from typing import Final

READY: Final = "newswire.article.ready.v1"
WITHDRAWN: Final = "newswire.article.withdrawn.v1"
UNMATCHED: Final = "newswire.withdrawal.unmatched.v1"
CONTENT_TYPE: Final = b"application/cloudevents+json"

BODY_LIMIT: Final = 48 * 1024
"""Bytes of an article's JSON above which the event leaves out its body."""

NAMESPACE: Final = uuid.UUID("4de294f0-e159-54ab-be9c-7b88ff85d02a")
"""Of all event ids, for ever: UUIDv5 of `urn:kawaraban:event` in the namespace of URLs."""

REASONS: Final = frozenset([
    "malformed", "unsupported_format", "too_large", "bad_encoding", "no_content", "missing_field", "bad_value",
    "bad_time", "version_conflict", "foreign_provider", "poison",
])  # fmt: skip


def event_id(provider: str, story_id: str, version: int, event_type: str, revision: int) -> str:
    """UUIDv5 of provider, story, version and type, and of the revision if there is one."""
    name = f"{len(provider)}:{provider}:{len(story_id)}:{story_id}:{version}:{event_type}"
    return str(uuid.uuid5(NAMESPACE, f"{name}:{revision}" if revision else name))
