"""ninjs 1.x, 2.x and 3.x: IPTC's news in JSON (https://iptc.org/standards/ninjs/).

2.0 renamed what 1.x had (headline → headlines, subject → subjects, body_* → bodies); 3.0 writes names in camelCase
(versionCreated, pubStatus) and calls the embargo embargoedUntil.  All are read wherever they stand, alone or in a list
(items, item, _items).  Superdesk's dialect has `guid` for `uri`, `priority`, `service`, `authors` and `extra`, and its
production API `state` and `operation`.
"""

import re
from collections.abc import Iterator
from typing import Any

from schemas.reasons import Reason, Rejected
from schemas.story import Body, Dateline, Kind, Relation, Repair
from services.ingest.desk_words.kill import take_back_story
from services.ingest.draft import Copy, Draft
from services.ingest.formats.json_copy import (
    Json,
    entries,
    is_json,
    line,
    read_change,
    read_json,
    read_status,
    read_time,
    read_urgency,
    text,
    whole,
    words,
)
from services.ingest.formats.ninjs_body import names_of_media, plain, read_body
from services.ingest.formats.ninjs_names import canonical, is_item
from services.ingest.formats.ninjs_parts import (
    KINDS,
    PICTURED,
    by_role,
    described,
    identity_of,
    read_event,
    read_media,
    read_relations,
    read_subjects,
    roles,
)
from services.ingest.reading.markup import plain_paragraphs, text_to_html
from services.runtime.feeds import Feed

NAME = "ninjs"

FIELDS: dict[str, str] = {
    "story_id": "`altids` itemid; else `uri` without a version in its query; else `guid`; TT: the first of its chain",
    "version": "`version`; where it is no number, the seconds of `versioncreated`; TT: its place in `revisions`",
    "provider": "`provider`, which is AP's and others' addition",
    "change": "`pubstatus`, `signals`, desk words in `ednote` and headline, Superdesk's `state`; else by the version",
    "kind": "`type`",
    "status": "`pubstatus`; Superdesk's `state` and `operation`",
    "urgency": "`urgency`; else Superdesk's `priority`",
    "headline": "`headline`; else of `headlines` the one of role main, else the first; else `title`",
    "subheadlines": "the other `headlines` or `headline_*`; Superdesk's `extra`; TT's vignette",
    "summary": "`description_text`; else of `descriptions` role summary, text, description, caption, else any",
    "slugline": "`slugline`, `slug`",
    "byline": "`byline`, `by`; else the names of `authors` or `bylines`",
    "credit": "`source`; else of `infosources` the credited one, else the first; else `creditline`",
    "copyright": "`copyrightnotice`; else `copyrightholder`",
    "ednote": "`ednote`",
    "section": "the first `service`",
    "dateline": "`dateline`, `located`",
    "language": "`language`",
    "keywords": "`keywords`",
    "genre": "the first of `genre` or `genres`",
    "body": "HTML, else plain text, else NITF of `body_*` or `bodies`; else the description; else dates of the event",
    "media": "`renditions` of a picture or the like, and `associations` that are such",
    "subjects": "`subject`, `place`, `person`, `organisation`, `event`, `object`, `genre`, `service`, `product`",
    "relations": "`associations` that are no media, `replacing`, `evolvedfrom`",
    "created_at": "`firstcreated`; else `contentcreated`",
    "updated_at": "`versioncreated`",
    "embargo_until": "`embargoed`, `embargoedUntil`",
}

_LISTS = ("items", "item", "_items")
_STATES = {
    **dict.fromkeys(["killed", "recalled", "unpublished", "spiked", "kill", "takedown", "unpublish"], "withdrawal"),
    **dict.fromkeys(["corrected", "correct", "being_corrected"], "correction"),
    **dict.fromkeys(["draft", "in_progress", "submitted", "routed", "fetched", "ingested", "scheduled"], "hold"),
}
"""Superdesk's `state` and `operation`, as signals; all others are of items that are out."""

_MOST = 2**31 - 1
_NUMBERED = re.compile(r"[vV]\.?\s?([0-9]{1,9})", re.ASCII)


def recognises(copy: Copy) -> bool:
    """All JSON that no other format claims: this one is asked last and refuses what is no ninjs."""
    return is_json(copy.text)


def parse(copy: Copy, feed: Feed) -> Iterator[Draft | Rejected]:
    found = _unwrapped(read_json(copy, feed))
    several = next((found[name] for name in _LISTS if isinstance(found.get(name), list)), None)
    if several is None or is_item(canonical(found)):
        yield _draft(found, feed)
        return
    for one in several:
        try:
            yield _draft(one if isinstance(one, dict) else {}, feed)
        except Rejected as refused:
            yield refused


