"""The block `japan` of a text in plain words."""

import datetime as dt

from schemas.japan import Day, Japan
from schemas.story import Body, Story
from services.ingest.enrich.japan import japan_of
from services.ingest.reading.language import language_of
from services.runtime.feeds import Feed
from tests.articles import article

TOKYO_FEED = Feed(name="tokyo", provider="sample", zone="Asia/Tokyo")


def block(text: str, at: str = "2021-03-05T06:00:00+00:00", feed: Feed = TOKYO_FEED) -> Japan:
    """Of a story whose body is `text`, without a headline, at the moment `at`."""
    made = article(body=Body(text=text or " ", html=""), updated_at=dt.datetime.fromisoformat(at))
    fields = {name: getattr(made, name) for name in Story.model_fields}
    language = language_of(None, text, None)
    return japan_of(Story.model_construct(**fields | {"headline": "", "language": language}), made.source, feed)


def days(text: str, at: str = "2021-03-05T06:00:00+00:00") -> list[Day]:
    return block(text, at).days


def means(text: str, at: str = "2021-03-05T06:00:00+00:00") -> list[tuple[str, str | None]]:
    """Each thing that was found in the text, and its value."""
    return [(day.text, day.value) for day in days(text, at)]
