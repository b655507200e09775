"""Which words in Latin letters are a person's name: by a family name in capitals, or behind a title?"""

import re
from functools import lru_cache

from schemas.japan import Person, Where
from services.ingest.enrich.japan.people.mention import mention
from services.ingest.enrich.japan.people.romaji import in_title_case, is_family_and_given, is_known_family, plain
from services.ingest.enrich.japan.people.words import ACRONYMS, ENDS_NAME, FORBIDS_NAME, PARTICLES, SMALL_WORDS

_LETTERS = [chr(code) for code in (*range(0x41, 0x250), *range(0x1E00, 0x1F00)) if chr(code).isalpha()]
_UPPER = "".join(letter for letter in _LETTERS if letter.isupper())
_LOWER = "".join(letter for letter in _LETTERS if letter.islower())
_MARKS = "\u0300-\u036f"

_END = rf"(?![\w{_MARKS}@/]|[.&-]\w)"
_CAPITALS = rf"(?:[A-Z]['’])?[{_UPPER}]{{2,}}(?:-[{_UPPER}]{{2,}}|['’][{_UPPER}]{{2,}})*{_END}"
_NAME = (
    rf"(?:[A-Z]['’])?[{_UPPER}][{_LOWER}]+(?:[{_UPPER}][{_LOWER}]+)*"
    rf"(?:-[{_UPPER}{_LOWER}][{_LOWER}]+|['’](?!s(?![{_LOWER}]))[{_LOWER}]+)*{_END}"
)
_INITIAL = rf"[{_UPPER}](?:\.-?[{_UPPER}])?(?:\.|(?=\ ))"
_WORD = rf"{_CAPITALS}|{_NAME}|{_INITIAL}"
_RUN = re.compile(rf"(?:{_WORD})(?: (?:[JS]r\.|{_WORD}|(?:{'|'.join(sorted(PARTICLES))})(?=\ ))){{1,6}}")
_ONE_IN_CAPITALS = re.compile(_CAPITALS)
_ONE_NAME = re.compile(_NAME)
_NEXT_NAME = re.compile(f" ({_NAME})")
_MORE = re.compile(rf"['’]?\ (?:&|[{_UPPER}\d])|[ ]*&")
_MORE_CAPITALS = re.compile(rf" [{_UPPER}]{{2}}")
_NUMERAL = re.compile("[IVX]+")
_VOWEL = re.compile("[AEIOUYĀĪŪĒŌÄÖÜÉÈÁÍÓÚ]")
_SMALL = re.compile(rf"(?<![\w'’.-])[{_LOWER}]{{3,}}")
_OF_TWO_LETTERS = {"XI", "LI", "HU", "MA", "WU", "YI", "XU", "LU", "SU", "YU", "LE", "HO", "VO", "OE", "OI", "UI", "ŌE"}
_NOT_WITHIN = frozenset("@#/&._-") | {chr(code) for code in range(0x300, 0x370)}
_OPENING = "“\"‘'(「『（["
_LONGEST = 40
_AROUND = 200


def _begins_word(text: str, start: int) -> bool:
    before = text[start - 1 : start]
    return not (before.isalnum() or before in _NOT_WITHIN) if before else True


def end_of_capitals(text: str, start: int) -> int:
    """Where the run of capitals that `start` is in ends."""
    while text[start : start + 1].isupper():
        start += 1
    return start


def has_neighbour(text: str, start: int, end: int) -> bool:
    """Can the capitals have a name in small letters next to them?  Asked of every word of a text in capitals."""
    if text[end : end + 1] in {"-", "'", "’"} or text[start - 1 : start] in {"'", "’"}:
        return True
    return text[end + 2 : end + 3].islower() or (
        text[start - 1 : start] == " " and text[start - 2 : start - 1].islower()
    )


