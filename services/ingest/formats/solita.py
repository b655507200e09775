"""Press releases as Solita's release service writes them, for NTB, STT, Ritzau and TT: `release`, alone or in a list.

Identity is the id of the release; it numbers no versions, so that is 1.  Dates are written dd.MM.yyyy HH:mm in the
zone of the agency: set `zone` of the feed.  `body` and `leadtext` hold HTML, escaped.  Whom to call (contacts) and what
the publisher says of itself (boilerplate) are for editors and go to the ednote.
"""

from collections.abc import Iterator

from lxml import etree

from schemas.reasons import Reason, Rejected
from schemas.story import Body, Kind, Media, Relation, Rendition, Subject
from services.ingest.draft import Copy, Draft
from services.ingest.formats.syndication_media import distinct, kind_of
from services.ingest.formats.syndication_terms import body_of_text
from services.ingest.reading.markup import plain_paragraphs
from services.ingest.reading.xml import XML_LANG, read_xml, root_of, text_of
from services.runtime.feeds import Feed

NAME = "solita"

FIELDS: dict[str, str] = {
    "story_id": "`release`: id",
    "version": "always 1: releases number none",
    "headline": "`title`",
    "summary": "`leadtext`",
    "credit": "`publisher`: name",
    "ednote": "`contactsAsText`, `contacts`, `boilerplate`",
    "language": "`release`: lang",
    "keywords": "`keywords`, by comma",
    "genre": "`type`: label",
    "body": "`body`, HTML",
    "media": "`mainImage`, `images`, the film of `videochannellink`, `documents`, `logos`",
    "subjects": "`categories`, `type`, `publisher`",
    "relations": "`longurl`, `links`",
    "created_at": "`publicationDate`",
    "updated_at": "`modificationDate`",
    "embargo_until": "`embargo`",
}

_SIGNS = ("<leadtext", "<publicationDate", "<contactsAsText", "<longurl", "<boilerplate")
_CONTACT = ("name", "title", "phone", "email", "url", "skype", "twitter")

Element = etree._Element  # noqa: SLF001  the name that lxml's stubs have for it


def recognises(copy: Copy) -> bool:
    root = root_of(copy.text)
    return root is not None and root[0] in {"release", "releases"} and any(sign in copy.text for sign in _SIGNS)


def parse(copy: Copy, feed: Feed) -> Iterator[Draft | Rejected]:
    root, repairs = read_xml(copy)
    for release in [root] if root.tag == "release" else root.iterchildren("release"):
        try:
            draft = _draft(release, feed)
        except Rejected as refused:
            yield refused
            continue
        draft.repairs[:0] = repairs
        yield draft


def _draft(release: Element, feed: Feed) -> Draft:
    number = (release.get("id") or "").strip()
    if not number:
        raise Rejected(Reason.MISSING_FIELD, "story_id: a release without id")
    draft = Draft(story_id=number, headline=_line(release, "title"))
    lead = body_of_text(_raw(release, "leadtext"))
    draft.summary = lead.text if lead else None
    draft.body = _body(release)
    draft.credit = _line(release, "publisher/name")
    draft.genre = _line(release, "type/label")
    draft.language = release.get("lang") or release.get(XML_LANG)
    draft.keywords = [word for one in (_line(release, "keywords") or "").split(",") if (word := one.strip())]
    draft.ednote = _for_editors(release)
    draft.subjects = _subjects(release)
    draft.media = _media(release)
    draft.relations = _relations(release)
    draft.read_time("created_at", _line(release, "publicationDate"), feed.zone)
    draft.read_time("updated_at", _line(release, "modificationDate"), feed.zone)
    draft.read_time("embargo_until", _line(release, "embargo"), feed.zone)
    return draft


def _body(release: Element) -> Body | None:
    body = body_of_text(_raw(release, "body"))
    return body if body and body.text else None


def _for_editors(release: Element) -> str | None:
    """Contacts, a paragraph each and a line a field; then the boilerplate."""
    written = plain_paragraphs("\n".join(one.strip() for one in _raw(release, "contactsAsText").splitlines()))
    people = [
        "\n".join(text for name in _CONTACT if (text := _line(contact, name)))
        for contact in release.iterfind("contacts/contact")
    ]
    about = body_of_text(_raw(release, "boilerplate"))
    return "\n\n".join(part for part in (written, *people, about.text if about else "") if part) or None


def _subjects(release: Element) -> list[Subject]:
    found = [
        Subject(scheme="category", code=one.get("id"), name=_line(one, "label"))
        for one in release.iterfind("categories/category")
    ]
    kind = release.find("type")
    if kind is not None and kind.get("id"):
        found.append(Subject(scheme="type", code=kind.get("id"), name=_line(kind, "label")))
    publisher = release.find("publisher")
    if publisher is not None and publisher.get("id"):
        found.append(Subject(scheme="publisher", code=publisher.get("id"), name=_line(publisher, "name")))
    return [one for one in found if one.code or one.name]


def _media(release: Element) -> list[Media]:
    """Pictures first, the main one at their head; then films, documents and the publisher's logo."""
    images = [*release.iterfind("mainImage"), *release.iterfind("images/image")]
    found = [_medium(one, "picture", _line(one, "caption")) for one in images]
    if channel := _line(release, "videochannellink"):
        thumbnail = Rendition(name="videothumbnailurl", href=_line(release, "videothumbnailurl"))
        renditions = [Rendition(name="videochannellink", href=channel), *([thumbnail] if thumbnail.href else [])]
        caption = _line(release, "videodescription")
        found.append(Media(kind="video", caption=caption, href=channel, renditions=renditions))
    found += [
        _medium(one, kind_of(_line(one, "mimeType"), _line(one, "url")), _line(one, "title"))
        for one in release.iterfind("documents/document")
    ]
    found += [_medium(one, "graphic", None) for one in release.iterfind("logos/logo")]
    return distinct(one for one in found if one.href)


def _medium(element: Element, kind: Kind, caption: str | None) -> Media:
    renditions = [
        Rendition(name=name, href=href, content_type=_line(element, "mimeType") if name == "url" else None)
        for name in ("url", "mediumimageurl", "smallimageurl")
        if (href := _line(element, name))
    ]
    return Media(kind=kind, caption=caption, href=_line(element, "url"), renditions=renditions)


def _relations(release: Element) -> list[Relation]:
    found = [("longurl", _line(release, "longurl"))]
    found += [("link", _line(one, "url")) for one in release.iterfind("links/link")]
    return [Relation(kind=name, id=one) for name, one in dict.fromkeys(found) if one]


def _line(element: Element, path: str) -> str | None:
    return text_of(element.find(path))


def _raw(element: Element, name: str) -> str:
    found = element.find(name)
    return "".join(map(str, found.itertext())) if found is not None else ""
