"""The semantic layer: what it reads, what the head makes of it, and that the head is of the stories that are here."""

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.enrich.topics.semantic import Head, Semantic, asked, encoder, head, odds_of, passages_of
from services.ingest.enrich.topics.tally import Texts
from services.ingest.enrich.topics.vocabulary import vocabulary
from tests.conftest import ROOT


def read(headline: str, body: str) -> list[str]:
    return [one.text for one in passages_of({"headline": headline, "body": body})]


def test_sentences_in_both_languages() -> None:
    assert read("A 3.5 pct rise", "Prices rose 3.5 pct.\nWhy? Nobody said.") == [
        "A 3.5 pct rise", "Prices rose 3.5 pct.", "Why?", "Nobody said.",
    ]  # fmt: skip
    assert read("日銀、利上げ", "総裁は「適切だ。」と述べた。市場は静か。") == [
        "日銀、利上げ",
        "総裁は「適切だ。」",
        "と述べた。",
        "市場は静か。",
    ]


@given(st.text(), st.text(alphabet="ab。. \n「」日?"))
def test_passages_lie_where_they_say(headline: str, body: str) -> None:
    texts: Texts = {"headline": headline, "body": body}
    for one in passages_of(texts):
        assert texts[one.where][one.start : one.end] == one.text
        assert any(sign.isalpha() for sign in one.text)


def test_only_the_beginning_is_read() -> None:
    assert sum(map(len, read("H", "A sentence that goes on for a while. " * 1000))) < 600
    assert sum(map(len, read("", "word " * 100_000))) < 1000
    assert read("🎌🎌", "123 ... 456") == []


def test_the_head_knows_the_top_and_the_second_level() -> None:
    kept = head()
    tops = [top.id for top in vocabulary().tops]
    assert list(kept.concepts[:17]) == tops
    assert set(kept.concepts[17:]) == {one.id for top in tops for one in vocabulary().below(top)}
    assert kept.weights.shape == (len(kept.concepts), 513)


def test_the_head_is_of_the_stories_that_are_here() -> None:
    """Else: make topics."""
    files = sorted((ROOT / "training" / "stories").glob("*.jsonl"))
    with np.load(ROOT / "services/ingest/enrich/topics/head.npz") as kept:
        assert str(kept["stories"]) == hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
        assert str(kept["vocabulary"]) == vocabulary().version


def test_odds_are_of_shares_that_sum_to_one() -> None:
    rows = np.eye(4, 6, dtype=np.float32)
    small = Head(("a", "b", "c", "d"), rows, np.zeros(4, np.float32), ((0, 2), (2, 4)))
    story, alone = small.odds(np.array([[3, 0, 0, 0, 0], [0, 0, 0, 1, 0]], np.float32), bare=False)
    shares = 1 / (1 + np.exp(-np.array(story)))
    assert shares[0] + shares[1] == pytest.approx(1, abs=0.01)
    assert shares[0] > shares[1]
    assert shares[3] > shares[2]
    assert alone[0][0] > 0 == pytest.approx(alone[1][0], abs=0.01)


class TestWithTheEncoder:
    """Needs the extra `semantic`, which the locks for development have."""

    semantic = Semantic()

    @pytest.mark.parametrize(
        ("headline", "body", "top"),
        [
            ("", "The midfielder scored twice as the hosts came from behind to win in front of a full house.", "15"),
            ("", "患者は集中治療室で手当てを受けており、医師らは回復に数週間かかるとみている。", "07"),
        ],
    )
    def test_a_sentence_is_placed(self, headline: str, body: str, top: str) -> None:
        reading = self.semantic.read({"headline": headline, "body": body})
        assert reading
        tops = {one.id: reading.log_odds[one.id] for one in vocabulary().tops}
        assert max(tops, key=lambda one: tops[one]) == f"medtop:{top}000000"
        concept = vocabulary().get(f"medtop:{top}000000")
        assert concept
        evidence = reading.passage_for(concept)
        assert evidence
        assert evidence.text == body[evidence.start : evidence.end]

    @pytest.mark.parametrize("text", ["", "🎌🎌🎌", "x", "\u0301\u202e", "日" * 100_000, "123 456"])
    def test_any_text_has_an_answer_or_none(self, text: str) -> None:
        self.semantic.read({"headline": text, "body": text})

    def test_the_company_of_a_story_does_not_change_it(self) -> None:
        texts: Texts = {"headline": "Bank holds rates", "body": "The board voted to keep its policy rate."}
        alone = odds_of([asked(passages_of(texts))], encoder())[0]
        among = odds_of([(["日本語の文"], True), asked(passages_of(texts)), ([], True)], encoder())
        assert among[2] is None
        assert alone
        assert among[1]
        assert np.allclose(alone[0], among[1][0], atol=0.01)
