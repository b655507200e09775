"""Copy between ZCZC and NNNN in the dialects of its desks, on copy of the project's own writing."""

import pytest

from schemas.reasons import Rejected
from schemas.story import Story
from services.ingest.decode import decode
from services.ingest.draft import Draft
from services.ingest.formats import format_of, press_release
from services.ingest.validate import validate
from services.runtime.feeds import Feed
from tests.conftest import ROOT
from tests.pace import within

ROUND_UP = (ROOT / "samples" / "press-release" / "round-up.txt").read_bytes()


def read_all(body: bytes, feed: Feed) -> list[Story]:
    copy = decode(body, feed)
    assert format_of(copy) is press_release
    drafts = list(press_release.parse(copy, feed))
    assert all(isinstance(draft, Draft) for draft in drafts)
    return [validate(draft, copy, feed) for draft in drafts if isinstance(draft, Draft)]


def read(text: str, feed: Feed) -> Story:
    [story] = read_all(text.encode(), feed)
    return story


def test_broadcast_copy(feed: Feed) -> None:
    story, _ = read_all(ROUND_UP, feed)
    assert story.headline == "Sampleton headlines round-up, 310417 words"
    assert (story.slugline, story.genre, story.credit) == ("AM Sampleton headlines", "AM Service", "SMP RTV")
    assert [(s.scheme, s.code) for s in story.subjects] == [
        ("zczc.category", "A"), ("IPTC", "07000000"), ("zczc.place", "SMP"),
    ]  # fmt: skip
    assert story.dateline is not None
    assert story.dateline.place == "SAMPLETON"
    assert story.body.text.endswith("\n\n* The night ferry has counted its 310417th passenger.")


def test_results_of_sport(feed: Feed) -> None:
    _, story = read_all(ROUND_UP, feed)
    assert story.headline == "CORRECTED: ROWING: Harbour wins round three of 310417 metres"
    assert (story.version, story.change, story.slugline) == (2, "correction", "Rowing")
    assert story.subheadlines == ["Round 3"]
    assert [(s.scheme, s.code) for s in story.subjects] == [("zczc.category", "T"), ("IPTC", "15043000")]
    assert story.dateline is not None
    assert (story.dateline.text, story.dateline.place) == ("SAMPLETON, Nov 19 SMP", "SAMPLETON")
    assert story.body.text.endswith("Harbour             24.10\nHill                24.85")


def test_a_release_is_headed_by_its_first_line_and_not_by_its_category(feed: Feed) -> None:
    story = read(
        "   ZCZC SMP\n%MNETALL MFI D:NXX(XX2)\n$J\n:\n:Sample Paper\n*X\nMedia release: Paper is thinner\n\n"
        "Sample Paper made thinner paper:\n* by a tenth\n* by night.\n", feed
    )  # fmt: skip
    assert (story.headline, story.credit) == ("Media release: Paper is thinner", "Sample Paper")
    assert [s.code for s in story.subjects] == ["J", "MNETALL", "MFI", "D:NXX(XX2)"]
    assert story.body.text == "Sample Paper made thinner paper:\n* by a tenth\n* by night."


@pytest.mark.parametrize(
    ("header", "headline", "slugline"),
    [
        ("ZCZC\n#Sampleton Betting\n:11/2/2027\n", "Sampleton Betting 11/2/2027", "Sampleton Betting"),
        ("ZCZC\n#Top Ten\n:Top Ten - March 13\n\n", "Top Ten - March 13", "Top Ten"),
        ("ZCZC FMG000\nYY TDR\n:POTTED :Sampleton DAY\n", "Sampleton DAY", "Sampleton DAY"),
        ("ZCZC FMG000\nYY RFG INET(3RR)\n:POTTED :Form\n:SPORT - Brief Form\n", "Brief Form", "Form"),
        ("ZCZC FMG000\nYY TDR\nRACING : Sampleton FIELDS\n", "Sampleton FIELDS", "Sampleton FIELDS"),
        ("ZCZC FMG000\nHH TDCom\nSampleton Comment 1-6\n", "Sampleton Comment 1-6", "Sampleton Comment 1-6"),
        ("ZCZC FMG000\nYY TDA\nSampleton WEIGHTS<!\n", "Sampleton WEIGHTS", "Sampleton WEIGHTS"),
    ],
)
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_tables_of_racing_and_markets(feed: Feed, header: str, headline: str, slugline: str, ends: str) -> None:
    story = read(
        (header + " 1  Old Clock   3.10\x0f\n 2  Night Ferry 4.50\nAAP FIELDS\nNNNN\n").replace("\n", ends), feed
    )
    assert (story.headline, story.slugline, story.credit) == (headline, slugline, "AAP FIELDS")
    assert story.body.text == " 1  Old Clock   3.10\n 2  Night Ferry 4.50"


def test_a_table_that_names_no_day_is_another_story_with_other_first_line(feed: Feed) -> None:
    first, same, other = (
        read(f"ZCZC FMG000\nYY TDR\nRACING : Sampleton FIELDS Monday\n{line}\n1 Clock\n", feed)
        for line in ("Weather: Fine", "Weather: Fine", "Weather: Rain")
    )
    assert first.story_id == same.story_id != other.story_id


@pytest.mark.parametrize("text", ["ZCZC", "ZCZC SMP\nplain words", "zczc and more", "A ZCZC\n#b\n"])
def test_other_text_is_not_claimed(feed: Feed, text: str) -> None:
    assert not press_release.recognises(decode(text.encode(), feed))


def test_messages_without_end_cost_no_second(feed: Feed) -> None:
    with within(1):
        copy = decode(b"ZCZC AAP\n$A head line\nb\n" * 40_000, feed)
        with pytest.raises(Rejected, match="malformed"):
            list(press_release.parse(copy, feed))
