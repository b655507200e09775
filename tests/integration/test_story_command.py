"""`wire story` as people and programs meet it: what it prints, and its exit codes."""

import asyncio
import datetime as dt
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import get_args

import orjson
import pytest
from pydantic import SecretStr

from services.cli import story as command
from services.cli.story_card import left
from services.desk.stories import Listing
from services.ingest.store.rows import Item
from services.ingest.store.save import save
from services.runtime.feeds import Feed
from services.runtime.postgres import connect_postgres
from tests.conftest import ROOT
from tests.integration.test_stories import STORY, ahead, notice, version, withheld

Wire = Callable[..., tuple[int, str, str]]


@pytest.fixture
def wire(postgres_url: SecretStr, redis_url: SecretStr) -> Wire:
    """Exit code, stdout and stderr of `wire story …`."""
    urls = {"WIRE_POSTGRES_URL": postgres_url.get_secret_value(), "WIRE_REDIS_URL": redis_url.get_secret_value()}

    def run(*words: str, **environment: str) -> tuple[int, str, str]:
        done = subprocess.run(
            [sys.executable, "-m", "services.cli", "story", *words],
            env={**os.environ, **urls, **environment},
            cwd=ROOT,
            capture_output=True,
            timeout=60,
            check=False,
        )
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    return run


@pytest.fixture
def given(postgres_url: SecretStr) -> Callable[[Sequence[Item]], None]:
    def put(items: Sequence[Item]) -> None:
        async def run() -> None:
            pool = await connect_postgres(postgres_url, size=1)
            for one in items:
                await save(pool, [one])
            await pool.close()

        asyncio.run(run())

    return put


Given = Callable[[Sequence[Item]], None]


def test_a_story_from_the_list_to_its_release(feed: Feed, wire: Wire, given: Given) -> None:
    given([withheld(feed, 1, headline="Odd [red]headline[/red] \x1b[31m", warnings=["odd"])])
    assert STORY in wire("list", "--state", "withheld")[1]
    code, card, _ = wire("show", STORY)
    assert code == 0
    assert r"Odd [red]headline[/red] \x1b[31m" in card
    assert ("\x1b" in card, "1 hold: advance 予定稿" in card, "1 warning: odd" in card) == (False, True, True)
    assert wire("release", STORY, "--because", "prize announced")[:2] == (
        0,
        f"jiji/{STORY} version 1 goes out now\n",
    )
    assert "released by the desk: prize announced" in wire("show", STORY)[1]
    code, _, told = wire("release", STORY)
    assert (code, told) == (1, "wire: none of its versions waits for the desk\n")


def test_a_diff_names_versions_withdrawals_and_revisions(feed: Feed, wire: Wire, given: Given) -> None:
    given([version(feed, 1), version(feed, 2, headline="Harbour Bridge to Reopen in Autumn")])
    code, told, _ = wire("diff", STORY)
    assert (code, "headline: Harbour Bridge to Reopen in [-Spring-]{+Autumn+}" in told) == (0, True)
    assert wire("diff", STORY, "2", "1")[1].count("[-Autumn-]{+Spring+}") == 1
    assert wire("withdraw", STORY, "--because", "wrong")[1].endswith("nobody has had it\n")
    fields = orjson.loads(wire("diff", STORY, "2", "2w", "--json")[1])
    assert [one["field"] for one in fields] == ["change", "status"]
    assert wire("diff", STORY, "2.0", "2.3")[0] == 1
    assert wire("diff", STORY, "two")[0] == 2


def test_a_held_story_counts_down(feed: Feed, wire: Wire, given: Given) -> None:
    given([version(feed, 1, embargo_until=ahead(hours=3, seconds=30))])
    assert "held 3 h 0 min" in wire("list", "--state", "held")[1]
    [row] = [orjson.loads(line) for line in wire("list", "--json")[1].splitlines()]
    assert row["held_until"].endswith("Z")
    code, _, told = wire("release", STORY)
    assert (code, "it takes --force" in told) == (1, True)
    assert wire("release", STORY, "--version", "1", "--force")[1].endswith("goes out now\n")


def test_bytes_and_articles_go_to_programs_whole(feed: Feed, wire: Wire, given: Given) -> None:
    given([version(feed, 1)])
    assert wire("raw", STORY)[1] == f"copy of {STORY}"
    article = orjson.loads(wire("show", STORY, "--version", "1", "--json")[1])
    assert article["headline"] == "Harbour Bridge to Reopen in Spring"
    assert wire("show", STORY, "--version", "1")[1].endswith("\n\nThe bridge opens again.\n")
    story = orjson.loads(wire("show", STORY, "--json")[1])
    assert (story["story_id"], len(story["versions"])) == (STORY, 1)
    assert wire("raw", STORY, "--version", "1w")[0] == 1


def test_notices_are_matched_or_dismissed(feed: Feed, wire: Wire, given: Given) -> None:
    given([version(feed, 1), notice(feed)])
    assert "urn:notice:1 means no story that could be told" in wire("show", "urn:notice:1")[1]
    assert wire("dismiss", "urn:notice:1", "--because", " ")[0] == 2
    assert wire("dismiss", "urn:notice:1", "--because", "never had it")[:2] == (0, "jiji/urn:notice:1 dismissed\n")
    code, _, told = wire("withdraw", STORY, "--because", "why", "--notice", "urn:notice:1")
    assert (code, "waits for its story" in told) == (1, True)


def test_what_is_not_there_is_told_in_one_line(wire: Wire) -> None:
    assert wire("show", "urn:none")[::2] == (1, "wire: no story 'urn:none'\n")
    assert wire("list")[1] == "no stories\n"
    code, _, told = wire("list", WIRE_POSTGRES_URL="postgresql://nobody@127.0.0.1:1/none")
    assert (code, told.count("\n")) == (3, 1)


def test_the_command_knows_the_lists_of_the_desk() -> None:
    assert get_args(command.State) == get_args(Listing)


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(-5, "0 s"), (9, "9 s"), (70, "1 min 10 s"), (3 * 3600 + 300, "3 h 5 min"), (90000, "1 d 1 h")],
)
def test_time_left_is_told_in_two_units(seconds: int, told: str) -> None:
    assert left(dt.timedelta(seconds=seconds)) == told
