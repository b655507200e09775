"""The store's tables, and how a database gets them: Alembic, one revision a change, forward only."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg
from pydantic import SecretStr

if TYPE_CHECKING:
    from sqlalchemy import Connection

# Two services that start at once shall not both migrate; the relay's own lock has another number.
_LOCK = 7_201_001
_HERE = Path(__file__).parent


class MigrationFailed(Exception):  # noqa: N818  read as a sentence where it is printed
    """The database can't be reached, or a step failed; nothing of that step is done."""


def newest() -> str:
    """The revision that this code expects: files are named for theirs, which is the highest number."""
    return max(path.name.partition("_")[0] for path in (_HERE / "versions").glob("[0-9]*.py"))


def migrate(url: SecretStr, to: str | None = None) -> str:
    """Brings the database to the revision `to`, the newest if None, and returns its name.

    Raises MigrationFailed.
    """
    wanted = to or newest()
    try:
        if asyncio.run(_revision(url)) == wanted:
            return wanted
        return asyncio.run(_migrate(url, wanted))
    except (TimeoutError, OSError, asyncpg.PostgresError) as problem:
        raise MigrationFailed(f"can't reach the store: {type(problem).__name__}") from problem


async def _revision(url: SecretStr) -> str | None:
    connection = await asyncpg.connect(url.get_secret_value(), timeout=5)
    try:
        return str(await connection.fetchval("SELECT version_num FROM alembic_version"))
    except asyncpg.UndefinedTableError:
        return None
    finally:
        await connection.close()


async def _migrate(url: SecretStr, wanted: str) -> str:
    # SQLAlchemy takes longer to import than the line takes to start, and is needed only when there is work for it.
    from sqlalchemy import text  # noqa: PLC0415
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415
    from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415

    engine = create_async_engine(url.get_secret_value().replace("postgresql://", "postgresql+asyncpg://", 1))
    try:
        async with engine.begin() as connection:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            return str(await connection.run_sync(_upgrade, wanted))
    except SQLAlchemyError as problem:
        raise MigrationFailed(str(problem).splitlines()[0]) from problem
    finally:
        await engine.dispose()


def _upgrade(connection: "Connection", wanted: str) -> Any:
    from alembic import command  # noqa: PLC0415  as above
    from alembic.config import Config  # noqa: PLC0415
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, wanted)
    return MigrationContext.configure(connection).get_current_revision()
