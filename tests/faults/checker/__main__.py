"""`python -m tests.faults.checker RUN --redis URL --postgres URL`: one line a breach, exit code 1 if there is any."""

import argparse
import asyncio
import sys
from pathlib import Path

from tests.faults.checker import gather, verdict


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.checker", description=__doc__)
    parser.add_argument("run", type=Path, help="the folder that the harness wrote")
    parser.add_argument("--redis", required=True, metavar="URL")
    parser.add_argument("--postgres", required=True, metavar="URL")
    given = parser.parse_args()
    breaches = verdict(asyncio.run(gather(given.run, given.redis, given.postgres)))
    sys.stdout.writelines(f"{breach}\n" for breach in breaches)
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
