"""RSS 0.9x to 2.0, RDF and Atom: fields, versions, withdrawals, and what is broken or hostile."""

import datetime as dt
from pathlib import Path

import pytest

from schemas.reasons import Reason, Rejected
from schemas.story import Hold, Relation, Story, Subject
from services.ingest.decode import decode
from services.ingest.draft import Copy, Draft
from services.ingest.formats import syndication
from services.ingest.validate import validate
from services.runtime.feeds import NEUTRAL
from tests.pace import within

SAMPLES = Path(__file__).parents[2] / "samples" / "rss-atom"
NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/"'
)
ATOM = 'xmlns="http://www.w3.org/2005/Atom"'


def rss(item: str, channel: str = "") -> str:
    guid = "" if "<guid" in item or "<link" in item else "<guid>g1</guid>"
    return f'<rss version="2.0" {NAMESPACES}><channel>{channel}<item>{guid}{item}</item></channel></rss>'


def atom(entry: str, around: str = "") -> str:
    return f"<feed {ATOM}><id>f</id>{around}<entry><id>e1</id>{entry}</entry></feed>"


def drafts(text: str) -> list[Draft | Rejected]:
    copy = Copy(text, "utf-8")
    assert syndication.recognises(copy)
    return list(syndication.parse(copy, NEUTRAL))


def draft(text: str) -> Draft:
    [one] = drafts(text)
    assert isinstance(one, Draft), one
    return one


def sample(name: str) -> list[Story]:
    copy = decode((SAMPLES / name).read_bytes(), NEUTRAL)
    return [validate(one, copy, NEUTRAL) for one in syndication.parse(copy, NEUTRAL) if isinstance(one, Draft)]


def test_rss_2() -> None:
    first, second = sample("lantern-festival.xml")
    assert (first.story_id, first.version, first.change) == ("tag:wire.example,2026:local/310417", 1795145700, "update")
    assert first.headline == "Lantern festival draws record crowd to the old harbour"
    assert (first.byline, first.copyright, first.language) == ("City desk", "Copyright 2026 Example Wire", "en-GB")
    assert first.summary == "The port counted 41,000 visitors in one night."
    assert first.body.text.endswith("\n\nYear\tVisitors\n2025\t36,500\n2026\t41,000")
    assert "<table>" in first.body.html
    assert str(first.created_at) == "2026-11-20 00:30:00+00:00"
    assert str(first.updated_at) == "2026-11-20 03:35:00+00:00"
    assert first.subjects == [
        Subject(scheme="http://cv.iptc.org/newscodes/mediatopic/", code="medtop:20000011"),
        Subject(name="Festivals"),
    ]
    [picture] = first.media
    assert (picture.kind, picture.caption, picture.credit) == ("picture", "Paper lanterns on the bay", "Example Wire")
    assert (picture.href, [one.width for one in picture.renditions]) == (
        "https://wire.example/pictures/lantern-large.jpg",
        [2400, 600],
    )
    assert first.relations == [Relation(kind="alternate", id="https://wire.example/local/lantern-festival")]
    assert (second.version, second.change, second.updated_at) == (2, "correction", None)


def test_rdf_in_japanese() -> None:
    [story] = sample("minato-rdf.xml")
    assert (story.story_id, story.language, story.version) == ("https://shimbun.example/a/310417", "ja", 0)
    assert story.headline == "速報　港の時計台、修復終え点灯式"
    assert story.byline == "例示新聞"
    assert story.subjects == [Subject(scheme="dc:subject", name="地域")]


def test_atom_and_its_deleted_entry() -> None:
    [story], [kill] = sample("observatory-atom.xml"), sample("observatory-deleted.xml")
    assert (story.change, story.headline) == ("correction", "【訂正】流星群の極大は１８日未明")
    assert story.version == int(dt.datetime(2026, 11, 17, 6, 20, tzinfo=dt.UTC).timestamp())
    assert (story.byline, story.copyright, story.summary) == ("例示天文台", "例示天文台", "極大の日付を訂正します。")
    assert story.body.html.startswith("<div><p>しし座")
    assert story.subjects == [Subject(scheme="https://tenmon.example/terms", code="astronomy", name="天文")]
    assert (kill.story_id, kill.status, kill.change) == (
        "tag:tenmon.example,2026:dayori/310417-9",
        "canceled",
        "withdrawal",
    )
    assert kill.version > story.version


