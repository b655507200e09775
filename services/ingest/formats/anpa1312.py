"""ANPA 1312 (1989), the wire service transmission guidelines of America's publishers: AP's and Kyodo's classic wire.

SYN SYN SOH, service and number, US, selector; priority, category, keyword, date, words; STX; lines that begin with the
elite caret and end with < or =; text; ETX, cycle and time; EOT.

Identity is the service, the keyword without cycle and take, and the day of the footer.  The take that stands behind the
keyword ("1st Ld-Writethru") counts the version.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_

from schemas.reasons import Reason, Rejected
from schemas.story import Body, Dateline, Repair, Subject
from services.ingest.desk_words.embargo import is_embargo
from services.ingest.desk_words.signals import Signal, read_note, read_signal
from services.ingest.draft import Copy, Draft
from services.ingest.reading.markup import text_to_html
from services.runtime.feeds import Feed, Markers

NAME = "anpa1312"
FIELDS: dict[str, str] = {
    "story_id": "digest of the footer's agency (else the service), the keyword without cycle and take, and the day",
    "version": "1; the take counts it: an alert 0, 1st Ld 3, its correction 4, 2nd Ld 5; a kill that names none 0",
    "provider": "the agency that begins the footer: `AP-WF-11-13-13 0745GMT`",
    "change": "takes behind the keyword (1st Ld, CORRECTIVE, KILL), words that head the headline, `Eds: Corrects`",
    "status": "`canceled` for a kill, `withheld` for an advance (`Adv15`) and behind HFR",
    "urgency": "priority letter: f 1, b 2, u 3, r 5, d 6, s 7",
    "headline": "the caret line behind the keyword line; of an alert without one its text, without the dateline",
    "summary": "the caret line behind the headline that ends with `<` and is no note",
    "slugline": "the keyword line without cycle (BC-, AM-, PM-), take and count",
    "byline": "the caret line that begins with By, and the writer's title under it",
    "credit": "the caret line that is the agency's name, else the agency in the brackets of the dateline",
    "ednote": "caret lines that begin with Eds, EDITOR'S NOTE, AP Photo, AP Graphic AP Video, or are an embargo",
    "dateline": "what begins the text: `ATLANTA (AP) _`, `【見本市共同】`",
    "body": "the text; quotes and dashes of the typesetter as readers see them, rows of tables by tabs, `{` as ½",
    "subjects": "category letter, scheme `anpa1312.category`",
    "created_at": "the footer of a first take",
    "updated_at": "the footer, in its own zone, or in that of the feed where it names none",
}

_HEADER = re.compile(
    r"[\s\x16]*\x01?(?P<service>[A-Za-z]{1,3})(?P<number>\d{3,4})\x1f?(?P<selector>[^\n]{0,60})\n"
    r"(?P<priority>[a-z]) (?P<category>[a-z])(?P<format>[\x10-\x14\s]+)"
    r"(?P<keyword>[^\n]{1,80}?)[ \t]+(?P<date>\d{1,2}-\d{1,2})"
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
_TAKE_IN_HEADER = re.compile(r"\s+(?P<take>\d{1,2}(?:st|nd|rd|th) ?Ld\S*|KILL|Adv ?\d{0,2})$", re.IGNORECASE)
_ADVANCE = re.compile(r"ADV(?:ANCE)?(?: ?\d{1,2})?", re.IGNORECASE)
_CREDIT = re.compile(r"(?:The )?Associated Press|AP|Kyodo(?: News)?|共同(?:通信)?", re.IGNORECASE)
_NOTE = re.compile(r"\(?Ed(?:itor)?s?[:.]|EDITOR'?S'?:? NOTE|AP (?:Photo|Graphic|Video|Interactive)|\(?With ")
_WRITER = re.compile(
    r"(?:AP|Associated Press|Kyodo|For The) [A-Z].{0,60}(?:Writer|Editor|Press|Correspondent|Reporter)s?"
)
_DATELINE = re.compile(
    r"(?P<text>(?P<place>[A-Z][^()\n]{1,80}?) \((?P<agency>[A-Za-z ]{2,30})\)) ?(?:_|-|--|—)\s"
    r"|(?P<ja>【(?P<where>[^【】\n]{1,20}?)(?P<who>共同|時事)】)\s?"
)
_GAP = re.compile(r"[ \x1e\x1f]*[\x1e\x1f][ \x1e\x1f]*")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_CODE = re.compile(r"\*\d{4}<")
_HALF = re.compile(r"(?<=\d)\{|(?<=\t)\{")
_QUOTED = re.compile(r"``([^`\n]*?)(?<![\d'])''")
_CLOSED = re.compile(r"(?<![\d'])''")  # behind a figure they are inches
_DASH = re.compile(r"(?<=\S) _ (?=\S)")
_TABULAR = "\x12"
_LONGEST_HEADLINE = 300


@dataclass(slots=True)
class _Lines:
    """`text` says that the caret lines are over."""

    keyword: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    text: bool = False


def recognises(copy: Copy) -> bool:
    return _HEADER.match(copy.text[:600].replace("\r\n", "\n").replace("\r", "\n")) is not None


def parse(copy: Copy, feed: Feed) -> Iterator[Draft | Rejected]:
    text = copy.text.replace("\r\n", "\n").replace("\r", "\n")
    header = _HEADER.match(text)
    if header is None:
        raise Rejected(Reason.MALFORMED, "the header lines of ANPA 1312 are broken")
    footer = None
    for footer in _FOOTER.finditer(text, max(header.end(), len(text) - 400)):  # noqa: B007  the last one counts
        pass
    draft = Draft(subjects=[Subject(scheme="anpa1312.category", code=header["category"])])
    _urgency(header["priority"], draft)
    lines = _sorted(text[header.end() : footer.start() if footer else len(text)], draft)
    takes = _takes(lines, header, draft)
    signal = _signal(takes, lines, draft, feed.markers)
    _body(lines, draft, tabular=_TABULAR in header["format"])
    draft.ednote = "\n".join(lines.notes) or None
    if footer:
        draft.provider = footer["agency"].lower()
        _time(footer, draft, feed, first=signal.change is None)
    draft.story_id = _story_id(header, footer, draft)
    draft.version, draft.change, draft.withdraws = signal.version, signal.change, signal.takes_back
    if signal.withdraws:
        draft.status = "canceled"
    elif signal.advance:
        draft.hold_back("advance", "advance copy")
    elif held := next((take for take in takes if is_embargo(take)), None):
        draft.hold_back("embargo", "no moment behind the keyword", held, "words")
    yield draft


def _urgency(letter: str, draft: Draft) -> None:
    draft.urgency = _PRIORITIES.get(letter)
    if draft.urgency is None:
        draft.warnings.append(f"urgency: no priority of ANPA 1312: {letter!r}")


def _sorted(text: str, draft: Draft) -> _Lines:
    """Keyword line first; then headline, notes, byline in any order while lines begin with the caret; then the text."""
    found = _Lines()
    for raw in text.strip("\x02\n").split("\n"):
        line = _CODE.sub("", raw.strip("\x02\x04\x0c"))
        bare = _CONTROLS.sub("", line).strip(" ^<=\t")
        if found.text or not line.lstrip("\x02 ").startswith("^"):
            found.text = found.text or bool(bare)
            found.body.append(line)
        elif not bare:
            continue
        elif not found.keyword:
            found.keyword = [part.strip() for part in bare.split(",")]
        else:
            _head_line(line.rstrip(), bare, found, draft)
    return found


def _head_line(line: str, bare: str, found: _Lines, draft: Draft) -> None:
    if _NOTE.match(bare) or is_embargo(bare):
        found.notes.append(bare)
    elif re.match(r"By [A-Z]", bare) and line.endswith("="):
        draft.byline = draft.byline or bare.removeprefix("By ")
    elif _CREDIT.fullmatch(bare):
        draft.credit = bare
    elif draft.byline and _WRITER.fullmatch(bare):
        draft.byline += f", {bare}"
    elif draft.headline is None and not line.startswith("^\x08"):
        draft.headline = _typeset(bare, "headline", draft)
    elif draft.summary is None and line.endswith("<") and not draft.byline:
        draft.summary = _typeset(bare, "summary", draft)
    else:
        found.body.append(line)


def _takes(lines: _Lines, header: re.Match[str], draft: Draft) -> list[str]:
    """The takes; sets the slugline: the header cuts the keyword off at 24 signs, the caret line has it whole."""
    keyword = header["keyword"].strip()
    in_header = _TAKE_IN_HEADER.search(keyword)
    cut = keyword[: in_header.start()] if in_header else keyword
    draft.slugline = _CYCLE.sub("", lines.keyword[0] if lines.keyword else cut) or _CYCLE.sub("", cut) or None
    if lines.keyword:
        return [part for part in lines.keyword[1:] if part and not _COUNT.match(part)]
    return [in_header["take"]] if in_header else []


def _signal(takes: list[str], lines: _Lines, draft: Draft, markers: Markers) -> Signal:
    """Of the keyword's parts, such as 1st Ld-Writethru or KILL, of the notes to editors, and of the headline."""
    advance = Signal(advance=any(_ADVANCE.fullmatch(take) for take in takes))
    said = [replace(read_signal(take, markers), lead=0) | read_signal(take.upper()) for take in takes]
    notes = [read_note(note, markers) for note in lines.notes]
    noted = Signal(withdraws=any(one.withdraws for one in notes), corrects=any(one.corrects for one in notes))
    return reduce(or_, [advance, *said, noted, read_signal(draft.headline or "", markers)])


