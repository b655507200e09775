"""NewsML 1.0 to 1.2, as AFP, ANA, ATS, Belga, BusinessWire, EFE, TASS and others send it, and NSK's profile (Kyodo).

Identity is ProviderId, DateId and NewsItemId, never the RevisionId, which is the version; the NSK profile (JIS X 7201)
has an update as the same identity with RevisionId + 1, and a deletion as Status Canceled.
"""

import hashlib
import re
from collections.abc import Iterator

from schemas.reasons import Reason, Rejected
from schemas.story import Dateline, Relation, Repair, Status
from services.ingest.draft import Copy, Draft
from services.ingest.formats.newsml_1_content import read_components
from services.ingest.formats.newsml_1_terms import (
    child_text,
    keywords_of,
    located,
    name_of,
    property_of,
    subjects_of,
)
from services.ingest.signals import read_signal
from services.ingest.xml import XML_LANG, Element, read_xml, root_of, text_of
from services.runtime.feeds import Feed

NAME = "newsml-1"

_STATUSES: dict[str, Status] = {
    "usable": "usable", "embargoed": "withheld", "withheld": "withheld", "canceled": "canceled",
    "cancelled": "canceled", "withdrawn": "canceled", "killed": "canceled",
}  # fmt: skip
_CORRECTS = frozenset(["correction", "corrective", "rectify", "corrected"])


def recognises(copy: Copy) -> bool:
    root = root_of(copy.text)
    return root is not None and root[0].rpartition(":")[2] == "NewsML"


def parse(copy: Copy, feed: Feed) -> Iterator[Draft | Rejected]:
    root, repairs = read_xml(copy)
    envelope = root.find("NewsEnvelope")
    for item in root.iterfind("NewsItem"):
        try:
            yield _draft(item, envelope, list(repairs), feed)
        except Rejected as refused:
            yield refused


def _draft(item: Element, envelope: Element | None, repairs: list[Repair], feed: Feed) -> Draft:
    draft = Draft(repairs=repairs)
    _identity(item, draft)
    management = item.find("NewsManagement")
    if management is not None:
        _management(management, draft, feed)
    _urgency(management, envelope, item, draft)
    components = list(item.iter("NewsComponent"))
    _lines(item, components, draft)
    _description(item, components, draft)
    read_components(components, draft)
    if not draft.dateline:
        draft.dateline = located(item)
    if draft.updated_at is None and draft.created_at is None and envelope is not None:
        draft.read_time("updated_at", child_text(envelope, "DateAndTime"), feed.zone)
    _signals(draft)
    return draft


def _identity(item: Element, draft: Draft) -> None:
    found = item.find("Identification/NewsIdentifier")
    if found is None:
        raise Rejected(Reason.MISSING_FIELD, "story_id: no NewsIdentifier")
    provider, day = child_text(found, "ProviderId"), child_text(found, "DateId")
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


def _own_id(item: Element, found: Element) -> str | None:
    """NewsItemId; where that is empty (TASS, Belga's tips) what stands in its place, at last the headline."""
    own = child_text(found, "NewsItemId")
    if own and own != "0":
        return own
    if guid := next((text for one in item.iter("guid") if (text := text_of(one))), None):
        return guid
    duids = ((one.get("Duid") or "").strip() for one in item.iter("NewsComponent"))
    if duid := next((one for one in duids if len(one) > 8), None):
        return duid
    headline = next((text for one in item.iter("HeadLine") if (text := text_of(one))), None)
    return hashlib.sha256(headline.encode("utf-8", "surrogatepass")).hexdigest()[:16] if headline else own


def _management(management: Element, draft: Draft, feed: Feed) -> None:
    draft.read_time("created_at", child_text(management, "FirstCreated"), feed.zone)
    draft.read_time("updated_at", child_text(management, "ThisRevisionCreated"), feed.zone)
    written = name_of(management.find("Status")) or "Usable"
    if written.lower() not in _STATUSES:
        raise Rejected(Reason.BAD_VALUE, f"Status: {written[:24]!r}")
    draft.status = _STATUSES[written.lower()]
    _embargo(management, written.lower(), draft, feed)
    for name in ("AssociatedWith", "DerivedFrom"):
        for one in management.iterfind(name):
            if other := (one.get("NewsItem") or "").strip():
                draft.relations.append(Relation(kind=name, id=other))
    instructions = [name_of(one) or "" for one in management.iterfind("Instruction")]
    if any(word.lower() in _CORRECTS for word in instructions):
        draft.change = "correction"


