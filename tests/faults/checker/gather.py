"""Where the evidence of a run comes from: the run's folder, the store and the streams, read when all is at rest."""

import asyncio
import datetime as dt
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import orjson
import redis.exceptions as errors
from redis.asyncio import Redis

from tests.faults.checker.evidence import (
    Copy,
    Entry,
    Evidence,
    Exit,
    Fault,
    Group,
    Key,
    Letter,
    Loss,
    Pending,
    Push,
    Replay,
    Retry,
    Revision,
    Row,
    Run,
    Said,
    Scrape,
    Seen,
    Version,
    stream_id,
)

_PAGE = 500
_PENDING_SHOWN = 1000
"""Of each group; one is a breach already."""


async def gather(run: Path, redis_url: str, postgres_url: str) -> Evidence:
    """Raises what the servers' clients raise if one is away, and ValueError or KeyError for a file that is broken."""
    files = _of_files(run)
    store, streams = await asyncio.gather(_of_store(postgres_url), _of_streams(redis_url, files["run"]))
    return Evidence(**files, **store, **streams)


# --- files ---


def _of_files(run: Path) -> dict[str, Any]:
    replay = run / "replay.json"
    return {
        "run": _run(orjson.loads((run / "run.json").read_bytes())),
        "ledger": [_push(line) for line in _lines(run / "ledger.jsonl")],
        "seen": [_seen(line) for line in _lines(run / "subscriber.jsonl")],
        "faults": [Fault(line["at"], line["fault"], tuple(line["loud"])) for line in _lines(run / "faults.jsonl")],
        "losses": [_loss(line) for line in _lines(run / "losses.jsonl")],
        "exits": [
            Exit(line["at"], line["name"], line["code"], line["expected"]) for line in _lines(run / "exits.jsonl")
        ],
        "deaths": [line["sha256"] for line in _lines(run / "deaths.jsonl")],
        "scrapes": [_scrape(path) for path in sorted(run.glob("metrics/*.prom"))],
        "logs": {path.name: _log(path) for path in sorted(run.glob("*.log"))},
        "replay": _replay(orjson.loads(replay.read_bytes())) if replay.exists() else None,
    }


def _lines(path: Path) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []


def _log(path: Path) -> list[bytes]:
    # bytes.splitlines() would hide a carriage return.
    found = path.read_bytes().removesuffix(b"\n")
    return found.split(b"\n") if found else []


def _run(found: dict[str, Any]) -> Run:
    return Run(
        case=found["case"],
        seed=found["seed"],
        feeds=tuple(found["feeds"]),
        provider=found["provider"],
        group=found["group"],
        ready_stream=found["ready_stream"],
        ready_keep=found["ready_keep"],
        attempts_max=found["attempts_max"],
        secrets=tuple(found["secrets"]),
    )


def _push(line: dict[str, Any]) -> Push:
    plain = {name: line[name] for name in ("n", "at", "feed", "result", "entry_id", "sha256", "expect", "reason")}
    return Push(**plain, stories=tuple(map(_said, line["stories"])), canary=line["canary"] or "")


def _said(story: dict[str, Any]) -> Said:
    until = story["embargo_until"]
    return Said(
        story["story_id"], story["version"], story["withdraws"], dt.datetime.fromisoformat(until) if until else None
    )


def _seen(line: dict[str, Any]) -> Seen:
    facts = {name: line[name] for name in ("at", "sha256", "id", "type", "subject", "version", "revision")}
    facts |= {name: -1 for name, value in facts.items() if value is None}
    return Seen(**facts, stream_id=stream_id(line["stream_id"]))


def _loss(line: dict[str, Any]) -> Loss:
    return Loss(line["why"], line["feed"], stream_id(line["from"]), stream_id(line["to"]))


def _scrape(path: Path) -> Scrape:
    name, ms = path.stem.rsplit("-", 1)
    return Scrape(name, float(ms), path.read_text("utf-8"))


def _replay(found: dict[str, Any]) -> Replay:
    return Replay(found["exit"], found["before"], found["after"], found["said"])


# --- the store ---

