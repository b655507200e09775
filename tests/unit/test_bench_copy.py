"""Is what the benchmark sends as it says, and stories that the line takes?"""

import datetime as dt
from itertools import combinations

import pytest

from schemas.article import Article
from services.ingest.enrich import Rules
from services.ingest.flash import is_flash, looks_urgent
from services.ingest.life.near import similarity, sketch_of
from services.ingest.pipeline import process
from services.runtime.feeds import Feed, read_feeds
from tests.bench.copy import Story, flashes, stories
from tests.conftest import ROOT

_COUNT = 120


@pytest.fixture(scope="module")
def feeds() -> dict[str, Feed]:
    return read_feeds(ROOT / "config" / "feeds.toml")


def _articles(some: list[Story], feeds: dict[str, Feed], rules: Rules) -> list[Article]:
    now = dt.datetime(2026, 11, 20, 4, tzinfo=dt.UTC)
    outcomes = [process(story.body, feeds[story.feed], now, rules) for story in some]
    articles = [outcome for [outcome] in outcomes if isinstance(outcome, Article)]
    assert len(articles) == len(some)
    return articles


def test_half_is_xml_a_third_japanese_and_none_too_small_or_large() -> None:
    some = list(stories(1, _COUNT))
    assert sum(story.body.startswith(b"<?xml") for story in some) == _COUNT / 2
    assert sum(story.feed == "jiji-ja" for story in some) == _COUNT / 3
    assert all(2048 <= len(story.body) <= 10_240 for story in some)


def test_the_same_for_the_same_seed_and_others_for_another() -> None:
    some = list(stories(1, 12))
    assert some == list(stories(1, 12))
    assert not set(some) & set(stories(2, 12))


def test_every_one_is_an_article_to_be_announced(feeds: dict[str, Feed], rules: Rules) -> None:
    some = list(stories(1, _COUNT))
    articles = _articles(some, feeds, rules)
    assert len({article.story_id for article in articles}) == _COUNT
    for story, article in zip(some, articles, strict=True):
        assert (article.version, article.change, article.status) == (1, "new", "usable")
        assert article.embargo_until is None
        assert article.hold is None
        assert article.urgency is not None
        assert 3 <= article.urgency <= 6
        assert article.topics
        assert article.japan.published
        assert not is_flash(article, feeds[story.feed])


def test_no_two_are_alike(feeds: dict[str, Feed], rules: Rules) -> None:
    articles = _articles(list(stories(1, _COUNT)), feeds, rules)
    sketches = [sketch for article in articles if (sketch := sketch_of(article.headline, article.body.text))]
    assert len(sketches) == _COUNT
    assert max(similarity(one.signature, other.signature) for one, other in combinations(sketches, 2)) < 0.15


def test_flashes_are_flashes(feeds: dict[str, Feed], rules: Rules) -> None:
    some = list(flashes(1, 12, first=1000))
    for story, article in zip(some, _articles(some, feeds, rules), strict=True):
        assert article.urgency == 1
        assert article.headline.startswith("【速報】") == (story.feed == "jiji-ja")
        assert looks_urgent(story.body, feeds[story.feed])
        assert is_flash(article, feeds[story.feed])