@pytest.mark.parametrize(
    ("text", "version", "withdraws"),
    [
        (atom("<title>KILL: A</title>"), 0, "story"),
        (atom("<title>KILL 2ND LEAD: A</title>"), 6, None),
        (atom("<title>KILL: A</title><updated>2026-01-01T00:00:00Z</updated>"), 1767225600, None),
    ],
)
def test_what_a_kill_takes_back(text: str, version: int, withdraws: str | None) -> None:
    """None: a version, which `validate` writes."""
    found = draft(text)
    assert (found.version, found.withdraws, found.status) == (version, withdraws, "canceled")


def test_a_deleted_entry_without_its_time_is_of_the_whole_story() -> None:
    text = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><deleted-entry xmlns="http://purl.org/atompub/tombstones/1.0"'
        ' ref="urn:a"/></feed>'
    )
    found = draft(text)
    assert (found.story_id, found.version, found.withdraws) == ("urn:a", 0, "story")


@pytest.mark.parametrize(
    ("text", "version", "change"),
    [
        (rss("<title>A</title><description>B</description>"), 1, "new"),
        (rss("<title>訂正：A</title><description>B</description>"), 2, "correction"),
        (atom("<title>A</title><published>2026-01-01T00:00:00Z</published><updated>2026-01-01T00:00:00Z</updated>"),
         1, "new"),
        (atom("<title>A</title><published>2026-01-01T00:00:00Z</published><updated>2026-01-01T00:00:09Z</updated>"),
         1767225609, "update"),
        (atom("<title>A</title><updated>2026-01-01T00:00:00Z</updated>"), 1767225600, "new"),
        (atom("<title>KILL: A</title>"), 0, "withdrawal"),
        (atom("<title>NEW YORK SNOW</title>"), 1, "new"),
    ],
)  # fmt: skip
def test_versions(text: str, version: int, change: str) -> None:
    found = draft(text)
    assert (found.version, found.change) == (version, change)
    assert found.status == ("canceled" if change == "withdrawal" else "usable")


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("Sat, 07 Sep 02 00:00:01 GMT", "2002-09-07 00:00:01+00:00"),
        ("Saturday, 7 Sep 2002 9:00 EST", "2002-09-07 14:00:00+00:00"),
        ("Fri,  20 Nov 2026 18:00:00 +0900 (JST)", "2026-11-20 09:00:00+00:00"),
    ],
)
def test_dates_of_rfc_822(written: str, at: str) -> None:
    assert str(draft(rss(f"<title>A</title><pubDate>{written}</pubDate>")).created_at) == at


def test_a_day_without_an_hour_is_told() -> None:
    found = draft(rss("<title>A</title><dc:date>2026-11-20</dc:date>"))
    assert found.created_at is None
    assert found.warnings == ["created_at: a day without an hour: 2026-11-20"]
    assert not found.unread_times


def test_embargo_and_drafts() -> None:
    found = draft(rss("<title>A</title><prism:embargoDate>2026-12-01T00:00:00Z</prism:embargoDate>"))
    assert found.embargo_until == dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
    unread = draft(rss("<title>A</title><prism:embargoDate>soon</prism:embargoDate>"))
    assert (unread.status, unread.hold) == ("withheld", Hold(reason="embargo", text="soon"))
    control = '<app:control xmlns:app="http://www.w3.org/2007/app"><app:draft>yes</app:draft></app:control>'
    assert draft(atom(f"<title>A</title>{control}")).status == "withheld"


