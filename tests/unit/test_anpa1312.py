"""ANPA 1312, on copy of the project's own writing."""

import datetime as dt

import pytest

from schemas.story import Story
from services.ingest.decode import decode
from services.ingest.draft import Draft
from services.ingest.formats import anpa1312, format_of
from services.ingest.validate import validate
from services.runtime.feeds import Feed, Markers
from tests.conftest import ROOT

FOLDER = ROOT / "samples" / "anpa1312"
FERRY = (FOLDER / "night-ferry.txt").read_bytes()


def read(body: bytes, feed: Feed) -> Story:
    copy = decode(body, feed)
    assert format_of(copy) is anpa1312
    [draft] = anpa1312.parse(copy, feed)
    assert isinstance(draft, Draft)
    return validate(draft, copy, feed)


def test_every_field(feed: Feed) -> None:
    story = read(FERRY, feed)
    assert (story.headline, story.slugline) == ("Night ferry marks first year", "SMP--Night Ferry 310417")
    assert (story.byline, story.credit, story.ednote) == ("THE HARBOUR DESK", "Kyodo", "Eds: With fares.")
    assert (story.urgency, story.version, story.change) == (3, 1, "new")
    assert [(s.scheme, s.code) for s in story.subjects] == [("anpa1312.category", "f")]
    assert story.dateline is not None
    assert (story.dateline.text, story.dateline.place) == ("SAMPLETON, Japan (Kyodo)", "SAMPLETON, Japan")


def test_the_footer_is_in_its_own_zone(feed: Feed) -> None:
    """2137 in Tokyo is 12:37 in London, not 12:18."""
    assert read(FERRY, feed).updated_at == dt.datetime(2026, 11, 19, 12, 37, tzinfo=dt.UTC)
    gmt = read(FERRY.replace(b"2137JST", b"2137GMT"), feed)
    assert gmt.updated_at == dt.datetime(2026, 11, 19, 21, 37, tzinfo=dt.UTC)
    none = read(FERRY.replace(b"2137JST", b"2137"), feed)
    assert none.updated_at == dt.datetime(2026, 11, 19, 12, 37, tzinfo=dt.UTC)
    assert [repair.why for repair in none.repairs][-1] == "no zone, read as Asia/Tokyo"


def test_tables_keep_their_columns_and_halves_are_told(feed: Feed) -> None:
    story = read(FERRY, feed)
    assert story.body.text.split("\n\n")[-1] == "Year\tBoats\tPassengers\tFare\n1\t24\t310417\t310\n2\t30\t320000\t12½"
    assert [(r.from_, r.to) for r in story.repairs] == [("{", "½"), ("``", "“”"), (" _ ", " — ")]


def test_lead_and_kill_are_of_the_same_story(feed: Feed) -> None:
    stories = [read((FOLDER / f"night-ferry{part}.txt").read_bytes(), feed) for part in ("", "-lead", "-kill")]
    assert len({story.story_id for story in stories}) == 1
    assert [story.version for story in stories] == [1, 3, 6]
    assert [story.status for story in stories] == ["usable", "usable", "canceled"]


def with_lines(*lines: bytes) -> bytes:
    """The ferry with caret lines between its headline and its text."""
    start, end = FERRY.index(b"^Eds"), FERRY.index(b"\t   SAMPLETON")
    return FERRY[:start] + b"".join(b"^" + line + b"\n" for line in lines) + FERRY[end:]


def test_notes_and_the_title_of_the_writer_are_no_part_of_the_text(feed: Feed) -> None:
    story = read(
        with_lines(
            b"EDITOR'S NOTE _ First of two parts.<", b"(Eds: With fares.)<", b"By A SAMPLE=", b"AP Harbour Writer="
        ),
        feed,
    )
    assert story.ednote == "EDITOR'S NOTE _ First of two parts.\n(Eds: With fares.)"
    assert (story.byline, story.summary) == ("A SAMPLE, AP Harbour Writer", None)
    assert story.body.text.startswith("SAMPLETON, Japan (Kyodo) — ")


@pytest.mark.parametrize(
    ("lines", "change", "status"),
    [
        ((b"Eds: CORRECTS number of riders.<",), "correction", "usable"),
        ((b"Eds: Kills 3rd paragraph.<",), "new", "usable"),
        ((b"Eds: Please withdraw the story.<",), "withdrawal", "canceled"),
    ],
)
def test_what_notes_say_of_a_take(feed: Feed, lines: tuple[bytes, ...], change: str, status: str) -> None:
    story = read(with_lines(*lines), feed)
    assert (story.change, story.status) == (change, status)


