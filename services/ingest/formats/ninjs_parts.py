"""The parts of a ninjs item: body, media, related items, subjects; 1.x, 2.x and 3.x alike."""

import html
import re

from schemas.story import Body, Kind, Media, Relation, Subject
from services.ingest.draft import Copy
from services.ingest.json_copy import Json, entries, largest, line, read_renditions, text, whole, words
from services.ingest.markup import body_of_html, plain_paragraphs, text_to_html
from services.ingest.xml import markup_of, read_xml

KINDS: dict[str, Kind] = {
    "text": "text", "picture": "picture", "photo": "picture", "image": "picture", "video": "video", "audio": "audio",
    "graphic": "graphic", "composite": "composite", "package": "composite", "story": "text", "advisory": "text",
    "event": "text",
}  # fmt: skip
"""`story` and `advisory` are the BBC's, `package` Superdesk's, `event` is of 2.2 and later."""

# What ninjs codes, by its names in 1.x and in 2.x and 3.x, to the name that stands in for a scheme where there is none.
_CODED = {
    "subject": None, "subjects": None, "place": "place", "places": "place", "person": "person", "people": "person",
    "organisation": "organisation", "organisations": "organisation", "event": "event", "events": "event",
    "object": "object", "objects": "object", "genre": "genre", "genres": "genre", "service": "service",
    "product": "product", "products": "product",
}  # fmt: skip
_RELATED = {"replacing": "replaces", "evolvedfrom": "evolvedFrom", "evolvedFrom": "evolvedFrom"}

# Stays whole: enrichment knows these codes by their URI.
_MEDIA_TOPICS = ("http://cv.iptc.org/", "https://cv.iptc.org/")

_TAG = re.compile(
    r"</?(?:p|br|div|table|ul|ol|block|h[1-6]|section|article|html|pre|b|i|strong|em|a)\b[^<>]*>", re.IGNORECASE
)
_AP_URI = re.compile(r"https?://(?:[\w.-]+\.ap\.org/|[\w.-]+/media/v[\d.]*/content/[0-9a-f]{32}\b)")
_VERSION_IN_QUERY = re.compile(r"(?<=[?&])(?:version|seq|rev)=[^&#]*&?")
_XML = re.compile(r"\s*<(?:\?xml|!DOCTYPE nitf|nitf\b|body\.content\b)", re.IGNORECASE)


def body_of(value: str) -> Body:
    """NITF, HTML or plain text, by its own signs.

    Raises Rejected(malformed) for XML that is broken and HTML nested too deep.
    """
    if _XML.match(value):
        root, _ = read_xml(Copy(value, "utf-8"))
        content = root if root.tag == "body.content" else root.find(".//body.content")
        return body_of_html(markup_of(root if content is None else content))
    if _TAG.search(value):
        return body_of_html(value)
    plain = plain_paragraphs(html.unescape(value))
    return Body(text=plain, html=text_to_html(plain))


def read_body(item: Json) -> Body | None:
    """HTML if there is any, since it says more; else plain text; else XML of another standard."""
    markup = next((m for name in ("body_xhtml", "body_html", "body_html5") if (m := text(item, name))), None)
    plain, other = text(item, "body_text"), None
    for one in entries(item, "bodies"):
        value = text(one, "value")
        said = f"{one.get('contenttype', one.get('contentType', ''))} {one.get('role', '')}".lower()
        if value and "html" in said:
            markup = markup or value
        elif value and ("xml" in said or "nitf" in said):
            other = other or value
        elif value:
            plain = plain or value
    if markup:
        return body_of_html(markup)
    if plain:
        copy = plain_paragraphs(plain)
        return Body(text=copy, html=text_to_html(copy))
    return body_of(other) if other else None


def roles(item: Json, name: str) -> list[tuple[str | None, str]]:
    """2.x's lists: a role, if any, and a value."""
    pairs = ((line(one, "role"), text(one, "value")) for one in entries(item, name))
    return [(role, value) for role, value in pairs if value]


def by_role(item: Json, single: str, several: str, *wanted: str) -> str | None:
    """1.x's one field; else of 2.x's list the first of those roles, else one that has none."""
    if single and (one := text(item, single)):
        return one
    pairs = roles(item, several)
    return next((value for role in (*wanted, None) for found, value in pairs if found == role), None)


