"""Japan time metadata: what a Tokyo desk needs to know of when and where a story is."""

import datetime as dt
from typing import Literal

from pydantic import Field

from schemas.story import Instant, Part


class Names(Part):
    """One thing in Japanese and in English."""

    ja: str
    en: str


class Edition(Part):
    """The first newspaper that a story of this moment can still be in.

    `deadline` is Japan's time by which it had to come (feeds.toml).  `skipped` are the days on the way whose morning
    paper rests (新聞休刊日).
    """

    kind: Literal["morning", "evening"]
    name: Names
    date: dt.date
    deadline: dt.time
    skipped: list[dt.date] = Field(default=[])


Closure = Literal["weekend", "holiday", "year_end", "outage"]


class Market(Part):
    """The cash market of the Tokyo Stock Exchange (ISO 10383: XTKS) at this moment.

    `why` tells a day without trading.  `next_session` is the first trading day after the one of this moment.
    """

    phase: Literal["before", "morning", "lunch", "afternoon", "closed"]
    trading_day: bool
    why: Closure | None = None
    next_session: dt.date | None = None


class Published(Part):
    """The story's moment on the Japanese calendar.

    `basis` names the field that gave the moment.  `jst` is Asia/Tokyo's clock (+09:00; +10:00 in the summers of 1948
    to 1951).  `era` is written as newspapers do (令和3年3月5日, first year 元年).  `fiscal_year` begins on 1 April.  A
    business day is neither Saturday, Sunday nor a national holiday (国民の祝日に関する法律), nor 31 December to 3
    January (銀行法施行令 5).  `edition` and `market` are None where the feed or the tables don't say.
    """

    basis: Literal["updated_at", "created_at", "received_at"]
    utc: Instant
    jst: dt.datetime
    date: dt.date
    era: str | None
    weekday: Names
    holiday: Names | None
    business_day: bool
    fiscal_year: int
    previous_business_day: dt.date | None = None
    next_business_day: dt.date | None = None
    edition: Edition | None = None
    market: Market | None = None


class Prefecture(Part):
    """`code` is that of ISO 3166-2:JP."""

    code: str = Field(pattern=r"^JP-(?:0[1-9]|[1-3][0-9]|4[0-7])$")
    ja: str
    en: str


class Place(Part):
    """One place of a dateline; `text` as in the copy.

    `name_en` is there for places without a Japanese name too, whose `name` is None.  `country` is ISO 3166-1's code of
    two letters (XK for Kosovo, which has none), `zone` IANA's.  What the name alone leaves open is None: several places
    of that name are `candidates` ("府中市（東京都）"), and `flags` and `problem` say why.
    """

    text: str
    name: Names | None = None
    name_en: str | None = None
    prefecture: Prefecture | None = None
    country: str | None = None
    zone: str | None = None
    flags: list[Literal["ambiguous", "unknown"]] = Field(default=[])
    candidates: list[str] = Field(default=[])
    problem: str | None = None


DatelineFlag = Literal["ambiguous", "unknown", "several_places", "no_date", "year_supposed", "far_date", "no_such_day"]


class Located(Part):
    """What a dateline means.  `place` (as in the copy) to `zone` are those of its first place.

    `date` is the day that it names, in the year that brings it next to the story's own moment (`year_supposed`); None
    where it names none, and where without a year it is more than ten days behind that moment or three ahead
    (`far_date`).  With several places each is in `places`, in the order of the copy.
    """

    text: str
    where: Literal["dateline", "body"]
    place: str | None = None
    name: Names | None = None
    name_en: str | None = None
    prefecture: Prefecture | None = None
    country: str | None = None
    zone: str | None = None
    date: dt.date | None = None
    places: list[Place] = Field(default=[])
    flags: list[DatelineFlag] = Field(default=[])
    problem: str | None = None


Where = Literal["headline", "summary", "body"]

Precision = Literal[
    "second", "minute", "hour", "part_of_day", "day", "week", "part_of_month", "month", "quarter", "half_year",
    "part_of_year", "fiscal_year", "year", "decade",
]  # fmt: skip

DayFlag = Literal[
    "year_supposed",  # the copy names no year; the tense or the nearest decided
    "century_supposed",  # 21年, '21
    "day_supposed",  # an hour without a day, taken to be of the day it was counted from
    "company_defined",  # a company's own fiscal year may be another
    "out_of_era",  # 昭和100年: the era had ended, or had not begun
    "next_day",  # 25時30分 is of the day after
    "hour_twice",  # the clocks went back; the earlier is taken
    "zone_repaired",  # GMT9
    "may_be_general",  # 今日 as "nowadays", 1日 as "a day"
    "weekday_differs",  # the copy's weekday is not the one of its date
    "approximate",  # ごろ, around
]
ZoneSource = Literal["stated", "dateline", "feed"]


class Day(Part):
    """A date or hour that the text names, resolved.

    `start` and `end` count characters in the field `where`.  `value` is ISO 8601 at the precision of the words:
    2021-03-04, 2021-01, 2021, 2021-W09, an interval 2020-04-01/2021-03-31, a local time 2021-03-05T12:30.  `first` and
    `last` are the days that it spans, both in it.  `time` is the clock's, HH:MM, and `at` the instant where day and
    zone are known.

    `basis` tells what it was counted from: nothing (`stated`), the dateline's day, the story's own moment
    (`published`), or a day named before in the text; `base` is that day.  What can't be resolved has no `value`, a
    `problem` that says why, and `candidates` where there are some.
    """

    text: str
    where: Where
    start: int
    end: int
    value: str | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    precision: Precision | None = None
    part: Literal["early", "mid", "late"] | None = None
    time: str | None = None
    at: Instant | None = None
    zone: str | None = None
    zone_source: ZoneSource | None = None
    basis: Literal["stated", "dateline", "published", "text"] | None = None
    base: dt.date | None = None
    tense: Literal["past", "future"] | None = None
    flags: list[DayFlag] = Field(default=[])
    candidates: list[str] = Field(default=[])
    problem: str | None = None


class Person(Part):
    """A name of two words or more as the text has it; titles and honorifics are no part of it.

    `forms` holds both orders, so that either finds the story.  `family` and `given` are None where the copy does not
    show which is which.
    """

    text: str
    where: Where
    start: int
    end: int
    family: str | None = None
    given: str | None = None
    order: Literal["family_first", "given_first", "unknown"]
    forms: list[str]
    shown_by: Literal["capitals", "title", "reading", "separator"]


class Japan(Part):
    """`dateline` is None where the copy has none; `days` and `people` come in the order of the text.

    A fixture list names hundreds of days: of each list the first forty are kept, and `more` says that there are others.
    """

    published: Published
    dateline: Located | None = None
    days: list[Day] = Field(default=[])
    people: list[Person] = Field(default=[])
    more: bool = False
