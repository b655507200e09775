"""ninjs 1.x, 2.x and 3.x: IPTC's news in JSON (https://iptc.org/standards/ninjs/).

2.0 renamed what 1.x had (headline → headlines, subject → subjects, body_* → bodies); 3.0 writes names in camelCase
(versionCreated, pubStatus) and calls the embargo embargoedUntil.  All are read wherever they stand, alone or in a list
(items, item, _items).  Superdesk's dialect has `guid` for `uri`, `priority`, `service`, `authors` and `extra`.
"""

from collections.abc import Iterator
from typing import Any

from schemas.reasons import Reason, Rejected
from schemas.story import Body, Dateline, Kind, Relation, Repair
from services.ingest.draft import Copy, Draft
from services.ingest.formats.ninjs_parts import (
    KINDS,
    by_role,
    identity_of,
    read_body,
    read_event,
    read_media,
    read_relations,
    read_subjects,
    roles,
)
from services.ingest.json_copy import (
    Json,
    entries,
    is_json,
    line,
    read_change,
    read_json,
    read_status,
    read_time,
    read_urgency,
    read_version,
    text,
    words,
)
from services.ingest.markup import plain_paragraphs, text_to_html
from services.runtime.feeds import Feed

NAME = "ninjs"

_MARKERS = frozenset(
    ["headline", "headlines", "bodies", "body_text", "body_html", "body_xhtml", "body_html5", "versioncreated",
     "pubstatus", "description_text", "descriptions", "eventDetails", "eventdetails"]
)  # fmt: skip
# 3.x's names by those of 1.x and 2.x.
_OLD_NAMES = {
    "versionCreated": "versioncreated", "firstCreated": "firstcreated", "contentCreated": "contentcreated",
    "embargoedUntil": "embargoed", "pubStatus": "pubstatus", "edNote": "ednote", "infoSources": "infosources",
    "copyrightHolder": "copyrightholder", "copyrightNotice": "copyrightnotice", "altIds": "altids",
}  # fmt: skip
_LISTS = ("items", "item", "_items")


def recognises(copy: Copy) -> bool:
    """All JSON that no other format claims: this one is asked last and refuses what is no ninjs."""
    return is_json(copy.text)


def parse(copy: Copy, feed: Feed) -> Iterator[Draft | Rejected]:
    whole = read_json(copy, feed)
    several = next((whole[name] for name in _LISTS if isinstance(whole.get(name), list)), None)
    if several is None or _is_item(whole):
        yield _draft(whole, feed)
        return
    for one in several:
        try:
            yield _draft(one if isinstance(one, dict) else {}, feed)
        except Rejected as refused:
            yield refused


def _is_item(item: Json) -> bool:
    has_id = any(isinstance(item.get(name), str) and item[name] for name in ("uri", "guid"))
    return has_id and any(_OLD_NAMES.get(name, name) in _MARKERS for name in item)


def _draft(found: Json, feed: Feed) -> Draft:
    if not _is_item(found):
        raise Rejected(Reason.UNSUPPORTED_FORMAT, "JSON, but no ninjs: no uri, or not the fields of a news item")
    item = {_OLD_NAMES.get(name, name): value for name, value in found.items()}
    headline = by_role(item, "headline", "headlines", "main") or _first(item)
    draft = Draft(
        story_id=identity_of(item),
        version=read_version(item),
        kind=_kind(item),
        headline=headline or text(item, "title"),
        subheadlines=[value for _, value in roles(item, "headlines") if value != headline],
        summary=by_role(item, "description_text", "descriptions", "summary", "text", "description", "caption"),
        slugline=line(item, "slugline") or line(item, "slug"),
        byline=line(item, "byline") or line(item, "by") or _authors(item),
        credit=line(item, "source") or _sources(item) or _credit(item),
        copyright=text(item, "copyrightnotice") or text(item, "copyrightholder"),
        ednote=text(item, "ednote"),
        section=_name(item.get("service")),
        language=line(item, "language"),
        keywords=words(item, "keywords"),
        genre=_name(item.get("genre")) or _name(item.get("genres")),
        dateline=_dateline(item),
        media=read_media(item),
        subjects=read_subjects(item),
        relations=read_relations(item),
    )
    draft.provider = _name(item.get("provider")) or line(item, "provider")
    draft.body = read_body(item) or _stand_in(item, draft)
    _extra(item, draft)
    _chain(item, draft)
    _times(item, draft, feed)
    _urgency(item, draft)
    read_status(draft, item.get("pubstatus"), "pubstatus")
    read_change(draft, _signals(item), draft.ednote, draft.headline)
    return draft


