"""How evidence is damaged, so that a rule has something to find: each way is a function from evidence to evidence."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import orjson

from tests.faults.checker.evidence import Evidence, Key, Letter, Push, Revision, Seen
from tests.faults.checker.mutations.healthy import BEGAN, digest, event_of, healthy

Harm = Callable[[Evidence], Evidence]
Pick = Callable[[Any], bool]


def of(story_id: str, version: int = 1, *, withdraws: bool = False, revision: int | None = None) -> Pick:
    """A version, a revision, an outbox row, or what was seen."""

    def pick(row: Any) -> bool:
        key = row.key if hasattr(row, "key") else Key("jiji", row.subject, row.version, "withdrawn" in row.type)
        named = key == Key("jiji", story_id, version, withdraws)
        return named and revision in {None, getattr(row, "revision", None)}

    return pick


def _with(found: Evidence, where: str, rows: list[Any]) -> Evidence:
    given: dict[str, Any] = {where: rows}
    return replace(found, **given)


def changed(where: str, pick: Pick, **changes: Any) -> Harm:
    def harm(found: Evidence) -> Evidence:
        rows = [replace(row, **changes) if pick(row) else row for row in getattr(found, where)]
        assert rows != list(getattr(found, where)), "no such row"
        return _with(found, where, rows)

    return harm


def gone(where: str, pick: Pick) -> Harm:
    def harm(found: Evidence) -> Evidence:
        rows = [row for row in getattr(found, where) if not pick(row)]
        assert len(rows) < len(getattr(found, where)), "no such row"
        return _with(found, where, rows)

    return harm


def added(where: str, *rows: Any) -> Harm:
    return lambda found: _with(found, where, [*getattr(found, where), *rows])


def twice(where: str, pick: Pick, **changes: Any) -> Harm:
    """The row once more, at the end."""

    def harm(found: Evidence) -> Evidence:
        row = next(row for row in getattr(found, where) if pick(row))
        return added(where, replace(row, **changes))(found)

    return harm


def both(*harms: Harm) -> Harm:
    def harm(found: Evidence) -> Evidence:
        for one in harms:
            found = one(found)
        return found

    return harm


def set_to(**changes: Any) -> Harm:
    return lambda found: replace(found, **changes)


def run_with(**changes: Any) -> Harm:
    return lambda found: replace(found, run=replace(found.run, **changes))


def log(*lines: bytes) -> Harm:
    return lambda found: replace(found, logs={**found.logs, "publish.log": lines})


def story(version: Any) -> Any:
    """The article of a version."""
    return orjson.loads(version.article)


def article(pick: Pick, **changes: Any) -> Harm:
    """Other words in the store."""

    def harm(found: Evidence) -> Evidence:
        [old] = [one for one in found.versions if pick(one)]
        return changed("versions", pick, article=orjson.dumps({**story(old), **changes}).decode())(found)

    return harm


def event(story_id: str, data: dict[str, Any] | None = None, **changes: Any) -> Harm:
    """The first event of the story says something else, and the subscriber saw just that."""

    def harm(found: Evidence) -> Evidence:
        old = next(one for one in found.events if orjson.loads(one.event)["subject"] == story_id)
        said = orjson.loads(old.event)
        new = orjson.dumps({**said, **changes, "data": {**said["data"], **(data or {})}})
        names = {"id", "type", "subject", "version", "revision"}
        seen = {name: value for name, value in (changes | (data or {})).items() if name in names}
        return both(
            changed("events", lambda row: row is old, event=new),
            changed("seen", lambda row: row.stream_id == old.stream_id, sha256=digest(new), **seen),
        )(found)

    return harm


def resent(pick: Pick, *, other: bytes = b"", in_stream: bool = True) -> Harm:
    """An event once more, above all others: in the stream and before the subscriber's eyes, or only there."""

    def harm(found: Evidence) -> Evidence:
        seen = next(one for one in found.seen if pick(one))
        [entry] = [one for one in found.events if one.stream_id == seen.stream_id]
        place, words = (found.sent[0] + 1, 0), entry.event + other
        again = replace(seen, stream_id=place, sha256=digest(words), at=place[0] + 1.0)
        sent = added("events", replace(entry, stream_id=place, event=words))
        return both(added("seen", again), sent if in_stream else both())(found)

    return harm


def told_again(pick: Pick, **changes: Any) -> Harm:
    """A version is announced once more by a revision of its own, right in every way but its order."""

    def harm(found: Evidence) -> Evidence:
        old = next(one for one in found.outbox if pick(one))
        place = found.sent[0] + 1, 0
        row = replace(old, seq=999, revision=old.revision + 1, stream_id=place, **changes)
        version = next(one for one in found.versions if one.key == old.key)
        made = orjson.dumps({**story(version), "revision": row.revision}).decode()
        words = event_of(row, made)
        who = orjson.loads(words)["id"], row.type, row.key.story_id, row.key.version, row.revision
        return both(
            added("outbox", row),
            added("revisions", Revision(row.key, row.revision, made)),
            added("events", replace(found.events[0], stream_id=place, event=words)),
            added("seen", Seen(place[0] + 1.0, place, digest(words), *who)),
            set_to(sent=place),
        )(found)

    return harm


def pushed(n: int, body: bytes, **changes: Any) -> Push:
    facts: dict[str, Any] = {
        "n": n, "at": BEGAN, "feed": "jiji", "result": "ok", "entry_id": f"{BEGAN + n}-0", "sha256": digest(body),
        "expect": "stories",
    }  # fmt: skip
    return Push(**(facts | changes))


def letter(number: int, **changes: Any) -> Letter:
    """Number 1 is malformed copy, 2 poison, 3 a conflict, 4 was mended."""
    return replace(next(one for one in healthy().letters if one.dead_id == number), **changes)


def dead(number: int) -> Pick:
    return lambda row: bool(row.dead_id == number)


def sha_of(body: str) -> Pick:
    return lambda row: bool(row.sha256 == digest(body.encode()))