def test_media_of_all_kinds_once_each() -> None:
    found = draft(
        rss(
            '<enclosure url="https://x.example/a.mp3" type="audio/mpeg" length="9"/>'
            '<media:content url="https://x.example/b.jpg" medium="image"><media:title>Bay</media:title></media:content>'
            '<media:thumbnail url="https://x.example/t.jpg" width="75"/><media:credit>Desk</media:credit>'
            '<itunes:image href="https://x.example/c.png"/>'
            '<description>&lt;p&gt;x&lt;img src="https://x.example/b.jpg"&gt;'
            '&lt;img src="//x.example/d.gif" alt="D"&gt;'
            '&lt;img src="https://x.example/pixel.gif" width="1" height="1"&gt;</description>'
        )
    )
    kinds = [(one.kind, one.href, one.caption, one.credit) for one in found.media]
    assert kinds == [
        ("picture", "https://x.example/b.jpg", "Bay", "Desk"),
        ("audio", "https://x.example/a.mp3", None, "Desk"),
        ("picture", "https://x.example/c.png", None, "Desk"),
        ("picture", "//x.example/d.gif", "D", None),
    ]
    assert [one.name for one in found.media[0].renditions] == ["content", "thumbnail"]


@pytest.mark.parametrize(
    ("item", "field", "value"),
    [
        ("<author>desk@x.example (City desk)</author>", "byline", "City desk"),
        ("<title><![CDATA[Tom&#8217;s <b>boat</b>]]></title>", "headline", "Tom\u2019s boat"),
        ("<source url='https://y.example'>Other Wire</source>", "credit", "Other Wire"),
        ("<media:keywords>ship, sea</media:keywords>", "keywords", ["ship", "sea"]),
        ('<content:encoded type="image/png">iVBORw0KGgo=</content:encoded>', "body", None),
        ("<dc:language>ja</dc:language>", "language", "ja"),
        ("<link>https://x.example/1</link>", "story_id", "https://x.example/1"),
    ],
)
def test_fields(item: str, field: str, value: object) -> None:
    assert getattr(draft(rss(item)), field) == value


def test_agencies_in_atom() -> None:
    found = draft(
        atom(
            '<title>T</title><content type="text/xml"><nitf xmlns=""><body><body.head/>'
            '<body.content><p>One.</p><p>Two.</p>'
            "</body.content></body></nitf></content>"
            '<apnm:NewsManagement xmlns:apnm="http://ap.org/schemas/03/2005/apnm">'
            '<apnm:ManagementId>urn:x:1</apnm:ManagementId>'
            "<apnm:ManagementSequenceNumber>2</apnm:ManagementSequenceNumber>"
            "<apnm:PublishingStatus>Canceled</apnm:PublishingStatus></apnm:NewsManagement>"
            '<apcm:ContentMetadata xmlns:apcm="http://ap.org/schemas/03/2005/apcm"><apcm:ByLine>By Desk</apcm:ByLine>'
            '<apcm:DateLine>EXAMPLETON</apcm:DateLine><apcm:Keywords>a;b</apcm:Keywords></apcm:ContentMetadata>'
        )
    )  # fmt: skip
    assert (found.story_id, found.version, found.status, found.change) == ("urn:x:1", 3, "canceled", "withdrawal")
    assert found.body
    assert found.body.text == "One.\n\nTwo."
    assert (found.byline, found.keywords, found.dateline and found.dateline.text) == (
        "By Desk",
        ["a", "b"],
        "EXAMPLETON",
    )


def test_wenn() -> None:
    block = (
        '<n:NewsManagement xmlns:n="http://feed.wenn.com/xmlns/2010/03/wenn_nm"><n:original_article_id>77</n:original_article_id>'
        "<n:published>2026-01-01T00:00:00Z</n:published><n:updated>2026-01-01T00:00:09Z</n:updated>"
        "<n:publishing_status>{}</n:publishing_status></n:NewsManagement>"
    )
    found = draft(atom("<title>T</title><content>Words.</content>" + block.format("Published")))
    assert (found.story_id, found.version, found.status) == ("77", 1767225609, "usable")
    [bad] = drafts(atom(block.format("Spiked?")))
    assert isinstance(bad, Rejected)
    assert bad.reason is Reason.BAD_VALUE


def test_a_page_without_items_has_no_story() -> None:
    assert drafts(f"<feed {ATOM}/>") == []
    assert drafts('<rss version="0.91"><channel/></rss>') == []


