"""Plain copy whose lines were broken at a fixed width, as teleprinters did: paragraphs again."""

import re
from dataclasses import dataclass, field

# What begins a line of its own however full the one before is: bullets, numbers, headings, rules.
_STANDS_ALONE = re.compile(r"(?:[-*•・■●○◆▽▼#=_~]|\d{1,3}[.)] |[A-Z]{2,}:)")
_BULLET = re.compile(r"[-*•] ")
_ENDS = re.compile("[.!?:;。！？」][\"'”’)\\]）]*$")
_WIDE = re.compile("[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]")
_FULL = 45
"""A shorter line was ended on purpose; wires break at 60 to 80 columns."""
_WIDEST = 100
"""A longer line was never broken: its end is the paragraph's."""


@dataclass(slots=True)
class _Text:
    """`width` is that at which the copy was broken, 0 if its lines don't show it."""

    width: int
    paragraphs: list[str] = field(default_factory=list)
    current: list[str] = field(default_factory=list)


def unwrapped(text: str) -> str:
    """Paragraphs parted by a blank line, each on one line where its lines were broken by width.

    An indented line begins a paragraph too, unless it goes on with a bullet's words.  Columns stay: a line with a tab
    or a run of blanks in it is a table's.
    """
    lines = [line.rstrip(" \t") for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    found = _Text(_width_of(lines))
    for line in lines:
        bare = line.strip(" \t")
        if not bare or (found.current and _begins(line, bare, found.current)):
            _close(found)
        if bare:
            found.current.append(line if _is_row(bare) else bare)
    _close(found)
    return "\n\n".join(found.paragraphs)


def columns(line: str) -> int:
    """Of the teleprinter or screen: Chinese characters and kana take two."""
    return len(line) if line.isascii() else len(line) + len(_WIDE.findall(line))


def _width_of(lines: list[str]) -> int:
    """The third longest of the lines that a machine can have broken: one or two may hold a word that is too long."""
    widths = sorted(width for line in lines if " " in line.strip() and _FULL < (width := columns(line)) <= _WIDEST)
    return widths[-3] if len(widths) > 3 else 0


def _begins(line: str, bare: str, current: list[str]) -> bool:
    if line[:1] == "\t":
        return True
    if line[:1] == "\u3000" and columns(current[-1]) > _WIDEST:
        return True
    indented = line[:2] == "  " and not _is_row(bare)
    return indented and (not _BULLET.match(current[-1]) or _STANDS_ALONE.match(bare) is not None)


def _is_row(line: str) -> bool:
    return "\t" in line or "   " in line


def _close(found: _Text) -> None:
    if not found.current:
        return
    joined = [found.current[0]]
    before = found.current[0]
    for line in found.current[1:]:
        joined.append(_joint(before, line, found.width) + line)
        before = line
    found.paragraphs.append("".join(joined))
    found.current.clear()


def _joint(before: str, line: str, width: int) -> str:
    """What parts two lines that follow each other: nothing or a blank, an end of line, or a blank line."""
    if _STANDS_ALONE.match(line) or _is_row(line) or _is_row(before):
        return "\n"
    if columns(before) > _WIDEST:
        return "\n\n"
    if columns(before) < _FULL or _ended_early(before, line, width):
        return "\n"
    return "" if _WIDE.match(before[-1]) and _WIDE.match(line[0]) else " "


def _ended_early(before: str, line: str, width: int) -> bool:
    """A sentence ends there and the next word would have had room."""
    return bool(_ENDS.search(before)) and columns(before) + 1 + columns(line.split(" ", 1)[0]) <= width
