"""Pictures, films and sound of a feed's item: enclosures, Media RSS, and what its HTML shows."""

import html
import re
from collections.abc import Iterable
from itertools import islice
from urllib.parse import urljoin

from schemas.story import Kind, Media, Rendition
from services.ingest.formats.syndication_terms import (
    Element,
    Parts,
    line,
    lines,
    name_of,
    one_line,
    parts_of,
    plain_line,
)
from services.ingest.reading.xml import text_of

_KINDS: dict[str, Kind] = {"image": "picture", "video": "video", "audio": "audio"}
_ENDS: dict[str, Kind] = {
    **dict.fromkeys(("jpg", "jpeg", "png", "gif", "webp", "avif", "tif", "tiff"), "picture"),
    **dict.fromkeys(("mp4", "mov", "m4v", "webm", "m3u8"), "video"),
    **dict.fromkeys(("mp3", "m4a", "wav", "ogg", "aac"), "audio"),
    "svg": "graphic",
}
_IMAGE = re.compile(r"<img\b([^<>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(src|alt|width|height)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_MOST = 500
_WHOLE = re.compile(r"https?://[^\s/]", re.IGNORECASE)
_WEB = re.compile(r"(?:https?:)?//\S", re.IGNORECASE)


def media_of(parts: Parts) -> list[Media]:
    """One for each picture or film; forms of one (media:group, thumbnails) are its renditions."""
    found = [_medium(group, parts) for group in parts["media:group"]]
    found += [_medium(content, parts) for content in parts["media:content"]]
    linked = [link for link in parts["atom:link"] if link.get("rel") == "enclosure"]
    out_of_line = [content for content in parts["atom:content"] if content.get("src")]
    found += [_enclosure(one, parts) for one in (*parts["enclosure"], *linked, *out_of_line)]
    found = [one for one in found if one.renditions]
    if thumbnails := [_rendition(one, "thumbnail") for one in parts["media:thumbnail"]]:
        found[:1] = [_with(found[0], thumbnails) if found else _of(thumbnails, "picture", parts)]
    for name in ("itunes:image", "image", "{http://www.google.com/schemas/sitemap-image/1.1}image"):
        found += [_of([one], "picture", parts) for one in map(_named_image, parts[name]) if one.href]
    return distinct(found)


def images_in(markup: str, base: str | None = None) -> list[Media]:
    """What the HTML of a body shows, the first 500 of it; counting pixels of one by one are none."""
    found = []
    for image in islice(_IMAGE.finditer(markup), _MOST):
        values = {name.lower(): html.unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(image[1])}
        href = absolute(values.get("src", "").strip(), base)
        if not _WEB.match(href) or {values.get("width"), values.get("height")} & {"0", "1"}:
            continue
        caption = one_line(values.get("alt", ""))
        rendition = Rendition(name="img", href=href, width=pixels(values.get("width")), height=_height(values))
        found.append(Media(kind="picture", caption=caption, href=href, renditions=[rendition]))
    return found


def absolute(href: str, base: str | None) -> str:
    """A relative address by that of its feed, if there is a whole one."""
    if not href or base is None or not _WHOLE.match(base):
        return href
    try:
        return urljoin(base, href)
    except ValueError:  # brackets that are no IPv6 address
        return href


def at_home(medium: Media, base: str | None) -> Media:
    """With its addresses whole."""
    renditions = [
        one.model_copy(update={"href": absolute(one.href, base)}) if one.href else one for one in medium.renditions
    ]
    return medium.model_copy(update={"href": absolute(medium.href or "", base) or None, "renditions": renditions})


def distinct(media: Iterable[Media]) -> list[Media]:
    """The first of those with one address: feeds give a picture as enclosure, as media:content and in the text."""
    seen: dict[str | None, Media] = {}
    for number, one in enumerate(media):
        seen.setdefault(one.href or str(number), one)
    return list(seen.values())


def kind_of(content_type: str | None, href: str | None, medium: str | None = None) -> Kind:
    """By the type, else by how the address ends; documents are text."""
    if content_type and content_type.lower().startswith("image/svg"):
        return "graphic"
    family = (medium or (content_type or "").split("/")[0]).strip().lower()
    if family in _KINDS:
        return _KINDS[family]
    path = (href or "").partition("?")[0].partition("#")[0]
    return "text" if family else _ENDS.get(path.rpartition(".")[2].lower(), "text")


def pixels(value: str | None) -> int | None:
    return int(value) if value and re.fullmatch(r"[1-9][0-9]{0,5}", value.strip(), re.ASCII) else None


def _height(values: dict[str, str]) -> int | None:
    return pixels(values.get("height"))


def _medium(holder: Element, item: Parts) -> Media:
    """A media:content, or a media:group of several."""
    inside = parts_of(holder)
    contents = inside["media:content"] if name_of(holder) == "media:group" else [holder]
    renditions = [_rendition(one, "content") for one in contents]
    first = contents[0] if contents else holder
    kind = kind_of(first.get("type"), first.get("url"), first.get("medium"))
    renditions += [_rendition(one, "thumbnail") for one in inside["media:thumbnail"]]
    deeper = parts_of(first)
    caption = _caption(inside) or _caption(deeper)
    credit = line(inside, "media:credit") or line(deeper, "media:credit")
    return _of(renditions, kind, item, caption, credit)


def _enclosure(element: Element, item: Parts) -> Media:
    rendition = _rendition(element, "enclosure")
    return _of([rendition], kind_of(rendition.content_type, rendition.href), item)


def _of(
    renditions: list[Rendition], kind: Kind, item: Parts, caption: str | None = None, credit: str | None = None
) -> Media:
    several = [one for one in renditions if one.href]
    largest = max(several, key=_size, default=None)
    return Media(
        kind=kind,
        caption=caption or _caption(item),
        credit=credit or ", ".join(lines(item, "media:credit")) or None,
        href=largest.href if largest else None,
        renditions=several,
    )


def _with(medium: Media, thumbnails: list[Rendition]) -> Media:
    return medium.model_copy(update={"renditions": [*medium.renditions, *(one for one in thumbnails if one.href)]})


def _caption(parts: Parts) -> str | None:
    named = (plain_line(one) for name in ("media:description", "media:text", "media:title") for one in parts[name])
    return next(filter(None, named), None)


def _size(rendition: Rendition) -> tuple[bool, int]:
    return rendition.name != "thumbnail", (rendition.width or 0) * (rendition.height or 0)


def _rendition(element: Element, name: str) -> Rendition:
    href = element.get("url") or element.get("href") or element.get("src") or ""
    return Rendition(
        name=name,
        href=href.strip() or None,
        content_type=(element.get("type") or "").strip() or None,
        width=pixels(element.get("width")),
        height=pixels(element.get("height")),
    )


def _named_image(element: Element) -> Rendition:
    """`image` is in no standard as a part of an item; feeds write its address as text, as `url` or as an attribute."""
    inside = parts_of(element)
    written = text_of(element) if not len(element) else line(inside, "url", "loc")
    href = element.get("href") or element.get("url") or written or ""
    return Rendition(name="image", href=href if _WEB.match(href) else None)