def _embargo(management: Element, status: str, draft: Draft, feed: Feed) -> None:
    """NewsML 1.2, 5.4: StatusWillChange (1.0: inside Status) names what it becomes, and when."""
    change = management.find("StatusWillChange")
    future = name_of(change.find("FutureStatus")) if change is not None else None
    moment = child_text(change, "DateAndTime") if change is not None else None
    if status in ("embargoed", "withheld") and moment and (future or "usable").lower() == "usable":
        draft.read_time("embargo_until", moment, feed.zone)
        draft.status = "usable"
    elif change is not None and (future or "").lower() != "usable":
        draft.warnings.append(f"status: will become {(future or 'another')[:24]} at {(moment or 'no time')[:24]}")


def _urgency(management: Element | None, envelope: Element | None, item: Element, draft: Draft) -> None:
    """The item's own, else the priority of its transmission."""
    found = management.find("Urgency") if management is not None else None
    own = name_of(found) or text_of(found)
    sent = name_of(envelope.find("Priority")) if envelope is not None else None
    written = own or property_of(item, "Priority") or sent
    if not written:
        return
    if re.fullmatch("[1-9]", written):
        draft.urgency = int(written)
    else:
        draft.warnings.append(f"urgency: none from 1 to 9: {written[:10]!r}")


def _lines(item: Element, components: list[Element], draft: Draft) -> None:
    """The first of each kind in the order of the copy: outer components come before inner ones."""
    lines = [one for component in components for one in component.iterfind("NewsLines")]

    def first(name: str) -> str | None:
        return next((text for one in lines for found in one.iterfind(name) if (text := text_of(found))), None)

    draft.headline = first("HeadLine")
    draft.subheadlines = [t for one in lines for sub in one.iterfind("SubHeadLine") if (t := text_of(sub))]
    draft.slugline = first("SlugLine") or draft.slugline
    draft.byline, draft.credit = first("ByLine"), first("CreditLine")
    draft.copyright = "\n".join(filter(None, (first("CopyrightLine"), first("RightsLine")))) or None
    if dateline := first("DateLine"):
        place = property_of(item, "City")
        draft.dateline = Dateline(text=dateline, place=place)
    notes = [
        text
        for one in lines
        for line in one.iterfind("NewsLine")
        if "advis" in (name_of(line.find("NewsLineType")) or "").lower() and (text := child_text(line, "NewsLineText"))
    ]
    draft.ednote = "\n".join(dict.fromkeys(notes)) or None


def _description(item: Element, components: list[Element], draft: Draft) -> None:
    declared = next(item.iter("Language"), None)
    inherited = next((tag for one in [item, *components] if (tag := one.get(XML_LANG))), None)
    draft.language = name_of(declared) or inherited
    draft.subjects = subjects_of(item)
    draft.keywords = keywords_of(item)
    draft.genre = name_of(item.find(".//DescriptiveMetadata/Genre"))
    source = item.find(".//AdministrativeMetadata/Source/Party")
    provider = item.find(".//AdministrativeMetadata/Provider/Party")
    draft.credit = draft.credit or name_of(source) or name_of(provider)
    if draft.byline is None:
        draft.byline = next(
            (name for one in item.iterfind(".//AdministrativeMetadata/Creator/Party") if (name := name_of(one))), None
        )


def _signals(draft: Draft) -> None:
    found = [read_signal(line) for line in (draft.headline, draft.ednote) if line]
    if draft.status != "canceled" and any(signal.withdraws for signal in found):
        why = "a word of withdrawal heads it"
        draft.repairs.append(Repair(field="status", from_=draft.status, to="canceled", why=why))
        draft.status = "canceled"
    if draft.status == "canceled":
        draft.change = "withdrawal"
    elif draft.change is None:
        draft.change = next((signal.change for signal in found if signal.change), None)
