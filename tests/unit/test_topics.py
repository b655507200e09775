"""Topics by the term files: found as words, explained by the words, never more than is sure."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.article import Topic
from schemas.story import Body, Subject
from services.ingest.enrich import Rules
from services.ingest.enrich.terms import TermsBroken, fold, read_terms
from services.ingest.enrich.topics import searched, topics_of
from tests.articles import article
from tests.conftest import ROOT

TERMS = read_terms(ROOT / "config" / "topics")
PHRASES = tuple(term.phrase for term in TERMS.terms)


def topics(headline: str = "-", body: str = "-", **changes: object) -> list[Topic]:
    return topics_of(article(headline=headline, body=Body(text=body, html=""), **changes), TERMS)


@pytest.mark.parametrize(
    ("headline", "topic"),
    [
        ("Bank of Japan keeps interest rates on hold", "economy, business and finance"),
        ("Earthquake shakes northern coast, tsunami advisory issued", "disaster, accident and emergency incident"),
        ("横綱が休場、大相撲九州場所", "sport"),
        ("衆院選、与党が過半数", "politics and government"),
        ("台風接近、暴風域に入る恐れ", "weather"),
        ("ワクチン接種始まる、感染症対策", "health"),
    ],
)
def test_headlines_of_the_trade(headline: str, topic: str) -> None:
    assert topics(headline)[0].name.en == topic


def test_evidence_points_into_the_text_as_it_was_sent() -> None:
    [topic, *_] = topics("ｶﾞｿﾘﾝ高騰、㈱ＡＩで台風を予測")
    assert {(seen.text, seen.start) for found in topics("ｶﾞｿﾘﾝ高騰、㈱ＡＩで台風を予測") for seen in found.evidence} == {
        ("ＡＩ", 9),
        ("台風", 12),
    }
    assert topic.path == [topic.id]


@given(st.lists(st.sampled_from([*"ｶﾞﾊﾟ㈱ﬁ①Ⅲ ", "台風", "ＡＩ", "é", "日銀", "rugby", "ß", "İ", "🎌"]), max_size=30))
def test_evidence_is_the_term_whatever_stands_around_it(parts: list[str]) -> None:
    story = article(headline="x" + "".join(parts))
    texts = dict(searched(story))
    for topic in topics_of(story, TERMS):
        for seen in topic.evidence:
            assert texts[seen.where][seen.start : seen.end] == seen.text
            assert fold(seen.text).startswith(PHRASES)


def test_latin_terms_are_whole_words_and_their_plural() -> None:
    index = TERMS

    def words(text: str) -> list[str]:
        return [text[start:end] for _, start, end in index.matches(text)]

    assert words("the typhoons came") == ["typhoons"]
    assert words("typhoonlike") == []
    assert words("aiの") == ["ai"]


def test_supplier_codes_are_taken_as_they_stand_and_no_others() -> None:
    codes = ["medtop:15000000", "http://cv.iptc.org/newscodes/mediatopic/17000000", "15054000", "medtop:20000593"]
    apart = [Subject(scheme="medtop", code="06000000"), Subject(scheme="house", code="04000000")]
    found = topics(subjects=[*(Subject(code=code) for code in codes), *apart])
    assert [(topic.id, topic.method, topic.score) for topic in found] == [
        ("medtop:06000000", "supplier", 1.0),
        ("medtop:15000000", "supplier", 1.0),
        ("medtop:17000000", "supplier", 1.0),
    ]


@pytest.mark.parametrize("body", ["", "word", "🎌" * 500, "日" * 1_000_000, "rugby " * 200_000, "\u202e\u0301" * 1000])
def test_any_text_has_an_answer(body: str) -> None:
    assert len(topics(body=body)) <= 5


def test_nothing_sure_is_no_topic() -> None:
    assert topics("A quiet day", "People walked about.") == []


def test_every_file_is_one_top_topic_in_both_languages(rules: Rules) -> None:
    assert [topic.id for topic in rules.terms.topics] == [f"medtop:{n:02}000000" for n in range(1, 18)]
    for topic in rules.terms.topics:
        japanese = [phrase for phrase in topic.terms if not phrase.isascii()]
        assert min(len(japanese), len(topic.terms) - len(japanese)) >= 30, topic.id
    decisive = [(term.phrase, [w for _, w in term.places]) for term in rules.terms.terms if len(term.places) > 1]
    assert [phrase for phrase, weights in decisive if weights.count(1.0) > 1] == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("id = 3", "id"),
        ('id = "medtop:01000000"\nname = {en="a", ja="b"}\n[terms]\n"x" = 2.0', "'x'"),
        ('id = "medtop:01000000"\nname = {en="a", ja="b"}\n[terms]\n', "terms"),
        ("id = [", "end of document"),
    ],
)
def test_a_broken_file_is_named_with_the_place(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "a.toml").write_text(text)
    with pytest.raises(TermsBroken, match=told) as broken:
        read_terms(tmp_path)
    assert "a.toml" in str(broken.value)


def test_no_file_at_all_is_broken_too(tmp_path: Path) -> None:
    with pytest.raises(TermsBroken):
        read_terms(tmp_path)
