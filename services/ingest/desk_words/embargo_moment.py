"""Which moment do the words of an embargo name?  A moment that may be two is none.

Nothing is supposed but what desks suppose: the day or year that a desk leaves out is the one around `written`.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.ingest.desk_words.embargo_words import Token
from services.ingest.desk_words.embargo_zone import Unreadable, Zone, zones_of
from services.ingest.reading.eras import read_era
from services.ingest.reading.months import month_of
from services.ingest.reading.numerals import number

_AHEAD, _BEHIND = 14, 14
"""Days: an advance copy goes out no earlier, and an embargo line stays in no later than so."""
_YEAR_AHEAD = 300
_LAST_YEAR = range(330, 381)
"""Days behind: in January desks still write the year that is over."""
_OTHER_HOUR = ("から", "より", "解禁")
"""紙面は25日付朝刊から: beside an hour, which then is that of the web or of broadcasters."""
_LAST_NIGHT = 6
"""Until this hour 25時 may be that of the day before, and あす the day that has begun."""

_WEEKDAY = {
    name: number
    for number, names in enumerate(
        ("mon lun 月", "tue die mar 火", "wed mit mer 水", "thu don jeu 木", "fri fre ven 金", "sat sam son 土",
         "sun dim 日")
    )
    for name in names.split()
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Day:
    """`short`: two figures are the year, which may as well be the day.

    `ahead`: 本日 is no day after that of `written`, あす one; `day` then is nothing.
    """

    year: int | None
    month: int | None
    day: int
    short: bool = False
    ahead: int | None = None


@dataclass(frozen=True, slots=True)
class _Clock:
    """Hours to 30, as Japanese newsrooms count a night on; `may_be_evening`: an American's 6:30 without a.m. or p.m."""

    hour: int
    minute: int
    may_be_evening: bool = False


def read_moment(tokens: Sequence[Token], written: dt.datetime | None, zone: str) -> dt.datetime:
    """In UTC.  `zone` holds where the words name none.

    - A month or a year that the words leave out: the day that comes next after `written`, at most 14 days ahead for
      the day of a month and 300 for a day with its month; else the one that is past by at most 14 days, since the
      line is left standing when the copy is sent again.
    - A weekday alone is within the next seven days; an hour alone is on the day of `written`, if it is still ahead, and
      so is one with 本日; あす is the day after.

    - A year of two figures counts where it makes a day that near and nothing but a day stands before the month.

    Raises Unreadable: no hour, figures that are neither day nor hour, two days or hours, an hour beside an edition
    that has its own, a day or an hour that never was, a weekday that is another day's, midnight (of which night?),
    12 a.m., 午前12時, 午後12時, 現地時間, zones that mean two (IST, CST) or are not in force that day, last year's
    date, and what is further off than the rules above allow.
    """
    if odd := next((token for token in tokens if token.kind == "odd"), None):
        raise Unreadable(f"{odd.text}: no moment that can be told")
    if any(token.kind == "edition" and token.text.endswith(_OTHER_HOUR) for token in tokens):
        raise Unreadable("an edition has an hour of its own")
    clocks = [_clock(token) for token in tokens if token.kind == "clock"]
    if not clocks:
        raise Unreadable("no hour")
    if stray := next((token for token in tokens if token.kind == "stray"), None):
        raise Unreadable(f"{stray.text}: neither day nor hour")
    days = {_day(token) for token in tokens if token.kind == "date"}
    weekdays = {name for token in tokens if (name := _weekday(token)) is not None}
    if len(days) > 1 or len(weekdays) > 1:
        raise Unreadable("more than one day")
    day, weekday = next(iter(days), None), next(iter(weekdays), None)
    moments = {
        _moment(day, weekday, clock, at, written)
        for clock, at in zip(clocks, zones_of(tokens, len(clocks), zone), strict=True)
    }
    if len(moments) > 1:
        raise Unreadable("more than one hour")
    return moments.pop()


