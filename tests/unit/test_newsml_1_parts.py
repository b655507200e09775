"""Which component of a NewsML 1.x item says what: text and its equivalents, files and their forms, packages."""

from base64 import b64encode

import pytest

from schemas.reasons import Reason, Rejected
from schemas.story import Story
from services.ingest.decode import decode
from services.ingest.draft import Draft
from services.ingest.formats import newsml_1
from services.ingest.validate import validate
from services.runtime.feeds import NEUTRAL
from tests.conftest import ROOT
from tests.pace import within

BULLETIN = (ROOT / "samples" / "newsml-1" / "harbour-bulletin.xml").read_bytes()


def item(components: str, own: str = "a1", revision: str = "1", day: str = "20251119", extra: str = "") -> bytes:
    return (
        "<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>sample.example</ProviderId>"
        f"<DateId>{day}</DateId><NewsItemId>{own}</NewsItemId><RevisionId>{revision}</RevisionId></NewsIdentifier>"
        "</Identification><NewsManagement><FirstCreated>20251119T100000+0000</FirstCreated>"
        "<ThisRevisionCreated>20251119T110000+0000</ThisRevisionCreated>"
        f'<Status FormalName="Usable"/>{extra}</NewsManagement>{components}</NewsItem></NewsML>'
    ).encode()


def stories(body: bytes) -> list[Story]:
    copy = decode(body, NEUTRAL)
    found = list(newsml_1.parse(copy, NEUTRAL))
    assert all(isinstance(one, Draft) for one in found), found
    return [validate(one, copy, NEUTRAL) for one in found if isinstance(one, Draft)]


def story(body: bytes) -> Story:
    [one] = stories(body)
    return one


def text(words: str) -> str:
    return f"<ContentItem><DataContent>{words}</DataContent></ContentItem>"


def component(*inner: str, role: str = "", **attributes: str) -> str:
    written = "".join(f' {name.replace("_", ":")}="{value}"' for name, value in attributes.items())
    return f'<NewsComponent{written}><Role FormalName="{role}"/>{"".join(inner)}</NewsComponent>'


def lines(**named: str) -> str:
    return "<NewsLines>" + "".join(f"<{name}>{words}</{name}>" for name, words in named.items()) + "</NewsLines>"


def file(href: str, facts: str = "", formal: str = "Jpeg") -> str:
    about = f'<Format FormalName="{formal}"/><Characteristics>{facts}</Characteristics>'
    return f'<ContentItem Href="{href}">{about}</ContentItem>'


def pixels(width: int, height: int) -> str:
    return f'<Property FormalName="Width" Value="{width}"/><Property FormalName="Height" Value="{height}"/>'


def test_a_bulletin_of_sound() -> None:
    found = story(BULLETIN)
    assert (found.kind, found.headline, found.urgency, found.status) == ("audio", "News at three", 3, "usable")
    assert found.story_id == "urn:newsml:sample.example:20251119T150005:SB310417"
    assert found.body.text.split("\n\n") == [
        "The spring tide closed the lower quay of Sampleton for two hours. The harbour master was not surprised:",
        "Nobody was hurt, and ships sailed again at noon.",
        "The museum of the river opens at night from Friday on.",
    ]
    assert [(one.kind, one.href, one.caption) for one in found.media] == [
        ("audio", "tide-310417.mp3", "Harbour master on the tide"), ("audio", "bulletin-310417.mp3", None),
    ]  # fmt: skip
    assert (found.byline, found.dateline) == (None, None)  # initials, and a bare date
    assert ("NewsProduct", "GENERAL") in [(s.scheme, s.code) for s in found.subjects]
    assert found.media[0].renditions[0].content_type == "audio/mpeg"


