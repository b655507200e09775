"""NITF 3.x: IPTC's News Industry Text Format, as AAP, AP, EFE, NTB, PA and others send it.

Identity is doc-id; du-key counts versions (`version`, else `generation`).  date.release is later than date.issue where
the copy is embargoed (NITF 3.6, docdata); where it is the same moment or before, the copy is free.
"""

import hashlib
import re
from collections.abc import Iterator

from schemas.reasons import Reason, Rejected
from schemas.story import Relation, Repair, Status, Subject
from services.ingest.desk_words.kill import take_back_story
from services.ingest.desk_words.signals import read_heads
from services.ingest.draft import Copy, Draft
from services.ingest.formats.nitf_body import body_of, byline_of, dateline_of, headlines_of, lines_of, media_of
from services.ingest.reading.xml import XML_LANG, Element, read_xml, root_of, text_of
from services.runtime.feeds import Feed

NAME = "nitf"

FIELDS: dict[str, str] = {
    "story_id": "`doc-id`, without the version that NTB ends it in; else the key of `du-key`",
    "version": "`du-key`: version, else generation; else 1, of a kill none (0)",
    "provider": "`doc.copyright`: holder",
    "change": "desk words at the head of `hl1`, `note`, `ed-msg`; withdrawal where canceled",
    "status": "`docdata`: management-status; canceled by desk words too; withheld where embargoed without a release",
    "urgency": "`urgency`: ed-urg; else meta priority, a letter of ANPA 1312",
    "headline": "`hl1`, else `title`",
    "subheadlines": "`hl2` of the head; ANSA's subtitle, which is in its byline",
    "summary": "`abstract`",
    "slugline": "meta anpa-keyword, slugline or NTBStikkord; else a `title` in the shape of a slug (CP, PA)",
    "byline": "`byline`, a title (`byttl`) behind the name",
    "credit": "`distributor`, else meta NTBKilde",
    "copyright": "`doc.copyright`: holder and year",
    "ednote": "`note` of the head, `ed-msg`; else the last comment of `revision-history`",
    "section": "meta category, anpa-category, NTBKategori or NTBTjeneste",
    "dateline": "`dateline`: location and story.date, the day from its norm",
    "language": "`xml:lang` of the root, else baselang",
    "keywords": "`keyword`: key, else its text",
    "genre": "`tobject.property`: its type, the first",
    "body": "`body.content` without media; blocks, tables, lists and ruby stay",
    "media": "`media` with caption, producer and references; ANSA's `img`",
    "subjects": "`tobject.subject`, `identified-content`, `doc-scope`, metas of IPTC codes, the section",
    "relations": "`docdata`: management-doc-idref",
    "created_at": "`date.issue`",
    "updated_at": "`date.issue`",
    "embargo_until": "`date.release` where it is later than date.issue or the copy is embargoed",
}

_STATUSES: dict[str, Status] = {
    "usable": "usable", "embargoed": "usable", "withheld": "withheld", "canceled": "canceled", "cancelled": "canceled",
}  # fmt: skip
_CANCELED = frozenset(["canceled", "cancelled"])
_PRIORITIES = {"f": 1, "b": 2, "u": 3, "r": 5, "d": 6}
_SECTIONS = ("category", "anpa-category", "ntbkategori", "ntbtjeneste")
_SLUG = re.compile(r"[^\s]+-[^\s]+|\d+ [A-Z]+ \S.{0,80}")
"""What CP and PA put in `title`: Harbour-Fire, 1 POLITICS Budget."""

_UNFILLED = re.compile(r"YYYYMMDD[0-9HMST+-]*")  # the stamp of a form in which nobody has put one (CP)
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
    if head is not None and data is not None:
        _identity(head, data, draft)
        _status(head, data, draft)
        _times(data, draft, feed)
    if body is not None:
        draft.media = list(media_of(body))
        draft.body = body_of(body.find("body.content"))
    _signals(draft, feed)
    _withdrawal(data, draft)
    yield draft


