"""Press releases as text: tagged (AN#, TI#, TX#), broadcast headlines (ZCZC, %, #, $), and a wire's plain releases.

A plain release is known by the wire's name in its dateline (`LONDON, Feb. 1, 2017 /PRNewswire/ --`), or by the words
"for immediate release" or 報道関係者各位 that head it; other prose is nobody's release.

Identity is the sender's number if there is one, else headline and dateline.
"""

import hashlib
import re
from collections.abc import Iterator

from schemas.reasons import Reason, Rejected
from schemas.story import Body, Dateline, Subject
from services.ingest.draft import Copy, Draft
from services.ingest.markup import text_to_html
from services.ingest.signals import read_signal
from services.ingest.wrapping import unwrapped
from services.runtime.feeds import Feed

NAME = "press-release"

_TAGGED = re.compile(r"\s*(?:zczc[^\n]*\n)?(?=[A-Z]{2}#)", re.IGNORECASE)
_TAG = re.compile(r"^(?P<name>[A-Z]{2})#(?P<value>.*)$", re.MULTILINE)
_BROADCAST = re.compile(r"\s*ZCZC [A-Z]{2,6}[ \t]*\n%(?P<code>[^\n]{0,20})\n")
_SIGN = re.compile(r"^(?P<sign>[#$:*~@%])(?P<value>[^\n]*)$")
_END = re.compile(r"\n\s*(?:NNNN|nnnn|-ENDS?-|ENDS|# ?# ?#|以上)\s*$")
_WIRES = (
    r"PRNewswire(?:-AsiaNet)?|Business ?Wire|GLOBE ?NEWSWIRE|AsiaNet|Medianet|Kyodo JBN|共同通信PRワイヤー|PR TIMES"
)
_DATELINE = re.compile(
    rf"^[ \t\u3000]*(?P<text>【?(?P<place>[^\W\d_][^\n/()【】]{{1,80}}?)[,、 \u3000]+"
    rf"(?:(?P<day>[A-Z][a-z]{{2,8}}\.? \d{{1,2}}(?:, \d{{4}})?|\d{{4}}年\d{{1,2}}月\d{{1,2}}日)[,、 \u3000]*)?"
    rf"(?:/|--|\(|（)?(?:{_WIRES})[^\n]{{0,40}}?(?:/|--|\)|）|】))",
    re.IGNORECASE | re.MULTILINE,
)
_RELEASE = re.compile(r"^\s*(?:FOR IMMEDIATE RELEASE|報道関係者各位|プレスリリース)", re.IGNORECASE | re.MULTILINE)
_EMBARGO = re.compile(
    r"^\s*(?:STRICTLY )?(?:EMBARGO(?:ED)?(?: UNTIL| TO)?|NOT FOR RELEASE BEFORE)[: ]+(?P<when>[^\n]{1,80})$"
    r"|^\s*(?:解禁|エンバーゴ)[:\uff1a\u3000 ]*(?P<kaikin>[^\n]{1,60})$",
    re.IGNORECASE | re.MULTILINE,
)
_NUMBER = re.compile(
    r"^(?:MEDIA RELEASE|RELEASE|No\.?|番号)[: ]*(?P<number>[A-Z]{0,4}\d{3,12})\s*$", re.IGNORECASE | re.MULTILINE
)
_SOURCE = re.compile(r"^(?:SOURCE|発信元|配信元)[:\uff1a ]+(?P<source>[^\n]{1,120})$", re.IGNORECASE | re.MULTILINE)
_HEAD = 4000


def recognises(copy: Copy) -> bool:
    head = copy.text[:_HEAD].replace("\r", "")
    return bool(_TAGGED.match(head) or _BROADCAST.match(head) or _DATELINE.search(head) or _RELEASE.search(head[:600]))


def parse(copy: Copy, feed: Feed) -> Iterator[Draft | Rejected]:
    text = copy.text.replace("\r\n", "\n").replace("\r", "\n")
    if _TAGGED.match(text):
        yield _tagged(text, feed)
    elif _BROADCAST.match(text):
        yield _broadcast(text)
    else:
        yield _plain(text, feed)


def _tagged(text: str, feed: Feed) -> Draft:
    found = list(_TAG.finditer(text))
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
    _finish(draft, _END.sub("", "\n" + values.get("TX", "")))
    return draft


def _broadcast(text: str) -> Draft:
    """AAP's broadcast desk: % category, # title, $ description, : time, * number, ~ service, @ place; then the copy."""
    signs: dict[str, str] = {}
    lines = text.strip().split("\n")[1:]
    while lines and (match := _SIGN.match(lines[0])) and match["sign"] not in signs:
        signs[match["sign"]] = match["value"].strip()
        lines.pop(0)
    draft = Draft(headline=signs.get("$") or signs.get("#") or None, slugline=signs.get("#") or None)
    draft.section = signs.get("~") or None
    draft.subjects = [Subject(scheme="broadcast.category", code=signs["%"])] if signs.get("%") else []
    if code := signs.get("*"):
        draft.subjects.append(Subject(scheme="IPTC", code=code))
    if place := signs.get("@"):
        draft.dateline = Dateline(text=place, place=place)
    _finish(draft, _END.sub("", "\n".join(lines)))
    return draft


def _plain(text: str, feed: Feed) -> Draft:
    text = _END.sub("", text.rstrip())
    dateline = _DATELINE.search(text[: _HEAD * 2])
    above = text[: dateline.start()] if dateline else text[:_HEAD]
    draft = Draft()
    if source := _SOURCE.search(text):
        draft.credit = source["source"].strip()
    number = _NUMBER.search(above)
    if number:
        draft.story_id = f"press-release:{number['number']}"
    if embargo := _EMBARGO.search(above):
        draft.read_time("embargo_until", embargo["when"] or embargo["kaikin"], feed.zone)
    heads = _titles(above)
    if dateline:
        draft.headline = " ".join(heads) or None
        draft.dateline = Dateline(text=dateline["text"].strip(), place=dateline["place"].strip())
        _finish(draft, text[dateline.start() :])
    elif heads:
        draft.headline = heads[0]
        _finish(draft, text[text.index(heads[0]) + len(heads[0]) :])
    else:
        raise Rejected(Reason.NO_CONTENT, "a press release without a title")
    return draft


def _titles(above: str) -> list[str]:
    """The first block of lines that are neither source, number, embargo nor the words of release."""
    titles: list[str] = []
    for line in above.split("\n"):
        bare = line.strip(" \t\u3000")
        if any(known.match(line) for known in (_SOURCE, _NUMBER, _EMBARGO, _RELEASE)):
            continue
        if bare:
            titles.append(bare)
        elif titles:
            break
    return titles


def _finish(draft: Draft, text: str) -> None:
    body = unwrapped(text)
    draft.body = Body(text=body, html=text_to_html(body))
    signal = read_signal(draft.headline or "")
    draft.version, draft.change = signal.version, signal.change
    if signal.withdraws:
        draft.status = "canceled"
    if draft.story_id is None:
        parts = "\x1f".join([signal.rest, draft.dateline.text if draft.dateline else "", draft.slugline or ""])
        draft.story_id = "press-release:" + hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:32]