def test_stills_of_a_film_are_forms_of_one_picture_and_the_headline_is_that_of_the_text() -> None:
    film = component(
        lines(HeadLine="Harbour master speaks", CreditLine="SAMPLE"),
        component(text("Script of the film."), role="Body"),
        component(file("clip.mp4", formal="Mpeg4"), role="Clip", Duid="1"),
        component(file("still.jpg", pixels(1920, 1080)), role="Image", Duid="2"),
        component(file("thumb.jpg", pixels(128, 72)), role="Thumbnail", Duid="3", Euid="2"),
        component(file("preview.jpg", pixels(512, 288)), role="Preview", Duid="4", Euid="2"),
        role="Video",
    )
    found = story(item(component(lines(HeadLine="The tide of Sampleton"), film)))
    assert (found.kind, found.headline) == ("video", "Harbour master speaks")
    assert found.warnings == ["headline: that of the text; the package around it says 'The tide of Sampleton'"]
    clip, still = found.media
    assert (clip.kind, clip.href, clip.renditions[0].content_type) == ("video", "clip.mp4", "video/mp4")
    assert (still.kind, still.href, still.credit) == ("picture", "still.jpg", "SAMPLE")
    assert [(r.name, r.width) for r in still.renditions] == [("Image", 1920), ("Thumbnail", 128), ("Preview", 512)]


def test_what_is_said_of_a_picture_is_not_said_of_the_story() -> None:
    picture = component(
        lines(HeadLine="The quay.", ByLine="Jo Berg", CreditLine="Partner", KeywordLine="quay"),
        component(text("<p>The quay at dusk.</p>"), role="Caption"),
        component(file("big.jpg", pixels(768, 512)), role="HighDef"),
        component(file("small.jpg", pixels(110, 73)), role="Thumbnail"),
    )
    main = component(lines(HeadLine="Tide", KeywordLine="tide"), component(text("<p>Water.</p>")), picture)
    found = story(item(main))
    assert (found.headline, found.byline, found.credit, found.keywords) == ("Tide", None, None, ["tide"])
    assert found.body.text == "Water."
    [one] = found.media
    assert (one.caption, one.credit, one.href, len(one.renditions)) == ("The quay at dusk.", "Partner", "big.jpg", 2)


def test_a_film_and_its_stills_in_one_component_and_documents() -> None:
    facts = '<Property FormalName="ImageUse" Value="Thumbnail"/><Property FormalName="PixelWidth" Value="72"/>'
    film = component(file("a.jpg", facts), file("a.mp4", formal="MPEG-4 Video"), role="Video")
    report = '<ContentItem Href="report.pdf"><MimeType FormalName="application/pdf"/></ContentItem>'
    found = story(item(component(lines(HeadLine="H"), text("Words."), report, film)))
    document, one = found.media
    assert (document.kind, document.href) == ("text", "report.pdf")
    assert (one.kind, one.href) == ("video", "a.mp4")
    assert [(r.name, r.width) for r in one.renditions] == [("Thumbnail", 72), ("Video", None)]
    assert found.warnings == []


def test_roles_of_a_press_release() -> None:
    css = '<ContentItem><MimeType FormalName="text/css"/><DataContent>.b {margin: 0}</DataContent></ContentItem>'
    found = story(
        item(
            component(
                lines(HeadLine="Hall opens"),
                component(css, role="StyleSheet"),
                component(text("<p>Hall opens</p>"), role="HeadLine"),
                component(text("<ul><li>Doors at six</li><li>Free entry</li></ul>"), role="SubHeadLine"),
                component(text("<p>A hall opens.</p>"), role="Abstract"),
                component(text("<p>KILL Desk<br/>press@hall.example</p>"), role="Contact"),
                component(text("<p>The hall opens.</p>"), role="Body"),
            )
        )
    )
    assert (found.body.text, found.summary) == ("The hall opens.", "A hall opens.")
    assert found.subheadlines == ["Doors at six", "Free entry"]
    assert (found.ednote, found.status) == ("KILL Desk\npress@hall.example", "usable")


