"""JIJI Press copy as plain text, English and Japanese, as syndicators pass it on.

The agency's own wire format is not public; what is read here is its published text.  English: headline, dateline
`Tokyo, Oct. 25 (Jiji Press)--`, paragraphs, `[Copyright The Jiji Press, Ltd.]`.  Japanese: headline,
`【ワシントン時事】`, paragraphs that begin with a full-width space.

A notice to editors that takes back a story (`notice_words`) comes with or without a dateline; it has an id of its own.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from schemas.reasons import Rejected
from schemas.story import Body, Dateline
from services.ingest.desk_words.embargo import is_embargo, without_embargo
from services.ingest.desk_words.notice_words import is_notice
from services.ingest.desk_words.signals import Signal, read_signal
from services.ingest.draft import Copy, Draft
from services.ingest.reading.markup import plain_paragraphs, text_to_html
from services.runtime.feeds import Feed

NAME = "jiji-text"
FIELDS: dict[str, str] = {
    "story_id": "its id in a link (`yjj...`, `k=...`), else a digest of language, headline or lead, dateline, day",
    "version": "1; words that head the headline count it: 速報 alone 0, 訂正 or CORRECTED 2, 第2報 3; a kill 0",
    "provider": "`jiji`; not of a notice without a dateline",
    "change": "words that head the headline: 訂正, 差し替え, 追加, 続報, 取り消し, 削除, CORRECTED, UPDATE, ...",
    "status": "`withheld` for 予定稿, ADVANCE; `canceled` for 取り消し, 削除, and a notice that deletes a story",
    "headline": "the first line that is no stamp, no id and no embargo",
    "subheadlines": "what else stands above the dateline",
    "credit": "`JIJI Press`",
    "ednote": "lines of an embargo above the dateline",
    "copyright": "the last line: `[Copyright The Jiji Press, Ltd.]`",
    "dateline": "`Tokyo, Oct. 25 (Jiji Press)`, `【ワシントン時事】`",
    "language": "`en` or `ja`, by the dateline",
    "body": "the text from the dateline on, to the trailer",
}

# Place (which may hold commas), day if any, agency, and one of the dashes that syndicators make of "--".
_ENGLISH = re.compile(
    r"^(?P<text>(?P<place>[^\W\d_][^\n(]{0,80}?)(?:, (?P<day>[A-Z][a-z]{2,8}\.? \d{1,2}))? ?\(Jiji Press\))"
    r" ?(?:--|—|–)",
    re.MULTILINE,
)
_JAPANESE = re.compile(r"^[ \u3000]*(?P<text>【(?P<place>[^【】\n]{1,30}?)時事】)", re.MULTILINE)
_TRAILER = re.compile(
    r"\n\s*(?P<text>\[Copyright[^\]\n]{0,120}\]|[(\uff08](?:時事|C)[)\uff09][^\n]{0,40}|JIJI Press)\s*\Z",
    re.IGNORECASE,
)

# Ids by which the agency's own sites know an article.
_WEB_ID = re.compile(r"\b(?:yjj|k=)(\d{13})\b", re.ASCII)
_FULL_DAY = re.compile(r"\b\d{4}[-/]\d{1,2}[-/]\d{1,2}(?:[ T-]\d{1,2}:\d{2})?|\d{4}年\d{1,2}月\d{1,2}日", re.ASCII)
_DAY_IN_LEAD = re.compile(r"[0-9\uff10-\uff19]{1,2}日")

_HEAD_OF_NOTICE = 500
_LONGEST_NOTICE = 3000
_RELEASE = re.compile(r"\s*(?:報道|プレス|FOR IMMEDIATE|[A-Z]{2}#|ZCZC)", re.IGNORECASE)

# A headline stands at the top; beyond that a dateline is a quotation.
_HEAD_LINES = 40


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the dateline stands, and what it says."""

    start: int
    end: int
    dateline: Dateline
    language: str


def recognises(copy: Copy) -> bool:
    text = plain_paragraphs(copy.text[:20_000])
    return _dateline(text) is not None or _is_bare_notice(text)


def _is_bare_notice(text: str) -> bool:
    """A notice to editors needs no dateline; whoever takes back a press release is no wire."""
    if len(text) > _LONGEST_NOTICE or _RELEASE.match(text):
        return False
    headline, _, below = text.lstrip("\n \u3000").partition("\n")
    return is_notice(headline, below, read_signal(headline).rest)


