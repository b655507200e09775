"""Makes the semantic head and the curves of the scores, from the stories in training/ and the term files.

    python -m scripts.train_topics          # about a minute; then: make bench-topics

Nothing else is read: no evaluation set, nobody else's copy.  The curves are fitted on what the head says of stories
that it had not seen (five folds), so that a score of 0.7 means seven in ten.
"""

import hashlib
import json
import sys
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from services.ingest.enrich.topics.lexicon import Lexicon, read_lexicon
from services.ingest.enrich.topics.semantic import Head, encoder, is_bare, passages_of, with_sign
from services.ingest.enrich.topics.tally import Texts, tally
from services.ingest.enrich.topics.vocabulary import Concept, vocabulary

ROOT = Path(__file__).resolve().parents[1]
STORIES = ROOT / "training" / "stories"
_OUT = ROOT / "services" / "ingest" / "enrich" / "topics"
_FOLDS = 5
_TOP, _SECOND = 0.5, 10.0
"""Inverse strengths of regularisation (scikit-learn's `C`), chosen by the folds: the fewer the classes, the weaker."""

Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Labelled:
    """A story of our own writing and the concepts it is about, the first one its own."""

    texts: Texts
    concepts: tuple[str, ...]

    @property
    def tops(self) -> set[str]:
        return {_path(concept)[0] for concept in self.concepts}

    def below(self, top: str) -> set[str]:
        return {path[1] for concept in self.concepts if (path := _path(concept))[0] == top and len(path) > 1}


def read_stories(folder: Path = STORIES) -> list[Labelled]:
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            one = json.loads(line)
            found.append(Labelled({"headline": one["headline"], "body": one["text"]}, tuple(one["topics"])))
    return found


