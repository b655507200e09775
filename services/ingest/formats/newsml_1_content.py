"""The parts of a NewsML 1.x item: text in its several wrappings, pictures and films by reference."""

import base64
import binascii
import re
from dataclasses import dataclass, field

from schemas.reasons import Reason, Rejected
from schemas.story import Body, Kind, Media, Rendition
from services.ingest.draft import Draft
from services.ingest.formats.newsml_1_terms import child_text, name_of
from services.ingest.formats.nitf_body import body_of, dateline_of, headlines_of, media_of
from services.ingest.markup import body_of_html, plain_paragraphs, text_to_html
from services.ingest.xml import Element, markup_of, text_of

_KINDS: dict[str, Kind] = {
    "text": "text", "photo": "picture", "picture": "picture", "image": "picture", "video": "video", "audio": "audio",
    "graphic": "graphic", "animation": "graphic", "complexdata": "text",
}  # fmt: skip
_MARKUP = re.compile(r"<(?:p|br|div|h\d|table|ul|ol|b|i|a|span)\b[^<>]{0,200}>", re.IGNORECASE)
_TITLES = frozenset(["title", "headline"])
_SUMMARIES = frozenset(["lead", "abstract", "summary"])
_CAPTIONS = frozenset(["caption", "photocaption", "picture caption"])


@dataclass(slots=True)
class _Found:
    bodies: list[Body] = field(default_factory=list)
    titles: list[Body] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    media: list[Media] = field(default_factory=list)


def read_components(components: list[Element], draft: Draft) -> None:
    """Fills body, media and kind, and what only the content says; parts in other languages than the first stay out."""
    found = _Found()
    for component in components:
        items = component.findall("ContentItem")
        role = (name_of(component.find("Role")) or "").lower()
        if not items:
            continue
        for item in items:
            _content(item, role, component, found, draft)
    if not found.bodies and not found.media:
        found.bodies = found.titles  # Belga's tips are a title and no more
    if found.bodies:
        text = "\n\n".join(body.text for body in found.bodies)
        draft.body = Body(text=text, html="\n".join(body.html for body in found.bodies))
    draft.media += _captioned(found)
    if draft.media and draft.body is None:
        draft.kind = draft.media[0].kind


def _captioned(found: _Found) -> list[Media]:
    """A caption that is a component of its own goes with the picture that has none."""
    captions = iter(found.captions)
    return [one if one.caption else one.model_copy(update={"caption": next(captions, None)}) for one in found.media]


def _content(item: Element, role: str, component: Element, found: _Found, draft: Draft) -> None:
    kind = _kind(item)
    data = next(item.iter("DataContent"), None)  # it may stand inside an Encoding
    href = (item.get("Href") or "").strip() or None
    if kind != "text":
        found.media.append(_medium(kind, item, href, component))
        return
    if data is None:
        if href:
            draft.warnings.append("body: a part of the text is elsewhere and is not fetched")
        return
    body = _body(item, data, draft)
    if body is None:
        return
    if role in _TITLES:
        draft.headline = draft.headline or body.text
        found.titles.append(body)
    elif role in _CAPTIONS:
        found.captions.append(body.text)
    else:
        if role in _SUMMARIES and draft.summary is None:
            draft.summary = body.text
        found.bodies.append(body)


def _kind(item: Element) -> Kind:
    said = name_of(item.find("MediaType"))
    if said is None:
        mime = (name_of(item.find("MimeType")) or "").split("/")[0].lower()
        return _KINDS.get(mime, "text")
    return _KINDS.get(said.lower(), "text")


def _medium(kind: Kind, item: Element, href: str | None, component: Element) -> Media:
    lines = component.find("NewsLines")
    caption = child_text(lines, "HeadLine")
    rendition = Rendition(
        name=name_of(component.find("Role")),
        href=href,
        content_type=name_of(item.find("MimeType")),
        width=_pixels(item, "Width"),
        height=_pixels(item, "Height"),
    )
    return Media(kind=kind, caption=caption, credit=child_text(lines, "CreditLine"), href=href, renditions=[rendition])


def _pixels(item: Element, name: str) -> int | None:
    for one in item.iterfind("Characteristics/Property"):
        value = (one.get("Value") or "").strip()
        if (one.get("FormalName") or "").lower() == name.lower() and re.fullmatch("[0-9]{1,6}", value):
            return int(value)
    return None


def _body(item: Element, data: Element, draft: Draft) -> Body | None:
    nitf = data if data.tag == "nitf" else data.find(".//nitf")
    if nitf is not None:
        return _nitf(nitf, draft)
    if len(data):
        inner = data.find(".//body.content")
        return body_of(inner if inner is not None else data)
    text = data.text or ""
    if "base64" in f"{name_of(item.find('Encoding'))} {name_of(data.getparent())}".lower():
        text = _unpacked(text)
    if _MARKUP.search(text):
        body = body_of_html(text)
        return body if body.text else None
    plain = plain_paragraphs(text)
    return Body(text=plain, html=text_to_html(plain)) if plain.strip() else None


def _unpacked(text: str) -> str:
    try:
        return base64.b64decode(text, validate=False).decode("utf-8")
    except (binascii.Error, ValueError) as problem:
        raise Rejected(Reason.BAD_ENCODING, "DataContent: no base64 of UTF-8") from problem


def _nitf(nitf: Element, draft: Draft) -> Body | None:
    head = nitf.find(".//body.head")
    headline, _ = headlines_of(head)
    draft.headline = draft.headline or headline
    draft.dateline = draft.dateline or dateline_of(head)
    if head is not None:
        draft.byline = draft.byline or text_of(head.find("byline"))
        draft.summary = draft.summary or text_of(head.find("abstract"))
    draft.media += media_of(nitf)
    content = nitf.find(".//body.content")
    return body_of(content) if content is not None else body_of_html(markup_of(nitf))
