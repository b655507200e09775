"""An entry is followed to its event: spans as a collector gets them, over OTLP and HTTP."""

import gzip
import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import asyncpg
import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from services.ingest.enrich import Rules
from services.ingest.entry import Entry
from services.ingest.line import Line as Worker
from services.ingest.traces import Traces
from services.publish.relay import Relay
from services.runtime import tracing
from services.runtime.feeds import Feed
from services.runtime.redis import Client
from services.runtime.tracing import ENDPOINT, Tracer, start_tracing
from tests.articles import ninjs
from tests.conftest import ROOT
from tests.integration.voice import relay_of, send
from tests.line import Line, events, patient

TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
SAID = f"00-{TRACE}-{SPAN}-01"


class Collector:
    """A server that takes what is sent to /v1/traces, as protobuf."""

    def __init__(self) -> None:
        messages = pytest.importorskip("opentelemetry.proto.collector.trace.v1.trace_service_pb2")
        self.spans: list[Any] = []
        self.services: set[str] = set()
        collector = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                if self.headers.get("content-encoding") == "gzip":
                    body = gzip.decompress(body)
                assert self.path == "/v1/traces"
                for sent in messages.ExportTraceServiceRequest.FromString(body).resource_spans:
                    told = {one.key: one.value.string_value for one in sent.resource.attributes}
                    collector.services.add(told["service.name"])
                    collector.spans += [span for scope in sent.scope_spans for span in scope.spans]
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Nothing to say."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def named(self, name: str) -> list[Any]:
        return [span for span in self.spans if span.name == name]


@pytest.fixture
def collector() -> Iterator[Collector]:
    made = Collector()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def tracer(collector: Collector, monkeypatch: pytest.MonkeyPatch) -> Tracer:
    monkeypatch.setenv(ENDPOINT, collector.address)
    made = start_tracing("ingest")
    assert made is not None
    return made


@pytest.fixture
def relay(client: Client, postgres_url: SecretStr, tracer: Tracer) -> Relay:
    made = relay_of(postgres_url, client)
    made.tracer = tracer
    return made


def entry(feed: Feed, serial: int, **fields: str) -> Entry:
    said = {name.encode(): text.encode() for name, text in fields.items()}
    return Entry(feed, f"1700000000000-{serial}", {b"body": ninjs(serial), **said})


def parent_of(span: Any) -> tuple[str, str]:
    return span.trace_id.hex(), span.parent_span_id.hex()


def facts(span: Any) -> dict[str, Any]:
    return {one.key: one.value for one in span.attributes}


async def test_entry_save_and_event_are_one_story(
    collector: Collector, tracer: Tracer, relay: Relay, pool: asyncpg.Pool, rules: Rules, feed: Feed
) -> None:
    worker = Worker(pool, rules, traces=Traces(tracer))
    await worker.run([entry(feed, 1, traceparent=SAID), entry(feed, 2)])
    await send(relay)
    await tracer.close()
    led, alone = collector.named("process wire:jiji")
    assert parent_of(led) == (TRACE, SPAN)
    assert (alone.trace_id.hex() != TRACE, alone.parent_span_id) == (True, b"")
    assert facts(led)["messaging.message.id"].string_value == "1700000000000-1"
    assert [one.string_value for one in facts(led)["wire.outcomes"].array_value.values] == ["announced"]
    [saved] = collector.named("save")
    assert [link.span_id for link in saved.links] == [led.span_id, alone.span_id]
    sent = collector.named("send articles:ready")
    assert [parent_of(span) for span in sent] == [(one.trace_id.hex(), one.span_id.hex()) for one in (led, alone)]
    assert led.end_time_unix_nano <= sent[0].end_time_unix_nano
    assert collector.services == {"kawaraban-ingest"}


async def test_an_entry_of_two_tries_has_one_span(
    collector: Collector, tracer: Tracer, pool: asyncpg.Pool, rules: Rules, feed: Feed
) -> None:
    """It is parsed to see whether it is a flash, and again when its turn comes."""
    worker = Worker(pool, rules, traces=Traces(tracer))
    assert not await worker.hasten(entry(feed, 1))
    await worker.run([entry(feed, 1)])
    await tracer.close()
    assert len(collector.named("process wire:jiji")) == 1


