"""The sample wire of the project's own writing: what is in it, and what has to become of each piece."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from schemas.reasons import Reason

Fate = Literal[
    "article", "history", "held", "withheld", "withdrawn", "blocked", "duplicate", "rejected", "notice", "unmatched"
]


class SamplesBroken(RuntimeError):  # noqa: N818  read as a sentence where it is printed
    """The manifest, or a file that it names, can't be used."""


class _Listed(BaseModel):
    model_config = ConfigDict(extra="forbid")

    file: str
    feed: str | None = None
    stories: int = 1
    fate: Fate
    reason: Reason | None = None
    vary: str | None = None

    @model_validator(mode="after")
    def _reason_with_rejection(self) -> "_Listed":
        if (self.fate == "rejected") != (self.reason is not None):
            msg = f"{self.file}: a reason goes with the fate rejected, and with no other"
            raise ValueError(msg)
        return self


class _Manifest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    sample: list[_Listed]


@dataclass(frozen=True, slots=True)
class Sample:
    """`stories` are in the file, all of one fate."""

    feed: str
    name: str
    stories: int
    fate: Fate
    reason: Reason | None
    body: bytes


def read_samples(folder: Path, run: int | None = None) -> list[Sample]:
    """In the order in which they have to be pushed.

    With a `run`, what varies in a file is replaced by as many digits made of that number: other copy for each run,
    the same for the same run.  Raises SamplesBroken.
    """
    try:
        manifest = _Manifest.model_validate(tomllib.loads((folder / "manifest.toml").read_text(encoding="utf-8")))
        return [_sample(folder, listed, run) for listed in manifest.sample]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as problem:
        raise SamplesBroken(f"{folder}: {problem}") from problem


def _sample(folder: Path, listed: _Listed, run: int | None) -> Sample:
    body = (folder / listed.file).read_bytes()
    if listed.vary is not None:
        token = listed.vary.encode("ascii")
        if token not in body:
            raise SamplesBroken(f"{listed.file}: nothing in it to vary, no {listed.vary}")
        if run is not None:
            digits = str(run).zfill(len(token))[-len(token) :]
            body = body.replace(token, digits.encode("ascii"))
    folder_name, _, name = listed.file.partition("/")
    return Sample(listed.feed or folder_name, name, listed.stories, listed.fate, listed.reason, body)
