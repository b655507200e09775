"""What desk words say of a version: at the head of a headline, on a take line, in a note to editors.

Words are taken for signals where desks put them, never in running text: a story about a kill is no kill.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from schemas.story import Change, Withdraws
from services.runtime.feeds import Markers

# English, Japanese, French, German, Spanish, Italian, Dutch, Finnish and the Nordic languages.
_WITHDRAWS = (
    r"(?:(?:BULLETIN|MANDATORY|URGENT|STORY) +)?KILL|WITHDRAWN?|RETRACT(?:ED|ION)"
    r"|(?:KILLED|WITHDRAWAL)(?=\s*(?:[\])*]|$))"
    r"|(?:記事|配信|全文)?の?(?:取り?消し|取消|削除)(?:のお知らせ)?"
    r"|ANNULATION|ANNUL(?:E|ER|\u00c9E?)(?! ET REMPLACE)|STORNO|STORNIERUNG"
    r"|ZUR\u00dcCKGEZOGEN|ANULACI[O\u00d3]N|ANULADA?"
    r"|ANNULLAMENTO|INGETROKKEN|INTREKKING|TILBAKETRUKKET|TRUKKET TILBAGE"
)
_CORRECTS = (
    r"CORRECT(?:ED|ION|S|IVE)?|CORRECTING|REFILED?|(?:(?:お詫び|おわび)と)?訂正|差し?替え?"
    r"|BERICHTIGUNG|BERICHTIGT|KORREKTUR|CORRECTIF"
    r"|RECTIFICATI(?:ON|F|E)|ANNULE ET REMPLACE|CORRECCI[O\u00d3]N|RECTIFICACI[O\u00d3]N|CORREZIONE|RETTIFICA|CORRECTIE"
    r"|R\u00c4TTELSE|RETTELSE|KORRIGERING|KORJAUS|KORJATTU|OIKAISU"
)
_UPDATES = (
    r"UPDATED?|RPT|REPEAT|NEW|WRITETHRU|WRAP(?:UP)?|ROUNDUP|続報|追加|再送信?"
    r"|NEUFASSUNG|ACTUALISATION|ACTUALIZA|HERHALING"
)
_LEAD = (
    r"(?i:(?P<ordinal>\d{1,2})(?:ST|ND|RD|TH) *(?:LEAD|LD|UPDATE|NET|WRITETHRU|ROUNDUP|TAKE)(?:-WRITETHRU)?)"
    r"|(?:UPDATE|WRAP(?:UP)?|ROUNDUP) *(?P<update>\d{1,2})"
    r"|第(?P<report>\d{1,2})報|(?:LEAD|LD) *(?P<lead>\d{1,2})"
)
_LEAD_ALONE = r"LEAD|LD"
_ADVANCE = r"予定稿|ADVANCE"
_FLASH = r"速報|URGENTE?|FLASH|ALERT|BULLETIN|EXTRA|EIL(?:MELDUNG)?"

_OPENING = r"[【〔◎★☆(\uff08\[\uff3b《〈\uff1c/*]"
_OPEN = rf"{_OPENING}*+\s*+"
_CLOSE = (
    r"(?:\s*[】〕)\uff09\]\uff3d》〉\uff1e/*]+\s*[:\uff1a・\u3000-]*\s*"
    r"|(?P<tight>-)(?=\S)|\s*[:\uff1a・\uff1d\u3000-]+\s*|(?P<bare>\s+)|$)"
)
# Capitals alone: "Kill Bill" and "New York" begin headlines too.  No middle dot behind a Japanese word of withdrawal:
# there it joins two nouns of a headline, as in 削除・修正.
_HEAD = re.compile(
    rf"{_OPEN}(?:(?P<withdraws>{_WITHDRAWS})(?!\s*・)|(?P<corrects>{_CORRECTS})|(?P<leads>{_LEAD})"
    rf"|(?P<first>{_LEAD_ALONE})|(?P<updates>{_UPDATES})|(?P<advance>{_ADVANCE})|(?P<flash>{_FLASH})){_CLOSE}"
)
_MAY_HEAD = re.compile(rf"{_OPEN}(?:[A-Z][A-Z\u00c4]|\d|[^\x00-\u2fff])")
"""How each of the words begins, which most headlines don't: two capitals, a figure, or signs of Japanese."""
_IN_BRACKETS = re.compile(r"\([^()\n]{2,40}\)[:\s-]*|\[[^\[\]\n]{2,40}\][:\s-]*")
_TITLED = re.compile(r"[^\W\d_][\w. ]{2,30}:\s")
_CAPITALS = re.compile(r"[^\W\d_a-z][^\W\d_a-z]+\b")


