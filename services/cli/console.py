"""What goes to people (stderr), beside what goes to programs (stdout)."""

from typing import TYPE_CHECKING, NoReturn

from rich.console import Console
from rich.markup import escape

if TYPE_CHECKING:
    from services.runtime.feeds import Feed

people = Console(stderr=True, highlight=False)


def tell(markup: str) -> None:
    """A line for people; `markup` is rich's."""
    people.print(markup, soft_wrap=True)


def fail(why: str, *, code: int = 1) -> NoReturn:
    tell(f"[bold red]wire:[/] {escape(why)}")
    raise SystemExit(code)


def feeds() -> dict[str, "Feed"]:
    """Raises FeedsBroken."""
    from services.runtime.feeds import read_feeds
    from services.runtime.settings import settings

    return read_feeds(settings().config_dir / "feeds.toml")


def feed_named(name: str) -> "Feed":
    known = feeds()
    if name not in known:
        fail(f"no feed {name!r} in feeds.toml, which has: {', '.join(known)}", code=2)
    return known[name]