def _name(value: Any) -> str | None:
    """The name, else the code, of a concept or of the first of a list of them."""
    first = value[0] if isinstance(value, list) and value else value
    if isinstance(first, dict):
        return line(first, "name") or line(first, "code") or line(first, "literal")
    return first.strip() or None if isinstance(first, str) and isinstance(value, list) else None


def _first(item: Json) -> str | None:
    """A list of headlines has one even if none is called main."""
    return next((value for _, value in roles(item, "headlines")), None)


def _kind(item: Json) -> Kind:
    value = item.get("type") or "text"
    if isinstance(value, str) and value in KINDS:
        return KINDS[value]
    raise Rejected(Reason.UNSUPPORTED_FORMAT, f"ninjs of type {str(value)[:24]!r}")


def _authors(item: Json) -> str | None:
    named = (line(one, "name") or line(one, "byline") for name in ("authors", "bylines") for one in entries(item, name))
    return ", ".join(name for name in named if name) or None


def _sources(item: Json) -> str | None:
    """The source that is credited, else the first: roles are of 2.x, as URI or as word."""
    several = entries(item, "infosources") or entries(item, "infosource")
    credited = (one for one in several if "credit" in f"{one.get('role', '')}{one.get('roles', '')}".lower())
    return _name(next(credited, several[0] if several else None))


def _credit(item: Json) -> str | None:
    return next((value for role, value in roles(item, "descriptions") if role == "creditline"), None)


def _dateline(item: Json) -> Dateline | None:
    place = line(item, "located")
    written = line(item, "dateline") or place
    return Dateline(text=written, place=place) if written else None


def _stand_in(item: Json, draft: Draft) -> Body | None:
    """Flashes and planning items have no body: what describes them stands in, and that is told."""
    if draft.kind not in {"text", "composite"} or draft.media:
        return None
    description = by_role(item, "description_text", "descriptions", "text", "summary", "description")
    if not (found := plain_paragraphs(description or read_event(item) or "")):
        return None
    what = "its description stands in" if description else "dates and places of its event stand in"
    draft.repairs.append(Repair(field="body", from_="", to=found[:40], why=f"the copy has none, {what}"))
    return Body(text=found, html=text_to_html(found))


def _extra(item: Json, draft: Draft) -> None:
    """Superdesk's fields of a publisher's own: those that have a place in a story."""
    extra = item.get("extra")
    if isinstance(extra, dict):
        named = ("headline_extended", "headline2", "subhead", "subheadline")
        draft.subheadlines.extend(found for name in named if (found := line(extra, name)))
        draft.summary = draft.summary or text(extra, "summary")


def _chain(item: Json, draft: Draft) -> None:
    """TT gives each version a URI of its own and numbers none, but lists the chain of them: the first is the story's.

    An item that has a version of its own keeps its URI too.
    """
    if "version" in item or draft.story_id is None:
        return
    before = {line(one, "uri"): words(one, "replacing") for one in entries(item, "revisions")}
    before.setdefault(draft.story_id, words(item, "replacing"))
    root, steps = draft.story_id, 0
    while steps < len(before) and (earlier := before.get(root)) and earlier[0] in before:
        root, steps = earlier[0], steps + 1
    if steps and steps < len(before):
        draft.relations.append(Relation(kind="sameAs", id=draft.story_id))
        draft.story_id, draft.version = root, steps + 1


def _times(item: Json, draft: Draft, feed: Feed) -> None:
    extra = item.get("extra")
    created: Any = next((t for n in ("firstcreated", "contentcreated") if (t := item.get(n)) not in (None, "")), None)
    if created is None and isinstance(extra, dict):
        created = extra.get("original_published_at")
    read_time(draft, {"at": created}, "created_at", ("at",), feed.zone)
    read_time(draft, item, "updated_at", ("versioncreated",), feed.zone)
    read_time(draft, item, "embargo_until", ("embargoed",), feed.zone)


def _urgency(item: Json, draft: Draft) -> None:
    """Superdesk's `priority` stands in; where it counts otherwise than IPTC (0, 10) it is no urgency."""
    read_urgency(draft, item.get("urgency"), "urgency")
    if draft.urgency is None and item.get("priority") in range(1, 10):
        read_urgency(draft, item["priority"], "priority")


def _signals(item: Json) -> list[str]:
    coded = (
        line(one, key)
        for name in ("signals", "signal")
        for one in entries(item, name)
        for key in ("qcode", "uri", "code", "name")
    )
    single = item.get("signal")
    own = [line(single, "qcode") or line(single, "code") or line(single, "name")] if isinstance(single, dict) else []
    return [one for one in [*words(item, "signals"), *words(item, "signal"), *coded, *own] if one]