def digest(folder: Path = STORIES) -> str:
    """Of all stories: kept in the head, so that a test sees when it is older than they are."""
    files = sorted(folder.glob("*.jsonl"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def _path(concept_id: str) -> tuple[str, ...]:
    concept = vocabulary().get(concept_id)
    if concept is None:
        msg = f"{concept_id} is no Media Topic"
        raise ValueError(msg)
    return concept.path


def _vectors(stories: Sequence[Labelled]) -> Matrix:
    """A row a story: the mean of its passages' vectors, as Head.odds takes it."""
    encode = encoder()
    passages = [passages_of(story.texts) for story in stories]
    flat = encode([one.text for some in passages for one in some])
    rows, at = [], 0
    for some in passages:
        rows.append(with_sign(flat[at : at + len(some)], bare=is_bare(some)).mean(axis=0))
        at += len(some)
    return np.array(rows, dtype=np.float32)


def fit_head(vectors: Matrix, stories: Sequence[Labelled]) -> Head:
    tops = list(vocabulary().tops)
    parts = [_fit(vectors, [story.tops for story in stories], tops, _TOP)]
    groups = [(0, len(tops))]
    concepts = [top.id for top in tops]
    for top in tops:
        below = list(vocabulary().below(top.id))
        parts.append(_fit(vectors, [story.below(top.id) for story in stories], below, _SECOND, weight="balanced"))
        groups.append((len(concepts), len(concepts) + len(below)))
        concepts += [one.id for one in below]
    weights = np.concatenate([part[0] for part in parts])
    bias = np.concatenate([part[1] for part in parts])
    return Head(tuple(concepts), weights.astype(np.float32), bias.astype(np.float32), tuple(groups))


def _fit(
    vectors: Matrix, labels: Sequence[set[str]], classes: Sequence[Concept], regular: float, weight: str | None = None
) -> tuple[Matrix, Matrix]:
    """Weights and bias of a softmax over the classes; a story with several counts a part for each."""
    order = {concept.id: number for number, concept in enumerate(classes)}
    rows, targets, parts = [], [], []
    for row, found in enumerate(labels):
        for concept in sorted(found):
            rows.append(row)
            targets.append(order[concept])
            parts.append(1 / len(found))
    weights = np.zeros((len(classes), vectors.shape[1]), dtype=np.float32)
    bias = np.full(len(classes), -6.0, dtype=np.float32)  # a concept without a story is never the likeliest
    seen = sorted(set(targets))
    if len(seen) > 1:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            model = LogisticRegression(C=regular, max_iter=400, class_weight=weight).fit(
                vectors[rows], targets, sample_weight=parts
            )
        two = len(seen) == 2  # scikit-learn keeps one row for two classes
        weights[seen] = np.vstack([-model.coef_, model.coef_]) / 2 if two else model.coef_
        bias[seen] = np.array([-model.intercept_[0], model.intercept_[0]]) / 2 if two else model.intercept_
    elif seen:
        bias[seen] = 0.0
    return weights, bias


def unseen_odds(vectors: Matrix, stories: Sequence[Labelled]) -> tuple[tuple[str, ...], Matrix]:
    """Log odds by a head that has not seen the story: a row a story, a column a concept."""
    concepts: tuple[str, ...] = ()
    found: Matrix = np.zeros((0, 0), dtype=np.float32)
    for train, test in KFold(_FOLDS, shuffle=True, random_state=0).split(vectors):
        head = fit_head(vectors[train], [stories[row] for row in train])
        concepts = head.concepts
        if not found.size:
            found = np.zeros((len(stories), len(concepts)), dtype=np.float32)
        for row in test:
            found[row] = head.odds(vectors[row : row + 1, :-1], bare=bool(vectors[row, -1]))[0]
    return concepts, found


Point = tuple[float, float, float, bool]
"""What a curve goes by (see score.Curve), and whether the concept holds."""


def fit_curves(
    stories: Sequence[Labelled], lexicon: Lexicon, concepts: Sequence[str], odds: Matrix
) -> dict[str, dict[str, float]]:
    column = {concept: number for number, concept in enumerate(concepts)}
    tops = [top.id for top in vocabulary().tops]
    wide: list[Point] = []
    narrow: list[Point] = []
    for story, row in zip(stories, odds, strict=True):
        if not story.texts["headline"]:
            continue  # see weigh_terms.py
        weights = tally(story.texts, lexicon).weights
        total = sum(weights.get(top, 0.0) for top in tops)
        wide += [_point(weights, top, total, row[column[top]], story.tops) for top in tops]
        for top in story.tops:
            if below := story.below(top):
                within = weights.get(top, 0.0)
                kin = [one.id for one in vocabulary().below(top)]
                narrow += [_point(weights, one, within, row[column[one]], below) for one in kin]
    return {
        "top_terms": _curve(wide, head=False),
        "narrow_terms": _curve(narrow, head=False),
        "top_both": _curve(wide, head=True),
        "narrow_both": _curve(narrow, head=True),
    }


def _point(weights: dict[str, float], concept: str, total: float, odds: float, holding: set[str]) -> Point:
    weight = weights.get(concept, 0.0)
    said = float(np.log1p(weight))
    return said, said * weight / total if total else 0.0, float(odds), concept in holding


def _curve(points: Sequence[Point], *, head: bool) -> dict[str, float]:
    columns = 3 if head else 2
    given = np.array([point[:columns] for point in points])
    model = LogisticRegression(C=1e4, max_iter=1000).fit(given, [point[3] for point in points])
    names = ("weight", "share", "head")[:columns]
    return {"base": round(float(model.intercept_[0]), 4)} | {
        name: round(float(value), 4) for name, value in zip(names, model.coef_[0], strict=True)
    }


def main() -> int:
    stories = read_stories()
    lexicon = read_lexicon(ROOT / "config" / "topics")
    vectors = _vectors(stories)
    concepts, odds = unseen_odds(vectors, stories)
    curves = fit_curves(stories, lexicon, concepts, odds)
    (_OUT / "calibration.json").write_text(json.dumps(curves, indent=1) + "\n", encoding="utf-8")
    head = fit_head(vectors, stories)
    np.savez_compressed(
        _OUT / "head.npz",
        concepts=np.array(head.concepts),
        weights=head.weights.astype(np.float16),
        bias=head.bias.astype(np.float16),
        groups=np.array(head.groups),
        stories=np.array(digest()),
        vocabulary=np.array(vocabulary().version),
    )
    print(f"{len(stories)} stories, {len(concepts)} concepts")
    print(json.dumps(curves, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
