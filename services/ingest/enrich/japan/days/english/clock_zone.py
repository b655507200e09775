"""By whose clock is an English hour: 3 p.m. EDT, Moscow time, U.S. Eastern time, 11 a.m. Friday in Japan?"""

import re
from typing import NamedTuple

from services.ingest.enrich.japan.days.anchor import Anchor
from services.ingest.enrich.japan.days.english.words import GAP

# Those that are one zone alone.  A summer name in winter, or the other way round, is a slip that may mean either hour.
ABBREVIATIONS = {
    "GMT": "UTC", "UTC": "UTC", "JST": "Asia/Tokyo", "KST": "Asia/Seoul", "HKT": "Asia/Hong_Kong",
    "SGT": "Asia/Singapore", "MSK": "Europe/Moscow", "HST": "Pacific/Honolulu", "EST": "America/New_York",
    "EDT": "America/New_York", "ET": "America/New_York", "CDT": "America/Chicago", "MST": "America/Denver",
    "MDT": "America/Denver", "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles", "PT": "America/Los_Angeles",
    "BST": "Europe/London", "CET": "Europe/Berlin", "CEST": "Europe/Berlin", "EET": "Europe/Helsinki",
    "EEST": "Europe/Helsinki", "AEST": "Australia/Sydney", "AEDT": "Australia/Sydney", "NZST": "Pacific/Auckland",
    "NZDT": "Pacific/Auckland", "AKST": "America/Anchorage", "AKDT": "America/Anchorage",
}  # fmt: skip
_AS_NAMED = frozenset(
    ["EST", "EDT", "CDT", "MST", "MDT", "PST", "PDT", "BST", "CET", "CEST", "EET", "EEST", "AEST", "AEDT", "NZST",
     "NZDT", "AKST", "AKDT"]
)  # fmt: skip
# Of Chicago, China; of India, Israel, Irish summer; of Halifax, Arabia.
_OFFSETS = {"CST": ("-06:00", "+08:00"), "IST": ("+05:30", "+02:00", "+01:00"), "AST": ("-04:00", "+03:00")}
_UNREAD = frozenset(
    ["ACST", "ACDT", "ADT", "ART", "AWST", "BRT", "CAT", "CLT", "CT", "EAT", "GST", "ICT", "MT", "MYT", "NDT", "NPT",
     "NST", "PHT", "PKT", "SAST", "TRT", "WAT", "WEST", "WET", "WIB"]
)  # fmt: skip
_AMERICAN = {
    "Eastern": "America/New_York", "Central": "America/Chicago", "Mountain": "America/Denver",
    "Pacific": "America/Los_Angeles",
}  # fmt: skip
_PLACES = {
    "Japan": "Asia/Tokyo", "Tokyo": "Asia/Tokyo", "Japanese": "Asia/Tokyo", "Korea": "Asia/Seoul",
    "South Korea": "Asia/Seoul", "Seoul": "Asia/Seoul", "China": "Asia/Shanghai", "Beijing": "Asia/Shanghai",
    "Shanghai": "Asia/Shanghai", "Hong Kong": "Asia/Hong_Kong", "Singapore": "Asia/Singapore", "Taipei": "Asia/Taipei",
    "Moscow": "Europe/Moscow", "London": "Europe/London", "British": "Europe/London", "Paris": "Europe/Paris",
    "Berlin": "Europe/Berlin", "Central European": "Europe/Berlin", "New York": "America/New_York",
    "Washington": "America/New_York", "Chicago": "America/Chicago", "Los Angeles": "America/Los_Angeles",
    "Hawaii": "Pacific/Honolulu", "Sydney": "Australia/Sydney", "Greenwich Mean": "UTC", "Coordinated Universal": "UTC",
}  # fmt: skip
_SUMMERS = {("Central European", "Summer"): "CEST", ("British", "Summer"): "BST"}
_US_ZONES = frozenset(
    ["America/Anchorage", "America/Boise", "America/Chicago", "America/Denver", "America/Detroit",
     "America/Los_Angeles", "America/New_York", "America/Phoenix", "Pacific/Honolulu"]
)  # fmt: skip
_NO_NAME = frozenset(
    ["This", "That", "The", "Last", "Next", "First", "Every", "Each", "Any", "Some", "Prime", "Full", "Half", "Game",
     "It", "At", "In", "By", "Big", "Best", "Long", "What", "Same"]
)  # fmt: skip
_DAYS = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
_CITY = "|".join(sorted((name for name in _PLACES if "European" not in name), key=len, reverse=True))
_AFTER = re.compile(
    rf",?{GAP}(?:\(?(?P<name>(?:(?:(?!{_DAYS})[A-Z][\w.’'-]{{0,20}}|local){GAP}){{1,4}})[Tt]ime(?!\w|-(?!-))\)?"
    rf"|(?P<bracket>\()?(?P<short>[A-Z]{{2,4}})(?(bracket)(?=[);,/ ])|(?!\w|[+]|-(?!-)))"
    rf"|(?P<us>(?:(?:U\.S\.|US){GAP})?(?:Eastern|Central|Mountain|Pacific))"
    rf"(?=[,.;)]|\Z|{GAP}(?:on|and|to|or|until|for|through|{_DAYS}))"
    rf"|in{GAP}(?P<place>{_CITY})(?!\w))"
)
_OTHER_HOUR = re.compile(r"(?:\(|\bor[ \u00a0\n])(?:at )?\Z")


