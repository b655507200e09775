"""Why was it corrected or withdrawn?  In the copy's own words, wherever desks put them."""

import re
from collections.abc import Iterator

from schemas.story import Change
from services.ingest.desk_words.signals import NONE, desk_word, read_note
from services.runtime.feeds import Markers

_LONGEST = 300
_NOTES = 20
"""Lines of a note to editors that are looked at."""

_HEAD, _TAIL = 3, 4
"""Lines of the text, at its head and its end, where such notes stand."""

_IN_NOTE = re.compile(
    r"\b(?:correct(?:s|ed|ing|ion|ions|ive)?|refiles?d?|errors?|erroneous|incorrect(?:ly)?|inaccurate|wrong(?:ly)?"
    r"|withdraws?|withdrawn|retract(?:s|ed|ion)?|kills?|killed|removes?|fixes)\b"
    r"|訂正|差し?替え|誤り|誤字|取り?消し?|取り?下げ|削除|間違い",
    re.IGNORECASE,
)
_CORRECTS = re.compile(
    r"[(\[*※\s]*(?:Eds?(?:itors)?[.:]? ?|Editors?['’]?s? note[.:—– ]*)?"
    r"(?:(?:This|The) (?:[\w.]+ ){0,4}(?:has been|was|is) (?:corrected|refiled|updated to correct)\b"
    r"|(?:Corrects?|Corrected|Correcting|Refiles?|Fixes|Removes) (?!(?:facility|officer|institution)s?\b)\w"
    r"|Correction[:.] |(?:An earlier|A previous) version of this (?:story|article|report)\b)"
    r"|[【〔(\uff08\[※▼◆◇■〓*\s\u3000]*(?:お詫びと|おわびと)?(?:訂正|差し?替え)(?:理由)?(?:\s*[】〕)\uff09\]:\uff1a]|[\s\u3000])"
    r"|[※(\uff08*][^\n]{0,200}?(?:訂正|修正|差し?替え)(?:し|いたし|致し)(?:ました|ます)"
    r"|[^\n]{0,200}?(?:とあ(?:る|った|りました)のは[^\n]{0,100}?の誤り|[おご](?:詫び|わび)して訂正)",
    re.IGNORECASE,
)
_WITHDRAWS = re.compile(
    r"[^\n]{0,200}?(?:削除|取り?消し?|取り?下げ)(?:を?お?願い)?(?:し|いたし|致し|させて(?:いただき|頂き))?"
    r"(?:ます|ました|てください|て下さい)"
    r"|[^\n]{0,200}?誤り(?:でした|があり)"
    r"|(?:[^\n]{0,80}?(?: -|--|—|–| _) ?)?[(\[*\s]*(?:Eds?[.:] )?"
    r"(?:The|This|Our) [^\n]{0,60}?\b(?:story|item|report|article|flash)\b[^\n]{0,200}?"
    r"\b(?:is|was|has been) (?:being )?"
    r"(?:withdrawn|killed|retracted)\b"
    r"|[(\[*\s]*(?:(?:Attention )?Editors[,:] )?(?:Please )?(?:kill|withdraw|retract|disregard) (?:the|this|our)\b",
    re.IGNORECASE,
)


def change_note(
    change: Change, headline: str | None, ednote: str | None, text: str | None, markers: Markers = NONE
) -> str | None:
    """At most 300 characters; None for a new story, an update, and where nothing says why.

    First the line of `ednote` that corrects or withdraws, then such a line at the head or the end of `text`, at last
    the desk word of the headline itself.
    """
    if change not in {"correction", "withdrawal"}:
        return None
    found = next(_notes(ednote or "", markers), None) or next(_lines(change, text or ""), None)
    return _short(found or desk_word((headline or "")[:_LONGEST], markers) or "") or None


def _notes(ednote: str, markers: Markers) -> Iterator[str]:
    """A note that begins with the verb says most; else any that has such words."""
    lines = [line for line in ednote[:20_000].split("\n") if line.strip()][:_NOTES]
    for line in lines:
        signal = read_note(line, markers)
        if signal.corrects or signal.withdraws:
            yield line
    yield from (line for line in lines if _IN_NOTE.search(line[:1000]))


def _lines(change: Change, text: str) -> Iterator[str]:
    pattern = _CORRECTS if change == "correction" else _WITHDRAWS
    ends = [line for line in text[:4000].split("\n") if line.strip()][:_HEAD]
    ends += [line for line in text[-4000:].split("\n") if line.strip()][-_TAIL:]
    yield from (line for line in ends if pattern.match(line.strip()))


def _short(line: str) -> str:
    line = " ".join(line.split(" ")).strip(" \t\u3000")
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
