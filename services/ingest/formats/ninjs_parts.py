"""The parts of a ninjs item: media, related items, subjects, what it says of an event; 1.x, 2.x and 3.x alike."""

import re

from schemas.story import Kind, Media, Relation, Subject
from services.ingest.formats.json_copy import Json, entries, largest, line, read_renditions, text, whole, words
from services.ingest.formats.ninjs_body import plain
from services.ingest.formats.ninjs_names import canonical

KINDS: dict[str, Kind] = {
    "text": "text", "picture": "picture", "photo": "picture", "image": "picture", "video": "video", "audio": "audio",
    "graphic": "graphic", "composite": "composite", "package": "composite", "story": "text", "advisory": "text",
    "event": "text", "planning": "text", "component": "text", "preformatted": "text",
}  # fmt: skip
"""`story` and `advisory` are the BBC's, `package` and `preformatted` Superdesk's; `event` and `planning` are of 2.2 and
later, and have no news text but what they say of the event and of what will be sent."""

PICTURED = frozenset(name for name, kind in KINDS.items() if kind not in {"text", "composite"})

# What ninjs codes, by its names in 1.x and in 2.x and 3.x, to the name that stands in for a scheme where there is none.
_CODED = {
    "subject": None, "subjects": None, "place": "place", "places": "place", "person": "person", "people": "person",
    "persons": "person",
    "organisation": "organisation", "organisations": "organisation", "event": "event", "events": "event",
    "object": "object", "objects": "object", "genre": "genre", "genres": "genre", "service": "service",
    "product": "product", "products": "product",
}  # fmt: skip
_READ = frozenset(["description_text", "description_html"])
_RELATED = {"replacing": "replaces", "evolvedfrom": "evolvedFrom", "evolvedFrom": "evolvedFrom"}

# Stays whole: enrichment knows these codes by their URI.
_MEDIA_TOPICS = ("http://cv.iptc.org/", "https://cv.iptc.org/")

_AP_URI = re.compile(r"https?://(?:[\w.-]+\.ap\.org/|[\w.-]+/media/v[\d.]*/content/[0-9a-f]{32}\b)")
_VERSION_IN_QUERY = re.compile(r"(?<=[?&])(?:version|seq|rev)=[^&#]*&?")


def roles(item: Json, name: str) -> list[tuple[str | None, str]]:
    """2.x's lists: a role, if any, and a value; 1.x's fields of the kind, as headline_<role>."""
    pairs = [(line(one, "role"), text(one, "value")) for one in entries(item, name)]
    stem = f"{name[:-1]}_"
    pairs += [(key.removeprefix(stem), text(item, key)) for key in item if key.startswith(stem) and key not in _READ]
    return [(role, words) for role, value in pairs if (words := plain(value))]


def by_role(item: Json, single: str, several: str, *wanted: str) -> str | None:
    """1.x's one field; else of 2.x's list the first of those roles, else one that has none."""
    if single and (one := plain(text(item, single))):
        return one
    pairs = roles(item, several)
    return next((value for role in (*wanted, None) for found, value in pairs if found == role), None)


def described(item: Json, *wanted: str) -> str | None:
    """A description of one of those roles, else any: roles are any publisher's own; a credit is none."""
    others = (value for role, value in roles(item, "descriptions") if role != "creditline")
    found = by_role(item, "description_text", "descriptions", *wanted) or next(others, None)
    return found or plain(text(item, "description_html"))


def read_media(item: Json) -> list[Media]:
    """The item's own renditions if it is a picture or the like, then its associations that are."""
    found = [medium for one in [item, *_associations(item)] if (medium := _medium(one))]
    if not found and item.get("type", "text") == "text" and (renditions := read_renditions(item)):
        pictures = [one for one in renditions if (one.content_type or "").startswith("image/")]
        return [Media(kind="picture", href=largest(pictures, "picture"), renditions=pictures)] if pictures else []
    return found


def _associations(item: Json) -> list[Json]:
    return [canonical(one) for one in entries(item, "associations")]


def _medium(item: Json) -> Media | None:
    kind = KINDS.get(str(item.get("type")))
    if kind is None or kind in {"text", "composite"}:
        return None
    said = described(item, "caption", "main", "text", "description")
    others = (plain(text(item, name)) for name in ("body_text", "headline", "title"))
    written = dict(roles(item, "descriptions")).get("creditline") or line(item, "creditline")
    written = written or line(item, "byline") or line(item, "by")
    renditions = read_renditions(item)
    caption = said or next(filter(None, others), None) or by_role(item, "", "headlines", "main")
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
            name, scheme = line(one, "name"), line(one, "scheme")
            if code := line(one, "code") or line(one, "qcode"):
                found.append(Subject(scheme=scheme or stand_in, code=code, name=name))
            else:
                found.extend(_coded(line(one, "uri"), line(one, "literal"), name, scheme, stand_in))
        found.extend(Subject(scheme=stand_in, name=one) for one in words(item, field))
    return [one for one in found if one.code or one.name]


def _coded(
    uri: str | None, literal: str | None, name: str | None, scheme: str | None, stand_in: str | None
) -> list[Subject]:
    """One code if the URI holds the literal or is the stem of it, else each for itself."""
    if uri and literal and uri.startswith(_MEDIA_TOPICS) and uri.endswith(literal):
        return [Subject(scheme=scheme or stand_in, code=uri, name=name)]
    if uri and literal and uri.endswith((literal, "/", "#", ":")):
        return [Subject(scheme=scheme or uri.removesuffix(literal), code=literal, name=name)]
    codes: list[str | None] = [code for code in (uri, literal) if code]
    return [Subject(scheme=scheme or stand_in, code=code, name=name) for code in codes or [None]]


def read_event(item: Json) -> str | None:
    """What a planning item says, a paragraph each: dates, places and organiser of its event, and what will be sent."""
    details = item.get("eventDetails") or item.get("eventdetails")
    lines = _event(item, details) if isinstance(details, dict) else []
    for one in entries(item, "plannedCoverage"):
        if title := line(one, "title"):
            lines.append(f"{kind}: {title}" if (kind := line(one, "type")) else title)
    return "\n\n".join(one for one in lines if one) or None


def _event(item: Json, details: Json) -> list[str]:
    dates, organiser = details.get("dates"), details.get("organiser")
    lines = [" - ".join(value for value in dates.values() if isinstance(value, str))] if isinstance(dates, dict) else []
    for place in entries(item, "places"):
        addresses = [one["address"] for one in entries(place, "contactInfo") if isinstance(one.get("address"), dict)]
        parts = [line(place, "name"), *(line(one, name) for one in addresses for name in ("locality", "country"))]
        lines.append(", ".join(part for part in parts if part))
    lines.extend(name for one in [organiser] if isinstance(one, dict) and (name := line(one, "name")))
    return lines
