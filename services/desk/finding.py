"""What the doctor says of one thing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`well` is None for what is only told."""

    what: str
    well: bool | None
    detail: str
