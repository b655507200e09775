"""docs/formats.md says where each field comes from; here it is held against what the formats do with the samples."""

import dataclasses
from collections import defaultdict

import pytest

from schemas.reasons import Rejected
from scripts.make_formats_page import MARK, ORDER, whole
from services.ingest.decode import decode
from services.ingest.draft import Draft
from services.ingest.formats import FORMATS, Format, format_of
from services.intake.samples import read_samples
from tests.conftest import ROOT
from tests.unit.test_pipeline import FEEDS

PAGE = ROOT / "docs" / "formats.md"
_OF_THE_READING = {"repairs", "warnings", "unread_times", "change_note", "withdraws", "hold"}
"""What the line notes beside the copy's own fields, alike for all formats: the page tells of it above its tables."""
_ALWAYS = {"story_id", "version"}


def _filled(draft: Draft) -> set[str]:
    plain = Draft()
    names = {field.name for field in dataclasses.fields(Draft)} - _OF_THE_READING
    return {name for name in names if getattr(draft, name) != getattr(plain, name)}


@pytest.fixture(scope="module")
def filled() -> dict[str, set[str]]:
    """By format, the fields that any sample of it fills."""
    found: dict[str, set[str]] = defaultdict(set)
    for sample in read_samples(ROOT / "samples", 123_456):
        feed = FEEDS[sample.feed]
        try:
            copy = decode(sample.body, feed)
            form = format_of(copy)
            drafts = list(form.parse(copy, feed))
        except Rejected:
            continue
        for draft in drafts:
            found[form.NAME] |= _filled(draft) if isinstance(draft, Draft) else set()
    return found


def test_the_page_is_made_of_what_the_formats_say() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert MARK in page
    assert page == whole(page), "make formats"


def test_the_fields_are_those_of_a_draft() -> None:
    assert set(ORDER) == {field.name for field in dataclasses.fields(Draft)} - _OF_THE_READING


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.NAME)
def test_the_table_of_a_format_is_what_it_fills(form: Format, filled: dict[str, set[str]]) -> None:
    told = set(form.FIELDS)
    assert filled[form.NAME] - told == set(), "filled and not told"
    assert told - filled[form.NAME] - _ALWAYS == set(), "told, and no sample shows it"
