"""What does the newsroom say of a topic?  One file of config/topics, read and checked, each problem with its line.

["medtop:15000000"]                  # sport: a table a concept; deeper ones count for those above them
"head coach" = 0.6                   # 1.0 decides alone, 0.6 counts, 0.3 hints
"strike" = { weight = 0.6, near = ["pitcher", "inning"], not = ["walkout"] }
"lightning strike" = 0               # shields: seen as a whole, so that "strike" is not
"""

import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from services.ingest.enrich.topics.folding import fold
from services.ingest.enrich.topics.vocabulary import vocabulary

Weight = Annotated[float, Field(ge=0, le=1)]


@dataclass(frozen=True, slots=True)
class Problem:
    """`line` counts from 1, 0 where the whole file is meant.  A warning does not keep a file from being used."""

    path: Path
    line: int
    message: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {'warning: ' if self.warning else ''}{self.message}"


class Conditioned(BaseModel):
    """`near`: one of these must stand near; `not`: none of these may stand anywhere in the story."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    weight: Weight
    near: tuple[str, ...] = ()
    unless: tuple[str, ...] = Field(default=(), alias="not")


_VALUE: TypeAdapter[float | Conditioned] = TypeAdapter(Weight | Conditioned)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a phrase says of a concept; phrase, `near` and `unless` are folded.

    `capitals`: the file has it in capitals only, so the copy must have it so too.
    """

    phrase: str
    concept: str
    weight: float
    near: tuple[str, ...]
    unless: tuple[str, ...]
    capitals: bool
    line: int


Lines = dict[tuple[str | None, str | None], int]
"""Line of each table (its name, None) and of each phrase (table, phrase)."""


@dataclass(slots=True)
class TermFile:
    """`top` is None for a file without a usable table."""

    path: Path
    top: str | None = None
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_term_file(path: Path) -> TermFile:
    """Never raises: what is wrong with the file stands in `problems`."""
    file = TermFile(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        at = re.search(r"at line (\d+)", str(problem))
        line = int(at[1]) if at else len(text.splitlines())
        file.problems.append(Problem(path, line, str(problem)))
        return file
    except (OSError, UnicodeDecodeError) as problem:
        file.problems.append(Problem(path, 0, str(problem)))
        return file
    lines = _lines(text)
    for name, table in tables.items():
        line = lines.get((name, None), lines.get((None, name), 0))
        if why := _not_a_concept(file, name, table):
            file.problems.append(Problem(path, line, why))
            continue
        _read_table(file, name, table, lines)
    if not tables:
        file.problems.append(Problem(path, 0, 'no table: a concept\'s begins with a line like ["medtop:15000000"]'))
    return file


def _not_a_concept(file: TermFile, name: str, table: object) -> str | None:
    concept = vocabulary().get(name)
    if concept is None or not isinstance(table, dict):
        return f'{name!r} is no Media Topic; a table\'s name is one, such as ["medtop:15000000"]'
    if vocabulary().retired(name):
        return f"{name} is retired; what stands for it now is {concept.id} ({concept.names.en})"
    if file.top not in {None, concept.path[0]}:
        return f"{name} ({concept.names.en}) belongs to {concept.path[0]}, this file's tables to {file.top}"
    file.top = concept.path[0]
    return None


def _read_table(file: TermFile, concept: str, table: dict[str, object], lines: Lines) -> None:
    seen: dict[tuple[str, bool], str] = {}
    for phrase, value in table.items():
        line = lines.get((concept, phrase), lines.get((concept, None), 0))
        try:
            weight, near, unless = _rule(value)
        except ValidationError as problem:
            file.problems.append(Problem(file.path, line, f"{phrase!r}: {_told(problem)}"))
            continue
        key = (_looked_for(phrase), _capitals(phrase))
        if message := _unusable(phrase, key[0], (*near, *unless), seen.get(key)):
            file.problems.append(Problem(file.path, line, message))
            continue
        seen[key] = phrase
        file.entries.append(Entry(key[0], concept, weight, near, unless, key[1], line))
        if len(key[0]) == 1 and weight:
            message = f"{phrase!r} is looked for as {key[0]!r}, a single sign, which other words have too"
            file.problems.append(Problem(file.path, line, message, warning=True))


def _rule(value: object) -> tuple[float, tuple[str, ...], tuple[str, ...]]:
    """Weight, near and unless, folded.

    Raises ValidationError.
    """
    if type(value) is float and 0 <= value <= 1:
        return value, (), ()  # nine in ten of fifty thousand, which a start waits for
    given = _VALUE.validate_python(value)
    if not isinstance(given, Conditioned):
        return given, (), ()
    return given.weight, tuple(map(_looked_for, given.near)), tuple(map(_looked_for, given.unless))


def _unusable(phrase: str, folded: str, words: Sequence[str], twin: str | None) -> str | None:
    if not folded:
        return f"{phrase!r}: a phrase needs at least one sign"
    if twin is not None:
        return f"{phrase!r} stands in this table already, as {twin!r}"
    if not all(words):
        return f"{phrase!r}: an empty word under near or not"
    if folded in words:
        return f"{phrase!r}: near or not has the phrase itself"
    return None


def _looked_for(phrase: str) -> str:
    return sys.intern(fold(phrase).strip())  # the words of conditions come again and again


def _told(problem: ValidationError) -> str:
    """Of a weight or a table of conditions, what the one that was meant is told."""
    errors = problem.errors(include_input=False, include_url=False)
    mine = [error for error in errors if error["type"] not in {"model_type", "float_type"}] or errors
    place = ".".join(str(part) for part in mine[0]["loc"][1:])
    return f"{place + ': ' if place else ''}{mine[0]['msg']}"


def _capitals(phrase: str) -> bool:
    return phrase.isupper() and phrase.isascii() and len(phrase) > 1


_HEADER = re.compile(r"\s*\[\s*(.+?)\s*\]\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|'[^']*'|[\w-]+)\s*=""")


def _lines(text: str) -> Lines:
    """Where each table (name, None) and each of its phrases (name, phrase) stands; tomllib keeps no lines."""
    found: Lines = {}
    table: str | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = _key(header[1])
            found.setdefault((table, None), number)
        elif key := _KEY.match(line):
            found.setdefault((table, _key(key[1])), number)
    return found


def _key(written: str) -> str | None:
    if "\\" not in written:
        return written.strip("\"'")
    try:
        [(key, _)] = tomllib.loads(f"{written} = 0").items()
    except tomllib.TOMLDecodeError:
        return None
    return key


def read_term_files(folder: Path) -> Iterator[TermFile]:
    """In order of their names; a second file for one top concept is a problem of that file."""
    seen: dict[str, Path] = {}
    for path in sorted(folder.glob("*.toml")):
        file = read_term_file(path)
        if file.top and file.top in seen:
            file.problems.append(Problem(path, 0, f"{seen[file.top].name} is the file for {file.top} already"))
        elif file.top:
            seen[file.top] = path
        yield file
