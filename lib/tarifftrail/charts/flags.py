"""The numbered flags above a step chart, spread so that five steps in a week can be told apart."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from tarifftrail.charts import placing, scales, style
from tarifftrail.charts.selection import View

FLAG_IN = 0.165  # diameter
APART_IN = 0.185  # between the centres of two flags
ELBOW_IN = 0.2  # from the flags down to their days
HAIRLINE = "_hairline"  # label of the lines that lead from a flag to its step: text may stand on them


def height_in(n: int, width_in: float) -> float:
    """Height of the strip that so many flags take above a chart of that width, in inches."""
    return 0.0 if n == 0 else _rows(n, width_in) * APART_IN + ELBOW_IN


def _rows(n: int, width_in: float) -> int:
    return max(1, math.ceil(n * APART_IN / width_in))


def draw(ax: Axes, view: View, table: pd.DataFrame, strip_in: float) -> None:
    """Draws a flag for each row of `step_table`, joined to its day by a hairline."""
    if table.empty:
        return
    box, dpi = ax.get_window_extent(), ax.figure.dpi
    elbow = box.y1 - strip_in * dpi + 0.04 * dpi
    for row, x, y in zip(table.itertuples(index=False), *_places(ax, table), strict=True):
        day = ax.transData.transform((scales.at(row.date), 0))[0]
        foot = ax.transData.transform((0, 0 if row.kind == "incident" else float(row.to_pct)))[1]
        lead = [scales.as_fraction(ax, *place) for place in ((x, y), (x, y - FLAG_IN / 2 * dpi), (day, elbow), (day, foot))]
        ax.plot(*zip(*lead, strict=True), transform=ax.transAxes, color=style.FAINT, linewidth=0.4, zorder=1.2, label=HAIRLINE, clip_on=False)
        _flag(ax, scales.as_fraction(ax, x, y), row, view)


def _places(ax: Axes, table: pd.DataFrame) -> tuple[list[float], list[float]]:
    """Centres of the flags in pixels: near their days, in as many rows as they need."""
    box, dpi = ax.get_window_extent(), ax.figure.dpi
    rows = _rows(len(table), box.width / dpi)
    days = [ax.transData.transform((scales.at(day), 0))[0] for day in table["date"]]
    xs, ys = [0.0] * len(days), [0.0] * len(days)
    for row in range(rows):
        mine = range(row, len(days), rows)
        centres = placing.spread([days[i] for i in mine], [APART_IN * dpi] * len(mine), box.x0, box.x1)
        for i, centre in zip(mine, centres, strict=True):
            xs[i], ys[i] = centre, box.y1 - (row + 0.5) * APART_IN * dpi
    return xs, ys


def _flag(ax: Axes, place: tuple[float, float], row: Any, view: View) -> None:
    incident = row.kind == "incident"
    ink = style.MUTED if incident else style.INKS[view.directions.index((row.imposer, row.target))]
    filled = row.kind == "step"
    ax.plot(
        *([value] for value in place),
        transform=ax.transAxes, marker="s" if incident else "o", markersize=FLAG_IN * 72 * (0.9 if incident else 1),
        markeredgewidth=0.9, color=ink, markerfacecolor=ink if filled else "white", clip_on=False, zorder=5, label="_flag",
    )  # fmt: skip
    ax.text(
        *place, str(row.number), transform=ax.transAxes, fontsize=style.FLAG_PT, fontweight="bold",
        color="white" if filled else ink, ha="center", va="center_baseline", zorder=5.1,
    )  # fmt: skip
