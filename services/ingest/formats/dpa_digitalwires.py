"""dpa digitalwires: Deutsche Presse-Agentur's items in JSON, `format` digitalwires@0.9 and later.

Codes are in `categories`, each with a type (dnltype:...); dpa's own converter to NewsML-G2 says what is what.
"""

import html
import re
from collections.abc import Iterator

from schemas.reasons import Reason, Rejected
from schemas.story import Body, Dateline, Kind, Media, Relation, Subject
from services.ingest.draft import Copy, Draft
from services.ingest.json_copy import (
    Json,
    entries,
    is_json,
    largest,
    line,
    names_of,
    read_change,
    read_json,
    read_renditions,
    read_status,
    read_time,
    read_urgency,
    read_version,
    text,
    whole,
    words,
)
from services.ingest.markup import body_of_html
from services.runtime.feeds import Feed

NAME = "dpa-digitalwires"

_FORMAT = re.compile(r'"format"\s*+:\s*+"digitalwires')
_OWN_NAMES = frozenset(["article_html", "version_created", "categories", "entry_id", "notepad"])
_KINDS: dict[str, Kind] = {
    "image": "picture", "picture": "picture", "video": "video", "audio": "audio", "graphic": "graphic",
    "graphics": "graphic",
}  # fmt: skip
# Fields of their own in a story; all other categories are subjects.
_NO_SUBJECTS = frozenset(["pubstatus", "urgency", "signal", "creator", "contributor", "keyword", "provider"])
_FIRST_PARAGRAPH = re.compile(r"<p\b[^<>]*>")
_LINK = re.compile(r'<a\b[^<>]*?\bhref="([^"<>]{1,2000})"')
_DATELINE_END = re.compile(r"[\s\u2013-]+$")


def recognises(copy: Copy) -> bool:
    if not is_json(copy.text):
        return False
    names = names_of(copy.text)
    return _FORMAT.search(copy.text) is not None or ("urn" in names and len(_OWN_NAMES & names) >= 3)


def parse(copy: Copy, feed: Feed) -> Iterator[Draft | Rejected]:
    """One item, or a page of them (entries, items)."""
    found = read_json(copy, feed)
    several = next((found[name] for name in ("entries", "items") if isinstance(found.get(name), list)), None)
    for one in [found] if several is None or "urn" in found else several:
        try:
            yield _draft(one if isinstance(one, dict) else {}, feed)
        except Rejected as refused:
            yield refused


def _draft(item: Json, feed: Feed) -> Draft:
    """`version_created` is the version's; `updated` is when it was delivered, `content_created` when it was shot."""
    if not line(item, "urn"):
        raise Rejected(Reason.MISSING_FIELD, "urn")
    subheadlines = [found for name in ("subhead", "kicker") if (found := line(item, name))]
    draft = Draft(
        story_id=_identity(item),
        version=read_version(item),
        provider=next(iter(_named(item, "provider")), "dpa"),
        kind=_kind(item),
        headline=line(item, "headline"),
        subheadlines=subheadlines,
        summary=text(item, "teaser") or _caption(item),
        byline=line(item, "byline"),
        credit=line(item, "creditline"),
        copyright=line(item, "copyrightnotice"),
        ednote=_ednote(item),
        section=next(iter([*words(item, "rubric_names"), *words(item, "desk_names")]), None),
        dateline=_dateline(item),
        language=line(item, "language"),
        keywords=words(item, "keyword_names") or words(item, "keywordnames") or _named(item, "keyword"),
        genre=next(iter([*words(item, "genre_names"), *_named(item, "genre")]), None),
        body=_body(item),
        subjects=_subjects(item),
        relations=_links(item),
    )
    _associations(item, draft)
    read_time(draft, item, "updated_at", ("version_created", "updated"), feed.zone)
    read_time(draft, item, "embargo_until", ("embargoed",), feed.zone)
    coded = whole(next(iter(_named(item, "urgency")), None))
    read_urgency(draft, coded if item.get("urgency") is None else item["urgency"], "urgency")
    read_status(draft, line(item, "pubstatus") or next(iter(_named(item, "pubstatus")), None), "pubstatus")
    signals = [*words(item, "signal"), *words(item, "signals"), *_named(item, "signal")]
    read_change(draft, signals, draft.headline)
    return draft


