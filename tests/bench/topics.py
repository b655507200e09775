"""How right are the topics, how quick, how large?  `make bench-topics` prints what docs/topics.md shows.

The evaluation set (tests/topics/evaluation) is of our own writing and no training reads it; where ../shared/topics lies
beside the checkout, the sentences of SIB-200 are asked too.  No figure here is a test: they are for people.
"""

import csv
import gc
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from schemas.article import Topic
from services.ingest.enrich import Rules, read_rules
from services.ingest.enrich.topics.tagging import THRESHOLD, doubtful, topics_of
from services.ingest.enrich.topics.tally import Texts
from services.ingest.enrich.topics.vocabulary import vocabulary
from tests.conftest import ROOT

EVALUATION = ROOT / "tests" / "topics" / "evaluation"
SIB = ROOT.parent / "shared" / "topics"
_ROUNDS = 5


@dataclass(frozen=True)
class Judged:
    """`topics` a careful editor must give, `also` may give."""

    texts: Texts
    topics: frozenset[str]
    also: frozenset[str] = frozenset()


Tagger = Callable[[Sequence[Judged], float], list[list[Topic]]]


def taggers(rules: Rules) -> dict[str, Tagger]:
    def terms(stories: Sequence[Judged], threshold: float) -> list[list[Topic]]:
        return [topics_of(one.texts, [], rules.lexicon, threshold=threshold) for one in stories]

    def cascade(stories: Sequence[Judged], threshold: float) -> list[list[Topic]]:
        found = terms(stories, threshold)
        doubts = [n for n, topics in enumerate(found) if doubtful(topics, stories[n].texts)]
        assert rules.semantic
        for n, reading in zip(doubts, rules.semantic.read_all([stories[n].texts for n in doubts]), strict=True):
            if reading:
                found[n] = topics_of(stories[n].texts, [], rules.lexicon, reading=reading, threshold=threshold)
        return found

    return {"terms": terms, "cascade": cascade} if rules.semantic else {"terms": terms}


