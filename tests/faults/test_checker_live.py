"""The checker on real servers: what the running line leaves is well, and what a hand does to it afterwards is found."""

import hashlib
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import asyncpg
import orjson
import pytest

from services.runtime.redis import Client
from tests.articles import ninjs
from tests.conftest import ROOT
from tests.faults.checker import Evidence, gather, verdict
from tests.line import Line, patient

_RUN = {
    "case": "by hand", "seed": 1, "feeds": ["jiji"], "provider": "jiji", "group": "ingest", "secrets": [],
    "ready_stream": "articles:ready", "ready_keep": 100_000, "attempts_max": 5, "quiet": True,
}  # fmt: skip

_Line = dict[str, Any]


def _copy() -> list[tuple[bytes, str, list[tuple[str, int, bool]]]]:
    """Bodies, what is expected of each, and its stories."""
    two = orjson.dumps([orjson.loads(ninjs(8)), orjson.loads(ninjs(9))])
    return [
        *((ninjs(n), "stories", [(f"urn:sample:{n}", 1, False)]) for n in range(5)),
        (ninjs(1, 3), "stories", [("urn:sample:1", 3, False)]),
        (ninjs(1, 2), "stories", [("urn:sample:1", 2, False)]),
        (ninjs(2, 2, pubstatus="canceled"), "stories", [("urn:sample:2", 2, True)]),
        (ninjs(2, 1), "stories", [("urn:sample:2", 1, False)]),
        (ninjs(3, 1, headline="Another Bridge"), "either", [("urn:sample:3", 1, False)]),
        (two, "stories", [("urn:sample:8", 1, False), ("urn:sample:9", 1, False)]),
        (b'{"uri":', "dead", []),
        (b"", "dead", []),
    ]


def _write(path: Path, lines: list[_Line]) -> None:
    path.write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in lines))


def _push(client: Client, n: int, body: bytes, expect: str, stories: list[tuple[str, int, bool]]) -> _Line:
    names = "story_id", "version", "withdraws"
    said = [{**dict(zip(names, story, strict=True)), "embargo_until": None} for story in stories]
    entry_id = client.xadd("wire:jiji", {"body": body}).decode()
    digest = hashlib.sha256(body).hexdigest()
    return {
        "n": n, "at": time.time() * 1000, "feed": "jiji", "result": "ok", "entry_id": entry_id, "why": "",
        "sha256": digest, "expect": expect, "stories": said, "reason": None, "canary": "",
    }  # fmt: skip


def _seen(client: Client) -> list[_Line]:
    lines = []
    for stream_id, fields in client.xrange("articles:ready"):
        event = orjson.loads(fields[b"event"])
        data = event["data"]
        lines.append({
            "at": time.time() * 1000, "stream_id": stream_id.decode(), "id": event["id"], "type": event["type"],
            "sha256": hashlib.sha256(fields[b"event"]).hexdigest(), "subject": event["subject"],
            "version": data["version"], "revision": data["revision"],
        })  # fmt: skip
    return lines


@pytest.fixture
def run(line: Line, client: Client) -> Path:
    """The folder of a run that is over and at rest, services ended; `client` empties Redis before."""
    line.up()
    with line.client() as sync:
        _write(line.folder / "ledger.jsonl", [_push(sync, n, *copy) for n, copy in enumerate(_copy(), 1)])
        patient(lambda: line.pending() == 0, 30, "all acknowledged")
        line.stop()  # the relay sends what the outbox has, and ends
        _write(line.folder / "subscriber.jsonl", _seen(sync))
    (line.folder / "run.json").write_bytes(orjson.dumps(_RUN))
    return line.folder


async def _found(line: Line) -> Evidence:
    return await gather(line.folder, line.redis_url.get_secret_value(), line.postgres_url.get_secret_value())


_Harm = Callable[[asyncpg.Pool, Client], Awaitable[object]]


def _sql(statement: str) -> _Harm:
    return lambda pool, _: pool.execute(statement)


async def _del_event(_: asyncpg.Pool, client: Client) -> None:
    [(stream_id, _fields)] = await client.xrange("articles:ready", count=1)
    await client.xdel("articles:ready", stream_id)


