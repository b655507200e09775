"""Is just that going to be announced which has to be, and is nothing left to do?"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from tests.faults.checker.evidence import Evidence, Key, Row, Version
from tests.faults.checker.facts import READY, UNMATCHED, WITHDRAWN

_TOLD = frozenset(["announced", "unmatched"])
_SILENT = frozenset(["history", "blocked", "withheld", "quiet", "notice"])


class _Store:
    def __init__(self, found: Evidence) -> None:
        self.versions = {version.key: version for version in found.versions}
        self.revisions = {(one.key, one.revision) for one in found.revisions}
        self.revised = {key for key, _ in self.revisions}
        self.rows: dict[Key, list[Row]] = defaultdict(list)
        self.of_story: dict[tuple[str, str], list[Version]] = defaultdict(list)
        for row in found.outbox:
            self.rows[row.key].append(row)
        for version in found.versions:
            self.of_story[version.key.provider, version.key.story_id].append(version)

    def beside(self, key: Key) -> Sequence[Version]:
        """The story's other versions."""
        return [one for one in self.of_story[key.provider, key.story_id] if one.key != key]


def versions_and_outbox_pair(found: Evidence) -> Iterator[str]:
    """What is announced has one outbox row a revision, what is not has none that lives, and its story says why."""
    store = _Store(found)
    for (key, revision), times in Counter((row.key, row.revision) for row in found.outbox).items():
        if times > 1:
            yield f"{key}.{revision} has {times} outbox rows"
    for version in found.versions:
        yield from _fate(version, store)
    for row in found.outbox:
        yield from (f"{row}: {what}" for what in _row(row, store))


def _fate(version: Version, store: _Store) -> Iterator[str]:
    rows = store.rows[version.key]
    alive = [row for row in rows if not row.cancelled and not _is_closed_notice(row, version, store)]
    if version.fate in _TOLD and not rows:
        yield f"{version.key} is {version.fate} and has no outbox row"
    if version.fate in _SILENT and alive:
        yield f"{version.key} is {version.fate}, and {alive[0]} lives"
    if version.fate not in _TOLD | _SILENT:
        yield f"{version.key}: {version.fate!r} is no fate"
    if not _is_allowed(version, store):
        yield f"{version.key} is {version.fate}, and nothing in its story is a reason for it"


def _is_closed_notice(row: Row, version: Version, store: _Store) -> bool:
    """One that the desk has settled: it was told when nobody knew its story."""
    return version.fate == "notice" and row.type == UNMATCHED and version.key in store.revised


def _is_allowed(version: Version, store: _Store) -> bool:
    """docs/life.md: late is what has a higher version or a kill before it, blocked what has a kill."""
    key, others = version.key, store.beside(version.key)
    kills = [one for one in others if one.key.withdraws]
    if version.fate == "history":
        return any(one.key.version > key.version for one in others) or (key.withdraws and bool(kills))
    if version.fate == "blocked":
        return not key.withdraws and bool(kills)
    if version.fate == "withheld":
        return not key.withdraws
    return key.withdraws or version.fate == "announced"


def _row(row: Row, store: _Store) -> Iterator[str]:
    version = store.versions.get(row.key)
    if version is None:
        yield "there is no such version"
        return
    if row.revision and (row.key, row.revision) not in store.revisions:
        yield "there is no such revision"
    if row.type not in ({WITHDRAWN, UNMATCHED} if row.key.withdraws else {READY}):
        yield f"its type is {row.type}"
    if (row.type == UNMATCHED) != (version.fate == "unmatched" or _is_closed_notice(row, version, store)):
        yield f"its type is {row.type}, and the version is {version.fate}"
    if row.cancelled and not _is_replaced(row, version, store):
        yield "it was cancelled, and nothing took its place"


def _is_replaced(row: Row, version: Version, store: _Store) -> bool:
    """By a later revision, by its kill, or, while it was held, by a higher version; a quiet kill has nobody to tell."""
    if any(one.revision > row.revision for one in store.rows[row.key]):
        return True
    if version.fate in {"withheld", "quiet"}:
        return True
    others = [one for one in store.beside(row.key) if one.fate in {"announced", "withheld", "quiet"}]
    if any(one.key.withdraws and one.key.version >= row.key.version for one in others):
        return True
    return row.hold_until is not None and any(one.key.version > row.key.version for one in others)


def at_rest_all_is_empty(found: Evidence) -> Iterator[str]:
    """Every group has read and acknowledged all, all that is free has its stream id, and the relay knows it as sent."""
    groups = {group.feed: group for group in found.groups}
    for feed in found.run.feeds:
        group = groups.get(feed)
        if group is None:
            yield f"wire:{feed} has no group {found.run.group}"
        elif group.lag != 0 or group.pending:
            yield f"wire:{feed}: {'unknown' if group.lag is None else group.lag} unread, {group.pending} pending"
    for row in found.outbox:
        if row.stream_id is None and is_free(row, found):
            yield f"{row} is due and has no stream id"
    top = max((row.stream_id for row in found.outbox if row.stream_id), default=(0, 0))
    if found.sent != top:
        yield f"the relay has sent up to {found.sent}, and the highest numbered row is {top}"


def is_free(row: Row, found: Evidence) -> bool:
    """Neither cancelled nor held any more."""
    return not row.cancelled and (row.hold_until is None or row.hold_until <= found.gathered_at)
