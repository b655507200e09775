"""Are the dead letters whole, and was nothing tried for ever?"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from tests.faults.checker.evidence import Evidence, Letter, Push
from tests.faults.checker.facts import REASONS
from tests.faults.checker.logs import said


def dead_letters_are_complete(found: Evidence) -> Iterator[str]:
    """One an item, with a reason of the closed list, a detail, and the original bytes of an entry that was pushed."""
    pushed: dict[tuple[str, str], list[Push]] = defaultdict(list)
    for push in found.ledger:
        if push.result != "fail":
            pushed[push.feed, push.sha256].append(push)
    retried = {(retry.feed, retry.sha256) for retry in found.retries}
    for letter in found.letters:
        name = letter.feed, letter.sha256
        for what in (*_flaws(letter), *_origin(letter, pushed[name], again=name in retried)):
            yield f"{letter}: {what}"
    items = Counter((one.feed, one.entry_id, one.item, one.sha256) for one in found.letters)
    for (feed, entry_id, item, _), times in items.items():
        if times > 1:
            yield f"entry {feed} {entry_id} item {item} has {times} dead letters"


def _flaws(letter: Letter) -> Iterator[str]:
    if letter.reason not in REASONS:
        yield f"{letter.reason!r} is no reason of the contract"
    if not re.search(r"\w", letter.detail):
        yield "it has no detail"
    if letter.true_sha256 != letter.sha256:
        yield f"its bytes have the digest {letter.true_sha256[:12]}, not {letter.sha256[:12]}"
    if letter.attempts < 1:
        yield f"{letter.attempts} attempts"


def _origin(letter: Letter, pushes: Sequence[Push], *, again: bool) -> Iterator[str]:
    """Another try by the desk is an entry of its own; of a push whose answer never came the id is not known."""
    unnamed = any(push.result == "unknown" for push in pushes)
    if not pushes:
        yield f"nobody had {letter.sha256[:12]} accepted on this feed"
    elif letter.entry_id not in {push.entry_id for push in pushes} and not unnamed and not again:
        yield "its bytes were pushed, but under another id"


def attempts_are_bounded(found: Evidence) -> Iterator[str]:
    """No entry is given out without limit, whatever it does to its worker.

    An entry is given to a worker `attempts_max` times, and once more to be parked.  So it kills at most `attempts_max`
    workers, and its refusal is committed at most `attempts_max + 1` times: each commit that is not acknowledged, since
    the worker died between, counts one attempt of its dead letter.  The count is the group's own: it begins anew where
    the group was lost, or Redis lost the memory of what it had given out.  The same bytes pushed again, by the producer
    or by the desk, are an entry more.
    """
    most = found.run.attempts_max
    for one in found.pending:
        if one.deliveries > most + 1:
            yield f"entry {one.feed} {one.entry_id} was given out {one.deliveries} times, {most + 1} are the most"
    entries = _entries(found)
    for sha256, deaths in Counter(found.deaths).items():
        pushed = max(sum(entries[feed, sha256] for feed in found.run.feeds), 1)
        if deaths > most * pushed:
            yield f"{sha256[:12]} killed {deaths} workers, {most * pushed} are the most of {pushed} entries"
    yield from _tried(found)


def _tried(found: Evidence) -> Iterator[str]:
    entries = _entries(found)
    lives = Counter(dict.fromkeys(found.run.feeds, 1))
    lives.update(str(line.get("feed")) for _, line in said(found) if line.get("event_type") == "group.lost")
    lives.update(loss.feed for loss in found.losses)
    for letter in found.letters:
        pushed = max(entries[letter.feed, letter.sha256], 1)
        most = (found.run.attempts_max + 1) * lives[letter.feed] * pushed
        if letter.attempts > most:
            yield f"{letter}: {letter.attempts} attempts, {most} are the most of {pushed} entries"


def _entries(found: Evidence) -> Counter[tuple[str, str]]:
    """How often bytes came: feed and digest."""
    pushed = [(push.feed, push.sha256) for push in found.ledger if push.result != "fail"]
    return Counter([*pushed, *((retry.feed, retry.sha256) for retry in found.retries)])
