"""Writes the tables of docs/performance.md, and its plots, from the records of `make bench`, `growth` and `memory`.

`python -m scripts.make_performance_page`; what stands above the mark is written by hand and stays.
"""

import json
import statistics
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

MARK = "<!-- From here on made by scripts/make_performance_page.py after `make bench`: change the bench instead. -->"
DOCS = Path(__file__).resolve().parents[1] / "docs"
RECORD = DOCS / "performance" / "run.json"

Record = dict[str, Any]


def values(record: Record, what: str, name: str, figure: str) -> list[float]:
    """One a round; of rounds that have none, none."""
    found = [part.get(what, {}).get(name, {}).get(figure) for part in record["rounds"]]
    return [value for value in found if value is not None]


def ratios(record: Record, what: str, over: str, under: str, figure: str) -> list[float]:
    """Taken within a round, so that what else the machine does meets both; none of a round that lacks one."""
    found = [part.get(what, {}) for part in record["rounds"]]
    pairs = [(by_name.get(over, {}).get(figure), by_name.get(under, {}).get(figure)) for by_name in found]
    return [one / other for one, other in pairs if one and other]


def names(record: Record, what: str) -> list[str]:
    return list(dict.fromkeys(name for part in record["rounds"] for name in part.get(what, {})))


def spread(found: Sequence[float], form: str = ",.0f") -> str:
    """The median, and the least and the most."""
    if not found:
        return "–"
    middle, least, most = (format(value, form) for value in (statistics.median(found), min(found), max(found)))
    return middle if len(found) == 1 else f"{middle} ({least}–{most})"


def machine(record: Record) -> str:
    facts, servers = record["machine"], record["servers"]
    packages = ", ".join(f"{name} {version}" for name, version in facts["packages"].items())
    return f"""## The run

Rounds: {len(record["rounds"])}, on {record["begun"]}; figures are medians, with the least and the most of the rounds.

- {facts["cores"]} cores of {facts["cpu"]}, {facts["memory_gb"]} GB, {facts["kernel"]}; load before {facts["load"]}
- Valkey {servers["valkey"]}, appendfsync {servers["appendfsync"]}; PostgreSQL {servers["postgresql"]}, fsync \
{servers["fsync"]}, synchronous_commit {servers["synchronous_commit"]}
- Python {facts["python"]}; {packages}
"""


def throughput(record: Record) -> str:
    rows = []
    for name in names(record, "throughput"):
        figures = [values(record, "throughput", name, figure) for figure in _THROUGHPUT]
        compared = (ratios(record, "throughput", *pair, _RATE) for pair in ((name, "floor"), ("line", name)))
        cells = [spread(figures[0]), *(spread(ratio, ".2f") for ratio in compared)]
        cells += [spread(figures[1], ".2f"), spread(figures[2], ".2f"), spread(figures[3])]
        rows.append([name, *cells])
    head = ["", "stories/s", "of the floor", "the line, times it", "CPU s/1,000", "servers' CPU s/1,000", "peak MB"]
    return _section("Throughput", _table(head, rows), "![Stories a second](performance/throughput.svg)")


def reading(record: Record) -> str:
    rows = [
        [name, spread(values(record, "reading", name, _RATE)), spread(values(record, "reading", name, _CPU), ".3f")]
        for name in names(record, "reading")
    ]
    return _section("Reading alone", _table(["", "stories/s", "CPU s/1,000"], rows))


def around(record: Record) -> str:
    """What a story costs beyond the functions, which are the same for all but the floor."""
    alone = [values(record, "functions", "functions", figure) for figure in (_RATE, _CPU)]
    rows = []
    for name in names(record, "throughput"):
        if name != "floor":
            cells = [spread(_around(record, name), ".2f")]
            pairs = zip(_around(record, name), _around(record, "line"), strict=True)
            rows.append([name, *cells, spread([theirs / ours for theirs, ours in pairs], ".1f")])
    told = (
        f"The functions alone, from the bytes to what is saved, in one process without a server: {spread(alone[0])} "
        f"stories/s, {spread(alone[1], '.2f')} CPU s/1,000.  What each contestant takes beyond that, with both servers:"
    )
    return _section("Around the functions", told, _table(["", "CPU s/1,000", "times the line's"], rows))


def _around(record: Record, name: str) -> list[float]:
    """One a round."""
    own, servers = (values(record, "throughput", name, figure) for figure in (_CPU, _SERVERS))
    alone = values(record, "functions", "functions", _CPU)
    return [ours + theirs - bare for ours, theirs, bare in zip(own, servers, alone, strict=True)]


def latency(record: Record) -> str:
    sections = []
    for what in dict.fromkeys(key for part in record["rounds"] for key in part if key.startswith("latency")):
        rows = [_latency_row(record, what, name) for name in names(record, what)]
        head = ["ms", *_QUANTILES, "p99, times the floor's", "sent a round"]
        sections += [f"### {what.removeprefix('latency ').removesuffix('/s')} stories a second", _table(head, rows)]
    return _section("Latency", *sections, "![Milliseconds by quantile](performance/latency.svg)")


def _latency_row(record: Record, what: str, name: str) -> list[str]:
    sent = f"{statistics.median(values(record, what, name, 'sent')):.0f}"
    if growth := values(record, what, name, "growth"):
        often = f"in {len(growth)} of {len(record['rounds'])} rounds"
        return [name, f"does not keep up {often}: the backlog grows by {spread(growth)} a second", *[""] * 4, sent]
    quantiles = [spread(values(record, what, name, figure), ".1f") for figure in _QUANTILES]
    return [name, *quantiles, spread(ratios(record, what, name, "floor", "p99"), ".1f"), sent]


