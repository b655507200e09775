"""The body of NITF 3.x, which NewsML 1.x and G2 carry too: headlines, dateline, paragraphs, tables and media.

NITF 3.6 (IPTC).  What HTML calls otherwise is renamed, what is about the story and not of it is left out.
"""

import copy
import datetime as dt
import re
from collections.abc import Iterator

from lxml import etree

from schemas.story import Body, Dateline, Kind, Media, Rendition
from services.ingest.reading.markup import body_of_html
from services.ingest.reading.stamps import read_day
from services.ingest.reading.xml import Element, markup_of, text_of

_AS_HTML = {
    "hl1": "h2",
    "hl2": "h3",
    "bq": "blockquote",
    "block": "div",
    "fn": "small",
    "lang": "span",
    "hedline": "div",
    "credit": "div",
}
# Media are fields of their own; the others repeat headlines or speak to machines.
_NOT_TEXT = frozenset(["media", "nitf-table-metadata", "nitf-colspec", "byline", "distributor", "abstract"])
_KINDS: dict[str, Kind] = {
    "image": "picture", "photo": "picture", "picture": "picture", "video": "video", "audio": "audio",
    "graphic": "graphic", "animation": "graphic",
}  # fmt: skip
NO_PLACE = re.compile(r"[\d\s./:,+-]*(?:T[\d:.]+)?(?:Z|[+-]\d{2}:?\d{2}| [A-Z]{3,4})?", re.ASCII)
"""A stamp or a bare date, as ANA, EFE and Lusa have it for a dateline."""


def body_of(content: Element | None) -> Body | None:
    """`content` is <body.content>, or any element that holds NITF blocks; it is changed.

    Raises Rejected(malformed) for what is nested deeper than any copy.
    """
    if content is None:
        return None
    for element in content.iter(*_AS_HTML, "img"):
        if element.tag != "img":
            element.tag = _AS_HTML[str(element.tag)]
        elif not element.get("src"):  # ANSA's names a file by `source`
            element.tag = "media"
    etree.strip_elements(content, *_NOT_TEXT, with_tail=False)
    body = body_of_html(markup_of(content))
    return body if body.text else None


def headlines_of(head: Element | None) -> tuple[str | None, list[str]]:
    """hl1, and the hl2 under it."""
    if head is None:
        return None, []
    found = text_of(head.find(".//hl1"))
    return found, [line for one in head.iterfind(".//hl2") if (line := text_of(one)) and line != found]


def byline_of(head: Element) -> str | None:
    """Names first, a title behind them; several lines on one."""
    found = []
    for line in head.iterfind("byline"):
        bare = copy.deepcopy(line)
        titles = [text_of(one) for one in bare.iter("byttl")]
        etree.strip_elements(bare, "byttl", with_tail=False)
        found += [text_of(bare), *titles]
    return ", ".join(filter(None, found)) or None


def lines_of(element: Element | None) -> str | None:
    """An abstract, a note or a caption: a blank line between its paragraphs; media that it shows are none of it."""
    if element is None:
        return None
    bare = copy.deepcopy(element)
    etree.strip_elements(bare, "media", with_tail=False)
    paragraphs = [text for one in bare.iter("p") if (text := text_of(one))]
    return "\n\n".join(paragraphs) or text_of(bare)


def dateline_of(head: Element | None) -> Dateline | None:
    """Location and story.date as written; a date only where `norm` gives one.  A stamp alone is no dateline."""
    line = head.find(".//dateline") if head is not None else None
    if line is None:
        return None
    location, date = line.find("location"), line.find("story.date")
    where = _place(location) if location is not None else None
    city = text_of(location.find("city")) if location is not None else None
    text = text_of(line)
    if not _own_words(line):
        text = ", ".join(filter(None, (where, text_of(date)))) or text
    if text is None or NO_PLACE.fullmatch(text):
        return None
    if where is None and not re.search(r"[\d,]", text):
        where = text
    return Dateline(text=text, place=city or where, date=_day(date))


def _place(location: Element) -> str | None:
    """Ottawa, Ontario, Canada where its parts have nothing between them."""
    if _own_words(location):
        return text_of(location)
    return ", ".join(text for one in location if (text := text_of(one))) or None


def _own_words(element: Element) -> bool:
    return bool((element.text or "").strip() or any((one.tail or "").strip() for one in element))


def _day(date: Element | None) -> dt.date | None:
    return read_day(date.get("norm") or "") if date is not None else None


def media_of(element: Element) -> Iterator[Media]:
    """One <media> each, with its references as renditions; and ANSA's pictures, by the name of the file."""
    for media in element.iter("media"):
        kind = _KINDS.get((media.get("media-type") or "").lower().split("/")[0])
        if kind is None:
            continue
        renditions = [_rendition(one) for one in media.iterfind("media-reference")]
        named = media.find("media-reference")
        caption = "\n\n".join(text for one in media.iterfind("media-caption") if (text := lines_of(one))) or None
        if caption is None and named is not None:
            caption = named.get("alternate-text") or None
        producer = text_of(media.find("media-producer"))
        if producer is None and named is not None:
            producer = named.get("source-credit") or None
        shown = max((one for one in renditions if one.href), key=_size, default=None)
        href = shown.href if shown else None
        if caption or href:
            yield Media(kind=kind, caption=caption, credit=producer, href=href, renditions=renditions)
    for image in element.iter("img"):
        if href := image.get("source"):
            yield Media(kind="picture", href=href, renditions=[Rendition(href=href)])


def _size(rendition: Rendition) -> int:
    return (rendition.width or 0) * (rendition.height or 0)


def _rendition(reference: Element) -> Rendition:
    return Rendition(
        name=reference.get("name") or reference.get("id"),
        href=reference.get("source") or reference.get("data-location"),
        content_type=reference.get("mime-type"),
        width=_pixels(reference.get("width")),
        height=_pixels(reference.get("height")),
    )


def _pixels(written: str | None) -> int | None:
    digits = (written or "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 7 else None
