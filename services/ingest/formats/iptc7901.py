"""IPTC 7901: the text transmission format of teleprinter days, as AFP, APA, ATS, dpa and others still send it.

SOH, source and message number, priority, category, word count; slug; STX, take and headline, byline, text; ETX, day and
hour.  Some senders lose the control signs on the way; the lines stay.

Identity is source, slug and the day of the footer: an agency gives each lead a new message number, and uses a slug
again the next day.  A slug of one word (`France/`) is that of many stories, so that there the headline counts too.
Leads, refiles and corrections count the version.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from schemas.reasons import Reason, Rejected
from schemas.story import Body, Repair, Subject
from services.ingest.desk_words.embargo import is_embargo, without_embargo
from services.ingest.desk_words.signals import Signal, read_signal
from services.ingest.draft import Copy, Draft
from services.ingest.formats.iptc7901_lines import DAY_OF_FOOTER, dateline_of, iso_of, without_notes
from services.ingest.reading.markup import text_to_html
from services.ingest.reading.wrapping import unwrapped
from services.runtime.feeds import Feed

NAME = "iptc7901"
FIELDS: dict[str, str] = {
    "story_id": "digest of the header's source, slug and the footer's day; the headline too if the slug is one word",
    "version": "1; take lines count it: FLASH 0, 1ST LEAD 3, its REFILE 4, 2ND LEAD 5; a kill that names none 0",
    "provider": "the agency that the header's last field or the dateline names, if it is one that we know",
    "change": "take lines and the words that head the headline (LEAD, REFILE, CORRECTED, KILL, 訂正, 差し替え, ...)",
    "status": "`canceled` for a kill, `withheld` for an advance copy (ADVANCE, 予定稿)",
    "urgency": "priority of the header, 1 to 9",
    "headline": "the lines above the first blank one, or above the sign `=`, without takes, byline and embargo",
    "subheadlines": "slug words and remarks in brackets that stand over the headline on lines of their own",
    "slugline": "the lines between header and STX, without the strokes around",
    "byline": "the line under the headline that begins with By, Von, Par, Por, Di, Door, Af or Av",
    "credit": "the agency in the brackets of the dateline",
    "ednote": "lines of the head about an embargo; dpa's Notebook and all that stands under it, signatures included",
    "dateline": "what begins the text: `Berlin (dpa) -`, `PARIS, 9 déc 2018 (AFP) -`, `見本市（見本通信）`",
    "body": "the text, its lines joined to paragraphs; columns of tables stay",
    "subjects": "category of the header, scheme `iptc7901.category`",
    "updated_at": "day, hour, zone, month and year of the footer; in the zone of the feed where it names none",
}

_HEADER = re.compile(
    r"[\s\x7f\x16\x01]*(?P<source>[a-z]{2,4})(?P<number>\d{3,5})[ \t]+(?P<priority>[1-9])[ \t]+(?P<category>[a-z]{1,3})"
    r"[ \t]+(?P<words>\d{1,5})(?P<rest>[^\n]{0,80})(?:\n|$)",
    re.IGNORECASE | re.ASCII,
)
_FOOTER = re.compile(rf"(?:^|\x03)[ \t]*{DAY_OF_FOOTER}[ \t]*$", re.MULTILINE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_BYLINE = re.compile(r"(?:By|Von|Par|Por|Di|Door|Af|Av) +(?P<name>[^=\n]{2,120}?)[ \t]*=?$", re.IGNORECASE)
_OVER_TITLE = re.compile(r"[^\n]{1,80}:|[A-Za-z\u00c0-\u024f'-]{1,24}|\([^()\n]{1,120}\)")
_NEW_VERSION = re.compile(r"\((?:Zusammenfassung|Neu\b|Aktualisiert|Ausf\u00fchrlich|Erweitert)", re.IGNORECASE)
_MOST_OF_A_HEAD = 12
_LONGEST_LINE = 400
_AGENCIES = frozenset(
    ["dpa", "afp", "apa", "ats", "sda", "ansa", "efe", "tass", "belga", "anp", "ritzau", "ntb", "pap", "sid", "epd",
     "kna", "lusa", "tt", "stt", "jiji", "kyodo", "reuters", "xinhua"]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Message:
    header: re.Match[str]
    slug: str | None
    head: list[str]
    text: str
    footer: re.Match[str] | None


def recognises(copy: Copy) -> bool:
    return _HEADER.match(copy.text[:2000].replace("\r\n", "\n").replace("\r", "\n")) is not None


def parse(copy: Copy, feed: Feed) -> Iterator[Draft | Rejected]:
    message = _cut(copy.text.replace("\r\n", "\n").replace("\r", "\n"))
    draft = Draft(urgency=int(message.header["priority"]), slugline=message.slug)
    draft.subjects.append(Subject(scheme="iptc7901.category", code=message.header["category"]))
    signal = _head(message.head, draft, feed)
    story, notes = without_notes(_CONTROLS.sub("", message.text))
    text = unwrapped(story)
    draft.body = Body(text=text, html=text_to_html(text))
    draft.ednote = "\n".join(filter(None, (draft.ednote, unwrapped(notes)))) or None
    _agency(text, message, draft)
    if message.footer:
        _time(message.footer, draft, feed)
    draft.version, draft.change, draft.withdraws = signal.version, signal.change, signal.takes_back
    if signal.withdraws:
        draft.status = "canceled"
    elif signal.advance:
        draft.hold_back("advance", "advance copy")
    draft.story_id = _story_id(message, draft, feed)
    yield draft


def _cut(text: str) -> _Message:
    header = _HEADER.match(text)
    if header is None:
        raise Rejected(Reason.MALFORMED, "the header line of IPTC 7901 is too long or broken")
    rest = text[header.end() :]
    above, stx, below = rest.partition("\x02")
    if not stx:
        above, below = _without_stx(rest)
    footer = None
    for footer in _FOOTER.finditer(below, max(0, len(below) - 400)):  # noqa: B007  the last one counts
        pass
    end = footer.start() if footer else below.find("\x03")
    below = below[:end] if end >= 0 else below
    slug = " ".join(_CONTROLS.sub("", above).split()).strip("/ ") or None
    head, text = _head_and_text(below)
    return _Message(header, slug, head, text, footer)


def _without_stx(rest: str) -> tuple[str, str]:
    """The first line is the slug if it is parted by strokes, as slugs are."""
    lines = rest.lstrip("\n").split("\n", 1)
    first = lines[0].strip()
    if "/" in first and " " not in first.strip("/"):
        return first, lines[1] if len(lines) > 1 else ""
    return "", rest


def _head_and_text(below: str) -> tuple[list[str], str]:
    """Take, headline and byline stand before the first blank line, the first indented one, or end with `=`."""
    lines = below.lstrip("\n ").split("\n")
    end = 0
    for end, line in enumerate(lines[:_MOST_OF_A_HEAD]):
        if not line.strip() or (end and line.startswith(("  ", "\t"))):
            break
        if line.rstrip().endswith("="):
            end += 1  # noqa: PLW2901  that line is of the head
            break
    head = [_CONTROLS.sub("", line).strip() for line in lines[:end]]
    text = "\n".join(lines[end:])
    return (head, text) if text.strip() else ([], "\n".join(head).rstrip("= ") or text)


def _head(lines: list[str], draft: Draft, feed: Feed) -> Signal:
    """Sets headline, subheadlines, byline and embargo; the signals of the take lines and of the headline together."""
    signal = Signal()
    titles: list[str] = []
    for line in lines:
        if len(line) > _LONGEST_LINE:  # no line of a telegraph's head, and long to match
            titles.append(line)
        elif is_embargo(line):
            draft.ednote = "\n".join(filter(None, (draft.ednote, line.rstrip("= "))))
        elif titles and (byline := _BYLINE.fullmatch(line)):
            draft.byline = draft.byline or byline["name"]
        elif not titles and line and not (take := read_signal(line, feed.markers)).rest:
            signal |= take
        elif line.strip("= "):
            titles.append(line.rstrip("= "))
    # Over the title may stand a slug word or two, ended by a colon or nothing (ATS), and a remark in brackets (dpa).
    while len(titles) > 1 and _OVER_TITLE.fullmatch(titles[0]):
        if _NEW_VERSION.match(titles[0]):
            signal |= Signal(updates=True)
        draft.subheadlines.append(titles.pop(0))
    draft.headline = " ".join(titles) or None
    return signal | read_signal(draft.headline or "", feed.markers)


def _agency(text: str, message: _Message, draft: Draft) -> None:
    said = re.search(r"[a-z]{3,}", message.header["rest"])
    draft.dateline, draft.credit = dateline_of(text, _AGENCIES)
    for word in filter(None, (said and said[0], *re.split("[ /]", (draft.credit or "").lower())[:1])):
        if word in _AGENCIES:
            draft.provider = word


def _time(footer: re.Match[str], draft: Draft, feed: Feed) -> None:
    draft.read_time("updated_at", iso_of(footer), feed.zone)
    draft.repairs = [
        Repair(field=one.field, from_=" ".join(footer[0].strip("\x03 ").split()), to=one.to, why=one.why)
        if one.field == "updated_at"
        else one
        for one in draft.repairs
    ]


def _story_id(message: _Message, draft: Draft, feed: Feed) -> str:
    day = iso_of(message.footer)[:10] if message.footer else ""
    headline = without_embargo(read_signal(draft.headline or "", feed.markers).rest) or (
        draft.body.text[:200] if draft.body else ""
    )
    slug = message.slug or ""
    name = slug if "/" in slug else f"{slug}\x1f{headline}"
    parts = "\x1f".join([message.header["source"].lower(), name, day])
    return "iptc7901:" + hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:32]
