"""Which day or week do きのう, 同日, 先週 and 金曜日 mean?"""

import datetime as dt
import re

from services.ingest.enrich.japan.days.japanese.alone import take_day
from services.ingest.enrich.japan.days.japanese.choice import weekday_near
from services.ingest.enrich.japan.days.japanese.hours import add_tail, read_tail
from services.ingest.enrich.japan.days.japanese.reading import Basis, Reading, Told
from services.ingest.enrich.japan.days.japanese.tense import tense_after
from services.ingest.enrich.japan.days.japanese.words import (
    DAY_WORDS,
    PART_WORDS,
    TOLD_WEEKS,
    TOLD_WORDS,
    WEEK_WORDS,
    WEEKDAYS,
)
from services.ingest.enrich.japan.days.japanese.years import years_ago
from services.ingest.enrich.japan.days.span import Span, date_or_none, of_day, of_week

_KANA = re.compile("[ぁ-ん]")
_KANJI = re.compile("[一-龠]")
_BEFORE_KANA = re.compile("[はもがにでとへやのらを、]")
_AFTER_KANA = re.compile("(?:[はもがのにで、からまへとを]|だけ|ごろ|ころ|付|[^ぁ-ん]|$)")
_GENERAL = re.compile("の|では|まで|にお|に至|を担|へ")
_HAS_GENERAL = frozenset(("今日", "明日"))
_NAME = re.compile("[一-龠々ァ-ヶーの]")
"""開幕前日, 事件の翌日: counted from what happened, not from a day named before."""
_WEEK = re.compile(
    rf"(?P<week>{'|'.join(sorted((*WEEK_WORDS, *TOLD_WEEKS), key=len, reverse=True))})?"
    rf"(?:の?(?P<weekday>[{WEEKDAYS}])曜日?|(?P<end>週?末))?"
)
_WEEKDAY = re.compile(rf"[{WEEKDAYS}]曜(?:日|(?=[夜朝夕午未早深昼付]|[^一-龠々ァ-ヶー]|$))")
_NO_SINGLE = re.compile(rf"(?:[・―～〜~\-,第0-9毎終聖]|日の|[{WEEKDAYS}]、)$")
_PART_OF = {"けさ": "朝", "今朝": "朝", "今夕": "夕"}
_WEEK_DAYS = 7


def read_day_word(plain: str, start: int, end: int, told: Told, zone: str | None) -> Reading | None:
    """きのう, あす, 今夜: counted from the base."""
    word = plain[start:end]
    if word in PART_WORDS:
        return _in_part(plain, start, end, told, zone)
    if not _stands_alone(plain, start, end):
        return None
    reading = Reading(start, end, basis=told.basis, base=told.base, one_day=True)
    ago = years_ago(plain, start, told)
    day = told.base + dt.timedelta(days=DAY_WORDS[word])
    if ago is None:
        reading.span = of_day(day)
    else:
        take_day(reading, date_or_none(ago.year or 0, day.month, day.day))
    if word in _HAS_GENERAL and _GENERAL.match(plain, end):
        reading.flags.append("may_be_general")
    told.take(reading)
    add_tail(reading, read_tail(plain, end), told, zone)
    return reading


def _in_part(plain: str, start: int, end: int, told: Told, zone: str | None) -> Reading | None:
    word = plain[start:end]
    if _KANA.match(word) and not _stands_alone(plain, start, end):
        return None
    reading = Reading(start, end, basis=told.basis, base=told.base, one_day=True)
    reading.span = of_day(told.base + dt.timedelta(days=PART_WORDS[word]))
    reading.precision = "part_of_day"
    told.take(reading)
    add_tail(reading, read_tail(plain, end, _PART_OF.get(word, "夜")), told, zone)
    return reading


def _stands_alone(plain: str, start: int, end: int) -> bool:
    """No part of a longer word: きょうだい, まあすごい, 買いあさって, 静けさ."""
    if not _KANA.match(plain, start):
        return True
    before = plain[start - 1 : start] if start else ""
    if _KANA.match(before) and not _BEFORE_KANA.match(before):
        return False
    if (before == "を" and plain.startswith("あさって", start)) or (_KANJI.match(before) and plain[start] == "け"):
        return False
    return bool(_AFTER_KANA.match(plain, end))


def read_told_word(plain: str, start: int, end: int, told: Told, zone: str | None) -> Reading | None:
    """同日, 翌日, 前日: counted from the last day that the text named."""
    word = plain[start:end]
    right_after = told.day_end >= 0 and plain[told.day_end : start] in {"の", ""}
    before = plain[start - 1 : start] if start else ""
    if word != "同日" and not right_after and (_NAME.match(before) or before == "そ"):
        return None
    reading = Reading(start, end, basis="text", base=told.day, one_day=True)
    if told.day is None:
        reading.basis = None
        reading.problem = "no day named before it" if told.day_end < 0 else "the day named before it is open"
    else:
        reading.span = of_day(told.day + dt.timedelta(days=TOLD_WORDS[word]))
    if word == "翌朝":
        reading.precision = "part_of_day"
    told.take(reading)
    add_tail(reading, read_tail(plain, end, "朝" if word == "翌朝" else None), told, zone)
    return reading


