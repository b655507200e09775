"""Which days and hours does a story name?  Headline, summary and text, by the language that the story is in."""

import re

from schemas.japan import Day, Where
from schemas.story import Story
from services.ingest.enrich.japan.days.anchor import Anchor
from services.ingest.enrich.japan.days.english import english_days
from services.ingest.enrich.japan.days.japanese import japanese_days
from services.ingest.enrich.japan.days.stamped import stamped

_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def days_of(story: Story, anchor: Anchor, dateline_ends: int) -> list[Day]:
    """In the order of the text.  `dateline_ends`: what stands before it in the body is the dateline's own date.

    Whole stamps are read in every language, dates in words in Japanese and English alone.
    """
    found = []
    for where, text in texts_of(story):
        days = _in_text(text, where, story.language, anchor)
        if where == "body" and dateline_ends:
            days = [day for day in days if day.start >= dateline_ends]
        found += days
    return found


def texts_of(story: Story) -> list[tuple[Where, str]]:
    texts: list[tuple[Where, str | None]] = [
        ("headline", story.headline), ("summary", story.summary), ("body", story.body.text)
    ]  # fmt: skip
    return [(where, text) for where, text in texts if text]


def _in_text(text: str, where: Where, language: str, anchor: Anchor) -> list[Day]:
    """A whole stamp counts before the words that it is made of."""
    stamps = stamped(text, where, anchor)
    words = _in_words(text, where, language, anchor)
    if not stamps:
        return words
    free = [day for day in words if not any(day.start < one.end and one.start < day.end for one in stamps)]
    return sorted([*stamps, *free], key=lambda day: day.start)


def _in_words(text: str, where: Where, language: str, anchor: Anchor) -> list[Day]:
    if language == "ja" or (language == "und" and not text.isascii() and _JAPANESE.search(text)):
        return japanese_days(text, where, anchor)
    return english_days(text, where, anchor) if language.startswith("en") or language == "und" else []
