"""Does the copy say until when it may not be published?  Desks write so in words, in English and Japanese above all.

Words count where desks put them: on a line of their own or in brackets, with a moment and little else, or at the head
of a line.  A story about an embargo (輸入解禁, アユ釣り解禁, the arms embargo on ...) has none.
"""

import datetime as dt
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from services.ingest.desk_words.embargo_claim import (
    JAPANESE,
    LITTLE,
    LONGEST_PIECE,
    NAMED,
    Claim,
    heads,
    judge,
    leads,
    named_parts,
)
from services.ingest.desk_words.embargo_moment import read_moment
from services.ingest.desk_words.embargo_words import OPENERS, TIMES, cut, hints, normal
from services.ingest.desk_words.embargo_zone import Unreadable

_MOST_LINES, _LONGEST_LINE = 60, 400
_MOST_PIECES = 6

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
    r"(?=(?i:STRICTLY|EMBARG|NOT FOR|NOT TO|HOLD FOR|DO NOT|SPERRFRIST)|(?:報道|情報)?解禁"
    r"|エンバーゴ)"
)


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


def hints_in(lines: Sequence[str]) -> bool:
    """False where none of the lines, as far as they are read, can say anything of an embargo."""
    return hints("\n".join([line[:_LONGEST_LINE] for line in lines]))


def read_embargo(lines: Sequence[str], written: dt.datetime | None, zone: str) -> Embargo | None:
    """None where no line speaks of one.

    `written` is when the copy was: it tells the day or the year that desks leave out (see `read_moment`).  `zone` is
    the IANA zone of moments that name none.  At most 60 lines are read, 400 signs of each.

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


def _claims(lines: Sequence[str]) -> Iterator[Claim]:
    """A moment may go on in the next line, which then holds little else."""
    for number, line in enumerate(lines):
        if (claim := _claim(line)) is None:
            continue
        if not {"clock", "day"} <= named_parts(claim):
            following = next((one.strip() for one in lines[number + 1 :] if one.strip()), "")[:LONGEST_PIECE]
            longer = _claim(f"{line[-LONGEST_PIECE:].strip()} {following}")
            if longer and longer.sure and longer.residue <= LITTLE and named_parts(claim) < named_parts(longer):
                claim = longer
        yield claim


def unread(line: str, *, note: bool) -> Embargo | None:
    """A line that speaks of an embargo and of a day or an hour, and of which `read_embargo` makes nothing.

    `sure` where it is a note to editors, or begins as an embargo does; a `note` is so without a day or an hour, too.
    """
    if not hints(line[:_LONGEST_LINE]):
        return None
    claim = _claim(line)
    tokens = cut(normal(line[:_LONGEST_LINE])[:_LONGEST_LINE].strip())
    kinds = {token.kind for token in tokens}
    at = next((n for n, token in enumerate(tokens) if token.kind in OPENERS | {"lifted"}), None)
    if at is None or "none" in kinds or (claim and (claim.sure or not note)):
        return None
    if not (kinds & NAMED or (note and claim and claim.kind == "until")):
        return None
    text = line.strip()[:LONGEST_PIECE]
    return Embargo(None, text, "words that are not understood", sure=note or leads(tokens, at))


def is_embargo(line: str) -> bool:
    """A line that is a desk's words about an embargo and nothing else, no headline too; whether readable or not."""
    claim = judge(normal(line[:_LONGEST_LINE]).strip()) if hints(line[:_LONGEST_LINE]) else None
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
    if hints(headline[:_LONGEST_LINE]) and _begins(headline):
        yield headline


def _begins(headline: str) -> bool:
    tokens = cut(normal(headline[:LONGEST_PIECE]).strip())
    at = next((number for number, token in enumerate(tokens) if token.kind != "sign"), None)
    if at is None:
        return False
    first, dated = tokens[at], any(token.kind == "clock" for token in tokens)
    weak = first.kind == "weak" and (dated or JAPANESE.search(first.text) is not None or heads(tokens, at))
    edition = any(token.kind == "edition" for token in tokens) and is_embargo(headline)
    return weak or first.kind in {"until", "colon"} or edition


def in_brackets(line: str) -> Iterator[str]:
    """What stands in brackets of any kind, the first few of them: of a headline nothing else is a desk's."""
    for found in itertools.islice(_BRACKETS.finditer(line[:_LONGEST_LINE]), _MOST_PIECES):
        yield next(filter(None, found.groups()))


def without_embargo(headline: str) -> str:
    """Without what is in brackets about one: a later version has it no more, and is the same story."""
    if len(headline) > _LONGEST_LINE or not hints(headline):
        return headline
    return _BRACKETS.sub(lambda found: "" if is_embargo(found[0][1:-1]) else found[0], headline).strip()


def _latest(dated: Sequence[Embargo], lifted: Claim | None) -> Embargo:
    latest = max(dated, key=lambda one: one.until or dt.datetime.min.replace(tzinfo=dt.UTC))
    warnings = []
    if any(one.until != latest.until for one in dated):
        warnings.append("embargo: the copy names several moments, the latest holds")
    if lifted:
        warnings.append("embargo: the copy says it is lifted, and names a moment too, which holds")
    return replace(latest, warnings=tuple(warnings))


def _read(claim: Claim, written: dt.datetime | None, zone: str) -> tuple[Embargo, bool]:
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


def _claim(line: str) -> Claim | None:
    """The first piece of the line that surely is one, else the first that may be one."""
    line = line[:_LONGEST_LINE]
    if not hints(line):
        return None
    claims = [claim for piece in _pieces(normal(line)[:_LONGEST_LINE].strip()) if (claim := judge(piece))]
    found = next((claim for claim in claims if claim.sure), claims[0] if claims else None)
    shown = line.strip()
    return replace(found, text=shown if len(shown) <= LONGEST_PIECE else found.text) if found else None


def _pieces(line: str) -> Iterator[str]:
    """The line, what it has in brackets, and the sentences of it that begin as embargoes do."""
    yield line
    yield from in_brackets(line)
    starts = itertools.chain(_SENTENCE.finditer(line), _IN_SENTENCE.finditer(line))
    for start in itertools.islice(starts, _MOST_PIECES):
        yield line[start.end() :]
