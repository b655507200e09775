"""In which zone is the hour of a stamp that stands in a text?"""

import datetime as dt
import re
import unicodedata
from typing import NamedTuple
from zoneinfo import ZoneInfo

from schemas.japan import ZoneSource
from services.ingest.enrich.japan.days.anchor import Anchor
from services.ingest.reading.stamps_japanese import Unread
from services.ingest.reading.zones import ZONE, instants, read_offset, signed

# The words right behind an hour, or before its day, that name a zone or say that it is another than the text's.
_JAPAN, _WORLD = r"(?P<japan>日本(?:標準)?時間?", r"(?P<utc>協定世界時|世界(?:標準)?時)"
# Other capitals there may be a zone's name, such as WIB and ET, so that the hour is nobody's.
_PLAIN_WORDS = "AND|BY|FOR|FROM|IN|ON|OR|THE|TO"
_BEHIND = re.compile(
    rf" ?\(?(?:(?P<written>{ZONE})(?![0-9A-Za-z])|{_WORLD}|(?P<two>[BI]ST\b)"
    rf"|{_JAPAN}|(?:Japan|Tokyo)(?: Standard)? [Tt]ime)|(?P<other>[一-龥]{{1,6}}時間|[Ll]ocal time|[A-Z]{{2,4}}T\b"
    rf"|(?!(?:{_PLAIN_WORDS})\b)[A-Z]{{2,5}}(?![0-9A-Za-z])|(?:Eastern|Central|Mountain|Pacific|Atlantic|Western)\b"
    r"|[A-Z][a-z]+ (?:(?:[Ss]tandard|[Ss]ummer|[Dd]aylight) )?[Tt]ime\b))"
)
_BEFORE = re.compile(rf"(?:{_JAPAN})|{_WORLD}|(?P<other>[一-龥]{{1,6}}時間))の? ?$")
_BEHIND_LONGEST, _BEFORE_LONGEST = 32, 12
# Of British summer, Bangladesh; of India, Israel, Irish summer; of Chicago, China.
_TWO = {"BST": ("+01:00", "+06:00"), "IST": ("+05:30", "+02:00", "+01:00"), "CST": ("-06:00", "+08:00")}
_TOKYO = ZoneInfo("Asia/Tokyo")
_UTC = frozenset(["Z", "UTC", "UT", "GMT"])


class Zone(NamedTuple):
    """`name`: IANA's, or an offset, which `offset` then is; None where the copy has a zone that we can't tell.

    `several` are the offsets of a name (`written`) that has more than one; `repaired`: GMT9.
    """

    name: str | None
    offset: dt.timezone | None = None
    source: ZoneSource | None = "stated"
    repaired: bool = False
    written: str | None = None
    several: tuple[str, ...] = ()


UNKNOWN = Zone(None, source=None)


class Moment(NamedTuple):
    """`at` is None where the zone is; `twice`: the clocks had the hour two times, and `at` is the earlier."""

    at: dt.datetime | None
    twice: bool = False


def zone_of(written: str | None, text: str, start: int, end: int, anchor: Anchor) -> Zone:
    """Of the stamp text[start:end]: the one `written` in it, else of the words around it, else the text's own.

    Unread for offsets that no clock on earth has.
    """
    if written:
        return _stated(written.strip())
    behind = unicodedata.normalize("NFKC", text[end : end + _BEHIND_LONGEST])  # ＧＭＴ
    said = _BEHIND.match(behind) or _BEFORE.search(text, max(0, start - _BEFORE_LONGEST), start)
    if said is None:
        return Zone(anchor.zone, source=anchor.zone_source)
    names = said.groupdict()
    if written := names.get("written") or names.get("two") or (names["utc"] and "UTC"):
        return _stated(written)
    return Zone("Asia/Tokyo") if names["japan"] else UNKNOWN


def _stated(written: str) -> Zone:
    if several := _TWO.get(written):
        return Zone(None, source=None, written=written, several=several)
    if written in _UTC:
        return Zone("UTC", dt.UTC)
    try:
        offset, odd = read_offset(written)
    except ValueError as problem:
        raise Unread(str(problem)) from problem
    return Zone("Asia/Tokyo" if written == "JST" else signed(offset), offset, repaired=odd)


def moment(local: dt.datetime, zone: Zone) -> Moment:
    """Unread where the clocks skipped the hour; OverflowError at the ends of the calendar."""
    if zone.offset is not None:
        return Moment(local.replace(tzinfo=zone.offset).astimezone(dt.UTC))
    if zone.name is None:
        return Moment(None)
    found = instants(local, zone.name)
    if not found:
        msg = f"the clocks of {zone.name} skipped this hour"
        raise Unread(msg)
    return Moment(found[0], len(found) > 1)


def clock_name(zone: Zone, at: dt.datetime | None) -> str | None:
    """JST is Asia/Tokyo, but for the summers of 1948 to 1951, when Tokyo's clocks were an hour ahead of it."""
    if zone.name != "Asia/Tokyo" or zone.offset is None or at is None:
        return zone.name
    return zone.name if at.astimezone(_TOKYO).utcoffset() == zone.offset.utcoffset(None) else signed(zone.offset)
