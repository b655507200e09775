"""Copy between ZCZC and NNNN, as AAP's desks and its wire of releases send it: signs, then text.

Each desk has its own use of the signs.  Broadcast: `%` category, `#` keyword, `$` headline, `:` take, `*` IPTC subject,
`@` place, `~` service.  Sport: `$` category, `:` keyword, `=` take, `^` headline, `+` IPTC subject, `*` X for text and
T for a table.  Releases: `%` destinations, `$` category, `:` who releases, the title is the text's first line.  Tables
of racing and markets: `#` keyword, `:` headline or day; or a line of destinations (`YY TDR`) and a title.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from schemas.story import Body, Dateline, Subject
from services.ingest.draft import Draft
from services.ingest.reading.markup import plain_paragraphs, text_to_html
from services.ingest.reading.wrapping import columns

_START = r"[ \t]*ZCZC(?: (?P<agency>[A-Z][A-Z0-9]{1,7}))?[ \t]*(?:\n[ \t]*)*\n"
_FIRST = re.compile(rf"(?:[ \t]*\n)*{_START}(?=[ \t]*[%#$:]|(?:YY|HH) [A-Z])")
_MESSAGE = re.compile(rf"^{_START}", re.MULTILINE)
_END = re.compile(r"^[ \t]*(?:NNNN|nnnn)[ \t]*$", re.MULTILINE)
_SIGN = re.compile(r"[ \t]*(?P<sign>[#$:*~@%&=^+])(?P<value>[^\n]*)")
_DESTINATIONS = re.compile(r"(?:YY|HH) (?P<codes>[A-Z][A-Za-z0-9() ]*)\s*")
_RACING = re.compile(r"(?:RACING : ?|:? ?SPORT - ?|:?POTTED :)(?P<title>\S[^\n]{0,200})")
_TAIL = re.compile(r"[<=]!$", re.MULTILINE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_IPTC = re.compile(r"\d{8}", re.ASCII)
_DAY = re.compile(r"\d{1,2}/\d{1,2}/\d{4}", re.ASCII)
_PLACE = re.compile(r"\((?P<place>[A-Z][^()]{1,40})\)")
_DATELINE = re.compile(
    r"\s*(?P<text>(?P<place>[A-Z][A-Z .'-]{1,40}), [A-Z][a-z]{2,8}\.? \d{1,2} (?P<agency>[A-Z]{2,6})) -"
)
_SIGNED = re.compile(r"\n[ \t]*(?P<signed>(?:AAP|[A-Z]{3,4})(?: (?:RTV|BETTING|FIELDS|RESULTS|COMMENT|RACING))?)\s*\Z")
_LONG = 100
"""Columns beyond which a line is a paragraph; shorter ones are a list's."""
_MOST_SIGNS = 20


@dataclass(slots=True)
class _Signs:
    """By sign its values in their order; `titles` are lines of racing's own kind."""

    values: dict[str, list[str]] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)
    destinations: list[str] = field(default_factory=list)

    def first(self, sign: str) -> str | None:
        return next((value for value in self.values.get(sign, []) if value), None)


def is_zczc(text: str) -> bool:
    return _FIRST.match(text) is not None


def messages(text: str) -> Iterator[Draft]:
    """One draft a message, without identity and version."""
    starts = list(_MESSAGE.finditer(text))
    ends = [*(one.start() for one in starts[1:]), len(text)]
    for start, end in zip(starts, ends, strict=True):
        body = text[start.end() : end]
        closed = _END.search(body)
        yield _message(start["agency"], body[: closed.start()] if closed else body)


def _message(agency: str | None, text: str) -> Draft:
    signs, rest = _signs(text)
    rest = _TAIL.sub("", _CONTROLS.sub("", rest))
    draft = Draft()
    if agency and agency.isalpha():
        draft.provider = agency.lower()
    _header(signs, draft)
    if signs.first("$") and draft.headline is None and not signs.first("^"):
        draft.headline, rest = _title(rest)
        draft.credit = signs.first(":")
    _text(rest, draft, tabular=(signs.first("*") or "X")[:1] == "T" or bool(signs.destinations) or _is_table(signs))
    return draft


