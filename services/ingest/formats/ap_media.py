"""AP Media API: the Associated Press's items in JSON (https://developer.ap.org/ap-media-api/).

A feed page (data.items), an answer for one item (data.item) or the item alone.  A story's text is a file of its own
in NITF (renditions.nitf), which agents fetch beside it; some put it in as `nitf`.  Where nobody did, its summary stands
in.  Linked pictures are relations: AP gives a title and the API's address of each, no caption and no file.
"""

import re
from collections.abc import Iterator

from schemas.reasons import Reason, Rejected
from schemas.story import Body, Dateline, Kind, Media, Relation, Repair, Subject
from services.ingest.desk_words.kill import take_back_story
from services.ingest.draft import Copy, Draft
from services.ingest.formats.json_copy import (
    Json,
    entries,
    is_json,
    largest,
    line,
    names_of,
    read_change,
    read_json,
    read_renditions,
    read_status,
    read_time,
    read_urgency,
    read_version,
    text,
    words,
)
from services.ingest.formats.ninjs_body import body_of
from services.ingest.reading.markup import plain_paragraphs, text_to_html
from services.runtime.feeds import Feed

NAME = "ap-media"

FIELDS: dict[str, str] = {
    "story_id": "`altids` itemid; else `uri` without its query",
    "version": "`version`, which AP counts from 0",
    "provider": "always ap",
    "change": "`pubstatus`, `editorialtypes`, desk words in `ednote`, headline and slugline; else by the version",
    "kind": "`type`",
    "status": "`pubstatus`",
    "urgency": "`urgency`",
    "headline": "`headline`; else `title`",
    "subheadlines": "`headline_extended`",
    "summary": "`description_summary`; else `description_caption`",
    "slugline": "`slugline`",
    "byline": "`by` of `bylines`; else `photographer`",
    "credit": "`description_creditline`; else the names of `infosource`; else `provider`",
    "copyright": "`copyrightnotice`",
    "ednote": "`ednote`",
    "section": "the first subject of rel category",
    "dateline": "`located`; its place is the city of `datelinelocation`",
    "language": "`language`",
    "keywords": "`keywords`",
    "genre": "`profile`",
    "body": "NITF or HTML within the item, beside it (`nitf`) or in `renditions.nitf`; else `description_summary`",
    "media": "`renditions` of a picture or the like with `description_caption`, and `associations` that have such",
    "subjects": "`subject`, `person`, `organisation`, `place`, `event`, `audiences`, `editorialpriority`",
    "relations": "`associations` without a file",
    "created_at": "`firstcreated`",
    "updated_at": "`versioncreated`",
    "embargo_until": "`embargoed`",
}

_ITEM_ID = re.compile(r'"altids"\s*+:\s*+\{[^{}]{0,2000}?"itemid"\s*+:')
_OF_NINJS = frozenset(["body_text", "body_html", "body_xhtml", "body_html5", "bodies", "standard", "$standard"])
_KINDS: dict[str, Kind] = {
    "text": "text", "picture": "picture", "photo": "picture", "graphic": "graphic", "video": "video", "audio": "audio",
    "composite": "composite", "collection": "composite",
}  # fmt: skip
_CODED = ("subject", "person", "organisation", "place", "event", "audiences")
_EMBEDDED = ("body_nitf", "story", "body_html", "body_xhtml", "body_text", "content")


def recognises(copy: Copy) -> bool:
    """By the wrapper, or by AP's id in an item that has no body of ninjs."""
    if not is_json(copy.text):
        return False
    names = names_of(copy.text)
    if "data" in names:
        return "api_version" in names or '"itemid"' in copy.text or '"current_item_count"' in copy.text
    return "altids" in names and not _OF_NINJS & names and _ITEM_ID.search(copy.text) is not None


def parse(copy: Copy, feed: Feed) -> Iterator[Draft | Rejected]:
    whole = read_json(copy, feed)
    data = whole.get("data") if isinstance(whole.get("data"), dict) else None
    if data is None:
        yield _outcome(whole, whole, feed)
    elif isinstance(data.get("items"), list):
        for entry in data["items"]:
            yield _outcome(entry.get("item", entry) if isinstance(entry, dict) else entry, {}, feed)
    else:
        yield _outcome(data.get("item"), whole, feed)


def _outcome(item: object, around: Json, feed: Feed) -> Draft | Rejected:
    """Of one item; its neighbours in the page have fates of their own."""
    try:
        if not isinstance(item, dict):
            raise Rejected(Reason.MALFORMED, "data: an entry without an item")
        return _draft(item, around, feed)
    except Rejected as refused:
        return refused


def _draft(item: Json, around: Json, feed: Feed) -> Draft:
    draft = Draft(
        story_id=_identity(item),
        version=read_version(item),
        provider="ap",
        kind=_kind(item),
        headline=line(item, "headline") or line(item, "title"),
        subheadlines=[found for found in [line(item, "headline_extended")] if found],
        summary=text(item, "description_summary") or text(item, "description_caption"),
        slugline=line(item, "slugline"),
        byline=_byline(item),
        credit=line(item, "description_creditline") or _sources(item) or line(item, "provider"),
        copyright=text(item, "copyrightnotice"),
        ednote=text(item, "ednote"),
        section=next((line(one, "name") for one in entries(item, "subject") if "category" in words(one, "rels")), None),
        dateline=_dateline(item),
        language=line(item, "language"),
        keywords=words(item, "keywords"),
        genre=line(item, "profile"),
        body=_body(item, around),
        subjects=_subjects(item),
    )
    _media(item, draft)
    for field, name in (
        ("created_at", "firstcreated"),
        ("updated_at", "versioncreated"),
        ("embargo_until", "embargoed"),
    ):
        read_time(draft, item, field, (name,), feed.zone)  # type: ignore[arg-type]
    read_urgency(draft, item.get("urgency"), "urgency")
    read_status(draft, item.get("pubstatus"), "pubstatus")
    _change(item, draft, feed)
    _for_editors(item, draft)
    _stand_in(item, draft)
    return draft


