"""`wire topics`: check the term files, see why a story has its topics, tag plain text, tag stored stories anew."""

import asyncio
import datetime as dt
import gc
import io
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer
from rich.markup import escape

from services.cli.console import fail, feed_named, feeds, tell

if TYPE_CHECKING:
    from services.ingest.enrich import Rules
    from services.ingest.enrich.topics.tally import Texts
    from services.ingest.reparse import Remade

app = typer.Typer(help="IPTC Media Topics: term files, explanations, tags.", no_args_is_help=True)

Semantic = Annotated[
    bool, typer.Option("--semantic/--terms-only", help="ask the semantic layer in doubt, where it is installed")
]


@app.command()
def check(
    files: Annotated[list[Path] | None, typer.Argument(help="term files; without, all of config/topics")] = None,
) -> None:
    """Check term files; each problem with its line.  Exit code 1 if one of them can't be used."""
    from services.ingest.enrich.topics.term_file import read_term_file, read_term_files
    from services.runtime.settings import settings

    folder = settings().config_dir / "topics"
    found = [read_term_file(path) for path in files] if files else list(read_term_files(folder))
    if not found:
        fail(f"{folder}: no term file")
    problems = [problem for file in found for problem in file.problems]
    for problem in problems:
        print(problem)
    errors = sum(not problem.warning for problem in problems)
    phrases = sum(len(file.entries) for file in found)
    tell(f"{len(found)} files, {phrases} phrases, {errors} errors, {len(problems) - errors} warnings")
    raise typer.Exit(1 if errors else 0)


@app.command()
def explain(
    file: Annotated[
        Path, typer.Argument(help="wire copy, or plain text with the headline in its first line; - is stdin")
    ],
    feed: Annotated[str | None, typer.Option(help="read as this feed")] = None,
    semantic: Semantic = True,
    json: Annotated[bool, typer.Option("--json", help="one JSON object a story")] = False,
) -> None:
    """Show which words and codes led to each topic, what came near, and which words did not count and why."""
    from services.cli.topics_card import as_json, print_explanation
    from services.ingest.enrich.topics.explain import explain
    from services.ingest.enrich.topics.tagging import doubtful, topics_of
    from services.runtime.feeds import NEUTRAL

    target = feed_named(feed) if feed else NEUTRAL
    rules = _rules(semantic=semantic)
    codes = target.topic_codes
    for texts, subjects in _stories(_bytes(file), target.name if feed else None, rules):
        reading = None
        if rules.semantic and doubtful(topics_of(texts, subjects, rules.lexicon, codes=codes), texts):
            reading = rules.semantic.read(texts)
        found = explain(texts, subjects, rules.lexicon, codes=codes, reading=reading)
        if json:
            print(as_json(texts, found))
        else:
            print_explanation(texts, found)


@app.command()
def tag(
    semantic: Semantic = True,
    threshold: Annotated[
        float | None, typer.Option(min=0, max=1, help="probability below which nothing is a tag")
    ] = None,
) -> None:
    """JSON lines {"id","language","headline","text"} on stdin, {"id","topics"} on stdout, in the same order.

    A line that can't be read gives {"id": null, "topics": [], "error"} in its place, and exit code 1 at the end.
    """
    rules = _rules(semantic=semantic)
    gc.freeze()  # hundreds of thousands of rules that the collector need not look at again
    begun, told, wrong = time.monotonic(), 0, 0
    out = sys.stdout.buffer
    for lines in _blocks():
        answers = list(_tagged(lines, rules, threshold, told))
        out.write(b"".join(orjson.dumps(answer) + b"\n" for answer in answers))
        out.flush()
        told += len(answers)
        wrong += sum("error" in answer for answer in answers)
    seconds = time.monotonic() - begun
    tell(f"{told} stories in {seconds:.1f} s, {told / max(seconds, 1e-9):.0f} a second; {wrong} could not be read")
    raise typer.Exit(1 if wrong else 0)


@app.command()
def retag(
    since: Annotated[str, typer.Option(help="received since then: 7d, 24h, 30m ago, or 2026-11-20T09:00+09:00")],
    feed: Annotated[str | None, typer.Option(help="a feed of config/feeds.toml; without, all")] = None,
    diff: Annotated[bool, typer.Option("--diff", help="a line for each story that would change")] = False,
    semantic: Semantic = True,
    apply: Annotated[
        bool, typer.Option("--apply", help="save them as new revisions, and announce those that are current")
    ] = False,
) -> None:
    """Tag stored stories by today's term files, and show what each topic would gain and lose; with --apply, do it."""
    from services.cli.reparse import moment

    targets = [feed_named(feed)] if feed else list(feeds().values())
    asyncio.run(_retag([target.name for target in targets], moment(since), diff, semantic, apply))


def _rules(*, semantic: bool) -> "Rules":
    from services.ingest.enrich import read_rules
    from services.ingest.enrich.topics.lexicon import TermsBroken
    from services.runtime.settings import settings

    try:
        return read_rules(settings().config_dir, semantic=semantic and settings().semantic)
    except TermsBroken as broken:
        for problem in broken.problems:
            print(problem, file=sys.stderr)
        fail("the term files can't be used", code=2)


