"""NewsML-G2: the standard, its agencies' dialects, and what is broken or hostile."""

import datetime as dt
from pathlib import Path

import pytest

from schemas.reasons import Reason, Rejected
from schemas.story import Dateline, Media, Relation, Rendition, Repair, Story, Subject
from services.ingest.decode import decode
from services.ingest.draft import Copy, Draft
from services.ingest.formats import newsml_g2
from services.ingest.validate import validate
from services.runtime.feeds import NEUTRAL
from tests.pace import within

SAMPLES = Path(__file__).parents[2] / "samples" / "newsml-g2"

XMLNS = 'xmlns="http://iptc.org/std/nar/2006-10-01/" standard="NewsML-G2" standardversion="2.33"'
META = '<itemClass qcode="ninat:text"/><versionCreated>2026-11-19T12:00:00Z</versionCreated>'
LINES = "<headline>Snow on the pass</headline>"
WORDS = "<inlineXML><html><body><p>It snowed.</p></body></html></inlineXML>"


def item(
    meta: str = "", lines: str = "", content: str = WORDS, *, name: str = "newsItem", head: str = "", rest: str = "",
    base: str = META,
) -> str:  # fmt: skip
    head = head or 'guid="urn:newsml:example.com:20261119:snow" version="1"'
    return (
        f"<{name} {XMLNS} {head}><itemMeta>{base}{meta}</itemMeta>"
        f"<contentMeta>{lines or LINES}</contentMeta>{rest}<contentSet>{content}</contentSet></{name}>"
    )


def drafts(text: str) -> list[Draft | Rejected]:
    copy = Copy(text, "utf-8")
    assert newsml_g2.recognises(copy)
    return list(newsml_g2.parse(copy, NEUTRAL))


def draft(text: str) -> Draft:
    [one] = drafts(text)
    assert isinstance(one, Draft), one
    return one


def refused(text: str) -> Reason:
    [one] = drafts(text)
    assert isinstance(one, Rejected)
    return one.reason


def sample(name: str) -> list[Story]:
    copy = decode((SAMPLES / name).read_bytes(), NEUTRAL)
    found = []
    for one in newsml_g2.parse(copy, NEUTRAL):
        assert isinstance(one, Draft), one
        found.append(validate(one, copy, NEUTRAL))
    return found


def test_every_field_of_a_text() -> None:
    story, _ = sample("harbour-bridge.xml")
    assert (story.story_id, story.version, story.change) == (
        "urn:newsml:example.com:20261119:310417-harbour-bridge", 2, "update",
    )  # fmt: skip
    assert (story.provider, story.kind, story.status, story.urgency) == ("example", "text", "usable", 4)
    assert story.headline == "Harbour bridge to close for nine weekends"
    assert story.subheadlines == ["Ferries will run until midnight"]
    assert story.summary == "The old harbour bridge closes for repairs from Saturday."
    assert (story.slugline, story.byline, story.credit) == ("HARBOUR-BRIDGE", "the harbour desk", "Example Wire")
    assert story.copyright == "Copyright 2026 Example Wire. All rights reserved.\nNot for use after 30 days"
    assert story.ednote == "ADDS quote from the harbour office; edits throughout."
    assert (story.section, story.genre, story.language) == ("Harbour", "Article", "en-GB")
    assert story.dateline == Dateline(text="YOKOHAMA, Nov. 19", place="Yokohama, Japan")
    assert story.keywords == ["bridge", "harbour"]
    assert story.subjects == [
        Subject(scheme="medtop", code="20000337", name="transport"),
        Subject(scheme="exdesk", code="HBR", name="Harbour"),
    ]
    assert story.relations == [
        Relation(kind="previousVersion", id=story.story_id, version=1),
        Relation(kind="seeAlso", id="urn:newsml:example.com:20261119:310417-harbour-bridge-picture"),
    ]
    assert story.created_at == dt.datetime(2026, 11, 19, 0, 5, tzinfo=dt.UTC)
    assert story.updated_at == dt.datetime(2026, 11, 19, 3, 30, tzinfo=dt.UTC)
    first, heading, _, *table = story.body.text.split("\n\n")
    assert first.startswith("The old harbour bridge will close")
    assert (heading, table) == ("Ferries as a substitute", ["Line\tLast ferry\nRed\t23:50"])
    assert "<h2>Ferries as a substitute</h2>" in story.body.html
    assert story.repairs == [Repair(field="byline", from_="By", to="", why="the word that leads to the names")]
    assert story.warnings == []


