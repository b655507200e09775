"""Is this piece of a line a desk's words about an embargo, or a story's?

By its neighbours: what stands before the word, what stands behind, and how much else there is.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from services.ingest.desk_words.embargo_words import OPENERS, TIMES, Kind, Token, cut, without_years

LONGEST_PIECE = 200
LITTLE = 12
"""Signs beside embargo and moment that a line of its own may have, such as a name."""
_LONGEST_HEAD = 100
"""Of a line that is an embargo by its first words alone; longer ones are paragraphs."""
_STRONG = re.compile(r"(?:STRICTLY )?EMBARGOED|SPERRFRIST|sous|(?:bajo )?embargad", re.IGNORECASE)
"""Whatever follows, such as `UNTIL THE MAYOR SPEAKS`."""
_YEAR = re.compile(r"\W*(?:19|20)\d\d\b(?=\W*[^\W\d_])")
_ENDS = frozenset(":-–—|")
NAMED = frozenset(["date", "clock", "weekday", "stray", "zone"])
_PARTS = {"clock": "clock", "odd": "clock", "date": "day", "weekday": "day"}
JAPANESE = re.compile(r"解禁|エンバーゴ|刊")


@dataclass(frozen=True, slots=True)
class Claim:
    """A piece of a line that speaks of an embargo, and its words of a moment; a `lifted` one has none.

    `residue` counts the letters of other words.
    """

    text: str
    kind: Kind
    tokens: tuple[Token, ...] = ()
    sure: bool = True
    residue: int = 0


def named_parts(claim: Claim) -> set[str]:
    """Of `clock` and `day` those that the words name; an odd word is a clock that can't be read."""
    return {_PARTS[token.kind] for token in claim.tokens if token.kind in _PARTS}


def judge(piece: str) -> Claim | None:
    text = piece[:LONGEST_PIECE]
    tokens = without_years(cut(text))
    residue = sum(len(token.text) for token in tokens if token.kind == "word") + len(piece) - len(text)
    at = next((n for n, token in enumerate(tokens) if token.kind in OPENERS | {"edition", "lifted"}), None)
    if at is None or _joined_to_prose(tokens, at):
        return None
    if any(token.kind == "lifted" for token in tokens):
        return _lifted(text, tokens, residue)
    opener: Kind = next((token.kind for token in tokens if token.kind in OPENERS), "edition")
    times = tuple(_times(tokens, at, whole=residue <= LITTLE))
    if residue <= LITTLE and not any(token.kind == "date" for token in times):
        times += tuple(_beside(tokens))
    claim = Claim(text, opener, times, residue=residue)
    if opener == "until" and not _stands(tokens, text):
        return replace(claim, sure=False)
    if residue > LITTLE and leads(tokens, at) and heads(tokens, at):
        return claim
    return _weighed(claim, leads=leads(tokens, at), bare=_is_bare(tokens))


def _lifted(text: str, tokens: Sequence[Token], residue: int) -> Claim | None:
    """With a day or an hour it is over then and not before."""
    if residue > LITTLE:
        return None
    times = (*_times(tokens, 0, whole=True), *_beside(tokens))
    dated = any(token.kind in TIMES for token in times)
    return Claim(text, "until" if dated else "lifted", times if dated else (), residue=residue)


def _stands(tokens: Sequence[Token], text: str) -> bool:
    """Behind its words comes a moment, a sign or the end: no `of Hostages Ends`, no year with a story behind it."""
    at = next(number for number, token in enumerate(tokens) if token.kind == "until")
    if _YEAR.match(text, tokens[at].found.end()):
        return any(token.kind in NAMED for token in tokens)
    if _STRONG.match(tokens[at].text):
        return True
    blank = "" if JAPANESE.search(tokens[at].text) else " "
    for token in tokens[at + 1 :]:
        if token.text != blank and token.kind != "filler":
            return token.kind != "word"
    return True


def heads(tokens: Sequence[Token], at: int) -> bool:
    """`EMBARGO 30/11: Bridge opens`: a day and a colon or a dash, and nothing between."""
    if JAPANESE.search(tokens[at].text):
        return False
    day = False
    for token in tokens[at + 1 :]:
        if token.text in _ENDS:
            return day
        if token.kind not in TIMES | {"filler"} and token.text not in " ,.":
            return False
        day = day or token.kind == "date"
    return day


