"""JIMI: the XML of The Canadian Press, `Publish` with a ContentItem, be it a story or a picture.

Identity is NewsCompID, the news component, of which each ContentItemID is one state; without it SystemSlug, else
FileName.  The version is WritethruValue + 1: a writethru is CP's word for a story that replaces itself whole.
EmbargoTime is 0001-01-01 where there is none.  HoldFlag holds an item and TrashFlag withdraws it.
"""

import re
from collections.abc import Iterator

from lxml import etree

from schemas.reasons import Reason, Rejected
from schemas.story import Body, Change, Dateline, Kind, Media, Relation, Rendition, Subject
from services.ingest.desk_words.kill import take_back_story
from services.ingest.desk_words.signals import read_heads
from services.ingest.draft import Copy, Draft
from services.ingest.formats.syndication_terms import body_of_text, signal_of
from services.ingest.reading.xml import read_xml, root_of, text_of
from services.runtime.feeds import Feed, Markers

NAME = "jimi"

FIELDS: dict[str, str] = {
    "story_id": "`NewsCompID`, else `SystemSlug`, else `FileName`",
    "version": "`WritethruValue` + 1",
    "change": "desk words at the head of headline and notes; update for a writethru; withdrawal where trashed",
    "status": "canceled by `TrashFlag` or desk words, withheld by `HoldFlag`",
    "kind": "`ContentType`, else the type of the ContentItem",
    "urgency": "`RankingValue`",
    "headline": "`Headline`, else `Headline2`",
    "subheadlines": "`Headline2` beside a `Headline`",
    "slugline": "`SlugProper`",
    "byline": "`Byline`",
    "credit": "`Credit`, else `Source`",
    "copyright": "`Copyright`",
    "ednote": "`EditorNote`, `UpdateNote`, `SpecialInstructions`, `Note`",
    "section": "`Services`",
    "dateline": "`DateLine`, else `Placeline`, else `City`",
    "language": "`Language`: 1 English, 2 French",
    "keywords": "`Keyword`, by comma",
    "genre": "`VersionType`",
    "body": "`ContentText`, HTML",
    "media": "`ContentRef` and `ViewFile` with the caption in the item's language",
    "subjects": "`Category`, `IndexCode`, `ArchiveSources`, `PscCodes`",
    "relations": "`PhotoReference`",
    "created_at": "`CreatedDateTime`, which is UTC",
    "updated_at": "`UpdatedDateTime`",
    "embargo_until": "`EmbargoTime`; 0001-01-01 is none",
}

_KINDS: dict[str, Kind] = {
    "photo": "picture", "picture": "picture", "text": "text", "story": "text", "video": "video", "audio": "audio",
    "graphic": "graphic",
}  # fmt: skip
_LANGUAGES = {"1": "en", "2": "fr", "english": "en", "french": "fr"}
_MOST_PHOTOS = 1000
_TRUE = {"true": True, "1": True, "false": False, "0": False}
_NO_TIME = "0001-01-01"  # what .NET writes for none
_NOT_SIGNIFICANT = frozenset(["0", "none", "false", ""])

Element = etree._Element  # noqa: SLF001  the name that lxml's stubs have for it


def recognises(copy: Copy) -> bool:
    root = root_of(copy.text)
    return root is not None and root[0] == "Publish" and "<ContentItem" in copy.text


def parse(copy: Copy, feed: Feed) -> Iterator[Draft | Rejected]:
    root, repairs = read_xml(copy)
    for item in root.iterchildren("ContentItem"):
        try:
            draft = _draft(item, root, feed)
        except Rejected as refused:
            yield refused
            continue
        draft.repairs[:0] = repairs
        yield draft


def _draft(item: Element, root: Element, feed: Feed) -> Draft:
    draft = Draft(story_id=_identity(item), version=_version(item), kind=_kind(item))
    headlines = list(dict.fromkeys(text for name in ("Headline", "Headline2") if (text := _line(item, name))))
    draft.headline, draft.subheadlines = (headlines[0] if headlines else None), headlines[1:]
    draft.slugline = _line(item, "SlugProper")
    draft.byline, draft.copyright = _line(item, "Byline"), _line(item, "Copyright")
    draft.credit = _line(item, "Credit") or _line(item, "Source")
    notes = (_line(item, name) for name in ("EditorNote", "UpdateNote", "SpecialInstructions", "Note"))
    draft.ednote = "\n".join(dict.fromkeys(filter(None, notes))) or None
    draft.section, draft.genre = _line(root, "Services"), _line(item, "VersionType")
    draft.language = _LANGUAGES.get((_line(item, "Language") or "").lower())
    draft.keywords = _words(item, "Keyword")
    draft.dateline = _dateline(item)
    draft.urgency = _urgency(item)
    draft.subjects = _subjects(item, root)
    draft.body = _body(item)
    draft.media = _media(item, draft)
    draft.relations = _photos(item)
    draft.read_time("created_at", _time(item, "CreatedDateTime"), "UTC")  # as beside UpdatedDateTime's own offset
    draft.read_time("updated_at", _time(item, "UpdatedDateTime"), feed.zone)
    draft.read_time("embargo_until", _time(item, "EmbargoTime"), feed.zone)
    _status(draft, item, feed.markers)
    take_back_story(draft, numbered=_line(item, "WritethruValue") is not None)
    return draft


