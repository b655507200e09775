"""Where and on which day was a story written, by its dateline?"""

import datetime as dt
import re
from functools import lru_cache
from typing import Literal

from schemas.japan import DatelineFlag, Located, Place
from schemas.story import Dateline, Story
from services.ingest.enrich.japan.dateline.agencies import is_agency, without_agency
from services.ingest.enrich.japan.dateline.cities import all_known, are_certain, are_clear, cities, may_be_place
from services.ingest.enrich.japan.dateline.day import Meant, day_meant, said_in
from services.ingest.enrich.japan.dateline.head import Head, head_of_place, heads_of
from services.ingest.enrich.japan.places.region import is_region
from services.ingest.reading.zones import zone_named

_LONGEST = 300
_AGENCY_FIRST = re.compile(r"\([A-Z]{2,10}\) [-–] ")
_BRACKET = re.compile(r"\s*(?:[(（](?P<inside>[^()（）]*)[)）]|/[A-Za-z ]{2,20}/)[\s.]*$")
_DASH = re.compile(r"[\s–—_-]+$")
_AROUND = " ,、\u3000【】［］[]＝="
# Cities named as families or other words are: "MIYAZAKI: I draw" is talk, unless a day or an agency is there.
_WORDS = frozenset({
    "akita", "chiba", "fukui", "fukushima", "ishikawa", "kawasaki", "kumamoto", "matsuyama", "miyazaki", "nagano",
    "nagasaki", "okayama", "sakai", "toyama", "yamagata", "yamaguchi", "charlotte", "male", "nice",
})  # fmt: skip


_DAY_ALONE = Place(text="")
_NOTHING = Place(text="", flags=["unknown"], problem="names no place")


def located(story: Story, at: dt.datetime, zone: str) -> tuple[Located | None, int]:
    """What the dateline means, and where it ends in the body (0: the body does not begin with it).

    The story's own `dateline` counts, else one at the head of the body.  There an agency that we know has to stand in
    it.  Without one only the first line counts, and a city whose name needs no region or has it beside it (beside a
    Japanese newsroom's own name any that is clear), since much else is shaped so: JORDAN: I think, 【速報】.  `zone`
    holds where the place has none.
    """
    text = story.body.text
    if story.dateline is not None:
        return _of_field(story.dateline, text, at, zone)
    head = next((head for head in heads_of(text) if _is_dateline(head)), None)
    if head is None:
        return None, 0
    return _located("body", head.text, head.place, head.day, _day_there(head.place, at, zone)), head.end


def _is_dateline(head: Head) -> bool:
    place = head.place
    if head.by_known_agency:
        if not place:
            return bool(head.day and said_in(head.day))
        return not is_agency(place) and (all_known(cities(place)) or may_be_place(place))
    if not (head.leads and head.by_someone):
        return False
    if head.agency is None and head.day is None and place.casefold() in _WORDS:
        return False
    return are_certain(place) or (head.by_writer and are_clear(place))


def _day_there(place: str, at: dt.datetime, zone: str) -> dt.date:
    found = cities(place)
    try:
        return at.astimezone(zone_named((found and found[0].zone) or zone)).date()
    except OverflowError:  # the first and the last day that there are
        return at.date()


def _of_field(dateline: Dateline, body: str, at: dt.datetime, zone: str) -> tuple[Located, int]:
    """What the field leaves out, the head of the text may say, if it is of the same place."""
    if len(dateline.text) + len(dateline.place or "") > _LONGEST:
        return Located(text=dateline.text, where="dateline", flags=["unknown"], problem="too long for a dateline"), 0
    place, day = _parts(dateline.text, dateline.place)
    head = head_of_place(body, place)
    if head:
        day = day or head.day
    there = _day_there(place, at, zone)
    return _located("dateline", dateline.text, place, day, there, dateline.date), head.end if head else 0


@lru_cache(maxsize=1024)
def _parts(text: str, place: str | None) -> tuple[str, str | None]:
    """Place and day of a dateline as written; the place as the field has it, with what the text says beside it."""
    found, day = _split(text)
    named = _split(place)[0] if place else ""
    return (found if not named or found.casefold().startswith(named.casefold()) else named), day


def _split(text: str) -> tuple[str, str | None]:
    """The place may stand behind the day: 令和3年3月5日 東京."""
    plain = without_agency(_without_bracket(text).strip(_AROUND))
    said = said_in(plain)
    if said is None:
        return plain.strip(_AROUND), None
    before, after = (part.strip(_AROUND + "/-–—") for part in (plain[: said.start], plain[said.end :]))
    return before or after, said.text


def _without_bracket(text: str) -> str:
    """An agency's, or one around all; ポートランド（米オレゴン州） keeps its own."""
    plain = _DASH.sub("", _AGENCY_FIRST.sub("", text))
    bracket = _BRACKET.search(plain)
    if not bracket:
        return plain
    inside = bracket["inside"] or ""
    if not plain[: bracket.start()].strip():
        return inside
    return plain if is_region(inside) and not is_agency(inside) else plain[: bracket.start()]


@lru_cache(maxsize=1024)
def _located(
    where: Literal["dateline", "body"],
    text: str,
    place: str,
    day: str | None,
    near: dt.date,
    date: dt.date | None = None,
) -> Located:
    """Most stories of a day share a few datelines."""
    places = cities(place)
    said = said_in(day) if day else None
    first = places[0] if places else _DAY_ALONE if said else _NOTHING
    meant = Meant(date) if date else day_meant(said, near) if said else Meant(None, ("no_date",))
    several: list[DatelineFlag] = ["several_places"] if len(places) > 1 else []
    problems = [one.problem for one in places[:1] if one.problem] + ([meant.problem] if meant.problem else [])
    return Located(
        text=text,
        where=where,
        place=first.text or None,
        name=first.name,
        name_en=first.name_en,
        prefecture=first.prefecture,
        country=first.country,
        zone=first.zone,
        date=meant.date,
        places=list(places),
        flags=[*first.flags, *several, *meant.flags],
        problem="; ".join(problems) or None,
    )
