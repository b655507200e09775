"""Writes the secrets of docker-compose.yml into secrets/: a password a role, and what is made of them.

`python scripts/make_secrets.py` keeps passwords that are there, so that it may be run again after an upgrade.
"""

import secrets
import sys
from pathlib import Path

# Each role may do what its part of the line does, and no more.  `articles:ready` belongs to the relay alone.
_ROLES = {
    "producer": "~wire:* -@all +xadd +xlen +multi +exec +discard +ping +client",
    "ingest": (
        "~wire:* -@all +xreadgroup +xack +xgroup +xpending +xclaim +xrange +xinfo +xtrim +xlen +ping +client +info"
        " +eval +multi +exec +discard"
    ),
    # One script adds, and looks first (eval, exists, xinfo); the second line is for `wire replay`.
    "publish": (
        "~articles:ready ~articles:ready:refill -@all +eval +exists +xadd +xinfo +xrange +xtrim +ping +client +info"
        " +xlen +xsetid +xgroup|create +rename +del"
    ),
    "subscriber": "%R~articles:ready -@all +xread +xrange +xrevrange +xlen +xinfo +ping",
    "desk": (
        "~wire:* ~articles:ready -@all +xadd +xread +xrange +xrevrange +xlen +xinfo +xpending +ping +client +info"
    ),
}


def main(folder: Path) -> int:
    folder.mkdir(mode=0o700, exist_ok=True)
    passwords = {role: _password(folder / f"{role}.password") for role in _ROLES}
    lines = ["user default off", *(f"user {role} on >{passwords[role]} {rules}" for role, rules in _ROLES.items())]
    _write(folder / "valkey.acl", "\n".join(lines) + "\n")
    store = _password(folder / "postgres.password")
    for role in ("ingest", "publish", "desk"):
        _write(folder / f"{role}.redis_url", f"redis://{role}:{passwords[role]}@redis:6379/0")
    _write(folder / "postgres_url", f"postgresql://kawaraban:{store}@postgres:5432/kawaraban")
    return 0


def _password(path: Path) -> str:
    if not path.exists():
        _write(path, secrets.token_urlsafe(32))
    return path.read_text(encoding="ascii").strip()


def _write(path: Path, text: str) -> None:
    # Containers read these as users of their own, so the file is readable and the folder is not.
    path.write_text(text, encoding="ascii")
    path.chmod(0o644)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "secrets")))
