"""docs/reliability.md says what the cases and the checker say, and what the last whole run gave."""

from scripts.make_reliability_page import DOCS, MARK, RUN, read, whole
from tests.faults.cases import CASES

PAGE = (DOCS / "reliability.md").read_text(encoding="utf-8")
RECORD = RUN.read_text(encoding="utf-8")


def test_the_page_is_of_today() -> None:
    assert MARK in PAGE
    assert whole(PAGE, RECORD) == PAGE, "make reliability"


def test_the_run_has_every_case_and_no_other() -> None:
    assert set(read(RECORD)) == set(CASES)
