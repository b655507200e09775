"""What speaks for which concept?  The terms of a story, weighed by where they stand."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from schemas.article import Evidence
from schemas.story import Story
from services.ingest.enrich.topics.folding import WIDE, Folded
from services.ingest.enrich.topics.lexicon import Lexicon, Term, has_word
from services.ingest.enrich.topics.term_file import Entry

Where = Literal["headline", "summary", "body", "keywords"]

BOOST: tuple[tuple[Where, float], ...] = (("headline", 2.0), ("keywords", 1.5), ("summary", 1.3), ("body", 1.0))
"""A headline says what a story is about; a body also says what else there is.  The strongest first: a term counts once,
where it weighs most."""

SCAN = 20_000
"""Characters of a field that are looked at: what a story is about stands at its beginning."""

Texts = dict[Where, str]


Hit = tuple[Where, int, int, float, tuple[tuple[str, float], ...]]
"""A term where it counts: field, start and end in its folded text, boost, and what it says: concepts and weights."""

Said = list[tuple[float, int, Hit]]
"""Hits that say a concept: weight times boost, negative so that the most sorts first; a number to keep the order."""


@dataclass(slots=True)
class Tally:
    """`weights` by concept, its own terms' and those of the concepts below it."""

    folded: dict[Where, Folded]
    whole: str
    """All fields folded, a line each; folding leaves no line ends in them."""
    hits: list[Hit] = field(default_factory=list)
    weights: dict[str, float] = field(default_factory=dict)
    unmet: list[tuple[Term, Where, int, int]] = field(default_factory=list)
    """Terms that stand there and don't count, for their conditions."""
    _said: dict[str, Said] = field(default_factory=dict)

    def evidence(self, concept_id: str, lexicon: Lexicon, most: int) -> list[Evidence]:
        """The words that say the concept or one below it, the strongest first, each once."""
        if not self._said:
            for number, hit in enumerate(self.hits):
                for concept, weight in hit[4]:
                    self._said.setdefault(concept, []).append((-weight * hit[3], number, hit))
        mine = sorted(
            one for concept, said in self._said.items() if concept_id in lexicon.paths[concept] for one in said
        )
        shown = {number: hit for _, number, hit in mine}
        return [self._shown(*hit[:3]) for hit in list(shown.values())[:most]]

    def _shown(self, where: Where, start: int, end: int) -> Evidence:
        folded = self.folded[where]
        start, end = folded.span(start, end)
        return Evidence(text=folded.origin[start:end], where=where, start=start, end=end)


def texts_of(story: Story) -> Texts:
    """The texts that evidence counts its characters in; keywords are joined by a line end."""
    return {
        "headline": story.headline,
        "keywords": "\n".join(story.keywords),
        "summary": story.summary or "",
        "body": story.body.text,
    }


def tally(texts: Texts, lexicon: Lexicon) -> Tally:
    folded = {where: Folded(texts[where][:SCAN]) for where, _ in BOOST if texts.get(where)}
    made = Tally(folded, "\n".join(one.text for one in folded.values()))
    plain, conditioned, hits = lexicon.plain, lexicon.conditioned, made.hits
    seen: set[int] = set()
    own: defaultdict[str, float] = defaultdict(float)
    for where, boost in BOOST:
        if where not in folded:
            continue
        for start, end, number in lexicon.longest(folded[where].text):
            if number in seen:
                continue
            says = plain[number]
            if conditioned[number]:
                says = (*says, *_held(lexicon.terms[number], made, where, start, end))
            if not says:
                continue  # a shield, or a condition that another place may meet
            seen.add(number)
            hits.append((where, start, end, boost, says))
            for concept, weight in says:
                own[concept] += weight * boost
    paths, weights = lexicon.paths, made.weights
    for concept, weight in own.items():
        for above in paths[concept]:
            weights[above] = weights.get(above, 0.0) + weight
    return made


def _held(term: Term, made: Tally, where: Where, start: int, end: int) -> list[tuple[str, float]]:
    folded = made.folded[where]
    around = folded.text[max(start - term.reach, 0) : end + term.reach]
    whole = made.whole
    held = []
    for entry in term.conditioned:
        if entry.capitals and not _in_capitals(folded, start, end):
            continue
        if entry.near and not _one_of(entry.near, around):
            continue
        if not (entry.unless and _one_of(entry.unless, whole)):
            held.append((entry.concept, entry.weight))
    if len(held) < len(term.conditioned):
        made.unmet.append((term, where, start, end))
    return held


def _one_of(words: Sequence[str], text: str) -> str | None:
    for word in words:
        # Most are not there at all, which asking for their signs tells in a tenth of the time.
        if word in text and has_word(text, word):
            return word
    return None


def why_not(entry: Entry, term: Term, made: Tally, where: Where, start: int, end: int) -> str | None:
    """The condition that keeps the entry from counting there, None if it counts."""
    folded = made.folded[where]
    if entry.capitals and not _in_capitals(folded, start, end):
        return "found in capitals only"
    around = folded.text[max(start - term.reach, 0) : end + term.reach]
    if entry.near and not _one_of(entry.near, around):
        return f"needs one of these near: {', '.join(entry.near)}"
    word = _one_of(entry.unless, made.whole)
    return f"does not count beside {word}" if word else None


def _in_capitals(folded: Folded, start: int, end: int) -> bool:
    """In capitals where not all else is: in an English headline all in capitals WHO may be a pronoun."""
    all_capitals = folded.origin.isupper() and not WIDE.search(folded.origin)
    return folded.slice(start, end).rstrip("s").isupper() and not all_capitals
