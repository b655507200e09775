"""Is a date or an hour that of every day, 毎日午前9時から午後5時まで, so that it names none?"""

from services.ingest.enrich.japan.days.japanese.clock import read_clock
from services.ingest.enrich.japan.days.japanese.figures import DATE
from services.ingest.enrich.japan.days.japanese.hours import read_tail
from services.ingest.enrich.japan.days.japanese.reading import Told


def take_every(kind: str, end: int, told: Told) -> None:
    """毎日 and its like (`every`) hold for what follows at once, 平日 and its like (`usual`) for an hour alone."""
    told.every_end, told.hours_alone = end, kind == "usual"


def is_every(plain: str, kind: str, begin: int, told: Told) -> bool:
    """Whether the words at `begin` belong to those of every day before them."""
    if told.hours_alone and kind != "clock":
        return False
    between = plain[told.every_end : begin]
    return len(between) < len("から") or (kind == "clock" and between in {"から", "まで"})


def pass_over(plain: str, kind: str, begin: int, end: int, told: Told) -> int:
    """Where they end; the hours joined with these are of every day too."""
    if kind == "clock":
        clock = read_clock(plain, begin, alone=True)
        end = clock[0] if clock else end
    elif kind == "figures" and (date := DATE.match(plain, begin)):
        end = read_tail(plain, date.end()).end
    take_every("usual", end, told)
    return end
