"""Folded text and the way back: what is found in it is named as it was sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.enrich.topics.folding import Folded, fold

SIGNS = st.sampled_from([*"ｶﾞﾊﾟﾊ㈱ﬁ①Ⅲ　 ＡＢaßİıé…㌔한한ﾡ🎌漢か゚e\u0301", "e\u0301", "か\u3099"])
TEXTS = st.one_of(st.text(), st.lists(SIGNS).map("".join))


@given(TEXTS)
def test_the_text_is_folded_as_a_whole(text: str) -> None:
    assert Folded(text).text == fold(text)


def test_each_sign_is_folded_as_it_would_be_beside_others() -> None:
    signs = [chr(code) for code in range(0x110000) if code < 0x20000 or code >= 0xE0000]
    assert [one for one in signs if Folded(f"a{one}の").text != fold(f"a{one}の")] == []


@given(TEXTS, st.data())
def test_each_stretch_leads_back_to_where_it_came_from(text: str, data: st.DataObject) -> None:
    folded = Folded(text)
    if not folded.text:
        return
    start = data.draw(st.integers(0, len(folded.text) - 1))
    end = data.draw(st.integers(start + 1, len(folded.text)))
    first, after = folded.span(start, end)
    assert 0 <= first < after <= len(text)
    assert folded.text[start:end] in fold(text[first:after])


@pytest.mark.parametrize(
    ("text", "word", "sent"),
    [
        ("㈱ＡＢＣ、ｶﾞｽ会社", "abc", "ＡＢＣ"),
        ("㈱ＡＢＣ、ｶﾞｽ会社", "ガス", "ｶﾞｽ"),
        ("１０㌔先で台風…台風", "台風", "台風"),
        ("Straße İstanbul", "strasse", "Straße"),
    ],
)
def test_words_are_named_as_they_were_sent(text: str, word: str, sent: str) -> None:
    folded = Folded(text)
    at = folded.text.index(word)
    assert folded.slice(at, at + len(word)) == sent
