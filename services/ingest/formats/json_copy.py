"""Copy in JSON: read within limits, and the values that its dialects share."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import orjson

from schemas.reasons import Reason, Rejected
from schemas.story import Rendition, Repair, Status
from services.ingest.desk_words.signals import NONE, Signal, read_heads, read_signal
from services.ingest.draft import Copy, Draft, TimeField
from services.runtime.feeds import Feed, Markers

Json = dict[str, Any]

# Strings, so that brackets in them don't count, with the colon that makes a name of one; and brackets.  A string that
# never ends is taken to the end: begun again at each quote within it, half a megabyte would take minutes.
_TOKENS = re.compile(r'"((?:[^"\\]|\\.)*+)"?+(\s*+:)?|[\[{]|[\]}]', re.DOTALL)
_STEPS = {"[": 1, "{": 1, "]": -1, "}": -1}
_BEGIN = re.compile(r"\s*(?:\{|\[\s*\{)")
_BLANKS = re.compile(r"[ \t\r\n]+")
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
_TOKENS_OF_A_HEAD = 20_000
"""How far names are looked for: some 10 ms, and more than any agency writes before its last top-level name."""

_STATUSES: dict[str, Status] = {
    "usable": "usable", "withheld": "withheld", "withhold": "withheld", "draft": "withheld", "canceled": "canceled",
    "cancelled": "canceled",
}  # fmt: skip
"""`withhold` is Superdesk's, `draft` TT's."""
_CORRECTING = frozenset(["correction", "corrective", "corrected"])
_UPDATING = frozenset(["update", "updated", "lead", "writethru", "add", "replacement"])
_WITHDRAWING = frozenset(["kill", "withdrawal", "cancel", "canceled", "withdraw", "elimination"])
_HOLDING = frozenset(["withhold", "withheld", "hold", "hold-for-release", "holdforrelease"])


def read_json(copy: Copy, feed: Feed) -> Json:
    """The object; a list of objects stands as {"items": [...]}.

    Raises Rejected: malformed (broken, too deep, NUL in a value), bad_encoding, unsupported_format (a bare value).
    """
    try:
        found = orjson.loads(copy.text)
    except (orjson.JSONDecodeError, UnicodeEncodeError) as problem:
        _refuse_depth(_depths(copy.text), feed)
        raise _unread(problem) from problem
    if copy.text.count("{") + copy.text.count("[") > feed.max_depth:
        _refuse_depth(_levels(found), feed)
    if "\\u0000" in copy.text and _NUL.search(copy.text):
        raise Rejected(Reason.MALFORMED, "NUL in a value")
    if isinstance(found, list) and found and all(isinstance(one, dict) for one in found):
        return {"items": found}
    if not isinstance(found, dict):
        raise Rejected(Reason.UNSUPPORTED_FORMAT, "JSON, but no object")
    return found


def _unread(problem: orjson.JSONDecodeError | UnicodeEncodeError) -> Rejected:
    if isinstance(problem, UnicodeEncodeError):
        return Rejected(Reason.BAD_ENCODING, "half of a surrogate pair")
    return Rejected(Reason.MALFORMED, f"broken JSON: {problem.msg} at character {problem.pos}")


def _refuse_depth(depths: Iterable[int], feed: Feed) -> None:
    if any(depth > feed.max_depth for depth in depths):
        raise Rejected(Reason.MALFORMED, f"JSON nested deeper than {feed.max_depth}")


def _depths(text: str) -> Iterator[int]:
    """As far as brackets tell, of broken copy too."""
    depth = 0
    for token in _TOKENS.finditer(text):
        depth += _STEPS.get(token[0], 0)
        yield depth


def _levels(found: object) -> Iterator[int]:
    """Counts the levels of what was read, which orjson keeps below 1,024."""
    level, depth = [found], 0
    while level := [one for one in level if isinstance(one, dict | list)]:
        depth += 1
        yield depth
        level = [inner for one in level for inner in (one.values() if isinstance(one, dict) else one)]


def is_json(text: str) -> bool:
    """An object or a list of objects, by its first signs: `[` alone begins a headline too."""
    return _BEGIN.match(text) is not None


@lru_cache(maxsize=1)
def names_of(text: str) -> frozenset[str]:
    """The names of the outermost object; of broken copy those before the break, as far as a quick look goes.

    The last answer is kept: each format of JSON asks for it.
    """
    if not text.lstrip().startswith("{"):
        return frozenset()
    try:
        return frozenset(orjson.loads(text))
    except (orjson.JSONDecodeError, UnicodeEncodeError):
        return _names_in(text)


def _names_in(text: str) -> frozenset[str]:
    names: set[str] = set()
    depth = 0
    for count, token in enumerate(_TOKENS.finditer(text)):
        if count > _TOKENS_OF_A_HEAD:
            break
        depth += _STEPS.get(token[0], 0)
        if depth == 1 and token[2]:
            names.add(token[1])
    return frozenset(names)


def text(item: Json, name: str) -> str | None:
    value = item.get(name)
    return value.strip() or None if isinstance(value, str) else None


def line(item: Json, name: str) -> str | None:
    """A field of one line: white space collapsed."""
    value = item.get(name)
    if not isinstance(value, str):
        return None
    loose = "  " in value or "\n" in value or "\t" in value or "\r" in value
    return (_BLANKS.sub(" ", value) if loose else value).strip() or None


def entries(item: Json, name: str) -> list[Json]:
    """The objects of a list; an object that holds objects by name counts as a list of them, each with its name."""
    value = item.get(name)
    if isinstance(value, dict):
        return [{"name": key, **one} for key, one in value.items() if isinstance(one, dict)]
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def words(item: Json, name: str) -> list[str]:
    """The strings of a list, or the one string."""
    value = item.get(name)
    several = value if isinstance(value, list) else [value]
    return [one.strip() for one in several if isinstance(one, str) and one.strip()]


def whole(value: Any) -> int | None:
    """A number, in quotes or not; None if it is none."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,10}", value.strip(), re.ASCII):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def read_version(item: Json) -> int:
    value = item.get("version")
    if value is None or value == "":
        return 1
    number = whole(value)
    if number is None:
        raise Rejected(Reason.BAD_VALUE, "version: no number")
    return number