# PostgreSQL's own sha256() tells what the bytes are: the column is what the line says of them.
_COPIES = "SELECT feed, entry_id, sha256, sha256(body) AS true_sha256, fields ? 'retry-of' AS retry FROM wire_copy"
_VERSIONS = """
SELECT provider, story_id, version, withdraws, fate, copy_sha256, feed, entry_id, item, article FROM story_version
"""
_REVISIONS = "SELECT provider, story_id, version, withdraws, revision, article FROM story_revision"
_OUTBOX = """
SELECT seq, provider, story_id, version, withdraws, revision, type, feed, hold_until,
       cancelled_at IS NOT NULL AS cancelled, stream_ms, stream_n
FROM outbox ORDER BY seq
"""
_LETTERS = """
SELECT dead_id, feed, entry_id, item, reason, detail, sha256, sha256(body) AS true_sha256, attempts, state
FROM dead_letter ORDER BY dead_id
"""


async def _of_store(url: str) -> dict[str, Any]:
    connection = await asyncpg.connect(url, timeout=10)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            return {
                "gathered_at": await connection.fetchval("SELECT now()"),
                "copies": [Copy(**_in_hex(row)) for row in await connection.fetch(_COPIES)],
                "versions": [_version(row) for row in await connection.fetch(_VERSIONS)],
                "revisions": [Revision(**_keyed(row)) for row in await connection.fetch(_REVISIONS)],
                "outbox": [_row(row) for row in await connection.fetch(_OUTBOX)],
                "letters": [Letter(**_in_hex(row)) for row in await connection.fetch(_LETTERS)],
                "sent": tuple((await connection.fetch("SELECT sent_ms, sent_n FROM relay"))[0]),
            }
    finally:
        await connection.close()


def _in_hex(row: asyncpg.Record) -> dict[str, Any]:
    return {name: value.hex() if isinstance(value, bytes) else value for name, value in row.items()}


def _keyed(row: asyncpg.Record) -> dict[str, Any]:
    rest = _in_hex(row)
    names = ("provider", "story_id", "version", "withdraws")
    return {"key": Key(*(rest.pop(name) for name in names)), **rest}


def _version(row: asyncpg.Record) -> Version:
    found = _keyed(row)
    return Version(sha256=found.pop("copy_sha256"), **found)


def _row(row: asyncpg.Record) -> Row:
    found = _keyed(row)
    ms, n = found.pop("stream_ms"), found.pop("stream_n")
    return Row(stream_id=None if ms is None else (ms, n), **found)


# --- the streams ---


async def _of_streams(url: str, run: Run) -> dict[str, Any]:
    async with Redis.from_url(url, socket_timeout=10) as client:
        groups: list[Group] = []
        pending: list[Pending] = []
        retries: list[Retry] = []
        for feed in run.feeds:
            group = await _group(client, feed, run.group)
            if group:
                groups.append(group)
                pending += await _pending(client, feed, run.group)
            retries += [retry async for retry in _retries(client, feed)]
        events = [
            Entry(stream_id(entry_id.decode()), fields.get(b"content-type", b""), fields.get(b"event", b""))
            async for entry_id, fields in _entries(client, run.ready_stream)
        ]
    return {"groups": groups, "pending": pending, "retries": retries, "events": events}


async def _group(client: Any, feed: str, name: str) -> Group | None:
    try:
        found = await client.xinfo_groups(f"wire:{feed}")
    except errors.ResponseError:
        return None  # no such key, or something else than a stream
    for group in found:
        if group["name"] == name.encode():
            return Group(feed, group["pending"], group["lag"])
    return None


async def _pending(client: Any, feed: str, group: str) -> list[Pending]:
    found = await client.xpending_range(f"wire:{feed}", group, min="-", max="+", count=_PENDING_SHOWN)
    return [Pending(feed, one["message_id"].decode(), one["times_delivered"]) for one in found]


async def _retries(client: Any, feed: str) -> AsyncIterator[Retry]:
    async for _, fields in _entries(client, f"wire:{feed}"):
        if b"retry-of" in fields:
            yield Retry(feed, hashlib.sha256(fields.get(b"body", b"")).hexdigest())


async def _entries(client: Any, stream: str) -> AsyncIterator[tuple[bytes, dict[bytes, bytes]]]:
    after = b"-"
    while page := await client.xrange(stream, min=after, count=_PAGE):
        for entry in page:
            yield entry
        after = b"(" + page[-1][0]
