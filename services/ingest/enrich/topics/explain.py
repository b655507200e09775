"""Why this topic, and why not that one?  What the tagger weighed, for the desk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schemas.article import Evidence, Topic
from schemas.story import Subject
from services.ingest.enrich.topics.lexicon import Lexicon
from services.ingest.enrich.topics.semantic import Reading
from services.ingest.enrich.topics.supplier import concepts_of
from services.ingest.enrich.topics.tagging import THRESHOLD, top_scores, topics_of
from services.ingest.enrich.topics.tally import Tally, Texts, Where, tally, why_not
from services.ingest.enrich.topics.vocabulary import Concept, vocabulary

_WORTH_TELLING = 0.05


@dataclass(frozen=True, slots=True)
class Near:
    """A top concept under the threshold."""

    concept: Concept
    score: float
    evidence: list[Evidence]


@dataclass(frozen=True, slots=True)
class Unmet:
    """A term that stands there and does not count for the concept; offsets are in the field as sent."""

    text: str
    where: Where
    start: int
    concept: Concept
    why: str


@dataclass(frozen=True, slots=True)
class Explanation:
    topics: list[Topic]
    supplied: list[tuple[Concept, Subject]]
    near: list[Near]
    unmet: list[Unmet]
    read: bool
    """Whether the semantic layer was asked."""


def explain(
    texts: Texts,
    subjects: Sequence[Subject],
    lexicon: Lexicon,
    *,
    codes: Mapping[str, str] | None = None,
    reading: Reading | None = None,
) -> Explanation:
    topics = topics_of(texts, subjects, lexicon, codes=codes, reading=reading)
    counted = tally(texts, lexicon)
    scores = sorted(top_scores(counted, reading).items(), key=lambda one: -one[1])
    near = [
        Near(
            concept, round(score, 3), [Evidence.model_validate(one) for one in counted.evidence(concept.id, lexicon, 8)]
        )
        for top, score in scores
        if _WORTH_TELLING <= score < THRESHOLD and (concept := vocabulary().get(top))
    ]
    supplied = list(concepts_of(subjects, codes or {}))
    return Explanation(topics, supplied, near, _unmet(counted, lexicon), reading is not None)


def _unmet(counted: Tally, lexicon: Lexicon) -> list[Unmet]:
    """Terms with a condition that keeps them from counting where they stand."""
    found = []
    standing = [(where, *span) for where, folded in counted.folded.items() for span in lexicon.longest(folded.text)]
    for where, start, end, number in standing:
        folded, term = counted.folded[where], lexicon.terms[number]
        first, after = folded.span(start, end)
        for one in term.conditioned:
            why, concept = why_not(one, term, counted, where, start, end), vocabulary().get(one.entry.concept)
            if why and concept:
                found.append(Unmet(folded.origin[first:after], where, first, concept, why))
    return found