def _identity(item: Json) -> str | None:
    """`itemid` holds for all versions, `etag` and the query of `uri` for one alone (AP, Content metadata fields)."""
    altids = item.get("altids")
    found = line(altids, "itemid") if isinstance(altids, dict) else None
    return found or (line(item, "uri") or "").split("?")[0] or None


def _kind(item: Json) -> Kind:
    value = item.get("type", "text")
    if isinstance(value, str) and value in _KINDS:
        return _KINDS[value]
    raise Rejected(Reason.UNSUPPORTED_FORMAT, f"AP item of type {str(value)[:24]!r}")


def _change(item: Json, draft: Draft, feed: Feed) -> None:
    """Of AP's own words; else by version, since AP's first is 0."""
    slug = (draft.slugline or "").rpartition(",")[2].strip()
    read_change(draft, words(item, "editorialtypes"), draft.ednote, draft.headline, slug, markers=feed.markers)
    take_back_story(draft, numbered=item.get("version") not in (None, ""))
    if draft.change is None:
        draft.change = "update" if draft.version else "new"


def _for_editors(item: Json, draft: Draft) -> None:
    signals = item.get("signals")
    if isinstance(signals, list) and "newscontent" not in signals:
        draft.warnings.append("for editors alone: AP's signals do not say newscontent")


def _stand_in(item: Json, draft: Draft) -> None:
    """The summary for a text that is elsewhere.

    Raises Rejected(no_content) where there is none; a kill needs no text.
    """
    if draft.body is not None or draft.kind != "text" or draft.status == "canceled":
        return
    if summary := plain_paragraphs(text(item, "description_summary") or ""):
        why = "the copy has none, description_summary stands in"
        draft.repairs.append(Repair(field="body", from_="", to=summary[:40], why=why))
        draft.warnings.append("body: the text is not in the copy, it is the file at renditions.nitf")
        draft.body = Body(text=summary, html=text_to_html(summary))
    elif not draft.media:
        raise Rejected(Reason.NO_CONTENT, "AP text item without its text, which is the file at renditions.nitf")


def _byline(item: Json) -> str | None:
    several = [found for one in entries(item, "bylines") if (found := line(one, "by"))]
    photographer = item.get("photographer")
    return ", ".join(several) or (line(photographer, "name") if isinstance(photographer, dict) else None)


def _sources(item: Json) -> str | None:
    return ", ".join(found for one in entries(item, "infosource") if (found := line(one, "name"))) or None


def _dateline(item: Json) -> Dateline | None:
    location = item.get("datelinelocation")
    city = line(location, "city") if isinstance(location, dict) else None
    written = line(item, "located") or city
    return Dateline(text=written, place=city or written) if written else None


def _body(item: Json, around: Json) -> Body | None:
    """The text where an agent has put it: in the item, beside it as `nitf`, or into the rendition."""
    renditions = item.get("renditions")
    for place in (item, around.get("nitf"), renditions.get("nitf") if isinstance(renditions, dict) else None):
        if isinstance(place, str) and place.strip():
            return body_of(place)
        if isinstance(place, dict) and (found := next((v for name in _EMBEDDED if (v := text(place, name))), None)):
            return body_of(found)
    return None


def _media(item: Json, draft: Draft) -> None:
    """The item's own files if it is seen or heard; linked items that show something; others by their id."""
    if draft.kind not in {"text", "composite"} and (own := _medium(item, draft.kind)):
        draft.media.append(own)
    for one in entries(item, "associations"):
        kind = _KINDS.get(str(one.get("type")), "text")
        medium = None if kind in {"text", "composite"} else _medium(one, kind)
        identity = _identity(one)
        if medium:
            draft.media.append(medium)
        elif identity and one.get("version") is not None:
            draft.relations.append(Relation(kind=kind, id=identity, version=read_version(one)))
        elif identity:
            draft.relations.append(Relation(kind=kind, id=identity))


def _medium(item: Json, kind: Kind) -> Media | None:
    renditions = read_renditions(item)
    caption = text(item, "description_caption")
    if not renditions and not caption:
        return None
    credit = line(item, "description_creditline") or _byline(item)
    return Media(kind=kind, caption=caption, credit=credit, href=largest(renditions, kind), renditions=renditions)


def _subjects(item: Json) -> list[Subject]:
    """Codes of cv.ap.org with their scheme; AP's categories have none, so that what they are stands in."""
    found = []
    for field in _CODED:
        for one in entries(item, field):
            rels = [rel for rel in words(one, "rels") if rel in {"category", "suppcategory"}]
            scheme = line(one, "scheme") or (rels[0] if rels else field)
            found.append(Subject(scheme=scheme, code=line(one, "code"), name=line(one, "name")))
    if priority := line(item, "editorialpriority"):
        found.append(Subject(scheme="editorialpriority", code=priority))
    return found