def _moment(
    day: _Day | None, weekday: int | None, clock: _Clock, zone: Zone, written: dt.datetime | None
) -> dt.datetime:
    if clock.may_be_evening and zone.name.startswith("America/"):
        raise Unreadable("morning or evening?")
    if (clock.hour, clock.minute) > (24, 0) and zone.name != "Asia/Tokyo":
        raise Unreadable("no such hour")
    try:
        now = written.astimezone(zone.info).replace(tzinfo=None) if written else None
        found = [one for one in _days(day, weekday, clock, now) if weekday is None or one.weekday() == weekday]
        if found:
            return _instant(found[0], clock, zone)
    except OverflowError as problem:
        raise Unreadable("out of range") from problem
    raise Unreadable("no such day near the copy's own, or the weekday is another's")


def _days(day: _Day | None, weekday: int | None, clock: _Clock, now: dt.datetime | None) -> Iterator[dt.date]:
    """The days that the words may mean, the likeliest first; the first alone counts where no weekday decides."""
    if day is not None and day.year is not None and day.month is not None:
        yield from _whole(day, day.month, now)
    elif now is None:
        raise Unreadable("the copy has no time of its own to count from")
    elif day is not None and day.ahead is not None:
        yield from _spoken(day.ahead, clock, now)
    elif day is not None:
        yield from _near(day, now)
    else:
        yield from _ahead(weekday, clock, now)


def _whole(day: _Day, month: int, now: dt.datetime | None) -> Iterator[dt.date]:
    found = _date(day.year or 0, month, day.day)
    if found is None:
        raise Unreadable("no such day")
    if now and (now.date() - found).days in _LAST_YEAR:
        raise Unreadable("a day of last year, perhaps the year is wrong")
    if day.short and (now is None or not -_BEHIND <= (found - now.date()).days <= _YEAR_AHEAD):
        raise Unreadable("which figures are the year?")
    yield found


