"""Any English text, on any day, has an answer, in a time that its length decides."""

import datetime as dt
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.enrich.japan.days.anchor import Anchor
from services.ingest.enrich.japan.days.english import english_days
from tests.japan.english import FRIDAY, days, up_to
from tests.pace import within

_WORDS = st.sampled_from(
    ["Thursday", "last", "next", "March", "15", "2021", ",", "-", "–", "May", "the", "of", "year", "fiscal", "FY", "21",
     "3", "p.m.", "GMT", "noon", "midnight", "day", "following", "ago", "two", "week", "weekend", "ended", "through",
     "Feb.", "30", "1990s", "early", "mid-", "\n", "\n\n", "’s", "quarter", "January-March", "that", "Sunday", "to",
     "1500", "(0600", "GMT)", "or", "in", "Tokyo", "Moscow", "local", "time", "and", "10", "half", "--",
     "EST", "Sept.", "11", "attacks", "yesterday", "before", "999", "month", "😀", "木曜", "a", "will", "said"]
)  # fmt: skip


@given(
    st.lists(_WORDS, max_size=14).flatmap(lambda words: st.sampled_from([" ".join(words), "".join(words)])),
    st.dates(),
    st.sampled_from(["Asia/Tokyo", "America/New_York", "Europe/London"]),
)
def test_any_words_on_any_day(text: str, base: dt.date, zone: str) -> None:
    found = english_days(text, "body", Anchor(base, "published", zone, "feed"))
    for day in found:
        assert text[day.start : day.end] == day.text
        assert (day.value is None) == (day.problem is not None)
        assert (day.value is None) == (day.first is None) == (day.last is None) == (day.precision is None)
        assert day.first is None or day.last is None or day.first <= day.last
        assert day.at is None or day.time is not None
        assert len(day.candidates) != 1
    assert all(one.end <= two.start for one, two in pairwise(found))


@given(st.lists(_WORDS, max_size=14).map(" ".join), st.integers(0, 40))
def test_a_later_beginning_is_a_text_of_its_own(text: str, begin: int) -> None:
    anchor = Anchor(FRIDAY, "published", "Asia/Tokyo", "feed")
    alone = english_days(text[begin:], "body", anchor)
    shifted = [day.model_copy(update={"start": day.start + begin, "end": day.end + begin}) for day in alone]
    assert english_days(text, "body", anchor, begin=begin) == shifted


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    assert all(text[day.start : day.end] == day.text for day in days(text))


@given(st.dates(dt.date(1950, 1, 10), dt.date(2090, 1, 1)), st.sampled_from(["said", "will speak"]))
def test_a_weekday_is_within_a_week(base: dt.date, verb: str) -> None:
    for name in ("Monday", "Wednesday", "Sunday"):
        (day,) = days(f"he {verb} {name}", str(base))
        assert day.first is not None
        assert f"{day.first:%A}" == name
        assert 0 <= (base - day.first).days * (1 if verb == "said" else -1) < 7


@given(st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)))
def test_a_whole_date_is_that_date_whatever_the_story(day: dt.date) -> None:
    text = f"it was on {day:%B} {day.day}, {day.year}, that"
    for base in ("2021-03-05", "1999-12-31"):
        assert [found.value for found in days(text, base)] == [str(day)]


@pytest.mark.parametrize(
    "piece",
    ["1", "March ", "in May ", "Thursday ", "a.m. ", "3 p.m. ", "the last ", "1 2 3 4 ", "\n", "year ", "Sunday A",
     "2019", "\u00a0", "day earlier ", "to be ", "木", "😀 Friday"],
)  # fmt: skip
def test_a_long_text_takes_no_longer_a_sign(piece: str) -> None:
    def seconds(signs: int) -> float:
        text = piece * (signs // len(piece))
        start = time.perf_counter()
        days(text)
        return time.perf_counter() - start

    seconds(1000)
    assert seconds(200_000) < 40 * max(seconds(20_000), 0.002)


_PIECES = [
    "Thursday ",
    "3 p.m. ",
    "on March 15 ",
    "on Feb. 30 ",
    "and ",
    "to ",
    "noon ",
    "every ",
    "last week's ",
    "Friday. ",
]


@given(st.lists(st.sampled_from(_PIECES), max_size=30), st.integers(0, 12))
def test_a_limit_gives_the_first_days_and_one_more(pieces: list[str], limit: int) -> None:
    text = "".join(pieces)
    assert up_to(limit, text) == days(text)[: limit + 1]


@pytest.mark.parametrize(
    "piece", ["on March 15, ", "7:30 p.m. ", "3 p.m. on Feb. 30 on Feb. 30 ", "last week's Friday ", "2019-20 in 2019 "]
)
def test_a_limit_ends_a_long_text(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    with within(0.1):
        found = up_to(40, text)
    assert len(found) == 41


@pytest.mark.parametrize("signs", [19_990, 19_995, 19_999, 20_000, 39_990, 40_003])
def test_a_long_text_is_read_through(signs: int) -> None:
    text = ("x " * signs)[:signs] + " on Super Bowl Sunday in September 2019 at 3 p.m. on Thursday"
    assert [day.text for day in days(text)] == ["September 2019", "3 p.m. on Thursday"]
