"""The rules of order: what is announced, what is history, what is refused.  docs/life.md has them as tables."""

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from typing import Any

import pytest

from schemas.reasons import Rejected
from schemas.story import Body, Hold
from services.ingest.life.fate import ALL_VERSIONS, Fate, Incoming, Known, decide, incoming
from tests.articles import NOON, article
from tests.conftest import ROOT

_WORD = re.compile(r"(?P<number>\d*)(?P<kind>[kw]?)(?P<other>!?)(?:@(?P<hour>\d+))?")


def _version(word: str) -> Incoming:
    found = _WORD.fullmatch(word)
    assert found, word
    at = NOON.replace(hour=int(found["hour"])) if found["hour"] else None
    changes: dict[str, Any] = {"version": int(found["number"] or 0), "updated_at": at}
    if found["kind"] == "k":
        withdraws = "version" if found["number"] else "story"
        changes |= {"status": "canceled", "change": "withdrawal", "withdraws": withdraws}
    elif found["kind"] == "w":
        changes["status"] = "withheld"
    if found["other"]:
        changes["headline"] = "Other words"
    return incoming(article(**changes))


def _through(words: str, known: Known | None = None) -> tuple[list[str], Known]:
    known = known or Known()
    fates: list[str] = []
    for word in words.split():
        try:
            fate, _, known = decide(_version(word), known)
            fates.append(fate)
        except Rejected as refused:
            fates.append(str(refused.reason))
    return fates, known


def _rows() -> Iterator[tuple[str, ...]]:
    page = (ROOT / "docs" / "life.md").read_text(encoding="utf-8")
    table = page.partition("| story so far |")[2].partition("\n\n")[0]
    for line in table.splitlines()[2:]:
        yield tuple(cell.strip() for cell in line.strip("|").split("|")[:3])


@pytest.mark.parametrize(("before", "comes", "becomes"), list(_rows()))
def test_the_tables_of_the_page(before: str, comes: str, becomes: str) -> None:
    known = _through(before)[1]
    assert _through(comes, known)[0] == becomes.split()


def test_what_the_line_adds_is_no_content() -> None:
    added = {
        "topics", "japan", "source", "repairs", "warnings", "change_note", "withdraws", "hold", "changed", "same_as",
        "notice", "revision",
    }  # fmt: skip
    made = article(
        headline='Quoted: ,"change_note":"none"', keywords=['",\\"change_note":'], change_note="Corrects name"
    )
    content = made.model_dump_json(exclude=added).encode()
    assert incoming(made).content_sha256 == hashlib.sha256(content).digest()
    assert incoming(made).article_json == made.model_dump_json()


def test_the_page_has_its_rows() -> None:
    assert len(list(_rows())) >= 40


def test_the_same_story_in_another_entry_is_a_duplicate() -> None:
    first, again = article(version=1, sha256="a" * 64), article(version=1, sha256="b" * 64, item=3)
    known = decide(incoming(first), Known())[2]
    assert decide(incoming(again), known)[0] == "duplicate"


def test_a_duplicate_leaves_all_as_it_was() -> None:
    _, known = _through("1 2k 3")
    fate, _, after = decide(_version("2k"), known)
    assert (fate, after) == ("duplicate", known)


def test_a_kill_that_numbers_nothing_has_the_number_that_the_story_has_reached() -> None:
    _, known = _through("1 5")
    fate, kill, after = decide(_version("k"), known)
    assert (fate, kill.article.version, after.withdrawn_version) == ("announced", 5, 5)


def test_a_kill_that_comes_first_and_numbers_nothing_means_all_versions() -> None:
    _, known = _through("k")
    assert (known.version, known.withdrawn_version, known.is_withdrawn) == (0, ALL_VERSIONS, True)


def test_a_kill_is_spent_when_the_story_lives_again() -> None:
    _, known = _through("k@9 1@10")
    assert not known.is_withdrawn
    assert _through("2 3", known)[0] == ["announced", "announced"]


def test_what_is_blocked_does_not_stand_for_the_story() -> None:
    _, known = _through("1 3k 2")
    assert (known.version, known.current and known.current.version) == (3, 1)  # type: ignore[union-attr]


@pytest.mark.parametrize("order", ["1 2 3", "1 3 2", "2 1 3", "2 3 1", "3 1 2", "3 2 1"])
def test_whatever_the_order_announcements_rise_and_the_highest_stays(order: str) -> None:
    fates, known = _through(order)
    announced = [int(word) for word, fate in zip(order.split(), fates, strict=True) if fate == "announced"]
    assert announced == sorted(announced)
    assert (announced[-1], known.version) == (3, 3)
    assert set(fates) <= {"announced", "history"}