def test_a_picture_has_its_renditions() -> None:
    _, story = sample("harbour-bridge.xml")
    caption = "The old harbour bridge in Yokohama, seen from the ferry pier on Thursday."
    thumbnail, large = story.media[0].renditions
    assert (story.kind, story.summary, story.change) == ("picture", caption, "new")
    assert story.media == [
        Media(
            kind="picture",
            caption=caption,
            credit="Example Wire/Harbour desk",
            href="pictures/bridge.jpg",
            renditions=[thumbnail, large],
        )
    ]
    assert large == Rendition(
        name="rnd:highRes", href="pictures/bridge.jpg", content_type="image/jpeg", width=4000, height=2667
    )


def test_japanese() -> None:
    [story] = sample("minato-tram.xml")
    assert (story.headline, story.language) == ("港町の路面電車、十年ぶり延伸へ―市電局", "ja")
    assert story.dateline == Dateline(text="【函館】", place="函館")
    assert story.subjects == [Subject(scheme="medtop", code="20000337", name="交通")]
    assert story.body.text.split("\n\n") == [
        "　市電局は１９日、路面電車を湊（みなと）地区まで約２キロ延ばす計画を発表した。",
        "　開業は再来年春の予定で、停留所は四つ増える。",
    ]


def test_an_embargoed_text_has_its_dateline_from_the_body() -> None:
    [story] = sample("lighthouse-survey.xml")
    assert story.embargo_until == dt.datetime(2098, 12, 31, 15, tzinfo=dt.UTC)
    assert story.dateline == Dateline(
        text="CHOSHI, Japan, Nov. 19 (Example Wire)", place="CHOSHI"
    )  # fmt: skip
    assert story.body.text.split("\n\n")[0] == (
        "CHOSHI, Japan, Nov. 19 (Example Wire) -- Every second lighthouse on the coast needs a new lamp within five "
        "years, a survey of 310417 lenses has found."
    )


def test_a_kill() -> None:
    [story] = sample("harbour-bridge-kill.xml")
    assert (story.story_id, story.version) == ("urn:newsml:example.com:20261119:310417-harbour-bridge", 3)
    assert (story.change, story.status, story.headline) == ("withdrawal", "canceled", "HARBOUR-BRIDGE")


@pytest.mark.parametrize(
    ("head", "story_id", "version"),
    [
        ('guid="tag:reuters.com,2026:newsml_KX0AB12C:2" version="2"', "tag:reuters.com,2026:newsml_KX0AB12C", 2),
        ('guid="tag_reuters.com_2026_newsml_KX0AB12C_3"', "tag_reuters.com_2026_newsml_KX0AB12C", 3),
        ('guid="urn:newsml:example.com:20261119:snow:4U" version="4"', "urn:newsml:example.com:20261119:snow", 4),
        ('guid="urn:newsml:example.com:20261119:2" version="2"', "urn:newsml:example.com:20261119:2", 2),
        ('guid="tag:example.com,2026:snow:1345039779" version="1345039779"', "tag:example.com,2026:snow", 1345039779),
        ('guid="http://example.com/a/1"', "http://example.com/a/1", 1),
    ],
)
def test_identity_holds_no_version(head: str, story_id: str, version: int) -> None:
    found = draft(item(head=head))
    assert (found.story_id, found.version) == (story_id, version)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (item(head='version="1"'), Reason.MISSING_FIELD),
        (item(head='guid="a" version="two"'), Reason.BAD_VALUE),
        (item(lines=f"<urgency>12</urgency>{LINES}"), Reason.BAD_VALUE),
        (item(base='<itemClass qcode="ninat:hologram"/>'), Reason.UNSUPPORTED_FORMAT),
        (item(name="conceptItem"), Reason.UNSUPPORTED_FORMAT),
        (item(name="planningItem"), Reason.UNSUPPORTED_FORMAT),
    ],
)
def test_refused_items(text: str, reason: Reason) -> None:
    assert refused(text) == reason


def test_a_message_gives_each_item_its_own_fate() -> None:
    bad, good = item(head='version="1"'), item()
    ones = drafts(f"<newsMessage><header/><itemSet>{bad}{good}{item(name='knowledgeItem')}</itemSet></newsMessage>")
    assert [type(one) for one in ones] == [Rejected, Draft, Rejected]
    assert drafts(f"<newsMessage {XMLNS}><header/><itemSet/></newsMessage>") == []


def test_a_package_names_what_it_holds() -> None:
    refs = (
        '<groupSet root="r"><group id="r" role="group:main">'
        '<itemRef residref="urn:a" version="3"><headline>Snow</headline></itemRef>'
        '<itemRef residref="urn:b" rel="irel:seeAlso"><title>Rain</title></itemRef></group></groupSet>'
    )
    found = draft(item(name="packageItem", content="", rest=refs))
    assert found.kind == "composite"
    assert found.relations == [Relation(kind="main", id="urn:a", version=3), Relation(kind="seeAlso", id="urn:b")]
    assert found.body is not None
    assert found.body.text == "Snow\n\nRain"