def _bytes(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as problem:
        fail(f"{file}: {problem.strerror}", code=2)


def _stories(body: bytes, feed: str | None, rules: "Rules") -> Iterator[tuple["Texts", Sequence[Any]]]:
    from schemas.article import Article
    from schemas.reasons import Reason
    from services.ingest.enrich.topics.tally import texts_of
    from services.ingest.pipeline import process
    from services.runtime.feeds import NEUTRAL

    for outcome in process(body, feed_named(feed) if feed else NEUTRAL, dt.datetime.now(dt.UTC), rules):
        if isinstance(outcome, Article):
            yield texts_of(outcome), outcome.subjects
        elif outcome.reason == Reason.UNSUPPORTED_FORMAT and (text := _plain(body)):
            tell("[dim]no wire format: read as plain text, its first line as the headline[/]")
            headline, _, rest = text.partition("\n")
            yield {"headline": headline, "body": rest.strip()}, []
        else:
            tell(f"[bold red]rejected:[/] {outcome.reason}: {escape(outcome.detail)}")


def _plain(body: bytes) -> str | None:
    try:
        return body.decode().strip()
    except UnicodeDecodeError:
        return None


def _blocks() -> Iterator[list[bytes]]:
    """Lines as they come: what is there is a block, so that one who writes a line at a time is answered at once."""
    rest = b""
    stdin = sys.stdin.buffer
    assert isinstance(stdin, io.BufferedReader)  # noqa: S101  as Python opens it
    while block := stdin.read1(1 << 18):
        *lines, rest = (rest + block).split(b"\n")
        for begin in range(0, len(lines), 64):
            yield lines[begin : begin + 64]
    if rest.strip():
        yield [rest]


def _tagged(lines: Sequence[bytes], rules: "Rules", threshold: float | None, before: int) -> Iterator[dict[str, Any]]:
    from services.ingest.enrich.topics.tagging import THRESHOLD, doubtful, topics_of

    limit = THRESHOLD if threshold is None else threshold
    read = [_read(line, before + number) for number, line in enumerate(lines, 1) if line.strip()]
    tagged = [topics_of(texts, [], rules.lexicon, threshold=limit) for _, texts, _ in read]
    if rules.semantic:
        doubts = [n for n, (_, texts, error) in enumerate(read) if not error and doubtful(tagged[n], texts)]
        readings = rules.semantic.read_all([read[n][1] for n in doubts])
        for n, reading in zip(doubts, readings, strict=True):
            if reading:
                tagged[n] = topics_of(read[n][1], [], rules.lexicon, reading=reading, threshold=limit)
    for (name, _, error), topics in zip(read, tagged, strict=True):
        answer = {"id": name, "topics": [topic.model_dump() for topic in topics]}
        yield answer | ({"error": error} if error else {})


def _read(line: bytes, number: int) -> tuple[Any, "Texts", str | None]:
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError as problem:
        return None, {}, f"line {number}: {problem}"
    if not isinstance(found, dict):
        return None, {}, f"line {number}: an object with id, language, headline and text is expected"
    texts: Texts = {}
    for field, name in (("headline", "headline"), ("body", "text")):
        value = found.get(name)
        if value is not None and not isinstance(value, str):
            return found.get("id"), {}, f"line {number}: {name} is no text"
        texts[field] = value or ""  # type: ignore[index]  # both are fields of the story
    return found.get("id"), texts, None


async def _retag(names: Sequence[str], since: dt.datetime, show: bool, semantic: bool, change: bool) -> None:
    from services.ingest.reparse import apply, retag
    from services.runtime.postgres import connect_postgres
    from services.runtime.settings import settings

    rules = _rules(semantic=semantic)
    pool = await connect_postgres(settings().postgres_url, size=2, name="kawaraban-retag")
    made: Counter[str] = Counter()
    gained: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    try:
        for name in names:
            async for remade in retag(pool, feed_named(name), since, rules):
                made[remade.verdict] += 1
                if remade.verdict != "differs":
                    continue
                _count(remade, gained, lost, show)
                if change:
                    made[await apply(pool, remade)] += 1
    finally:
        await pool.close()
    _sum_up(gained, lost)
    tell(f"{made['same'] + made['differs']} stories: {made['same']} the same, {made['differs']} with other topics")
    if change:
        tell(f"{made['announced']} announced, {made['saved']} saved without an event, {made['passed']} passed over")


def _count(remade: "Remade", gained: Counter[str], lost: Counter[str], show: bool) -> None:
    was = {topic["id"] for topic in remade.before["topics"]}
    now = {topic.id for topic in remade.after.topics} if remade.after else set()
    gained.update(now - was)
    lost.update(was - now)
    if show:
        signs = [f"+{_name(one)}" for one in sorted(now - was)] + [f"-{_name(one)}" for one in sorted(was - now)]
        row = remade.row
        print(f"{row['provider']}/{row['story_id']} version {row['version']}: {', '.join(signs) or 'other scores'}")


def _sum_up(gained: Counter[str], lost: Counter[str]) -> None:
    for concept in sorted(gained.keys() | lost.keys()):
        print(f"{concept}  +{gained[concept]:<6} -{lost[concept]:<6} {_name(concept)}")


def _name(concept_id: str) -> str:
    from services.ingest.enrich.topics.vocabulary import vocabulary

    concept = vocabulary().get(concept_id)
    return f"{concept.names.en} / {concept.names.ja}" if concept else concept_id
