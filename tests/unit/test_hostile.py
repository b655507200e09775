"""What means harm ends as an article without the harm, or is refused for the right reason; neither takes much."""

import re
import subprocess
import sys
import time

import pytest

from schemas.article import Article
from schemas.reasons import Reason
from services.ingest.pipeline import Refusal, process
from services.runtime.feeds import NEUTRAL
from tests.conftest import ROOT
from tests.pace import within
from tests.unit.hostile import HOSTILE, truncated
from tests.unit.test_pipeline import NOW, RULES


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_copy(name: str) -> None:
    body, reason = HOSTILE[name]
    with within(1):
        [outcome] = process(body, NEUTRAL, NOW, RULES)
    if reason is not None:
        assert isinstance(outcome, Refusal)
        assert outcome.reason is reason
        return
    assert isinstance(outcome, Article)
    assert not re.search(r"script|javascript:|data:|onclick|root:", outcome.body.html)
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", outcome.headline)


def test_a_headline_that_turns_round_is_told() -> None:
    [article] = process(HOSTILE["a headline that turns round"][0], NEUTRAL, NOW, RULES)
    assert isinstance(article, Article)
    assert article.headline == "Bridge snepO"
    assert [(repair.field, repair.from_) for repair in article.repairs] == [("headline", "U+202E U+2066")]


def test_copy_that_was_cut_off_ends_with_a_reason() -> None:
    slow = 0.0
    for body in truncated():
        begun = time.process_time()
        outcomes = process(body, NEUTRAL, NOW, RULES)
        slow = max(slow, time.process_time() - begun)
        assert outcomes
        assert all(isinstance(outcome, Article) or outcome.reason is not Reason.POISON for outcome in outcomes)
    assert slow < 1


def test_all_of_it_takes_little_memory_and_leaves_no_file_open() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.unit.hostile"], capture_output=True, text=True, timeout=120, check=True, cwd=ROOT
    )
    figures = re.fullmatch(r"\d+ bodies, \d+ articles, (\d+) MB, (-?\d+) files left open\n", done.stdout)
    assert figures is not None
    assert int(figures[1]) < 200
    assert int(figures[2]) == 0
