"""What becomes of a version: kills, corrections, advance copy, in whatever spelling."""

from typing import Any

import pytest

from tests.articles import ninjs
from tests.unit.conftest import Read


def test_a_kill_needs_no_text_and_its_slugline_will_do(read: Read) -> None:
    story = read(ninjs(1, version=2, pubstatus="canceled", headline=None, body_text=None, slugline="bridge"))
    assert (story.status, story.change, story.headline) == ("canceled", "withdrawal", "bridge")
    assert len(story.warnings) == 1
    assert story.warnings[0].startswith("headline: the withdrawal has none")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"version": 2, "ednote": "Eds: CORRECTION: date"}, ("correction", "usable")),
        ({"version": 2, "ednote": "Eds: Corrects date"}, ("correction", "usable")),
        ({"version": 2, "ednote": "Kills 3rd paragraph"}, ("update", "usable")),
        ({"signals": [{"qcode": "sig:correction"}]}, ("correction", "usable")),
        ({"signal": "sig:update"}, ("update", "usable")),
        ({"headline": "【訂正】橋が開通"}, ("correction", "usable")),
        ({"ednote": "KILL: wrong bridge"}, ("withdrawal", "canceled")),
        ({"pubstatus": "withheld"}, ("new", "withheld")),
        ({"headline": "Kill Bill returns to cinemas"}, ("new", "usable")),
        ({"headline": "KILLED IN QUAKE: TWELVE PEOPLE"}, ("new", "usable")),
        ({"headline": "NEW YORK STOCKS FALL"}, ("new", "usable")),
        ({"headline": "UPDATE 2-OIL PRICES FALL"}, ("update", "usable")),
        ({"headline": "予定稿　橋が開通"}, ("new", "withheld")),
    ],
)
def test_desk_words(read: Read, changes: dict[str, Any], expected: tuple[str, str]) -> None:
    story = read(ninjs(1, **changes))
    assert (story.change, story.status) == expected


@pytest.mark.parametrize(("version", "withdraws", "number"), [("3", "version", 3), ("", "story", 0)])
def test_a_kill_without_a_version_is_of_the_whole_story(read: Read, version: Any, withdraws: str, number: int) -> None:
    story = read(ninjs(1, version=version, pubstatus="canceled"))
    assert (story.version, story.withdraws or "version") == (number, withdraws)


@pytest.mark.parametrize("name", ["pubStatus", "pubstatus", "PubStatus", "pub_status", "publicationStatus"])
def test_a_kill_in_any_spelling(read: Read, name: str) -> None:
    changes: dict[str, Any] = {"pubstatus": None, name: "Canceled"}
    story = read(ninjs(1, **changes))
    assert (story.status, story.change) == ("canceled", "withdrawal")


@pytest.mark.parametrize("name", ["embargoed", "embargoedUntil", "embargoeduntil", "embargo_until", "embargo"])
def test_an_embargo_in_any_spelling(read: Read, name: str) -> None:
    changes: dict[str, Any] = {name: "2026-11-21T00:00:00Z"}
    assert str(read(ninjs(1, **changes)).embargo_until) == "2026-11-21 00:00:00+00:00"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"state": "killed"}, ("withdrawal", "canceled")),
        ({"operation": "takedown"}, ("withdrawal", "canceled")),
        ({"state": "recalled"}, ("withdrawal", "canceled")),
        ({"state": "corrected"}, ("correction", "usable")),
        ({"state": "in_progress"}, ("new", "withheld")),
        ({"state": "published", "operation": "publish"}, ("new", "usable")),
        ({"state": "Osaka"}, ("new", "usable")),
        ({"pubstatus": "withhold"}, ("new", "withheld")),
        ({"pubstatus": "draft"}, ("new", "withheld")),
    ],
)
def test_words_of_newsroom_systems(read: Read, changes: dict[str, Any], expected: tuple[str, str]) -> None:
    story = read(ninjs(1, **changes))
    assert (story.change, story.status) == expected
