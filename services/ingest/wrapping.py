"""Plain copy whose lines were broken at a fixed width, as teleprinters did: paragraphs again."""

import re

# What begins a line of its own however full the one before is: bullets, numbers, headings, rules.
_STANDS_ALONE = re.compile(r"(?:[-*•#=_~]|\d{1,3}[.)] |[A-Z]{2,}:)")
_FULL = 45
"""A shorter line was ended on purpose; wires break at 60 to 72."""


def unwrapped(text: str) -> str:
    """Paragraphs parted by a blank line, each on one line where its lines were broken by width.

    An indented line begins a paragraph too.  Columns stay: a line with a tab or a run of blanks in it is a table's.
    """
    paragraphs: list[str] = []
    current: list[str] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        bare = line.strip(" \t")
        if not bare or (current and line[:2] in ("  ", "\t") and not _is_row(bare)) or (current and line[:1] == "\t"):
            _close(current, paragraphs)
        if bare:
            current.append(line.rstrip() if _is_row(bare) else bare)
    _close(current, paragraphs)
    return "\n\n".join(paragraphs)


def _is_row(line: str) -> bool:
    return "\t" in line or "   " in line


def _close(current: list[str], paragraphs: list[str]) -> None:
    if not current:
        return
    joined = [current[0]]
    for line in current[1:]:
        before = joined[-1].rpartition("\n")[2]
        keeps = len(before) < _FULL or _STANDS_ALONE.match(line) or _is_row(line) or _is_row(before)
        joined.append(f"\n{line}" if keeps else f" {line}")
    paragraphs.append("".join(joined))
    current.clear()
