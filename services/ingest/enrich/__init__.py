"""Topics and Japan time metadata: a story in, an article out.  Pure: story, source, feed and rules decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from schemas.article import Article, Source, Topic
from schemas.story import Story
from services.ingest.enrich.japan import japan_of
from services.ingest.enrich.topics.lexicon import Lexicon, read_lexicon
from services.ingest.enrich.topics.semantic import NoEncoder, Reading, Semantic
from services.ingest.enrich.topics.tagging import doubtful, topics_of
from services.ingest.enrich.topics.tally import texts_of
from services.runtime.feeds import Feed


@dataclass(frozen=True, slots=True)
class Rules:
    """What enrichment goes by, read once and shared by all stories.

    `semantic` is asked where the terms leave a doubt; None where it is not installed, and in the line, which asks it
    apart.
    """

    lexicon: Lexicon
    semantic: Semantic | None = None


def read_rules(config: Path, *, semantic: bool = False) -> Rules:
    """The rules under `config`; `semantic` where it is wanted and installed.

    Raises TermsBroken if a term file can't be used.
    """
    lexicon = read_lexicon(config / "topics")
    try:
        return Rules(lexicon, Semantic() if semantic else None)
    except NoEncoder:
        return Rules(lexicon)


def enrich(story: Story, source: Source, feed: Feed, rules: Rules) -> Article:
    topics = tagged(story, feed, rules)
    # Both have been validated.
    return Article.built({**vars(story), "topics": topics, "japan": japan_of(story, source, feed), "source": source})


def tagged(story: Story, feed: Feed, rules: Rules) -> list[Topic]:
    texts = texts_of(story)
    topics = topics_of(texts, story.subjects, rules.lexicon, codes=feed.topic_codes)
    if rules.semantic and doubtful(topics, texts) and (reading := rules.semantic.read(texts)):
        topics = topics_of(texts, story.subjects, rules.lexicon, codes=feed.topic_codes, reading=reading)
    return topics


def same_topics(some: Sequence[Topic], others: Sequence[Topic]) -> bool:
    """The same in all but a score's last digit: the head's sums depend on what else was read with a story."""
    return len(some) == len(others) and all(
        abs(one.score - other.score) < 0.01
        and one.model_copy(update={"score": 0, "scores": []}) == other.model_copy(update={"score": 0, "scores": []})
        for one, other in zip(some, others, strict=True)
    )


def settled(article: Article, feed: Feed, rules: Rules, reading: Reading) -> Article:
    """The article with the topics that it has in the light of the reading."""
    topics = topics_of(texts_of(article), article.subjects, rules.lexicon, codes=feed.topic_codes, reading=reading)
    return article.model_copy(update={"topics": topics})
