"""What does the benchmark send?  Stories of our own writing, of 2 to 10 KB: half XML, half JSON, a third Japanese.

The same for the same seed.  No two are alike by more than news of one subject is, since no desk gets one text five
thousand times, and the search for stories that were sent twice costs what it finds.
"""

import datetime as dt
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from tests.bench.envelopes import Facts, newsml_1, newsml_g2, ninjs, nitf
from tests.bench.grammar import Grammar, read_grammar, text_of

_WORDING = Path(__file__).with_name("wording")
_ENGLISH, _JAPANESE = read_grammar(_WORDING / "english.toml"), read_grammar(_WORDING / "japanese.toml")

_SMALLEST, _LARGEST = 2200, 9600
_TEXT = 0.2
"""Of the bytes; the rest is mark-up, as in real stories of this size."""

_NOON = dt.datetime(2026, 11, 20, 12, 0, tzinfo=ZoneInfo("Asia/Tokyo"))

_Form = Callable[[Facts, int], bytes]

# By turns, so that half is XML, half JSON, a third Japanese, of either.
_FORMS: tuple[tuple[Grammar, str, _Form], ...] = (
    (_ENGLISH, "jiji", nitf),
    (_ENGLISH, "jiji", ninjs),
    (_JAPANESE, "jiji-ja", newsml_1),
    (_ENGLISH, "jiji", ninjs),
    (_ENGLISH, "jiji", newsml_g2),
    (_JAPANESE, "jiji-ja", ninjs),
)


@dataclass(frozen=True, slots=True)
class Story:
    """`feed` is one of config/feeds.toml."""

    feed: str
    body: bytes


def stories(seed: int, count: int, first: int = 0) -> Iterator[Story]:
    """Each new, version 1, usable, without embargo, urgency 3 to 6.  `first` is the lowest serial number."""
    chance = Random(f"{seed} {first}")  # noqa: S311  copy, no secret
    for serial in range(first, first + count):
        yield _story(serial, seed, chance, urgency=chance.randint(3, 6))


def flashes(seed: int, count: int, first: int = 0) -> Iterator[Story]:
    """Urgency 1 and short; of the Japanese ones the headline begins with 速報."""
    chance = Random(f"{seed} {first} flash")  # noqa: S311  as above
    for serial in range(first, first + count):
        yield _story(serial, seed, chance, urgency=1)


def _story(serial: int, seed: int, chance: Random, urgency: int) -> Story:
    grammar, feed, form = _FORMS[serial % len(_FORMS)]
    flash = urgency == 1
    size = _SMALLEST if flash else int(_SMALLEST * math.exp(chance.random() * math.log(_LARGEST / _SMALLEST)))
    text = text_of(grammar, seed, chance, int(size * _TEXT))
    if flash and grammar is _JAPANESE:
        text = replace(text, headline=f"【速報】{text.headline}")
    updated = _NOON - dt.timedelta(seconds=chance.randint(0, 86_400))
    facts = Facts(serial, grammar.language, text, updated, urgency)
    return Story(feed, form(facts, size - text.bytes))
