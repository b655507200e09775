"""Which words in Japanese writing are a person's name: before a title, or with their reading in brackets?"""

import re

from schemas.japan import Person, Where
from services.ingest.enrich.japan.people.mention import mention
from services.ingest.enrich.japan.people.words import (
    BEFORE_TITLE_JA,
    FAMILIES_JA,
    GIVEN_JA,
    NO_GIVEN_JA,
    NO_KATAKANA_NAME,
    NOT_BEHIND_TITLE_JA,
    ROLES_JA,
)

_KANJI = "一-鿿々〆ヶ"
_KATAKANA = "ァ-ヴー"
_BACK_KANJI = re.compile(rf"([{_KANJI}]{{1,7}})(?:([ \u3000])([{_KANJI}]{{1,4}}))?(?![{_KANJI}])")
_BACK_PREFIX = "|".join(sorted((prefix[::-1] for prefix in BEFORE_TITLE_JA), key=len, reverse=True))
_BACK_KATAKANA = re.compile(
    rf"(?:{_BACK_PREFIX})?((?:[{_KATAKANA}]{{2,15}}|[A-Z])(?:[・＝](?:[{_KATAKANA}]{{2,15}}|[A-Z])){{1,3}})"
    rf"(?![{_KATAKANA}・＝A-Za-z])"
)
_READING = re.compile("[(（]([ぁ-んー]{1,8})[・ \u3000]([ぁ-んー]{1,8})(?:[、,＝=][^)）]{1,20})?[)）]")
_SEPARATOR = re.compile("[ \u3000]")
_FAR = 64
_SCHOOLS = "大高中小立校"
"""千葉大教授, 千葉高校長."""


def before_title(text: str, where: Where, start: int, end: int, *, katakana: bool) -> Person | None:
    """The name that ends where the title from `start` to `end` begins.

    `katakana`: names in katakana are taken too, for this title is of no club and no company.
    """
    if text.startswith(NOT_BEHIND_TITLE_JA, end):
        return None
    back = text[max(0, start - _FAR) : start][::-1]
    if katakana and (found := _BACK_KATAKANA.match(back)):
        return _in_katakana(text, where, start - found.end(1), start - found.start(1))
    found = _BACK_KANJI.match(back)
    if not found or found.end() == _FAR:
        return None
    written = found[0][::-1]
    if found[2]:
        family, given = found[3][::-1], found[1][::-1]
        return _separated(text, where, start, family, given) if _is_sure(family, given) else None
    return _unbroken(where, start, written)


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


def _is_sure(family: str, given: str) -> bool:
    """A family name of the list, and a given name of characters that given names have."""
    if family not in FAMILIES_JA or given in FAMILIES_JA or given in NO_GIVEN_JA or len(given) > 3:
        return False
    return given[-1] not in _SCHOOLS and GIVEN_JA.issuperset(given)


def _separated(text: str, where: Where, end: int, family: str, given: str) -> Person:
    start = end - len(family) - 1 - len(given)
    return mention(
        text=text[start:end], where=where, start=start, end=end, family=family, given=given,
        order="family_first", forms=[family + given, f"{family} {given}"], shown_by="separator",
    )  # fmt: skip


def _unbroken(where: Where, start: int, name: str) -> Person | None:
    """茂木敏充外相: the copy shows no border between the two names, so neither is told."""
    if not 3 <= len(name) <= 5:
        return None
    sure = any(_is_sure(name[:cut], name[cut:]) for cut in (1, 2, 3) if cut < len(name))
    single = name[0] in FAMILIES_JA and name[:2] not in FAMILIES_JA and len(name) == 3
    if not sure or (single and not _is_sure(name[0], name[1:])):
        return None
    return mention(
        text=name, where=where, start=start - len(name), end=start, family=None, given=None,
        order="family_first", forms=[name], shown_by="title",
    )  # fmt: skip


def with_reading(text: str, where: Where, start: int) -> tuple[Person | None, int]:
    """The name before the bracket at `start` that holds its reading, as 菅義偉（すが・よしひで）, and where that ends.

    A reading in two parts is a person's; one in one part may be a place's, and is left.
    """
    reading = _READING.match(text, start)
    if not reading:
        return None, start
    found = _BACK_KANJI.match(text[max(0, start - _FAR) : start][::-1])
    if not found or found.end() == _FAR:
        return None, start
    name = found[0][::-1]
    parts = _SEPARATOR.split(name)
    whole = "".join(parts)
    if not 2 <= len(whole) <= 6 or name.startswith(ROLES_JA):
        return None, start
    if len(parts) == 1 and len(name) > 4 and name[:2] not in FAMILIES_JA and name[:3] not in FAMILIES_JA:
        return None, start
    family, given = parts if len(parts) == 2 else (None, None)
    written = [whole, f"{family} {given}"] if family else [whole]
    first, second = reading[1], reading[2]
    person = mention(
        text=name, where=where, start=start - len(name), end=start, family=family, given=given, order="family_first",
        forms=[*written, f"{first}・{second}", f"{first} {second}", first + second], shown_by="reading",
    )  # fmt: skip
    return person, reading.end()
