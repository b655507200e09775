"""What was and what will be, by the words around a date."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.enrich.japan.days.english.tense import lean_of


def lean(text: str) -> str | None:
    """Of the date in the text, which stands between brackets."""
    start = text.index("[")
    plain = text.replace("[", "").replace("]", "")
    return lean_of(plain, start, text.index("]") - 1)


@pytest.mark.parametrize(
    "text",
    [
        "The mayor of Northbridge said [Thursday].",
        "The mayor told reporters [Thursday] that he will resign.",
        "The two sides agreed [Thursday] to hold talks.",
        "The court ruled on [Friday].",
        "On [Friday], the court ruled against him.",
        "The port has been closed since [Monday].",
        "Trains were running on [Monday].",
        "He could not be reached [Thursday].",
        "She declined to comment [Thursday].",
        "They beat Northbridge 2-0 to win the title [Sunday].",
        "He managed to escape on [Friday].",
        "By [Thursday], 20 people had died.",
        "Mr. Oldtown, who leads the party in the U.S. Senate, resigned [Friday].",
        "The bill will pass. It was signed [Friday].",
        "The deal reached [Friday] will end the strike.",
        "The visit was not announced until [Friday].",
        "A blast on [Friday] killed three.",
        "The man may have died on [Sunday].",
        "The flood may have been worst on [Sunday].",
    ],
)
def test_past(text: str) -> None:
    assert lean(text) == "past"


@pytest.mark.parametrize(
    "text",
    [
        "He will meet the governor [Friday].",
        "He'll speak [Friday].",
        "The ministers are planning to visit Northbridge starting on [March 15], sources said.",
        "The mayor said the talks will be held on [March 20].",
        "The hearing is scheduled for [Friday].",
        "A summit to be held [Friday] has been moved.",
        "They are expected to arrive on [Friday].",
        "The fair opens on [Monday].",
        "The reports are due by [Friday].",
        "The park is closed until [Friday].",
        "Shares slid ahead of [Friday]'s vote.",
        "The two leaders meet [Friday], he said.",
        "The two sides agreed to hold talks on [March 20].",
        "The deadline is [Friday].",
        "He is visiting Northbridge on [March 15].",
        "The mayor said that on [Friday] he would step down.",
        "Mayor to visit Northbridge [March 15]",
        "Results are not expected until [Friday].",
        "The trial is set for [Monday].",
        "The law could pass on [Tuesday].",
        "The talks set for [Thursday] were called off.",
        "Kickoff is 7 p.m. [Saturday].",
        "A vote is expected as early as [Wednesday].",
    ],
)
def test_future(text: str) -> None:
    assert lean(text) == "future"


@pytest.mark.parametrize(
    "text",
    [
        "The trial had been scheduled for [Friday].",
        "They met before [Friday]'s vote.",
        "He would have turned 80 on [Friday].",
        "He was to speak [Friday].",
        "Lawmakers return [Monday].",
        "Farmers waited for the river to peak on [Sunday].",
    ],
)
def test_words_that_allow_both(text: str) -> None:
    assert lean(text) == "unclear"


@pytest.mark.parametrize(
    "text",
    [
        "according to officials on [Thursday].",
        "a trip to Northbridge on [Thursday]",
        "Results of [Thursday]",
        "The hundred of [Friday]",
        "[Friday]",
        "The bill will pass.\n\n[Friday]\n\nIt was signed.",
    ],
)
def test_nothing_tells(text: str) -> None:
    assert lean(text) is None


@given(st.text(max_size=300), st.integers(0, 300), st.integers(0, 20))
def test_any_text_has_an_answer(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    assert lean_of(text, start, min(len(text), start + length)) in {"past", "future", "unclear", None}


@given(
    st.lists(
        st.sampled_from(["said", "will", "to", "be", "held", "and", "U.S.", "end.", "by", "not", ","]), max_size=12
    )
)
def test_words_in_any_order_have_one(words: list[str]) -> None:
    text = " ".join([*words, "Friday"])
    assert lean_of(text, len(text) - 6, len(text)) in {"past", "future", "unclear", None}


def test_what_stands_in_another_paragraph_tells_nothing() -> None:
    alone = "Friday"
    text = f"He will resign\n\n{alone}\n\nand was seen"
    assert lean_of(text, text.index(alone), text.index(alone) + 6) is None
