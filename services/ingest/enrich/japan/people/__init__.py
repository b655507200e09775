"""Which persons does the text name, and which of their names is the family name?"""

from typing import Literal

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from schemas.japan import Person, Where
from services.ingest.enrich.japan.people.capitals import end_of_capitals, has_neighbour, in_capitals
from services.ingest.enrich.japan.people.japanese import before_title, with_reading
from services.ingest.enrich.japan.people.titled import behind_place, behind_title
from services.ingest.enrich.japan.people.words import (
    CLUB_TITLES_JA,
    HONORIFICS_JA,
    OFFICES,
    ROLES,
    RULES_PLACES,
    SURNAME_READINGS,
    TITLES_JA,
)

_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LONG = "ĀĪŪĒŌÂÎÛÊÔ"
_HIRAGANA = "".join(chr(code) for code in range(0x3041, 0x3094))
_KATAKANA = sorted({reading[0] for readings in SURNAME_READINGS.values() for reading in readings})

_Sign = Literal["capitals", "office", "role", "place", "title", "club_title", "honorific", "reading"]

# What a name can be known by, all looked for in one pass; the longest wins, so that 国務長官 is not 長官.
_SIGNS: dict[str, _Sign] = {
    **{first + second: "capitals" for first in _CAPITALS + _LONG for second in _CAPITALS},
    **{first + second: "capitals" for first in _CAPITALS for second in _LONG},
    **{f"{title} ": "role" for title in ROLES},
    **{f"{title} ": "office" for title in OFFICES},
    **{f"{title} of ": "place" for title in RULES_PLACES},
    **dict.fromkeys(CLUB_TITLES_JA, "club_title"),
    **dict.fromkeys(TITLES_JA, "title"),
    **dict.fromkeys(HONORIFICS_JA, "honorific"),
    **{bracket + letter: "reading" for bracket in "（(" for letter in (*_HIRAGANA, *_KATAKANA)},
}
_KINDS = tuple(_SIGNS.values())
_SCAN = AhoCorasick(tuple(_SIGNS), matchkind=MatchKind.LeftmostLongest, implementation=Implementation.DFA)


def people_of(text: str, where: Where, limit: int | None = None) -> list[Person]:
    """Names of two words or more, in order and not overlapping, one entry a mention.

    Only what the copy shows for sure: a family name in capitals, a name behind a title, one with its reading in
    brackets, or in Japanese writing before a title.  A name of one word is none of these.  With a `limit` at most one
    more is returned, which tells that there are others.
    """
    people: list[Person] = []
    done = 0
    for index, start, end in _SCAN.find_matches_as_indexes(text):
        if start < done:
            continue
        person, done = _at_sign(text, where, (start, end), _KINDS[index], done)
        if person:
            people.append(person)
            if limit is not None and len(people) > limit:
                break
    return people


def _at_sign(text: str, where: Where, span: tuple[int, int], sign: _Sign, done: int) -> tuple[Person | None, int]:
    """The person known by the sign at `span`, if any, and up to where the text is then read."""
    start, end = span
    if sign == "capitals":
        earliest, done = done, end_of_capitals(text, end)
        person = in_capitals(text, where, start, earliest) if has_neighbour(text, start, done) else None
        return person, max(done, person.end) if person else done
    if sign == "reading":
        return with_reading(text, where, start)
    if sign in {"title", "club_title", "honorific"}:
        return before_title(text, where, span, sign), end
    if start and (text[start - 1].isalnum() or text[start - 1] == "_"):
        return None, done
    if sign == "place":
        end = behind_place(text, end)
    if end < 0 or not text[end : end + 1].isupper():
        return None, done
    person = behind_title(text, where, end, office=sign != "role", in_sentence=text[start].islower())
    return person, person.end if person else done
