"""The supplier's codes come first: whatever they are called, by IPTC's table and the feed's own."""

import pytest

from schemas.story import Subject
from services.ingest.enrich.topics.supplier import concepts_of


def ids(*subjects: Subject, explained: dict[str, str] | None = None) -> list[str]:
    return [concept.id for concept, _ in concepts_of(subjects, explained or {})]


@pytest.mark.parametrize(
    ("scheme", "code", "concept"),
    [
        ("medtop", "20000574", "medtop:20000574"),
        (None, "medtop:20000574", "medtop:20000574"),
        (None, "http://cv.iptc.org/newscodes/mediatopic/17000000", "medtop:17000000"),
        ("http://cv.iptc.org/newscodes/mediatopic/", "17000000", "medtop:17000000"),
        ("subj", "15054000", "medtop:20001065"),  # soccer was a branch of its own number
        (None, "http://cv.iptc.org/newscodes/subjectcode/04000000", "medtop:04000000"),
        ("IPTC", "4000000", "medtop:04000000"),  # a number has no zero in front
        ("IptcSubjectCodes", "16009000", "medtop:20000062"),
        ("http://tt.se/spec/subref/1.0/", "20001065", "medtop:20001065"),
        (None, "11006006", None),
        ("medtop", "20000119", "medtop:02000000"),  # retired
        ("anpa1312.category", "s", "medtop:15000000"),
        ("cat", "POL", "medtop:11000000"),
    ],
)
def test_codes_of_iptc(scheme: str | None, code: str, concept: str | None) -> None:
    found = ids(Subject(scheme=scheme, code=code))
    assert found == ([concept] if concept else found)
    assert all(one.startswith("medtop:") for one in found)


@pytest.mark.parametrize(
    ("scheme", "code"),
    [
        ("house", "04000000"),
        ("dpasubject", "346"),
        ("medtop", "99999999"),
        ("subj", "15999000"),  # its first two digits would say sport: no guess
        ("anpa1312.category", "i"),
        ("dpacat", "POL"),
        (None, ""),
        (None, None),
    ],
)
def test_what_is_not_iptcs_is_not_guessed(scheme: str | None, code: str | None) -> None:
    assert ids(Subject(scheme=scheme, code=code, name="Sport")) == []


def test_the_feeds_own_codes_are_explained_by_its_table() -> None:
    explained = {"dpacat:sp": "medtop:15000000", "section:国際": "medtop:20000638"}
    given = [
        Subject(scheme="dpacat", code="sp"),
        Subject(scheme="section", name="国際"),
        Subject(scheme="dpacat", code="x"),
    ]
    assert ids(*given, explained=explained) == ["medtop:15000000", "medtop:20000638"]


def test_each_concept_once_in_the_suppliers_order() -> None:
    given = [Subject(code="medtop:17000000"), Subject(scheme="subj", code="17000000"), Subject(code="medtop:01000000")]
    assert ids(*given) == ["medtop:17000000", "medtop:01000000"]
