"""How many of the stories told twice does `near` find, and how many of its finds are true?  README tells of the pairs.

`pytest -s tests/near/test_pairs.py -k evaluation` prints precision and recall by language and kind, and what is wrong.
"""

import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from services.ingest.life.near import SAME, Sketch, similarity, sketch_of

_HERE = Path(__file__).parent
_SETS = {
    "evaluation": ("en_same.toml", "en_other.toml", "ja_same.toml", "ja_other.toml"),
    "tuning": ("tuning/pairs.toml",),
}
# Below these a change has made things worse.
_PRECISION = {"evaluation": 0.98, "tuning": 1.0}
_RECALL = {"evaluation": 0.98, "tuning": 1.0}
_MET = {"evaluation": 0.98, "tuning": 1.0}
_KINDS_SAME = {"wrapping", "headline", "correction", "added", "pickup", "cut", "lead", "order", "update", "style"}


@dataclass(frozen=True, slots=True)
class Judged:
    """`met`: whether the two share a band, without which a store would not compare them."""

    name: str
    language: str
    kind: str
    same: bool
    alike: float
    met: bool

    @property
    def found(self) -> bool:
        return self.alike >= SAME


def _pairs(name: str) -> list[dict[str, Any]]:
    return [pair for file in _SETS[name] for pair in tomllib.loads((_HERE / file).read_text("utf-8"))["pair"]]


@cache
def _judged(name: str) -> tuple[Judged, ...]:
    return tuple(_judge(pair) for pair in _pairs(name))


def _judge(pair: dict[str, Any]) -> Judged:
    one, other = (sketch_of(pair[side]["headline"], pair[side]["text"]) for side in ("one", "other"))
    language = "ja" if max(pair["one"]["text"]) >= "\u3040" else "en"
    alike, met = (similarity(one.signature, other.signature), _meet(one, other)) if one and other else (0.0, False)
    return Judged(pair["id"], language, pair["kind"], pair["same"], alike, met)


def _meet(one: Sketch, other: Sketch) -> bool:
    return any(a == b for a, b in zip(one.bands, other.bands, strict=True))


def _precision(pairs: Sequence[Judged]) -> float:
    return _share([pair.same for pair in pairs if pair.found])


def _recall(pairs: Sequence[Judged]) -> float:
    return _share([pair.found for pair in pairs if pair.same])


def _share(right: Sequence[bool]) -> float:
    return sum(right) / len(right) if right else 1.0


def _report(name: str, pairs: Sequence[Judged]) -> str:
    """A line a language, a line a kind (how many are right, how alike they are), a line a pair that is wrong."""
    lines = [f"{name}, SAME {SAME}"]
    for language in ("en", "ja", ""):
        chosen = [pair for pair in pairs if pair.language == language or not language]
        lines.append(f"{language or 'all':<12} precision {_precision(chosen):.2f}  recall {_recall(chosen):.2f}")
    for language, other, kind in sorted({(pair.language, not pair.same, pair.kind) for pair in pairs}):
        alike = [
            (pair.alike, pair.found == pair.same) for pair in pairs if (pair.language, pair.kind) == (language, kind)
        ]
        right, (least, _), (most, _) = sum(ok for _, ok in alike), min(alike), max(alike)
        lines.append(
            f"{language} {kind:<12} {'other' if other else 'same':<6} {right}/{len(alike)}  {least:.2f}-{most:.2f}"
        )
    wrong = [f"WRONG {pair.name} {pair.alike:.2f}" for pair in pairs if pair.found != pair.same]
    apart = [f"NOT MET {pair.name} {pair.alike:.2f}" for pair in pairs if pair.found and not pair.met]
    return "\n".join(lines + wrong + apart)


@pytest.mark.parametrize("name", _SETS)
def test_what_is_found_is_true_and_what_is_true_is_found(name: str) -> None:
    pairs = _judged(name)
    sys.stdout.write(f"\n{_report(name, pairs)}\n")
    assert _precision(pairs) >= _PRECISION[name]
    assert _recall(pairs) >= _RECALL[name]


@pytest.mark.parametrize("name", _SETS)
def test_what_is_alike_is_compared(name: str) -> None:
    assert _share([pair.met for pair in _judged(name) if pair.same and pair.found]) >= _MET[name]


@pytest.mark.parametrize("name", _SETS)
def test_labels_agree_with_kinds_and_are_half_and_half(name: str) -> None:
    pairs = _judged(name)
    assert [pair.name for pair in pairs if pair.same != (pair.kind in _KINDS_SAME)] == []
    for language in ("en", "ja"):
        labels = [pair.same for pair in pairs if pair.language == language]
        assert len(labels) == 2 * sum(labels) > 0


def test_the_margin_on_the_tuning_set_is_what_the_threshold_was_chosen_by() -> None:
    """The figures that `SAME` gives.  Another sketch has other ones: choose it anew."""
    pairs = _judged("tuning")
    assert min(pair.alike for pair in pairs if pair.same) == pytest.approx(0.47, abs=0.005)
    assert max(pair.alike for pair in pairs if pair.kind in {"form", "quarter"}) == pytest.approx(0.34, abs=0.005)
    others = [pair.alike for pair in pairs if not pair.same and pair.kind not in {"form", "quarter"}]
    assert max(others) == pytest.approx(0.23, abs=0.01)


def test_the_tuning_set_has_nothing_of_the_evaluation() -> None:
    texts = [{pair[side]["text"] for pair in _pairs(name) for side in ("one", "other")} for name in _SETS]
    assert not texts[0] & texts[1]
