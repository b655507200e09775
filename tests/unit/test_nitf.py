"""NITF 3.x, field by field, on copy of the project's own writing."""

import datetime as dt

import pytest

from schemas.reasons import Reason, Rejected
from schemas.story import Hold, Story
from services.ingest.decode import decode
from services.ingest.draft import Draft
from services.ingest.formats import format_of, nitf
from services.ingest.validate import validate
from services.runtime.feeds import Feed
from tests.conftest import ROOT
from tests.pace import within

SAMPLE = (ROOT / "samples" / "nitf" / "river-ferry.xml").read_bytes()


def read(body: bytes, feed: Feed) -> Story:
    copy = decode(body, feed)
    assert format_of(copy) is nitf
    [draft] = nitf.parse(copy, feed)
    assert isinstance(draft, Draft)
    return validate(draft, copy, feed)


def test_every_field(feed: Feed) -> None:
    story = read(SAMPLE, feed)
    assert (story.story_id, story.version, story.urgency) == ("sample.310417.ferry", 2, 4)
    assert (story.headline, story.subheadlines) == ("River Ferry to Run All Night", ["First boats leave in April"])
    assert (story.slugline, story.section, story.genre) == ("Ferry-Night", "F", "Current")
    assert (story.byline, story.credit, story.copyright) == (
        "Hana Mihon, Harbour Desk",
        "Sample Wire",
        "Sample Wire 2026",
    )
    assert (story.ednote, story.summary) == ("UPDATES with fares", "The ferry will cross all night from April.")
    assert story.dateline is not None
    assert story.dateline.model_dump() == {
        "text": "Sampleton, Nov. 19", "place": "Sampleton", "date": dt.date(2026, 11, 19)
    }  # fmt: skip
    assert [(s.scheme, s.code, s.name) for s in story.subjects] == [
        ("IPTC", "04015000", "Transport"), ("SAMPLE", "FER01", "Ferries"), ("doc-scope", "Harbour", None),
        ("category", "F", None),
    ]  # fmt: skip
    assert story.keywords == ["ferry", "night service"]
    assert story.created_at == story.updated_at == dt.datetime(2026, 11, 19, 1, 15, tzinfo=dt.UTC)
    assert [(r.kind, r.id) for r in story.relations] == [("management-doc-idref", "sample.310417.ferry.plan")]
    assert (story.language, story.embargo_until) == ("en-GB", None)


def test_body_and_media(feed: Feed) -> None:
    story = read(SAMPLE, feed)
    paragraphs = story.body.text.split("\n\n")
    assert paragraphs[1:4] == [
        "Fares stay at 310 yen, and boats leave every 40 minutes.",
        "Fewer cars",
        '"We hope for fewer cars on the bridge."',
    ]
    assert paragraphs[-1] == "Year\tPassengers\n2024\t1,200,000\n2025\t1,350,000"
    assert "<table>" in story.body.html
    assert "<blockquote>" in story.body.html
    assert "dusk" not in story.body.text
    [media] = story.media
    assert (media.kind, media.caption, media.credit) == ("picture", "The ferry at dusk.", "Harbour Desk")
    assert (media.renditions[0].width, media.renditions[0].content_type) == (1200, "image/jpeg")


def test_shift_jis_and_ruby(feed: Feed) -> None:
    story = read((ROOT / "samples" / "nitf" / "toshokan.xml").read_bytes(), feed)
    assert story.updated_at == dt.datetime(2025, 11, 19, 0, 30, tzinfo=dt.UTC)
    assert story.embargo_until == dt.datetime(2025, 11, 19, 8, 0, tzinfo=dt.UTC)
    assert (story.change, story.headline) == ("correction", "【訂正】見本市立図書館、深夜も開館へ")
    assert "館長（かんちょう）は" in story.body.text
    assert "<ruby>館長<rt>かんちょう</rt></ruby>" in story.body.html
    assert [repair.why for repair in story.repairs] == ["no zone, read as Asia/Tokyo"] * 2


@pytest.mark.parametrize(
    ("old", "new", "status", "change"),
    [
        (b'"usable"', b'"canceled"', "canceled", "withdrawal"),
        (b'"usable"', b'"Withheld"', "withheld", "update"),
        (b"<hl1>River", b"<hl1>CORRECTED-River", "usable", "correction"),
        (b"UPDATES with fares", b"MANDATORY KILL: wrong fares", "canceled", "withdrawal"),
    ],
)
def test_status_and_change(feed: Feed, old: bytes, new: bytes, status: str, change: str) -> None:
    story = read(SAMPLE.replace(old, new), feed)
    assert (story.status, story.change) == (status, change)


