"""How sure is a topic?  Probabilities from what the terms weigh and, where it was asked, from the semantic head."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import orjson

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Curve:
    """A logistic curve over what speaks for a concept.

    That is the logarithm of its terms' weight, the same times its share of the weight of all terms, and, where it was
    asked, the head's log odds.
    """

    base: float
    weight: float
    share: float
    head: float = 0.0

    def at(self, weight: float, total: float, head: float = 0.0) -> float:
        said = math.log1p(weight)
        z = self.base + said * (self.weight + self.share * (weight / total if total else 0.0)) + self.head * head
        return 1 / (1 + math.exp(-z))


@dataclass(frozen=True, slots=True)
class Calibration:
    """Curves for top concepts and, given the one above, for those below; by the terms alone and with the head."""

    top_terms: Curve
    narrow_terms: Curve
    top_both: Curve
    narrow_both: Curve


TOP_BARE = Curve(base=0.7, weight=0.2, share=0.0, head=1.44)
"""Of top concepts, for text without a headline: what a single sentence says by the way is hardly a sign of its topic.

Fitted on the development set of SIB-200 (FLORES-200 sentences, CC BY-SA 4.0), since in the single sentences of our own
writing the terms are better than in anybody else's.
"""


@lru_cache(maxsize=1)
def calibration() -> Calibration:
    """As scripts/train_topics.py fitted it."""
    fitted = orjson.loads(Path(__file__).with_name("calibration.json").read_bytes())
    return Calibration(**{name: Curve(**fitted[name]) for name in Calibration.__dataclass_fields__})
