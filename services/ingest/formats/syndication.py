"""RSS 0.9x and 2.0 (https://www.rssboard.org/), RSS 1.0 (RDF) and 0.90, Atom 1.0 (RFC 4287) and 0.3: an item, a draft.

Identity is guid, Atom's id or rdf:about, else the link; AP's and WENN's Atom has the article's own besides.

Feeds number no versions, but many say when an item was changed (Atom's updated, dcterms:modified).  The version is
that time, in seconds since 1970, where it is later than the time of publication, so that changed copy under the same
guid is a new version and not a conflict; Atom often gives `updated` alone, and then that counts.  Where nothing says
so it is 1, or what desk words in the title make of it (CORRECTED, 訂正: `signals.Signal.version`); a title that
withdraws then has no number, and takes back whatever the item has reached.

A deleted-entry of Atom (RFC 6721) is a withdrawal of what it refers to.
"""

import re
from collections.abc import Iterator

from schemas.reasons import Reason, Rejected
from schemas.story import Body, Relation, Repair, Subject
from services.ingest.desk_words.kill import take_back_story
from services.ingest.draft import Copy, Draft
from services.ingest.formats.rfc822_date import read_date
from services.ingest.formats.syndication_agencies import (
    agency_fields,
    agency_id,
    agency_times,
    agency_version,
    read_agency,
)
from services.ingest.formats.syndication_media import absolute, at_home, distinct, images_in, media_of
from services.ingest.formats.syndication_terms import (
    Element,
    Parts,
    body_of,
    line,
    lines,
    name_of,
    parts_of,
    plain_line,
    signal_of,
)
from services.ingest.reading.xml import XML_LANG, markup_of, read_xml, root_of, text_of
from services.runtime.feeds import Feed

NAME = "rss-atom"

FIELDS: dict[str, str] = {
    "story_id": "`guid`, Atom's `id`, rdf:about; else the link; AP's and WENN's Atom: the article's own",
    "version": "the agency's number; else the seconds of `updated` where later than publication; else by desk words",
    "change": "desk words in the title; `updated` later than publication; deleted-entry; the agency's status",
    "status": "deleted-entry, app:draft, the agency's publishing status, desk words in the title",
    "headline": "`title`; else dc:title, media:title",
    "subheadlines": "WENN's extended headline",
    "summary": "`description`, `summary` or itunes:summary beside a body of its own; WENN's first line",
    "slugline": "AP's and WENN's `SlugLine`, `slug`",
    "byline": "dc:creator, `author`; else the author of the entry's source or of the feed",
    "credit": "`source`, dc:publisher, prism:publicationName; AP's `CreditLine`",
    "copyright": "`rights`, dc:rights, media:copyright; else the feed's `copyright`",
    "ednote": "AP's special instructions; the comment of a deleted-entry",
    "section": "prism:section; WENN's section",
    "dateline": "AP's `DateLine`, with the city of `DateLineLocation`",
    "language": "xml:lang of the content, dc:language, xml:lang of the item; else the feed's",
    "keywords": "media:keywords, itunes:keywords, prism:keyword, AP's `Keywords`",
    "genre": "prism:genre",
    "body": "content:encoded, Atom's `content`, `description`, itunes:summary; else the summary",
    "media": "enclosures, Media RSS, itunes:image, images in the HTML of the body",
    "subjects": "`category`, dc:subject, media:category, the agency's classifications",
    "relations": "`link`, Atom's links, thr:in-reply-to",
    "created_at": "`pubDate`, `published`, dc:date and the like",
    "updated_at": "`updated`, dcterms:modified and the like",
    "embargo_until": "prism:embargoDate, AP's release time",
}

_ITEMS = frozenset(["item", "atom:entry", "at:deleted-entry"])
_PUBLISHED = ("pubDate", "atom:published", "atom:issued", "dcterms:issued", "dc:date", "prism:publicationDate",
              "dcterms:created", "atom:created", "date")  # fmt: skip
_UPDATED = ("atom:updated", "atom:modified", "dcterms:modified", "dc:modified", "prism:modificationDate", "updated")
_AUTHOR = re.compile(r"[^\s()<>]+@[^\s()<>]+\s*\(([^()]+)\)|([^<>@]+?)\s*<[^<>\s]+@[^<>\s]+>")
_LINKS = frozenset(["alternate", "related", "via", "canonical", "replies"])
_MOST = 2**31 - 1


def recognises(copy: Copy) -> bool:
    root = root_of(copy.text)
    if root is None:
        return False
    name, attributes = root[0].rpartition(":")[2], root[1]
    if name == "rss":
        return "wordpress.org/export/" not in attributes
    if name == "RDF":
        return "purl.org/rss/" in attributes or "/rdf/simple/0.9" in attributes
    return name in {"feed", "entry"} and ("w3.org/2005/Atom" in attributes or "purl.org/atom/ns#" in attributes)


