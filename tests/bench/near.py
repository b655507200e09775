"""What a sketch costs and what a comparison does: stories of 2 to 10 KB of made-up words, without servers.

The last column is the ratio to what splitting the same text into folded words costs, which tells a slow machine from
a slow change.
"""

import random
import statistics
import time
from collections.abc import Callable

from services.ingest.life.near import Sketch, similarity, sketch_of

_SIZES = (2_000, 4_000, 6_000, 8_000, 10_000)
_STORIES, _TIMES, _ROUNDS = 40, 5, 5
_LETTERS = "eeetttaaooiinnsshhrrddllcumwfgypbvk"
_KANA = [chr(code) for code in range(0x3042, 0x3094)]
_HAN = [chr(code) for code in range(0x4E00, 0x5600)]


def _english(chance: random.Random, size: int) -> str:
    """Typographic quotes in half of the stories: those without are read faster."""
    words = ["".join(chance.choices(_LETTERS, k=chance.randint(1, 9))) for _ in range(size // 6)]
    for at in range(0, len(words), 12):
        words[at] = f"{words[at].title()} {chance.randrange(1, 5000):,}"
        words[at - 1] += chance.choice([".", ".\n\n", ","])
    opened, closed = chance.choice([("“", "”"), ('"', '"')])
    return f"{opened}{' '.join(words)}{closed}"[: size - 3]


def _japanese(chance: random.Random, size: int) -> str:
    signs = [chance.choice(_KANA if chance.random() < 0.55 else _HAN) for _ in range(size // 3)]
    for at in range(0, len(signs), 25):
        signs[at] = chance.choice(["。", "、", "。\n\n", "１２", "3万"])
    return "".join(signs)


def _costs(work: Callable[[str], object], texts: list[str]) -> list[float]:
    """Microseconds a story, by the clock of the process: the best of rounds."""
    best = [float("inf")] * len(texts)
    for _ in range(_ROUNDS):
        for at, text in enumerate(texts):
            begun = time.process_time()
            for _ in range(_TIMES):
                work(text)
            best[at] = min(best[at], (time.process_time() - begun) / _TIMES * 1e6)
    return best


def _split(text: str) -> list[str]:
    return text.casefold().split()


def _sketched(text: str) -> Sketch | None:
    return sketch_of("", text)


def _table(name: str, made: Callable[[random.Random, int], str], chance: random.Random) -> None:
    means = []
    for size in _SIZES:
        texts = [made(chance, size) for _ in range(_STORIES)]
        costs, yardstick = _costs(_sketched, texts), _costs(_split, [_english(chance, size) for _ in texts])
        means.append(statistics.mean(costs))
        ratio = means[-1] / statistics.mean(yardstick)
        length = statistics.mean(len(text.encode()) for text in texts)
        print(f"{name:<9} {length:>7.0f} {statistics.median(costs):>7.1f} {means[-1]:>7.1f} {ratio:>7.2f}")
    print(f"{name:<9} {'all':>7} {'':>7} {statistics.mean(means):>7.1f}")


def main() -> None:
    chance = random.Random(1)  # noqa: S311  a seed: the same stories at every run
    print(f"{'':<9} {'bytes':>7} {'p50 µs':>7} {'mean µs':>7} {'ratio':>7}")
    _table("English", _english, chance)
    _table("Japanese", _japanese, chance)
    text = _english(chance, 4_000)
    one, other = _sketched(text), _sketched(text[1_000:])
    if one and other:
        costs = _costs(lambda _: similarity(one.signature, other.signature), [text] * 200)
        print(f"{'compare':<17} {statistics.median(costs):>7.1f} {statistics.mean(costs):>7.1f}")


if __name__ == "__main__":
    main()
