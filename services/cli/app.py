"""`wire`: every command, each a few lines that put the parts together."""

import sys
from typing import NoReturn

import typer

from services.cli import dead, doctor, japan, parse, push, reparse, replay, run, schema, story, tail, topics, up
from services.cli.console import fail

app = typer.Typer(
    name="wire",
    help="Kawaraban, the wire desk: agency copy in from Redis streams, article-ready events out.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)
app.command()(up.up)
app.command()(push.push)
app.command()(tail.tail)
app.command()(parse.parse)
app.command()(japan.japan)
app.command()(reparse.reparse)
app.command()(doctor.doctor)
app.command()(replay.replay)
app.add_typer(topics.app, name="topics")
app.add_typer(story.app, name="story")
app.add_typer(dead.app, name="dead")
app.command()(run.ingest)
app.command()(run.publish)
app.command()(run.desk)
app.command()(run.migrate)
app.add_typer(schema.app, name="schema")


def main() -> NoReturn:
    """Runs a command; what a user can mend is told in one line, without a traceback."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as problem:
        told = _told(problem)
        if told is None:
            raise
        fail(told[0], code=told[1])
    sys.exit(0)


def _told(problem: Exception) -> tuple[str, int] | None:
    """What to say and the exit code: 2 for something to mend in the settings, 3 for a server that is away."""
    from pydantic import ValidationError

    from services.runtime.feeds import FeedsBroken
    from services.runtime.unavailable import Unavailable

    if isinstance(problem, ValidationError):
        first = problem.errors(include_input=False, include_url=False)[0]
        return f"WIRE_{'_'.join(map(str, first['loc'])).upper()}: {first['msg']}", 2
    if isinstance(problem, FeedsBroken):
        return str(problem), 2
    if isinstance(problem, Unavailable):
        return f"{problem}. Is the line up?  `wire doctor` tells more.", 3
    return None
