"""What is checked in is what the models say; and events of the past hold against the models of today."""

from pathlib import Path
from typing import Any

import jsonschema
import orjson
import pytest
from pydantic import BaseModel

from schemas.event import ArticleReady, ArticleWithdrawn, WithdrawalUnmatched
from schemas.publish import published
from tests.conftest import ROOT

FOLDER = ROOT / "schemas" / "published"
GOLDEN = sorted((ROOT / "tests" / "contract" / "golden").glob("*.json"))
MODELS: dict[str, type[BaseModel]] = {
    "newswire.article.ready.v1": ArticleReady,
    "newswire.article.withdrawn.v1": ArticleWithdrawn,
    "newswire.withdrawal.unmatched.v1": WithdrawalUnmatched,
}


def _checker(name: str) -> jsonschema.Draft202012Validator:
    schema = orjson.loads((FOLDER / name).read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def _schema_of(event: dict[str, str]) -> str:
    return f"{'-'.join(event['type'].split('.')[1:3])}.schema.json"


def test_the_checked_in_contracts_are_todays() -> None:
    for name, text in published().items():
        assert (FOLDER / name).read_text(encoding="utf-8") == text, f"{name} is stale: make schema"
    assert {path.name for path in FOLDER.iterdir()} == set(published())


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_an_event_of_the_past_is_one_of_today(path: Path) -> None:
    event = orjson.loads(path.read_bytes())
    assert [error.message for error in _checker(_schema_of(event)).iter_errors(event)] == []
    model = MODELS[event["type"]].model_validate_json(path.read_bytes())
    # And back: today's models write all that a reader of then knows, as it was; new optional fields may stand beside.
    again = orjson.loads(model.model_dump_json())
    assert _known_of(event, again) == event


def _known_of(old: Any, new: Any) -> Any:
    """`new` without the fields that `old` has no place for."""
    if isinstance(old, dict) and isinstance(new, dict):
        return {name: _known_of(value, new.get(name)) for name, value in old.items()}
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [_known_of(a, b) for a, b in zip(old, new, strict=True)]
    return new


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_reader_of_today_takes_the_fields_of_tomorrow(path: Path) -> None:
    event = orjson.loads(path.read_bytes())
    event["tomorrow"] = 1
    event["data"]["tomorrow"] = {"x": 1}
    assert [error.message for error in _checker(_schema_of(event)).iter_errors(event)] == []


def test_the_schema_can_fail() -> None:
    event = orjson.loads(GOLDEN[0].read_bytes())
    for broken in ({**event, "subject": 3}, {**event, "data": {**event["data"], "status": "perhaps"}}):
        assert list(_checker(_schema_of(event)).iter_errors(broken))


def test_there_is_a_golden_event_of_each_kind() -> None:
    events = [orjson.loads(path.read_bytes()) for path in GOLDEN]
    assert {event["type"] for event in events} == set(MODELS)
    assert any(event.get("dataref") and event["data"]["body"] is None for event in events)
