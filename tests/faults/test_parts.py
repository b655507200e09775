"""Those outside in a fault run do what they say: who pushes copy, what copy it is, and who reads events."""

import ast
import datetime as dt
import hashlib
import itertools
import statistics
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest
from pydantic import SecretStr

from schemas.reasons import Reason
from services.ingest.enrich import Rules
from services.ingest.pipeline import Outcome, Refusal, process
from services.runtime.feeds import Feed, read_feeds
from services.runtime.redis import Client
from tests.faults.copy_mix import Copy, Version, mix
from tests.faults.feeder import Feeder, connect
from tests.faults.proxy import Proxy
from tests.faults.subscriber import Subscriber
from tests.line import patient

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def link(redis_url: SecretStr) -> Iterator[Proxy]:
    with Proxy(urlsplit(redis_url.get_secret_value()).port or 6379) as proxy:
        yield proxy


@pytest.fixture
def direct(redis_url: SecretStr) -> Iterator[Client]:
    with connect(redis_url.get_secret_value()) as client:
        yield client


def _url(link: Proxy) -> str:
    return f"redis://127.0.0.1:{link.port}/0"


def _read(path: Path) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in path.read_bytes().splitlines()]


def _pushed(direct: Client) -> dict[tuple[str, str], str]:
    """The SHA-256 of all entries, by feed and id: two streams give the same ids."""
    return {
        (feed, entry_id.decode()): hashlib.sha256(fields[b"body"]).hexdigest()
        for feed in ("jiji", "jiji-ja")
        for entry_id, fields in direct.xrange(f"wire:{feed}")
    }


