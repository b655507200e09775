"""NewsML-G2 2.x: IPTC's news exchange in XML (https://iptc.org/standards/newsml-g2/), and the dialects of its agencies.

A newsItem, a packageItem, or a newsMessage whose itemSet holds several: a draft each.  The other items of the standard
(concepts, plans, catalogs) are no news and are refused one by one.

Identity is the guid as written: NewsML-G2 keeps it for all versions and counts those in `version`.  A guid that holds
its version besides would make each version a story of its own, so there, and only there, it is cut off:

* Reuters' versioned id, `tag:reuters.com,2014:newsml_KBN0FL0ZP:2` (also written with `_`);
* a NewsML 1 URN with its update letter, `urn:newsml:provider:20140716:item:2N` (NewsML 1.2, 5.5.5);
* a number of five digits or more that is also the `version` (a serial number can't be there by chance; `:2` could).
"""

import re
from collections.abc import Iterator

from schemas.reasons import Reason, Rejected
from schemas.story import Dateline, Kind
from services.ingest.draft import Copy, Draft
from services.ingest.formats.newsml_g2_content import Content, block_text, read_content
from services.ingest.formats.newsml_g2_lines import (
    byline_in,
    dateline_of,
    ednote_of,
    headlines_of,
    list_of_package,
    script_of,
    summary_of,
)
from services.ingest.formats.newsml_g2_links import media_of, read_links
from services.ingest.formats.newsml_g2_status import read_change, read_embargo, read_status
from services.ingest.formats.newsml_g2_terms import (
    Children,
    children_of,
    first_text,
    in_language,
    label_of,
    last_part,
    name_of,
    names_of_asserts,
    party_of,
    place_of,
    section_of,
    subjects_of,
    word_of,
)
from services.ingest.xml import XML_LANG, Element, read_xml, root_of
from services.runtime.feeds import Feed

NAME = "newsml-g2"

_NEWS = frozenset(["newsItem", "packageItem"])
_OTHERS = frozenset(["conceptItem", "knowledgeItem", "planningItem", "catalogItem"])
_KINDS: dict[str, Kind] = {
    "text": "text", "picture": "picture", "photo": "picture", "video": "video", "audio": "audio",
    "graphic": "graphic", "composite": "composite", "animated": "graphic",
}  # fmt: skip
_BYLINE_ROLES = frozenset(["photog", "phot", "photographer", "author", "reporter", "writer", "byline"])
_VERSIONED = re.compile(
    r"(tag[:_]reuters\.com[,_]\d{4}[:_](?:newsml|binary)_[A-Za-z0-9-]+)[:_](\d{1,10})"
    r"|(urn:newsml:[^:]+:\d{8}(?:T\d{6}[^:]{0,6})?:.+):(\d{1,9})[NUA]",
    re.ASCII,
)


def recognises(copy: Copy) -> bool:
    root = root_of(copy.text)
    return root is not None and root[0].rpartition(":")[2] in _NEWS | _OTHERS | {"newsMessage"}


def parse(copy: Copy, feed: Feed) -> Iterator[Draft | Rejected]:
    root, repairs = read_xml(copy)
    _bare(root)
    for item in _items(root):
        try:
            draft = _draft(item, feed)
        except Rejected as refused:
            yield refused
            continue
        draft.repairs[:0] = repairs
        yield draft


def _bare(root: Element) -> None:
    """Names without the namespace of the root where that is none of those that `read_xml` knows."""
    if root.tag[0] != "{":
        return
    space = root.tag[: root.tag.index("}") + 1]
    for element in root.iter(f"{space}*"):
        element.tag = element.tag[len(space) :]


def _items(root: Element) -> Iterator[Element]:
    if root.tag != "newsMessage":
        yield root
        return
    for child in root:
        inside = child if child.tag == "itemSet" else (child,)
        yield from (item for item in inside if item.tag in _NEWS | _OTHERS)


def _draft(item: Element, feed: Feed) -> Draft:
    if item.tag not in _NEWS:
        raise Rejected(Reason.UNSUPPORTED_FORMAT, f"NewsML-G2: {item.tag[:40]} is no news")
    parts = children_of(item)
    management, description = (children_of(next(iter(parts[name]), None)) for name in ("itemMeta", "contentMeta"))
    story_id, version = _identity(item)
    draft = Draft(story_id=story_id, version=version, kind=_kind(item, management))
    draft.language = _language(item, description, parts)
    _describe(draft, management, description)
    _words(draft, parts, management, description)
    _rights(draft, parts)
    _concepts(draft, parts, management, description)
    read_links(draft, management, description, parts)
    read_status(draft, management)
    read_change(draft, management)
    _times(draft, management, description, feed)
    return draft


def _identity(item: Element) -> tuple[str, int]:
    guid = (item.get("guid") or "").strip()
    if not guid:
        raise Rejected(Reason.MISSING_FIELD, f"story_id: a {item.tag} without guid")
    written = (item.get("version") or "").strip()
    if written and not re.fullmatch(r"[0-9]{1,10}", written):
        raise Rejected(Reason.BAD_VALUE, "version: no number")
    if found := _VERSIONED.fullmatch(guid):
        return found[1] or found[3], int(written or found[2] or found[4])
    if len(written) >= 5 and guid.endswith((f":{written}", f"_{written}")):
        guid = guid[: -len(written) - 1]
    return guid, int(written or 1)


