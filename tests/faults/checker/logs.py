"""What did the services say of themselves, and is it fit to be read?"""

import re
from collections.abc import Iterator
from typing import Any

import orjson

from tests.faults.checker.evidence import Evidence

_RAW_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_WORD = re.compile(r"[0-9a-z]+")


def said(found: Evidence) -> Iterator[tuple[str, dict[str, Any]]]:
    """The lines that are JSON objects, each with the name of its file."""
    for name, lines in found.logs.items():
        for line in lines:
            entry = _entry(line)
            if entry is not None:
                yield name, entry


def _entry(line: bytes) -> dict[str, Any] | None:
    try:
        entry = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return entry if isinstance(entry, dict) else None


def logs_are_clean(found: Evidence) -> Iterator[str]:
    """Each line is a JSON object that says what it is about, without copy, secrets or raw control characters."""
    for name, lines in found.logs.items():
        for number, line in enumerate(lines, 1):
            for what in (*_form(line), *_secrets(line, found.run.secrets)):
                yield f"{name} line {number}: {what}"
    yield from _copy_in_logs(found)


def _form(line: bytes) -> Iterator[str]:
    entry = _entry(line)
    if entry is None:
        yield f"no JSON object: {line[:80]!r}"
    elif not entry.get("event_type") and not entry.get("logger"):
        yield "neither event_type nor logger"
    try:
        control = _RAW_CONTROL.search(line.decode())
    except UnicodeDecodeError as problem:
        yield f"no UTF-8 at byte {problem.start}"
    else:
        if control:
            yield f"raw control character U+{ord(control[0]):04X} at {control.start()}"


def _secrets(line: bytes, secrets: tuple[str, ...]) -> Iterator[str]:
    """An empty password is none."""
    for number, secret in enumerate(secrets, 1):
        if secret and secret.encode() in line:
            yield f"secret {number} of run.json"


def _copy_in_logs(found: Evidence) -> Iterator[str]:
    """Canaries are looked for inside words, since escapes may be grown together with one."""
    canaries = {push.canary.lower(): push for push in found.ledger if push.canary}
    lengths = {len(canary) for canary in canaries}
    met: set[str] = set()
    for name, lines in found.logs.items():
        for number, line in enumerate(lines, 1):
            words = set(_WORD.findall(line.decode(errors="replace").lower())) - met
            met |= words
            for canary in sorted(_within(words, lengths) & canaries.keys()):
                yield f"{name} line {number}: copy of {canaries[canary]}, its canary {canary}"


def _within(words: set[str], lengths: set[int]) -> set[str]:
    return {word[at : at + size] for word in words for size in lengths for at in range(len(word) - size + 1)}
