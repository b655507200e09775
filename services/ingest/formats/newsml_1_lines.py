"""What is said of a NewsML 1.x story: headline, slugline, byline, dateline, keywords and the rest of its lines.

A component's NewsLines and metadata are of that component and of what is in it.  So the lines of a story are those of
the component that holds its text, then of those around it; a picture's byline is none of the story's.
"""

import re

from schemas.story import Dateline
from services.ingest.draft import Draft
from services.ingest.formats.newsml_1_content import Content
from services.ingest.formats.newsml_1_terms import (
    chain_of,
    child_text,
    keywords_of,
    metadata_of,
    name_of,
    named,
    property_of,
    subjects_of,
)
from services.ingest.formats.nitf_body import NO_PLACE
from services.ingest.reading.stamps import read_day
from services.ingest.reading.xml import XML_LANG, Element, text_of

_NO_HEADLINE = re.compile(r"no headline\s*!?|\d{6,}", re.IGNORECASE)  # Belga's sound desk; AFP's partners: a number
_TOWN = re.compile(r"([^\d,(]{2,60}?)\s*(?:,|\(|$)")
"""Strasbourg, 10 juil 2024 (AFP): what stands before the first comma or bracket, if there is no figure in it."""

_SLUGS = frozenset(["catchword", "catchline"])


def story_parts(components: list[Element], content: Content) -> list[Element]:
    """The components whose lines are of the story, in the order in which to ask them."""
    chain = chain_of(content.component)
    known = {*chain, *(one for piece in content.pieces for one in chain_of(piece.component))}
    return [*chain, *(one for one in components if one not in known)]


def read_lines(item: Element, parts: list[Element], content: Content, draft: Draft) -> None:
    lines = [found for part in parts if (found := part.find("NewsLines")) is not None]
    draft.headline = _headline(lines, content, draft)
    draft.subheadlines = [text for one in lines for sub in one.iterfind("SubHeadLine") if (text := text_of(sub))]
    draft.subheadlines += content.subtitles
    draft.summary = "\n\n".join(dict.fromkeys(content.leads or [one.text for one in content.summaries])) or None
    draft.slugline = _first(lines, "SlugLine") or _news_line(lines, _SLUGS) or draft.slugline
    draft.copyright = "\n".join(filter(None, (_first(lines, "CopyrightLine"), _first(lines, "RightsLine")))) or None
    draft.byline = _first(lines, "ByLine") or content.byline or _creator(parts)
    draft.credit = _first(lines, "CreditLine") or named(parts, "Source/Party") or named(parts, "Provider/Party")
    draft.dateline = _dateline(lines, parts, content)
    notes = [text for one in lines for line in one.iterfind("NewsLine") if (text := _advice(line))]
    draft.ednote = "\n".join(dict.fromkeys(notes)) or None
    draft.keywords = keywords_of(parts)
    draft.language = _language(item, parts)
    draft.subjects = subjects_of(item, draft.language)
    draft.genre = named(parts, "Genre")


def _first(lines: list[Element], name: str) -> str | None:
    return next((text for one in lines for found in one.iterfind(name) if (text := text_of(found))), None)


def _headline(lines: list[Element], content: Content, draft: Draft) -> str | None:
    """The nearest to the text; a package around it may be headed otherwise, which is told."""
    own = content.component.getparent() if content.component is not None else None
    title = next((text for one, text in content.titles if one.getparent() is own), None)
    title = title or next((text for _, text in content.titles), None)
    headings = [text for one in lines for name in ("HeadLine", "Headline") if (text := child_text(one, name))]
    real = [text for text in headings if not _NO_HEADLINE.fullmatch(text)]
    other = next((text for text in real if text != real[0]), None)
    if other and content.bodies:
        draft.warnings.append(f"headline: that of the text; the package around it says {other[:120]!r}")
    return next(iter(real), None) or title or content.headline


def _advice(line: Element) -> str | None:
    kind = (name_of(line.find("NewsLineType")) or "").lower()
    return child_text(line, "NewsLineText") if "advis" in kind else None


def _news_line(lines: list[Element], kinds: frozenset[str]) -> str | None:
    for one in lines:
        for line in one.iterfind("NewsLine"):
            if (name_of(line.find("NewsLineType")) or "").lower() in kinds:
                return child_text(line, "NewsLineText")
    return None


def _creator(parts: list[Element]) -> str | None:
    """A name; initials of the desk (MWE, daa/mt) and correspondents' numbers (COR 360) are nothing to print."""
    for part in parts:
        for one in metadata_of(part, "Creator/Party"):
            name = name_of(one)
            if name and not re.search(r"[\d/]", name) and not (name.isascii() and " " not in name):
                return name
    return None


def _dateline(lines: list[Element], parts: list[Element], content: Content) -> Dateline | None:
    """The line as written; place: NITF's, else the city of origin; date: DateLineDate, if the line has the same."""
    city = property_of(parts, "City")
    written = _first(lines, "DateLine")
    text = written if written and not NO_PLACE.fullmatch(written) else None
    nitf = content.dateline
    if text is None and nitf is not None:
        return nitf
    if text is None:
        return Dateline(text=city, place=city) if city else None
    stamps = (text_of(one) or "" for part in parts for one in metadata_of(part, "DateLineDate"))
    day = read_day(next(stamps, ""))
    agrees = day is not None and re.search(rf"(?<!\d)0?{day.day}(?!\d)", text) and str(day.year) in text
    place = nitf.place if nitf is not None and nitf.place else city
    if place is None and (town := _TOWN.match(text)):
        place = town[1].strip()
    return Dateline(text=text, place=place, date=day if agrees else None)


def _language(item: Element, parts: list[Element]) -> str | None:
    inherited = (one.get(XML_LANG) for one in (*parts, item))
    return named(parts, "Language") or next(filter(None, inherited), None)
