"""Which words in Japanese writing are a person's name: before a title, or with their reading in brackets?"""

import re
from typing import Literal

from schemas.japan import Person, Where
from services.ingest.enrich.japan.people.kanji import (
    in_full,
    is_continental,
    is_continental_reading,
    is_place_reading,
    is_sure,
    may_be_school,
    whole_name,
)
from services.ingest.enrich.japan.people.mention import mention
from services.ingest.enrich.japan.people.words import (
    BEFORE_CLUB_TITLE_JA,
    BEFORE_TITLE_JA,
    NO_KATAKANA_NAME,
    NOT_BEHIND_TITLE_JA,
    PREFECTURES_JA,
)

_KANJI = "一-鿿々〆ヶ"
_KATAKANA = "ァ-ヴー"


def _backwards(*words: str) -> str:
    return "|".join(sorted((word[::-1] for word in words), key=len, reverse=True))


_BACK_KANJI = re.compile(rf"([{_KANJI}]{{1,11}})(?:([ \u3000])([{_KANJI}]{{1,4}}))?(?![{_KANJI}])")
_BACK_TITLED = re.compile(
    rf"(?:・|(?:{_backwards(*PREFECTURES_JA, *BEFORE_CLUB_TITLE_JA)})?+[元前現新]?+)" + _BACK_KANJI.pattern
)
_BACK_KATAKANA = re.compile(
    rf"(?:{_backwards(*BEFORE_TITLE_JA)})?"
    rf"((?:[{_KATAKANA}]{{2,15}}|[A-Z])(?:[・＝](?:[{_KATAKANA}]{{2,15}}|[A-Z])){{1,3}})"
    rf"(?![{_KATAKANA}・＝A-Za-z])"
)
_READING = re.compile("[(（]([ぁ-んー]{1,8})[・ \u3000]([ぁ-んー]{1,8})(?:[、,＝=][^)）]{1,20})?[)）]")
_FOREIGN_READING = re.compile(
    rf"[(（]([{_KATAKANA}]{{1,5}})([・＝ \u3000])([{_KATAKANA}]{{1,12}}(?:・[{_KATAKANA}]{{1,6}})?)"
    rf"(?:[、,=][^)）]{{1,20}})?[)）]"
)
_SEPARATOR = re.compile("[ \u3000]")
_FAR = 64
_Title = Literal["title", "club_title", "honorific"]


def before_title(text: str, where: Where, span: tuple[int, int], sign: _Title) -> Person | None:
    """The name that ends where the title at `span` begins.

    Names in katakana and those of China and Korea are taken too, but not before a title of clubs and companies.
    Between name and title may stand 元, a prefecture or a party (小池百合子東京都知事), not before an honorific.
    """
    start, end = span
    if text.startswith(NOT_BEHIND_TITLE_JA, end):
        return None
    back = text[max(0, start - _FAR) : start][::-1]
    if sign != "club_title" and (found := _BACK_KATAKANA.match(back)):
        return _in_katakana(text, where, start - found.end(1), start - found.start(1))
    found = (_BACK_KANJI if sign == "honorific" else _BACK_TITLED).match(back)
    if not found or found.end() == _FAR:
        return None
    stop = start - found.start(1)
    if found[2]:
        family, given = found[3][::-1], found[1][::-1]
        return _separated(text, where, stop, family, given) if is_sure(family, given) else None
    name = _name_in(found[1][::-1], sign, dotted=back[0] == "・")
    return _unbroken(where, stop, name) if name else None


def _name_in(run: str, sign: _Title, *, dotted: bool) -> str | None:
    name = whole_name(run, dotted=dotted)
    if sign == "club_title":
        return None if name and may_be_school(name) else name
    return name or (run if is_continental(run, titled=sign == "title") else None)


def _in_katakana(text: str, where: Where, start: int, end: int) -> Person | None:
    name = text[start:end]
    parts = re.split("[・＝]", name)
    whole = [part for part in parts if len(part) > 1]
    if len(whole) < 2 or not NO_KATAKANA_NAME.isdisjoint(parts):
        return None
    turned = "・".join([parts[-1], *parts[:-1]])
    forms = [name, turned] if len(parts) > len(whole) else [name, turned, "・".join([*parts[1:], parts[0]])]
    return mention(
        text=name, where=where, start=start, end=end, family=None, given=None,
        order="unknown", forms=list(dict.fromkeys(forms)), shown_by="title",
    )  # fmt: skip


def _separated(text: str, where: Where, end: int, family: str, given: str) -> Person:
    start = end - len(family) - 1 - len(given)
    return mention(
        text=text[start:end], where=where, start=start, end=end, family=family, given=given,
        order="family_first", forms=[family + given, f"{family} {given}"], shown_by="separator",
    )  # fmt: skip


def _unbroken(where: Where, end: int, name: str) -> Person:
    """茂木敏充外相: the copy shows no border between the two names, so neither is told."""
    return mention(
        text=name, where=where, start=end - len(name), end=end, family=None, given=None,
        order="family_first", forms=[name], shown_by="title",
    )  # fmt: skip


def with_reading(text: str, where: Where, start: int) -> tuple[Person | None, int]:
    """The name before the bracket at `start` that holds its reading, as 菅義偉（すが・よしひで）, and where that ends.

    A reading in two parts is a person's; one in one part may be a place's, and is left.
    """
    reading = _READING.match(text, start) or _FOREIGN_READING.match(text, start)
    if not reading:
        return None, start
    found = _BACK_KANJI.match(text[max(0, start - _FAR) : start][::-1])
    if not found or found.end() == _FAR:
        return None, start
    run, first, second = found[0][::-1], reading[1], reading[2]
    if reading.re is _FOREIGN_READING:
        second = reading[3]
        name = run if is_continental_reading(run, first) else None
    else:
        name = None if is_place_reading(second) else in_full(run)
    if not name:
        return None, start
    return _read(where, start, name, first, second), reading.end()


def _read(where: Where, end: int, name: str, first: str, second: str) -> Person:
    parts = _SEPARATOR.split(name)
    family, given = parts if len(parts) == 2 else (None, None)
    written = ["".join(parts), f"{family} {given}"] if family else [name]
    return mention(
        text=name, where=where, start=end - len(name), end=end, family=family, given=given, order="family_first",
        forms=[*written, f"{first}・{second}", f"{first} {second}", first + second], shown_by="reading",
    )  # fmt: skip
