"""Does the copy say until when it may not be published?  Desks write so in words, in English and Japanese above all.

Words count where desks put them: on a line of their own or in brackets, with a moment and little else, or at the head
of a line.  A story about an embargo (輸入解禁, アユ釣り解禁, the arms embargo on ...) has none.
"""

import datetime as dt
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from services.ingest.desk_words.embargo_moment import Unreadable, read_moment
from services.ingest.desk_words.embargo_words import OPENERS, TIMES, Kind, Token, cut, hints, normal, without_years

_MOST_LINES, _LONGEST_LINE, _LONGEST_PIECE = 40, 400, 200
_MOST_PIECES = 6
_LITTLE = 12
"""Signs beside embargo and moment that a line of its own may have, such as a name."""
_LONGEST_HEAD = 100
"""Of a line that is an embargo by its first words alone; longer ones are paragraphs."""

_BRACKETS = re.compile(
    r"【([^【】]{2,160})】|〔([^〔〕]{2,160})〕|[\[［]([^\[\]［］]{2,160})[\]］]"
    r"|[(（]((?:[^()（）]|[(（][^()（）]{0,40}[)）]){2,160})[)）]"
)
_IN_SENTENCE = re.compile(
    r"(?:(?<=\bis )|(?<=\bare ))(?=(?:strictly )?embargoed (?:[^\n]{0,40}\d|until$))", re.IGNORECASE
)
"""`Transmission of material in this release is embargoed until 8:30 a.m. (ET) Friday`: with a moment no prose."""
_AFTER_BRACKET = re.compile(r"[【\[(（〔](?:報道|情報)?解禁[】\])）〕]")
_SENTENCE = re.compile(
    r"(?:(?<=[.!?:;。*)】\]—–])|(?<=--))\s*"
    r"(?=(?i:STRICTLY|EMBARGO|NOT FOR|HOLD FOR|DO NOT|SPERRFRIST)|(?:報道|情報)?解禁"
    r"|エンバーゴ)"
)
_PARTS = {"clock": "clock", "odd": "clock", "date": "day", "weekday": "day"}
_JAPANESE = re.compile(r"解禁|エンバーゴ|刊")


@dataclass(frozen=True, slots=True)
class Embargo:
    """`until` in UTC, None where the words name no moment that can be read; `text` are the words, as they came.

    `how` says how the moment was read or why not.  `lifted`: the words say that it is over.  `sure` is False where it
    may as well be a story about one: to be told, not to be held.
    """

    until: dt.datetime | None
    text: str
    how: str = ""
    lifted: bool = False
    sure: bool = True
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Claim:
    """A piece of a line that speaks of an embargo, and its words of a moment; a `lifted` one has none.

    `residue` counts the letters of other words.
    """

    text: str
    kind: Kind
    tokens: tuple[Token, ...] = ()
    sure: bool = True
    residue: int = 0


def read_embargo(lines: Sequence[str], written: dt.datetime | None, zone: str) -> Embargo | None:
    """None where no line speaks of one.

    `written` is when the copy was: it tells the day or the year that desks leave out (see `read_moment`).  `zone` is
    the IANA zone of moments that name none.  At most 40 lines are read, 400 signs of each.

    Of several moments the latest holds, with a warning.  One that should be readable and isn't makes all of them
    unreadable; words without a moment (STRICTLY EMBARGOED, 6日付朝刊用) give way to one.
    """
    claims = list(_claims(lines[:_MOST_LINES]))
    sure = [_read(claim, written, zone) for claim in claims if claim.sure and claim.kind != "lifted"]
    lifted = next((claim for claim in claims if claim.kind == "lifted"), None)
    if broken := next((one for one, tried in sure if one.until is None and tried), None):
        return broken
    dated = [one for one, _ in sure if one.until is not None]
    if dated:
        return _latest(dated, lifted)
    if lifted:
        return Embargo(None, lifted.text, "the copy says that it is lifted", lifted=True)
    if sure:
        return sure[0][0]
    return next((Embargo(None, claim.text, "perhaps a story about one", sure=False) for claim in claims), None)


