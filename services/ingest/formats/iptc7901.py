"""IPTC 7901: the text transmission format of teleprinter days, as AFP, APA, ATS, dpa and others still send it.

SOH, source and message number, priority, category, word count; slug; STX, take and headline, byline, text; ETX, day and
hour.  Some senders lose the control signs on the way; the lines stay.

Identity is source, slug (the headline where there is none) and the day of the footer: an agency gives each lead a new
message number, and uses a slug again the next day.  Leads, refiles and corrections count the version.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from schemas.reasons import Reason, Rejected
from schemas.story import Body, Dateline, Repair, Subject
from services.ingest.draft import Copy, Draft
from services.ingest.markup import text_to_html
from services.ingest.signals import Signal, read_signal
from services.ingest.wrapping import unwrapped
from services.runtime.feeds import Feed

NAME = "iptc7901"

_HEADER = re.compile(
    r"[\s\x7f\x16\x01]*(?P<source>[a-z]{2,4})(?P<number>\d{3,5})[ \t]+(?P<priority>[1-9])[ \t]+(?P<category>[a-z]{1,3})"
    r"[ \t]+(?P<words>\d{1,5})(?P<rest>[^\n]{0,80})(?:\n|$)"
)
_FOOTER = re.compile(
    r"(?:^|\x03)[ \t]*(?P<day>\d{2})(?P<hour>\d{2})(?P<minute>\d{2})[ \t]*(?P<zone>GMT|UTC|[A-Z]{3,4})?[ \t]*"
    r"(?P<month>[A-Za-zäéûÄ]{3,9})\.?[ \t]*(?P<year>\d{2,4})[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_BYLINE = re.compile(r"(?:By|Von|Par|Por|Di|Door|Af|Av) +(?P<name>[^=\n]{2,120}?)[ \t]*=?$", re.IGNORECASE)
_ONE_WORD = re.compile("[A-Za-z\u00c0-\u024f'-]{1,24}")
_DATELINE = re.compile(r"\s*(?P<text>(?P<place>[^\W\d_][^()\n]{1,80}?) \((?P<agency>[^()\n]{2,40})\))(?:\s*[-–—_]+)?\s")
_MONTHS = {
    month: number
    for number, months in enumerate(
        ("jan", "feb fév fev", "mar mär mrz", "apr avr", "may mai mei", "jun", "jul", "aug aoû aou", "sep", "oct okt",
         "nov", "dec dez déc"), 1
    )
    for month in months.split()
}  # fmt: skip
_AGENCIES = frozenset(
    ["dpa", "afp", "apa", "ats", "sda", "ansa", "efe", "tass", "belga", "anp", "ritzau", "ntb", "pap"]
)


@dataclass(frozen=True, slots=True)
class _Message:
    header: re.Match[str]
    slug: str | None
    head: list[str]
    text: str
    footer: re.Match[str] | None


def recognises(copy: Copy) -> bool:
    return _HEADER.match(copy.text[:2000].replace("\r", "")) is not None


def parse(copy: Copy, feed: Feed) -> Iterator[Draft | Rejected]:
    message = _cut(copy.text.replace("\r\n", "\n").replace("\r", "\n"))
    draft = Draft(urgency=int(message.header["priority"]), slugline=message.slug)
    draft.subjects.append(Subject(scheme="iptc7901.category", code=message.header["category"]))
    signal = _head(message.head, draft)
    text = _CONTROLS.sub("", unwrapped(message.text))
    draft.body = Body(text=text, html=text_to_html(text))
    _agency(text, message, draft)
    if message.footer:
        _time(message.footer, draft, feed)
    draft.version, draft.change = signal.version, signal.change
    if signal.withdraws:
        draft.status = "canceled"
    elif signal.advance:
        draft.status = "withheld"
        draft.warnings.append("advance copy: held until the desk releases it")
    draft.story_id = _story_id(message, draft)
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
    slug = " ".join(line.strip() for line in above.split("\n") if line.strip()).strip("/ ") or None
    head, text = _head_and_text(below)
    return _Message(header, _CONTROLS.sub("", slug) if slug else None, head, text, footer)


def _without_stx(rest: str) -> tuple[str, str]:
    """The first line is the slug if it is parted by strokes, as slugs are."""
    lines = rest.lstrip("\n").split("\n", 1)
    first = lines[0].strip()
    if "/" in first and " " not in first.strip("/"):
        return first, lines[1] if len(lines) > 1 else ""
    return "", rest


def _head_and_text(below: str) -> tuple[list[str], str]:
    """Take, headline and byline stand before the first blank line."""
    head, _, text = re.sub(r"\n[ \t]+\n", "\n\n", below.lstrip("\n ")).partition("\n\n")
    if not text.strip():
        return [], head
    return [_CONTROLS.sub("", line).strip() for line in head.split("\n")], text


def _head(lines: list[str], draft: Draft) -> Signal:
    """Sets headline, subheadlines and byline; the signals of the take lines and of the headline together."""
    takes: list[str] = []
    titles: list[str] = []
    for line in lines:
        if byline := _BYLINE.fullmatch(line):
            draft.byline = draft.byline or byline["name"]
        elif not titles and line and not read_signal(line).rest:
            takes.append(line)
        elif line.strip("= "):
            titles.append(line.rstrip("= "))
    # A slug word or two may stand over the title, ended by a colon or nothing: ATS.
    while len(titles) > 1 and (titles[0].endswith(":") or _ONE_WORD.fullmatch(titles[0])):
        draft.subheadlines.append(titles.pop(0))
    draft.headline = " ".join(titles) or None
    return read_signal(" ".join([*takes, draft.headline or ""]))


def _agency(text: str, message: _Message, draft: Draft) -> None:
    said = re.search(r"[a-z]{3,}", message.header["rest"])
    if dateline := _DATELINE.match(text):
        draft.dateline = Dateline(text=dateline["text"], place=dateline["place"].strip())
        draft.credit = dateline["agency"]
    for word in filter(None, (said and said[0], (draft.credit or "").lower().split(" ")[0])):
        if word in _AGENCIES:
            draft.provider = word


def _time(footer: re.Match[str], draft: Draft, feed: Feed) -> None:
    month = _MONTHS.get(footer["month"].lower()[:3], 0)
    year = footer["year"] if len(footer["year"]) == 4 else f"20{footer['year']}"
    zone = (footer["zone"] or "").upper()
    written = f"{year}-{month:02}-{footer['day']} {footer['hour']}:{footer['minute']} {zone}".strip()
    draft.read_time("updated_at", written, feed.zone)
    draft.repairs = [
        Repair(field=one.field, from_=" ".join(footer[0].strip("\x03 ").split()), to=one.to, why=one.why)
        for one in draft.repairs
    ]


def _story_id(message: _Message, draft: Draft) -> str:
    footer = message.footer
    day = f"{footer['day']}{footer['month'].lower()[:3]}{footer['year']}" if footer else ""
    name = message.slug or read_signal(draft.headline or "").rest or (draft.body.text[:200] if draft.body else "")
    parts = "\x1f".join([message.header["source"], name, day])
    return "iptc7901:" + hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:32]
