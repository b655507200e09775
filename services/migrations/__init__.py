"""The store's tables, and how a database gets them: Alembic, one revision a change, forward only."""

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from pydantic import SecretStr
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

# Two services that start at once shall not both migrate; the relay's own lock has another number.
_LOCK = 7_201_001


def migrate(url: SecretStr) -> str:
    """Brings the database to the newest revision and returns its name.

    Raises OSError or sqlalchemy.exc.SQLAlchemyError if the database can't be reached or a step fails; then nothing of
    that step is done.
    """
    return asyncio.run(_migrate(url))


def newest() -> str:
    """The revision that this code expects."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None  # noqa: S101  the folder is never empty
    return head


async def _migrate(url: SecretStr) -> str:
    engine = create_async_engine(url.get_secret_value().replace("postgresql://", "postgresql+asyncpg://", 1))
    try:
        async with engine.begin() as connection:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            await connection.run_sync(_upgrade)
            return str(await connection.run_sync(_current))
    finally:
        await engine.dispose()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


def _upgrade(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
