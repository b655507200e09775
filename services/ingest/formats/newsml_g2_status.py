"""May it be published, and what is it to the version before?  pubStatus, embargo, signals and notes to editors."""

from schemas.reasons import Reason, Rejected
from schemas.story import Change, Repair, Status
from services.ingest.desk_words.change_note import change_note
from services.ingest.desk_words.signals import NONE, Signal, read_note, read_signal
from services.ingest.draft import Draft
from services.ingest.formats.newsml_g2_terms import Children, code_of, first_text, last_part, word_of
from services.ingest.reading.xml import Element, text_of
from services.runtime.feeds import Markers

_STATUSES: dict[str, Status] = {
    "usable": "usable", "withheld": "withheld", "canceled": "canceled", "cancelled": "canceled",
}  # fmt: skip
_WORDS: dict[str, Change] = {
    **dict.fromkeys(
        ("kill", "killed", "mandatorykill", "retraction", "retract", "retracted", "withdraw", "withdrawal",
         "withdrawn", "cancel", "canceled", "cancelled", "takedown"), "withdrawal"
    ),
    **dict.fromkeys(("correction", "corrected", "correct", "corrective", "refile", "erratum"), "correction"),
    **dict.fromkeys(("update", "updated", "replace", "replacement", "writethru", "writethrough"), "update"),
}  # fmt: skip
_EDIT_STATUS: dict[str, Change] = {"n": "new", "u": "update", "c": "correction"}
"""Reuters' `edStat:`, as its own headlines tell: new, update, CORRECTED."""

_NOTE_ROLES: dict[str, Change] = {"correction": "correction", "kill": "withdrawal", "retraction": "withdrawal"}
_ORDER: tuple[Change, ...] = ("withdrawal", "correction", "update", "new")


def read_status(draft: Draft, management: Children) -> None:
    """Raises Rejected(bad_value) for a status that is none: it might be a kill."""
    if not management["pubStatus"]:
        return
    word = word_of(management["pubStatus"][0])
    if word not in _STATUSES:
        raise Rejected(Reason.BAD_VALUE, "pubStatus: none of usable, withheld, canceled")
    draft.status = _STATUSES[word]
    if draft.status != word:
        draft.repairs.append(Repair(field="status", from_=word, to=draft.status, why="spelling of NewsML-G2"))


def read_change(draft: Draft, management: Children, markers: Markers = NONE) -> None:
    """Signals and the headline's desk words first, then notes to editors; a kill from any of them is a kill."""
    line = _headline_signal(draft.headline, markers)
    notes = [read_note(text, markers) for one in management["edNote"] if (text := text_of(one))]
    told = {_signalled(one) for name in ("signal", "role") for one in management[name]} | {line.change}
    noted = {_NOTE_ROLES.get(last_part(one.get("role"))) for one in management["edNote"] if text_of(one)}
    noted |= {note.change for note in notes}
    if draft.status == "canceled" or "withdrawal" in told | noted:
        draft.withdraw("a signal, the headline or a note to editors withdraws it")
        _note_signal(draft, management)
        return
    words = told if told & set(_ORDER) else noted
    draft.change = next((change for change in _ORDER if change in words), None)
    _note_signal(draft, management)
    if any(signal.advance for signal in (line, *notes)):
        draft.hold_back("advance", "advance copy")


def _note_signal(draft: Draft, management: Children) -> None:
    """The code of the signal says why, where no words do."""
    text = draft.body.text if draft.body else None
    if draft.change is None or change_note(draft.change, draft.headline, draft.ednote, text):
        return
    coded = (one for name in ("signal", "role") for one in management[name] if _signalled(one) == draft.change)
    if draft.change in {"correction", "withdrawal"} and (signal := next(coded, None)) is not None:
        draft.change_note = signal.get("qcode") or signal.get("uri")


def read_embargo(draft: Draft, management: Children, zone: str) -> None:
    """An empty element holds the item until further notice (Guidelines, "Embargoed")."""
    if not management["embargoed"]:
        return
    written = first_text(management["embargoed"])
    draft.read_time("embargo_until", written, zone)
    if written is None:
        draft.hold_back("embargo", "embargoed, and no time is given")


def _signalled(element: Element) -> Change | None:
    scheme = (code_of(element)[0] or "").lower()
    if scheme == "edstat":
        return _EDIT_STATUS.get(word_of(element))
    return "update" if scheme == "update" else _WORDS.get(word_of(element))


def _headline_signal(headline: str | None, markers: Markers) -> Signal:
    """A headline in capitals says nothing: NEW YORK is no update, KILLED BY HAIL no kill."""
    if not headline or headline.isupper():
        return Signal()
    return read_signal(headline, markers)
