"""The contracts as other languages read them: JSON Schema of what goes out, AsyncAPI of both streams."""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from schemas.article import Article
from schemas.event import CONTENT_TYPE, ArticleReady, ArticleWithdrawn, WithdrawalUnmatched
from schemas.story import Story

VERSION = "1.3.0"
"""Of the contracts.  Within a major version only optional fields are added."""

_MODELS: dict[str, type[BaseModel]] = {
    "story": Story,
    "article": Article,
    "article-ready": ArticleReady,
    "article-withdrawn": ArticleWithdrawn,
    "withdrawal-unmatched": WithdrawalUnmatched,
}
_EVENTS = ("article-ready", "article-withdrawn", "withdrawal-unmatched")
_IDS = "urn:kawaraban:schema:v1:"


class _ForReaders(GenerateJsonSchema):
    """A reader of today has to take the events of tomorrow: what it doesn't know it passes over.

    Our own models forbid unknown fields, because for us one is a mistake; `additionalProperties: false` in the
    published schema would make each field that is added later a breach of the contract.
    """

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        found = super().model_schema(schema)
        found.pop("additionalProperties", None)
        return found


def published() -> dict[str, str]:
    """Text by file name, the same bytes for the same models."""
    files = {f"{name}.schema.json": _text(_schema(name, model)) for name, model in _MODELS.items()}
    files["wire-entry.schema.json"] = _text(_entry_schema())
    files["asyncapi.json"] = _text(_asyncapi())
    return files


def write_published(folder: Path) -> None:
    """Makes `folder` hold exactly these files' newest texts; other files stay."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in published().items():
        (folder / name).write_text(text, encoding="utf-8")


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _schema(name: str, model: type[BaseModel]) -> dict[str, Any]:
    found = model.model_json_schema(mode="serialization", schema_generator=_ForReaders)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": _IDS + name}
    return head | found


def _entry_schema() -> dict[str, Any]:
    """What a producer puts into `wire:<feed>`: a map of fields to bytes."""
    text = {"type": "string"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": _IDS + "wire-entry",
        "title": "WireEntry",
        "description": "Fields of one entry of a wire stream.  Fields that are not named here are kept.",
        "type": "object",
        "required": ["body"],
        "properties": {
            "body": text | {"description": "the copy's bytes, exactly as the agency sent them"},
            "content-type": text | {"description": "a hint; the bytes decide"},
            "received": text | {"format": "date-time", "description": "when the producer had it, RFC 3339 with a zone"},
            "id": text | {"description": "the producer's own key"},
            "traceparent": text | {"description": "W3C trace context; the event carries it on"},
        },
    }


def _asyncapi() -> dict[str, Any]:
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Kawaraban",
            "version": VERSION,
            "description": "Wire copy in, article-ready events out.  Both streams are plain Redis streams: any client "
            "of any language may XADD to the one and XREAD the other.",
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": CONTENT_TYPE,
        "servers": {
            "local": {"host": "127.0.0.1:6379", "protocol": "redis", "description": "what `wire up` starts"},
        },
        "channels": _channels(),
        "operations": _operations(),
        "components": {
            "messages": _messages(),
            "schemas": {name: _embedded(f"{name}.schema.json") for name in _EVENTS}
            | {"wire-entry": _embedded("wire-entry.schema.json")},
        },
    }


def _embedded(file: str) -> dict[str, Any]:
    return {"$ref": f"./{file}"}


def _channels() -> dict[str, Any]:
    return {
        "wire": {
            "address": "wire:{feed}",
            "title": "Wire copy",
            "description": "One stream a feed.  A story is accepted when XADD has returned.",
            "parameters": {"feed": {"description": "a feed of config/feeds.toml", "examples": ["jiji"]}},
            "messages": {"entry": {"$ref": "#/components/messages/entry"}},
        },
        "ready": {
            "address": "articles:ready",
            "title": "Article-ready events",
            "description": "Fields `content-type` and `event`; `event` is a CloudEvent 1.0 in structured mode.  "
            "Versions of a story rise; an event is there once.",
            "messages": {
                "ready": {"$ref": "#/components/messages/ready"},
                "withdrawn": {"$ref": "#/components/messages/withdrawn"},
                "unmatched": {"$ref": "#/components/messages/unmatched"},
            },
        },
    }


def _operations() -> dict[str, Any]:
    return {
        "takeCopy": {
            "action": "receive",
            "channel": {"$ref": "#/channels/wire"},
            "summary": "Kawaraban reads what producers push.",
            "messages": [{"$ref": "#/channels/wire/messages/entry"}],
        },
        "announce": {
            "action": "send",
            "channel": {"$ref": "#/channels/ready"},
            "summary": "Kawaraban announces what subscribers read.",
            "messages": [{"$ref": f"#/channels/ready/messages/{name}"} for name in ("ready", "withdrawn", "unmatched")],
        },
    }


def _messages() -> dict[str, Any]:
    def message(name: str, title: str, schema: str, content_type: str) -> dict[str, Any]:
        return {
            "name": name,
            "title": title,
            "contentType": content_type,
            "payload": {"$ref": f"#/components/schemas/{schema}"},
        }

    return {
        "entry": message("wire.entry", "A piece of wire copy", "wire-entry", "application/octet-stream"),
        "ready": message(ArticleReady.model_fields["type"].default, "An article", "article-ready", CONTENT_TYPE),
        "withdrawn": message(
            ArticleWithdrawn.model_fields["type"].default, "A withdrawal", "article-withdrawn", CONTENT_TYPE
        ),
        "unmatched": message(
            WithdrawalUnmatched.model_fields["type"].default,
            "A withdrawal of a story that could not be told",
            "withdrawal-unmatched",
            CONTENT_TYPE,
        ),
    }
