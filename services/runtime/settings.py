"""What a process is told from outside: WIRE_ variables, secret files, and what a running `wire up` left word of."""

import json
import os
import socket
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

PROJECT = Path(__file__).resolve().parents[2]
SECRETS = Path(os.environ.get("WIRE_SECRETS_DIR", "/run/secrets"))


class Settings(BaseSettings):
    """Every field is the variable WIRE_<FIELD>, or a file wire_<field> in WIRE_SECRETS_DIR (/run/secrets)."""

    model_config = SettingsConfigDict(
        env_prefix="WIRE_", extra="ignore", frozen=True, secrets_dir=SECRETS if SECRETS.is_dir() else None
    )

    redis_url: SecretStr = SecretStr("redis://127.0.0.1:6379/0")
    postgres_url: SecretStr = SecretStr("postgresql://postgres@127.0.0.1:5432/postgres")
    config_dir: Path = PROJECT / "config"
    var_dir: Path = Path("var")
    feeds: list[str] = Field(default=[], description="feeds that this ingest reads; all of feeds.toml if empty")
    consumer: str = Field(default_factory=lambda: f"{socket.gethostname()}-{os.getpid()}")
    http_host: str = "127.0.0.1"
    http_port: int | None = Field(default=None, description="each service has its own default")
    public_url: str = Field(default="http://127.0.0.1:8080", description="the read API, as subscribers reach it")
    desk_token: SecretStr | None = Field(
        default=None, min_length=16, description="opens the desk from elsewhere, and is needed to act where it is set"
    )
    log_level: str = "INFO"
    batch_max: int = Field(default=256, ge=1, description="entries read at once when there is a backlog")
    attempts_max: int = Field(default=5, ge=1, description="deliveries of an entry before it is parked as poison")
    reclaim_idle: float = Field(default=30.0, description="seconds after which a silent worker's entries are taken")
    drain_seconds: float = Field(default=20.0, description="how long SIGTERM waits for the batch in hand")
    semantic: bool = Field(default=True, description="read what the terms leave in doubt, where the extra is installed")
    semantic_seconds: float = Field(default=0.25, gt=0, description="how long a batch waits for that at most")
    ready_keep: int = Field(default=100_000, ge=512, description="events kept in articles:ready; two batches at least")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        running = _RunningHere(settings_cls)
        return (init_settings, env_settings, dotenv_settings, file_secret_settings, running)


class _RunningHere(PydanticBaseSettingsSource):
    """So that `wire push` in another shell reaches the servers that `wire up` started."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        return read_running(Path(os.environ.get("WIRE_VAR_DIR", "var")))


def read_running(var_dir: Path) -> dict[str, Any]:
    """What `wire up` left in <var>/running.json; empty if there is none."""
    try:
        found = json.loads((var_dir / "running.json").read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


@lru_cache(maxsize=1)
def settings() -> Settings:
    """This process's settings, read once.

    Raises pydantic.ValidationError naming the variable that holds what it can't.
    """
    return Settings()
