"""What do the line's own functions cost, with no server and no row?  Every contestant but the floor pays this.

From the bytes to what is saved: parsed, validated, topics by terms, Japan block, digest and JSON, sketch of the text.
`python -m tests.bench.functions COUNT` is one process; the rest of this module runs it.
"""

import datetime as dt
import gc
import json
import subprocess
import sys
import time
from collections.abc import Sequence

from schemas.article import Article
from services.ingest.enrich import Rules, read_rules
from services.ingest.life.fate import incoming
from services.ingest.life.near import sketch_of
from services.ingest.pipeline import process
from services.runtime.feeds import Feed, read_feeds
from tests.bench.copy import stories
from tests.bench.throughput import SEED, Wrong
from tests.conftest import ROOT

_WARM = 60
_AT = dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC)


def functions(count: int) -> dict[str, float]:
    """Stories a second and CPU seconds a thousand of one process.  Raises Wrong if one was refused."""
    words = [sys.executable, "-m", "tests.bench.functions", str(count)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        raise Wrong(f"functions: {done.stderr[-500:]}")
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _main(count: int) -> None:
    rules = read_rules(ROOT / "config")
    feeds = read_feeds(ROOT / "config" / "feeds.toml")
    made = [(story.body, feeds[story.feed]) for story in stories(SEED, count)]
    _work(made[:_WARM], rules)
    gc.collect()
    gc.freeze()  # as the service does
    begun, cpu = time.perf_counter(), time.process_time()
    _work(made, rules)
    seconds, used = time.perf_counter() - begun, time.process_time() - cpu
    found = {"stories": count, "stories_per_second": count / seconds, "cpu_seconds_per_1000": used / count * 1000}
    print(json.dumps(found))


def _work(made: Sequence[tuple[bytes, Feed]], rules: Rules) -> None:
    for body, feed in made:
        for article in process(body, feed, _AT, rules):
            if not isinstance(article, Article):
                raise SystemExit(f"refused: {article.reason} {article.detail}")
            incoming(article)
            sketch_of(article.headline, article.body.text)


if __name__ == "__main__":
    _main(int(sys.argv[1]))
