"""What counts as a flash, and that no flash is missed at a glance."""

import datetime as dt

import pytest

from schemas.article import Article
from services.ingest.enrich import Rules
from services.ingest.flash import is_flash, looks_urgent
from services.ingest.pipeline import process
from services.runtime.feeds import NEUTRAL, Feed, Markers
from tests.articles import article, ninjs
from tests.conftest import ROOT, SHARED

_AT = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
_NITF = b'<?xml version="1.0"?><nitf><head><docdata><urgency ed-urg="%d"/></docdata></head></nitf>'
_CALM = [
    ninjs(1, urgency=5),
    ninjs(1, urgency=12),
    _NITF % 3,
    b"<Urgency FormalName='4'/>",
    b"<urgency>5</urgency>",
    b"Ferry prices: a matter of priority 3 for the council, urgency none.",
]
_URGENT = [
    ninjs(1, urgency=1),
    ninjs(1, urgency="2"),
    ninjs(1, headline="FLASH: Bridge closed"),
    ninjs(1, headline="【速報】橋が通行止め"),
    b'{"headline": "\\u3010\\u901f\\u5831\\u3011"}',
    "【速報】橋が通行止め".encode("cp932"),
    "【速報】橋が通行止め".encode("euc_jp"),
    "【速報】橋が通行止め".encode("utf-16"),
    _NITF % 1,
    b'<Urgency FormalName="2"/>',
    b'<Property FormalName="Priority" Value="1"/>',
    b"<urgency>1</urgency>",
    b"\x01abc0123 1 sp 100\n",
    b"\x16\x16\x01ap0001\x1f\nf a\x13\n",
]


@pytest.mark.parametrize("body", _CALM)
def test_what_is_calm_waits(body: bytes) -> None:
    assert not looks_urgent(body, NEUTRAL)


@pytest.mark.parametrize("body", _URGENT)
def test_what_is_urgent_shows_at_a_glance(body: bytes) -> None:
    assert looks_urgent(body, NEUTRAL)


def test_a_feed_has_words_of_its_own() -> None:
    feed = Feed(name="night", markers=Markers(flash=["至急報"]))
    headline = "至急報: 橋が通行止め"
    assert is_flash(article(headline=headline), feed)
    assert looks_urgent(ninjs(1, headline=headline), feed)
    assert not looks_urgent(ninjs(1, headline=headline), NEUTRAL)


@pytest.mark.parametrize(
    ("changes", "flash"),
    [
        ({"urgency": 1}, True),
        ({"urgency": 2}, True),
        ({"urgency": 3}, False),
        ({"urgency": None}, False),
        ({"headline": "【速報】橋が通行止め"}, True),
        ({"headline": "URGENT: Bridge closed"}, True),
        ({"headline": "GDP速報値は年率2%増"}, False),
        ({"headline": "Flash floods close bridge"}, False),
        ({"urgency": 1, "withdraws": "version", "status": "canceled"}, False),
    ],
)
def test_urgency_and_desk_words_make_a_flash_and_a_kill_is_none(changes: dict[str, object], *, flash: bool) -> None:
    assert is_flash(article(**changes), NEUTRAL) is flash


def test_no_flash_of_samples_and_corpus_is_missed_at_a_glance(rules: Rules) -> None:
    roots = [ROOT / "samples", SHARED / "corpus"]
    flashes = calm = 0
    for path in sorted(path for root in roots for path in root.rglob("*") if path.is_file()):
        body = path.read_bytes()
        made = [one for one in process(body, NEUTRAL, _AT, rules) if isinstance(one, Article)]
        if any(is_flash(one, NEUTRAL) for one in made):
            assert looks_urgent(body, NEUTRAL), path
            flashes += 1
        else:
            calm += not looks_urgent(body, NEUTRAL)
    assert flashes >= 3
    assert calm >= 20 * flashes // 3  # it tells them apart, it does not call all of them urgent
