"""Did the services say what befell them, end when they were told to, and leave alone what was whole?"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator

from tests.faults.checker.evidence import Evidence, Fault, Scrape
from tests.faults.checker.logs import said

_LEVELS = frozenset(["warning", "error", "critical"])
_GRACE = 1000.0
"""Milliseconds by which a sign may be older than the harness's note of its fault."""


def every_fault_was_loud(found: Evidence) -> Iterator[str]:
    """Of each fault at least one of its signs was given: a warning in a log, a figure, an exit code."""
    logged = _logged(found)
    for fault in found.faults:
        if not any(_is_given(sign, fault, found, logged) for sign in fault.loud):
            yield f"{fault.name}: none of {', '.join(fault.loud) or 'no signs at all'}"


def _logged(found: Evidence) -> dict[str, list[float]]:
    """Of each event type the moments at which it was a warning or worse."""
    moments: dict[str, list[float]] = defaultdict(list)
    for _, line in said(found):
        moment = _moment(line.get("timestamp"))
        if line.get("level") in _LEVELS and moment is not None:
            moments[str(line.get("event_type"))].append(moment)
    return moments


def _moment(said: object) -> float | None:
    """In milliseconds; None for what is no time."""
    try:
        return dt.datetime.fromisoformat(str(said)).timestamp() * 1000
    except ValueError:
        return None


def _is_given(sign: str, fault: Fault, found: Evidence, logged: dict[str, list[float]]) -> bool:
    kind, _, name = sign.partition(":")
    if kind == "log":
        return any(moment >= fault.at - _GRACE for moment in logged[name])
    if kind == "metric":
        return any(_sum(scrape, name) > 0 for scrape in found.scrapes if scrape.at >= fault.at)
    if kind == "exit":
        return any(one.name == name and one.at >= fault.at and one.code != 0 for one in found.exits)
    return False


def _sum(scrape: Scrape, wanted: str) -> float:
    """Over the labels of a metric in the text format of Prometheus; `wanted` may name some: `name{label="value"}`."""
    name, _, pairs = wanted.removesuffix("}").partition("{")
    lines = re.findall(rf"^{re.escape(name)}(?:\{{(.*)\}})? (\S+)", scrape.text, re.MULTILINE)
    chosen = [value for labels, value in lines if all(pair in labels for pair in pairs.split(","))]
    return sum(map(float, chosen))


def replay_changes_nothing(found: Evidence) -> Iterator[str]:
    """`wire replay` of a line at rest finds nothing missing and leaves stream and store as they are."""
    replay = found.replay
    if replay is None:
        return
    if replay.exit:
        yield f"it ended with {replay.exit}: {replay.said.strip()[-200:]}"
    if replay.before != replay.after:
        yield f"stream and store were {replay.before[:12]} and are {replay.after[:12]}: {replay.said.strip()[-200:]}"


def nothing_ended_unexpectedly(found: Evidence) -> Iterator[str]:
    """No service ends but by the harness's hand."""
    for one in found.exits:
        if not one.expected:
            yield f"{one.name} ended with {one.code} at {one.at:.0f}"
