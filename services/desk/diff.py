"""What differs between two articles, for people: words and runs of signs in a text, whole entries in a list."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from typing import Any, Literal

from rich.text import Text

from schemas.article import CONTENT

RunKind = Literal["same", "gone", "new"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text, or one entry of a list; of what is the same in both only the ends are kept, parted by `…`."""

    kind: RunKind
    text: str


@dataclass(frozen=True, slots=True)
class FieldDiff:
    """`listed`: each run is an entry of a list.  Else the runs make up the text."""

    field: str
    runs: list[Run]
    listed: bool = False


_HEAD = ("version", "revision", "change")
_WHOLE = frozenset([*_HEAD, "kind", "status", "urgency", "language", "embargo_until"])
"""Fields that have a value and no words."""


def diff(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[FieldDiff]:
    """Of two articles as JSON objects, in the order of schemas.article.CONTENT; fields that say the same are left out.

    Two texts of 1 MiB take less than a second: where comparing word by word would take more, whole passages are
    given as gone and new.
    """
    found = (_field(name, old.get(name), new.get(name)) for name in (*_HEAD, *CONTENT))
    return [one for one in found if any(run.kind != "same" for run in one.runs)]


def _field(name: str, old: Any, new: Any) -> FieldDiff:
    if old == new:
        return FieldDiff(name, [])
    if name == "body":
        return _body(old or {}, new or {})
    if isinstance(old, list) or isinstance(new, list):
        return FieldDiff(name, _entries(_lines(old), _lines(new)), listed=True)
    if name in _WHOLE:
        return FieldDiff(name, [*_runs("gone", _worded(old)), *_runs("new", _worded(new))])
    return FieldDiff(name, compared(_worded(old), _worded(new)))


def _body(old: Mapping[str, str], new: Mapping[str, str]) -> FieldDiff:
    """Markup is of interest where it is all that differs."""
    for part in ("text", "html"):
        if old.get(part) != new.get(part):
            return FieldDiff(f"body.{part}", compared(old.get(part) or "", new.get(part) or ""))
    return FieldDiff("body", [])


def _lines(entries: Any) -> list[str]:
    return [_worded(_topic(one) if isinstance(one, dict) and "path" in one else one) for one in entries or ()]


def _topic(one: Mapping[str, Any]) -> list[Any]:
    """Without its evidence, whose places move with every word before them."""
    return [f"{one['id']} {one['name'].get('en') or ''} {one['score']}"]


def _worded(value: Any) -> str:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return " · ".join(part for part in map(_worded, value) if part)
    return "" if value is None else str(value)


# --- texts ---

_KANJI = "㐀-䶿一-鿿豈-﫿々〆〇ヶヵ\U00020000-\U0003ffff"
_KATAKANA = "ァ-ヴヷ-ヺーヽヾｦ-ﾟ"
_HIRAGANA = "ぁ-ゖ゛-ゞ\u3099\u309a"
_WORD = rf"[^\W_{_KANJI}{_KATAKANA}{_HIRAGANA}]"
_TOKEN = re.compile(
    rf"[{_KANJI}]+|[{_KATAKANA}]+|[{_HIRAGANA}]+"
    rf"|(?:{_WORD}|[\u0300-\u036f])+(?:(?:['’-]|(?<=\d)[.,:](?=\d)){_WORD}+)*|\s+|.",
    re.DOTALL,
)
_PARAGRAPH = re.compile(r"[^\n]*\n+|[^\n]+")
_LETTERS = re.compile(r"[^\W_]")

_LOOKS = 1_000_000
"""At a pair of equal tokens, for paragraphs and for words each."""

_A_TOKEN = 4
"""Looks that a token takes by itself."""

_LONG, _PAIRED = 20_000, 2000
"""Signs above which a passage is compared paragraph by paragraph, if both sides have as many, and not too many."""

_KEPT = 10
_SPAN = 80
"""Tokens, and at most so many signs, that are kept at each end of what is the same."""


class _Budget:
    def __init__(self, looks: int = _LOOKS) -> None:
        self._left = looks

    def takes(self, looks: int) -> bool:
        self._left -= looks
        return self._left >= 0


class _Matcher(SequenceMatcher[str]):
    """difflib's own takes the third power of the length where tokens repeat; past its budget this one finds no more."""

    def __init__(self, old: Sequence[str], new: Sequence[str], budget: _Budget) -> None:
        times = Counter(new)
        self._cost = [_A_TOKEN + (0 if _is_mark(token) else times[token]) for token in old]
        self._budget = budget
        super().__init__(_is_mark, old, new, autojunk=False)

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        if not self._budget.takes(sum(self._cost[alo:ahi])):
            return Match(alo, blo, 0)
        return super().find_longest_match(alo, ahi, blo, bhi)


def _is_mark(token: str) -> bool:
    """Spaces and punctuation are the same where what stands beside them is."""
    return _LETTERS.search(token) is None


def compared(old: str, new: str) -> list[Run]:
    """Of two texts, by paragraphs first and by words within those that differ."""
    paragraphs, words = _Budget(), _Budget()
    runs: list[Run] = []
    for same, gone, came in _aligned(_PARAGRAPH.findall(old), _PARAGRAPH.findall(new), paragraphs):
        if same:
            runs.append(Run("same", "".join(gone)))
        else:
            for one, other in _passages(gone, came):
                runs += _passage(one, other, words)
    return _cut(_joined(runs))


def _aligned(
    old: Sequence[str], new: Sequence[str], budget: _Budget
) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    """Stretches of both in order: the same, or what one has for what the other has."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    if head:
        yield True, old[:head], new[:head]
    middle = old[head : len(old) - tail], new[head : len(new) - tail]
    if all(middle) and budget.takes(_A_TOKEN * sum(map(len, middle))):
        for tag, *(a, b, c, d) in _Matcher(*middle, budget).get_opcodes():
            yield tag == "equal", middle[0][a:b], middle[1][c:d]
    elif any(middle):
        yield False, *middle
    if tail:
        yield True, old[len(old) - tail :], new[len(new) - tail :]


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """Tokens at the beginning that are the same."""
    shorter = min(len(one), len(other))
    return next((at for at in range(shorter) if one[at] != other[at]), shorter)


def _passages(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The whole, unless it is long and its paragraphs can be put side by side."""
    whole = "".join(old), "".join(new)
    paired = len(old) == len(new) <= _PAIRED and max(map(len, whole)) > _LONG
    yield from zip(old, new, strict=True) if paired else [whole]


def _passage(old: str, new: str, budget: _Budget) -> Iterator[Run]:
    """By words; whole, where hardly any stand in both, or where cutting it into words would take too long."""
    if len(old) + len(new) > _LOOKS:
        yield from (*_runs("gone", old), *_runs("new", new))
        return
    stretches = list(_aligned(_TOKEN.findall(old), _TOKEN.findall(new), budget))
    found = [(same, "".join(gone), "".join(came)) for same, gone, came in stretches]
    alike = sum(_weight(gone) for same, gone, _ in found if same)
    if alike * 5 < max(_weight(old), _weight(new)):
        found = [(False, old, new)]
    for at, (same, gone, came) in enumerate(found):
        if same and not (0 < at < len(found) - 1 and _weight(gone) <= 2):
            yield Run("same", gone)
        else:
            # One particle alone between two changes makes them harder to read, not easier.
            yield from (*_runs("gone", gone), *_runs("new", came))


def _weight(text: str) -> int:
    return sum(map(str.isalnum, text))


def _runs(kind: RunKind, text: str) -> Iterator[Run]:
    if text:
        yield Run(kind, text)


def _joined(runs: Iterable[Run]) -> list[Run]:
    """One run of each kind between two of what is the same: first what is gone, then what is new."""
    joined: list[Run] = []
    gathered = dict.fromkeys(("gone", "new", "same"), "")
    for run in (*runs, Run("gone", "")):
        if gathered["same"] and run.kind != "same":
            joined += [Run(kind, gathered[kind]) for kind in ("gone", "new", "same") if gathered[kind]]
            gathered = dict.fromkeys(gathered, "")
        gathered[run.kind] += run.text
    return joined + [Run(kind, gathered[kind]) for kind in ("gone", "new") if gathered[kind]]


def _cut(runs: Sequence[Run]) -> list[Run]:
    return [
        Run("same", _ends(run.text, at > 0, at < len(runs) - 1)) if run.kind == "same" else run
        for at, run in enumerate(runs)
    ]


def _ends(text: str, after_change: bool, before_change: bool) -> str:  # noqa: FBT001  said where it is called
    head = "".join(_TOKEN.findall(text[: 2 * _SPAN])[:_KEPT])[:_SPAN] if after_change else ""
    tail = "".join(_TOKEN.findall(text[-2 * _SPAN :])[-_KEPT:])[-_SPAN:] if before_change else ""
    return f"{head}…{tail}" if len(head) + len(tail) + _SPAN // 4 < len(text) else text


# --- lists ---


def _entries(old: Sequence[str], new: Sequence[str]) -> list[Run]:
    runs: list[Run] = []
    for same, gone, came in _aligned(old, new, _Budget()):
        if same:
            runs += [Run("same", one) for one in gone] if len(gone) <= 2 else [Run("same", "…")]
        else:
            runs += [*(Run("gone", one) for one in gone), *(Run("new", one) for one in came)]
    return runs


# --- as people read it ---

_STYLES = {"same": "", "gone": "red strike", "new": "green"}
_MARKS = {"same": ("", ""), "gone": ("[-", "-]"), "new": ("{+", "+}")}
_HARMLESS = "\n\t\u00a0\u3000"


def visible(text: str) -> str:
    r"""With signs that could drive a terminal, or turn what stands beside them, written out as `\x1b`, `\u202e`."""
    if text.isprintable():
        return text
    return "".join(
        sign if sign.isprintable() or sign in _HARMLESS else sign.encode("unicode_escape").decode() for sign in text
    )


def as_text(fields: Iterable[FieldDiff], *, color: bool) -> Text:
    """A paragraph a field; without colour the marks are those of GNU wdiff: `[-old-]{+new+}`."""
    shown = Text()
    for one in fields:
        shown.append(f"{one.field}: ", style="bold" if color else "")
        for run in one.runs:
            shown.append("\n  " if one.listed else "")
            before, after = ("", "") if color else _MARKS[run.kind]
            shown.append(f"{before}{_ended(run)}{after}", style=_STYLES[run.kind] if color else "")
        shown.append("\n")
    return shown


def _ended(run: Run) -> str:
    """What is gone or new may be the end of a paragraph alone."""
    text = visible(run.text)
    return text if run.kind == "same" else text.replace("\n", "¶\n")
