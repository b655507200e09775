"""Does the benchmark run, and does nobody in it lose or double a story?"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.make_performance_page import whole
from tests.conftest import ROOT


@pytest.mark.timeout(300)  # two dozen processes one after the other: seconds on a machine that is free
def test_floor_and_line_run_and_bring_out_every_story(tmp_path: Path) -> None:
    record = tmp_path / "run.json"
    # It ends with an error where rows or events are not one for each story.
    subprocess.run([sys.executable, "-m", "tests.bench.speed", "--quick", "--out", record], cwd=ROOT, check=True)
    found = json.loads(record.read_text())
    [once] = found["rounds"]
    for name in ("floor", "line"):
        assert once["throughput"][name]["stories_per_second"] > 0
        assert once["throughput"][name]["cpu_seconds_per_1000"] > 0
        for what in ("latency 20/s", "flash"):
            assert once[what][name]["seen"] == once[what][name]["sent"] > 0
            assert 0 < once[what][name]["p50"] <= once[what][name]["p99"] <= once[what][name]["max"]
    assert once["functions"]["functions"]["cpu_seconds_per_1000"] > 0
    assert found["machine"]["cores"] >= 1
    assert found["servers"]["fsync"] == found["servers"]["synchronous_commit"] == "on"
    assert found["servers"]["appendfsync"] == "always"
    page = whole("above", {"run": found})
    assert page.startswith("above<!--")
    assert f"{found['machine']['cores']} cores" in page
    assert "| line | " in page
