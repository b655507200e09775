"""Holds the weights of the term files against the labelled stories in training/: which terms mislead?

    python -m scripts.weigh_terms            # a line for each term whose weight the stories do not bear out
    python -m scripts.weigh_terms --apply    # and its weight changed; one that only misleads is taken out

Of a term that counts in three sentences or more it asks in how many of them its top concept holds.  It reads the
sentences that stand alone there; those with a headline are for the curves, and the evaluation set is not read.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from scripts.train_topics import ROOT, read_stories
from services.ingest.enrich.topics.lexicon import Lexicon
from services.ingest.enrich.topics.tally import tally
from services.ingest.enrich.topics.term_file import Entry, read_term_files
from services.ingest.enrich.topics.vocabulary import vocabulary

_FEWEST, _ENOUGH = 3, 5
"""Stories in which a term has to count before its weight is doubted, and before it may be taken out."""

_BORNE_OUT = ((1.0, 0.55), (0.6, 0.35), (0.3, 0.15))
"""A weight, and the share of stories in which the concept has to hold for it."""

Place = tuple[str, str]
"""Phrase as it is looked for, and top concept."""


def shares(lexicon: Lexicon) -> dict[Place, tuple[int, int]]:
    """In how many stories a term counts for a top concept, and in how many of them that holds."""
    counts: Counter[Place] = Counter()
    right: Counter[Place] = Counter()
    for story in read_stories():
        if story.texts["headline"]:
            continue  # the curves are fitted on these: terms that had been weighed by them would look too good there
        counted = tally(story.texts, lexicon)
        seen = {
            (counted.folded[where].text[start:end], lexicon.paths[concept][0])
            for where, start, end, _, says in counted.hits
            for concept, _ in says
        }
        for place in seen:
            counts[place] += 1
            right[place] += place[1] in story.tops
    return {place: (counts[place], right[place]) for place in counts}


def verdicts(entries: list[Entry], found: dict[Place, tuple[int, int]]) -> Iterator[tuple[Entry, float, int, int]]:
    """Each entry whose weight is not borne out, with the weight that is (0: none), and the counts."""
    for entry in entries:
        concept = vocabulary().get(entry.concept)
        if concept is None or not entry.weight:
            continue
        # A plural counts for its term.
        places = [(entry.phrase + end, concept.path[0]) for end in ("", "s", "es")]
        count = sum(found.get(place, (0, 0))[0] for place in places)
        right = sum(found.get(place, (0, 0))[1] for place in places)
        if count < _FEWEST:
            continue
        least = 0.0 if count >= _ENOUGH else _BORNE_OUT[-1][0]
        borne = next((weight for weight, share in _BORNE_OUT if right / count >= share), least)
        if borne < entry.weight:
            yield entry, borne, count, right


def changed(text: str, weights: dict[int, float]) -> str:
    """The file with other weights on those lines, counted from 1; a line with weight 0 is taken out."""
    lines = text.splitlines()
    for number, weight in weights.items():
        given = re.sub(r"(=\s*(?:\{\s*weight\s*=\s*)?)[\d.]+", rf"\g<1>{weight}", lines[number - 1], count=1)
        lines[number - 1] = given if weight else "\0"
    return "\n".join(line for line in lines if line != "\0") + "\n"


def main() -> int:
    files = list(read_term_files(ROOT / "config" / "topics"))
    found = shares(Lexicon(entry for file in files for entry in file.entries))
    for file in files:
        told = list(verdicts(file.entries, found))
        for entry, weight, count, right in told:
            share = f"{right} of {count} stories"
            print(f"{file.path.name}:{entry.line}: {entry.phrase!r} {entry.weight} -> {weight or 'out'}: {share}")
        if "--apply" in sys.argv:
            text = Path(file.path).read_text(encoding="utf-8")
            file.path.write_text(changed(text, {entry.line: weight for entry, weight, _, _ in told}), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
