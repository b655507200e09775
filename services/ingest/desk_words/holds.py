"""Must this version wait?  What its fields, its words and the feed's own words say of that, put together.

The text stays as it came: a line that names an embargo is a part of it.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from schemas.story import Hold, Repair
from services.ingest.desk_words.embargo import Embargo, hints_in, of_headline, read_embargo, unread
from services.ingest.draft import Draft
from services.ingest.reading.stamps import rfc3339
from services.runtime.feeds import Feed

_FIRST_LINES, _LAST_LINES, _NOTES = 3, 2, 40
_LONGEST_OF_BODY = 100
"""Signs of a line of the text that may be a desk's; longer ones are paragraphs."""
_END_OF_TEXT = 2000
"""Signs at either end of a text in which its first and last lines are looked for."""


def read_holds(draft: Draft, feed: Feed, received_at: dt.datetime | None) -> None:
    """Sets `hold`, `status` and `embargo_until`; a kill waits for nothing.

    `received_at` dates words of copy that has no time of its own.
    """
    if draft.status == "canceled":
        draft.hold = None
        return
    if draft.hold is not None and (draft.hold.reason != "embargo" or draft.embargo_until is None):
        draft.status = "withheld"  # a format may have read the status behind what holds it
    notes, text = _filled(draft.ednote or "")[:_NOTES], _text(draft)
    over = [line for line in (draft.slugline, *draft.subheadlines[:5]) if line]
    if hints_in([*notes, *over, draft.headline or "", *text]):
        _words(draft, notes, [*over, *of_headline(draft.headline or "")], text, feed, received_at)
    if word := _held_by(feed.hold, (draft.headline, draft.slugline, draft.ednote)):
        draft.hold_back("words", f"the feed's hold word {word}", word, "words")
    if draft.status == "withheld" and draft.hold is None:
        draft.hold = Hold(reason="status", where="field")


def _words(
    draft: Draft, notes: list[str], heads: list[str], text: list[str], feed: Feed, received_at: dt.datetime | None
) -> None:
    """`notes` to editors, slugs and lines over the text, and its first and last lines."""
    written = draft.updated_at or draft.created_at or received_at
    found = read_embargo([*notes, *heads, *text], written, feed.embargo_zone or feed.zone)
    missed = _missed(notes, heads, text)
    if missed and missed.sure and found and found.sure and draft.embargo_until is not None:
        draft.warnings.append(f"embargo: {missed.how}, what is read holds: {missed.text[:40]}")
    elif missed and (missed.sure or found is None):
        found = missed
    if found is not None:
        _embargo(draft, found, written)


def _text(draft: Draft) -> list[str]:
    """Its first lines and its last."""
    text = draft.body.text if draft.body else ""
    lines = _filled(text[:_END_OF_TEXT])
    if len(text) > _END_OF_TEXT:
        return lines[:_FIRST_LINES] + _filled(text[-_END_OF_TEXT:])[-_LAST_LINES:]
    return lines[:_FIRST_LINES] + (lines[-_LAST_LINES:] if len(lines) > _FIRST_LINES else [])


def _missed(notes: Sequence[str], heads: Sequence[str], text: Sequence[str]) -> Embargo | None:
    """A note that is not understood holds, whatever others say; a line of the text is but told."""
    short = [line for line in text if len(line) <= _LONGEST_OF_BODY]
    found = [
        *(unread(line, note=True) for line in notes),
        *(unread(line, note=False) for line in heads),
        *(one and replace(one, sure=False) for one in (unread(line, note=False) for line in short)),
    ]
    left = [one for one in found if one]
    return next((one for one in left if one.sure), next(iter(left), None))


def _filled(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _embargo(draft: Draft, found: Embargo, written: dt.datetime | None) -> None:
    draft.warnings.extend(found.warnings)
    if not found.sure:
        draft.warnings.append(f"embargo: words that may be of one, {found.how}, and hold nothing: {found.text[:40]}")
    elif found.lifted:
        # A moment that is over ends what an earlier version said in words; a field that names a later one stays.
        draft.embargo_until = draft.embargo_until or written
        draft.warnings.append("embargo: the copy says it is lifted")
    elif found.until is not None:
        _until(draft, found, found.until)
    elif draft.embargo_until is not None:
        draft.warnings.append(f"embargo: words that can't be read ({found.how}), the field holds: {found.text[:40]}")
    else:
        draft.hold_back("embargo", f"embargo: {found.how}", found.text, "words")


def _until(draft: Draft, found: Embargo, until: dt.datetime) -> None:
    """Of a field and words that disagree the later holds."""
    if draft.embargo_until == until:
        return
    if draft.embargo_until is not None:
        later = max(until, draft.embargo_until)
        draft.warnings.append(f"embargo: the words say {rfc3339(until)}, the field another, {rfc3339(later)} holds")
        if later != until:
            return
    draft.repairs.append(Repair(field="embargo_until", from_=found.text, to=rfc3339(until), why=found.how))
    draft.embargo_until = until
    draft.hold = draft.hold or Hold(reason="embargo", text=found.text, where="words")


def _held_by(words: Sequence[str], lines: Sequence[str | None]) -> str | None:
    """The first of the feed's hold words that a line has."""
    if not words:
        return None
    text = unicodedata.normalize("NFKC", "\n".join(filter(None, lines))).casefold()
    return next((word for word, shape in zip(words, _shapes(tuple(words)), strict=True) if shape.search(text)), None)


@lru_cache(maxsize=64)
def _shapes(words: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """Words of letters stand alone, so that `hold` is not in `household`; Japanese ones stand in others."""
    plain = [unicodedata.normalize("NFKC", word).casefold() for word in words]
    return tuple(
        re.compile(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])" if word.isascii() else re.escape(word))
        for word in plain
    )
