"""What the tests of formats share."""

from collections.abc import Callable
from typing import TypeAlias

import pytest

from schemas.reasons import Rejected
from schemas.story import Story
from services.ingest.decode import decode
from services.ingest.formats import format_of
from services.ingest.validate import validate
from services.runtime.feeds import Feed

Read: TypeAlias = Callable[[bytes], Story]


@pytest.fixture
def read(feed: Feed) -> Read:
    """Reads the one story of an entry, by whichever format takes it; a refusal is raised."""

    def one(body: bytes) -> Story:
        copy = decode(body, feed)
        [draft] = format_of(copy).parse(copy, feed)
        if isinstance(draft, Rejected):
            raise draft
        return validate(draft, copy, feed)

    return one