def read_evaluation(language: str) -> list[Judged]:
    found = []
    for path in sorted(EVALUATION.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            one = json.loads(line)
            if one["language"] == language:
                texts: Texts = {"headline": one["headline"], "body": one["text"]}
                found.append(Judged(texts, frozenset(one["topics"]), frozenset(one["also"])))
    return found


def read_sib(language: str) -> list[Judged]:
    path = SIB / f"sib200_{language}_dev.tsv"
    if not path.exists():
        return []
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [Judged({"headline": "", "body": row["text"]}, frozenset([row["topic"]])) for row in rows]


def at_level(concepts: Iterable[str], level: int) -> set[str]:
    """The concepts of that level on the paths, 1 being the top."""
    paths = [found.path for concept in concepts if (found := vocabulary().get(concept))]
    return {path[level - 1] for path in paths if len(path) >= level}


def f1(stories: Sequence[Judged], tagged: Sequence[Sequence[Topic]], level: int) -> tuple[float, dict[str, float]]:
    """Macro-F1 over the concepts that editors must give, and each one's; what they only may give counts neither way."""
    hits: dict[str, list[int]] = {}
    for story, topics in zip(stories, tagged, strict=True):
        must, may = at_level(story.topics, level), at_level(story.also, level)
        told = at_level((topic.id for topic in topics), level)
        for concept in must | told:
            right, wrong, missed = hits.setdefault(concept, [0, 0, 0])
            hits[concept] = [
                right + (concept in must & told),
                wrong + (concept in told - must - may),
                missed + (concept in must - told),
            ]
    scores = {c: 2 * r / (2 * r + w + m) for c, (r, w, m) in hits.items() if r + m}
    return sum(scores.values()) / max(len(scores), 1), scores


def accuracy(stories: Sequence[Judged], tagged: Sequence[Sequence[Topic]]) -> float:
    """How often the first tag lies under the one label; no tag is wrong."""
    right = [bool(topics) and topics[0].path[0] in story.topics for story, topics in zip(stories, tagged, strict=True)]
    return sum(right) / len(right)


def reliability(stories: Sequence[Judged], tagged: Sequence[Sequence[Topic]]) -> list[tuple[str, int, float, float]]:
    """Of the tags in each band of scores: how many, their mean score, and what share of them holds."""
    bands: dict[int, list[tuple[float, bool]]] = {}
    for story, topics in zip(stories, tagged, strict=True):
        holds = at_level(story.topics | story.also, 1)
        for top, score in {topic.path[0]: topic.scores[0] for topic in topics}.items():
            bands.setdefault(min(int(score * 5), 4), []).append((score, top in holds))
    return [
        (f"{band / 5:.1f}-{(band + 1) / 5:.1f}", len(some), _mean(s for s, _ in some), _mean(h for _, h in some))
        for band, some in sorted(bands.items())
    ]


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / max(len(listed), 1)


def main() -> int:
    rules = read_rules(ROOT / "config", semantic=True)
    if rules.semantic is None:
        print("the extra `semantic` is not installed: terms alone")
    for name, tagger in taggers(rules).items():
        for language in ("en", "ja"):
            _print_quality(name, language, tagger)
    gc.freeze()  # as the services do once they are up
    for language, size in (("en", 2000), ("ja", 1000)):
        _print_speed(language, size, rules)
    _print_memory()
    return 0


def _print_quality(name: str, language: str, tagger: Tagger) -> None:
    stories, sib = read_evaluation(language), read_sib(language)
    tagged = tagger(stories, THRESHOLD)
    print(f"\n{name}, {language}")
    if stories:
        tops, each = f1(stories, tagged, 1)
        seconds = f1(stories, tagged, 2)[0]
        print(f"  evaluation set, {len(stories)} stories: macro-F1 {tops:.3f} top, {seconds:.3f} second level")
        print("   " + "  ".join(f"{concept[7:9]} {score:.2f}" for concept, score in sorted(each.items())))
        for band, count, said, held in reliability(stories, tagged):
            print(f"    scores {band}: {count:>4} tags, mean score {said:.2f}, {held:.2f} of them hold")
    if sib:
        print(f"  SIB-200, {len(sib)} sentences: accuracy {accuracy(sib, tagger(sib, THRESHOLD)):.3f}", end="")
        print(f", best of 17 without a threshold {accuracy(sib, tagger(sib, 0.0)):.3f}")


def _print_speed(language: str, size: int, rules: Rules) -> None:
    """Stories a second of one core, as the median of rounds; each story made of whole stories of the evaluation set."""
    texts = [f"{one.texts['headline']}\n{one.texts['body']}\n" for one in read_evaluation(language)]
    if not texts:
        return
    long = ["".join(texts[n:] + texts[:n])[:size] for n in range(0, len(texts), 2)]
    stories = [Judged({"headline": one.partition("\n")[0], "body": one}, frozenset()) for one in long]
    for name, tagger in taggers(rules).items():
        rounds = []
        for _ in range(_ROUNDS):
            begun = time.process_time()
            tagged = tagger(stories, THRESHOLD)
            rounds.append(len(stories) / (time.process_time() - begun))
        alone = taggers(rules)["terms"](stories, THRESHOLD)
        doubts = sum(doubtful(topics, one.texts) for topics, one in zip(alone, stories, strict=True))
        print(
            f"\n{name}, {language}, {size} characters: {sorted(rounds)[_ROUNDS // 2]:.0f} stories a second of a core"
            f" ({doubts} of {len(tagged)} in doubt)"
        )


_PEAK = """
from pathlib import Path
from services.ingest.enrich import read_rules
from services.ingest.enrich.topics.tagging import topics_of
rules = read_rules(Path("config"), semantic={semantic})
texts = {{"headline": "Harbour bridge reopens", "body": "The council voted to open it. 橋が開通した。" * 50}}
for _ in range(50):
    topics_of(texts, [], rules.lexicon, reading=rules.semantic and rules.semantic.read(texts))
# Not getrusage: there the peak of the process that started this one counts too.
[peak] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
print(int(peak.split()[1]) // 1024)
"""


def _print_memory() -> None:
    """Peak of a process that has done nothing but load and tag, with and without the semantic layer."""
    for semantic in (False, True):
        code = _PEAK.format(semantic=semantic)
        told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
        print(f"memory {'with' if semantic else 'without'} the semantic layer: {told.stdout.strip()} MB")


if __name__ == "__main__":
    sys.exit(main())
