"""The sample wire: whole, valid, and of the fates that it states."""

import tomllib
from pathlib import Path

import jsonschema
import orjson
import pytest

from schemas.article import Article
from services.ingest.pipeline import process
from services.intake.samples import Sample, SamplesBroken, read_samples
from tests.conftest import ROOT
from tests.unit.test_pipeline import FEEDS, NOW, RULES

FOLDER = ROOT / "samples"
_NEAREST = {"2.1": "2.2"}  # the schemas at hand
SAMPLES = read_samples(FOLDER, 123_456)


def test_every_file_is_listed_and_every_listed_file_is_there() -> None:
    listed = {table["file"] for table in tomllib.loads((FOLDER / "manifest.toml").read_text())["sample"]}
    assert listed == {str(path.relative_to(FOLDER)) for path in FOLDER.glob("*/*")}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_what_a_sample_says_of_itself_is_so(sample: Sample) -> None:
    outcomes = process(sample.body, FEEDS[sample.feed], NOW, RULES)
    assert len(outcomes) == sample.stories
    for outcome in outcomes:
        if isinstance(outcome, Article):
            assert sample.fate != "rejected" or sample.reason == "version_conflict"
            assert (outcome.status == "canceled") == (sample.fate in {"withdrawn", "notice", "unmatched"})
            assert (outcome.status == "withheld") == (sample.fate == "withheld")
        else:
            assert (sample.fate, sample.reason) == ("rejected", outcome.reason)


def test_each_run_is_new_copy_and_the_same_run_the_same() -> None:
    other = read_samples(FOLDER, 123_457)
    assert read_samples(FOLDER, 123_456) == SAMPLES
    same = [a.name for a, b in zip(SAMPLES, other, strict=True) if a.body == b.body]
    assert same == ["bad-empty.txt"]


def test_the_stories_of_another_run_are_other_stories() -> None:
    """Else the second `make up` would find them there already, under the same version and with other bytes."""
    runs = []
    for run in (123_456, 123_457):
        outcomes = [o for s in read_samples(FOLDER, run) for o in process(s.body, FEEDS[s.feed], NOW, RULES)]
        runs.append({(one.provider, one.story_id) for one in outcomes if isinstance(one, Article)})
    assert len(runs[0]) >= 60
    assert runs[0] & runs[1] == set()


def test_ninjs_samples_are_ninjs(shared: Path) -> None:
    checked = 0
    for sample in SAMPLES:
        if sample.name.endswith(".json") and not sample.name.startswith("bad"):
            item = orjson.loads(sample.body)
            if process(sample.body, FEEDS[sample.feed], NOW, RULES)[0].source.format != "ninjs" or "uri" not in item:
                continue  # another JSON wire, or Superdesk's dialect, which has a guid
            version = item.get("standard", {}).get("version", "1.6")
            named = f"ninjs-schema_{_NEAREST.get(version, version)}.json"
            schema = orjson.loads((shared / "schemas" / named).read_bytes())
            checker = jsonschema.validators.validator_for(schema)(schema)
            assert [error.message for error in checker.iter_errors(item)] == [], sample.name
            checked += 1
    assert checked >= 15


@pytest.mark.parametrize(
    ("manifest", "told"),
    [
        ('[[sample]]\nfile = "a/x.txt"\nfate = "article"\n', "x.txt"),
        ('[[sample]]\nfile = "a/b.txt"\nfate = "glory"\n', "fate"),
        ('[[sample]]\nfile = "a/b.txt"\nfate = "rejected"\n', "reason"),
        ('[[sample]]\nfile = "a/b.txt"\nfate = "article"\nvary = "999"\n', "999"),
    ],
)
def test_a_broken_set_says_where(tmp_path: Path, manifest: str, told: str) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.txt").write_text("words")
    (tmp_path / "manifest.toml").write_text(manifest)
    with pytest.raises(SamplesBroken, match=told):
        read_samples(tmp_path, 1)