def test_of_several_headlines_the_main_one_in_the_storys_language() -> None:
    lines = (
        '<language tag="de"/><headline role="hld:subHeadline">Unten</headline><headline xml:lang="en">Snow</headline>'
        '<headline rank="2" xml:lang="de">Zweite</headline><headline rank="1" xml:lang="de">Schnee</headline>'
    )
    found = draft(item(lines=lines))
    assert (found.headline, found.subheadlines) == ("Schnee", ["Zweite"])
    assert found.warnings == ["headline: left out in ?, en"]


def test_lines_that_say_less_than_they_seem() -> None:
    lines = (
        "<headline>Snow</headline><slugline>SNOW/</slugline><language tag='en'/>"
        '<description role="descRole:caption">SNOW/:Snow</description>'
        '<creator role="crol:photog"><name>Hana Mori</name></creator><infoSource literal="Example"/>'
        '<dateline>MADRID, 21 Nov. 2026 (Example) -</dateline><genre qcode="g:a"/><genre qcode="g:b"/>'
    )
    found = draft(item(lines=lines))
    assert (found.summary, found.byline, found.credit) == (None, "Hana Mori", "Example")
    assert found.dateline == Dateline(text="MADRID, 21 Nov. 2026 (Example)", place="MADRID", date=dt.date(2026, 11, 21))
    assert (found.genre, found.subjects) == ("a", [Subject(scheme="g", code="b")])


def test_codes_stay_as_written() -> None:
    lines = (
        f"{LINES}<subject qcode='N2:a:b'/><subject uri='http://example.com/c'/><subject literal='d'><name>D</name>"
        "</subject><subject qcode='x:1' literal='one'/><subject><name/></subject>"
        "<subject qcode='ap:7'><sameAs qcode='subj:04000000'/></subject>"
    )
    rest = "<assert qcode='ap:7'><name>Seven</name></assert>"
    assert draft(item(lines=lines, rest=rest)).subjects == [
        Subject(scheme="N2", code="a:b"),
        Subject(code="http://example.com/c"),
        Subject(code="d", name="D"),
        Subject(scheme="x", code="1", name="one"),
        Subject(scheme="ap", code="7", name="Seven"),
        Subject(scheme="subj", code="04000000"),
    ]


def test_a_films_script() -> None:
    lines = f'{LINES}<description role="d:shotlist">Pass<br/>Hill</description>'
    film = '<remoteContent href="a.mp4" contenttype="video/mp4"/><remoteContent href="a.jpg" contenttype="image/jpeg"/>'
    found = draft(item(lines=lines, content=film, base='<itemClass literal="video"/>'))
    assert found.body is not None
    assert (found.kind, found.body.text) == ("video", "Pass\nHill")
    assert [(media.kind, media.href, len(media.renditions)) for media in found.media] == [("video", "a.mp4", 2)]


@pytest.mark.parametrize(
    "text",
    ["<NewsML><NewsItem/></NewsML>", "<nitf/>", "<rss/>", "{}", "newsItem", "<html><newsItem/></html>"],
)
def test_not_ours(text: str) -> None:
    assert not newsml_g2.recognises(Copy(text, "utf-8"))


@pytest.mark.parametrize(
    "text",
    [
        item()[:-30],
        f"<newsItem {XMLNS}>" + "<a>" * 5000,
        f'<!DOCTYPE newsItem [<!ENTITY a "b">]>{item()}',
    ],
)
def test_broken_copy_is_malformed(text: str) -> None:
    with pytest.raises(Rejected) as found:
        drafts(text)
    assert found.value.reason == Reason.MALFORMED


@pytest.mark.parametrize(
    "text",
    [
        item(lines="<subject qcode='a:b'/>" * 20_000),
        item(content="<inlineXML><html><body>" + "<p>x\n    y</p><h1>z</h1>" * 10_000 + "</body></html></inlineXML>"),
        item(
            content='<inlineXML contenttype="application/xhtml+html"><p>' + "\n    x   y" * 40_000 + "</p></inlineXML>"
        ),
        item(lines=f"<dateline>{'a ' * 100_000}</dateline><headline>{'NEW ' * 50_000}x</headline>"),
        item(head='guid="urn:newsml:a:20261119' + ":a" * 50_000 + '"'),
        item(
            content="<inlineXML><nitf><body><body.content>"
            + "<media/>xxxx" * 30_000
            + "</body.content></body></nitf></inlineXML>"
        ),
        item(lines="".join(f"<headline xml:lang='x{one}'>{one}</headline>" for one in range(15_000))),
    ],
    ids=["subjects", "paragraphs", "lines", "long", "guid", "media", "headlines"],
)
def test_hostile_copy_costs_little(text: str) -> None:
    with within(1):
        list(newsml_g2.parse(Copy(text, "utf-8"), NEUTRAL))