def _claims(lines: Sequence[str]) -> Iterator[_Claim]:
    """A moment may go on in the next line, which then holds little else."""
    for number, line in enumerate(lines):
        if (claim := _claim(line)) is None:
            continue
        if claim.kind != "lifted" and not {"clock", "day"} <= _named(claim):
            following = next((one.strip() for one in lines[number + 1 :] if one.strip()), "")[:_LONGEST_PIECE]
            longer = _claim(f"{line[-_LONGEST_PIECE:].strip()} {following}")
            if longer and longer.sure and longer.residue <= _LITTLE and _named(claim) < _named(longer):
                claim = longer
        yield claim


def _named(claim: _Claim) -> set[str]:
    """Of `clock` and `day` those that the words name; an odd word is a clock that can't be read."""
    return {_PARTS[token.kind] for token in claim.tokens if token.kind in _PARTS}


def is_embargo(line: str) -> bool:
    """A line that is a desk's words about an embargo and nothing else, no headline too; whether readable or not."""
    claim = _judge(normal(line[:_LONGEST_LINE]).strip()) if hints(line[:_LONGEST_LINE]) else None
    if claim is None or not claim.sure:
        return False
    if claim.residue == 0:
        return True
    in_words = claim.kind == "until" and not claim.tokens  # EMBARGOED UNTIL THE MAYOR SPEAKS
    return in_words and without_embargo(line) == line


def of_headline(headline: str) -> Iterator[str]:
    """Of a headline what is in brackets, and the whole where it begins as no story does."""
    if found := _AFTER_BRACKET.search(headline[:_LONGEST_LINE]):
        yield from in_brackets(headline[: found.start()])
        yield headline[found.start() :]
        return
    yield from in_brackets(headline)
    if hints(headline[:_LONGEST_LINE]):
        tokens = [token for token in cut(normal(headline[:_LONGEST_PIECE]).strip()) if token.kind != "sign"]
        dated = any(token.kind == "clock" for token in tokens)
        first = tokens[0] if tokens else None
        weak = first and first.kind == "weak" and (dated or _JAPANESE.search(first.text))
        if weak or (first and first.kind in {"until", "colon"}):
            yield headline


def in_brackets(line: str) -> Iterator[str]:
    """What stands in brackets of any kind, the first few of them: of a headline nothing else is a desk's."""
    for found in itertools.islice(_BRACKETS.finditer(line[:_LONGEST_LINE]), _MOST_PIECES):
        yield next(filter(None, found.groups()))


def without_embargo(headline: str) -> str:
    """Without what is in brackets about one: a later version has it no more, and is the same story."""
    if len(headline) > _LONGEST_LINE or not hints(headline):
        return headline
    return _BRACKETS.sub(lambda found: "" if is_embargo(found[0][1:-1]) else found[0], headline).strip()


def _latest(dated: Sequence[Embargo], lifted: _Claim | None) -> Embargo:
    latest = max(dated, key=lambda one: one.until or dt.datetime.min.replace(tzinfo=dt.UTC))
    warnings = []
    if any(one.until != latest.until for one in dated):
        warnings.append("embargo: the copy names several moments, the latest holds")
    if lifted:
        warnings.append("embargo: the copy says it is lifted, and names a moment too, which holds")
    return replace(latest, warnings=tuple(warnings))


def _read(claim: _Claim, written: dt.datetime | None, zone: str) -> tuple[Embargo, bool]:
    """The embargo, and whether its words try to name a moment: an edition's name alone does not."""
    tried = any(token.kind in TIMES for token in claim.tokens)
    if not tried:
        return Embargo(None, claim.text, "no moment"), False
    try:
        until = read_moment(claim.tokens, written, zone)
    except Unreadable as problem:
        return Embargo(None, claim.text, str(problem)), True
    named = any(token.kind == "zone" for token in claim.tokens)
    return Embargo(until, claim.text, "in the copy's words" + ("" if named else f", no zone, read as {zone}")), True


def _claim(line: str) -> _Claim | None:
    """The first piece of the line that surely is one, else the first that may be one."""
    line = line[:_LONGEST_LINE]
    if not hints(line):
        return None
    claims = [claim for piece in _pieces(normal(line)[:_LONGEST_LINE].strip()) if (claim := _judge(piece))]
    found = next((claim for claim in claims if claim.sure), claims[0] if claims else None)
    shown = line.strip()
    return replace(found, text=shown if len(shown) <= _LONGEST_PIECE else found.text) if found else None


def _pieces(line: str) -> Iterator[str]:
    """The line, what it has in brackets, and the sentences of it that begin as embargoes do."""
    yield line
    yield from in_brackets(line)
    starts = itertools.chain(_SENTENCE.finditer(line), _IN_SENTENCE.finditer(line))
    for start in itertools.islice(starts, _MOST_PIECES):
        yield line[start.end() :]


