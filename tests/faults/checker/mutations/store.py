"""What is damaged in the store: copy, versions, outbox, dead letters; and words of what has to be said of it."""

from dataclasses import replace

from tests.faults.checker import facts
from tests.faults.checker.evidence import Copy, Key, Pending
from tests.faults.checker.mutations.healthy import digest, healthy
from tests.faults.checker.mutations.ways import (
    Harm,
    added,
    article,
    both,
    changed,
    dead,
    gone,
    letter,
    of,
    pushed,
    set_to,
    sha_of,
    twice,
)

NOBODY = digest(b"nobody's")
WELL = healthy()
KEY = Key("jiji", "plain", 1, withdraws=False)

FATES: dict[str, tuple[Harm, str]] = {
    "a version is lost": (gone("versions", of("plain", 2)), "plain version 2 is not saved"),
    "a withdrawal is saved as a version": (
        changed("versions", of("killed", 2, withdraws=True), key=Key("jiji", "killed", 2, withdraws=False)),
        "killed version 2 (withdrawal) is not saved",
    ),
    "it is saved for another provider": (
        changed("versions", of("plain", 2), key=replace(KEY, provider="kyodo", version=2)),
        "plain version 2 is not saved",
    ),
    "a withdrawal that numbers nothing is lost": (
        gone("versions", of("unnumbered", 4, withdraws=True)),
        "unnumbered version None (withdrawal) is not saved",
    ),
    "one of two in an entry is lost": (gone("versions", of("two:2")), "two:2 version 1 is not saved"),
    "it is saved from other bytes, its own nowhere": (
        changed("versions", of("plain", 2), sha256=digest(b"plain 2 otherwise")),
        "plain version 2 is not saved",
    ),
    "lost below the declared window": (
        set_to(losses=[replace(WELL.losses[0], after=WELL.losses[0].to)]),
        "lost version 1 is not saved",
    ),
    "lost above the declared window": (
        set_to(losses=[replace(WELL.losses[0], to=WELL.losses[0].after)]),
        "lost version 1 is not saved",
    ),
    "the window is of another feed": (
        set_to(losses=[replace(WELL.losses[0], feed="jiji-ja")]),
        "lost version 1 is not saved",
    ),
    "a dead letter is lost": (gone("letters", dead(1)), "is no dead letter"),
    "the same bytes again, and their letter is lost": (
        added("ledger", pushed(900, b"{", expect="dead", reason="malformed")),
        "ledger line 900, 021fb596db81): is no dead letter",
    ),
    "it is dead for another reason": (
        changed("letters", dead(1), reason="too_large"),
        "is a dead letter for too_large and not for malformed",
    ),
    "its letter is closed, and nothing was saved": (changed("letters", dead(1), state="resolved"), "is no dead letter"),
    "of a conflict nothing is left": (gone("letters", dead(3)), "is neither saved nor a dead letter"),
    "an entry of which nothing is known is lost": (
        added("ledger", pushed(901, b"?", expect="either")),
        "is neither saved nor a dead letter",
    ),
    "copy is saved that nobody pushed": (
        twice("versions", of("plain"), key=replace(KEY, version=9), sha256=NOBODY),
        "that nobody had accepted",
    ),
    "copy is saved that Redis refused": (
        twice("versions", of("plain"), key=replace(KEY, story_id="full"), sha256=digest(b"full")),
        "that nobody had accepted",
    ),
    "a story is saved that its entry does not hold": (
        twice("versions", of("plain"), key=replace(KEY, version=9)),
        "plain version 9 was saved, and",
    ),
    "copy that has to be dead is saved": (
        twice("versions", of("plain"), key=replace(KEY, story_id="bang"), sha256=digest(b"bang")),
        "bang version 1 was saved, and",
    ),
}
ROWS: dict[str, tuple[Harm, str]] = {
    "a version has two rows": (twice("versions", of("plain")), "plain version 1 is saved 2 times"),
    "the copy is gone": (gone("copies", sha_of("plain 1 False")), "is not there, or is of other bytes"),
    "the version refers to other bytes": (
        changed("versions", of("plain"), sha256=digest(b"plain 2 False")),
        "is not there, or is of other bytes",
    ),
    "a byte of the copy was changed": (
        changed("copies", sha_of("plain 1 False"), true_sha256=NOBODY),
        f"its bytes have the digest {NOBODY[:12]}",
    ),
    "the copy under an id is another than was pushed": (
        changed("copies", sha_of("plain 1 False"), sha256=digest(b"plain 2 False")),
        "nobody pushed",
    ),
    "a copy has an id that nobody was given": (
        added("copies", Copy("jiji", "1-1", NOBODY, NOBODY)),
        "copy jiji 1-1: nobody pushed",
    ),
    "the article is of another version": (article(of("plain"), version=7), "its article calls itself"),
    "the article is of another story": (article(of("plain"), story_id="x"), "its article calls itself"),
    "the article is of another provider": (article(of("plain"), provider="x"), "its article calls itself"),
    "the article withdraws, the version does not": (
        article(of("plain"), status="canceled"),
        "its article calls itself",
    ),
    "the article is of other bytes": (
        article(of("plain"), source={"sha256": NOBODY, "item": 0}),
        f"its article is of other bytes, {NOBODY[:12]}",
    ),
    "saved, and a dead letter": (changed("letters", dead(4), state="open"), "of the same bytes is open (poison)"),
    "saved, and tried again": (
        changed("letters", dead(4), state="retrying"),
        "of the same bytes is retrying (poison)",
    ),
}
PAIRS: dict[str, tuple[Harm, str]] = {
    "an announced version has no row": (gone("outbox", of("plain")), "is announced and has no outbox row"),
    "an unmatched notice has no row": (
        gone("outbox", of("riddle", 0, withdraws=True)),
        "is unmatched and has no outbox row",
    ),
    "a revision has two rows": (twice("outbox", of("revised", revision=1), seq=99), "revised version 1.1 has 2 outbox"),
    "a row has no version": (gone("versions", of("plain")), "there is no such version"),
    "a row has no revision": (set_to(revisions=[]), "there is no such revision"),
    "a fate that there is not": (changed("versions", of("plain"), fate="duplicate"), "'duplicate' is no fate"),
    "a version withdraws by its type": (
        changed("outbox", of("plain"), type=facts.WITHDRAWN),
        f"its type is {facts.WITHDRAWN}",
    ),
    "a withdrawal is ready by its type": (
        changed("outbox", of("killed", 2, withdraws=True), type=facts.READY),
        f"its type is {facts.READY}",
    ),
    "a kill calls itself unmatched": (
        changed("outbox", of("killed", 2, withdraws=True), type=facts.UNMATCHED),
        f"its type is {facts.UNMATCHED}, and the version is announced",
    ),
    "an unmatched notice calls itself a kill": (
        changed("outbox", of("riddle", 0, withdraws=True), type=facts.WITHDRAWN),
        f"its type is {facts.WITHDRAWN}, and the version is unmatched",
    ),
    "a settled notice that nobody settled": (
        set_to(revisions=[one for one in WELL.revisions if one.key.story_id != "settled"]),
        "settled version 0 (withdrawal) is notice, and",
    ),
    "late, and nothing is before it": (changed("versions", of("late", 3), fate="history"), "is a reason for it"),
    "a kill is late, and nothing is before it": (
        changed("versions", of("killed", 2, withdraws=True), fate="history"),
        "killed version 2 (withdrawal) is history, and",
    ),
    "blocked, and nobody withdrew": (changed("versions", of("plain"), fate="blocked"), "is a reason for it"),
    "a kill is blocked": (changed("versions", of("blocked", 2, withdraws=True), fate="blocked"), "is a reason for it"),
    "a kill waits": (changed("versions", of("blocked", 2, withdraws=True), fate="withheld"), "is a reason for it"),
    "a version is a notice": (changed("versions", of("advance"), fate="notice"), "is a reason for it"),
    "cancelled for nothing": (changed("outbox", of("held"), cancelled=True), "nothing took its place"),
    "cancelled by a lower kill": (changed("outbox", of("killed", 3), cancelled=True), "nothing took its place"),
    "cancelled by a higher version, though free": (
        changed("outbox", of("plain"), cancelled=True),
        "nothing took its place",
    ),
    "cancelled by a kill that came late": (
        changed("versions", of("silenced", 2, withdraws=True), fate="history"),
        "silenced version 1.0: it was cancelled, and nothing",
    ),
    "a kill is cancelled": (
        changed("outbox", of("killed", 2, withdraws=True), cancelled=True),
        "(withdrawal).0: it was cancelled, and nothing",
    ),
} | {
    f"what is {fate} is told": (changed("versions", pick, fate=fate), f"is {fate}, and outbox row")
    for fate, pick in {
        "history": of("plain"), "blocked": of("killed"), "withheld": of("plain", 2),
        "quiet": of("killed", 2, withdraws=True), "notice": of("bridge", withdraws=True),
    }.items()
}  # fmt: skip
DEAD: dict[str, tuple[Harm, str]] = {
    "an unknown reason": (changed("letters", dead(1), reason="bored"), "'bored' is no reason of the contract"),
    "no detail": (changed("letters", dead(1), detail=" - "), "it has no detail"),
    "the bytes are gone": (changed("letters", dead(1), true_sha256=digest(b"")), "its bytes have the digest"),
    "no attempt": (changed("letters", dead(1), attempts=0), "0 attempts"),
    "bytes that nobody pushed": (
        changed("letters", dead(1), sha256=NOBODY, true_sha256=NOBODY),
        "accepted on this feed",
    ),
    "bytes of another feed": (changed("letters", dead(1), feed="jiji-ja"), "accepted on this feed"),
    "bytes that Redis refused": (
        changed("letters", dead(1), sha256=digest(b"full"), true_sha256=digest(b"full")),
        "accepted on this feed",
    ),
    "another entry": (changed("letters", dead(1), entry_id="1-1"), "but under another id"),
    "two letters of an item": (added("letters", letter(1, dead_id=77)), "item 0 has 2 dead letters"),
}
ATTEMPTS: dict[str, tuple[Harm, str]] = {
    "given out too often": (set_to(pending=[Pending("jiji", "1-1", 5)]), "was given out 5 times, 4 are the most"),
    "one worker too many": (set_to(deaths=[digest(b"bang")] * 4), "killed 4 workers, 3 are the most of 1 entries"),
    "tried too often": (
        both(set_to(losses=[]), changed("letters", dead(2), attempts=5)),
        "5 attempts, 4 are the most of 1 entries",
    ),
    "tried too often in two lives of its group": (
        changed("letters", dead(2), attempts=9),
        "9 attempts, 8 are the most of 1 entries",
    ),
    "tried too often again by the desk": (
        changed("letters", dead(4), attempts=17),
        "17 attempts, 16 are the most of 2 entries",
    ),
}