def read_week(plain: str, start: int, told: Told, zone: str | None) -> Reading | None:
    """先週, 来週月曜日, 今週末.  Weeks begin on Monday (ISO 8601); what a Sunday would change stays open."""
    found = _WEEK.match(plain, start)
    if found is None or found["week"] is None:
        return _weekend_alone(plain, start) if plain.startswith("週末", start) else None
    word, basis, base = found["week"], told.basis, told.base
    step, named = (TOLD_WEEKS[word], told.day) if word in TOLD_WEEKS else (WEEK_WORDS[word], base)
    basis_of: Basis = "text" if word in TOLD_WEEKS else basis
    if named is None:
        return Reading(start, found.end(), problem="no day named before it")
    reading = Reading(start, found.end(), basis=basis_of, base=named)
    monday = named + dt.timedelta(days=_WEEK_DAYS * step - named.weekday())
    weekday = WEEKDAYS.index(found["weekday"]) if found["weekday"] else None
    if named.weekday() == 6 or weekday == 6:
        _open_week(reading, monday, weekday, from_sunday=named.weekday() == 6)
    elif found["end"]:
        reading.span = _weekend(monday)
    else:
        reading.span = of_week(monday) if weekday is None else of_day(monday + dt.timedelta(days=weekday))
    if weekday is None:
        return reading
    reading.one_day = True
    told.take(reading)
    add_tail(reading, read_tail(plain, found.end()), told, zone)
    return reading


def _open_week(reading: Reading, monday: dt.date, weekday: int | None, *, from_sunday: bool) -> None:
    """Of weeks that begin on Sunday the base may be in the next one, and 日曜日 is the first day, not the last."""
    later = monday + dt.timedelta(days=_WEEK_DAYS)
    if weekday is None:
        reading.candidates = [of_week(monday).value, of_week(later).value]
    elif from_sunday and weekday == 6:
        reading.span = of_day(monday + dt.timedelta(days=6))
        return
    else:
        first = monday + dt.timedelta(days=weekday) if from_sunday else monday - dt.timedelta(days=1)
        reading.candidates = [day.isoformat() for day in (first, first + dt.timedelta(days=_WEEK_DAYS))]
    reading.problem = "weeks may begin on Sunday or Monday"


def _weekend(monday: dt.date) -> Span:
    saturday = monday + dt.timedelta(days=5)
    sunday = monday + dt.timedelta(days=6)
    return Span(f"{saturday}/{sunday}", saturday, sunday, "day")


def _weekend_alone(plain: str, start: int) -> Reading | None:
    before = plain[start - 1 : start] if start else ""
    return None if before == "毎" else Reading(start, start + 2, problem="which weekend is not said")


def read_weekday(plain: str, start: int, told: Told, zone: str | None) -> Reading | None:
    """金曜日 alone; 第3金曜日, 土、日曜日 and 毎週金曜日 are no single days."""
    found = _WEEKDAY.match(plain, start)
    if found is None or _NO_SINGLE.search(plain, max(0, start - 2), start):
        return None
    tail = read_tail(plain, found.end())
    chosen = weekday_near(WEEKDAYS.index(plain[start]), told.base, tense_after(plain, tail.end))
    reading = Reading(start, found.end(), basis=told.basis, base=told.base, tense=chosen.tense)
    reading.one_day = True
    if chosen.date:
        reading.span = of_day(chosen.date)
    else:
        reading.candidates = [day.isoformat() for day in chosen.candidates]
        reading.problem = "that day itself or a week later"
    if chosen.tense is None:
        reading.flags.append("may_be_general")
    told.take(reading)
    add_tail(reading, tail, told, zone)
    return reading


def reopened(reading: Reading, kind: str, told: Told) -> None:
    """In a quotation of which the day is not sure: counted from the base, or from the day named before it."""
    span, doubt = reading.span, told.doubt
    if span is None or doubt is None or reading.basis != told.basis:
        return
    if kind == "week" and doubt.isocalendar()[:2] == told.base.isocalendar()[:2]:
        return
    if kind == "day":
        other = span.first - (told.base - doubt)
        reading.candidates = [other.isoformat(), span.first.isoformat()]
    reading.span = reading.value = reading.at = None
    reading.problem = "from which day is not said"
    if reading.one_day:
        told.day = None
