"""Which terms are found: whole words, the longest first, as a plain reading of the rule would find them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.enrich.topics.folding import fold
from services.ingest.enrich.topics.lexicon import Lexicon, TermsBroken, has_word, read_lexicon
from services.ingest.enrich.topics.term_file import Entry

SPORT = "medtop:15000000"


def lexicon(*phrases: str) -> Lexicon:
    return Lexicon(Entry(fold(one).strip(), SPORT, 1.0, (), (), capitals=False, line=1) for one in phrases)


def words(text: str, *phrases: str) -> list[str]:
    folded = fold(text)
    return [folded[start:end] for start, end, _ in lexicon(*phrases).longest(folded)]


@pytest.mark.parametrize(
    ("text", "phrases", "found"),
    [
        ("the typhoons came", ["typhoon"], ["typhoons"]),
        ("churches and taxes", ["church", "tax"], ["churches", "taxes"]),
        ("typhoonlike", ["typhoon"], []),
        ("two heroes and their photos", ["hero", "photo"], ["heroes", "photos"]),
        ("AIの発展", ["AI"], ["ai"]),
        ("said", ["AI"], []),
        ("bank of japanese origin", ["bank of japan", "bank"], ["bank"]),
        ("new arts of warfare", ["new artist", "art of war", "art"], ["arts"]),
        ("日本銀行の銀行券", ["銀行", "日本銀行"], ["日本銀行", "銀行"]),
        ("a ‘state-of-the-art’ plan, U.S. style", ["state of the art", "u.s."], ["state of the art", "u s"]),
        ("interest rate rise", ["interest", "interest rate", "rate rise"], ["interest rate"]),
        ("オーガスタのガス会社", ["ガス"], ["ガス"]),
        ("サッカースタジアム", ["サッカー"], ["サッカー"]),
    ],
)
def test_words(text: str, phrases: list[str], found: list[str]) -> None:
    assert words(text, *phrases) == found


PHRASES = ["a", "ab", "abc", "abcs", "b", "bc a", "c", "日", "日本", "本b", "カ", "カナ"]


@given(
    st.one_of(st.text(alphabet="abcse ", max_size=30), st.text(alphabet="abcs 日本カナ", max_size=30)),
    st.sets(st.sampled_from(PHRASES), min_size=1),
)
def test_a_plain_reading_of_the_rule_finds_the_same(text: str, phrases: set[str]) -> None:
    assert words(text, *sorted(phrases)) == _plain(text, phrases)


def _plain(text: str, phrases: set[str]) -> list[str]:
    """From the left, the longest phrase that is a word where it stands; then on behind it."""
    found: list[str] = []
    at = 0
    while at < len(text):
        ends = [end for phrase in phrases if text.startswith(phrase, at) and (end := _end(text, at, phrase))]
        if ends:
            found.append(text[at : max(ends)])
            at = max(ends)
        else:
            at += 1
    return found


def _end(text: str, at: int, phrase: str) -> int | None:
    latin, kana = "abcse", "カナ"
    kind = dict.fromkeys(latin, latin) | (dict.fromkeys(kana, kana) if set(phrase) <= set(kana) else {})
    if at and text[at - 1] in kind.get(phrase[0], ""):
        return None
    end = at + len(phrase)
    touching = kind.get(phrase[-1], "")
    if end < len(text) and text[end] in touching:
        ending = "es" if phrase.endswith("s") else "s"
        plurals = [end + len(ending)] if touching == latin and text.startswith(ending, end) else []
        return next((after for after in plurals if after >= len(text) or text[after] not in latin), None)
    return end


def test_conditions_ask_for_words_too() -> None:
    assert has_word("the pitchers rest", "pitcher")
    assert not has_word("a pitcherful", "pitcher")
    assert not has_word("no ball", "pitcher")


def test_no_file_at_all_is_broken(tmp_path: Path) -> None:
    with pytest.raises(TermsBroken, match="no term file"):
        read_lexicon(tmp_path)
