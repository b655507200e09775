"""The checker knows nothing of our code, and finds each way in which a run can break a promise."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas import event as contract
from schemas.reasons import Reason
from tests.faults import checker
from tests.faults.checker import RULES, facts, verdict
from tests.faults.checker.mutations import ALLOWED, MUTATIONS
from tests.faults.checker.mutations.healthy import healthy
from tests.faults.checker.mutations.ways import Harm

_OURS = Path(str(checker.__file__)).parent
_ALLOWED = {"asyncpg", "orjson", "redis"} | sys.stdlib_module_names


def _imported(source: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def _is_own(name: str) -> bool:
    return f"{name}.".startswith("tests.faults.checker.")


@pytest.mark.parametrize("source", sorted(_OURS.rglob("*.py")), ids=lambda path: str(path.relative_to(_OURS)))
def test_it_imports_nothing_of_what_it_checks(source: Path) -> None:
    strange = {name for name in _imported(source) if name.split(".")[0] not in _ALLOWED and not _is_own(name)}
    assert strange == set()


def test_its_facts_are_those_of_the_contract() -> None:
    """They are written twice: a change of either is a change of the contract."""
    assert {str(reason) for reason in Reason} == facts.REASONS
    assert (contract.READY, contract.WITHDRAWN, contract.UNMATCHED) == (facts.READY, facts.WITHDRAWN, facts.UNMATCHED)
    assert (contract.BODY_LIMIT, contract.CONTENT_TYPE.encode()) == (facts.BODY_LIMIT, facts.CONTENT_TYPE)
    for revision in (0, 3):
        name = "jiji", "urn:x:時事", 2, facts.READY, revision
        assert str(contract.event_id(*name)) == facts.event_id(*name)


def test_a_run_that_kept_every_promise() -> None:
    assert verdict(healthy()) == []


@pytest.mark.parametrize("name", ALLOWED)
def test_it_leaves_alone(name: str) -> None:
    """What looks like a breach and is none."""
    assert verdict(ALLOWED[name](healthy())) == []


def test_every_rule_has_mutations() -> None:
    assert [rule.__name__ for rule in RULES] == list(MUTATIONS)
    assert all(MUTATIONS.values())


@pytest.mark.parametrize(
    ("rule", "harm", "says"),
    [
        pytest.param(rule, harm, says, id=f"{rule}: {name}")
        for rule, mutations in MUTATIONS.items()
        for name, (harm, says) in mutations.items()
    ],
)
def test_it_sees(rule: str, harm: Harm, says: str) -> None:
    found = verdict(harm(healthy()))
    assert any(one.startswith(f"{rule}: ") and says in one for one in found), "\n".join(found)