def _identity(item: Element) -> str | None:
    found = (_line(item, name) for name in ("NewsCompID", "SystemSlug", "FileName"))
    return next((text for text in found if text and text != "0"), None)


def _version(item: Element) -> int:
    written = _line(item, "WritethruValue") or "0"
    if not re.fullmatch(r"[0-9]{1,9}", written, re.ASCII):
        raise Rejected(Reason.BAD_VALUE, "WritethruValue: no number")
    return int(written) + 1


def _kind(item: Element) -> Kind:
    typed = next((value for name, value in item.attrib.items() if str(name).rpartition("}")[2] == "type"), "")
    word = (_line(item, "ContentType") or str(typed).removesuffix("ContentItem") or "text").lower()
    if word not in _KINDS:
        raise Rejected(Reason.UNSUPPORTED_FORMAT, f"a ContentItem of type {word[:24]!r}")
    return _KINDS[word]


def _dateline(item: Element) -> Dateline | None:
    """Placeline is town;province;country, with what is not known left empty."""
    city = _line(item, "City")
    parts = [part.strip() for part in (_line(item, "Placeline") or "").split(";") if part.strip()]
    written = _line(item, "DateLine") or _line(item, "Dateline") or ", ".join(parts) or city
    return Dateline(text=written, place=city or (parts[0] if parts else None)) if written else None


def _urgency(item: Element) -> int | None:
    written = _line(item, "RankingValue")
    return int(written) if written and re.fullmatch("[1-9]", written) else None


def _subjects(item: Element, root: Element) -> list[Subject]:
    codes = [(name, code) for name in ("Category", "IndexCode", "ArchiveSources") for code in _words(item, name)]
    codes += [("PscCodes", code) for code in _words(root, "PscCodes")]
    return [Subject(scheme=name, code=code) for name, code in dict.fromkeys(codes)]


def _photos(item: Element) -> list[Relation]:
    found = dict.fromkeys(_words(item, "PhotoReference"))
    if len(found) > _MOST_PHOTOS:
        raise Rejected(Reason.MALFORMED, f"PhotoReference: more than {_MOST_PHOTOS}")
    return [Relation(kind="PhotoReference", id=one) for one in found]


def _body(item: Element) -> Body | None:
    raw = "".join(map(str, next(item.iterchildren("ContentText"), item.makeelement("none")).itertext()))
    return body_of_text(raw)


def _media(item: Element, draft: Draft) -> list[Media]:
    if draft.kind == "text":
        return []
    captions = ("FrenchCaption", "EnglishCaption") if draft.language == "fr" else ("EnglishCaption", "FrenchCaption")
    caption = next((text for name in captions if (text := _line(item, name))), None)
    files = dict.fromkeys(text for name in ("ContentRef", "ViewFile") if (text := _line(item, name)))
    renditions = [
        Rendition(name="ContentRef" if number == 0 else "ViewFile", href=one) for number, one in enumerate(files)
    ]
    credit = draft.credit or draft.byline
    href = next(iter(files), None)
    return [Media(kind=draft.kind, caption=caption, credit=credit, href=href, renditions=renditions)]


def _status(draft: Draft, item: Element, markers: Markers) -> None:
    """Raises Rejected(bad_value) for a flag or a status that can't be read: it might be a kill."""
    status = _line(item, "Status")
    if status is not None and status.lower() not in _NOT_SIGNIFICANT:
        raise Rejected(Reason.BAD_VALUE, f"Status: none that we know: {status[:24]!r}")
    signal = signal_of(draft.headline or "", markers)
    told = [signal, *read_heads(None, draft.ednote, markers)]
    order: tuple[Change, ...] = ("withdrawal", "correction", "update")
    changes = {one.change for one in told} | ({"update"} if (draft.version or 1) > 1 else set())
    draft.change = next((change for change in order if change in changes), None)
    if _flag(item, "TrashFlag") or draft.change == "withdrawal":
        draft.status, draft.change = "canceled", "withdrawal"
    elif _flag(item, "HoldFlag"):
        draft.hold_back("status", "HoldFlag")


def _flag(item: Element, name: str) -> bool:
    written = (_line(item, name) or "false").lower()
    if written not in _TRUE:
        raise Rejected(Reason.BAD_VALUE, f"{name}: neither true nor false")
    return _TRUE[written]


def _time(item: Element, name: str) -> str | None:
    written = _line(item, name)
    return None if written is None or written.startswith(_NO_TIME) else written


def _words(item: Element, name: str) -> list[str]:
    return [word for one in re.split("[,;]", _line(item, name) or "") if (word := one.strip())]


def _line(item: Element, name: str) -> str | None:
    return text_of(next(item.iterchildren(name), None))
