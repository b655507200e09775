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
from services.ingest.desk_words.kill import take_back_story
from services.ingest.draft import Copy, Draft
from services.ingest.formats.newsml_g2_ansa import read_semantics
from services.ingest.formats.newsml_g2_content import Content, block_text, read_content
from services.ingest.formats.newsml_g2_lines import (
    byline_in,
    dateline_in,
    dateline_of,
    ednote_of,
    headlines_of,
    is_stamp,
    list_of_package,
    script_of,
    summary_of,
)
from services.ingest.formats.newsml_g2_links import media_of, read_links
from services.ingest.formats.newsml_g2_message import (
    NEWS,
    OTHERS,
    headlines_of_packages,
    items_of,
    lend_headline,
    let_alert_speak,
)
from services.ingest.formats.newsml_g2_status import read_change, read_embargo, read_status
from services.ingest.formats.newsml_g2_terms import (
    NO_DATA,
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
from services.ingest.reading.xml import XML_LANG, Element, read_xml, root_of
from services.runtime.feeds import Feed

NAME = "newsml-g2"
FIELDS: dict[str, str] = {
    "story_id": "`guid`, without a version where a dialect writes one into it",
    "version": "`version`, else that in the guid, else 1",
    "provider": "`provider`: its code, literal or name",
    "change": "`signal`, `role`, desk words at the head of `headline`, `edNote` and its role",
    "status": "`pubStatus`; withheld where `embargoed` is empty or the copy is an advance; canceled where it says so",
    "kind": "`itemClass`; composite for a packageItem",
    "urgency": "`urgency`",
    "headline": "`headline`, the main one in the language of the item; else of the content, `title`, or the package's",
    "subheadlines": "the other `headline`s of that language; NITF's `hl2`",
    "summary": "`description` of a role of summary, of none, or caption; else NITF's `abstract`, TT's `INGRESS`",
    "slugline": "`slugline`",
    "byline": "`by`, else a `creator` who wrote or took it, else in the content (`byline`, `By ...` on its own line)",
    "credit": "`creditline`, else `infoSource`",
    "copyright": "`copyrightNotice`, else `copyrightHolder`; then `usageTerms`",
    "ednote": "`edNote`, a line each",
    "section": "`subject` that is a category or desk, else the one `service`",
    "dateline": "`dateline`, else in the content, else `located` with the country around it",
    "language": "`language`, else `xml:lang` of the item or its content",
    "keywords": "`keyword`",
    "genre": "the first `genre`",
    "body": "`inlineXML` (XHTML, NITF, ttnitf), `inlineData`; else a film's script, a package's titles, an alert",
    "media": "`remoteContent`; `media` of NITF, `figure` of HTML, `BILD` of ttnitf; a `link` to a picture or film",
    "subjects": "`subject` and its `sameAs`, the further `genre`s, ANSA's `iptcDomains`",
    "relations": "`link`, `itemRef`; TT's `refuno`",
    "created_at": "`firstCreated`, else `contentCreated`",
    "updated_at": "`versionCreated`, else `contentModified`",
    "embargo_until": "`embargoed`",
}

_KINDS: dict[str, Kind] = {
    "text": "text", "picture": "picture", "photo": "picture", "video": "video", "audio": "audio",
    "graphic": "graphic", "graphics": "graphic", "composite": "composite", "animated": "graphic",
}  # fmt: skip
_BYLINE_ROLES = frozenset(["photog", "phot", "photographer", "author", "reporter", "writer", "byline"])
_VERSIONED = re.compile(
    r"(tag[:_]reuters\.com[,_]\d{4}[:_](?:newsml|binary)_[A-Za-z0-9-]+)[:_](\d{1,10})"
    r"|(urn:newsml:[^:]+:\d{8}(?:T\d{6}[^:]{0,6})?:.+):(\d{1,9})[NUA]",
    re.ASCII,
)


def recognises(copy: Copy) -> bool:
    root = root_of(copy.text)
    return root is not None and root[0].rpartition(":")[2] in NEWS | OTHERS | {"newsMessage"}


def parse(copy: Copy, feed: Feed) -> Iterator[Draft | Rejected]:
    root, repairs = read_xml(copy)
    _bare(root)
    items = items_of(root)
    headlines = headlines_of_packages(items) if len(items) > 1 else {}
    for item in items:
        try:
            draft = _draft(item, feed)
        except Rejected as refused:
            yield refused
            continue
        lend_headline(draft, headlines.get(item.get("guid", "")))
        draft.repairs[:0] = repairs
        yield draft


def _bare(root: Element) -> None:
    """Names without the namespace of the root where that is none of those that `read_xml` knows."""
    if root.tag[0] != "{":
        return
    space = root.tag[: root.tag.index("}") + 1]
    for element in root.iter(f"{space}*"):
        element.tag = element.tag[len(space) :]


def _draft(item: Element, feed: Feed) -> Draft:
    if item.tag not in NEWS:
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
    read_change(draft, management, feed.markers)
    take_back_story(draft, numbered=bool((item.get("version") or "").strip()) or version != 1)
    _times(draft, management, description, feed)
    let_alert_speak(
        draft, {word_of(one) for one in (*description["genre"], *management["signal"], *management["role"])}
    )
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
    word = (word_of(management["itemClass"][0]) if management["itemClass"] else "") or "text"
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
    draft.byline = _byline(description, language)
    sources = (label_of(one, language) for one in description["infoSource"])
    draft.credit = first_text(description["creditline"]) or next(filter(None, sources), None)
    draft.ednote = ednote_of([*management["edNote"], *management["ednote"]])
    providers = (party_of(one, language) for one in management["provider"])
    draft.provider = next(filter(None, providers), None)
    draft.keywords = [word for one in description["keyword"] if (word := first_text([one]))]
    genres = (label_of(one, language) for one in description["genre"])
    draft.genre = next(filter(None, genres), None) or next((word_of(one) for one in description["genre"]), "") or None
    _urgency(draft, description)


def _byline(description: Children, language: str | None) -> str | None:
    written = first_text(in_language(description["by"], language))
    if written and NO_DATA in written:
        written = None
    return written or _author(description, language)


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
    draft.section, draft.credit = draft.section or content.section, draft.credit or content.credit
    draft.summary = _whole_summary(draft.summary, content.summary)
    draft.byline = draft.byline or content.byline or byline_in(content.body, draft.language)
    draft.dateline = _dateline(draft, content, description)


def _caption(draft: Draft, description: Children) -> str | None:
    captions = [one for one in description["description"] if last_part(one.get("role")) == "caption"]
    own = next((text for one in in_language(captions, draft.language) if (text := block_text(one))), None)
    return own or (draft.summary if draft.kind not in {"text", "composite"} else None)


def _whole_summary(own: str | None, of_content: str | None) -> str | None:
    """TT's description is the first 255 signs of the lead, which its content has whole."""
    is_cut = own is not None and of_content is not None and of_content.startswith(own[:250])
    return of_content if own is None or is_cut else own


def _dateline(draft: Draft, content: Content, description: Children) -> Dateline | None:
    said = first_text(description["dateline"]) or content.dateline
    if said is None or is_stamp(said):
        said = dateline_in(content.body)
    return dateline_of(said, place_of(description["located"], draft.language))


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
        if (text := block_text(one)) and text.lower() != "none"
    ]
    draft.copyright = "\n".join([notice, *terms] if notice else terms) or None


def _concepts(draft: Draft, parts: Children, management: Children, description: Children) -> None:
    names = names_of_asserts(parts["assert"], draft.language)
    # A story has room for one genre; the others are kept with the subjects.
    draft.subjects = subjects_of([*description["subject"], *description["genre"][1:]], draft.language, names)
    services = management["service"]
    section = section_of(description["subject"], draft.language)
    draft.section = section or draft.section or (name_of(services[0], draft.language) if len(services) == 1 else None)
    read_semantics(draft, description["description"])


def _times(draft: Draft, management: Children, description: Children, feed: Feed) -> None:
    created = first_text(management["firstCreated"]) or first_text(description["contentCreated"])
    updated = first_text(management["versionCreated"]) or first_text(description["contentModified"])
    draft.read_time("created_at", created, feed.zone)
    draft.read_time("updated_at", updated, feed.zone)
    read_embargo(draft, management, feed.zone)
