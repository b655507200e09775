"""What do agencies put around a text?  NITF, NewsML-G2, NewsML 1 as NSK has it, and ninjs, with what fills real ones.

Real stories of 2 to 10 KB are more mark-up than text, so `room` says how many bytes of further facts there should be.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

import orjson

from tests.bench.grammar import Text


@dataclass(frozen=True, slots=True)
class Facts:
    """`serial` is unique; `urgency` as IPTC counts it."""

    serial: int
    language: str
    text: Text
    updated: dt.datetime
    urgency: int

    @property
    def html(self) -> str:
        return "".join(f"<p>{escape(paragraph)}</p>\n" for paragraph in self.text.paragraphs)

    @property
    def headline(self) -> str:
        return escape(self.text.headline)

    @property
    def stamp(self) -> str:
        return f"{self.updated:%Y%m%dT%H%M%S%z}"


Further = Callable[[int], str]
"""The n-th further fact."""


def _fill(room: int, *kinds: Further) -> str:
    """One of each kind by turns until the room is full."""
    found: list[str] = []
    while room > 0:
        found.append(kinds[len(found) % len(kinds)](len(found)))
        room -= len(found[-1].encode())
    return "".join(found)


def _thing(facts: Facts, number: int) -> str:
    return facts.text.keywords[number % len(facts.text.keywords)]


def nitf(facts: Facts, room: int) -> bytes:
    text = facts.text
    picture = (
        '<media media-type="image"><media-reference mime-type="image/jpeg" width="{width}" height="{height}"'
        ' source="https://pictures.example/{serial}-{n}.jpg"/><media-caption>The {what} in {city}.</media-caption>'
        "<media-producer>Sample Desk</media-producer></media>\n"
    )
    further = _fill(
        room - 1150,
        lambda n: picture.format(
            n=n, serial=facts.serial, width=400 * (n + 1), height=300 * (n + 1), what=_thing(facts, n), city=text.city
        ),
        lambda n: (
            f'<media media-type="other"><media-metadata name="desk-note" value="{_thing(facts, n)}"/>'
            f'<media-metadata name="desk-place" value="{text.city}"/></media>\n'
        ),
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<nitf version="-//IPTC//DTD NITF 3.6//EN" xml:lang="en">
<head><title>{facts.headline}</title>
<meta name="anpa-keyword" content="{text.keywords[0]}"/>
<tobject tobject.type="News"><tobject.property tobject.property.type="Current"/>
<tobject.subject tobject.subject.refnum="{text.subject.code}" tobject.subject.type="{text.subject.name}"/></tobject>
<docdata management-status="usable"><doc-id id-string="bench.{facts.serial}"/>
<urgency ed-urg="{facts.urgency}"/>
<key-list>{"".join(f'<keyword key="{word}"/>' for word in text.keywords)}</key-list>
<date.issue norm="{facts.stamp}"/><date.release norm="{facts.stamp}"/>
<doc.copyright year="{facts.updated.year}" holder="Sample Wire"/></docdata></head>
<body><body.head><hedline><hl1>{facts.headline}</hl1></hedline><distributor>Sample Wire</distributor>
<dateline><location>{text.city}</location>,
<story.date norm="{facts.updated:%Y%m%d}">{facts.updated:%b. %-d}</story.date></dateline></body.head>
<body.content>{facts.html}{further}</body.content><body.end><tagline>Sample Wire</tagline></body.end></body></nitf>
""".encode()


