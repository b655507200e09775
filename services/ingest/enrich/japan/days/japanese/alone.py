"""Which day does a day of the month alone name, 5日 without its month?"""

import datetime as dt
import re

from services.ingest.enrich.japan.days.japanese.choice import Chosen, by_weekday, day_of_month, days_around
from services.ingest.enrich.japan.days.japanese.figures import COUNTED_OR_DATED, NOT_A_DAY
from services.ingest.enrich.japan.days.japanese.hours import Tail, add_tail, read_tail
from services.ingest.enrich.japan.days.japanese.reading import Reading, Told, next_sentence, same_sentence
from services.ingest.enrich.japan.days.japanese.zones import ZONES
from services.ingest.enrich.japan.days.span import Span, date_or_none, of_day

NO_SUCH_DAY = "no such day"
_IN_FIGURES = {figures: day for day in range(1, 100) for figures in (str(day), f"{day:02}")}
TO = frozenset("〜～―–—-か")
"""Signs that the words for the end of an interval begin with."""
SURE_FIRST = re.compile("[、。（(」]|付|午|夜|朝|夕|未|早|深|から|以|現在|時点|発|開|正午|に(?:発|開|行|始|会|施|閣)")
"""What follows 1日 the day, not 1日 "a day"."""


def read_alone(plain: str, begin: int, end: int, told: Told, zone: str | None) -> list[Reading] | None:
    """5日 and 15日, by far the most of all dates; None for what has more to it: kanji, 5、6両日, 5日から7日."""
    day = _IN_FIGURES.get(plain[begin : end - 1])
    if day is None or plain.startswith("前の", begin - 2):
        return None
    if NOT_A_DAY.match(plain, end):
        return []
    tail = read_tail(plain, end)
    if tail.clock is None and not tail.part and plain[tail.end : tail.end + 1] in TO:
        return None
    reading = Reading(begin, end, one_day=True)
    settle_alone(plain, reading, day, told, zone or tail.zone, tail)
    if reading.span and COUNTED_OR_DATED.match(plain, tail.end):
        leave_count(reading, reading.span)
    elif day == 1 and not SURE_FIRST.match(plain, end):
        reading.flags.append("may_be_general")
    told.take(reading)
    if tail.end > end or zone:
        add_tail(reading, tail, told, zone)
    return [reading]


def leave_count(reading: Reading, span: Span) -> None:
    """7日で may be seven days."""
    reading.candidates, reading.span = [span.value], None
    reading.problem = "a date or a number of days"


def settle_alone(plain: str, reading: Reading, day: int, told: Told, zone: str | None, tail: Tail) -> None:
    """The words after `tail`, the weekday and hour behind the date, tell the tense that decides."""
    base = told.anchor.date
    reading.basis, reading.base = told.anchor.basis, base
    if zone and (near := _next_door(day, told, zone)):
        reading.span = of_day(near)
        return
    if told.day_end == reading.start and told.day and told.day.day == day:
        reading.span = of_day(told.day)
        return
    also = _of_told_month(plain, reading.start, tail.end, day, told) if told.month else None
    if day == base.day and also in {None, base}:
        reading.span = of_day(base)
        return
    chosen = day_of_month(day, base, plain, tail.end)
    if chosen.date and also and also != chosen.date:
        chosen = Chosen(None, tuple(sorted((also, chosen.date))))
    if tail.weekday is not None:
        chosen = by_weekday(chosen, tail.weekday, base, (also, *days_around(day, base)))
    take_chosen(reading, chosen, "which month is not said")


def _next_door(day: int, told: Told, zone: str) -> dt.date | None:
    """With another zone's words the day may be one on from the base, or from the day that the brackets follow."""
    in_brackets = told.bracket >= 0
    near = told.day if in_brackets and told.day else told.anchor.date
    if near == told.anchor.date and ZONES.get(zone) in {None, told.anchor.zone} and not in_brackets:
        return None
    days = [near + dt.timedelta(days=step) for step in (0, 1, -1)]
    return next((date for date in days if date.day == day), None)


def _of_told_month(plain: str, start: int, end: int, day: int, told: Told) -> dt.date | None:
    """A month named in this sentence or the last one may go on to hold.

    Not where は before the day shows that the news itself begins here, which in the next sentence takes 5日、 too and,
    against another day than the base's own, a month that had no day.
    """
    base, month, news = told.anchor.date, told.month, plain.startswith("は", start - 1)
    own = day == base.day
    if month is None or (own and month > base):
        return None
    if same_sentence(plain, told.month_end, start):
        holds = not news
    elif next_sentence(plain, told.month_end, start):
        dated, news = told.day == month, news and plain.startswith("、", end)
        holds = dated and not news if own else dated or not news
    else:
        holds = False
    return date_or_none(month.year, month.month, day) if holds else None


def take_chosen(reading: Reading, chosen: Chosen, problem: str) -> None:
    """`problem` is why several days stay open."""
    reading.tense = chosen.tense
    if chosen.date:
        reading.span = of_day(chosen.date)
    elif chosen.candidates:
        reading.candidates = [date.isoformat() for date in chosen.candidates]
        reading.problem = problem
    else:
        reading.problem = NO_SUCH_DAY


def take_day(reading: Reading, date: dt.date | None, problem: str | None = NO_SUCH_DAY) -> None:
    reading.span = of_day(date) if date else None
    reading.problem = None if date else problem