def test_a_later_release_is_an_embargo(feed: Feed) -> None:
    story = read(SAMPLE.replace(b'release norm="20261119T1015', b'release norm="20261120T0200'), feed)
    assert story.embargo_until == dt.datetime(2026, 11, 19, 17, 0, tzinfo=dt.UTC)
    assert (
        read(
            SAMPLE.replace(b'"usable"', b'"embargoed"').replace(b'<date.release norm="20261119T101500+0900"/>', b""),
            feed,
        ).status
        == "withheld"
    )


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b'"usable"', b'"spiked"', Reason.BAD_VALUE),
        (b'issue norm="20261119T101500+0900"', b'issue norm="20261131T101500+0900"', Reason.BAD_TIME),
        (b'<doc-id id-string="sample.310417.ferry"/>', b"", None),
        (b"</body.content>", b"", Reason.MALFORMED),
        (b"<bq>", b"<block>" * 120, Reason.MALFORMED),
    ],
)
def test_refusals(feed: Feed, old: bytes, new: bytes, reason: Reason | None) -> None:
    body = SAMPLE.replace(old, new)
    if reason is None:
        assert read(body, feed).story_id == "ferry-night"
        return
    with pytest.raises(Rejected) as refused:
        read(body, feed)
    assert refused.value.reason is reason


@pytest.mark.parametrize("release", ["tomorrow", "20261120"])
def test_a_release_that_cannot_be_read_holds(feed: Feed, release: str) -> None:
    story = read(SAMPLE.replace(b'release norm="20261119T101500+0900"', f'release norm="{release}"'.encode()), feed)
    assert (story.status, story.hold) == ("withheld", Hold(reason="embargo", text=release))


def test_an_urgency_that_is_none_is_a_warning(feed: Feed) -> None:
    story = read(SAMPLE.replace(b'ed-urg="4"', b'ed-urg="0"'), feed)
    assert (story.urgency, story.warnings) == (None, ["urgency: none from 1 to 9: '0'"])


def test_a_kill_has_the_id_of_its_story(feed: Feed) -> None:
    kill = read((ROOT / "samples" / "nitf" / "river-ferry-kill.xml").read_bytes(), feed)
    assert (kill.story_id, kill.version) == (read(SAMPLE, feed).story_id, 3)
    assert (kill.status, kill.change) == ("canceled", "withdrawal")


KEY = '<du-key key="ferry" version="3"/>'


@pytest.mark.parametrize(
    ("status", "other", "key", "withdraws", "version"),
    [
        ("canceled", "", KEY, "version", 3),
        ("canceled", "", "", "story", 0),
        ("canceled", 'management-doc-idref="ferry-1"', KEY, "version", 3),
        ("canceled", 'management-doc-idref="ferry-1" management-idref-status="canceled"', KEY, "notice", 3),
        ("canceled", 'management-doc-idref="ferry-2" management-idref-status="canceled"', KEY, "version", 3),
        ("usable", 'management-doc-idref="ferry-1"', "", "notice", 1),
    ],
)
def test_what_a_kill_takes_back(feed: Feed, status: str, other: str, key: str, withdraws: str, version: int) -> None:
    data = f'<docdata management-status="{status}" {other}><doc-id id-string="ferry-2"/>{key}</docdata>'
    [found] = nitf.parse(decode(nitf_of(data, "<hedline><hl1>KILL: Ferry</hl1></hedline>"), feed), feed)
    assert isinstance(found, Draft)
    assert (found.status, found.withdraws or "version", found.version) == ("canceled", withdraws, version)
    assert [one.id for one in found.relations if withdraws == "notice"] == ["ferry-1"] * (withdraws == "notice")


def nitf_of(head: str, lines: str = "<hedline><hl1>Ferry</hl1></hedline>", content: str = "<p>Boats.</p>") -> bytes:
    return (
        f"<nitf><head>{head}</head><body><body.head>{lines}</body.head>"
        f"<body.content>{content}</body.content></body></nitf>"
    ).encode()


DOC = '<docdata><doc-id id-string="{}"/>{}<date.issue norm="20251119T101500+0900"/></docdata>'


@pytest.mark.parametrize(
    ("head", "story_id", "version"),
    [
        ('<meta name="NTBID" content="NTBab-1"/>' + DOC.format("NTBab-1_07", '<du-key version="8"/>'), "NTBab-1", 8),
        (DOC.format("ab-1_02", '<du-key key="ab-1" version="3"/>'), "ab-1", 3),
        (DOC.format("ab-1_02", '<du-key key="slug" version="3"/>'), "ab-1_02", 3),
    ],
)
def test_an_id_that_ends_in_a_version_is_known_without_it(feed: Feed, head: str, story_id: str, version: int) -> None:
    story = read(nitf_of(head), feed)
    assert (story.story_id, story.version) == (story_id, version)


def test_metas_of_norwegian_and_italian_wires(feed: Feed) -> None:
    metas = {"NTBStikkord": "ferje", "NTBKilde": "Eksempel", "NTBTjeneste": "Nyheter", "NTBIPTCSequence": "417"}
    metas |= {"priority": "U", "category_iptc": "04015000"}
    head = "".join(f'<meta name="{name}" content="{value}"/>' for name, value in metas.items())
    story = read(nitf_of(head + DOC.format("a", "")), feed)
    assert (story.slugline, story.credit, story.section, story.urgency) == ("ferje", "Eksempel", "Nyheter", 3)
    assert [(s.scheme, s.code) for s in story.subjects] == [("category_iptc", "04015000"), ("category", "Nyheter")]


