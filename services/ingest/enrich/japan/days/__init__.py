"""Which days and hours does a story name?  Headline, summary and text, by the language that the story is in."""

import re

from schemas.japan import Day, Where
from schemas.story import Story
from services.ingest.enrich.japan.days.anchor import Anchor
from services.ingest.enrich.japan.days.english import english_days
from services.ingest.enrich.japan.days.japanese import japanese_days
from services.ingest.enrich.japan.days.stamped import stamped

_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_OPEN: dict[str, object] = {
    "value": None, "first": None, "last": None, "precision": None, "at": None, "basis": None, "base": None,
    "flags": [],
}  # fmt: skip
_SENTENCE_ENDS = re.compile(r"[。\n]|[.!?] ")


def days_of(story: Story, anchor: Anchor, dateline_ends: int, most: int) -> list[Day]:
    """In the order of the text; of more than `most` at least one more.

    `dateline_ends`: what stands before it in the body is the dateline's own date.  Whole stamps are read in every
    language, dates in words in Japanese and English alone.
    """
    found: list[Day] = []
    for where, text in texts_of(story):
        begin = dateline_ends if where == "body" else 0
        words = _in_words(text, where, story.language, anchor, most, begin)
        stamps = [day for day in stamped(text, where, anchor) if day.start >= begin]
        found += _woven(stamps, words, text) if stamps else words
    return found


def uncounted(days: list[Day], why: str) -> list[Day]:
    """Where the day to count from is in doubt, only what the text states by itself is told."""
    return [day if day.basis == "stated" or day.value is None else _left_open(day, why) for day in days]


def _left_open(day: Day, why: str) -> Day:
    return day.model_copy(update={**_OPEN, "problem": why})


def texts_of(story: Story) -> list[tuple[Where, str]]:
    texts: list[tuple[Where, str | None]] = [
        ("headline", story.headline), ("summary", story.summary), ("body", story.body.text)
    ]  # fmt: skip
    return [(where, text) for where, text in texts if text]


def _in_words(text: str, where: Where, language: str, anchor: Anchor, most: int, begin: int) -> list[Day]:
    if language == "ja" or (language == "und" and not text.isascii() and _JAPANESE.search(text)):
        return japanese_days(text, where, anchor, most, begin)
    return english_days(text, where, anchor, most, begin) if language.startswith("en") or language == "und" else []


def _woven(stamps: list[Day], words: list[Day], text: str) -> list[Day]:
    """A whole stamp counts before the words that it is made of.

    Words don't know of stamps: an hour that they gave to the story's own day, behind a stamp in the same sentence, may
    be of the stamp's day.
    """
    free = [day for day in words if not any(day.start < stamp.end and stamp.start < day.end for stamp in stamps)]
    days: list[Day] = []
    for day in sorted([*stamps, *free], key=lambda day: day.start):
        last = next((stamp for stamp in reversed(stamps) if stamp.end <= day.start), None)
        behind = last is not None and not _SENTENCE_ENDS.search(text, last.end, day.start)
        days.append(_left_open(day, "of which day?") if behind and "day_supposed" in day.flags else day)
    return days