async def _repeat_event(_: asyncpg.Pool, client: Client) -> None:
    [(_id, fields)] = await client.xrange("articles:ready", count=1)
    await client.xadd("articles:ready", fields)


async def _unread(_: asyncpg.Pool, client: Client) -> None:
    await client.xgroup_setid("wire:jiji", "ingest", "0")


async def _pend(_: asyncpg.Pool, client: Client) -> None:
    await client.xgroup_setid("wire:jiji", "ingest", "0")
    await client.xreadgroup("ingest", "nobody", {"wire:jiji": ">"})


_HARMS: dict[str, tuple[_Harm, str]] = {
    "an outbox row deleted": (
        _sql("DELETE FROM outbox WHERE story_id = 'urn:sample:8'"),
        "versions_and_outbox_pair: urn:sample:8 version 1 is announced and has no outbox row",
    ),
    "a byte of the copy changed": (
        _sql("UPDATE wire_copy SET body = set_byte(body, 3, 88) WHERE (feed, entry_id) IN"
             " (SELECT feed, entry_id FROM wire_copy LIMIT 1)"),
        "one_row_one_fate_same_hash: copy jiji",
    ),
    "a word of an article changed": (
        _sql("""UPDATE story_version SET article = replace(article::text, 'Spring', 'Autumn')::json
                WHERE story_id = 'urn:sample:4'"""),
        "announced_once_with_stable_bytes: event",
    ),
    "a fate changed": (
        _sql("UPDATE story_version SET fate = 'history' WHERE story_id = 'urn:sample:4'"),
        "versions_and_outbox_pair: urn:sample:4 version 1 is history",
    ),
    "a version deleted": (
        _sql("DELETE FROM story_version WHERE story_id = 'urn:sample:4'"),
        "every_accepted_version_has_a_fate: entry jiji",
    ),
    "a dead letter's bytes changed": (
        _sql("UPDATE dead_letter SET body = 'x' WHERE body = ''"),
        "dead_letters_are_complete: dead letter",
    ),
    "a dead letter deleted": (
        _sql("DELETE FROM dead_letter WHERE body = 'x'"),
        "every_accepted_version_has_a_fate: entry jiji",
    ),
    "the relay's mark set back": (_sql("UPDATE relay SET sent_ms = 1"), "at_rest_all_is_empty: the relay has sent"),
    "an event deleted": (_del_event, "announced_once_with_stable_bytes: outbox row"),
    "an event repeated": (_repeat_event, "announced_once_with_stable_bytes: event"),
    "copy unread": (_unread, "at_rest_all_is_empty: wire:jiji: 13 unread"),
    "copy pending": (_pend, "at_rest_all_is_empty: wire:jiji: 0 unread, 13 pending"),
}  # fmt: skip


async def test_the_running_line_is_well_and_every_harm_is_found(
    run: Path, line: Line, pool: asyncpg.Pool, client: Client
) -> None:
    """One run for all: each harm is done on top of those before it, and says something new."""
    known = set(verdict(await _found(line)))
    assert known == set()
    for name, (harm, says) in _HARMS.items():
        await harm(pool, client)
        found = set(verdict(await _found(line)))
        assert any(one.startswith(says) for one in found - known), f"{name}: {sorted(found - known)}"
        known = found


def _command(line: Line) -> "subprocess.CompletedProcess[str]":
    urls = "--redis", line.redis_url.get_secret_value(), "--postgres", line.postgres_url.get_secret_value()
    command = [sys.executable, "-m", "tests.faults.checker", str(line.folder), *urls]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)


async def test_the_command_prints_each_breach(run: Path, line: Line, pool: asyncpg.Pool) -> None:
    well = _command(line)
    assert (well.returncode, well.stdout, well.stderr) == (0, "", "")
    await pool.execute("UPDATE relay SET sent_ms = 1")
    ill = _command(line)
    assert (ill.returncode, ill.stdout.count("\n"), ill.stderr) == (1, 1, "")
    assert ill.stdout.startswith("at_rest_all_is_empty: ")
