"""What speaks for which concept?  The terms of a story, weighed by where they stand."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from schemas.story import Story
from services.ingest.enrich.topics.folding import Folded, is_wide
from services.ingest.enrich.topics.lexicon import Condition, Lexicon, Term, has_word

Where = Literal["headline", "summary", "body", "keywords"]

BOOST: tuple[tuple[Where, float], ...] = (("headline", 2.0), ("keywords", 1.5), ("summary", 1.3), ("body", 1.0))
"""A headline says what a story is about; a body also says what else there is.  The strongest first: a term counts once,
where it weighs most."""

SCAN = 20_000
"""Characters of a field that are looked at: what a story is about stands at its beginning."""

Texts = dict[Where, str]


Hit = tuple[Where, int, int, float, tuple[tuple[str, float], ...]]
"""A term where it counts: field, start and end in its folded text, boost, and what it says: concepts and weights."""


@dataclass(slots=True)
class Tally:
    """`weights` by concept, its own terms' and those of the concepts below it."""

    folded: dict[Where, Folded]
    whole: str
    """All fields folded, a line each; folding leaves no line ends in them."""
    words: set[str] | None
    """Those of the whole in Latin script; None where not all of it is."""
    hits: list[Hit] = field(default_factory=list)
    said: list[tuple[str, float, int]] = field(default_factory=list)
    """What the hits say: concept, its weight there, number of the hit."""
    weights: dict[str, float] = field(default_factory=dict)
    below: dict[str, list[str]] = field(default_factory=dict)
    """The concepts with a weight directly under each."""

    def evidence(self, concept_id: str, lexicon: Lexicon, most: int) -> list[dict[str, object]]:
        """The words that say the concept or one below it, the strongest first, each once; as Evidence has them."""
        within = lexicon.within(concept_id)
        # Of several concepts that a term says the first one tells how strong it is.
        mine = {number: -weight for concept, weight, number in reversed(self.said) if concept in within}
        strongest = sorted(zip(mine.values(), mine, strict=True))[:most]
        return [self._shown(*self.hits[number][:3]) for _, number in strongest]

    def _shown(self, where: Where, start: int, end: int) -> dict[str, object]:
        folded = self.folded[where]
        start, end = folded.span(start, end)
        return {"text": folded.origin[start:end], "where": where, "start": start, "end": end}


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
    whole = "\n".join(one.text for one in folded.values())
    words = None if is_wide(whole) else set(whole.split())
    made = Tally(folded, whole, words)
    says_of, hits, said = lexicon.says, made.hits, made.said
    seen: set[int] = set()
    for where, boost in BOOST:
        if where not in folded:
            continue
        for start, end, number in lexicon.longest(folded[where].text):
            if number in seen:
                continue
            says, conditioned, gate = says_of[number]
            if words and gate is not None and gate.isdisjoint(words):
                continue
            if conditioned:
                says = (*says, *_held(lexicon.terms[number], made, where, start, end))
            if not says:
                continue  # a shield, or a condition that another place may meet
            seen.add(number)
            for concept, weight in says:
                said.append((concept, weight * boost, len(hits)))
            hits.append((where, start, end, boost, says))
    _weigh(made, lexicon)
    return made


def _weigh(made: Tally, lexicon: Lexicon) -> None:
    own: dict[str, float] = {}
    for concept, weight, _ in made.said:
        own[concept] = own.get(concept, 0.0) + weight
    weights = made.weights
    for concept, weight in own.items():
        broader = ""
        for above in lexicon.paths[concept]:
            if above in weights:
                weights[above] += weight
            else:
                weights[above] = weight
                made.below.setdefault(broader, []).append(above)
            broader = above


def _held(term: Term, made: Tally, where: Where, start: int, end: int) -> list[tuple[str, float]]:
    words, around = made.words, None
    held = []
    for one in term.conditioned:
        entry = one.entry
        if entry.near:
            if words is not None and one.near.isdisjoint(words):
                continue
            around = around or _around(term, made, where, start, end)
            if not _one_of(entry.near, around):
                continue
        if entry.capitals and not _in_capitals(made.folded[where], start, end):
            continue
        if not entry.unless or (words is not None and one.unless.isdisjoint(words)) or not _beside(one, made):
            held.append((entry.concept, entry.weight))
    return held


def _around(term: Term, made: Tally, where: Where, start: int, end: int) -> str:
    """What `near` looks at."""
    return made.folded[where].text[max(start - term.reach, 0) : end + term.reach]


def _beside(one: Condition, made: Tally) -> str | None:
    return _one_of(one.entry.unless, made.whole)


def _one_of(words: Sequence[str], text: str) -> str | None:
    for word in words:
        # Most are not there at all, which asking for their signs tells in a tenth of the time.
        if word in text and has_word(text, word):
            return word
    return None


def why_not(one: Condition, term: Term, made: Tally, where: Where, start: int, end: int) -> str | None:
    """The condition that keeps the entry from counting there, None if it counts."""
    if one.entry.capitals and not _in_capitals(made.folded[where], start, end):
        return "found in capitals only"
    if one.near and not _one_of(one.entry.near, _around(term, made, where, start, end)):
        return f"needs one of these near: {', '.join(one.entry.near)}"
    word = _beside(one, made)
    return f"does not count beside {word}" if word else None


def _in_capitals(folded: Folded, start: int, end: int) -> bool:
    """In capitals where not all else is: in an English headline all in capitals WHO may be a pronoun."""
    all_capitals = folded.origin.isupper() and not is_wide(folded.origin)
    return folded.slice(start, end).rstrip("s").isupper() and not all_capitals
