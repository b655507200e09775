"""At which words of an English text can a date begin?"""

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from services.ingest.reading.stamps import MONTHS

Kind = Literal["weekday", "month", "near", "part", "unit", "day", "year", "fiscal", "share", "half", "word", "zone"]

WEEKDAYS = {
    name: number
    for number, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
}
_COUNTS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"
)  # fmt: skip
COUNTS = {"a": 1, "an": 1, **{word: number for number, word in enumerate(_COUNTS, 1)}}

# What is named after a day: none of them is a date in the story, nor are the people and the papers.
_NAMES = (
    "Ash Wednesday", "Black Friday", "Black Monday", "Black Saturday", "Black Sunday", "Black Thursday",
    "Black Tuesday", "Black Wednesday", "Bloody Sunday", "Blue Monday", "Cyber Monday", "Easter Monday",
    "Easter Sunday", "Fat Tuesday", "Freaky Friday", "Friday Night Lights", "Friday the 13th", "Giving Tuesday",
    "Good Friday", "Holy Thursday", "Holy Saturday", "Mail on Sunday", "Maundy Thursday", "Monday Night Football",
    "Palm Sunday", "Ruby Tuesday", "Saturday Night Live", "Saturday Evening Post", "Sheffield Wednesday",
    "Shrove Tuesday", "Sunday Adelaja", "Sunday Business", "Sunday Express", "Sunday Herald", "Sunday Independent",
    "Sunday Mail", "Sunday Mirror", "Sunday Night Football", "Sunday People", "Sunday Post", "Sunday Star",
    "Sunday Telegraph", "Sunday Times", "Sunday World", "Sunday school", "Sunday School", "Super Bowl Sunday",
    "Super Saturday", "Super Sunday", "Super Tuesday", "Thursday Night Football", "Wednesday Addams",
    "April Fool", "Cinco de Mayo", "Fourth of July", "July Fourth", "July 4th", "March Madness", "March for ",
    "March of Dimes", "May Day", "Mayday", "Theresa May", "Brian May", "Black September", "Brown v. Board",
)  # fmt: skip
_SPACES = (" ", "\n", "\u00a0")
ZONES = (
    "GMT", "UTC", "JST", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "BST", "CET", "CEST", "KST", "HKT",
    "IST", "MSK", "HST", "AEST", "AEDT", "SGT", "NZST", "NZDT",
)  # fmt: skip
_HALVES = ("am", "pm", "AM", "PM")


def _either(*words: str) -> list[str]:
    """In the text and at the head of a sentence."""
    return [form for word in words for form in (word, word.capitalize())]


def _patterns() -> dict[str, Kind | None]:
    """None: a name, in which no date is read."""
    found: dict[str, Kind | None] = dict.fromkeys(_NAMES)
    kinds: list[tuple[Kind, list[str]]] = [
        ("weekday", [form for day in WEEKDAYS for form in (day.capitalize(), day.upper())]),
        ("month", [form for name in MONTHS for form in (name.capitalize(), name.upper())]),
        ("near", _either("today", "yesterday", "tomorrow", "tonight")),
        ("part", ["morning", "afternoon", "evening", "night"]),
        ("unit", ["week", "weekend", "month", "year"]),
        ("day", ["day"]),
        ("year", [f"{century}{tens}" for century in range(16, 22) for tens in range(10)]),
        ("fiscal", [*_either("fiscal"), "FY", "financial year", "business year"]),
        ("share", ["quarter", "half"]),
        ("half", ["a.m", "p.m", "A.M", "P.M"]),
        ("half", [f"{digit}{gap}{half}" for digit in range(10) for gap in ("", " ", "\u00a0") for half in _HALVES]),
        ("word", _either("noon", "midnight")),
        ("zone", [f"{digit}{gap}{zone}" for digit in range(10) for gap in ("", " ", "\u00a0") for zone in ZONES]),
    ]
    for kind, words in kinds:
        found.update(dict.fromkeys(words, kind))
    return found


KINDS = tuple(_patterns().values())
_WORDS = AhoCorasick(list(_patterns()), matchkind=MatchKind.LeftmostLongest, implementation=Implementation.DFA)
_LONGEST = max(map(len, _patterns()))
_PIECE = 20_000


def hits_in(text: str) -> Iterable[tuple[int, int, int]]:
    """Where something has to be looked at: the number of its kind in KINDS, start and end.

    Most parts of other words (Maria, holiday) are among them.
    """
    return _WORDS.find_matches_as_indexes(text) if len(text) <= _PIECE else _piecewise(text)


def _piecewise(text: str) -> Iterator[tuple[int, int, int]]:
    """The same of a long text, of which the reader may want the beginning alone."""
    piece = 0
    while piece < len(text):
        done = following = piece + _PIECE
        for index, start, end in _WORDS.find_matches_as_indexes(text[piece : following + _LONGEST]):
            if piece + start < following:
                yield index, piece + start, piece + end
                done = max(following, piece + end)
        piece = done


GAP = r"(?:[ \u00a0]{1,2}+\n?+|\n)"
"""Between the words of one date: a blank line parts paragraphs and is none."""
_LAST_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*\Z")


def word_before(text: str, first: int, pos: int) -> tuple[str, int]:
    """The word that ends before `pos`, in small letters, and where it begins; "" where a sign or a paragraph parts.

    Nothing before `first` is looked at.
    """
    chunk = text[first:pos]
    bare = chunk.rstrip(" \u00a0\n")
    gap = len(chunk) - len(bare)
    if not 0 < gap < 4 or "\n\n" in chunk[-gap - 1 :]:
        return "", pos
    word = bare[bare.rfind(" ") + 1 :]
    if not word.isalnum():
        found = _LAST_WORD.search(word) if word[-1:].isalnum() else None
        if found is None:
            return "", pos
        word = found[0]
    return word.lower(), pos - gap - len(word)


def is_dash(text: str, pos: int) -> bool:
    """Two hyphens are a dash: Jiji's datelines end with it, and no sign parts it from the words."""
    return text[pos + 1 : pos + 2] == "-" or (pos > 0 and text[pos - 1] == "-")


def hyphen_ends(text: str, pos: int) -> bool:
    """Whether there is a hyphen before `pos`, which makes one word of both sides."""
    return text[pos - 1 : pos] == "-" and not is_dash(text, pos - 1)


def hyphen_at(text: str, pos: int) -> bool:
    return text[pos : pos + 1] == "-" and text[pos + 1 : pos + 2] != "-"


def stands_alone(text: str, start: int, end: int) -> bool:
    """No letter, digit or hyphen before it, no letter after it; a dash may stand there."""
    if start and (sign := text[start - 1]) != " ":
        if sign == "-":
            if not is_dash(text, start - 1):
                return False
        elif sign.isalnum() or sign in "_@#/":
            return False
    sign = text[end : end + 1]
    return sign == " " or not (sign.isalnum() or sign in {"_", "@"})