def in_capitals(text: str, where: Where, start: int, earliest: int) -> Person | None:
    """A Japanese name whose family name is in capitals, which begin at `start`; no part of it before `earliest`.

    The rule of the Japanese government's papers since 1 January 2020 (公用文等における日本人の姓名のローマ字表記,
    25 October 2019), and of the United Nations: MOTEGI Toshimitsu or Toshimitsu MOTEGI.
    """
    family = _family_at(text, start)
    if not family:
        return None
    start = start - 2 if family[1] in ("'", "’") else start
    end = start + len(family)
    following, before = _NEXT_NAME.match(text, end), _word_before(text, start)
    after = following[1] if following and is_family_and_given(family, following[1]) else ""
    given_start = start - 1 - len(before)
    first = given_start >= earliest and not _MORE_CAPITALS.match(text, end) and _is_given_before(before, family)
    if first == bool(after) or (_ONE_IN_CAPITALS.fullmatch(before) and before not in ACRONYMS):
        return None
    if first:
        return _of_capitals(text, where, (given_start, end), family, before)
    return _of_capitals(text, where, (start, end + 1 + len(after)), family, after)


def _family_at(text: str, start: int) -> str:
    """The whole word in capitals that `start` is in the beginning of; "" where it can be no family name."""
    if text[start - 1 : start] in {"'", "’"} and text[start - 2 : start - 1] in {"O", "D"}:
        start -= 2
    found = _ONE_IN_CAPITALS.match(text, start, start + _LONGEST)
    if not found or not _begins_word(text, start):
        return ""
    family = found[0]
    return "" if family in ACRONYMS or (len(family) < 3 and family not in _OF_TWO_LETTERS) else family


def _is_given_before(word: str, family: str) -> bool:
    fits = bool(_ONE_NAME.fullmatch(word)) and is_family_and_given(family, word)
    return fits and is_known_family(family) and word not in FORBIDS_NAME


def _word_before(text: str, start: int) -> str:
    """The word that one space parts from `start`, without an opening quote or bracket; "" if there is none."""
    if text[start - 1 : start] != " ":
        return ""
    words = text[max(0, start - _LONGEST) : start - 1].split()
    return words[-1].lstrip(_OPENING) if words and not text[start - 2].isspace() else ""


def behind_title(text: str, where: Where, start: int, *, office: bool, in_sentence: bool) -> Person | None:
    """The name that begins at `start`, right behind a title.

    `office`: behind this title a word in capitals is a family name, Japanese or not (President XI Jinping).
    `in_sentence`: the title was in small letters, so the line is no headline in title case.
    """
    words, stopped = _words_at(text, start)
    capitals = sum(word.isupper() and not _is_initial(word) for word in words)
    if capitals:
        return _titled_capitals(text, where, start, words, office=office) if capitals == 1 else None
    end = start + len(" ".join(words))
    if not _are_a_name(*words):
        return None
    if in_sentence or _is_sentence(text, start, end):
        return _of_title(where, start, words)
    sure = _plain_words(*words) == 2 and (stopped or _stands_alone(text, where, words, end))
    return _of_title(where, start, words) if sure else None


def _words_at(text: str, start: int) -> tuple[list[str], bool]:
    """The words that can be a name (none where one forbids it), and if a day, verb or small word ended them."""
    run = _RUN.match(text, start, start + 4 * _LONGEST)
    if not run:
        return [], False
    words = run[0].split(" ")
    cut = next((number for number, word in enumerate(words) if word in ENDS_NAME), len(words))
    stopped = cut < len(words)
    if not stopped and (_MORE.match(text, run.end()) or words[-1] == "Park"):
        return [], False
    words = words[:cut]
    while words and words[-1] in PARTICLES:
        words.pop()
    return (words if len(words) > 1 and FORBIDS_NAME.isdisjoint(words) else []), stopped


def _plain_words(*words: str) -> int:
    return sum(word not in PARTICLES and not _is_initial(word) and word not in {"Jr.", "Sr."} for word in words)


def _is_initial(word: str) -> bool:
    return len(word) == 1 or (word[1] == "." and word[-1] == ".")


@lru_cache(maxsize=2048)
def _are_a_name(*words: str) -> bool:
    """Two or three whole words, the last no initial."""
    return (
        bool(words) and 2 <= _plain_words(*words) <= 3 and not _is_initial(words[-1]) and words[0] not in {"Jr.", "Sr."}
    )


