"""IPTC's concepts: whole, living, and led to from what they were called before."""

import pytest

from services.ingest.enrich.topics.vocabulary import vocabulary

TREE = vocabulary()


def test_the_table_is_iptcs_of_2025() -> None:
    living = list(TREE)
    assert TREE.version == "2025-03-31"
    assert [sum(one.level == level for one in living) for level in (1, 2)] == [17, 120]
    assert len(living) == 1085
    assert sorted(top.id for top in TREE.tops) == [f"medtop:{n:02}000000" for n in range(1, 18)]


def test_paths_lead_from_the_top() -> None:
    elections = TREE.get("medtop:20000574")
    assert elections
    assert elections.path == ("medtop:11000000", "medtop:20000574")
    assert all(one.path[0].endswith("000000") and one.path[-1] == one.id for one in TREE)
    assert all(
        one.broader in TREE.below(one.broader.broader.id if one.broader.broader else "") for one in TREE if one.broader
    )


@pytest.mark.parametrize(
    ("retired", "heir"),
    [
        ("medtop:20000119", "medtop:02000000"),  # justice, a second-level concept until 2023
        ("medtop:20001138", "medtop:20000385"),  # buy recommendation, all above it retired too
    ],
)
def test_a_retired_concept_is_redirected_to_a_living_one(retired: str, heir: str) -> None:
    found = TREE.get(retired)
    assert TREE.retired(retired)
    assert found
    assert not TREE.retired(found.id)
    living = TREE.get(heir)
    assert living
    assert found.path[0] == living.path[0]


def test_no_retired_concept_is_left_among_the_living() -> None:
    assert not [one.id for one in TREE if one.retired or (one.broader and one.broader.retired)]


def test_old_subject_codes_go_by_the_table_and_not_by_their_digits() -> None:
    moved = {code for code in _subject_codes() if (one := TREE.of_subject_code(code)) and one.path[0][7:9] != code[:2]}
    assert len(moved) >= 31
    assert all(TREE.of_subject_code(code) for code in _subject_codes())
    war = TREE.of_subject_code("16009000")
    assert war
    assert war.id == "medtop:20000062"  # not "war crime action", which retired into it
    assert TREE.of_subject_code("99000000") is None


def _subject_codes() -> list[str]:
    return sorted(TREE._by_subject_code)


def test_every_concept_has_a_japanese_name_of_its_own() -> None:
    lacking = [one.id for one in TREE if one.names.ja == one.names.en and not one.names.en.isupper()]
    assert lacking == []
    for top in TREE.tops:
        names = [one.names.ja for one in TREE.below(top.id)]
        assert len(set(names)) == len(names)
