"""Pictures, films, sound and documents of a NewsML 1.x item: which files are forms of one, and what is said of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from schemas.story import Kind, Media, Rendition
from services.ingest.formats.newsml_1_terms import Place, child_text, name_of
from services.ingest.reading.xml import Element

_KINDS: dict[str, Kind] = {
    "text": "text", "html": "text", "complexdata": "text", "photo": "picture", "picture": "picture", "image": "picture",
    "video": "video", "audio": "audio", "sound": "audio", "clip": "video", "graphic": "graphic",
    "infographic": "graphic", "animation": "graphic",
}  # fmt: skip
"""Words of MediaType, of MIME's types, of Belga's ComponentClass and Role."""

_FORMATS = {
    "jpeg": "image/jpeg", "jpg": "image/jpeg", "jpeg baseline": "image/jpeg", "png": "image/png", "gif": "image/gif",
    "tiff": "image/tiff", "mp3": "audio/mpeg", "mpeg3": "audio/mpeg", "mpeg4": "video/mp4", "mpeg-4 video": "video/mp4",
    "mp4": "video/mp4", "quicktime": "video/quicktime", "windows media video": "video/x-ms-wmv",
}  # fmt: skip
_LESSER = frozenset(["thumbnail", "quicklook", "preview", "viewimage", "lowdef", "lowres", "medium", "proxy"])
_GRAVITY: tuple[Kind, ...] = ("video", "audio", "picture", "graphic", "text")
"""Of the files of one component: a still of a film is a form of the film."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One file, and the component that it is in."""

    kind: Kind
    component: Element
    rendition: Rendition
    title: str | None
    lesser: bool

    @property
    def pixels(self) -> int:
        return (self.rendition.width or 0) * (self.rendition.height or 0)


def kind_of(item: Element, place: Place) -> Kind:
    """What MediaType says, else MimeType; Belga has neither: there the class of the component, its role, or Format."""
    said = name_of(item.find("MediaType"))
    if said is not None:
        return _KINDS.get(said.lower(), "text")
    if mime := name_of(item.find("MimeType")):
        return _KINDS.get(mime.split("/")[0].lower(), "text")
    if item.find("DataContent") is not None:
        return "text"
    words = [place.kind, place.role, (_content_type(item) or "").split("/")[0]]
    return next((_KINDS[word.lower()] for word in words if word and word.lower() in _KINDS), "text")


def piece_of(kind: Kind, item: Element, place: Place) -> Piece:
    facts = item.find("Characteristics")
    use = _property(facts, "ImageUse") or _property(facts, "MultiMediaUse")
    name = use or place.role
    rendition = Rendition(
        name=name,
        href=(item.get("Href") or "").strip() or None,
        content_type=_content_type(item),
        width=_pixels(facts, "Width"),
        height=_pixels(facts, "Height"),
    )
    return Piece(kind, place.component, rendition, _property(facts, "Title"), (name or "").lower() in _LESSER)


def media_of(pieces: list[Piece], captions: dict[Element | None, str], story: set[Element]) -> list[Media]:
    """One for each picture or film.  `story` are the components whose lines are those of the text."""
    owners = {one for piece in pieces for one in (piece.component, piece.component.getparent()) if one is not None}
    lines = {one: one.find("NewsLines") for one in owners}
    return [_medium(group, captions, story, lines) for group in _groups(pieces, story)]


def _groups(pieces: list[Piece], story: set[Element]) -> Iterator[list[Piece]]:
    """Forms of one: in one component, tied by Euid to a Duid, or lesser forms beside the full one."""
    groups: list[list[Piece]] = []
    known: dict[object, list[Piece]] = {}
    for piece in pieces:
        one = piece.component
        alone = None if one in story else (one, "files")
        beside = (one.getparent(), piece.kind)
        keys = [alone, one.get("Euid") or None, *([beside] if piece.lesser else [])]
        group = next((known[key] for key in keys if key is not None and key in known), None)
        if group is None:
            group = []
            groups.append(group)
        group.append(piece)
        for key in (alone, one.get("Euid"), one.get("Duid"), None if one in story else beside):
            if key:
                known[key] = group
    yield from groups


def _medium(
    group: list[Piece], captions: dict[Element | None, str], story: set[Element], lines: dict[Element, Element | None]
) -> Media:
    kind = min((piece.kind for piece in group), key=_GRAVITY.index)
    full = [piece for piece in group if piece.kind == kind]
    largest = max(full, key=lambda piece: (not piece.lesser, piece.pixels))
    owners = [one for one in (largest.component, largest.component.getparent()) if one is not None]
    caption = next((captions[one] for one in owners if one in captions), None)
    told = (child_text(lines[one], "HeadLine") for one in owners if one not in story)
    heading = caption or next(filter(None, told), None)
    credits_ = (child_text(lines[one], name) for name in ("CreditLine", "ByLine") for one in owners)
    return Media(
        kind=kind,
        caption=heading or largest.title,
        credit=next(filter(None, credits_), None),
        href=largest.rendition.href,
        renditions=[piece.rendition for piece in group],
    )


def _content_type(item: Element) -> str | None:
    if mime := name_of(item.find("MimeType")):
        return mime
    written = name_of(item.find("Format")) or ""
    return written if re.fullmatch(r"[a-z]+/[\w.+-]+", written) else _FORMATS.get(written.lower())


def _property(holder: Element | None, name: str) -> str | None:
    if holder is None:
        return None
    return next(
        (one.get("Value") or None for one in holder.iterfind("Property") if one.get("FormalName") == name), None
    )


def _pixels(facts: Element | None, name: str) -> int | None:
    for one in facts.iterfind("Property") if facts is not None else ():
        value = (one.get("Value") or "").strip()
        if (one.get("FormalName") or "").lower().removeprefix("pixel") == name.lower() and re.fullmatch(
            "[0-9]{1,6}", value
        ):
            return int(value)
    return None
