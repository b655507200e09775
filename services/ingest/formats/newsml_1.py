"""NewsML 1.0 to 1.2, as AFP, ANA, ATS, Belga, BusinessWire, EFE, TASS and others send it, and NSK's profile (Kyodo).

Identity is ProviderId, DateId and NewsItemId, never the RevisionId, which is the version; the NSK profile (JIS X 7201)
has an update as the same identity with RevisionId + 1, and a deletion as Status Canceled.
"""

import hashlib
import re
from collections.abc import Iterator

from schemas.reasons import Reason, Rejected
from schemas.story import Kind, Relation, Status
from services.ingest.desk_words.kill import take_back_story
from services.ingest.desk_words.signals import read_heads
from services.ingest.draft import Copy, Draft
from services.ingest.formats.newsml_1_content import Content, read_content
from services.ingest.formats.newsml_1_lines import read_lines, story_parts
from services.ingest.formats.newsml_1_media import media_of
from services.ingest.formats.newsml_1_terms import chain_of, child_text, metadata_of, name_of, property_of, role_of
from services.ingest.reading.xml import Element, read_xml, root_of, text_of
from services.runtime.feeds import Feed

NAME = "newsml-1"

FIELDS: dict[str, str] = {
    "story_id": "`ProviderId`, `DateId`, `NewsItemId`; Belga's FirstCreated for its DateId; never RevisionId",
    "version": "`RevisionId`; 1 where it is no number, which is warned of; of a kill then none (0)",
    "provider": "`ProviderId`",
    "change": "`Instruction`, `Genre`, desk words that head HeadLine or the advisory line; withdrawal where canceled",
    "status": "`Status`; canceled by a kill of `Instruction` or of desk words too",
    "kind": "`MediaType`, `MimeType` or `Role` of its files where it has no text, or the text is their script",
    "urgency": "`Urgency`, else the property Priority, else `Priority` of the envelope",
    "headline": "`HeadLine` nearest to the text, else a component of role Title, else NITF's `hl1`",
    "subheadlines": "`SubHeadLine`s, and components of that role",
    "summary": "a component of role Lead or Abstract, else NITF's `abstract`",
    "slugline": "`SlugLine`, else a NewsLine of type CatchWord, else `NameLabel`",
    "byline": "`ByLine`, else NITF's `byline`, else the `Creator` if that is a name",
    "credit": "`CreditLine`, else `Source`, else `Provider`",
    "copyright": "`CopyrightLine` and `RightsLine`",
    "ednote": "NewsLines of type AdvisoryLine; components of role Contact",
    "dateline": "`DateLine`, place of NITF's or the property City, date of `DateLineDate`; else the city",
    "language": "`Language`, else `xml:lang`, the nearest to the text first",
    "keywords": "`KeywordLine`s and properties Keyword of the text's components",
    "genre": "`Genre`, the first; the others are subjects",
    "body": "`DataContent` of text components: NITF, XHTML, HTML, plain, base64; a story a language",
    "media": "`ContentItem`s with `Href`, one for each picture with its forms; caption of role Caption or HeadLine",
    "subjects": "`Subject`, `SubjectMatter`, `SubjectDetail` and their `cat`, `OfInterestTo`, `Location`, products",
    "relations": "`PreviousRevision`, `AssociatedWith`, `DerivedFrom`",
    "created_at": "`FirstCreated`",
    "updated_at": "`ThisRevisionCreated`; `DateAndTime` of the envelope where the item has no time at all",
    "embargo_until": "`StatusWillChange` to usable of an embargoed item",
}

_STATUSES: dict[str, Status] = {
    "usable": "usable", "open": "usable", "embargoed": "withheld", "withheld": "withheld", "canceled": "canceled",
    "cancelled": "canceled", "withdrawn": "canceled", "killed": "canceled",
}  # fmt: skip
"""IPTC's, how they are spelt, and `open` of Belga's sound desk."""

_CORRECTS = frozenset(["correction", "corrective", "rectify", "corrected"])
_WITHDRAWS = frozenset(["kill", "delete", "withdraw", "withdrawal", "cancel"])
_MOST_LANGUAGES = 20
_NO_URGENCY = frozenset(["default", "0"])


def recognises(copy: Copy) -> bool:
    root = root_of(copy.text)
    return root is not None and root[0].rpartition(":")[2] == "NewsML"


def parse(copy: Copy, feed: Feed) -> Iterator[Draft | Rejected]:
    root, repairs = read_xml(copy)
    envelope = root.find("NewsEnvelope")
    for item in root.iterfind("NewsItem"):
        try:
            for draft in _stories(item, envelope, feed):
                draft.repairs[:0] = repairs
                yield draft
        except Rejected as refused:
            yield refused


