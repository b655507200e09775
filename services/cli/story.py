"""`wire story`: a story's life, and what the desk does to it by hand."""

import asyncio
import json as jsonlib
import re
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

import typer

from services.cli.console import fail

if TYPE_CHECKING:
    from services.desk.hand import Told
    from services.desk.stories import Found, Stories

app = typer.Typer(help="A story's life: its versions, what waits, what was withdrawn.", no_args_is_help=True)

State = Literal["all", "held", "withheld", "withdrawn", "blocked", "unmatched", "corrected"]
Story = Annotated[
    str, typer.Argument(help="story id, provider/id, or a beginning of it that is no other's", show_default=False)
]
Version = Annotated[str | None, typer.Option(help="3, its withdrawal 3w, or 3.1 for a revision; else the newest")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON")]
Because = Annotated[str, typer.Option("--because", help="why, as subscribers will read it", show_default=False)]

_NAME = re.compile(r"(\d{1,10})(w?)(?:\.(\d{1,9}))?", re.ASCII)


class _Version(NamedTuple):
    version: int
    withdraws: bool
    revision: int | None


def _with_stories(work: "Callable[[Stories], Awaitable[None]]") -> None:
    from services.desk.hand import NotPossible
    from services.desk.stories import NoSuchStory, Stories
    from services.runtime.postgres import connect_postgres
    from services.runtime.settings import settings

    async def run() -> None:
        pool = await connect_postgres(settings().postgres_url, size=1, name="kawaraban-cli")
        try:
            await work(Stories(pool))
        finally:
            await pool.close()

    try:
        asyncio.run(run())
    except (NoSuchStory, NotPossible) as problem:
        fail(str(problem))


def _said(because: str) -> str:
    if not because.strip():
        fail("--because needs a reason: it is what subscribers and the next shift have to go by", code=2)
    return because


def _json(what: object) -> str:
    return jsonlib.dumps(what, default=_instant, ensure_ascii=False)


def _instant(value: Any) -> str:
    return str(value.isoformat()).replace("+00:00", "Z")


def _named(name: str) -> _Version:
    found = _NAME.fullmatch(name)
    if found is None or int(found[1]) >= 2**31:
        fail(f"{name!r} is no version: 3, 3w for its withdrawal, 3.1 for a revision", code=2)
    return _Version(int(found[1]), bool(found[2]), int(found[3]) if found[3] else None)


async def _chosen(stories: "Stories", story: "Found", name: str | None) -> _Version:
    """The one that is named, else the newest: the withdrawal, where the story is withdrawn."""
    if name is not None:
        return _named(name)
    rows = [row for row in await stories.history(story) if row["version"] <= (story.version or 0)]
    if not rows:
        fail(f"nothing of {story.name} is saved")
    return _Version(rows[-1]["version"], rows[-1]["withdraws"], None)


async def _article(stories: "Stories", story: "Found", name: _Version) -> dict[str, Any]:
    return await stories.article(story, name.version, withdraws=name.withdraws, revision=name.revision)


@app.command("list")
def list_(
    state: Annotated[State, typer.Option(help="only those")] = "all",
    feed: Annotated[str | None, typer.Option(help="only this feed")] = None,
    limit: Annotated[int, typer.Option(help="at most so many", min=1)] = 100,
    json: Annotated[bool, typer.Option("--json", help="one JSON object a line")] = False,
) -> None:
    """List stories, the newest first; held ones by when they go out."""

    async def work(stories: "Stories") -> None:
        from services.cli.story_card import print_list

        rows = await stories.listed(state, feed=feed, limit=limit)
        if json:
            print(*map(_json, rows), sep="\n", end="\n" if rows else "")
        else:
            print_list(rows)

    _with_stories(work)


@app.command()
def show(story: Story, version: Version = None, json: AsJson = False) -> None:
    """Show a story's life; with --version one article of it."""

    async def work(stories: "Stories") -> None:
        from services.cli.story_card import print_article, print_card

        found = await stories.find(story)
        if version is None:
            versions = await stories.history(found)
            print(_json({**found.told(), "versions": versions})) if json else print_card(found, versions)
            return
        article = await _article(stories, found, _named(version))
        print(_json(article)) if json else print_article(article)

    _with_stories(work)


@app.command()
def diff(
    story: Story,
    old: Annotated[str | None, typer.Argument(help="a version; without any, the two newest")] = None,
    new: Annotated[str | None, typer.Argument(help="the other; without it, the newest")] = None,
    json: AsJson = False,
) -> None:
    """Show what differs between two versions, field by field."""

    async def work(stories: "Stories") -> None:
        from services.cli.story_card import console
        from services.desk.diff import as_text
        from services.desk.diff import diff as differences

        found = await stories.find(story)
        names = await _pair(stories, found, old, new)
        before, after = [await _article(stories, found, name) for name in names]
        fields = differences(before, after)
        if json:
            print(_json([asdict(one) for one in fields]))
            return
        out = console()
        out.print(as_text(fields, color=out.is_terminal and not out.no_color), end="", soft_wrap=True)

    _with_stories(work)


async def _pair(stories: "Stories", story: "Found", old: str | None, new: str | None) -> tuple[_Version, _Version]:
    if old is not None:
        return _named(old), await _chosen(stories, story, new)
    rows = await stories.history(story)
    usable = [row for row in rows if not row["withdraws"]]
    newest = (usable if len(usable) > 1 else rows)[-2:]
    if len(newest) == 2:
        one, other = [_Version(row["version"], row["withdraws"], None) for row in newest]
        return one, other
    if not newest or not newest[0]["revisions"]:
        fail(f"{story.name} has one version only, so there is nothing to compare it with")
    version, withdraws = newest[0]["version"], newest[0]["withdraws"]
    return _Version(version, withdraws, 0), _Version(version, withdraws, None)


@app.command()
def raw(story: Story, version: Version = None) -> None:
    """Print the entry that brought a version, byte for byte."""

    async def work(stories: "Stories") -> None:
        found = await stories.find(story)
        name = await _chosen(stories, found, version)
        sys.stdout.buffer.write(await stories.raw(found, name.version, withdraws=name.withdraws))

    _with_stories(work)


@app.command()
def release(
    story: Story,
    version: Annotated[int | None, typer.Option(help="else the newest that waits", min=0, max=2**31 - 1)] = None,
    force: Annotated[bool, typer.Option("--force", help="before its embargo")] = False,
    revive: Annotated[bool, typer.Option("--revive", help="though the story was withdrawn")] = False,
    because: Annotated[str, typer.Option("--because", help="why, as subscribers will read it")] = "",
) -> None:
    """Let a version go out that is withheld; with --force one that is held, with --revive one that was withdrawn."""

    async def work(stories: "Stories") -> None:
        found = await stories.find(story)
        told = await stories.release(found, version, force=force, revive=revive, why=because)
        when = f"goes out at {told.hold_until:%Y-%m-%d %H:%M:%S}Z" if told.hold_until else "goes out now"
        _tell(found, told, when)

    _with_stories(work)


@app.command()
def withdraw(
    story: Story,
    because: Because,
    notice: Annotated[str | None, typer.Option(help="the unmatched notice that means it")] = None,
) -> None:
    """Take a story back, all its versions."""

    async def work(stories: "Stories") -> None:
        found = await stories.find(story)
        meant = await stories.find(notice) if notice is not None else None
        told = await stories.withdraw(found, _said(because), meant)
        _tell(found, told, "withdrawn; nobody has had it" if told.quiet else "withdrawn; subscribers are told now")

    _with_stories(work)


@app.command()
def dismiss(notice: Story, because: Because) -> None:
    """Close a notice of withdrawal that means no story here."""

    async def work(stories: "Stories") -> None:
        found = await stories.find(notice)
        await stories.settle(found, _said(because))
        print(f"{found.name} dismissed")

    _with_stories(work)


def _tell(story: "Found", told: "Told", what: str) -> None:
    from services.desk.diff import visible

    print(f"{visible(story.name)} version {told.version} {what}")
