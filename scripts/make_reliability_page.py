"""Writes the matrix of docs/reliability.md from the cases in tests/faults and what their last whole run gave.

`python -m scripts.make_reliability_page [RECORD]`; RECORD is what `make faults` wrote, kept as docs/faults-run.jsonl.
What stands above the mark is written by hand and stays.
"""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from tests.faults.cases import CASES, Case
from tests.faults.checker import RULES
from tests.faults.matrix import __all__ as entered

MARK = "<!-- From here on made by scripts/make_reliability_page.py after `make faults`: change the cases instead. -->"
DOCS = Path(__file__).resolve().parents[1] / "docs"
RUN = DOCS / "faults-run.jsonl"


def read(record: str) -> dict[str, dict[str, Any]]:
    """Of each case its last run."""
    return {found["case"]: found for found in map(json.loads, record.splitlines())}


def rules() -> str:
    """Of each rule what it says of itself."""
    lines = ["## The rules", "", "| rule | what it holds |", "|---|---|"]
    for rule in RULES:
        promise = " ".join((rule.__doc__ or "").split("\n\n")[0].split())
        lines.append(f"| {rule.__name__.replace('_', ' ')} | {promise} |")
    return "\n".join(lines) + "\n"


def table(runs: dict[str, dict[str, Any]]) -> str:
    assert entered  # noqa: S101  importing the package enters the cases
    lines = [
        "## The matrix",
        "",
        f"{len(CASES)} cases, in the order of the code; each is `make faults CASE=` and its name.",
        "",
        "| fault | moment | promise | result | case |",
        "|---|---|---|---|---|",
    ]
    lines += [_row(one, runs) for one in CASES.values()]
    return "\n".join([*lines, "", "\\* runs in `make test` too."]) + "\n"


def _row(one: Case, runs: dict[str, dict[str, Any]]) -> str:
    cells = one.fault, one.moment, one.promise, _result(one, runs), f"`{one.name}`{' *' if one.quick else ''}"
    return f"| {' | '.join(cells)} |"


def _result(case: Case, runs: dict[str, dict[str, Any]]) -> str:
    run = runs.get(case.name)
    if run is None:
        return "not run"
    if not run["held"]:
        return f"**broken**: {'; '.join(run['wrong'][:2])}"
    return (
        f"held: {run['accepted']} accepted, {run['saved']} versions, {run['dead']} dead letters,"
        f" {run['events']} events, at rest after {run['at_rest_seconds']:g} s"
    )


def whole(page: str, record: str) -> str:
    return page.partition(MARK)[0] + MARK + "\n\n" + rules() + "\n" + table(read(record))


def main(words: list[str]) -> int:
    if words:
        shutil.copy(words[0], RUN)
    page = DOCS / "reliability.md"
    page.write_text(whole(page.read_text(encoding="utf-8"), RUN.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
