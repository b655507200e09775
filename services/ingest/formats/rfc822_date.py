"""Dates as mail and RSS write them, in the shape that `stamps` reads.

RFC 5322, 4.3 (obsolete forms that must be read) and RSS 2.0: years of two digits, names of days in full, hours of one
digit, remarks behind the zone.  W3C-DTF (RSS 1.0, Atom) goes through as it is.
"""

import re

from schemas.story import Repair
from services.ingest.draft import Draft, TimeField

_WEEKDAY = re.compile(r"[A-Za-z]{2,9}\.?,?\s+(?=\d{1,2}\s)")
_REMARK = re.compile(r"\s*\([^()]{0,60}\)$")
_SHORT_YEAR = re.compile(r"(\d{1,2} [A-Za-z]{3,9}\.?) (\d{2}) (?=\d{1,2}:)", re.ASCII)
_SHORT_HOUR = re.compile(r"(?<= )(?=\d:\d{2})", re.ASCII)


def read_date(draft: Draft, name: TimeField, text: str | None, zone: str) -> None:
    """Like `Draft.read_time`."""
    written = " ".join((text or "").split()[:12])
    draft.read_time(name, _in_full(draft, name, written), zone)


def _in_full(draft: Draft, name: str, written: str) -> str:
    text = _REMARK.sub("", _WEEKDAY.sub("", written, count=1))
    text = _SHORT_HOUR.sub("0", text, count=1)
    if found := _SHORT_YEAR.match(text):
        year = int(found[2]) + (2000 if int(found[2]) < 50 else 1900)
        draft.repairs.append(Repair(field=name, from_=found[2], to=str(year), why="year of two digits, RFC 5322, 4.3"))
        text = f"{found[1]} {year} {text[found.end() :]}"
    return text
