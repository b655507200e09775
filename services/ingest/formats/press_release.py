"""Press releases as text: tagged (AN#, TI#, TX#), between ZCZC and NNNN with signs, and a wire's plain releases.

A plain release is known by the wire's name in its dateline (`LONDON, Feb. 1, 2017 /PRNewswire/ --`), or by the words
"for immediate release" or 報道関係者各位 that head it; other prose is nobody's release.

Identity is the sender's number if there is one, else headline, dateline and slug; of a table that names no day the
first line of its text too.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Iterator

from schemas.reasons import Reason, Rejected
from schemas.story import Body, Dateline, Subject
from services.ingest.desk_words.embargo import is_embargo, without_embargo
from services.ingest.desk_words.signals import read_signal
from services.ingest.draft import Copy, Draft
from services.ingest.formats.press_release_zczc import is_zczc, messages, names_a_day
from services.ingest.reading.markup import text_to_html
from services.ingest.reading.wrapping import unwrapped
from services.runtime.feeds import Feed

NAME = "press-release"
FIELDS: dict[str, str] = {
    "story_id": "`AN#`; the number behind MEDIA RELEASE, RELEASE, No., 番号; else a digest of headline and dateline",
    "version": "1; words that head the title count it: CORRECTED 2, UPDATE 1 3; a withdrawal has none (0)",
    "provider": "the agency behind ZCZC",
    "change": "words that head the title: CORRECTED, UPDATE, 訂正, 差し替え, 取り消し, WITHDRAWN, ...",
    "status": "`canceled` for a withdrawal, `withheld` for an advance copy (予定稿)",
    "headline": "`TI#`; the lines above the dateline; of ZCZC copy the sign `$`, `^` or `:`, or the first line",
    "subheadlines": "of ZCZC copy the sign `=`",
    "summary": "`AB#`",
    "slugline": "`KY#`; of ZCZC copy the keyword behind `#` or `:`",
    "byline": "`BY#`",
    "credit": "the line SOURCE, 発信元 or 配信元; `KN#`, else `SO#`; the desk that signs ZCZC copy",
    "ednote": "lines above the dateline about an embargo",
    "dateline": "what begins the text, the wire's name included; the date where day, month and year are there",
    "genre": "of ZCZC copy the sign `~`",
    "body": "`TX#`; the text from the dateline on, its lines joined to paragraphs; of ZCZC copy line by line",
    "subjects": "`CO#`, `SF#`, `SO#`; of ZCZC copy category, destinations, place and IPTC subject",
    "created_at": "`PD#`",
    "updated_at": "`PD#`",
}

_TAGGED = re.compile(r"\s*(?:(?i:zczc)[^\n]*\n)?(?=[A-Z]{2}#)")
_TAG = re.compile(r"^(?P<name>[A-Z]{2})#(?P<value>.*)$", re.MULTILINE)
_END = re.compile(r"NNNN|nnnn|-ENDS?-|ENDS|# ?# ?#|以上")
_WIRES = (
    r"PRNewswire(?:-AsiaNet)?|Business ?Wire|GLOBE ?NEWSWIRE|AsiaNet|Medianet|Kyodo JBN|共同通信PRワイヤー|PR TIMES"
)
_DATELINE = re.compile(
    rf"^[ \t\u3000]*(?P<text>【?(?P<place>[^\W\d_][^\n/()【】]{{1,80}}?)[,、 \u3000]+"
    rf"(?:(?P<day>[A-Z][a-z]{{2,8}}\.? \d{{1,2}}(?:, \d{{4}})?|\d{{4}}年\d{{1,2}}月\d{{1,2}}日)[,、 \u3000]*)?"
    rf"(?:/|--|\(|（)?(?:{_WIRES})[^\n]{{0,40}}?(?:/|--|\)|）|】))",
    re.IGNORECASE | re.MULTILINE,
)
_RELEASE = re.compile(
    r"^[ \t\u3000]*+(?:FOR IMMEDIATE RELEASE|報道関係者各位|プレスリリース)", re.IGNORECASE | re.MULTILINE
)
_NUMBER = re.compile(
    r"^(?:MEDIA RELEASE|RELEASE|No\.?|番号)[: ]*(?P<number>[A-Z]{0,4}\d{3,12})[ \t]*$", re.IGNORECASE | re.MULTILINE
)
_SOURCE = re.compile(r"^(?:SOURCE|発信元|配信元)[:\uff1a ]+(?P<source>[^\n]{1,120})$", re.IGNORECASE | re.MULTILINE)
_FULL_DATE = re.compile(
    r"(?P<month>[A-Z][a-z]{2})[a-z]*\.? (?P<day>\d{1,2}), (?P<year>\d{4})|(\d{4})年(\d{1,2})月(\d{1,2})日"
)
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_HEAD = 4000
_HEAD_LINES = 40


def recognises(copy: Copy) -> bool:
    head = copy.text[:_HEAD].replace("\r\n", "\n").replace("\r", "\n")
    return bool(_TAGGED.match(head) or is_zczc(head) or _DATELINE.search(head) or _RELEASE.search(head[:600]))


def parse(copy: Copy, feed: Feed) -> Iterator[Draft | Rejected]:
    text = copy.text.replace("\r\n", "\n").replace("\r", "\n")
    if _TAGGED.match(text):
        yield _tagged(text, feed)
    elif is_zczc(text):
        for number, draft in enumerate(messages(text)):
            if number >= feed.max_items:
                raise Rejected(Reason.MALFORMED, f"more than {feed.max_items} messages")
            _identify(draft, feed)
            yield draft
    else:
        yield _plain(text, feed)


def _tagged(text: str, feed: Feed) -> Draft:
    words = re.search("^TX#", text, re.MULTILINE)  # what looks like a tag below it is the text's
    found = [tag for tag in _TAG.finditer(text) if words is None or tag.start() <= words.start()]
    ends = [*(match.start() for match in found[1:]), len(text)]
    values = {m["name"]: (m["value"] + text[m.end() : end]).strip() for m, end in zip(found, ends, strict=True)}
    number = values.get("AN")
    draft = Draft(
        story_id=f"press-release:{number}" if number else None,
        headline=values.get("TI") or None,
        summary=values.get("AB") or None,
        byline=values.get("BY") or None,
        credit=values.get("KN") or values.get("SO") or None,
        slugline=values.get("KY") or None,
    )
    draft.read_time("updated_at", values.get("PD"), feed.zone)
    draft.created_at = draft.updated_at
    for name in ("CO", "SF", "SO"):
        if (code := values.get(name, "").strip()) and code != "*":
            draft.subjects.append(Subject(scheme=f"{name}#", code=code))
    _finish(draft, _without_end(values.get("TX", "")), feed)
    return draft


def _without_end(text: str) -> str:
    """A last line that says no more than that it is the last."""
    above, _, last = text.rstrip().rpartition("\n")
    return above if _END.fullmatch(last.strip(" \t\u3000")) else text.rstrip()


def _plain(text: str, feed: Feed) -> Draft:
    text = _without_end(text)
    dateline = _DATELINE.search(text[: _HEAD * 2])
    above = text[: dateline.start()] if dateline else text[:_HEAD]
    draft = Draft()
    if source := _SOURCE.search(text):
        draft.credit = source["source"].strip()
    number = _NUMBER.search(above)
    if number:
        draft.story_id = f"press-release:{number['number']}"
    embargoes = [line.strip() for line in above.split("\n")[:_HEAD_LINES] if is_embargo(line)]
    draft.ednote = "\n".join(embargoes) or None
    heads = _titles(above)
    if dateline:
        draft.headline = " ".join(heads) or None
        place = dateline["place"].strip(" \t\u3000【")
        draft.dateline = Dateline(text=dateline["text"].strip(), place=place, date=_date(dateline["day"] or ""))
        _finish(draft, text[dateline.start() :], feed)
    elif heads:
        draft.headline = heads[0]
        _finish(draft, text[text.index(heads[0]) + len(heads[0]) :], feed)
    else:
        raise Rejected(Reason.NO_CONTENT, "a press release without a title")
    return draft


def _titles(above: str) -> list[str]:
    """The first block of lines that are neither source, number, embargo nor the words of release."""
    titles: list[str] = []
    for line in above.split("\n"):
        bare = line.strip(" \t\u3000")
        if any(known.match(line) for known in (_SOURCE, _NUMBER, _RELEASE)) or is_embargo(line):
            continue
        if bare:
            titles.append(bare)
        elif titles:
            break
    return titles


def _date(said: str) -> dt.date | None:
    """Of a day with its year."""
    if (found := _FULL_DATE.fullmatch(said)) is None:
        return None
    month = _MONTHS.index(found["month"]) + 1 if found["month"] in _MONTHS else int(found[5] or 0)
    try:
        return dt.date(int(found["year"] or found[4]), month, int(found["day"] or found[6]))
    except ValueError:
        return None


def _finish(draft: Draft, text: str, feed: Feed) -> None:
    body = unwrapped(text)
    draft.body = Body(text=body, html=text_to_html(body))
    _identify(draft, feed)


def _identify(draft: Draft, feed: Feed) -> None:
    """Sets identity, version, change and status."""
    signal = read_signal(draft.headline or "", feed.markers)
    draft.version, draft.change, draft.withdraws = signal.version, signal.change, signal.takes_back
    if signal.withdraws:
        draft.status = "canceled"
    elif signal.advance:
        draft.hold_back("advance", "advance copy")
    if draft.story_id is not None:
        return
    parts = [
        without_embargo(signal.rest),
        draft.dateline.text if draft.dateline else "",
        read_signal(draft.slugline or "").rest,
    ]
    if not names_a_day(draft) and draft.body:
        parts.append(draft.body.text[:200].split("\n", 1)[0])
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    draft.story_id = f"press-release:{digest[:32]}"
