"""The table of event types in docs/runbook.md against the code: the same names, at the same levels."""

import ast
import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import get_args

from services.ingest.life.fate import Fate
from tests.conftest import ROOT

Levels = Mapping[str, set[str]]

_METHODS = {"debug": "debug", "info": "info", "warning": "warning", "error": "error", "exception": "error"}
_ROW = re.compile(r"^\| `([a-z_.]+)` \| ([a-z, ]+) \| .+ \|( .*)? \|$")

TREES = {path: ast.parse(path.read_text()) for path in sorted((ROOT / "services").rglob("*.py"))}

STORIES: Levels = {
    "announced": {"info", "warning"},
    "history": {"info", "warning"},
    "withheld": {"info", "error"},
    "blocked": {"warning"},
    "quiet": {"info"},
    "notice": {"info"},
    "unmatched": {"error"},
    "duplicate": {"info"},
    "rejected": {"info", "error"},
}


def _calls(name: str) -> Iterator[ast.Call]:
    for node in itertools.chain.from_iterable(map(ast.walk, TREES.values())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node


def _text(node: ast.expr) -> str:
    assert isinstance(node, ast.Constant)
    assert isinstance(node.value, str)
    return node.value


def _roles() -> list[str]:
    """Of the circuits, whose event types are put together."""
    return [_text(call.args[1]) for call in _calls("Circuit")]


def _outages(word: str, else_: str) -> list[str]:
    return [
        f"{_text(call.args[0])}.{next((_text(k.value) for k in call.keywords if k.arg == word), else_)}"
        for call in _calls("Outage")
    ]


# What is written in place of a name, and which names that stands for.
_PUT_TOGETHER = {
    "f\"story.{one.fate or 'rejected'}\"": [f"story.{outcome}" for outcome in STORIES],
    "f'{self._role}.busy'": [f"{role}.busy" for role in _roles()],
    "f'{self._role}.unavailable'": [f"{role}.unavailable" for role in _roles()],
    "f'{self._role}.back'": [f"{role}.back" for role in _roles()],
    "self._begins": _outages("begins", "away"),
    "self._ends": _outages("ends", "back"),
}
_BEGIN = set(_outages("begins", "away"))


def _written() -> Iterator[tuple[ast.expr, str | None]]:
    """What each event_type is written as, with the name of the method that it is logged by."""
    for node in itertools.chain.from_iterable(map(ast.walk, TREES.values())):
        if isinstance(node, ast.Call):
            method = node.func.attr if isinstance(node.func, ast.Attribute) else None
            yield from ((k.value, method) for k in node.keywords if k.arg == "event_type")
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "event_type":
                    yield value, None


def _of_the_code() -> Levels:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for value, method in _written():
        names = [_text(value)] if isinstance(value, ast.Constant) else _PUT_TOGETHER[ast.unparse(value)]
        for name in names:
            if method is not None:
                found[name].add(_METHODS[method])
            elif name.startswith("story."):
                found[name] |= STORIES[name.removeprefix("story.")]
            else:
                assert name in _BEGIN, f"at which level is {name}?"
                found[name] |= {"warning", "error"}
    return found


def _of_the_table() -> Levels:
    table = (ROOT / "docs" / "runbook.md").read_text().split("| event_type |", 1)[1].split("\n\n", 1)[0]
    rows = [_ROW.match(line) for line in table.splitlines()[2:]]
    assert all(rows), [line for line in table.splitlines()[2:] if not _ROW.match(line)]
    found = [(row[1], set(row[2].split(", "))) for row in rows if row]
    assert len(dict(found)) == len(found), "a name has two rows"
    return dict(found)


def test_the_runbook_has_what_the_code_says_and_no_more() -> None:
    assert _of_the_table() == _of_the_code()


def test_every_fate_has_its_levels() -> None:
    assert set(STORIES) == {*get_args(Fate), "rejected"}


def test_every_line_that_is_logged_says_what_it_is() -> None:
    untold = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and ast.unparse(node.func.value) == "log()"
        and not any(k.arg in {"event_type", None} for k in node.keywords)
    ]
    assert untold == []