def _identity(item: Json) -> str:
    """The urn, without a version if one is written behind it."""
    urn = line(item, "urn") or ""
    return urn.removesuffix(f":{item.get('version')}") if re.search(r"[^:]+-[^:]+:\d+$", urn) else urn


def _categories(item: Json) -> list[tuple[str, Json]]:
    """By type, without its `dnltype:`."""
    return [((line(one, "type") or "").removeprefix("dnltype:"), one) for one in entries(item, "categories")]


def _named(item: Json, kind: str) -> list[str]:
    return [name for found, one in _categories(item) if found == kind and (name := line(one, "name"))]


def _kind(item: Json) -> Kind:
    """Text if there is an article, else what the one association is (get_item_class of dpa's converter)."""
    linked = entries(item, "associations")
    if text(item, "article_html") or not linked:
        return "text"
    return _KINDS.get(str(linked[0].get("type")), "text") if len(linked) == 1 else "composite"


def _caption(item: Json) -> str | None:
    several = {line(one, "role"): text(one, "description") for one in entries(item, "descriptions")}
    ranked = [several.get(role) for role in ("drol:caption", "dpadrol:caption-extended")]
    return next((found for found in [*ranked, *several.values()] if found), None)


def _ednote(item: Json) -> str | None:
    """Notes to editors, a line each; else the notepad, where they stand as HTML."""
    if notes := [found for one in entries(item, "ednotes") if (found := text(one, "ednote"))]:
        return "\n".join(notes)
    notepad = item.get("notepad")
    parts = [text(notepad, name) for name in ("public_html", "nonpublic_html")] if isinstance(notepad, dict) else []
    written = [part for part in [*parts, text(item, "notepad_html")] if part]
    return "\n\n".join(body_of_html(part).text for part in written) or None


def _dateline(item: Json) -> Dateline | None:
    written = _DATELINE_END.sub("", line(item, "dateline") or "")
    return Dateline(text=written, place=written.partition("(")[0].strip() or None) if written else None


def _body(item: Json) -> Body | None:
    """Teaser, dateline and article in one, as dpa's converter prints them, then the box of facts; no links."""
    article = text(item, "article_html")
    if article is None:
        return None
    first = _FIRST_PARAGRAPH.search(article)
    at, begins = (first.start(), first.end()) if first else (0, 0)
    dateline, teaser = line(item, "dateline"), text(item, "teaser")
    lead = f"<p>{html.escape(teaser, quote=False)}</p>" if teaser else ""
    said = f"{html.escape(dateline, quote=False)} " if dateline and 'class="dateline"' not in article else ""
    whole_text = f"{article[:at]}{lead}{article[at:begins]}{said}{article[begins:]}"
    return body_of_html(whole_text + (text(item, "infobox_html") or ""))


def _subjects(item: Json) -> list[Subject]:
    found = []
    for kind, one in _categories(item):
        name, code = line(one, "name"), line(one, "qcode")
        if kind and kind not in _NO_SUBJECTS and (name or code):
            found.append(Subject(scheme=f"dnltype:{kind}", code=code, name=name))
    return found


def _links(item: Json) -> list[Relation]:
    boxes = (text(item, name) or "" for name in ("linkbox_html", "linkbox"))
    return [Relation(kind="seeAlso", id=html.unescape(href)) for box in boxes for href in _LINK.findall(box)]


def _associations(item: Json, draft: Draft) -> None:
    """Pictures and films; other items by their urn."""
    for one in sorted(entries(item, "associations"), key=lambda one: whole(one.get("rank")) or 0):
        kind = _KINDS.get(str(one.get("type")))
        urn = line(one, "urn")
        if kind:
            renditions = read_renditions(one)
            draft.media.append(
                Media(
                    kind=kind,
                    caption=text(one, "caption") or line(one, "headline"),
                    credit=line(one, "creditline"),
                    href=largest(renditions, kind),
                    renditions=renditions,
                )
            )
        elif urn:
            draft.relations.append(Relation(kind=line(one, "type"), id=urn, version=whole(one.get("version"))))
