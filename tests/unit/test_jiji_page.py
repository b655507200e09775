"""The syndicated page: the story out of it, and nothing of the page."""

from pathlib import Path

import pytest

from schemas.reasons import Reason, Rejected
from schemas.story import Story
from services.ingest.decode import decode
from services.ingest.formats import format_of
from services.ingest.validate import validate
from services.runtime.feeds import NEUTRAL, Feed

PAGE = """Since 1990
  • share
  • Home
  • Business
  • Ferry line to end

Ferry line to end

The last ferry. (Pool/file)
The last ferry. (Pool/file)
The new bridge.
Short Url:
20 Nov 2026 18:05:10 GMT9
20 Nov 2026 19:40:00 GMT9
  • The bridge took its passengers
  • Fuel is dear

OSAKA: A ferry company will end its oldest line.

Its shares fell 3 percent.

JIJI Press

topics
Most Popular
Recommended

return to top
"""


def read(text: str, feed: Feed) -> Story:
    copy = decode(text.encode(), feed)
    form = format_of(copy)
    assert form.NAME == "jiji-page"
    [draft] = form.parse(copy, feed)
    assert not isinstance(draft, Rejected)
    return validate(draft, copy, feed)


def test_the_story_out_of_the_page(feed: Feed) -> None:
    story = read(PAGE, feed)
    assert (story.headline, story.section, story.credit) == ("Ferry line to end", "Business", "JIJI Press")
    assert story.summary == "The bridge took its passengers\nFuel is dear"
    assert [(m.caption, m.credit) for m in story.media] == [("The last ferry.", "Pool/file"), ("The new bridge.", None)]
    assert (str(story.created_at), str(story.updated_at)) == ("2026-11-20 09:05:10+00:00", "2026-11-20 10:40:00+00:00")
    assert story.body.text == "OSAKA: A ferry company will end its oldest line.\n\nIts shares fell 3 percent."
    assert story.dateline is not None
    assert story.dateline.place == "OSAKA"
    assert len(story.repairs) == 2


def test_a_page_that_was_changed_is_the_same_story(feed: Feed) -> None:
    changed = PAGE.replace("19:40:00", "21:00:00").replace("3 percent", "4 percent")
    first, second = read(PAGE, feed), read(changed, feed)
    assert first.story_id == second.story_id
    assert (first.version, second.version) == (1795171200, 1795176000)
    assert first.change == second.change == "update"


@pytest.mark.parametrize(
    ("word", "version", "change", "status", "withdraws"),
    [
        ("", 1, "new", "usable", None),
        ("CORRECTED: ", 2, "correction", "usable", None),
        ("KILL: ", 0, "withdrawal", "canceled", "story"),
        ("ADVANCE: ", 1, "new", "withheld", None),
    ],
)
def test_desk_words_of_the_headline(
    feed: Feed, word: str, version: int, change: str, status: str, withdraws: str | None
) -> None:
    plain = PAGE.replace("20 Nov 2026 19:40:00 GMT9\n", "")
    story = read(plain.replace("Ferry line to end", f"{word}Ferry line to end"), feed)
    assert (story.version, story.change, story.status, story.withdraws) == (version, change, status, withdraws)
    assert story.story_id == read(plain, feed).story_id
    killed = read(PAGE.replace("Ferry line to end", "KILL: Ferry line to end"), feed)
    assert (killed.version > 1, killed.withdraws) == (True, "version")


def test_one_stamp_is_both_times(feed: Feed) -> None:
    story = read(PAGE.replace("20 Nov 2026 19:40:00 GMT9\n", ""), feed)
    assert story.created_at == story.updated_at


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("20 Nov 2026 18:05", "31 Feb 2026 18:05", Reason.BAD_TIME),
        ("18:05:10 GMT9", "18:05:10 in the evening", Reason.BAD_TIME),
        ("\n\nFerry line to end\n", "\n\nAnother line\n", Reason.MISSING_FIELD),
        ("\nJIJI Press\n", "\nOther Agency\n", Reason.UNSUPPORTED_FORMAT),
    ],
)
def test_a_page_that_is_not_whole(feed: Feed, old: str, new: str, reason: Reason) -> None:
    with pytest.raises(Rejected) as refused:
        read(PAGE.replace(old, new), feed)
    assert refused.value.reason is reason


def test_the_real_page(shared: Path) -> None:
    [path] = (shared / "seed").glob("*.txt")
    story = read(path.read_text(encoding="utf-8"), NEUTRAL)
    paragraphs = story.body.text.split("\n\n")
    assert (story.provider, story.section, story.language) == ("jiji", "Japan", "en")
    assert story.dateline is not None
    assert story.dateline.text == "TOKYO"
    assert [m.credit for m in story.media] == ["Reuters/file", "AP/file"]
    assert str(story.created_at) == str(story.updated_at) == "2021-03-04 17:03:35+00:00"
    assert {repair.why for repair in story.repairs} == {"GMT9 read as UTC+09:00"}
    # From the dateline to the line before "JIJI Press" there are eight.
    assert (len(paragraphs), paragraphs[0][:9], paragraphs[-1][-13:]) == (8, "TOKYO: US", "late January.")
    assert not any(
        word in story.model_dump_json() for word in ("facebook", "Most Popular", "return to top", "Since 1975")
    )