def newsml_g2(facts: Facts, room: int) -> bytes:
    text, when = facts.text, facts.updated.isoformat()
    further = _fill(
        room - 1900,
        lambda n: (
            f'<subject qcode="exdesk:B{facts.serial % 89 + n:04}" type="cpnat:abstract">'
            f'<name xml:lang="en">{_thing(facts, n)} {n}</name></subject>\n'
        ),
        lambda n: (
            f'<subject qcode="expart:P{facts.serial % 97 + n:04}" type="cpnat:organisation"><name>Office {n} of'
            f' {text.city}</name><broader qcode="expart:{text.city[:3].upper()}" type="cpnat:geoArea"/></subject>\n'
        ),
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:bench.example:20261119:{facts.serial}" \
version="1" standard="NewsML-G2" standardversion="2.33" conformance="power" xml:lang="en">
<catalogRef href="http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_38.xml"/>
<rightsInfo><copyrightHolder uri="http://bench.example/about"><name>Sample Wire</name></copyrightHolder>
<copyrightNotice>Copyright {facts.updated.year} Sample Wire. All rights reserved.</copyrightNotice></rightsInfo>
<itemMeta><itemClass qcode="ninat:text"/><provider qcode="nprov:example"><name>Sample Wire</name></provider>
<versionCreated>{when}</versionCreated><firstCreated>{when}</firstCreated><pubStatus qcode="stat:usable"/>
<service qcode="svc:asia"><name>Asia service</name></service></itemMeta>
<contentMeta><urgency>{facts.urgency}</urgency><contentCreated>{when}</contentCreated>
<located type="cptype:city"><name>{text.city}</name></located><language tag="en"/>
{"".join(f"<keyword>{word}</keyword>" for word in text.keywords)}
<genre qcode="genre:Article"><name xml:lang="en">Article</name></genre>
<subject qcode="medtop:{text.subject.code}"><name xml:lang="en">{text.subject.name}</name></subject>
{further}<slugline separator="-">{text.keywords[0].upper().replace(" ", "-")}</slugline>
<headline>{facts.headline}</headline>
<dateline>{text.city.upper()}, {facts.updated:%b. %-d} -</dateline><creditline>Sample Wire</creditline></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body>
{facts.html}</body></html></inlineXML></contentSet></newsItem>
""".encode()


def newsml_1(facts: Facts, room: int) -> bytes:
    text = facts.text
    picture = (
        '<NewsComponent Duid="NC{n:04}"><Role FormalName="Supporting" Scheme="IptcRole"/><NewsLines>'
        "<HeadLine>{city}の{what}</HeadLine><CreditLine>見本通信</CreditLine></NewsLines>"
        '<ContentItem Href="{serial}-{n}.jpg"><MediaType FormalName="Photo" Scheme="IptcMediaTypes"/><MimeType'
        ' FormalName="image/jpeg" Scheme="IptcMimeTypes"/><Characteristics><Property FormalName="Width" Value="2000"/>'
        '<Property FormalName="Height" Value="1500"/></Characteristics></ContentItem></NewsComponent>\n'
    )
    further = _fill(
        room - 2300, lambda n: picture.format(n=n + 2, city=text.city, what=_thing(facts, n), serial=facts.serial)
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE NewsML PUBLIC "urn:newsml:iptc.org:20001006:NewsMLv1.0.dtd:1" "../DTD/NewsMLv1.0.dtd" [
  <!ENTITY % nitf SYSTEM "../nitf/dtd/nitf-3-0.dtd">
  %nitf;
]>
<NewsML><Catalog Href="../catalog/SampleCatalog.xml"/>
<NewsEnvelope><TransmissionId>20261119{facts.serial:08}</TransmissionId>
<SentFrom><Party FormalName="MIHONNEWS" Scheme="NskParty"/></SentFrom><DateAndTime>{facts.stamp}</DateAndTime>
<NewsService FormalName="NskNewsService" Scheme="SampleServices"/>
<Priority FormalName="{facts.urgency}" Scheme="IptcPriority"/></NewsEnvelope>
<NewsItem><Identification><NewsIdentifier><ProviderId>mihon.example.jp</ProviderId><DateId>20261119</DateId>
<NewsItemId>MB{facts.serial:08}</NewsItemId><RevisionId PreviousRevision="0" Update="N">1</RevisionId>
<PublicIdentifier>urn:newsml:mihon.example.jp:20261119:MB{facts.serial:08}:1</PublicIdentifier></NewsIdentifier>
</Identification>
<NewsManagement><NewsItemType FormalName="News" Scheme="IptcNewsItemType"/><FirstCreated>{facts.stamp}</FirstCreated>
<ThisRevisionCreated>{facts.stamp}</ThisRevisionCreated><Status FormalName="Usable" Scheme="IptcStatus"/>
<Urgency FormalName="{facts.urgency}"/></NewsManagement>
<NewsComponent Duid="NC0001" EquivalentsList="no" Essential="no" xml:lang="ja">
<Role FormalName="Main" Scheme="IptcRole"/>
<NewsLines><HeadLine>{facts.headline}</HeadLine><ByLine>社会部</ByLine><DateLine>{text.city}</DateLine>
<CreditLine>見本通信</CreditLine><CopyrightLine>（Ｃ）見本通信</CopyrightLine><SlugLine>{text.keywords[0]}</SlugLine>
<KeywordLine>{text.keywords[1]}</KeywordLine></NewsLines>
<AdministrativeMetadata><Provider><Party FormalName="MIHONNEWS" Scheme="NskParty"/></Provider></AdministrativeMetadata>
<DescriptiveMetadata><Language FormalName="ja" Scheme="ISO639"/><Genre FormalName="Current"/>
<SubjectCode><SubjectMatter FormalName="{text.subject.code}" Scheme="IptcSubjectCodes"/></SubjectCode>
<Location HowPresent="Origin"><Property FormalName="City" Value="{text.city}"/></Location></DescriptiveMetadata>
<ContentItem><MediaType FormalName="Text" Scheme="IptcMediaTypes"/><Format FormalName="Nitf_v3.0"/>
<MimeType FormalName="text/xml" Scheme="IptcMimeTypes"/>
<DataContent><nitf><body><body.head><hedline><hl1>{facts.headline}</hl1></hedline></body.head>
<body.content>{facts.html.replace("<p>", "<p>　")}</body.content></body></nitf></DataContent></ContentItem>
{further}</NewsComponent></NewsItem></NewsML>
""".encode()


def ninjs(facts: Facts, room: int) -> bytes:
    text, when = facts.text, facts.updated.isoformat()
    story: dict[str, object] = {
        "uri": f"urn:bench:{facts.serial}",
        "type": "text",
        "version": "1",
        "pubstatus": "usable",
        "urgency": facts.urgency,
        "language": facts.language,
        "firstcreated": when,
        "versioncreated": when,
        "headline": text.headline,
        "byline": "Sample Desk",
        "located": text.city,
        "copyrightholder": "Sample Wire",
        "copyrightnotice": f"Copyright {facts.updated.year} Sample Wire. All rights reserved.",
        "keywords": text.keywords,
        "subject": [{"code": f"medtop:{text.subject.code}", "name": text.subject.name}, *_desk_subjects(facts, 4)],
        "place": [{"code": "JP", "name": text.city}],
        "body_html": facts.html,
    }
    pictures = max(0, room - 1000) // 1400
    story["associations"] = {f"picture{n}": _picture(facts, n) for n in range(pictures)}
    left = room - 750 - pictures * 1250
    story["extra"] = {f"desk_note_{n}": f"{_thing(facts, n)}, page {n + 1}, {text.city}" for n in range(left // 50)}
    return orjson.dumps(story)


def _desk_subjects(facts: Facts, count: int) -> Sequence[dict[str, str]]:
    return [{"code": f"desk:{facts.serial % 89 + n}", "name": _thing(facts, n)} for n in range(count)]


def _picture(facts: Facts, number: int) -> dict[str, object]:
    address = f"https://pictures.example/{facts.updated:%Y/%m/%d}/{facts.serial}-{number}"
    widths = {"thumbnail": 200, "viewImage": 640, "baseImage": 1400, "original": 4000}
    return {
        "uri": f"urn:bench:{facts.serial}:picture{number}",
        "type": "picture",
        "version": "1",
        "pubstatus": "usable",
        "headline": _thing(facts, number),
        "byline": "Sample Desk",
        "copyrightholder": "Sample Wire",
        "usageterms": "For editorial use with the story alone, within fourteen days; no archive, no sale.",
        "renditions": {
            kind: {
                "href": f"{address}-{kind}.jpg",
                "media": f"{facts.serial:024x}{number}",
                "mimetype": "image/jpeg",
                "width": width,
                "height": width * 3 // 4,
                "poi": {"x": width // 2, "y": width // 3},
            }
            for kind, width in widths.items()
        },
    }
