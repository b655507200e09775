"""`wire replay`: what the stream has lost is put back to the byte, and nothing else is touched."""

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import asyncpg
import orjson
import pytest
from pydantic import SecretStr

from scripts.make_secrets import _ROLES
from services.publish.gaps import compare
from services.publish.refill import REFILL, NotPossible, Refill
from services.runtime.feeds import Feed
from services.runtime.redis import READY_STREAM, Client, StreamId, as_text
from tests.integration.voice import PUBLIC, Raw, cut, has, leading, relay_of, send, stream, told


@dataclass
class Desk:
    """The command, and the servers that it works on."""

    pool: asyncpg.Pool
    client: Client
    feed: Feed
    redis_url: SecretStr
    postgres_url: SecretStr

    async def replay(self, *options: str, keep: int = 100_000, redis_url: str = "") -> tuple[int, str, str]:
        """Exit code, stdout, stderr."""
        environment = {
            "WIRE_REDIS_URL": redis_url or self.redis_url.get_secret_value(),
            "WIRE_POSTGRES_URL": self.postgres_url.get_secret_value(),
            "WIRE_PUBLIC_URL": PUBLIC,
            "WIRE_READY_KEEP": str(keep),
        }
        done = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-m", "services.cli", "replay", *options],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    async def told(self, **options: Any) -> dict[str, Any]:
        code, out, error = await self.replay("--json", **options)
        assert code == 0, error
        found = orjson.loads(out)
        assert isinstance(found, dict)
        return found

    async def sent(self, events: int = 1000) -> Raw:
        await told(self.pool, self.feed, 0, events)
        await send(relay_of(self.postgres_url, self.client))
        return await stream(self.client)


@pytest.fixture
def desk(pool: asyncpg.Pool, client: Client, feed: Feed, redis_url: SecretStr, postgres_url: SecretStr) -> Desk:
    return Desk(pool, client, feed, redis_url, postgres_url)


async def test_at_rest_nothing_is_missing_and_nothing_changes(desk: Desk) -> None:
    await desk.sent()
    before = await desk.client.dump(READY_STREAM)
    code, out, _ = await desk.replay()
    assert (code, out.startswith("nothing is missing: 1000 events are there")) == (0, True)
    assert await desk.client.dump(READY_STREAM) == before


Loss = Callable[[Client, Raw], Awaitable[object]]


def _without(*places: int) -> Loss:
    return lambda client, before: client.xdel(READY_STREAM, *(before[place][0] for place in places))


async def _as_older_code_left_it(client: Client, before: Raw) -> None:
    """All was lost, and what came next was put above the hole."""
    await client.delete(READY_STREAM)
    for entry_id, fields in before[700:]:
        await client.xadd(READY_STREAM, fields, id=entry_id)


async def _emptied(client: Client, before: Raw) -> None:
    await client.xtrim(READY_STREAM, maxlen=0, approximate=False)


async def _in_two_places(client: Client, before: Raw) -> None:
    await _as_older_code_left_it(client, before)
    await client.xdel(READY_STREAM, *(entry_id for entry_id, _ in before[800:850]))


_LOSSES: dict[str, tuple[Loss, int]] = {
    "the first": (_without(0), 1),
    "in the middle": (_without(1, 2, 3, 500, 998), 5),
    "the last": (_without(999), 1),
    "the tail": (lambda client, before: cut(client, before[:400]), 600),
    "all": (lambda client, before: cut(client, before[:0]), 1000),
    "all entries": (_emptied, 1000),
    "below a hole": (_as_older_code_left_it, 700),
    "in two places": (_in_two_places, 750),
}


