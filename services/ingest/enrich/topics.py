"""What is a story about?  IPTC Media Topics, each with the words that led to it."""

import math
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from schemas.article import Evidence, Topic
from schemas.story import Story
from services.ingest.enrich.terms import TermIndex, fold

Where = Literal["headline", "summary", "body", "keywords"]

# A headline says what a story is about; a body also says what else there is.
_BOOST: dict[Where, float] = {"headline": 2.0, "summary": 1.3, "keywords": 1.5, "body": 1.0}

_SCAN = 20_000
"""Characters of a field that are looked at: what a story is about stands at its beginning."""

_THRESHOLD = 0.5
_MOST_TOPICS = 5
_MOST_EVIDENCE = 8
_SHARE = 0.35
"""A topic with less than this share of the strongest one's weight is an aside."""

_CODE = "http://cv.iptc.org/newscodes/mediatopic/"
_SCHEMES = (_CODE, "medtop:")


@dataclass(slots=True)
class _Tally:
    """What speaks for a topic: the weight of each term, counted once where it weighs most, and where it was seen."""

    weights: dict[str, float] = field(default_factory=dict)
    evidence: list[tuple[float, Evidence]] = field(default_factory=list)

    @property
    def total(self) -> float:
        return sum(self.weights.values())


def topics_of(story: Story, terms: TermIndex) -> list[Topic]:
    """At most five, the surest first; none where nothing is sure enough."""
    found = {topic.id: topic for topic in _by_terms(story, terms)}
    found |= {topic.id: topic for topic in _by_supplier(story, terms)}
    return sorted(found.values(), key=lambda topic: (-topic.score, topic.id))[:_MOST_TOPICS]


def searched(story: Story) -> Iterator[tuple[Where, str]]:
    """The texts that evidence counts its characters in; keywords are joined by a line end."""
    yield "headline", story.headline
    yield "summary", story.summary or ""
    yield "keywords", "\n".join(story.keywords)
    yield "body", story.body.text


def _by_supplier(story: Story, terms: TermIndex) -> Iterator[Topic]:
    """Codes that are Media Topics of the top level as they stand; other codes need the table of another day."""
    # Formats that say scheme and code apart say the scheme as their standard abbreviates it.
    given = (f"medtop:{one.code}" if one.scheme == "medtop" else one.code or "" for one in story.subjects)
    codes = {code.rpartition("/" if code.startswith(_CODE) else ":")[2] for code in given if code.startswith(_SCHEMES)}
    for topic in terms.topics:
        if topic.id.removeprefix("medtop:") in codes:
            yield Topic(id=topic.id, path=[topic.id], name=topic.name, score=1.0, method="supplier")


def _by_terms(story: Story, terms: TermIndex) -> Iterator[Topic]:
    tallies: dict[int, _Tally] = {}
    for where, text in searched(story):
        _count(where, text[:_SCAN], terms, tallies)
    strongest = max((tally.total for tally in tallies.values()), default=0.0)
    for number, tally in tallies.items():
        score = 1 - math.exp(-tally.total)
        if score >= _THRESHOLD and tally.total >= _SHARE * strongest:
            topic = terms.topics[number]
            evidence = [seen for _, seen in sorted(tally.evidence, key=lambda one: -one[0])[:_MOST_EVIDENCE]]
            yield Topic(
                id=topic.id, path=[topic.id], name=topic.name, score=round(score, 3), method="terms", evidence=evidence
            )


def _count(where: Where, text: str, terms: TermIndex, tallies: dict[int, _Tally]) -> None:
    folded, origin = _folded(text)
    for term, start, end in terms.matches(folded):
        seen: Evidence | None = None
        for number, weight in term.places:
            tally = tallies.setdefault(number, _Tally())
            worth = weight * _BOOST[where]
            if term.phrase not in tally.weights:
                seen = seen or _evidence(where, text, origin, start, end)
                tally.evidence.append((worth, seen))
            tally.weights[term.phrase] = max(worth, tally.weights.get(term.phrase, 0.0))


def _evidence(where: Where, text: str, origin: "_Origin | None", start: int, end: int) -> Evidence:
    if origin is not None:
        start, end = origin.span(start, end)
    return Evidence(text=text[start:end], where=where, start=start, end=end)


class _Origin:
    """Where the signs of folded text come from, for text that folding made longer or shorter."""

    def __init__(self, text: str) -> None:
        self._starts: list[int] = []  # of each piece in the folded text
        self._from: list[int] = []  # where the piece begins in the text
        pieces, at = [], 0
        self._length = len(text)
        for begin, piece in _pieces(text):
            folded = fold(piece)
            self._starts.append(at)
            self._from.append(begin)
            pieces.append(folded)
            at += len(folded)
        self.folded = "".join(pieces)

    def span(self, start: int, end: int) -> tuple[int, int]:
        first = bisect_right(self._starts, start) - 1
        last = bisect_right(self._starts, end - 1) - 1
        after = self._from[last + 1] if last + 1 < len(self._from) else self._length
        return self._from[first], after


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Each sign with the marks that combine with it, and half-width kana with their (han)dakuten."""
    begin = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not (unicodedata.combining(text[at]) or text[at] in "\uff9e\uff9f"):
            yield begin, text[begin:at]
            begin = at


def _folded(text: str) -> tuple[str, _Origin | None]:
    """Folded text, and the way back unless every sign stayed where it was."""
    if text.isascii():
        return text.lower(), None
    if unicodedata.is_normalized("NFKC", text):
        folded = text.casefold()
        if len(folded) == len(text):
            return folded, None
    origin = _Origin(text)
    return origin.folded, origin
