"""How the block `japan` is printed for people: a month's leaf, the moment's facts, then days and names in the text."""

import calendar
import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from services.cli.story_card import console, safe

if TYPE_CHECKING:
    from schemas.japan import Day, Japan, Located, Published

_SUNDAY, _SATURDAY = 6, 5
_PHASES = {
    "before": "before the opening 寄り付き前",
    "morning": "morning session 前場",
    "lunch": "lunch break 昼休み",
    "afternoon": "afternoon session 後場",
    "closed": "closed",
}


def print_japan(headline: str, found: "Japan") -> None:
    out = console()
    if headline:
        out.print(Text(safe(headline), style="bold"), soft_wrap=True)
    facts = Table.grid(padding=(0, 1))
    for name, value in (*_facts(found.published), *_dateline(found.dateline)):
        facts.add_row(Text(name, style="dim"), value)
    card = Table.grid(padding=(0, 2))
    card.add_row(_leaf(found.published.date), facts)
    out.print(card)
    if found.days:
        out.print(_days(found.days))
    for person in found.people:
        forms = " = ".join(person.forms)
        out.print(Text("  name  ", style="dim").append(safe(forms), style="default"), soft_wrap=True)


def _leaf(day: dt.date) -> Panel:
    """The month as wall calendars in Japan have it: from Sunday on, holidays and Sundays red, the day reversed."""
    from services.ingest.reading.eras import era_date

    grid = Table.grid(padding=(0, 1))
    grid.add_row(
        *(
            Text(name, style=_color(number))
            for number, name in zip((6, 0, 1, 2, 3, 4, 5), "日月火水木金土", strict=True)
        )
    )
    for week in calendar.Calendar(firstweekday=_SUNDAY).monthdatescalendar(day.year, day.month):
        grid.add_row(*(_cell(one, day) for one in week))
    era = (era_date(day) or "").partition("年")[0]
    month = f"{day.year}年{day.month}月"
    return Panel.fit(grid, title=f"{era}年 {month}" if era else month, border_style="dim")


def _cell(one: dt.date, day: dt.date) -> Text:
    from services.ingest.enrich.japan.calendar import holiday_of

    if one.month != day.month:
        return Text("")
    style = "red" if holiday_of(one) else _color(one.weekday())
    return Text(f"{one.day:2}", style=f"{style} reverse" if one == day else style)


def _color(weekday: int) -> str:
    return {_SUNDAY: "red", _SATURDAY: "blue"}.get(weekday, "default")


def _facts(published: "Published") -> Iterator[tuple[str, Text]]:
    day = Text(f"{published.era or published.date}（{published.weekday.ja}） {published.weekday.en}", style="bold")
    if published.holiday:
        day.append(f"  {published.holiday.ja} {published.holiday.en}", style="red")
    yield "day", day
    yield "Japan", Text(f"{published.jst:%Y-%m-%d %H:%M:%S%z} = {published.utc:%m-%d %H:%M:%SZ}")
    yield "fiscal", Text(f"{published.fiscal_year}年度")
    open_day = "open" if published.business_day else "closed"
    near = published.previous_business_day or "?", published.next_business_day or "?"
    yield "banks", Text(f"{open_day}; before {near[0]}, after {near[1]}")
    yield from _print_and_market(published)


def _print_and_market(published: "Published") -> Iterator[tuple[str, Text]]:
    if edition := published.edition:
        rests = f", no paper on {', '.join(map(str, edition.skipped))}" if edition.skipped else ""
        yield "edition", Text(f"{edition.name.ja} of {edition.date}, until {edition.deadline:%H:%M}{rests}")
    if market := published.market:
        why = f" ({market.why})" if market.why else ""
        next_session = f"; next {market.next_session}" if market.next_session else ""
        yield "market", Text(f"{_PHASES[market.phase]}{why}{next_session}")


def _dateline(located: "Located | None") -> Iterator[tuple[str, Text]]:
    if located is None:
        return
    for place in located.places:
        name = f"{place.name.en} {place.name.ja}" if place.name else ""
        prefecture = f"{place.prefecture.code} {place.prefecture.ja}" if place.prefecture else ""
        parts = [safe(place.text), name, prefecture, place.country or "", place.zone or ""]
        line = Text("  ".join(part for part in parts if part))
        if place.flags:
            line.append(f"  {', '.join(place.flags)}: {', '.join(place.candidates)}".rstrip(": "), style="yellow")
        yield "dateline", line
    if located.date:
        yield "", Text(f"{located.date}{' (year supposed)' if 'year_supposed' in located.flags else ''}")
    if located.problem:
        yield "", Text(safe(located.problem), style="yellow")


def _days(days: "list[Day]") -> Table:
    table = Table(box=None, pad_edge=False)
    for name in ("in the text", "where", "means", "counted from", "notes"):
        table.add_column(name, overflow="fold")
    for day in days:
        notes: list[str] = [*([day.tense] if day.tense else []), *day.flags]
        means = Text(day.value or "?", style="green" if day.value else "yellow")
        if day.at:
            means.append(f" = {day.at:%Y-%m-%d %H:%MZ}")
        if day.problem:
            notes = [f"{day.problem}{': ' if day.candidates else ''}{' or '.join(day.candidates)}", *notes]
        base = f"{day.basis} {day.base or ''}".strip() if day.basis else ""
        table.add_row(safe(day.text), f"{day.where} {day.start}", means, base, safe(", ".join(notes)))
    return table