def _signs(text: str) -> tuple[_Signs, str]:
    found = _Signs()
    lines = text.split("\n")
    at = 0
    for at, line in enumerate(lines[: _MOST_SIGNS * 2]):  # noqa: B007  used below
        if not line.strip():
            continue
        if not found.values and (codes := _DESTINATIONS.fullmatch(line)):
            found.destinations = codes["codes"].split()
        elif found.destinations and (title := _RACING.match(line)):
            found.titles.append(title["title"].strip())
        elif (sign := _SIGN.match(line)) and not _is_bullet(line, found):
            found.values.setdefault(sign["sign"], []).append(sign["value"].strip())
        else:
            break
    else:
        at += 1
    if found.destinations and not found.titles and ":" not in found.values and at < len(lines):
        found.titles.append(_TAIL.sub("", lines[at].strip()))
        at += 1
    return found, "\n".join(lines[at:])


def _is_bullet(line: str, found: _Signs) -> bool:
    """`* Local times` under a header is the text's; so is a second sign, other than the colon of releases."""
    sign = line.strip()[0]
    return (sign != ":" and sign in found.values) or (sign in "*=+&" and line.strip()[1:2] in {" ", ""})


def _is_table(signs: _Signs) -> bool:
    return "#" in signs.values and "$" not in signs.values


def _header(signs: _Signs, draft: Draft) -> None:
    category, head, keyword = signs.first("$"), signs.first("^"), signs.first("#")
    if category and len(category) > 2:  # a letter or two are a category's
        head, category = category, None
    colon = signs.first(":")
    if head is None and not category and _is_table(signs):
        head = colon if colon and (keyword or "").lower() in colon.lower() else f"{keyword or ''} {colon or ''}".strip()
    elif head is None and not category:
        head = next(iter(reversed(signs.titles)), colon)
    draft.headline = head or None
    draft.slugline = keyword or (colon if category and head else None) or (signs.titles[0] if signs.titles else None)
    draft.subheadlines = [take] if (take := signs.first("=")) else []
    draft.genre = signs.first("~")
    if place := _PLACE.fullmatch(colon or ""):
        draft.dateline = Dateline(text=place["place"], place=place["place"])
    draft.subjects = list(_subjects(signs, category))


def _subjects(signs: _Signs, category: str | None) -> Iterator[Subject]:
    said = signs.first("%") or ""
    if re.fullmatch("[A-Z]{1,2}", said):
        yield Subject(scheme="zczc.category", code=said)
        said = ""
    if category:
        yield Subject(scheme="zczc.category", code=category)
    for code in (*said.split(), *signs.destinations):
        yield Subject(scheme="zczc.destination", code=code)
    for sign in "*+":
        for code in signs.values.get(sign, []):
            if _IPTC.fullmatch(code):
                yield Subject(scheme="IPTC", code=code)
    if place := signs.first("@"):
        yield Subject(scheme="zczc.place", code=place)


def _title(text: str) -> tuple[str | None, str]:
    title, _, rest = text.strip().partition("\n")
    return title.strip() or None, rest


def _text(text: str, draft: Draft, *, tabular: bool) -> None:
    if signed := _SIGNED.search(text, max(0, len(text) - 100)):
        text = text[: signed.start()]
        draft.credit = draft.credit or signed["signed"]
    lines: list[str] = []
    for line in text.split("\n"):
        lines.append(line.rstrip() if tabular else line.strip(" \t"))
        if columns(line) > _LONG:
            lines.append("")
    body = plain_paragraphs("\n".join(lines))
    draft.body = Body(text=body, html=text_to_html(body))
    if dateline := _DATELINE.match(body):
        draft.dateline = Dateline(text=dateline["text"], place=dateline["place"])
        draft.credit = draft.credit or dateline["agency"]


def names_a_day(draft: Draft) -> bool:
    """Its header or dateline tells one day's copy from that of the next."""
    said = " ".join([draft.headline or "", *draft.subheadlines])
    return _DAY.search(said) is not None or re.search(r"\d", said) is not None or draft.dateline is not None
