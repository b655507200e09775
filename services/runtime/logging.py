"""One JSON object a line on stdout; on a terminal, something that people read."""

import logging
import sys
from typing import Any, cast

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger


def _dumps(event: EventDict, **_: Any) -> str:
    return orjson.dumps(event, default=str).decode()


def _level_name(_: WrappedLogger, method: str, event: EventDict) -> EventDict:
    event["level"] = "error" if method == "exception" else method
    return event


def configure_logging(service: str, level: str = "INFO") -> None:
    """Sends structlog and the standard library's loggers the same way.  `service` is on every line."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(),
        lambda _, __, event: {"service": service, **event},
    ]
    pretty = sys.stdout.isatty()
    render: Processor = (
        structlog.dev.ConsoleRenderer() if pretty else structlog.processors.JSONRenderer(serializer=_dumps)
    )
    structlog.configure(
        processors=[_level_name, *shared, render],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    foreign: list[Processor] = [structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name, *shared]
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=foreign,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(logging.getLevelNamesMapping()[level], logging.INFO))
    # uvicorn tells of every start and stop of its own, which our own two lines already say.
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    # FastStream 0.7.8 gives its logger a handler of its own when it is imported.
    faststream = logging.getLogger("faststream")
    faststream.handlers, faststream.propagate = [], True
    faststream.setLevel(logging.WARNING)


def log() -> structlog.typing.FilteringBoundLogger:
    return cast("structlog.typing.FilteringBoundLogger", structlog.get_logger())
