r"""Fingerpost's JSON of other agencies' wires (PA, AP, AFP, Reuters, AAP, ...), as the Guardian takes it in.

`format` is GOA-WIRES-NINJS, but names and shapes are its own: all values are strings, lists often hold one empty one.
Some copy is escaped twice (a body with \n and \u00a0 in its words), some not at all (line ends and tabs in a string,
which JSON forbids): both are mended, and told.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from schemas.reasons import Reason, Rejected
from schemas.story import Dateline, Kind, Relation, Repair, Subject
from services.ingest.desk_words.kill import take_back_story
from services.ingest.draft import Copy, Draft
from services.ingest.formats.json_copy import (
    Json,
    is_json,
    line,
    names_of,
    read_change,
    read_json,
    read_status,
    read_time,
    read_urgency,
    read_version,
    text,
    whole,
    words,
)
from services.ingest.formats.ninjs_body import body_of
from services.ingest.formats.ninjs_parts import KINDS, read_media
from services.runtime.feeds import Feed

NAME = "fingerpost"

FIELDS: dict[str, str] = {
    "story_id": "`source-feed`, `usn` and the day of `firstVersion`; else `uri` without time and version",
    "version": "`version`",
    "provider": "`source-feed`",
    "change": "`status`, desk words in `ednote`, headline and `slug`; else by the version and its times",
    "status": "`status`",
    "urgency": "`priority`",
    "headline": "`headline`",
    "subheadlines": "`subhead`",
    "summary": "`abstract`",
    "slugline": "`slug`",
    "byline": "`byline`",
    "credit": "`source`; else `copyrightHolder`",
    "copyright": "`copyrightNotice`; else `copyrightHolder`",
    "ednote": "`ednote`",
    "dateline": "`dateline`; its place is `location`",
    "language": "`language`",
    "keywords": "`keywords`, a list or parted by + or commas",
    "body": "`body_text`, which is HTML as a rule; else `body_html`",
    "subjects": "`subjects`, `mediaCatCodes`, `category`, `destinations`, symbols of `organisation`",
    "relations": "`originalUrn`",
    "created_at": "`firstVersion`",
    "updated_at": "`versionCreated`; else `dateTimeSent`",
    "embargo_until": "`embargo`, `embargoed`",
}

_OWN_NAMES = frozenset(["usn", "unique-name", "mediaCatCodes", "tabVtxt", "dateTimeSent", "originalUrn", "body_text"])
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"?+', re.DOTALL)
_CONTROLS = re.compile("[\x01-\x1f]")
_LEFT = re.compile(r"\\(?:u([0-9a-fA-F]{4})|([nrt\"'/]))")
_PLAIN = {"n": "\n", "r": "\r", "t": "\t"}
_FORMAT = re.compile(r'"format"\s*+:\s*+"GOA-WIRES-NINJS"')


def recognises(copy: Copy) -> bool:
    if not is_json(copy.text):
        return False
    names = names_of(copy.text)
    if "source-feed" in names or ("format" in names and _FORMAT.search(copy.text)):
        return True
    return len(_OWN_NAMES & names) >= 3


def parse(copy: Copy, feed: Feed) -> Iterator[Draft | Rejected]:
    repairs: list[Repair] = []
    try:
        item = read_json(copy, feed)
    except Rejected:
        mended, repairs = _mended(copy)
        if not repairs:
            raise
        item = read_json(mended, feed)
    draft = _draft(item, feed)
    draft.repairs[:0] = repairs
    yield draft


def _mended(copy: Copy) -> tuple[Copy, list[Repair]]:
    """Control characters within strings as JSON has to write them."""
    signs = sorted(set(_CONTROLS.findall(copy.text)) - set("\t\n\r"))
    text = _STRING.sub(lambda found: _CONTROLS.sub(_escaped, found[0]), copy.text)
    if text == copy.text:
        return copy, []
    shown = " ".join(f"U+{ord(sign):04X}" for sign in signs) or "line ends or tabs"
    why = "signs that JSON forbids within a string, escaped"
    return replace(copy, text=text), [Repair(field="body", from_=shown, to="", why=why)]


def _escaped(sign: re.Match[str]) -> str:
    return f"\\u{ord(sign[0]):04x}"


def _draft(item: Json, feed: Feed) -> Draft:
    draft = Draft(
        story_id=_identity(item),
        version=read_version(item),
        provider=line(item, "source-feed"),
        kind=_kind(item),
        headline=line(item, "headline"),
        subheadlines=[found for found in [line(item, "subhead")] if found],
        summary=text(item, "abstract"),
        slugline=line(item, "slug"),
        byline=line(item, "byline"),
        credit=line(item, "source") or line(item, "copyrightHolder"),
        copyright=text(item, "copyrightNotice") or text(item, "copyrightHolder"),
        ednote=text(item, "ednote"),
        dateline=_dateline(item),
        language=line(item, "language"),
        keywords=_keywords(item),
        subjects=_subjects(item),
        media=read_media(item),
    )
    if copy := text(item, "body_text") or text(item, "body_html"):
        draft.body = body_of(_once(copy, draft))
    if (original := line(item, "originalUrn")) and original != "0":
        draft.relations.append(Relation(kind="originalUrn", id=original))
    read_time(draft, item, "created_at", ("firstVersion",), feed.zone)
    read_time(draft, item, "updated_at", ("versionCreated", "dateTimeSent"), feed.zone)
    read_time(draft, item, "embargo_until", ("embargo", "embargoed", "embargoedUntil"), feed.zone)
    priority = whole(item.get("priority"))  # in quotes by rule, so that it is no repair
    read_urgency(draft, item.get("priority") if priority is None else priority, "priority")
    read_status(draft, item.get("status") or item.get("pubStatus") or item.get("pubstatus"), "status")
    read_change(draft, [], draft.ednote, draft.headline, draft.slugline, markers=feed.markers)
    take_back_story(draft, numbered=item.get("version") not in (None, ""))
    if draft.change is None and draft.created_at and draft.updated_at and draft.created_at < draft.updated_at:
        draft.change = "update"  # some agencies behind Fingerpost number from 0, others from 1
    return draft


def _once(copy: str, draft: Draft) -> str:
    """Escapes that are left in the words, since somebody wrote them twice."""
    if not (found := _LEFT.search(copy)):
        return copy
    text = _LEFT.sub(lambda one: chr(int(one[1], 16)) if one[1] else _PLAIN.get(one[2], one[2]), copy)
    draft.repairs.append(Repair(field="body", from_=found[0], to="", why="escaped twice, read as what it stands for"))
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _identity(item: Json) -> str:
    """Feed, the agency's number and the day of the first version: agencies begin their numbers again.

    `uri` and `unique-name` are no use, since they end in the version: `http://PA_API/<usn>/<time>/<version>`.
    """
    feed, number = line(item, "source-feed") or "", line(item, "usn")
    if number:
        return ":".join(part for part in (feed, number, (line(item, "firstVersion") or "")[:10]) if part)
    if uri := line(item, "uri"):
        return re.sub(r"(?:/\d{4}-\d\d-\d\dT[\d:.]+Z?)?/\d{1,5}/?$", "", uri)
    if own := line(item, "originalUrn") or line(item, "unique-name"):
        return own.removesuffix(f".{item.get('version')}")
    raise Rejected(Reason.MISSING_FIELD, "usn, and no uri in its place")


def _kind(item: Json) -> Kind:
    value = item.get("type") or "text"
    if isinstance(value, str) and value in KINDS:
        return KINDS[value]
    raise Rejected(Reason.UNSUPPORTED_FORMAT, f"Fingerpost item of type {str(value)[:24]!r}")


def _dateline(item: Json) -> Dateline | None:
    place = line(item, "location")
    written = line(item, "dateline") or place
    return Dateline(text=written, place=place) if written else None


def _keywords(item: Json) -> list[str]:
    """A list, or one string with + or commas between."""
    return [part for one in words(item, "keywords") for word in re.split(r"[+,;]", one) if (part := word.strip())]


def _subjects(item: Json) -> list[Subject]:
    """`subjects.code` as `scheme:code`; the agency's categories and the stock exchange's symbols by their field."""
    coded: dict[str, list[str]] = {"mediaCatCodes": words(item, "mediaCatCodes"), "category": words(item, "category")}
    for field, key in (("subjects", "code"), ("organisation", "symbols"), ("destinations", "code")):
        value = item.get(field)
        coded[field] = words(value, key) if isinstance(value, dict) else words(item, field)
    found = []
    for field, codes in coded.items():
        for code in codes:
            scheme = code.partition(":")[0] if ":" in code and field == "subjects" else field
            found.append(Subject(scheme=scheme, code=code))
    return found
