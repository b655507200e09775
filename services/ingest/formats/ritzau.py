"""RBNews: the XML of Ritzau, Denmark's news agency, alone, in a list, or in what its queue answers (XMLNewsQueued).

NewsID is the identity and `version` the version; `replacedID` and HistID are kept as relations.  Annuleret (annulled),
Korrektion and NyVersion (new version) say what the version is, as does Status in English.  Times carry no zone and are
Copenhagen's: set `zone` of the feed.  `content`, `subtitle` and TilRedaktionen (to the desk) hold HTML, escaped.
IPTCList has Subject Codes as numbers, so without their leading noughts; they are kept as written.
"""

import re
from collections.abc import Iterator

from lxml import etree

from schemas.reasons import Reason, Rejected
from schemas.story import Body, Change, Dateline, Media, Relation, Rendition, Repair, Subject
from services.ingest.desk_words.kill import take_back_story
from services.ingest.draft import Copy, Draft, TimeField
from services.ingest.formats.syndication_media import kind_of
from services.ingest.formats.syndication_terms import one_line
from services.ingest.reading.markup import body_of_html
from services.ingest.reading.xml import read_xml, root_of, text_of
from services.runtime.feeds import Feed

NAME = "ritzau"

FIELDS: dict[str, str] = {
    "story_id": "`NewsID`, else `HistID`",
    "version": "`version`, else 1",
    "change": "the gravest of `Status`, `Annuleret`, `Korrektion` and `NyVersion`",
    "status": "canceled where `Annuleret` or `Status` say so",
    "urgency": "`Priority`",
    "headline": "`headline`",
    "summary": "`subtitle`",
    "slugline": "`strapline`",
    "byline": "`byLine`",
    "credit": "`origin`",
    "ednote": "`TilRedaktionen`",
    "section": "`section`",
    "dateline": "`town`",
    "keywords": "`SubjectKeyword`",
    "genre": "`format`",
    "body": "`content`, HTML",
    "media": "`MultimedieList`: addresses, with the text beside each",
    "subjects": "`IPTCList`, `ISIN`, `Companies`, `sectionID`",
    "relations": "`replacedID`, `Replaces`, `HistID`, `Related`",
    "created_at": "`PublishDate` of a first version",
    "updated_at": "`PublishDate` of a later version; `UpdateDate`",
    "embargo_until": "`Embargo` or `EmbargoDate`",
}

_STATUSES: dict[str, Change] = {
    "new news": "new", "new": "new", "new version": "update", "update": "update", "updated": "update",
    "updated news": "update", "update news": "update", "changed news": "update", "ny version": "update",
    "correction": "correction", "corrected": "correction", "corrected news": "correction", "korrektion": "correction",
    "cancelled": "withdrawal", "canceled": "withdrawal", "cancelled news": "withdrawal", "canceled news": "withdrawal",
    "annulled": "withdrawal", "annuleret": "withdrawal", "deleted": "withdrawal", "deleted news": "withdrawal",
}  # fmt: skip
_FLAGS: dict[str, Change] = {"Annuleret": "withdrawal", "Korrektion": "correction", "NyVersion": "update"}
_TRUE = {"true": True, "1": True, "false": False, "0": False}
_MOST_MEDIA = 1000
_ROOTS = frozenset(["RBNews", "ArrayOfRBNews", "ListOfRBNews", "XMLNewsQueuedResponse", "XMLNewsQueuedResult"])
_TWICE = re.compile(r"&amp;(apos|quot|nbsp|amp|lt|gt|#[0-9]{1,6});")
"""What press releases that Ritzau passes on have in their HTML: escaped once more than it should be."""
_NO_TIME = "0001-01-01"  # what .NET writes for none

Element = etree._Element  # noqa: SLF001  the name that lxml's stubs have for it


def recognises(copy: Copy) -> bool:
    root = root_of(copy.text)
    return root is not None and root[0].rpartition(":")[2] in _ROOTS


def parse(copy: Copy, feed: Feed) -> Iterator[Draft | Rejected]:
    root, repairs = read_xml(copy)
    for element in root.iter(etree.Element):
        if str(element.tag)[0] == "{":
            element.tag = str(element.tag).rpartition("}")[2]
    for item in [root] if root.tag == "RBNews" else root.iter("RBNews"):
        try:
            draft = _draft(item, feed)
        except Rejected as refused:
            yield refused
            continue
        draft.repairs[:0] = repairs
        yield draft


def _draft(item: Element, feed: Feed) -> Draft:
    draft = Draft(story_id=_line(item, "NewsID") or _line(item, "HistID"), version=_version(item))
    headline, subtitle, note = (_html(item, name, draft) for name in ("headline", "subtitle", "TilRedaktionen"))
    draft.headline = one_line(headline.text) if headline else None
    draft.summary = subtitle.text if subtitle else None
    draft.ednote = note.text if note else None
    draft.body = _html(item, "content", draft)
    draft.slugline, draft.byline, draft.credit = (_line(item, name) for name in ("strapline", "byLine", "origin"))
    draft.section, draft.genre = _line(item, "section"), _line(item, "format")
    town = _line(item, "town")
    draft.dateline = Dateline(text=town, place=town) if town else None
    draft.keywords = _listed(item, "SubjectKeyword")
    _urgency(item, draft)
    draft.subjects = _subjects(item)
    draft.relations = _relations(item)
    draft.media = _media(item)
    _change(draft, item)
    take_back_story(draft, numbered=_line(item, "version") is not None)
    _times(draft, item, feed)
    return draft