def _unwrapped(found: Json) -> Json:
    """Reuters answers with {"data": {"item": {...}}}."""
    data = found.get("data")
    inner = data.get("item", data) if isinstance(data, dict) else None
    return inner if isinstance(inner, dict) else found


def _draft(found: Json, feed: Feed) -> Draft:
    item = canonical(found)
    if not is_item(item):
        raise Rejected(Reason.UNSUPPORTED_FORMAT, "JSON, but no ninjs: no uri, or not the fields of a news item")
    headline = by_role(item, "headline", "headlines", "main") or _first(item)
    draft = Draft(
        story_id=identity_of(item),
        kind=_kind(item),
        headline=headline or plain(text(item, "title")),
        subheadlines=[value for _, value in roles(item, "headlines") if value != headline],
        summary=described(item, "summary", "text", "description", "caption"),
        slugline=line(item, "slugline") or line(item, "slug"),
        byline=line(item, "byline") or line(item, "by") or _authors(item),
        credit=line(item, "source") or _sources(item) or _credit(item),
        copyright=text(item, "copyrightnotice") or text(item, "copyrightholder"),
        ednote=plain(text(item, "ednote")),
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
    _body(item, draft)
    _extra(item, draft)
    _times(item, draft, feed)
    _version(item, draft)
    _chain(item, draft)
    _urgency(item, draft)
    read_status(draft, item.get("pubstatus"), "pubstatus")
    read_change(draft, _signals(item), draft.ednote, draft.headline, markers=feed.markers)
    take_back_story(draft, numbered=item.get("version") not in (None, "") or draft.version != 1)
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
    credited = (value for role, value in roles(item, "descriptions") if role == "creditline")
    return next(credited, line(item, "creditline"))


def _dateline(item: Json) -> Dateline | None:
    """Superdesk's archive has an object of it."""
    own, place = item.get("dateline"), line(item, "located")
    written = line(item, "dateline")
    if isinstance(own, dict):
        city = own.get("located")
        written, place = line(own, "text"), place or (line(city, "city") if isinstance(city, dict) else None)
    return Dateline(text=written or place or "", place=place) if written or place else None


def _body(item: Json, draft: Draft) -> None:
    draft.body, over = read_body(item, draft.headline, names_of_media(item, PICTURED))
    if over.get("vignette"):
        draft.subheadlines.append(over["vignette"])
    draft.credit = draft.credit or over.get("source")
    draft.body = draft.body or _stand_in(item, draft)


def _stand_in(item: Json, draft: Draft) -> Body | None:
    """Flashes and planning items have no body: what describes them stands in, and that is told."""
    if draft.kind not in {"text", "composite"} or draft.media:
        return None
    description = described(item, "text", "summary", "description")
    if not (found := plain_paragraphs(description or read_event(item) or "")):
        return None
    what = "its description stands in" if description else "dates and places of its event stand in"
    draft.repairs.append(Repair(field="body", from_="", to=found[:40], why=f"the copy has none, {what}"))
    return Body(text=found, html=text_to_html(found))


def _extra(item: Json, draft: Draft) -> None:
    """Superdesk's fields of a publisher's own: those that have a place in a story."""
    extra = item.get("extra")
    if isinstance(extra, dict):
        named = ("headline_extended", "headline2", "subhead", "subheadline", "subtitle")
        draft.subheadlines.extend(found for name in named if (found := line(extra, name)))
        draft.summary = draft.summary or text(extra, "summary")


def _chain(item: Json, draft: Draft) -> None:
    """TT gives each version a URI of its own and numbers none, but lists the chain of them: the first is the story's.

    An item that has a version of its own keeps its URI too.
    """
    if item.get("version") not in (None, "") or draft.story_id is None:
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


def _version(item: Json, draft: Draft) -> None:
    """The standard takes any text for a version; where it is no number that we can keep, the time of it counts.

    Raises Rejected(bad_value) where there is no such time either.
    """
    written = item.get("version")
    if written in (None, ""):
        return
    number = whole(written)
    if numbered := _NUMBERED.fullmatch(written.strip()) if isinstance(written, str) else None:
        number = int(numbered[1])
    if number is not None and number <= _MOST:
        draft.version = number
    elif isinstance(written, str | int) and not isinstance(written, bool) and draft.updated_at is not None:
        draft.version = int(draft.updated_at.timestamp())
    else:
        raise Rejected(Reason.BAD_VALUE, "version: no number, and no time in its place")
    if draft.version != whole(written):
        why = "no number" if numbered else "no number that we can keep: the seconds of versioncreated"
        draft.repairs.append(Repair(field="version", from_=str(written)[:40], to=str(draft.version), why=why))


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
    states = [_STATES.get(line(item, name) or "") for name in ("state", "operation")]
    return [one for one in [*words(item, "signals"), *words(item, "signal"), *coded, *own, *states] if one]