def _lines(root: Element, draft: Draft) -> None:
    head = root.find("body/body.head")
    title = text_of(root.find("head/title"))
    headline, others = headlines_of(head)
    draft.headline = headline or title
    if headline and title and _SLUG.fullmatch(title):
        draft.slugline = title
    draft.subheadlines = others
    draft.language = root.get(XML_LANG) or root.get("baselang")
    draft.dateline = dateline_of(head)
    if head is None:
        return
    draft.byline = byline_of(head)
    draft.summary = lines_of(head.find("abstract"))
    draft.credit = text_of(head.find("distributor"))
    draft.ednote = lines_of(head.find("note"))
    if draft.credit == "ANSA" and draft.byline:  # its byline is marked "Subtitle", and is one
        draft.subheadlines, draft.byline = [*draft.subheadlines, draft.byline], None


def _head(head: Element, draft: Draft) -> None:
    metas = {(m.get("name") or "").lower(): (m.get("content") or "").strip() for m in head.iterfind("meta")}
    slugs = ("anpa-keyword", "slugline", "slug", "ntbstikkord")
    draft.slugline = next((metas[name] for name in slugs if metas.get(name)), None) or draft.slugline
    draft.section = next((metas[name] for name in _SECTIONS if metas.get(name)), None)
    draft.credit = draft.credit or metas.get("ntbkilde") or None
    draft.subjects = list(_subjects(head))
    # NTBIPTCSequence counts messages.
    coded = {name: code for name, code in metas.items() if "iptc" in name and not name.endswith("sequence")}
    draft.subjects += [Subject(scheme=name, code=code) for name, code in coded.items() if code]
    draft.genre = next((p.get("tobject.property.type") for p in head.iter("tobject.property")), None) or None
    if draft.section:
        draft.subjects.append(Subject(scheme="category", code=draft.section))
    draft.keywords = [key for one in head.iter("keyword") if (key := (one.get("key") or text_of(one) or "").strip())]
    copyright_ = head.find("docdata/doc.copyright")
    if copyright_ is not None:
        draft.copyright = " ".join(filter(None, (copyright_.get("holder"), copyright_.get("year")))) or None
    draft.provider = copyright_.get("holder") if copyright_ is not None else None
    _urgency(head, metas, draft)


def _urgency(head: Element, metas: dict[str, str], draft: Draft) -> None:
    """CP has the element beside docdata; ANSA has no element, but a letter of ANPA 1312."""
    found = next((one.get("ed-urg") for one in head.iter("urgency") if one.get("ed-urg")), None)
    written = (found or "").strip()
    if re.fullmatch("[1-9]", written):
        draft.urgency = int(written)
    elif written:
        draft.warnings.append(f"urgency: none from 1 to 9: {written[:10]!r}")
    else:
        draft.urgency = _PRIORITIES.get(metas.get("priority", "").lower())


def _subjects(head: Element) -> Iterator[Subject]:
    for one in head.iter("tobject.subject"):
        names = (one.get(f"tobject.subject.{part}") for part in _SUBJECT_NAMES)
        code = (one.get("tobject.subject.refnum") or one.get("tobject.subject.code") or "").strip() or None
        name = next(filter(None, names), None)
        if code or name:
            yield Subject(scheme=one.get("tobject.subject.ipr") or "IPTC", code=code, name=name)
    for one in head.iter("identified-content"):
        for part in one:
            code = part.get("value") or part.get("location-code")
            if code and isinstance(part.tag, str):
                scheme = part.get("source") or part.get("code-source") or part.tag
                yield Subject(scheme=scheme, code=code, name=text_of(part))
    for one in head.iter("doc-scope"):
        if scope := (one.get("scope") or "").strip():
            yield Subject(scheme="doc-scope", code=scope)


def _identity(head: Element, data: Element, draft: Draft) -> None:
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
    else:
        draft.story_id = _without_version(draft.story_id, head, key)
    if other := data.get("management-doc-idref"):
        draft.relations.append(Relation(kind="management-doc-idref", id=other))
        if (data.get("management-idref-status") or "").strip().lower() in _CANCELED:
            draft.warnings.append(f"relations: the copy says that {other[:60]!r} is canceled too")


