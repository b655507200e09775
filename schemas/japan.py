"""Japan time metadata: what a Tokyo desk needs to know of when a story is."""

import datetime as dt
from typing import Literal

from schemas.story import Instant, Part


class Names(Part):
    """One thing in Japanese and in English."""

    ja: str
    en: str


class Published(Part):
    """The story's moment on the Japanese calendar.

    `basis` names the field that gave the moment.  `jst` carries +09:00.  `era` is written as newspapers do
    (令和3年3月5日, first year 元年).  `fiscal_year` begins on 1 April.  A business day is neither Saturday, Sunday
    nor a national holiday (国民の祝日に関する法律), nor 31 December to 3 January (銀行法施行令 5).
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


class Japan(Part):
    published: Published