def _titled_capitals(text: str, where: Where, start: int, words: list[str], *, office: bool) -> Person | None:
    first = bool(_ONE_IN_CAPITALS.fullmatch(words[0]))
    family, given = (words[0], words[1:]) if first else (words[-1], words[:-1])
    end = start + len(" ".join(words))
    if (
        not _ONE_IN_CAPITALS.fullmatch(family)
        or (not first and _NUMERAL.fullmatch(family))
        or not set(given).isdisjoint(PARTICLES)
    ):
        return None
    if first and is_family_and_given(family, given[0]):
        return _of_capitals(text, where, (start, start + len(family) + 1 + len(given[0])), family, given[0])
    surely_japanese = not first and len(given) == 1 and is_family_and_given(family, given[0])
    fits = len(given) <= 2 and not _is_initial(given[-1 if first else 0]) and given[-1] not in {"Jr.", "Sr."}
    if surely_japanese or (office and fits and _can_be_family(family, first=first)):
        return _of_capitals(text, where, (start, end), family, " ".join(given))
    return None


def _can_be_family(word: str, *, first: bool) -> bool:
    if word in ACRONYMS or not _VOWEL.search(word):
        return False
    return len(word) > 2 or (first and word in _OF_TWO_LETTERS)


def _is_sentence(text: str, start: int, end: int) -> bool:
    """Has the line of these words a word in small letters that title case would have given a capital?"""
    return _has_small(text, end, _line_end(text, end)) or _has_small(text, _line_start(text, start), start)


def _line_end(text: str, end: int) -> int:
    found = text.find("\n", end, end + _AROUND)
    return found if found >= 0 else min(len(text), end + _AROUND)


def _line_start(text: str, start: int) -> int:
    earliest = max(0, start - _AROUND)
    return text.rfind("\n", earliest, start) + 1 or earliest


def _has_small(text: str, start: int, end: int) -> bool:
    return any(word[0] not in SMALL_WORDS for word in _SMALL.finditer(text, start, end))


def _stands_alone(text: str, where: Where, words: list[str], end: int) -> bool:
    """Outside headlines, and before a stop, two words are a name even if nothing shows that this is a sentence."""
    if where in {"headline", "subheadlines"} or words[-1].endswith(("s", "ed", "ing")):
        return False
    return end == len(text) or text[end] in "\n,;.)" or text.startswith(" and ", end)


def _of_title(where: Where, start: int, words: list[str]) -> Person:
    name = " ".join(words)
    return mention(
        text=name, where=where, start=start, end=start + len(name),
        family=None, given=None, order="unknown", forms=[*_forms(*words)], shown_by="title",
    )  # fmt: skip


@lru_cache(maxsize=2048)
def _forms(*words: str) -> tuple[str, ...]:
    """The words as they are, the first of them last, and of three whole words the last first."""
    if words[-1] in {"Jr.", "Sr."} or any(map(_is_initial, words)):
        return _forms_of_marked(*words)
    orders = [words, (*words[1:], words[0])]
    if len(words) == 3 and PARTICLES.isdisjoint(words):
        orders.append((words[-1], *words[:-1]))
    return tuple(" ".join(order) for order in orders)


def _forms_of_marked(*words: str) -> tuple[str, ...]:
    """With an initial, with and without it; Jr. stays at the end, for without it the name is another's."""
    last = words[-1:] if words[-1] in {"Jr.", "Sr."} else ()
    kept = words[: len(words) - len(last)]
    whole = tuple(word for word in kept if not _is_initial(word))
    orders = (kept, (kept[-1], *kept[:-1]), whole, (whole[-1], *whole[:-1]))
    return tuple(dict.fromkeys(" ".join([*order, *last]) for order in orders))


def _of_capitals(text: str, where: Where, span: tuple[int, int], family: str, given: str) -> Person:
    start, end = span
    name, forms = _told(family, given)
    return mention(
        text=text[start:end], where=where, start=start, end=end, family=name, given=given,
        order="family_first" if text.startswith(family, start) else "given_first",
        forms=[*forms], shown_by="capitals",
    )  # fmt: skip


@lru_cache(maxsize=2048)
def _told(family: str, given: str) -> tuple[str, tuple[str, ...]]:
    name = in_title_case(family)
    both = (f"{name} {given}", f"{given} {name}")
    return name, tuple(dict.fromkeys([*both, *map(plain, both)]))
