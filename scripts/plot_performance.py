"""What does the run look like?  The two plots of docs/performance.md, as SVG that is the same for the same figures."""

import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

_COLOURS = {
    "floor": "#5b6770",
    "line": "#b3261e",
    "two ingests": "#d9827d",
    "celery": "#3f7d20",
    "taskiq": "#1f6fb2",
    "faststream": "#8f5aa8",
}
_TICKS = (0.5, 0.9, 0.99, 0.999)

mpl.rcParams.update({"svg.hashsalt": "kawaraban", "svg.fonttype": "none", "font.size": 10})


def plot_throughput(rates: Mapping[str, Sequence[float]], path: Path) -> None:
    """Points are medians, whiskers the least and the most; `rates` in stories a second, by contestant and round."""
    figure = Figure(figsize=(8, 0.6 * len(rates) + 1), layout="constrained")
    axes = figure.subplots()
    for name, found in reversed(list(rates.items())):
        middle = statistics.median(found)
        whiskers = [[middle - min(found)], [max(found) - middle]]
        axes.errorbar(middle, name, xerr=whiskers, fmt="o", color=_COLOURS[name], markersize=9, capsize=3)
        axes.annotate(f"{middle:,.0f}", (max(found), name), (9, 0), textcoords="offset points", va="center")
    axes.set_xscale("log")
    axes.set_xlabel("stories a second")
    axes.grid(axis="x", color="#d8d8d8", linewidth=0.6)
    axes.margins(x=0.12, y=0.1)
    axes.spines[["top", "right"]].set_visible(False)
    save(figure, path)


def plot_latency(curves: Mapping[str, Mapping[str, Sequence[float]]], grid: Sequence[float], path: Path) -> None:
    """One panel a load; milliseconds at the first quantiles of `grid`, by contestant."""
    figure = Figure(figsize=(3.2 * len(curves), 3.6), layout="constrained")
    panels = figure.subplots(1, len(curves), sharey=True, squeeze=False)[0]
    for axes, (what, by_name) in zip(panels, curves.items(), strict=True):
        for name, took in by_name.items():
            reached = [1 / (1 - quantile) for quantile in grid[: len(took)]]
            axes.plot(reached, took, color=_COLOURS[name], label=name, linewidth=2)
        axes.set_title(what.replace("latency ", "at "))
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xticks([1 / (1 - tick) for tick in _TICKS], [f"p{100 * tick:g}" for tick in _TICKS])
        axes.minorticks_off()
        axes.grid(color="#d8d8d8", linewidth=0.6)
    panels[0].set_ylabel("milliseconds, XADD to event")
    handles = {
        label: handle for axes in panels for handle, label in zip(*axes.get_legend_handles_labels(), strict=True)
    }
    figure.legend(handles.values(), handles.keys(), loc="outside lower center", ncols=len(handles), frameon=False)
    save(figure, path)


def save(figure: Figure, path: Path) -> None:
    """On white, so that it reads on a dark page too."""
    figure.savefig(path, format="svg", facecolor="white", metadata={"Date": None})
