"""Topics of a story: right where nobody doubts, explained by words in their places, never more than is sure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.article import Topic
from schemas.story import Subject
from services.ingest.enrich.topics.explain import explain
from services.ingest.enrich.topics.folding import fold
from services.ingest.enrich.topics.lexicon import Lexicon, read_lexicon
from services.ingest.enrich.topics.semantic import Reading
from services.ingest.enrich.topics.tagging import MOST_TOPICS, THRESHOLD, doubtful, topics_of
from services.ingest.enrich.topics.tally import Texts, tally
from services.ingest.enrich.topics.term_file import Entry
from services.ingest.enrich.topics.vocabulary import vocabulary
from tests.conftest import ROOT

LEXICON = read_lexicon(ROOT / "config" / "topics")
PHRASES = tuple(term.phrase for term in LEXICON.terms)
SPORT, POLITICS, ELECTION = "medtop:15000000", "medtop:11000000", "medtop:20000574"


def topics(headline: str = "-", body: str = "-", *subjects: Subject, lexicon: Lexicon = LEXICON) -> list[Topic]:
    return topics_of({"headline": headline, "body": body}, subjects, lexicon)


def entry(phrase: str, concept: str = SPORT, weight: float = 1.0, **conditions: tuple[str, ...]) -> Entry:
    near, unless = conditions.get("near", ()), conditions.get("unless", ())
    return Entry(fold(phrase), concept, weight, near, unless, capitals=phrase.isupper() and phrase.isascii(), line=1)


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
    top = vocabulary().get(topics(headline)[0].path[0])
    assert top
    assert top.names.en == topic


def test_the_narrowest_concept_is_the_tag_and_each_step_has_its_probability() -> None:
    [found] = topics(
        "Snap election called", lexicon=Lexicon([entry("election", ELECTION), entry("parliament", POLITICS)])
    )
    assert (found.id, found.path) == (ELECTION, [POLITICS, ELECTION])
    assert found.scores[0] >= found.scores[1] == found.score >= THRESHOLD / 2
    assert found.name.en == "election"


def test_evidence_points_into_the_text_as_it_was_sent() -> None:
    [found] = topics("ｶﾞｿﾘﾝ高騰、㈱ＷＢＣで台風を予測", lexicon=Lexicon([entry("WBC"), entry("台風")]))
    assert {(seen.text, seen.where, seen.start, seen.end) for seen in found.evidence} == {
        ("ＷＢＣ", "headline", 9, 12),
        ("台風", "headline", 13, 15),
    }


@given(st.lists(st.sampled_from([*"ｶﾞﾊﾟ㈱ﬁ①Ⅲ ", "台風", "ＧＤＰ", "é", "日銀", "rugby", "ß", "İ", "🎌"]), max_size=30))
def test_evidence_is_a_term_whatever_stands_around_it(parts: list[str]) -> None:
    headline = "x" + "".join(parts)
    for topic in topics(headline):
        assert topic.evidence
        for seen in topic.evidence:
            assert headline[seen.start : seen.end] == seen.text
            assert fold(seen.text).startswith(PHRASES)


def test_a_term_counts_once_and_most_in_the_headline() -> None:
    index = Lexicon([entry("rugby", weight=0.3)])
    once = tally({"headline": "", "body": "rugby"}, index).weights[SPORT]
    assert tally({"headline": "", "body": "rugby rugby"}, index).weights[SPORT] == once
    assert tally({"headline": "Rugby", "body": "rugby"}, index).weights[SPORT] == 2 * once


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("The pitcher threw a strike", True),
        ("The strike went on" + " and on" * 20 + " until the pitcher came", False),
        ("The pitcher joined the strike before the walkout", False),
        ("A lightning strike felled the pitcher", False),
    ],
)
def test_conditions(text: str, counts: bool) -> None:
    strike = entry("strike", near=("pitcher",), unless=("walkout",))
    index = Lexicon([strike, entry("lightning strike", weight=0.0)])
    assert (SPORT in tally({"headline": "", "body": text}, index).weights) is counts


def test_a_condition_met_in_another_place_counts() -> None:
    text = "The strike" + " was long" * 20 + ". The pitcher threw a strike"
    assert SPORT in tally({"headline": "", "body": text}, Lexicon([entry("strike", near=("pitcher",))])).weights


@pytest.mark.parametrize(
    ("headline", "counts"),
    [("WHO warns", True), ("Who warns", False), ("WHO WARNS OF FLU", False), ("ＷＨＯが警告", True)],
)
def test_capitals_are_found_in_capitals(headline: str, counts: bool) -> None:
    assert bool(tally({"headline": headline, "body": ""}, Lexicon([entry("WHO")])).weights) is counts


def test_the_suppliers_codes_come_first_and_ours_are_added() -> None:
    given = [Subject(scheme="medtop", code="17000000"), Subject(scheme="subj", code="11003000"), Subject(code="x")]
    found = topics("横綱が休場、大相撲九州場所", "-", *given)
    assert [(topic.id, topic.method, topic.score) for topic in found[:2]] == [
        ("medtop:17000000", "supplier", 1.0),
        (ELECTION, "supplier", 1.0),
    ]
    assert found[2].path[0] == SPORT
    assert found[2].method == "terms"


def test_what_the_supplier_says_narrower_stands_for_what_is_above_it() -> None:
    given = [Subject(scheme="medtop", code="11000000"), Subject(scheme="medtop", code="20000574")]
    assert [topic.id for topic in topics("-", "-", *given)] == [ELECTION]


def test_never_more_than_five() -> None:
    given = [Subject(scheme="medtop", code=f"{n:02}000000") for n in range(1, 18)]
    assert len(topics("横綱 台風 衆院選 ワクチン", "-", *given)) == MOST_TOPICS
    assert len(topics("横綱 台風 衆院選 ワクチン 日銀 大学 映画祭 寺院 逮捕 賃上げ")) <= MOST_TOPICS


@pytest.mark.parametrize(
    "body",
    [
        "",
        "word",
        "🎌" * 500,
        "日" * 1_000_000,
        "rugby " * 200_000,
        "\u202e\u0301" * 1000,
        "漢字 and ラテン 한국어 עברית",
    ],
)
def test_any_text_has_an_answer(body: str) -> None:
    assert len(topics(body=body)) <= MOST_TOPICS


def test_nothing_sure_is_no_topic() -> None:
    assert topics("A quiet day", "People walked about.") == []


def test_no_tag_is_less_probable_than_the_threshold() -> None:
    for threshold in (0.2, 0.5, 0.8):
        texts: Texts = {
            "headline": "Mayor opens ballpark",
            "body": "The shrine festival and a concert drew voters and doctors.",
        }
        found = topics_of(texts, [], LEXICON, threshold=threshold)
        assert all(topic.scores[0] >= threshold for topic in found)


def test_a_reading_decides_where_the_terms_do_not() -> None:
    texts: Texts = {"headline": "A quiet day", "body": "People walked about."}
    odds = {concept.id: -6.0 for top in vocabulary().tops for concept in (top, *vocabulary().below(top.id))}
    reading = Reading(odds | {POLITICS: 3.0, ELECTION: 3.0})
    [found] = topics_of(texts, [], LEXICON, reading=reading)
    assert (found.id, found.method) == (ELECTION, "semantic")


def test_doubt() -> None:
    headline: Texts = {"headline": "衆院選、与党が過半数", "body": ""}
    sure = topics_of(headline, [], LEXICON)
    given = topics_of(headline, [Subject(scheme="medtop", code="04000000")], LEXICON)
    assert not doubtful(sure, headline)
    assert not doubtful(given, headline)
    assert doubtful([], headline)
    assert doubtful(sure, {"headline": "", "body": "衆院選、与党が過半数"})


def test_an_explanation_tells_what_came_near_and_what_did_not_count() -> None:
    index = Lexicon([entry("strike", near=("pitcher",)), entry("mayor", POLITICS, 0.3)])
    found = explain({"headline": "", "body": "The mayor spoke of a strike."}, [], index)
    assert found.topics == []
    assert [(near.concept.id, near.evidence[0].text) for near in found.near] == [(POLITICS, "mayor")]
    [unmet] = found.unmet
    assert (unmet.text, unmet.start, unmet.concept.id) == ("strike", 21, SPORT)
    assert "pitcher" in unmet.why