def parse(copy: Copy, feed: Feed) -> Iterator[Draft | Rejected]:
    text = plain_paragraphs(copy.text)
    found = _dateline(text)
    if found is None:
        yield _bare_notice(text)
        return
    body, trailer = _body(text, found)
    headline, rest = _headline(text[: found.start])
    signal = read_signal(headline, feed.markers)
    draft = Draft(
        provider="jiji",
        headline=headline,
        subheadlines=[line for line in rest if not is_embargo(line)],
        ednote="\n".join(filter(is_embargo, rest)) or None,
        dateline=found.dateline,
        language=found.language,
        body=Body(text=body, html=text_to_html(body)),
        copyright=trailer,
        credit="JIJI Press",
        change=signal.change,
        version=signal.version,
        withdraws=signal.takes_back,
    )
    if is_notice(headline, text[found.end : found.end + _HEAD_OF_NOTICE].lstrip("-—– "), signal.rest):
        _notice(draft)
    else:
        draft.story_id = _identity(copy.text, draft, signal.rest)
        _status(draft, signal)
    yield draft


def _bare_notice(text: str) -> Draft:
    headline, _, below = text.strip("\n \u3000").partition("\n")
    below = below.strip("\n")
    draft = Draft(headline=headline.strip(" \u3000"), body=Body(text=below, html=text_to_html(below)))
    _notice(draft)
    return draft


def _notice(draft: Draft) -> None:
    """Its id is that of no story, though it may hold one: that is looked for in its words."""
    draft.status, draft.change, draft.withdraws, draft.version = "canceled", "withdrawal", "notice", 1
    words = f"{draft.headline}\x1f{draft.body.text if draft.body else ''}"
    draft.story_id = "jiji-notice:" + hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _status(draft: Draft, signal: Signal) -> None:
    if signal.withdraws:
        draft.status = "canceled"
    elif signal.advance:
        draft.hold_back("advance", "advance copy")


def _dateline(text: str) -> _Place | None:
    head = "\n".join(text[:20_000].split("\n")[:_HEAD_LINES])
    for pattern, language in ((_ENGLISH, "en"), (_JAPANESE, "ja")):
        if match := pattern.search(head):
            dateline = Dateline(text=match["text"], place=match["place"].strip())
            return _Place(match.start(), match.end(), dateline, language)
    return None


def _body(text: str, found: _Place) -> tuple[str, str | None]:
    """What follows the dateline, which itself stays in the copy as it came; and the trailer."""
    body = text[found.start :]
    trailer = _TRAILER.search(body)
    if trailer is None:
        return body.rstrip(), None
    return body[: trailer.start()].rstrip(), trailer["text"]


def _headline(above: str) -> tuple[str, list[str]]:
    """The first line that is no stamp, no id of the agency's and no embargo; what else stands above the dateline.

    Of one line alone the story's name is all that it can be.
    """
    lines = [line.strip(" \u3000") for line in above.split("\n")]
    lines = [line for line in lines if line and not _FULL_DAY.fullmatch(line) and not _WEB_ID.search(line)]
    own = next((number for number, line in enumerate(lines) if not is_embargo(line)), None)
    if own is None and len(lines) == 1:
        own = 0
    return ("", lines) if own is None else (lines[own], lines[:own] + lines[own + 1 :])


def _identity(text: str, draft: Draft, headline: str) -> str:
    """The agency's own id if the copy has one; else a digest of what it repeats from version to version.

    That is language, headline without desk words (the first sentence where none is), dateline, any full date above
    the story, and, since a Japanese dateline names no day, the day that its first sentence names: 「東証大引け」 comes
    every day.
    """
    if own := _WEB_ID.search(text):
        return f"jiji:{own[1]}"
    assert draft.dateline is not None  # noqa: S101  by recognition
    assert draft.body is not None  # noqa: S101  set above
    lead = re.split(r"[。\n]", draft.body.text, maxsplit=1)[0]
    day = _DAY_IN_LEAD.search(lead) if draft.language == "ja" else None
    # An embargo's day is in the first version alone.
    over = text[: text.find(draft.dateline.text)].split("\n")[:_HEAD_LINES]
    above = _FULL_DAY.search("\n".join(line for line in over if not is_embargo(line)))
    name = without_embargo(headline) or lead
    parts = [draft.language or "", name, draft.dateline.text, day[0] if day else "", above[0] if above else ""]
    return "jiji-text:" + hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