def parse(copy: Copy, feed: Feed) -> Iterator[Draft | Rejected]:
    root, repairs = read_xml(copy)
    channel = next((one for one in root if name_of(one) == "channel"), root)
    around = parts_of(channel)
    for item in _items(root, channel):
        try:
            draft = _deleted(item, feed) if name_of(item) == "at:deleted-entry" else _draft(item, around, channel, feed)
        except Rejected as refused:
            yield refused
            continue
        draft.repairs[:0] = repairs
        yield draft


def _items(root: Element, channel: Element) -> Iterator[Element]:
    """RSS 1.0 and 0.90 have their items beside the channel, all others within it; an entry may come alone."""
    if name_of(root) == "atom:entry":
        yield root
        return
    for holder in (channel, root) if channel is not root else (root,):
        yield from (one for one in holder if name_of(one) in _ITEMS)


def _draft(item: Element, around: Parts, channel: Element, feed: Feed) -> Draft:
    parts, fields = parts_of(item), agency_fields(item)
    draft = Draft(story_id=agency_id(fields) or _identity(item, parts))
    title = next(iter(parts["title"] or parts["atom:title"] or parts["dc:title"] or parts["media:title"]), None)
    draft.headline = plain_line(title) if title is not None else None
    draft.byline = _byline(parts, around)
    draft.credit = line(parts, "source", "dc:publisher", "prism:publicationName")
    draft.copyright = line(parts, "atom:rights", "atom:copyright", "dc:rights", "media:copyright", "copyright") or line(
        around, "copyright", "atom:rights", "atom:copyright", "dc:rights"
    )
    draft.section = line(parts, "prism:section")
    draft.language = _language(item, parts, around, channel)
    draft.subjects = _subjects(parts)
    draft.keywords = [word for text in lines(parts, "media:keywords", "itunes:keywords", "prism:keyword")
                      for one in text.split(",") if (word := one.strip())]  # fmt: skip
    draft.genre = line(parts, "prism:genre")
    markup = _words(draft, parts)
    base = item.base or _home(around)
    draft.media = distinct([*(at_home(one, base) for one in media_of(parts)), *images_in(markup, base)])
    draft.relations = _relations(parts, draft.story_id, base)
    read_agency(draft, fields, feed)
    _times(draft, parts, agency_times(fields), feed)
    _status(draft, parts)
    _change(draft, agency_version(fields), feed)
    return draft


def _deleted(item: Element, feed: Feed) -> Draft:
    draft = Draft(story_id=(item.get("ref") or "").strip() or None, status="canceled", change="withdrawal")
    read_date(draft, "updated_at", item.get("when"), feed.zone)
    draft.version = _seconds(draft)
    take_back_story(draft, numbered=draft.version is not None)
    draft.ednote = line(parts_of(item), "at:comment")
    return draft


def _home(around: Parts) -> str | None:
    """What addresses are relative to where there is no xml:base: the page that the feed is of."""
    page = next((one.get("href") for one in around["atom:link"] if one.get("rel", "alternate") == "alternate"), None)
    return line(around, "link") or page


def _identity(item: Element, parts: Parts) -> str | None:
    about = next((value for name, value in item.attrib.items() if str(name).endswith("}about")), None)
    page = next((one.get("href") for one in parts["atom:link"] if one.get("rel", "alternate") == "alternate"), None)
    given = line(parts, "guid", "atom:id", "dc:identifier") or about or line(parts, "link") or page
    return str(given).strip() or None if given else None


def _byline(parts: Parts, around: Parts) -> str | None:
    """An entry without author has that of its source, else of its feed (RFC 4287, 4.2.1)."""
    named = [*lines(parts, "dc:creator"), *_persons(parts)] or list(lines(parts, "author", "itunes:author"))
    if not named:
        named = _persons(parts_of(next(iter(parts["atom:source"]), None))) or _persons(around)
    return ", ".join(dict.fromkeys(map(_person, named))) or None


def _persons(parts: Parts) -> list[str]:
    # All entries without an author ask for these: so many are never named, and more would cost the square of it.
    return [
        name for one in parts["atom:author"][:20] if (name := line(parts_of(one), "atom:name", "name", "atom:email"))
    ]


def _person(text: str) -> str:
    """`desk@example.com (City desk)`, as RSS 2.0 has it, and the form of mail."""
    found = _AUTHOR.fullmatch(text) if len(text) < 500 else None
    return (found[1] or found[2]).strip(' "') if found else text


def _language(item: Element, parts: Parts, around: Parts, channel: Element) -> str | None:
    declared = line(parts, "dc:language", "language") or item.get(XML_LANG)
    content = next((one.get(XML_LANG) for one in parts["atom:content"] if one.get(XML_LANG)), None)
    return content or declared or line(around, "language", "dc:language") or channel.get(XML_LANG)


