"""The block `japan` of an article: when and where it is, by the calendar and the clocks of Japan.

Pure: the story, its source and its feed decide.
"""

import datetime as dt

from schemas.article import Source
from schemas.japan import Japan, Located, ZoneSource
from schemas.story import Story
from services.ingest.enrich.japan.dateline import located
from services.ingest.enrich.japan.days import days_of, texts_of, uncounted
from services.ingest.enrich.japan.days.anchor import Anchor
from services.ingest.enrich.japan.people import people_of
from services.ingest.enrich.japan.published import published_of
from services.ingest.reading.zones import zone_named
from services.runtime.feeds import Feed

MOST = 40
"""Entries of each list: an event must stay small."""


def japan_of(story: Story, source: Source, feed: Feed) -> Japan:
    """Days are counted from the dateline, and where it has none from the moment in `published`."""
    published = published_of(story, source, feed.deadlines)
    place, ends = located(story, published.utc, feed.zone)
    days = days_of(story, anchor_of(place, published.utc, feed.zone), ends, MOST)
    if place and "far_date" in place.flags:
        days = uncounted(days, "the dateline's day is far from the story's own")
    people = [person for where, text in texts_of(story) for person in people_of(text, where, MOST)]
    return Japan.built(
        {
            "published": published,
            "dateline": place,
            "days": days[:MOST],
            "people": people[:MOST],
            "more": len(days) > MOST or len(people) > MOST,
        }
    )


def anchor_of(place: Located | None, at: dt.datetime, zone: str) -> Anchor:
    """A weekday is one of the dateline's place: 21:10 on Thursday in Washington is Friday in Tokyo.

    `zone` is the feed's and holds where the dateline tells none.
    """
    there = place.zone if place and place.zone else None
    source: ZoneSource = "dateline" if there else "feed"
    if place and place.date:
        return Anchor(place.date, "dateline", there or zone, source)
    return Anchor(at.astimezone(zone_named(there or zone)).date(), "published", there or zone, source)