def _without_version(written: str, head: Element, key: Element | None) -> str:
    """NTB ends doc-id in a number that each version has another of, behind NTBID or the key of du-key."""
    stems = [one.get("content") for one in head.iterfind("meta") if (one.get("name") or "").lower() == "ntbid"]
    stems.append(key.get("key") if key is not None else None)
    return next((stem for stem in stems if stem and re.fullmatch(rf"{re.escape(stem)}_[0-9]{{1,4}}", written)), written)


def _without_id(data: Element, draft: Draft, own: Element | None) -> str | None:
    """AP's tables name their registrar and no number: known by that, the day and the headline."""
    issued = data.find("date.issue")
    source = own.get("regsrc") if own is not None else None
    if not source or issued is None or not draft.headline:
        return None
    parts = "\x1f".join([source, (issued.get("norm") or "")[:8], draft.headline])
    draft.warnings.append("story_id: the copy has none, made of source, day and headline")
    return "nitf:" + hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _status(head: Element, data: Element, draft: Draft) -> None:
    written = (data.get("management-status") or "usable").strip()
    if written.lower() not in _STATUSES:
        raise Rejected(Reason.BAD_VALUE, f"management-status: {written[:24]!r}")
    draft.status = _STATUSES[written.lower()]
    if written.lower() != "embargoed" and written != draft.status:
        draft.repairs.append(Repair(field="status", from_=written, to=draft.status, why="spelling of NITF"))
    message = data.find("ed-msg")
    said = (message.get("info") or "").strip() if message is not None else ""
    draft.ednote = "\n".join(filter(None, (draft.ednote, said))) or None
    comments = [text for one in head.iterfind("revision-history") if (text := (one.get("comment") or "").strip())]
    if draft.ednote is None and comments:
        draft.ednote = comments[-1]  # of this revision: CP's notes (ADDS reaction) are there


def _times(data: Element, draft: Draft, feed: Feed) -> None:
    issued, released = data.find("date.issue"), data.find("date.release")
    if issued is not None:
        draft.read_time("updated_at", issued.get("norm"), feed.zone)
        draft.created_at = draft.updated_at
    marked = (data.get("management-status") or "").strip().lower() == "embargoed"
    release = (released.get("norm") if released is not None else "") or ""
    if _UNFILLED.fullmatch(release.strip()):
        draft.warnings.append(f"embargo_until: date.release was never filled in: {release.strip()[:24]!r}")
        release = ""
    held = Draft()
    held.read_time("embargo_until", release, feed.zone)
    if held.embargo_until is None:
        if release or marked:
            why = "date.release can't be read" if release else "embargoed, and no time is given"
            draft.hold_back("embargo", why, release.strip()[:40] or None)
    elif marked or (draft.updated_at and held.embargo_until > draft.updated_at):
        draft.embargo_until = held.embargo_until
        draft.repairs += held.repairs


def _signals(draft: Draft, feed: Feed) -> None:
    found = read_heads(draft.headline, draft.ednote, feed.markers)
    draft.change = next((signal.change for signal in found if signal.change), None)
    if draft.status == "canceled" or any(signal.withdraws for signal in found):
        draft.withdraw("a word of withdrawal heads it")


def _withdrawal(data: Element | None, draft: Draft) -> None:
    """Of the document that management-doc-idref names where that one is canceled, else of its own."""
    if data is None or draft.change != "withdrawal":
        return
    named = [one for one in draft.relations if one.kind == "management-doc-idref" and one.id != draft.story_id]
    own = (data.get("management-status") or "").strip().lower() in _CANCELED
    if named and (not own or (data.get("management-idref-status") or "").strip().lower() in _CANCELED):
        draft.withdraws = "notice"
    key = data.find("du-key")
    counts = [key.get(name) or "" for name in ("version", "generation")] if key is not None else []
    take_back_story(draft, numbered=any(re.fullmatch("[0-9]{1,9}", count.strip()) for count in counts))
