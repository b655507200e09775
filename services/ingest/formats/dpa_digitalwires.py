"""dpa digitalwires: Deutsche Presse-Agentur's items in JSON, `format` digitalwires@0.9 and later.

Codes are in `categories`, each with a type (dnltype:...); dpa's own converter to NewsML-G2 says what is what.
"""

import html
import re
from collections.abc import Iterator

from schemas.reasons import Reason, Rejected
from schemas.story import Body, Dateline, Kind, Media, Relation, Subject
from services.ingest.desk_words.kill import take_back_story
from services.ingest.draft import Copy, Draft
from services.ingest.formats.json_copy import (
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
from services.ingest.formats.newsml_g2_lines import dateline_of
from services.ingest.reading.markup import body_of_html
from services.runtime.feeds import Feed

NAME = "dpa-digitalwires"
FIELDS: dict[str, str] = {
    "story_id": "`urn`, without a version written behind it",
    "version": "`version`",
    "provider": "category `provider`, else dpa",
    "change": "`signal`, category `signal`, `pubstatus`, desk words at the head of `headline`",
    "status": "`pubstatus`, else the category of that type",
    "kind": "text where there is `article_html`, else what the one of `associations` is; composite for several",
    "urgency": "`urgency`, else the category of that type",
    "headline": "`headline`",
    "subheadlines": "`subhead`, `kicker`",
    "summary": "`teaser`, unless it repeats the headline; else a caption of `descriptions`",
    "byline": "`byline`",
    "credit": "`creditline`, else category `infosource`",
    "copyright": "`copyrightnotice`, then `usageterms`",
    "ednote": "`ednotes`, a line each; else the `notepad`",
    "section": "category `desk`, else `desk_names`, `rubric_names`",
    "dateline": "`dateline`, else category `located`",
    "language": "`language`",
    "keywords": "`keyword_names`, else categories `keyword`",
    "genre": "`genre_names`, else category `genre`",
    "body": "`dateline`, `article_html`, `infobox_html`",
    "media": "`associations` that are pictures, films or sound",
    "subjects": "`categories` but those with a field of their own: the QCode, else type (`dnltype:...`) and name",
    "relations": "`associations` by their `urn`; links of `linkbox_html`",
    "updated_at": "`version_created`, else `updated`",
    "embargo_until": "`embargoed`",
}

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
    headline = line(item, "headline")
    draft = Draft(
        story_id=_identity(item),
        version=read_version(item),
        provider=next(iter(_named(item, "provider")), "dpa"),
        kind=_kind(item),
        headline=headline,
        subheadlines=subheadlines,
        summary=_summary(item, headline),
        byline=line(item, "byline"),
        credit=line(item, "creditline") or next(iter(_named(item, "infosource")), None),
        copyright="\n".join(filter(None, (line(item, "copyrightnotice"), line(item, "usageterms")))) or None,
        ednote=_ednote(item),
        section=next(iter([*_named(item, "desk"), *words(item, "desk_names"), *words(item, "rubric_names")]), None),
        dateline=_dateline(item),
        language=line(item, "language"),
        keywords=words(item, "keyword_names") or words(item, "keywordnames") or _named(item, "keyword"),
        genre=next(iter([*words(item, "genre_names"), *_named(item, "genre")]), None),
        body=_body(item),
        subjects=_subjects(item),
    )
    _associations(item, draft)
    draft.relations.extend(_links(item))
    read_time(draft, item, "updated_at", ("version_created", "updated"), feed.zone)
    read_time(draft, item, "embargo_until", ("embargoed",), feed.zone)
    coded = whole(next(iter(_named(item, "urgency")), None))
    read_urgency(draft, coded if item.get("urgency") is None else item["urgency"], "urgency")
    read_status(draft, line(item, "pubstatus") or next(iter(_named(item, "pubstatus")), None), "pubstatus")
    signals = [*words(item, "signal"), *words(item, "signals"), *_named(item, "signal")]
    read_change(draft, signals, draft.headline, markers=feed.markers)
    take_back_story(draft, numbered=item.get("version") not in (None, ""))
    return draft


def _identity(item: Json) -> str:
    """The urn, without a version if one is written behind it."""
    urn = line(item, "urn") or ""
    own, _, last = urn.rpartition(":")
    return own if last == str(item.get("version")) and "-" in own.rpartition(":")[2] else urn


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


def _summary(item: Json, headline: str | None) -> str | None:
    """The teaser unless it is the headline again, else a caption."""
    several = {line(one, "role"): text(one, "description") for one in entries(item, "descriptions")}
    captions = [several.get(role) for role in ("drol:caption", "dpadrol:caption-extended")]
    ranked = (text(item, "teaser"), *captions, *several.values())
    return next((found for found in ranked if found and " ".join(found.split()) != headline), None)


def _ednote(item: Json) -> str | None:
    """Notes to editors, a line each; else the notepad, where they stand as HTML."""
    if notes := [found for one in entries(item, "ednotes") if (found := text(one, "ednote"))]:
        return "\n".join(notes)
    notepad = item.get("notepad")
    parts = [text(notepad, name) for name in ("public_html", "nonpublic_html")] if isinstance(notepad, dict) else []
    written = [part for part in [*parts, text(item, "notepad_html")] if part]
    return "\n\n".join(body_of_html(part).text for part in written) or None


def _dateline(item: Json) -> Dateline | None:
    """As written before the article, else where dpa has it from (category `located`)."""
    return dateline_of(line(item, "dateline"), next(iter(_named(item, "located")), None))


def _body(item: Json) -> Body | None:
    """Dateline and article in one, as dpa's converter prints them, then the box of facts; no links, no teaser."""
    article = text(item, "article_html")
    if article is None:
        return None
    dateline = line(item, "dateline")
    if dateline and 'class="dateline"' not in article:
        first = _FIRST_PARAGRAPH.search(article)
        at = first.end() if first else 0
        article = f"{article[:at]}{html.escape(dateline, quote=False)} {article[at:]}"
    return body_of_html(article + (text(item, "infobox_html") or ""))


def _subjects(item: Json) -> list[Subject]:
    """A QCode as in NewsML-G2, `medtop:20000337`; what has none is of the scheme of its type."""
    found = []
    for kind, one in _categories(item):
        if kind in _NO_SUBJECTS or not kind:
            continue
        name, qcode = line(one, "name"), line(one, "qcode")
        scheme, colon, code = (qcode or "").partition(":")
        if colon and scheme and code:
            found.append(Subject(scheme=scheme, code=code, name=name))
        elif name or qcode:
            found.append(Subject(scheme=f"dnltype:{kind}", code=qcode, name=name))
    return found


def _links(item: Json) -> list[Relation]:
    boxes = (text(item, name) or "" for name in ("linkbox_html", "linkbox"))
    return [Relation(kind="seeAlso", id=html.unescape(href)) for box in boxes for href in _LINK.findall(box)]


def _associations(item: Json, draft: Draft) -> None:
    """Pictures and films; all but the item itself by their urn, under the word that dpa's converter has for them."""
    for one in sorted(entries(item, "associations"), key=lambda one: whole(one.get("rank")) or 0):
        kind = _KINDS.get(str(one.get("type")))
        urn = line(one, "urn")
        if kind:
            renditions = read_renditions(one)
            draft.media.append(
                Media(
                    kind=kind,
                    caption=text(one, "caption") or line(one, "headline"),
                    credit=line(one, "creditline") or draft.credit,
                    href=largest(renditions, kind),
                    renditions=renditions,
                )
            )
        if urn and urn != draft.story_id:
            draft.relations.append(Relation(kind="seeAlso", id=urn, version=whole(one.get("version"))))
