"""Which moments and days does a notice of withdrawal name, as those when its story was sent?"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from services.ingest.reading.zones import zone_named

_NEAR = 2
"""Minutes."""
_ABOUT = dt.timedelta(minutes=15)
"""What `ごろ` and a bare hour leave open."""


@dataclass(frozen=True, slots=True)
class Moment:
    """From `at`, UTC, for `lasts`: a minute or a day.  `shown` are the notice's own words.

    A `firm` one says when the story was sent: a story that was not sent then is not meant.  Figures in brackets may
    be a year or the number of a share and can but speak for a story.
    """

    at: dt.datetime
    shown: str
    lasts: dt.timedelta = dt.timedelta(minutes=1)
    about: bool = False
    firm: bool = True

    @property
    def is_day(self) -> bool:
        return self.lasts > dt.timedelta(hours=1)

    def minutes(self) -> Iterator[int]:
        """Those since 1970 that are near enough to be it; none of a day."""
        if not self.is_day:
            at = minute_of(self.at)
            yield from range(at - _NEAR, at + _NEAR + 1)

    def admits(self, times: tuple[dt.datetime, ...]) -> bool:
        """A story of these times, UTC, may be the one."""
        return self._meets(times, _ABOUT if self.about else dt.timedelta(minutes=0 if self.is_day else _NEAR))

    def _meets(self, times: tuple[dt.datetime, ...], near: dt.timedelta) -> bool:
        return any(self.at - near <= at < self.at + self.lasts + near for at in times)


def minute_of(at: dt.datetime) -> int:
    """Since 1970."""
    return int(at.timestamp() // 60)


_SEND = r"(?:配信|送信|出稿|送稿|発信)(?!い?た?し?ます|予定|する|を?見合わせ)"
_SENT_JA = rf"(?P<about>ごろ|頃)?[にの、]?(?:先に)?(?:お送り|{_SEND}|の?(?:記事|速報|原稿|「|『))"
_MOMENTS = (
    re.compile(
        r"(?:(?:(?P<day>\d{1,2})日|(?P<eve>昨日|きのう|昨夜|昨晩))[のに、]?)?"
        rf"(?P<half>午前|午後)?(?P<hour>\d{{1,2}})時(?:(?P<minute>\d{{1,2}})分|(?P<half_hour>半))?{_SENT_JA}"
    ),
    re.compile(
        r"\b(?:moved|sent|transmitted|filed|issued|published|timed)(?: (?:out|earlier|today|(?P<eve>yesterday)))?"
        r"(?: at)?(?P<about> (?:about|around))? (?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))? ?(?P<half>[ap])\.?m\b\.?"
        r"(?P<tail>[^\n;]{0,30})",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:moved|sent|transmitted|filed|issued|published|timed)(?: (?:out|earlier|today|(?P<eve>yesterday)))?"
        r"(?: at)?(?P<about> (?:about|around))? (?P<hour>[012]\d):?(?P<minute>\d{2})\b(?! ?[ap]\.?m)"
        r"(?P<tail>[^\n;]{0,30})",
        re.IGNORECASE,
    ),
    re.compile(r"\((?P<hour>[01]\d|2[1-3])(?P<minute>[0-5]\d)(?: ?(?P<tail>[A-Z]{3}))?\)"),
)
_ZONES = {"GMT": 0, "UTC": 0, "JST": 9, "EST": -5, "EDT": -4, "PST": -8, "PDT": -7, "CET": 1, "CEST": 2}
_ZONE = re.compile(r" ?\(?([A-Z]{2,4})\b")
_DAY_EN = re.compile(
    r",? ?(?:[A-Z]{2,4},? )?(?:on )?(?:[A-Z][a-z]{2,8}day,? )?(?:[A-Z][a-z]{2,8}\.? )(?P<day>\d{1,2})\b"
)
_WEEKDAY = re.compile(r"\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_WEEKDAYS = ("Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun")
_MOST_MOMENTS = 8

_DAYS = (
    re.compile(
        rf"(?P<day>\d{{1,2}})日(?:付|[にの])?(?:先に)?(?:お送り|{_SEND}|[の、]?(?:記事|速報|原稿)|付の?(?:「|『))"
    ),
    re.compile(rf"(?P<word>本日|きょう|今日|今朝|昨日|きのう|昨夜|昨晩)[にの、]?(?:先に)?(?:お送り|{_SEND})"),
    re.compile(
        r"\b(?:moved|sent|transmitted|filed|issued|published)(?: out)?(?: earlier)? ?"
        r"(?P<tail>,? ?(?:on )?[A-Z][a-z]{2,8}(?:day\b|\.? \d{1,2}\b(?!:))(?:,? [A-Z][a-z]{2,8}\.? \d{1,2}\b)?)"
    ),
    re.compile(
        r"\b(?:moved|sent|transmitted|filed|issued|published)(?: out)?(?: earlier)? (?P<word>today|yesterday)\b",
        re.IGNORECASE,
    ),
)
_MONTH = re.compile(r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2}$")
_BACK = {"昨日": 1, "きのう": 1, "昨夜": 1, "昨晩": 1, "yesterday": 1}
_DAY = dt.timedelta(days=1)


def moments_in(text: str, sent: dt.datetime, zone: str) -> Iterator[Moment]:
    """Of the text of a notice that came at `sent`; `zone`, IANA, is meant where none is named."""
    for pattern in _MOMENTS:
        for found, _ in zip(pattern.finditer(text), range(_MOST_MOMENTS), strict=False):
            said = found.groupdict()
            if (at := _moment(said, sent, zone)) is not None:
                about = bool(said.get("about")) or not (said["minute"] or said.get("half_hour"))
                yield Moment(at, _before_tail(found), about=about, firm=not found[0].startswith("("))
    for pattern in _DAYS:
        for found, _ in zip(pattern.finditer(text), range(_MOST_MOMENTS), strict=False):
            if (day := _day(found.groupdict(), sent.astimezone(zone_named(zone)))) is not None:
                yield Moment(day.astimezone(dt.UTC), found[0].strip(), lasts=_DAY)


def _day(said: dict[str, str | None], sent: dt.datetime) -> dt.datetime | None:
    """Its midnight; the last day of that number or name up to the notice."""
    midnight = sent.replace(hour=0, minute=0, second=0, microsecond=0)
    if word := said.get("word"):
        return midnight - _DAY * _BACK.get(word.lower(), 0)
    tail = said.get("tail") or ""
    numbered, weekday = re.search(r"\d{1,2}$", tail), _WEEKDAY.search(tail)
    day = said.get("day") or (numbered[0] if numbered and _MONTH.search(tail) else None)
    if day is None and weekday is None:
        return None
    days = (midnight - _DAY * back for back in range(32))
    return next((on for on in days if _is_day(on, day, weekday)), None)


def _is_day(on: dt.date, day: str | None, weekday: re.Match[str] | None) -> bool:
    named = weekday is None or on.weekday() == _WEEKDAYS.index(weekday[1])
    return named and (not day or on.day == int(day))


def _before_tail(found: re.Match[str]) -> str:
    tail = found.groupdict().get("tail") or ""
    return found[0].removesuffix(tail).strip() if found[0].endswith(tail) and not found[0].startswith("(") else found[0]


def _moment(said: dict[str, str | None], sent: dt.datetime, zone: str) -> dt.datetime | None:
    """The last such minute before the notice; None for what no clock shows and for a zone that we don't know."""
    clock = _clock(said)
    tail = said.get("tail") or ""
    there: dt.tzinfo = zone_named(zone)
    if named := _ZONE.match(tail):
        if named[1] not in _ZONES:
            return None
        there = dt.timezone(dt.timedelta(hours=_ZONES[named[1]]))
    if clock is None:
        return None
    day_en = _DAY_EN.match(tail)
    day = said.get("day") or (day_en["day"] if day_en else None)
    weekday = _WEEKDAY.search(tail)
    latest = sent.astimezone(there) + dt.timedelta(minutes=2)
    eve = int(bool(said.get("eve")) or tail.strip(" ,").lower().startswith("yesterday"))
    for back in range(eve, 32 if day or weekday else 2):
        on = latest.date() - dt.timedelta(days=back)
        at = dt.datetime.combine(on, clock, there)
        if _is_day(on, day, weekday) and at <= latest:
            return at.astimezone(dt.UTC)
    return None


def _clock(said: dict[str, str | None]) -> dt.time | None:
    hour = int(said["hour"] or 0)
    minute = 30 if said.get("half_hour") else int(said.get("minute") or 0)
    half = (said.get("half") or "").lower()
    if half in {"a", "p", "午前", "午後"}:
        if hour > 12:
            return None
        hour = hour % 12 + (12 if half in {"p", "午後"} else 0)
    try:
        return dt.time(hour, minute)
    except ValueError:
        return None
