"""The term files of config/topics, one a top Media Topic: read, checked, and made into one automaton.

    id = "medtop:17000000"
    name = { en = "weather", ja = "気象" }
    [terms]                      # phrase = weight: 1.0 decides alone, 0.6 counts, 0.3 hints
    "heavy rain" = 0.6
    "台風" = 1.0

Phrases are matched after NFKC and case folding.  A phrase in Latin letters matches whole words, and their plural in -s.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from schemas.japan import Names

Weight = float


class TermsBroken(Exception):  # noqa: N818  its message is the sentence
    """A term file can't be used; the message names the file and the place."""


class TopicFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^medtop:\d{8}$")
    name: Names
    terms: dict[str, float] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase as it is looked for; `places` are the topics that it speaks for, with its weight for each."""

    phrase: str
    places: tuple[tuple[int, Weight], ...]


@dataclass(frozen=True, slots=True)
class TermIndex:
    """All topics and all terms; what stands at n in the automaton is terms[n]."""

    topics: tuple[TopicFile, ...]
    terms: tuple[Term, ...]
    automaton: AhoCorasick

    def matches(self, folded: str) -> Iterator[tuple[Term, int, int]]:
        """Term, start and end in folded text; leftmost-longest, without overlap, Latin phrases as whole words only."""
        for number, start, end in self.automaton.find_matches_as_indexes(folded):
            whole = _word_end(folded, end)
            if whole is not None and not _in_word(folded, start):
                yield self.terms[number], start, whole


def fold(text: str) -> str:
    """How terms and copy are compared."""
    return unicodedata.normalize("NFKC", text).casefold()


def read_terms(folder: Path) -> TermIndex:
    """Raises TermsBroken for the first file that can't be used, and if there is none."""
    topics = [_read(path) for path in sorted(folder.glob("*.toml"))]
    if not topics:
        raise TermsBroken(f"{folder}: no term file")
    twice = {topic.id for n, topic in enumerate(topics) if topic.id in {other.id for other in topics[:n]}}
    if twice:
        raise TermsBroken(f"{folder}: two files for {min(twice)}")
    places: dict[str, list[tuple[int, Weight]]] = {}
    for number, topic in enumerate(topics):
        for phrase, weight in topic.terms.items():
            places.setdefault(fold(phrase), []).append((number, weight))
    terms = tuple(Term(phrase, tuple(found)) for phrase, found in places.items())
    automaton = AhoCorasick(
        [term.phrase for term in terms],
        matchkind=MatchKind.LeftmostLongest,
        implementation=Implementation.ContiguousNFA,
    )
    return TermIndex(tuple(topics), terms, automaton)


def _read(path: Path) -> TopicFile:
    try:
        topic = TopicFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise TermsBroken(f"{path}: {problem}") from problem
    except ValidationError as problem:
        first = problem.errors(include_input=False, include_url=False)[0]
        raise TermsBroken(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from problem
    for phrase, weight in topic.terms.items():
        if not fold(phrase).strip() or not 0 < weight <= 1:
            raise TermsBroken(f"{path}: terms.{phrase!r}: a phrase of at least one sign, a weight over 0 and up to 1")
    return topic


# What makes a word of a phrase and its neighbour.  Kana and Chinese characters don't: in 「AIの」 AI is a word.
_LETTER = re.compile(r"[0-9a-z\u00df-\u024f]")


def _in_word(text: str, start: int) -> bool:
    return bool(_LETTER.match(text, start) and start and _LETTER.match(text, start - 1))


def _word_end(text: str, end: int) -> int | None:
    """Where the word ends that the phrase ends in, None if the phrase is only the beginning of another word."""
    if not _LETTER.match(text, end - 1) or not _LETTER.match(text, end):
        return end
    if text[end] == "s" and not _LETTER.match(text, end + 1):
        return end + 1
    return None
