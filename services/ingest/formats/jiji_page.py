"""A syndicator's page with a JIJI Press story, saved as text: menu and sharing lines around it.

In order: menu with a breadcrumb that ends in the headline; headline; captions; `Short Url:`; one or two stamps; a
bullet or more that sum up; the story from its dateline on; `JIJI Press`; then lines that belong to the page.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from schemas.reasons import Reason, Rejected
from schemas.story import Body, Dateline, Media
from services.ingest.desk_words.kill import take_back_story
from services.ingest.desk_words.signals import Signal, read_signal
from services.ingest.draft import Copy, Draft
from services.ingest.reading.markup import plain_paragraphs, text_to_html
from services.ingest.reading.stamps import Stamp, read_stamp
from services.runtime.feeds import Feed

NAME = "jiji-page"
FIELDS: dict[str, str] = {
    "story_id": "digest of the headline and the first stamp",
    "version": "the seconds of the last stamp where later than the first; else 1, or by words that head the headline",
    "provider": "`jiji`",
    "change": "words that head the headline (a kill cancels); a last stamp that is later than the first",
    "headline": "the line that repeats the last step of the breadcrumb",
    "summary": "the bullets under the stamps",
    "credit": "the line `JIJI Press` that ends the story",
    "section": "the step of the breadcrumb before the last",
    "dateline": "the place in capitals that begins the text: `TOKYO:`",
    "language": "`en`",
    "body": "the text between the bullets and the line `JIJI Press`",
    "media": "lines between headline and `Short Url:`: caption, and credit in brackets at its end",
    "created_at": "the first stamp under `Short Url:`",
    "updated_at": "the last stamp there",
}

_URL_LINE = "Short Url:"
_CREDIT_LINE = re.compile(r"(?i:jiji press)")
_STAMP_LINE = re.compile(r"\d{1,2} [A-Z][a-z]{2,8} \d{4} \d{2}:\d{2}(?::\d{2})?(?: ?\S{1,9})?", re.ASCII)
_BULLET = re.compile(r"^\s*[•·*]\s+")
_DATELINE = re.compile(r"(?P<place>[A-Z][A-Z .,'’/-]{1,60}?)\s*:\s")
_CREDIT = re.compile(r"\((?P<credit>[^()]{1,60})\)$")
_HEAD_LINES = 200


@dataclass(frozen=True, slots=True)
class _Page:
    """The page's lines, cut at what marks its parts."""

    above: list[str]
    stamps: list[str]
    bullets: list[str]
    story: list[str]
    credit: str | None


def recognises(copy: Copy) -> bool:
    head = [line.strip() for line in copy.text[:40_000].split("\n")[:_HEAD_LINES]]
    if _URL_LINE not in head:
        return False
    after = [line for line in head[head.index(_URL_LINE) + 1 :] if line]
    return bool(after) and bool(re.match(r"\d{1,2} \w{3,9} \d{4}", after[0]))


def parse(copy: Copy, feed: Feed) -> Iterator[Draft | Rejected]:
    page = _cut(plain_paragraphs(copy.text))
    headline, section, captions = _top(page.above)
    if page.credit is None:
        raise Rejected(Reason.UNSUPPORTED_FORMAT, "a syndicated page, but no JIJI Press line ends its story")
    text = plain_paragraphs("\n".join(page.story))
    draft = Draft(
        provider="jiji",
        language="en",
        headline=headline,
        summary="\n".join(page.bullets) or None,
        section=section,
        credit=page.credit,
        dateline=_dateline(text),
        body=Body(text=text, html=text_to_html(text)),
        media=[_media(caption) for caption in dict.fromkeys(captions)],
    )
    _times(page, draft, feed)
    signal = read_signal(headline, feed.markers)
    draft.story_id = _identity(signal.rest, draft)
    _change(draft, signal)
    yield draft


