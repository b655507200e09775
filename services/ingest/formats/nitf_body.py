"""The body of NITF 3.x, which NewsML 1.x and G2 carry too: headlines, dateline, paragraphs, tables and media.

NITF 3.6 (IPTC).  What HTML calls otherwise is renamed, what is about the story and not of it is left out.
"""

import datetime as dt
from collections.abc import Iterator

from schemas.story import Body, Dateline, Kind, Media, Rendition
from services.ingest.markup import body_of_html
from services.ingest.stamps import read_day
from services.ingest.xml import Element, markup_of, text_of

_AS_HTML = {
    "hl1": "h2",
    "hl2": "h3",
    "bq": "blockquote",
    "block": "div",
    "fn": "small",
    "lang": "span",
    "hedline": "div",
}
# Media are fields of their own; the others repeat headlines or speak to machines.
_NOT_TEXT = frozenset(["media", "nitf-table-metadata", "nitf-colspec", "byline", "distributor", "abstract"])
_KINDS: dict[str, Kind] = {
    "image": "picture", "photo": "picture", "picture": "picture", "video": "video", "audio": "audio",
    "graphic": "graphic", "animation": "graphic",
}  # fmt: skip


def body_of(content: Element | None) -> Body | None:
    """`content` is <body.content>, or any element that holds NITF blocks; it is changed.

    Raises Rejected(malformed) for what is nested deeper than any copy.
    """
    if content is None:
        return None
    for element in list(content.iter()):
        if element.tag in _NOT_TEXT and element is not content:
            _drop(element)
        elif element.tag in _AS_HTML:
            element.tag = _AS_HTML[element.tag]
    body = body_of_html(markup_of(content))
    return body if body.text else None


def _drop(element: Element) -> None:
    """Without the words behind it, which are its parent's."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def headlines_of(head: Element | None) -> tuple[str | None, list[str]]:
    """hl1, and the hl2 under it."""
    if head is None:
        return None, []
    found = text_of(head.find(".//hl1"))
    return found, [line for one in head.iterfind(".//hl2") if (line := text_of(one)) and line != found]


def dateline_of(head: Element | None) -> Dateline | None:
    """Location and story.date as written; a date only where `norm` gives one."""
    line = head.find(".//dateline") if head is not None else None
    text = text_of(line)
    if line is None or text is None:
        return None
    location, date = line.find("location"), line.find("story.date")
    place = None
    if location is not None:
        place = text_of(location.find("city")) or text_of(location)
    return Dateline(text=text, place=place, date=_day(date))


def _day(date: Element | None) -> dt.date | None:
    return read_day(date.get("norm") or "") if date is not None else None


def media_of(element: Element) -> Iterator[Media]:
    """One <media> each, with its references as renditions."""
    for media in element.iter("media"):
        kind = _KINDS.get((media.get("media-type") or "").lower().split("/")[0])
        if kind is None:
            continue
        renditions = [_rendition(one) for one in media.iterfind("media-reference")]
        named = media.find("media-reference")
        caption = text_of(media.find("media-caption"))
        if caption is None and named is not None:
            caption = named.get("alternate-text") or None
        producer = text_of(media.find("media-producer"))
        if producer is None and named is not None:
            producer = named.get("source-credit") or None
        href = next((one.href for one in renditions if one.href), None)
        if caption or href:
            yield Media(kind=kind, caption=caption, credit=producer, href=href, renditions=renditions)


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