def _stories(item: Element, envelope: Element | None, feed: Feed) -> Iterator[Draft]:
    """One, unless the item has its text in several languages (Belga): then one each, the first under the bare id."""
    components = list(item.iter("NewsComponent"))
    if not components and item.find("TopicSet") is not None:
        raise Rejected(Reason.UNSUPPORTED_FORMAT, "a TopicSet: a list of terms, no story")
    content = read_content(components)
    apart = {_apart(one, content): language for language, one in reversed(content.others.items())}
    translations = {language: top for top, language in reversed(apart.items())}
    if len(translations) > _MOST_LANGUAGES:
        raise Rejected(Reason.MALFORMED, f"texts in more than {_MOST_LANGUAGES} languages")
    if translations:
        others = {one for top in translations.values() for one in top.iter("NewsComponent")}
        components = [one for one in components if one not in others]
        content = read_content(components)
    yield _draft(item, envelope, components, content, feed)
    for language, top in translations.items():
        components = list(top.iter("NewsComponent"))
        draft = _draft(item, envelope, components, read_content(components), feed)
        draft.story_id = f"{draft.story_id}:{language}"
        yield draft


def _apart(component: Element, content: Content) -> Element:
    """The outermost component around it that isn't around the story's own text too."""
    story = set(chain_of(content.component))
    return [one for one in chain_of(component) if one not in story][-1]


def _draft(item: Element, envelope: Element | None, components: list[Element], content: Content, feed: Feed) -> Draft:
    draft = Draft()
    management = item.find("NewsManagement")
    _identity(item, management, draft)
    if management is not None:
        _management(management, draft, feed)
    parts = story_parts(components, content)
    _urgency(management, envelope, parts, draft)
    read_lines(item, parts, content, draft)
    draft.body = content.body()
    story = set(chain_of(content.component)) if content.bodies else set()
    draft.media = media_of(content.pieces, content.captions, story) + content.media
    draft.kind = _kind(draft, content)
    draft.warnings += dict.fromkeys(content.warnings)
    draft.warnings += [f"body: there is one in {language} too, left out" for language in content.others]
    if draft.updated_at is None and draft.created_at is None and envelope is not None:
        draft.read_time("updated_at", child_text(envelope, "DateAndTime"), feed.zone)
    _signals(draft, components, feed)
    take_back_story(draft, numbered=_is_numbered(item))
    # After the signals: nobody's address is one.
    draft.ednote = "\n".join(filter(None, (draft.ednote, *content.contacts))) or None
    return draft


def _kind(draft: Draft, content: Content) -> Kind:
    """Text, unless a role of what the text stands in says that it is the script of a film or of sound (Belga)."""
    kinds: dict[str, Kind] = {"video": "video", "audio": "audio", "picture": "picture", "photo": "picture"}
    if draft.media and draft.body is None:
        return draft.media[0].kind
    roles = [kinds.get(role_of(one)) for one in chain_of(content.component)]
    there = {one.kind for one in draft.media}
    return next((kind for kind in roles if kind in there), None) or "text"


def _identity(item: Element, management: Element | None, draft: Draft) -> None:
    found = item.find("Identification/NewsIdentifier")
    if found is None:
        raise Rejected(Reason.MISSING_FIELD, "story_id: no NewsIdentifier")
    provider, day = child_text(found, "ProviderId"), _day_of_identity(found, management)
    own = _own_id(item, found)
    if not own:
        raise Rejected(Reason.MISSING_FIELD, "story_id: no NewsItemId, and nothing else to know the item by")
    draft.provider = provider
    draft.story_id = ":".join(["urn:newsml", provider or "", day or "", own])
    revision = found.find("RevisionId")
    written = text_of(revision) or "1"
    if re.fullmatch("[0-9]{1,9}", written):
        draft.version = int(written)
    else:
        # Belga's audio has a file's name there.  Two of them would be a version_conflict, not a story lost.
        draft.warnings.append(f"version: RevisionId is no number: {written[:20]!r}")
    draft.slugline = child_text(item, "Identification/NameLabel")
    previous = (revision.get("PreviousRevision") or "").strip() if revision is not None else ""
    if previous.isascii() and previous.isdigit() and len(previous) < 10 and previous != "0":
        draft.relations.append(Relation(kind="PreviousRevision", id=draft.story_id, version=int(previous)))


def _is_numbered(item: Element) -> bool:
    written = text_of(item.find("Identification/NewsIdentifier/RevisionId")) or ""
    return re.fullmatch("[0-9]{1,9}", written) is not None


