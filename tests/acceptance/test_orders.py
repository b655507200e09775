"""Versions and kills in every order: what is announced, what the store has, what the desk shows."""

from dataclasses import dataclass
from itertools import count, permutations

import pytest

from tests.acceptance.stage import Stage, copy

_SERIAL = count(1000)


@dataclass(frozen=True)
class Scene:
    """In the notation of docs/life.md: what comes, the events, the fates of the versions as the store orders them."""

    comes: str
    events: list[str]
    fates: list[str]
    letters: tuple[str, ...] = ()


SCENES = {
    "one after the other": Scene("1 2 3", ["ready 1", "ready 2", "ready 3"], ["announced"] * 3),
    "the last two change places": Scene("1 3 2", ["ready 1", "ready 3"], ["announced", "history", "announced"]),
    "the first two change places": Scene("2 1 3", ["ready 2", "ready 3"], ["history", "announced", "announced"]),
    "the first comes last": Scene("2 3 1", ["ready 2", "ready 3"], ["history", "announced", "announced"]),
    "the last comes first": Scene("3 1 2", ["ready 3"], ["history", "history", "announced"]),
    "backwards": Scene("3 2 1", ["ready 3"], ["history", "history", "announced"]),
    "the same again": Scene("1 1 2 1", ["ready 1", "ready 2"], ["announced", "announced"]),
    "the same number, other words": Scene("1 1!", ["ready 1"], ["announced"], ("version_conflict",)),
    "a number left out": Scene("1 4", ["ready 1", "ready 4"], ["announced", "announced"]),
    "flash, then story": Scene("0 1", ["ready 0", "ready 1"], ["announced", "announced"]),
    "story, then its kill": Scene("1 2k", ["ready 1", "withdrawn 2"], ["announced", "announced"]),
    "a kill with the number of its story": Scene("1 1k", ["ready 1", "withdrawn 1"], ["announced", "announced"]),
    "kill first": Scene("2k 1", ["withdrawn 2"], ["blocked", "announced"]),
    "kill first, same number": Scene("1k 1", ["withdrawn 1"], ["blocked", "announced"]),
    "kill between, what it meant comes late": Scene(
        "1 3k 2", ["ready 1", "withdrawn 3"], ["announced", "blocked", "announced"]
    ),
    "kill between, a higher one revives": Scene(
        "1 2k 3", ["ready 1", "withdrawn 2", "ready 3"], ["announced", "announced", "announced"]
    ),
    "kill, revival, the old kill again": Scene(
        "1 2k 3 2k", ["ready 1", "withdrawn 2", "ready 3"], ["announced", "announced", "announced"]
    ),
    "two kills": Scene("1 2k 3k", ["ready 1", "withdrawn 2", "withdrawn 3"], ["announced", "announced", "announced"]),
    "a kill that was overtaken": Scene("1 3 2k", ["ready 1", "ready 3"], ["announced", "history", "announced"]),
    "advance copy, then its story": Scene("1w 2", ["ready 2"], ["withheld", "announced"]),
    "advance copy, then its kill": Scene("1w 2k", [], ["withheld", "quiet"]),
}


@pytest.mark.parametrize("name", SCENES)
def test_scene(stage: Stage, name: str) -> None:
    scene, serial = SCENES[name], next(_SERIAL)
    ids = stage.push(*(copy(serial, word) for word in scene.comes.split()))
    subject = f"urn:sample:{serial}"
    assert stage.told(subject) == scene.events
    assert [fate.split()[1] for fate in stage.fates(subject)] == scene.fates
    assert tuple(reason for entry_id in ids for reason in stage.letters(entry_id)) == scene.letters
    _at_the_desk(stage, subject, scene)


def _at_the_desk(stage: Stage, subject: str, scene: Scene) -> None:
    states = dict(state.rsplit(" ", 1) for state in stage.states(subject))
    announced = {event.split()[1] for event in scene.events if event.startswith("ready")}
    assert {version for version, state in states.items() if state == "announced"} == announced
    kills = [int(event.split()[1]) for event in scene.events if event.startswith("withdrawn")]
    readable = {int(event.split()[1]) for event in scene.events if event.startswith("ready")}
    for version in range(5):
        gone = version in readable and any(version <= kill for kill in kills)
        wanted = 410 if gone else 200 if version in readable else 404
        assert stage.public(subject, version) == wanted, version


@pytest.mark.parametrize("order", ["".join(order) for order in permutations("123k")])
def test_all_orders_of_a_backlog_with_a_kill(stage: Stage, order: str) -> None:
    """The kill is version 3's own number: nothing of the story may live when all has come."""
    serial = next(_SERIAL)
    words = [word.replace("k", "3k") for word in order]
    stage.burst(*(copy(serial, word) for word in words))
    subject = f"urn:sample:{serial}"
    told = stage.told(subject)
    assert told[-1] == "withdrawn 3"
    versions = [int(event.split()[1]) for event in told]
    assert versions == sorted(versions)
    live_after_kill = words[words.index("3k") + 1 :]
    fates = dict(fate.split() for fate in stage.fates(subject))
    assert {fates[word] for word in live_after_kill} <= {"blocked"}
    assert stage.public(subject, 3) in {404, 410}
