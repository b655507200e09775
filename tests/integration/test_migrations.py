"""A store that was filled under the first revision of the tables gets the newest, and its stories go on living."""

import asyncio
import importlib
import json

import asyncpg
import pytest
from pydantic import SecretStr

from services.desk.stories import NoSuchStory, Stories
from services.ingest.store.save import save
from services.migrations import migrate, newest
from services.runtime.feeds import Feed
from tests.articles import article
from tests.conftest import Servers, _statement
from tests.integration.test_save import fates, item

_VERSION = """
INSERT INTO story_version
  (provider, story_id, version, fate, copy_sha256, content_sha256, feed, entry_id, item, article)
VALUES ('jiji', $1, $2, 'announced', $3, $3, 'jiji', $4, 0, $5)
"""


@pytest.fixture
async def filled(servers: Servers) -> SecretStr:
    """A story, and one that was withdrawn by a higher version, as the first revision kept them."""
    name = "wire_test_of_0001"
    await _statement(servers.postgres, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    await _statement(servers.postgres, f"CREATE DATABASE {name}")
    connection = await asyncpg.connect(servers.database(name))
    for statement in importlib.import_module("services.migrations.versions.0001_line")._TABLES.split(";\n"):
        await connection.execute(statement)
    await connection.execute("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)")
    await connection.execute("INSERT INTO alembic_version VALUES ('0001')")
    for number, (story_id, version, status) in enumerate(
        [("urn:sample:1", 1, "usable"), ("urn:sample:2", 1, "usable"), ("urn:sample:2", 2, "canceled")]
    ):
        made = json.loads(article(story_id=story_id, version=version, status=status).model_dump_json())
        old = {key: made[key] for key in made if key not in {"changed", "same_as", "notice", "revision", "hold"}}
        await connection.execute(
            "INSERT INTO wire_copy VALUES ('jiji', $1, 'copy', $2, '{}', now())", f"{number}-0", bytes([number] * 32)
        )
        await connection.execute(
            "INSERT INTO story VALUES ('jiji', $1, $2, now(), $3) ON CONFLICT (provider, story_id)"
            " DO UPDATE SET version = $2, withdrawn_version = $3",
            story_id,
            version,
            version if status == "canceled" else None,
        )
        await connection.execute(_VERSION, story_id, version, bytes([number] * 32), f"{number}-0", json.dumps(old))
        kind = "withdrawn" if status == "canceled" else "ready"
        await connection.execute(
            "INSERT INTO outbox (provider, story_id, version, type, feed, urgent)"
            " VALUES ('jiji', $1, $2, $3, 'jiji', $4)",
            story_id,
            version,
            f"newswire.article.{kind}.v1",
            status == "canceled",
        )
    await connection.close()
    return SecretStr(servers.database(name))


async def test_stories_of_the_first_revision_live_on(filled: SecretStr, feed: Feed) -> None:
    assert await asyncio.to_thread(migrate, filled) == newest()
    pool = await asyncpg.create_pool(filled.get_secret_value(), min_size=1, max_size=2)
    kills = await pool.fetch("SELECT version FROM story_version WHERE withdraws")
    assert [row["version"] for row in kills] == [2]
    assert await pool.fetchval("SELECT count(*) FROM outbox WHERE withdraws") == 1
    assert await pool.fetchval("SELECT headline FROM story WHERE story_id = 'urn:sample:1'") == article().headline
    batch = [
        item(feed, 1, version=2, headline="Bridge Opens"),
        item(feed, 11, story_id="urn:sample:2", version=2),
        item(feed, 12, story_id="urn:sample:2", version=3),
    ]
    saved = await save(pool, batch)
    assert fates(saved) == ["announced", "blocked", "announced"]
    assert saved[0].version.article.changed == ["headline"]
    await pool.close()


async def test_a_version_without_its_bytes_is_told_of_and_no_other_bytes_are_shown(filled: SecretStr) -> None:
    """Before 0003 an entry id that came twice kept its first bytes; the migration passes, and the version stays."""
    connection = await asyncpg.connect(filled.get_secret_value())
    await connection.execute("UPDATE story_version SET copy_sha256 = '\\x11' WHERE story_id = 'urn:sample:1'")
    await connection.close()
    assert await asyncio.to_thread(migrate, filled) == newest()
    pool = await asyncpg.create_pool(filled.get_secret_value(), min_size=1, max_size=2)
    stories = Stories(pool)
    damaged, whole = [await stories.find(f"urn:sample:{n}") for n in (1, 2)]
    history = [await stories.history(story) for story in (damaged, whole)]
    assert [[row["bytes"] for row in told] for told in history] == [[None], [4, 4]]
    with pytest.raises(NoSuchStory):
        await stories.raw(damaged, 1)
    assert await stories.raw(whole, 1) == b"copy"
    # And the desk can take it back, though the new row may refer only to bytes that are there.
    await stories.withdraw(damaged, "by hand")
    [fate] = await pool.fetch("SELECT fate FROM story_version WHERE story_id = 'urn:sample:1' AND withdraws")
    assert fate["fate"] == "quiet"
    await pool.close()
