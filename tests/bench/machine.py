"""On what was it measured?"""

import importlib.metadata
import os
import platform
from pathlib import Path

import psutil

from tests.bench.ground import Ground

_PACKAGES = (
    "asyncpg",
    "celery",
    "faststream",
    "hiredis",
    "orjson",
    "pydantic",
    "redis",
    "taskiq",
    "taskiq-redis",
    "uvloop",
)


def machine() -> dict[str, object]:
    """`load` is the mean of the minute before: what else the machine was doing."""
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "kernel": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 2),
        "packages": {name: version for name in _PACKAGES if (version := _version(name))},
    }


def servers(ground: Ground) -> dict[str, str]:
    """Their versions and what of their settings decides about speed."""
    with ground.course() as course, course.client() as client:
        valkey, aof = client.info("server"), client.config_get("append*")
        [store] = course.fetch(
            "SELECT current_setting('server_version') AS version, current_setting('fsync') AS fsync,"
            " current_setting('synchronous_commit') AS synchronous_commit"
        )
    return {
        "valkey": str(valkey.get("valkey_version") or valkey["redis_version"]),
        "appendfsync": aof["appendfsync"] if aof["appendonly"] == "yes" else "off",
        "postgresql": store["version"],
        "fsync": store["fsync"],
        "synchronous_commit": store["synchronous_commit"],
    }


def _cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None
