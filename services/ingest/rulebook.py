"""Which rules are in force?  The term files, read again when one is saved; of a broken one the last good state."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from services.ingest.enrich import Rules
from services.ingest.enrich.topics.lexicon import Lexicon
from services.ingest.enrich.topics.term_file import Problem, TermFile, read_term_files
from services.runtime.logging import log
from services.runtime.metrics import TERM_PROBLEMS, TERMS_LOADED

_LOOK_SECONDS = 1.0

Problems = tuple[Problem, ...]

State = tuple[tuple[str, int, int], ...]
"""Name, time of change and size of each file."""


class RuleBook:
    """Read when it is made, so that the first rules are there; then by `changes`.

    At a start a broken file is left out: news does not stop for a typing error, but the health page, the log and a
    metric name file and line until it is mended.
    """

    def __init__(self, config: Path) -> None:
        self._folder = config / "topics"
        self._good: dict[str, TermFile] = {}
        self._state: State = ()
        self.rules, self.problems = self._read()

    async def changes(self) -> AsyncIterator[Rules]:
        """New rules each time that files have changed and rest: an editor may write one in parts."""
        seen = self._state
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            now = _state(self._folder)
            if now != self._state and now == seen:
                self.rules, self.problems = await asyncio.to_thread(self._read)
                yield self.rules
            seen = now

    def _read(self) -> tuple[Rules, Problems]:
        self._state = _state(self._folder)
        files = list(read_term_files(self._folder))
        for file in files:
            if all(problem.warning for problem in file.problems):
                self._good[file.path.name] = file
        there = {file.path.name for file in files}
        self._good = {name: file for name, file in self._good.items() if name in there}
        problems = tuple(problem for file in files for problem in file.problems if not problem.warning)
        lexicon = Lexicon(entry for file in self._good.values() for entry in file.entries)
        self._tell(lexicon, problems)
        return Rules(lexicon), problems

    def _tell(self, lexicon: Lexicon, problems: Problems) -> None:
        TERM_PROBLEMS.set(len(problems))
        TERMS_LOADED.set(len(lexicon.terms))
        for problem in problems:
            log().error(
                "term file broken, its last good state holds",
                event_type="terms.broken",
                file=problem.path.name,
                line=problem.line,
                why=problem.message,
            )
        log().info("terms loaded", event_type="terms.loaded", files=len(self._good), terms=len(lexicon.terms))


def _state(folder: Path) -> State:
    found = []
    for path in sorted(folder.glob("*.toml")):
        try:
            told = path.stat()
        except FileNotFoundError:  # an editor renames
            continue
        found.append((path.name, told.st_mtime_ns, told.st_size))
    return tuple(found)
