"""What is damaged in what the services leave: logs, figures, exits, a replay."""

from dataclasses import replace

from tests.faults.checker.evidence import Exit, Fault, Replay, Scrape
from tests.faults.checker.mutations.healthy import BEGAN, healthy
from tests.faults.checker.mutations.ways import Harm, added, both, changed, log, set_to

WELL = healthy()
END = BEGAN + len(WELL.ledger) * 1000.0
CANARY = WELL.ledger[0].canary
LINE = b'{"event_type":"story.announced","headline":"%s"}'

AWAY = b'{"timestamp":"2100-01-01T00:00:00Z","level":"%s","event_type":"away"}'
QUIET = Fault(END, "silent fault", ("log:away",))
SILENT: dict[str, tuple[Harm, str]] = {
    "no sign is named": (set_to(faults=[Fault(END, "silent fault", ())]), "silent fault: none of no signs at all"),
    "no kind of sign": (set_to(faults=[Fault(END, "silent fault", ("smoke:ingest",))]), "none of smoke:ingest"),
    "nothing in the logs": (set_to(faults=[QUIET]), "silent fault: none of log:away"),
    "in the logs, but as no warning": (both(set_to(faults=[QUIET]), log(AWAY % b"info")), "none of log:away"),
    "in the logs, before the fault": (
        changed("faults", lambda row: row.name == "Redis away", at=END + 1001),
        "Redis away: none of log:relay.waits",
    ),
    "in the logs, at no time": (
        both(set_to(faults=[QUIET]), log((AWAY % b"error").replace(b"2100", b"soon"))),
        "none of log:away",
    ),
    "a figure before the fault": (set_to(scrapes=[replace(WELL.scrapes[0], at=END - 1)]), "cut: none of"),
    "a figure of zero": (
        set_to(scrapes=[Scrape("ingest", END + 1, 'wire_unavailable_total{server="redis"} 0.0')]),
        "cut: none of",
    ),
    "a figure of another label": (
        set_to(scrapes=[Scrape("ingest", END + 1, 'wire_unavailable_total{server="postgres"} 2.0')]),
        "cut: none of",
    ),
    "a figure of another name": (
        set_to(scrapes=[Scrape("ingest", END + 1, 'wire_unavailable{server="redis"} 2.0')]),
        "cut: none of",
    ),
    "no exit": (set_to(exits=[]), "kill -9: none of exit:ingest"),
    "an exit in peace": (set_to(exits=[Exit(END + 1, "ingest", 0, expected=True)]), "kill -9: none of exit:ingest"),
    "an exit before": (set_to(exits=[Exit(END - 1, "ingest", 137, expected=True)]), "kill -9: none of exit:ingest"),
}
REPLAYED: dict[str, tuple[Harm, str]] = {
    "it fails": (set_to(replay=Replay(1, "ab", "ab", "no store")), "it ended with 1: no store"),
    "it changes something": (set_to(replay=Replay(0, "ab", "cd", "1 put back")), "were ab and are cd"),
}
LOGGED: dict[str, tuple[Harm, str]] = {
    "no JSON": (log(b"Traceback (most recent call last):"), "publish.log line 1: no JSON object"),
    "no object": (log(LINE % b"x", b"[1]"), "publish.log line 2: no JSON object"),
    "an empty line": (log(b""), "no JSON object"),
    "nobody's line": (log(b'{"level":"info"}'), "neither event_type nor logger"),
    "a canary": (log(LINE % CANARY.encode()), f"its canary {CANARY}"),
    "a canary in capitals, grown together": (log(LINE % b"x%s20" % CANARY.upper().encode()), f"its canary {CANARY}"),
    "a secret": (log(LINE % b"redis://u:pass-7-word@h"), "secret 1 of run.json"),
    "a carriage return": (log(LINE % b"x" + b"\r"), "raw control character U+000D"),
    "an escape": (log(LINE % b"\x1b[31m"), "raw control character U+001B"),
    "a DEL": (log(LINE % b"\x7f"), "raw control character U+007F"),
    "a C1": (log(LINE % "\x9b".encode()), "raw control character U+009B"),
    "no UTF-8": (log(LINE % b"\xff"), "no UTF-8"),
}
LEFT: dict[str, tuple[Harm, str]] = {
    "a service is gone": (added("exits", Exit(END, "publish", 1, expected=False)), "publish ended with 1"),
    "a service ends in peace, unasked": (added("exits", Exit(END, "ingest", 0, expected=False)), "ingest ended with 0"),
}