def _body(lines: _Lines, draft: Draft, *, tabular: bool) -> None:
    """Sets body and dateline, and the headline of an alert that has none."""
    text = _typeset("\n\n".join(_paragraphs(lines.body, tabular=tabular)), "body", draft)
    draft.body = Body(text=text, html=text_to_html(text))
    dateline = _DATELINE.match(text)
    if dateline:
        place = dateline["place"] or dateline["where"]
        draft.dateline = Dateline(text=dateline["text"] or dateline["ja"], place=place)
        draft.credit = draft.credit or dateline["agency"] or dateline["who"]
        first = text[dateline.end() :].split("\n", 1)[0]
        if draft.headline is None and 0 < len(first) <= _LONGEST_HEADLINE:
            draft.headline = first
            why = "the copy has none, the first line of its text stands in"
            draft.repairs.append(Repair(field="headline", from_="", to=first, why=why))


def _paragraphs(lines: list[str], *, tabular: bool) -> list[str]:
    """A line that is indented or marked begins a paragraph; rows and lines of agate stay together."""
    paragraphs: list[str] = []
    before = ""  # the kind of the line before: row, text, mark, or nothing that goes on
    for line in lines:
        kind = "row" if _is_row(line) else "mark" if line.startswith("^") else "text"
        plain = _row(line) if kind == "row" else " ".join(_CONTROLS.sub("", line).strip("^ \t").rstrip("<=").split())
        if not plain.strip() or plain == "END":
            before = ""
            continue
        goes_on = kind == before != "mark"
        if goes_on and (kind == "row" or tabular):
            paragraphs[-1] += f"\n{plain}"
        elif goes_on and not line.startswith((" ", "\t")):
            paragraphs[-1] += f" {plain}"
        else:
            paragraphs.append(plain)
        before = kind
    return paragraphs


