"""Writes the table of weekdays on which the Tokyo Stock Exchange doesn't trade, and why.

From the package `exchange_calendars` (Apache-2.0), which the project doesn't need otherwise:

    pip install exchange_calendars
    python -m scripts.make_market --through 2035

Each closure has to be a national holiday, year's end or a known outage, and each holiday a closure, by the table of
holidays (scripts/make_holidays.py), else nothing is written.
"""

import argparse
import datetime as dt
import importlib.metadata
from collections.abc import Iterable, Iterator
from pathlib import Path

from schemas.japan import Closure
from services.ingest.enrich.japan.calendar import holiday_of, holidays_known, is_year_end

TABLE = Path(__file__).resolve().parents[1] / "services" / "ingest" / "enrich" / "japan" / "market.tsv"
FIRST, LAST = 2000, 2030

# No trade all day: the exchange's computers failed (日本取引所グループ, 1 October 2020).
_OUTAGES = {dt.date(2020, 10, 1)}


def table(sessions: Iterable[dt.date], first: int, last: int) -> Iterator[str]:
    """Date and reason, by a tab, of the weekdays from year `first` to `last` that are no sessions.

    Raises ValueError for a closure without a reason, and for a session on a holiday.
    """
    traded = set(sessions)
    day = dt.date(first, 1, 1)
    while day.year <= last:
        why = _reason(day)
        if day.weekday() < 5 and (day in traded) != (why is None):
            msg = f"{day}: the calendar of sessions and the table of holidays differ"
            raise ValueError(msg)
        if day.weekday() < 5 and why:
            yield f"{day}\t{why}"
        day += dt.timedelta(days=1)


def _reason(day: dt.date) -> Closure | None:
    if not holidays_known(day):
        msg = f"{day}: the table of holidays ends before"
        raise ValueError(msg)
    if is_year_end(day):
        return "year_end"
    if day in _OUTAGES:
        return "outage"
    return "holiday" if holiday_of(day) else None


def _sessions(first: int, last: int) -> list[dt.date]:
    import exchange_calendars  # noqa: PLC0415  only the one who makes the table anew has it

    calendar = exchange_calendars.get_calendar("XTKS", start=f"{first}-01-01", end=f"{last}-12-31")
    return [session.date() for session in calendar.sessions]


def main() -> None:
    """Writes the table through the year of --through."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--through", type=int, default=LAST, metavar="YEAR")
    last: int = options.parse_args().through
    version = importlib.metadata.version("exchange_calendars")
    source = f"# Weekdays without trading at the Tokyo Stock Exchange: package exchange_calendars {version}, Apache-2.0"
    lines = [source, f"# {FIRST}-{last}", *table(_sessions(FIRST, last), FIRST, last)]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