def test_lines_as_several_agencies_write_them(feed: Feed) -> None:
    lines = (
        "<hedline><hl1>Ferry</hl1></hedline>"
        "<byline><person>Hana Mihon</person><byttl>Sample Wire</byttl></byline>"
        "<dateline><location><city>Sampleton</city><state>Ontario</state></location>"
        '<story.date norm="20251119T101500+0900"/></dateline>'
        "<abstract><p>One.</p><p>Two.</p><media><media-caption>A boat.</media-caption></media></abstract>"
    )
    head = (
        "<title>Harbour-Ferry</title>"
        + DOC.format("a", "<key-list><keyword>boats</keyword></key-list>")
        + '<urgency ed-urg="2"/><revision-history comment="RECASTS"/><revision-history comment="ADDS fares"/>'
    )
    story = read(nitf_of(head, lines), feed)
    assert (story.byline, story.summary) == ("Hana Mihon, Sample Wire", "One.\n\nTwo.")
    assert (story.slugline, story.urgency, story.ednote, story.keywords) == (
        "Harbour-Ferry",
        2,
        "ADDS fares",
        ["boats"],
    )
    assert story.dateline is not None
    assert story.dateline.model_dump() == {
        "text": "Sampleton, Ontario", "place": "Sampleton", "date": dt.date(2025, 11, 19)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "text", "place"),
    [
        ("<location>SAMPLETON</location><story.date>Nov. 19</story.date>", "SAMPLETON, Nov. 19", "SAMPLETON"),
        ("Sampleton", "Sampleton", "Sampleton"),
        ('<story.date norm="20251119T101500+0900">20251119T101500+0900</story.date>', None, None),
    ],
)
def test_datelines(feed: Feed, line: str, text: str | None, place: str | None) -> None:
    lines = f"<hedline><hl1>Ferry</hl1></hedline><dateline>{line}</dateline>"
    found = read(nitf_of(DOC.format("a", ""), lines), feed).dateline
    assert (found and found.text, found and found.place) == (text, place)


def test_a_subtitle_in_the_byline_and_pictures_by_name_of_file(feed: Feed) -> None:
    lines = (
        "<hedline><hl1>Ferry</hl1></hedline><byline>Boats all night</byline><distributor><org>ANSA</org></distributor>"
    )
    story = read(nitf_of(DOC.format("a", ""), lines, '<block><img source="boat.jpg"/><p>Boats.</p></block>'), feed)
    assert (story.subheadlines, story.byline) == (["Boats all night"], None)
    assert [(one.kind, one.href) for one in story.media] == [("picture", "boat.jpg")]
    assert "<img" not in story.body.html


def test_of_several_forms_of_a_picture_the_largest_is_shown(feed: Feed) -> None:
    content = (
        '<p>Boats.</p><media media-type="image"><media-reference name="small" source="s.jpg" width="100" height="50"/>'
        '<media-reference name="large" source="l.jpg" width="1000" height="500"/>'
        "<media-caption><p>A boat.</p><p>At dusk.</p></media-caption></media>"
    )
    [one] = read(nitf_of(DOC.format("a", ""), content=content), feed).media
    assert (one.href, [r.name for r in one.renditions]) == ("l.jpg", ["small", "large"])
    assert one.caption == "A boat.\n\nAt dusk."


def test_a_release_that_nobody_has_filled_in_is_no_embargo(feed: Feed) -> None:
    form = '<date.release norm="YYYYMMDD000000-HHMM"/>'
    story = read(nitf_of(DOC.format("a", form)), feed)
    assert (story.embargo_until, story.status) == (None, "usable")
    assert story.warnings == ["embargo_until: date.release was never filled in: 'YYYYMMDD000000-HHMM'"]
    held = nitf_of(DOC.format("a", form).replace("<docdata>", '<docdata management-status="embargoed">'))
    assert read(held, feed).status == "withheld"


def test_that_another_document_is_canceled_too_is_told(feed: Feed) -> None:
    data = 'management-doc-idref="b" management-idref-status="canceled"'
    story = read(nitf_of(DOC.format("a", "").replace("<docdata>", f"<docdata {data}>")), feed)
    assert (story.status, [one.id for one in story.relations]) == ("usable", ["b"])
    assert story.warnings == ["relations: the copy says that 'b' is canceled too"]


def test_words_behind_what_is_dropped_stay_and_many_of_them_cost_little(feed: Feed) -> None:
    copy = nitf_of(DOC.format("a", ""), content="<p>A<media/> boat.</p>" + "<media/>x" * 60_000)
    with within(1):
        assert read(copy, feed).body.text.startswith("A boat.\n\nxx")
