"""Lines that a teleprinter broke are paragraphs again; lines that an author broke stay."""

import pytest

from services.ingest.reading.wrapping import columns, unwrapped
from tests.pace import within

WRAPPED = (
    "The harbour bridge of Sampleton will be closed for two years from\n"
    "Monday, the city said, so that its cables can be replaced one after\n"
    "another without a day on which no ferry goes.\n"
)


def test_lines_broken_by_width_are_one_paragraph() -> None:
    assert unwrapped(WRAPPED).count("\n") == 0
    assert unwrapped(WRAPPED.replace("\n", "\r\n")) == unwrapped(WRAPPED)


def test_a_blank_line_and_an_indented_line_begin_paragraphs() -> None:
    assert unwrapped(f"{WRAPPED}\n{WRAPPED}").count("\n\n") == 1
    assert unwrapped(f"   {WRAPPED}   {WRAPPED}").count("\n\n") == 1
    assert unwrapped(f"\t{WRAPPED}\t{WRAPPED}").count("\n\n") == 1


def test_short_lines_and_lists_stay() -> None:
    assert unwrapped("Results:\nHarbour 3\nHill 1\n") == "Results:\nHarbour 3\nHill 1"
    listed = "- Cables: forty of them, each of a length of two hundred metres\n- Mast: sixty metres"
    assert unwrapped(listed) == listed


def test_an_indented_line_goes_on_with_its_bullet() -> None:
    text = "- Reporting by: A Sample in Sampleton, B Sample in Harbour\n  and C Sample at sea\n- Editing by: D Sample"
    assert unwrapped(text) == text.replace("\n  and", " and")


def test_a_line_that_was_never_broken_is_a_paragraph() -> None:
    long = "The company expects a profit after a strong autumn in which orders from abroad doubled and doubled again."
    assert unwrapped(f"{long}\n{long}\nShort end.") == f"{long}\n\n{long}\n\nShort end."


def test_a_sentence_that_ends_where_the_next_word_had_room_ends_its_line() -> None:
    text = WRAPPED * 2 + "The mayor said that the work had been due for years by now.\n" + WRAPPED
    assert "for years by now.\nThe harbour bridge" in unwrapped(text)


def test_columns_of_tables_stay() -> None:
    table = "Team             Won    Lost\n  Harbour          3       1\n  Hill             1       3"
    assert unwrapped(table) == table
    assert unwrapped("Team\tWon\nHarbour\t3") == "Team\tWon\nHarbour\t3"


def test_japanese_is_joined_without_a_blank_and_counted_in_columns() -> None:
    assert columns("港の橋 A") == 8
    line = "港の橋は月曜日から二年間閉鎖されると市が発表し"
    assert unwrapped(f"{line}\n渡し船が増える。") == f"{line}渡し船が増える。"
    full = "\u3000" + "港の橋は月曜日から二年間閉鎖されると市が発表した。" * 3
    assert unwrapped(f"{full}\n{full}") == f"{full}\n\n{full}"


@pytest.mark.parametrize(
    "text", ["a\n" * 500_000, "a " * 500_000, " " * 1_000_000, "- a\n  b\n" * 120_000, "x" * 10**6]
)
def test_a_megabyte_costs_no_second(text: str) -> None:
    with within(2):
        unwrapped(text)
