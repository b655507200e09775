"""The services as processes."""

import gc
import sys

from services.cli.console import fail, feeds

INGEST_PORT, PUBLISH_PORT, DESK_PORT = 8081, 8082, 8080


def ingest() -> None:
    """Read the wire streams, save stories and dead letters, until SIGTERM."""
    _import_undisturbed()
    from services.ingest.app import Ingest
    from services.ingest.rulebook import RuleBook
    from services.runtime.settings import settings

    _log("ingest")
    known = feeds()
    unknown = [name for name in settings().feeds if name not in known]
    if unknown:
        fail(f"WIRE_FEEDS: no feed {unknown[0]!r} in feeds.toml", code=2)
    wanted = [feed for feed in known.values() if not settings().feeds or feed.name in settings().feeds]
    _serve(Ingest(settings(), wanted, RuleBook(settings().config_dir)).asgi(), INGEST_PORT)


def publish() -> None:
    """Send what the store has to announce into articles:ready, until SIGTERM."""
    _import_undisturbed()
    from services.publish.app import publish_app
    from services.runtime.settings import settings

    _log("publish")
    _serve(publish_app(settings()), PUBLISH_PORT)


def desk() -> None:
    """Serve announced articles over HTTP, until SIGTERM."""
    _import_undisturbed()
    from services.desk.app import desk_app
    from services.runtime.settings import settings

    _log("desk")
    _serve(desk_app(settings(), list(feeds().values())), DESK_PORT)


def migrate() -> None:
    """Bring the store's tables to what this code expects."""
    from services.migrations import MigrationFailed, migrate
    from services.runtime.settings import settings

    try:
        print(f"tables at revision {migrate(settings().postgres_url)}")
    except MigrationFailed as problem:
        fail(str(problem), code=3)


def _import_undisturbed() -> None:
    """Imports make work for the collector and nothing to collect: without it a service is up a fifth sooner."""
    gc.disable()


def _log(service: str) -> None:
    from services.runtime.logging import configure_logging
    from services.runtime.settings import settings

    configure_logging(service, settings().log_level)


def _serve(app: object, port: int) -> None:
    # All that is imported stays: a collector that does not look at it again pauses for less.
    gc.freeze()
    gc.enable()
    from services.runtime.server import serve
    from services.runtime.settings import settings

    host, port = settings().http_host, settings().http_port or port
    try:
        sys.exit(serve(app, host, port))
    except OSError as problem:
        fail(f"can't listen on {host}:{port}: {problem.strerror}", code=2)