def _accepted(ledger: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    return {(line["feed"], line["entry_id"]): line["sha256"] for line in ledger if line["result"] == "ok"}


def _breaks(count: Callable[[], int], harm: Callable[[], None]) -> None:
    before = count()
    harm()
    patient(lambda: count() > before, 5, "it breaks")


def _goes_on(count: Callable[[], int]) -> None:
    before = count()
    patient(lambda: count() > before, 5, "it goes on")


class TestFeeder:
    def _feeder(self, url: str, run: Path, copies: Iterator[Copy], rate: float | None = None) -> Feeder:
        feeder = Feeder(url, run, copies, rate)
        feeder.start()
        return feeder

    def test_a_ledger_of_what_was_answered(self, redis_url: SecretStr, direct: Client, tmp_path: Path) -> None:
        copies = list(mix(1, 60))
        feeder = self._feeder(redis_url.get_secret_value(), tmp_path, iter(copies))
        while not feeder.done.is_set():
            if not (there := len(_pushed(direct))):
                continue
            assert len(_read(tmp_path / "ledger.jsonl")) >= there - 1
        feeder.join_ok(5)
        ledger = _read(tmp_path / "ledger.jsonl")
        assert [line["n"] for line in ledger] == list(range(1, len(copies) + 1))
        assert {line["result"] for line in ledger} == {"ok"}
        assert _accepted(ledger) == _pushed(direct)
        assert [line["canary"] for line in ledger] == [one.canary for one in copies]
        assert feeder.accepted == len(copies)

    def test_what_breaks_is_pushed_again(
        self, link: Proxy, direct: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tests.faults.feeder.ANSWER_SECONDS", 0.3)
        copies = list(mix(2, 60))
        feeder = self._feeder(_url(link), tmp_path, iter(copies), 200)
        harms: list[Callable[[], None]] = [
            link.cut,
            lambda: link.stall("down"),
            lambda: link.stall("up"),
            link.half_open,
        ]
        for harm in harms:
            _goes_on(lambda: feeder.accepted)
            _breaks(lambda: feeder.unknown, harm)
            link.heal()
        feeder.join_ok(10)
        ledger, pushed = _read(tmp_path / "ledger.jsonl"), _pushed(direct)
        accepted = _accepted(ledger)
        assert accepted.items() <= pushed.items()
        assert len(accepted) == len(copies) == feeder.accepted
        assert set(pushed.values()) <= {line["sha256"] for line in ledger}
        assert len(pushed) > len(accepted)  # an answer was lost, not the entry
        assert Counter(line["result"] for line in ledger) == {"ok": len(copies), "unknown": feeder.unknown}
        for line, following in itertools.pairwise(ledger):
            assert line["result"] == "ok" or following["sha256"] == line["sha256"]

    def test_what_is_refused_is_pushed_again(self, redis_url: SecretStr, direct: Client, tmp_path: Path) -> None:
        for feed in ("jiji", "jiji-ja"):
            direct.set(f"wire:{feed}", "no stream")
        feeder = self._feeder(redis_url.get_secret_value(), tmp_path, mix(3, 10))
        patient(lambda: feeder.refused > 1, 5, "refused")
        direct.flushall()
        feeder.join_ok(10)
        results = [(line["result"], line["entry_id"] is None, line["why"]) for line in _read(tmp_path / "ledger.jsonl")]
        assert set(results) == {("fail", True, "ResponseError"), ("ok", False, "")}
        assert results[: feeder.refused] == [("fail", True, "ResponseError")] * feeder.refused

    def test_pause_and_stop(self, redis_url: SecretStr, direct: Client, tmp_path: Path) -> None:
        feeder = self._feeder(redis_url.get_secret_value(), tmp_path, mix(5, 100_000), 500)
        patient(lambda: feeder.accepted > 3, 5, "it pushes")
        feeder.pause()
        there = feeder.accepted
        assert len(_read(tmp_path / "ledger.jsonl")) == there == len(_pushed(direct))
        feeder.join(0.2)  # at its rate a hundred entries long
        assert len(_pushed(direct)) == there
        feeder.resume()
        patient(lambda: feeder.accepted > there, 5, "it goes on")
        feeder.pause()
        there = feeder.accepted
        feeder.stop()
        feeder.join_ok(5)
        assert feeder.accepted == there
        again = self._feeder(redis_url.get_secret_value(), tmp_path, mix(6, 5))
        again.join_ok(5)
        assert [line["n"] for line in _read(tmp_path / "ledger.jsonl")] == list(
            range(1, feeder.accepted + again.accepted + 1)
        )

    def test_its_own_faults_are_not_lost(self, redis_url: SecretStr, tmp_path: Path) -> None:
        def broken() -> Iterator[Copy]:
            yield from mix(7, 1)
            raise LookupError("no more copy")

        feeder = self._feeder(redis_url.get_secret_value(), tmp_path, broken())
        with pytest.raises(LookupError, match="no more copy"):
            feeder.join_ok(5)
        assert feeder.done.is_set()


def test_a_subscriber_goes_on_from_its_last_id(link: Proxy, direct: Client, tmp_path: Path) -> None:
    def announce() -> None:
        serial = direct.xlen("articles:ready") + 1
        event = {"id": f"id-{serial}", "type": "t", "subject": "s", "data": {"version": serial, "revision": 0}}
        direct.xadd("articles:ready", {"event": orjson.dumps(event)})

    subscriber = Subscriber(_url(link), tmp_path)
    subscriber.start()
    for count, harm in enumerate([link.reset, link.cut, link.reset], start=1):
        announce()
        announce()
        _until_seen(subscriber, 2 * count)
        _breaks(lambda: subscriber.breaks, harm)
        link.heal()
    announce()
    _until_seen(subscriber, 7)
    subscriber.stop()
    seen, stream = _read(tmp_path / "subscriber.jsonl"), direct.xrange("articles:ready")
    assert [line["stream_id"] for line in seen] == [entry_id.decode() for entry_id, _ in stream]
    assert [line["sha256"] for line in seen] == [hashlib.sha256(fields[b"event"]).hexdigest() for _, fields in stream]
    assert [(line["id"], line["version"]) for line in seen] == [(f"id-{n}", n) for n in range(1, 8)]
    assert subscriber.last == seen[-1]["stream_id"]


def _until_seen(subscriber: Subscriber, count: int) -> None:
    patient(lambda: subscriber.count == count, 10, f"{count} events")


@pytest.fixture(scope="module")
def feeds() -> dict[str, Feed]:
    return dict(read_feeds(ROOT / "config" / "feeds.toml"))


def _facts(outcome: Outcome) -> object:
    if isinstance(outcome, Refusal):
        return outcome.reason.value
    return outcome.story_id, outcome.version, outcome.status, outcome.embargo_until, outcome.withdraws


def _claimed(one: Version) -> object:
    until = dt.datetime.fromisoformat(one.embargo_until) if one.embargo_until else None
    status, withdraws = ("canceled", "version") if one.withdraws else ("usable", None)
    return one.story_id, one.version, status, until, withdraws


def _of_one_story(stories: list[Version]) -> list[Version]:
    """Those of each story together, in the order in which they are sent."""
    return sorted(stories, key=lambda one: one.story_id)


def _is_late(pair: tuple[Version, Version]) -> bool:
    before, one = pair
    return before.story_id == one.story_id and one.version < before.version


class TestCopyMix:
    def test_what_is_claimed_of_it_is_so(self, rules: Rules, feeds: dict[str, Feed]) -> None:
        kinds: Counter[object] = Counter()
        for copy in mix(11, 700):
            outcomes = process(copy.make(), feeds[copy.feed], dt.datetime.now(dt.UTC), rules)
            claimed = [copy.reason] if copy.expect == "dead" else [_claimed(one) for one in copy.stories]
            assert [_facts(one) for one in outcomes] == claimed, copy.body
            for one in outcomes:
                if isinstance(one, Refusal):
                    assert copy.canary not in one.detail
                else:
                    assert copy.canary in one.headline
                    assert copy.canary in one.body.text
                    assert one.language == feeds[copy.feed].language
                    assert one.warnings == []
            kinds.update([copy.expect, copy.feed, outcomes[0].source.format, f"{len(outcomes)} items", copy.reason])
            kinds.update("kill" for one in copy.stories if one.withdraws)
            kinds.update("embargo" for one in copy.stories if one.embargo_until)
        reasons = {reason.value for reason in Reason} - {"too_large", "foreign_provider", "poison"}
        formats = {"ninjs", "newsml-g2", "nitf"}
        others = {"jiji", "jiji-ja", "stories", "dead", "either", "1 items", "2 items", "3 items", "kill", "embargo"}
        assert reasons | formats | others <= set(kinds)

    def test_its_shares(self) -> None:
        copies = list(mix(12, 2000))
        stories = [one for copy in copies for one in copy.stories]
        shares = {
            "dead": (0.03, 0.07, sum(copy.expect == "dead" for copy in copies)),
            "either": (0.01, 0.05, sum(copy.expect == "either" for copy in copies)),
            "embargo": (0.01, 0.04, sum(copy.embargo is not None for copy in copies)),
            "kill": (0.02, 0.07, sum(one.withdraws for one in stories)),
            "later": (0.10, 0.20, sum(one.version > 1 and not one.withdraws for one in stories)),
            "again": (0.01, 0.06, len(copies) - len(set(copies))),
            "late": (0.005, 0.1, sum(map(_is_late, itertools.pairwise(_of_one_story(stories))))),
        }
        assert {name: low < count / len(copies) < high for name, (low, high, count) in shares.items()} == dict.fromkeys(
            shares, True
        )
        assert 1.2 < len(copies) / 2000 < 1.5
        assert (
            1000
            < statistics.median(len(copy.body) for copy in copies)
            < 5000
            < max(len(copy.body) for copy in copies)
            < 12_000
        )

    def test_the_same_seed_makes_the_same_copy(self) -> None:
        def told(seed: int) -> list[object]:
            return [
                (one.feed, one.body, one.expect, one.stories, one.reason, one.canary, one.fields, one.embargo)
                for one in mix(seed, 300)
            ]

        assert told(13) == told(13)
        assert not {str(one) for one in told(13)} & {str(one) for one in told(14)}

    def test_an_embargo_counts_from_when_the_copy_is_made(self) -> None:
        held = [one for one in mix(15, 400) if one.embargo is not None]
        assert held
        for copy in held:
            before = dt.datetime.now(dt.UTC)
            body = copy.make()
            [story] = copy.stories
            assert story.embargo_until
            assert story.embargo_until.encode() in body
            ahead = dt.datetime.fromisoformat(story.embargo_until) - before
            assert 0.4 < ahead.total_seconds() < 3.5
            assert copy.make() == body

    def test_poison_is_good_copy_but_for_its_mark(self, rules: Rules, feeds: dict[str, Feed]) -> None:
        poison = Copy.poison("jiji", "THE MARK", 3)
        [found] = process(poison.make(), feeds["jiji"], dt.datetime.now(dt.UTC), rules)
        assert not isinstance(found, Refusal)
        assert b"THE MARK" in poison.body
        assert poison.canary in found.body.text
        assert (poison.expect, poison.reason) == ("dead", "poison")
        assert poison.body == Copy.poison("jiji", "THE MARK", 3).body != Copy.poison("jiji", "THE MARK", 4).body


@pytest.mark.parametrize("name", ["proxy", "feeder", "copy_mix", "subscriber"])
def test_the_parts_know_nothing_of_the_line(name: str) -> None:
    tree = ast.parse((Path(__file__).parent / f"{name}.py").read_text(encoding="utf-8"))
    named = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    named += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    assert named
    assert not {one.split(".")[0] for one in named} & {"services", "schemas"}
