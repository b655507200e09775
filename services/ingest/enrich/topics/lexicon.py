"""Which terms does a text have?  All phrases of all term files, with what each says of which concept."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from services.ingest.enrich.topics.folding import is_wide
from services.ingest.enrich.topics.term_file import Entry, Problem, TermFile, read_term_files
from services.ingest.enrich.topics.vocabulary import vocabulary

NEAR_LATIN, NEAR_JAPANESE = 100, 40
"""Characters to either side of a phrase that `near` looks at."""

_SHORT_KATAKANA = 3
"""Katakana phrases up to so many signs are found only where no other katakana touches them: オーガスタ has no ガス."""

Span = tuple[int, int, int]
"""Start, end and number of a phrase that stands in folded text as a word."""


class TermsBroken(Exception):  # noqa: N818  its message is the sentence
    """The term files can't be used: `problems` are the errors, the message is the first of them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(str(problems[0]))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Condition:
    """An entry with `near` or `unless`, and the words that such phrases can begin with in copy in Latin script.

    Where none of these is among the words of a story, none of the phrases is: most conditions need no other look.
    """

    entry: Entry
    near: frozenset[str]
    unless: frozenset[str]


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase and what it says: concepts and weights without a condition, and entries with one."""

    phrase: str
    plain: tuple[tuple[str, float], ...]
    conditioned: tuple[Condition, ...]
    reach: int
    """Characters to either side that `near` looks at."""


class Lexicon:
    """Two automata: of Latin phrases with a space around them, for copy in Latin script; of all phrases as they are.

    In the first every match is a word, plurals being phrases of their own, which saves half the time in English.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        by_phrase: dict[str, list[Entry]] = {}
        for entry in entries:
            by_phrase.setdefault(entry.phrase, []).append(entry)
        self.terms = tuple(_term(phrase, found) for phrase, found in by_phrase.items())
        self.says = [(term.plain, term.conditioned, _gate(term)) for term in self.terms]
        """What each term says, with its gate."""
        self.paths: dict[str, tuple[str, ...]] = {}
        for entry in (entry for found in by_phrase.values() for entry in found):
            if concept := vocabulary().get(entry.concept):
                self.paths[concept.id] = concept.path
        self._within: dict[str, frozenset[str]] = {}
        self._starts = [_touching(term.phrase[0], term.phrase) for term in self.terms]
        self._ends = [_touching(term.phrase[-1], term.phrase) for term in self.terms]
        self._touchy = [bool(start or end) for start, end in zip(self._starts, self._ends, strict=True)]
        latin = [(n, term.phrase) for n, term in enumerate(self.terms) if not is_wide(term.phrase)]
        # A plural that is a phrase of its own is that one.
        padded = {f" {phrase}{end} ": n for n, phrase in latin for end in _plurals(phrase)}
        padded |= {f" {phrase} ": n for n, phrase in latin}
        self._latin_numbers = list(padded.values())
        self._latin = _automaton(list(padded))
        self._all = _automaton([term.phrase for term in self.terms])

    def within(self, concept_id: str) -> frozenset[str]:
        """The concept and those below it that have terms."""
        found = self._within.get(concept_id)
        if found is None:
            found = frozenset(one for one, path in self.paths.items() if concept_id in path)
            self._within[concept_id] = found
        return found

    def longest(self, folded: str) -> list[Span]:
        """Leftmost-longest without overlap, of the phrases that stand there as words.

        The automata give all: their own leftmost-longest would let "art of war" in "art of warfare" hide "art".
        """
        found = self._wide_words(folded) if is_wide(folded) else self._latin_words(folded)
        kept, at = [], 0
        for start in sorted(found):
            if start >= at:
                at, number = found[start]
                kept.append((start, at, number))
        return kept

    def _latin_words(self, folded: str) -> dict[int, tuple[int, int]]:
        """By start the end and the number of the longest: what ends first is found first."""
        numbers = self._latin_numbers
        found = self._latin.find_matches_as_indexes(f" {folded} ", overlapping=True)
        return {start: (end - 2, numbers[number]) for number, start, end in found}

    def _wide_words(self, folded: str) -> dict[int, tuple[int, int]]:
        touchy = self._touchy
        found: dict[int, tuple[int, int]] = {}
        for number, start, end in self._all.find_matches_as_indexes(folded, overlapping=True):
            if touchy[number]:
                after = self._end_of_word(folded, number, start, end)
                # A plural is as long as a phrase of its own that ends so; of two the first in the files holds.
                if after is None or (start in found and (after, -number) < (found[start][0], -found[start][1])):
                    continue
                found[start] = after, number
            else:
                found[start] = end, number
        return found

    def _end_of_word(self, folded: str, number: int, start: int, end: int) -> int | None:
        """Where the word ends that the phrase is there, or its plural; None if it is a part of another word."""
        touching = self._starts[number]
        if touching is not None and start and folded[start - 1] in touching:
            return None
        touching = self._ends[number]
        if touching is not None and end < len(folded) and folded[end] in touching:
            return _plural(folded, end, self.terms[number].phrase) if touching is _LATIN else None
        return end


