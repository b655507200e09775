"""What does a set of stacks look like?  A flame graph, as SVG that is the same for the same samples."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from scripts.plot_performance import save
from tests.bench.flame import Frame, Stack

_COLOURS = (
    ("services/ingest/formats", "#9ec1e0"),
    ("services/ingest/reading", "#9ec1e0"),
    ("services/ingest/enrich/topics", "#f0a58f"),
    ("services/ingest/enrich/japan", "#f2d48a"),
    ("services/ingest/store", "#a9d3a0"),
    ("services/ingest/life", "#c9b6e0"),
    ("services", "#d5dbe0"),
    ("schemas", "#d5dbe0"),
)
_LIBRARY = "#efefef"
_LEAST, _LABELLED = 0.004, 0.03
"""Of the width: narrower ones are not drawn, and not named."""

_LETTERS = 190
"""Of a label, side by side from end to end."""


def plot_flame(stacks: Mapping[Stack, int], path: Path) -> None:
    """Width is the share of the samples; below each function what it called, by name."""
    whole = sum(stacks.values())
    figure = Figure(layout="constrained")
    axes = figure.subplots()
    depth = _draw(axes, stacks, 0.0, 0, whole)
    figure.set_size_inches(14, 0.26 * depth + 0.8)
    axes.set_xlim(0, 1)
    axes.set_ylim(depth, 0)
    axes.set_yticks([])
    axes.set_xlabel(f"share of {whole:,} samples of ingest under a backlog")
    axes.spines[["top", "right", "left"]].set_visible(False)
    save(figure, path)


def _draw(axes: Axes, stacks: Mapping[Stack, int], left: float, level: int, whole: int) -> int:
    """How many levels there are to see."""
    by_frame: dict[Frame, Counter[Stack]] = {}
    for stack, samples in stacks.items():
        if stack:
            by_frame.setdefault(stack[0], Counter())[stack[1:]] += samples
    deepest = level
    for frame, below in sorted(by_frame.items()):
        share = below.total() / whole
        if share >= _LEAST:
            axes.barh(level + 0.5, share, 0.94, left, color=_colour(frame[1]), edgecolor="white", linewidth=0.5)
            if share >= _LABELLED:
                label = _label(frame, int(share * _LETTERS))
                axes.text(left + share / 2, level + 0.5, label, ha="center", va="center", fontsize=7)
            deepest = max(deepest, level + 1, _draw(axes, below, left, level + 1, whole))
        left += share
    return deepest


def _label(frame: Frame, room: int) -> str:
    """With its module where there is room: every format has a `parse`."""
    name, file = frame
    path = Path(file)
    module = path.parent.name if path.stem == "__init__" else path.stem
    whole = f"{module}.{name}" if file else name
    return whole if len(whole) <= room else name[:room]


def _colour(file: str) -> str:
    return next((colour for folder, colour in _COLOURS if file.startswith(folder)), _LIBRARY)