@pytest.mark.parametrize(
    ("take", "version", "status"),
    [
        (b"2nd Ld", 5, "usable"),
        (b"CORRECTIVE", 2, "usable"),
        (b"Adv20", 1, "withheld"),
        (b"HFR", 1, "withheld"),
        (b"Alert", 0, "usable"),
        (b"Kill", 0, "canceled"),
        (b"1st Ld,Kill", 4, "canceled"),
    ],
)
def test_takes_behind_the_keyword(feed: Feed, take: bytes, version: int, status: str) -> None:
    story = read(FERRY.replace(b"310417,120<", b"310417, " + take + b",120<"), feed)
    assert (story.version, story.status, story.slugline) == (version, status, "SMP--Night Ferry 310417")


def test_a_kill_that_names_no_lead_is_of_the_whole_story(feed: Feed) -> None:
    kill, lead = (read(FERRY.replace(b",120<", b"," + take + b",120<"), feed) for take in (b"KILL", b"2nd Ld,KILL"))
    assert (kill.withdraws, kill.version) == ("story", 0)
    assert lead.version == 6
    assert kill.story_id == lead.story_id == read(FERRY, feed).story_id


def test_a_take_of_the_feeds_own(feed: Feed) -> None:
    marked = feed.model_copy(update={"markers": Markers(withdrawal=["Pull"])})
    body = FERRY.replace(b"310417,120<", b"310417,Pull,120<")
    assert (read(body, marked).status, read(body, feed).status) == ("canceled", "usable")


def test_a_take_in_the_header_counts_where_no_keyword_line_stands(feed: Feed) -> None:
    story = read(
        b"\x16\x16\x01W0417\x1f_sample\nr f\x13\x11 BC-SMP--NightFerry 2ndLd-Writethru 11-19 0120\n"
        b"\x02\t   SAMPLETON (AP) _ It stops.\n"
        b"\x03AP-NY-03-12-13 0816EDT<\n", feed
    )  # fmt: skip
    assert (story.version, story.slugline, story.created_at) == (5, "SMP--NightFerry", None)
    assert story.updated_at == dt.datetime(2013, 3, 12, 12, 16, tzinfo=dt.UTC)


def test_lines_of_agate_stay_together_and_lines_of_text_are_joined(feed: Feed) -> None:
    start, end = FERRY.index(b"\t   SAMPLETON"), FERRY.index(b"\n\n\t   \x03")
    body = b"^Results=\n\t   Harbour 3, Hill 1\n\t   Sea 2, Sand 2\n^END<"
    agate = FERRY[:start] + body + FERRY[end:]
    assert read(agate, feed).body.text == "Results\n\nHarbour 3, Hill 1\n\nSea 2, Sand 2"
    tabular = agate.replace(b"\x13\x11", b"\x14\x12")
    assert read(tabular, feed).body.text == "Results\n\nHarbour 3, Hill 1\nSea 2, Sand 2"
    wrapped = FERRY[:start] + b"   The ferry across the river\nstops on Monday.\n   It was old." + FERRY[end:]
    assert read(wrapped, feed).body.text == "The ferry across the river stops on Monday.\n\nIt was old."


def test_japanese(feed: Feed) -> None:
    story = read((FOLDER / "tosen.txt").read_bytes(), feed)
    assert (story.headline, story.language) == ("夜間渡船、就航１年", "ja")


def test_an_alert_without_a_headline_is_headed_by_its_text(feed: Feed) -> None:
    alert = (
        FERRY[: FERRY.index(b"^Night ferry")] + b"\t   SAMPLETON (AP) _ Ferry stops.\n\n\x03AP-WF-11-19-26 2350GMT<\n"
    )
    story = read(alert, feed)
    assert (story.headline, story.provider) == ("Ferry stops.", "jiji")
    assert story.body.text == "SAMPLETON (AP) — Ferry stops."


@pytest.mark.parametrize("text", ["W2870 is a number", "\x16\x16\x01W2870", "f l words 11-13 1049"])
def test_other_text_is_not_claimed(feed: Feed, text: str) -> None:
    assert not anpa1312.recognises(decode(text.encode(), feed))


def test_a_quotation_of_two_paragraphs_is_closed_once(feed: Feed) -> None:
    first, quote, rest = FERRY.partition(b"``We did")
    assert quote
    story = read(first + b"``We waited.\n\t   ``It came, 6'2'' deep.''\n\t   " + quote + rest, feed)
    assert "“We waited.\n\n“It came, 6'2'' deep.”" in story.body.text
    assert "``" not in story.body.text
