"""The parts of a NewsML 1.x item: its text in its several wrappings, and the files that go with it.

A component's Role says what its text is to the story; one of several texts in one component is an equivalent of the
others (NewsML 1.2, 5.5), and so are the components of an EquivalentsList.
"""

import base64
import binascii
import re
from dataclasses import dataclass, field

from schemas.reasons import Reason, Rejected
from schemas.story import Body, Dateline, Media
from services.ingest.formats.newsml_1_media import Piece, kind_of, piece_of
from services.ingest.formats.newsml_1_terms import Place, name_of, places_of
from services.ingest.formats.nitf_body import body_of, byline_of, dateline_of, headlines_of, lines_of, media_of
from services.ingest.reading.markup import body_of_html, plain_paragraphs, text_to_html
from services.ingest.reading.xml import Element, markup_of

_MARKUP = re.compile(r"<(?:p|br|div|h\d|table|ul|ol|b|i|a|span)\b[^<>]{0,200}>", re.IGNORECASE)
_TITLES = frozenset(["title", "headline"])
_SUBTITLES = frozenset(["subheadline", "subtitle"])
_LEADS = frozenset(["lead"])  # Belga's body goes on where its lead ends
_SUMMARIES = frozenset(["abstract", "summary", "short"])
_CAPTIONS = frozenset(["caption", "photocaption", "picture caption"])
_CONTACTS = frozenset(["contact", "contacts"])
_ELSEWHERE = frozenset(["stylesheet", "tweettext"])  # no part of the story: for browsers, for other services

# Belga's bulletins: where the sound of a quote goes, and what parts one item from the next.
_SOUND_HERE = re.compile(r"^[ \t]*+<?NewsComponentRef\b[^\n>]{0,200}>?[ \t]*+$", re.MULTILINE)
_NEXT_ITEM = re.compile(r"^[ \t]*+\*{3}", re.MULTILINE)


@dataclass(slots=True)
class Content:
    """What the components hold; a text goes with the component that it stands in."""

    bodies: list[tuple[Place, Body]] = field(default_factory=list)
    titles: list[tuple[Element, str]] = field(default_factory=list)
    captions: dict[Element | None, str] = field(default_factory=dict)
    subtitles: list[str] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)
    summaries: list[Body] = field(default_factory=list)
    contacts: list[str] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    media: list[Media] = field(default_factory=list)
    """Those that a NITF text names."""
    headline: str | None = None
    dateline: Dateline | None = None
    byline: str | None = None
    others: dict[str, Element] = field(default_factory=dict)
    """By language, where the first text is that is in another than the story's."""
    warnings: list[str] = field(default_factory=list)

    @property
    def component(self) -> Element | None:
        """The one that tells the story: its first text, else its first picture or film."""
        if self.bodies:
            return self.bodies[0][0].component
        return self.pieces[0].component if self.pieces else None

    def body(self) -> Body | None:
        texts = [body for _, body in self.bodies] or self.summaries
        if not texts and not self.pieces and self.titles:
            texts = [Body(text=self.titles[0][1], html=text_to_html(self.titles[0][1]))]  # Belga's tips are no more
        if not texts:
            return None
        return Body(text="\n\n".join(one.text for one in texts), html="\n".join(one.html for one in texts))


def read_content(components: list[Element]) -> Content:
    """Raises Rejected: bad_encoding for base64 that is none, malformed for what is nested deeper than any copy."""
    found = Content()
    for place in places_of(components):
        for item in place.component.iterfind("ContentItem"):
            _read_item(item, place, found)
    return found


def _read_item(item: Element, place: Place, found: Content) -> None:
    kind = kind_of(item, place)
    data = next(item.iter("DataContent"), None)  # it may stand inside an Encoding
    href = (item.get("Href") or "").strip()
    if kind != "text" or (data is None and href and not _is_text(item)):
        found.pieces.append(piece_of(kind, item, place))
    elif data is None and href:
        found.warnings.append("body: a part of the text is elsewhere and is not fetched")
    elif data is not None and not _is_style(item):
        body = _body(item, data, found)
        if body is not None:
            _put(body, place, found)


def _is_text(item: Element) -> bool:
    """A document that stands elsewhere (PDF, ...) goes with the story; a text that does is missing from it."""
    mime = (name_of(item.find("MimeType")) or "text/").lower()
    return mime.startswith("text/") or "xml" in mime