def _near(day: _Day, now: dt.datetime) -> Iterator[dt.date]:
    """The next such day if near, else the last one."""
    today = now.date()
    months = [(today.year, today.month + step) for step in (-1, 0, 1)]
    if day.month is not None:
        if not 1 <= day.month <= 12:
            raise Unreadable("no such day")
        months = [(today.year + step, day.month) for step in (-1, 0, 1)]
    found = [date for year, month in months if (date := _date(year + (month - 1) // 12, (month - 1) % 12 + 1, day.day))]
    most = _AHEAD if day.month is None else _YEAR_AHEAD
    near = next((date for date in found if 0 <= (date - today).days <= most), None)
    near = near or next((date for date in found if 0 < (today - date).days <= _BEHIND), None)
    if near is None:
        raise Unreadable("which month or year?")
    yield near


def _spoken(ahead: int, clock: _Clock, now: dt.datetime) -> Iterator[dt.date]:
    """本日 whose hour is over may be of another day's copy; あす in the small hours may be the morning that comes."""
    if ahead == 0:
        yield from _ahead(None, clock, now)
    elif now.hour < _LAST_NIGHT:
        raise Unreadable("あす of which night?")
    else:
        yield now.date() + dt.timedelta(days=ahead)


def _ahead(weekday: int | None, clock: _Clock, now: dt.datetime) -> Iterator[dt.date]:
    if clock.hour >= 24 and now.hour < _LAST_NIGHT:
        raise Unreadable("the night of which day?")
    steps = range(7) if weekday is not None else range(1)
    for step in steps:
        day = now.date() + dt.timedelta(days=step)
        if weekday in (None, day.weekday()):
            begin = dt.datetime.combine(day, dt.time())
            if begin + dt.timedelta(hours=clock.hour, minutes=clock.minute) <= now:
                raise Unreadable("that hour is over, of which day is it?")
            yield day


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _instant(day: dt.date, clock: _Clock, zone: Zone) -> dt.datetime:
    """Of an hour that the clocks show twice the later: an embargo rather holds too long."""
    local = dt.datetime.combine(day, dt.time()) + dt.timedelta(hours=clock.hour, minutes=clock.minute)
    at = local.replace(tzinfo=zone.info, fold=1)
    moment = at.astimezone(dt.UTC)
    if moment.astimezone(zone.info).replace(tzinfo=None) != local:
        raise Unreadable("an hour that the clocks skipped")
    if zone.abbreviation and at.tzname() != zone.abbreviation:
        raise Unreadable(f"{zone.abbreviation} is not in force that day")
    return moment


def _clock(token: Token) -> _Clock:
    said = token.found.groupdict()
    if said["noon"] or said["shogo"]:
        return _Clock(12, 0)
    form = next(number for number in "1234567" if said[f"h{number}"])
    hour, minute = int(said[f"h{form}"]), 30 if said["half_past"] else int(said[f"i{form}"] or 0)
    if minute > 59:
        raise Unreadable("no such hour")
    if form == "1":
        return _half(hour, minute, afternoon=said["half"].lower() == "p")
    if part := said["part"] or said["part2"]:
        return _of_half_day(hour, minute, part, token.text)
    if (hour, minute) > ((30, 0) if form in "23" else (24, 0)):
        raise Unreadable("no such hour")
    spoken = form in "34" and 1 <= hour <= 12 and not token.text.startswith("0")
    return _Clock(hour, minute, may_be_evening=spoken)


def _half(hour: int, minute: int, *, afternoon: bool) -> _Clock:
    if not 1 <= hour <= 12:
        raise Unreadable("no such hour")
    if hour == 12 and minute == 0 and not afternoon:
        raise Unreadable("midnight of which day?")
    return _Clock(hour % 12 + 12 * afternoon, minute)


def _of_half_day(hour: int, minute: int, part: str, words: str) -> _Clock:
    """午後12時 is midnight to some and noon to others."""
    afternoon = part[0] in "pP" or part == "午後"
    if hour == 12:
        first = 12 * afternoon
        raise Unreadable(f"{words} may be {first}:{minute:02} or {first + 12}:{minute:02}")
    if hour > 12:
        raise Unreadable("no such hour")
    return _Clock(hour + 12 * afternoon, minute)


def _day(token: Token) -> _Day:
    said = token.found.groupdict()
    if said["today"] or said["tomorrow"]:
        return _Day(None, None, 0, ahead=1 if said["tomorrow"] else 0)
    form = next(number for number in "1234567890" if said.get(f"d{number}") or said.get(f"a{number}"))
    figures = said.get(f"y{form}")
    year = _year(figures) if figures else None
    if era := said["era"] or said["era9"]:
        year = read_era("令和", number(era) or 0).year
    if form in "67":
        return _slashed(int(said[f"a{form}"]), int(said[f"b{form}"]), year)
    day, short = int(said[f"d{form}"]), figures is not None and len(figures) == 2
    if name := said.get(f"n{form}"):
        return _Day(year, month_of(name) or 0, day, short)
    month = said[f"m{form}"]
    if short and day <= 12 and month != said[f"d{form}"]:
        raise Unreadable("which is the month?")
    return _Day(year, int(month) if month else None, day, short)


def _year(figures: str) -> int:
    return int(figures) + (2000 if len(figures) == 2 else 0)


def _slashed(first: int, second: int, year: int | None) -> _Day:
    """Americans write the month first, others the day."""
    if first <= 12 < second:
        return _Day(year, first, second)
    if second <= 12 < first or first == second:
        return _Day(year, second, first)
    raise Unreadable("which is the month?")


def _weekday(token: Token) -> int | None:
    """Of a weekday of its own, or of that behind a date."""
    if token.kind == "date":
        return _WEEKDAY[token.found["w4"]] if token.found["w4"] else None
    if token.kind != "weekday":
        return None
    name = token.found["kanji"] or token.found["en"].lower()
    return 5 if name.startswith("sonna") else 6 if name.startswith("sonnt") else _WEEKDAY[name[:3]]
