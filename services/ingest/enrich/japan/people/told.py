"""Under which forms is a name in Latin letters looked for, and how is its mention made?"""

from functools import lru_cache

from schemas.japan import Person, Where
from services.ingest.enrich.japan.people.mention import mention
from services.ingest.enrich.japan.people.romaji import in_title_case, plain
from services.ingest.enrich.japan.people.words import PARTICLES

_JUNIOR = frozenset({"Jr.", "Sr."})


def is_initial(word: str) -> bool:
    return len(word) == 1 or (word[1] == "." and word[-1] == ".")


def of_capitals(text: str, where: Where, span: tuple[int, int], family: str, given: str) -> Person:
    start, end = span
    name, forms = _told(family, given)
    return mention(
        text=text[start:end], where=where, start=start, end=end, family=name, given=given,
        order="family_first" if text.startswith(family, start) else "given_first",
        forms=[*forms], shown_by="capitals",
    )  # fmt: skip


def of_title(where: Where, start: int, name: str) -> Person:
    return mention(
        text=name, where=where, start=start, end=start + len(name),
        family=None, given=None, order="unknown", forms=[*_forms(name)], shown_by="title",
    )  # fmt: skip


@lru_cache(maxsize=2048)
def _told(family: str, given: str) -> tuple[str, tuple[str, ...]]:
    name = in_title_case(family)
    both = (f"{name} {given}", f"{given} {name}")
    return name, tuple(dict.fromkeys([*both, *map(plain, both)]))


@lru_cache(maxsize=2048)
def _forms(name: str) -> tuple[str, ...]:
    """The words as they are, the first of them last, and of three whole words the last first."""
    words = tuple(name.split(" "))
    if words[-1] in _JUNIOR or any(map(is_initial, words)):
        return _forms_of_marked(*words)
    orders = [words, (*words[1:], words[0])]
    if len(words) == 3 and PARTICLES.isdisjoint(words):
        orders.append((words[-1], *words[:-1]))
    return tuple(" ".join(order) for order in orders)


def _forms_of_marked(*words: str) -> tuple[str, ...]:
    """With an initial, with and without it; Jr. stays at the end, for without it the name is another's."""
    last = words[-1:] if words[-1] in _JUNIOR else ()
    kept = words[: len(words) - len(last)]
    whole = tuple(word for word in kept if not is_initial(word))
    orders = (kept, (kept[-1], *kept[:-1]), whole, (whole[-1], *whole[:-1]))
    return tuple(dict.fromkeys(" ".join([*order, *last]) for order in orders))