def test_an_update_names_what_changed() -> None:
    _, known = _through("1")
    body = Body(text="The bridge opens on Sunday.", html="<p>The bridge opens on Sunday.</p>")
    new = incoming(article(version=2, headline="Harbour Bridge Opens", body=body, urgency=2))
    made = decide(new, known)[1].article
    assert (made.changed, made.change) == (["urgency", "headline", "body"], "update")


def test_what_was_saved_as_json_is_compared_as_what_was_just_made() -> None:
    old = article(version=1, embargo_until=NOON, dateline=None)
    new = incoming(article(version=2, embargo_until=NOON, keywords=["bridge"]))
    from_store = decide(new, Known(version=1, told=old.model_dump_json(), told_version=1))[1].article
    in_batch = decide(new, Known(version=1, told=old, told_version=1))[1].article
    assert from_store.changed == in_batch.changed == ["keywords"]


def test_what_changed_is_told_against_what_subscribers_have() -> None:
    _, known = _through("1")
    held = decide(incoming(article(version=2, status="withheld", headline="Bridge Opens")), known)[2]
    made = decide(incoming(article(version=3, headline="Bridge Opens", urgency=3)), held)[1].article
    assert (made.changed, made.change) == (["urgency", "headline"], "update")


def test_a_kill_of_what_went_out_leaves_what_waits() -> None:
    _, known = _through("1 2w 1k")
    assert (known.version, known.withdrawn_version, known.is_withdrawn) == (2, 1, False)


def test_a_correction_stays_one_and_a_first_version_changes_nothing() -> None:
    _, known = _through("1")
    correction = incoming(article(version=2, change="correction", headline="Corrected"))
    assert decide(correction, known)[1].article.change == "correction"
    assert decide(_version("1"), Known())[1].article.changed == []


_LATER = NOON + dt.timedelta(hours=3)


def _after_embargo(first: dict[str, Any], **second: Any) -> tuple[Fate, Incoming]:
    known = decide(incoming(article(version=1, **first)), Known())[2]
    fate, made, _ = decide(incoming(article(version=2, **second)), known)
    return fate, made


_IN_WORDS = {"embargo_until": _LATER, "hold": Hold(reason="embargo", text="解禁15時", where="words")}


def test_an_embargo_in_words_holds_for_a_version_that_is_silent_of_it() -> None:
    _, made = _after_embargo(_IN_WORDS)
    assert (made.article.embargo_until, made.article.hold) == (_LATER, _IN_WORDS["hold"])
    assert "embargo_until" not in made.article.changed
    assert "解禁15時" in made.article.warnings[-1]


def test_an_embargo_that_is_over_holds_nothing() -> None:
    over = {**_IN_WORDS, "embargo_until": NOON - dt.timedelta(hours=1)}
    assert _after_embargo(over)[1].article.embargo_until is None


def test_an_embargo_of_a_field_ends_with_the_field() -> None:
    fate, made = _after_embargo({"embargo_until": _LATER})
    assert (fate, made.article.embargo_until, made.article.changed) == ("announced", None, [])


def test_another_embargo_takes_the_place_of_the_first() -> None:
    other = NOON + dt.timedelta(hours=1)
    assert _after_embargo(_IN_WORDS, embargo_until=other)[1].article.embargo_until == other


def test_words_that_nobody_could_read_hold_on_too() -> None:
    unread = {"status": "withheld", "hold": Hold(reason="embargo", text="解禁は別途連絡", where="words")}
    fate, made = _after_embargo(unread)
    assert (fate, made.article.status) == ("withheld", "withheld")


def test_advance_copy_is_followed_by_its_story() -> None:
    fate, made = _after_embargo({"status": "withheld", "hold": Hold(reason="advance")})
    assert (fate, made.article.status, made.article.change) == ("announced", "usable", "new")


def test_a_kill_needs_no_embargo_to_end() -> None:
    known = decide(incoming(article(version=1, **_IN_WORDS)), Known())[2]
    fate, kill, _ = decide(_version("2k"), known)
    assert (fate, kill.article.embargo_until) == ("announced", None)


def test_the_content_digest_leaves_out_when_it_was_received() -> None:
    later = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
    assert incoming(article()).content_sha256 == incoming(article(received_at=later)).content_sha256
