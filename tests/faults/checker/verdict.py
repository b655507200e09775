"""Which promises does the evidence break?"""

from collections.abc import Callable, Iterator

from tests.faults.checker.evidence import Evidence
from tests.faults.checker.fates import every_accepted_version_has_a_fate, one_row_one_fate_same_hash
from tests.faults.checker.letters import attempts_are_bounded, dead_letters_are_complete
from tests.faults.checker.logs import logs_are_clean
from tests.faults.checker.order import announced_versions_rise, nothing_before_its_embargo, nothing_lives_after_a_kill
from tests.faults.checker.outbox import at_rest_all_is_empty, versions_and_outbox_pair
from tests.faults.checker.services import every_fault_was_loud, nothing_ended_unexpectedly, replay_changes_nothing
from tests.faults.checker.stream import announced_once_with_stable_bytes

Rule = Callable[[Evidence], Iterator[str]]

RULES: tuple[Rule, ...] = (
    every_accepted_version_has_a_fate,
    one_row_one_fate_same_hash,
    versions_and_outbox_pair,
    announced_once_with_stable_bytes,
    announced_versions_rise,
    nothing_lives_after_a_kill,
    nothing_before_its_embargo,
    dead_letters_are_complete,
    attempts_are_bounded,
    at_rest_all_is_empty,
    every_fault_was_loud,
    replay_changes_nothing,
    logs_are_clean,
    nothing_ended_unexpectedly,
)


def verdict(evidence: Evidence) -> list[str]:
    """One sentence a breach, after its rule's name; empty if the run kept every promise."""
    return [f"{rule.__name__}: {breach}" for rule in RULES for breach in rule(evidence)]