def _is_row(line: str) -> bool:
    return line.lstrip("^").startswith("\x08") or "\x1e" in line or line.count(";") > 2


def _row(line: str) -> str:
    return _CONTROLS.sub("", _GAP.sub("\t", line.strip(" \t")).replace(";", "\t")).strip("^<= ")


def _typeset(text: str, field_: str, draft: Draft) -> str:
    """The typesetter's signs as readers see them: `{` a half, double accents quotes, the low line a dash."""
    for sign, to, pattern, shown in (
        ("{", "½", _HALF, "½"),
        ("``", "“”", _QUOTED, "“\\1”"),
        (" _ ", " — ", _DASH, " — "),
    ):
        changed = pattern.sub(shown, text)
        if sign == "``" and sign in text:  # a quotation of several paragraphs is closed at the end of the last alone
            changed = _CLOSED.sub("”", changed.replace("``", "“"))
        if changed != text and field_ == "body":
            draft.repairs.append(Repair(field="body", from_=sign, to=to, why="sign of the typesetter, ANPA 1312"))
        text = changed
    return text


def _time(footer: re.Match[str], draft: Draft, feed: Feed, *, first: bool) -> None:
    day = f"20{footer['year']}-{footer['month']}-{footer['day']}"
    written = f"{day} {footer['hour']}:{footer['minute']} {footer['zone'] or ''}".strip()
    draft.read_time("updated_at", written, feed.zone)
    if first:
        draft.created_at = draft.updated_at


def _story_id(header: re.Match[str], footer: re.Match[str] | None, draft: Draft) -> str:
    day = f"{footer['year']}-{footer['month']}-{footer['day']}" if footer else header["date"]
    parts = "\x1f".join([draft.provider or header["service"], (draft.slugline or "").lower(), day])
    return "anpa1312:" + hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:32]
