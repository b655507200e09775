"""The lines of a telegraph message that agencies write each in its own way: dateline, footer, notes to editors."""

import datetime as dt
import re
from collections.abc import Set as AbstractSet

from schemas.story import Dateline
from services.ingest.reading.months import month_of

DAY_OF_FOOTER = (
    r"(?P<day>\d{2})(?P<hour>\d{2})(?P<minute>\d{2})[ \t]*(?:(?P<zone>[A-Za-z]{2,5})[ \t]+)?"
    r"(?P<month>[^\W\d_]{3,10})\.?[ \t]*(?P<year>\d{4}|\d{2})"
)
"""`071341 GMT Okt 15`, `091223 dec 18`."""

_ZONES = {
    "MEZ": "+01:00", "CET": "+01:00", "HEC": "+01:00", "MESZ": "+02:00", "CEST": "+02:00", "WET": "+00:00",
    "WEST": "+01:00", "EET": "+02:00", "EEST": "+03:00", "MSK": "+03:00",
}  # fmt: skip
"""Of the continent, winter and summer, as its agencies name them; `stamps` knows the others."""

_DAY = r"(?P<day>\d{1,2})\.?(?:er)?[ /](?P<month>[^\W\d_]{3,10}|\d{1,2})\.?(?:[ /](?P<year>\d{4}))?"
_DATELINES = tuple(
    re.compile(rf"\s*{shape}")
    for shape in (
        # Berlin (dpa) -; PARIS, 9 déc 2018 (AFP) -; Madrid, 12 dic (EFE).-; BRUSSEL 12/12 (BELGA) =; Paris (ats afp)
        rf"(?P<text>(?P<place>[^\W\d_][^()\n]{{1,80}}?)(?:,? {_DAY})? \((?P<agency>[^()\n]{{2,40}})\))"
        r"(?P<dash>\.?\s*[-–—_=]+)?\s",
        rf"(?P<text>\((?P<agency>[A-Z]{{2,10}})\) [-–] (?P<place>[A-Z][^()\n-]{{1,60}}?)(?:, {_DAY})?)"
        r"(?P<dash> [-–])\s",
        r"(?P<text>(?P<place>[A-Z][A-Z .,'-]{1,60}?), (?P<when>[^\W\d_]{3,10} \d{1,2})\. "
        r"/(?P<agency>[A-Za-z]{2,20})/)(?P<dash>\.)\s",
        r"(?P<text>(?P<place>[^\W\d_][^（）()【】。、\n]{0,20})（(?P<agency>[^（）\n]{2,14})）)(?P<dash>[\u3000 ＝=])",
        r"(?P<text>【(?P<place>[^【】\n]{1,20}?)(?P<agency>共同|時事)】)(?P<dash>)",
    )
)
# dpa's Notebook, English and German, and what other agencies write above lines for editors alone.
_NOTES = re.compile(
    r"^[ \t]*(?:#+ *(?:dpa[ -])?(?:Notebook|Notizblock)\b|\*(?: ?\*){3,}[ \t]*$"
    r"|The following information is not (?:intended )?for publication"
    r"|Die folgenden Informationen sind nicht (?:zur|für die) Veröffentlichung)",
    re.MULTILINE | re.IGNORECASE,
)
_SIGNED = re.compile(r"\n[ \t]*(?P<signed>(?:dpa|afp|apa|sid)(?:[ /-]{1,2}[a-z]{1,4}){1,8})\s*\Z")


def without_notes(text: str) -> tuple[str, str]:
    """The story, and what is for editors alone."""
    if found := _NOTES.search(text):
        return text[: found.start()], text[found.start() :]
    if signed := _SIGNED.search(text, max(0, len(text) - 200)):
        return text[: signed.start()], signed["signed"]
    return text, ""


def dateline_of(text: str, agencies: AbstractSet[str]) -> tuple[Dateline | None, str | None]:
    """What begins the text, and the agency that it names; a party in brackets is none."""
    for pattern in _DATELINES:
        found = pattern.match(text)
        if found is None:
            continue
        known = all(word in agencies for word in re.split("[ /]", found["agency"].lower()))
        if found["dash"] is not None or known:
            place = found["place"].strip(" ,")
            return Dateline(text=found["text"], place=place, date=_date(found.groupdict())), found["agency"]
    return None, None


def iso_of(footer: re.Match[str]) -> str:
    """The stamp as `stamps` reads it; month 00 for one of no language that we know."""
    year = footer["year"] if len(footer["year"]) == 4 else f"20{footer['year']}"
    zone = (footer["zone"] or "").upper()
    day = f"{year}-{month_of(footer['month']) or 0:02}-{footer['day']}"
    return f"{day} {footer['hour']}:{footer['minute']} {_ZONES.get(zone, zone)}".strip()


def _date(found: dict[str, str | None]) -> dt.date | None:
    """A day without its year is no date."""
    day, month, year = (found.get(name) for name in ("day", "month", "year"))
    if not (day and month and year):
        return None
    try:
        return dt.date(int(year), month_of(month) or 0, int(day))
    except ValueError:
        return None