def _is_style(item: Element) -> bool:
    return (name_of(item.find("MimeType")) or "").lower() == "text/css"


def _put(body: Body, place: Place, found: Content) -> None:
    part = place.part
    if part in _TITLES:
        found.titles.append((place.component, body.text))
    elif part in _CAPTIONS:
        found.captions.setdefault(place.component.getparent(), body.text)
    elif part in _SUBTITLES:
        found.subtitles += body.text.split("\n")
    elif part in _SUMMARIES:
        found.summaries.append(body)
    elif part in _CONTACTS:
        found.contacts.append(body.text)
    elif part not in _ELSEWHERE:
        _add_text(body, place, found)


def _add_text(body: Body, place: Place, found: Content) -> None:
    if found.bodies:
        first = found.bodies[0][0].language
        if first and place.language and _primary(first) != _primary(place.language):
            found.others.setdefault(_primary(place.language), place.component)
            return
        if _is_equivalent(body, place, found):
            return
    if place.part in _LEADS:
        found.leads.append(body.text)
    found.bodies.append((place, body))


def _primary(tag: str) -> str:
    return re.split("[-_]", tag.lower())[0][:16]


def _is_equivalent(body: Body, place: Place, found: Content) -> bool:
    before, other = found.bodies[-1]
    if before.component is place.component:
        words, known = ("".join(one.text.split()) for one in (body, other))
        return words in known or known in words
    parent = place.component.getparent()
    return (
        parent is not None
        and parent.get("EquivalentsList") == "yes"
        and before.component.getparent() is parent
        and before.part == place.part
    )


def _body(item: Element, data: Element, found: Content) -> Body | None:
    nitf = data if data.tag == "nitf" else data.find(".//nitf")
    if nitf is not None:
        return _nitf(nitf, found)
    if len(data):
        inner = data.find(".//body.content")
        return body_of(inner if inner is not None else data)
    text = data.text or ""
    if "base64" in f"{name_of(item.find('Encoding'))} {name_of(data.getparent())}".lower():
        text = _unpacked(text)
    if _MARKUP.search(text):
        body = body_of_html(text)
        return body if body.text else None
    plain = _plain(text)
    return Body(text=plain, html=text_to_html(plain)) if plain.strip() else None


def _unpacked(text: str) -> str:
    try:
        return base64.b64decode(text, validate=False).decode("utf-8")
    except (binascii.Error, ValueError) as problem:
        raise Rejected(Reason.BAD_ENCODING, "DataContent: no base64 of UTF-8") from problem


def _plain(text: str) -> str:
    """Without the indentation of the XML around it; where the first line is indented too, that begins a paragraph."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "NewsComponentRef" in text:
        text = _NEXT_ITEM.sub("\n", _SOUND_HERE.sub("", text))
    first, *rest = text.split("\n")
    if not first.strip(" \t") or first[:1] not in " \t":
        common = len(_common([_indent(line) for line in rest if line.strip(" \t")]))
        rest = [line[common:] if line[:common].strip(" \t") == "" else line for line in rest]
    lines = ["\n" + line.lstrip(" \t") if _begins_paragraph(line, first) else line for line in (first, *rest)]
    return plain_paragraphs("\n".join(lines))


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]


def _begins_paragraph(line: str, first: str) -> bool:
    """Lines of a table are indented too: those have runs of blanks in them."""
    return line[:1] == "\t" or (first[:2] == "  " and line[:2] == "  " and "   " not in line.strip(" \t"))


def _common(indents: list[str]) -> str:
    low, high = (min(indents), max(indents)) if indents else ("", "")
    length = next((n for n, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), min(len(low), len(high)))
    return low[:length]


def _nitf(nitf: Element, found: Content) -> Body | None:
    head = nitf.find(".//body.head")
    headline, _ = headlines_of(head)
    found.headline = found.headline or headline
    found.dateline = found.dateline or dateline_of(head)
    if head is not None:
        found.byline = found.byline or byline_of(head)
        abstract = lines_of(head.find("abstract"))
        if abstract:
            found.leads.append(abstract)
    # AFP's media elements show where in the text a picture goes that is a component of its own.
    found.media += [one for one in media_of(nitf) if not (one.href or "").startswith("#")]
    content = nitf.find(".//body.content")
    return body_of(content) if content is not None else body_of_html(markup_of(nitf))
