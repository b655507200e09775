"""Has all that was accepted a fate, exactly one, with the bytes that were pushed?"""

from collections import Counter, defaultdict
from collections.abc import Iterator

import orjson

from tests.faults.checker.evidence import Copy, Evidence, Letter, Push, Said, Version, stream_id


class _Fates:
    """What became of bytes, by their digest; `pushes` are those that may be in the stream."""

    def __init__(self, found: Evidence) -> None:
        self.provider = found.run.provider
        self.pushes: dict[str, list[Push]] = defaultdict(list)
        self.letters: dict[tuple[str, str, str], list[Letter]] = defaultdict(list)
        self.saved: dict[str, list[Version]] = defaultdict(list)
        self.versions: dict[str, list[Version]] = defaultdict(list)
        for push in found.ledger:
            if push.result != "fail":
                self.pushes[push.sha256].append(push)
        for letter in found.letters:
            self.letters[letter.feed, letter.entry_id, letter.sha256].append(letter)
        for version in found.versions:
            self.saved[version.sha256].append(version)
            self.versions[version.key.story_id].append(version)

    def is_meant(self, said: Said, version: Version) -> bool:
        """A withdrawal that numbers nothing is saved under the number that its story had reached."""
        key = version.key
        if (key.provider, key.story_id, key.withdraws) != (self.provider, said.story_id, said.withdraws):
            return False
        return key.version == said.version or (said.withdraws and not said.version)

    def is_saved(self, push: Push, said: Said) -> bool:
        """From the entry's own bytes; or from others, and then its own are a dead letter for that."""
        rows = [one for one in self.versions[said.story_id] if self.is_meant(said, one)]
        if any(one.sha256 == push.sha256 for one in rows):
            return True
        return bool(rows) and any(one.reason == "version_conflict" for one in self.buried(push))

    def buried(self, push: Push) -> list[Letter]:
        """Of the entry itself: bytes that come again are refused again, and each time kept.

        A letter that is closed as resolved counts only if what it was about is saved.
        """
        found = self.letters[push.feed, push.entry_id or "", push.sha256]
        return [one for one in found if one.state != "resolved" or self.saved[push.sha256]]


def every_accepted_version_has_a_fate(found: Evidence) -> Iterator[str]:
    """Each story of an entry that XADD accepted is saved, or a dead letter where that is its due; nothing else is."""
    fates = _Fates(found)
    for push in found.ledger:
        if push.result == "ok" and not _is_lost(push, found):
            for what in _unmet(push, fates):
                yield f"{push}: {what}"
    yield from _unclaimed(found, fates)


def _is_lost(push: Push, found: Evidence) -> bool:
    """In a window that Redis is known to have lost."""
    name = stream_id(push.entry_id or "0-0")
    return any(loss.feed == push.feed and loss.after < name <= loss.to for loss in found.losses)


def _unmet(push: Push, fates: _Fates) -> Iterator[str]:
    missing = [said for said in push.stories if not fates.is_saved(push, said)]
    reasons = {letter.reason for letter in fates.buried(push)}
    if push.expect == "stories":
        yield from (f"{said} is not saved" for said in missing)
    elif reasons:
        if push.reason and push.reason not in reasons:
            yield f"is a dead letter for {', '.join(sorted(reasons))} and not for {push.reason}"
    elif push.expect == "dead":
        yield "is no dead letter"
    elif missing or not fates.saved[push.sha256]:
        yield "is neither saved nor a dead letter"


def _unclaimed(found: Evidence, fates: _Fates) -> Iterator[str]:
    """A withdrawal may be of a story that its notice names only in words, so the ledger need not have its name."""
    mended = {letter.sha256 for letter in found.letters if letter.state == "resolved"}
    for version in found.versions:
        pushes = fates.pushes[version.sha256]
        if not pushes:
            yield f"{version.key} was saved from bytes {version.sha256[:12]} that nobody had accepted"
            continue
        unsaid = any(push.expect == "either" and not push.stories for push in pushes)
        if version.key.withdraws or unsaid or version.sha256 in mended:
            continue
        if not any(fates.is_meant(said, version) for push in pushes for said in push.stories):
            yield f"{version.key} was saved, and {pushes[0]} does not hold it"


def one_row_one_fate_same_hash(found: Evidence) -> Iterator[str]:
    """A version is one row, of the bytes that were pushed, and is not a dead letter besides."""
    for key, times in Counter(version.key for version in found.versions).items():
        if times > 1:
            yield f"{key} is saved {times} times"
    yield from _other_copies(found)
    yield from _other_bytes(found)
    yield from _other_articles(found)
    yield from _two_fates(found)


def _other_copies(found: Evidence) -> Iterator[str]:
    kept = {(copy.feed, copy.entry_id, copy.sha256) for copy in found.copies}
    for version in found.versions:
        if (version.feed, version.entry_id, version.sha256) not in kept:
            yield f"{version.key}: its copy {version.feed} {version.entry_id} is not there, or is of other bytes"


def _other_bytes(found: Evidence) -> Iterator[str]:
    pushed: dict[tuple[str, str], set[str]] = defaultdict(set)
    unknown = {(push.feed, push.sha256) for push in found.ledger if push.result == "unknown"}
    for push in found.ledger:
        if push.result == "ok":
            pushed[push.feed, push.entry_id or ""].add(push.sha256)
    for copy in found.copies:
        if copy.sha256 != copy.true_sha256:
            yield f"copy {copy.feed} {copy.entry_id}: its bytes have the digest {copy.true_sha256[:12]}, not its own"
        if not _is_pushed(copy, pushed.get((copy.feed, copy.entry_id)), unknown):
            yield f"copy {copy.feed} {copy.entry_id}: nobody pushed {copy.sha256[:12]} under this id"


def _is_pushed(copy: Copy, digests: set[str] | None, unknown: set[tuple[str, str]]) -> bool:
    """Of a push whose answer never came the id is not known."""
    if digests is not None and copy.sha256 in digests:
        return True
    return copy.retry or (digests is None and (copy.feed, copy.sha256) in unknown)


def _other_articles(found: Evidence) -> Iterator[str]:
    for version in found.versions:
        article, key = orjson.loads(version.article), version.key
        says = article["provider"], article["story_id"], article["version"], article["status"] == "canceled"
        if says != (key.provider, key.story_id, key.version, key.withdraws):
            yield f"{key}: its article calls itself {says}"
        if article["source"]["sha256"] != version.sha256:
            yield f"{key}: its article is of other bytes, {article['source']['sha256'][:12]}"


def _two_fates(found: Evidence) -> Iterator[str]:
    """version_conflict apart: there the same bytes may hold what is new beside what is not."""
    saved = {(version.feed, version.sha256, version.item): version for version in found.versions}
    for letter in found.letters:
        version = saved.get((letter.feed, letter.sha256, letter.item))
        if version and letter.state in {"open", "retrying"} and letter.reason != "version_conflict":
            yield f"{version.key} is saved, and {letter} of the same bytes is {letter.state} ({letter.reason})"