# A note's words are prose, so that small letters count: `Eds: Corrects name in 3rd paragraph`.  `Kills 3rd paragraph`
# is no kill of the story.
_TO_EDITORS = re.compile(
    r"[\s(]*(?:(?:Attention )?Ed(?:itor)?s?\b['’]?s?[.:]?\s*)?(?:Note\b\s*[:_—-]?\s*)?", re.IGNORECASE
)
_NOTE_WITHDRAWS = re.compile(
    r"(?:(?:MANDATORY|BULLETIN|URGENT) )?KILL\b(?! (?:\d|GRAF|PARA))"
    r"|(?i:(?:please )?(?:kill|withdraw|retract|delete) (?:the |this )?(?:story|item|article|report|AP-|BC-))"
)
_NOTE_CORRECTS = re.compile(
    r"(?:this )?(?:re-?sends? (?:to )?)?(?:correct(?:s|ed|ing|ion)?|korja(?:us|ttu)|oikaisu)\b", re.IGNORECASE
)
_NOTE_UPDATES = re.compile(r"(?:updates?|adds?|recasts?|restores|subs)\b", re.IGNORECASE)


_MOST = 12
"""Signals that a desk puts before one line; more is no copy."""


@dataclass(frozen=True, slots=True)
class Signal:
    """`lead` counts leads, updates and nets so far, 0 for a first version; `rest` is the line without its signals."""

    withdraws: bool = False
    corrects: bool = False
    updates: bool = False
    advance: bool = False
    flash: bool = False
    lead: int = 0
    rest: str = ""

    @property
    def change(self) -> Change | None:
        """None where no word says that it is other than new."""
        if self.withdraws:
            return "withdrawal"
        if self.corrects:
            return "correction"
        return "update" if self.updates or self.lead else None

    @property
    def version(self) -> int:
        """For wires that number nothing: first version 1, its correction 2, first lead 3, its correction 4, ...

        A flash is 0, so that the story that follows under its headline is the next version of it.  A kill has the
        number of the lead that it names; one that names none has no number, which is 0 too: see `takes_back`.
        """
        if self.withdraws and not self.lead:
            return 0
        changed = self.corrects or self.withdraws or (self.updates and not self.lead)
        if self.flash and not changed and not self.lead:
            return 0
        return 1 + 2 * self.lead + changed

    @property
    def takes_back(self) -> Withdraws | None:
        """For wires that number nothing: a kill is of the lead that it names, else of all that its story has been."""
        if not self.withdraws:
            return None
        return "version" if self.lead else "story"

    def __or__(self, other: "Signal") -> "Signal":
        """Of two lines of one story; `rest` is that of the later."""
        return Signal(
            withdraws=self.withdraws or other.withdraws,
            corrects=self.corrects or other.corrects,
            updates=self.updates or other.updates,
            advance=self.advance or other.advance,
            flash=self.flash or other.flash,
            lead=self.lead + other.lead,
            rest=other.rest,
        )


NONE = Markers()
_NOTHING = Signal()


def read_signal(line: str, markers: Markers = NONE) -> Signal:
    """Of the words that stand before the line's own text; a line of signals alone has no `rest`.

    `markers` are the feed's own, beside the words that every desk uses.
    """
    signal = seen = _NOTHING
    at = committed = 0
    own = _own_words_of(markers)
    for _ in range(_MOST):
        if own and (marked := own.match(line, at)):
            seen, at = seen | _own_signal(marked), marked.end()
            if not (marked["bare"] and line[at : at + 200].isupper()):
                signal, committed = seen, at
            continue
        match, at = _next(line, at)
        if match is None:
            break
        seen = seen | _of(match)
        # A bare word counts when what follows is another signal or plainly a headline.
        if not _goes_on(line, at, match):
            signal, committed = seen, at
    rest = line[committed:].strip()
    return Signal(rest=rest) if signal is _NOTHING else replace(signal, rest=rest)


_MARKED = {
    "withdrawal": Signal(withdraws=True),
    "correction": Signal(corrects=True),
    "update": Signal(updates=True),
    "advance": Signal(advance=True),
    "flash": Signal(flash=True),
}


_OWN_CLOSE = (
    r"(?:\s*+[】〕)\uff09\]\uff3d》〉\uff1e/*]++\s*+[:\uff1a・\u3000-]*+\s*+|\s*+[:\uff1a・\uff1d\u3000-]++\s*+"
    r"|(?P<bare>\s++)|$|(?<=[^\w\s]))"
)
"""A word that ends in a sign (■, 〓) needs nothing behind it."""


def _own_words_of(markers: Markers) -> re.Pattern[str] | None:
    kinds = (markers.withdrawal, markers.correction, markers.update, markers.advance, markers.flash)
    return _own_words(tuple(map(tuple, kinds))) if any(kinds) else None