def read_media(item: Json) -> list[Media]:
    """The item's own renditions if it is a picture or the like, then its associations that are."""
    found = [medium for one in [item, *_associations(item)] if (medium := _medium(one))]
    if not found and item.get("type", "text") == "text" and (renditions := read_renditions(item)):
        pictures = [one for one in renditions if (one.content_type or "").startswith("image/")]
        return [Media(kind="picture", href=largest(pictures, "picture"), renditions=pictures)] if pictures else []
    return found


def _associations(item: Json) -> list[Json]:
    return entries(item, "associations")


def _medium(item: Json) -> Media | None:
    kind = KINDS.get(str(item.get("type")))
    if kind is None or kind in {"text", "composite"}:
        return None
    described = by_role(item, "description_text", "descriptions", "caption", "main", "text", "description")
    plain = next((value for name in ("body_text", "headline", "title") if (value := text(item, name))), None)
    written = dict(roles(item, "descriptions")).get("creditline") or line(item, "byline") or line(item, "by")
    renditions = read_renditions(item)
    caption = described or plain or by_role(item, "", "headlines", "main")
    if not renditions and not caption:
        return None
    author = next((line(one, "name") for one in entries(item, "authors")), None)
    href = largest(renditions, kind)
    return Media(kind=kind, caption=caption, credit=written or author, href=href, renditions=renditions)


def identity_of(item: Json) -> str | None:
    """The id that holds for all versions: AP's `itemid`, else `uri` without AP's query, else Superdesk's `guid`.

    The query of AP's URIs (qt, et, seq) names the request and the version, not the item (AP, Content metadata fields);
    other publishers' queries are part of their ids (page.php?id=7) and stay.
    """
    altids = item.get("altids")
    if isinstance(altids, dict) and (own := line(altids, "itemid")):
        return own
    if own := next((line(one, "value") for one in entries(item, "altids") if one.get("role") == "itemid"), None):
        return own
    uri = line(item, "uri") or line(item, "guid")
    if uri and _AP_URI.match(uri):
        return re.split(r"[?#]", uri)[0]
    return _VERSION_IN_QUERY.sub("", uri).rstrip("?&") if uri else None


def read_relations(item: Json) -> list[Relation]:
    """Linked items that are no media, and those that the item says it takes the place of."""
    found = []
    for one in _associations(item):
        identity = identity_of(one)
        if identity and _medium(one) is None:
            kind = line(one, "rel") or line(one, "name") or line(one, "type")
            found.append(Relation(kind=kind, id=identity, version=whole(one.get("version"))))
    for name, kind in _RELATED.items():
        found.extend(Relation(kind=kind, id=one) for one in words(item, name))
    return found


def read_subjects(item: Json) -> list[Subject]:
    """2.x's `uri` and `literal` are 1.x's `scheme` and `code` where the one ends in the other."""
    found = []
    for field, stand_in in _CODED.items():
        for one in entries(item, field):
            uri, literal = line(one, "uri"), line(one, "literal")
            scheme, code = line(one, "scheme"), line(one, "code") or line(one, "qcode")
            if code is None and uri and literal and uri.endswith(literal) and not uri.startswith(_MEDIA_TOPICS):
                scheme, code = scheme or uri.removesuffix(literal), literal
            found.append(Subject(scheme=scheme or stand_in, code=code or uri or literal, name=line(one, "name")))
        found.extend(Subject(scheme=stand_in, name=one) for one in words(item, field))
    return [one for one in found if one.code or one.name]


def read_event(item: Json) -> str | None:
    """What a planning item says of its event, a paragraph each: dates, places, organiser; it has no news text."""
    details = item.get("eventDetails") or item.get("eventdetails")
    if not isinstance(details, dict):
        return None
    lines = [" - ".join(value for value in dates.values() if isinstance(value, str))
             for dates in [details.get("dates")] if isinstance(dates, dict)]  # fmt: skip
    for place in entries(item, "places"):
        addresses = [one["address"] for one in entries(place, "contactInfo") if isinstance(one.get("address"), dict)]
        parts = [line(place, "name"), *(line(one, name) for one in addresses for name in ("locality", "country"))]
        lines.append(", ".join(part for part in parts if part))
    organiser = details.get("organiser")
    lines.extend(name for one in [organiser] if isinstance(one, dict) and (name := line(one, "name")))
    return "\n\n".join(one for one in lines if one) or None
