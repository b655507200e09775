"""What reading costs: decode, parse and validate a story of each family, without enrichment and without servers."""

import statistics
import time
from pathlib import Path

from services.ingest.decode import decode
from services.ingest.draft import Draft
from services.ingest.formats import format_of
from services.ingest.validate import validate
from services.runtime.feeds import NEUTRAL
from tests.conftest import ROOT

_ROUNDS, _TIMES = 5, 40


def _read(body: bytes) -> int:
    copy = decode(body, NEUTRAL)
    drafts = format_of(copy).parse(copy, NEUTRAL)
    return len([validate(draft, copy, NEUTRAL) for draft in drafts if isinstance(draft, Draft)])


def _milliseconds(body: bytes) -> float:
    """A story: the median of rounds, by the clock of the process."""
    stories = _read(body)
    rounds = []
    for _ in range(_ROUNDS):
        begun = time.process_time()
        for _ in range(_TIMES):
            _read(body)
        rounds.append((time.process_time() - begun) / _TIMES / max(stories, 1) * 1000)
    return statistics.median(rounds)


def _grown(body: bytes, size: int) -> bytes:
    """The same story with its paragraphs again and again until it has `size` bytes."""
    first = body.index(b"<p>")
    last = body.rindex(b"</p>") + len(b"</p>")
    paragraphs = body[first:last]
    return body[:last] + paragraphs * ((size - len(body)) // len(paragraphs)) + body[last:]


def main() -> None:
    print(f"{'family':<18} {'bytes':>7} {'ms a story':>10}")
    for folder in sorted(path for path in (ROOT / "samples").iterdir() if path.is_dir() and path.name != "sample"):
        files = [path for path in sorted(folder.glob("*")) if _takes(path)]
        sizes = [path.stat().st_size for path in files]
        costs = [_milliseconds(path.read_bytes()) for path in files]
        print(f"{folder.name:<18} {statistics.mean(sizes):>7.0f} {statistics.mean(costs):>10.3f}")
    g2 = next(path for path in sorted((ROOT / "samples" / "newsml-g2").glob("*.xml")) if b"<p>" in path.read_bytes())
    body = _grown(g2.read_bytes(), 10_000)
    print(f"{'newsml-g2, 10 KB':<18} {len(body):>7} {_milliseconds(body):>10.3f}")


def _takes(path: Path) -> bool:
    try:
        return _read(path.read_bytes()) > 0
    except Exception:
        return False


if __name__ == "__main__":
    main()
