"""The block is built without a check: what is built of any copy that we have has to pass one, and to outlive JSON."""

import datetime as dt
from pathlib import Path

import pytest

from schemas.article import Article
from schemas.japan import Japan
from services.ingest.enrich import read_rules
from services.ingest.pipeline import process
from services.runtime.feeds import Feed
from tests.conftest import ROOT

FEED = Feed(name="any", provider="any", zone="Asia/Tokyo")
RECEIVED = dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC)
CORPUS = ROOT.parent / "shared" / "corpus"
RULES = read_rules(ROOT / "config")


def blocks(folder: Path) -> list[tuple[Article, Japan]]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".toml"]
    found = [outcome for path in files for outcome in process(path.read_bytes(), FEED, RECEIVED, RULES)]
    return [(one, one.japan) for one in found if isinstance(one, Article)]


def check(folder: Path, least: int) -> None:
    found = blocks(folder)
    assert sum(len(block.days) for _, block in found) > least
    for article, block in found:
        assert Japan.model_validate_json(block.model_dump_json()) == block
        texts = {"headline": article.headline, "summary": article.summary, "body": article.body.text}
        spots = [(one.where, one.start, one.end, one.text) for one in block.days]
        spots += [(one.where, one.start, one.end, one.text) for one in block.people]
        for where, start, end, text in spots:
            assert (texts[where] or "")[start:end] == text
        assert all(day.value or day.problem or day.time for day in block.days)
        assert all(day.first <= day.last for day in block.days if day.first and day.last)


def test_of_all_samples() -> None:
    check(ROOT / "samples", 100)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="no ../shared beside the checkout")
def test_of_real_copy() -> None:
    check(CORPUS, 300)
