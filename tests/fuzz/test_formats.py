"""Damaged copy of every family ends as articles or refusals of ours: no fault, no second lost, no memory.

In `make test` a few hundred a family.  `make fuzz` goes on for ten minutes a family, with the real copy of
../shared/corpus among the seeds where it is there.
"""

import os
import resource
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.reasons import Reason
from services.ingest.pipeline import Outcome, Refusal, process
from services.runtime.feeds import NEUTRAL
from tests.conftest import ROOT
from tests.fuzz.mutated import long_runs, more_seeds, mutated, seeds
from tests.unit.test_pipeline import NOW, RULES

FAMILIES = {
    "newsml-g2": "newsml-g2", "newsml-1": "newsml-1", "nitf": "nitf", "ninjs": "ninjs", "iptc7901": "iptc7901",
    "anpa1312": "anpa-1312", "press-release": "press-release-text", "ap-media": "ap-media-json",
    "dpa-digitalwires": "dpa-digitalwires-json", "fingerpost": "fingerpost-json", "agency-xml": "agency-xml",
    "rss-atom": "rss-atom", "wordpress-wxr": "wordpress-wxr", "rfc822": "email-rfc822", "jiji": None, "jiji-ja": None,
}  # fmt: skip
"""Folder of samples, and of the corpus."""

_SECONDS = float(os.environ.get("FUZZ_SECONDS", "0"))
_MEGABYTES = 200


def _timed(body: bytes) -> tuple[list[Outcome], float]:
    begun = time.process_time()
    return process(body, NEUTRAL, NOW, RULES), time.process_time() - begun


def _survives(body: bytes) -> None:
    outcomes, seconds = _timed(body)
    # What is slow is slow again; a collection of garbage, of which the search makes much, is not.
    assert seconds < 1 or _timed(body)[1] < 1
    assert [o.detail for o in outcomes if isinstance(o, Refusal) and o.reason is Reason.POISON] == []


@pytest.mark.parametrize("family", FAMILIES)
def test_damaged_copy(family: str) -> None:
    bodies = seeds(family)
    corpus = ROOT.parent / "shared" / "corpus" / str(FAMILIES[family])
    if _SECONDS:
        bodies += more_seeds(corpus)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    end = time.monotonic() + _SECONDS

    @settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), derandomize=not _SECONDS)
    @given(mutated(bodies))
    def some(body: bytes) -> None:
        _survives(body)

    some()
    while time.monotonic() < end:
        some()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < _MEGABYTES * 1024


@pytest.mark.parametrize("family", FAMILIES)
def test_long_runs(family: str) -> None:
    """Patterns that try each place of a run as a beginning take minutes for it."""

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=not _SECONDS)
    @given(long_runs(seeds(family)))
    def some(body: bytes) -> None:
        _survives(body)

    some()
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        some()


@given(st.binary(max_size=400))
def test_any_bytes(body: bytes) -> None:
    _survives(body)


def test_the_families_are_those_of_the_samples() -> None:
    folders = {path.name for path in Path(ROOT / "samples").iterdir() if path.is_dir()}
    assert folders - {"sample"} == FAMILIES.keys()
