"""Press releases in their several shapes, on copy of the project's own writing."""

import datetime as dt

import pytest

from schemas.story import Hold, Story
from services.ingest.decode import decode
from services.ingest.draft import Draft
from services.ingest.formats import format_of, press_release
from services.ingest.validate import validate
from services.runtime.feeds import Feed
from tests.conftest import ROOT

FOLDER = ROOT / "samples" / "press-release"


def read(body: bytes, feed: Feed) -> Story:
    copy = decode(body, feed)
    assert format_of(copy) is press_release
    [draft] = press_release.parse(copy, feed)
    assert isinstance(draft, Draft)
    return validate(draft, copy, feed)


def sample(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def test_a_release_of_a_wire(feed: Feed) -> None:
    story = read(sample("turbine.txt"), feed)
    assert story.headline == "Sample Turbines Opens a Test Field on the Coast, the First of Its Kind in Sampleton"
    assert (story.story_id, story.credit) == ("press-release:PR310417", "Sample Turbines")
    assert story.dateline is not None
    assert (story.dateline.text, story.dateline.place) == ("SAMPLETON, Nov. 19, 2026 /PRNewswire/", "SAMPLETON")
    assert story.dateline.date == dt.date(2026, 11, 19)
    paragraphs = story.body.text.split("\n\n")
    assert paragraphs[1].endswith(
        "on the coast north of Sampleton, where blades of recycled wood will turn for two years."
    )
    assert paragraphs[-1] == "- Blades: 40 metres\n- Mast: 60 metres"


def test_a_japanese_release(feed: Feed) -> None:
    story = read(sample("kaishi.txt"), feed)
    assert (story.headline, story.language) == ("見本製紙、再生和紙310417枚の出荷を開始", "ja")
    assert story.dateline is not None
    assert (story.dateline.place, story.dateline.date) == ("見本市", dt.date(2026, 11, 19))
    assert story.body.text.endswith("来春までに月産を倍にする。")


def test_a_tagged_release(feed: Feed) -> None:
    story = read(sample("tagged.txt"), feed)
    assert (story.story_id, story.headline) == ("press-release:310417", "Sample Paper raises its forecast")
    assert (story.summary, story.credit, story.slugline) == (
        "Sample Paper expects more.",
        "Sample Bites",
        "SMP Comnews",
    )
    assert story.byline == "THE SAMPLE DESK"
    assert [(s.scheme, s.code) for s in story.subjects] == [("CO#", "SMP.TK"), ("SO#", "TSE")]
    assert story.updated_at == dt.datetime(2026, 11, 19, 5, 0, tzinfo=dt.UTC)
    assert "nnnn" not in story.body.text


def test_an_embargo_is_read_or_holds(feed: Feed) -> None:
    story = read(sample("embargo.txt"), feed)
    assert story.embargo_until == dt.datetime(2040, 11, 19, 21, 0, tzinfo=dt.UTC)
    assert (story.status, story.ednote) == ("usable", "EMBARGOED UNTIL 2040-11-20 06:00 JST")
    unread = read(sample("embargo.txt").replace(b"2040-11-20 06:00 JST", b"THE MAYOR SPEAKS"), feed)
    assert (unread.headline, unread.status) == (story.headline, "withheld")
    assert unread.hold == Hold(reason="embargo", text="EMBARGOED UNTIL THE MAYOR SPEAKS", where="words")


def test_a_corrected_release_is_the_next_version(feed: Feed) -> None:
    corrected = sample("turbine.txt").replace(b"Sample Turbines Opens", b"CORRECTED: Sample Turbines Opens")
    first, second = read(sample("turbine.txt"), feed), read(corrected, feed)
    assert (first.story_id, first.version, second.version) == (second.story_id, 1, 2)
    assert second.change == "correction"


def test_a_withdrawal_is_of_the_release_that_it_repeats(feed: Feed) -> None:
    first, kill = read(sample("kaishi.txt"), feed), read(sample("torikeshi.txt"), feed)
    assert (kill.story_id, kill.status, kill.change) == (first.story_id, "canceled", "withdrawal")
    assert (kill.version, kill.withdraws) == (0, "story")


def test_a_title_about_an_embargo_is_none(feed: Feed) -> None:
    story = read(
        b"FOR IMMEDIATE RELEASE\n\nEmbargo on Bells Ends\n\nSAMPLETON, Nov. 19, 2026 /PRNewswire/ -- It ends.\n", feed
    )
    assert (story.headline, story.embargo_until) == ("Embargo on Bells Ends", None)


def test_what_looks_like_a_tag_in_the_text_is_the_texts(feed: Feed) -> None:
    story = read(sample("tagged.txt").replace(b"The shares", b"TI#Not a title\r\nThe shares"), feed)
    assert story.headline == "Sample Paper raises its forecast"
    assert "TI#Not a title" in story.body.text


@pytest.mark.parametrize("text", ["Plain words of nobody's release.", "A story about PRNewswire.", "東京は晴れ。"])
def test_other_text_is_not_claimed(feed: Feed, text: str) -> None:
    assert not press_release.recognises(decode(text.encode(), feed))
