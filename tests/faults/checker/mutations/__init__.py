"""Ways to break each promise of a run that kept them all, to see that the checker finds them."""

from tests.faults.checker.mutations.allowed import ALLOWED
from tests.faults.checker.mutations.services import LEFT, LOGGED, REPLAYED, SILENT
from tests.faults.checker.mutations.store import ATTEMPTS, DEAD, FATES, PAIRS, ROWS
from tests.faults.checker.mutations.stream import EMBARGOES, KILLS, REST, RISING, STREAM
from tests.faults.checker.mutations.ways import Harm

__all__ = ["ALLOWED", "MUTATIONS"]

MUTATIONS: dict[str, dict[str, tuple[Harm, str]]] = {
    "every_accepted_version_has_a_fate": FATES,
    "one_row_one_fate_same_hash": ROWS,
    "versions_and_outbox_pair": PAIRS,
    "announced_once_with_stable_bytes": STREAM,
    "announced_versions_rise": RISING,
    "nothing_lives_after_a_kill": KILLS,
    "nothing_before_its_embargo": EMBARGOES,
    "dead_letters_are_complete": DEAD,
    "attempts_are_bounded": ATTEMPTS,
    "at_rest_all_is_empty": REST,
    "every_fault_was_loud": SILENT,
    "replay_changes_nothing": REPLAYED,
    "logs_are_clean": LOGGED,
    "nothing_ended_unexpectedly": LEFT,
}
"""By rule and in words: what is done, and a part of the sentence that has to be said of it."""
