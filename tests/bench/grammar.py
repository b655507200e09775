"""How does a text come about that reads like news, costs what news costs, and is like no other?

Clauses are put together from words once; texts are made of clauses, which is quick enough for a backlog of 100,000.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

_SLOT = re.compile(r"\{([^}]+)\}")
_CLAUSE = re.compile(r"<(\w+)>")
_CLAUSES_OF_A_KIND = 5000
_SAME_PARAGRAPH = 0.45
_NUMBERS = {"#1": (1, 9), "#2": (10, 25), "#3": (101, 999), "age": (19, 91)}

Parts = tuple[str, ...]
"""Words and names of what is filled in, by turns, beginning with words."""


Words = Mapping[str, Sequence[str]]
"""What may stand in a place of that name."""


@dataclass(frozen=True, slots=True)
class Subject:
    """`code` is of IPTC's Media Topics."""

    code: str
    name: str
    words: Words


@dataclass(frozen=True, slots=True)
class Text:
    """`keywords` are things that the subject is about."""

    subject: Subject
    headline: str
    paragraphs: Sequence[str]
    keywords: Sequence[str]
    city: str

    @property
    def bytes(self) -> int:
        return sum(len(paragraph.encode()) for paragraph in self.paragraphs)


@dataclass(frozen=True, eq=False)
class Grammar:
    """Of one language: see the files in wording/."""

    language: str
    between: str
    sentences: Sequence[Parts]
    clauses: Words
    words: Words
    subjects: Sequence[Subject]


def read_grammar(path: Path) -> Grammar:
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    subjects = [Subject(one.pop("code"), one.pop("name"), one) for one in found["subjects"]]
    sentences = [tuple(_CLAUSE.split(sentence)) for sentence in found["sentences"]]
    return Grammar(found["language"], found["between"], sentences, found["clauses"], found["words"], subjects)


def text_of(grammar: Grammar, seed: int, chance: Random, size: int) -> Text:
    """About `size` bytes of UTF-8 in paragraphs of a sentence or a few."""
    subject = chance.choice(grammar.subjects)
    pools = _pools(grammar, subject.code, seed)
    paragraphs: list[str] = []
    while size > 0:
        sentence = _sentence(grammar, pools, chance)
        if paragraphs and chance.random() < _SAME_PARAGRAPH:
            paragraphs[-1] += grammar.between + sentence
        else:
            paragraphs.append(sentence)
        size -= len(sentence.encode())
    keywords, city = chance.sample(subject.words["object"], 4), chance.choice(grammar.words["place"])
    return Text(subject, chance.choice(pools["Headline"]), paragraphs, keywords, city)


def _sentence(grammar: Grammar, pools: Mapping[str, Sequence[str]], chance: Random) -> str:
    parts = list(chance.choice(grammar.sentences))
    for place in range(1, len(parts), 2):
        pool = pools[parts[place]]
        parts[place] = pool[int(chance.random() * len(pool))]
    return "".join(parts)


@cache
def _pools(grammar: Grammar, code: str, seed: int) -> Mapping[str, Sequence[str]]:
    """Of each kind many clauses about the subject; under its name with a capital the same as a sentence begins."""
    [subject] = [one for one in grammar.subjects if one.code == code]
    chance = Random(f"{seed} {grammar.language} {code}")  # noqa: S311  copy, no secret
    words = {name: tuple(map(_parts, choices)) for name, choices in {**grammar.words, **subject.words}.items()}
    pools: dict[str, Sequence[str]] = {}
    for kind, templates in grammar.clauses.items():
        shapes = tuple(map(_parts, templates))
        pools[kind] = [_filled(chance.choice(shapes), words, chance.random) for _ in range(_CLAUSES_OF_A_KIND)]
        pools[kind.capitalize()] = [clause[0].upper() + clause[1:] for clause in pools[kind]]
    return pools


def _parts(template: str) -> Parts:
    return tuple(_SLOT.split(template))


def _filled(parts: Parts, words: Mapping[str, Sequence[Parts]], random: Callable[[], float]) -> str:
    return "".join(_pieces(parts, words, random))


def _pieces(parts: Parts, words: Mapping[str, Sequence[Parts]], random: Callable[[], float]) -> Iterator[str]:
    for place, part in enumerate(parts):
        if place % 2 == 0:
            yield part
        elif part in _NUMBERS:
            low, high = _NUMBERS[part]
            yield str(low + int(random() * (high - low + 1)))
        else:
            choices = words[part]
            yield from _pieces(choices[int(random() * len(choices))], words, random)
