"""Topics and Japan time metadata: a story in, an article out.  Pure: story, source and rules decide."""

from dataclasses import dataclass
from pathlib import Path

from schemas.article import Article, Source
from schemas.story import Story
from services.ingest.enrich.japan import japan_of
from services.ingest.enrich.terms import TermIndex, read_terms
from services.ingest.enrich.topics import topics_of


@dataclass(frozen=True, slots=True)
class Rules:
    """What enrichment goes by, read once and shared by all stories."""

    terms: TermIndex


def read_rules(config: Path) -> Rules:
    """The rules under `config`.

    Raises TermsBroken if a term file can't be used.
    """
    return Rules(terms=read_terms(config / "topics"))


def enrich(story: Story, source: Source, rules: Rules) -> Article:
    # Both have been validated: model_construct would skip nothing but the second check of the same values.
    parts = {name: getattr(story, name) for name in Story.model_fields}
    return Article.model_construct(
        **parts, topics=topics_of(story, rules.terms), japan=japan_of(story, source), source=source
    )
