"""The lines over a NewsML-G2 story: which of several headlines, descriptions and notes is which."""

import datetime as dt
import re

from schemas.reasons import Rejected
from schemas.story import Body, Dateline, Kind
from services.ingest.draft import Draft
from services.ingest.formats.newsml_g2_content import block_text
from services.ingest.formats.newsml_g2_terms import empty, first_text, in_language, last_part
from services.ingest.reading.markup import text_to_html
from services.ingest.reading.stamps import read_stamp
from services.ingest.reading.xml import XML_LANG, Element, text_of

_MAIN_ROLES = frozenset(["", "main", "title", "headline", "hl1", "primary"])
_SUMMARY_ROLES = frozenset(["summary", "abstract", "teaser", "lead", "standfirst", "intro", "short", "synopsis"])
_SCRIPT_ROLES = frozenset(["dopesheet", "shotlist", "script", "storyline", "transcript"])

_SMALL = frozenset(["and", "de", "la", "van", "von", "der", "al", "bin", "in"])

# Place before the agency's bracket, the date, or the end; no place where words and numbers come first.
_PLACE = re.compile(r"([^\W\d_][^\d(,\n]{0,60}?)\s*(?=[(,]|$)")
_IN_TEXT = re.compile(r"(([^\W\d_][^\d(),\n]{2,40})[^()\n]{0,40}\([A-Za-z][\w.&/ ]{1,30}\))\s?[-–—_]{1,2}\s")
_LONGEST_DATELINE = 82
"""Signs before and with its bracket."""
_DATES = (
    re.compile(r"\b(?P<day>\d{1,2})\.? (?P<month>[A-Za-z]{3,9})\.? (?P<year>\d{4})\b", re.ASCII),
    re.compile(r"\b(?P<month>[A-Za-z]{3,9})\.? (?P<day>\d{1,2}), (?P<year>\d{4})\b", re.ASCII),
)
_ISO_DATE = re.compile(r"\b(\d{4})[-年](\d{1,2})[-月](\d{1,2})(?:日|\b)", re.ASCII)


def headlines_of(elements: list[Element], language: str | None, warnings: list[str]) -> tuple[str | None, list[str]]:
    """The main one: in the story's language, of no special role, of the highest rank; and the others."""
    spoken = in_language([one for one in elements if text_of(one)], language)
    ranked = sorted(spoken, key=lambda one: (last_part(one.get("role")) not in _MAIN_ROLES, _rank(one)))
    lines = [line for one in ranked if (line := text_of(one))]
    chosen = set(spoken)
    if others := sorted({one.get(XML_LANG) or "?" for one in elements if one not in chosen and text_of(one)}):
        warnings.append(f"headline: left out in {', '.join(others)[:40]}")
    return (lines[0], lines[1:]) if lines else (None, [])


def summary_of(elements: list[Element], language: str | None, draft: Draft) -> str | None:
    """A summary by its role, else one of no role, else the caption; Reuters' that repeats the headline is none."""
    spoken = in_language([one for one in elements if text_of(one)], language)
    roles = [(last_part(one.get("role")), one) for one in spoken]
    for wanted in (_SUMMARY_ROLES, frozenset([""]), frozenset(["caption"])):
        for role, one in roles:
            text = block_text(one) if role in wanted else None
            if text and text != draft.headline and not text.startswith(f"{draft.slugline}:"):
                return text
    return None


def script_of(kind: Kind, elements: list[Element]) -> Body | None:
    """What a film's text is: its dopesheet and shotlist."""
    if kind not in {"video", "audio"}:
        return None
    parts = [text for one in elements if last_part(one.get("role")) in _SCRIPT_ROLES and (text := block_text(one))]
    text = "\n\n".join(parts)
    return Body(text=text, html=text_to_html(text)) if text else None


def list_of_package(groups: list[Element]) -> Body | None:
    """The headlines of what a package holds, where it names them."""
    refs = (ref for holder in groups for ref in holder.iter("itemRef"))
    lines = [line for ref in refs if (line := first_text([*ref.iterchildren("headline"), *ref.iterchildren("title")]))]
    text = "\n\n".join(lines)
    return Body(text=text, html=text_to_html(text)) if text else None


def ednote_of(elements: list[Element]) -> str | None:
    """All notes, one below the other; dpa's notepad repeats the rest in HTML, so it counts only if it is alone."""
    plain = [one for one in elements if last_part(one.get("role")) != "notepad"]
    notes = [text for one in plain if (text := block_text(one))]
    for heading in [heading for one in elements if not notes for heading in one.iter("header")]:
        empty(heading)
    notes = notes or [text for one in elements if (text := block_text(one))]
    return "\n".join(notes) or None


def byline_in(body: Body | None, language: str | None) -> str | None:
    """`By Hana Mori and Jo Berg` on a line of its own over an English story, where Reuters and others put it."""
    if body is None or not (language or "").lower().startswith("en"):
        return None
    return next((line for line in body.text[:2000].split("\n")[:16] if _is_byline(line)), None)


def _is_byline(line: str) -> bool:
    if not line.startswith("By ") or len(line) > 100 or line.endswith((".", "?", ":")):
        return False
    words = line[3:].replace(",", " ").split()
    return 2 <= len(words) <= 12 and all(word in _SMALL or word[0].isupper() for word in words)


def dateline_of(text: str | None, place: str | None) -> Dateline | None:
    """`place` is where the metadata has the story from: it stands in for a text, and counts only where that names it.

    AP's `located` is the bureau near by: Pittsburgh for a story that says FORT WASHINGTON, Pa.
    """
    text = text.rstrip(" -–—_") if text else place
    if not text:
        return None
    if place is None or place.split(",")[0].casefold() not in text.casefold():
        found = _PLACE.match(text)
        place = found[1] if found and " - " not in found[1] and " / " not in found[1] else place
    return Dateline(text=text, place=place, date=_day_in(text))


def dateline_in(body: Body | None) -> str | None:
    """`LIMA, Jan 21 (Reuters)` before the dash that begins a first paragraph; its capitals tell it from a remark."""
    for line in body.text[:3000].split("\n")[:16] if body else ():
        if line.find("(", 0, _LONGEST_DATELINE) > 0 and (found := _IN_TEXT.match(line)) and found[2].isupper():
            return found[1]
    return None


def is_stamp(text: str) -> bool:
    """Reuters' online items have the hour of their release for a dateline."""
    return re.match(r"\d{4}-\d{2}-\d{2} ", text) is not None


def _day_in(text: str) -> dt.date | None:
    if found := _ISO_DATE.search(text):
        written = "{}-{}-{}T00:00Z".format(*found.groups())
    else:
        found = next((match for shape in _DATES if (match := shape.search(text))), None)
        written = f"{found['day']} {found['month']} {found['year']} 00:00 Z" if found else ""
    try:
        return read_stamp(written, "UTC", "dateline").at.date() if written else None
    except Rejected:
        return None


def _rank(element: Element) -> int:
    rank = element.get("rank") or ""
    return int(rank) if re.fullmatch("[0-9]{1,4}", rank) else 0
