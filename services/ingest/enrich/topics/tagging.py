"""What is a story about?  IPTC Media Topics: the supplier's codes first, then the terms, in doubt the semantic head."""

from collections.abc import Mapping, Sequence
from typing import Literal

from schemas.article import Topic
from schemas.story import Subject
from services.ingest.enrich.topics.lexicon import Lexicon
from services.ingest.enrich.topics.score import TOP_BARE, calibration
from services.ingest.enrich.topics.semantic import Reading
from services.ingest.enrich.topics.supplier import concepts_of
from services.ingest.enrich.topics.tally import Tally, Texts, tally
from services.ingest.enrich.topics.vocabulary import Concept, vocabulary

THRESHOLD = 0.25
"""A top concept that is less probable than this is no tag."""

NARROW = 0.2
"""A narrower concept that is less probable than this leaves the tag to the one above it."""

SURE = 0.95
"""Where the terms make a topic this probable, nothing else is asked."""

Method = Literal["supplier", "terms", "semantic"]

MOST_TOPICS = 5
_MOST_EVIDENCE = 5

Scored = tuple[Concept, tuple[float, ...]]
"""A concept and the probability of each step of its path."""


def topics_of(
    texts: Texts,
    subjects: Sequence[Subject],
    lexicon: Lexicon,
    *,
    codes: Mapping[str, str] | None = None,
    reading: Reading | None = None,
    threshold: float = THRESHOLD,
) -> list[Topic]:
    """At most five, the surest first; none where nothing is sure enough.

    `codes` are the feed's own (see supplier); `reading` is what the semantic head made of the same texts.
    """
    supplied = [_supplied(concept) for concept, _ in concepts_of(subjects, codes or {})]
    told = {step for topic in supplied for step in topic.path}
    topics = [topic for topic in supplied if not _is_above(topic, supplied)]
    counted = tally(texts, lexicon)
    new = [one for one in scored(counted, reading, threshold) if one[0].id not in told]
    topics += [_made(*one, counted, lexicon, reading) for one in new[: max(MOST_TOPICS - len(topics), 0)]]
    return topics[:MOST_TOPICS]


def doubtful(topics: Sequence[Topic], texts: Texts) -> bool:
    """Whether the terms leave a doubt that the semantic head may settle: of the top concept, or of the one below it.

    Text without a headline they always do.
    """
    if not texts.get("headline"):
        return True
    sure = (topic.method == "supplier" or (topic.scores[0] >= SURE and len(topic.path) > 1) for topic in topics)
    return not any(sure)


def scored(counted: Tally, reading: Reading | None, threshold: float = THRESHOLD) -> list[Scored]:
    """The narrowest concepts that are probable enough, those of the most probable top concept first."""
    tops = sorted(top_scores(counted, reading).items(), key=lambda one: (-one[1], one[0]))
    found: list[Scored] = []
    for top, score in tops:
        if score >= threshold and (concept := vocabulary().get(top)):
            found += _narrowest(concept, (score,), counted, reading, min(threshold, NARROW))
    return found


def top_scores(counted: Tally, reading: Reading | None) -> dict[str, float]:
    """The probability of each top concept that anything speaks for."""
    curves = calibration()
    curve = (TOP_BARE if reading.bare else curves.top_both) if reading else curves.top_terms
    weights, odds = counted.weights, reading.log_odds if reading else {}
    tops = [top.id for top in vocabulary().tops if reading or top.id in weights]
    total = sum(weights.get(top, 0.0) for top in tops)
    return {top: curve.at(weights.get(top, 0.0), total, odds.get(top, 0.0)) for top in tops}


def _narrowest(
    concept: Concept, steps: tuple[float, ...], counted: Tally, reading: Reading | None, least: float
) -> list[Scored]:
    curves, weights, tree = calibration(), counted.weights, vocabulary()
    if reading and concept.level == 1:  # the head knows two levels
        curve, odds, below = curves.narrow_both, reading.log_odds, [one.id for one in tree.below(concept.id)]
    else:
        curve, odds, below = curves.narrow_terms, {}, counted.below.get(concept.id, [])
    total, made = weights.get(concept.id, 0.0), []
    for one in below:
        score = steps[-1] * curve.at(weights.get(one, 0.0), total, odds.get(one, 0.0))
        if score >= least:
            made.append((-score, one))
    made.sort()
    found: list[Scored] = []
    for negative, one in made:
        if narrower := tree.get(one):
            found += _narrowest(narrower, (*steps, -negative), counted, reading, least)
    return found or [(concept, steps)]


def _made(
    concept: Concept, steps: tuple[float, ...], counted: Tally, lexicon: Lexicon, reading: Reading | None
) -> Topic:
    evidence = counted.evidence(concept.id, lexicon, _MOST_EVIDENCE)
    method: Method = "semantic" if reading else "terms"
    if reading and (passage := reading.passage_for(concept)):
        evidence = [passage.model_dump(), *evidence]
    return _topic(concept, steps, method, evidence)


def _supplied(concept: Concept) -> Topic:
    return _topic(concept, (1.0,) * concept.level, "supplier", [])


def _topic(concept: Concept, steps: tuple[float, ...], method: Method, evidence: list[dict[str, object]]) -> Topic:
    return Topic.model_validate(
        {
            "id": concept.id,
            "path": list(concept.path),
            "name": concept.names,
            "score": round(steps[-1], 3),
            "scores": [round(step, 3) for step in steps],
            "method": method,
            "evidence": evidence,
        }
    )


def _is_above(topic: Topic, others: Sequence[Topic]) -> bool:
    return any(topic.id in other.path and topic.id != other.id for other in others)