@pytest.mark.parametrize(
    "inner",
    [
        text("<nitf><body><body.content><p>One text.</p></body.content></body></nitf>") + text("One text."),
        component(text("<p>One text.</p>"), role="Main") + component(text("One text!"), role="Main"),
    ],
)
def test_of_equivalent_texts_the_first_is_read(inner: str) -> None:
    assert story(item(component(inner, EquivalentsList="yes"))).body.text == "One text."


def test_texts_in_two_languages_are_two_stories() -> None:
    def part(language: str, words: str) -> str:
        return component(lines(HeadLine=words), component(text(words), role="Body"), xml_lang=language)

    first, second = stories(item(component(part("nl", "Water"), part("fr", "Eau"), part("nl-BE", "Zee"))))
    assert (first.story_id, first.language, first.headline) == ("urn:newsml:sample.example:20251119:a1", "nl", "Water")
    assert first.body.text == "Water\n\nZee"
    assert (second.story_id, second.language, second.headline) == (f"{first.story_id}:fr", "fr", "Eau")
    assert second.body.text == "Eau"


@pytest.mark.parametrize(
    ("own", "revision", "day", "story_id"),
    [
        ("X-041-v2", "2", "20251119", "20251119:X-041"),
        ("X-041-v2", "3", "20251119", "20251119:X-041-v2"),
        ("a1", "1", "20251119T110000+0000", "20251119T110000+0000:a1"),
        ("a1", "4", "20251119T100000+0000", "20251119T100000+0000:a1"),
    ],
)
def test_the_identity_is_that_of_all_revisions(own: str, revision: str, day: str, story_id: str) -> None:
    found = story(item(component(lines(HeadLine="H"), text("W.")), own, revision, day))
    assert found.story_id == f"urn:newsml:sample.example:{story_id}"


def test_belga_dates_its_ids_by_revision_so_that_the_first_time_stands_in() -> None:
    body = item(component(lines(HeadLine="H"), text("W.")), "a1", "4", "20251119T110000+0000")
    found = story(body.replace(b"sample.example", b"belga.be"))
    assert found.story_id == "urn:newsml:belga.be:20251119T100000+0000:a1"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("First line\n            Second\n\n            Third", "First line\nSecond\n\nThird"),
        ("\n    Indented\n      more\n", "Indented\n  more"),
        ("\tOne.\n\tTwo.", "One.\n\nTwo."),
        ("     One.\n     Two.", "One.\n\nTwo."),
        ("　一段落。\n　二段落。", "　一段落。\n　二段落。"),
        ("A &amp;amp; B &lt; C", "A &amp; B < C"),
        ("Team    W\nA       1", "Team    W\nA       1"),
    ],
)
def test_plain_text_loses_the_indentation_of_the_xml_around_it(written: str, read: str) -> None:
    assert story(item(component(lines(HeadLine="H"), text(written)))).body.text == read


@pytest.mark.parametrize(
    ("written", "city", "nitf", "expected"),
    [
        ("4/4/2025", "Sampleton", "", ("Sampleton", "Sampleton")),
        ("20251119T103600+0000", "", "", None),
        ("SAMPLETON, Nov. 19", "Elsewhere", "<location>SAMPLETON</location>", ("SAMPLETON, Nov. 19", "SAMPLETON")),
        ("November 19", "Sampleton", "", ("November 19", "Sampleton")),
        ("November 19", "", "", ("November 19", None)),
        ("SAMPLETON, Ont.", "", "", ("SAMPLETON, Ont.", "SAMPLETON")),
        ("Sampleton (Sample)", "", "", ("Sampleton (Sample)", "Sampleton")),
        ("見本市", "", "", ("見本市", "見本市")),
    ],
)
def test_datelines(written: str, city: str, nitf: str, expected: tuple[str, str | None] | None) -> None:
    place = f'<DescriptiveMetada><Location><Property FormalName="City" Value="{city}"/></Location></DescriptiveMetada>'
    head = f"<body.head><dateline>{nitf}</dateline></body.head>"
    body = text(f"<nitf><body>{head}<body.content><p>W.</p></body.content></body></nitf>")
    found = story(item(component(lines(HeadLine="H", DateLine=written), place, body))).dateline
    assert (found and (found.text, found.place)) == expected


