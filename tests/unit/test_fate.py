"""The rules of order: what is announced, what is history, what is refused."""

import datetime as dt

import pytest

from schemas.reasons import Reason, Rejected
from services.ingest.fate import Incoming, Known, decide, incoming
from tests.articles import article


def _through(*stories: Incoming) -> list[str]:
    known = Known()
    fates: list[str] = []
    for story in stories:
        fate, known = decide(story, known)
        fates.append(fate)
    return fates


def test_rising_versions_are_all_announced() -> None:
    assert _through(*(incoming(article(version=n)) for n in (1, 2, 5))) == ["announced"] * 3


def test_a_version_that_comes_late_is_history() -> None:
    assert _through(incoming(article(version=2)), incoming(article(version=1))) == ["announced", "history"]


def test_the_same_bytes_again_change_nothing() -> None:
    one = incoming(article(version=1))
    known = decide(one, Known())[1]
    assert decide(one, known) == ("duplicate", known)


def test_the_same_story_in_another_entry_is_a_duplicate() -> None:
    first, again = article(version=1, sha256="a" * 64), article(version=1, sha256="b" * 64, item=3)
    assert _through(incoming(first), incoming(again)) == ["announced", "duplicate"]


def test_the_same_version_with_other_content_is_a_conflict() -> None:
    known = decide(incoming(article(version=1)), Known())[1]
    with pytest.raises(Rejected) as refused:
        decide(incoming(article(version=1, headline="Another", sha256="b" * 64)), known)
    assert refused.value.reason is Reason.VERSION_CONFLICT


def test_a_story_after_its_kill_is_history() -> None:
    kill = incoming(article(version=3, status="canceled", change="withdrawal"))
    assert _through(kill, incoming(article(version=2))) == ["announced", "history"]


def test_a_higher_usable_version_revives_a_killed_story() -> None:
    kill = incoming(article(version=3, status="canceled", change="withdrawal"))
    fate, known = decide(kill, Known())
    assert (fate, known.withdrawn_version) == ("announced", 3)
    assert decide(incoming(article(version=4)), known)[0] == "announced"


def test_withheld_copy_is_not_announced() -> None:
    assert _through(incoming(article(version=1, status="withheld"))) == ["withheld"]


def test_the_content_digest_leaves_out_when_it_was_received() -> None:
    later = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
    assert incoming(article()).content_sha256 == incoming(article(received_at=later)).content_sha256
