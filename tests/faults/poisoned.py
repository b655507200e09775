"""`wire`, with a parser that brings the whole process down at the sight of one story."""

import os
import signal

from services.cli.app import main
from services.ingest import decode, pipeline
from services.ingest.draft import Copy
from services.runtime.feeds import Feed

MARK = b"KILL THE WORKER"


def _deadly(body: bytes, feed: Feed) -> Copy:
    if MARK in body:
        os.kill(os.getpid(), signal.SIGKILL)
    return decode.decode(body, feed)


if __name__ == "__main__":
    pipeline.decode = _deadly  # type: ignore[attr-defined]  # put in the place of what the pipeline calls
    main()