def _change(draft: Draft, signal: Signal) -> None:
    assert draft.created_at is not None  # noqa: S101  a page without stamps is not recognised
    assert draft.updated_at is not None  # noqa: S101  the same
    later = draft.updated_at > draft.created_at
    draft.version = int(draft.updated_at.timestamp()) if later else signal.version
    draft.change = signal.change or ("update" if later else None)
    if signal.withdraws:
        draft.withdraw("its headline withdraws it")
        take_back_story(draft, numbered=later or signal.lead > 0)
    elif signal.advance:
        draft.hold_back("advance", "advance copy")


def _cut(text: str) -> _Page:
    lines = text.split("\n")
    url = next(number for number, line in enumerate(lines) if line.strip() == _URL_LINE)
    after = url + 1
    stamps, after = _while(lines, after, lambda line: bool(re.match(r"\s*\d{1,2} \w{3,9} \d{4}", line)))
    bullets, after = _while(lines, after, lambda line: bool(_BULLET.match(line)))
    end = next((n for n in range(after, len(lines)) if _CREDIT_LINE.fullmatch(lines[n].strip())), None)
    return _Page(
        above=lines[:url],
        stamps=[line.strip() for line in stamps],
        bullets=[_BULLET.sub("", line).strip() for line in bullets],
        story=lines[after:end],
        credit=None if end is None else lines[end].strip(),
    )


def _while(lines: Sequence[str], start: int, fits: Callable[[str], bool]) -> tuple[list[str], int]:
    """The lines from `start` on that fit, blank ones passed over; and where the next one is."""
    taken: list[str] = []
    while start < len(lines) and (not lines[start].strip() or fits(lines[start])):
        if lines[start].strip():
            taken.append(lines[start])
        start += 1
    return taken, start


def _top(above: Sequence[str]) -> tuple[str, str | None, list[str]]:
    """Headline, section and captions.

    The breadcrumb's last step repeats the headline, which is how both are found among menu lines; the step before
    is the section.
    """
    menu = [_BULLET.sub("", line).strip() for line in above if _BULLET.match(line)]
    plain = [(n, line.strip()) for n, line in enumerate(above) if line.strip() and not _BULLET.match(line)]
    for number, line in plain:
        if line in menu:
            step = menu.index(line)
            section = menu[step - 1] if step and menu[step - 1] != "Home" else None
            return line, section, [text for n, text in plain if n > number]
    raise Rejected(Reason.MISSING_FIELD, "headline: no line of the page repeats the end of its breadcrumb")


def _media(caption: str) -> Media:
    credit = _CREDIT.search(caption.rstrip())
    text = caption[: credit.start()].rstrip() if credit else caption
    return Media(kind="picture", caption=text, credit=credit["credit"].strip() if credit else None)


def _dateline(text: str) -> Dateline | None:
    match = _DATELINE.match(text)
    return Dateline(text=match["place"], place=match["place"]) if match else None


def _times(page: _Page, draft: Draft, feed: Feed) -> None:
    """The first stamp is when the page came out, the last when it was changed; one alone is both."""
    first = _stamp(page.stamps[0], feed, "created_at")
    last = _stamp(page.stamps[-1], feed, "updated_at")
    draft.created_at, draft.updated_at = first.at, last.at
    draft.repairs.extend((*first.repairs, *last.repairs))
    draft.warnings.extend((*first.warnings, *last.warnings))


def _stamp(line: str, feed: Feed, field: str) -> Stamp:
    if not _STAMP_LINE.fullmatch(line):
        raise Rejected(Reason.BAD_TIME, f"{field}: no stamp that we can read: {line[:40]!r}")
    return read_stamp(line, feed.zone, field)


def _identity(headline: str, draft: Draft) -> str:
    """Headline and first stamp: what the page keeps when it is changed."""
    assert draft.created_at is not None  # noqa: S101  a page without stamps is not recognised
    parts = f"{headline}\x1f{draft.created_at.isoformat()}"
    return "jiji-page:" + hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:32]