def _kind(item: Element, management: Children) -> Kind:
    if item.tag == "packageItem":
        return "composite"
    word = word_of(management["itemClass"][0]) if management["itemClass"] else "text"
    if word not in _KINDS:
        raise Rejected(Reason.UNSUPPORTED_FORMAT, f"NewsML-G2 of class {word[:24]!r}")
    return _KINDS[word]


def _language(item: Element, description: Children, parts: Children) -> str | None:
    """The language of the content, else of the metadata."""
    tags = (element.get("tag") for element in description["language"])
    declared = next((tag for tag in tags if tag), None)
    inline = (child.get(XML_LANG) for holder in parts["contentSet"] for child in holder)
    return declared or item.get(XML_LANG) or next((tag for tag in inline if tag), None)


def _describe(draft: Draft, management: Children, description: Children) -> None:
    language = draft.language
    draft.headline, draft.subheadlines = headlines_of(description["headline"], language, draft.warnings)
    draft.slugline = first_text(description["slugline"])
    draft.summary = summary_of(description["description"], language, draft)
    draft.byline = first_text(in_language(description["by"], language)) or _author(description, language)
    sources = (label_of(one, language) for one in description["infoSource"])
    draft.credit = first_text(description["creditline"]) or next(filter(None, sources), None)
    draft.ednote = ednote_of([*management["edNote"], *management["ednote"]])
    providers = (party_of(one, language) for one in management["provider"])
    draft.provider = next(filter(None, providers), None)
    draft.keywords = [word for one in description["keyword"] if (word := first_text([one]))]
    genres = (label_of(one, language) for one in description["genre"])
    draft.genre = next(filter(None, genres), None) or next((word_of(one) for one in description["genre"]), "") or None
    _urgency(draft, description)


def _author(description: Children, language: str | None) -> str | None:
    """A creator whose role says that he wrote or took it; other creators are agencies and editors."""
    for creator in description["creator"]:
        if last_part(creator.get("role")) in _BYLINE_ROLES and (name := label_of(creator, language)):
            return name
    return None


def _urgency(draft: Draft, description: Children) -> None:
    written = first_text(description["urgency"])
    if written is None:
        return
    if not re.fullmatch("[1-9]", written):
        raise Rejected(Reason.BAD_VALUE, "urgency: no number from 1 to 9")
    draft.urgency = int(written)


def _words(draft: Draft, parts: Children, management: Children, description: Children) -> None:
    """Body and media, and of the metadata what only the content says."""
    holder = next(iter(parts["contentSet"]), None)
    content = read_content(holder, draft.headline, draft.summary)
    draft.warnings.extend(content.warnings)
    draft.repairs.extend(content.repairs)
    draft.body = content.body or script_of(draft.kind, description["description"]) or list_of_package(parts["groupSet"])
    caption = _caption(draft, description)
    draft.media = [*media_of(holder, draft.kind, caption, draft.credit or draft.byline), *content.media]
    titles = [title for title in management["title"] if not title.get("role")]
    draft.headline = draft.headline or content.headline or first_text(titles)
    draft.subheadlines = list(dict.fromkeys([*draft.subheadlines, *content.subheadlines]))
    draft.summary = draft.summary or content.summary
    draft.byline = draft.byline or content.byline or byline_in(content.body, draft.language)
    draft.dateline = _dateline(draft, content, description)


def _caption(draft: Draft, description: Children) -> str | None:
    captions = [one for one in description["description"] if last_part(one.get("role")) == "caption"]
    own = next((text for one in in_language(captions, draft.language) if (text := block_text(one))), None)
    return own or (draft.summary if draft.kind not in {"text", "composite"} else None)


def _dateline(draft: Draft, content: Content, description: Children) -> Dateline | None:
    place = place_of(description["located"], draft.language)
    return dateline_of(first_text(description["dateline"]) or content.dateline, place)


def _rights(draft: Draft, parts: Children) -> None:
    """The notice, else whose it is; then the terms of use, which have no field of their own."""
    rights = children_of(next(iter(parts["rightsInfo"]), None))
    notice = first_text(in_language(rights["copyrightNotice"], draft.language))
    if notice is None:
        holders = (label_of(one, draft.language) or one.get("uri") for one in rights["copyrightHolder"])
        notice = next(filter(None, holders), None)
    terms = [
        text
        for one in in_language(rights["usageTerms"], draft.language)
        if (text := block_text(one)) not in {None, "None"}
    ]
    draft.copyright = "\n".join([notice, *terms] if notice else terms) or None


def _concepts(draft: Draft, parts: Children, management: Children, description: Children) -> None:
    names = names_of_asserts(parts["assert"], draft.language)
    # A story has room for one genre; the others are kept with the subjects.
    draft.subjects = subjects_of([*description["subject"], *description["genre"][1:]], draft.language, names)
    services = management["service"]
    section = section_of(description["subject"], draft.language)
    draft.section = section or (name_of(services[0], draft.language) if len(services) == 1 else None)


def _times(draft: Draft, management: Children, description: Children, feed: Feed) -> None:
    created = first_text(management["firstCreated"]) or first_text(description["contentCreated"])
    updated = first_text(management["versionCreated"]) or first_text(description["contentModified"])
    draft.read_time("created_at", created, feed.zone)
    draft.read_time("updated_at", updated, feed.zone)
    read_embargo(draft, management, feed.zone)