def read_urgency(draft: Draft, value: Any, name: str) -> None:
    if value is None or value == "":
        return
    number = whole(value)
    if number is None or not 1 <= number <= 9:
        raise Rejected(Reason.BAD_VALUE, f"{name}: no number from 1 to 9")
    if isinstance(value, str):
        draft.repairs.append(Repair(field="urgency", from_=repr(value), to=value.strip(), why="a number in quotes"))
    draft.urgency = number


def read_status(draft: Draft, value: Any, name: str) -> None:
    """`embargoed` is the status of AP and Fingerpost; without an hour the story is held, since nobody knows until when.

    Call it when `embargo_until` is read.  Raises Rejected(bad_value) for a word that might be a kill.
    """
    if value is None or value == "":
        return
    word = value.strip().lower().removeprefix("stat:") if isinstance(value, str) else ""
    if word == "embargoed":
        if draft.embargo_until is None and draft.hold is None:
            draft.hold_back("embargo", "embargoed, and no time is given")
        return
    if word not in _STATUSES:
        raise Rejected(Reason.BAD_VALUE, f"{name}: none of usable, withheld, canceled")
    status = _STATUSES[word]
    if status != value:
        draft.repairs.append(Repair(field="status", from_=str(value)[:40], to=status, why="spelling of ninjs"))
    if status != "usable" or draft.hold is None:  # an embargo that could not be read goes on holding
        draft.status = status


def read_time(draft: Draft, item: Json, field: TimeField, names: tuple[str, ...], zone: str) -> None:
    """Sets the field from the first of the names that has a value; see `Draft.read_time`."""
    value = next((found for name in names if (found := item.get(name)) not in (None, "")), None)
    if value is None:
        return
    if isinstance(value, str):
        draft.read_time(field, value, zone)
        return
    if field == "embargo_until":
        draft.hold_back("embargo", f"{field}: no text", str(value)[:40])
        return
    unread = Rejected(Reason.BAD_TIME, f"{field}: no text")
    draft.unread_times.append(unread)
    draft.warnings.append(unread.detail)


def read_change(draft: Draft, signals: list[str], *lines: str | None, markers: Markers = NONE) -> None:
    """What the supplier's signals, and the desk words at the head of its lines, say of this version.

    A word of withdrawal cancels: a kill that comes as an ordinary version must not be published as one.
    """
    said = {re.split(r"[:/#]", one.lower())[-1] for one in signals}
    heads = [_signal(one, markers, running=one == draft.headline) for one in lines if one and one != draft.ednote]
    heads += read_heads(None, draft.ednote if draft.ednote in lines else None, markers)
    if draft.status == "canceled" or said & _WITHDRAWING or any(head.withdraws for head in heads):
        draft.withdraw("the copy's own words withdraw it")
    elif said & _CORRECTING or any(head.corrects for head in heads):
        draft.change = "correction"
    elif said & _UPDATING or any(head.updates or head.lead for head in heads):
        draft.change = "update"
    held = bool(said & _HOLDING) and draft.embargo_until is None
    if held or any(head.advance for head in heads):
        draft.hold_back("advance", "advance copy")


def _signal(one: str, markers: Markers, *, running: bool) -> Signal:
    """Headlines all in capitals begin with such words too: in KILLED IN QUAKE nothing sets the word apart."""
    found = read_signal(one, markers)
    before = one[: len(one) - len(found.rest)].rstrip()
    return Signal(rest=one) if running and found.rest.isupper() and before[-1:].isalnum() else found


def read_renditions(item: Json) -> list[Rendition]:
    """Those that can be seen or heard: captions and stories come as renditions too.  Names of all dialects."""
    found = []
    for one in entries(item, "renditions"):
        media_type = next(
            (t for n in ("contenttype", "contentType", "mimetype", "mime_type") if (t := line(one, n))), None
        )
        href = text(one, "href") or text(one, "url")
        if not href or (media_type or "").startswith("text/") or one.get("type") == "text":
            continue
        width, height = (whole(one.get(side)) for side in ("width", "height"))
        name = line(one, "name") or line(one, "usage")
        found.append(Rendition(name=name, href=href, content_type=media_type, width=width, height=height))
    return found


def largest(renditions: list[Rendition], kind: str) -> str | None:
    """Where the one is that the supplier names main or original, else the widest; a film's before its stills."""
    film = [one for one in renditions if (one.content_type or "").startswith(f"{kind}/")]
    several = film if kind in {"video", "audio"} and film else renditions
    for wanted in ("main", "original", "baseImage"):
        for one in several:
            if one.name == wanted:
                return one.href
    return max(several, key=lambda one: one.width or 0).href if several else None
