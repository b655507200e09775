"""The process that reads for the semantic layer: requests on standard input, answers on standard output, JSON lines.

    {"n": 7, "stories": [[["Bank holds rates", "The vote was 8-1."], false]]}  ->  {"n": 7, "odds": [[[…], [[…], […]]]]}

A story is its passages, and whether they are bare of a headline; its odds are as Head.odds has them.

It ends when its input does, so that it can't outlive the worker that started it.
"""

import signal
import sys

import orjson

from services.ingest.enrich.topics.semantic import NoEncoder, encoder, odds_of

NOT_INSTALLED = 3
"""Its exit code where the extra `semantic` is not installed."""


def main() -> int:
    # Ctrl-C reaches the whole group; the worker drains first, and closes the input when it is done.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        encode = encoder()
    except NoEncoder:
        return NOT_INSTALLED
    out = sys.stdout.buffer
    out.write(b'{"n":0}\n')
    out.flush()
    for line in sys.stdin.buffer:
        asked = orjson.loads(line)
        out.write(orjson.dumps({"n": asked["n"], "odds": odds_of(asked["stories"], encode)}) + b"\n")
        out.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