def _own_id(item: Element, found: Element) -> str | None:
    """NewsItemId; where that is empty (TASS, Belga's tips) what stands in its place, at last the headline."""
    own = child_text(found, "NewsItemId")
    if own and own != "0":
        return _without_revision(own, child_text(found, "RevisionId"))
    if guid := next((text for one in item.iter("guid") if (text := text_of(one))), None):
        return guid
    duids = ((one.get("Duid") or "").strip() for one in item.iter("NewsComponent"))
    if duid := next((one for one in duids if len(one) > 8), None):
        return duid
    headline = next((text for one in item.iter("HeadLine", "Headline") if (text := text_of(one))), None)
    return hashlib.sha256(headline.encode("utf-8", "surrogatepass")).hexdigest()[:16] if headline else own


def _day_of_identity(found: Element, management: Element | None) -> str | None:
    """DateId; Belga writes there when the revision was made, so that it is no part of an identity: FirstCreated is.

    Of Belga alone: elsewhere the first revision has the same time in both by right, and the later ones keep DateId.
    """
    day = child_text(found, "DateId")
    belgas = (child_text(found, "ProviderId") or "").lower().startswith("belga")
    if not belgas or day != child_text(management, "ThisRevisionCreated"):
        return day
    return child_text(management, "FirstCreated") or day


def _without_revision(own: str, revision: str | None) -> str:
    """ANP ends its ids in -v2 for the second revision."""
    ending = f"-v{revision}"
    return own[: -len(ending)] if revision and own.lower().endswith(ending) and len(own) > len(ending) else own


def _management(management: Element, draft: Draft, feed: Feed) -> None:
    draft.read_time("created_at", child_text(management, "FirstCreated"), feed.zone)
    draft.read_time("updated_at", child_text(management, "ThisRevisionCreated"), feed.zone)
    status = management.find("Status")
    written = name_of(status) or text_of(status) or "Usable"
    if written.lower() not in _STATUSES:
        raise Rejected(Reason.BAD_VALUE, f"Status: {written[:24]!r}")
    draft.status = _STATUSES[written.lower()]
    _embargo(management, written.lower(), draft, feed)
    for name in ("AssociatedWith", "DerivedFrom"):
        for one in management.iterfind(name):
            if other := (one.get("NewsItem") or "").strip():
                draft.relations.append(Relation(kind=name, id=other))
    # With RevisionStatus an instruction is of the revisions before.
    instructions = [one for one in management.iterfind("Instruction") if one.find("RevisionStatus") is None]
    words = {(name_of(one) or "").lower() for one in instructions}
    if words & _CORRECTS:
        draft.change = "correction"
    if words & _WITHDRAWS:
        draft.withdraw("its Instruction withdraws it")


def _embargo(management: Element, status: str, draft: Draft, feed: Feed) -> None:
    """NewsML 1.2, 5.4: StatusWillChange (1.0: inside Status) names what it becomes, and when."""
    change = management.find("StatusWillChange")
    future = name_of(change.find("FutureStatus")) if change is not None else None
    moment = child_text(change, "DateAndTime") if change is not None else None
    if status in ("embargoed", "withheld") and moment and (future or "usable").lower() == "usable":
        draft.read_time("embargo_until", moment, feed.zone)
        if draft.hold is None:
            draft.status = "usable"
    elif status == "embargoed" and not moment:
        draft.hold_back("embargo", "embargoed, and no time is given")
    elif change is not None and (future or "").lower() != "usable":
        draft.warnings.append(f"status: will become {(future or 'another')[:24]} at {(moment or 'no time')[:24]}")


def _urgency(management: Element | None, envelope: Element | None, parts: list[Element], draft: Draft) -> None:
    """The item's own, else the priority of its transmission."""
    found = management.find("Urgency") if management is not None else None
    sent = name_of(envelope.find("Priority")) if envelope is not None else None
    said = (name_of(found) or text_of(found), property_of(parts, "Priority"), sent)
    written = next((one for one in said if one and one.lower() not in _NO_URGENCY), None)
    if written is None:
        return
    if re.fullmatch("[1-9]", written):
        draft.urgency = int(written)
    else:
        draft.warnings.append(f"urgency: none from 1 to 9: {written[:10]!r}")


def _signals(draft: Draft, components: list[Element], feed: Feed) -> None:
    found = read_heads(draft.headline, draft.ednote, feed.markers)
    genres = {(name_of(one) or "").lower() for part in components for one in metadata_of(part, "Genre")}
    if draft.status == "canceled" or any(signal.withdraws for signal in found):
        draft.withdraw("a word of withdrawal heads it")
    elif draft.change is None:
        draft.change = "correction" if genres & _CORRECTS else next((one.change for one in found if one.change), None)
