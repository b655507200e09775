"""NITF 3.x: IPTC's News Industry Text Format, as AAP, AP, EFE, NTB, PA and others send it.

Identity is doc-id; du-key counts versions (`version`, else `generation`).  date.release is later than date.issue where
the copy is embargoed (NITF 3.6, docdata); where it is the same moment or before, the copy is free.
"""

import hashlib
import re
from collections.abc import Iterator

from schemas.reasons import Reason, Rejected
from schemas.story import Relation, Repair, Status, Subject
from services.ingest.draft import Copy, Draft
from services.ingest.formats.nitf_body import body_of, dateline_of, headlines_of, media_of
from services.ingest.signals import read_signal
from services.ingest.xml import XML_LANG, Element, read_xml, root_of, text_of
from services.runtime.feeds import Feed

NAME = "nitf"

_STATUSES: dict[str, Status] = {
    "usable": "usable", "embargoed": "usable", "withheld": "withheld", "canceled": "canceled", "cancelled": "canceled",
}  # fmt: skip
_SUBJECT_NAMES = ("detail", "matter", "type")


def recognises(copy: Copy) -> bool:
    root = root_of(copy.text)
    return root is not None and root[0].rpartition(":")[2] == "nitf"


def parse(copy: Copy, feed: Feed) -> Iterator[Draft | Rejected]:
    root, repairs = read_xml(copy)
    draft = Draft(repairs=list(repairs))
    head, body = root.find("head"), root.find("body")
    data = head.find("docdata") if head is not None else None
    _lines(root, draft)
    if head is not None:
        _head(head, draft)
    if data is not None:
        _identity(data, draft)
        _status(data, draft)
        _times(data, draft, feed)
    if body is not None:
        draft.media = list(media_of(body))
        draft.body = body_of(body.find("body.content"))
    _signals(draft)
    yield draft


def _lines(root: Element, draft: Draft) -> None:
    head = root.find("body/body.head")
    headline, others = headlines_of(head)
    draft.headline = headline or text_of(root.find("head/title"))
    draft.subheadlines = others
    draft.language = root.get(XML_LANG) or root.get("baselang")
    draft.dateline = dateline_of(head)
    if head is not None:
        draft.byline = text_of(head.find("byline"))
        draft.summary = text_of(head.find("abstract"))
        draft.credit = text_of(head.find("distributor"))
        draft.ednote = text_of(head.find("note"))


def _head(head: Element, draft: Draft) -> None:
    metas = {(m.get("name") or "").lower(): (m.get("content") or "").strip() for m in head.iterfind("meta")}
    draft.slugline = metas.get("anpa-keyword") or metas.get("slugline") or metas.get("slug") or None
    draft.section = metas.get("category") or metas.get("anpa-category") or metas.get("ntbkategori") or None
    draft.subjects = list(_subjects(head))
    draft.subjects += [Subject(scheme=name, code=code) for name, code in metas.items() if "iptc" in name and code]
    draft.genre = next((p.get("tobject.property.type") for p in head.iter("tobject.property")), None) or None
    if draft.section:
        draft.subjects.append(Subject(scheme="category", code=draft.section))
    draft.keywords = [key for one in head.iter("keyword") if (key := (one.get("key") or "").strip())]
    copyright_ = head.find("docdata/doc.copyright")
    if copyright_ is not None:
        draft.copyright = " ".join(filter(None, (copyright_.get("holder"), copyright_.get("year")))) or None
    draft.provider = copyright_.get("holder") if copyright_ is not None else None


def _subjects(head: Element) -> Iterator[Subject]:
    for one in head.iter("tobject.subject"):
        names = (one.get(f"tobject.subject.{part}") for part in _SUBJECT_NAMES)
        code = (one.get("tobject.subject.refnum") or one.get("tobject.subject.code") or "").strip() or None
        name = next(filter(None, names), None)
        if code or name:
            yield Subject(scheme=one.get("tobject.subject.ipr") or "IPTC", code=code, name=name)
    for one in head.iter("identified-content"):
        for part in one:
            if part.get("value") and isinstance(part.tag, str):
                yield Subject(scheme=part.get("source") or part.tag, code=part.get("value"), name=text_of(part))


def _identity(data: Element, draft: Draft) -> None:
    own = data.find("doc-id")
    key = data.find("du-key")
    draft.story_id = ((own.get("id-string") if own is not None else "") or "").strip() or None
    if key is not None:
        draft.story_id = draft.story_id or (key.get("key") or "").strip() or None
        for name in ("version", "generation"):
            written = (key.get(name) or "").strip()
            if re.fullmatch("[0-9]{1,9}", written):
                draft.version = int(written)
                break
    if draft.story_id is None:
        draft.story_id = _without_id(data, draft, own)
    if other := data.get("management-doc-idref"):
        draft.relations.append(Relation(kind="management-doc-idref", id=other))
    urgency = data.find("urgency")
    written = ((urgency.get("ed-urg") if urgency is not None else "") or "").strip()
    if re.fullmatch("[1-9]", written):
        draft.urgency = int(written)
    elif written:
        draft.warnings.append(f"urgency: none from 1 to 9: {written[:10]!r}")


def _without_id(data: Element, draft: Draft, own: Element | None) -> str | None:
    """AP's tables name their registrar and no number: known by that, the day and the headline."""
    issued = data.find("date.issue")
    source = own.get("regsrc") if own is not None else None
    if not source or issued is None or not draft.headline:
        return None
    parts = "\x1f".join([source, (issued.get("norm") or "")[:8], draft.headline])
    draft.warnings.append("story_id: the copy has none, made of source, day and headline")
    return "nitf:" + hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _status(data: Element, draft: Draft) -> None:
    written = (data.get("management-status") or "usable").strip()
    if written.lower() not in _STATUSES:
        raise Rejected(Reason.BAD_VALUE, f"management-status: {written[:24]!r}")
    draft.status = _STATUSES[written.lower()]
    if written != draft.status:
        draft.repairs.append(Repair(field="status", from_=written, to=draft.status, why="spelling of NITF"))
    message = data.find("ed-msg")
    said = (message.get("info") or "").strip() if message is not None else ""
    draft.ednote = "\n".join(filter(None, (draft.ednote, said))) or None


def _times(data: Element, draft: Draft, feed: Feed) -> None:
    issued, released = data.find("date.issue"), data.find("date.release")
    if issued is not None:
        draft.read_time("updated_at", issued.get("norm"), feed.zone)
        draft.created_at = draft.updated_at
    marked = (data.get("management-status") or "").strip().lower() == "embargoed"
    held = Draft()
    held.read_time("embargo_until", released.get("norm") if released is not None else None, feed.zone)
    if held.embargo_until is None:
        draft.status = "withheld" if marked else draft.status
    elif marked or (draft.updated_at and held.embargo_until > draft.updated_at):
        draft.embargo_until = held.embargo_until
        draft.repairs += held.repairs


def _signals(draft: Draft) -> None:
    found = [read_signal(line) for line in (draft.headline, draft.ednote) if line]
    if draft.status != "canceled" and any(signal.withdraws for signal in found):
        why = "a word of withdrawal heads it"
        draft.repairs.append(Repair(field="status", from_=draft.status, to="canceled", why=why))
        draft.status = "canceled"
    draft.change = next((signal.change for signal in found if signal.change), None)
    if draft.status == "canceled":
        draft.change = "withdrawal"
