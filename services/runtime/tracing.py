"""Who can follow an entry to its event?  Whoever has the collector that OTEL_EXPORTER_OTLP_ENDPOINT names.

Without that variable nothing of OpenTelemetry is imported.  All others are OpenTelemetry's own: OTEL_SERVICE_NAME,
OTEL_EXPORTER_OTLP_HEADERS, OTEL_TRACES_SAMPLER, OTEL_BSP_MAX_QUEUE_SIZE …
"""

import asyncio
import logging
import os
import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, cast

from services.runtime.logging import log

if TYPE_CHECKING:
    from opentelemetry import trace

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"

_FLUSH_SECONDS = 2.0
"""What the last spans get at an end: a collector that is away holds up nobody."""

Kind = Literal["internal", "consumer", "producer"]
Facts = Mapping[str, str | int | Sequence[str]]
"""By OpenTelemetry's names for messaging where it has one, else `wire.` and ours."""

_NO_FACTS: Facts = {}


class Span:
    """Open until `end`, and told to nobody if that never comes."""

    __slots__ = ("_span",)

    def __init__(self, span: "trace.Span") -> None:
        self._span = span

    @property
    def context(self) -> "trace.SpanContext":
        return self._span.get_span_context()

    @property
    def traceparent(self) -> str | None:
        """W3C Trace Context, version 00; None where the SDK is told to trace nothing."""
        context = self.context
        if not context.is_valid:
            return None
        return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"

    def end(self, facts: Facts = _NO_FACTS) -> None:
        self._span.set_attributes(facts)
        self._span.end()


class Tracer:
    """Sends spans by OTLP over HTTP, from a thread of its own.  Raises ImportError without the extra `tracing`."""

    def __init__(self, service: str) -> None:
        from opentelemetry import trace  # noqa: PLC0415  nobody pays for it who has no collector
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator  # noqa: PLC0415

        name = os.environ.get("OTEL_SERVICE_NAME") or f"kawaraban-{service}"
        self._provider = TracerProvider(resource=Resource.create({"service.name": name}), shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(cast("Any", _Exporter(OTLPSpanExporter()))))
        # It tells of every batch that fails; ours tells once.
        logging.getLogger("opentelemetry.exporter").setLevel(logging.CRITICAL)
        self._tracer = self._provider.get_tracer("kawaraban")
        self._extract = TraceContextTextMapPropagator().extract
        self._link, self._kind = trace.Link, trace.SpanKind

    def begin(
        self,
        name: str,
        facts: Facts,
        *,
        kind: Kind = "internal",
        parent: str | None = None,
        links: Iterable[Span] = (),
    ) -> Span:
        """`parent` is a traceparent; without one, or with one that is none, it is the first span of a new trace."""
        span = self._tracer.start_span(
            name,
            # Of nothing the context is empty, else it would be the one that this task happens to be in.
            context=self._extract({"traceparent": parent} if parent else {}),
            kind=self._kind[kind.upper()],
            attributes=facts,
            links=[self._link(span.context) for span in links],
        )
        return Span(span)

    async def close(self) -> None:
        """Sends what is left, for two seconds at most: none of OpenTelemetry 1.45's own limits is kept."""
        ending = threading.Thread(target=self._provider.shutdown, daemon=True)
        ending.start()
        await asyncio.to_thread(ending.join, _FLUSH_SECONDS)


class _Exporter:
    """Another one, whose failures are told once, and that it works again."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self._is_away = False

    def export(self, spans: Sequence[object]) -> object:
        result = self._inner.export(spans)
        is_away = result.name != "SUCCESS"
        if is_away and not self._is_away:
            log().warning("spans are dropped", event_type="tracing.away", spans=len(spans))
        elif self._is_away and not is_away:
            log().info("spans go out again", event_type="tracing.back")
        self._is_away = is_away
        return result

    def shutdown(self) -> None:
        self._inner.shutdown()

    def force_flush(self, timeout_millis: int = 30000) -> bool:
        return bool(self._inner.force_flush(timeout_millis))


def start_tracing(service: str, environment: Mapping[str, str] = os.environ) -> Tracer | None:
    """None where no collector is named, and, told as an error, where it can't be used: news does not stop for it."""
    address = environment.get(ENDPOINT, "").strip()
    if not address:
        return None
    if not address.startswith(("http://", "https://")):
        log().error("no traces", event_type="tracing.off", why=f"{ENDPOINT} is no http:// or https:// address")
        return None
    try:
        return Tracer(service)
    except ImportError as problem:
        log().error("no traces", event_type="tracing.off", why=f"the extra `tracing` is not installed: {problem.name}")
        return None