def _subjects(parts: Parts) -> list[Subject]:
    """RSS: the domain is the scheme, and the text a code in it; without one it is a name alone."""
    found = [
        Subject(scheme=one.get("domain"), code=text) if one.get("domain") else Subject(name=text)
        for one in parts["category"]
        if (text := text_of(one))
    ]
    found += [
        Subject(scheme=one.get("scheme"), code=one.get("term"), name=one.get("label") or one.get("term"))
        for one in parts["atom:category"]
        if one.get("term")
    ]
    found += [Subject(scheme="dc:subject", name=text) for text in lines(parts, "dc:subject")]
    found += [
        Subject(scheme=one.get("scheme") or "media:category", code=text, name=one.get("label") or text)
        for one in parts["media:category"]
        if (text := text_of(one))
    ]
    return found


def _words(draft: Draft, parts: Parts) -> str:
    """Body and summary; returns the body's source, which shows pictures that sanitised HTML has without their sizes."""
    names = ("content:encoded", "yandex:full-text", "atom:content", "body", "description", "dcterms:abstract",
             "itunes:summary")  # fmt: skip
    held = [one for name in names for one in parts[name] if not one.get("src")]
    body, source = _first_body(held)
    shorter = ("description", "atom:summary", "dcterms:abstract", "itunes:summary", "itunes:subtitle")
    short = next((one for name in shorter for one in parts[name]), None)
    if body is None and short is not None and (body := body_of(short)) is not None:
        why = "the copy has none, its summary stands in"
        draft.repairs.append(Repair(field="body", from_="", to=body.text[:40], why=why))
    elif short is not None and short is not source:
        summary = body_of(short)
        draft.summary = summary.text.replace("\n\n", "\n") or None if summary else None
        if body is not None and draft.summary == body.text:
            draft.summary = None
    draft.body = body
    written = source if source is not None else short
    if written is None:
        return ""
    return markup_of(written) if len(written) else str(written.text or "")


def _first_body(held: list[Element]) -> tuple[Body | None, Element | None]:
    for one in held:
        if (body := body_of(one)) is not None:
            return body, one
    return None, None


def _relations(parts: Parts, story_id: str | None, base: str | None) -> list[Relation]:
    found = [("alternate", text) for text in lines(parts, "link")]
    links = ((one.get("rel", "alternate"), one.get("href", "").strip()) for one in parts["atom:link"])
    found += [(rel, href) for rel, href in links if rel in _LINKS and href]
    found += [("in-reply-to", ref) for one in parts["thr:in-reply-to"] if (ref := one.get("ref"))]
    named = dict.fromkeys((rel, absolute(href, base) if rel in _LINKS else href) for rel, href in found)
    return [Relation(kind=rel, id=href) for rel, href in named if href != story_id]


def _times(draft: Draft, parts: Parts, of_agency: tuple[str | None, str | None], feed: Feed) -> None:
    read_date(draft, "created_at", of_agency[0] or line(parts, *_PUBLISHED), feed.zone)
    read_date(draft, "updated_at", of_agency[1] or line(parts, *_UPDATED), feed.zone)
    if draft.embargo_until is None:
        read_date(draft, "embargo_until", line(parts, "prism:embargoDate"), feed.zone)


def _status(draft: Draft, parts: Parts) -> None:
    """Atom's publishing protocol marks drafts (RFC 5023, 13.1.1)."""
    control = parts_of(next(iter(parts["app:control"]), None))
    if (line(control, "app:draft") or "no").lower() == "yes":
        draft.hold_back("status", "app:draft")


def _change(draft: Draft, number: int | None, feed: Feed) -> None:
    signal = signal_of(draft.headline or "", feed.markers)
    later = draft.created_at is None or (draft.updated_at is not None and draft.updated_at > draft.created_at)
    counted = number or (_seconds(draft) if later else None)
    draft.version = counted or signal.version
    if draft.status == "canceled" or signal.withdraws:
        draft.withdraw("the title withdraws it")
        take_back_story(draft, numbered=bool(counted or signal.lead))
    elif signal.change:
        draft.change = signal.change
    else:
        # `updated` alone doesn't tell a first version from a later one.
        draft.change = "update" if (later and draft.created_at is not None) or (number or 1) > 1 else "new"
    if signal.advance:
        draft.hold_back("advance", "advance copy")


def _seconds(draft: Draft) -> int | None:
    if draft.updated_at is None:
        return None
    seconds = int(draft.updated_at.timestamp())
    if not 0 <= seconds <= _MOST:
        raise Rejected(Reason.BAD_VALUE, "updated: out of the range of a version")
    return seconds
