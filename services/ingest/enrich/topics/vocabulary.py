"""What does a code mean?  IPTC Media Topics: names, the concepts above, what retired ones and old subject codes became.

The facts are IPTC's (mediatopics.tsv, made by scripts/make_mediatopics.py), the Japanese names our own (names_ja.tsv).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from schemas.japan import Names

_HERE = Path(__file__).parent
PREFIX = "medtop:"


@dataclass(frozen=True)
class Concept:
    """`id` and `broader` are written `medtop:04000000`; `path` leads from the top concept to this one."""

    id: str
    broader: "Concept | None"
    names: Names
    subject_code: str | None
    retired: str | None

    @cached_property
    def path(self) -> tuple[str, ...]:
        return (*(self.broader.path if self.broader else ()), self.id)

    @property
    def level(self) -> int:
        """1 for a top concept."""
        return len(self.path)


class Vocabulary:
    """All concepts, by id.  The retired ones are known only by what stands for them now."""

    def __init__(self, facts: str, japanese: dict[str, str]) -> None:
        title, *lines = facts.splitlines()
        self.version = title.split()[5].rstrip(",")
        """The day of IPTC's release."""
        self._all: dict[str, Concept] = {}
        self._by_subject_code: dict[str, Concept] = {}
        for number, broader, retired, english, subject in (line.split("\t") for line in lines):
            one = Concept(
                PREFIX + number,
                self._all.get(PREFIX + broader),
                Names(en=english, ja=japanese.get(number, english)),
                None if subject == "-" else subject,
                None if retired == "-" else retired,
            )
            self._all[one.id] = one
        self._below: dict[str, list[Concept]] = {}
        for one in self:
            self._below.setdefault(one.broader.id if one.broader else "", []).append(one)
        for one in self._all.values():
            self._take_subject_code(one)

    def _take_subject_code(self, one: Concept) -> None:
        """Three subject codes lead to a living concept and to one that retired into another: the living one holds."""
        if one.subject_code and (one.subject_code not in self._by_subject_code or not one.retired):
            self._by_subject_code[one.subject_code] = self._living(one)

    def __iter__(self) -> Iterator[Concept]:
        """The living, each after the one above it."""
        return (one for one in self._all.values() if not one.retired)

    @property
    def tops(self) -> Sequence[Concept]:
        return self._below[""]

    def below(self, concept_id: str) -> Sequence[Concept]:
        """The living concepts directly under one."""
        return self._below.get(concept_id, ())

    def get(self, concept_id: str) -> Concept | None:
        """None for an id that never was; for a retired one the nearest living concept above it.

        IPTC moves the meaning of what it retires up the tree, and the workbook names no other heir.
        """
        found = self._all.get(concept_id)
        return self._living(found) if found else None

    def retired(self, concept_id: str) -> bool:
        return bool((found := self._all.get(concept_id)) and found.retired)

    def of_subject_code(self, code: str) -> Concept | None:
        """By the table alone: of the old codes, 31 changed branch, so the first two digits tell nothing."""
        return self._by_subject_code.get(code)

    @staticmethod
    def _living(one: Concept) -> Concept:
        while one.retired and one.broader:
            one = one.broader
        return one


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    facts = (_HERE / "mediatopics.tsv").read_text(encoding="utf-8")
    lines = (_HERE / "names_ja.tsv").read_text(encoding="utf-8").splitlines()
    return Vocabulary(facts, dict(line.split("\t") for line in lines if not line.startswith("#")))