@pytest.mark.parametrize(
    "text",
    [
        '<rss xmlns:wp="http://wordpress.org/export/1.2/"/>', "<feed/>", "<newsItem/>", '{"a": 1}', "RSS: the story",
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>",
    ],
)  # fmt: skip
def test_what_is_of_other_families(text: str) -> None:
    assert not syndication.recognises(Copy(text, "utf-8"))


def test_broken_xml() -> None:
    with pytest.raises(Rejected) as found:
        drafts('<rss version="2.0"><channel><item>')
    assert found.value.reason is Reason.MALFORMED


@pytest.mark.parametrize(
    "text",
    [
        rss("<description>" + "&lt;div&gt;" * 60_000 + "</description>"),
        rss("<title>" + "&amp;amp;" * 100_000 + "</title>"),
        rss("<description>" + "&lt;img src=" * 80_000 + "</description>"),
        rss("<description>&lt;img " + "src=' " * 150_000 + "&gt;</description>"),
        rss("<author>" + "a@" * 400_000 + "</author>"),
        rss("<pubDate>" + "(" * 900_000 + "</pubDate>"),
        rss("<title>" + "訂正 " * 200_000 + "</title>"),
    ],
)
def test_hostile_items_are_quick(text: str) -> None:
    with within(1):
        drafts(text)


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("<title>Port &amp;amp; &lt;b&gt;city&lt;/b&gt;</title>", "Port & city"),
        ("<title><![CDATA[The <i>Asahi</i> &amp; sea]]></title>", "The Asahi & sea"),
        ("<title>1 &lt; 2 and &lt;untitled&gt;</title>", "1 < 2 and <untitled>"),
    ],
)
def test_markup_in_titles_of_rss(title: str, headline: str) -> None:
    assert draft(rss(title)).headline == headline


def test_a_title_of_atom_says_itself_what_it_is() -> None:
    assert draft(atom("<title>a &lt;b&gt; c</title>")).headline == "a <b> c"
    assert draft(atom('<title type="html">a &lt;b&gt; c</title>')).headline == "a c"


@pytest.mark.parametrize(
    ("home", "base"),
    [("<link>https://n.example/</link>", "https://n.example"), ("", None), ("<link>javascript:x</link>", None)],
)
def test_relative_addresses_are_of_the_feeds_page(home: str, base: str | None) -> None:
    item = '<link>/a/1</link><enclosure url="/p.jpg" type="image/jpeg"/><guid>g</guid>'
    shown = "<description>&lt;img src='/q.jpg'&gt;</description>"
    found = draft(rss(item + shown, home))
    start = base or ""
    assert found.relations == [Relation(kind="alternate", id=f"{start}/a/1")]
    assert [one.href for one in found.media] == [f"{start}/p.jpg", *([f"{start}/q.jpg"] if base else [])]
    assert found.media[0].renditions[0].href == f"{start}/p.jpg"


def test_xml_base_and_an_address_that_is_none() -> None:
    entry = '<link href="e.html" xml:base="dir/"/><link rel="enclosure" type="image/png" href="https://[x/p.png"/>'
    found = draft(f'<feed {ATOM} xml:base="https://b.example/"><entry><id>e</id>{entry}</entry></feed>')
    assert found.relations == [Relation(kind="alternate", id="https://b.example/e.html")]
    assert found.media[0].href == "https://[x/p.png"


def test_a_podcast_and_a_caption_in_html() -> None:
    sound = (
        '<enclosure url="https://n.example/1.mp3" type="audio/mpeg"/><itunes:summary>An hour at sea.</itunes:summary>'
    )
    found = draft(rss(f"<title>Sea</title>{sound}"))
    assert found.body is not None
    assert (found.body.text, [one.kind for one in found.media]) == ("An hour at sea.", ["audio"])
    text = '<media:description type="html">A &lt;b&gt;big&lt;/b&gt; ship</media:description>'
    picture = f'<media:content url="https://n.example/p.jpg" type="image/jpeg">{text}</media:content>'
    assert draft(rss(picture)).media[0].caption == "A big ship"


def test_an_embargo_without_an_hour_holds() -> None:
    found = draft(rss("<title>T</title><prism:embargoDate>2026-11-21</prism:embargoDate>"))
    assert (found.status, found.hold) == ("withheld", Hold(reason="embargo", text="2026-11-21"))
