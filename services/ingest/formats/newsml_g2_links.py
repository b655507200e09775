"""What a NewsML-G2 item has elsewhere: renditions under an address, and other items that it names."""

import re
from collections.abc import Callable

from schemas.story import Kind, Media, Relation, Rendition
from services.ingest.draft import Draft
from services.ingest.formats.newsml_g2_terms import Children, first_text, last_part, spaced
from services.ingest.reading.xml import Element, text_of

_KINDS: dict[str, Kind] = {"image": "picture", "video": "video", "audio": "audio"}
_ORIGINALS = frozenset(["highres", "baseimage", "original", "main", "hires", "full"])


def media_of(holder: Element | None, kind: Kind, caption: str | None, credit: str | None) -> list[Media]:
    """One for a picture or film with all its renditions; for text, one for each kind of what comes with it."""
    groups: dict[Kind, list[tuple[str, Rendition]]] = {}
    for family, rendition in _renditions_of(holder):
        own = kind if kind not in {"text", "composite"} else _KINDS.get(family, kind)
        groups.setdefault(own, []).append((family, rendition))
    return [
        Media(
            kind=own,
            caption=caption,
            credit=credit,
            href=max(found, key=_size(own))[1].href,
            renditions=[rendition for _, rendition in found],
        )
        for own, found in groups.items()
    ]


def nitf_media(medium: Element) -> list[Media]:
    kind = _KINDS.get(medium.get("media-type", ""))
    if kind is None:
        return []
    renditions = [
        Rendition(
            name=one.get("name") or one.get("id"),
            href=one.get("source") or one.get("data-location"),
            content_type=one.get("mime-type"),
            width=_pixels(one.get("width")),
            height=_pixels(one.get("height")),
        )
        for one in medium.iterchildren("media-reference")
    ]
    href = max((("", one) for one in renditions), key=_size(kind))[1].href if renditions else None
    caption, credit = text_of(medium.find("media-caption")), spaced(medium.find("media-producer"))
    return [Media(kind=kind, caption=caption, credit=credit, href=href, renditions=renditions)]


def read_links(draft: Draft, management: Children, description: Children, parts: Children) -> None:
    """Relations by links and by what a package holds; a linked picture or film is media besides."""
    for link in [*management["link"], *description["link"]]:
        _relate(draft, link, link.get("rel"))
        if kind := _media_kind(link.get("contenttype")):
            href = link.get("href") or link.get("residref")
            draft.media.append(Media(kind=kind, caption=first_text(link.findall("title")), href=href))
    for group in (group for holder in parts["groupSet"] for group in holder.iterchildren("group")):
        for ref in group.iterchildren("itemRef"):
            _relate(draft, ref, ref.get("rel") or group.get("role"))
    for ref in parts["itemRef"]:
        _relate(draft, ref, ref.get("rel"))
    for other in description["altId"]:
        if other.get("type") == "tt:refuno" and (found := text_of(other)):  # what TT's signal to replace is about
            draft.relations.append(Relation(kind="refuno", id=found))


def _renditions_of(holder: Element | None) -> list[tuple[str, Rendition]]:
    """Kind of content (`image`, `video`, ...; "" where the copy doesn't say) and what is there."""
    found = []
    for one in holder.iterchildren("remoteContent") if holder is not None else ():
        href = (one.get("href") or one.get("residref") or "").strip() or None
        contenttype = (one.get("contenttype") or "").strip() or None
        rendition = Rendition(
            name=(one.get("rendition") or "").strip() or None,
            href=href,
            content_type=contenttype,
            width=_pixels(one.get("width")),
            height=_pixels(one.get("height")),
        )
        found.append(((contenttype or "").split("/")[0].lower(), rendition))
    return found


def _media_kind(contenttype: str | None) -> Kind | None:
    return _KINDS.get((contenttype or "").split("/")[0].lower())


def _relate(draft: Draft, element: Element, kind: str | None) -> None:
    names = (element.get(name) for name in ("residref", "guidref", "href"))
    target = next((name.strip() for name in names if name and name.strip()), None)
    version = (element.get("version") or "").strip()
    if target:
        number = int(version) if re.fullmatch("[0-9]{1,10}", version) else None
        word = kind.strip().rpartition(":")[2] if kind else None
        draft.relations.append(Relation(kind=word or None, id=target, version=number))


def _size(kind: Kind) -> Callable[[tuple[str, Rendition]], tuple[bool, bool, int]]:
    """Orders renditions: the film before its thumbnail, the original, the largest."""

    def key(found: tuple[str, Rendition]) -> tuple[bool, bool, int]:
        family, rendition = found
        area = (rendition.width or 0) * (rendition.height or 0)
        return _KINDS.get(family, kind) == kind, last_part(rendition.name) in _ORIGINALS, area

    return key


def _pixels(value: str | None) -> int | None:
    return int(value) if value and re.fullmatch(r"[0-9]{1,6}", value.strip()) else None
