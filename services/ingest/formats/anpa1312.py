"""ANPA 1312 (1989), the wire service transmission guidelines of America's publishers: AP's and Kyodo's classic wire.

SYN SYN SOH, service and number, US, selector; priority, category, keyword, date, words; STX; lines that begin with the
elite caret and end with < or =; text; ETX, cycle and time; EOT.

Identity is the service, the keyword without cycle and take, and the day of the footer.  The take that stands behind the
keyword ("1st Ld-Writethru") counts the version.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from schemas.reasons import Reason, Rejected
from schemas.story import Body, Dateline, Repair, Subject
from services.ingest.draft import Copy, Draft
from services.ingest.markup import text_to_html
from services.ingest.signals import Signal, read_signal
from services.runtime.feeds import Feed

NAME = "anpa1312"

_HEADER = re.compile(
    r"[\s\x16]*\x01?(?P<service>[A-Za-z]{1,3})(?P<number>\d{3,4})\x1f?(?P<selector>[^\n]{0,60})\n"
    r"(?P<priority>[a-z]) (?P<category>[a-z])[\x10-\x14\s]+(?P<keyword>[^\n]{1,80}?)[ \t]+(?P<date>\d{1,2}-\d{1,2})"
    r"(?:[ \t]+(?P<words>\d{1,5}))?[ \t]*\n"
)
_FOOTER = re.compile(
    r"\x03?(?P<agency>[A-Z]{2,8})-(?P<cycle>[A-Z]{2,4})-(?P<month>\d\d)-(?P<day>\d\d)-(?P<year>\d\d)[ \t]+"
    r"(?P<hour>\d\d):?(?P<minute>\d\d)[ \t]*(?P<zone>[A-Z]{3})?<?"
)
_PRIORITIES = {"f": 1, "b": 2, "u": 3, "r": 5, "d": 6, "s": 7}
"""ANPA 1312: flash, bulletin, urgent, regular, deferred, weekend; IPTC's urgency has 5 for the usual."""

_CYCLE = re.compile(r"^(?:BC|AM|PM|AP)-{1,2}")
_COUNT = re.compile(r"^\d{1,5}$")
_CREDIT = re.compile(r"(?:The )?Associated Press|AP|Kyodo(?: News)?", re.IGNORECASE)
_DATELINE = re.compile(r"(?P<text>(?P<place>[A-Z][^()\n]{1,80}?) \((?P<agency>[A-Za-z ]{2,30})\)) ?(?:_|-|--|—)\s")
_GAP = re.compile(r"[ \x1e\x1f]*[\x1e\x1f][ \x1e\x1f]*")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(slots=True)
class _Lines:
    keyword: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)


def recognises(copy: Copy) -> bool:
    return _HEADER.match(copy.text[:600].replace("\r", "")) is not None


def parse(copy: Copy, feed: Feed) -> Iterator[Draft | Rejected]:
    text = copy.text.replace("\r\n", "\n").replace("\r", "\n")
    header = _HEADER.match(text)
    if header is None:
        raise Rejected(Reason.MALFORMED, "the header lines of ANPA 1312 are broken")
    footer = None
    for footer in _FOOTER.finditer(text, max(header.end(), len(text) - 400)):  # noqa: B007  the last one counts
        pass
    draft = Draft(slugline=_CYCLE.sub("", header["keyword"].strip()) or None)
    draft.subjects.append(Subject(scheme="anpa1312.category", code=header["category"]))
    _urgency(header["priority"], draft)
    lines = _sorted(text[header.end() : footer.start() if footer else len(text)], draft)
    if lines.keyword:  # the header cuts it off at 24 signs
        draft.slugline = _CYCLE.sub("", lines.keyword[0]) or draft.slugline
    signal = _signal(lines, draft)
    _body(lines, draft)
    draft.ednote = "\n".join(lines.notes) or None
    if footer:
        draft.provider = footer["agency"].lower()
        _time(footer, draft, feed)
    draft.story_id = _story_id(header, footer, draft)
    draft.version, draft.change = signal.version, signal.change
    draft.status = "canceled" if signal.withdraws else "withheld" if signal.advance else "usable"
    yield draft