def _judge(piece: str) -> _Claim | None:
    text = piece[:_LONGEST_PIECE]
    tokens = without_years(cut(text))
    residue = sum(len(token.text) for token in tokens if token.kind == "word") + len(piece) - len(text)
    at = next((n for n, token in enumerate(tokens) if token.kind in OPENERS | {"edition", "lifted"}), None)
    if at is None or _joined_to_prose(tokens, at):
        return None
    if any(token.kind == "lifted" for token in tokens):
        return _Claim(text, "lifted", residue=residue) if residue <= _LITTLE else None
    opener: Kind = next((token.kind for token in tokens if token.kind in OPENERS), "edition")
    times = tuple(_times(tokens, at, whole=residue <= _LITTLE))
    return _weighed(_Claim(text, opener, times, residue=residue), leads=_leads(tokens, at), bare=_is_bare(tokens))


def _weighed(claim: _Claim, *, leads: bool, bare: bool) -> _Claim | None:
    """Whether it is sure; None for words that any story may have."""
    kinds = {token.kind for token in claim.tokens}
    hour, day = bool(kinds & {"clock", "odd"}), bool(kinds & {"date", "weekday"})
    little = claim.residue <= _LITTLE
    if claim.kind == "edition":
        if claim.text.rstrip("。").endswith(("から", "より")):  # 夕刊から may be where a series begins
            return None
        return claim if claim.residue == 0 or (little and not _JAPANESE.search(claim.text)) else None
    if claim.kind == "until":
        short = len(claim.text) <= _LONGEST_HEAD
        return replace(claim, sure=little or (leads and (hour or short)))
    if little:
        return _by_little(claim, hour=hour, day=day, bare=bare)
    if leads and hour and _is_desk_form(claim):
        return claim
    return replace(claim, sure=False) if leads and (hour or day or claim.kind == "colon") else None


def _by_little(claim: _Claim, *, hour: bool, day: bool, bare: bool) -> _Claim | None:
    """A line of its own.  A day alone is no desk's word where a season's may be: 解禁は6月1日, 6月1日解禁."""
    if hour or (claim.kind == "colon" and claim.residue == 0 and not _JAPANESE.search(claim.text)):
        return claim
    if any(token.kind == "edition" for token in claim.tokens):
        return claim
    if day:
        seasonal = re.search(r"解禁は|日\S{0,6}解禁|日[にへか]", claim.text)
        return replace(claim, sure=not seasonal)
    return replace(claim, sure=False) if bare or claim.kind == "colon" else None


def _is_desk_form(claim: _Claim) -> bool:
    """A sentence may begin `解禁は6月1日午前5時`, `For release at 5 p.m.` too."""
    return re.match(r"\W*(?:解禁は|for release|advance for)", claim.text, re.IGNORECASE) is None


def _times(tokens: Sequence[Token], at: int, *, whole: bool) -> Iterator[Token]:
    """Those of a line that has little else; else those that follow the opener before any other word.

    A word that stands behind an hour, such as a city's name, may be its zone: the hour is odd.
    """
    for number, token in enumerate(tokens):
        if token.kind == "word" and number > at and not whole:
            return
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


def _leads(tokens: Sequence[Token], at: int) -> bool:
    return all(token.kind != "word" for token in tokens[:at])


def _is_bare(tokens: Sequence[Token]) -> bool:
    return all(token.kind in OPENERS | {"sign"} or token.text in {"報道", "情報"} for token in tokens)


def _joined_to_prose(tokens: Sequence[Token], at: int) -> bool:
    """輸入解禁, アユ、解禁, 解禁へ, the arms embargo: no sign parts the word from its neighbours."""
    japanese = bool(_JAPANESE.search(tokens[at].text))
    for token in reversed(tokens[:at]):
        if token.kind == "word":
            return True
        if token.kind != "filler" and token.text not in ("、," if japanese else " "):
            break
    if tokens[at].kind in {"until", "colon", "lifted"}:
        return False
    following = tokens[at + 1 : at + 3]
    if japanese:
        return bool(following) and following[0].kind in {"word", "filler"}
    return (
        len(following) == 2 and following[0].text == " " and following[1].kind == "word" and following[1].text.isalpha()
    )
