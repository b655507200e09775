"""What a worker and a relay count, on real servers."""

import datetime as dt

import asyncpg
import pytest
from prometheus_client import REGISTRY
from pydantic import SecretStr
from structlog.testing import capture_logs

from schemas.reasons import Reason
from services.ingest import pipeline
from services.ingest.enrich import Rules
from services.ingest.entry import Entry
from services.ingest.figures import expect
from services.ingest.line import Line
from services.runtime.circuit import Circuit
from services.runtime.feeds import Feed
from services.runtime.redis import Client
from services.runtime.unavailable import Unavailable
from tests.articles import ninjs
from tests.integration.voice import relay_of, send

FEED = Feed(name="counted", provider="counted", zone="Asia/Tokyo", language="en")
"""Its own, since figures are the process's."""


def value(name: str, **labels: str) -> float:
    found = REGISTRY.get_sample_value(name, labels)
    assert found is not None, f"{name}{labels} is not shown"
    return found


def stories(outcome: str, form: str = "ninjs", reason: str = "") -> float:
    return value("wire_stories_total", feed=FEED.name, format=form, outcome=outcome, reason=reason)


def of_feed(name: str) -> float:
    return value(name, feed=FEED.name)


def entry(serial: int, body: bytes, **fields: str) -> Entry:
    now = int(dt.datetime.now(dt.UTC).timestamp() * 1000)
    said = {name.encode(): text.encode() for name, text in fields.items()}
    return Entry(FEED, f"{now}-{serial}", {b"body": body, **said})


@pytest.fixture(autouse=True)
def _expected() -> None:
    expect([FEED])


def test_all_that_a_feed_may_count_is_there_at_0_and_no_more() -> None:
    expect([Feed(name="silent", provider="silent")])
    shown = [
        sample
        for family in REGISTRY.collect()
        for sample in family.samples
        if sample.labels.get("feed") == "silent" and not sample.name.endswith("_bucket")
    ]
    assert {sample.value for sample in shown} == {0.0}
    kinds = {
        (one.labels["format"], one.labels["outcome"], one.labels["reason"])
        for one in shown
        if one.name == "wire_stories_total"
    }
    assert kinds == {("none", "rejected", str(reason)) for reason in Reason}
    assert len(shown) < 60
    assert not [one for one in shown if one.name == "wire_last_story_timestamp_seconds"]


async def test_stories_by_format_outcome_and_reason(pool: asyncpg.Pool, rules: Rules) -> None:
    line = Line(pool, rules)
    await line.run([entry(9, ninjs(9))])
    assert stories("blocked") == 0  # once a story of the format has come, all its fates are there
    before = stories("announced"), stories("rejected", "none", "unsupported_format"), stories("duplicate")
    saved = of_feed("wire_save_lag_seconds_count")
    begun = dt.datetime.now(dt.UTC).timestamp()
    await line.run([entry(1, ninjs(1)), entry(2, b"no copy at all"), entry(3, ninjs(1)), entry(4, ninjs(2))])
    after = stories("announced"), stories("rejected", "none", "unsupported_format"), stories("duplicate")
    assert [new - old for old, new in zip(before, after, strict=True)] == [2, 1, 1]
    assert of_feed("wire_save_lag_seconds_count") - saved == 3
    assert begun <= of_feed("wire_last_story_timestamp_seconds") <= dt.datetime.now(dt.UTC).timestamp()


async def test_the_wire_clock_is_held_against_the_receipt(pool: asyncpg.Pool, rules: Rules) -> None:
    lag, count = of_feed("wire_receive_lag_seconds_sum"), of_feed("wire_receive_lag_seconds_count")
    ahead = of_feed("wire_clock_ahead_stories_total")
    received = "2026-11-20T03:00:30Z"
    late = [ninjs(1, versioncreated="2026-11-20T12:00:00+09:00"), ninjs(2, versioncreated="2026-11-20T12:00:40+09:00")]
    wrong = ninjs(3, versioncreated="2026-11-20T12:10:00+09:00")
    await Line(pool, rules).run([entry(n, body, received=received) for n, body in enumerate([*late, wrong])])
    assert of_feed("wire_receive_lag_seconds_sum") - lag == pytest.approx(30)  # what is ahead counts as 0
    assert of_feed("wire_receive_lag_seconds_count") - count == 3
    assert of_feed("wire_clock_ahead_stories_total") - ahead == 1


async def test_each_step_is_timed_once_an_entry(pool: asyncpg.Pool, rules: Rules) -> None:
    steps = ("read", "validate", "enrich", "save")
    before = [value("wire_step_seconds_count", step=step) for step in steps]
    # Two stories in one entry; one that is refused unread; one that is refused when it is looked at.
    page = b'{"items": [%s, %s]}' % (ninjs(1), ninjs(2))
    bodies = [page, b"no copy at all", ninjs(3, uri="x" * 600)]
    await Line(pool, rules).run([entry(n, body) for n, body in enumerate(bodies)])
    after = [value("wire_step_seconds_count", step=step) for step in steps]
    assert [new - old for old, new in zip(before, after, strict=True)] == [3, 2, 1, 1]


async def test_an_event_is_timed_by_its_feed(
    pool: asyncpg.Pool, rules: Rules, client: Client, postgres_url: SecretStr
) -> None:
    await Line(pool, rules).run([entry(1, ninjs(1)), entry(2, ninjs(2))])
    before = REGISTRY.get_sample_value("wire_announce_lag_seconds_count", {"feed": FEED.name}) or 0
    await send(relay_of(postgres_url, client))
    assert of_feed("wire_announce_lag_seconds_count") - before == 2


async def test_a_server_that_was_away_and_is_back_is_counted() -> None:
    circuit, before = Circuit("postgres", "store"), value("wire_reconnects_total", server="postgres")
    answers = iter([Unavailable("away"), Unavailable("away"), None])

    async def work() -> None:
        if answer := next(answers):
            raise answer

    await circuit.through(work)
    assert value("wire_reconnects_total", server="postgres") - before == 1


async def test_a_fault_of_ours_is_an_error_in_the_log_and_a_refusal_is_none(
    pool: asyncpg.Pool, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyError

    with capture_logs() as logs:
        await Line(pool, rules).run([entry(1, b"no copy at all")])
        monkeypatch.setattr(pipeline, "validate", broken)
        await Line(pool, rules).run([entry(2, ninjs(2))])
    told = [(log["event_type"], log["reason"], log["log_level"]) for log in logs]
    assert told == [
        ("story.rejected", "unsupported_format", "info"),
        ("story.rejected", "poison", "error"),
    ]
