"""How many instructions does a story cost, to read and to enrich?  `make instructions` fails if it grew by over 15%.

Counted by valgrind's callgrind: the same again to a few thousandths, whatever else the machine does.  What a change is
meant to cost is written into instructions.json by `--write`, with the change.
"""

import argparse
import datetime as dt
import gc
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from schemas.article import Source
from schemas.story import Story
from services.ingest.decode import decode
from services.ingest.draft import Draft
from services.ingest.enrich import Rules, enrich, read_rules
from services.ingest.formats import format_of
from services.ingest.life.fate import incoming
from services.ingest.life.near import sketch_of
from services.ingest.validate import validate
from services.runtime.feeds import Feed, read_feeds
from tests.bench import copy
from tests.conftest import ROOT

KNOWN = Path(__file__).with_name("instructions.json")
GROWTH = 1.15
PARTS = ("read", "enrich")

_STORIES, _SEED = 24, 8
_AT = dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC)
_TOTALS = re.compile(r"^totals: (\d+)", re.MULTILINE)


class Failed(Exception):  # noqa: N818  read as a sentence where it is printed
    """callgrind is missing, or its answer can't be read."""


def count(part: str) -> int:
    """Thousands of instructions a story, on the mean of the same stories each time.

    Raises Failed.
    """
    if shutil.which("valgrind") is None:
        raise Failed("valgrind is not installed")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "callgrind"
        command = ["valgrind", "--tool=callgrind", "--instr-atstart=no", f"--callgrind-out-file={out}"]
        worker = [sys.executable, "-m", "tests.bench.instructions", "--work", part]
        ours = {"PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(
            [*command, *worker],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **ours},
            text=True,
        ) as child:
            for line, switch in (("ready", "on"), ("done", "off")):
                _await(child, line)
                _control(child.pid, switch)
                _answer(child)
        return round(_read(out) / _STORIES / 1000)


def _await(child: subprocess.Popen[str], line: str) -> None:
    assert child.stdout is not None
    if child.stdout.readline().strip() != line:
        raise Failed(f"the counted process did not come to {line!r}")


def _answer(child: subprocess.Popen[str]) -> None:
    assert child.stdin is not None
    child.stdin.write("\n")
    child.stdin.flush()


def _control(pid: int, switch: str) -> None:
    subprocess.run(["callgrind_control", "-i", switch, str(pid)], check=True, capture_output=True, timeout=60)


def _read(out: Path) -> int:
    """callgrind writes several files where it is told so; the counts are in all of them."""
    counts = [int(found[1]) for path in out.parent.iterdir() if (found := _TOTALS.search(path.read_text()))]
    if not sum(counts):
        raise Failed("callgrind counted nothing")
    return sum(counts)


# --- in the counted process ---


def _work(part: str) -> None:
    rules = read_rules(ROOT / "config")
    feeds = read_feeds(ROOT / "config" / "feeds.toml")
    made = [(story.body, feeds[story.feed]) for story in copy.stories(_SEED, _STORIES)]
    work = {"read": _reading, "enrich": _enriching}[part](made, rules)
    work()  # what is cached once is no story's cost
    gc.collect()
    gc.freeze()
    gc.disable()  # when it runs is chance
    for say in ("ready", "done"):
        print(say, flush=True)
        sys.stdin.readline()
        if say == "ready":
            work()


def _reading(made: list[tuple[bytes, Feed]], _: Rules) -> Callable[[], object]:
    return lambda: [list(_read_one(body, feed)) for body, feed in made]


def _read_one(body: bytes, feed: Feed) -> Iterator[tuple[Story, Source]]:
    copied = decode(body, feed)
    form = format_of(copied)
    source = Source(
        feed=feed.name,
        format=form.NAME,
        encoding=copied.encoding,
        sha256="0" * 64,
        bytes=len(body),
        item=0,
        received_at=_AT,
    )
    for draft in form.parse(copied, feed):
        assert isinstance(draft, Draft)
        yield validate(draft, copied, feed, _AT), source


def _enriching(made: list[tuple[bytes, Feed]], rules: Rules) -> Callable[[], object]:
    """Up to the row: topics, the Japan block, digest and JSON, the sketch of its text."""
    stories = [(story, source, feed) for body, feed in made for story, source in _read_one(body, feed)]

    def work() -> None:
        for story, source, feed in stories:
            article = enrich(story, source, feed, rules)
            incoming(article)
            sketch_of(article.headline, article.body.text)

    return work


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", choices=PARTS, help="be the counted process")
    parser.add_argument("--write", action="store_true", help="the counts of today are those to go by")
    given = parser.parse_args()
    if given.work:
        _work(given.work)
        return 0
    found = {part: count(part) for part in PARTS}
    if given.write:
        KNOWN.write_text(json.dumps(found, indent=2) + "\n")
    known = json.loads(KNOWN.read_text())
    print(f"{'a story, thousand instructions':<32} {'known':>8} {'now':>8}")
    for part in PARTS:
        print(f"{part:<32} {known[part]:>8,} {found[part]:>8,}  {found[part] / known[part] - 1:+.1%}")
    return 1 if any(found[part] > known[part] * GROWTH for part in PARTS) else 0


if __name__ == "__main__":
    sys.exit(main())
