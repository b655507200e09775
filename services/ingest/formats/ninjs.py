"""ninjs 1.x, 2.x and 3.x: IPTC's news in JSON (https://iptc.org/standards/ninjs/).

2.0 renamed what 1.x had (headline → headlines, subject → subjects, body_* → bodies); 3.0 writes names in camelCase
(versionCreated, pubStatus) and calls the embargo embargoedUntil.  All are read wherever they stand.
"""

import re
from collections.abc import Iterator
from typing import Any

import orjson

from schemas.reasons import Reason, Rejected
from schemas.story import Body, Dateline, Kind, Media, Repair, Status, Subject
from services.ingest.draft import Copy, Draft
from services.ingest.markup import body_of_html, plain_paragraphs, text_to_html
from services.ingest.stamps import read_stamp
from services.runtime.feeds import Feed

NAME = "ninjs"

Json = dict[str, Any]

_MARKERS = frozenset(
    ["headline", "headlines", "bodies", "body_text", "body_html", "body_xhtml", "body_html5", "versioncreated",
     "pubstatus", "description_text", "descriptions"]
)  # fmt: skip
# 3.x's names by those of 1.x and 2.x.
_OLD_NAMES = {
    "versionCreated": "versioncreated", "firstCreated": "firstcreated", "contentCreated": "contentcreated",
    "embargoedUntil": "embargoed", "pubStatus": "pubstatus", "edNote": "ednote", "infoSources": "infosources",
    "copyrightHolder": "copyrightholder", "copyrightNotice": "copyrightnotice",
}  # fmt: skip
_KINDS: dict[str, Kind] = {
    "text": "text", "picture": "picture", "photo": "picture", "video": "video", "audio": "audio",
    "graphic": "graphic", "composite": "composite",
}  # fmt: skip
_STATUSES: dict[str, Status] = {
    "usable": "usable", "withheld": "withheld", "canceled": "canceled", "cancelled": "canceled",
}  # fmt: skip
_TIMES = {
    "created_at": ("firstcreated", "contentcreated"),
    "updated_at": ("versioncreated",),
    "embargo_until": ("embargoed",),
}
# Strings, so that brackets in them don't count, and brackets.  A string that never ends is taken to the end: begun
# again at each quote within it, half a megabyte would take minutes.
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


def recognises(copy: Copy) -> bool:
    return copy.text.lstrip()[:1] == "{"


def parse(copy: Copy, feed: Feed) -> Iterator[Draft | Rejected]:
    yield _draft(_read(copy.text, feed), feed)


def _read(text: str, feed: Feed) -> Json:
    depth = 0
    for token in _BRACKETS.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
        if depth > feed.max_depth:
            raise Rejected(Reason.MALFORMED, f"JSON nested deeper than {feed.max_depth}")
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as problem:
        raise Rejected(Reason.MALFORMED, f"broken JSON: {problem.msg} at character {problem.pos}") from problem
    except UnicodeEncodeError as problem:
        raise Rejected(Reason.BAD_ENCODING, "half of a surrogate pair") from problem
    if not isinstance(found, dict) or not isinstance(found.get("uri"), str):
        raise Rejected(Reason.UNSUPPORTED_FORMAT, "JSON, but no ninjs: it has no uri")
    found = {_OLD_NAMES.get(name, name): value for name, value in found.items()}
    if not _MARKERS & found.keys() or "source-feed" in found:  # Fingerpost's dialect borrows some of ninjs's names
        raise Rejected(Reason.UNSUPPORTED_FORMAT, "JSON with a uri, but not the fields of a news item in ninjs")
    if _NUL.search(text):
        raise Rejected(Reason.MALFORMED, "NUL in a value")
    return found


def _draft(item: Json, feed: Feed) -> Draft:
    draft = Draft(
        story_id=item["uri"],
        version=_version(item),
        kind=_kind(item),
        headline=_main(item, "headline", "headlines", "main"),
        subheadlines=_others(item),
        summary=_text(item, "description_text") or _main(item, "", "descriptions", "summary"),
        slugline=_text(item, "slugline"),
        byline=_text(item, "byline") or _text(item, "by"),
        credit=_text(item, "source") or _name(item.get("infosources")),
        copyright=_text(item, "copyrightnotice") or _text(item, "copyrightholder"),
        ednote=_text(item, "ednote"),
        language=_text(item, "language"),
        keywords=[word for word in _list(item, "keywords") if isinstance(word, str)],
        genre=_name(item.get("genre")) or _name(item.get("genres")),
        dateline=_dateline(item),
        body=_body(item),
        media=_media(item),
        subjects=_subjects(item),
    )
    draft.provider = _name(item.get("provider")) or _text(item, "provider")
    _status(item, draft)
    _urgency(item, draft)
    for field, names in _TIMES.items():
        _time(item, draft, field, names, feed)
    return draft


def _text(item: Json, name: str) -> str | None:
    value = item.get(name)
    return value.strip() or None if isinstance(value, str) else None


def _list(item: Json, name: str) -> list[Any]:
    value = item.get(name)
    return value if isinstance(value, list) else []


def _name(value: Any) -> str | None:
    """The name, else the code, of a concept or of the first of a list of them."""
    first = value[0] if isinstance(value, list) and value else value
    if isinstance(first, dict):
        return _text(first, "name") or _text(first, "code") or _text(first, "literal")
    return None


