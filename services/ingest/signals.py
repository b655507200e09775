"""What desk words say of a version: at the head of a headline, on a take line, in a note to editors.

Words are taken for signals where desks put them, never in running text: a story about a kill is no kill.
"""

import re
from dataclasses import dataclass

from schemas.story import Change

_WITHDRAWS = (
    r"(?:(?:BULLETIN|MANDATORY|URGENT) +)?KILL(?:ED)?|WITHDRAWN?|WITHDRAWAL|取り?消し|削除|ANNULATION|ANNULE[ER]?"
)
_CORRECTS = (
    r"CORRECT(?:ED|ION|S|IVE)?|CORRECTING|REFILED?|訂正|差し?替え?|BERICHTIGUNG|KORREKTUR|CORRECTIF|RECTIFICATION"
)
_UPDATES = r"UPDATED?|RPT|REPEAT|NEW|WRITETHRU|WRAP(?:UP)?(?: *\d{1,2})?|続報|追加|NEUFASSUNG"
_LEAD = (
    r"(?i:(?P<ordinal>\d{1,2})(?:ST|ND|RD|TH) +(?:LEAD|LD|UPDATE|NET|WRITETHRU|TAKE)(?:-WRITETHRU)?)"
    r"|UPDATE *(?P<update>\d{1,2})|(?:LEAD|LD)(?: *(?P<lead>\d{1,2}))?"
)
_ADVANCE = r"予定稿|ADVANCE"
_FLASH = r"速報|URGENT|FLASH|ALERT|BULLETIN|EILMELDUNG"

_OPEN = r"[【〔◎★☆(\uff08\[/*]*\s*"
_CLOSE = r"(?:\s*[】〕)\uff09\]/*]+\s*[:\uff1a・\u3000-]*\s*|\s*[:\uff1a・\u3000-]+\s*|(?P<bare>\s+)|$)"
# Capitals alone: "Kill Bill" and "New York" begin headlines too.
_HEAD = re.compile(
    rf"{_OPEN}(?:(?P<withdraws>{_WITHDRAWS})|(?P<corrects>{_CORRECTS})|(?P<leads>{_LEAD})|(?P<updates>{_UPDATES})"
    rf"|(?P<advance>{_ADVANCE})|(?P<flash>{_FLASH})){_CLOSE}"
)


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
        """For wires that number nothing: first version 1, its correction 2, first lead 3, its correction 4, ..."""
        return 1 + 2 * self.lead + (self.corrects or self.withdraws)


def read_signal(line: str) -> Signal:
    """Of the words that stand before the line's own text; a line of signals alone has no `rest`."""
    found: set[str] = set()
    lead = at = 0
    for _ in range(_MOST):
        match = _HEAD.match(line, at)
        if match is None:
            break
        # Before a headline that is all in capitals the bare word is its first: NEW YORK, KILLED IN QUAKE.
        if not match["leads"] and match["bare"] is not None and line[match.end() : match.end() + 200].isupper():
            break
        at = match.end()
        found.update(name for name, value in match.groupdict().items() if value)
        if match["leads"]:
            lead += int(match["ordinal"] or match["update"] or match["lead"] or 1)  # 2ND LEAD 3RD NET: each counts on
    return Signal(
        withdraws="withdraws" in found,
        corrects="corrects" in found,
        updates="updates" in found,
        advance="advance" in found,
        flash="flash" in found,
        lead=lead,
        rest=line[at:].strip(),
    )