@pytest.mark.parametrize(
    ("creator", "byline"),
    [("Hana Mihon", "Hana Mihon"), ("見本花", "見本花"), ("HMI", None), ("COR 360", None), ("hm/jb", None)],
)
def test_initials_of_the_desk_are_no_byline(creator: str, byline: str | None) -> None:
    meta = f'<AdministrativeMetadata><Creator><Party FormalName="{creator}"/></Creator></AdministrativeMetadata>'
    assert story(item(component(lines(HeadLine="H"), meta, text("W.")))).byline == byline


def test_names_of_codes_come_from_the_topics_of_the_item() -> None:
    topics = (
        "<TopicSet><Topic><FormalName>04015000</FormalName>"
        '<Description xml:lang="en" Variant="Name">transport</Description>'
        '<Description xml:lang="fr" Variant="Name">transports</Description></Topic></TopicSet>'
    )
    meta = (
        '<DescriptiveMetadata><Language FormalName="FR"/><Genre FormalName="Article"/><Genre FormalName="Prev"/>'
        '<SubjectCode><SubjectDetail FormalName="04015000" Scheme="S"/></SubjectCode></DescriptiveMetadata>'
    )
    found = story(item(component(topics, lines(HeadLine="H"), meta, text("W."))))
    assert [(s.scheme, s.code, s.name) for s in found.subjects] == [
        ("S", "04015000", "transports"), ("Genre", "Prev", None)
    ]  # fmt: skip
    assert found.genre == "Article"


def test_a_number_for_a_headline_is_none_and_a_title_stands_for_one() -> None:
    titled = component(lines(HeadLine="5696972"), component(text("Tide rises"), role="Title"), component(text("W.")))
    assert story(item(titled)).headline == "Tide rises"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<NewsML><NewsItem><TopicSet/></NewsItem></NewsML>", Reason.UNSUPPORTED_FORMAT),
        (item(component(lines(HeadLine="H"))), Reason.NO_CONTENT),
        (item(component('<ContentItem Href="text.xml"/>', lines(HeadLine="H"))), Reason.NO_CONTENT),
        (item(component(*(component(text("w"), xml_lang=f"x{n}") for n in range(40)))), Reason.MALFORMED),
        (item(component(text("<div>" * 110 + "w" + "</div>" * 110))), Reason.MALFORMED),
    ],
)
def test_what_is_no_story(body: bytes, reason: Reason) -> None:
    copy = decode(body, NEUTRAL)
    [one] = newsml_1.parse(copy, NEUTRAL)
    if isinstance(one, Rejected):
        assert one.reason is reason
        return
    with pytest.raises(Rejected) as refused:
        validate(one, copy, NEUTRAL)
    assert refused.value.reason is reason


@pytest.mark.parametrize(
    "inner",
    [
        text("w ") * 12_000,
        ("<NewsComponent>" + text("w") + "</NewsComponent>") * 8_000,
        '<ContentItem Href="a"><MimeType FormalName="image/jpeg"/></ContentItem>' * 9_000,
        component(file("a.jpg"), role="Thumbnail") * 5_000,
        text("NewsComponentRef\n" * 40_000),
        text(" \n" * 300_000 + "x"),
        '<ContentItem><Encoding FormalName="base64"/>'
        f"<DataContent>{b64encode(b'x' * 500_000).decode()}</DataContent></ContentItem>",
    ],
)
def test_thousands_of_parts_cost_little(inner: str) -> None:
    body = item(component(lines(HeadLine="H"), inner))
    with within(1):
        list(newsml_1.parse(decode(body, NEUTRAL), NEUTRAL))
