"""From what are the days of a text counted?"""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from schemas.japan import ZoneSource


@dataclass(frozen=True, slots=True)
class Anchor:
    """`date` is the day from which relative days are counted, in `zone`, whose clock the text goes by.

    It is the dateline's day where the dateline has one, else the day of the story's own moment in that zone (`basis`
    tells).  `zone_source`: the zone is that of the dateline's place, else the feed's.
    """

    date: dt.date
    basis: Literal["dateline", "published"]
    zone: str
    zone_source: ZoneSource