@pytest.mark.parametrize("loss", _LOSSES)
async def test_what_is_lost_comes_back(desk: Desk, loss: str) -> None:
    before = await desk.sent()
    lose, missing = _LOSSES[loss]
    await lose(desk.client, before)
    left = await stream(desk.client)
    found = await desk.told()
    assert await stream(desk.client) == before
    assert (found["missing"], found["put_back"], found["held"]) == (missing, missing, 1000 - missing)
    gone = {entry_id.decode() for entry_id, _ in before} - {entry_id.decode() for entry_id, _ in left}
    assert set(found["ids"]) == gone
    assert await desk.client.exists(REFILL) == 0
    assert (await desk.told())["missing"] == 0
    # The relay goes on from there.
    await told(desk.pool, desk.feed, 1000, 1003)
    await send(relay_of(desk.postgres_url, desk.client))
    assert len(await stream(desk.client)) == 1003


@pytest.mark.parametrize("harm", ["lost", "begun anew by another"])
async def test_a_copy_that_is_not_what_was_made_is_never_swapped_in(
    desk: Desk, harm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stream's own end is where it was, so that alone would not tell."""
    before = await desk.sent()
    await desk.client.xdel(READY_STREAM, before[500][0])
    left = await stream(desk.client)

    async def swap(refill: Refill, at: StreamId) -> None:
        await desk.client.delete(REFILL)
        if harm != "lost":
            await desk.client.xadd(REFILL, before[0][1], id=before[0][0])
        await true_swap(refill, at)

    true_swap = Refill._swap
    monkeypatch.setattr(Refill, "_swap", swap)
    async with desk.pool.acquire() as connection:
        gaps = await compare(desk.client, connection, 100_000)
        with pytest.raises(NotPossible, match="lost data again"):
            await Refill(desk.client, connection, PUBLIC).put_back(gaps)
    assert await stream(desk.client) == left


async def test_a_dry_run_only_tells(desk: Desk) -> None:
    before = await desk.sent(20)
    await _without(3, 4, 5, 9)(desk.client, before)
    left = await desk.client.dump(READY_STREAM)
    code, out, _ = await desk.replay("--dry-run")
    ids = [entry_id.decode() for entry_id, _ in before]
    assert code == 0
    assert out.splitlines()[:2] == [f"{ids[3]} .. {ids[5]} (3)", ids[9]]
    assert out.splitlines()[2].startswith("4 missing, 16 were there")
    assert await desk.client.dump(READY_STREAM) == left


async def test_what_was_trimmed_is_not_missing(desk: Desk) -> None:
    before = await desk.sent()
    await desk.client.xtrim(READY_STREAM, maxlen=512, approximate=False)
    assert (await desk.told(keep=512))["missing"] == 0
    # Nor is it when the stream is to keep more from now on; but what is lost among the rest is.
    assert (await desk.told(keep=800))["missing"] == 0
    await _without(950)(desk.client, before)
    assert (await desk.told(keep=512))["ids"] == [before[950][0].decode()]
    assert await stream(desk.client) == before[488:]
    assert (await desk.told(keep=800))["missing"] == 0


async def test_an_empty_store_misses_nothing(desk: Desk) -> None:
    before = await desk.sent(20)
    await desk.pool.execute("TRUNCATE outbox; UPDATE relay SET sent_ms = 0, sent_n = 0")
    found = await desk.told()
    assert (found["missing"], found["strange"]) == (0, 20)
    assert await stream(desk.client) == before


async def test_of_two_empty_servers_nothing_is_missing(desk: Desk) -> None:
    assert (await desk.told())["missing"] == 0
    assert await desk.client.exists(READY_STREAM) == 0


async def test_pending_entries_of_a_group_forbid_it(desk: Desk) -> None:
    before = await desk.sent(20)
    await desk.client.xgroup_create(READY_STREAM, "somebody", id=before[3][0])
    await desk.client.xreadgroup("somebody", "me", {READY_STREAM: ">"}, count=2)
    await _without(10)(desk.client, before)
    left = await desk.client.dump(READY_STREAM)
    code, _, error = await desk.replay()
    assert code == 1
    assert "the group somebody of articles:ready has pending entries" in " ".join(error.split())
    assert await desk.client.dump(READY_STREAM) == left
    assert await desk.client.exists(REFILL) == 0
    await desk.client.xack(READY_STREAM, "somebody", before[4][0], before[5][0])
    assert (await desk.told())["put_back"] == 1
    [group] = await desk.client.xinfo_groups(READY_STREAM)
    assert (group["name"], group["last-delivered-id"]) == (b"somebody", before[5][0])
    [(_, entries)] = await desk.client.xreadgroup("somebody", "me", {READY_STREAM: ">"})
    assert entries == before[6:]


async def test_while_a_relay_leads_and_subscribers_wait(desk: Desk) -> None:
    """News goes on while the stream is built anew: none is lost, and who is blocked in XREAD gets it."""
    before = await desk.sent()
    await _without(*range(100, 900, 3))(desk.client, before)
    read: list[bytes] = []

    async def follow() -> None:
        last = before[-1][0]
        while True:
            for _, entries in await desk.client.xread({READY_STREAM: last}, block=4000) or []:
                read.extend(entry_id for entry_id, _ in entries)
                last = entries[-1][0]

    async def speak() -> None:
        for n in range(1000, 1400):
            await told(desk.pool, desk.feed, n, n + 1)

    follower = asyncio.create_task(follow())
    async with leading(relay_of(desk.postgres_url, desk.client)):
        speaker = asyncio.create_task(speak())
        # More than one: a swap may fall anywhere.
        assert (await desk.told())["put_back"] == 267
        await _without(5)(desk.client, before)
        assert (await desk.told())["put_back"] == 1
        await speaker
        await has(desk.client, 1400)
    async with asyncio.timeout(5):
        while len(read) < 400:
            await asyncio.sleep(0.01)
    follower.cancel()
    after = await stream(desk.client)
    assert after[:1000] == before
    assert read == [entry_id for entry_id, _ in after[1000:]]
    rows = await desk.pool.fetch("SELECT stream_ms, stream_n FROM outbox ORDER BY stream_ms, stream_n")
    assert [entry_id.decode() for entry_id, _ in after] == [as_text((row[0], row[1])) for row in rows]


async def test_a_full_redis_is_told_and_left_as_it_is(desk: Desk) -> None:
    before = await desk.sent()
    await _without(500)(desk.client, before)
    left = await desk.client.dump(READY_STREAM)
    limit = (await desk.client.config_get("maxmemory"))["maxmemory"]
    await desk.client.config_set("maxmemory", "1mb")
    try:
        code, _, error = await desk.replay()
    finally:
        await desk.client.config_set("maxmemory", limit)
    assert code == 1
    assert "maxmemory" in error
    assert await desk.client.dump(READY_STREAM) == left
    assert await desk.client.exists(REFILL) == 0


async def test_a_server_that_is_away_is_told(desk: Desk) -> None:
    code, _, error = await desk.replay(redis_url="redis://127.0.0.1:1/0")
    assert (code, len(error.strip().splitlines())) == (1, 1)
    assert "redis" in error


async def test_the_role_of_publish_may_all_that_it_needs(desk: Desk) -> None:
    """And no more: another stream is not its own."""
    secret = "only-for-this-test"
    await desk.client.execute_command("ACL", "SETUSER", "publish", "on", f">{secret}", *_ROLES["publish"].split())
    try:
        address = desk.redis_url.get_secret_value().replace("redis://", f"redis://publish:{secret}@", 1)
        from services.runtime.redis import connect_redis

        own = connect_redis(SecretStr(address))
        await told(desk.pool, desk.feed, 0, 1200)  # enough to trim
        await send(relay_of(desk.postgres_url, own))
        before = await stream(desk.client)
        await cut(desk.client, before[:1000])
        await send(relay_of(desk.postgres_url, own))
        assert await stream(desk.client) == before
        await desk.client.xgroup_create(READY_STREAM, "somebody", id="$")
        await _without(30)(desk.client, before)
        assert (await desk.told(redis_url=address))["put_back"] == 1
        assert await stream(desk.client) == before
        with pytest.raises(Exception, match="permission"):
            await own.xadd("wire:jiji", {"body": b"x"})
        await own.aclose()
    finally:
        await desk.client.execute_command("ACL", "DELUSER", "publish")