@lru_cache(maxsize=64)
def _own_words(words: tuple[tuple[str, ...], ...]) -> re.Pattern[str] | None:
    """By kind the words of a feed, the longest first; None where it has none."""
    kinds = zip(_MARKED, words, strict=True)
    groups = [f"(?P<{name}>{_any_of(several)})" for name, several in kinds if any(map(str.strip, several))]
    return re.compile(rf"{_OPENING}{{0,5}}\s{{0,5}}(?:{'|'.join(groups)}){_OWN_CLOSE}") if groups else None


def _any_of(words: Iterable[str]) -> str:
    known = sorted({word.strip() for word in words if word.strip()}, key=len, reverse=True)
    return "|".join(map(re.escape, known))


def _own_signal(found: re.Match[str]) -> Signal:
    return next(signal for name, signal in _MARKED.items() if found.groupdict().get(name) is not None)


def read_note(note: str, markers: Markers = NONE) -> Signal:
    """Of a note to editors, by the verb that begins it; `rest` is the note without its address."""
    address = _TO_EDITORS.match(note)
    rest = note[address.end() :] if address else note
    head = read_signal(rest, markers)
    return Signal(
        withdraws=_NOTE_WITHDRAWS.match(rest) is not None or (head.withdraws and not rest.startswith("KILL")),
        corrects=head.corrects or _NOTE_CORRECTS.match(rest) is not None,
        updates=head.updates or _NOTE_UPDATES.match(rest) is not None,
        advance=head.advance,
        flash=head.flash,
        rest=rest,
    )


def desk_word(line: str, markers: Markers = NONE) -> str | None:
    """The first word at the head of the line that corrects or withdraws, as it is written there."""
    own = _own_words_of(markers)
    at = 0
    for _ in range(_MOST):
        begun = at
        if own and (marked := own.match(line, at)):
            signal, at = _own_signal(marked), marked.end()
        else:
            match, at = _next(line, at)
            if match is None:
                return None
            signal = _of(match)
        if signal.withdraws or signal.corrects:
            return line[begun:at].strip(_AROUND) or None
    return None


_AROUND = " \t\u3000【】〔〕◎★☆()\uff08\uff09[]\uff3b\uff3d《》〈〉\uff1c\uff1e/*:\uff1a・\uff1d-"


def read_heads(headline: str | None, ednote: str | None, markers: Markers = NONE) -> list[Signal]:
    """Of the headline and of each line of the note, as far as they are there."""
    notes = [read_note(line, markers) for line in (ednote or "").split("\n") if line]
    return [read_signal(headline, markers), *notes] if headline else notes


def _next(line: str, at: int) -> tuple[re.Match[str] | None, int]:
    """The signal that begins there and where it ends.

    Small letters will do in brackets, and before a colon for what corrects or leads: `Correction: Ferry story`.
    """
    if _MAY_HEAD.match(line, at) and (match := _HEAD.match(line, at)):
        return match, match.end()
    if bracket := _IN_BRACKETS.match(line, at):
        inner = _HEAD.fullmatch(bracket[0].strip().upper())
        return inner, bracket.end() if inner else at
    titled = _TITLED.match(line, at) if ":" in line else None
    word = _HEAD.fullmatch(titled[0].strip().upper()) if titled else None
    if titled and word and (word["corrects"] or word["leads"]):
        return word, titled.end()
    return None, at


def _of(match: re.Match[str]) -> Signal:
    lead = match["ordinal"] or match["update"] or match["lead"]
    count = int(lead) if lead else int(match["report"]) - 1 if match["report"] else int(match["first"] is not None)
    return Signal(
        withdraws=match["withdraws"] is not None,
        corrects=match["corrects"] is not None,
        updates=match["updates"] is not None,
        advance=match["advance"] is not None,
        flash=match["flash"] is not None,
        lead=max(count, 0),  # 2ND LEAD 3RD NET: each counts on
    )


def _goes_on(line: str, at: int, match: re.Match[str]) -> bool:
    """The word is the first of the headline itself: NEW YORK, KILLED IN QUAKE; KILL BILL and LEAD poisoning too."""
    rest = line[at : at + 200]
    if match["tight"]:
        return rest.isupper() and bool(match["withdraws"] or match["flash"])  # KILL-OR-BE-KILLED, FLASH-FLOOD
    if match["bare"] is None:
        return False
    if match["leads"]:
        return match["ordinal"] is not None and match["leads"].split()[-1].islower()  # 1st lead singer
    if match["first"]:
        return True
    return rest.isupper() or bool((match["withdraws"] or match["updates"]) and _CAPITALS.match(rest))
