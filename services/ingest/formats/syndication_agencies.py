"""What agencies add to Atom in namespaces of their own: AP's WebFeeds (apcm, apnm) and WENN's feeds (wenn_cm, wenn_nm).

Both have a NewsManagement (status, number) and a ContentMetadata (lines, codes); names are compared without case.
"""

import re

from schemas.reasons import Reason, Rejected
from schemas.story import Body, Dateline, Status, Subject
from services.ingest.draft import Draft
from services.ingest.formats.rfc822_date import read_date
from services.ingest.formats.syndication_terms import Element
from services.ingest.reading.markup import plain_paragraphs, text_to_html
from services.ingest.reading.xml import text_of
from services.runtime.feeds import Feed

_AGENCIES = re.compile(r"\{http://(?:ap\.org|feed\.wenn\.(?:com|org))/")
_STATUSES: dict[str, Status] = {
    "published": "usable", "usable": "usable", "embargoed": "usable", "withheld": "withheld", "unpublished": "canceled",
    "canceled": "canceled", "cancelled": "canceled", "deleted": "canceled", "withdrawn": "canceled",
}  # fmt: skip

Fields = dict[str, list[Element]]


def agency_fields(item: Element) -> Fields:
    """The agency's elements by their names in small letters; empty for a feed that has none."""
    fields: Fields = {}
    for block in item.iterchildren("{*}NewsManagement", "{*}ContentMetadata"):
        if _AGENCIES.match(str(block.tag)):
            fields.setdefault(_local(block), []).append(block)
            for element in block.iter("*"):
                fields.setdefault(_local(element), []).append(element)
    return fields


def agency_id(fields: Fields) -> str | None:
    """The article's own: Atom's id is of its place in one customer's feed."""
    return _line(fields, "original_article_id", "managementid")


def agency_version(fields: Fields) -> int | None:
    """AP counts from 0 in ManagementSequenceNumber."""
    number = _line(fields, "managementsequencenumber")
    return int(number) + 1 if number and re.fullmatch(r"[0-9]{1,9}", number, re.ASCII) else None


def agency_times(fields: Fields) -> tuple[str | None, str | None]:
    """When published first, and when last changed, as written."""
    return _line(fields, "published", "firstcreated"), _line(fields, "updated", "publishingdatetime")


def read_agency(draft: Draft, fields: Fields, feed: Feed) -> None:
    """Raises Rejected(bad_value) for a status that is none, since it might be a kill."""
    draft.headline = draft.headline or _line(fields, "headline", "title")
    if extended := _line(fields, "extendedheadline"):
        draft.subheadlines.append(extended)
    draft.summary = _line(fields, "first_line") or draft.summary
    draft.slugline = _line(fields, "slugline", "slug") or draft.slugline
    draft.byline = _line(fields, "byline") or draft.byline
    draft.credit = _line(fields, "creditline", "source") or draft.credit
    draft.copyright = _line(fields, "copyright") or draft.copyright
    draft.ednote = _line(fields, "publishingspecialinstructions", "specialinstructions") or draft.ednote
    draft.section = _line(fields, "feedarticle_section") or draft.section
    draft.dateline = _dateline(fields) or draft.dateline
    draft.body = draft.body or _body(fields)
    if words := _line(fields, "keywords"):
        draft.keywords += [word for one in re.split("[,;]", words) if (word := one.strip())]
    draft.language = next((tag for one in fields.get("contentmetadata", ()) if (tag := one.get("lang"))), None) or (
        draft.language
    )
    draft.subjects += _subjects(fields)
    read_date(draft, "embargo_until", _line(fields, "publishingreleasedatetime"), feed.zone)
    _status(draft, fields)


def _status(draft: Draft, fields: Fields) -> None:
    written = _line(fields, "publishing_status", "publishingstatus")
    if written is None:
        return
    word = written.lower()
    if word not in _STATUSES:
        raise Rejected(Reason.BAD_VALUE, f"publishing status: none that we know: {written[:24]!r}")
    if _STATUSES[word] != "usable" or draft.hold is None:
        draft.status = _STATUSES[word]
    if word == "embargoed" and draft.embargo_until is None and draft.hold is None:
        draft.hold_back("embargo", "embargoed, and no time is given")


def _dateline(fields: Fields) -> Dateline | None:
    text = _line(fields, "dateline")
    place = next((one.get("City") for one in fields.get("datelinelocation", ()) if one.get("City")), None)
    return Dateline(text=text or place or "", place=place) if text or place else None


def _body(fields: Fields) -> Body | None:
    raw = "".join(map(str, fields["body"][0].itertext())) if fields.get("body") else ""
    text = plain_paragraphs("\n".join(one.strip() for one in raw.splitlines()))
    return Body(text=text, html=text_to_html(text)) if text else None


def _subjects(fields: Fields) -> list[Subject]:
    """WENN's tags, categories (which it spells catagory) and regions; AP's classifications with their authority."""
    found = [
        Subject(scheme=one.get("type_value") or _local(one), code=one.get("id"), name=one.get("value"))
        for name in ("tag", "catagory", "category")
        for one in fields.get(name, ())
        if one.get("value")
    ]
    found += [
        Subject(scheme="iso3166_alpha2", code=one.get("iso3166_alpha2"), name=text_of(one))
        for one in fields.get("region", ())
        if one.get("iso3166_alpha2")
    ]
    for name, elements in fields.items():
        if name.endswith("classification"):
            found += [
                Subject(scheme=one.get("Authority") or name, code=one.get("Id") or one.get("ID"), name=_value(one))
                for one in elements
                if _value(one)
            ]
    return found


def _value(element: Element) -> str | None:
    return element.get("Value") or text_of(element)


def _line(fields: Fields, *names: str) -> str | None:
    texts = (text_of(element) for name in names for element in fields.get(name, ()))
    return next(filter(None, texts), None)


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2].lower()