def _roles(item: Json, name: str) -> list[tuple[str | None, str]]:
    pairs = ((_text(one, "role"), _text(one, "value")) for one in _list(item, name) if isinstance(one, dict))
    return [(role, value) for role, value in pairs if value]


def _main(item: Json, single: str, several: str, role: str) -> str | None:
    """1.x's one field; else of 2.x's list the one of that role, else the first that has none, else the first."""
    if single and (one := _text(item, single)):
        return one
    pairs = _roles(item, several)
    for wanted in (role, None):
        for found, value in pairs:
            if found == wanted:
                return value
    return pairs[0][1] if pairs else None


def _others(item: Json) -> list[str]:
    main = _main(item, "headline", "headlines", "main")
    return [value for _, value in _roles(item, "headlines") if value != main]


def _version(item: Json) -> int:
    value = item.get("version", 1)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,10}", value.strip()):
        return int(value)
    raise Rejected(Reason.BAD_VALUE, "version: no number")


def _kind(item: Json) -> Kind:
    value = item.get("type", "text")
    if isinstance(value, str) and value in _KINDS:
        return _KINDS[value]
    raise Rejected(Reason.UNSUPPORTED_FORMAT, f"ninjs of type {str(value)[:24]!r}")


def _status(item: Json, draft: Draft) -> None:
    value = item.get("pubstatus", "usable")
    if not isinstance(value, str) or value not in _STATUSES:
        raise Rejected(Reason.BAD_VALUE, "pubstatus: none of usable, withheld, canceled")
    draft.status = _STATUSES[value]
    if draft.status != value:
        draft.repairs.append(Repair(field="status", from_=value, to=draft.status, why="spelling of ninjs"))


def _urgency(item: Json, draft: Draft) -> None:
    value = item.get("urgency")
    if isinstance(value, str) and re.fullmatch("[1-9]", value.strip()):
        draft.repairs.append(Repair(field="urgency", from_=repr(value), to=value.strip(), why="a number in quotes"))
        value = int(value)
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 9):
        draft.urgency = value
        return
    raise Rejected(Reason.BAD_VALUE, "urgency: no number from 1 to 9")


def _time(item: Json, draft: Draft, field: str, names: tuple[str, ...], feed: Feed) -> None:
    value = next((text for name in names if (text := item.get(name)) is not None), None)
    if value is None:
        return
    if not isinstance(value, str):
        raise Rejected(Reason.BAD_TIME, f"{field}: no text")
    stamp = read_stamp(value, feed.zone, field)
    setattr(draft, field, stamp.at)
    draft.repairs.extend(stamp.repairs)
    draft.warnings.extend(stamp.warnings)


def _dateline(item: Json) -> Dateline | None:
    text = _text(item, "dateline") or _text(item, "located")
    return Dateline(text=text, place=_text(item, "located")) if text else None


def _body(item: Json) -> Body | None:
    """HTML if there is any, since it says more; else plain text."""
    markup = next((m for name in ("body_xhtml", "body_html", "body_html5") if (m := _text(item, name))), None)
    text = _text(item, "body_text")
    for one in _list(item, "bodies"):
        value = _text(one, "value") if isinstance(one, dict) else None
        if value and "html" in f"{one.get('contenttype', one.get('contentType', ''))} {one.get('role', '')}".lower():
            markup = markup or value
        else:
            text = text or value
    if markup:
        return body_of_html(markup)
    if text:
        plain = plain_paragraphs(text)
        return Body(text=plain, html=text_to_html(plain))
    return None


def _media(item: Json) -> list[Media]:
    """The item's own renditions if it is a picture or the like, then its associations that are."""
    own = [item] if item.get("type") in {"picture", "photo", "video", "audio", "graphic"} else []
    found = item.get("associations")
    linked = list(found.values()) if isinstance(found, dict) else found if isinstance(found, list) else []
    return [media for one in [*own, *linked] if isinstance(one, dict) and (media := _medium(one))]


def _medium(item: Json) -> Media | None:
    kind = _KINDS.get(str(item.get("type")))
    if kind is None or kind in {"text", "composite"}:
        return None
    caption = _text(item, "description_text") or _main(item, "", "descriptions", "caption")
    credit = dict(_roles(item, "descriptions")).get("creditline") or _text(item, "byline") or _text(item, "by")
    return Media(kind=kind, caption=caption or _text(item, "body_text"), credit=credit, href=_href(item))


def _href(item: Json) -> str | None:
    """The rendition called main or original, else the first."""
    found = item.get("renditions")
    if isinstance(found, dict):
        named = [(name, one) for name, one in found.items() if isinstance(one, dict)]
    else:
        named = [(_text(one, "name") or "", one) for one in _list(item, "renditions") if isinstance(one, dict)]
    for wanted in ("main", "original", "baseImage"):
        for name, rendition in named:
            if name == wanted and (href := _text(rendition, "href")):
                return href
    hrefs = (_text(rendition, "href") for _, rendition in named)
    return next((href for href in hrefs if href), None)


def _subjects(item: Json) -> list[Subject]:
    found = [*_list(item, "subject"), *_list(item, "subjects")]
    return [
        Subject(
            scheme=_text(one, "scheme"),
            code=_text(one, "code") or _text(one, "uri") or _text(one, "literal"),
            name=_text(one, "name"),
        )
        for one in found
        if isinstance(one, dict)
    ]