def _automaton(phrases: list[str]) -> AhoCorasick:
    return AhoCorasick(phrases, matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA)


def read_lexicon(folder: Path) -> Lexicon:
    """Raises TermsBroken if a file has an error, and if there is none."""
    return make_lexicon(folder, list(read_term_files(folder)))


def make_lexicon(folder: Path, files: Sequence[TermFile]) -> Lexicon:
    errors = [problem for file in files for problem in file.problems if not problem.warning]
    if not any(file.entries for file in files) and not errors:
        errors = [Problem(folder, 0, "no term file")]
    if errors:
        raise TermsBroken(errors)
    return Lexicon(entry for file in files for entry in file.entries)


def has_word(folded: str, phrase: str) -> bool:
    """Whether the phrase stands there as a word: what `near` and `not` ask."""
    at = folded.find(phrase)
    if at < 0:
        return False
    before, after = _edges(phrase)
    if before is after is None:
        return True
    while at >= 0:
        stop = at + len(phrase)
        free = after is None or stop >= len(folded) or folded[stop] not in after
        if (free or (after is _LATIN and _plural(folded, stop, phrase) is not None)) and not (
            before is not None and at and folded[at - 1] in before
        ):
            return True
        at = folded.find(phrase, at + 1)
    return False


@lru_cache(maxsize=16_384)  # the phrases of conditions
def _edges(phrase: str) -> tuple[frozenset[str] | None, frozenset[str] | None]:
    return _touching(phrase[0], phrase), _touching(phrase[-1], phrase)


def _term(phrase: str, entries: Sequence[Entry]) -> Term:
    plain, conditioned = [], []
    for entry in entries:
        if entry.near or entry.unless or entry.capitals:
            conditioned.append(Condition(entry, _heads(entry.near), _heads(entry.unless)))
        elif entry.weight:
            plain.append((entry.concept, entry.weight))
    reach = NEAR_LATIN if phrase[0] in _LATIN else NEAR_JAPANESE
    return Term(phrase, tuple(plain), tuple(one for one in conditioned if one.entry.weight), reach)


def _gate(term: Term) -> frozenset[str] | None:
    """Words of which copy in Latin script has one wherever the term counts at all; None if it may count without."""
    if term.plain or not term.conditioned or not all(one.near for one in term.conditioned):
        return None
    near = {one.near for one in term.conditioned}
    return near.pop() if len(near) == 1 else frozenset().union(*near)


@lru_cache(maxsize=4096)  # one set for the many terms that share their conditions
def _heads(phrases: tuple[str, ...]) -> frozenset[str]:
    heads: set[str] = set()
    for phrase in phrases:
        head, _, rest = phrase.partition(" ")
        heads |= {head} if rest else {head, *(head + end for end in _plurals(head))}
    return frozenset(heads)


def _plurals(phrase: str) -> tuple[str, ...]:
    """The endings that make a plural of it in English, as far as they are added alone."""
    if phrase.endswith(("s", "x", "z", "ch", "sh")):
        return ("es",)
    return ("s", "es") if phrase.endswith("o") else ("s",)


# What makes a word of a phrase and its neighbour.  Kana and Chinese characters don't: in 「AIの」 AI is a word.
_LATIN = frozenset("0123456789abcdefghijklmnopqrstuvwxyz") | {chr(n) for n in range(0xDF, 0x250)} - {"\u00f7"}
_KATAKANA = frozenset(chr(n) for n in range(0x30A1, 0x30FD)) - {"\u30fb"}
_ALL_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]+")


def _touching(sign: str, phrase: str) -> frozenset[str] | None:
    """The signs that may not touch the phrase where it has this one."""
    if sign in _LATIN:
        return _LATIN
    if len(phrase) <= _SHORT_KATAKANA and _ALL_KATAKANA.fullmatch(phrase):
        return _KATAKANA
    return None


def _plural(text: str, end: int, phrase: str) -> int | None:
    """Where a word ends that is the plural of the phrase which ends at `end`; None if it is another word."""
    for ending in _plurals(phrase):
        after = end + len(ending)
        if text.startswith(ending, end) and (after >= len(text) or text[after] not in _LATIN):
            return after
    return None