class Zone(NamedTuple):
    """`name` is IANA's, None where the copy has a clock that can't be told: `problem` says which.

    Without a problem it is then the story's own.  `named` is the copy's abbreviation where it holds for a
    part of the year alone, `offsets` are those of a name that has more than one, and the words end at `end`.
    """

    end: int
    name: str | None = None
    named: str | None = None
    problem: str | None = None
    offsets: tuple[str, ...] = ()


def of_short(short: str, end: int) -> Zone | None:
    """Of an abbreviation; None if it is none."""
    if name := ABBREVIATIONS.get(short):
        return Zone(end, name, short if short in _AS_NAMED else None)
    if offsets := _OFFSETS.get(short):
        return Zone(end, problem=f"{short} is the name of several zones", offsets=offsets)
    return Zone(end, problem=f"a clock that is not known: {short}") if short in _UNREAD else None


def zone_after(text: str, start: int, end: int, anchor: Anchor) -> Zone | None:
    """What the words right behind the hour text[start:end] say; None if they name no clock, or the story's own.

    The local time of a story without a place is open, and so are the four zones of America where neither "U.S." nor
    the dateline says whose they are.
    """
    said = _AFTER.match(text, end)
    if said is None:
        return None
    if short := said["short"]:
        return _of_written(said, short, text, end)
    if place := said["place"]:
        other_hour = _OTHER_HOUR.search(text, max(0, start - 6), start) is not None
        return _in_place(_PLACES[place], said, anchor, other_hour=other_hour)
    words = (said["name"] or said["us"]).replace("U.S.", "US").split()
    if words[0] in _NO_NAME:
        return None
    until = said.end() - (said[0][-1] == ")" and "(" not in said[0])
    return _of_name([word for word in words if word != "local"], until, anchor)


def _of_written(said: re.Match[str], short: str, text: str, end: int) -> Zone | None:
    closed = said["bracket"] is None or text[said.end() : said.end() + 1] == ")"
    return of_short(short, said.end() + (said["bracket"] is not None) if closed else end)


def _in_place(zone: str, said: re.Match[str], anchor: Anchor, *, other_hour: bool) -> Zone | None:
    """Or 11 a.m. Friday in Japan: the hour there.  What is at 3 p.m. in London may be told by the story's own clock."""
    if other_hour:
        return Zone(said.end(), zone)
    if zone == anchor.zone:
        return None
    return Zone(said.start(), problem=f"by the clock of {said['place']} or of the story?")


def _of_name(words: list[str], end: int, anchor: Anchor) -> Zone | None:
    """Of the words before time: none are left of local time."""
    if not words:
        return Zone(end, problem=None if anchor.zone_source == "dateline" else "the local time of which place?")
    if words[0] in ABBREVIATIONS and len(words) == 1:
        return of_short(words[0], end)
    season = words.pop() if len(words) > 1 and words[-1] in {"Standard", "Daylight", "Summer"} else ""
    american = words[0] == "US"
    name = " ".join(words[american:])
    if zone := _AMERICAN.get(name):
        if not american and not (anchor.zone_source == "dateline" and anchor.zone in _US_ZONES):
            return Zone(end, problem=f"whose {name} time?")
        return Zone(end, zone, f"{name[0]}{season[0]}T" if season else None)
    if zone := _PLACES.get(name):
        return Zone(end, zone, _SUMMERS.get((name, season)))
    return Zone(end, problem=f"a clock that is not known: {name or 'U.S.'} time")