async def test_a_traceparent_that_is_none_begins_a_new_trace(
    collector: Collector, tracer: Tracer, pool: asyncpg.Pool, rules: Rules, feed: Feed
) -> None:
    worker = Worker(pool, rules, traces=Traces(tracer))
    await worker.run([entry(feed, 1, traceparent=f"00-{'0' * 32}-{'0' * 16}-01")])
    await tracer.close()
    [span] = collector.named("process wire:jiji")
    assert any(span.trace_id)
    assert span.parent_span_id == b""


async def test_without_a_tracer_the_event_carries_what_the_producer_said(
    pool: asyncpg.Pool, rules: Rules, feed: Feed
) -> None:
    await Worker(pool, rules).run([entry(feed, 1, traceparent=SAID), entry(feed, 2)])
    rows = await pool.fetch("SELECT traceparent FROM outbox ORDER BY story_id")
    assert [row["traceparent"] for row in rows] == [SAID, None]


def test_the_services_trace_where_a_collector_is_named(collector: Collector, line: Line) -> None:
    line.environment = {ENDPOINT: collector.address, "OTEL_BSP_SCHEDULE_DELAY": "100"}
    line.up()
    with line.client() as client:
        client.xadd("wire:jiji", {"body": ninjs(1), "traceparent": SAID})
        patient(lambda: bool(events(client)), 10, "the event")
        [event] = events(client)
    patient(lambda: bool(collector.named("send articles:ready")), 10, "the last span")
    patient(lambda: bool(collector.named("process wire:jiji")), 10, "the span of the other service")
    [span] = collector.named("process wire:jiji")
    assert event["traceparent"] == f"00-{TRACE}-{span.span_id.hex()}-01"
    assert collector.services == {"kawaraban-ingest", "kawaraban-publish"}


def told(line: Line) -> list[object]:
    return [entry.get("event_type") for entry in line.log("ingest")]


def test_a_collector_that_is_away_holds_up_nobody(line: Line) -> None:
    pytest.importorskip("opentelemetry.sdk")
    quick = {"OTEL_BSP_SCHEDULE_DELAY": "100", "OTEL_EXPORTER_OTLP_TIMEOUT": "1"}
    line.environment = {ENDPOINT: "http://127.0.0.1:1", **quick}
    line.up()
    with line.client() as client:
        client.xadd("wire:jiji", {"body": ninjs(1)})
        patient(lambda: bool(events(client)), 10, "the event")
        patient(lambda: "tracing.away" in told(line), 10, "a word of it")
        client.xadd("wire:jiji", {"body": ninjs(2)})
        patient(lambda: len(events(client)) == 2, 10, "the next event")
    line.stop()
    assert line.log("ingest")[-1]["event_type"] == "ingest.down"
    assert told(line).count("tracing.away") == 1
    assert [entry for entry in line.log("ingest") if entry["level"] == "error"] == []


def test_without_a_collector_nothing_of_it_is_imported() -> None:
    script = (
        "import sys, services.ingest.app, services.publish.app, services.runtime.tracing as t;"
        "assert t.start_tracing('ingest') is None;"
        "ours = 'opentelemetry.sdk.trace', 'opentelemetry.exporter';"
        "print(sorted(name for name in sys.modules if name.startswith(ours)))"
    )
    ours = {name: value for name, value in os.environ.items() if name != ENDPOINT}
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=ours, cwd=ROOT, check=True
    )
    assert said.stdout.strip() == "[]"


def test_an_address_that_is_none_is_an_error_in_the_log_and_nothing_else() -> None:
    with capture_logs() as logs:
        assert start_tracing("ingest", {ENDPOINT: "collector:4318"}) is None
    [told] = logs
    assert (told["event_type"], told["log_level"]) == ("tracing.off", "error")
    assert "http" in told["why"]


def test_so_is_a_missing_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> Tracer:
        raise ImportError(name="opentelemetry.sdk")

    replaced: Callable[[str], Tracer] = missing
    monkeypatch.setattr(tracing, "Tracer", replaced)
    with capture_logs() as logs:
        assert start_tracing("ingest", {ENDPOINT: "http://127.0.0.1:4318"}) is None
    assert [log["event_type"] for log in logs] == ["tracing.off"]
    assert "opentelemetry.sdk" in logs[0]["why"]
