"""In which zone is the hour of an embargo?  A name that may be two zones is none."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from services.ingest.desk_words.embargo_words import Token
from services.ingest.reading.zones import zone_named

# A summer name in winter, or the other way round, is a slip that may mean either hour.
_ABBREVIATIONS = {
    "GMT": "UTC", "UTC": "UTC", "UT": "UTC", "Z": "UTC", "BST": "Europe/London", "CET": "Europe/Berlin",
    "CEST": "Europe/Berlin", "MEZ": "Europe/Berlin", "MESZ": "Europe/Berlin", "EET": "Europe/Helsinki",
    "EEST": "Europe/Helsinki", "EST": "America/New_York", "EDT": "America/New_York", "ET": "America/New_York",
    "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles", "PT": "America/Los_Angeles", "MST": "America/Denver",
    "MDT": "America/Denver", "CDT": "America/Chicago", "JST": "Asia/Tokyo", "KST": "Asia/Seoul",
    "HKT": "Asia/Hong_Kong", "SGT": "Asia/Singapore", "AEST": "Australia/Brisbane", "AEDT": "Australia/Sydney",
    "NZST": "Pacific/Auckland", "NZDT": "Pacific/Auckland",
}  # fmt: skip
_AS_TZDATA = {"MEZ": "CET", "MESZ": "CEST"}
_IN_FORCE = frozenset(
    ["BST", "CET", "CEST", "EET", "EEST", "EST", "EDT", "PST", "PDT", "MST", "MDT", "CDT", "AEDT", "NZST", "NZDT"]
)
_NAMED = {
    "eastern": "America/New_York", "pacific": "America/Los_Angeles", "london": "Europe/London", "uk": "Europe/London",
    "british": "Europe/London", "tokyo": "Asia/Tokyo", "japan": "Asia/Tokyo", "paris": "Europe/Paris",
    "berlin": "Europe/Berlin", "new york": "America/New_York", "central european": "Europe/Berlin",
}  # fmt: skip
_JAPANESE = {
    "日本": "Asia/Tokyo", "協定": "UTC", "世界": "UTC", "グリ": "UTC", "米国": "America/New_York",
    "米東": "America/New_York", "東部": "America/New_York", "英国": "Europe/London", "英時": "Europe/London",
    "韓国": "Asia/Seoul",
}  # fmt: skip


class Unreadable(Exception):  # noqa: N818  an outcome, not a failure
    """The words name no moment, or more than one; the message says why."""


@dataclass(frozen=True, slots=True)
class Zone:
    """`name` is IANA's, empty where the words have an offset; `abbreviation` has to be in force that day."""

    name: str
    abbreviation: str | None = None
    offset: dt.timezone | None = None

    @property
    def info(self) -> dt.tzinfo:
        return self.offset or zone_named(self.name)


def zones_of(tokens: Sequence[Token], clocks: int, zone: str) -> list[Zone]:
    """One a clock; the IANA zone `zone` for each where the words name none.

    Raises Unreadable: more or fewer zones than clocks, and offsets that no clock on earth has.
    """
    found = [_zone(token) for token in tokens if token.kind == "zone"]
    if not found:
        return [Zone(zone)] * clocks
    if len(found) != clocks:
        raise Unreadable("which zone?")
    return found


def _zone(token: Token) -> Zone:
    said = token.found.groupdict()
    if written := said["hours"] or said["offset"]:
        return _offset(written)
    if name := said["abbr"]:
        return Zone(_ABBREVIATIONS[name], _AS_TZDATA.get(name, name) if name in _IN_FORCE | _AS_TZDATA.keys() else None)
    if ja := said["ja"]:
        return Zone(_JAPANESE[ja[:2]])
    named = said["named"].lower().replace("u.s. ", "").replace("us ", "")
    return Zone(next(zone for name, zone in _NAMED.items() if named.startswith(name)))


def _offset(written: str) -> Zone:
    digits = written[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:] or 0)
    if hours > 14 or minutes > 59:
        raise Unreadable("no such zone")
    delta = dt.timedelta(hours=hours, minutes=minutes)
    return Zone("", offset=dt.timezone(-delta if written.startswith("-") else delta))
