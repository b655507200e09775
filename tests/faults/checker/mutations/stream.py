"""What is damaged in the streams: events, their order, what a subscriber saw, what is left to do."""

import datetime as dt

from tests.faults.checker import facts
from tests.faults.checker.evidence import Group, Key, Row, Said
from tests.faults.checker.mutations.healthy import BEGAN, digest, healthy, moment
from tests.faults.checker.mutations.ways import (
    Harm,
    added,
    article,
    both,
    changed,
    event,
    gone,
    of,
    resent,
    run_with,
    set_to,
    told_again,
)

NOBODY = digest(b"nobody's")
WELL = healthy()
KEY = Key("jiji", "plain", 1, withdraws=False)
LATE = moment(len(WELL.ledger) + 90)

FIRST = WELL.events[0]
STREAM: dict[str, tuple[Harm, str]] = {
    "an event is lost": (
        both(gone("events", lambda row: row == FIRST), gone("seen", of("plain"))),
        "plain version 1.0 is not in the stream",
    ),
    "one that the stream has to keep was trimmed": (
        both(gone("events", lambda row: row == FIRST), run_with(ready_keep=len(WELL.events))),
        "plain version 1.0 is not in the stream",
    ),
    "one is missing above what was trimmed": (
        both(gone("events", lambda row: row == WELL.events[1]), run_with(ready_keep=len(WELL.events) - 2)),
        "plain version 2.0 is not in the stream",
    ),
    "one is due and was never numbered": (set_to(gathered_at=LATE), "held version 1.0 is free and in no stream"),
    "a cancelled one is numbered": (
        changed("outbox", of("plain"), cancelled=True),
        "plain version 1.0 is cancelled and has the stream id",
    ),
    "two rows have one stream id": (
        changed("outbox", of("plain", 2), stream_id=FIRST.stream_id),
        "plain version 2.0 has the stream id",
    ),
    "it is at another id than the row says": (
        changed("outbox", of("plain"), stream_id=(BEGAN, 5)),
        "where it was to be at",
    ),
    "an event without a row": (gone("outbox", of("plain")), "of the stream has no outbox row"),
    "an event twice": (resent(of("plain")), "with the same bytes"),
    "an event twice, with other bytes": (resent(of("plain"), other=b" "), "with OTHER bytes"),
    "ids that fall": (set_to(events=WELL.events[::-1]), "comes after"),
    "no JSON": (changed("events", lambda row: row == FIRST, event=b"{"), "is no event of the contract"),
    "no article": (changed("events", lambda row: row == FIRST, event=b'{"data":{}}'), "is no event of the contract"),
    "a version that is no number": (
        changed("events", lambda row: row == FIRST, event=FIRST.event.replace(b'"version":1', b'"version":"1"')),
        "is no event of the contract",
    ),
    "an embargo that is no time": (event("plain", {"embargo_until": "soon"}), "is no event of the contract"),
    "no content-type": (changed("events", lambda row: row == FIRST, content_type=b""), "is no event of the contract"),
    "no CloudEvent": (event("plain", specversion="2.0"), "is no event of the contract"),
    "another id": (event("plain", id="another"), "its id is another and has to be"),
    "another type": (event("plain", type=facts.WITHDRAWN), "has to be"),
    "another feed": (event("plain", source="/feeds/other"), "it stands where"),
    "another subject": (event("plain", subject="other"), "it stands where"),
    "another version": (event("plain", {"version": 9}), "it stands where"),
    "another revision": (event("plain", {"revision": 9}), "it stands where"),
    "other words than the store": (event("plain", {"headline": "Other"}), "it does not say what the store has of it"),
    "the store's words change": (article(of("plain"), headline="Other"), "it does not say what the store has of it"),
    "a revision's words are not its own": (
        changed("revisions", of("revised"), article=WELL.versions[0].article),
        "revised version 1.1: it does not say",
    ),
    "a long article with its body": (event("long", {"body": "x"}), "long version 1.0: it does not say"),
    "a long article of another digest": (event("long", datasha256=NOBODY), "long version 1.0: it does not say"),
    "a long article without its place": (event("long", dataref=""), "long version 1.0: it does not say"),
    "a short article elsewhere": (event("plain", dataref="http://desk/x"), "it does not say what the store has of it"),
    "the subscriber missed one": (gone("seen", of("plain")), "the subscriber never saw entry"),
    "the subscriber saw one twice": (resent(of("plain"), in_stream=False), "twice, with the same bytes"),
    "the subscriber saw one twice, with other bytes": (
        resent(of("plain"), other=b" ", in_stream=False),
        "twice, with OTHER bytes",
    ),
    "the subscriber saw what is in no stream": (resent(of("plain"), in_stream=False), "which is in no stream"),
    "the subscriber saw other bytes": (
        changed("seen", of("plain"), sha256=NOBODY),
        "the subscriber saw OTHER bytes at",
    ),
    "the subscriber saw one late": (set_to(seen=[*WELL.seen[1:], WELL.seen[0]]), "the subscriber saw 17"),
}
RISING: dict[str, tuple[Harm, str]] = {
    "a lower version": (event("plain", {"version": 5}), "plain, in the stream: 5.0 and then 2.0"),
    "the same version": (event("plain", {"version": 2}), "plain, in the stream: 2.0 and then 2.0"),
    "the same revision": (event("revised", {"revision": 1}), "revised, in the stream: 1.1 and then 1.1"),
    "a lower version is seen": (
        changed("seen", of("plain"), version=5),
        "plain, as the subscriber saw it: 5.0 and then 2.0",
    ),
    "a version comes again": (resent(of("plain"), in_stream=False), "2.0 and then 1.0"),
}
KILLS: dict[str, tuple[Harm, str]] = {
    "what is below the kill": (told_again(of("killed")), "killed, in the stream: version 1 at"),
    "what the kill names": (told_again(of("bridge")), "bridge, in the stream: version 1 at"),
    "the subscriber sees it": (
        resent(of("killed"), in_stream=False),
        "killed, as the subscriber saw it: version 1 at",
    ),
}
EARLY = moment(1) + dt.timedelta(milliseconds=1)
ENDED = next(one for one in WELL.seen if one.subject == "ended")
EMBARGOES: dict[str, tuple[Harm, str]] = {
    "by the event, a millisecond": (
        event("plain", {"embargo_until": EARLY.isoformat()}),
        "its stream id is 1000 µs before the event's embargo",
    ),
    "by the store": (
        changed("outbox", of("plain"), hold_until=EARLY),
        "its stream id is 1000 µs before the store's embargo",
    ),
    "by the ledger": (
        changed("ledger", lambda row: row.n == 1, stories=(Said("plain", 1, embargo_until=EARLY),)),
        "its stream id is 1000 µs before the ledger's embargo",
    ),
    "a subscriber sees it": (
        changed("seen", of("ended"), at=ENDED.stream_id[0] - 0.5),
        "seen 500 µs before the event's embargo",
    ),
}
REST: dict[str, tuple[Harm, str]] = {
    "no group": (set_to(groups=[Group("jiji", 0, 0)]), "wire:jiji-ja has no group ingest"),
    "unread copy": (changed("groups", lambda row: row.feed == "jiji", lag=3), "wire:jiji: 3 unread"),
    "nobody knows how much is unread": (changed("groups", lambda row: row.feed == "jiji", lag=None), "unknown unread"),
    "pending copy": (changed("groups", lambda row: row.feed == "jiji", pending=2), "2 pending"),
    "a row is due": (set_to(gathered_at=LATE), "held version 1.0 is due and has no stream id"),
    "a row is free": (added("outbox", Row(99, KEY, 3, facts.READY, "jiji")), "plain version 1.3 is due"),
    "the relay is behind": (set_to(sent=(BEGAN, 0)), f"the relay has sent up to ({BEGAN}, 0)"),
    "the relay is ahead": (set_to(sent=(BEGAN * 2, 0)), "and the highest numbered row is"),
}
