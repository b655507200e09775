"""The matrix: each fault at each moment that matters, with what is promised, as docs/reliability.md shows it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.faults.ground import Ground


@dataclass(frozen=True)
class Case:
    """`promise` is what a newsroom may rely on, in words; `quick` ones run in `make test`, all in `make faults`."""

    name: str
    fault: str
    moment: str
    promise: str
    run: Callable[[Ground], None]
    quick: bool = False
    linked: bool = False
    redis: Mapping[str, str] = field(default_factory=dict)
    keep: int = 100_000
    """Events kept in articles:ready."""
    disk: int = 0
    """MiB of a file system of its own for the store's data; 0 for none."""


CASES: dict[str, Case] = {}


def case(
    fault: str,
    moment: str,
    promise: str,
    *,
    quick: bool = False,
    linked: bool = False,
    redis: Mapping[str, str] | None = None,
    keep: int = 100_000,
    disk: int = 0,
) -> Callable[[Callable[[Ground], None]], Callable[[Ground], None]]:
    """Enters the function under its name; it does harm and heals it, the harness lets all come to rest and judges."""

    def enter(run: Callable[[Ground], None]) -> Callable[[Ground], None]:
        name = run.__name__
        assert name not in CASES, name
        CASES[name] = Case(name, fault, moment, promise, run, quick, linked, redis or {}, keep, disk)
        return run

    return enter