def _version(item: Element) -> int:
    written = _line(item, "version")
    if written is not None and not re.fullmatch(r"[0-9]{1,10}", written, re.ASCII):
        raise Rejected(Reason.BAD_VALUE, "version: no number")
    return int(written or 1)


def _urgency(item: Element, draft: Draft) -> None:
    written = _line(item, "Priority") or "0"
    if re.fullmatch("[1-9]", written):
        draft.urgency = int(written)
    elif written != "0":
        draft.warnings.append(f"urgency: none from 1 to 9: {written[:10]!r}")


def _subjects(item: Element) -> list[Subject]:
    found = [Subject(scheme="IPTC", code=code) for code in _listed(item, "IPTCList")]
    found += [Subject(scheme="ISIN", code=code) for code in _listed(item, "ISIN")]
    found += [Subject(scheme="Companies", name=name) for name in _listed(item, "Companies")]
    number, name, short = (_line(item, one) for one in ("sectionID", "section", "sectionShort"))
    if number or short:
        found.append(Subject(scheme="section", code=number or short, name=name))
    return found


def _relations(item: Element) -> list[Relation]:
    found = [(name, _line(item, name)) for name in ("replacedID", "Replaces", "HistID")]
    related: list[str | None] = [*_listed(item, "Related")]
    found += [("Related", one) for one in related or [_line(item, "Related")]]
    return [Relation(kind=name, id=one) for name, one in dict.fromkeys(found) if one]


def _media(item: Element) -> list[Media]:
    """MultimedieList: an address each, under whatever names, with a text where one stands beside it."""
    members = [child for holder in item.iterchildren("MultimedieList") for child in holder]
    if len(members) > _MOST_MEDIA:
        raise Rejected(Reason.MALFORMED, f"MultimedieList: more than {_MOST_MEDIA}")
    found = []
    for one in members:
        texts = [text for leaf in one.iter(etree.Element) if not len(leaf) and (text := text_of(leaf))]
        href = next((text for text in texts if re.match(r"https?://\S+$", text)), None)
        if href is None:
            continue
        caption = max((text for text in texts if " " in text), key=len, default=None)
        found.append(Media(kind=kind_of(None, href), caption=caption, href=href, renditions=[Rendition(href=href)]))
    return found


def _change(draft: Draft, item: Element) -> None:
    """The gravest of what Status and the flags say.  Raises Rejected(bad_value) where one can't be read."""
    told: set[Change | None] = set()
    if status := _line(item, "Status"):
        told.add(_STATUSES.get(status.lower()))
        if None in told:
            raise Rejected(Reason.BAD_VALUE, f"Status: none that we know: {status[:24]!r}")
    for name, change in _FLAGS.items():
        flag = (_line(item, name) or "false").lower()
        if flag not in _TRUE:
            raise Rejected(Reason.BAD_VALUE, f"{name}: neither true nor false")
        if _TRUE[flag]:
            told.add(change)
    order: tuple[Change, ...] = ("withdrawal", "correction", "update")
    draft.change = next((change for change in order if change in told), None)
    if draft.change == "withdrawal":
        draft.status = "canceled"


def _times(draft: Draft, item: Element, feed: Feed) -> None:
    """PublishDate is of this version: of the story only in its first."""
    name: TimeField = "created_at" if (draft.version or 1) <= 1 else "updated_at"
    draft.read_time(name, _time(item, "PublishDate") or _time(item, "QueueDate"), feed.zone)
    draft.read_time("updated_at", _time(item, "UpdateDate"), feed.zone)
    draft.read_time("embargo_until", _time(item, "Embargo") or _time(item, "EmbargoDate"), feed.zone)


def _time(item: Element, name: str) -> str | None:
    written = _line(item, name)
    return None if written is None or written.startswith(_NO_TIME) else written


def _html(item: Element, name: str, draft: Draft) -> Body | None:
    raw = "".join(map(str, next(item.iterchildren(name), item.makeelement("none")).itertext())).strip()
    once = _TWICE.sub(r"&\1;", raw)
    if once != raw:
        names = sorted(set(_TWICE.findall(raw)))[:8]
        before, after = (" ".join(f"{sign}{one};" for one in names) for sign in ("&amp;", "&"))
        why = f"{name}: escaped once more than HTML is"
        draft.repairs.append(Repair(field="body", from_=before, to=after, why=why))
    body = body_of_html(once) if once else None
    return body if body and body.text else None


def _listed(item: Element, name: str) -> list[str]:
    """The words of a list's members; companies and the like have several each."""
    return [text for holder in item.iterchildren(name) for one in holder if (text := text_of(one))]


def _line(item: Element, name: str) -> str | None:
    return text_of(next(item.iterchildren(name), None))
