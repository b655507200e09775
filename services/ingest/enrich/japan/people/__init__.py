"""Which persons does the text name, and which of their names is the family name?"""

from typing import Literal

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from schemas.japan import Person, Where
from services.ingest.enrich.japan.people.japanese import before_title, with_reading
from services.ingest.enrich.japan.people.latin import (
    behind_title,
    end_of_capitals,
    has_neighbour,
    in_capitals,
)
from services.ingest.enrich.japan.people.words import CLUB_TITLES_JA, HONORIFICS_JA, OFFICES, ROLES, TITLES_JA

_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZĀĪŪĒŌÂÎÛÊÔ"
_HIRAGANA = "".join(chr(code) for code in range(0x3041, 0x3094))

_Sign = Literal["capitals", "office", "role", "title", "other_title", "reading"]

# What a name can be known by, all looked for in one pass; the longest wins, so that 国務長官 is not 長官.
_SIGNS: dict[str, _Sign] = {
    **{first + second: "capitals" for first in _CAPITALS for second in _CAPITALS},
    **{f"{title} ": "role" for title in ROLES},
    **{f"{title} ": "office" for title in OFFICES},
    **dict.fromkeys(CLUB_TITLES_JA, "other_title"),
    **dict.fromkeys((*TITLES_JA, *HONORIFICS_JA), "title"),
    **{bracket + letter: "reading" for bracket in "（(" for letter in _HIRAGANA},
}
_KINDS = tuple(_SIGNS.values())
_SCAN = AhoCorasick(tuple(_SIGNS), matchkind=MatchKind.LeftmostLongest, implementation=Implementation.DFA)


def people_of(text: str, where: Where) -> list[Person]:
    """Names of two words or more, in order and not overlapping, one entry a mention.

    Only what the copy shows for sure: a family name in capitals, a name behind a title, one with its reading in
    brackets, or in Japanese writing before a title.  A name of one word is none of these.
    """
    people: list[Person] = []
    done = 0
    for index, start, end in _SCAN.find_matches_as_indexes(text):
        if start < done:
            continue
        person, done = _at_sign(text, where, (start, end), _KINDS[index], done)
        if person:
            people.append(person)
    return people


def _at_sign(text: str, where: Where, span: tuple[int, int], sign: _Sign, done: int) -> tuple[Person | None, int]:
    """The person known by the sign at `span`, if any, and up to where the text is then read."""
    start, end = span
    person: Person | None = None
    if sign == "capitals":
        done, earliest = end_of_capitals(text, end), done
        person = in_capitals(text, where, start, earliest) if has_neighbour(text, start, done) else None
        return person, max(done, person.end) if person else done
    if sign == "reading":
        person, done = with_reading(text, where, start)
    elif sign in {"title", "other_title"}:
        person = before_title(text, where, start, end, katakana=sign == "title")
        done = end
    elif text[end : end + 1].isupper() and not text[start - 1 : start].isalnum():
        office = sign == "office"
        person = behind_title(text, where, end, office=office, in_sentence=text[start].islower())
        done = person.end if person else done
    return person, done
