"""The pure middle: whatever the bytes, an outcome, and the same for the same bytes."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.article import Article
from schemas.reasons import Reason
from services.ingest import pipeline
from services.ingest.enrich import Rules, read_rules
from services.ingest.pipeline import Outcome, Refusal, process
from services.intake.samples import read_samples
from services.runtime.feeds import Feed, read_feeds
from tests.articles import ninjs
from tests.conftest import ROOT
from tests.pace import within

NOW = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
RULES = read_rules(ROOT / "config")
FEEDS = read_feeds(ROOT / "config" / "feeds.toml")
SAMPLES = [sample.body for sample in read_samples(ROOT / "samples")]


def run(body: bytes, feed: Feed = FEEDS["jiji"]) -> list[Outcome]:
    return process(body, feed, NOW, RULES)


@st.composite
def _mutated(draw: st.DrawFn) -> bytes:
    """A sample with pieces cut out, doubled or replaced by any bytes."""
    body = draw(st.sampled_from(SAMPLES))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(body)))
        end = min(start + draw(st.integers(0, 40)), len(body))
        body = body[:start] + draw(st.one_of(st.binary(max_size=12), st.just(body[start:end] * 2))) + body[end:]
    return body


@given(
    st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace")), _mutated())
)
def test_any_bytes_have_outcomes_of_ours(body: bytes) -> None:
    outcomes = run(body)
    assert outcomes
    assert [o for o in outcomes if isinstance(o, Refusal) and o.reason is Reason.POISON] == []
    assert run(body) == outcomes


def test_an_article_survives_the_way_through_json() -> None:
    [made] = run(ninjs(1))
    assert isinstance(made, Article)
    assert Article.model_validate_json(made.model_dump_json()) == made


def test_a_fault_of_ours_is_poison_with_its_place_and_without_the_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("Harbour Bridge")

    monkeypatch.setattr(pipeline, "enrich", broken)
    [refusal] = run(ninjs(1))
    assert isinstance(refusal, Refusal)
    assert refusal.reason is Reason.POISON
    assert refusal.detail.startswith("KeyError at ")
    assert "Harbour" not in refusal.detail


@pytest.mark.parametrize(
    "body",
    [
        b'{"uri": "x", "headline": "' + b"a" * 1_000_000 + b'", "body_text": "b"}',
        b'"' * 1_000_000,
        b'{"a": "' + b'\\"' * 500_000,
        ("【" * 300_000).encode(),
        b"Tokyo, " * 140_000,
        b"Short Url:\n" * 90_000,
        b"(Jiji Press)" * 80_000,
        "―".encode() * 300_000,
    ],
)
def test_a_megabyte_of_malice_costs_no_second(body: bytes) -> None:
    with within(1):
        assert run(body)


def test_real_files_are_no_poison(shared: Path) -> None:
    bodies = [path.read_bytes() for path in (shared / "corpus").glob("*/*") if path.is_file()]
    outcomes = [outcome for body in bodies for outcome in run(body)]
    assert len(outcomes) >= len(bodies) >= 150
    assert [o.detail for o in outcomes if isinstance(o, Refusal) and o.reason is Reason.POISON] == []


def test_rules_are_read_from_config() -> None:
    assert isinstance(RULES, Rules)
    assert len(RULES.lexicon.terms) > 5000