def _urgency(letter: str, draft: Draft) -> None:
    draft.urgency = _PRIORITIES.get(letter)
    if draft.urgency is None:
        draft.warnings.append(f"urgency: no priority of ANPA 1312: {letter!r}")


def _sorted(text: str, draft: Draft) -> _Lines:
    """Keyword line first; then headline, notes, byline in any order while lines begin with the caret; then the text."""
    found = _Lines()
    for raw in text.strip("\x02\n").split("\n"):
        line = raw.strip("\x02\x04\x0c")
        bare = _CONTROLS.sub("", line.replace("*9006<", "")).strip(" ^<=\t")
        is_head = line.lstrip("\x02 *0123456789<").startswith("^") and not found.body
        if not is_head:
            found.body.append(line)
        elif not bare:
            continue
        elif not found.keyword:
            found.keyword = [part.strip() for part in bare.split(",")]
        else:
            _head_line(line.rstrip(), bare, found, draft)
    return found


def _head_line(line: str, bare: str, found: _Lines, draft: Draft) -> None:
    if bare.startswith(("Eds:", "Eds.", "AP Photo", "AP Graphic", "AP Video")):
        found.notes.append(bare)
    elif re.match(r"By [A-Z]", bare) and line.endswith("="):
        draft.byline = draft.byline or bare
    elif _CREDIT.fullmatch(bare):
        draft.credit = bare
    elif draft.headline is None and not line.startswith("^\x08"):
        draft.headline = bare
    elif draft.summary is None and line.endswith("<") and not draft.byline:
        draft.summary = bare
    else:
        found.body.append(line)


def _signal(lines: _Lines, draft: Draft) -> Signal:
    """Of the keyword's parts, such as 1st Ld-Writethru or KILL, and of headline and notes."""
    takes = [part for part in lines.keyword[1:] if part and not _COUNT.match(part)]
    notes = [re.sub(r"^Eds[:.] *", "", note).upper() for note in lines.notes]
    return read_signal(" ".join([*takes, *[n for n in notes if read_signal(n).withdraws], draft.headline or ""]))


def _body(lines: _Lines, draft: Draft) -> None:
    """A line that is indented or marked begins a paragraph; rows of a table keep their columns, parted by tabs."""
    paragraphs: list[str] = []
    for line in lines.body:
        if line.lstrip("^").startswith("\x08") or "\x1e" in line or line.count(";") > 2:
            row = _CONTROLS.sub("", _GAP.sub("\t", line.strip(" \t")).replace(";", "\t")).strip("^<= ")
            if paragraphs and "\t" in paragraphs[-1]:
                paragraphs[-1] += f"\n{row}"
            elif row.strip():
                paragraphs.append(row)
            continue
        plain = " ".join(_CONTROLS.sub("", line).strip("^ \t").rstrip("<=").split())
        if plain:
            paragraphs.append(plain)
    text = "\n\n".join(paragraphs)
    if "{" in text:
        draft.repairs.append(Repair(field="body", from_="{", to="½", why="AP's sign for a half in agate"))
        text = text.replace("{", "½")
    draft.body = Body(text=text, html=text_to_html(text))
    if dateline := _DATELINE.match(text):
        draft.dateline = Dateline(text=dateline["text"], place=dateline["place"])
        draft.credit = draft.credit or dateline["agency"]


def _time(footer: re.Match[str], draft: Draft, feed: Feed) -> None:
    day = f"20{footer['year']}-{footer['month']}-{footer['day']}"
    written = f"{day} {footer['hour']}:{footer['minute']} {footer['zone'] or ''}".strip()
    draft.read_time("updated_at", written, feed.zone)
    draft.created_at = draft.updated_at


def _story_id(header: re.Match[str], footer: re.Match[str] | None, draft: Draft) -> str:
    day = f"{footer['year']}-{footer['month']}-{footer['day']}" if footer else header["date"]
    parts = "\x1f".join([draft.provider or header["service"], (draft.slugline or "").lower(), day])
    return "anpa1312:" + hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:32]