def flash(record: Record) -> str:
    rows = []
    for name in names(record, "flash"):
        quantiles = [spread(values(record, "flash", name, figure), ",.1f") for figure in ("p50", "max")]
        seen, sent = (sum(values(record, "flash", name, figure)) for figure in ("seen", "sent"))
        rows.append([name, *quantiles, f"{seen:.0f} of {sent:.0f}"])
    return _section(f"A flash behind {record['backlog']:,} stories", _table(["ms", "p50", "max", "out"], rows))


def growth(found: Record) -> str:
    """Of `make growth`."""
    grown, forgetting = (
        [one / other for one, other in zip(found[over], found[under], strict=True)]
        for over, under in (("grown", "empty"), ("forgetting", "grown"))
    )
    rows = [
        ["empty store", spread(found["empty"]), ""],
        ["grown store", spread(found["grown"]), spread(grown, ".2f")],
        ["grown store, old sketches forgotten beside it", spread(found["forgetting"]), spread(forgetting, ".2f")],
    ]
    told = (
        f"{found['versions']:,} versions stored, {len(found['empty'])} rounds. On the grown store `wire doctor` took "
        f"{spread(found['doctor'], '.0f')} ms from its first question to its last finding, and the lag of two feeds "
        f"{spread(found['lag'], '.1f')} ms."
    )
    return _section("Growth", _table(["", "stories/s", "times the one above"], rows), told)


def memory(found: Record) -> str:
    """Of `make memory`."""
    head = ["MiB, tenths of the run", *map(str, range(1, 11))]
    rows = [[name, *(f"{held:.1f}" for held in tenths)] for name, tenths in found["mib"].items()]
    told = f"{found['stories']:,} stories in {found['seconds'] / 60:.0f} minutes, none lost and none twice."
    return _section("Memory", _table(head, rows), told)


Goal = tuple[str, list[float], Callable[[float], bool]]
"""In words, what was found in each round, and whether that will do."""


def goals(record: Record) -> str:
    rows = [[words, spread(found, ".2f"), _judged(record, found, is_met)] for words, found, is_met in _goals(record)]
    return _section(
        "What was to be reached", _table(["with one ingest process, where no other number is named", "found", ""], rows)
    )


def _judged(record: Record, found: Sequence[float], is_met: Callable[[float], bool]) -> str:
    """A round without a figure is one in which the contestant did not keep up, or lost a flash."""
    if len(found) < len(record["rounds"]):
        return f"missed: {len(record['rounds']) - len(found)} rounds without a figure"
    return "met" if is_met(statistics.median(found)) else "missed"


def _goals(record: Record) -> list[Goal]:
    found: list[Goal] = [
        (
            "throughput, of the floor's: at least 0.5",
            ratios(record, "throughput", "line", "floor", _RATE),
            lambda value: value >= 0.5,
        ),
        (
            "p99 at 100 stories a second, times the floor's: at most 3",
            ratios(record, "latency 100/s", "line", "floor", "p99"),
            lambda value: value <= 3,
        ),
        (
            "slowest flash behind a backlog, ms: at most 100",
            values(record, "flash", "line", "max"),
            lambda value: value <= 100,
        ),
        (
            "throughput of two ingest processes, times one's: at least 1.7 where cores allow",
            ratios(record, "throughput", "two ingests", "line", _RATE),
            lambda value: value >= 1.7,
        ),
    ]
    for peer in names(record, "throughput"):
        if peer not in {"floor", "line", "two ingests"}:
            faster = ratios(record, "throughput", "line", peer, _RATE)
            found.append((f"throughput, times {peer}'s: at least 5, aim 10", faster, lambda value: value >= 5))
    return found


_RATE, _CPU, _SERVERS = "stories_per_second", "cpu_seconds_per_1000", "servers_cpu_seconds_per_1000"
_THROUGHPUT = (_RATE, _CPU, _SERVERS, "peak_mb")
_QUANTILES = ("p50", "p99", "p99.9", "max")


def _section(title: str, *parts: str) -> str:
    return "\n\n".join([f"## {title}", *parts]) + "\n"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def bench(record: Record) -> str:
    """Of `make bench`."""
    return "\n".join(part(record) for part in (machine, goals, throughput, around, latency, flash, reading))


_PARTS: dict[str, Callable[[Record], str]] = {"run": bench, "growth": growth, "memory": memory}
"""By the name of the record; each is there from its first whole run on."""


def whole(page: str, records: dict[str, Record]) -> str:
    parts = [part(records[name]) for name, part in _PARTS.items() if name in records]
    return page.partition(MARK)[0] + MARK + "\n\n" + "\n".join(parts)


def main() -> int:
    from scripts.plot_performance import plot_latency, plot_throughput  # noqa: PLC0415  of the extra `bench`

    paths = {name: RECORD.with_name(f"{name}.json") for name in _PARTS}
    records = {name: json.loads(path.read_text(encoding="utf-8")) for name, path in paths.items() if path.exists()}
    page = DOCS / "performance.md"
    page.write_text(whole(page.read_text(encoding="utf-8"), records), encoding="utf-8")
    if record := records.get("run"):
        rates = {name: values(record, "throughput", name, _RATE) for name in names(record, "throughput")}
        plot_throughput(rates, RECORD.with_name("throughput.svg"))
        plot_latency(record["curves"], record["grid"], RECORD.with_name("latency.svg"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