def _weighed(claim: Claim, *, leads: bool, bare: bool) -> Claim | None:
    """Whether it is sure; None for words that any story may have."""
    kinds = {token.kind for token in claim.tokens}
    hour, day = bool(kinds & {"clock", "odd"}), bool(kinds & {"date", "weekday"})
    little = claim.residue <= LITTLE
    if claim.kind == "edition":
        if claim.text.rstrip("。】])〕").endswith(("から", "より")):  # 夕刊から may be where a series begins
            return None
        return claim if claim.residue == 0 or (little and not JAPANESE.search(claim.text)) else None
    if claim.kind == "until":
        short = len(claim.text) <= _LONGEST_HEAD
        return replace(claim, sure=little or (leads and (hour or short)))
    if little:
        return _by_little(claim, hour=hour, day=day, bare=bare)
    if leads and hour and _is_desk_form(claim):
        return claim
    return replace(claim, sure=False) if leads and (hour or day or claim.kind == "colon") else None


def _by_little(claim: Claim, *, hour: bool, day: bool, bare: bool) -> Claim | None:
    """A line of its own.  A day alone is no desk's word where a season's may be: 解禁は6月1日, 6月1日解禁."""
    if hour or (claim.kind == "colon" and claim.residue == 0 and not JAPANESE.search(claim.text)):
        return claim
    if any(token.kind == "edition" for token in claim.tokens):
        return claim
    if day:
        seasonal = re.search(r"解禁は|日\S{0,6}解禁|日[にへか]", claim.text)
        return replace(claim, sure=not seasonal)
    return replace(claim, sure=False) if bare or claim.kind == "colon" else None


def _is_desk_form(claim: Claim) -> bool:
    """A sentence may begin `解禁は6月1日午前5時`, `For release at 5 p.m.` too."""
    return re.match(r"\W*(?:解禁は|for release|advance for)", claim.text, re.IGNORECASE) is None


def _times(tokens: Sequence[Token], at: int, *, whole: bool) -> Iterator[Token]:
    """Those of a line that has little else; else those that follow the opener before any other word.

    Figures behind day, hour and a colon are the story's: `EMBARGO 5 p.m. EST Tuesday: 3 bridges`.

    A word that stands behind an hour, such as a city's name, may be its zone: the hour is odd.
    """
    parts: set[str] = set()
    ended = False
    for number, token in enumerate(tokens):
        if number > at and not whole and (token.kind == "word" or (ended and token.kind == "stray")):
            return
        if number > at and token.kind in _PARTS:
            parts.add(_PARTS[token.kind])
        ended = ended or (token.text in {":", "|", "—"} and len(parts) == 2)
        if token.kind in TIMES | {"edition"} and (whole or number > at):
            yield token
            if token.kind == "clock" and (word := _behind(tokens, number)):
                yield Token("odd", word.found)


def _behind(tokens: Sequence[Token], number: int) -> Token | None:
    """The Latin word right behind a clock, over blanks and small words."""
    for token in tokens[number + 1 :]:
        if token.kind == "word":
            return token if token.text.isascii() else None
        if token.text != " " and token.kind != "filler":
            return None
    return None


def _beside(tokens: Sequence[Token]) -> Iterator[Token]:
    """Words beside an hour or a weekday may name its day: 月末23時, `Montag in einer Woche`."""
    plain = [token for token in tokens if token.text != " " and token.kind != "filler"]
    for one, other in itertools.pairwise(plain):
        kinds = {one.kind, other.kind}
        if "word" in kinds and kinds & {"clock", "weekday"}:
            yield Token("stray", one.found if one.kind == "word" else other.found)


def leads(tokens: Sequence[Token], at: int) -> bool:
    return all(token.kind != "word" for token in tokens[:at])


def _is_bare(tokens: Sequence[Token]) -> bool:
    return all(token.kind in OPENERS | {"sign"} or token.text in {"報道", "情報"} for token in tokens)


def _joined_to_prose(tokens: Sequence[Token], at: int) -> bool:
    """輸入解禁, アユ、解禁, 解禁へ, the arms embargo: no sign parts the word from its neighbours."""
    japanese = bool(JAPANESE.search(tokens[at].text))
    for token in reversed(tokens[:at]):
        if token.kind in {"word", "stray"}:
            return True
        if token.kind != "filler" and token.text not in ("、," if japanese else " "):
            break
    if tokens[at].kind in {"until", "colon", "lifted"}:
        return False
    following = tokens[at + 1 : at + 3]
    if japanese and following and following[0].kind == "stray":
        return len(following) == 2 and following[1].kind == "word"
    if japanese:
        return bool(following) and following[0].kind in {"word", "filler"}
    return (
        len(following) == 2 and following[0].text == " " and following[1].kind == "word" and following[1].text.isalpha()
    )
